"""What the members contribute to the report: who they are in the year, and what became of some."""

from itertools import groupby

from adherents.models import Adherent, SituationAdherent, Succession
from siim94.ui.sections import Section

PLURIELS = {
    Adherent.Genre.VILLE: "Villes",
    Adherent.Genre.OPH: "Offices publics de l’habitat",
    Adherent.Genre.TERRITOIRE: "Établissements publics territoriaux",
    Adherent.Genre.ETABLISSEMENT: "Établissements",
    Adherent.Genre.BAILLEUR: "Autres bailleurs sociaux",
}


class MembresSection(Section):
    """The members of the year by kind, and the successions that concern it."""

    code = "adherents.membres"
    titre = "Adhérents de l’année"
    template_name = "adherents/bilan/membres.html"

    @property
    def est_disponible(self) -> bool:
        return bool(self.donnees["groupes"])

    def contexte(self):
        membres = list(Adherent.objects.membres_en(self.annee).by_genre())
        groupes = [(genre, list(groupe)) for genre, groupe in groupby(membres, lambda a: a.genre)]
        return {
            "groupes": [
                (PLURIELS[genre] if len(groupe) > 1 else groupe[0].get_genre_display().capitalize(), groupe)
                for genre, groupe in groupes
            ],
            "total": len(membres),
            "populations": SituationAdherent.objects.populations(self.annee),
            "successions": Succession.objects.rapportes_en(self.annee),
        }


SECTIONS = (MembresSection,)
