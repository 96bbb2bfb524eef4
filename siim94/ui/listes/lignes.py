"""The rows of a list, drawn by plain Python from what its columns declare.

django-tables2 asks the signature of a column's method again for each cell, and a template takes as long over
each: a page of 100 rows spent two thirds of its time there. What a cell says is still what the methods of its
column say; what they need is found once.
"""

from collections.abc import Callable
from functools import cache

from django.db import models
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor
from django_tables2.utils import signature as _signature

from siim94.socle.adresses import adresse_de_page
from siim94.ui.listes.rendu import echapper

signature = cache(_signature)
# Names of related objects that an export keeps at a time, a column.
NOMS_GARDES = 10_000


def ecrivain(table, colonne) -> Callable[[BoundRow], SafeString]:
    """What writes the cells of a column: from a row, as HTML, what its methods give."""
    lire, rendre, lier = lecteur(table._meta.model, colonne.accessor), colonne.render, colonne.link
    vides, defaut = colonne.column.empty_values, _html(colonne.default)
    noms, _ = signature(getattr(rendre, "__func__", rendre))
    noms = [nom for nom in noms if nom != "self"]
    communs = {"column": colonne.column, "bound_column": colonne, "table": table}
    # A text or an object that comes back on other rows is written once.
    ecrits: dict[tuple, SafeString] = {}

    def ecrire(rangee: BoundRow) -> SafeString:
        try:
            valeur = lire(rangee.record)
        except Exception:  # as django-tables2 has it: what cannot be read is not there
            valeur = None
        if valeur in vides:
            return defaut
        if noms == ["value"] and lier is None:
            if not isinstance(valeur, str | models.Model):
                return _html(rendre(valeur))
            cle = (type(valeur), valeur)
            if cle not in ecrits:
                ecrits[cle] = _html(rendre(valeur))
            return ecrits[cle]
        arguments = communs | {"value": valeur, "record": rangee.record, "bound_row": rangee}
        contenu = rendre(**{nom: arguments[nom] for nom in noms})
        return _html(lier(contenu, **arguments) if lier else contenu)

    return ecrire


def exporteur(table, colonne) -> Callable[[models.Model], object]:
    """What reads the cells of a column for a file: from an object, what ``value()`` gives, None without."""
    lire, donner, vides = (
        lecteur(table._meta.model, colonne.accessor),
        colonne.value,
        colonne.column.empty_values,
    )
    noms, tous = signature(getattr(donner, "__func__", donner))
    noms = [nom for nom in noms if nom != "self"]
    communs = {"column": colonne.column, "bound_column": colonne, "table": table}
    # A related object that comes back on other rows is named once.
    nommes: dict[models.Model, object] = {}

    def exporter(objet: models.Model):
        try:
            valeur = lire(objet)
        except Exception:  # as django-tables2 has it: what cannot be read is not there
            return None
        if valeur is None or valeur == "" or valeur in vides:
            return None
        if tous or noms != ["value"]:
            arguments = communs | {"value": valeur, "record": objet, "bound_row": BoundRow(objet, table)}
            return donner(**(arguments if tous else {nom: arguments[nom] for nom in noms}))
        if not isinstance(valeur, models.Model):
            return donner(valeur)
        if valeur not in nommes:
            if len(nommes) >= NOMS_GARDES:
                nommes.clear()
            nommes[valeur] = donner(valeur)
        return nommes[valeur]

    return exporter


def _html(contenu: object) -> SafeString:
    if not isinstance(contenu, str):
        contenu = localize(template_localtime(contenu))
    return mark_safe(echapper(contenu))  # noqa: S308


@cache
def lecteur(model: type[models.Model], accessor: Accessor) -> Callable[[models.Model], object]:
    """What reads the value of a column from a row: the label of a choice, None beyond an empty relation."""
    chemin = accessor.bits
    libelles = dict(getattr(accessor.get_field(model), "flatchoices", None) or ())

    def lire(valeur):
        for partie in chemin:
            valeur = getattr(valeur, partie)
            if callable(valeur) and not getattr(valeur, "do_not_call_in_templates", False):
                valeur = valeur()
            if valeur is None:
                break
        return libelles.get(valeur, valeur) if libelles else valeur

    return lire


def lignes_html(table, lot: bool = False, modification: str = "", rangees=None) -> SafeString:
    """The rows of the table's page (or ``rangees``) as rows of its body.

    ``lot``: each has a box to choose it, and says its version; ``modification``: the name of the address
    where it is corrected.
    """
    colonnes = [(table.cellules[c.name], _attributs(c)) for c in table.columns]
    rangees = table.paginated_rows if rangees is None else rangees
    return mark_safe("\n".join(_ligne(r, colonnes, lot, modification) for r in rangees))  # noqa: S308


def _attributs(colonne) -> str:
    attributs = colonne.attrs["td"].as_html()
    return f" {attributs}" if attributs else ""


def _ligne(rangee: BoundRow, colonnes: list[tuple], lot: bool, modification: str) -> str:
    cle = rangee.record.pk
    nom = ""
    if lot:
        nom = f' id="ligne-{cle}"'
        morceaux = [f'<tr data-version="{rangee.record.version}">']
        morceaux.append(
            f'<td class="selection"><input type="checkbox" name="selection" value="{cle}" form="lot"'
            f' aria-labelledby="ligne-{cle}"></td>'
        )
    else:
        morceaux = ["<tr>"]
    for place, (ecrire, attributs) in enumerate(colonnes):
        texte = ecrire(rangee)
        if place:
            morceaux.append(f"<td{attributs}>{texte}</td>")
        elif texte:
            morceaux.append(f'<th scope="row"{nom}{attributs}>{texte}</th>')
        else:
            morceaux.append(f"<td{nom}{attributs}>{texte}</td>")
    if modification:
        morceaux.append(
            f'<td class="n"><a href="{adresse_de_page(modification, cle)}" id="modifier-{cle}"'
            f' aria-labelledby="modifier-{cle} ligne-{cle}">Modifier</a></td>'
        )
    return "".join([*morceaux, "</tr>"])
