"""TotEM's staffing annex as the staffing table of a year: counts by grade, never people."""

from collections.abc import Iterable
from decimal import Decimal

from rh.controles import PourvusAuPlusOuverts
from rh.models import EmploiGrade, Filiere, Grade, PourvuGrade
from siim94.formats import francais
from siim94.formats.calcul import somme
from siim94.formats.mots import cle
from siim94.formats.totem_personnel import EffectifGrade
from siim94.formats.typographie import typographie
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from siim94.socle.models import Exercice

# TotEM's CodSectAgentTitulaire: code and name of our branch. DIR1, DIR2, DIR4 and DIR5 are the "emplois
# fonctionnels" of the official table, DIR3 the staff of offices and of groups of elected members (as the real
# files use it).
SECTEURS = {
    "ADM": ("administrative", "Filière administrative"),
    "TECH": ("technique", "Filière technique"),
    "URB": ("urbanisme", "Filière urbanisme"),
    "S": ("sociale", "Filière sociale"),
    "MS": ("medico-sociale", "Filière médico-sociale"),
    "MT": ("medico-technique", "Filière médico-technique"),
    "SP": ("sportive", "Filière sportive"),
    "CULT": ("culturelle", "Filière culturelle"),
    "ANIM": ("animation", "Filière animation"),
    "POL": ("police", "Police municipale"),
    "PM": ("police", "Police municipale"),
    "DIR1": ("emplois-fonctionnels", "Emplois fonctionnels"),
    "DIR2": ("emplois-fonctionnels", "Emplois fonctionnels"),
    "DIR4": ("emplois-fonctionnels", "Emplois fonctionnels"),
    "DIR5": ("emplois-fonctionnels", "Emplois fonctionnels"),
    "DIR3": ("collaborateurs", "Collaborateurs de cabinet et de groupes d’élus"),
}
AUTRES = ("autres", "Autres emplois")
STATUTS = {
    True: PourvuGrade.Statut.TITULAIRE,
    False: PourvuGrade.Statut.CONTRACTUEL,
    None: PourvuGrade.Statut.AUTRE,
}


def a_un_tableau(annee: int, budget_annexe: str = "") -> bool:
    """Whether the year's own report already has a staffing table of that budget."""
    siennes = {"exercice": annee, "bilan_de": annee, "budget_annexe": budget_annexe}
    return any(modele.objects.filter(**siennes).exists() for modele in (EmploiGrade, PourvuGrade))


def tables_du_personnel(
    exercice: Exercice, effectifs: Iterable[EffectifGrade], budget_annexe: str = ""
) -> list[TableVoulue]:
    """The staffing table of a year and budget, in place of the one it had: branches, grades, positions open
    and filled.

    A grade is known by its label within its branch, whatever case and accents; the same label with another
    category is a grade of its own, named with it. A figure that no row gave is not written.
    """
    filieres = {filiere.code: filiere for filiere in Filiere.objects.all()}
    grades = {_cle(grade): grade for grade in Grade.objects.select_related("filiere")}
    nouvelles_filieres: list[LigneVoulue] = []
    nouveaux_grades: list[LigneVoulue] = []
    emplois: dict[tuple, Decimal] = {}
    pourvus: dict[tuple, Decimal] = {}
    for effectif in effectifs:
        code, nom = SECTEURS.get(effectif.secteur or "", AUTRES)
        if code not in filieres:
            filieres[code] = Filiere(code=code, nom=nom, rang=len(filieres) + 1)
            nouvelles_filieres.append(LigneVoulue(filieres[code]))
        grade = _grade(filieres[code], effectif, grades, nouveaux_grades)
        poste = (_cle(grade), effectif.permanent, effectif.temps_complet)
        if effectif.effectif_budgetaire is not None:
            emplois[poste] = emplois.get(poste, Decimal(0)) + effectif.effectif_budgetaire
        if effectif.effectif_pourvu is not None:
            statut = STATUTS[effectif.titulaire]
            emploi = (*poste, statut)
            pourvus[emploi] = pourvus.get(emploi, Decimal(0)) + effectif.effectif_pourvu
    communs = {"exercice": exercice, "bilan_de": exercice, "budget_annexe": budget_annexe}

    def de_l_annee(model):
        return lambda: model.objects.filter(
            exercice=exercice.pk, bilan_de=exercice.pk, budget_annexe=budget_annexe
        ).select_related("grade")

    return [
        TableVoulue(Filiere, ("code",), ("nom", "rang"), nouvelles_filieres, Filiere.objects.none),
        TableVoulue(
            Grade, ("filiere", "libelle"), ("categorie", "rang"), nouveaux_grades, Grade.objects.none
        ),
        TableVoulue(
            EmploiGrade,
            ("exercice", "bilan_de", "grade", "permanent", "temps_complet", "budget_annexe"),
            ("emplois",),
            [
                LigneVoulue(
                    EmploiGrade(
                        **communs,
                        grade=grades[grade],
                        permanent=permanent,
                        temps_complet=complet,
                        emplois=nombre,
                    )
                )
                for (grade, permanent, complet), nombre in emplois.items()
            ],
            de_l_annee(EmploiGrade),
            remplace=True,
        ),
        TableVoulue(
            PourvuGrade,
            ("exercice", "bilan_de", "grade", "statut", "permanent", "temps_complet", "budget_annexe"),
            ("pourvus",),
            [
                LigneVoulue(
                    PourvuGrade(
                        **communs,
                        grade=grades[grade],
                        permanent=permanent,
                        temps_complet=complet,
                        statut=statut,
                        pourvus=nombre,
                    )
                )
                for (grade, permanent, complet, statut), nombre in pourvus.items()
            ],
            de_l_annee(PourvuGrade),
            remplace=True,
        ),
    ]


def remarques(annee: int, effectifs: Iterable[EffectifGrade]) -> list[str]:
    """What a person should know of an annex before it is loaded: posts unknown, more filled than open."""
    phrases = []
    for mesure, sans in (
        ("emplois budgétés", lambda effectif: effectif.sans_budgetaire),
        ("emplois pourvus", lambda effectif: effectif.sans_pourvu),
    ):
        if nombre := sum(map(sans, effectifs)):
            grades = ", ".join(dict.fromkeys(effectif.grade for effectif in effectifs if sans(effectif)))
            s = francais.accorde(nombre)
            phrases.append(
                f"{nombre} ligne{s} de l’état du personnel sans {mesure}\u00a0: non renseigné, et non zéro"
                f" ({grades})."
            )
    par_grade: dict[tuple, list[Decimal]] = {}
    for effectif in effectifs:
        sommes = par_grade.setdefault((effectif.secteur, cle(effectif.grade), effectif.categorie), [])
        sommes.append((effectif.grade, effectif.effectif_budgetaire, effectif.effectif_pourvu))
    for lignes in par_grade.values():
        ouverts, pourvus = (somme(ligne[rang] for ligne in lignes) for rang in (1, 2))
        constats = PourvusAuPlusOuverts(annee).depassement(lignes[0][0], pourvus, ouverts)
        phrases += (typographie(constat.phrase) for constat in constats)
    return phrases


def _grade(filiere: Filiere, effectif: EffectifGrade, grades: dict, nouveaux: list[LigneVoulue]) -> Grade:
    libelle = " ".join(effectif.grade.replace("'", "’").split())
    connu = grades.get((filiere.code, cle(libelle)))
    if connu is not None and effectif.categorie and connu.categorie != effectif.categorie:
        libelle = f"{libelle} (catégorie {effectif.categorie})"
        connu = grades.get((filiere.code, cle(libelle)))
    if connu is None:
        connu = Grade(
            filiere=filiere, categorie=effectif.categorie or "", libelle=libelle, rang=len(grades) + 1
        )
        grades[_cle(connu)] = connu
        nouveaux.append(LigneVoulue(connu))
    return connu


def _cle(grade: Grade) -> tuple[str, str]:
    return grade.filiere.code, cle(grade.libelle)
