"""The code of a finding is of its figures alone: the same in any base that holds them."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F

from applications.models import IndicateurActivite
from finances.models import DocumentBudgetaire, LigneBudget, MembreTotal
from rh.models import AgeMoyen, EffectifPole, PourvuGrade
from siim94.controles.etat import constats_de
from siim94.socle.memoire import sans_memoire
from siim94.socle.models import Organisme, Suivi, Utilisateur
from support.models import LigneVentilation

pytestmark = pytest.mark.django_db

# As if the base had lived before it was given the data: its sequences stand elsewhere.
PLUS_LOIN = 70_000


def contredire_2021() -> None:
    """Errors of which each is found by a check of rows, beside what 2021 itself contradicts."""
    LigneBudget.objects.filter(document__exercice=2021, chapitre__code="040").update(
        realise=F("realise") + Decimal("10.01")
    )
    MembreTotal.objects.filter(membre__chapitre__code="74").first().delete()
    LigneVentilation.objects.filter(libelle="Interventions sur site").update(valeur=15)
    IndicateurActivite.objects.filter(ventilation="Domaine RH").update(valeur=82_000)
    EffectifPole.objects.filter(exercice=2021).update(etp=99)
    AgeMoyen.objects.filter(exercice=2021).update(age=F("age") + 40)
    PourvuGrade.objects.filter(exercice=2021, grade__libelle="Attaché").update(pourvus=9)
    document = DocumentBudgetaire.objects.propres().get(exercice=2021)
    lignes = list(document.lignes.all())
    document.pk, document.etape = None, DocumentBudgetaire.Etape.BP
    document._state.adding = True
    document.save()
    for ligne in lignes:
        ligne.pk, ligne._state.adding, ligne.document = None, True, document
        ligne.vote, ligne.realise, ligne.reports = (ligne.realise or 0) / 1000, None, None
        ligne.save()


def deplacer_les_cles() -> None:
    """Every row gets another key, and what names it follows, in no relation to the order of before."""
    modeles = [m for m in apps.get_models() if issubclass(m, Suivi) and m not in (Organisme, Utilisateur)]
    with connection.cursor() as cursor:
        for modele in modeles:
            cles = {modele._meta.pk} if modele._meta.pk.get_internal_type() == "BigAutoField" else set()
            for champ in modele._meta.concrete_fields:
                cible = champ.remote_field and champ.remote_field.model
                if cible in modeles and cible._meta.pk.get_internal_type() == "BigAutoField":
                    cles.add(champ)
            if cles:
                mises = ", ".join(f'"{champ.column}" = {PLUS_LOIN} - "{champ.column}"' for champ in cles)
                cursor.execute(f'UPDATE "{modele._meta.db_table}" SET {mises}')


def test_codes_are_the_same_in_another_base_that_holds_the_same_data(donnees_2021):
    contredire_2021()
    with sans_memoire():
        avant = constats_de(2021)
        deplacer_les_cles()
        apres = constats_de(2021)
    trouves = {constat.controle.code for constat in avant}
    assert trouves >= {
        *("finances.operations-d-ordre", "finances.unite-des-documents", "finances.partition"),
        *("applications.sans-adherent", "applications.parts", "support.memes-jours", "rh.pourvus-ouverts"),
    }
    assert [c.phrase for c in apres] == [c.phrase for c in avant]
    assert [c.code for c in apres] == [c.code for c in avant]
