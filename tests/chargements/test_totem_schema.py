"""Documents derived from the State's schema go through the database: each line stays a line."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from finances.models import LigneBudget
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.formats.totem import lire_totem
from siim94.socle.models import Organisme
from tests.formats.echantillons import SIRET
from tests.formats.schema_totem import documents

pytestmark = pytest.mark.django_db


@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(octets=documents())
def test_a_document_of_the_schema_is_loaded_whole(notre, octets):
    document = lire_totem(octets)
    with transaction.atomic():
        Organisme.objects.update(siret=SIRET)
        charger(chargeur_de("totem"), octets, Options(autre_organisme=not document.entete.identifiant))
        lignes = LigneBudget.objects.filter(document__exercice=2030)
        assert lignes.count() == len(document.lignes)
        votes = [ligne.montants.vote for ligne in document.lignes if ligne.montants.vote is not None]
        assert sum(ligne.vote for ligne in lignes if ligne.vote is not None) == sum(votes)
        transaction.set_rollback(True)
