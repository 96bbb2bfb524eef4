"""Workstations: the last snapshot of the year, platform by platform, without what is out of use."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from siim94.socle.models import Exercice, Revision
from support.models import LigneParc, ReleveParc
from tests.adherents.factories import SuccessionFactory
from tests.rh.factories import ExerciceFactory
from tests.support.exports_glpi import EntiteFactory, LigneParcFactory, PlateformeFactory, ReleveParcFactory

pytestmark = pytest.mark.django_db

ANNEE = 2031


@pytest.fixture
def entite():
    return EntiteFactory()


def le(mois, annee=ANNEE):
    return datetime.date(annee, mois, 28)


def releve(entite, jour, *nombres, **champs):
    pose = ReleveParcFactory(plateforme=entite.plateforme, date=jour)
    for rang, nombre in enumerate(nombres):
        LigneParcFactory(releve=pose, entite=entite, nombre=nombre, type=f"Type {rang}", **champs)
    return pose


def test_only_the_last_snapshot_of_the_year_counts_on_each_platform(entite):
    autre = EntiteFactory()
    releve(entite, le(3), 100)
    releve(entite, le(11), 7, 5)
    releve(entite, le(1, ANNEE + 1), 1000)
    releve(autre, le(6), 4)
    assert LigneParc.objects.total_of(ANNEE) == 16
    assert {ligne["adherent"]: ligne["nombre"] for ligne in LigneParc.objects.by_adherent(ANNEE)} == {
        entite.adherent: 12,
        autre.adherent: 4,
    }


def test_workstations_follow_a_succession_from_its_day(entite):
    suite = SuccessionFactory(ancien=entite.adherent, date=datetime.date(ANNEE, 3, 28))
    releve(entite, le(3, ANNEE - 1), 9)
    releve(entite, le(3), 12)
    for annee, adherent, nombre in ((ANNEE - 1, entite.adherent, 9), (ANNEE, suite.nouveau, 12)):
        (ligne,) = LigneParc.objects.by_adherent(annee)
        assert (ligne["adherent"], ligne["nombre"]) == (adherent, nombre)
        assert LigneParc.objects.for_adherent(adherent).by_annee() == [{"annee": annee, "nombre": nombre}]


def test_a_year_without_snapshot_is_unknown(entite):
    releve(entite, le(1, ANNEE + 1), 1000)
    assert LigneParc.objects.total_of(ANNEE) is None


def test_statuses_that_the_platform_leaves_out_do_not_count(entite):
    entite.plateforme.statuts_hors_parc = ["Réformé", "Perdu"]
    entite.plateforme.save()
    pose = releve(entite, le(3), 10, statut="En service")
    LigneParcFactory(releve=pose, entite=entite, nombre=90, statut="Réformé")
    assert LigneParc.objects.total_of(ANNEE) == 10
    assert [(ligne["statut"], ligne["total"]) for ligne in LigneParc.objects.by_champ(ANNEE, "statut")] == [
        ("En service", 10)
    ]


def test_groups_come_the_most_frequent_first(entite):
    releve(entite, le(3), 2, 9, 4)
    assert [ligne["total"] for ligne in LigneParc.objects.by_champ(ANNEE, "type")] == [9, 4, 2]


def test_workstations_without_entity_are_those_of_the_default_member(entite):
    plateforme = PlateformeFactory(adherent_defaut=entite.adherent)
    pose = ReleveParcFactory(plateforme=plateforme, date=le(3))
    LigneParcFactory(releve=pose, entite=None, nombre=3)
    assert LigneParc.objects.by_adherent(ANNEE)[0]["adherent"] == entite.adherent
    assert LigneParc.objects.for_adherent(entite.adherent).get().nombre == 3


@pytest.mark.parametrize(
    ("fabrique", "message"),
    [
        (
            lambda ligne: ReleveParc(plateforme=ligne.releve.plateforme, date=ligne.releve.date),
            "déjà un relevé",
        ),
        (lambda ligne: LigneParc(releve=ligne.releve, entite=None, nombre=1), "déjà une ligne"),
        (
            lambda ligne: LigneParc(releve=ligne.releve, entite=None, type="Autre", nombre=0),
            "au moins un poste",
        ),
    ],
    ids=["one snapshot a day", "one line of a kind, without entity too", "no empty line"],
)
def test_rules_hold_in_forms_and_in_the_database(entite, fabrique, message):
    ligne = LigneParcFactory(releve=ReleveParcFactory(plateforme=entite.plateforme, date=le(3)), entite=None)
    objet = fabrique(ligne)
    with pytest.raises(ValidationError, match=message):
        objet.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        objet.save()


def test_a_snapshot_touches_the_report_of_its_year_and_no_closed_year_holds_it(entite):
    ExerciceFactory(annee=ANNEE)
    Exercice.objects.filter(annee=ANNEE).update(statut=Exercice.Statut.CLOS)
    avant = Revision.objects.filter(annee=ANNEE).count(), Revision.objects.filter(annee=None).count()
    releve(entite, le(3), 5)
    assert Revision.objects.filter(annee=ANNEE).count() == avant[0] + 2
    assert Revision.objects.filter(annee=None).count() == avant[1]
