"""What the site keeps (``siim94.socle.memoire``), for tests: one memory for all that find the same data.

A value is computed once a worker for the first data, whatever test or request asks for it first. What a test
computes of data that it changed is its own, and lasts as long as it does: revisions never have the numbers of
one that was given up again. A test that replaces a part of the site (``isoler``) or counts what a page asks
has an empty memory from there on, emptied by each of its requests: neither what it asks for nor what it
leaves depends on the tests before it.
"""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.core.signals import request_started, setting_changed
from django.test.utils import CaptureQueriesContext

from siim94.socle import memoire
from siim94.socle.models import Exercice, Revision


class Memoire:
    """In the place of the cache: ``depart`` tells the states of the first data, ``gardes`` what they gave."""

    def __init__(self, depart: frozenset[str], gardes: dict[str, bytes]):
        self.depart, self.gardes = depart, gardes
        self.propres: dict[str, bytes] = {}
        self.isolee = False

    def get(self, place: str):
        trouve = self.propres.get(place)
        if trouve is None and not self.isolee:
            trouve = self.gardes.get(place)
        return None if trouve is None else pickle.loads(trouve)  # noqa: S301 – its own

    def set(self, place: str, gardee, duree: int) -> None:
        self.propres.pop(place, None)
        partagee = not self.isolee and gardee[0] in self.depart
        (self.gardes if partagee else self.propres)[place] = pickle.dumps(gardee)

    def isoler(self, **signal) -> None:
        if not self.isolee:
            self.isolee = True
            self.propres.clear()
            request_started.connect(self.vider)

    def vider(self, **signal) -> None:
        self.propres.clear()

    @contextmanager
    def a_la_place(self) -> Iterator[None]:
        """The site keeps what it keeps there; alone, once something is replaced or counted."""
        with pytest.MonkeyPatch.context() as echange:
            echange.setattr(memoire, "cache", self)
            for classe, noms in ISOLENT.items():
                for nom in noms:
                    echange.setattr(classe, nom, self._avant(getattr(classe, nom)))
            setting_changed.connect(self.isoler)
            yield
            setting_changed.disconnect(self.isoler)
            request_started.disconnect(self.vider)

    def _avant(self, methode):
        def isolee(*args, **kwargs):
            self.isoler()
            return methode(*args, **kwargs)

        return isolee


# What a test replaces a part of the site by, or counts its statements with.
ISOLENT = {
    mock._patch: ("__enter__",),
    mock._patch_dict: ("__enter__",),
    CaptureQueriesContext: ("__enter__",),
    # Last, and its ``setattr`` too: it is what replaces the others.
    pytest.MonkeyPatch: ("delattr", "setitem", "delitem", "setattr"),
}


def etats_de_depart() -> frozenset[str]:
    """The states that what is kept of any year may name, of the data as they stand."""
    etat = Revision.objects.etat()
    annees = Exercice.objects.values_list("annee", flat=True)
    return frozenset(map(etat.empreinte, {None, *range(min(annees), max(annees) + 30)}))
