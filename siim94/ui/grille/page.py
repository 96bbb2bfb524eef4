"""What the page of a grid shows: the list's own table with cells to fill in, its rows, totals by group."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.db import models
from django.db.models import Count, Q, Sum
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django_filters.utils import get_model_field
from django_tables2.columns import library

from siim94.formats.kinds import MONTANT
from siim94.socle.champs import suivre
from siim94.ui.grille.colonnes import ColonneGrille, colonnes_de
from siim94.ui.grille.enregistrement import Grille, LigneGrille
from siim94.ui.grille.lignes import AnneeAvant
from siim94.ui.listes.colonnes import Colonne, MontantColumn, NombreColumn, TexteColumn


def table_de(crud, lignes: models.QuerySet, colonnes: list[ColonneGrille] | None = None):
    """The list's own table over some rows: what names a row first, then the cells to fill in, together."""
    colonnes = colonnes_de(crud) if colonnes is None else colonnes
    base = crud.table_class.base_columns
    a_des_totaux = bool(crud.grille_groupes) or any(getattr(c, "total", False) for c in base.values())
    places = places_des_cles(crud, colonnes)
    valeurs = [colonne.nom for colonne in colonnes if not colonne.cle]
    ajoutees = [
        (colonne.nom, _colonne(colonne, a_des_totaux))
        for colonne in colonnes
        if colonne.nom not in base and (not colonne.cle or places[colonne.nom] == colonne.nom)
    ]
    ordre = crud.table_class([]).sequence
    fixes = [nom for nom in ordre if nom not in valeurs]
    fixes += [nom for nom, _ in ajoutees if nom not in valeurs]
    return crud.table_class(
        lignes, legende=crud.titre_pluriel(), extra_columns=ajoutees, sequence=[*fixes, *valeurs]
    )


def places_des_cles(crud, colonnes: Iterable[ColonneGrille]) -> dict[str, str]:
    """The column of the table where a new row fills in each key: the one that shows it, else its own."""
    libres = {
        nom: str(colonne.accessor or nom).split("__")[0]
        for nom, colonne in crud.table_class.base_columns.items()
        if nom not in crud.grille
    }
    places = {}
    for cle in (colonne.nom for colonne in colonnes if colonne.cle):
        place = cle if cle in libres else next((nom for nom, debut in libres.items() if debut == cle), cle)
        libres.pop(place, None)
        places[cle] = place
    return places


def _colonne(colonne: ColonneGrille, a_des_totaux: bool) -> Colonne:
    champ = colonne.champ
    if not colonne.numerique:
        return library.column_for_field(champ, accessor=colonne.nom) or TexteColumn(
            verbose_name=colonne.libelle
        )
    classe = MontantColumn if colonne.kind is MONTANT else NombreColumn
    return classe(verbose_name=colonne.libelle, total=a_des_totaux and not colonne.cle)


# The column that says in words what the first one says as a code.
LIBELLE = "libelle"


@dataclass(frozen=True)
class RangDeGrille:
    """A row of the page: its name, its group, and for each column of the table a cell, or what it shows.

    ``complement`` says what a code is, and tells the row from others of the same name; ``avant`` is its row
    of the year before.
    """

    ligne: LigneGrille
    nom: str
    complement: str
    groupe: str
    cases: list[tuple]
    avant: models.Model | None = None


def rangs_de(table, grille: Grille, avant: AnneeAvant | None = None) -> list[RangDeGrille]:
    """The rows of the table that the grid holds, in the order of the table."""
    visibles = list(table.columns)
    premiere = visibles[0].name
    rangees = [rangee for rangee in table.rows if rangee.record.pk in grille.lignes]
    # What a cell shows is written once, whether it stands in its column, names the row or tells it apart.
    montres = [
        {
            c.name: table.cellules[c.name](rangee)
            for c in visibles
            if c.name not in grille.lignes[rangee.record.pk].cellules
        }
        for rangee in rangees
    ]
    noms = [_texte(rangee, contenus, premiere) for rangee, contenus in zip(rangees, montres, strict=True)]
    repetes = {nom for nom, fois in Counter(noms).items() if fois > 1}
    places = places_des_cles(grille.crud, grille.toutes_colonnes)
    autres = [place for cle, place in places.items() if place != premiere]
    rangs = []
    for rangee, contenus, nom in zip(rangees, montres, noms, strict=True):
        ligne = grille.lignes[rangee.record.pk]
        libelle = _sans_balises(str(contenus.get(LIBELLE, ""))) if premiere != LIBELLE else ""
        textes = [_texte(rangee, contenus, place) for place in autres] if nom in repetes else []
        complement = " ".join([libelle, *[texte for texte in textes if texte][:2]]).strip()
        cases = [(c, ligne.cellules.get(c.name), contenus.get(c.name, "")) for c in visibles]
        groupe = groupe_de(grille.crud, ligne.objet)
        precedent = avant and avant.de(grille.crud, ligne.objet)
        rangs.append(RangDeGrille(ligne, nom, complement, groupe, cases, precedent))
    return rangs


def rangs_nouveaux(
    table, grille: Grille, lignes: Iterable[LigneGrille], avant: AnneeAvant | None = None
) -> list[RangDeGrille]:
    """New rows under the same columns: keys stand where the table shows them."""
    visibles = list(table.columns)
    places = {place: cle for cle, place in places_des_cles(grille.crud, grille.toutes_colonnes).items()}
    rangs = []
    for ligne in lignes:
        cases = [(c, ligne.cellules.get(places.get(c.name, c.name)), "") for c in visibles]
        rangs.append(
            RangDeGrille(ligne, ligne.nom, "", "", cases, avant and avant.de(grille.crud, ligne.objet))
        )
    return rangs


def comparees(sources: Sequence[models.Model], colonnes: Iterable[ColonneGrille]) -> list[str]:
    """The columns of figures that one of these rows of the year before gives."""
    return [
        c.nom
        for c in colonnes
        if c.numerique and not c.cle and any(c.valeur_de(source) is not None for source in sources)
    ]


def repliees(rangs: Sequence[RangDeGrille], gardees: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """The columns that may be folded, and what those that are not empty say on every row, by their heads.

    Neither the first column, nor all there is to fill in, nor what the year before has figures of
    (``gardees``).
    """
    colonnes: dict[str, tuple] = {}
    textes: dict[str, set[str]] = {}
    for rang in rangs:
        for colonne, cellule, contenu in rang.cases[1:]:
            colonnes[colonne.name] = colonne, cellule
            cle = cellule is not None and cellule.colonne.cle
            fautive = cellule is not None and (cellule.erreurs or cellule.ecart)
            # A key to fill in and an error are looked for, empty or not.
            texte = "\0" if cle or fautive else cellule.texte if cellule else str(contenu)
            textes.setdefault(colonne.name, set()).add(texte)
    vides = {nom for nom, lus in textes.items() if lus == {""} and nom not in gardees}
    saisies = {nom for nom, (_, cellule) in colonnes.items() if cellule is not None}
    if saisies <= vides:
        vides -= saisies
    pareilles = {
        str(colonne.header): strip_tags(min(textes[nom]))
        for nom, (colonne, cellule) in colonnes.items()
        if cellule is None and len(rangs) > 1 and len(textes[nom]) == 1 and nom not in vides
    }
    return [
        nom for nom, (colonne, _) in colonnes.items() if nom in vides or str(colonne.header) in pareilles
    ], pareilles


def vides(liste: models.QuerySet, colonnes: Iterable[ColonneGrille]) -> list[str]:
    """The columns to fill in that are empty on every row of a list, in one query; none when all are."""
    noms = {c.nom: Q(**{f"{c.nom}__isnull": False}) for c in colonnes}
    for colonne in colonnes:
        if isinstance(colonne.champ, models.CharField | models.TextField):
            noms[colonne.nom] &= ~Q(**{colonne.nom: ""})
    comptes = liste.order_by().aggregate(
        **{f"compte_{nom}": Count("pk", filter=q) for nom, q in noms.items()}
    )
    trouvees = [nom for nom in noms if not comptes[f"compte_{nom}"]]
    return trouvees if len(trouvees) < len(noms) else []


def texte_de(rangee, nom: str) -> str:
    """What a cell of a list says, without its links."""
    return _sans_balises(str(rangee.table.cellules[nom](rangee)))


def _texte(rangee, contenus: Mapping[str, str], nom: str) -> str:
    return _sans_balises(str(contenus[nom])) if nom in contenus else texte_de(rangee, nom)


@lru_cache(maxsize=10_000)
def _sans_balises(html: str) -> str:
    return unescape(strip_tags(html)).strip()


def groupe_de(crud, objet) -> str:
    """The values by which totals are split, as one text; empty where they are not."""
    valeurs = [suivre(objet, chemin) for chemin in crud.grille_groupes]
    return "|".join(str(getattr(valeur, "pk", valeur)) for valeur in valeurs)


@dataclass(frozen=True)
class Total:
    """The sums of one group over the whole list, by column; None where no row gives the amount."""

    groupe: str
    libelle: str
    cases: list[tuple]


def totaux_de(crud, liste: models.QuerySet, table) -> list[Total]:
    """The totals of the list, in one query (and one more for names): a row a group, in the list's order."""
    totalisees = {colonne.name for colonne in table.colonnes_a_totaliser}
    # Within a group all numbers add up; over a list, those that the list totals.
    sommees = [
        colonne.nom
        for colonne in colonnes_de(crud)
        if colonne.numerique and not colonne.cle and (crud.grille_groupes or colonne.nom in totalisees)
    ]
    if not sommees:
        return []
    sommes = {f"somme_{nom}": Sum(nom) for nom in sommees}
    if crud.grille_groupes:
        chemins = list(crud.grille_groupes)
        lignes = list(liste.order_by().values(*chemins).annotate(**sommes).order_by(*chemins))
    else:
        lignes = [liste.order_by().aggregate(**sommes)]
    noms = [_noms(crud.model, chemin, lignes) for chemin in crud.grille_groupes]
    totaux = []
    for ligne in lignes:
        valeurs = [ligne[chemin] for chemin in crud.grille_groupes]
        libelle = ", ".join(par_code.get(v, str(v)) for par_code, v in zip(noms, valeurs, strict=True))
        cases = [
            (colonne, _montrer(colonne, ligne[f"somme_{colonne.name}"]) if colonne.name in sommees else None)
            for colonne in table.columns
        ]
        groupe = "|".join(str(valeur) for valeur in valeurs)
        totaux.append(Total(groupe, capfirst(libelle) or "Total", cases))
    return totaux


def _montrer(colonne, valeur) -> str:
    return "" if valeur is None else str(colonne.column.render(valeur))


def _noms(model, chemin: str, lignes: list[dict]) -> dict:
    """The names of the values of a path: labels of a choice, names of related objects."""
    champ = get_model_field(model, chemin)
    if champ.is_relation:
        lus = champ.related_model._base_manager.filter(pk__in=[ligne[chemin] for ligne in lignes])
        relations = [c.name for c in champ.related_model._meta.fields if c.many_to_one]
        return {objet.pk: str(objet) for objet in lus.select_related(*relations)}
    return {code: str(libelle) for code, libelle in champ.flatchoices}
