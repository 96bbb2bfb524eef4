"""Whose an entity is: what people mapped first, then the names of members, never a guess."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from adherents.models import Alias
from siim94.socle.models import Organisme
from support.entites import EntitesInconnues, rattacher
from support.models import EntiteGlpi
from tests.support.exports_glpi import EntiteFactory, PlateformeFactory
from tests.support.factories import AdherentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def adherent():
    return AdherentFactory(nom="Ville d’Ailleurs-sur-Mer", nom_court="Ailleurs")


@pytest.fixture
def plateforme():
    return PlateformeFactory()


def trouver(plateforme, libelle):
    return rattacher(plateforme, {libelle: 2})[libelle]


@pytest.mark.parametrize(
    "libelle",
    [
        "Racine > Ailleurs",
        "Racine > VILLE D'AILLEURS-SUR-MER",
        "Racine > Ailleurs > Écoles > Étage",
        "Ailleurs",
        "Racine > Mairie d'Ailleurs",
    ],
)
def test_members_are_found_by_name_short_name_and_alias_up_the_tree(plateforme, adherent, libelle):
    Alias.objects.create(adherent=adherent, libelle="Mairie d’Ailleurs", origine=Alias.Origine.GLPI)
    entite = trouver(plateforme, libelle)
    assert (entite.adherent, entite.interne, entite.pk) == (adherent, False, None)


def test_hyphens_of_a_members_name_do_not_matter(plateforme, adherent):
    assert trouver(plateforme, "Racine > Ville d’Ailleurs sur Mer").adherent == adherent


def test_two_members_named_by_one_tree_answer_for_none(plateforme, adherent):
    autre = AdherentFactory(nom="Théâtre d’Ailleurs-Mer", nom_court="Scène")
    libelle = "Racine > Ville d’Ailleurs-sur-Mer > Scène"
    with pytest.raises(EntitesInconnues):
        trouver(plateforme, libelle)
    vues = []
    rattacher(plateforme, {libelle: 2}, lambda attribution: vues.append(attribution) or autre.code)
    (vue,) = vues
    assert (list(vue.nommes), vue.proposee, vue.certaine) == ([autre, adherent], adherent.code, None)


def test_what_people_mapped_wins_over_names(plateforme, adherent):
    autre = AdherentFactory()
    mappee = EntiteFactory(plateforme=plateforme, libelle="Racine > Ailleurs", adherent=autre)
    assert trouver(plateforme, "Racine > Ailleurs") == mappee
    assert trouver(plateforme, "Racine > Ailleurs > Écoles").adherent == autre


def test_a_mapping_holds_on_its_platform_only(plateforme):
    EntiteFactory(libelle="Racine > Lieu")
    with pytest.raises(EntitesInconnues):
        trouver(plateforme, "Racine > Lieu")


def test_the_root_is_the_syndicate_s_own_and_does_not_swallow_its_children(plateforme):
    sigle = Organisme.objects.get().sigle
    assert trouver(plateforme, sigle).interne
    with pytest.raises(EntitesInconnues) as refus:
        trouver(plateforme, f"{sigle} > Commune inconnue")
    assert refus.value.entites == {f"{sigle} > Commune inconnue": 2}


def test_children_of_an_internal_entity_are_asked_for(plateforme):
    EntiteFactory(plateforme=plateforme, libelle="Racine", adherent=None, interne=True)
    with pytest.raises(EntitesInconnues):
        trouver(plateforme, "Racine > Commune")


def test_a_name_of_two_members_answers_for_none(plateforme):
    AdherentFactory(nom="Lieu", nom_court="Lieu A")
    AdherentFactory(nom="Lieu B", nom_court="LIEU")
    with pytest.raises(EntitesInconnues, match="lignes 2"):
        trouver(plateforme, "Racine > Lieu")


def test_one_part_of_a_name_is_not_the_name(plateforme, adherent):
    with pytest.raises(EntitesInconnues):
        trouver(plateforme, "Racine > Ailleurs et environs")


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"adherent": None, "interne": False}, "Indiquez l’adhérent"),
        ({"interne": True}, "Indiquez l’adhérent"),
        ({"libelle": "Prise"}, "déjà rattachée"),
    ],
)
def test_rules_hold_in_forms_and_in_the_database(plateforme, adherent, champs, message):
    EntiteFactory(plateforme=plateforme, libelle="Prise")
    entite = EntiteGlpi(**{"plateforme": plateforme, "libelle": "Libre", "adherent": adherent} | champs)
    with pytest.raises(ValidationError, match=message):
        entite.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        entite.save()
