from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from adherents.models import Adherent
from finances.views import ContributionCrud
from tests.comptes import connecter

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("memoire_gardee")
def test_options_of_a_relation_follow_the_data_and_cost_no_query_between_changes(
    django_assert_num_queries,
):
    def options():
        return dict(ContributionCrud.filterset_class({}).form["adherent"].field.widget.choices)

    vitry = Adherent.objects.get(nom_court="Vitry")
    assert options()[str(vitry.pk)] == str(vitry)
    with django_assert_num_queries(1):  # the revision
        options()
    vitry.nom = "Commune de Vitry"
    vitry.save()
    assert options()[str(vitry.pk)] == "Commune de Vitry"


def test_a_criterion_in_force_is_told_by_name():
    vitry = Adherent.objects.get(nom_court="Vitry")
    page = connecter("agent").get(f"/finances/contributions/?adherent={vitry.pk}").content.decode()
    assert f"Adhérent&nbsp;: <b>{vitry}</b>" in page


def test_requests_do_not_share_what_their_criteria_found():
    filtres = [ContributionCrud.filterset_class({"q": texte}) for texte in ("zzzz", "vitri")]
    assert filtres[1].qs.exists()
    assert [filtre.filters["q"].proche for filtre in filtres] == [False, True]


@pytest.mark.usefixtures("memoire_gardee")
def test_fields_kept_without_a_criterion_are_those_that_would_be_drawn_and_follow_the_data():
    def dessin(**parametres):
        return ContributionCrud.filterset_class(QueryDict(urlencode(parametres))).dessin

    vitry = Adherent.objects.get(nom_court="Vitry")
    vierge, tous = dessin(), dessin(adherent="")
    assert vierge == tous
    assert f'<option value="{vitry.pk}" selected>' in dessin(adherent=vitry.pk)
    assert 'class="erreur"' in dessin(montant_de="beaucoup")
    assert dessin() == vierge
    vitry.nom = "Commune de Vitry"
    vitry.save()
    assert "Commune de Vitry" in dessin()


@pytest.mark.usefixtures("memoire_gardee")
def test_a_list_without_criteria_never_makes_their_form(monkeypatch):
    client = connecter("agent")
    avant = client.get("/finances/contributions/")
    client.get("/finances/contributions/")
    interdit = property(lambda filtre: pytest.fail("The form was made."))
    monkeypatch.setattr(ContributionCrud.filterset_class, "form", interdit)
    assert client.get("/finances/contributions/").context["nombre"] == avant.context["nombre"]
