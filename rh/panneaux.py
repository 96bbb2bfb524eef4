"""Panels of the pages of staff."""

from django.utils.functional import cached_property

from rh.bilan_agents import AbsencesSection
from rh.models import Effectif, EmploiGrade, Grade, PourvuGrade
from rh.tables import (
    MouvementTable,
)
from siim94.formats import francais
from siim94.ui.graphiques import LineChart
from siim94.ui.listes.colonnes import INCONNU, lien
from siim94.ui.listes.tables import table_de
from siim94.ui.pages.evolution import MemeAnneePanneau, ParAnneePanneau
from siim94.ui.pages.indicateurs import IndicateurFiche
from siim94.ui.pages.panneaux import Remede
from siim94.ui.pages.tableau import Tableau, TableauxPanneau

COLONNES = ("Emplois", "Titulaires ou stagiaires", "Contractuels", "Pourvus", "Vacants")
# Years that a page shows at most.
ANNEES = 10


def _cellules(effectif: Effectif) -> list[str]:
    """The cells under ``COLONNES``."""
    valeurs = (
        effectif.emplois,
        effectif.titulaires,
        effectif.contractuels,
        effectif.pourvus,
        effectif.vacants,
    )
    return [INCONNU if valeur is None else francais.compact(valeur) for valeur in valeurs]


class GradesDeFilierePanneau(TableauxPanneau):
    """The grades of a branch, with the positions of the year: open, filled by status, vacant."""

    titre = "Grades"
    annee_du_titre = "au 31 décembre {}"
    permission = "rh.view_grade"

    def tableaux(self):
        annee = self.exercice.annee if self.exercice else 0
        par_grade = self.objet.grades.effectifs([annee], annee, "grade")
        total = self.objet.grades.effectif(annee)
        rangs = [
            [lien(grade), grade.categorie, *_cellules(par_grade.get((annee, grade.pk), Effectif()))]
            for grade in self.objet.grades.order_by("rang")
        ]
        return [
            Tableau(
                self.titre_affiche(),
                ("Grade", "Catégorie", *COLONNES),
                rangs,
                pied=("Total", "", *_cellules(total)),
                textes=(0, 1),
            )
        ]


class EffectifsParAnneePanneau(TableauxPanneau):
    """The positions of a grade over the years, as the report of the year chosen knows them."""

    titre = "Emplois par exercice"
    permission = "rh.view_emploigrade"
    vide = "Aucun emploi n’est enregistré."
    remede = Remede("Saisir les emplois", "rh:emploigrade_grid", ("rh.change_emploigrade",))
    liste = "rh:emploigrade_list"
    criteres = {"q": "libelle"}
    toutes_annees = True

    def grades(self):
        return Grade.objects.filter(pk=self.objet.pk)

    @cached_property
    def par_annee(self) -> dict[int, Effectif]:
        """The years known, latest first."""
        annee = self.exercice.annee if self.exercice else 0
        connus = self.grades().effectifs(range(annee - ANNEES + 1, annee + 1), annee)
        return {an: connus[(an,)] for (an,) in sorted(connus, reverse=True)}

    def tableaux(self):
        rangs = [[str(annee), *_cellules(effectif)] for annee, effectif in self.par_annee.items()]
        return [Tableau(f"Emplois par exercice : {self.objet}", ("Exercice", *COLONNES), rangs)]

    def charts(self):
        # Two years stand side by side in the table: a line between two points says nothing more.
        if len(self.par_annee) < 3:
            return []
        annees = sorted(self.par_annee)
        return [
            LineChart(
                "Emplois ouverts et pourvus au 31 décembre",
                unite="emplois",
                source=f"Source{francais.INSECABLE}: ressources humaines, exercices {annees[0]}-{annees[-1]}",
                categories=[str(annee) for annee in annees],
                series={
                    "Ouverts": [francais.reduit(self.par_annee[annee].emplois) for annee in annees],
                    "Pourvus": [francais.reduit(self.par_annee[annee].pourvus) for annee in annees],
                },
            )
        ]


class EffectifsDeFiliereParAnneePanneau(EffectifsParAnneePanneau):
    """The same for all the grades of a branch."""

    criteres = {"grade__filiere": "pk"}
    toutes_annees = False

    def grades(self):
        return self.objet.grades.all()


# The rows of a grade with their notes, as the report of the year chosen knows them.
EmploisDeGradePanneau = ParAnneePanneau.avec(
    titre="Lignes d’emplois",
    table_class=table_de(
        EmploiGrade, ("exercice", "budget_annexe", "permanent", "temps_complet", "emplois", "note")
    ),
    relation="emplois",
    ordre=(),
)

PourvusDeGradePanneau = ParAnneePanneau.avec(
    titre="Lignes d’emplois pourvus",
    table_class=table_de(
        PourvuGrade, ("exercice", "statut", "budget_annexe", "permanent", "temps_complet", "pourvus", "note")
    ),
    relation="pourvus",
    ordre=(),
)


class MouvementsDeLAnneePanneau(MemeAnneePanneau):
    """The other departures, or arrivals, of the year."""

    table_class = MouvementTable
    champs = ("sens",)

    def titre_affiche(self):
        nom = "départs" if self.objet.sens == "depart" else "arrivées"
        return f"Autres {nom} de {self.objet.exercice_id}"


class IndicateurRhFiche(IndicateurFiche):
    def section_du_bilan(self):
        return AbsencesSection.code if self.objet.code.startswith("jours-absence") else ""
