"""Key figures as French sentences: the number put into its label, its parts and the year before around it."""

import re
from collections.abc import Sequence

from applications.models.activite import Repere
from siim94.formats.francais import au_nombre
from siim94.socle.models import Indicateur
from siim94.ui.chiffres import quantite

__all__ = ["case", "dite", "en_minuscule", "parties", "phrase", "placee", "ponctuer", "quantite"]


def placee(indicateur: Indicateur) -> str:
    """The label with the number before its unit: "Elise : 3 villes" from the label "Elise : villes".

    A label that does not hold the unit comes first: "Données sauvegardées par jour : 11,2 To".
    """
    avant, unite, apres = _autour_de_l_unite(indicateur)
    if unite:
        return f"{avant}{quantite(indicateur)}{apres}"
    return f"{indicateur.libelle} : {quantite(indicateur)}"


def _autour_de_l_unite(indicateur: Indicateur) -> tuple[str, str, str]:
    """The label before its unit, the unit as it stands there, and what follows; all but the first empty
    without one.
    """
    if indicateur.unite:
        unite = re.search(rf"(?<!\w){re.escape(indicateur.unite)}(?!\w)", indicateur.libelle, re.IGNORECASE)
        if unite:
            debut, fin = unite.span()
            return indicateur.libelle[:debut], unite[0], indicateur.libelle[fin:]
    return indicateur.libelle, "", ""


def phrase(repere: Repere) -> str:
    """One key figure: number, year before, parts, note; or its text where no number was given."""
    indicateur = repere.indicateur
    if indicateur.valeur is None:
        return dite(indicateur)
    return "".join(
        [placee(indicateur), _precedent(repere.precedent), parties(repere), _note(indicateur.definition)]
    )


def en_minuscule(libelle: str) -> str:
    """A label as it goes on after a figure."""
    return libelle[:1].lower() + libelle[1:]


def dite(indicateur: Indicateur) -> str:
    """What is told of a figure without a number: a sentence by itself, other words after its label."""
    if indicateur.texte.endswith("."):
        return indicateur.texte
    return f"{indicateur.libelle} : {indicateur.texte}{_note(indicateur.definition)}"


def case(repere: Repere) -> tuple[str, str]:
    """A figure for a strip: the number with its unit, unless the label says that, then label and parts."""
    indicateur = repere.indicateur
    libelle, unite = indicateur.libelle, indicateur.unite
    texte = quantite(indicateur, avec_unite=unite.casefold() not in libelle.casefold())
    avant, dite_la, apres = _autour_de_l_unite(indicateur)
    if dite_la and indicateur.valeur is not None:
        accordee = au_nombre(dite_la.casefold(), indicateur.valeur)
        libelle = f"{avant}{dite_la[0]}{accordee[1:]}{apres}"
    return indicateur.texte if indicateur.valeur is None else texte, f"{libelle}{parties(repere)}"


def parties(repere: Repere) -> str:
    """ ", dont 69 % sécurisées": the parts of a figure, empty when it has none."""
    if not repere.parties:
        return ""
    return ", dont " + ", ".join(_partie(partie, repere.indicateur.unite) for partie in repere.parties)


def _partie(partie: Indicateur, unite_du_tout: str) -> str:
    if partie.valeur is None:
        return dite(partie)
    note = _note(partie.definition)
    if partie.unite and partie.unite in partie.libelle:
        return f"{placee(partie)}{note}"
    return f"{quantite(partie, avec_unite=partie.unite != unite_du_tout)} {partie.libelle}{note}"


def _precedent(precedent: Indicateur | None) -> str:
    if precedent is None:
        return ""
    if precedent.valeur is None:
        return f" ({precedent.texte})"
    return f" ({quantite(precedent, avec_unite=False)} en {precedent.exercice_id})"


def _note(definition: str) -> str:
    return f" ({definition})" if definition else ""


def ponctuer(phrases: Sequence[str]) -> list[str]:
    """The items of a list: a semicolon after each and a full stop after the last, as in the report."""
    return [
        texte if texte.endswith((".", "…")) else texte + ("." if rang == len(phrases) else " ;")
        for rang, texte in enumerate(phrases, start=1)
    ]
