"""What publishing the report of 2021 costs beside drawing its PDF and its HTML, each by its command, from
nothing and in turn: at most ``LIMITE`` times as long. What a reader of an edition then waits for, and one who
compares two.
"""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.core.cache import cache
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from adherents.models import Adherent
from siim94 import postgres
from siim94.bilan.models import Rubrique, Tirage
from siim94.socle.models import Exercice, Utilisateur
from tests.bases import cloner, supprimer
from tests.bench.donnees import base_de_banc
from tests.bench.mesures import Mesure, appel, lire, manage
from tests.comptes import connecter

LIMITE = 1.5
FOIS = 5


@dataclass(frozen=True)
class Passage:
    """A drawing and a publication one after the other: seconds of the clock, and of all their processes but
    the server of the database.
    """

    dessin: tuple[float, float]
    publication: tuple[float, float]

    @property
    def rapport(self) -> float:
        return self.publication[0] / self.dessin[0]

    def __str__(self) -> str:
        (dessin, calcul), (publication, autre) = self.dessin, self.publication
        return (
            f"drawing {dessin:.2f} s ({calcul:.2f} s computed), publication {publication:.2f} s"
            f" ({autre:.2f} s computed): {self.rapport:.2f} ×"
        )


@dataclass(frozen=True)
class Rapport:
    """The median of the passages, whatever else the machine did during one of them."""

    passages: tuple[Passage, ...]

    @property
    def valeur(self) -> float:
        return statistics.median(passage.rapport for passage in self.passages)

    @property
    def depasse(self) -> bool:
        return self.valeur > LIMITE

    def __str__(self) -> str:
        return f"a publication takes {self.valeur:.2f} × the time of a drawing, at most {LIMITE}"


def mesurer() -> Iterator[Passage | Rapport | Mesure]:
    with base_de_banc() as nom, tempfile.TemporaryDirectory() as dossier:
        annee = str(Exercice.objects.courant().annee)
        Rubrique.objects.filter(exercice=annee).update(a_relire=False)
        fichiers = [
            mot for ext in ("pdf", "html") for mot in (f"--{ext}", str(Path(dossier, f"bilan.{ext}")))
        ]
        publier = ("publier", annee, "--motif", "Essai", "--sans-relecture", "--accepter-avertissements")
        passages = []
        for _ in range(FOIS):
            passages.append(_passer(nom, manage("bilan", annee, *fichiers), manage(*publier)))
            yield passages[-1]
        yield Rapport(tuple(passages))
        _duree(nom, manage(*publier))
        client = connecter(Utilisateur.objects.order_by("pk").first())
        adresse = f"/bilan/{annee}/editions/1/bilan.pdf"
        yield appel(f"GET {adresse}", partial(lire, client, adresse), limite="50 ms on an idle machine")
        _duree(nom, manage("exercice", "rouvrir", annee, "--motif", "Essai"))
        Adherent.objects.update(nom=Concat("nom", Value(" et environs")))
        _duree(nom, manage(*publier, "--nature", "rectificatif", "--portee", "materielle"))
        ecarts = f"/bilan/{annee}/editions/2/differences/"
        yield appel(
            f"GET {ecarts}", partial(_lire_a_neuf, client, ecarts), fois=5, limite="1 s on an idle machine"
        )


def _lire_a_neuf(client: Client, adresse: str) -> None:
    """A page of which nothing is kept yet."""
    cache.clear()
    lire(client, adresse)


def _passer(nom: str, dessiner: Sequence[str], publier: Sequence[str]) -> Passage:
    """Both over the same database, whose pages the server has read before: what is published stays, so each
    time in a copy.
    """
    copie = f"{nom}_publiee"
    connection.close()
    cloner(nom, copie)
    try:
        _duree(copie, dessiner)
        # Nothing of the first drawing serves the second.
        connection.settings_dict["NAME"] = copie
        Tirage.objects.all().delete()
        connection.close()
        return Passage(_duree(copie, dessiner), _duree(copie, publier))
    finally:
        connection.settings_dict["NAME"] = nom
        connection.close()
        supprimer(copie)


def _duree(base: str, mots: Sequence[str]) -> tuple[float, float]:
    adresse = postgres.serveur().url().replace(f"/{postgres.BASE}?", f"/{base}?")
    debut = time.perf_counter()
    processus = subprocess.Popen(
        mots,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"DATABASE_URL": adresse, "SIIM94_PRODUCTION": "false"},
    )
    _, statut, ressources = os.wait4(processus.pid, 0)
    duree = time.perf_counter() - debut
    if statut:
        raise SystemExit(f"{' '.join(mots)} ended with status {statut}")
    return duree, ressources.ru_utime + ressources.ru_stime
