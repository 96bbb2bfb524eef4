"""The statement of accessibility: open to all, honest, with a contact only where one was given."""

import pytest
from django.urls import reverse

from siim94.socle.models import Organisme

pytestmark = pytest.mark.django_db


def test_a_visitor_reaches_the_statement_from_the_sign_in_page(client):
    connexion = client.get(reverse("connexion")).content.decode()
    assert f'href="{reverse("accessibilite")}">Accessibilité : non conforme</a>' in connexion
    reponse = client.get(reverse("accessibilite"))
    assert reponse.status_code == 200
    html = reponse.content.decode()
    assert "n’ont pas encore été évalués" in html
    assert "Défenseur des droits" in html
    # Nothing of the intranet itself is shown to a visitor.
    assert 'class="fil"' not in html
    assert "Rechercher" not in html


def test_the_contact_is_the_syndicate_s_own_and_nothing_is_invented(client):
    Organisme.objects.update(courriel="accueil@exemple.fr", telephone="", adresse="")
    html = client.get(reverse("accessibilite")).content.decode()
    assert 'href="mailto:accueil@exemple.fr"' in html
    assert "<dt>Téléphone</dt>" not in html
    Organisme.objects.update(courriel="")
    html = client.get(reverse("accessibilite")).content.decode()
    assert "mailto:" not in html
    assert "elles se saisissent dans la fiche du syndicat" in html


def test_the_statement_stands_without_a_record_of_the_syndicate(client):
    Organisme.objects.all().delete()
    assert client.get(reverse("accessibilite")).status_code == 200
