"""Isolated figures, and figures as a source document printed them."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from siim94.formats.intervalles import admis
from siim94.socle.champs import OrdreField
from siim94.socle.models.annuel import AvecPage, FaitAnnuel, FaitAnnuelQuerySet
from siim94.socle.partage import au_nom_de, partagee, sont_partagees


class IndicateurQuerySet(FaitAnnuelQuerySet):
    def parties_de(self, indicateur):
        """The figure of that code with its parts, as the same report gives them for the same year."""
        return self.filter(
            exercice=indicateur.exercice_id, bilan_de=indicateur.bilan_de_id, code=indicateur.code
        ).order_by("rang", "pk")

    def valeur(self, annee, code, bilan=None):
        """The value of one indicator (Decimal), or None when it was never given as a number."""
        seule, bilan = self.filter(code=code), bilan or annee
        if not sont_partagees():
            return seule.valeurs(annee, bilan).get(code)
        # Others ask for the other indicators: all are read at once.
        with au_nom_de(seule._de_l_annee(annee, bilan)):
            return self.valeurs(annee, bilan).get(code)

    @partagee
    def valeurs(self, annee, bilan) -> dict[str, Decimal | None]:
        """The values of the indicators by their code, but for the parts of a breakdown."""
        return dict(self._de_l_annee(annee, bilan))

    def _de_l_annee(self, annee, bilan):
        return self.for_exercice(annee, bilan).filter(ventilation="").order_by().values_list("code", "valeur")


class Indicateur(AvecPage, FaitAnnuel):
    """A figure of the year that stands by itself, with its unit and its precision.

    ``valeur`` to ``valeur_max`` is an interval ("de 35 à 40"); ``texte`` stands where no number was given
    ("équivalent à 2020"); ``qualificatif`` says how exact the number is; ``decimales`` how many digits after
    the comma the source gave; ``ventilation`` names the part when the figure is one of a breakdown.
    Concrete in the app that knows its subject, with a page of its own.
    """

    class Qualificatif(models.TextChoices):
        EXACT = "", "exact"
        ENVIRON = "environ", "environ"
        PLUS_DE = "plus de", "plus de"
        PRES_DE = "près de", "près de"

    grain = ("exercice", "code", "ventilation")
    de_son_annee = ("qualificatif", "definition")

    code = models.SlugField("code", max_length=80)
    ventilation = models.CharField("ventilation", max_length=120, blank=True)
    libelle = models.CharField("libellé", max_length=255)
    valeur = models.DecimalField("valeur", max_digits=16, decimal_places=4, null=True, blank=True)
    valeur_max = models.DecimalField("valeur haute", max_digits=16, decimal_places=4, null=True, blank=True)
    decimales = models.PositiveSmallIntegerField("décimales", default=0)
    texte = models.CharField("texte", max_length=255, blank=True, help_text="Quand aucun nombre n’est donné.")
    unite = models.CharField("unité", max_length=60, blank=True)
    qualificatif = models.CharField("précision", max_length=20, choices=Qualificatif, blank=True)
    definition = models.TextField("définition", blank=True)
    rang = OrdreField(default=0)

    objects = IndicateurQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        abstract = True
        ordering = ["-exercice", "rang", "code"]
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "code", "ventilation"],
                name="%(app_label)s_%(class)s_unique",
                violation_error_message="Cet indicateur est déjà renseigné pour cet exercice.",
            ),
            models.CheckConstraint(
                condition=Q(valeur_max__isnull=True) | Q(valeur__isnull=False, valeur_max__gt=F("valeur")),
                name="%(app_label)s_%(class)s_intervalle",
                violation_error_message="La valeur haute doit dépasser la valeur.",
            ),
            models.CheckConstraint(
                condition=Q(valeur__isnull=False) | ~Q(texte=""),
                name="%(app_label)s_%(class)s_valeur_ou_texte",
                violation_error_message="Indiquez une valeur, ou un texte quand aucun nombre n’est donné.",
            ),
        ]

    def __str__(self):
        return f"{self.libelle} ({self.exercice_id})"


class ValeurImprimeeQuerySet(FaitAnnuelQuerySet):
    def du_bilan(self, annee):
        """Printed values that the report of ``annee`` holds, in the order of their place in the source."""
        return self.filter(bilan_de=annee).order_by("rang", "pk")


class ValeurImprimee(AvecPage, FaitAnnuel):
    """A figure as a document printed it: a control of what its parts give, whether it agrees or not.

    ``chiffre`` is the name of the computed figure (``support.formations.agents``), ``texte`` the raw print,
    ``valeur`` its number (null when malformed), ``calcule`` what the parts gave when the print was recorded.
    Where they disagreed, the report taken over prints the print, until the computed figure is no longer that;
    the checks compare the two anew each time.
    """

    grain = ("exercice", "chiffre", "lieu")

    chiffre = models.CharField("chiffre", max_length=120)
    libelle = models.CharField("libellé", max_length=255)
    texte = models.CharField("valeur imprimée", max_length=120)
    valeur = models.DecimalField("nombre lu", max_digits=16, decimal_places=4, null=True, blank=True)
    calcule = models.DecimalField(
        "valeur calculée à la reprise", max_digits=16, decimal_places=4, null=True, blank=True
    )
    lieu = models.CharField("place dans la source", max_length=120)
    rang = OrdreField(default=0)

    objects = ValeurImprimeeQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["bilan_de", "rang"]
        verbose_name = "valeur imprimée"
        verbose_name_plural = "valeurs imprimées"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "chiffre", "lieu"],
                name="valeurimprimee_unique_par_lieu",
                violation_error_message="Ce chiffre a déjà une valeur imprimée à cette place de la source.",
            ),
        ]

    def __str__(self):
        return f"{self.libelle} : {self.texte}"

    def concorde(self, unite: str) -> bool:
        """Whether the print told, to its own digits, what the parts gave when it was recorded."""
        return self.dit(self.calcule, unite)

    def dit(self, valeur, unite: str) -> bool:
        """Whether the print tells that value to its own digits; never for an unknown nor by a slip."""
        intervalle = admis(self.texte, self.valeur, unite)
        return None not in (intervalle, valeur) and Decimal(valeur) in intervalle

    def tient(self, calcule) -> bool:
        """Whether the print still stands: the figure computed now is the one noted when it was taken over."""
        if calcule is None or self.calcule is None:
            return calcule is None and self.calcule is None
        # The column keeps four places, a ratio computed has more.
        return round(Decimal(calcule), 4) == self.calcule
