"""The tables of two editions, cell by cell: rows and columns are known by what they are called."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from siim94.bilan.nombres import CHIFFRES_SURS
from siim94.formats.calcul import ecart
from siim94.formats.francais import compte


@dataclass(frozen=True)
class CelluleChangee:
    """A cell that prints something else; ``difference`` where it is a number in both.

    ``pourquoi`` is the reason that was given; ``rubrique`` and ``section`` are those of its table.
    """

    ou: str
    ligne: str
    colonne: str
    avant: str
    apres: str
    difference: Decimal | None = None
    rubrique: str = ""
    section: str = ""
    # The numbers that it prints: before, after.
    nombres: tuple[Decimal | None, Decimal | None] = (None, None)
    pourquoi: str = ""

    @property
    def libelle(self) -> str:
        """The row that it is of."""
        return self.ligne


@dataclass(frozen=True)
class LigneChangee:
    """A whole row, column or table that is gone (``apres`` None) or new (``avant`` None), as printed; the
    rest as of a cell.
    """

    genre: str
    ou: str
    libelle: str
    avant: str | None
    apres: str | None
    rubrique: str = ""
    section: str = ""
    # Those of a row, but for the short ones, which stand in many places by chance.
    nombres: tuple[Decimal, ...] = ()
    pourquoi: str = ""


Changes = tuple[list[LigneChangee], list[CelluleChangee]]


def comparer_tableaux(avant: dict, apres: dict, renommer: Callable[[str], str]) -> Changes:
    """The rows and the cells that changed, in the order of the latter; charts whose values no table prints
    are read like tables.
    """
    anciens = _par_nom([_renomme(tableau, renommer) for tableau in _tous(avant)])
    nouveaux = _par_nom(_tous(apres))
    lignes: list[LigneChangee] = []
    cellules: list[CelluleChangee] = []
    for nom in dict.fromkeys([*nouveaux, *anciens]):
        ancien, nouveau = anciens.get(nom), nouveaux.get(nom)
        if ancien is None or nouveau is None:
            tableau = nouveau or ancien
            cotes = [t and compte(len(t["lignes"]), "lignes") for t in (ancien, nouveau)]
            genre = "tableau nouveau" if ancien is None else "tableau disparu"
            lignes.append(LigneChangee(genre, tableau["titre"], "", *cotes, **_place(tableau)))
        else:
            des_lignes, des_cellules = _comparer(ancien, nouveau)
            lignes += des_lignes
            cellules += des_cellules
    return lignes, cellules


def _place(tableau: dict) -> dict[str, str]:
    return {nom: tableau[nom] for nom in ("rubrique", "section")}


def _tous(donnees: dict) -> list[dict]:
    return [*donnees["tableaux"], *(_en_tableau(g) for g in donnees["graphiques"] if g["en_annexe"])]


def _en_tableau(graphique: dict) -> dict:
    lignes = [
        {"libelle": ligne["libelle"], "groupe": "", "ecrit": ecrit, "valeurs": [None, *ligne["valeurs"]]}
        for ligne, ecrit in zip(graphique["lignes"], graphique["ecrit"], strict=True)
    ]
    return graphique | {"lignes": lignes}


def _renomme(tableau: dict, renommer: Callable[[str], str]) -> dict:
    lignes = [
        ligne
        | {nom: renommer(ligne[nom]) for nom in ("libelle", "groupe")}
        | {"ecrit": [renommer(ecrit) for ecrit in ligne["ecrit"]]}
        for ligne in tableau["lignes"]
    ]
    colonnes = [renommer(colonne) for colonne in tableau["colonnes"]]
    return tableau | {"titre": renommer(tableau["titre"]), "colonnes": colonnes, "lignes": lignes}


def _par_nom(tableaux: Sequence[dict]) -> dict[Hashable, dict]:
    """Tables by their section, else their text, and their title. That of a chart is what it finds, which
    changes: it is known by its kind and its place.
    """
    noms = [(t["section"] or t["rubrique"], t.get("genre") or t["titre"]) for t in tableaux]
    return dict(zip(_uniques(noms), tableaux, strict=True))


def _comparer(ancien: dict, nouveau: dict) -> Changes:
    ou, place = nouveau["titre"], _place(nouveau)
    anciennes, nouvelles = _lignes(ancien, nouveau)
    lignes = [
        LigneChangee(f"colonne {'nouvelle' if la is None else 'disparue'}", ou, nom, *cotes, **place)
        for nom, la, ici in _colonnes(ancien, nouveau)
        if la is None or ici is None
        for cotes in [(_colonne(ancien, la), _colonne(nouveau, ici))]
    ]
    communes = [(nom, la, ici) for nom, la, ici in _colonnes(ancien, nouveau) if None not in (la, ici)]
    cellules = []
    for nom in dict.fromkeys([*nouvelles, *anciennes]):
        avant, apres = anciennes.get(nom), nouvelles.get(nom)
        dite = apres or avant
        libelle = " – ".join(filter(None, (dite["groupe"], dite["libelle"])))
        if avant is None or apres is None:
            genre = "ligne nouvelle" if avant is None else "ligne disparue"
            cotes = [ligne and _suite(ligne["ecrit"]) for ligne in (avant, apres)]
            siens = tuple(
                n for n in map(_nombre, dite["valeurs"]) if n and len(n.as_tuple().digits) >= CHIFFRES_SURS
            )
            lignes.append(LigneChangee(genre, ou, libelle, *cotes, **place, nombres=siens))
            continue
        for colonne, la, ici in communes:
            ecrits = avant["ecrit"][la], apres["ecrit"][ici]
            if ecrits[0] != ecrits[1]:
                nombres = _nombre(avant["valeurs"][la]), _nombre(apres["valeurs"][ici])
                change = ecart(*reversed(nombres))
                cellules.append(
                    CelluleChangee(ou, libelle, colonne, *ecrits, change, **place, nombres=nombres)
                )
    return lignes, cellules


def _colonnes(ancien: dict, nouveau: dict) -> list[tuple[str, int | None, int | None]]:
    """The columns of both: name, place in the former, place in the latter."""
    places = [{nom: rang for rang, nom in enumerate(_uniques(t["colonnes"]))} for t in (ancien, nouveau)]
    return [(nom[0], *(cote.get(nom) for cote in places)) for nom in dict.fromkeys([*places[1], *places[0]])]


def _colonne(tableau: dict, place: int | None) -> str | None:
    return None if place is None else _suite(ligne["ecrit"][place] for ligne in tableau["lignes"])


def _suite(ecrits: Iterable[str]) -> str:
    return " | ".join(filter(None, ecrits))


def _nombre(valeur: str | None) -> Decimal | None:
    return None if valeur is None else Decimal(valeur)


def _lignes(ancien: dict, nouveau: dict) -> list[dict[Hashable, dict]]:
    """The rows of both by what they are called; those that share it, by their other words too."""
    appels = [[(ligne["groupe"], ligne["libelle"]) for ligne in t["lignes"]] for t in (ancien, nouveau)]
    partages = {nom for siens in appels for nom, combien in Counter(siens).items() if combien > 1}
    nommees = []
    for tableau, siens in zip((ancien, nouveau), appels, strict=True):
        noms = [
            (nom, _mots(ligne)) if nom in partages else nom
            for nom, ligne in zip(siens, tableau["lignes"], strict=True)
        ]
        nommees.append(dict(zip(_uniques(noms), tableau["lignes"], strict=True)))
    return nommees


def _mots(ligne: dict) -> tuple[str, ...]:
    return tuple(ecrit for ecrit, valeur in zip(ligne["ecrit"], ligne["valeurs"], strict=True) if not valeur)


def _uniques(noms: Iterable[Hashable]) -> list[Hashable]:
    """The same names, each with its rank among those that are alike."""
    vus: Counter = Counter()
    uniques = []
    for nom in noms:
        uniques.append((nom, vus[nom]))
        vus[nom] += 1
    return uniques
