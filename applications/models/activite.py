"""Facts and figures of the year about domains, infrastructure, security and methods."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.text import Truncator

from adherents.models import Adherent
from applications.models.referentiel import Application, Domaine
from siim94.formats.calcul import Evolution, Evolutions, part
from siim94.formats.groupes import grouper
from siim94.formats.mots import plier
from siim94.socle.champs import OrdreField
from siim94.socle.models import (
    AvecPage,
    FaitAnnuel,
    FaitAnnuelQuerySet,
    Indicateur,
    IndicateurQuerySet,
    Pole,
    Suivi,
)
from siim94.socle.partage import partagee
from siim94.socle.recherche import Formes


class FaitMarquantQuerySet(FaitAnnuelQuerySet):
    def of_theme(self, theme):
        """Facts of one theme in the order of the report, with their domain."""
        return self.filter(theme=theme).select_related("domaine").order_by("rang", "pk")

    def citant(self, *noms: str):
        """Facts whose text holds one of the names as whole words, whatever accents and case."""
        plat = models.Func(models.F("texte"), function="socle_sans_accent", output_field=models.TextField())
        motif = rf"\m(?:{'|'.join(re.escape(plier(nom)) for nom in noms)})\M"
        return self.alias(texte_plat=plat).filter(texte_plat__regex=motif)

    def by_intitule(self, theme, annee: int) -> list[tuple[str, list["FaitMarquant"]]]:
        """Facts of one theme and year under the heads that the report prints, in its order."""
        faits = self.for_exercice(annee).of_theme(theme)
        groupes = grouper(faits, lambda fait: fait.intitule or (fait.domaine.nom if fait.domaine else ""))
        return list(groupes.items())


class FaitMarquant(AvecPage, FaitAnnuel):
    """One thing done in the year, as the report words it (Markdown), under a theme and perhaps a domain."""

    class Theme(models.TextChoices):
        METIER = "metier", "systèmes d’information métiers"
        INFRASTRUCTURE = "infrastructure", "infrastructures techniques"
        SECURITE = "securite", "sécurisation"
        SYSTEMES_RESEAUX = "systemes-reseaux", "systèmes et réseaux"
        SUPPORT = "support", "support utilisateurs"

    grain = ("exercice", "theme")

    theme = models.CharField("thème", max_length=20, choices=Theme)
    domaine = models.ForeignKey(
        Domaine, models.PROTECT, null=True, blank=True, related_name="faits", verbose_name="domaine"
    )
    intitule = models.CharField(
        "intitulé",
        max_length=120,
        blank=True,
        help_text="Tête de rubrique imprimée ; par défaut le nom du domaine.",
    )
    pole = models.ForeignKey(
        Pole, models.PROTECT, null=True, blank=True, related_name="faits", verbose_name="pôle"
    )
    texte = models.TextField("texte")
    rang = OrdreField(default=0)
    adherents = models.ManyToManyField(
        Adherent, through="FaitMarquantAdherent", related_name="faits", verbose_name="adhérents"
    )

    objects = FaitMarquantQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "theme", "rang"]
        verbose_name = "fait marquant"
        verbose_name_plural = "faits marquants"
        indexes = [GinIndex(Formes("texte"), name="faitmarquant_mots")]
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "theme", "rang"],
                name="faitmarquant_unique_par_rang",
                violation_error_message="Un fait de ce thème occupe déjà ce rang.",
            ),
        ]

    def __str__(self):
        return Truncator(self.texte).chars(80)


class FaitMarquantAdherent(Suivi):
    """A member that a fact of the year concerns."""

    fait = models.ForeignKey(
        FaitMarquant, models.CASCADE, related_name="concernes", verbose_name="fait marquant"
    )
    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="+", verbose_name="adhérent")

    class Meta(Suivi.Meta):
        ordering = ["fait", "adherent"]
        verbose_name = "adhérent d’un fait marquant"
        verbose_name_plural = "adhérents des faits marquants"
        constraints = [
            models.UniqueConstraint(
                fields=["fait", "adherent"],
                name="faitmarquantadherent_unique",
                violation_error_message="Cet adhérent est déjà lié à ce fait.",
            )
        ]

    def __str__(self):
        return f"{self.fait} – {self.adherent}"


@dataclass(frozen=True)
class Repere:
    """A figure of a year with what stands beside it: the year before and its parts."""

    indicateur: Indicateur
    precedent: Indicateur | None
    parties: tuple[Indicateur, ...]

    @property
    def evolution(self) -> Decimal | None:
        """Change since the year before, in percent to one decimal; None without two numbers or from zero."""
        taux = Evolution(self.precedent and self.precedent.valeur, self.indicateur.valeur).taux
        return None if taux is None else taux.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def valeur_precedente(self) -> Decimal | None:
        """The number of the year before; None where it is not known as one."""
        return self.precedent and self.precedent.valeur

    @property
    def repartition(self) -> dict[str, Decimal | None]:
        """Its parts by their name, with as many decimals as the source gave."""
        return {
            partie.ventilation: partie.valeur and partie.valeur.quantize(Decimal(1).scaleb(-partie.decimales))
            for partie in self.parties
        }

    @property
    def principale(self) -> tuple[str, Decimal] | None:
        """The largest part and its share of the whole, in per cent; None while one of them is unknown."""
        valeurs = self.repartition
        if not valeurs or None in valeurs.values():
            return None
        nom = max(valeurs, key=valeurs.get)
        taux = part(valeurs[nom], self.indicateur.valeur)
        return None if taux is None else (nom, taux)


def par_unite(reperes: Iterable[Repere]) -> dict[str, list[Repere]]:
    """Figures known as numbers that stand beside one another: two of one unit at least."""
    groupes = grouper(
        [repere for repere in reperes if repere.indicateur.valeur is not None],
        lambda repere: repere.indicateur.unite,
    )
    return {unite: groupe for unite, groupe in groupes.items() if len(groupe) > 1}


class RepereQuerySet(IndicateurQuerySet):
    def of_codes(self, *codes: str):
        """Figures of these codes, and their parts."""
        return self.filter(code__in=codes)

    def reperes(self, annee: int, bilan: int | None = None) -> list[Repere]:
        """The figures of ``annee`` in the order of the report, each with its parts and the year before.

        The year before is what the same report knows of it: a number, a text ("chiffre identique"), or None.
        """
        connus = self.filter(exercice__in=[annee - 1, annee]).connus_en(bilan or annee).order_by("rang", "pk")
        precedents = {i.code: i for i in connus if i.exercice_id != annee and not i.ventilation}
        actuels = [i for i in connus if i.exercice_id == annee]
        return [
            Repere(
                indicateur,
                precedents.get(indicateur.code),
                tuple(i for i in actuels if i.code == indicateur.code and i.ventilation),
            )
            for indicateur in actuels
            if not indicateur.ventilation
        ]


class IndicateurMetierQuerySet(RepereQuerySet):
    @partagee
    def points_de_repere(self, annee: int) -> list[tuple[str, list[Repere]]]:
        """The key figures of the trades under the headings of the report, in its order."""
        reperes = self.select_related("domaine").reperes(annee)
        groupes = grouper(reperes, lambda r: r.indicateur.intitule or r.indicateur.domaine.nom)
        return list(groupes.items())

    def evolutions(self, annee: int) -> Evolutions:
        """The changes since the year before, in the order of the report."""
        reperes = [repere for _, groupe in self.points_de_repere(annee) for repere in groupe]
        connus = [(repere.indicateur.libelle, repere.evolution) for repere in reperes]
        return Evolutions(tuple((nom, taux) for nom, taux in connus if taux is not None))


class IndicateurActiviteQuerySet(RepereQuerySet):
    def of_theme(self, theme):
        return self.filter(theme=theme)


class IndicateurMetier(Indicateur):
    """A figure of a trade or of its software ("517 700 factures, dont 69 % sécurisées")."""

    domaine = models.ForeignKey(Domaine, models.PROTECT, related_name="indicateurs", verbose_name="domaine")
    intitule = models.CharField(
        "intitulé",
        max_length=120,
        blank=True,
        help_text="Tête de rubrique imprimée ; par défaut le nom du domaine.",
    )
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicateurs",
        verbose_name="application",
    )

    objects = IndicateurMetierQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "point de repère"
        verbose_name_plural = "points de repère"


class IndicateurActivite(Indicateur):
    """A figure of the syndicate's own activity: infrastructure, security, methods, survey, purchases…"""

    class Theme(models.TextChoices):
        INFRASTRUCTURE = "infrastructure", "infrastructure"
        EXPLOITATION = "exploitation", "exploitation"
        SECURITE = "securite", "sécurité"
        RGPD = "rgpd", "protection des données"
        CARTOGRAPHIE = "cartographie", "cartographie"
        METHODES = "methodes", "méthodes"
        ENQUETE = "enquete", "enquête de satisfaction"
        ACHATS = "centrale-d-achat", "centrale d’achat"

    theme = models.CharField("thème", max_length=20, choices=Theme)

    objects = IndicateurActiviteQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "indicateur d’activité"
        verbose_name_plural = "indicateurs d’activité"
