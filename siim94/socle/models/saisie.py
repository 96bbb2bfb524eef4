"""What a person typed in a page and did not save yet: kept for that account alone, thirty days at most."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact
from django.utils import timezone

from siim94.formats.francais import date_longue
from siim94.socle.models.exercice import Exercice

GARDE = datetime.timedelta(days=30)
# How long an account is told that something is kept no more.
RAPPEL = datetime.timedelta(days=60)


class SaisieGardeeQuerySet(models.QuerySet):
    def of_compte(self, utilisateur):
        return self.filter(utilisateur=utilisateur).select_related("exercice")

    def finir(self) -> None:
        """Give up what has lapsed, and in the end the word that says so."""
        maintenant = timezone.now()
        vivantes = self.filter(fin="")
        closes = vivantes.filter(exercice__statut=Exercice.Statut.CLOS)
        closes.update(champs={}, fin=SaisieGardee.Fin.CLOTURE)
        vivantes.filter(modifiee_le__lt=maintenant - GARDE).update(champs={}, fin=SaisieGardee.Fin.DELAI)
        self.filter(modifiee_le__lt=maintenant - RAPPEL).delete()

    def garder(self, utilisateur, page: str, champs: dict, onglet: str, apres: str = "", **valeurs) -> bool:
        """Keep what a page (``onglet``, one window of a browser) holds; whether another window had written.

        A window replaces what it wrote itself, or what it took up (``apres``); what another wrote
        meanwhile stays, field by field, the last to write having the word. Inside a transaction.
        """
        debut = {"onglet": onglet, "champs": champs, **valeurs}
        # Two first words at once meet on the constraint, and the second then waits for the row.
        saisie, creee = self.get_or_create(utilisateur=utilisateur, page=page, defaults=debut)
        if creee:
            return False
        saisie = self.select_for_update().get(pk=saisie.pk)
        autre = not saisie.finie and saisie.onglet not in (onglet, apres)
        saisie.champs = saisie.champs | champs if autre else champs
        if saisie.finie:
            saisie.commencee_le = timezone.now()
        for nom, valeur in {**valeurs, "onglet": onglet, "fin": "", "modifiee_le": timezone.now()}.items():
            setattr(saisie, nom, valeur)
        saisie.save()
        return autre

    def enregistrer(self, utilisateur, page: str, onglets, restent) -> None:
        """The page was saved: what its window (``onglets``) wrote or took up goes, but for what it left."""
        for saisie in self.select_for_update().filter(utilisateur=utilisateur, page=page, onglet__in=onglets):
            saisie.champs = {nom: champ for nom, champ in saisie.champs.items() if nom in restent}
            if saisie.champs:
                saisie.save(update_fields=["champs"])
            else:
                saisie.delete()


class SaisieGardee(models.Model):
    """The fields of one page (``page``: its address) that an account wrote in and did not save.

    ``champs``: by the name of the field, its label, what was typed, what stood there when the typing began,
    each as text (a list for several choices). ``exercice``: the year that it is about, whose closing ends
    it. ``onglet``: the window that wrote last. Once ended (``fin``) nothing is kept but the word of it.
    """

    class Fin(models.TextChoices):
        DELAI = "delai", "gardée trente jours"
        CLOTURE = "cloture", "exercice clos"

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saisies_gardees", verbose_name="auteur"
    )
    page = models.CharField("page", max_length=1000)
    titre = models.CharField("titre", max_length=200)
    exercice = models.ForeignKey(Exercice, models.CASCADE, null=True, related_name="+")
    champs = models.JSONField("champs")
    onglet = models.CharField("onglet", max_length=40)
    commencee_le = models.DateTimeField("commencée le", default=timezone.now)
    modifiee_le = models.DateTimeField("modifiée le", default=timezone.now)
    fin = models.CharField("fin", max_length=8, choices=Fin, blank=True)

    objects = SaisieGardeeQuerySet.as_manager()

    class Meta:
        ordering = ["-modifiee_le", "-pk"]
        default_permissions = ()
        verbose_name = "saisie non enregistrée"
        verbose_name_plural = "saisies non enregistrées"
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "page"],
                name="saisiegardee_unique",
                violation_error_message="Une saisie de cette page est déjà gardée.",
            ),
            models.CheckConstraint(
                condition=Exact(
                    Func(F("champs"), function="jsonb_typeof", output_field=models.TextField()), "object"
                ),
                name="saisiegardee_par_champ",
                violation_error_message="Une saisie se garde champ par champ.",
            ),
            models.CheckConstraint(
                condition=Q(fin="") | Q(champs={}),
                name="saisiegardee_finie_vide",
                violation_error_message="D’une saisie finie, rien n’est gardé.",
            ),
        ]

    def __str__(self):
        return self.titre

    @property
    def comparable(self) -> bool:
        """Something stood there when the typing began: not in a page that makes a new thing."""
        return any(champ.get("dit_avant") or champ.get("avant") for champ in self.champs.values())

    @property
    def finie(self) -> str:
        """Why it is kept no more, whether or not the purge has passed; empty while it is."""
        if self.fin:
            return self.fin
        if self.exercice and self.exercice.statut == Exercice.Statut.CLOS:
            return self.Fin.CLOTURE
        return self.Fin.DELAI if self.modifiee_le < timezone.now() - GARDE else ""

    @property
    def mot(self) -> str:
        """What its author is told of it."""
        quand = date_longue(timezone.localdate(self.modifiee_le))
        match self.finie:
            case self.Fin.CLOTURE:
                return (
                    f"Votre saisie du {quand}, non enregistrée, n’est plus gardée : "
                    f"l’exercice {self.exercice_id} a été clos."
                )
            case self.Fin.DELAI:
                return f"Votre saisie du {quand}, non enregistrée, n’est plus gardée : 30 jours ont passé."
        jusque = date_longue(timezone.localdate(self.modifiee_le + GARDE))
        cloture = f", ou jusqu’à la clôture de l’exercice {self.exercice_id}" if self.exercice_id else ""
        return f"Gardée jusqu’au {jusque}{cloture}."
