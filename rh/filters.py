"""Criteria of the lists of staff."""

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
from siim94.ui.listes.filters import ListeFilter, RechercheFilter


class FiliereFilter(ListeFilter):
    q = RechercheFilter("nom", "code")

    class Meta:
        model = Filiere
        fields = ()


class GradeFilter(ListeFilter):
    q = RechercheFilter("libelle", "categorie", "filiere__nom")

    class Meta:
        model = Grade
        fields = ("filiere", "categorie")


class EmploiGradeFilter(ListeFilter):
    q = RechercheFilter("note", "grade__libelle", "grade__filiere__nom")

    class Meta:
        model = EmploiGrade
        fields = ("grade__filiere", "grade__categorie")


class PourvuGradeFilter(ListeFilter):
    q = RechercheFilter("note", "statut", "grade__libelle", "grade__filiere__nom")

    class Meta:
        model = PourvuGrade
        fields = ("statut", "grade__filiere", "grade__categorie")


class EtpFilter(ListeFilter):
    q = RechercheFilter("exercice", "etp")

    class Meta:
        model = Etp
        fields = ()


class AgeMoyenFilter(ListeFilter):
    q = RechercheFilter("groupe", "exercice")

    class Meta:
        model = AgeMoyen
        fields = ("groupe",)


class EffectifPoleFilter(ListeFilter):
    q = RechercheFilter("moment", "exercice", "pole__nom")

    class Meta:
        model = EffectifPole
        fields = ("pole", "moment")


class MouvementFilter(ListeFilter):
    q = RechercheFilter("profil", "remplacement", "sens", "pole__nom")

    class Meta:
        model = Mouvement
        fields = ("sens", "pole")


class IndicateurRhFilter(ListeFilter):
    q = RechercheFilter("libelle", "ventilation", "texte", "unite", "valeur", "definition")

    class Meta:
        model = IndicateurRh
        fields = ()
