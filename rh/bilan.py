"""What staff contribute to the report: headcount, movements, staffing table, structure, ages, absence."""

from decimal import Decimal

from rh.models import AgeMoyen, EmploiGrade, IndicateurRh, Mouvement, PourvuGrade
from rh.tableau_effectifs import tableau_effectifs
from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques import BarChart, GroupedBarChart
from siim94.ui.sections import Section


class RhSection(Section):
    """A section on staff: two years side by side where the report knows both."""

    @property
    def source(self) -> str:
        return f"Source{INSECABLE}: ressources humaines, exercice {self.annee}"

    @property
    def deux_annees(self) -> tuple[int, int]:
        return (self.annee - 1, self.annee)

    def sommes(self, queryset, *axes):
        sommes = queryset.sommes(self.deux_annees, self.annee, *axes)
        return {cle: francais.reduit(valeur) for cle, valeur in sommes.items()}

    def annees_de(self, sommes) -> list[int]:
        """The years, of the two, that the sums know."""
        return [annee for annee in self.deux_annees if any(cle[0] == annee for cle in sommes)]


class EffectifSection(RhSection):
    """Positions open, filled and vacant, with last year's beside them."""

    code = "rh.effectif"
    titre = "Évolution de l’effectif"
    template_name = "rh/bilan/effectif.html"

    def contexte(self):
        emplois = EmploiGrade.objects.total_of(self.annee)
        pourvus = PourvuGrade.objects.total_of(self.annee)
        departs, arrivees = (Mouvement.objects.total_of(self.annee, sens) for sens in Mouvement.Sens.values)
        connus = (
            (emplois, "emplois ouverts"),
            (pourvus, "emplois pourvus"),
            (EmploiGrade.objects.vacants(self.annee), "emplois vacants"),
            (departs, "départs"),
            (arrivees, "arrivées"),
        )
        return {
            "chiffres": [
                (francais.compact(valeur), libelle) for valeur, libelle in connus if valeur is not None
            ]
        }

    def charts(self):
        annees = self.annees_de(self.sommes(PourvuGrade.objects))
        if self.annee not in annees:
            return []
        lignes = {
            "Emplois ouverts": EmploiGrade.objects.total_of,
            "Emplois pourvus": PourvuGrade.objects.total_of,
            "Emplois vacants": EmploiGrade.objects.vacants,
        }
        valeurs = {
            annee: [francais.reduit(total(annee, self.annee)) for total in lignes.values()]
            for annee in annees
        }
        emplois, pourvus, _ = valeurs[self.annee]
        titre = "Emplois ouverts et pourvus au 31 décembre"
        if emplois is not None:
            titre = (
                f"{francais.compact(pourvus)} des {francais.compact(emplois)} emplois ouverts sont pourvus "
                f"au 31 décembre {self.annee}"
            )
        return [
            GroupedBarChart(
                titre,
                list(lignes),
                {str(annee): valeurs[annee] for annee in annees},
                unite="emplois",
                source=self.source,
                premiere_entete="Tableau des effectifs",
            )
        ]


class MouvementsSection(RhSection):
    """Who left and who arrived, by service and profile."""

    code = "rh.mouvements"
    titre = "Entrées et sorties"
    template_name = "rh/bilan/mouvements.html"

    def contexte(self):
        titres = ((Mouvement.Sens.DEPART, "Départs"), (Mouvement.Sens.ARRIVEE, "Arrivées"))
        mouvements = [(titre, list(Mouvement.objects.of_sens(self.annee, sens))) for sens, titre in titres]
        return {"groupes": [(f"{titre} en {self.annee}", lignes) for titre, lignes in mouvements if lignes]}


class TableauEffectifsSection(RhSection):
    """The staffing table of the two years, with the totals of branches and of the whole."""

    code = "rh.tableau_effectifs"
    titre = "Tableau des effectifs"
    template_name = "rh/bilan/tableau_effectifs.html"

    def contexte(self):
        annees = self.annees_de(self.sommes(EmploiGrade.objects) | self.sommes(PourvuGrade.objects))
        return {"tableau": tableau_effectifs(annees, self.annee) if self.annee in annees else None}


class StructureSection(RhSection):
    """Positions filled by category."""

    code = "rh.structure"
    titre = "Structure de l’effectif"

    def charts(self):
        sommes = self.sommes(PourvuGrade.objects, "grade__categorie")
        annees = self.annees_de(sommes)
        categories = sorted({categorie for _, categorie in sommes})
        total = PourvuGrade.objects.total_of(self.annee)
        if not total:
            return []
        nombre, principale = max((sommes.get((self.annee, c), Decimal(0)), c) for c in categories)
        return [
            GroupedBarChart(
                f"{francais.pourcent(nombre * 100 / total)} des emplois pourvus "
                f"relèvent de la catégorie {principale}",
                [f"Catégorie {categorie}" for categorie in categories],
                {str(annee): [sommes.get((annee, c)) for c in categories] for annee in annees},
                unite="emplois pourvus",
                source=self.source,
                premiere_entete="Catégorie",
            )
        ]


class StatutSection(RhSection):
    """Positions filled by status."""

    code = "rh.statut"
    titre = "Statut du personnel"

    def charts(self):
        sommes = self.sommes(PourvuGrade.objects, "statut")
        annees = self.annees_de(sommes)
        if self.annee not in annees:
            return []
        statuts = PourvuGrade.Statut
        contractuels, titulaires = (
            francais.compact(sommes.get((self.annee, statut)))
            for statut in (statuts.CONTRACTUEL, statuts.TITULAIRE)
        )
        return [
            GroupedBarChart(
                f"{contractuels} contractuels pour {titulaires} titulaires ou stagiaires",
                ["Titulaires ou stagiaires", "Contractuels"],
                {
                    str(annee): [sommes.get((annee, s)) for s in (statuts.TITULAIRE, statuts.CONTRACTUEL)]
                    for annee in annees
                },
                unite="emplois pourvus",
                source=self.source,
                premiere_entete="Statut",
            )
        ]


class AgesSection(RhSection):
    """Average ages by group of staff."""

    code = "rh.ages"
    titre = "Pyramide des âges"
    template_name = "rh/bilan/ages.html"

    def contexte(self):
        ages = list(AgeMoyen.objects.for_exercice(self.annee).order_by("rang"))
        return {"ages": ages, "tranches": any(age.age_min is not None for age in ages)}


class AbsencesSection(RhSection):
    """Days of absence by agent beside those of bodies of the same size."""

    code = "rh.absences"
    titre = "Absentéisme"

    def charts(self):
        jours = IndicateurRh.objects.valeur(self.annee, "jours-absence")
        strate = IndicateurRh.objects.valeur(self.annee, "jours-absence-strate")
        if jours is None:
            return []
        titre = f"{francais.compact(jours)} jours d’absence par agent"
        if strate is not None:
            titre += f", {francais.compact(strate)} dans les collectivités de même strate"
        return [
            BarChart(
                titre,
                [
                    ("Agents du syndicat", francais.reduit(jours)),
                    ("Collectivités de même strate", francais.reduit(strate)),
                ],
                unite="jours par agent",
                source=self.source,
                decimales=2,
                ordre="donnees",
                highlight=["Agents du syndicat"],
                additif=False,
                premiere_entete="Agents",
            )
        ]


SECTIONS = (
    EffectifSection,
    MouvementsSection,
    TableauEffectifsSection,
    StructureSection,
    StatutSection,
    AgesSection,
    AbsencesSection,
)
