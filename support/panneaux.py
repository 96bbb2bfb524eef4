"""Panels of the pages of support, and those that it adds to the page of a member."""

from django.utils.functional import cached_property

from siim94.formats import francais
from siim94.ui.graphiques import BarChart
from siim94.ui.listes.colonnes import lien
from siim94.ui.listes.tables import table_de
from siim94.ui.pages.evolution import EvolutionPanneau, MesureSuivie, ParAnneePanneau, graphique_annuel
from siim94.ui.pages.panneaux import FichePanneau, Remede
from siim94.ui.pages.tableau import Tableau, TableauxPanneau
from support.bilan_temps import SECTIONS_DE_TEMPS, AutresTempsSection
from support.models import Formation, FormationAdherent, LigneVentilation, Ventilation
from support.panneaux_glpi import PostesAdherentPanneau, TicketsAdherentPanneau, cases_adherent

# Years that a page shows at most.
ANNEES = 10


Mesure, Axe = Ventilation.Mesure, Ventilation.Axe
# The first section of the report that prints a breakdown, by what tells it from others.
SECTIONS_DU_TEMPS = {
    cle: section.code
    for section in reversed(SECTIONS_DE_TEMPS)
    for cle in (*(total[:3] for total in section.totaux), *(parts[1:] for parts in section.repartitions))
}


def unite_de(ventilation: Ventilation) -> str:
    return "%" if ventilation.mesure == Mesure.PART else "jours"


def section_du_temps(ventilation: Ventilation) -> str:
    """Code of the section of the report that prints a breakdown."""
    cle = (ventilation.pole.code, ventilation.mesure, ventilation.axe)
    return SECTIONS_DU_TEMPS.get(cle, AutresTempsSection.code)


class VentilationFiche(FichePanneau):
    champs = ("pole", "mesure", "axe", "qualificatif", "total", "note", "exercice", "bilan_de")

    def section_du_bilan(self):
        return section_du_temps(self.objet)


class PartsPanneau(TableauxPanneau):
    """The parts of a breakdown with their shares and their sum; the year before beside them."""

    titre = "Parts"
    permission = "support.view_ligneventilation"
    vide = "Les parts de cette ventilation ne sont pas renseignées."
    remede = Remede(
        "En saisir une",
        "support:ligneventilation_create",
        ("support.add_ligneventilation",),
        {"ventilation": "pk"},
    )
    liste = "support:ligneventilation_list"
    criteres = {"ventilation__pole": "pole_id", "ventilation__mesure": "mesure", "exercice": "exercice_id"}

    @cached_property
    def parts(self):
        return LigneVentilation.objects.parts_de(self.objet)

    def tableaux(self):
        annee, en_pourcent = self.objet.exercice_id, unite_de(self.objet) == "%"
        rangs = [
            [
                lien(part.ligne, part.ligne.libelle),
                francais.compact(part.ligne.valeur),
                "" if en_pourcent or part.part is None else francais.pourcent(part.part),
                "" if part.precedent is None else francais.compact(part.precedent),
                francais.variation(part.ligne.valeur, part.precedent),
            ]
            for part in self.parts
        ]
        # Annotated by the list of breakdowns: the one figure of their sum.
        pied = ["Total", francais.compact(self.objet.somme), "", "", ""]
        entetes = (
            self.objet.get_axe_display().capitalize(),
            f"{annee} ({unite_de(self.objet)})",
            "Part",
            str(annee - 1),
            "Sur un an",
        )
        return [Tableau(f"Parts de {self.objet}", entetes, rangs, pied=pied)]

    def charts(self):
        if len(self.parts) < 2:
            return []
        premiere = next((part for part in self.parts if part.principale), None)
        titre = str(self.objet)
        if premiere is not None:
            nom = premiere.ligne.libelle
            titre = f"{nom}{francais.INSECABLE}: {francais.pourcent(premiere.part)} de l’ensemble"
        return [
            BarChart(
                titre,
                unite=unite_de(self.objet),
                source=f"Source{francais.INSECABLE}: support, exercice {self.objet.exercice_id}",
                rows=[(part.ligne.libelle, francais.reduit(part.ligne.valeur)) for part in self.parts],
                premiere_entete=self.objet.get_axe_display().capitalize(),
            )
        ]


class LigneVentilationFiche(FichePanneau):
    champs = ("libelle", "valeur", "ventilation", "domaine", "adherent", "application")

    def section_du_bilan(self):
        return section_du_temps(self.objet.ventilation)


class PartEvolution(TableauxPanneau):
    """The same part of the same breakdown through the years."""

    titre = "Évolution"

    @cached_property
    def lignes(self):
        return list(LigneVentilation.objects.meme_part(self.objet))

    def tableaux(self):
        if len(self.lignes) < 2:
            return []
        par_annee = {ligne.ventilation.exercice_id: ligne for ligne in self.lignes}
        rangs = [
            [
                str(annee) if ligne.pk == self.objet.pk else lien(ligne, str(annee)),
                francais.compact(ligne.valeur),
                francais.variation(
                    ligne.valeur, avant.valeur if (avant := par_annee.get(annee - 1)) else None
                ),
            ]
            for annee, ligne in reversed(par_annee.items())
        ]
        entetes = ("Exercice", f"Valeur ({unite_de(self.objet.ventilation)})", "Sur un an")
        return [Tableau(f"Évolution : {self.objet.libelle}", entetes, rangs)]

    def charts(self):
        return graphique_annuel(
            self.objet.libelle,
            [(ligne.ventilation.exercice_id, francais.reduit(ligne.valeur)) for ligne in self.lignes],
            unite=unite_de(self.objet.ventilation),
            source=f"Source{francais.INSECABLE}: support",
            annee=self.objet.ventilation.exercice_id,
        )


class FormationsDuTypePanneau(ParAnneePanneau):
    """The years of a type of training, as the report of the year chosen knows them."""

    titre = "Formations par exercice"
    table_class = table_de(Formation, ("exercice", "agents", "jours"))
    template_name = "ui/panneaux/table_et_graphiques.html"
    vide = "Aucune formation de ce type n’est enregistrée."
    remede = Remede("En saisir une", "support:formation_create", ("support.add_formation",), {"type": "pk"})
    relation = "formations"
    liste = "support:formation_list"
    criteres = {"type": "pk"}
    toutes_annees = True

    def charts(self):
        annees = list(self.queryset().values_list("exercice_id", "agents", "jours"))[:ANNEES][::-1]
        source = f"Source{francais.INSECABLE}: support"
        annee = self.exercice and self.exercice.annee
        return [
            chart
            for libelle, unite, points in (
                ("Agents formés", "agents", [(an, agents) for an, agents, _ in annees]),
                ("Jours de formation", "jours", [(an, francais.reduit(jours)) for an, _, jours in annees]),
            )
            for chart in graphique_annuel(
                libelle, points, unite=unite, source=source, annee=annee, decimales=1
            )
        ]


FormationEvolution = EvolutionPanneau.avec(
    mesures=(MesureSuivie("agents", "Agents formés", "agents"), MesureSuivie("jours", "Jours", "jours", 1))
)


class FormationsAdherentPanneau(ParAnneePanneau):
    """The training that a member received over the years."""

    titre = "Formations"
    table_class = table_de(FormationAdherent, ("exercice", "agents", "jours"))
    template_name = "ui/panneaux/table_et_graphiques.html"
    relation = "formations"
    liste = "support:formationadherent_list"
    criteres = {"adherent": "pk"}
    toutes_annees = True

    def charts(self):
        points = list(self.queryset().order_by("exercice_id").values_list("exercice_id", "jours"))
        return graphique_annuel(
            f"Jours de formation de {self.objet.nom_court}",
            [(annee, francais.reduit(jours)) for annee, jours in points if jours is not None],
            unite="jours",
            source=f"Source{francais.INSECABLE}: support",
            annee=self.exercice and self.exercice.annee,
        )


class TempsPanneau(TableauxPanneau):
    """The time spent for an object (a member, a domain, a piece of software) over the years.

    One row for each breakdown: the same days are told several times, so nothing is summed.
    """

    titre = "Temps passé"
    permission = "support.view_ligneventilation"
    champ = ""

    def tableaux(self):
        if self.exercice is None:
            return []
        lignes = LigneVentilation.objects.filter(**{self.champ: self.objet}).until_annee(self.exercice.annee)
        parts: dict[tuple, dict[int, LigneVentilation]] = {}
        for ligne in lignes:
            ventilation = ligne.ventilation
            cle = (ventilation.pole.nom, ventilation.get_mesure_display(), ventilation.get_axe_display())
            parts.setdefault((*cle, ligne.libelle), {})[ventilation.exercice_id] = ligne
        annees = sorted({annee for par_annee in parts.values() for annee in par_annee})[-ANNEES:]
        rangs = [
            [
                lien(par_annee[max(par_annee)].ventilation, f"{pole}, {mesure}"),
                *(
                    lien(par_annee[annee], francais.compact(par_annee[annee].valeur))
                    if annee in par_annee
                    else ""
                    for annee in annees
                ),
            ]
            for (pole, mesure, _, _), par_annee in parts.items()
        ]
        return [Tableau(f"Temps passé : {self.objet}", ("Ventilation", *map(str, annees)), rangs)]


TempsAdherentPanneau = TempsPanneau.avec(
    champ="adherent",
    liste="support:ligneventilation_list",
    criteres={"adherent": "pk"},
    toutes_annees=True,
)


__all__ = ["PANNEAUX_ADHERENT", "PANNEAUX_APPLICATION", "PANNEAUX_DOMAINE", "cases_adherent"]

PANNEAUX_ADHERENT = (
    TicketsAdherentPanneau,
    PostesAdherentPanneau,
    TempsAdherentPanneau,
    FormationsAdherentPanneau,
)
PANNEAUX_DOMAINE = (TempsPanneau.avec(champ="domaine"),)
PANNEAUX_APPLICATION = (TempsPanneau.avec(champ="application"),)
