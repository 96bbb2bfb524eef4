"""The staffing table ("tableau des effectifs") of one or several years, with its totals."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from rh.models import Effectif, EmploiGrade, Etp, Grade, PourvuGrade, ReorganisationGrade


@dataclass(frozen=True)
class ColonneEffectifs:
    """A column of figures: what is counted, in which year."""

    mesure: str
    titre: str
    annee: int


@dataclass(frozen=True)
class CelluleEffectifs:
    """A figure, None when unknown, and the mark of the note about it, if any."""

    valeur: Decimal | None
    marque: str = ""


@dataclass(frozen=True)
class LigneEffectifs:
    """A row: a grade, a total or the ETP; ``cellules`` in the order of the columns, None where left blank."""

    libelle: str
    cellules: tuple[CelluleEffectifs | None, ...]
    grade: Grade | None = None

    @property
    def marque(self) -> str:
        """The mark of the row's note."""
        return next((cellule.marque for cellule in self.cellules if cellule and cellule.marque), "")


@dataclass(frozen=True)
class GroupeFiliere:
    """The grades of a branch and their total."""

    nom: str
    lignes: tuple[LigneEffectifs, ...]
    total: LigneEffectifs


@dataclass(frozen=True)
class TableauEffectifs:
    """The whole table of the main budget, and its notes as pairs (mark, text).

    ``annexes`` are the totals of the annexed budgets, then that of all budgets; empty without any.
    """

    colonnes: tuple[ColonneEffectifs, ...]
    filieres: tuple[GroupeFiliere, ...]
    total: LigneEffectifs
    annexes: tuple[LigneEffectifs, ...]
    etp: LigneEffectifs | None
    notes: tuple[tuple[str, str], ...]
    passages: tuple[str, ...] = ()
    """What became of the grades whose figures stand under another name."""

    @property
    def groupes(self) -> list[tuple[str, int]]:
        """What is counted, and over how many columns, one a year."""
        return [(titre, len(list(colonnes))) for titre, colonnes in groupby(self.colonnes, lambda c: c.titre)]

    @property
    def largeur(self) -> int:
        """Number of columns, those of the category and of the grade included."""
        return len(self.colonnes) + 2


# What an ``Effectif`` tells, and its head.
MESURES = (
    ("emplois", "Emplois"),
    ("titulaires", "Titulaires ou stagiaires"),
    ("contractuels", "Contractuels"),
    ("pourvus", "Pourvus"),
)
MESURES_DES_STATUTS = {
    PourvuGrade.Statut.TITULAIRE: "titulaires",
    PourvuGrade.Statut.CONTRACTUEL: "contractuels",
    PourvuGrade.Statut.AUTRE: "pourvus",
}


def tableau_effectifs(annees: Sequence[int], bilan: int) -> TableauEffectifs | None:
    """The staffing table of ``annees`` at 31 December as the report of ``bilan`` knows it; None without rows.

    Every figure is a sum made by the database: per grade, per branch and in all. A grade that no year names
    is left out; what a year does not give is an unknown cell. Eight queries, whatever the rows, eleven with
    annexed budgets: their positions stand after the total, each budget's and in all. One more where a grade
    of the year before is another now.
    """
    colonnes = tuple(ColonneEffectifs(mesure, titre, annee) for mesure, titre in MESURES for annee in annees)
    connus_par_grade = Grade.objects.effectifs(annees, bilan, "grade")
    par_grade = ReorganisationGrade.objects.regrouper(bilan, connus_par_grade)
    par_filiere = Grade.objects.effectifs(annees, bilan, "grade__filiere")
    par_budget = Grade.objects.effectifs(annees, bilan, "budget_annexe", budget=None)
    annexes = sorted({annexe for _, annexe in par_budget if annexe})
    notes = _notes(annees, bilan)
    textes = dict.fromkeys(texte for ecrites in notes.values() for texte in ecrites)
    marques = {texte: f"({'*' * rang})" for rang, texte in enumerate(textes, start=1)}

    def ligne(libelle, effectifs, *cle, grade=None):
        cellules = (
            CelluleEffectifs(
                getattr(effectifs.get((colonne.annee, *cle), Effectif()), colonne.mesure),
                " ".join(marques[texte] for texte in notes.get((colonne.mesure, colonne.annee, *cle), ()))
                if grade
                else "",
            )
            for colonne in colonnes
        )
        return LigneEffectifs(libelle, tuple(cellules), grade)

    grades: dict = {}
    connus = Grade.objects.filter(pk__in={grade for _, grade in par_grade})
    for grade in connus.select_related("filiere").order_by(
        "filiere__rang", "filiere__nom", "rang", "libelle"
    ):
        grades.setdefault(grade.filiere, []).append(ligne(grade.libelle, par_grade, grade.pk, grade=grade))
    if not grades:
        return None
    return TableauEffectifs(
        colonnes,
        tuple(
            GroupeFiliere(
                filiere.nom,
                tuple(lignes),
                ligne(f"Total {filiere.nom[:1].lower()}{filiere.nom[1:]}", par_filiere, filiere.pk),
            )
            for filiere, lignes in grades.items()
        ),
        ligne("Total du budget principal" if annexes else "Total général", par_budget, ""),
        tuple(
            [
                *(ligne(f"Budget annexe {annexe}", par_budget, annexe) for annexe in annexes),
                ligne("Ensemble des budgets", Grade.objects.effectifs(annees, bilan, budget=None)),
            ]
            if annexes
            else ()
        ),
        _etp(colonnes, annees, bilan),
        (
            *((marque, texte) for texte, marque in marques.items()),
            *(_notes_annexes(annees, bilan) if annexes else ()),
        ),
        tuple(_passages(connus_par_grade, par_grade)),
    )


def _passages(avant: dict, apres: dict) -> list[str]:
    """What became of the grades that have no row any more, in sentences."""
    disparus = {grade for _, grade in avant} - {grade for _, grade in apres}
    return ReorganisationGrade.objects.filter(ancien__in=disparus).phrases() if disparus else []


def _notes(annees, bilan) -> dict[tuple[str, int, int], list[str]]:
    """Notes by measure, year and grade; the note on one status is about all the positions filled as well."""
    notes = defaultdict(list)
    du_principal = {"exercice__in": annees, "budget_annexe": ""}
    emplois = EmploiGrade.objects.filter(**du_principal).connus_en(bilan).exclude(note="")
    for annee, grade, note in emplois.order_by("pk").values_list("exercice", "grade", "note"):
        notes["emplois", annee, grade].append(note)
    pourvus = PourvuGrade.objects.filter(**du_principal).connus_en(bilan).exclude(note="")
    for annee, grade, statut, note in pourvus.order_by("pk").values_list(
        "exercice", "grade", "statut", "note"
    ):
        for mesure in dict.fromkeys((MESURES_DES_STATUTS[statut], "pourvus")):
            if note not in notes[mesure, annee, grade]:
                notes[mesure, annee, grade].append(note)
    return notes


def _notes_annexes(annees, bilan) -> Iterator[tuple[str, str]]:
    """The notes on rows of annexed budgets, of which the table has the totals alone: whose, and the note."""
    for modele in (EmploiGrade, PourvuGrade):
        lignes = modele.objects.filter(exercice__in=annees).connus_en(bilan).exclude(budget_annexe="")
        for ligne in lignes.exclude(note="").select_related("grade").order_by("budget_annexe", "pk"):
            yield f"Budget annexe {ligne.budget_annexe}, {ligne.grade}\u00a0:", ligne.note


def _etp(colonnes, annees, bilan) -> LigneEffectifs | None:
    """The row of full-time equivalents, under the positions filled; None when no year has any."""
    valeurs = Etp.objects.valeurs(annees, bilan)
    if not valeurs:
        return None
    cellules = (CelluleEffectifs(valeurs.get(c.annee)) if c.mesure == "pourvus" else None for c in colonnes)
    return LigneEffectifs("Équivalents temps plein", tuple(cellules))
