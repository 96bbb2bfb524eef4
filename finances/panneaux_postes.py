"""Panels of the pages of a chapter and of an account: course over the years, accounts, lines."""

from collections import defaultdict

from django.utils.functional import cached_property

from finances.models import Compte, LigneBudget, Section, Sens
from finances.models.correspondance import Poste
from finances.models.execution import SuiviAnnuel
from finances.panneaux import ou_rien
from finances.panneaux_budget import ancre_du_tableau, montant_ou_inconnu, section_du_bilan
from finances.tables import CompteTable
from siim94.formats import francais
from siim94.formats.mots import mots
from siim94.socle.memoire import une_fois
from siim94.ui.listes.colonnes import MontantColumn, TexteColumn, lien
from siim94.ui.listes.tables import table_de
from siim94.ui.pages.bande import Case
from siim94.ui.pages.evolution import graphique_annuel
from siim94.ui.pages.panneaux import BandePanneau, FichePanneau, TablePanneau
from siim94.ui.pages.tableau import Tableau, TableauxPanneau

# Years that a page shows at most.
ANNEES = 10
ANNEES_PAR_COMPTE = 5
DE_LA_SECTION = {
    Section.FONCTIONNEMENT: "section de fonctionnement",
    Section.INVESTISSEMENT: "section d’investissement",
}


class PosteFiche(FichePanneau):
    """A chapter or an account; the link leads to the print-out of the report where it has lines."""

    def section_du_bilan(self):
        premiere = LigneBudget.objects.of_poste(self.objet).select_related("chapitre").first()
        return section_du_bilan(premiere.chapitre.section, premiere.sens) if premiere else ""


def suivi_de(poste) -> dict[tuple[int, str], SuiviAnnuel]:
    """The course of a chapter or an account, read once for a page."""
    return une_fois(poste, "_suivi", LigneBudget.objects.of_poste(poste).suivi)


def postes_de(poste) -> tuple[Poste, dict[int, Poste]]:
    """A chapter or an account, and what it is each year: a code may change its meaning between two plans."""
    return une_fois(poste, "_postes", lambda: LigneBudget.objects.postes(poste))


class PosteBande(BandePanneau):
    """What was carried out in the year chosen: its change, its share of the section, the rate."""

    permission = "finances.view_lignebudget"

    def cases(self):
        if self.exercice is None:
            return
        annee = self.exercice.annee
        realises = suivi_de(self.objet)
        _, postes = postes_de(self.objet)
        ancien, nouveau = postes.get(annee - 1), postes.get(annee)
        compare = bool(ancien and nouveau) and ancien.est(nouveau)
        for sens in Sens:
            ligne = realises.get((annee, sens))
            if ligne is None or ligne.realise is None:
                continue
            avant = realises.get((annee - 1, sens))
            change = francais.changement(ligne.realise, avant.realise) if avant and compare else ""
            precision = f"{change} sur un an" if change else ""
            if avant and ancien and not compare:
                precision = f"ce code désignait « {ancien.libelle} » en {annee - 1}"
            yield Case(
                f"{sens.label.capitalize()}s {annee}",
                francais.euros(ligne.realise),
                precision,
                f"{ligne.execution.get_absolute_url()}#{ancre_du_tableau(self._section(), sens)}",
            )
            if part := LigneBudget.objects.part_de_section(ligne, self._section()):
                yield Case(
                    f"Part des {sens.label}s", francais.pourcent(part, 1), DE_LA_SECTION[self._section()]
                )
            if ligne.taux is not None:
                credits = francais.euros(ligne.credits_ouverts)
                yield Case("Réalisation des crédits", francais.pourcent(ligne.taux, 1), f"sur {credits}")

    def _section(self) -> str:
        if not hasattr(self.objet, "section"):
            return LigneBudget.objects.of_poste(self.objet).values_list("chapitre__section", flat=True)[0]
        return self.objet.section


class SuiviPanneau(TableauxPanneau):
    """A chapter or an account over the years: voted, open, carried out, with the rate."""

    titre = "Voté et réalisé par exercice"
    permission = "finances.view_lignebudget"
    vide = "Aucune ligne budgétaire ne porte sur ce poste."

    @property
    def poste(self):
        return self.objet

    @cached_property
    def lignes(self):
        suivi = suivi_de(self.poste)
        montrees = list(dict.fromkeys(annee for annee, _ in suivi))[:ANNEES]
        return [ligne for (annee, _), ligne in suivi.items() if annee in montrees]

    def tableaux(self):
        _, postes = postes_de(self.poste)
        montres = [postes[ligne.annee] for ligne in self.lignes]
        differents = len({mots(poste.libelle) for poste in montres}) > 1
        change = not all(un.est(autre) for un in montres for autre in montres)
        colonnes = [
            ("Voté (€)", "vote"),
            ("Crédits ouverts (€)", "credits_ouverts"),
            ("Réalisé (€)", "realise"),
            ("Taux", "taux"),
            ("Reports (€)", "reports"),
        ]
        montrees = [
            (tete, nom)
            for tete, nom in colonnes
            if any(getattr(ligne, nom) is not None for ligne in self.lignes)
        ]
        rangs = [
            [
                self._annee(ligne),
                Sens(ligne.sens).label.capitalize(),
                postes[ligne.annee].libelle if differents else "",
                *(
                    francais.pourcent(ligne.taux, 1)
                    if nom == "taux" and ligne.taux is not None
                    else montant_ou_inconnu(getattr(ligne, nom))
                    for _, nom in montrees
                ),
            ]
            for ligne in self.lignes
        ]
        suite = ". Ce code a changé de sens d’un plan de comptes au suivant : chaque année a son libellé."
        legende = f"Voté et réalisé : {self.poste}{suite if change else ''}"
        entetes = ("Exercice", "Sens", "Libellé", *(tete for tete, _ in montrees))
        return [Tableau(legende, entetes, rangs, textes=(0, 1, 2), legende_visible=differents)]

    def _annee(self, ligne) -> str:
        return lien(ligne.execution, str(ligne.annee)) if ligne.execution else str(ligne.annee)

    def charts(self):
        """The years where the code means what it does on the page."""
        celui_ci, postes = postes_de(self.poste)
        comparables = [ligne for ligne in self.lignes if postes[ligne.annee].est(celui_ci)]
        return [
            chart
            for sens in Sens
            for chart in graphique_annuel(
                f"{self.poste.libelle_court}, {sens.label}s",
                [(ligne.annee, ligne.realise) for ligne in reversed(comparables) if ligne.sens == sens],
                unite="€",
                source=f"Source{francais.INSECABLE}: finances, réalisé",
                annee=self.exercice and self.exercice.annee,
            )
        ]


class SuiviDeLigneBudgetPanneau(SuiviPanneau):
    """On the page of a line: the course of its account, else of its chapter."""

    @property
    def poste(self):
        return self.objet.compte or self.objet.chapitre

    def titre_affiche(self):
        return f"{self.poste} : voté et réalisé par exercice"

    def lien(self):
        return self.poste.get_absolute_url(), "Voir le poste"


class ComptesDuChapitrePanneau(TableauxPanneau):
    """The accounts of a chapter: what was carried out on each over the last years."""

    titre = "Comptes"
    permission = "finances.view_lignebudget"

    def tableaux(self):
        if self.exercice is None:
            return []
        par_sens: dict[str, dict[Compte, dict]] = defaultdict(lambda: defaultdict(dict))
        annees, lignes = LigneBudget.objects.realise_by_compte(
            self.objet, self.exercice.annee, ANNEES_PAR_COMPTE
        )
        for compte, sens, annee, realise in lignes:
            par_sens[sens][compte][annee] = realise
        return [
            Tableau(
                f"{Sens(sens).label.capitalize()}s réalisées par compte, en euros",
                ("Compte", *map(str, annees)),
                [
                    [lien(compte), *(ou_rien(montants.get(annee)) for annee in annees)]
                    for compte, montants in par_compte.items()
                ],
                legende_visible=True,
            )
            for sens, par_compte in par_sens.items()
        ]


ComptesEnfantsPanneau = TablePanneau.avec(
    titre="Comptes rattachés",
    table_class=CompteTable,
    limite=50,
    exclut=("parent", "nomenclature"),
    relation="enfants",
    ordre=("code",),
)


class LignesPanneau(TablePanneau):
    """The lines of a chapter or an account over the years, ours only, in all plans where it stands."""

    titre = "Lignes budgétaires"
    table_class = table_de(
        LigneBudget,
        (
            ("document", TexteColumn(accessor="document__sigle")),
            ("chapitre__libelle", TexteColumn(verbose_name="Chapitre")),
            ("compte__libelle", TexteColumn(verbose_name="Compte")),
            "sens",
            ("vote", MontantColumn()),
            ("credits_ouverts", MontantColumn()),
            ("realise", MontantColumn()),
            ("reports", MontantColumn(verbose_name="Reports")),
        ),
    )
    limite = 50
    liste = "finances:lignebudget_list"
    criteres = {"q": "code"}
    toutes_annees = True

    def queryset(self):
        return LigneBudget.objects.of_poste(self.objet)

    def _repetees(self):
        """Its own label, unless that is another one in some year."""
        celui_ci, postes = postes_de(self.objet)
        differents = {mots(poste.libelle) for poste in (celui_ci, *postes.values())}
        return [f"{self.objet._meta.model_name}__libelle"] if len(differents) == 1 else []
