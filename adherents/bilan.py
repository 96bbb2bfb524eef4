"""What the members contribute to the report: who they are in the year, what binds them to the syndicate."""

from itertools import groupby

from adherents.models import Adherent, Convention, Seance, SituationAdherent, Succession
from siim94.formats.francais import INSECABLE
from siim94.formats.groupes import grouper
from siim94.ui.graphiques import GanttChart, Periode
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
            "successions": Succession.objects.rapportes_en(self.annee).nommes(),
        }


class InstancesSection(Section):
    """The bodies that met in the year, and when."""

    code = "adherents.instances"
    titre = "Réunions des instances"
    template_name = "adherents/bilan/instances.html"
    facultative = True

    def contexte(self):
        seances = list(Seance.objects.of_annee(self.annee))
        return {
            "instances": list(grouper(seances, lambda seance: seance.instance).items()),
            "deliberations": any(seance.deliberations is not None for seance in seances),
        }

    def charts(self):
        instances = self.donnees["instances"]
        if not instances:
            return []
        return [
            GanttChart(
                f"Réunions des instances en {self.annee}",
                [
                    Periode(
                        f"{instance} ({len(seances)})", jalons=tuple((seance.date, "") for seance in seances)
                    )
                    for instance, seances in instances
                ],
                source=f"Source{INSECABLE}: direction, exercice {self.annee}",
                premiere_entete="Instance",
                entete_jalons="Réunions",
            )
        ]


class ConventionsSection(Section):
    """The agreements in force in the year and their ends, unless the texts tell each date that is known."""

    code = "adherents.conventions"
    titre = "Conventions en vigueur"
    template_name = "adherents/bilan/conventions.html"
    facultative = True

    def contexte(self):
        conventions = list(Convention.objects.of_annee(self.annee))
        termes = [convention.terme for convention in conventions if convention.terme]
        return {"conventions": [] if all(map(self.est_date, termes)) else conventions}

    def charts(self):
        datees = [convention for convention in self.donnees["conventions"] if convention.terme]
        if len(datees) < 2:
            return []
        return [
            GanttChart(
                f"Conventions en vigueur en {self.annee}",
                [
                    Periode(
                        f"{convention.adherent.nom_court}, {convention.get_nature_display()}",
                        convention.debut,
                        convention.fin,
                    )
                    for convention in datees
                ],
                source=f"Source{INSECABLE}: conventions, exercice {self.annee}",
                premiere_entete="Convention",
            )
        ]


SECTIONS = (MembresSection, InstancesSection, ConventionsSection)
