"""A base in use gets what its successions now do to memberships and reports."""

from importlib import import_module

import pytest
from django.db import connection

from adherents.models import Adhesion, Succession

pytestmark = pytest.mark.django_db

PASSAGES = import_module("adherents.migrations.0008_passages")


def etat():
    adhesions = Adhesion.objects.values_list("adherent__code", "debut", "fin")
    successions = Succession.objects.values_list("ancien__code", "adhesion", "bilan", "raccordee")
    return set(adhesions), {ligne[0]: ligne[1:] for ligne in successions}


def test_successions_of_before_come_to_what_the_first_data_say(donnees_2021):
    adhesions, successions = etat()
    with connection.cursor() as cursor:
        for table in ("succession", "adhesion"):
            cursor.execute(f"ALTER TABLE adherents_{table} DISABLE TRIGGER USER")
        cursor.execute("UPDATE adherents_succession SET adhesion = true, bilan_id = NULL, raccordee = true")
        cursor.execute("DELETE FROM adherents_adhesion WHERE debut IS NOT NULL")
        cursor.execute("UPDATE adherents_adhesion SET fin = NULL WHERE fin > '2021-10-01'")
        cursor.execute(PASSAGES.REPRENDRE)
    assert etat() == (adhesions, successions)
