"""The time that every service spends: overlapping margins of the same days."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum

from adherents.models import Adherent, Succession
from applications.models import Application, Domaine, ReorganisationDomaine
from siim94.formats import francais
from siim94.formats.calcul import Evolutions, ecart, part, principale, somme
from siim94.socle.champs import OrdreField
from siim94.socle.models import (
    AvecPage,
    FaitAnnuel,
    FaitAnnuelQuerySet,
    Indicateur,
    Pole,
    ReorganisationPole,
    Suivi,
    SuiviQuerySet,
)
from siim94.socle.partage import au_nom_de, partagee, sont_partagees


class VentilationQuerySet(FaitAnnuelQuerySet):
    def avec_somme(self):
        """Each breakdown with the sum of its parts (``somme``)."""
        return self.annotate(somme=Sum("lignes__valeur"))

    def of_mesure(self, pole, mesure, axe):
        """Breakdowns of one measure along one axis, of one service (its code), under whatever name of its."""
        noms = ReorganisationPole.objects.noms_successifs(pole, "code")
        return self.filter(pole__in=noms, mesure=mesure, axe=axe)

    def de_l_annee(self, annee, pole, mesure, axe, bilan=None) -> "Iterable[Ventilation]":
        """The breakdowns of a year as the report ``bilan`` knows them, of one measure along one axis."""
        seules = self.for_exercice(annee, bilan).of_mesure(pole, mesure, axe)
        if not sont_partagees():
            return seules
        # Others ask for the other breakdowns of the year: all are read at once.
        with au_nom_de(seules):
            noms = ReorganisationPole.objects.cles_successives(pole, "code")
            lues = list(self.avec_pole(annee, bilan or annee))
        return [v for v in lues if (v.mesure, v.axe) == (mesure, axe) and v.pole_id in noms]

    @partagee
    def avec_pole(self, annee, bilan):
        """The breakdowns of a year with their services."""
        return self.for_exercice(annee, bilan).select_related("pole")


class Ventilation(AvecPage, FaitAnnuel):
    """One breakdown of a year's days (or of shares of them) of a service, along one axis.

    The same days are told by nature, by domain, by member, by application: sums stay inside one breakdown.
    ``total`` is what the source gives when the parts are not known.
    """

    class Mesure(models.TextChoices):
        ACTIVITE = "activite", "jours d’activité"
        SYSTEMES = "systemes", "jours d’activité systèmes et réseaux"
        MCO = "mco", "jours de maintien en condition opérationnelle"
        ASSISTANCE = "assistance", "jours d’assistance"
        FACTURE = "facture", "jours travaillés et facturés"
        PART = "part", "part de l’activité (%)"

    class Axe(models.TextChoices):
        NATURE = "nature", "nature"
        DOMAINE = "domaine", "domaine métier"
        ADHERENT = "adherent", "adhérent"
        APPLICATION = "application", "application"
        PARTAGE = "partage", "mutualisé ou spécifique"

    grain = ("exercice", "pole", "mesure", "axe")
    de_son_annee = ("qualificatif", "note")
    nominatifs = ("note",)

    pole = models.ForeignKey(Pole, models.PROTECT, related_name="ventilations", verbose_name="pôle")
    mesure = models.CharField("mesure", max_length=12, choices=Mesure)
    axe = models.CharField("axe", max_length=12, choices=Axe)
    total = models.DecimalField("total donné", max_digits=10, decimal_places=2, null=True, blank=True)
    qualificatif = models.CharField("précision", max_length=20, choices=Indicateur.Qualificatif, blank=True)
    note = models.TextField("note", blank=True)

    objects = VentilationQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "pole", "mesure", "axe"]
        verbose_name = "ventilation du temps"
        verbose_name_plural = "ventilations du temps"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "pole", "mesure", "axe"],
                name="ventilation_unique",
                violation_error_message="Cette ventilation existe déjà pour cet exercice.",
            ),
        ]

    def __str__(self):
        return f"{self.pole}, {self.get_mesure_display()} par {self.get_axe_display()} ({self.exercice_id})"


@dataclass(frozen=True)
class Part:
    """A part of a breakdown: its share of the sum in per cent, and its value the year before."""

    ligne: "LigneVentilation"
    part: Decimal | None
    precedent: Decimal | None
    principale: bool
    """Whether it is the largest."""


# Of the axes whose parts may be renamed or merged: the column that names a part, and its passages.
PASSAGES = {
    Ventilation.Axe.DOMAINE: ("domaine_id", ReorganisationDomaine),
    Ventilation.Axe.ADHERENT: ("adherent_id", Succession),
}


class LigneVentilationQuerySet(SuiviQuerySet):
    def parts_de(self, ventilation) -> list[Part]:
        """The parts of a breakdown in its order, beside those of the same name in the year before.

        The year before is what the report of the breakdown knows of it. Two queries.
        """
        lignes = self.filter(ventilation=ventilation).order_by("rang", "libelle")
        total = somme(ligne.valeur for ligne in lignes)
        premiere = lignes.principale()
        avant = Ventilation.objects.meme_fait(ventilation).filter(exercice=ventilation.exercice_id - 1)
        precedents = dict(
            self.filter(ventilation__in=avant.connus_en(ventilation.bilan_de_id)).values_list(
                "libelle", "valeur"
            )
        )
        return [
            Part(
                ligne,
                part(ligne.valeur, total),
                precedents.get(ligne.libelle),
                principale=premiere is not None and premiere[0] == ligne,
            )
            for ligne in lignes
        ]

    def principale(self) -> "tuple[LigneVentilation, Decimal] | None":
        """The largest of these parts of one breakdown and its share of them all, in per cent."""
        return principale({ligne: ligne.valeur for ligne in self})

    def meme_part(self, ligne):
        """A part through the years: the same name in the same breakdown, by the latest statement of each."""
        ventilations = Ventilation.objects.meme_fait(ligne.ventilation).derniers_connus()
        return (
            self.filter(ventilation__in=ventilations, libelle=ligne.libelle)
            .select_related("ventilation")
            .order_by("ventilation__exercice_id")
        )

    def until_annee(self, annee):
        """Parts of the breakdowns up to a year, as its report knows them: never to be summed."""
        ventilations = Ventilation.objects.until_exercice(annee)
        return (
            self.filter(ventilation__in=ventilations)
            .select_related("ventilation__pole")
            .order_by("ventilation__pole__rang", "ventilation__mesure", "rang", "ventilation__exercice_id")
        )

    @partagee
    def of_ventilation(self, annee, pole, mesure, axe, bilan=None):
        """Parts of one breakdown of the year as the report ``bilan`` knows it, in its order."""
        ventilations = Ventilation.objects.de_l_annee(annee, pole, mesure, axe, bilan)
        lignes = self.filter(ventilation__in=ventilations).order_by("rang", "libelle")
        return lignes.select_related("ventilation__pole")

    @partagee
    def comparees(self, annee, pole, mesure, axe) -> tuple[dict[int, dict[str, Decimal]], list[str]]:
        """The parts of a breakdown by year and name, in the year before and in the year, of those that are
        known: under the names of the year; and in sentences what became of those of the year before.
        """
        champ, passages = PASSAGES.get(axe, ("libelle", None))
        connues = {an: self.of_ventilation(an, pole, mesure, axe, annee) for an in (annee - 1, annee)}
        noms, parts = {}, {}
        for an, lignes in reversed(connues.items()):
            for ligne in lignes if connues[annee] else ():
                cle = getattr(ligne, champ) or ligne.libelle
                noms.setdefault(cle, ligne.libelle)
                parts.setdefault(an, {})[cle] = ligne.valeur
        if passages is None or len(parts) < 2:
            notes = []
        else:
            parts, notes = passages.objects.rattacher(annee, parts)
        return {an: {noms[cle]: v for cle, v in parts[an].items()} for an in sorted(parts)}, notes

    def evolutions(self, annee, *cle) -> Evolutions:
        """By how much the parts of a breakdown known in both years moved."""
        par_annee, _ = self.comparees(annee, *cle)
        avant, apres = (par_annee.get(an, {}) for an in (annee - 1, annee))
        ecarts = ((nom, ecart(valeur, avant.get(nom))) for nom, valeur in apres.items())
        return Evolutions(tuple((nom, difference) for nom, difference in ecarts if difference is not None))

    @partagee
    def total_of(self, annee, pole, mesure, axe, bilan=None):
        """Sum of the parts (Decimal; days, or per cent for shares), else the total given alone, else None."""
        total = self.of_ventilation(annee, pole, mesure, axe, bilan).aggregate(total=Sum("valeur"))["total"]
        if total is not None:
            return total
        ventilations = Ventilation.objects.de_l_annee(annee, pole, mesure, axe, bilan)
        return next((ventilation.total for ventilation in ventilations), None)

    def part_de(self, libelle, annee, pole, mesure, axe, bilan=None):
        """One part of a breakdown in per cent of the sum of its parts (Decimal); None while it is unknown."""
        lignes = self.of_ventilation(annee, pole, mesure, axe, bilan)
        valeurs = dict(lignes.values_list("libelle", "valeur"))
        return part(valeurs.get(libelle), somme(valeurs.values()))


class LigneVentilation(AvecPage, Suivi):
    """One part of a breakdown: days, or per cent."""

    ventilation = models.ForeignKey(
        Ventilation, models.PROTECT, related_name="lignes", verbose_name="ventilation"
    )
    libelle = models.CharField("libellé", max_length=160)
    domaine = models.ForeignKey(
        Domaine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="domaine"
    )
    adherent = models.ForeignKey(
        Adherent, models.PROTECT, null=True, blank=True, related_name="temps", verbose_name="adhérent"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="temps", verbose_name="application"
    )
    valeur = models.DecimalField("valeur", max_digits=10, decimal_places=2)
    rang = OrdreField(default=0)

    objects = LigneVentilationQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["ventilation", "rang"]
        verbose_name = "part d’une ventilation"
        verbose_name_plural = "parts des ventilations"
        constraints = [
            models.UniqueConstraint(
                fields=["ventilation", "libelle"],
                name="ligneventilation_unique",
                violation_error_message="Cette ventilation a déjà une part de ce libellé.",
            ),
            models.CheckConstraint(
                condition=Q(valeur__gte=0),
                name="ligneventilation_positive",
                violation_error_message="Un temps passé n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.libelle} : {francais.compact(self.valeur)}"
