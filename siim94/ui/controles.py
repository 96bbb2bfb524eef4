"""Base of what an app checks: figures against other figures, and the finding that says where they part.

An app declares its checks in ``controles.py`` on the figures' own queryset methods; they are composed and run
by ``siim94.controles``. A check compares a figure with others or with a print, never with a copy of itself.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import ClassVar, TypeVar

from django.db import models, transaction
from django.utils.text import Truncator, capfirst

from siim94.formats import francais
from siim94.formats.groupes import grouper
from siim94.formats.intervalles import Intervalle, admis, somme
from siim94.formats.mots import mots
from siim94.socle.adresses import AdresseDifferee
from siim94.socle.partage import lectures_partagees, partager
from siim94.ui.declaration import Declarable

T = TypeVar("T")
# Terms that a sentence names; the others are counted.
TERMES_NOMMES = 4


class Gravite(models.TextChoices):
    BLOQUANT = "bloquant", "bloquant"
    AVERTISSEMENT = "avertissement", "avertissement"
    INFORMATION = "information", "information"


class Famille(models.TextChoices):
    TOTAUX = "totaux", "Totaux"
    PARTITION = "partition", "Chaque ligne une fois"
    MEME_FAIT = "meme-fait", "Même fait, même valeur"
    ORDRES = "ordres", "Ordres de grandeur"
    PERSONNEL = "personnel", "Personnel"
    CATALOGUE = "catalogue", "Catalogue et adhérents"
    SERIES = "series", "Séries"
    MANQUES = "manques", "Ce qui manque"
    TEXTES = "textes", "Nombres des textes"


@dataclass(frozen=True)
class Terme:
    """One side of a comparison: what it is, its value (exact, or as it was printed) and where to read it.

    ``imprime`` is the raw print; its digits then say how exactly the value is known.
    """

    libelle: str
    valeur: Decimal | int | None
    unite: str = ""
    imprime: str = ""
    decimales: int | None = None
    adresse: str | AdresseDifferee = ""

    @classmethod
    def de(cls, objet: models.Model, valeur: Decimal | int | None, unite: str = "", libelle: str = ""):
        """The value that a row holds, with the page of the row."""
        adresse = getattr(objet, "adresse_differee", "")
        return cls(libelle or str(objet), valeur, unite, adresse=adresse)

    @cached_property
    def intervalle(self) -> Intervalle | None:
        """What the value stands for in its unit; None when it is unknown, or the print is no number."""
        if self.imprime:
            return admis(self.imprime, self.valeur, self.unite)
        return None if self.valeur is None else Intervalle.exact(self.valeur)

    @property
    def ecrit(self) -> str:
        if self.imprime:
            return self.imprime
        if self.decimales is not None or self.unite == "€":
            return francais.mesure(self.valeur, 2 if self.decimales is None else self.decimales, self.unite)
        # A ratio has endless places: two are enough to compare it with a print.
        arrondie = round(self.valeur, 2) if isinstance(self.valeur, Decimal) else self.valeur
        return francais.mesure(arrondie, unite=self.unite)


@dataclass(frozen=True)
class Constat:
    """What a check found of a year: one contradiction, whatever the number of its places.

    ``cle`` tells the findings of one check apart. The code is stable while the figures are: a justification
    that names it falls when they change.
    """

    controle: "type[Controle]"
    cle: str
    phrase: str
    termes: tuple[Terme, ...] = ()
    ecart: Decimal | None = None
    # What to do, when the check knows better than to look at its terms.
    conseil: str = ""

    @property
    def gravite(self) -> str:
        return self.controle.gravite

    @cached_property
    def code(self) -> str:
        valeurs = "|".join(f"{terme.libelle}={terme.imprime or terme.valeur}" for terme in self.termes)
        empreinte = hashlib.sha256(f"{self.cle}|{valeurs}".encode()).hexdigest()[:10]
        return f"{self.controle.code}.{empreinte}"

    @property
    def unite(self) -> str:
        return next((terme.unite for terme in self.termes if terme.unite), "")

    @property
    def ecart_ecrit(self) -> str:
        if self.ecart is None:
            return ""
        ecart = round(self.ecart, 2)
        decimales = 2 if self.unite == "€" else max(0, -ecart.normalize().as_tuple().exponent)
        return francais.avec_unite(francais.nombre(ecart, decimales, signe=True), self.unite)


class Controle(Declarable):
    """A relation between figures of a year's report that must hold, and the findings where it does not.

    Subclasses declare a stable ``code``, a ``nom``, a ``definition`` that a person can read, ``famille`` and
    ``gravite``; ``version`` counts the changes of its rule. ``constats`` gives the findings of a year.
    """

    code: ClassVar[str]
    version: ClassVar[int] = 1
    nom: ClassVar[str]
    definition: ClassVar[str]
    famille: ClassVar[Famille]
    gravite: ClassVar[Gravite] = Gravite.AVERTISSEMENT
    # A page shows the class itself: what it declares.
    do_not_call_in_templates = True

    def __init__(self, annee: int):
        self.annee = annee

    def commun(self, genre: type[T]) -> T:
        """What several checks of one run need of the year, made by ``genre(annee)`` for the first."""
        return partager((genre, self.annee), partial(genre, self.annee))

    def constats(self) -> Iterator[Constat]:
        raise NotImplementedError

    def constat(self, cle: str, phrase: str, *termes: Terme, **plus) -> Constat:
        return Constat(type(self), cle, phrase, termes, **plus)

    def egaux(self, cle: str, un: Terme, autre: Terme) -> Iterator[Constat]:
        """A finding when two tellings of one figure cannot be the same; none while either is unknown."""
        if un.intervalle is None or autre.intervalle is None or un.intervalle.rencontre(autre.intervalle):
            return
        ecart = _ecart(un.intervalle, autre.intervalle)
        phrase = f"{_nomme(un)} : {un.ecrit} ; {_nomme(autre, initiale=False)} : {autre.ecrit}."
        yield self.constat(cle, phrase, un, autre, ecart=ecart)

    def somme(
        self, cle: str, total: Terme, parties: Sequence[Terme], quoi: str = "lignes"
    ) -> Iterator[Constat]:
        """A finding when a total cannot be the sum of its parts; none while the total or all are unknown."""
        connues = [partie for partie in parties if partie.intervalle is not None]
        if total.intervalle is None or not connues:
            return
        calcule = somme(partie.intervalle for partie in connues)
        if total.intervalle.rencontre(calcule):
            return
        valeur = sum((Decimal(partie.valeur) for partie in connues), Decimal(0))
        resultat = Terme(f"somme de {len(connues)} {quoi}", valeur, total.unite, decimales=total.decimales)
        nommees = " + ".join(partie.ecrit for partie in connues) if len(connues) <= TERMES_NOMMES else ""
        phrase = (
            f"{_nomme(total)} : {total.ecrit} ; la somme de ses {len(connues)} {quoi}"
            f"{f' ({nommees})' if nommees else ''} donne {resultat.ecrit}."
        )
        yield self.constat(cle, phrase, total, resultat, ecart=_ecart(total.intervalle, calcule))


@dataclass(frozen=True)
class Nom:
    """A name as data write it: what it is the name of, within what it stands for one thing, its page.

    ``deja``: the year before had it as well.
    """

    quoi: str
    portee: str
    texte: str
    adresse: str | AdresseDifferee
    deja: bool = False


class Graphies(Controle):
    """Names of one thing that differ by their signs only: a capital, an accent, a hyphen.

    A subclass gives the names. What the year before wrote so as well was told of that year.
    """

    famille = Famille.CATALOGUE
    gravite = Gravite.INFORMATION

    def noms(self) -> Iterator[Nom]:
        raise NotImplementedError

    def constats(self):
        groupes = grouper(self.noms(), lambda nom: (nom.quoi, nom.portee, mots(nom.texte)))
        for (quoi, portee, cle), memes in groupes.items():
            graphies = {nom.texte: nom for nom in reversed(memes)}
            if len(graphies) > 1 and not all(nom.deja for nom in memes):
                termes = [
                    Terme(quoi, None, imprime=texte, adresse=graphies[texte].adresse)
                    for texte in sorted(graphies)
                ]
                dits = francais.enumeration([f"« {terme.imprime} »" for terme in termes])
                yield self.constat(
                    f"{quoi}-{portee}-{' '.join(cle)}",
                    f"{capfirst(quoi)} : {dits} ne diffèrent que par une majuscule, un accent ou un signe.",
                    *termes,
                    conseil="Donnez le même nom à ce qui est la même chose.",
                )


# How far two sums of one thing may be, in the same unit.
_MEME_ORDRE = (Decimal("0.7"), Decimal("1.4"))


def rapport_d_echelle(notre: Decimal, sien: Decimal) -> Decimal | None:
    """How many times more or less a sum is than another, where only the unit would explain it."""
    if not notre or not sien:
        return None
    rapports = (r for echelle in (Decimal(10), Decimal(100), Decimal(1000)) for r in (echelle, 1 / echelle))
    return next((r for r in rapports if _MEME_ORDRE[0] <= notre / sien / r <= _MEME_ORDRE[1]), None)


def fois(rapport: Decimal) -> str:
    """How a sentence says that a sum is so many times another, or so many times less."""
    if rapport > 1:
        return f"{francais.compact(rapport)} fois"
    return f"{francais.compact(1 / rapport)} fois moins que"


def _ecart(un: Intervalle, autre: Intervalle) -> Decimal:
    """What the first exceeds the second by, between their middles."""
    return (un.bas + un.haut - autre.bas - autre.haut) / 2


def _nomme(terme: Terme, *, initiale: bool = True) -> str:
    libelle = Truncator(terme.libelle).chars(160)
    return capfirst(libelle) if initiale else libelle


def executer(controles: Iterable[type[Controle]], annee: int) -> Iterator[Constat]:
    """The findings of these checks on a year; a check that fails is a blocking finding of its own."""
    lectures: dict = {}
    for controle in controles:
        try:
            # Whatever a check did to the transaction, the next finds it sound.
            with transaction.atomic(), lectures_partagees(lectures):
                trouves = list(controle(annee).constats())
        except Exception as erreur:
            yield Constat(
                ControleEnPanne,
                controle.code,
                f"Le contrôle « {controle.nom} » n’a pas pu se faire ({type(erreur).__name__} : {erreur}).",
                conseil="Signalez-le à qui entretient le site ; les autres contrôles ont été faits.",
            )
        else:
            yield from trouves


class ControleEnPanne(Controle):
    code = "controle-en-panne"
    nom = "Contrôle en panne"
    definition = "Chaque contrôle va à son terme : ce que dit un contrôle en panne n’est pas connu."
    famille = Famille.MANQUES
    gravite = Gravite.BLOQUANT
