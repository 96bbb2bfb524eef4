"""The sheets of the year's workbook: which tables, which of their columns hold the year's values, and what a
new year takes over from the year before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from django.db.models import Model, QuerySet

import adherents.resources as adherents
import applications.resources as applications
import finances.resources as finances
import rh.resources as rh
import support.resources as support
from finances.models.lignes import MONTANTS
from siim94.chargements.classeur_colonnes import ColonneAnnuelle, colonnes_de
from siim94.formats.classeur import ColonneDeFeuille, Feuille
from siim94.formats.kinds import NUMERO
from siim94.socle import feuilles as socle
from siim94.socle.ecriture import cle_de
from siim94.socle.resources import Ressource

INDICATEUR = ("valeur", "valeur_max", "texte")


class RepriseAnnuelle(Enum):
    """What the workbook of a new year holds of the year before."""

    STRUCTURE = "les lignes de l’année précédente, valeurs à remplir"
    COPIE = "les lignes de l’année précédente, à mettre à jour"
    VIDE = "aucune ligne\u00a0: ce qui s’est passé dans l’année"
    JAMAIS = "ne vaut que pour son année"
    DURABLE = "les lignes de toutes les années, à tenir à jour"


@dataclass(frozen=True)
class FeuilleAnnuelle:
    """One yearly table as a sheet.

    ``valeurs`` are the columns that the year fills: a row where all are empty says nothing. ``parent`` is the
    relation through which a row without a year of its own has one. ``porteuse``: the row only carries rows of
    other sheets, and without them says nothing unless it has a value. ``filtre`` leaves out rows that are not
    the syndicate's own. ``pourcent`` is a column, and what it holds in a row whose values are in per cent:
    there, 46 % is 46. The sheet of a table without years is ``durable``: it has all its rows, and those that
    a workbook does not hold stay.
    """

    ressource: type[Ressource]
    valeurs: tuple[str, ...] = ()
    reprise: RepriseAnnuelle = RepriseAnnuelle.STRUCTURE
    parent: str = ""
    porteuse: bool = False
    filtre: Mapping[str, object] = field(default_factory=dict)
    pourcent: tuple[str, str] | None = None

    @property
    def nom(self) -> str:
        return self.ressource.titre

    @property
    def durable(self) -> bool:
        return self.reprise is RepriseAnnuelle.DURABLE

    @property
    def model(self):
        return self.ressource._meta.model

    @property
    def chemin(self) -> str:
        """What comes before ``exercice`` and ``bilan_de`` in a lookup of the table."""
        return f"{self.parent}__" if self.parent else ""

    @cached_property
    def cle(self) -> tuple[str, ...]:
        """The fields that identify a row."""
        champs = self.ressource().fields
        return tuple(champs[nom].attribute for nom in self.ressource._meta.import_id_fields)

    def designation(self, objet: Model) -> str:
        """What identifies a row, in a text that the names of what it refers to do not change."""
        return "|".join(map(str, cle_de(objet, self.cle)))

    @property
    def parents(self) -> set[type]:
        """The tables that its rows refer to."""
        return {champ.related_model for champ in self.model._meta.fields if champ.is_relation}

    def colonnes(self, ressource: Ressource | None = None) -> list[ColonneAnnuelle]:
        """Its columns, with the lists of today's reference data; those of ``ressource``, if it is to read."""
        return colonnes_de(ressource or self.ressource(), self.valeurs, sans=self.filtre)

    def description(self, colonnes: Iterable[ColonneAnnuelle], **textes) -> Feuille:
        """The sheet as the workbook shows it."""
        return Feuille(self.nom, tuple(colonne.description() for colonne in colonnes), **textes)

    def lignes_du_bilan(self, annee: int) -> QuerySet:
        """The rows that the report of ``annee`` gives, restated earlier years included; those of a durable
        table, all.
        """
        if self.durable:
            return self.model._base_manager.filter(**self.filtre)
        return self.model._base_manager.filter(**{f"{self.chemin}bilan_de": annee}, **self.filtre)


def _indicateur(ressource) -> FeuilleAnnuelle:
    return FeuilleAnnuelle(ressource, INDICATEUR, pourcent=("unite", "%"))


FEUILLES_ANNUELLES = (
    FeuilleAnnuelle(adherents.SituationAdherentRessource, ("population", "postes", "tickets")),
    FeuilleAnnuelle(adherents.ConventionRessource, reprise=RepriseAnnuelle.DURABLE),
    FeuilleAnnuelle(adherents.SeanceRessource, reprise=RepriseAnnuelle.VIDE),
    FeuilleAnnuelle(applications.ColonneCatalogueRessource, reprise=RepriseAnnuelle.COPIE),
    FeuilleAnnuelle(applications.LigneCatalogueRessource, reprise=RepriseAnnuelle.COPIE),
    FeuilleAnnuelle(applications.DeploiementRessource, reprise=RepriseAnnuelle.COPIE, parent="ligne"),
    FeuilleAnnuelle(applications.ProjetRessource, reprise=RepriseAnnuelle.DURABLE),
    FeuilleAnnuelle(applications.ProjetAdherentRessource, reprise=RepriseAnnuelle.DURABLE),
    FeuilleAnnuelle(applications.JalonRessource, reprise=RepriseAnnuelle.DURABLE),
    FeuilleAnnuelle(applications.PointProjetRessource, ("texte",), RepriseAnnuelle.VIDE),
    FeuilleAnnuelle(applications.FaitMarquantRessource, ("texte",), RepriseAnnuelle.VIDE),
    FeuilleAnnuelle(applications.FaitMarquantAdherentRessource, reprise=RepriseAnnuelle.VIDE, parent="fait"),
    _indicateur(applications.IndicateurMetierRessource),
    _indicateur(applications.IndicateurActiviteRessource),
    FeuilleAnnuelle(
        finances.DocumentBudgetaireRessource,
        porteuse=True,
        filtre={"autre_organisme": False},
    ),
    FeuilleAnnuelle(
        finances.LigneBudgetRessource,
        MONTANTS,
        parent="document",
        filtre={"document__autre_organisme": False},
    ),
    FeuilleAnnuelle(finances.ContributionRessource, ("montant",)),
    FeuilleAnnuelle(finances.SubventionRessource, ("montant",)),
    _indicateur(finances.IndicateurFinancierRessource),
    FeuilleAnnuelle(rh.EmploiGradeRessource, ("emplois",)),
    FeuilleAnnuelle(rh.PourvuGradeRessource, ("pourvus",)),
    FeuilleAnnuelle(rh.EtpRessource, ("etp",)),
    FeuilleAnnuelle(rh.MouvementRessource, reprise=RepriseAnnuelle.VIDE),
    FeuilleAnnuelle(rh.AgeMoyenRessource, ("age", "age_min", "age_max")),
    FeuilleAnnuelle(rh.EffectifPoleRessource, ("agents", "femmes", "hommes", "etp")),
    FeuilleAnnuelle(rh.PyramideAgeRessource, ("agents",)),
    FeuilleAnnuelle(rh.EffectifContratRessource, ("agents",)),
    _indicateur(rh.IndicateurRhRessource),
    FeuilleAnnuelle(
        support.VentilationRessource,
        ("total",),
        porteuse=True,
        pourcent=("mesure", "part"),
    ),
    FeuilleAnnuelle(
        support.LigneVentilationRessource, ("valeur",), parent="ventilation", pourcent=("mesure", "part")
    ),
    FeuilleAnnuelle(support.FormationRessource, ("agents", "jours")),
    FeuilleAnnuelle(support.FormationAdherentRessource, ("agents", "jours")),
    _indicateur(support.IndicateurSupportRessource),
    FeuilleAnnuelle(socle.ValeurImprimeeRessource, reprise=RepriseAnnuelle.JAMAIS),
)

# Says of which year the workbook is, so that a row of that year can be told from one of an earlier year.
# What a workbook of made-up years says it holds, so that no base of real years takes it.
DONNEES_FICTIVES = "DONNÉES FICTIVES"
EXERCICE = Feuille(
    "Exercice",
    (
        ColonneDeFeuille("annee", "Exercice", NUMERO, obligatoire=True, aide="L’année de ce classeur."),
        ColonneDeFeuille("contenu", "Contenu", largeur=70),
    ),
    titre="l’année du classeur",
)
