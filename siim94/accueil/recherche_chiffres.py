"""Questions that a figure answers: « chapitre 74 », « combien d’agents », « 6 717 398,43 € ».

Every figure that an app names, and those that a year's data tell, are looked for by their own labels and by
the other words that they declare; numbers are looked for among their values too. Nothing is known here of
any one figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from siim94.bilan.provenance import CHIFFRES_SURS, est_ecrite
from siim94.controles.chiffres import CHIFFRES, CHIFFRES_PAR_NOM, FAMILLES
from siim94.editions.saisie import adresse_de
from siim94.formats import francais
from siim94.formats.mots import mots as decouper
from siim94.formats.mots import plier
from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice
from siim94.socle.recherche import MOTS_VIDES, au_singulier
from siim94.ui.adresses import adresse_d_origine
from siim94.ui.chiffres import Valeur

# Exact label, label of a figure with a name, of one that data tell, any other word, a short value.
EXACT, NOMME, TROUVE, AUTREMENT, VOISIN = 0.0, 0.5, 1.5, 2.5, 3.5
# Said of a figure, these do not tell which: they choose among those that answer.
QUESTION = frozenset(
    "combien quel quelle quels quelles nombre montant total somme chiffre valeur".split()  # noqa: SIM905
)
# A word that is typed up to here may go on.
DEBUT_MINIMUM = 3

_NOMBRE = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:([.,])(\d{1,4}))?(k€|m€|€|%)?", re.IGNORECASE | re.ASCII)
_ANNEE = re.compile(r"(?:19|20)\d\d", re.ASCII)
_UNITES = {"€": "€", "euro": "€", "euros": "€", "k€": "k€", "m€": "M€", "%": "%"}
_EUROS = frozenset(("€", "k€", "M€"))


@dataclass(frozen=True)
class Connu:
    """A figure as questions look for it, by its words, folded.

    ``libelles``: those of its label and of its other names; ``mots``: all others; ``sujet``: what has to be
    asked for besides a name. ``valeur``: of one that data tell; one with a name computes its own (``nomme``).
    """

    nom: str
    titre: str
    unite: str
    libelles: tuple[frozenset[str], ...]
    mots: frozenset[str]
    sujet: frozenset[str] = frozenset()
    adresse: str = ""
    valeur: Valeur = None
    decimales: int | None = None
    nomme: bool = False

    @property
    def app(self) -> str:
        return self.nom.partition(".")[0]


@dataclass(frozen=True)
class Trouve:
    """A figure that answers: how well, and of which year, as the report of which year knows it."""

    rang: float
    connu: Connu
    annee: int
    bilan: int

    def montrer(self, utilisateur) -> tuple[str, str]:
        """Its value as it is written, and its page: of what it is told of, else where it comes from, else
        where it is filled in.
        """
        connu = self.connu
        valeur = _valeur(connu.nom, self.annee, self.bilan) if connu.nomme else connu.valeur
        ecrit = francais.mesure(valeur, connu.decimales, connu.unite)
        if connu.adresse or valeur is None or not utilisateur.has_perm("bilan.view_rubrique"):
            return ecrit, connu.adresse or adresse_de(connu.nom)
        nom = connu.nom if self.annee == self.bilan else f"{connu.nom}@{self.annee}"
        return ecrit, adresse_d_origine(self.bilan, chiffre=nom)


@dataclass(frozen=True)
class Question:
    """What is asked: words that must stand, words of a question, numbers with their unit, a year."""

    mots: tuple[str, ...]
    facultatifs: tuple[str, ...]
    nombres: tuple[tuple[str, Decimal, str], ...]
    annee: int | None

    @property
    def est_un_montant(self) -> bool:
        """A number long enough, or written with its cents or its unit, to be looked for in other years."""
        return any(
            unite or nombre != int(nombre) or len(nombre.as_tuple().digits) > CHIFFRES_SURS
            for _, nombre, unite in self.nombres
        )


def lire(mots: list[str], annees: frozenset[int]) -> Question:
    """The question that words ask (``siim94.socle.recherche.mots``), among the years that exist."""
    pleins: list[str] = []
    facultatifs: list[str] = []
    nombres: list[tuple[str, Decimal, str]] = []
    annee = None
    for rang, mot in enumerate(mots):
        suivant = _UNITES.get(mots[rang + 1].lower(), "") if rang + 1 < len(mots) else ""
        if _ANNEE.fullmatch(mot) and int(mot) in annees and not suivant:
            annee = int(mot)
        elif lu := _NOMBRE.fullmatch(mot):
            entier, _, decimales, unite = lu.groups()
            ecrit = entier.replace(".", "") + (f".{decimales}" if decimales else "")
            nombres.append((entier, Decimal(ecrit), _UNITES.get((unite or "").lower(), "") or suivant))
        elif not (nombres and plier(mot) in _UNITES):
            for partie in decouper(mot):
                if partie in QUESTION:
                    facultatifs.append(partie)
                elif partie not in MOTS_VIDES:
                    pleins.append(au_singulier(partie))
    return Question(tuple(dict.fromkeys(pleins)), tuple(facultatifs), tuple(nombres), annee)


def repondre(mots: list[str], utilisateur, exercice: Exercice | None, annees: list[Exercice]) -> list[Trouve]:
    """The figures that answer, the best first, of what this person may read.

    The year is that of the question, else the one chosen; an amount that it does not know is looked for in
    the other years, latest first.
    """
    question = lire(mots, frozenset(e.annee for e in annees))
    if exercice is None or not (question.mots or question.nombres):
        return []
    bilans = {e.annee for e in annees if e.a_un_bilan}
    annee = question.annee or exercice.annee
    a_lire = [(annee, annee if annee in bilans else max(annee, exercice.annee))]
    if question.est_un_montant and not question.annee:
        a_lire += [(autre, autre) for autre in sorted(bilans - {annee}, reverse=True)]
    for de, bilan in a_lire:
        valeurs = _valeurs(de, bilan) if question.nombres else {}
        notes = [
            (*note, rang, connu)
            for rang, connu in enumerate((*_nommes(), *_dits(de, bilan)))
            if utilisateur.has_module_perms(connu.app)
            and (note := _note(connu, question, valeurs.get(connu.nom, connu.valeur)))
        ]
        distincts: dict[tuple[str, str], Trouve] = {}
        for rang, *_, connu in sorted(notes, key=lambda note: note[:-1]):
            distincts.setdefault((connu.titre, connu.unite), Trouve(rang, connu, de, bilan))
        if distincts:
            return list(distincts.values())
    return []


@cache
def _nommes() -> tuple[Connu, ...]:
    """The figures that apps name, which are those of every year."""
    return tuple(
        Connu(
            chiffre.nom,
            chiffre.libelle,
            chiffre.unite,
            tuple(_mots(nom) for nom in (chiffre.libelle, *chiffre.synonymes)),
            _mots(f"{chiffre.nom} {chiffre.unite}".replace("_", " ")),
            decimales=chiffre.decimales,
            nomme=True,
        )
        for chiffre in CHIFFRES
    )


def _dits(annee: int, bilan: int) -> tuple[Connu, ...]:
    """The figures that the data of a year tell, as a report knows them; kept until the data change."""
    return memoriser(f"chiffres dits {annee} {bilan}", lambda: tuple(_lire(annee, bilan)), bilan)


def _lire(annee: int, bilan: int) -> Iterator[Connu]:
    for famille in FAMILLES:
        sujet = _mots(famille.sujet)
        for cle, membre in () if famille.muette else famille.de(annee, bilan).items():
            mots = _mots(membre.libelle)
            yield Connu(
                f"{famille.nom}.{cle}",
                membre.libelle if sujet <= mots else f"{famille.sujet}, {membre.libelle}",
                membre.unite,
                (mots | sujet,),
                _mots(f"{famille.libelle} {famille.mots} {membre.unite}"),
                sujet,
                str(membre.adresse),
                membre.valeur,
                membre.decimales,
            )


def _valeur(nom: str, annee: int, bilan: int) -> Valeur:
    return memoriser(
        f"chiffre {nom} {annee} {bilan}", lambda: CHIFFRES_PAR_NOM[nom].valeur(annee, bilan), bilan
    )


def _valeurs(annee: int, bilan: int) -> dict[str, Valeur]:
    """All those that apps name: a number may be any of them."""

    return memoriser(
        f"chiffres {annee} {bilan}", lambda: {c.nom: c.valeur(annee, bilan) for c in CHIFFRES}, bilan
    )


def _mots(texte: str) -> frozenset[str]:
    return frozenset(mot for mot in decouper(texte) if mot not in MOTS_VIDES)


def _note(connu: Connu, question: Question, valeur: Valeur) -> tuple[float, float] | None:
    """How well a figure answers: its rank, then the share of its label that nobody asked for; None if not."""
    tous = connu.mots.union(*connu.libelles)
    par_valeur = False
    for entier, nombre, unite in question.nombres:
        if entier in tous and not unite:
            continue
        if not _vaut(valeur, connu.unite, (entier, nombre, unite), seul=not question.mots):
            return None
        par_valeur = True
    if not all(_est_dit(mot, tous) for mot in question.mots):
        return None
    sujet = connu.sujet and connu.sujet | connu.mots
    if sujet and not par_valeur and not any(_est_dit(mot, sujet) for mot in question.mots):
        return None
    demandes = (*question.mots, *(entier for entier, *_ in question.nombres if entier in tous))
    absents = 1 - sum(_est_dit(mot, tous) for mot in question.facultatifs) / 10
    if par_valeur:
        return (EXACT if question.est_un_montant or question.mots else VOISIN), absents
    dits = [libelle for libelle in connu.libelles if all(_est_dit(mot, libelle) for mot in demandes)]
    if not dits:
        return AUTREMENT, absents
    reste = min(1 - len(demandes) / max(1, len(libelle)) for libelle in dits)
    if reste <= 0:
        return EXACT, absents
    return (NOMME if connu.nomme else TROUVE), reste + absents


def _vaut(valeur: Valeur, sienne: str, demande: tuple[str, Decimal, str], *, seul: bool) -> bool:
    """Whether a number writes the value, rounded as it is; one that stands alone has to tell something."""
    entier, nombre, unite = demande
    if valeur is None or entier[0] == "0" != entier:
        return False
    if unite and unite != sienne and not (unite in _EUROS and sienne in _EUROS):
        return False
    if seul and not unite and len(nombre.as_tuple().digits) < CHIFFRES_SURS:
        return False
    return est_ecrite(abs(Decimal(valeur)), nombre)


def _est_dit(mot: str, mots: frozenset[str]) -> bool:
    """A word stands among others, in any form; a short one, and a number, as it is."""
    if mot in mots:
        return True
    return len(mot) >= DEBUT_MINIMUM and not mot.isdigit() and any(autre.startswith(mot) for autre in mots)
