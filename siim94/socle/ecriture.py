"""What a load wants tables to hold: compared with what they hold, then written in bulk, row by row on record.

An app turns the rows of a format into unsaved objects (``TableVoulue``); comparing them gives a
``Difference``, which a preview shows and ``ecrire`` applies. Tables are compared in an order where a row only
refers to earlier tables: an object found in the database gets its key at once, so that the rows of later
tables find theirs.
"""

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import connection, models

from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.socle.cles import plie
from siim94.socle.declencheurs import parent_annuel
from siim94.socle.models import Chargement, LigneChargee, Suites
from siim94.socle.refus import Refus

LOT = 1000
_NOTER = "COPY socle_lignechargee (chargement_id, table_nom, cle, action, feuille, ligne) FROM STDIN"


# A row is no longer what it was when the file was compared with it: someone wrote it meanwhile.
CHANGEES = "Les données ont changé depuis l’aperçu : déposez le fichier de nouveau."
# Called with what is done, what is to do, and a word for it.
Progression = Callable[[int, int, str], None]


@dataclass(slots=True)
class LigneVoulue:
    """One object that the table is to hold, and its place in the file (line from 1, sheet if any)."""

    objet: models.Model
    ligne: int | None = None
    feuille: str = ""


@dataclass
class TableVoulue:
    """The rows that a load wants in one table.

    ``cle`` and ``champs`` are field names: those that identify a row, and those that the file says besides.
    ``existants`` gives, when the earlier tables have been compared, the rows in the scope of the file; with
    ``remplace`` those of them that the file does not hold are to be deleted. ``colonnes`` says in which
    column of the file the value of a field stands.
    """

    model: type[models.Model]
    cle: tuple[str, ...]
    champs: tuple[str, ...]
    lignes: list[LigneVoulue]
    existants: Callable[[], models.QuerySet]
    remplace: bool = False
    colonnes: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Modification:
    """A row that differs from the file: values by field, old and new; words on some of them."""

    voulue: LigneVoulue
    champs: dict[str, tuple[object, object]]
    remarques: dict[str, str] = field(default_factory=dict)


@dataclass
class Difference:
    """What a table lacks, holds otherwise, holds already, and holds too much."""

    table: TableVoulue
    creations: list[LigneVoulue] = field(default_factory=list)
    modifications: list[Modification] = field(default_factory=list)
    suppressions: list[models.Model] = field(default_factory=list)
    inchanges: int = 0

    @property
    def taille(self) -> int:
        return len(self.creations) + len(self.modifications) + len(self.suppressions)


@dataclass
class Decompte:
    """How many rows a load made, changed, deleted and found as they are."""

    crees: int = 0
    modifies: int = 0
    supprimes: int = 0
    inchanges: int = 0


def comparer(table: TableVoulue, signaler: Callable[[ErreurFormat], None] | None = None) -> Difference:
    """The difference between a file's rows and a table's, in one query. No write.

    Raises ErreurFormat (ErreursFormat for several) with the place of a row that stands twice or holds values
    that their fields refuse; with ``signaler``, these are told and their rows left out. Objects of the file
    that exist take the key of the row found.
    """
    collecteur = Collecteur()
    signaler = signaler or collecteur.ajouter
    plier = plie if getattr(table.model, "noms_plies", False) else tuple
    existants = {cle_de(objet, table.cle): objet for objet in table.existants()}
    par_nom: dict[tuple, list[models.Model]] = {}
    for exacte, objet in existants.items():
        par_nom.setdefault(plier(exacte), []).append(objet)
    difference = Difference(table)
    vues: dict[object, int | None] = {}
    for voulue in table.lignes:
        exacte = cle_de(voulue.objet, table.cle)
        # The name letter by letter first; else the only row of that name as names are compared.
        memes = par_nom.get(plier(exacte), ())
        existant = existants.get(exacte) or (memes[0] if len(memes) == 1 else None)
        marque = existant.pk if existant is not None else plier(exacte)
        try:
            if marque in vues:
                ou = f" (déjà ligne\u00a0{vues[marque]})" if vues[marque] else ""
                raise ErreurFormat(f"«\u00a0{designer(voulue.objet)}\u00a0» figure deux fois{ou}")
            vues[marque] = voulue.ligne
            _ranger(difference, voulue, existant)
        except ErreurFormat as erreur:
            signaler(erreur.situer(ligne=voulue.ligne, feuille=voulue.feuille or None))
    collecteur.lever()
    if table.remplace:
        difference.suppressions = [objet for objet in existants.values() if objet.pk not in vues]
    return difference


def nommer_a_jour(lignes: Sequence[LigneVoulue], cle: tuple[str, ...]) -> None:
    """Give the rows of a file today's names: from the year after a passage on, an old name means what it
    became, unless the file has another row for that.
    """
    suites: dict[int, Suites] = {}
    combien = Counter(cle_de(voulue.objet, cle) for voulue in lignes)
    renommes = []
    for voulue in lignes:
        objet = copy.copy(voulue.objet)
        if (annee := _annee(objet)) is None:
            continue
        objet.prendre_la_suite(suites.setdefault(annee, Suites(annee - 1)))
        if (nouvelle := cle_de(objet, cle)) != cle_de(voulue.objet, cle):
            combien[nouvelle] += 1
            renommes.append((voulue, nouvelle, objet))
    for voulue, nouvelle, objet in renommes:
        if combien[nouvelle] == 1:
            voulue.objet = objet


def _annee(objet: models.Model) -> int | None:
    """The year of a row, its own or that of the row on which it hangs."""
    if (parent := parent_annuel(type(objet))) is not None:
        objet = parent.get_cached_value(objet, default=None)
    return getattr(objet, "exercice_id", None)


def ecrire(differences: Sequence[Difference], chargement: Chargement, progression: Progression) -> Decompte:
    """Apply differences in their order, deletions first, and record each row as of this load.

    To be called inside the load's transaction. Raises Refus when a row changed meanwhile; what the database
    refuses comes out as it raised it.
    """
    total = sum(difference.taille for difference in differences)
    compte = Decompte(inchanges=sum(difference.inchanges for difference in differences))
    fait = 0

    def avancer(nombre: int, difference: Difference) -> None:
        nonlocal fait
        fait += nombre
        oublier_les_plans()
        progression(fait, total, str(difference.table.model._meta.verbose_name_plural))

    for difference in reversed(differences):
        for lot in lots(difference.suppressions):
            _verrouiller(lot)
            _noter(chargement, difference, LigneChargee.Action.SUPPRESSION, [(objet, None) for objet in lot])
            difference.table.model._base_manager.filter(pk__in=[objet.pk for objet in lot]).delete()
            compte.supprimes += len(lot)
            avancer(len(lot), difference)
    for difference in differences:
        for lot in _lots_a_creer(difference.creations):
            difference.table.model._base_manager.bulk_create([voulue.objet for voulue in lot])
            _noter(chargement, difference, LigneChargee.Action.CREATION, [(v.objet, v) for v in lot])
            compte.crees += len(lot)
            avancer(len(lot), difference)
        for lot in lots(difference.modifications):
            champs = sorted({champ for modification in lot for champ in modification.champs})
            objets = [modification.voulue.objet for modification in lot]
            _verrouiller(objets)
            difference.table.model._base_manager.bulk_update(objets, champs, batch_size=LOT // 4)
            lignes = [(modification.voulue.objet, modification.voulue) for modification in lot]
            _noter(chargement, difference, LigneChargee.Action.MODIFICATION, lignes)
            compte.modifies += len(lot)
            avancer(len(lot), difference)
    _noter_colonnes(chargement, differences)
    return compte


def designer(objet: models.Model) -> str:
    """What a load calls a row in its messages and previews: its name, without what may be a person's."""
    texte = str(objet)
    for nom in getattr(objet, "nominatifs", ()):
        texte = texte.replace(getattr(objet, nom) or "\x00", "…")
    return texte


# What a message quotes: the words of a cell, or their beginning.
_CITATION = re.compile(r"(?<=«)(\s*)(.*?)…?(?=\s*»)")


def taire(modele: type[models.Model], message: str, cellules: Iterable[object]) -> str:
    """What a load says of a row of a table that has columns of persons, without the words of its cells: in a
    row shifted by one cell such a name stands in any column, a reference or a choice among them.
    """
    if not getattr(modele, "nominatifs", ()):
        return message
    textes = [_propre(cellule) for cellule in cellules if isinstance(cellule, str)]
    textes = [texte for texte in textes if any(map(str.isalpha, texte))]

    def citation(trouve: re.Match) -> str:
        cite = _propre(trouve[2])
        return f"{trouve[1]}…" if cite and any(texte.startswith(cite) for texte in textes) else trouve[0]

    return _CITATION.sub(citation, message)


def _propre(texte: str) -> str:
    return " ".join(texte.replace("'", "’").split())


def valeur(objet: models.Model, nom: str):
    """The value of a field as the database holds it; of a relation, the key, or the object not yet saved."""
    champ = objet._meta.get_field(nom)
    if champ.is_relation:
        cible = champ.get_cached_value(objet, default=None)
        if cible is not None:
            return cible if cible.pk is None else cible.pk
    return getattr(objet, champ.attname)


def cle_de(objet: models.Model, noms: tuple[str, ...]) -> tuple:
    """What names a row; an unsaved target by itself: nothing in the database can refer to it yet."""
    valeurs = (valeur(objet, nom) for nom in noms)
    return tuple(id(v) if isinstance(v, models.Model) else v for v in valeurs)


def _ranger(difference: Difference, voulue: LigneVoulue, existant: models.Model | None) -> None:
    table, objet = difference.table, voulue.objet
    if existant is None:
        _valider(objet, (*table.cle, *table.champs))
        difference.creations.append(voulue)
        return
    objet.pk = existant.pk
    objet.version = existant.version
    objet._state.adding = False
    changes = {
        nom: (getattr(existant, nom), getattr(objet, nom))
        for nom in table.champs
        if valeur(existant, nom) != valeur(objet, nom)
    }
    if not changes:
        difference.inchanges += 1
        return
    _completer(objet, existant, (*table.cle, *table.champs))
    _valider(objet, tuple(changes))
    difference.modifications.append(Modification(voulue, changes))


def _completer(objet: models.Model, existant: models.Model, dits: tuple[str, ...]) -> None:
    """Give a changed row what the file does not say of it, so that rules are asked about the whole row."""
    for champ in objet._meta.concrete_fields:
        if champ.name not in dits:
            setattr(objet, champ.attname, getattr(existant, champ.attname))


def _valider(objet: models.Model, noms: tuple[str, ...]) -> None:
    """ErreurFormat, naming the column, for each value that a field refuses; relations are the database's."""
    collecteur = Collecteur()
    for nom in noms:
        champ = objet._meta.get_field(nom)
        if champ.is_relation:
            continue
        brut = getattr(objet, champ.attname)
        if brut is None and champ.null:
            continue
        try:
            setattr(objet, champ.attname, champ.clean(arrondi_exact(champ, brut), objet))
        except ValidationError as erreur:
            vide = brut in (None, "")
            texte = "cette case doit être remplie" if vide else " ".join(erreur.messages)
            collecteur.ajouter(ErreurFormat(texte, colonne=str(champ.verbose_name)))
    collecteur.lever()


def arrondi_exact(champ: models.Field, brut):
    """A decimal without the zeros beyond the column's digits: 12.5000 has two digits, 12.505 has not."""
    if isinstance(champ, models.DecimalField) and isinstance(brut, Decimal):
        try:
            arrondi = brut.quantize(Decimal(1).scaleb(-champ.decimal_places))
        except InvalidOperation:
            return brut
        return arrondi if arrondi == brut else brut
    return brut


def _verrouiller(objets: Sequence[models.Model]) -> None:
    """Lock rows that are about to be written, provided that they are still those that were compared."""
    lues = {objet.pk: objet.version for objet in objets}
    model = type(objets[0])
    # In the order of keys: two writers wait for each other in the same order.
    lignes = model._base_manager.select_for_update().filter(pk__in=lues).order_by("pk")
    if dict(lignes.values_list("pk", "version")) != lues:
        raise Refus(CHANGEES)


def oublier_les_plans() -> None:
    """Have keys and triggers plan their reads anew: plans that a session made while a table was small walk
    the whole of it for each row that refers to it.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def lots(objets: Sequence) -> Iterator[Sequence]:
    """The parts that are written at once."""
    for debut in range(0, len(objets), LOT):
        yield objets[debut : debut + LOT]


def _lots_a_creer(voulues: Sequence[LigneVoulue]) -> Iterator[Sequence[LigneVoulue]]:
    """Lots in an order where a row of a tree comes after its parent."""
    restantes = list(voulues)
    while restantes:
        relations = [champ for champ in restantes[0].objet._meta.concrete_fields if champ.is_relation]
        # Their parents are of earlier lots, so that one lot never waits within itself.
        suivantes = [v for v in restantes if _attend(v.objet, relations)]
        if len(suivantes) == len(restantes):
            raise ValueError("rows that refer to each other in a circle")
        attendent = set(map(id, suivantes))
        yield from lots([v for v in restantes if id(v) not in attendent])
        restantes = suivantes


def _attend(objet: models.Model, relations: Sequence[models.Field]) -> bool:
    return any(
        (cible := champ.get_cached_value(objet, default=None)) is not None and cible.pk is None
        for champ in relations
    )


def _noter_colonnes(chargement: Chargement, differences: Sequence[Difference]) -> None:
    """Keep once a sheet in which column each field stood: with the lines of its rows, each value's cell."""
    for difference in differences:
        changees = (*difference.creations, *(m.voulue for m in difference.modifications))
        if changees and difference.table.colonnes:
            feuille = changees[0].feuille or difference.table.model._meta.db_table
            chargement.colonnes[feuille] = dict(difference.table.colonnes)
    Chargement.objects.filter(pk=chargement.pk).update(colonnes=chargement.colonnes)


def _noter(chargement: Chargement, difference: Difference, action, lignes) -> None:
    """The rows as of this load, by COPY: there are as many of them as of the rows themselves."""
    table = difference.table.model._meta.db_table
    with connection.cursor() as cursor, cursor.copy(_NOTER) as copie:
        for objet, voulue in lignes:
            feuille, ligne = (voulue.feuille, voulue.ligne) if voulue else ("", None)
            copie.write_row((chargement.pk, table, str(objet.pk), str(action), feuille, ligne))
