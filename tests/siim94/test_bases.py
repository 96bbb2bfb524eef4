"""The template database of the tests is made anew when what makes it changes, and only then."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.bases import (
    PREFIXE,
    empreinte_du_modele,
    existe,
    maintenance,
    supprimer,
    supprimer_modeles_perimes,
    verrou,
)

PERIME, EN_COURS = "modele_siim94_aaaaaaaaaaaa", "modele_siim94_bbbbbbbbbbbb"


@pytest.fixture(scope="module")
def avant(_modele) -> str:
    """The fingerprint of the template of this run."""
    return _modele.split("_")[2]


@pytest.mark.parametrize(
    "fichier",
    [
        "finances/models/lignes.py",
        "rh/migrations/0001_initial.py",
        "support/resources.py",
        "siim94/socle/declencheurs.py",
        "siim94/socle/droits.py",
        "siim94/chargements/premieres_donnees.py",
        "requirements.lock",
        "fixtures/2021/contributions.csv",
    ],
)
def test_a_change_of_what_makes_it_makes_another(db, monkeypatch, avant, fichier):
    lu = Path.read_bytes
    change = settings.RACINE / fichier
    assert change.exists()
    monkeypatch.setattr(Path, "read_bytes", lambda p: lu(p) + b"\n" * (p == change))
    assert empreinte_du_modele() != avant


def test_a_change_of_a_page_keeps_it(db, monkeypatch, avant):
    lu = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda p: lu(p) + b"\n" * (p.name in ("views.py", "tables.py")))
    assert empreinte_du_modele() == avant


def test_one_out_of_date_goes_unless_a_run_uses_it(_modele, avant, django_db_blocker):
    base_en_cours = f"{PREFIXE}_1_bbbbbbbbbbbb_gw0"
    with django_db_blocker.unblock(), verrou():
        try:
            maintenance(*(f"CREATE DATABASE {nom}" for nom in (PERIME, EN_COURS, base_en_cours)))
            supprimer_modeles_perimes(avant)
            restes = [existe(nom) for nom in (PERIME, EN_COURS, _modele)]
        finally:
            for nom in (PERIME, EN_COURS, base_en_cours):
                supprimer(nom)
    assert restes == [False, True, True]
