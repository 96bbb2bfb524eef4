"""The page that opens the report: six figures with a sentence each, one euro, what was decided, what comes;
and the other key figures of the year, in groups.

Everything is taken from the figures and texts of the year: what they do not tell is left out.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from siim94.bilan import sommaire
from siim94.bilan.phrases import changement
from siim94.controles.chiffres import CHIFFRES_PAR_NOM, Releve
from siim94.formats import francais
from siim94.socle.models import ValeurImprimee
from siim94.ui.chiffres import Chiffre, Valeur
from siim94.ui.graphiques import PartsChart
from siim94.ui.pages.bande import en_bref, precedent
from siim94.ui.sections import Section

# Sentences of the coming year, meetings, and decisions in all, that the page holds.
A_VENIR, SEANCES, DECISIONS = 3, 2, 4


@dataclass
class ChiffreCle:
    """A key figure as written; ``phrase``: what moved it, or what it is made of."""

    texte: str
    libelle: str
    precedent: str = ""
    phrase: str = ""
    nom: str = ""


@dataclass
class Ouverture:
    """What the first page tells."""

    chiffres: list[ChiffreCle] = field(default_factory=list)
    un_euro: list[PartsChart] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    a_venir: list[str] = field(default_factory=list)


class ChiffresDeLAnnee:
    """The key figures of a year beside those of the year before, as the report prints them."""

    def __init__(self, annee: int, imprimees: Mapping[tuple[str, int], ValeurImprimee]):
        self.annee = annee
        self.imprimees = imprimees
        self.absents: list[str] = []

    def groupes(self) -> list[tuple[str, list[ChiffreCle]]]:
        """The figures known, in groups; the names of the others are noted."""
        groupes = []
        for titre, noms in sommaire.ESSENTIEL:
            cles = [(CHIFFRES_PAR_NOM[nom].libelle, self.cle(CHIFFRES_PAR_NOM[nom])) for nom in noms]
            self.absents += [libelle for libelle, cle in cles if cle is None]
            if connues := [cle for _, cle in cles if cle]:
                groupes.append((titre, connues))
        return groupes

    def cle(self, chiffre: Chiffre) -> ChiffreCle | None:
        valeur = chiffre.valeur(self.annee)
        if valeur is None:
            return None
        avant = precedent(chiffre, valeur, self._avant(chiffre), self.annee - 1)
        return ChiffreCle(en_bref(chiffre, valeur), chiffre.libelle, avant, nom=chiffre.nom)

    def _avant(self, chiffre: Chiffre) -> Valeur:
        """The figure of the year before: as a report taken over printed it, else as computed."""
        imprimee = self.imprimees.get((chiffre.nom, self.annee - 1))
        if imprimee is not None and imprimee.valeur is not None:
            return imprimee.valeur
        return chiffre.valeur(self.annee - 1, self.annee)


def valeurs_imprimees(annee: int) -> dict[tuple[str, int], ValeurImprimee]:
    """What the report of ``annee`` prints in place of a figure that the data contradict, by figure and year.

    A print that agrees is a control, and prints nothing. One lapses as soon as its figure is no longer what
    it was when the print was recorded: the checks say so.
    """
    valides: dict[tuple[str, int], ValeurImprimee] = {}
    releve = Releve(annee)
    for imprimee in ValeurImprimee.objects.du_bilan(annee):
        terme = releve.terme(imprimee.chiffre, imprimee.exercice_id)
        if terme is None or (imprimee.tient(terme.valeur) and not imprimee.concorde(terme.unite)):
            valides.setdefault((imprimee.chiffre, imprimee.exercice_id), imprimee)
    return valides


def en_colonnes(groupes: Sequence[tuple[str, Sequence]]) -> list[Sequence[tuple[str, Sequence]]]:
    """Groups of lines in two columns, in their order, the longer one as short as can be.

    >>> en_colonnes([("A", [1, 2]), ("B", [3]), ("C", [4, 5])])
    [[('A', [1, 2]), ('B', [3])], [('C', [4, 5])]]
    """

    def partages(rang: int):
        return groupes[:rang], groupes[rang:]

    def hauteur(rang: int) -> int:
        # A title takes the room of a line and a half.
        return max(sum(2 * len(lignes) + 3 for _, lignes in colonne) for colonne in partages(rang))

    plus_court = min(range(len(groupes), 0, -1), key=hauteur, default=0)
    return [colonne for colonne in partages(plus_court) if colonne]


def ouverture(
    chiffres: ChiffresDeLAnnee,
    sections: Mapping[str, Section],
    perspectives: Iterable[str],
    resoudre: Callable[[str], str],
) -> Ouverture:
    """The page from the sections that the report prints; ``resoudre`` writes the figures that a text names,
    ``perspectives`` are the texts, as HTML, of the chapter that tells what comes.
    """
    page = Ouverture()
    for nom, code in sommaire.OUVERTURE:
        if cle := chiffres.cle(CHIFFRES_PAR_NOM[nom]):
            if phrase := resoudre(changement(CHIFFRES_PAR_NOM[nom], chiffres.annee, en_bref)):
                # It tells the year before, and the change.
                cle.phrase, cle.precedent = phrase, ""
            else:
                cle.phrase = _constat(sections.get(code))
            page.chiffres.append(cle)
    page.un_euro = [
        chart
        for code in sommaire.UN_EURO
        if code in sections and (chart := sections[code].un_euro()) is not None
    ]
    page.decisions = [*_seances(sections), *_projets(sections)][:DECISIONS]
    page.a_venir = [phrase for html in perspectives for phrase in premieres_phrases(html)][:A_VENIR]
    return page


def _constat(section: Section | None) -> str:
    """What the first chart of a section finds."""
    if section is None or not section.tous_les_graphiques:
        return ""
    return section.tous_les_graphiques[0].titre.rstrip(".") + "."


def _seances(sections: Mapping[str, Section]) -> list[str]:
    """The meetings whose subject is told."""
    if "adherents.instances" not in sections:
        return []
    return [
        f"{instance}, {francais.date_longue(seance.date)}{francais.INSECABLE}: {seance.objet.rstrip('.')}."
        for instance, seances in sections["adherents.instances"].donnees["instances"]
        for seance in seances
        if seance.objet
    ][:SEANCES]


def _projets(sections: Mapping[str, Section]) -> list[str]:
    """What the year says of the strategic projects."""
    if "applications.projets_strategiques" not in sections:
        return []
    lignes = sections["applications.projets_strategiques"].donnees["lignes"]
    return [re.sub(r"[\s ;.]+$", "", ligne) + "." for ligne in lignes]


def premieres_phrases(html: str) -> list[str]:
    """The first sentence of each paragraph of a text, without its tags.

    >>> premieres_phrases("<p>Une <strong>étude</strong> est lancée. Elle durera.</p><p>Le reste suit</p>")
    ['Une étude est lancée.', 'Le reste suit']
    """
    paragraphes = re.findall(r"<p>(.*?)</p>", html, re.S)
    textes = (unescape(re.sub(r"<[^>]*>", "", paragraphe)).strip() for paragraphe in paragraphes)
    return [re.split(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý])", texte)[0] for texte in textes if texte]
