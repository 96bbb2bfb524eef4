"""The rows of a grid as HTML.

Written here and not in a template: a grid has thousands of cells, and a template takes ten times longer over
each. The decision between two people, which is rare, is a template.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from siim94.formats import francais
from siim94.formats.calcul import Evolution
from siim94.ui.grille.enregistrement import Cellule
from siim94.ui.grille.page import RangDeGrille
from siim94.ui.saisie.detour import BOUTON

LIGNES_PAR_BLOC = 25


@dataclass
class Mise:
    """How the rows of one page are drawn. ``lecture_seule``: the year is closed; ``comparees``: the columns
    beside which the year before stands; ``repliees``: those that are there, but not shown; ``creations``:
    what the cells of new rows say that lead to the page which creates what they name, by column.
    """

    lecture_seule: bool = False
    peut_supprimer: bool = False
    comparees: Collection[str] = ()
    repliees: Collection[str] = ()
    creations: Mapping[str, str] = field(default_factory=dict)
    attributs: dict[str, str] = field(default_factory=dict)

    def blocs(self, rangs: Sequence[RangDeGrille]) -> list[SafeString]:
        """Rows of table bodies, as many to each as a script lays out together."""
        return [
            self.lignes(rangs[rang : rang + LIGNES_PAR_BLOC])
            for rang in range(0, len(rangs), LIGNES_PAR_BLOC)
        ]

    def lignes(self, rangs: Iterable[RangDeGrille]) -> SafeString:
        """Rows of a table body."""
        # Every text that enters is escaped where it enters.
        return mark_safe("\n".join(map(self._ligne, rangs)))  # noqa: S308

    def _ligne(self, rang: RangDeGrille) -> str:
        ligne = rang.ligne
        classes = [
            nom for nom, vrai in (("nouvelle", ligne.nouvelle), ("supprimee", ligne.supprimee)) if vrai
        ]
        groupe = f' data-groupe="{escape(rang.groupe)}"' if rang.groupe else ""
        classe = f' class="{" ".join(classes)}"' if classes else ""
        morceaux = [f'<tr data-ligne="{ligne.cle}"{groupe}{classe}>']
        tete = f'th scope="row" id="l-{ligne.cle}"'
        for place, (colonne, cellule, contenu) in enumerate(rang.cases):
            nom = colonne.name
            balise, fin = ("td", "td") if place else (tete, "th")
            cachee = " hidden" if nom in self.repliees else ""
            if cellule is not None:
                mot = self.creations.get(cellule.colonne.nom, "") if ligne.nouvelle else ""
                contenu = case(cellule, nom, self.lecture_seule, _creation(cellule, mot))
                morceaux.append(f"<{balise}{cachee} {contenu}</{fin}>")
            elif not place:
                texte = escape(rang.nom) if ligne.nouvelle else conditional_escape(contenu)
                if rang.complement:
                    texte += f' <small class="complement">{escape(rang.complement)}</small>'
                morceaux.append(f"<{balise}>{texte}</{fin}>")
            else:
                if nom not in self.attributs:
                    self.attributs[nom] = colonne.attrs["td"].as_html()
                morceaux.append(f"<td{cachee} {self.attributs[nom]}>{conditional_escape(contenu)}</td>")
            if nom in self.comparees:
                morceaux.append(_avant(cellule, rang.avant))
        morceaux.append(_retrait(rang, self.peut_supprimer))
        return "".join(morceaux)


def _avant(cellule: Cellule | None, precedent) -> str:
    """The figure of the year before, and how it moved since: empty where there is none."""
    avant = precedent and cellule and cellule.colonne.valeur_de(precedent)
    if avant is None:
        return '<td class="n avant"></td>'
    kind = cellule.colonne.kind
    change = francais.evolution(Evolution(avant, cellule.colonne.valeur_de(cellule.ligne.objet)))
    return (
        f'<td class="n avant" data-avant="{escape(kind.saisir(avant))}">{escape(kind.ecrire(avant))}'
        f" <small data-change>{escape(change)}</small></td>"
    )


def case(cellule: Cellule, titre: str, lecture_seule: bool, creation: str = "") -> str:
    """What follows the tag of a cell: classes, its field, what stands beside, and what is wrong with it."""
    colonne, nom = cellule.colonne, cellule.nom
    fautive = bool(cellule.erreurs or cellule.ecart)
    classes = "case"
    plus = ""
    if colonne.numerique:
        classes += " n"
        plus += f' inputmode="decimal" data-decimales="{colonne.kind.decimales}"'
        if cellule.formule:
            plus += f' data-formule="{escape(cellule.formule)}"'
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
        f' aria-labelledby="l-{cellule.ligne.cle} t-{titre}"{plus}>{creation}'
    )
    if cellule.erreurs:
        champ += f'<span class="erreur" id="e-{nom}">{escape(" ".join(cellule.erreurs))}</span>'
    if cellule.ecart:
        champ += render_to_string("ui/grille_ecart.html", {"cellule": cellule})
    return champ


def _creation(cellule: Cellule, mot: str) -> str:
    """The way from a cell to the page that creates what it names, and back."""
    if not mot:
        return ""
    return (
        f'<button type="submit" class="bouton plus" name="{BOUTON}" value="{cellule.nom}" formnovalidate'
        f' title="{escape(mot)}" aria-label="{escape(mot)}"></button>'
    )


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
        f'<td class="retrait"><input type="checkbox" id="s-{ligne.cle}" autocomplete="off"'
        f' name="s-{ligne.cle}"'
        f' aria-label="Supprimer {escape(f"{rang.nom} {rang.complement}".strip())}"{coche}></td></tr>'
    )
