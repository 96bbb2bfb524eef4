"""What the database and the forms refuse about time and training, and the totals that the querysets give."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from siim94.socle.journal import nom_contrainte
from siim94.socle.models import Exercice
from support.models import Formation, LigneVentilation, Ventilation
from tests.rh.factories import ANNEE, ExerciceFactory
from tests.support import factories

pytestmark = pytest.mark.django_db


def refuse(objet, contrainte, message):
    """Both refuse the object: the form in French, the database by its constraint."""
    with pytest.raises(ValidationError) as erreur:
        objet.full_clean()
    assert message in erreur.value.messages
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        objet.save()
    assert nom_contrainte(refus.value) == contrainte


@pytest.mark.parametrize(
    ("fabrique", "contrainte", "message"),
    [
        (
            factories.VentilationFactory,
            "ventilation_unique",
            "Cette ventilation existe déjà pour cet exercice.",
        ),
        (
            factories.LigneVentilationFactory,
            "ligneventilation_unique",
            "Cette ventilation a déjà une part de ce libellé.",
        ),
        (
            factories.FormationFactory,
            "formation_unique_par_type",
            "Les formations de ce type sont déjà renseignées pour cet exercice.",
        ),
        (
            factories.FormationAdherentFactory,
            "formationadherent_unique",
            "Les formations de cet adhérent sont déjà renseignées pour cet exercice.",
        ),
        (
            factories.IndicateurSupportFactory,
            "support_indicateursupport_unique",
            "Cet indicateur est déjà renseigné pour cet exercice.",
        ),
    ],
)
def test_a_second_row_with_the_same_key_is_refused(fabrique, contrainte, message):
    objet = fabrique()
    champs = {
        champ.attname: getattr(objet, champ.attname)
        for champ in objet._meta.concrete_fields
        if not champ.primary_key and champ.attname != "version"
    }
    refuse(type(objet)(**champs), contrainte, message)


@pytest.mark.parametrize(
    ("fabrique", "champ", "contrainte", "message"),
    [
        (
            factories.LigneVentilationFactory,
            "valeur",
            "ligneventilation_positive",
            "Un temps passé n’est pas négatif.",
        ),
        (
            factories.FormationFactory,
            "jours",
            "formation_jours_positifs",
            "Un nombre de jours n’est pas négatif.",
        ),
    ],
)
def test_a_negative_time_is_refused(fabrique, champ, contrainte, message):
    objet = fabrique()
    setattr(objet, champ, -1)
    refuse(objet, contrainte, message)


def test_the_agents_of_a_training_are_not_negative():
    formation = factories.FormationFactory()
    formation.agents = -1
    with pytest.raises(ValidationError):
        formation.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        formation.save()


def test_a_breakdown_in_use_is_not_deleted():
    ligne = factories.LigneVentilationFactory()
    with pytest.raises(ProtectedError):
        Ventilation.objects.filter(pk=ligne.ventilation_id).delete()


def test_a_part_of_a_closed_report_is_refused():
    ligne = factories.LigneVentilationFactory()
    Exercice.objects.filter(pk=ANNEE).update(statut=Exercice.Statut.CLOS)
    ligne.valeur = 11
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        ligne.save()
    assert nom_contrainte(refus.value) == "exercice_clos"


def total(ventilation, bilan=None):
    return LigneVentilation.objects.total_of(
        ventilation.exercice_id, ventilation.pole.code, ventilation.mesure, ventilation.axe, bilan
    )


def test_a_total_is_the_sum_of_the_parts_else_the_one_given_else_unknown():
    ventilation = factories.VentilationFactory()
    assert total(ventilation) is None
    Ventilation.objects.filter(pk=ventilation.pk).update(total=30)
    assert total(ventilation) == 30
    factories.LigneVentilationFactory.create_batch(2, ventilation=ventilation, valeur=Decimal("10.5"))
    assert total(ventilation) == 21


def test_sums_stay_inside_one_breakdown():
    ventilation = factories.VentilationFactory()
    factories.LigneVentilationFactory(ventilation=ventilation, valeur=10)
    domaines = factories.VentilationFactory(pole=ventilation.pole, axe=Ventilation.Axe.DOMAINE)
    factories.LigneVentilationFactory(ventilation=domaines, valeur=9)
    assert total(ventilation) == 10
    assert total(domaines) == 9


def test_a_later_report_restates_a_breakdown_as_a_whole():
    ventilation = factories.VentilationFactory()
    factories.LigneVentilationFactory.create_batch(2, ventilation=ventilation, valeur=10)
    reprise = factories.VentilationFactory(
        pole=ventilation.pole,
        exercice=ventilation.exercice,
        bilan_de=ExerciceFactory(annee=ANNEE + 1),
    )
    factories.LigneVentilationFactory(ventilation=reprise, valeur=17)
    assert total(ventilation) == 20
    assert total(ventilation, ANNEE + 1) == 17


def test_training_that_was_not_counted_is_unknown():
    ExerciceFactory()
    assert Formation.objects.total_of(ANNEE, "jours") is None
    factories.FormationFactory(agents=None, jours=3)
    assert Formation.objects.total_of(ANNEE, "agents") is None
    assert Formation.objects.total_of(ANNEE, "jours") == 3


def test_training_of_the_last_years_only():
    factories.FormationFactory()
    factories.FormationFactory(exercice=ExerciceFactory(annee=ANNEE - 1))
    annees = [ligne["exercice"] for ligne in Formation.objects.totaux_by_annee(ANNEE, 1)]
    assert annees == [ANNEE]
    assert [ligne["exercice"] for ligne in Formation.objects.by_annee_et_type(ANNEE, 2)] == [ANNEE - 1, ANNEE]
