"""What changed from one edition's data to another's: figures, tables, texts, pictures, names.

Functions of two such data alone (``donnees.donnees``): neither the base nor the clock is asked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from siim94.editions.noms import NomChange, au_nouveau_nom, noms_changes
from siim94.editions.tableaux import CelluleChangee, LigneChangee, comparer_tableaux
from siim94.editions.textes import PhraseChangee, TexteChange, comparer_textes
from siim94.formats.calcul import ecart, part

UN_DIXIEME = Decimal("0.1")


class Genre(StrEnum):
    """What became of a figure, the gravest first."""

    INVERSE = "sens inversé"
    DISPARU = "disparu"
    NOUVEAU = "nouveau"
    CHANGE = "changé"


_ORDRE = {genre: rang for rang, genre in enumerate(Genre)}


@dataclass(frozen=True)
class ChiffreChange:
    """A figure that is no longer what it was, as written and as computed; None where it did not stand.

    ``pourquoi`` is the reason that was given; ``places`` say where it is printed.
    """

    code: str
    libelle: str
    genre: Genre
    avant: str | None
    apres: str | None
    difference: Decimal | None = None
    pourcent: Decimal | None = None
    pourquoi: str = ""
    places: tuple[str, ...] = ()
    # The codes of the parts that print it, and the values: before, after.
    rubriques: tuple[str, ...] = ()
    valeurs: frozenset[Decimal] = frozenset()

    @property
    def rang(self) -> tuple:
        """Directions reversed first, then what is gone or new, then by size."""
        taille = abs(self.pourcent) if self.pourcent is not None else Decimal("Infinity")
        return _ORDRE[self.genre], -taille, -abs(self.difference or 0), self.code


@dataclass(frozen=True)
class ImageChangee:
    """A picture put in, taken out or replaced: where, what it shows, and why."""

    ou: str
    avant: str | None
    apres: str | None
    pourquoi: str = ""


@dataclass(frozen=True)
class Differences:
    """All that changed, each kind in the order in which it is to be read."""

    noms: list[NomChange] = field(default_factory=list)
    chiffres: list[ChiffreChange] = field(default_factory=list)
    phrases: list[PhraseChangee] = field(default_factory=list)
    textes: list[TexteChange] = field(default_factory=list)
    lignes: list[LigneChangee] = field(default_factory=list)
    cellules: list[CelluleChangee] = field(default_factory=list)
    images: list[ImageChangee] = field(default_factory=list)

    def __bool__(self):
        return any(vars(self).values())


def comparer(
    avant: dict,
    apres: dict,
    pourquoi: Mapping[str, str] | None = None,
    des_parties: Mapping[str, str] | None = None,
) -> Differences:
    """What changed from ``avant`` to ``apres``; the reasons known, by code of figure and of part.

    A thing renamed is told once, among ``noms``; elsewhere its former name stands for the new one.
    """
    noms = noms_changes(avant, apres)
    renommer = au_nouveau_nom(noms)
    titres = {r["code"]: r["titre"] for donnees in (avant, apres) for r in donnees["rubriques"] if r["titre"]}
    lignes, cellules = comparer_tableaux(avant, apres, renommer)
    raisons = des_parties or {}
    phrases, textes = comparer_textes(avant, apres, renommer, lambda code: raisons.get(code, ""))
    chiffres, libelles = _chiffres(avant, apres, renommer, pourquoi or {})
    images = [
        ImageChangee(titres.get(rubrique, rubrique), *cote, raisons.get(rubrique, ""))
        for rubrique, *cote in _images(avant["images"], apres["images"])
    ]
    return Differences([*noms, *libelles], chiffres, phrases, textes, lignes, cellules, images)


def annee_d_avant(publiees: dict, donnees: dict) -> list[ChiffreChange]:
    """The figures that a report gives of the year before otherwise than that year's edition (``publiees``)
    printed them: as published, and as they stand beside those of the year.

    One that the edition did not print, or that the report leaves out, contradicts nothing.
    """
    dits = {chiffre["code"]: chiffre for chiffre in publiees["chiffres"]}
    changes = []
    for chiffre in donnees["chiffres"]:
        publie, redit = dits.get(chiffre["code"]), chiffre["precedent"]
        if publie and redit and redit["annee"] == publie["annee"]:
            nouveau = chiffre | redit | {"imprime": None, "precedent": None}
            if _vaut(publie) != _vaut(nouveau):
                changes.append(_change(chiffre["code"], publie, nouveau, ""))
    return sorted(changes, key=lambda change: change.rang)


def _chiffres(
    avant: dict, apres: dict, renommer: Callable[[str], str], pourquoi: Mapping[str, str]
) -> tuple[list[ChiffreChange], list[NomChange]]:
    """The figures that changed, and the labels of those that are called otherwise."""
    anciens = {renommer(chiffre["code"]): chiffre for chiffre in _dits(avant)}
    nouveaux = {chiffre["code"]: chiffre for chiffre in _dits(apres)}
    changes, libelles = [], []
    for code in dict.fromkeys([*nouveaux, *anciens]):
        ancien, nouveau = anciens.get(code), nouveaux.get(code)
        if ancien and nouveau:
            libelle = renommer(ancien["libelle"])
            if libelle != nouveau["libelle"]:
                libelles.append(NomChange("Chiffres", libelle, nouveau["libelle"]))
            if _vaut(ancien) == _vaut(nouveau) and ancien["unite"] == nouveau["unite"]:
                continue
        changes.append(_change(code, ancien, nouveau, pourquoi.get(code, "")))
    return sorted(changes, key=lambda change: change.rang), libelles


def _dits(donnees: dict) -> Iterator[dict]:
    """The figures of an edition, those of the year before that it prints beside them too."""
    codes = {chiffre["code"] for chiffre in donnees["chiffres"]}
    for chiffre in donnees["chiffres"]:
        yield chiffre
        avant = chiffre["precedent"]
        if (
            avant
            and "@" not in chiffre["code"]
            and (code := f"{chiffre['code']}@{avant['annee']}") not in codes
        ):
            libelle = f"{chiffre['libelle']} ({avant['annee']})"
            yield chiffre | avant | {"code": code, "libelle": libelle, "imprime": None, "precedent": None}


def _vaut(chiffre: dict) -> Decimal:
    """The value that the report prints."""
    imprime = chiffre["imprime"]
    return Decimal(imprime["valeur"] if imprime and imprime["valeur"] else chiffre["valeur"])


def _ecrit(chiffre: dict) -> str:
    return chiffre["imprime"]["texte"] if chiffre["imprime"] else chiffre["ecrit"]


def _change(code: str, ancien: dict | None, nouveau: dict | None, pourquoi: str) -> ChiffreChange:
    dit = nouveau or ancien
    valeurs = [None if chiffre is None else _vaut(chiffre) for chiffre in (ancien, nouveau)]
    difference = ecart(valeurs[1], valeurs[0])
    taux = part(difference, abs(valeurs[0])) if valeurs[0] else None
    return ChiffreChange(
        code=code,
        libelle=dit["libelle"],
        genre=_genre(ancien, nouveau),
        avant=ancien and _ecrit(ancien),
        apres=nouveau and _ecrit(nouveau),
        difference=difference,
        pourcent=None if taux is None else taux.quantize(UN_DIXIEME),
        pourquoi=pourquoi,
        places=tuple(dict.fromkeys(place["titre"] for place in dit["places"])),
        rubriques=tuple(dict.fromkeys(place["rubrique"] for place in dit["places"])),
        valeurs=frozenset(valeur for valeur in valeurs if valeur is not None),
    )


def _genre(ancien: dict | None, nouveau: dict | None) -> Genre:
    if nouveau is None:
        return Genre.DISPARU
    if ancien is None:
        return Genre.NOUVEAU
    # A surplus that becomes a deficit, or a rise that becomes a fall.
    signes = _vaut(ancien) * _vaut(nouveau) < 0
    sens = [_vaut(c) - Decimal(c["precedent"]["valeur"]) for c in (ancien, nouveau) if c["precedent"]]
    return Genre.INVERSE if signes or (len(sens) == 2 and sens[0] * sens[1] < 0) else Genre.CHANGE


def _images(anciennes: list[dict], nouvelles: list[dict]) -> Iterator[tuple[str, str | None, str | None]]:
    """Pictures by their place: part, what the one that was there showed, what the new one does."""
    cotes = [{(i["rubrique"], i["place"], i["rang"]): i for i in images} for images in (anciennes, nouvelles)]
    for place in dict.fromkeys([*cotes[1], *cotes[0]]):
        ancienne, nouvelle = (cote.get(place) for cote in cotes)
        if ancienne != nouvelle:
            yield place[0], *(image and _montre(image) for image in (ancienne, nouvelle))


def _montre(image: dict) -> str:
    dits = (image["legende"], image["alternative"], image["credit"])
    return " – ".join(filter(None, dits)) or image["empreinte"][:12]


ENTETES = ("Nature", "Où", "Quoi", "Avant", "Après", "Écart", "Évolution (%)", "Pourquoi")


def en_lignes(differences: Differences) -> Iterator[tuple]:
    """The differences as rows of a file (``siim94.formats.tableau_ecriture``), heads first."""
    yield ENTETES
    for nom in differences.noms:
        yield "nom changé", nom.genre, "", nom.avant, nom.apres, None, None, ""
    for c in differences.chiffres:
        ou = ", ".join(c.places)
        yield f"chiffre {c.genre}", ou, c.libelle, c.avant, c.apres, c.difference, c.pourcent, c.pourquoi
    for phrase in differences.phrases:
        yield "phrase", phrase.ou, "", phrase.avant, phrase.apres, None, None, phrase.pourquoi
    for texte in differences.textes:
        yield "texte", texte.ou, "", texte.avant, texte.apres, None, None, texte.pourquoi
    for ligne in differences.lignes:
        yield ligne.genre, ligne.ou, ligne.libelle, ligne.avant, ligne.apres, None, None, ligne.pourquoi
    for cellule in differences.cellules:
        quoi = f"{cellule.ligne}, {cellule.colonne}"
        dits = cellule.avant, cellule.apres, cellule.difference, None, cellule.pourquoi
        yield "tableau", cellule.ou, quoi, *dits
    for image in differences.images:
        yield "image", image.ou, "", image.avant, image.apres, None, None, image.pourquoi
