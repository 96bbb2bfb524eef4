"""Fields that say what they hold: one kind each, and no migration of their own."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import JSONField
from django.forms import modelform_factory
from django.utils.timezone import override

from adherents.models import Adherent
from applications.models import Application
from finances.models import Contribution, LigneBudget, Nomenclature
from rh.models import EmploiGrade
from siim94.formats import kinds
from siim94.socle.admin import LectureSeule
from siim94.socle.champs import MOMENT, TextesFormField, kind_of, kind_of_value
from siim94.socle.models import Exercice
from siim94.ui.saisie.formulaires import fabriquer
from support.models import Ticket
from tests.ecritures import cruds


def champ(model, nom):
    return model._meta.get_field(nom)


@pytest.mark.parametrize(
    ("model", "nom", "kind"),
    [
        (Contribution, "montant", kinds.MONTANT),
        (LigneBudget, "realise", kinds.MONTANT),
        (Nomenclature, "annee", kinds.NUMERO),
        (Exercice, "annee", kinds.NUMERO),
        (Contribution, "exercice", kinds.NUMERO),
        (Contribution, "adherent", kinds.TEXTE),
        (Ticket, "numero", kinds.NUMERO),
        (Ticket, "ouverture", MOMENT),
        (EmploiGrade, "permanent", kinds.OUI_NON),
        (Adherent, "nom", kinds.TEXTE),
    ],
)
def test_a_field_has_the_kind_of_what_it_holds(model, nom, kind):
    assert kind_of(champ(model, nom)) is kind


def test_a_choice_knows_its_labels_and_a_measure_its_digits():
    assert ("Ouvert", "ouvert") in kind_of(champ(Exercice, "statut")).choix
    emplois = kind_of(champ(EmploiGrade, "emplois"))
    assert (type(emplois), emplois.decimales) == (kinds.NombreKind, 2)


def test_migrations_see_djangos_own_fields():
    for model in apps.get_models():
        for un_champ in model._meta.concrete_fields:
            assert "siim94" not in un_champ.deconstruct()[1]


def test_a_copy_of_a_field_keeps_its_kind():
    montant = champ(Contribution, "montant").clone()
    assert (kind_of(montant), montant.max_digits, montant.decimal_places) == (kinds.MONTANT, 12, 2)


def test_nobody_types_json():
    """Lists of texts are typed one a line, in the forms of the site as in the administration."""
    formulaires = [fabriquer(crud) for crud in cruds() if crud.modifiable]
    formulaires += [
        modelform_factory(modele, fields="__all__")
        for modele, page in site._registry.items()
        if not isinstance(page, LectureSeule)
    ]
    types = [
        formulaire.base_fields[champ.name]
        for formulaire in formulaires
        for champ in formulaire._meta.model._meta.concrete_fields
        if isinstance(champ, JSONField | ArrayField) and champ.name in formulaire.base_fields
    ]
    assert types
    assert {type(champ) for champ in types} == {TextesFormField}


def test_texts_are_typed_one_a_line_and_come_back_so():
    autres = champ(Application, "autres_noms")
    saisie = autres.formfield()
    assert saisie.clean(" Sedit.GF \r\n\r\nSEDIT-Finances | eSedit") == [
        "Sedit.GF",
        "SEDIT-Finances",
        "eSedit",
    ]
    assert saisie.clean("") == []
    assert saisie.prepare_value(["A", "B"]) == "A\nB"
    assert not saisie.has_changed(["A", "B"], "A\r\nB\r\n")
    with pytest.raises(ValidationError):
        saisie.clean("A\x00B")


def test_a_moment_is_told_in_local_time():
    nouvel_an = datetime(2021, 12, 31, 23, 30, tzinfo=UTC)
    with override("Europe/Paris"):
        assert MOMENT.ecrire(nouvel_an) == "01/01/2022 00:30"
        assert MOMENT.raconter(nouvel_an) == "01/01/2022 à 00:30"
        assert MOMENT.detailler(nouvel_an) == "1er\u00a0janvier 2022"
        assert MOMENT.exporter(nouvel_an) == datetime(2022, 1, 1, 0, 30)


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (True, "oui"),
        (1234, "1\u202f234"),
        (Decimal("12.50"), "12,5"),
        (date(2021, 1, 2), "02/01/2021"),
        (["a", "b"], "a, b"),
        ("mot", "mot"),
    ],
)
def test_a_value_without_a_field_is_written_by_what_it_is(valeur, texte):
    assert kind_of_value(valeur).ecrire(valeur) == texte
