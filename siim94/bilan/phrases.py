"""Sentences made from the figures of a section, to take or leave: how they moved, who joined, who left.

Where a figure has a name, the sentence holds its token: what is computed later is written later. A change has
none, and is typed.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from adherents.models import Adherent, Succession
from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.formats import francais
from siim94.formats.calcul import Evolution
from siim94.formats.mots import plier
from siim94.socle.models import Exercice
from siim94.ui.chiffres import Chiffre, Valeur
from siim94.ui.sections import Section
from siim94.ui.tableaux import TableauRapport

# The named figures of which each section tells the change.
CHIFFRES = {
    "adherents.membres": ("adherents.membres.total",),
    "finances.essentiel": (
        "finances.recettes.total",
        "finances.depenses.total",
        "finances.investissement.depenses.total",
        "finances.reports.total",
    ),
    "finances.recettes_fonctionnement": ("finances.recettes.total",),
    "finances.depenses_fonctionnement": ("finances.depenses.total",),
    "finances.recettes_investissement": ("finances.investissement.recettes.total",),
    "finances.depenses_investissement": ("finances.investissement.depenses.total",),
    "finances.contributions": ("finances.contributions.total",),
    "finances.maintenance": ("finances.maintenance", "finances.patrimoine_applicatif"),
    "rh.effectif": ("rh.effectif.total", "rh.emplois.total", "rh.etp"),
    "rh.mouvements": ("rh.departs", "rh.arrivees"),
    "rh.statut": ("rh.effectif.titulaires", "rh.effectif.contractuels"),
    "rh.absences": ("rh.absences",),
    "applications.infrastructure": ("applications.serveurs.total",),
    "applications.exploitation": ("applications.pages.total", "applications.batchs.total"),
    "applications.catalogue_synthese": (
        "applications.catalogue.fonctions",
        "applications.catalogue.applications",
    ),
    "support.jours_si": ("support.jours.si",),
    "support.mco_applications": ("support.infrastructures.mco", "support.infrastructures.assistance"),
    "support.assistance": ("support.assistance",),
    "support.temps_facture": ("support.temps_facture",),
    "support.formations": ("support.formations.agents", "support.formations.jours"),
    "support.tickets": ("support.tickets.total",),
    "support.tickets_evolution": ("support.tickets.total",),
    "support.postes": ("support.postes.total",),
}
# Words that begin the label of a figure and are singular, with their gender.
SINGULIERS = {
    "age": "m",
    "delai": "m",
    "division": "f",
    "part": "f",
    "patrimoine": "m",
    "taux": "m",
    "total": "m",
}
# Of other units one says how many things there are.
GRANDEURS = ("€", "k€", "%", "jours", "heures", "ans", "ETP", "To", "")
UNITES = {"en euros": "€", "en jours": "jours", "en pour cent": "points"}
CITEES = 2


def phrases(section: Section) -> list[str]:
    """The sentences that the figures of a section give, with tokens; none without a year before."""
    exercice = section.exercice
    chiffres = (CHIFFRES_PAR_NOM[nom] for nom in CHIFFRES.get(section.code, ()))
    return [
        *(phrase for chiffre in chiffres if (phrase := changement(chiffre, exercice.annee))),
        *(_membres(exercice) if section.code == "adherents.membres" else ()),
        *(phrase for tableau in section.tous_les_tableaux for phrase in extremes(tableau)),
    ]


def changement(chiffre: Chiffre, annee: int, ecrire: Callable[[Chiffre, Valeur], str] | None = None) -> str:
    """How a named figure moved since the year before; empty while one of the two is unknown.

    ``ecrire`` writes both its values, which are tokens else.
    """
    apres, avant = chiffre.valeur(annee), chiffre.valeur(annee - 1, annee)
    if apres is None or avant is None:
        return ""
    sujet, pluriel = sujet_de(chiffre.libelle, chiffre.unite)
    jeton, ancien = f"[[{chiffre.nom}]]", f"[[{chiffre.nom}@annee-1]]"
    if ecrire:
        jeton, ancien = ecrire(chiffre, apres), ecrire(chiffre, avant)
    if apres == avant:
        verbe = "se maintiennent" if pluriel else "se maintient"
        return f"{sujet} {verbe} à {jeton}, comme en [[annee-1]]."
    evolution = Evolution(avant, apres)
    if chiffre.unite == "%":
        combien = f" de {_mesure(abs(evolution.difference), 1)} point{francais.accorde(evolution.difference)}"
    elif evolution.taux is None:
        combien = ""
    else:
        combien = f" de {francais.pourcent(abs(evolution.taux), 1)}"
    verbe = "augmente" if apres > avant else "diminue"
    return (
        f"{sujet} {verbe}{'nt' if pluriel else ''}{combien}, passant de {ancien} en [[annee-1]]"
        f" à {jeton} en [[annee]]."
    )


def sujet_de(libelle: str, unite: str = "") -> tuple[str, bool]:
    """The label of a figure as the subject of a sentence, and whether it is a plural.

    >>> sujet_de("Recettes de fonctionnement", "€")
    ('Les recettes de fonctionnement', True)
    >>> sujet_de("Âge moyen des agents", "ans"), sujet_de("Adhérents", "adhérents")
    (('L’âge moyen des agents', False), ('Le nombre d’adhérents', False))
    """
    tete = re.match(r"[\w’']+", libelle)[0]
    reste = libelle if tete.isupper() and len(tete) > 1 else libelle[:1].lower() + libelle[1:]
    voyelle = plier(tete)[0] in "aeiouy"
    genre = SINGULIERS.get(plier(tete))
    if genre is None and unite in GRANDEURS:
        return f"Les {reste}", True
    if genre is None:
        return f"Le nombre {'d’' if voyelle else 'de '}{reste}", False
    return f"{'L’' if voyelle else 'Le ' if genre == 'm' else 'La '}{reste}", False


# Rows of a table that hold others, or that others hold: told, they would be told twice.
COMPRIS = ("total", "sous-total", "compte")


def extremes(tableau: TableauRapport) -> Iterator[str]:
    """The rows of a table that rose and fell most since the year before, if several are compared."""
    lignes = [
        (rang.cellules[tableau.textes - 1], rang.evolution)
        for rang in tableau.rangs
        if rang.evolution
        and rang.evolution.difference
        and rang.genre not in COMPRIS
        and not rang.cellules[tableau.textes - 1].startswith("dont ")
    ]
    if len(lignes) < 2:
        return
    tri = sorted(lignes, key=lambda ligne: ligne[1].difference, reverse=True)
    hausses = [ligne for ligne in tri if ligne[1].difference > 0][:CITEES]
    baisses = [ligne for ligne in reversed(tri) if ligne[1].difference < 0][:CITEES]
    unite = UNITES.get(tableau.unite, "")
    dites = [
        f"{_celles(nom, len(trouvees))} "
        + francais.enumeration([f"«\u00a0{libelle}\u00a0» ({_ecart(e, unite)})" for libelle, e in trouvees])
        for nom, trouvees in (("hausse", hausses), ("baisse", baisses))
        if trouvees
    ]
    titre = re.sub(r"\s:\s", ", ", tableau.titre[:1].upper() + tableau.titre[1:])
    yield f"{titre}{francais.INSECABLE}: " + f"{francais.INSECABLE}; ".join(dites) + "."


def _celles(nom: str, combien: int) -> str:
    if combien > 1:
        return f"les plus fortes {nom}s sont celles de"
    return f"la plus forte {nom} est celle de"


def _ecart(evolution: Evolution, unite: str) -> str:
    difference = francais.avec_unite(_mesure(evolution.difference, None, signe=True), unite)
    taux = evolution.taux
    return difference if taux is None else f"{difference}, {francais.evolution(evolution)}"


def _mesure(valeur: Decimal | int, decimales: int | None, *, signe: bool = False) -> str:
    return francais.nombre(francais.reduit(valeur), decimales, signe=signe)


def _membres(exercice: Exercice) -> Iterator[str]:
    """Who is a member that was none the year before, who is none any more, and who became whom."""
    annee = exercice.annee
    apres, avant = (list(Adherent.objects.membres_en(an).by_genre()) for an in (annee, annee - 1))
    for venus, verbe in (
        ([a for a in apres if a not in avant], "rejoint,rejoignent"),
        ([a for a in avant if a not in apres], "quitte,quittent"),
    ):
        if venus:
            noms = francais.enumeration([str(adherent) for adherent in venus])
            yield f"{noms} {francais.accorde(len(venus), verbe)} le syndicat en [[annee]]."
    yield from Succession.objects.rapportes_en(annee).phrases(serie=False)
