"""Panels of the pages of the budget: documents, lines, chapters, accounts, plans."""

from collections import defaultdict

from django.utils.functional import cached_property

from finances.bilan_budget import TABLEAUX
from finances.models import Budget, Compte, DocumentBudgetaire, LigneBudget, Section, Sens
from finances.models.budget import DocumentsAnnuels
from finances.models.correspondance import Poste
from finances.models.execution import SuiviAnnuel
from finances.models.lignes import MONTANTS
from finances.panneaux import ou_rien
from finances.tables import CompteTable
from siim94.formats import francais
from siim94.formats.mots import mots
from siim94.socle.memoire import une_fois
from siim94.ui.listes.colonnes import INCONNU, MontantColumn, TexteColumn, lien
from siim94.ui.listes.tables import table_de
from siim94.ui.pages.bande import Case
from siim94.ui.pages.evolution import graphique_annuel
from siim94.ui.pages.panneaux import BandePanneau, FichePanneau, Panneau, TablePanneau
from siim94.ui.pages.tableau import Tableau, TableauxPanneau

# Years that a page shows at most.
ANNEES = 10
ANNEES_PAR_COMPTE = 5
DE_LA_SECTION = {
    Section.FONCTIONNEMENT: "section de fonctionnement",
    Section.INVESTISSEMENT: "section d’investissement",
}


def _montant(valeur) -> str:
    return INCONNU if valeur is None else francais.montant(valeur)


def _ancre(section: str, sens: str) -> str:
    """Where a print-out stands on the page of its document."""
    return f"tableau-{section}-{sens}"


def section_du_bilan(section: str, sens: str) -> str:
    """Code of the section of the report that prints one side of a section of the budget."""
    return next(t.code for t in TABLEAUX if (t.section_budgetaire, t.sens) == (section, sens))


class DocumentBudgetaireFiche(FichePanneau):
    champs = (
        "exercice",
        "bilan_de",
        "budget",
        "etape",
        "numero",
        "date",
        "nomenclature",
        "siret",
        "autre_organisme",
        "provisoire",
    )

    def section_du_bilan(self):
        document, annees = self.objet, documents_autour(self.objet)
        principal = document.budget.genre == Budget.Genre.PRINCIPAL
        du_bilan = principal and document.exercice_id == document.bilan_de_id
        return TABLEAUX[0].code if du_bilan and annees[document.exercice_id].execution == document else ""


def documents_autour(document: DocumentBudgetaire) -> dict[int, DocumentsAnnuels]:
    """The documents of its budget in its year and the year before, as its report knows them; read once."""
    documents = DocumentBudgetaire.objects.filter(
        exercice__in=(document.exercice_id - 1, document.exercice_id)
    ).connus_en(document.bilan_de_id)
    siens = (
        documents.meme_fait(document) if document.autre_organisme else documents.du_budget(document.budget)
    )
    return une_fois(document, "_autour", siens.par_annee)


class BalancePanneau(TableauxPanneau):
    """Revenue, expenditure and balance of each section, beside those of the year before."""

    titre = "Équilibre"
    permission = "finances.view_lignebudget"

    @cached_property
    def precedent(self) -> DocumentBudgetaire | None:
        """For accounts, those of the year before; for what was voted, the document of the same stage."""
        document = self.objet
        avant = documents_autour(document).get(document.exercice_id - 1)
        if avant is None or document.est_execution:
            return avant and avant.execution
        return next((autre for autre in avant.tous if autre.place == document.place), None)

    def tableaux(self):
        documents = [self.objet, *([self.precedent] if self.precedent else [])]
        par_document = LigneBudget.objects.balances(documents)
        balance, avant = par_document[self.objet.pk], par_document.get(self.precedent and self.precedent.pk)
        rangs, soldes = [], []
        for section in (*Section, None):
            nom = section.label.capitalize() if section else "Ensemble"
            lignes = [
                (f"{nom} : recettes", lambda b, s=section: b.total(s, Sens.RECETTE)),
                (f"{nom} : dépenses", lambda b, s=section: b.total(s, Sens.DEPENSE)),
                (f"{nom} : solde de l’exercice", lambda b, s=section: b.solde(s)),
                (f"{nom} : résultat reporté", lambda b, s=section: b.reporte(s)),
                (f"{nom} : résultat cumulé", lambda b, s=section: b.cumule(s)),
            ]
            for libelle, calcul in lignes:
                valeurs = [calcul(balance), calcul(avant) if avant else None]
                if any(valeur is not None for valeur in valeurs):
                    if "solde" in libelle or "cumulé" in libelle:
                        soldes.append(len(rangs))
                    rangs.append(self._rang(libelle, *valeurs))
        entetes = ["Opérations de l’exercice", self.objet.sigle]
        if self.precedent:
            entetes += [lien(self.precedent, self.precedent.sigle), "Variation"]
        colonne = "réalisé" if self.objet.est_execution else "voté"
        return [Tableau(f"Équilibre de {self.objet}, {colonne}, en euros", entetes, rangs, forts=soldes)]

    def _rang(self, libelle, valeur, avant):
        rang = [libelle, _montant(valeur)]
        if self.precedent:
            rang += [_montant(avant), francais.changement(valeur, avant)]
        return rang


class PresentationPanneau(Panneau):
    """The four print-outs of a budget document, with every amount that it gives."""

    titre = "Tableaux budgétaires"
    template_name = "finances/panneaux/presentation.html"
    permission = "finances.view_lignebudget"
    vide = "Ce document n’a encore aucune ligne."

    def contexte(self):
        plan = self.objet.nomenclature
        chapitres = {chapitre.code: chapitre for chapitre in plan.chapitres.all()}
        comptes = {
            compte.code: compte for compte in Compte.objects.filter(lignes__document=self.objet).distinct()
        }
        tableaux = []
        for tableau in TABLEAUX:
            lignes = LigneBudget.objects.presentation(self.objet, tableau.section_budgetaire, tableau.sens)
            colonnes = [
                nom
                for nom in MONTANTS
                if any(ligne.feuille and ligne.montants[nom] is not None for ligne in lignes)
            ]
            if colonnes:
                tableaux.append(
                    {
                        "ancre": _ancre(tableau.section_budgetaire, tableau.sens),
                        "legende": tableau.titre,
                        "entetes": [tableau.entete(nom) for nom in colonnes],
                        "rangs": [
                            (
                                ligne,
                                (comptes if ligne.genre == "compte" else chapitres).get(ligne.code),
                                [ligne.montants[nom] for nom in colonnes],
                            )
                            for ligne in lignes
                        ],
                    }
                )
        return {"tableaux": tableaux}


class LigneBudgetFiche(FichePanneau):
    champs = (
        "document",
        "chapitre",
        "compte",
        "sens",
        "ordre",
        "fonction",
        "operation",
        "article_specialise",
    )

    def contexte(self):
        nom = self.objet.document.nomenclature.fonction(self.objet.fonction)
        fonction = [("Libellé de la fonction", nom)] if nom else []
        montants = [
            (str(self.objet._meta.get_field(nom).verbose_name).capitalize(), francais.euros(valeur, 2))
            for nom in MONTANTS
            if (valeur := getattr(self.objet, nom)) is not None
        ]
        return {"lignes": [*super().contexte()["lignes"], *fonction, *montants]}

    def lien(self):
        document, section = self.objet.document, self.objet.chapitre.section
        return f"{document.get_absolute_url()}#{_ancre(section, self.objet.sens)}", "Voir le tableau"


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
                f"{ligne.execution.get_absolute_url()}#{_ancre(self._section(), sens)}",
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
                    else _montant(getattr(ligne, nom))
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
