"""Headings as French writes them: what is offered beside one typed in capitals or without its accents."""

import re
from collections import Counter, defaultdict

from siim94.bilan import sommaire
from siim94.bilan.jetons import JETON
from siim94.bilan.models import Rubrique
from siim94.controles.chiffres import CHIFFRES
from siim94.formats.mots import plier
from siim94.socle.memoire import memoriser

_MOT = re.compile(r"[^\W\d_]+")
# Words that headings use and that no text may hold yet.
USUELS = re.findall(
    r"\w+",
    """présidente président évolution pôle pôles répartition activité activités dépenses entrées sorties
    fonctionnalités collectivités pyramide âges absentéisme parité égalité sécurité réseaux matériel équipe
    équipes état études année général générale numérique développement qualité méthodes métiers métier réalisé
    système systèmes conformité école écoles éditeur éditeurs élus énergie étapes événements mises à""",
)
# Written small inside a heading.
LIAISONS = frozenset(re.findall(r"\w+", "a au aux d dans de des du en et l la le les ou par pour sur un une"))
# Short words have too many meanings to be told apart: a, ou, la.
LONGUEUR_SURE = 4


def vocabulaire() -> dict[str, str]:
    """How the texts of the reports write a word, by the word without accents and capitals.

    A word in capitals inside a text is a name or initials. Only what one spelling prevails for is kept.
    """
    return memoriser("vocabulaire des titres", _vocabulaire)


def _vocabulaire() -> dict[str, str]:
    formes: dict[str, Counter] = defaultdict(Counter)
    for texte in (
        *Rubrique.objects.order_by().values_list("corps", flat=True),
        *(section.titre for section in sommaire.SECTIONS),
        *(chiffre.libelle for chiffre in CHIFFRES),
    ):
        for trouve in _MOT.finditer(JETON.sub(" ", texte)):
            mot = trouve[0]
            # The first of a sentence says nothing of its capital.
            debut = texte[: trouve.start()].rstrip(" «(\u00a0\u202f")[-1:] in (
                "",
                ".",
                "\n",
                "-",
                ":",
                "!",
                "?",
            )
            formes[plier(mot)][mot.lower() if debut and not _en_capitales(mot) else mot] += 1
    appris = {cle: _prevaut(compte) for cle, compte in formes.items()}
    return {plier(mot): mot for mot in USUELS} | {cle: mot for cle, mot in appris.items() if mot}


def _prevaut(compte: Counter) -> str:
    (mot, combien), *autres = compte.most_common(2)
    return mot if not autres or combien >= 3 * autres[0][1] else ""


def _en_capitales(mot: str) -> bool:
    return len(mot) > 1 and mot.isupper()


def proposition(titre: str, connus: dict[str, str] | None = None) -> str:
    """The heading with its accents, and in small letters if it was typed in capitals; empty when it is
    right. Tokens stay.

    >>> mots = {"presidente": "présidente", "pole": "pôle", "evolution": "évolution", "rgpd": "RGPD"}
    >>> proposition("LE MOT DE LA PRESIDENTE", mots), proposition("Evolution du Pole RGPD", mots)
    ('Le mot de la présidente', 'Évolution du Pôle RGPD')
    """
    connus = vocabulaire() if connus is None else connus
    mots = _MOT.findall(JETON.sub(" ", titre))
    longs = [mot for mot in mots if len(mot) > 2]
    capitales = bool(longs) and all(mot.isupper() for mot in longs) and (len(longs) > 1 or len(longs[0]) > 5)
    premier = True

    def corriger(trouve: re.Match) -> str:
        nonlocal premier
        mot, debut, premier = trouve[0], premier, False
        corrige = _mot(mot, connus.get(plier(mot), ""), capitales)
        if not debut and not capitales and mot.istitle() and plier(mot) in LIAISONS:
            corrige = mot.lower()
        return corrige[:1].upper() + corrige[1:] if debut and mot[:1].isupper() else corrige

    morceaux = re.split(f"({JETON.pattern.replace('(', '(?:')})", titre)
    rendu = "".join(m if rang % 2 else _MOT.sub(corriger, m) for rang, m in enumerate(morceaux))
    return "" if rendu == titre else rendu


def _mot(mot: str, connu: str, capitales: bool) -> str:
    if capitales:
        # Initials that no text holds stay as they are.
        return connu or (
            mot if len(mot) <= LONGUEUR_SURE and plier(mot) not in LIAISONS and not _dit(mot) else mot.lower()
        )
    if len(mot) < LONGUEUR_SURE or mot.isupper() or not connu or plier(connu) == connu.lower():
        return mot
    return connu.capitalize() if mot[:1].isupper() else connu.lower()


def _dit(mot: str) -> bool:
    """Whether a short word can be said, and so is no initials."""
    return bool(re.search(r"[aeiouy]", plier(mot)))
