"""The sending of an edition to each member's mayor, required before 30 September (CGCT, art. L5211-39)."""

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone

from siim94.editions.models.circuit import compte
from siim94.editions.models.editions import Edition
from siim94.editions.models.pieces import Piece
from siim94.formats.mots import plier
from siim94.socle.ordre import en_francais


class TransmissionQuerySet(models.QuerySet):
    def de_l_edition(self, edition: Edition):
        """The log of one edition, by member."""
        ordre = en_francais(self.model, ("adherent__nom_court", "pk"))
        return self.filter(edition=edition).select_related("adherent").order_by(*ordre)

    def prendre(self, pk: int) -> bool:
        """Take for oneself, for good, a sending that was asked for: it is told as begun, in a transaction of
        its own, before anything leaves. False when somebody else has it.
        """
        with transaction.atomic(durable=True):
            demandee = self.filter(pk=pk, sort=Transmission.Sort.DEMANDEE)
            return bool(demandee.update(sort=Transmission.Sort.EN_COURS, commencee=timezone.now()))

    def bilan(self) -> dict[str, int]:
        """How many recipients there are, and of how many each thing is known: one query."""
        sort = Transmission.Sort
        return self.aggregate(
            total=Count("pk"),
            a_envoyer=Count("pk", filter=Q(sort__in=(sort.A_ENVOYER, sort.DEMANDEE, sort.ECHEC))),
            a_verifier=Count("pk", filter=Q(sort__in=(sort.EN_COURS, sort.A_VERIFIER))),
            envoyees=Count("pk", filter=Q(sort=sort.ENVOYEE)),
            accusees=Count("pk", filter=Q(accusee__isnull=False)),
            presentees=Count("pk", filter=Q(conseil__isnull=False)),
        )


class Courrier(models.Model):
    """What goes to the recipients of an edition beside it: the letter, and the accounts that the law wants.

    Once a letter has left, neither changes any more: what was sent can be drawn again as it was.
    """

    class Compte(models.TextChoices):
        DEPOSE = "depose", "déposé ici, joint à chaque envoi"
        A_PART = "a_part", "joint à part"

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="courrier", verbose_name="édition")
    objet = models.CharField("objet", max_length=200)
    texte = models.TextField("lettre", max_length=10_000)
    signataire = models.CharField("signataire", max_length=120, blank=True)
    qualite = models.CharField("qualité du signataire", max_length=200, blank=True)
    compte_nom = models.CharField("compte joint", max_length=120, default="compte administratif")
    compte = models.CharField("ce compte est", max_length=8, choices=Compte, default=Compte.A_PART)
    piece = models.ForeignKey(
        Piece, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="fichier du compte"
    )

    class Meta:
        verbose_name = "courrier d’une édition"
        verbose_name_plural = "courriers des éditions"
        constraints = [
            models.CheckConstraint(
                condition=Q(compte="depose", piece__isnull=False) | Q(compte="a_part", piece__isnull=True),
                name="courrier_compte_et_fichier",
                violation_error_message="Un compte déposé a un fichier ; un compte joint à part n’en a pas.",
            )
        ]

    def __str__(self):
        return self.objet


class Transmission(models.Model):
    """One edition sent to one recipient of a member: by whom, how, when, and what became of it.

    These rows are also all that is kept of recipients: the next log proposes those of the last one. A log
    belongs to one edition: a corrected edition starts with none, and ``precedente`` names the sending of the
    earlier one that it follows. Nobody is sent an edition twice: a sending whose outcome is unknown waits as
    ``a_verifier`` until a person says how it ended.
    """

    class Moyen(models.TextChoices):
        COURRIEL = "courriel", "courriel"
        POSTE = "poste", "courrier postal"
        RECOMMANDE = "recommande", "lettre recommandée"
        MAIN = "main", "remise en main propre"
        PLATEFORME = "plateforme", "plateforme d’échange"

    class Sort(models.TextChoices):
        A_ENVOYER = "a_envoyer", "à envoyer"
        # By e-mail, for the worker to do.
        DEMANDEE = "demandee", "envoi demandé"
        EN_COURS = "en_cours", "en cours"
        ENVOYEE = "envoyee", "envoyée"
        A_VERIFIER = "a_verifier", "à vérifier"
        ECHEC = "echec", "échec"

    nominatifs = ("destinataire", "adresse", "courriel")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="transmissions", verbose_name="édition")
    adherent = models.ForeignKey(
        "adherents.Adherent", models.PROTECT, related_name="transmissions", verbose_name="adhérent"
    )
    precedente = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suivantes",
        verbose_name="envoi de l’édition précédente",
    )
    destinataire = models.CharField("destinataire", max_length=200)
    qualite = models.CharField("qualité", max_length=120, blank=True)
    adresse = models.TextField("adresse postale", blank=True, max_length=500)
    courriel = models.EmailField("courriel", blank=True)
    moyen = models.CharField("moyen", max_length=12, choices=Moyen)
    sort = models.CharField("état", max_length=12, choices=Sort, default=Sort.A_ENVOYER)
    commencee = models.DateTimeField("commencée", null=True, blank=True)
    envoyee = models.DateTimeField("envoyée le", null=True, blank=True)
    envoyee_par = compte("envoyée par")
    accusee = models.DateField("accusé de réception", null=True, blank=True)
    conseil = models.DateField("présenté au conseil le", null=True, blank=True)
    remarque = models.TextField("remarque", blank=True, max_length=2000)
    creee = models.DateTimeField("inscrite", default=timezone.now)

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "adherent", "pk"]
        verbose_name = "transmission du bilan"
        verbose_name_plural = "transmissions du bilan"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "adherent", "destinataire"],
                name="transmission_une_par_destinataire",
                violation_error_message="Ce destinataire est déjà dans la liste de cette édition.",
            ),
            models.CheckConstraint(
                condition=~Q(moyen="courriel") | ~Q(courriel=""),
                name="transmission_courriel_adresse",
                violation_error_message="Un envoi par courriel demande une adresse électronique.",
            ),
            models.CheckConstraint(
                condition=~Q(sort__in=["demandee", "en_cours"]) | Q(moyen="courriel"),
                name="transmission_demandee_courriel",
                violation_error_message="Seuls les courriels partent d’ici.",
            ),
            models.CheckConstraint(
                condition=~Q(sort="envoyee") | Q(envoyee__isnull=False),
                name="transmission_envoyee_datee",
                violation_error_message="Un envoi fait a une date.",
            ),
            models.CheckConstraint(
                condition=Q(conseil__isnull=True) | Q(sort="envoyee"),
                name="transmission_conseil_envoyee",
                violation_error_message="Un conseil n’entend que ce qui a été envoyé.",
            ),
            models.CheckConstraint(
                condition=Q(accusee__isnull=True) | Q(sort="envoyee"),
                name="transmission_accusee_envoyee",
                violation_error_message="Seul un envoi fait a un accusé de réception.",
            ),
        ]

    def __str__(self):
        return f"{self.adherent} : {self.destinataire}"

    @property
    def qualite_a_part(self) -> str:
        """What the recipient is, unless that is all that it is called: « Madame ou Monsieur le Maire »."""
        return "" if plier(self.destinataire).endswith(f" {plier(self.qualite)}") else self.qualite

    @property
    def modifiable(self) -> bool:
        """Whether who, where and how may still be written: nothing was begun."""
        return self.sort in (self.Sort.A_ENVOYER, self.Sort.ECHEC)

    @property
    def en_suspens(self) -> bool:
        """Begun, and nobody knows how it ended, unless a worker is at it."""
        return self.sort in (self.Sort.EN_COURS, self.Sort.A_VERIFIER)
