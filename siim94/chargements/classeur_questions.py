"""What the sheets of a workbook leave open, asked before it is loaded: headings and names of sheets that are
not quite the expected ones, merged cells, hidden rows.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

from django.utils.text import slugify

from siim94.chargements.apercu import Remarque
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES
from siim94.chargements.moteur import Options, Plan
from siim94.chargements.questions import Question
from siim94.formats.classeur import Arbitre, ColonneDeFeuille, Feuille
from siim94.formats.classeur_cellules import Plage, lettre, rang_de
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import cle
from siim94.socle.ecriture import LigneVoulue, designer

# "Montnat (€)" is taken for "Montant", "Date" is not for "Nature".
RESSEMBLANCE = 0.65
AUCUNE = "aucune"
LIRE, LAISSER = "lire", "laisser"
MASQUEES = {LIRE: "Les lire comme les autres.", LAISSER: "Les laisser de côté."}
CHACUNE = "chacune"
FUSIONS = {
    CHACUNE: "La valeur est celle de chacune des cellules fusionnées.",
    "premiere": "La valeur est celle de la première seulement, les autres sont vides.",
}
CITEES = 20
DEPEND = "la ligne dont celle-ci dépend est laissée de côté."


class QuestionsDeStructure(Arbitre):
    """Puts to the user what the reader of a workbook asks, as questions of the plan."""

    def __init__(self, plan: Plan, options: Options):
        self.plan = plan
        self.options = options
        self.valeurs = {declaree.nom: declaree.valeurs for declaree in FEUILLES_ANNUELLES}
        # What is proposed for one sheet, or for one column of a sheet, is not for another.
        self.proposees: dict[str, set[str]] = defaultdict(set)

    def feuille(self, feuille: Feuille, inconnues: Sequence[str]) -> str | None:
        proche = self._proposer("", feuille.nom, inconnues)
        if proche is None:
            return None
        texte = (
            f"La feuille «\u00a0{feuille.nom}\u00a0» est absente\u00a0; peut-être nommée {citer([proche])}."
        )
        choix = {nom: nom for nom in inconnues[:CITEES]}
        choix[AUCUNE] = "aucune de celles-ci\u00a0: son tableau reste en l’état"
        return self._demander(Question(f"feuille-{slugify(feuille.nom)}", texte, choix, proche))

    def colonne(
        self,
        feuille: Feuille,
        colonne: ColonneDeFeuille,
        inconnues: Mapping[str, str],
        connues: Collection[str],
    ) -> str | None:
        valeurs = self.valeurs.get(feuille.nom, ())
        # A sheet without any of its values would say nothing at all.
        muette = colonne.code in valeurs and not set(valeurs) & set(connues)
        return self.nommer(colonne.code, colonne.titre, inconnues, feuille.nom, muette=muette)

    def nommer(
        self, code: str, titre: str, inconnues: Mapping[str, str], feuille: str = "", *, muette: bool = False
    ) -> str | None:
        """Which heading is meant for a column, by its letter, where one is near (or the sheet is mute)."""
        muette = muette and not self.proposees[feuille]
        proche = self._proposer(feuille, titre, inconnues.values())
        if proche is None and not muette:
            return None
        suite = f"peut-être nommée {citer([proche])}." if proche else "est-ce une de celles-ci\u00a0?"
        texte = f"la colonne {citer([titre])} est absente\u00a0; {suite}"
        choix = dict(list(inconnues.items())[:CITEES])
        choix[AUCUNE] = "aucune de celles-ci\u00a0: elle est absente"
        proposee = next((ou for ou, nom in inconnues.items() if nom == proche), None)
        lieu = f"feuille {feuille}" if feuille else ""
        return self._demander(Question(code_de_colonne(feuille, code), texte, choix, proposee, lieu))

    def fusions(self, feuille: Feuille, plages: Sequence[Plage]) -> bool | None:
        return demander_fusions(plages, self.plan, self.options, feuille.nom)

    def _proposer(self, ou: str, nom: str, inconnues: Iterable[str]) -> str | None:
        proche = plus_proche(nom, (trouve for trouve in inconnues if trouve not in self.proposees[ou]))
        if proche is not None:
            self.proposees[ou].add(proche)
        return proche

    def _demander(self, question: Question) -> str | None:
        reponse = self.plan.demander(question, self.options)
        return None if reponse == AUCUNE else reponse or ""


def code_de_colonne(feuille: str, colonne: str) -> str:
    """The code of the question about a column that is absent."""
    return slugify(f"colonne {feuille} {colonne}".replace("_", "-"))


def reconnaitre_entetes(entetes: list[str], colonnes: Iterable[str], plan: Plan, options: Options) -> None:
    """Give to the headings of a file the names of the columns that they were answered to stand for."""
    presentes = set(map(cle, entetes))
    absentes = [colonne for colonne in colonnes if cle(colonne) not in presentes]
    connues = presentes - set(map(cle, colonnes))
    inconnues = {lettre(rang): nom for rang, nom in enumerate(entetes) if nom and cle(nom) in connues}
    questions = QuestionsDeStructure(plan, options)
    for colonne in absentes:
        if inconnues and (choix := questions.nommer(colonne, colonne, inconnues)):
            entetes[rang_de(choix)] = colonne
            del inconnues[choix]


def demander_fusions(plages: Sequence[Plage], plan: Plan, options: Options, feuille: str = "") -> bool | None:
    """Whether what merged cells hold is meant for each of them; None while it is asked."""
    suite = ", …" * (len(plages) > CITEES)
    texte = f"cellules fusionnées\u00a0: {', '.join(map(str, plages[:CITEES]))}{suite}."
    code = slugify(f"fusions {feuille}")
    question = Question(code, texte, FUSIONS, lieu=f"feuille {feuille}" if feuille else "")
    reponse = plan.demander(question, options)
    return reponse and reponse == CHACUNE


def demander_masquees(places: Collection[tuple[str, int]], plan: Plan, options: Options) -> None:
    """Ask about what hidden rows change (by sheet and line), and leave them out if so it is answered."""
    lignes = [voulue for voulue in _changees(plan) if (voulue.feuille, voulue.ligne) in places]
    if not lignes:
        return
    texte = f"Des lignes masquées changent des données\u00a0: {lieux(lignes)}."
    if plan.demander(Question("masquees", texte, MASQUEES), options) == LAISSER:
        retirer(plan, {id(voulue) for voulue in lignes})


def retirer(plan: Plan, lignes: Collection[int]) -> None:
    """Leave rows (by identity) out of what a plan does; an error for each other row that needs one."""
    perdus: set[int] = set()
    for difference in plan.differences:
        perdus |= {id(voulue.objet) for voulue in difference.creations if id(voulue) in lignes}
        avant = len(difference.modifications)
        difference.creations = [v for v in difference.creations if id(v) not in lignes]
        difference.modifications = [m for m in difference.modifications if id(m.voulue) not in lignes]
        difference.inchanges += avant - len(difference.modifications)
    plan.erreurs += [
        Remarque(f"{designer(voulue.objet)}\u00a0: {DEPEND}", lieu_de(voulue))
        for voulue in _changees(plan)
        if any(id(cible) in perdus for cible in cibles([voulue]))
    ]


def cibles(places: Iterable[LigneVoulue]):
    """The objects that rows refer to, those that are not stored yet included."""
    for place in places:
        for champ in place.objet._meta.concrete_fields:
            if champ.is_relation:
                yield champ.get_cached_value(place.objet, default=None)


def lieux(lignes: Sequence[LigneVoulue]) -> str:
    """The places of rows, as a sentence names them."""
    return ", ".join(map(lieu_de, lignes[:CITEES])) + ", …" * (len(lignes) > CITEES)


def lieu_de(voulue: LigneVoulue) -> str:
    return ErreurFormat("", feuille=voulue.feuille or None, ligne=voulue.ligne).lieu


def plus_proche(nom: str, trouves: Iterable[str]) -> str | None:
    """Which of the names found may be meant for one that is absent: one that holds its words, or alike."""
    noms = {cle(trouve): trouve for trouve in trouves}
    mots = _mots(nom)
    contenants = [trouve for trouve in noms if mots <= _mots(trouve)]
    proches = contenants or get_close_matches(cle(nom), noms, n=1, cutoff=RESSEMBLANCE)
    return noms[proches[0]] if proches else None


def citer(noms: Iterable[str]) -> str:
    return ", ".join(f"«\u00a0{nom}\u00a0»" for nom in noms)


def _mots(nom: str) -> set[str]:
    """The words of a name, one or several of each alike."""
    return {mot.rstrip("sx") or mot for mot in re.findall(r"\w+", cle(nom))}


def _changees(plan: Plan) -> list[LigneVoulue]:
    return [
        voulue
        for difference in plan.differences
        for voulue in (*difference.creations, *(m.voulue for m in difference.modifications))
    ]
