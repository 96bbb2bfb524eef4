"""What posts contribute to the report: headcount, movements, staffing table, structure, status, services."""

from django.utils.functional import cached_property

from applications.autres_chiffres import AutresChiffresSection
from applications.models import ReorganisationDomaine, ReorganisationFonction
from rh.bilan_agents import AbsencesSection, AgesSection, PariteSection, PyramideSection, RhSection
from rh.models import (
    Effectif,
    EffectifContrat,
    EffectifPole,
    Etp,
    Grade,
    IndicateurRh,
    Mouvement,
    ReorganisationGrade,
)
from rh.tableau_effectifs import tableau_effectifs
from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.socle.models import ReorganisationPole
from siim94.ui.graphiques import GroupedBarChart, PartsChart
from siim94.ui.sections import Section
from siim94.ui.tableaux import NOMBRES, LigneAnnuelle, TableauRapport, tableau_annuel, tableau_des_parts

# What the headcount compares, and the years that its table holds.
MESURES_COMPAREES = (
    ("emplois", "Emplois ouverts"),
    ("pourvus", "Emplois pourvus"),
    ("titulaires", "dont titulaires ou stagiaires"),
    ("contractuels", "dont contractuels"),
    ("vacants", "Emplois vacants"),
)
ANNEES_COMPAREES = 3


class EffectifSection(RhSection):
    """Positions open, filled and vacant, with last year's beside them."""

    code = "rh.effectif"
    titre = "Évolution de l’effectif"

    @cached_property
    def par_annee(self) -> dict[tuple, Effectif]:
        return self.effectifs()

    def contexte(self):
        effectif = self.par_annee.get((self.annee,), Effectif())
        departs, arrivees = (Mouvement.objects.total_of(self.annee, sens) for sens in Mouvement.Sens.values)
        connus = (
            (effectif.emplois, "emplois ouverts"),
            (effectif.pourvus, "emplois pourvus"),
            (effectif.vacants, "emplois vacants"),
            (departs, "départs"),
            (arrivees, "arrivées"),
        )
        return {
            "chiffres": [
                (francais.compact(valeur), libelle) for valeur, libelle in connus if valeur is not None
            ]
        }

    def tableaux(self):
        """What was counted at the end of the years known, with the change over the last; nothing while the
        year before is not known.
        """
        effectifs = Grade.objects.effectifs_annuels(self.annee, ANNEES_COMPAREES)
        annees = list(effectifs)
        if not set(self.deux_annees) <= set(annees):
            return []
        etp = Etp.objects.valeurs(annees, self.annee)
        lignes = [
            LigneAnnuelle(libelle, {annee: getattr(effectifs[annee], nom) for annee in annees})
            for nom, libelle in MESURES_COMPAREES
        ]
        lignes.append(LigneAnnuelle("Équivalents temps plein", etp))
        connues = [ligne for ligne in lignes if ligne.valeurs.get(self.annee) is not None]
        return [tableau_annuel("Effectif au 31 décembre", "Emplois", annees, connues, NOMBRES, "en nombre")]

    def charts(self):
        annees = self.annees_de(self.par_annee)
        if self.annee not in annees:
            return []
        effectif = self.par_annee[(self.annee,)]
        titre = "Emplois ouverts et pourvus au 31 décembre"
        if effectif.emplois is not None:
            titre = (
                f"{francais.compact(effectif.pourvus)} des {francais.compact(effectif.emplois)} emplois "
                f"ouverts {francais.accorde(effectif.pourvus, 'est pourvu,sont pourvus')} "
                f"au 31 décembre {self.annee}"
            )
        if effectif.non_budgetes:
            lignes = francais.compte(effectif.non_budgetes, "lignes")
            titre = (
                f"{francais.compte(effectif.pourvus, 'emplois')} "
                f"{francais.accorde(effectif.pourvus, 'est pourvu,sont pourvus')} "
                f"au 31 décembre {self.annee} pour {francais.compact(effectif.emplois)} ouverts, "
                f"sans {lignes} dont le nombre d’emplois ouverts n’est pas renseigné"
            )
        return [
            GroupedBarChart(
                titre,
                ["Emplois ouverts", "Emplois pourvus", "Emplois vacants"],
                {
                    str(annee): [
                        francais.reduit(nombre) for nombre in (connus.emplois, connus.pourvus, connus.vacants)
                    ]
                    for annee in annees
                    for connus in [self.par_annee[(annee,)]]
                },
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
        groupes = [
            (f"{titre} en {self.annee}", lignes, any(m.remplacement for m in lignes))
            for titre, lignes in mouvements
            if lignes
        ]
        return {"groupes": groupes}


class TableauEffectifsSection(RhSection):
    """The staffing table of the two years, with the totals of branches and of the whole."""

    code = "rh.tableau_effectifs"
    titre = "Tableau des effectifs"
    template_name = "rh/bilan/tableau_effectifs.html"

    def contexte(self):
        connues = self.effectifs()
        annees = [annee for annee in self.deux_annees if (annee,) in connues]
        return {"tableau": tableau_effectifs(annees, self.annee) if self.annee in annees else None}


class StructureSection(RhSection):
    """Positions filled by category."""

    code = "rh.structure"
    titre = "Structure de l’effectif"

    @cached_property
    def par_categorie(self) -> dict[tuple, Effectif]:
        return self.effectifs("grade__categorie")

    @cached_property
    def comparaison(self) -> TableauRapport | None:
        """The positions filled by category beside the year before: a sentence, for the chart has the rest."""
        annees = self.annees_de(self.par_categorie)
        if annees != list(self.deux_annees):
            return None
        pourvus = Grade.objects.pourvus_par_categorie(annees, self.annee)
        return tableau_des_parts(self.titre, "Catégorie", pourvus, "en nombre d’emplois")

    @property
    def comparaisons(self):
        return self.comparaison.comparaisons if self.comparaison else []

    def contexte(self):
        return {"notes": [self.comparaison.en_phrase] if self.comparaison else []}

    def charts(self):
        effectifs = self.par_categorie
        premiere = Grade.objects.categorie_principale(self.annee)
        if premiere is None:
            return []
        principale, part = premiere
        categories = sorted({categorie for _, categorie in effectifs})
        return [
            GroupedBarChart(
                f"{francais.pourcent(part)} des emplois pourvus relèvent de la catégorie {principale}"
                if principale
                else f"La catégorie de {francais.pourcent(part)} des emplois pourvus n’est pas précisée",
                [f"Catégorie {categorie or 'non précisée'}" for categorie in categories],
                {
                    str(annee): [
                        francais.reduit(effectifs.get((annee, c), Effectif()).pourvus) for c in categories
                    ]
                    for annee in self.annees_de(effectifs)
                },
                unite="emplois pourvus",
                source=self.source,
                premiere_entete="Catégorie",
            )
        ]


class StatutSection(RhSection):
    """Positions filled by status, and the kinds of contracts of those under contract."""

    code = "rh.statut"
    titre = "Statut du personnel"

    def charts(self):
        return [*self._statuts(), *self._contrats()]

    def _statuts(self):
        effectifs = self.effectifs()
        annees = self.annees_de(effectifs)
        if self.annee not in annees:
            return []
        effectif = effectifs[(self.annee,)]
        return [
            GroupedBarChart(
                f"{francais.compte(effectif.contractuels, 'contractuels')} pour "
                f"{francais.compte(effectif.titulaires, 'titulaires ou stagiaires')}",
                ["Titulaires ou stagiaires", "Contractuels"],
                {
                    str(annee): [
                        francais.reduit(nombre) for nombre in (connus.titulaires, connus.contractuels)
                    ]
                    for annee in annees
                    for connus in [effectifs[(annee,)]]
                },
                unite="emplois pourvus",
                source=self.source,
                premiere_entete="Statut",
            )
        ]

    def _contrats(self):
        premier = EffectifContrat.objects.principal(self.annee)
        if premier is None:
            return []
        principal, part = premier
        return [
            PartsChart(
                f"{francais.pourcent(part)} des contractuels{INSECABLE}: {principal.get_contrat_display()}",
                [
                    (effectif.get_contrat_display().capitalize(), effectif.agents)
                    for effectif in EffectifContrat.objects.of_annee(self.annee)
                ],
                unite="agents",
                source=self.source,
                premiere_entete="Contrat",
            )
        ]


class ReorganisationsSection(Section):
    """What was renamed, split or merged in the year: services, grades, domains, functions."""

    code = "rh.reorganisations"
    titre = "Réorganisations de l’année"
    template_name = "ui/bilan/passages.html"
    facultative = True

    def contexte(self):
        modeles = (ReorganisationPole, ReorganisationGrade, ReorganisationDomaine, ReorganisationFonction)
        return {
            "passages": [
                passage for modele in modeles for passage in modele.objects.rapportes_en(self.annee).nommes()
            ]
        }


class ComplementsSection(AutresChiffresSection):
    """Staff of the services, unless the texts tell it all, then the other figures of staff."""

    code = "rh.complements"
    titre = "Effectifs des services et autres chiffres"
    template_name = "rh/bilan/complements.html"
    chiffres = IndicateurRh.objects
    sauf = AbsencesSection.CODES

    def contexte(self):
        lignes = list(EffectifPole.objects.of_annee(self.annee))
        return {
            **super().contexte(),
            "effectifs": [] if all(map(self.est_ecrite, lignes)) else lignes,
            "par_sexe": any(map(EffectifPole.a_les_sexes, lignes)),
        }

    def est_ecrite(self, effectif: EffectifPole) -> bool:
        """Whether texts give each figure of the row."""
        mesures = (effectif.agents, effectif.femmes, effectif.hommes, effectif.etp)
        # Each service tells of its own staff, in a chapter of its own.
        return all(
            self.est_ecrit(francais.compact(nombre), partout=True) for nombre in mesures if nombre is not None
        )


SECTIONS = (
    EffectifSection,
    MouvementsSection,
    TableauEffectifsSection,
    StructureSection,
    StatutSection,
    PariteSection,
    AgesSection,
    PyramideSection,
    AbsencesSection,
    ComplementsSection,
    ReorganisationsSection,
)
