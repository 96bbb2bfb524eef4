"""Panels of the pages of the budget's documents and of their lines."""

from django.utils.functional import cached_property

from finances.bilan_budget import TABLEAUX
from finances.models import Budget, Compte, DocumentBudgetaire, LigneBudget, Section, Sens
from finances.models.budget import DocumentsAnnuels
from finances.models.lignes import MONTANTS
from siim94.formats import francais
from siim94.socle.memoire import une_fois
from siim94.ui.listes.colonnes import INCONNU, lien
from siim94.ui.pages.panneaux import FichePanneau, Panneau, Remede
from siim94.ui.pages.tableau import Tableau, TableauxPanneau


def montant_ou_inconnu(valeur) -> str:
    return INCONNU if valeur is None else francais.montant(valeur)


def ancre_du_tableau(section: str, sens: str) -> str:
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
        rang = [libelle, montant_ou_inconnu(valeur)]
        if self.precedent:
            rang += [montant_ou_inconnu(avant), francais.changement(valeur, avant)]
        return rang


class PresentationPanneau(Panneau):
    """The four print-outs of a budget document, with every amount that it gives."""

    titre = "Tableaux budgétaires"
    template_name = "finances/panneaux/presentation.html"
    permission = "finances.view_lignebudget"
    vide = "Ce document n’a encore aucune ligne."
    remede = Remede(
        "Saisir la première",
        "finances:lignebudget_create",
        ("finances.add_lignebudget",),
        {"document": "pk"},
    )

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
                        "ancre": ancre_du_tableau(tableau.section_budgetaire, tableau.sens),
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
        return (
            f"{document.get_absolute_url()}#{ancre_du_tableau(section, self.objet.sens)}",
            "Voir le tableau",
        )
