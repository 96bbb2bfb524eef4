"""The rows of a grid as HTML.

Written here and not in a template: a grid has thousands of cells, and a template takes ten times longer over
each. The decision between two people, which is rare, is a template.
"""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from siim94.ui.grille.enregistrement import Cellule
from siim94.ui.grille.page import RangDeGrille


def lignes_html(rangs: Iterable[RangDeGrille], lecture_seule: bool, peut_supprimer: bool) -> SafeString:
    """Rows of a table body; ``lecture_seule``: the year is closed."""
    attributs: dict[str, str] = {}
    # Every text that enters is escaped where it enters.
    return mark_safe("\n".join(_ligne(rang, attributs, lecture_seule, peut_supprimer) for rang in rangs))  # noqa: S308


def _ligne(rang: RangDeGrille, attributs: dict[str, str], lecture_seule: bool, peut_supprimer: bool) -> str:
    ligne = rang.ligne
    classes = [nom for nom, vrai in (("nouvelle", ligne.nouvelle), ("supprimee", ligne.supprimee)) if vrai]
    groupe = f' data-groupe="{escape(rang.groupe)}"' if rang.groupe else ""
    classe = f' class="{" ".join(classes)}"' if classes else ""
    morceaux = [f'<tr data-ligne="{ligne.cle}"{groupe}{classe}>']
    tete = f'th scope="row" id="l-{ligne.cle}"'
    for place, (colonne, cellule, contenu) in enumerate(rang.cases):
        balise, fin = ("td", "td") if place else (tete, "th")
        if cellule is not None:
            morceaux.append(f"<{balise} {_case(cellule, colonne.name, lecture_seule)}</{fin}>")
        elif not place:
            texte = escape(rang.nom) if ligne.nouvelle else conditional_escape(contenu)
            if rang.complement:
                texte += f" <small>{escape(rang.complement)}</small>"
            morceaux.append(f"<{balise}>{texte}</{fin}>")
        else:
            if colonne.name not in attributs:
                attributs[colonne.name] = colonne.attrs["td"].as_html()
            morceaux.append(f"<td {attributs[colonne.name]}>{conditional_escape(contenu)}</td>")
    morceaux.append(_retrait(rang, peut_supprimer))
    return "".join(morceaux)


def _case(cellule: Cellule, titre: str, lecture_seule: bool) -> str:
    """What follows the tag of a cell: its classes, its field, and what is wrong with it."""
    colonne, nom = cellule.colonne, cellule.nom
    fautive = bool(cellule.erreurs or cellule.ecart)
    classes = "case"
    plus = ""
    if colonne.numerique:
        classes += " n"
        plus += ' inputmode="decimal"'
    elif colonne.liste and not lecture_seule:
        plus += f' list="d-{colonne.nom}"'
    if cellule.modifiee:
        classes += " modifiee"
        plus += f' data-stocke="{escape(cellule.stocke)}"'
    if fautive:
        classes += " en-erreur"
        plus += f' aria-invalid="true" aria-describedby="e-{nom}"'
    if cellule.collee and cellule.erreurs:
        plus += " data-colle"
    if lecture_seule or cellule.ligne.supprimee:
        plus += " readonly"
    champ = (
        f'class="{classes}"><input type="text" name="{nom}" id="{nom}" value="{escape(cellule.texte)}"'
        f' maxlength="{colonne.longueur}" autocomplete="off" data-champ="{colonne.nom}"'
        f' aria-labelledby="l-{cellule.ligne.cle} t-{titre}"{plus}>'
    )
    if cellule.erreurs:
        champ += f'<span class="erreur" id="e-{nom}">{escape(" ".join(cellule.erreurs))}</span>'
    if cellule.ecart:
        champ += render_to_string("ui/grille_ecart.html", {"cellule": cellule})
    return champ


def _retrait(rang: RangDeGrille, peut_supprimer: bool) -> str:
    """The last cell: a row stored is marked to be deleted, a new one is taken away."""
    ligne = rang.ligne
    if ligne.nouvelle:
        source = f":{ligne.source}" if ligne.source else ""
        return (
            f'<td class="retrait"><input type="hidden" name="nouvelle" value="{ligne.cle}{source}">'
            '<button type="button" class="bouton discret" data-retirer hidden>Retirer'
            '<span class="hors-ecran"> cette ligne</span></button></td></tr>'
        )
    if not peut_supprimer:
        return "</tr>"
    coche = " checked" if ligne.supprimee else ""
    return (
        f'<td class="retrait"><input type="checkbox" name="s-{ligne.cle}"'
        f' aria-label="Supprimer {escape(f"{rang.nom} {rang.complement}".strip())}"{coche}></td></tr>'
    )
