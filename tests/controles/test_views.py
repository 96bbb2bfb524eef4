"""The page of the findings, and what is done about each: who may, and what is refused."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from siim94.controles.etat import etat
from siim94.controles.models import Suite
from siim94.socle.models import Exercice
from tests.bilan.factories import RubriqueFactory
from tests.comptes import connecter
from tests.controles.test_commande_controles import casser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("donnees_2021", "memoire_partagee", "controles_des_apps"),
]

PAGE = "/controles/2021/"


@pytest.fixture
def connecte(client):
    def connecte(role):
        return connecter(role, client)

    return connecte


def adresse(code: str) -> str:
    return reverse("controles:constat", args=[2021, code])


def test_the_page_lists_the_findings_and_the_criteria_narrow_them(connecte):
    client = connecte("agent")
    page = client.get(PAGE)
    assert page.context["constats"] == list(etat(2021).constats)
    voulus = client.get(PAGE, {"gravite": "information"}).context["constats"]
    assert voulus and all(suivi.constat.gravite == "information" for suivi in voulus)
    assert client.get(PAGE, {"gravite": "rien"}).context["constats"] == list(etat(2021).constats)
    assert client.get(PAGE, {"etat": "justifies"}).context["constats"] == []


def test_the_current_year_has_an_address_without_it(connecte):
    assert connecte("agent").get("/controles/").url == PAGE


def test_a_year_without_a_report_is_not_found(connecte):
    client = connecte("agent")
    assert client.get("/controles/2020/").status_code == 404
    assert client.get("/controles/1999/").status_code == 404


def test_a_finding_shows_its_values_and_is_justified_on_its_page(connecte):
    client = connecte("agent")
    suivi = etat(2021).a_traiter[0]
    page = client.get(adresse(suivi.constat.code)).content.decode()
    assert suivi.constat.controle.nom in page and suivi.constat.code in page
    reponse = client.post(adresse(suivi.constat.code), {"motif": "Connu.", "responsable": ""}, follow=True)
    assert "Le constat est justifié." in reponse.content.decode()
    assert etat(2021).trouver(suivi.constat.code).justifie


def test_management_has_a_justified_contradiction_printed_and_others_do_not(connecte):
    code = etat(2021).a_traiter[0].constat.code
    place = "contributions-des-villes"
    RubriqueFactory(exercice_id=2021, code=place, corps="Un texte.", rang=32_000)
    donnees = {"motif": "Le document repris se contredit.", "responsable": "", "note_dans": place}
    agent = connecte("agent")
    assert 'name="note_dans"' not in agent.get(adresse(code)).text
    agent.post(adresse(code), donnees)
    assert Suite.objects.get().note_dans == ""
    direction = connecte("direction")
    assert direction.post(adresse(code), donnees | {"motif": ""}).status_code == 422
    assert direction.post(adresse(code), donnees).status_code == 302
    assert Suite.objects.get().note_dans == place
    # Another word on it leaves the note; without a reason there is none.
    agent = connecte("agent")
    agent.post(adresse(code), {"motif": "Autre motif.", "responsable": ""})
    assert Suite.objects.get().note_dans == place
    agent.post(adresse(code), {"motif": "", "responsable": agent.compte.pk})
    assert Suite.objects.get().note_dans == ""


def test_a_reason_that_is_too_long_is_said_at_its_field(connecte):
    code = etat(2021).a_traiter[0].constat.code
    reponse = connecte("agent").post(adresse(code), {"motif": "x" * 2001})
    assert reponse.status_code == 422 and not Suite.objects.exists()


def test_a_blocking_finding_is_justified_by_management_only(connecte):
    casser()
    code = etat(2021).bloquants[0].constat.code
    for role in ("agent", "gestionnaire"):
        client = connecte(role)
        assert "La direction justifie" in client.get(adresse(code)).content.decode()
        assert client.post(adresse(code), {"motif": "Centime."}).status_code == 403
    assert connecte("direction").post(adresse(code), {"motif": "Centime."}).status_code == 302
    assert etat(2021).bloquants == ()


def test_a_closed_year_is_read_and_not_justified(connecte):
    code = etat(2021).a_traiter[0].constat.code
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    client = connecte("direction")
    assert "est clos" in client.get(adresse(code)).content.decode()
    assert client.post(adresse(code), {"motif": "Trop tard."}).status_code == 403


def test_a_finding_that_is_gone_leads_back_to_the_list(connecte):
    reponse = connecte("agent").get(adresse("rh.rien.0123456789"), follow=True)
    assert reponse.redirect_chain == [(PAGE, 302)] and "n’a pas de constat" in reponse.content.decode()


def test_a_reason_without_a_finding_is_listed_and_taken_away(connecte):
    suite = Suite.objects.create(
        exercice_id=2021, code="rh.ancien.0", phrase="Un ancien écart.", motif="Connu."
    )
    client = connecte("gestionnaire")
    assert "Un ancien écart." in client.get(PAGE).content.decode()
    client.post(reverse("controles:suite_retirer", args=[2021, suite.pk]))
    assert not Suite.objects.exists()
    assert connecte("sans-droit").get(PAGE).status_code == 403


def test_the_page_of_a_row_says_what_was_found(connecte):
    client = connecte("direction")
    ligne, suivis = next(iter(etat(2021).par_adresse().items()))
    assert f"{reverse('controles:ici')}?page={quote(ligne, safe='')}" in client.get(ligne).content.decode()
    assert suivis[0].constat.code in client.get(reverse("controles:ici"), {"page": ligne}).content.decode()
    assert client.get(reverse("controles:ici"), {"page": "/rien/"}).content.strip() == b""


@pytest.mark.parametrize(
    ("page", "morceau", "dit"),
    [
        ("/", "/controles/2021/resume/", '<span class="puce attention">{} constats</span>'),
        (
            "/bilan/2021/",
            "/bilan/2021/constats/",
            'hx-swap-oob="true"> ({}<span class="hors-ecran"> à traiter</span>)</span>',
        ),
    ],
    ids=["dashboard", "report"],
)
def test_the_dashboard_and_the_report_ask_for_the_findings_once_they_are_there(
    connecte, monkeypatch, page, morceau, dit
):
    client = connecte("direction")
    with monkeypatch.context() as m:
        m.setattr("siim94.controles.etat.constats_de", lambda annee: pytest.fail("the page waits for them"))
        texte = client.get(page).content.decode()
    # Without scripts, a link.
    assert f'href="{PAGE}"' in texte and f'hx-get="{morceau}"' in texte
    assert dit.format(len(etat(2021).a_traiter)) in client.get(morceau).content.decode()
    if page == "/":
        sans = connecte("sans-droit").get(page).content.decode()
        assert PAGE not in sans and morceau not in sans
        assert client.get(morceau).status_code == 403
