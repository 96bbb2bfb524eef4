"""Every figure that an app names, in one place that a person can read, and how a name is looked up.

A test proves that no figure of an app is missing here.
"""

from collections.abc import Mapping
from functools import cache

import adherents.chiffres
import applications.chiffres
import finances.chiffres
import rh.chiffres
import support.chiffres
from siim94.formats.mots import plier
from siim94.ui.chiffres import Chiffre, FamilleDeChiffres, Membre
from siim94.ui.controles import Terme

CHIFFRES: tuple[Chiffre, ...] = (
    *finances.chiffres.CHIFFRES,
    *rh.chiffres.CHIFFRES,
    *adherents.chiffres.CHIFFRES,
    *applications.chiffres.CHIFFRES,
    *support.chiffres.CHIFFRES,
)
FAMILLES: tuple[FamilleDeChiffres, ...] = (
    *finances.chiffres.FAMILLES,
    *rh.chiffres.FAMILLES,
    *adherents.chiffres.FAMILLES,
    *applications.chiffres.FAMILLES,
    *support.chiffres.FAMILLES,
)

CHIFFRES_PAR_NOM: dict[str, Chiffre] = {chiffre.nom: chiffre for chiffre in CHIFFRES}
FAMILLES_PAR_NOM: dict[str, FamilleDeChiffres] = {famille.nom: famille for famille in FAMILLES}


# The sums of a sheet's columns that a total typed in it controls.
TOTAUX_CONTROLES = frozenset(f"{famille.nom}.{cle}" for famille in FAMILLES for cle in famille.controlees)


def chercher_chiffres(texte: str) -> list[Chiffre]:
    """The figures whose name or label holds each word of ``texte``, folded."""
    mots = plier(texte).split()
    return [c for c in CHIFFRES if all(mot in plier(f"{c.nom} {c.libelle}") for mot in mots)]


class Releve:
    """The figures of a report as they are now, each computed once."""

    def __init__(self, bilan: int):
        self.bilan = bilan
        self._valeur = cache(lambda nom, annee: CHIFFRES_PAR_NOM[nom].valeur(annee, bilan))
        self._membres = cache(self._lire_membres)

    def noms(self, annee: int) -> list[str]:
        """The name of every figure that an app names or a year's data tell, and that a text may say."""
        dites = [famille.nom for famille in FAMILLES if not famille.muette]
        membres = ((famille, cle) for famille in dites for cle in self._membres(famille, annee))
        return [*CHIFFRES_PAR_NOM, *map(".".join, membres)]

    def terme(self, nom: str, annee: int) -> Terme | None:
        """A figure by its name, or that of a family, a dot and its key; None when the name means nothing."""
        if chiffre := CHIFFRES_PAR_NOM.get(nom):
            return Terme(
                chiffre.libelle, self._valeur(nom, annee), chiffre.unite, decimales=chiffre.decimales
            )
        famille, _, cle = self._partager(nom)
        membre = self._membres(famille, annee).get(cle) if famille else None
        return membre and Terme(membre.libelle, membre.valeur, membre.unite, decimales=membre.decimales)

    def _lire_membres(self, famille: str, annee: int) -> Mapping[str, Membre]:
        return FAMILLES_PAR_NOM[famille].de(annee, self.bilan)

    @staticmethod
    def _partager(nom: str) -> tuple[str, str, str]:
        # Two words name a family; its keys may hold dots.
        app, point, reste = nom.partition(".")
        genre, autre, cle = reste.partition(".")
        famille = f"{app}{point}{genre}"
        return (famille, autre, cle) if famille in FAMILLES_PAR_NOM else ("", "", "")
