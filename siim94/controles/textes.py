"""Numbers of the narratives, looked up among the figures of the report: tied, contradicted, or unknown."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from siim94.controles.chiffres import Releve
from siim94.formats.intervalles import UNITES, Intervalle
from siim94.formats.mots import annees_nommees, plier
from siim94.formats.nombres_textes import NombreLu, seuls, trouver
from siim94.socle.models import Exercice, ValeurImprimee
from siim94.ui.controles import Terme

RATTACHE, CONTREDIT, INCONNU, HORS = "rattaché", "contredit", "inconnu", "hors"

# Words are compared by their beginning: agents and agent, réalisées and réalisation.
_DEBUT = 5
_MOT = re.compile(r"[^\W\d_]{3,}")
# What the house writes in capitals, as figures are named.
_SIGLES = {
    "SI": "systèmes information",
    "RH": "ressources humaines",
    "MCO": "maintien condition opérationnelle",
}
_SIGLE = re.compile(rf"\b(?:{'|'.join(_SIGLES)})\b")
_VIDES = frozenset(
    (
        *("les", "des", "une", "aux", "par", "pour", "dans", "sur", "avec", "sont", "est", "ont", "que"),
        *("soit", "dont", "plus", "leur", "nos", "ses", "son", "cette", "cet", "ces", "ainsi", "entre"),
        *("tous", "tout", "total", "ensemble", "nombre", "depuis", "chaque", "annee", "exercice", "bilan"),
        *("qui", "siim"),
    )
)
# How sentences say that a change is a rise or a fall.
_HAUSSE = frozenset({"hauss", "augme", "progr", "accro"})
_BAISSE = frozenset({"reduc", "baiss", "dimin", "recul"})
_CHANGE = frozenset({"evolu", "varia", "augme", "progr"})
_DU_NOM = 0.3
CHANGEMENTS = _CHANGE | _HAUSSE | _BAISSE
# Sentences are walked word by word; how far a sign takes away what stands behind it.
_PAS = re.compile(r"[^\W\d_]+|\d[\d \u00a0\u202f.,]*|[,;:()]")
_COUPURES = {",": 2.0, ";": 4.0, ":": 1.0, "(": 1.0, ")": 1.0}
# What says that a number is that of the year before.
_COMPARE = re.compile(r"\b(?:contre|au lieu d[e’']|pass\w+ d[e’'])\s*$", re.IGNORECASE)
_PRECEDENT = re.compile(
    r"[^\d,;.]{0,28}(?<!à )(?<!de )(?<!que )l[’'](?:année précédente|exercice précédent|an dernier|an passé)",
    re.IGNORECASE,
)
# A count of few digits is told by the words right after it: so many agree by chance.
_PEU_DE_CHIFFRES, _VOISINS = 2, 2
# What a score must reach: for a value that agrees; for one that does not, to be held against a figure; for a
# count of few digits that does not, whether or not the figure is named by the very next word.
ACCORD, DESACCORD, DESACCORD_NOMME, DESACCORD_COURT = 1.0, 2.0, 2.8, 3.5
# What makes a count that of a part: "départs en retraite" are not all that left; those "du syndicat" are.
_PART = re.compile(r"\s*[^\W\d_]+\s+(?:(?:en|par|du|des|de la|de)\s+|(?:de l|d)[’'])(?P<de>[^\W\d_]+)")
_LE_TOUT = frozenset({"syndi"})
# And what a verb says was done once, with or to some: a meeting gathered them, a project replaced them.
_FAIT_A = "(?:(?:rassembl|remplac|invit|convi|associ|mobilis)é|réuni)e?s?"
_FAIT_A_AVANT = re.compile(
    r"(?<!\ble syndicat )(?<!\ble siim )(?<!\ble siim94 )"
    rf"\b(?:a|ont|avait|avaient|été)\s+(?P<acte>{_FAIT_A})\s+$",
    re.IGNORECASE,
)
_FAIT_PAR_APRES = re.compile(
    rf"[^\d,;:.]{{0,60}}?\b(?:ont|avaient)\s+(?P<acte>particip\w+|assist\w+|été\s+{_FAIT_A})\b", re.IGNORECASE
)
# The part of a label's words that says that a "un" counts.
_PART_DITE = 0.6
# Of as many digits, a value that agrees is no chance.
CHIFFRES_SURS = 4


@lru_cache(4096)
def mots(texte: str) -> tuple[str, ...]:
    """The beginnings of the words that say something, folded, in their order."""
    texte = _SIGLE.sub(lambda trouve: _SIGLES[trouve[0]], texte)
    return tuple(mot[:_DEBUT] for mot in _MOT.findall(plier(texte)) if mot not in _VIDES)


@dataclass(frozen=True)
class Narratif:
    """A text of the report: the code of its part, its Markdown, its title and its page."""

    nom: str
    texte: str
    titre: str
    adresse: str


@dataclass(frozen=True)
class ChiffreConnu:
    """A figure of the report or of the year before it, with the words that name it."""

    nom: str
    annee: int
    terme: Terme
    mots: frozenset[str]

    @cached_property
    def nom_dit(self) -> tuple[str, ...]:
        """The words of its label, without its unit."""
        return mots(self.terme.libelle)

    @cached_property
    def comptes(self) -> frozenset[str]:
        """What it counts: the nouns that its label and its unit begin with."""
        noms = (self.terme.libelle, self.terme.unite)
        return frozenset(mot for nom in noms for mot in mots(" ".join(nom.split()[:1])))

    @cached_property
    def genre(self) -> str:
        return _genre(self.terme.unite)


@dataclass(frozen=True)
class Rattachement:
    """What is known of one number of a text."""

    texte: str
    nombre: NombreLu
    extrait: str
    etat: str
    chiffre: ChiffreConnu | None = None


def _genre(unite: str) -> str:
    """What a unit measures: euros, per cent, bytes, full-time equivalents, or things that are counted."""
    return "ETP" if unite.upper() == "ETP" else UNITES.get(unite.lower(), ("",))[0]


class Lecteur:
    """Looks numbers up among the figures of a report and those of the year before, all computed once."""

    def __init__(self, annee: int):
        self.annee = annee
        self.releve = Releve(annee)
        self._par_annee: dict[int, tuple[ChiffreConnu, ...]] = {}
        self.connu = cache(self._connu)
        self.lire = cache(self._lire)
        self._du_genre = cache(self._chiffres_du_genre)

    @cached_property
    def annees(self) -> frozenset[int]:
        """The years up to the report's that it can know something of."""
        return frozenset(Exercice.objects.filter(annee__lte=self.annee).values_list("annee", flat=True))

    @cached_property
    def chiffres(self) -> tuple[ChiffreConnu, ...]:
        """What numbers are looked up in where their sentence names no other year."""
        return (*self.de(self.annee), *self.de(self.annee - 1))

    def de(self, annee: int) -> tuple[ChiffreConnu, ...]:
        """The figures of one year, as the report knows them."""
        if annee not in self._par_annee:
            self._par_annee[annee] = tuple(self._de(annee)) if annee in self.annees else ()
        return self._par_annee[annee]

    def _de(self, annee: int) -> Iterator[ChiffreConnu]:
        connus = (self.connu(nom, annee) for nom in self.releve.noms(annee))
        return (connu for connu in connus if connu is not None)

    def _connu(self, nom: str, annee: int) -> ChiffreConnu | None:
        """A figure of a year by its name; None when it has no value."""
        terme = self.releve.terme(nom, annee)
        if terme is None or terme.valeur is None:
            return None
        noms = {*mots(f"{terme.libelle} {terme.unite}")}
        if noms & _CHANGE:
            noms |= _BAISSE if terme.valeur < 0 else _HAUSSE
        return ChiffreConnu(nom, annee, terme, frozenset(noms))

    @cached_property
    def poids(self) -> dict[str, float]:
        """How much a word tells: the fewer figures it names, the more."""
        comptes = Counter(mot for chiffre in self.chiffres for mot in chiffre.mots)
        return {mot: math.log(1 + len(self.chiffres) / n) for mot, n in comptes.items()}

    @cached_property
    def contraires(self) -> dict[tuple[str, str], ChiffreConnu]:
        """Prints of the report that part from their figures, by digits and kind: what such a number tells."""
        imprimees = ValeurImprimee.objects.du_bilan(self.annee)
        connus = {
            (imprimee.chiffre, imprimee.exercice_id): self.connu(imprimee.chiffre, imprimee.exercice_id)
            for imprimee in imprimees
        }
        paires = ((imprimee, connus[imprimee.chiffre, imprimee.exercice_id]) for imprimee in imprimees)
        return {
            (chiffres_seuls(imprimee.texte), chiffre.genre): chiffre
            for imprimee, chiffre in paires
            if chiffre and not imprimee.dit(chiffre.terme.valeur, chiffre.terme.unite)
        }

    def _lire(self, nom: str, texte: str) -> tuple[Rattachement, ...]:
        """Every number of a text, in its order; "un" is one where it tells a figure."""
        lus = [self._rattacher(nom, texte, nombre) for nombre in trouver(texte)]
        uns = [self._rattacher(nom, texte, nombre) for nombre in seuls(texte)]
        comptes = [lu for lu in uns if lu.etat == RATTACHE and self._compte(texte, lu)]
        return tuple(sorted([*lus, *comptes], key=lambda lu: lu.nombre.debut))

    def _rattacher(self, nom: str, texte: str, nombre: NombreLu) -> Rattachement:
        debut, fin = nombre.phrase
        extrait = " ".join(texte[max(debut, nombre.debut - 60) : min(fin, nombre.fin + 60)].split())

        def rendre(etat: str, chiffre: ChiffreConnu | None = None) -> Rattachement:
            return Rattachement(nom, nombre, extrait, etat, chiffre)

        if nombre.hors:
            return rendre(HORS)
        notes = self._notes(nom, texte, nombre)
        if imprime := self._imprime(nombre, notes):
            return rendre(CONTREDIT, imprime)
        if nombre.imprime is None:
            # Malformed: it cannot be the figure that it stands for.
            return rendre(CONTREDIT, notes[0][1]) if notes and notes[0][0] >= ACCORD else rendre(INCONNU)
        if self._est_court(nombre):
            voisins = self._voisins(texte, nombre)
            notes = [(note, chiffre) for note, chiffre in notes if chiffre.mots & voisins]
            suivant = self._suivant(texte, nombre)
            notes = [(note, chiffre) for note, chiffre in notes if chiffre.comptes & suivant] or notes
        egaux = [(note, chiffre) for note, chiffre in notes if self._egal(nombre, chiffre)]
        if egaux and (egaux[0][0] >= ACCORD or len(nombre.imprime.valeur.as_tuple().digits) >= CHIFFRES_SURS):
            return rendre(RATTACHE, egaux[0][1])
        if notes and notes[0][0] >= self._desaccord(texte, nombre, notes[0][1]):
            return rendre(CONTREDIT, notes[0][1])
        return rendre(INCONNU)

    def _compte(self, texte: str, lu: Rattachement) -> bool:
        """Whether a "un" counts: the next word is the figure's, and the others of its label are said too."""
        suivant = mots(texte[lu.nombre.fin : lu.nombre.phrase[1]])[:1]
        dits = {*mots(lu.texte.replace("-", " ")), *self._autour(texte, lu.nombre)}
        nommants = {*mots(lu.chiffre.terme.libelle)}
        return bool(lu.chiffre.mots & {*suivant}) and len(nommants & dits) > _PART_DITE * len(nommants)

    def _imprime(self, nombre: NombreLu, notes) -> ChiffreConnu | None:
        """The figure that a number was held as a print of, where the two part and its words name it."""
        genre = _genre(nombre.imprime.unite if nombre.imprime else "€")
        chiffre = self.contraires.get((chiffres_seuls(nombre.lu), genre))
        return chiffre if any(c == chiffre and note >= ACCORD for note, c in notes) else None

    def _notes(self, nom: str, texte: str, nombre: NombreLu) -> list[tuple[float, ChiffreConnu]]:
        """The figures of the kind and of the year of a number, those that its words name first."""
        # The name of a narrative says what it is about.
        autour = dict.fromkeys(mots(nom.replace("-", " ")), _DU_NOM) | self._autour(texte, nombre)
        annee = self._annee(texte, nombre)
        unite = nombre.imprime.unite if nombre.imprime else "€"
        genre = _genre(unite)
        poids = self.poids
        notes = []
        for chiffre in self._du_genre(annee, genre):
            communs = [mot for mot in chiffre.mots if mot in autour]
            note = sum(poids[mot] * autour[mot] for mot in communs)
            # A label of many words of which few are said names something else.
            part = len(communs) / max(len(chiffre.mots), 1)
            notes.append((note * (0.4 + 0.6 * part), chiffre))
        return sorted(notes, key=lambda paire: paire[0], reverse=True)

    def _chiffres_du_genre(self, annee: int | None, genre: str) -> list[ChiffreConnu]:
        """The figures of a kind, of one year or of the report's two, the latest first, then by name."""
        parmi = self.de(annee) if annee else self.chiffres
        siens = (chiffre for chiffre in parmi if chiffre.genre == genre)
        return sorted(siens, key=lambda chiffre: (-chiffre.annee, chiffre.nom))

    def _autour(self, texte: str, nombre: NombreLu) -> dict[str, float]:
        """The words around a number, those beside it telling the most, across other numbers the least."""
        debut, fin = nombre.phrase
        poids: dict[str, float] = {}
        avant, apres = _PAS.findall(texte[debut : nombre.debut])[::-1], _PAS.findall(texte[nombre.fin : fin])
        for cote in (avant, apres):
            loin = 0.0
            for pas in cote:
                if dits := mots(pas):
                    for mot in dits:
                        poids[mot] = max(poids.get(mot, 0), 1 / (1 + loin / 4))
                    loin += len(dits)
                elif pas in _COUPURES or pas[0].isdigit():
                    loin += _COUPURES.get(pas, 3)
        return poids

    def _annee(self, texte: str, nombre: NombreLu) -> int | None:
        """The year that a number is said of: one named right after it, else one named in its sentence."""
        debut, fin = nombre.phrase
        suite = texte[nombre.fin : fin]
        if nommee := re.match(r"[^\d,;.]{0,28}\ben (\d{4})", suite):
            return int(nommee[1])
        if _COMPARE.search(texte[debut : nombre.debut]) or _PRECEDENT.match(suite):
            return self.annee - 1
        nommees = annees_nommees(texte[debut:fin])
        return self.annee if not nommees or self.annee in nommees else None

    def _egal(self, nombre: NombreLu, chiffre: ChiffreConnu) -> bool:
        intervalle = nombre.imprime.en(chiffre.terme.unite)
        # "a reduction of 4" is a change of −4.
        valeur = Decimal(chiffre.terme.valeur)
        connu = Intervalle.exact(abs(valeur) if chiffre.mots & _BAISSE else valeur)
        return intervalle is not None and intervalle.rencontre(connu)

    @staticmethod
    def _voisins(texte: str, nombre: NombreLu) -> set[str]:
        """The words that tell what a number counts: right after it, or before it where it ends its clause."""
        debut, fin = nombre.phrase
        suite = re.match(r"[^.,;:()\d]*", texte[nombre.fin : fin])[0]
        return {*(mots(suite)[:_VOISINS] or mots(texte[debut : nombre.debut])[-2 * _VOISINS :])}

    def _desaccord(self, texte: str, nombre: NombreLu, chiffre: ChiffreConnu) -> float:
        if not self._est_court(nombre):
            return DESACCORD
        suivant = self._suivant(texte, nombre)
        if (suivant and not chiffre.mots & suivant) or self._est_une_part(texte, nombre, chiffre):
            # "Deux sites hébergent …" counts sites, whatever they host.
            return math.inf
        if suivant and suivant == {*chiffre.nom_dit}:
            # "Départs" is all that the label says.
            return DESACCORD
        return DESACCORD_NOMME if nombre.lu[0].isdigit() else DESACCORD_COURT

    @staticmethod
    def _suivant(texte: str, nombre: NombreLu) -> set[str]:
        """The very next word that says something."""
        return {*mots(texte[nombre.fin : nombre.phrase[1]])[:1]}

    @staticmethod
    def _est_une_part(texte: str, nombre: NombreLu, chiffre: ChiffreConnu) -> bool:
        """Whether the words around a count keep only some of what the figure counts."""
        avant, apres = texte[nombre.phrase[0] : nombre.debut], texte[nombre.fin : nombre.phrase[1]]
        if acte := _FAIT_A_AVANT.search(avant) or _FAIT_PAR_APRES.match(apres):
            # Of a figure that counts these very acts, it tells the whole.
            return not {*mots(acte["acte"])} & chiffre.mots
        complement = _PART.match(apres)
        return bool(complement and {*mots(complement["de"])} - chiffre.mots - _LE_TOUT)

    @staticmethod
    def _est_court(nombre: NombreLu) -> bool:
        valeur = nombre.imprime and nombre.imprime.valeur
        return (
            valeur is not None
            and not _genre(nombre.imprime.unite)
            and valeur == int(valeur)
            and len(valeur.as_tuple().digits) <= _PEU_DE_CHIFFRES
        )


def lire(annee: int) -> list[Rattachement]:
    """Every number of the narratives of a year's report."""
    lecteur = Lecteur(annee)
    return [lu for narratif in narratifs(annee) for lu in lecteur.lire(narratif.nom, narratif.texte)]


def narratifs(annee: int) -> list[Narratif]:
    """The narratives of a year's report, from the app above that holds them (``TEXTES_DU_BILAN``)."""
    return [Narratif(*textes) for textes in import_string(settings.TEXTES_DU_BILAN)(annee)]


def chiffres_seuls(texte: str) -> str:
    """The digits of a text alone, whatever stands between them."""
    return re.sub(r"\D", "", texte)
