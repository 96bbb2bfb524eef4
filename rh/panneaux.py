"""Panels of the pages of staff."""

from rh.models import EmploiGrade, PourvuGrade
from rh.tables import EmploiGradeTable, GradeTable, PourvuGradeTable
from siim94.ui.panneaux import FichePanneau, TablePanneau


class FiliereFiche(FichePanneau):
    champs = ("nom", "code")


class GradesDeFilierePanneau(TablePanneau):
    """The grades of a branch."""

    titre = "Grades"
    permission = "rh.view_grade"
    table_class = GradeTable
    limite = 50

    def queryset(self):
        return self.objet.grades.order_by("rang")


class GradeFiche(FichePanneau):
    champs = ("libelle", "categorie", "filiere")


class EmploisDeGradePanneau(TablePanneau):
    """The positions of a grade over the years, as the report of the year chosen knows them."""

    titre = "Emplois"
    permission = "rh.view_emploigrade"
    table_class = EmploiGradeTable

    def queryset(self):
        emplois = EmploiGrade.objects.filter(grade=self.objet)
        return emplois.until_exercice(self.exercice.annee) if self.exercice else emplois.none()


class PourvusDeGradePanneau(TablePanneau):
    """Who fills the positions of a grade over the years, by status."""

    titre = "Emplois pourvus"
    permission = "rh.view_pourvugrade"
    table_class = PourvuGradeTable

    def queryset(self):
        pourvus = PourvuGrade.objects.filter(grade=self.objet)
        return pourvus.until_exercice(self.exercice.annee) if self.exercice else pourvus.none()


class EmploiGradeFiche(FichePanneau):
    champs = ("grade", "emplois", "permanent", "temps_complet", "note", "exercice", "bilan_de")


class PourvuGradeFiche(FichePanneau):
    champs = ("grade", "statut", "pourvus", "permanent", "temps_complet", "note", "exercice", "bilan_de")


class EtpFiche(FichePanneau):
    champs = ("etp", "exercice", "bilan_de")


class MouvementFiche(FichePanneau):
    champs = (
        "sens",
        "profil",
        "pole",
        "nombre",
        "nombre_imprime",
        "remplacement",
        "exercice",
        "bilan_de",
    )


class AgeMoyenFiche(FichePanneau):
    champs = ("groupe", "age", "age_min", "age_max", "ensemble", "exercice", "bilan_de")


class EffectifPoleFiche(FichePanneau):
    champs = ("pole", "moment", "agents", "etp", "exercice", "bilan_de")


class IndicateurRhFiche(FichePanneau):
    champs = (
        "libelle",
        "ventilation",
        "qualificatif",
        "valeur",
        "valeur_max",
        "texte",
        "unite",
        "definition",
        "exercice",
        "bilan_de",
    )
