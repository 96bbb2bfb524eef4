"""Adding, changing, duplicating and deleting one row in the browser; two people on the same row."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from adherents.models import Adherent
from finances.models import Contribution, LigneBudget
from siim94.socle.droits import COMPTES
from siim94.socle.models import Exercice, Journal
from siim94.socle.refus import Refus, ecriture
from siim94.ui.saisie.champs import EntierField, JourField, NombreField, RechercheObjetField
from tests.comptes import connecter
from tests.ecritures import cruds, saisie
from tests.rigueur import tirer
from tests.ui.saisie.contributions import url

pytestmark = pytest.mark.django_db
CRUDS = cruds()


@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("1 234,56", Decimal("1234.56")),
        ("1\u202f234,56 €", Decimal("1234.56")),
        ("1234.56", Decimal("1234.56")),
        ("-12,5", Decimal("-12.5")),
        ("0,1234", Decimal("0.1234")),
        ("1,2340", Decimal("1.234")),
        ("", None),
    ],
)
def test_a_number_is_read_as_french_people_type_it(tape, lu):
    assert NombreField(required=False, decimal_places=4).clean(tape) == lu


@pytest.mark.parametrize("tape", ["douze", "1.234", "1,234", "12,34,5", "1 23,4"])
def test_a_number_that_cannot_be_read_is_an_error_and_never_nothing(tape):
    with pytest.raises(Exception, match=r"nombre|deux façons"):
        NombreField(required=False).clean(tape)


def test_an_amount_shown_in_a_form_is_read_back_as_the_same_amount():
    champ = NombreField(decimal_places=2)
    montre = champ.prepare_value(Decimal("1828377.37"))
    assert montre == "1\u202f828\u202f377,37"
    assert not champ.has_changed(Decimal("1828377.37"), montre)


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=2))
def test_any_amount_shown_in_a_form_is_read_back_exactly(montant):
    champ = NombreField(decimal_places=2)
    assert champ.clean(champ.prepare_value(montant)) == montant


def test_a_whole_number_and_a_day_are_read_as_french_people_type_them():
    assert EntierField().clean("49 541") == 49541
    assert JourField().clean("31/12/2021") == datetime.date(2021, 12, 31)
    assert JourField().clean("2021-12-31") == datetime.date(2021, 12, 31)


def test_an_object_is_found_by_words_whatever_accents_and_case():
    champ = RechercheObjetField(queryset=Adherent.objects.all())
    vitry = Adherent.objects.get(code="vitry")
    assert champ.clean(vitry.nom.upper()) == vitry
    assert champ.clean(champ.prepare_value(vitry.pk)) == vitry
    with pytest.raises(Exception, match="ne désigne rien"):
        champ.clean("Trifouilly")
    with pytest.raises(Exception, match="plusieurs"):
        champ.clean("e")


@pytest.mark.parametrize("crud", CRUDS, ids=lambda crud: crud.model._meta.label)
@pytest.mark.parametrize("role", COMPTES)
@pytest.mark.usefixtures("memoire_partagee")
def test_each_role_gets_the_answer_of_its_rights_on_every_page_that_writes(crud, role):
    """Two of the pages and one act on several rows, as the seed has it; all in ``make bench``."""
    if not crud.modifiable:
        pytest.skip("read-only by declaration")
    client = connecter(role)
    objet = crud.queryset().first()
    pages = {"create": ("add", ()), "bulk": ("view", ())}
    if objet is not None:
        pages |= {
            nom: (droit, (objet.pk,))
            for nom, droit in (
                ("update", "change"),
                ("delete", "delete"),
                ("duplicate", "add"),
                ("history", "view"),
            )
        }
    marche = f"{crud.model._meta.label} {role}"
    for page, (droit, args) in tirer(pages.items(), 2, marche):
        reponse = client.get(reverse(crud.nom_complet(page), args=args))
        autorise = client.compte.has_perm(crud.permission("view")) and client.compte.has_perm(
            crud.permission(droit)
        )
        attendu = 403 if not autorise else 405 if page == "bulk" else 200
        assert reponse.status_code == attendu, (page, role)
    for action, droit in tirer((("modifier", "change"), ("supprimer", "delete")), 1, marche):
        lot = client.post(
            reverse(crud.nom_complet("bulk")), {"action": action, "selection": [objet.pk if objet else 0]}
        )
        if not client.compte.has_perm(crud.permission(droit)):
            assert lot.status_code == 403
        else:
            assert lot.status_code == (200 if objet else 302)


@pytest.mark.parametrize("crud", CRUDS, ids=lambda crud: crud.model._meta.label)
def test_the_form_of_every_model_saved_untouched_changes_nothing(crud):
    objet = crud.queryset().first()
    if objet is None or not crud.modifiable:
        pytest.skip("no row")
    client = connecter("admin")
    adresse = reverse(crud.nom_complet("update"), args=[objet.pk])
    traces = Journal.objects.count()
    reponse = client.post(adresse, saisie(client.get(adresse)))
    assert reponse.status_code == 302, reponse.context["form"].errors
    assert Journal.objects.count() == traces


@pytest.mark.parametrize(
    "crud", [c for c in CRUDS if c.modifiable and not c.fiche], ids=lambda crud: crud.model._meta.label
)
def test_a_row_without_a_page_of_its_own_is_corrected_from_its_list(crud):
    """Its form leads to its history; who may not write sees no link that would be refused."""
    objet = crud.queryset().order_by("pk").first()
    if objet is None:
        pytest.skip("no such row in the first data")
    liste = f"{crud.adresse_liste()}?exercice=tous&par_page=100"
    adresse = reverse(crud.nom_complet("update"), args=[objet.pk])
    assert f'href="{adresse}"' in connecter("admin").get(liste).content.decode()
    assert ">Modifier</a>" not in connecter("direction").get(liste).content.decode()
    historique = reverse(crud.nom_complet("history"), args=[objet.pk])
    assert f'href="{historique}"' in connecter("admin").get(adresse).content.decode()


@pytest.mark.parametrize("crud", CRUDS, ids=lambda crud: crud.model._meta.label)
def test_the_page_before_a_deletion_costs_a_bounded_number_of_queries(crud):
    objet = crud.queryset().first()
    if objet is None or not crud.modifiable:
        pytest.skip("no row")
    client = connecter("admin")
    adresse = reverse(crud.nom_complet("delete"), args=[objet.pk])
    client.get(adresse)
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        assert client.get(adresse).status_code == 200
    relations = len(crud.model._meta.related_objects)
    assert len(requetes) <= 15 + 8 * relations


def test_a_row_added_in_the_browser_belongs_to_the_year_and_the_journal_names_its_author(gestionnaire):
    page = gestionnaire.get(url("create"))
    assert page.context["form"]["exercice"].value() == 2021
    reponse = gestionnaire.post(
        url("create"),
        saisie(page, adherent=Adherent.objects.first().pk, nature="prestation", montant="1 234,56"),
    )
    creee = Contribution.objects.get(montant=Decimal("1234.56"), nature="prestation")
    assert reponse["Location"] == url("detail", creee.pk)
    assert (creee.exercice_id, creee.bilan_de_id) == (2021, 2021)
    trace = Journal.objects.of_objet(creee).get()
    assert (trace.action, trace.auteur) == ("creation", gestionnaire.compte)


def test_the_reason_of_a_change_is_kept_and_is_not_a_field_of_the_row(gestionnaire, contribution):
    page = gestionnaire.get(url("update", contribution.pk))
    gestionnaire.post(url("update", contribution.pk), saisie(page, montant="5", motif_journal="relecture"))
    assert Journal.objects.of_objet(contribution).first().motif == "relecture"


def test_an_address_may_fill_fields_of_the_form(gestionnaire):
    adherent = Adherent.objects.first()
    page = gestionnaire.get(url("create"), {"adherent": adherent.pk})
    assert str(page.context["form"]["adherent"].value()) == str(adherent.pk)


def test_a_duplicate_starts_from_the_values_of_another_row(gestionnaire, contribution):
    page = gestionnaire.get(url("duplicate", contribution.pk))
    assert page.context["form"]["adherent"].value() == contribution.adherent_id
    reponse = gestionnaire.post(page.context["action"], saisie(page, nature="prestation"))
    assert reponse.status_code == 302
    assert Contribution.objects.filter(adherent=contribution.adherent, nature="prestation").count() == 1


@pytest.mark.rgaa("11.10")
def test_a_constraint_is_said_beside_the_field_and_on_top(gestionnaire, contribution):
    page = gestionnaire.get(url("duplicate", contribution.pk))
    reponse = gestionnaire.post(url("create"), saisie(page))
    assert reponse.status_code == 422
    form = reponse.context["form"]
    phrase = "Cet adhérent a déjà une contribution de cette nature pour cet exercice."
    assert form.errors == {"nature": [phrase]}
    html = reponse.content.decode()
    assert '<a href="#id_nature">' in html
    assert 'aria-describedby="id_nature_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_nature_error"' in html


def test_an_amount_that_cannot_be_read_keeps_what_was_typed(gestionnaire, contribution):
    page = gestionnaire.get(url("update", contribution.pk))
    reponse = gestionnaire.post(url("update", contribution.pk), saisie(page, montant="douze euros"))
    assert reponse.status_code == 422
    assert "« douze euros » n’est pas un nombre." in reponse.content.decode().replace("\u00a0", " ")
    assert 'value="douze euros"' in reponse.content.decode()


def test_a_closed_year_is_said_in_the_form(gestionnaire, contribution):
    page = gestionnaire.get(url("update", contribution.pk))
    Exercice.objects.filter(annee=2021).update(statut="clos")
    reponse = gestionnaire.post(url("update", contribution.pk), saisie(page, montant="1"))
    assert reponse.status_code == 422
    assert reponse.context["form"].errors["exercice"][0].startswith("Cet exercice est clos")
    contribution.refresh_from_db()
    assert contribution.montant != 1


def test_a_refusal_of_the_database_alone_has_the_words_of_its_constraint(contribution):
    noms = ("exercice", "adherent", "nature", "montant")
    with pytest.raises(Refus) as refus, ecriture(Contribution, noms):
        Contribution.objects.bulk_create(
            [Contribution(exercice_id=2021, bilan_de_id=2021, adherent=contribution.adherent, montant=1)]
        )
    assert refus.value.champ == "nature"
    assert refus.value.message.startswith("Cet adhérent a déjà")


def test_a_reference_to_nothing_is_refused_in_words_before_the_end_of_the_transaction():
    with pytest.raises(Refus, match="n’existe plus"), ecriture(Contribution):
        Contribution.objects.create(exercice_id=2021, adherent_id=999_999, montant=1)


def test_a_missing_value_is_tied_to_its_field(contribution):
    with pytest.raises(Refus, match="obligatoire") as refus, ecriture(Contribution, ("montant",)):
        Contribution.objects.filter(pk=contribution.pk).update(montant=None)
    assert refus.value.champ == "montant"


def test_a_code_already_taken_is_tied_to_its_field_by_form_and_database():
    client = connecter("gestionnaire")
    adresse = reverse("adherents:adherent_create")
    reponse = client.post(
        adresse,
        {
            "code": Adherent.objects.first().code,
            "nom": "X",
            "nom_court": "X",
            "genre": "1-ville",
            "rang": "0",
        },
    )
    assert "code" in reponse.context["form"].errors
    with pytest.raises(Refus) as refus, ecriture(Adherent, ("code", "nom")):
        Adherent.objects.create(code=Adherent.objects.first().code, nom="X", nom_court="X", genre="1-ville")
    assert refus.value.champ == "code"


def test_a_member_with_contributions_cannot_be_deleted_and_the_page_says_what_prevents_it(gestionnaire):
    adherent = Contribution.objects.filter(exercice=2021).first().adherent
    adresse = reverse("adherents:adherent_delete", args=[adherent.pk])
    page = gestionnaire.get(adresse)
    html = page.content.decode()
    assert "Ce qui empêche la suppression" in html
    assert url("detail", adherent.contributions.order_by("pk").first().pk) in html
    assert 'class="bouton danger"' not in html
    reponse = gestionnaire.post(adresse, {"version": adherent.version})
    assert reponse.status_code == 409
    assert Adherent.objects.filter(pk=adherent.pk).exists()


def test_a_row_is_deleted_with_its_reason(gestionnaire, contribution):
    reponse = gestionnaire.post(
        url("delete", contribution.pk), {"version": contribution.version, "motif_journal": "saisie deux fois"}
    )
    assert reponse["Location"] == url("list")
    trace = Journal.objects.get(table_nom="finances_contribution", cle=contribution.pk, action="suppression")
    assert (trace.motif, trace.auteur) == ("saisie deux fois", gestionnaire.compte)


def test_a_row_changed_since_it_was_shown_is_not_deleted(gestionnaire, contribution):
    Contribution.objects.filter(pk=contribution.pk).update(montant=1)
    reponse = gestionnaire.post(url("delete", contribution.pk), {"version": contribution.version})
    assert reponse.status_code == 409
    assert "relisez-la" in reponse.content.decode()
    assert Contribution.objects.filter(pk=contribution.pk).exists()


def test_what_goes_with_a_row_is_listed_and_deleted():
    document = LigneBudget.objects.select_related("document").first().document
    client = connecter("gestionnaire")
    page = client.get(reverse("finances:documentbudgetaire_delete", args=[document.pk]))
    assert page.status_code == 200
    groupes = page.context["consequences"].suivent + page.context["consequences"].empechent
    assert document.lignes.count() in [groupe.nombre for groupe in groupes]
