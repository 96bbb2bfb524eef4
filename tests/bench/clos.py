"""A closed year by every way on every model that its closing locks: each pair, and what it answers. Then what
meets a closing under way, each killed in turn at any moment.
"""

import logging
import os
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from django.db import transaction
from django.test.utils import setup_test_environment, teardown_test_environment

from siim94.bilan import tirages
from siim94.bilan.models import Tirage
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, Exercice, Travail
from siim94.socle.sceaux import verifier
from tests import simultane
from tests.attente import attendre
from tests.bench.donnees import base_de_banc
from tests.bench.pages import Constat
from tests.chargements.processus import TRAVAILLEUR, commandes
from tests.portes import VERROUILLES, essayer
from tests.portes_base import PAR_LA_BASE
from tests.portes_pages import PAR_LES_PAGES

# Rounds of processes that meet, and who is killed in them in turn.
TOURS = int(os.environ.get("BENCH_TOURS", "10"))
VICTIMES = ("nobody", "load", "closing", "worker", "sealing")
MOTS = {
    "closing": ["exercice", "clore", simultane.ANNEE],
    "worker": TRAVAILLEUR,
    "sealing": ["journal", "--sceller"],
}


def mesurer() -> Iterator[Constat]:
    yield from _portes()
    with base_de_banc(), tempfile.TemporaryDirectory() as dossier:
        for tour in range(TOURS):
            yield _tour(tour, Path(dossier))


def _tour(tour: int, dossier: Path) -> Constat:
    """One round; every other one, twenty people save instead of the load."""
    hasard = Random(tour)  # noqa: S311
    victime = VICTIMES[tour // 2 % len(VICTIMES)]
    with acteur(motif="banc d’essai"):
        Exercice.objects.filter(annee=simultane.ANNEE).update(statut=Exercice.Statut.OUVERT)
    fichier, avant = simultane.fichier_de_l_annee(dossier), simultane.montants()
    anciens = list(Chargement.objects.values_list("pk", flat=True))
    tirages.demander(Exercice.objects.get(annee=simultane.ANNEE))
    # A start of a process takes a second or two: most moments fall into what it does.
    moments = {nom: hasard.uniform(0, 2) for nom in ("closing", "sealing")} | {"load": 0, "worker": 0}
    moments["kill"] = hasard.uniform(1.5, 6)
    if tour % 2:
        del moments["load"]
    debut, redacteurs, processus = time.monotonic(), None, {}
    try:
        with commandes() as lancer:
            for nom, moment in sorted(moments.items(), key=lambda paire: paire[1]):
                time.sleep(max(0, debut + moment - time.monotonic()))
                if nom != "kill":
                    processus[nom] = lancer(*(simultane.charge(fichier) if nom == "load" else MOTS[nom]))
                elif victime in processus:
                    simultane.tuer(processus[victime])
                if redacteurs is None and "load" not in moments:
                    redacteurs = simultane.Redacteurs()
            codes = {nom: p.wait(300) for nom, p in processus.items() if nom != "worker"}
            if redacteurs is not None:
                redacteurs.finir()
            # What the dead left is taken up, the drawing too.
            lancer(*MOTS["worker"])
            attendre(lambda: not Travail.objects.actifs().exists(), 300)
        _constater(avant, anciens, redacteurs)
    except Exception as erreur:
        return Constat(f"round {tour}, {victime} killed: {erreur}\n{traceback.format_exc()}", depasse=True)
    saves = f", {len(redacteurs.enregistrees)} saves" if redacteurs else ""
    etat = "closed" if simultane.est_clos() else "open"
    return Constat(
        f"round {tour}: {victime} killed after {moments['kill']:.1f} s, exit codes {codes}{saves},"
        f" the year is {etat}, the PDF whole, the chain holds",
        depasse=any(code not in (0, 1, -9) for code in codes.values()),
    )


def _constater(avant: dict, anciens: list[int], redacteurs: simultane.Redacteurs | None) -> None:
    if redacteurs is None:
        nouveau = Chargement.objects.filter(genre="feuille").exclude(pk__in=anciens).first()
        simultane.constater(avant, nouveau)
    else:
        assert set(redacteurs.refus) <= {"exercice_clos"}, redacteurs.refus
        ecrits = avant | dict(redacteurs.enregistrees)
        assert simultane.montants() == ecrits, "what was saved is not what is there"
        assert not simultane.est_clos() or simultane.apres_la_cloture() == 0
    tirage = Tirage.objects.dernier(simultane.ANNEE)
    assert tirage is not None and tirages.contenu(tirage) is not None, "no whole PDF"
    assert verifier().tient


def _portes() -> Iterator[Constat]:
    logging.getLogger("django").setLevel(logging.CRITICAL + 1)
    menees: Counter = Counter()
    # The pages give their forms to whoever asks, as in the tests.
    setup_test_environment(debug=False)
    with base_de_banc():
        for modele in VERROUILLES:
            for porte in (*PAR_LA_BASE, *PAR_LES_PAGES):
                nom = f"{modele._meta.label} by {porte.__name__}"
                try:
                    with transaction.atomic():
                        reponse = essayer(modele, porte)
                        transaction.set_rollback(True)
                except Exception as erreur:
                    yield Constat(f"{nom}: {erreur}\n{traceback.format_exc(limit=-3)}", depasse=True)
                    continue
                menees[porte.__name__ if reponse.texte else ""] += 1
                yield Constat(str(reponse), depasse=False)
    teardown_test_environment()
    sans_objet = menees.pop("", 0)
    for nom, nombre in menees.items():
        yield Constat(f"{nom}: refused on {nombre} of {len(VERROUILLES)} models", depasse=False)
    jamais = {porte.__name__ for porte in (*PAR_LA_BASE, *PAR_LES_PAGES)} - {*menees}
    yield Constat(
        f"{sum(menees.values())} pairs of model and way refused, {sans_objet} where no way leads;"
        f" ways that lead nowhere: {', '.join(sorted(jamais)) or 'none'}",
        depasse=bool(jamais),
    )
