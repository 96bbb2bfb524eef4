"""Two editions of a year's report held against each other, or an edition and what the data give today."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from siim94.bilan.instantane import instantane
from siim94.bilan.parties import Supplement
from siim94.bilan.redaction import typographie_html
from siim94.bilan.rendu import Bilan, Support
from siim94.bilan.tirages import construction
from siim94.editions import archives, pourquoi, rectifications
from siim94.editions.differences import Differences, comparer
from siim94.editions.donnees import donnees
from siim94.editions.models import Edition
from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice, Journal


@dataclass(frozen=True)
class Raisons:
    """What is known of why a report changed from an edition to another, or to today: the reasons of the
    re-openings, the errors found in its parts, and how far what was written meanwhile was purged.
    """

    reouvertures: tuple[str, ...]
    erreurs: tuple[tuple[str, str], ...]
    purge: str

    @classmethod
    def depuis(cls, avant: Edition, apres: Edition | None = None):
        return cls(raisons_depuis(avant, apres), pourquoi.des_parties(avant, apres), pourquoi.purge(avant))

    @property
    def commune(self) -> str:
        """What is told of a difference that has no reason of its own."""
        return " ; ".join(self.reouvertures)


@dataclass(frozen=True)
class Comparaison:
    """What changed from an edition to another, or to today (``apres`` None), and why, as far as is known."""

    avant: Edition
    apres: Edition | None
    differences: Differences
    raisons: Raisons

    @property
    def raison(self) -> str:
        return self.raisons.commune


def entre(un: Edition, autre: Edition) -> Comparaison:
    """From the earlier of two editions of a year to the later. EditionAlteree when one is not what it was."""
    avant, apres = sorted((un, autre), key=lambda edition: edition.numero)
    raisons = Raisons.depuis(avant, apres)
    for edition in (avant, apres):
        archives.octets(edition, "donnees.json")
    return Comparaison(avant, apres, _entre(avant.pk, apres.pk, raisons), raisons)


def avec_aujourd_hui(edition: Edition) -> Comparaison:
    """From an edition to what the report would be now, whose data are read once for each of their states.

    RubriqueErronee when the report of today cannot be made; EditionAlteree.
    """
    octets = archives.octets(edition, "donnees.json")
    raisons = Raisons.depuis(edition)
    annee = edition.exercice_id
    cle = f"différences depuis {edition.donnees_id} {construction()} {raisons}"

    def calculer() -> Differences:
        return expliquer(json.loads(octets), du_jour(edition.exercice), edition, None, raisons)

    return Comparaison(edition, None, memoriser(cle, calculer, annee), raisons)


def du_jour(exercice: Exercice) -> dict:
    """The data of the report as it would be published now."""
    with instantane():
        return donnees(Bilan(exercice, Support.FICHIER, projet=False), timezone.now())


def expliquer(
    avant: dict, apres: dict, edition: Edition, suivante: Edition | None, raisons: Raisons
) -> Differences:
    """What changed from an edition, each difference with its own reason where one is known: the load or the
    change of the rows of a figure or of a table, the error that was found in a part; else that of the
    re-opening, with the purge by which its own may be lost.
    """
    des_parties, raison = dict(raisons.erreurs), raisons.commune
    sans_la_sienne = " ; ".join(filter(None, (raison, raisons.purge)))
    codes = (rubrique["code"] for donnees in (avant, apres) for rubrique in donnees["rubriques"])
    changes = comparer(avant, apres, des_parties={code: des_parties.get(code, raison) for code in codes})
    propres = pourquoi.des_differences(changes, edition, suivante)

    def avec_la_sienne(change, *rubriques: str):
        siennes = (propres.get(change), *(des_parties.get(code) for code in rubriques))
        dite = " ; ".join(dict.fromkeys(filter(None, siennes)))
        return replace(change, pourquoi=dite or sans_la_sienne)

    return replace(
        changes,
        chiffres=[avec_la_sienne(chiffre, *chiffre.rubriques) for chiffre in changes.chiffres],
        lignes=[avec_la_sienne(ligne, ligne.rubrique) for ligne in changes.lignes],
        cellules=[avec_la_sienne(cellule, cellule.rubrique) for cellule in changes.cellules],
    )


def annexe_de(exercice: Exercice) -> Callable[[dict], Supplement | None] | None:
    """What makes of the data of a year's new edition its annex; None where no edition can be compared."""
    precedente, annee_avant = (Edition.objects.derniere(exercice.annee - recul) for recul in (0, 1))
    return partial(annexe, precedente, annee_avant) if precedente or annee_avant else None


def annexe(precedente: Edition | None, annee_avant: Edition | None, apres: dict) -> Supplement | None:
    """What a new edition says, at its end, of what changed since the one before it, and of what it gives
    otherwise of the year before than that year's last edition. One that was altered since is compared with
    nothing, and that is said.
    """
    contexte: dict = {"precedente": precedente, "refus": "", "differences": None, "raisons": None}
    contexte |= {"annee_avant": annee_avant, "autrement": autrement(annee_avant, apres)}
    if precedente:
        contexte["raisons"] = Raisons.depuis(precedente)
        try:
            avant = json.loads(archives.octets(precedente, "donnees.json"))
            contexte["differences"] = expliquer(avant, apres, precedente, None, contexte["raisons"])
        except archives.EditionAlteree as alteree:
            contexte["refus"] = str(alteree)
    elif not contexte["autrement"]:
        return None
    html = typographie_html(render_to_string("editions/differences_annexe.html", contexte).strip())
    titre = f"Ce qui a changé depuis l’édition {precedente.numero}" if precedente else "Année précédente"
    return Supplement("differences", titre, mark_safe(html))  # noqa: S308 - rendered with escapes


def autrement(publiee: Edition | None, donnees: dict) -> list[dict]:
    """The figures of the year before, as a report's data give them, that are not what its last edition
    printed: label, what was printed, what is. Of an altered edition, none.
    """
    try:
        lues = json.loads(archives.octets(publiee, "donnees.json"))["chiffres"] if publiee else ()
    except archives.EditionAlteree:
        return []
    imprimes = {chiffre["code"]: chiffre for chiffre in lues}
    trouves = []
    for chiffre in donnees["chiffres"]:
        avant, imprime = chiffre["precedent"], imprimes.get(chiffre["code"])
        comparables = avant and imprime and avant["annee"] == imprime["annee"]
        if comparables and (publie := rectifications.autrement(imprime, avant)):
            trouves.append({"libelle": chiffre["libelle"], "publie": publie, "donne": avant["ecrit"]})
    return trouves


@lru_cache(maxsize=16)
def _entre(avant: int, apres: int, raisons: Raisons) -> Differences:
    """Computed once a process: two editions never change, nor what was written between them."""
    editions = Edition.objects.select_related("donnees").in_bulk((avant, apres))
    lues = [json.loads(bytes(editions[pk].donnees.octets)) for pk in (avant, apres)]
    return expliquer(*lues, editions[avant], editions[apres], raisons)


def raisons_depuis(edition: Edition, jusqu_a: Edition | None = None) -> tuple[str, ...]:
    """Why the year was opened again after an edition, and before another, as the journal has it."""
    reouvertures = Journal.objects.filter(
        table_nom=Exercice._meta.db_table,
        cle=str(edition.exercice_id),
        quand__gte=edition.publiee,
        apres__statut=Exercice.Statut.OUVERT,
    ).exclude(motif="")
    if jusqu_a:
        reouvertures = reouvertures.filter(quand__lte=jusqu_a.publiee)
    return tuple(dict.fromkeys(reouvertures.order_by("quand", "pk").values_list("motif", flat=True)))
