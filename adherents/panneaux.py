"""Panels of the pages of the members."""

from adherents.models import Succession
from adherents.tables import AdhesionTable, ConventionTable, SituationAdherentTable, SuccessionTable
from siim94.ui.panneaux import FichePanneau, TablePanneau


class AdherentFiche(FichePanneau):
    champs = ("nom", "nom_court", "genre", "siret", ("Autres noms", "alias"))


class AdhesionsPanneau(TablePanneau):
    """The periods of membership; a bound that nobody knows stays empty."""

    titre = "Adhésions"
    permission = "adherents.view_adhesion"
    table_class = AdhesionTable
    vide = "Aucune période d’adhésion."

    def queryset(self):
        return self.objet.adhesions.all()


class SuccessionsPanneau(TablePanneau):
    """What the body was before, and what it became."""

    titre = "Évolutions"
    permission = "adherents.view_succession"
    table_class = SuccessionTable
    # Both columns name members, and the one of the page may stand in either.
    exclut = ()

    def queryset(self):
        return Succession.objects.of_adherent(self.objet)


class ConventionsPanneau(TablePanneau):
    titre = "Conventions"
    permission = "adherents.view_convention"
    table_class = ConventionTable

    def queryset(self):
        return self.objet.conventions.all()


class SituationsPanneau(TablePanneau):
    """Inhabitants and workstations, year by year, as last stated."""

    titre = "Population et postes de travail"
    permission = "adherents.view_situationadherent"
    table_class = SituationAdherentTable

    def queryset(self):
        annee = self.exercice.annee if self.exercice else 0
        return self.objet.situations.until_exercice(annee)


class ConventionFiche(FichePanneau):
    champs = ("adherent", "nature", "objet", "debut", "fin", "prorogeable")


class InstanceFiche(FichePanneau):
    champs = ("nom", "role")
