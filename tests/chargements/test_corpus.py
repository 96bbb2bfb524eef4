"""The kept corpus: small files of our own by door and fault, each with what comes of it (``attendus.csv``).

``phrase`` is a part of what the line of ``manage.py essayer`` says. ``SIIM94_CORPUS=ecrire`` writes the lines
as they are now, to be read before they are kept.
"""

import csv
import os
from pathlib import Path

import pytest
from django.db import transaction

from adherents.models import Adherent
from siim94.chargements.essai import essayer
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.socle.models import Exercice, Organisme
from support.models import EntiteGlpi, PlateformeGlpi
from tests.formats.echantillons import SIRET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021", "plateforme")]

DOSSIER = Path(__file__).parent.parent / "corpus"
ATTENDUS = DOSSIER / "attendus.csv"


def fichiers() -> dict[str, Path]:
    return {str(p.relative_to(DOSSIER)): p for p in sorted(DOSSIER.glob("*/*"))}


def attendus() -> dict[str, tuple[str, str]]:
    with ATTENDUS.open(encoding="utf-8", newline="") as flux:
        return {
            ligne["fichier"]: (ligne["verdict"], ligne["phrase"])
            for ligne in csv.DictReader(flux, delimiter=";")
        }


@pytest.fixture(scope="module")
def plateforme(django_db_setup, django_db_blocker):
    """The only platform, with the entity of the files; their body, and the plan of accounts they follow.

    Made once for all the files, in a transaction that is thrown away after them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        Exercice.objects.create(annee=2030, statut=Exercice.Statut.OUVERT)
        Organisme.objects.update(siret=SIRET)
        EntiteGlpi.objects.all().delete()
        PlateformeGlpi.objects.all().delete()
        charger(chargeur_de("nomenclature"), DOSSIER / "nomenclature/plan-juste.xml", Options())
        plateforme = PlateformeGlpi.objects.create(code="corpus", nom="Corpus")
        EntiteGlpi.objects.create(
            plateforme=plateforme, libelle="Racine > Essai", adherent=Adherent.objects.first()
        )
        yield plateforme
        transaction.set_rollback(True)


def simple(phrase: str) -> str:
    return phrase.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.skipif("SIIM94_CORPUS" not in os.environ, reason="writes what is expected")
def test_ecrire():
    with ATTENDUS.open("w", encoding="utf-8", newline="") as flux:
        ecrivain = csv.writer(flux, delimiter=";", lineterminator="\n")
        ecrivain.writerow(["fichier", "verdict", "phrase"])
        for nom, chemin in fichiers().items():
            essai = essayer(chemin)
            ecrivain.writerow([nom, essai.verdict, simple(essai.phrase).partition(" ; ")[0][:120]])


@pytest.mark.parametrize("nom", fichiers())
def test_a_file_of_the_corpus_comes_to_what_is_expected(nom):
    verdict, phrase = attendus()[nom]
    essai = essayer(DOSSIER / nom)
    assert (essai.verdict, phrase in simple(essai.phrase)) == (verdict, True), essai


def test_every_expectation_has_its_file_and_no_refusal_is_a_surprise():
    assert set(attendus()) == set(fichiers())
    assert not [nom for nom, (_, phrase) in attendus().items() if "inattendue" in phrase]
