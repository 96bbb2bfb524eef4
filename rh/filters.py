"""Criteria of the lists of staff."""

from rh.models import EmploiGrade, Grade, IndicateurRh, Mouvement, PourvuGrade
from siim94.ui.filters import ListeFilter, RechercheFilter


class GradeFilter(ListeFilter):
    q = RechercheFilter("libelle", "filiere__nom")

    class Meta:
        model = Grade
        fields = ("filiere", "categorie")


class EmploiGradeFilter(ListeFilter):
    q = RechercheFilter("grade__libelle", "note")

    class Meta:
        model = EmploiGrade
        fields = ("grade__filiere", "grade__categorie")


class PourvuGradeFilter(ListeFilter):
    q = RechercheFilter("grade__libelle", "note")

    class Meta:
        model = PourvuGrade
        fields = ("statut", "grade__filiere", "grade__categorie")


class MouvementFilter(ListeFilter):
    q = RechercheFilter("profil", "remplacement")

    class Meta:
        model = Mouvement
        fields = ("sens", "pole")


class IndicateurRhFilter(ListeFilter):
    q = RechercheFilter("libelle", "ventilation", "definition")

    class Meta:
        model = IndicateurRh
        fields = ()
