"""TotEM budget documents: budget lines into finances, staffing annex into rh, in one load."""

from decimal import Decimal
from difflib import get_close_matches
from itertools import islice

from finances.chargements import MONTANTS, Entete, LigneLue, nom_de_l_annexe
from finances.chargements_plan import plan_charge
from finances.models import DocumentBudgetaire, LigneBudget, Nomenclature
from rh.chargements import a_un_tableau, remarques, tables_du_personnel
from siim94.chargements import budget
from siim94.chargements.apercu import Remarque
from siim94.chargements.budget_precedent import reprendre
from siim94.chargements.coherence import desequilibres_d_ordre, lignes_doublees
from siim94.chargements.exercices import mettre_en_page
from siim94.chargements.moteur import Chargeur, Options, Plan
from siim94.chargements.questions import REMPLACER, Question
from siim94.chargements.totaux import ecarts_aux_totaux, sous_totaux_gardes, totaux_du_document
from siim94.formats.lecture import Source
from siim94.formats.totem import MONTANTS_TOTEM, DocumentTotem, EnteteTotem, lire_totem
from siim94.formats.totem_chapitres import affecter, chapitres_calcules
from siim94.formats.totem_personnel import agreger_personnel
from siim94.socle.ecriture import comparer
from siim94.socle.models import Chargement, Exercice

ECARTS_MONTRES = 20


class TotemChargeur(Chargeur):
    genre = Chargement.Genre.TOTEM
    titre = "Budget TotEM"
    aide = (
        "Document budgétaire du logiciel de finances (XML)\u00a0: budget primitif ou supplémentaire, décision"
        " modificative, compte administratif, compte financier unique\u00a0; et son état du personnel."
    )
    extensions = (".xml",)
    controle = True
    options = ("exercice", "numero", "remplacer", "autre_organisme", "en_euros")

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> Plan:
        document = lire_totem(fichier, nom=nom)
        plan = Plan(titre="", exercice=document.entete.exercice)
        nom_organisme = document.entete.libelle_collectivite or document.entete.libelle_etablissement
        autre = budget.organisme(document.entete.identifiant or "", nom_organisme, options, plan)
        entete = _entete(document.entete, autre)
        plan.titre = f"{budget.titre(entete)} ({nom_organisme})"
        nomenclature = _nomenclature(document.entete, plan)
        exercice = budget.exercice_de(entete.exercice, entete.autre_organisme, options, plan)
        if exercice is None or nomenclature is None:
            return plan
        officiel = plan_charge(nomenclature)
        if officiel is None:
            plan.erreurs.append(
                Remarque(
                    f"Le plan de comptes {nomenclature} n’est connu qu’en partie\u00a0:"
                    f" {budget.PLAN_A_CHARGER}."
                )
            )
            return plan
        affectees = list(affecter(document, officiel))
        lignes = [
            LigneLue(
                chapitre=affectation.chapitre,
                nature=ligne.nature,
                libelle=ligne.libelle or "",
                fonction=ligne.fonction or "",
                operation=ligne.operation or "",
                sens=ligne.sens,
                ordre=ligne.ordre,
                article_specialise=ligne.article_specialise,
                montants=ligne.montants,
                ligne=ligne.ligne,
            )
            for ligne, affectation in affectees
        ]
        lues, origine = lignes, (ligne for ligne, _ in affectees)
        reprises: list[str] = []

        def completer(lues: list[LigneLue]) -> list[LigneLue]:
            lues, reprises[:] = reprendre(lues, entete, document.entete.cumule, officiel)
            return lues

        entete, lignes = budget.ajouter_document(
            plan, entete, exercice, nomenclature, lignes, options, completer=completer
        )
        _garder_les_totaux(document, lues, lignes, entete, plan)
        plan.situer(LigneBudget, {MONTANTS[leur]: balise for balise, leur in MONTANTS_TOTEM.items()})
        plan.totaux += totaux_du_document(budget.titre(entete), lignes, origine, officiel)
        plan.titre = f"{budget.titre(entete)} ({nom_organisme})"
        plan.avertissements += map(
            Remarque,
            (
                *desequilibres_d_ordre(entete.exercice, lignes),
                *islice(lignes_doublees(lignes), ECARTS_MONTRES),
                *reprises,
            ),
        )
        if document.entete.projet:
            plan.avertissements.append(
                Remarque("Le document se dit projet de budget\u00a0: il n’est pas voté.")
            )
        _personnel(document, entete, exercice, options, plan)
        mettre_en_page(plan)
        return plan


def _garder_les_totaux(
    document: DocumentTotem, lues: list[LigneLue], lignes: list[LigneLue], entete: Entete, plan: Plan
) -> None:
    """Say which totals the lines do not give; those of our own document become printed controls of them."""
    ecrits = [d.table.lignes[0].objet for d in plan.differences if d.table.model is DocumentBudgetaire]
    if not ecrits:
        return
    paires = (
        (getattr(avant.montants, leur), getattr(apres.montants, leur))
        for avant, apres in zip(lues, lignes, strict=False)
        for leur in ("vote", "realise")
    )
    facteur = next((apres / avant for avant, apres in paires if avant and apres), Decimal(1))
    gardes = sous_totaux_gardes(ecrits[0], chapitres_calcules(document), lignes, facteur)
    plan.avertissements += islice(ecarts_aux_totaux(gardes), ECARTS_MONTRES)
    if not entete.autre_organisme and ((difference := comparer(gardes)).taille or difference.inchanges):
        plan.differences.append(difference)


def _entete(entete: EnteteTotem, autre_organisme: bool) -> Entete:
    return Entete(
        exercice=entete.exercice,
        etape=entete.etape,
        numero=entete.numero_decision or None,
        date=entete.date_decision,
        siret=entete.siret or "",
        annexe=entete.type_budget == "A",
        libelle=entete.libelle_etablissement,
        autre_organisme=autre_organisme,
        provisoire=entete.provisoire,
    )


def _nomenclature(entete: EnteteTotem, plan: Plan) -> Nomenclature | None:
    nomenclature = Nomenclature.objects.for_plan(entete.norme, entete.declinaison, entete.exercice)
    if nomenclature is None:
        voulu = f"{entete.declinaison} {entete.exercice}"
        proches = get_close_matches(voulu, map(str, Nomenclature.objects.all()), n=1)
        plan.erreurs.append(
            Remarque(
                f"Le document suit la nomenclature {entete.declinaison}, et aucun plan de comptes de ce nom"
                f" n’est connu pour {entete.exercice}"
                + "".join(f" (le plus proche\u00a0: {nom})" for nom in proches)
                + f"\u00a0: {budget.PLAN_A_CHARGER}."
            )
        )
    return nomenclature


def _personnel(
    document: DocumentTotem, entete: Entete, exercice: Exercice, options: Options, plan: Plan
) -> None:
    """The staffing annex, of our own main or annexed budget only: each has its own table.

    It describes the staff when the document is made: the accounts' (31 December) may replace a table already
    there, when asked; a budget's only fills a year that has none.
    """
    effectifs = agreger_personnel(document.personnel)
    if not effectifs or entete.autre_organisme:
        return
    execution = entete.etape in DocumentBudgetaire.EXECUTION
    annexe = nom_de_l_annexe(entete)
    tableau = f"Le tableau des effectifs de {exercice}" + (f" (budget annexe {annexe})" if annexe else "")
    differences = [comparer(table) for table in tables_du_personnel(exercice, effectifs, annexe)]
    differences = [d for d in differences if d.taille or d.inchanges]
    if a_un_tableau(exercice.annee, annexe) and any(d.taille for d in differences):
        if not execution:
            plan.avertissements.append(
                Remarque(
                    f"{tableau} est déjà renseigné\u00a0: l’état du personnel"
                    " d’un document de prévision ne le remplace pas."
                )
            )
            return
        texte = (
            f"{tableau} est déjà renseigné. Confirmez son remplacement par l’état du personnel du document."
        )
        plan.demander(Question("remplacer", texte, REMPLACER), options)
    plan.avertissements += map(Remarque, remarques(exercice.annee, effectifs))
    plan.differences += differences
