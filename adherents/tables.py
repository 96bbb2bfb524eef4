"""The lists of the members."""

from adherents.models import Adherent, Adhesion, Alias, Convention, Instance, SituationAdherent, Succession
from siim94.ui.listes.colonnes import INCONNU, DateColumn, LienColumn, NombreColumn, TexteColumn
from siim94.ui.listes.tables import ListeTable


class AdherentTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = Adherent
        fields = ("nom", "nom_court", "genre", "siret")


class AdhesionTable(ListeTable):
    adherent = LienColumn()
    debut = DateColumn(default=INCONNU)

    class Meta(ListeTable.Meta):
        model = Adhesion
        fields = ("adherent", "debut", "fin")


class AliasTable(ListeTable):
    adherent = LienColumn()

    class Meta(ListeTable.Meta):
        model = Alias
        fields = ("libelle", "adherent", "origine")


class SuccessionTable(ListeTable):
    ancien = LienColumn(verbose_name="Adhérent")
    nouveau = LienColumn(verbose_name="Devient")
    date = DateColumn()

    class Meta(ListeTable.Meta):
        model = Succession
        fields = ("ancien", "nouveau", "date", "motif")


class ConventionTable(ListeTable):
    objet = TexteColumn(longueur=None)

    class Meta(ListeTable.Meta):
        model = Convention
        fields = ("objet", "adherent", "nature", "debut", "fin", "prorogeable")


class SituationAdherentTable(ListeTable):
    population = NombreColumn(total=True)
    postes = NombreColumn(total=True)

    class Meta(ListeTable.Meta):
        model = SituationAdherent
        fields = ("adherent", "exercice", "population", "postes")


class SituationDAdherentTable(ListeTable):
    """The years of one member: they do not add up."""

    population = NombreColumn()
    postes = NombreColumn(verbose_name="Postes")

    class Meta(ListeTable.Meta):
        model = SituationAdherent
        fields = ("exercice", "population", "postes")


class InstanceTable(ListeTable):
    role = TexteColumn(longueur=None)

    class Meta(ListeTable.Meta):
        model = Instance
        fields = ("nom", "role")
