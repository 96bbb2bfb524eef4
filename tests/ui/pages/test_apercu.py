"""The overviews of the apps: none leaves out a figure that the report taken over printed otherwise."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

import siim94.urls  # noqa: F401 - the overviews are those of its pages
from adherents.models import Adherent
from siim94.accueil.tableau_de_bord import BANDE
from siim94.controles.chiffres import CHIFFRES, CHIFFRES_PAR_NOM
from siim94.formats import francais
from siim94.socle.models import Exercice, ValeurImprimee
from siim94.ui.pages.apercu import ApercuView
from siim94.ui.pages.bande import bande
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


@pytest.mark.parametrize("vue", ApercuView.__subclasses__(), ids=lambda vue: vue.app_label)
def test_every_overview_confronts_the_figures_printed_with_those_computed(client, vue):
    for chiffre in CHIFFRES:
        if chiffre.nom.startswith(f"{vue.app_label}."):
            ValeurImprimee.objects.create(
                exercice_id=2021, chiffre=chiffre.nom, libelle=f"Imprimé {chiffre.nom}", texte="987 654",
                valeur=987_654, lieu="essai", rang=1,
            )  # fmt: skip
    connecter("agent", client)
    page = client.get(reverse(f"{vue.app_label}:accueil"), {"exercice": 2021}).content.decode()
    absents = [
        chiffre.nom
        for chiffre in CHIFFRES
        if chiffre.nom.startswith(f"{vue.app_label}.") and f"Imprimé {chiffre.nom}<" not in page
    ]
    assert absents == []


CASES = sorted({*BANDE, *(case for vue in ApercuView.__subclasses__() for case in vue.cases)})


@pytest.mark.parametrize(("nom", "cible"), [case for case in CASES if case[1]], ids=lambda c: c)
def test_a_figure_leads_to_exactly_the_rows_that_it_counts(client, nom, cible):
    """As many rows, or rows whose total it is."""
    chiffre = CHIFFRES_PAR_NOM[nom]
    connecter("agent", client)
    for case in bande([(chiffre, cible)], 2021):
        reponse = client.get(case.adresse)
        assert not reponse.context["filtre"].inconnus
        valeur = chiffre.valeur(2021)
        totaux = re.findall(r"<tfoot>.*?</tfoot>", reponse.content.decode(), re.S)
        totaux = [texte for pied in totaux for texte in re.findall(r">([^<]*[0-9][^<]*)<", pied)]
        ecrits = {francais.compact(valeur), francais.montant(valeur)}
        # A list of one row has no need of a total.
        seule = [objet.etp for objet in reponse.context["table"].data if cible == "rh:etp_list"]
        assert reponse.context["nombre"] == valeur or ecrits & set(totaux) or seule == [valeur]


def test_of_eighteen_bodies_the_members_are_fifteen(client):
    connecter("agent", client)
    page = client.get("/adherents/", {"exercice": 2021})
    total = page.context["cases"][0]
    assert total.texte == "15"
    assert client.get(total.adresse).context["nombre"] == 15
    assert Adherent.objects.count() > 15


@pytest.mark.parametrize("vue", ApercuView.__subclasses__(), ids=lambda vue: vue.app_label)
def test_each_list_opens_on_as_many_rows_as_the_menu_says(client, vue):
    connecter("admin", client)
    page = client.get(reverse(f"{vue.app_label}:accueil"))
    groupes = dict(page.context["listes"])
    assert groupes["Listes"] and {crud.titre_pluriel() for crud in vue.references} == {
        titre for titre, _, _ in groupes["Références"]
    }
    for titre, adresse, nombre in (liste for groupe in groupes.values() for liste in groupe):
        assert client.get(adresse).context["nombre"] == nombre, titre


def test_lists_of_another_year_are_counted_and_opened_for_that_year(client):
    Exercice.objects.create(annee=2022, statut=Exercice.Statut.OUVERT)
    connecter("agent", client)
    page = client.get("/finances/", {"exercice": 2021})
    contributions = next(
        liste for liste in dict(page.context["listes"])["Listes"] if liste[0] == "Contributions"
    )
    assert contributions[1].endswith("?exercice=2021")
    assert client.get(contributions[1]).context["nombre"] == contributions[2] > 0


@pytest.mark.parametrize("vue", ApercuView.__subclasses__(), ids=lambda vue: vue.app_label)
def test_what_charts_find_stands_at_the_head_once_and_the_rest_is_folded_under_its_finding(client, vue):
    connecter("agent", client)
    reponse = client.get(reverse(f"{vue.app_label}:accueil"), {"exercice": 2021})
    page = reponse.content.decode()
    assert len(reponse.context["en_tete"]) == len(vue.en_tete)
    for _, graphique in reponse.context["en_tete"]:
        titre = re.search(r"<figcaption>([^<]+?) ?<", graphique)[1].strip()
        assert page.count(f"<figcaption>{titre}") == 1
    for section in reponse.context["sections"]:
        assert section["constat"] in page
    # Nothing stands at the head: what is known is read without a click.
    assert (' class="panneau section-rapport" open' in page) is not bool(vue.en_tete)


def test_a_figure_without_a_list_of_its_own_leads_to_its_origin(client):
    connecter("agent", client)
    page = client.get("/rh/", {"exercice": 2021})
    vacants = next(case for case in page.context["cases"] if not case.adresse)
    assert page.content.decode().count(f'<a href="{escape(vacants.origine)}">') == 1
