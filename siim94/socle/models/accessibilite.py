"""What the statement of accessibility takes from people: criteria looked at by hand, and the multi-year plan.

The law of 11 February 2005 (article 47) and the decree nº 2019-768 of 24 July 2019 ask for both.
"""

from django.db import models
from django.db.models import Q

from siim94.socle.champs import AnneeField
from siim94.socle.models.annuel import AvecPage, Suivi


class VerificationAccessibilite(AvecPage, Suivi):
    """One criterion of the RGAA 4.1.2 looked at by a person, on a day: what a test does not tell.

    ``critere`` is its number (``1.3``); the latest look at a criterion holds.
    """

    class Resultat(models.TextChoices):
        CONFORME = "conforme", "Conforme"
        NON_CONFORME = "non_conforme", "Non conforme"
        SANS_OBJET = "sans_objet", "Sans objet"

    critere = models.CharField(
        "critère", max_length=5, help_text="Son numéro dans le RGAA 4.1.2 : 1.3, 12.8…"
    )
    date = models.DateField("vérifié le")
    resultat = models.CharField("résultat", max_length=12, choices=Resultat.choices)
    constat = models.TextField(
        "constat",
        help_text="Ce qui a été regardé, sur quelles pages, avec quel outil, et ce qui a été trouvé.",
    )

    class Meta(Suivi.Meta):
        ordering = ["-date", "critere"]
        verbose_name = "vérification d’accessibilité"
        verbose_name_plural = "vérifications d’accessibilité"
        constraints = [
            models.UniqueConstraint(
                fields=["critere", "date"],
                name="verificationaccessibilite_unique",
                violation_error_message="Ce critère a déjà une vérification de ce jour : modifiez-la.",
            ),
            models.CheckConstraint(
                condition=Q(critere__regex=r"^([1-9]|1[0-3])\.([1-9]|1[0-4])$"),
                name="verificationaccessibilite_critere",
                violation_error_message="Un critère est un numéro du RGAA, comme 1.3 ou 12.8.",
            ),
            models.CheckConstraint(
                condition=Q(constat__regex=r"\S"),
                name="verificationaccessibilite_constat",
                violation_error_message="Dites ce qui a été regardé et trouvé.",
            ),
            models.CheckConstraint(
                condition=Q(resultat__in=("conforme", "non_conforme", "sans_objet")),
                name="verificationaccessibilite_resultat",
                violation_error_message="Choisissez un résultat de la liste.",
            ),
        ]

    def __str__(self):
        return f"{self.critere} : {self.get_resultat_display().lower()}"


class ActionAccessibilite(AvecPage, Suivi):
    """One thing that the syndicate means to do for accessibility in a year of its plan (three at most, says
    the decree), and where it stands.
    """

    class Etat(models.TextChoices):
        PREVUE = "prevue", "Prévue"
        EN_COURS = "en_cours", "En cours"
        FAITE = "faite", "Faite"
        ABANDONNEE = "abandonnee", "Abandonnée"

    annee = AnneeField("année")
    intitule = models.CharField("action", max_length=300)
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.PREVUE)
    suite = models.TextField("ce qui a été fait, ou pourquoi non", blank=True)

    class Meta(Suivi.Meta):
        ordering = ["annee", "pk"]
        verbose_name = "action d’accessibilité"
        verbose_name_plural = "actions d’accessibilité"
        constraints = [
            models.UniqueConstraint(
                fields=["annee", "intitule"],
                name="actionaccessibilite_unique",
                violation_error_message="Cette action est déjà prévue pour cette année.",
            ),
            models.CheckConstraint(
                condition=Q(annee__gte=2020, annee__lte=2100),
                name="actionaccessibilite_annee",
                violation_error_message="Une année du schéma est entre 2020 et 2100.",
            ),
            models.CheckConstraint(
                condition=Q(intitule__regex=r"\S"),
                name="actionaccessibilite_nommee",
                violation_error_message="Dites quelle est l’action.",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=("prevue", "en_cours", "faite", "abandonnee")),
                name="actionaccessibilite_etat",
                violation_error_message="Choisissez un état de la liste.",
            ),
        ]

    def __str__(self):
        return f"{self.intitule} ({self.annee})"
