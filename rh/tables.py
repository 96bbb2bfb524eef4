"""Lists of staff."""

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
from siim94.ui.listes.colonnes import ChoixColumn, NombreColumn, TexteColumn
from siim94.ui.listes.tables import ListeTable


class FiliereTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = Filiere
        fields = ("nom", "code")


class GradeTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = Grade
        fields = ("libelle", "categorie", "filiere")


class EmploiGradeTable(ListeTable):
    # The first column leads to the row itself, not to its grade: the label is plain text.
    libelle = TexteColumn(accessor="grade__libelle", verbose_name="Grade")
    filiere = TexteColumn(accessor="grade__filiere__nom", verbose_name="Filière")
    categorie = ChoixColumn(accessor="grade__categorie", verbose_name="Catégorie")
    emplois = NombreColumn(total=True)

    class Meta(ListeTable.Meta):
        model = EmploiGrade
        fields = ("permanent", "temps_complet", "emplois", "note", "exercice")
        sequence = ("libelle", "filiere", "categorie", "...")


class PourvuGradeTable(ListeTable):
    libelle = TexteColumn(accessor="grade__libelle", verbose_name="Grade")
    filiere = TexteColumn(accessor="grade__filiere__nom", verbose_name="Filière")
    categorie = ChoixColumn(accessor="grade__categorie", verbose_name="Catégorie")
    pourvus = NombreColumn(total=True)

    class Meta(ListeTable.Meta):
        model = PourvuGrade
        fields = ("statut", "permanent", "temps_complet", "pourvus", "note", "exercice")
        sequence = ("libelle", "filiere", "categorie", "...")


class EmploiDeGradeTable(ListeTable):
    """The rows of one grade over the years: each leads to its own page."""

    class Meta(ListeTable.Meta):
        model = EmploiGrade
        fields = ("exercice", "permanent", "temps_complet", "emplois", "note")


class PourvuDeGradeTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = PourvuGrade
        fields = ("exercice", "statut", "permanent", "temps_complet", "pourvus", "note")


class EtpTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = Etp
        fields = ("exercice", "etp", "bilan_de")


class MouvementTable(ListeTable):
    nombre = NombreColumn(total=True)

    class Meta(ListeTable.Meta):
        model = Mouvement
        fields = ("profil", "sens", "pole", "nombre", "remplacement", "exercice")


class AgeMoyenTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = AgeMoyen
        fields = ("groupe", "age", "age_min", "age_max", "ensemble", "exercice")


class EffectifPoleTable(ListeTable):
    nom = TexteColumn(accessor="pole__nom", verbose_name="Pôle")

    class Meta(ListeTable.Meta):
        model = EffectifPole
        fields = ("moment", "agents", "etp", "exercice")
        sequence = ("nom", "...")


class IndicateurRhTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = IndicateurRh
        fields = (
            "libelle",
            "ventilation",
            "qualificatif",
            "valeur",
            "valeur_max",
            "texte",
            "unite",
            "exercice",
        )
