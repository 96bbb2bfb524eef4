"""Errors that readers report, what management says of them, and the register of a year's corrections."""

import json

import pytest
from django.urls import reverse

from siim94.editions.corrections import registre
from siim94.editions.models import Nature, Portee, Signalement
from tests.bilan.lecture import espaces_simples
from tests.comptes import connecter
from tests.editions.factories import PieceFactory, SignalementFactory, sceller

pytestmark = pytest.mark.django_db
RUBRIQUES = [
    {"code": "finances", "numero": 1, "titre": "Les finances"},
    {"code": "recettes", "numero": None, "titre": "Recettes"},
    {"code": "sans-titre", "numero": None, "titre": ""},
]


@pytest.fixture
def edition():
    donnees = PieceFactory(genre="json", octets=json.dumps({"rubriques": RUBRIQUES}).encode())
    return sceller(donnees=donnees)


def adresse(nom, edition, *args):
    return reverse(f"editions:{nom}", args=[edition.exercice_id, edition.numero, *args])


def texte(reponse) -> str:
    return espaces_simples(reponse.content.decode())


def test_any_reader_reports_an_error_at_its_place(edition):
    client = connecter("agent")
    page = client.get(adresse("signaler", edition), {"rubrique": "recettes"})
    assert dict(page.context["form"].fields["rubrique"].choices) == {
        "": "Le bilan entier",
        "finances": "1 Les finances",
        "recettes": "Recettes",
    }
    assert page.context["form"]["rubrique"].value() == "recettes"
    client.post(adresse("signaler", edition), {"rubrique": "recettes", "texte": "Le total est faux."})
    signalement = Signalement.objects.get()
    assert (signalement.sort, signalement.auteur) == (Signalement.Sort.RECU, client.compte)
    for donnees in ({"rubrique": "ailleurs", "texte": "Faux."}, {"texte": " "}):
        assert client.post(adresse("signaler", edition), donnees).status_code == 422
    assert Signalement.objects.count() == 1
    liste = texte(client.get(adresse("signalements", edition)))
    assert "Le total est faux." in liste and "Recettes" in liste


def test_without_the_right_nobody_reports_nor_answers(edition):
    signalement = SignalementFactory(edition=edition)
    assert connecter("sans-droit").get(adresse("signaler", edition)).status_code == 403
    assert connecter("sans-droit").get(adresse("signalements", edition)).status_code == 403
    for role in ("agent", "gestionnaire"):
        client = connecter(role)
        reponse = client.post(adresse("signalement_repondre", edition, signalement.pk), {"sort": "retenu"})
        assert reponse.status_code == 403
        # Who reported is management's to know.
        assert signalement.auteur_nom not in texte(client.get(adresse("signalements", edition)))
    signalement.refresh_from_db()
    assert signalement.sort == Signalement.Sort.RECU
    assert signalement.auteur_nom in texte(connecter("direction").get(adresse("signalements", edition)))


def test_management_recognises_at_once_or_sets_aside_with_an_answer(edition):
    client = connecter("direction")
    un, autre = SignalementFactory(edition=edition), SignalementFactory(edition=edition)
    client.post(adresse("signalement_repondre", edition, un.pk), {"sort": "retenu"})
    refus = client.post(adresse("signalement_repondre", edition, autre.pk), {"sort": "ecarte"}, follow=True)
    assert "Dites pourquoi ce signalement est écarté." in texte(refus)
    assert list(Signalement.objects.retenus()) == [un]
    donnees = {"sort": "ecarte", "reponse": "Les deux pages ne comptent pas les mêmes agents."}
    client.post(adresse("signalement_repondre", edition, autre.pk), donnees)
    un.refresh_from_db()
    autre.refresh_from_db()
    assert (autre.sort, autre.traite_par) == (Signalement.Sort.ECARTE, client.compte)
    assert un.traite and un.traite_par == client.compte
    assert client.post(adresse("signalement_repondre", edition, un.pk), {"sort": "recu"}).status_code == 302
    assert Signalement.objects.get(pk=un.pk).sort == Signalement.Sort.RETENU


def test_the_register_tells_editions_and_recognised_errors_and_names_no_reader(edition):
    sceller(
        exercice=edition.exercice,
        numero=2,
        nature=Nature.RECTIFICATIF,
        portee=Portee.MATERIELLE,
        motif="Le total des recettes était faux.",
        affecte="Le tableau 3.",
        n_affecte_pas="Les effectifs.",
        donnees=edition.donnees,
    )
    client = connecter("direction")
    retenu = SignalementFactory(
        edition=edition, rubrique="recettes", texte="Total faux.", auteur_nom="Ida Noe"
    )
    SignalementFactory(edition=edition, texte="Rien de sûr.")
    donnees = {"sort": "retenu", "reponse": "Corrigé par l’édition 2."}
    client.post(adresse("signalement_repondre", edition, retenu.pk), donnees)
    entrees = registre(edition.exercice_id)
    assert [(e.edition.numero, e.remplacee_par, len(e.signalements)) for e in entrees] == [
        (2, None, 0),
        (1, 2, 1),
    ]
    page = texte(connecter("agent").get(reverse("editions:corrections", args=[edition.exercice_id])))
    for dit in (
        "rectificatif, erreur matérielle",
        "Le total des recettes était faux.",
        "Le tableau 3.",
        "Les effectifs.",
        "Total faux.",
        "Corrigé par l’édition 2.",
        "remplacée par l’édition 2",
    ):
        assert dit in page, dit
    assert "Ida Noe" not in page and "Rien de sûr." not in page


def test_the_register_costs_the_same_with_more_errors(edition, django_assert_max_num_queries):
    client = connecter("agent")
    page = reverse("editions:corrections", args=[edition.exercice_id])
    client.get(page)
    nombres = []
    for _ in range(2):
        with django_assert_max_num_queries(40) as requetes:
            client.get(page)
        nombres.append(len(requetes))
        for _ in range(5):
            signalement = SignalementFactory(edition=edition, rubrique="recettes")
            donnees = {"sort": "retenu"}
            connecter("direction").post(adresse("signalement_repondre", edition, signalement.pk), donnees)
    assert nombres[0] == nombres[1]


def test_a_year_without_report_has_no_register():
    assert connecter("agent").get(reverse("editions:corrections", args=[2020])).status_code == 404
