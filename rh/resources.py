"""Sheets of staff: the staffing table, who left or arrived, ages, staff of the services, single figures."""

from import_export import fields

from rh.models import (
    AgeMoyen,
    EffectifPole,
    EmploiGrade,
    Etp,
    Filiere,
    Grade,
    IndicateurRh,
    Mouvement,
    PourvuGrade,
)
from siim94.socle.resources import IndicateurRessource, Ressource
from siim94.socle.widgets import ReferenceComposee


class FiliereRessource(Ressource):
    feuille = "filieres"
    titre = "Filières"

    class Meta(Ressource.Meta):
        model = Filiere
        fields = ("code", "nom", "rang")
        import_id_fields = ("code",)


class GradeRessource(Ressource):
    feuille = "grades"
    titre = "Grades"

    class Meta(Ressource.Meta):
        model = Grade
        fields = ("filiere", "categorie", "libelle", "rang")
        import_id_fields = ("filiere", "libelle")


def champ_grade():
    """The column of the grade: its label within the branch that the column ``filiere`` names."""
    return fields.Field(
        "grade", "grade", ReferenceComposee(Grade, {"libelle": "grade", "filiere__code": "filiere"})
    )


def champ_filiere():
    """The column of the branch, part of the grade's name."""
    return fields.Field("grade__filiere__code", "filiere", readonly=True)


class EmploiGradeRessource(Ressource):
    feuille = "emplois_grades"
    titre = "Emplois par grade"

    filiere = champ_filiere()
    grade = champ_grade()

    class Meta(Ressource.Meta):
        model = EmploiGrade
        fields = (
            "exercice",
            "bilan_de",
            "filiere",
            "grade",
            "permanent",
            "temps_complet",
            "budget_annexe",
            "emplois",
            "note",
        )
        import_id_fields = ("exercice", "bilan_de", "grade", "permanent", "temps_complet", "budget_annexe")


class PourvuGradeRessource(Ressource):
    feuille = "pourvus_grades"
    titre = "Emplois pourvus par grade"

    filiere = champ_filiere()
    grade = champ_grade()

    class Meta(Ressource.Meta):
        model = PourvuGrade
        fields = (
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
        )
        import_id_fields = (
            "exercice",
            "bilan_de",
            "grade",
            "statut",
            "permanent",
            "temps_complet",
            "budget_annexe",
        )


class EtpRessource(Ressource):
    feuille = "etp"
    titre = "Équivalents temps plein"

    class Meta(Ressource.Meta):
        model = Etp
        fields = ("exercice", "bilan_de", "etp")
        import_id_fields = ("exercice", "bilan_de")


class MouvementRessource(Ressource):
    feuille = "mouvements"
    titre = "Mouvements de personnel"

    class Meta(Ressource.Meta):
        model = Mouvement
        fields = (
            "exercice",
            "bilan_de",
            "sens",
            "rang",
            "pole",
            "profil",
            "nombre",
            "nombre_imprime",
            "remplacement",
        )
        import_id_fields = ("exercice", "bilan_de", "sens", "rang")


class AgeMoyenRessource(Ressource):
    feuille = "ages_moyens"
    titre = "Âges moyens"

    class Meta(Ressource.Meta):
        model = AgeMoyen
        fields = ("exercice", "bilan_de", "groupe", "age", "age_min", "age_max", "ensemble", "rang")
        import_id_fields = ("exercice", "bilan_de", "groupe")


class EffectifPoleRessource(Ressource):
    feuille = "effectifs_poles"
    titre = "Effectifs des pôles"

    class Meta(Ressource.Meta):
        model = EffectifPole
        fields = ("exercice", "bilan_de", "pole", "rang", "moment", "agents", "etp")
        import_id_fields = ("exercice", "bilan_de", "pole", "rang")


class IndicateurRhRessource(IndicateurRessource):
    feuille = "indicateurs_rh"
    titre = "Indicateurs RH"

    class Meta(IndicateurRessource.Meta):
        model = IndicateurRh


FEUILLES = (
    FiliereRessource,
    GradeRessource,
    EmploiGradeRessource,
    PourvuGradeRessource,
    EtpRessource,
    MouvementRessource,
    AgeMoyenRessource,
    EffectifPoleRessource,
    IndicateurRhRessource,
)
