"""What each person keeps of a list: columns, size, saved criteria; the address wins over what is kept."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finances.tables import LigneBudgetTable
from finances.views import ContributionCrud
from siim94.socle.models import FiltreEnregistre, Journal, PreferenceListe
from tests.adherents.factories import AdherentFactory
from tests.comptes import compte, connecter
from tests.contraintes import refuse
from tests.finances.factories import ContributionFactory
from tests.ui.listes.contributions import CLE, FILTRES, LISTE, filtre, gardee

pytestmark = pytest.mark.django_db
COLONNES = "/finances/contributions/preferences/"


def entetes(client, requete=""):
    return client.get(f"{LISTE}{requete}").context["table"].entetes()


def test_the_usual_columns_are_shown_to_whoever_chose_none(agent):
    assert entetes(agent, "?exercice=tous") == ["Adhérent", "Nature", "Exercice", "Montant"]


def test_a_list_offers_the_fields_of_its_model_that_it_does_not_show():
    assert list(ContributionCrud.table_class.offertes())[-1] == "bilan_de"
    supplementaires = [nom for nom in LigneBudgetTable.offertes() if nom not in LigneBudgetTable.base_columns]
    assert {"fonction", "operation", "ordre", "propositions"} <= set(supplementaires)
    # The chapter and the account stand there already, by their codes.
    assert not {"chapitre", "compte", "version", "id"} & set(supplementaires)


def test_the_address_tells_columns_and_their_order(agent):
    assert entetes(agent, "?exercice=tous&colonnes=montant,bilan_de,nature") == [
        "Adhérent",
        "Montant",
        "Donné par le bilan",
        "Nature",
    ]


@pytest.mark.parametrize("colonnes", ["", "inconnue", "inconnue,version", ",,"])
def test_columns_that_do_not_exist_leave_the_usual_ones(agent, colonnes):
    assert len(entetes(agent, f"?exercice=tous&colonnes={colonnes}")) == 4


def test_a_column_that_vanished_is_left_out(agent):
    assert entetes(agent, "?exercice=tous&colonnes=disparue,montant,montant") == ["Adhérent", "Montant"]


def test_columns_chosen_are_kept_for_this_account_and_this_list(agent, direction):
    reponse = agent.post(f"{COLONNES}?q=oph", {"ordre": ["adherent", "montant"], "colonnes": ["montant"]})
    assert reponse.url == f"{LISTE}?q=oph&colonnes=adherent,montant"
    assert entetes(agent) == ["Adhérent", "Montant"]
    assert entetes(direction, "?exercice=tous") == ["Adhérent", "Nature", "Exercice", "Montant"]
    assert len(agent.get("/finances/subventions/?exercice=tous").context["table"].entetes()) == 5


def test_the_address_wins_over_the_columns_kept(agent):
    agent.post(COLONNES, {"ordre": ["montant"], "colonnes": ["montant"]})
    assert entetes(agent, "?colonnes=nature") == ["Adhérent", "Nature"]


@pytest.mark.parametrize(
    ("bouton", "attendu"),
    [
        ({"monter": "montant"}, ["adherent", "montant", "nature"]),
        ({"descendre": "nature"}, ["adherent", "montant", "nature"]),
        ({"monter": "nature"}, ["adherent", "nature", "montant"]),
        ({"descendre": "montant"}, ["adherent", "nature", "montant"]),
        ({"monter": "inconnue"}, ["adherent", "nature", "montant"]),
    ],
)
def test_arrows_move_a_column_without_any_script(agent, bouton, attendu):
    ordre = ["adherent", "nature", "exercice", "montant"]
    agent.post(COLONNES, {"ordre": ordre, "colonnes": ["adherent", "nature", "montant"], **bouton})
    assert gardee().colonnes == attendu


def test_the_usual_columns_come_back(agent):
    agent.post(COLONNES, {"ordre": ["montant"], "colonnes": ["montant"]})
    reponse = agent.post(f"{COLONNES}?colonnes=adherent,montant", {"reinitialiser": "oui"})
    assert reponse.url == LISTE
    assert len(entetes(agent, "?exercice=tous")) == 4


def test_hidden_columns_still_sort_and_are_told_of(agent):
    reponse = agent.get(f"{LISTE}?exercice=2021&colonnes=nature&tri=-montant")
    montants = [ligne.record.montant for ligne in reponse.context["table"].page.object_list]
    assert len(montants) > 5
    assert montants == sorted(montants, reverse=True)
    assert reponse.context["tri"]["texte"] == "Montant décroissant"


def test_a_hidden_column_is_neither_totalled_nor_joined(agent):
    lues = {}
    for colonnes in ("nature", "bilan_de,montant"):
        with CaptureQueriesContext(connection) as requetes:
            agent.get(f"{LISTE}?exercice=2021&colonnes={colonnes}")
        lues[colonnes] = " ".join(
            requete["sql"] for requete in requetes if 'FROM "finances_contribution"' in requete["sql"]
        )
    for morceau in ("SUM(", '."statut"'):
        assert morceau not in lues["nature"]
        assert morceau in lues["bilan_de,montant"]


def test_a_hidden_list_of_objects_costs_no_query(agent):
    adresse = "/applications/projets/"
    agent.get(adresse)
    couts = []
    for colonnes in ("nom,adherents", "nom,nature"):
        with CaptureQueriesContext(connection) as requetes:
            assert agent.get(adresse, {"colonnes": colonnes}).context["nombre"] > 1
        couts.append(len(requetes))
    assert couts[0] == couts[1] + 1


def test_exports_hold_exactly_the_columns_shown(agent):
    reponse = agent.get(f"{LISTE}?exercice=2021&colonnes=montant,bilan_de&export=csv")
    texte = b"".join(reponse.streaming_content).decode("utf-8-sig")
    lignes = list(csv.reader(StringIO(texte), delimiter=";"))
    assert lignes[0] == ["Adhérent", "Montant", "Donné par le bilan"]
    assert lignes[1][2] == "2021"
    assert lignes[-1][0] == "Total"
    assert lignes[-1][1] == "6666433,74"


def test_the_size_chosen_is_kept_and_the_address_wins(agent):
    reponse = agent.post(f"{COLONNES}?par_page=100&q=a", {"taille": "25"})
    assert reponse.url == f"{LISTE}?q=a"
    assert agent.get(LISTE).context["taille"] == 25
    assert agent.get(f"{LISTE}?par_page=250").context["taille"] == 250
    assert agent.get("/finances/subventions/").context["taille"] == 50


def test_columns_and_size_do_not_undo_each_other(agent):
    agent.post(COLONNES, {"ordre": ["montant"], "colonnes": ["montant"]})
    agent.post(COLONNES, {"taille": "25"})
    assert (gardee().colonnes, gardee().taille) == (["adherent", "montant"], 25)


def test_an_unknown_size_is_refused(agent):
    assert agent.post(COLONNES, {"taille": "7"}).status_code == 400
    assert not PreferenceListe.objects.exists()


def test_all_years_is_a_criterion_of_its_own(agent):
    agent.post(f"{FILTRES}?exercice=tous", {"action": "creer", "nom": "Toujours"})
    assert QueryDict(FiltreEnregistre.objects.get().parametres)["exercice"] == "tous"


@pytest.mark.parametrize(
    ("valeurs", "contrainte"),
    [({"liste": CLE}, "preferenceliste_unique"), ({"taille": 7}, "preferenceliste_taille")],
)
def test_the_database_refuses_preferences_that_make_no_sense(valeurs, contrainte):
    PreferenceListe.objects.create(utilisateur=compte("agent"), liste=CLE)
    refuse(PreferenceListe(**{"utilisateur": compte("agent"), "liste": "rh.grade"} | valeurs), contrainte)


def test_whoever_may_not_read_the_list_reaches_none_of_it(client):
    garde = filtre(partage=True)
    connecter("sans-droit", client)
    assert client.get(FILTRES).status_code == 403
    for adresse, donnees in ((FILTRES, {"action": "defaut", "filtre": garde.pk}), (COLONNES, {"taille": 25})):
        assert client.post(adresse, donnees).status_code == 403
    assert not PreferenceListe.objects.exists()


def test_the_whole_address_of_a_view_shows_others_the_same(agent, direction):
    agent.post(COLONNES, {"ordre": ["montant"], "colonnes": ["montant"]})
    adresse = agent.get(f"{LISTE}?q=oph").context["adresse_vue"]
    assert adresse == "q=oph&colonnes=adherent,montant&exercice=2021"
    assert entetes(direction, f"?{adresse}") == ["Adhérent", "Montant"]


def test_preferences_are_no_business_data(agent):
    avant = Journal.objects.count()
    agent.post(COLONNES, {"taille": "25"})
    agent.post(f"{FILTRES}?q=a", {"action": "creer", "nom": "A"})
    assert Journal.objects.count() == avant


@pytest.mark.parametrize("action", ["", "inconnue"])
def test_an_unknown_action_is_refused(agent, action):
    assert agent.post(FILTRES, {"action": action}).status_code == 400


def test_htmx_gets_the_list_alone_and_caches_know(agent):
    entiere = agent.get(f"{LISTE}?q=oph")
    partie = agent.get(f"{LISTE}?q=oph", headers={"HX-Request": "true"})
    assert "<html" in entiere.content.decode()
    assert "<html" not in partie.content.decode()
    assert 'id="resultats"' in partie.content.decode()
    assert 'hx-swap-oob="innerHTML">4 lignes' in partie.content.decode()
    for reponse in (entiere, partie):
        assert "HX-Request" in reponse["Vary"]


def test_a_page_restored_by_the_browser_is_whole(agent):
    entetes_htmx = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in agent.get(LISTE, headers=entetes_htmx).content.decode()


def test_a_list_sorts_by_several_columns(agent):
    ContributionFactory(exercice__annee=2031, montant=Decimal(5))
    reponse = agent.get(f"{LISTE}?exercice=tous&tri=-exercice,montant")
    lignes = [ligne.record for ligne in reponse.context["table"].page.object_list]
    paires = [(-ligne.exercice_id, ligne.montant) for ligne in lignes]
    assert len({annee for annee, _ in paires}) > 1
    assert paires == sorted(paires)
    assert reponse.context["tri"]["texte"] == "Exercice décroissant, puis Montant"


def test_a_click_on_a_head_keeps_the_former_order_behind_it(agent):
    table = agent.get(f"{LISTE}?exercice=tous&tri=-montant").context["table"]
    tris = {tete["colonne"].name: tete["tri"] for tete in table.tetes()}
    assert (tris["nature"], tris["montant"]) == ("nature,-montant", "montant")


def test_equal_rows_keep_their_place_from_page_to_page(agent):
    lignes = agent.get(f"{LISTE}?exercice=2021&tri=nature").context["table"].data.data
    assert lignes.query.order_by[-1] == "pk"


@pytest.mark.parametrize(
    ("criteres", "attendu"),
    [
        ("montant_de=1 000 000", {"Ville de Vitry-sur-Seine", "Ville d’Ivry-sur-Seine"}),
        ("montant_a=6369,30", {"SMBVB"}),
        ("montant_de=17 726&montant_a=18 256,66", {"SIDORESTO", "OPH de Thiais"}),
    ],
)
def test_numbers_are_filtered_by_ranges_typed_in_french(agent, criteres, attendu):
    reponse = agent.get(f"{LISTE}?exercice=2021&{criteres}")
    assert {str(ligne.record.adherent) for ligne in reponse.context["table"].page.object_list} == attendu


def test_the_chip_of_a_range_says_it_and_removes_both_ends(agent):
    reponse = agent.get(f"{LISTE}?exercice=2021&montant_de=1000&montant_a=2000,5")
    puce = next(puce for puce in reponse.context["criteres"] if puce["libelle"] == "Montant")
    assert puce["valeur"] == "de 1\u202f000 à 2\u202f000,5"
    assert puce["sans"] == "exercice=2021"


def test_a_range_backwards_is_refused(agent):
    page = agent.get(f"{LISTE}?montant_de=2&montant_a=1").content.decode()
    assert "Le début de l’intervalle dépasse sa fin." in page


def test_rows_with_and_without_a_value_are_two_halves(agent):
    adresse = "/adherents/liste/"
    tous = agent.get(adresse).context["nombre"]
    AdherentFactory(siret="")
    vides = agent.get(f"{adresse}?vide=siret").context["nombre"]
    assert vides > 0
    assert vides + agent.get(f"{adresse}?renseigne=siret").context["nombre"] == tous + 1


def test_a_filtered_list_says_that_count_and_totals_are_of_the_selection(agent):
    entiere = agent.get(f"{LISTE}?exercice=2021").content.decode()
    filtree = agent.get(f"{LISTE}?exercice=2021&q=oph").content.decode()
    assert "de la sélection filtrée" not in entiere
    assert filtree.count("de la sélection filtrée") == 2


def test_more_than_five_criteria_are_folded_unless_one_is_in_force(agent):
    repliee = agent.get(LISTE).content.decode()
    assert '<details class="rares">' in repliee
    assert '<details class="rares" open>' in agent.get(f"{LISTE}?montant_de=5").content.decode()


def test_a_list_without_criteria_of_its_own_is_searched_all_the_same(agent):
    reponse = agent.get(reverse("rh:filiere_list"), {"q": "technique"})
    assert reponse.context["nombre"] >= 1
    assert reponse.context["filtree"]
