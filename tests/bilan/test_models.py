"""Every rule of the report's tables holds in the form and in the database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from siim94.bilan.models import Rubrique
from siim94.socle.journal import nom_contrainte
from tests.bilan.factories import ExerciceFactory, RubriqueFactory
from tests.contraintes import refuse, refuse_en_base

pytestmark = pytest.mark.django_db


def test_a_code_serves_once_a_year():
    autre = RubriqueFactory(code="mot")
    refuse(RubriqueFactory.build(exercice=autre.exercice, code="mot"), "rubrique_code_unique_par_exercice")
    RubriqueFactory(exercice=ExerciceFactory(annee=2036), code="mot")


def test_two_parts_of_a_year_cannot_stand_at_the_same_place_but_may_swap():
    un, deux = RubriqueFactory(rang=1), RubriqueFactory(rang=2)
    with transaction.atomic():
        Rubrique.objects.filter(pk=un.pk).update(rang=2)
        Rubrique.objects.filter(pk=deux.pk).update(rang=1)
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        Rubrique.objects.filter(pk=un.pk).update(rang=2)
        Rubrique.objects.filter(pk=deux.pk).update(rang=2)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert nom_contrainte(refus.value) == "rubrique_rang_unique_par_exercice"


def test_a_part_without_heading_nor_text_is_not_named_by_a_bare_code():
    assert str(RubriqueFactory.build(titre="", code="parc-mutuel", section="parc.tableau")) == "Parc mutuel"


def test_a_part_says_something():
    refuse(RubriqueFactory.build(exercice=ExerciceFactory(), titre=""), "rubrique_non_vide")


def test_a_level_is_known():
    refuse_en_base(RubriqueFactory.build(exercice=ExerciceFactory(), niveau=6), "rubrique_niveau_connu")


def test_a_section_is_named_by_app_and_section():
    with pytest.raises(ValidationError) as refus:
        RubriqueFactory.build(exercice=ExerciceFactory(), section="n’importe quoi").full_clean()
    assert "appli.section" in str(refus.value)
