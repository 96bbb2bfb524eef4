"""Sheets of staff: the staffing table, who left or arrived, ages, staff of the services, single figures."""

from import_export import fields

from rh.models import (
    AgeMoyen,
    EffectifContrat,
    EffectifPole,
    EmploiGrade,
    Etp,
    Filiere,
    Grade,
    IndicateurRh,
    Mouvement,
    PourvuGrade,
    PyramideAge,
    ReorganisationGrade,
)
from siim94.socle.resources import champ_lu, feuille_de, feuille_indicateurs, feuille_passages
from siim94.socle.widgets import ReferenceComposee

FiliereRessource = feuille_de(Filiere, "filieres", ("code", "nom", "rang"), cles=("code",))

GradeRessource = feuille_de(
    Grade, "grades", ("filiere", "categorie", "libelle", "rang"), cles=("filiere", "libelle")
)


def champ_grade(nom: str = "grade", filiere: str = "filiere"):
    """The column of the grade: its label within the branch that the column ``filiere`` names."""
    return fields.Field(nom, nom, ReferenceComposee(Grade, {"libelle": nom, "filiere__code": filiere}))


def champ_filiere(nom: str = "grade", filiere: str = "filiere"):
    """The column of the branch, part of the grade's name."""
    return champ_lu(f"{nom}__filiere__code", filiere)


ReorganisationGradeRessource = feuille_passages(
    ReorganisationGrade,
    "reorganisations_grades",
    ("ancien", "filiere_ancien", "nouveau", "filiere_nouveau"),
    ancien=champ_grade("ancien", "filiere_ancien"),
    nouveau=champ_grade("nouveau", "filiere_nouveau"),
    filiere_ancien=champ_filiere("ancien", "filiere_ancien"),
    filiere_nouveau=champ_filiere("nouveau", "filiere_nouveau"),
)

EmploiGradeRessource = feuille_de(
    EmploiGrade,
    "emplois_grades",
    (
        "exercice",
        "bilan_de",
        "filiere",
        "grade",
        "permanent",
        "temps_complet",
        "budget_annexe",
        "emplois",
        "note",
    ),
    cles=("exercice", "bilan_de", "grade", "permanent", "temps_complet", "budget_annexe"),
    filiere=champ_filiere(),
    grade=champ_grade(),
)

PourvuGradeRessource = feuille_de(
    PourvuGrade,
    "pourvus_grades",
    (
        "exercice",
        "bilan_de",
        "filiere",
        "grade",
        "statut",
        "permanent",
        "temps_complet",
        "budget_annexe",
        "pourvus",
        "note",
    ),
    cles=("exercice", "bilan_de", "grade", "statut", "permanent", "temps_complet", "budget_annexe"),
    filiere=champ_filiere(),
    grade=champ_grade(),
)

EtpRessource = feuille_de(Etp, "etp", ("exercice", "bilan_de", "etp"), cles=("exercice", "bilan_de"))

MouvementRessource = feuille_de(
    Mouvement,
    "mouvements",
    (
        "exercice",
        "bilan_de",
        "sens",
        "rang",
        "pole",
        "profil",
        "nombre",
        "nombre_imprime",
        "remplacement",
    ),
    cles=("exercice", "bilan_de", "sens", "rang"),
    titre="Mouvements de personnel",
)

AgeMoyenRessource = feuille_de(
    AgeMoyen,
    "ages_moyens",
    ("exercice", "bilan_de", "groupe", "age", "age_min", "age_max", "ensemble", "rang"),
    cles=("exercice", "bilan_de", "groupe"),
)

EffectifPoleRessource = feuille_de(
    EffectifPole,
    "effectifs_poles",
    ("exercice", "bilan_de", "pole", "rang", "moment", "agents", "femmes", "hommes", "etp"),
    cles=("exercice", "bilan_de", "pole", "rang"),
)

PyramideAgeRessource = feuille_de(
    PyramideAge,
    "pyramide_ages",
    ("exercice", "bilan_de", "tranche", "sexe", "agents"),
    cles=("exercice", "bilan_de", "tranche", "sexe"),
)

EffectifContratRessource = feuille_de(
    EffectifContrat,
    "effectifs_contrats",
    ("exercice", "bilan_de", "contrat", "agents"),
    cles=("exercice", "bilan_de", "contrat"),
)

IndicateurRhRessource = feuille_indicateurs(IndicateurRh, "indicateurs_rh")


FEUILLES = (
    FiliereRessource,
    GradeRessource,
    ReorganisationGradeRessource,
    EmploiGradeRessource,
    PourvuGradeRessource,
    EtpRessource,
    MouvementRessource,
    AgeMoyenRessource,
    EffectifPoleRessource,
    PyramideAgeRessource,
    EffectifContratRessource,
    IndicateurRhRessource,
)
