"""What a final report does with figures never given: their rows and columns go, a single cell is a dash."""

import re
from html import unescape

from siim94.formats.francais import INSECABLE, NON_RENSEIGNE, SANS_VALEUR

_TABLEAU = re.compile(r'<div class="defile">\s*<table\b.*?</table>\s*</div>|<table\b.*?</table>', re.S)
_CORPS = re.compile(r"<tbody\b.*?</tbody>", re.S)
_RANG = re.compile(r"\s*<tr\b.*?</tr>", re.S)
_CELLULE = re.compile(r"\s*<t[dh]\b[^>]*>(.*?)</t[dh]>", re.S)
_COLONNE = re.compile(r"\s*<col\b[^>]*>")
_ETENDUE = re.compile(r"<[^>]*\b(?:col|row)span=")
_BALISE = re.compile(r"<[^>]*>")
NOTE = f'<p class="note">{SANS_VALEUR}{INSECABLE}: non renseigné.</p>'


def sans_absents(html: str) -> str:
    """The HTML of a section for the final report.

    Of its tables, a row or a column that says nothing but "n. r." goes; where such a cell stands among known
    ones it is a dash, which a note under the table explains. What is blank stays: it is no figure.
    """
    return _TABLEAU.sub(_finir, html)


def _finir(trouve: re.Match) -> str:
    ecrit = trouve[0]
    if NON_RENSEIGNE not in unescape(ecrit):
        return ecrit
    ecrit = _CORPS.sub(lambda corps: _RANG.sub(_sans_rang_absent, corps[0]), ecrit)
    if not _RANG.search("".join(_CORPS.findall(ecrit))):
        return ""
    # Cells that span others have no column of their own.
    if not _ETENDUE.search(ecrit):
        ecrit = _sans_colonne_absente(ecrit)
    fini = _CORPS.sub(lambda corps: _CELLULE.sub(_tiret, corps[0]), ecrit)
    return fini if fini == ecrit else fini + NOTE


def _sans_rang_absent(rang: re.Match) -> str:
    return "" if _absents(_CELLULE.findall(rang[0])[1:]) else rang[0]


def _sans_colonne_absente(tableau: str) -> str:
    rangs = [_CELLULE.findall(rang) for corps in _CORPS.findall(tableau) for rang in _RANG.findall(corps)]
    absentes = {
        numero
        for numero in range(1, max(map(len, rangs)))
        if _absents([rang[numero] for rang in rangs if numero < len(rang)])
    }

    def garder(motif: re.Pattern, ensemble: str) -> str:
        numeros = iter(range(len(motif.findall(ensemble))))
        return motif.sub(lambda trouve: "" if next(numeros) in absentes else trouve[0], ensemble)

    if not absentes:
        return tableau
    tableau = _RANG.sub(lambda rang: garder(_CELLULE, rang[0]), tableau)
    return garder(_COLONNE, tableau)


def _tiret(cellule: re.Match) -> str:
    if _texte(cellule[1]) != NON_RENSEIGNE:
        return cellule[0]
    debut = cellule.start(1) - cellule.start()
    return f"{cellule[0][:debut]}{SANS_VALEUR}{cellule[0][debut + len(cellule[1]) :]}"


def _absents(cellules: list[str]) -> bool:
    """Whether cells say "n. r." or nothing, at least one of them the first."""
    textes = set(map(_texte, cellules))
    return NON_RENSEIGNE in textes and textes <= {NON_RENSEIGNE, ""}


def _texte(cellule: str) -> str:
    return unescape(_BALISE.sub("", cellule)).strip()
