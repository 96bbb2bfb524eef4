"""What narratives say to rise, to fall or to stand still, against the sign of the change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from siim94.controles.textes import ChiffreConnu, Lecteur, Narratif, mots, narratifs
from siim94.formats.groupes import grouper
from siim94.formats.mots import annees_nommees
from siim94.formats.nombres_textes import phrases
from siim94.socle.models import ValeurImprimee
from siim94.ui.controles import Controle, Famille, Terme

HAUSSE, BAISSE, STABLE = 1, -1, 0
_DIRECTIONS = {
    HAUSSE: r"progress(?:e|ent|é|ée|és|ées|er|ion|ions)|augment\w*|accroi\w+|accru\w*|hauss\w+|croiss\w+",
    BAISSE: r"diminu\w*|baiss\w*|recul\w*|rédui(?:t|te|ts|tes|sent)|réductions?|chut\w+|décroi\w+",
    STABLE: r"stabilis\w+|stables?|stagn\w+|inchang\w+",
}
_GROUPES = {HAUSSE: "hausse", BAISSE: "baisse", STABLE: "stable"}
_DIRECTION = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{_GROUPES[sens]}>{motif})' for sens, motif in _DIRECTIONS.items())})\b",
    re.IGNORECASE,
)
# A noun tells what rises after it: "la hausse des contributions".
_NOM = re.compile(r"\b(?:la|une|cette|en|forte|légère|nette|l['’])\s*$", re.IGNORECASE)
_SUITE_DU_NOM = re.compile(r"\s+(?:d[eu]s?|de la|de l['’]|d['’])\s*([^,;:.()\d]+)", re.IGNORECASE)
_COUPURE = re.compile(r"[,;:()]")
_NIE = re.compile(r"\bn(?:e\s|['’])[^,;:]*$", re.IGNORECASE)
# How much of a label its sentence says, and how much a thing changes that is no longer stable.
_PART_DITE, _STABLE = 0.75, Decimal("0.1")


@dataclass(frozen=True)
class SensLu:
    """A direction that a text tells of a figure, which went another way."""

    narratif: Narratif
    mot: str
    extrait: str
    avant: ChiffreConnu
    apres: ChiffreConnu


class SensDesTextes(Controle):
    code = "textes.sens"
    nom = "Hausses et baisses dites par les textes"
    definition = (
        "Ce qu’un texte dit progresser, diminuer ou rester stable, et que ses mots rapprochent d’un chiffre "
        "connu pour les deux exercices, a changé dans ce sens ; stable veut dire à un dixième près."
    )
    famille = Famille.TEXTES

    def constats(self):
        lecteur = self.commun(Lecteur)
        evolutions = _evolutions(lecteur)
        for narratif in narratifs(self.annee):
            for lu in lire(self.annee, evolutions, narratif):
                quand = {lu.avant: self.annee - 1, lu.apres: self.annee}
                termes = [
                    replace(chiffre.terme, libelle=f"{chiffre.terme.libelle} ({annee})")
                    for chiffre, annee in quand.items()
                ]
                yield self.constat(
                    f"{narratif.nom}-{lu.apres.nom}-{lu.mot}",
                    f"Le texte « {narratif.titre} » écrit « {lu.mot} » (« … {lu.extrait} … ») ; "
                    f"{lu.apres.terme.libelle} : {termes[0].ecrit} en {self.annee - 1}, "
                    f"{termes[1].ecrit} en {self.annee}.",
                    Terme(f"texte « {narratif.titre} »", None, imprime=lu.mot, adresse=narratif.adresse),
                    *termes,
                    ecart=Decimal(lu.apres.terme.valeur) - Decimal(lu.avant.terme.valeur),
                    conseil="Corrigez le texte, ou le chiffre de l’un des deux exercices.",
                )


def lire(annee: int, evolutions: "list[Evolution]", narratif: Narratif) -> Iterator[SensLu]:
    """The directions of a narrative of a year's report that its figures contradict."""
    for debut, fin in phrases(narratif.texte):
        phrase = narratif.texte[debut:fin]
        if annees_nommees(phrase) - {annee, annee - 1}:
            continue
        for m in _DIRECTION.finditer(phrase):
            sens = next(sens for sens in _DIRECTIONS if m[_GROUPES[sens]])
            dits = {*mots(_sujet(phrase, m))}
            nommee = _nommee(evolutions, dits) if dits and not _NIE.search(phrase[: m.start()]) else None
            if nommee and nommee.contredit(sens):
                yield SensLu(narratif, m[0], " ".join(phrase.split()), nommee.avant, nommee.apres)


def _sujet(phrase: str, m: re.Match) -> str:
    """What the direction is said of: after a noun, before a verb."""
    avant = phrase[: m.start()]
    if _NOM.search(avant):
        suite = _SUITE_DU_NOM.match(phrase, m.end())
        return suite[1] if suite else _COUPURE.split(avant)[-1] if re.search(r"\ben\s*$", avant) else ""
    return _COUPURE.split(avant)[-1]


@dataclass(frozen=True)
class Evolution:
    """A figure known in both years, and the words of its label."""

    avant: ChiffreConnu
    apres: ChiffreConnu
    mots: frozenset[str]
    # What each year is told to be: by the data, and by a print, which the text may tell as well.
    valeurs: tuple[tuple[Decimal, ...], tuple[Decimal, ...]]

    def contredit(self, sens: int) -> bool:
        """Whether the change goes another way whatever is taken for its values."""
        return all(_contraire(sens, avant, apres) for avant in self.valeurs[0] for apres in self.valeurs[1])


def _contraire(sens: int, avant: Decimal, apres: Decimal) -> bool:
    if sens == STABLE:
        return abs(apres - avant) > abs(avant) * _STABLE
    return (apres - avant) * sens < 0


def _evolutions(lecteur: Lecteur) -> list[Evolution]:
    avant = {chiffre.nom: chiffre for chiffre in lecteur.de(lecteur.annee - 1)}
    imprimees = ValeurImprimee.objects.du_bilan(lecteur.annee).exclude(valeur=None)
    par_chiffre = grouper(imprimees, lambda imprimee: (imprimee.chiffre, imprimee.exercice_id))

    def valeurs(chiffre: ChiffreConnu) -> tuple[Decimal, ...]:
        memes = par_chiffre.get((chiffre.nom, chiffre.annee), ())
        return (Decimal(chiffre.terme.valeur), *(imprimee.valeur for imprimee in memes))

    return [
        Evolution(
            avant[apres.nom],
            apres,
            frozenset(mots(apres.terme.libelle)),
            (valeurs(avant[apres.nom]), valeurs(apres)),
        )
        for apres in lecteur.de(lecteur.annee)
        if apres.nom in avant
    ]


def _nommee(evolutions: list[Evolution], dits: set[str]) -> Evolution | None:
    """The figure of which these words say the label, or nearly; of several, the one that they say most of."""
    notees = [
        (len(e.mots & dits) / max(len(e.mots), 1), len(e.mots & dits), e.apres.nom, e) for e in evolutions
    ]
    part, _, _, evolution = max(notees, key=lambda note: note[:3], default=(0, 0, "", None))
    return evolution if part >= _PART_DITE else None
