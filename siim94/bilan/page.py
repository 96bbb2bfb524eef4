"""The report of a year as a page of the site shows it, rendered once for each state of its data."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from siim94.bilan.rendu import Bilan
from siim94.bilan.tirages import construction
from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice
from siim94.ui.graphiques.fichiers import SCEAU


@dataclass(frozen=True)
class Page:
    """What the site shows of a report, the same for all who have the same rights over it."""

    annee: int
    titre: str
    projet: bool
    a_relire: int
    a_expliquer: int
    est_vide: bool
    sommaire: SafeString
    corps: SafeString


def lire(exercice: Exercice, *, modifiable: bool, explicable: bool, projet: bool | None = None) -> Page:
    """The page, kept until the data of the year or of those before change.

    ``modifiable``: with the ways to write its texts; ``explicable``: and to explain its changes. The seal of
    its charts is that of the site's secret.
    """
    qui = f"{exercice.statut} {modifiable} {explicable} {projet}"
    cle = f"page du bilan {construction()} {SCEAU.signature('')} {qui}"
    return memoriser(cle, lambda: _rendre(exercice, modifiable, explicable, projet), exercice.annee)


def _rendre(exercice: Exercice, modifiable: bool, explicable: bool, projet: bool | None) -> Page:
    bilan = Bilan(exercice, projet=projet)
    contexte = {"bilan": bilan, "modifiable": modifiable, "explicable": explicable}
    return Page(
        annee=bilan.annee,
        titre=bilan.titre,
        projet=bilan.projet,
        a_relire=bilan.a_relire,
        a_expliquer=bilan.a_expliquer,
        est_vide=bilan.est_vide,
        sommaire=render_to_string("bilan/table_des_matieres.html", contexte),
        corps=render_to_string("bilan/corps.html", contexte),
    )
