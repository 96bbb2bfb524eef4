"""What a result shows: its words marked, the passage that answers, and the words that were perhaps meant."""

import re
from difflib import SequenceMatcher

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from siim94.formats.mots import plier
from siim94.socle.recherche import est_approchable

LARGEUR_EXTRAIT = 130
RACINE_MINIMALE = 4
PARENTE = 0.7

_MOT_PLAT = re.compile(r"[a-z0-9]+")
# Signs of Markdown and tokens of the report, which a reader of a passage has no use for.
_BALISES = re.compile(r"(?:\[\[[^\]]*\]\]|[*`#>]|\s)+")


def marquer(texte: str, mots: list[str]) -> SafeString:
    """The text, escaped, with what answers the words in ``<mark>``."""
    morceaux, fin = [], 0
    for debut, suivant in _places(texte, mots):
        morceaux += [
            conditional_escape(texte[fin:debut]),
            format_html("<mark>{}</mark>", texte[debut:suivant]),
        ]
        fin = suivant
    morceaux.append(conditional_escape(texte[fin:]))
    return mark_safe("".join(morceaux))  # noqa: S308 – every piece is escaped above


def absents(texte: str, mots: list[str]) -> list[str]:
    """The words that the text does not hold, in any form."""
    return [mot for mot in mots if not _places(texte, [mot])]


def extrait(texte: str, mots: list[str]) -> SafeString:
    """The passage around the first word that the text holds; empty when it holds none."""
    texte = _BALISES.sub(" ", texte).strip()
    places = _places(texte, mots)
    if not places:
        return SafeString("")
    debut = max(0, places[0][0] - LARGEUR_EXTRAIT // 3)
    if debut:
        debut = texte.rfind(" ", 0, debut) + 1
    fin = debut + LARGEUR_EXTRAIT
    if fin < len(texte):
        fin = max(texte.rfind(" ", debut, fin), places[0][1])
    passage = f"{'… ' if debut else ''}{texte[debut:fin]}{' …' if fin < len(texte) else ''}"
    return marquer(passage, mots)


def corrige(mots: list[str], textes: list[str]) -> str:
    """The words, each one that no text holds replaced by the nearest that one does; "" if none is."""
    # Each by its flat form, so that case and accents do not weigh.
    connus = {}
    for texte in textes:
        for mot in re.findall(r"[^\W\d_]+", texte):
            connus.setdefault(plier(mot), mot)
    proposes, change = [], False
    for mot in mots:
        plat = plier(mot)
        if not est_approchable(mot) or any(plat in connu for connu in connus):
            proposes.append(mot)
            continue
        notes = ((SequenceMatcher(None, plat, connu).ratio(), connu) for connu in connus)
        note, meilleur = max(notes, default=(0, ""))
        propose = connus.get(meilleur, mot) if note >= PARENTE else mot
        proposes.append(propose.lower() if mot.islower() else propose)
        change = change or note >= PARENTE
    return " ".join(proposes) if change else ""


def _places(texte: str, mots: list[str]) -> list[tuple[int, int]]:
    """The intervals of the text that answer the words, in order and apart."""
    signes = [(plat, rang) for rang, signe in enumerate(texte) for plat in plier(signe)]
    plat = "".join(signe for signe, _ in signes)
    trouvees = []
    for mot in mots:
        cherche = plier(mot)
        exactes = [(t.start(), t.end()) for t in re.finditer(re.escape(cherche), plat)] if cherche else []
        trouvees += exactes or [
            (t.start(), t.end()) for t in _MOT_PLAT.finditer(plat) if _apparentes(t[0], cherche)
        ]
    places: list[tuple[int, int]] = []
    for debut, fin in sorted((signes[debut][1], signes[fin - 1][1] + 1) for debut, fin in trouvees):
        if places and debut <= places[-1][1]:
            places[-1] = places[-1][0], max(fin, places[-1][1])
        else:
            places.append((debut, fin))
    return places


def _apparentes(mot: str, cherche: str) -> bool:
    """Two forms or two spellings of a word, near enough to be marked as what was found."""
    if min(len(mot), len(cherche)) < RACINE_MINIMALE or any(signe.isdigit() for signe in mot + cherche):
        return False
    commun = len(mot) - len(mot.removeprefix(cherche[: len(mot)]))
    return commun >= RACINE_MINIMALE or SequenceMatcher(None, mot, cherche).ratio() >= PARENTE
