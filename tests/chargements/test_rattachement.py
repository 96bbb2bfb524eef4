"""Unknown GLPI entities: shown by the preview, mapped on a page, then the same file is loaded."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from siim94.chargements import depot
from siim94.socle.models import Chargement, Journal
from support.models import EntiteGlpi, PlateformeGlpi, Ticket
from tests.comptes import compte
from tests.support.exports_glpi import EntiteFactory, PlateformeFactory, csv_de, ticket
from tests.support.factories import AdherentFactory

pytestmark = pytest.mark.django_db

LIGNES = [
    ticket(1, entite="Racine > Ailleurs"),
    ticket(2, entite="Racine"),
    ticket(3, entite="Racine > Ailleurs"),
]


@pytest.fixture
def gestionnaire(client):
    client.force_login(compte("gestionnaire"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def depose(gestionnaire):
    plateforme = PlateformeFactory()
    reponse = gestionnaire.post(
        reverse("chargements:nouveau", args=["glpi-tickets"]),
        {"fichier": SimpleUploadedFile("export.csv", csv_de(LIGNES)), "plateforme": plateforme.code},
        follow=True,
    )
    return Chargement.objects.get(genre="glpi-tickets"), reponse


def poster(client, chargement, **reponses):
    donnees = {nom.replace("_", "-"): valeur for nom, valeur in reponses.items()}
    return client.post(reverse("chargements:rattacher", args=[chargement.pk]), donnees, follow=True)


def test_a_file_with_unknown_entities_waits_for_their_mapping_then_loads(gestionnaire, depose):
    chargement, reponse = depose
    adresse = reverse("chargements:rattacher", args=[chargement.pk])
    assert "Racine &gt; Ailleurs" in reponse.text and adresse in reponse.text
    assert "Charger</button>" not in reponse.text
    assert "Racine &gt; Ailleurs" in gestionnaire.get(adresse).text

    adherent = AdherentFactory()
    reponse = poster(gestionnaire, chargement, entite_0=str(adherent.pk), entite_1="interne")
    assert "Charger</button>" in reponse.text and "3 à créer" in reponse.text
    assert not Ticket.objects.exists()
    assert set(EntiteGlpi.objects.values_list("libelle", "adherent", "interne")) == {
        ("Racine > Ailleurs", adherent.pk, False),
        ("Racine", None, True),
    }
    trace = Journal.objects.filter(table_nom="support_entiteglpi").first()
    assert trace.auteur.username == compte("gestionnaire").username


def test_entities_left_unanswered_are_asked_for_again(gestionnaire, depose):
    chargement, _ = depose
    reponse = poster(gestionnaire, chargement, entite_0="interne")
    assert "Charger</button>" not in reponse.text
    page = gestionnaire.get(reverse("chargements:rattacher", args=[chargement.pk])).text
    assert "Racine &gt; Ailleurs" not in page and "Racine" in page


def test_a_member_that_does_not_exist_is_refused(gestionnaire, depose):
    chargement, _ = depose
    reponse = poster(gestionnaire, chargement, entite_0="0")
    assert reponse.status_code == 422
    assert not EntiteGlpi.objects.exists()


def test_nothing_to_map_leads_back_to_the_load(gestionnaire, depose):
    chargement, _ = depose
    plateforme = PlateformeGlpi.objects.get(code=chargement.options["reponses"]["plateforme"])
    for libelle in ("Racine", "Racine > Ailleurs"):
        EntiteFactory(plateforme=plateforme, libelle=libelle)
    depot.repondre(chargement)
    reponse = gestionnaire.get(reverse("chargements:rattacher", args=[chargement.pk]))
    assert reponse.status_code == 302 and reponse.url == chargement.get_absolute_url()


@pytest.mark.parametrize(("role", "attendu"), [("agent", 403), ("direction", 403), ("admin", 200)])
def test_only_those_who_load_and_edit_support_may_map(client, depose, role, attendu):
    chargement, _ = depose
    client.force_login(compte(role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("chargements:rattacher", args=[chargement.pk])).status_code == attendu
