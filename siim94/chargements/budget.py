"""What a budget document must satisfy before it is loaded, whatever its format: body, year, stage."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from django.db.models import Sum
from django.utils.text import slugify

from finances.chargements import (
    Entete,
    LigneLue,
    Nouveaux,
    appartient_au_siim,
    autre_echelle,
    documents_de_l_etape,
    tables_du_document,
)
from finances.models import DocumentBudgetaire, Nomenclature, Section, Sens
from finances.models.budget import NUMERO_MAX
from siim94.chargements.apercu import Remarque
from siim94.chargements.exercices import absence, creer, demander_exercice
from siim94.chargements.moteur import Options, Plan
from siim94.chargements.questions import NOMBRE, NON, OUI, REMPLACER, Question
from siim94.chargements.unites import demander_unite
from siim94.formats import francais
from siim94.formats.calcul import somme
from siim94.socle.declencheurs import EXERCICE_CLOS
from siim94.socle.ecriture import Difference, LigneVoulue, comparer
from siim94.socle.models import Exercice
from siim94.socle.refus import MESSAGES
from siim94.ui.controles import fois

PLAN_A_CHARGER = (
    "chargez d’abord le plan de comptes officiel (page Chargements, «\u00a0Nomenclature\u00a0»,"
    " ou la commande «\u00a0charger nomenclature\u00a0»)"
)


def organisme(siret: str, nom: str, options: Options, plan: Plan) -> bool:
    """Whether the document is of another body: that is asked."""
    notre = appartient_au_siim(siret)
    if notre:
        return False
    qui = f"{nom} (SIRET {siret})" if siret else nom or "un organisme que le fichier ne nomme pas"
    texte = (
        f"Ce document est celui d’un autre organisme\u00a0: {qui}."
        " Chargé après confirmation, il reste à part."
        if notre is False
        else f"Rien ne dit que ce document soit le nôtre\u00a0: {qui}. Renseignez le SIRET de l’organisme"
        " (administration, «\u00a0Organisme\u00a0»), ou confirmez qu’il s’agit d’un autre organisme."
    )
    choix = {OUI: "C’est le document d’un autre organisme\u00a0: le charger à part."}
    proposition = OUI if notre is False else None
    plan.demander(Question("autre-organisme", texte, choix, proposition), options)
    return True


def exercice_de(annee: int, autre_organisme: bool, options: Options, plan: Plan) -> Exercice | None:
    """The year of the document; None with an error. One that does not exist is asked, then made: "repris" for
    another body's document alone (it has no report of its own and is not offered to choose).
    """
    if options.exercice and options.exercice != annee:
        plan.erreurs.append(Remarque(f"Le document est de l’exercice {annee}, et non de {options.exercice}."))
        return None
    statut = Exercice.Statut.REPRIS if autre_organisme else Exercice.Statut.PREPARATION
    if texte := absence(annee, statut):
        demander_exercice(annee, texte, plan, options)
        return creer(annee, plan, statut)
    exercice = Exercice.objects.get(annee=annee)
    if exercice.statut == Exercice.Statut.CLOS:
        plan.erreurs.append(Remarque(f"Exercice {annee}\u00a0: {MESSAGES[EXERCICE_CLOS]}"))
    return exercice


def ajouter_document(
    plan: Plan,
    entete: Entete,
    exercice: Exercice,
    nomenclature: Nomenclature,
    lignes: Sequence[LigneLue],
    options: Options,
    nouveaux: Nouveaux | None = None,
    completer: Callable[[list[LigneLue]], list[LigneLue]] = list,
) -> tuple[Entete, list[LigneLue]]:
    """Compare a document with what is there and add it to the plan, which asks when it would replace one, or
    when nothing says which one it is. Gives its header with the number that it takes, and its lines in euros
    with what ``completer`` adds.

    ``nouveaux`` is given where the file may hold several documents.
    """

    def comparees(entete, existant, lues, nouveaux):
        tables = tables_du_document(entete, existant, exercice, nomenclature, lues, nouveaux)
        return [comparer(table) for table in tables]

    def deja_la(document):
        return not any(d.taille for d in comparees(entete, document, completer(lignes), Nouveaux()))

    freres = documents_de_l_etape(entete)
    lignes = list(lignes)
    if (trouve := _identifier(entete, freres, options, deja_la, plan)) is None:
        return entete, completer(lignes)
    entete, existant = trouve
    suite = slugify(titre(entete)) if nouveaux is not None else ""
    lignes = completer(_en_euros(entete, existant, lignes, plan, options, suite))
    differences = comparees(entete, existant, lignes, nouveaux)
    plan.differences += [d for d in differences if d.taille or d.inchanges]
    change = any(d.taille for d in differences)
    if entete.provisoire:
        plan.avertissements.append(Remarque("Ce compte est provisoire\u00a0: le suivant le remplacera."))
    if change and existant is not None and existant.provisoire:
        plan.avertissements += map(Remarque, _differences_au_provisoire(existant, lignes, nomenclature))
    elif change and existant is not None:
        texte = f"{titre(entete)}\u00a0: ce document est déjà enregistré. Confirmez son remplacement."
        plan.demander(Question("remplacer", texte, REMPLACER), options)
    _comptes_ajoutes(plan, differences, nomenclature)
    return entete, lignes


def _en_euros(
    entete: Entete,
    existant: DocumentBudgetaire | None,
    lignes: list[LigneLue],
    plan: Plan,
    options: Options,
    suite: str,
) -> list[LigneLue]:
    """The lines, whose unit is asked when they seem to be in another than what the year holds."""
    trouve = autre_echelle(entete, existant, lignes)
    if trouve is None:
        return lignes
    rapport, autre = trouve
    phrase = f"{titre(entete)}\u00a0: le total fait {fois(rapport)} celui du document {_nommer(autre)}."
    facteur = demander_unite(phrase, rapport, plan, options, suite)
    return lignes if facteur == 1 else [ligne.fois(facteur) for ligne in lignes]


def _differences_au_provisoire(
    existant: DocumentBudgetaire, lignes: Iterable[LigneLue], nomenclature: Nomenclature
) -> Iterator[str]:
    """What the next account changes of a provisional one, side by side; its lines are in the preview."""
    yield f"Remplace le compte provisoire déjà enregistré ({_nommer(existant)})."
    sections = dict(nomenclature.chapitres.values_list("code", "section"))
    axes = ("chapitre__section", "sens")
    sommes = existant.lignes.order_by().values_list(*axes).annotate(total=Sum("realise"))
    anciennes = {(section, sens): total for section, sens, total in sommes}
    for section in Section:
        for sens in Sens:
            ancien = anciennes.get((section, sens))
            nouveau = somme(
                ligne.montants.realise
                for ligne in lignes
                if (sections[ligne.chapitre], ligne.sens) == (section, sens)
            )
            if (ancien or 0) != (nouveau or 0):
                yield (
                    f"{sens.label.capitalize()}s, {section.label}, réalisé\u00a0:"
                    f" {francais.euros(ancien or 0, 2)} → {francais.euros(nouveau or 0, 2)}."
                )


def _identifier(
    entete: Entete,
    freres: list[DocumentBudgetaire],
    options: Options,
    deja_la: Callable[[DocumentBudgetaire], bool],
    plan: Plan,
) -> tuple[Entete, DocumentBudgetaire | None] | None:
    """Which of the documents of its stage a file gives anew (None: none of them); nothing while it is asked.

    There is one initial budget and one account a year, and most often one supplementary budget. Amending
    decisions are told by number and day; a file that says neither is one of them only if it changes nothing.
    """
    etape = DocumentBudgetaire.Etape(entete.etape)
    numero, donne = entete.numero, "numero" in options.reponses
    unique = etape not in (etape.BS, etape.DM) or (
        etape == etape.BS and numero is None and not donne and len(freres) < 2
    )
    if unique:
        existant = next((f for f in freres if f.numero == entete.numero), freres[0] if freres else None)
        return replace(entete, numero=existant.numero if existant else entete.numero), existant
    if numero is None:
        existant, defaut = (None, None) if donne else _sans_numero(entete, freres, deja_la)
        texte = _quel_numero(etape, entete, freres)
        question = Question("numero", texte, defaut=defaut, saisie=NOMBRE, maximum=NUMERO_MAX)
        reponse = plan.demander(question, options)
        if reponse is None or defaut is not None:
            return reponse and (replace(entete, numero=int(reponse)), existant)
        numero = int(reponse)
    entete = replace(entete, numero=numero)
    memes = [f for f in freres if f.numero == numero]
    existant = next((f for f in memes if f.date == entete.date), None)
    if existant is None and len(memes) > 1 and entete.date is None:
        texte = "Le fichier ne dit pas sa date, et plusieurs documents portent ce numéro"
        plan.erreurs.append(Remarque(f"{texte}\u00a0: {_nommer(*memes)}."))
        return None
    if existant is None and memes:
        sans_date = entete.date is None or memes[0].date is None
        if not sans_date and (not donne or "remplacer" in options.reponses):
            choix = REMPLACER | {NON: "L’ajouter\u00a0: ce sont deux documents."}
            question = Question("remplacer", _meme_numero(entete, memes[0]), choix)
            if (reponse := plan.demander(question, options)) is None:
                return None
            sans_date = reponse == OUI
        existant = memes[0] if sans_date else None
    if numero and (sans := [f for f in freres if not f.numero]):
        plan.avertissements.append(
            Remarque(
                f"Un document sans numéro est déjà enregistré\u00a0: {_nommer(*sans)}. Si c’est le même,"
                " annulez son chargement, sans quoi les deux s’ajoutent."
            )
        )
    return entete, existant


def _sans_numero(entete, freres, deja_la) -> tuple[DocumentBudgetaire | None, str | None]:
    """Which document a file without a number is, and its number then; none when it is to be asked."""
    possibles = [f for f in freres if not (entete.date and f.date) or f.date == entete.date]
    if not possibles:
        return None, "0"
    sur = entete.date and len(possibles) == 1 and possibles[0].date and not possibles[0].numero
    existant = possibles[0] if sur else next(filter(deja_la, possibles), None)
    return existant, existant and str(existant.numero)


def _quel_numero(etape, entete: Entete, freres: list[DocumentBudgetaire]) -> str:
    if not freres:
        return (
            f"Le fichier ne dit pas le numéro de ce document ({etape.label})\u00a0: 0 tant qu’il n’en a pas."
        )
    return (
        f"Le fichier ne dit pas quel document il est ({etape.label}), et {entete.exercice} en a déjà\u00a0:"
        f" {_nommer(*freres)}. Donnez son numéro (dix chiffres au plus)\u00a0: celui d’un document enregistré"
        " pour le remplacer, un autre pour l’ajouter."
    )


def _meme_numero(entete: Entete, autre: DocumentBudgetaire) -> str:
    return (
        f"Le même numéro est déjà enregistré à une autre date que le {francais.date_courte(entete.date)}"
        f"\u00a0: {_nommer(autre)}. Le fichier le remplace-t-il, ou s’ajoute-t-il\u00a0?"
    )


def _nommer(*documents: DocumentBudgetaire) -> str:
    """Documents as a sentence names them: stage, number, day."""
    return ", ".join(
        f"{document}" + (f" du {francais.date_courte(document.date)}" if document.date else "")
        for document in documents
    )


def titre(entete: Entete) -> str:
    """What the document is, in words: stage, number, year, budget."""
    etape = DocumentBudgetaire.Etape(entete.etape).label.capitalize()
    numero = f" nº {entete.numero}" if entete.numero else ""
    return f"{etape}{numero} {entete.exercice}" + (f", {entete.libelle}" if entete.libelle else "")


def _comptes_ajoutes(plan: Plan, differences: Iterable[Difference], nomenclature: Nomenclature) -> None:
    for difference in differences:
        if difference.table.model._meta.model_name == "compte" and difference.creations:
            codes = ", ".join(map(_situer_le_compte, difference.creations))
            plan.avertissements.append(
                Remarque(
                    f"Comptes absents du plan {nomenclature}, ajoutés sous le plus proche\u00a0: {codes}."
                )
            )


def _situer_le_compte(voulue: LigneVoulue) -> str:
    compte = voulue.objet
    ou = [f"ligne\u00a0{voulue.ligne}"] * bool(voulue.ligne) + [f"sous {compte.parent}"] * bool(compte.parent)
    return f"{compte.code} ({', '.join(ou)})" if ou else compte.code
