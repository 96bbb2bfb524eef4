"""A cell of a list corrected where it is read: saved as a grid does, its row and the totals follow."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adherents.models import Adherent
from finances.models import Contribution
from siim94.socle.models import Exercice, Journal
from siim94.socle.refus import MESSAGES
from siim94.ui.listes.colonnes import Colonne
from siim94.ui.saisie.en_place import attributs, champs_en_place
from siim94.ui.saisie.formulaires import fabriquer
from tests.comptes import connecter
from tests.ecritures import cruds

pytestmark = pytest.mark.django_db
LISTE = "/finances/contributions/"
CRUDS = [crud for crud in cruds() if crud.modifiable]


@pytest.fixture
def contribution():
    exercice = Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    autre, adherent = Adherent.objects.order_by("pk")[:2]
    Contribution.objects.create(exercice=exercice, adherent=autre, montant=50)
    return Contribution.objects.create(exercice=exercice, adherent=adherent, montant=100)


def adresse(objet, champ="montant", parametres="exercice=2031") -> str:
    return f"{LISTE}{objet.pk}/case/{champ}/?{parametres}"


def poster(client, objet, texte, champ="montant", version=None, parametres="exercice=2031", **autres):
    donnees = {"version": version or objet.version, f"c-{objet.pk}-{champ}": texte, **autres}
    return client.post(adresse(objet, champ, parametres), donnees)


def relue(objet):
    return Contribution.objects.get(pk=objet.pk)


def test_a_cell_is_saved_with_its_author_and_its_row_and_totals_follow(gestionnaire, contribution):
    champ = gestionnaire.get(adresse(contribution)).json()
    assert 'value="100,00"' in champ["champ"]
    assert 'inputmode="decimal"' in champ["champ"]
    reponse = poster(gestionnaire, contribution, "1 234,56 €")
    assert reponse.status_code == 200
    dit = reponse.json()
    assert dit["message"] == "Enregistré. Montant\u00a0: 1\u202f234,56 (avant\u00a0: 100,00)."
    assert "1\u202f234,56" in dit["ligne"]
    assert f'data-version="{dit["version"]}"' in dit["ligne"]
    assert "1\u202f284,56" in dit["pied"]
    assert dit["pas"] == ["100,00", "1\u202f234,56"]
    assert relue(contribution).montant == Decimal("1234.56")
    trace = Journal.objects.filter(action="modification", table_nom="finances_contribution").get()
    assert (trace.cle, trace.auteur_id) == (str(contribution.pk), gestionnaire.compte.pk)


def test_the_row_and_the_totals_are_those_of_the_list_that_asks(gestionnaire, contribution):
    lues = gestionnaire.get(LISTE, {"exercice": "2031", "colonnes": "nature,montant", "montant_de": "80"})
    dit = poster(
        gestionnaire, contribution, "90", parametres="exercice=2031&colonnes=nature,montant&montant_de=80"
    ).json()
    assert dit["ligne"].count("<td") == lues.content.decode().split("<tbody>")[1].split("</tr>")[0].count(
        "<td"
    )
    assert "90,00" in dit["pied"]
    assert "sélection filtrée" in dit["pied"]
    dit = poster(gestionnaire, relue(contribution), "10", parametres="exercice=2031&montant_de=80").json()
    assert "10,00" in dit["ligne"]
    assert dit["message"].endswith("Cette ligne ne répond plus aux critères de la liste.")


def test_a_formula_is_computed_and_told_by_the_history(gestionnaire, contribution):
    poster(gestionnaire, contribution, "=1200+350")
    assert relue(contribution).montant == 1550
    trace = Journal.objects.filter(action="modification", table_nom="finances_contribution").get()
    assert "=1200+350" in trace.motif


@pytest.mark.parametrize(
    ("faux", "dit"), [("douze", "n’est pas un nombre"), ("", "obligatoire"), ("1,234", "deux")]
)
def test_what_a_cell_refuses_is_told_beside_it_and_nothing_is_written(gestionnaire, contribution, faux, dit):
    reponse = poster(gestionnaire, contribution, faux)
    assert reponse.status_code == 422
    assert dit in reponse.json()["champ"]
    assert dit in reponse.json()["message"]
    assert relue(contribution).montant == 100


def test_what_the_database_refuses_is_the_sentence_of_the_form(gestionnaire, contribution):
    autre = Contribution.objects.exclude(pk=contribution.pk).get(exercice=2031)
    reponse = poster(gestionnaire, contribution, str(autre.adherent), champ="adherent")
    assert reponse.status_code == 422
    assert "déjà" in reponse.json()["champ"]
    assert relue(contribution).adherent_id == contribution.adherent_id


def test_a_related_object_is_chosen_by_its_name(gestionnaire, contribution):
    adherent = Adherent.objects.order_by("pk")[2]
    champ = gestionnaire.get(adresse(contribution, "adherent")).json()["champ"]
    assert f'<option value="{adherent}">' in champ.replace("&#x27;", "'")
    assert poster(gestionnaire, contribution, str(adherent).upper(), champ="adherent").status_code == 200
    assert relue(contribution).adherent == adherent


def test_a_cell_that_two_people_changed_is_left_to_the_second_to_choose(gestionnaire, contribution):
    autre = connecter("admin")
    assert poster(autre, contribution, "120").status_code == 200
    reponse = poster(gestionnaire, contribution, "130")
    assert reponse.status_code == 409
    dit = reponse.json()
    assert "a enregistré 120,00" in dit["champ"]
    assert "120,00" in dit["ligne"]
    assert relue(contribution).montant == 120
    nom = f"c-{contribution.pk}-montant"
    choix = {f"conflit-{nom}": "oui", f"choix-{nom}": "moi"}
    assert poster(gestionnaire, contribution, "130", version=dit["version"], **choix).status_code == 200
    assert relue(contribution).montant == 130


def test_a_list_changed_meanwhile_shows_the_row_of_today_before_it_is_corrected(gestionnaire, contribution):
    poster(connecter("admin"), contribution, "120")
    dit = gestionnaire.get(f"{adresse(contribution)}&version={contribution.version}").json()
    assert dit["message"].startswith("Cette ligne a été modifiée entre-temps par essai-admin")
    assert "120,00" in dit["ligne"]
    assert 'value="120,00"' in dit["champ"]


def test_two_cells_of_a_row_changed_by_two_people_are_both_kept(gestionnaire, contribution):
    nature = next(n for n in Contribution.Nature if n != contribution.nature)
    assert poster(connecter("admin"), contribution, nature.label, champ="nature").status_code == 200
    assert poster(gestionnaire, contribution, "130").status_code == 200
    lue = relue(contribution)
    assert (lue.nature, lue.montant) == (nature, 130)


def test_undoing_what_someone_else_changed_since_undoes_nothing(gestionnaire, contribution):
    dit = poster(gestionnaire, contribution, "110").json()
    poster(connecter("admin"), relue(contribution), "120")
    reponse = poster(gestionnaire, contribution, dit["pas"][0], version=dit["version"])
    assert reponse.status_code == 409
    assert relue(contribution).montant == 120


def test_a_deleted_row_says_who_deleted_it(gestionnaire, contribution):
    poster(gestionnaire, contribution, "110")
    admin = connecter("admin")
    actuelle = relue(contribution)
    admin.post(f"{LISTE}{actuelle.pk}/supprimer/", {"version": actuelle.version})
    for reponse in (gestionnaire.get(adresse(contribution)), poster(gestionnaire, contribution, "1")):
        assert reponse.status_code == 410
        assert "a été supprimé par essai-admin" in reponse.json()["message"]
    assert gestionnaire.get(f"{LISTE}999999/case/montant/").status_code == 404


def test_a_closed_year_is_refused_in_its_sentence(gestionnaire, contribution):
    Exercice.objects.filter(pk=2031).update(statut=Exercice.Statut.CLOS)
    for reponse in (gestionnaire.get(adresse(contribution)), poster(gestionnaire, contribution, "1")):
        assert reponse.status_code == 422
        assert reponse.json()["message"] == MESSAGES["exercice_clos"]
    assert relue(contribution).montant == 100
    page = gestionnaire.get(f"{LISTE}?exercice=2031").content.decode()
    assert "data-champ" not in page
    assert f'data-fixe="{MESSAGES["exercice_clos"]}"' in page


def test_who_may_not_change_is_offered_and_given_nothing(contribution):
    agent = connecter("agent")
    page = agent.get(f"{LISTE}?exercice=2031").content.decode()
    assert "data-champ" not in page
    assert "Votre compte ne permet pas de modifier ces lignes." in page
    assert agent.get(adresse(contribution)).status_code == 403
    assert poster(agent, contribution, "1").status_code == 403
    assert connecter("sans-droit").get(adresse(contribution)).status_code == 403


@pytest.mark.parametrize("champ", ["exercice", "bilan_de", "version", "inconnu", "pk"])
def test_what_no_cell_holds_is_no_address(gestionnaire, contribution, champ):
    assert gestionnaire.get(adresse(contribution, champ)).status_code == 404
    assert poster(gestionnaire, contribution, "1", champ=champ).status_code == 404


@pytest.mark.parametrize("version", ["", "un", "-1", "²"])
def test_a_page_that_no_longer_knows_its_row_is_told_so(gestionnaire, contribution, version):
    donnees = {"version": version, f"c-{contribution.pk}-montant": "1"}
    reponse = gestionnaire.post(adresse(contribution), donnees)
    assert reponse.status_code == 422
    assert relue(contribution).montant == 100


@pytest.mark.parametrize("crud", CRUDS, ids=lambda crud: crud.model._meta.label)
def test_each_column_says_how_its_cells_are_corrected_or_why_not(crud):
    dits = attributs(crud)
    assert dits.keys() == crud.table_class.offertes().keys()
    for nom, dit in dits.items():
        assert (' data-champ="' in dit) is (nom in champs_en_place(crud))
        assert 'data-fixe=""' not in dit
    assert champs_en_place(crud) <= set(fabriquer(crud).base_fields)
    assert all(isinstance(crud.table_class.offertes()[nom], Colonne) for nom in champs_en_place(crud))


@pytest.mark.parametrize("crud", CRUDS, ids=lambda crud: crud.model._meta.label)
def test_a_cell_saved_as_it_is_changes_nothing(crud):
    """Of the first row of each list, each cell that may be corrected there."""
    objet = crud.queryset().first()
    if objet is None or not champs_en_place(crud):
        pytest.skip("no row, or no such column")
    client, traces = connecter("admin"), Journal.objects.count()
    for champ in sorted(champs_en_place(crud)):
        url = crud.adresse_cellule(objet.pk, champ)
        reponse = client.get(url)
        if reponse.status_code == 422:
            assert "plusieurs lignes" in reponse.json()["message"] or "clos" in reponse.json()["message"]
            continue
        assert reponse.status_code == 200, champ
        texte = reponse.context["cellule"].texte
        saisie = {"version": objet.version, f"c-{objet.pk}-{champ}": texte}
        reponse = client.post(url, saisie)
        assert (reponse.status_code, reponse.json()["message"]) == (200, "Rien n’a changé."), champ
    assert Journal.objects.count() == traces


def test_a_save_costs_the_same_in_a_long_list(gestionnaire, contribution):
    def cout(texte) -> int:
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            assert poster(gestionnaire, relue(contribution), texte).status_code == 200
        return len(requetes)

    avant = cout("1"), cout("2")
    for adherent in Adherent.objects.order_by("pk")[2:12]:
        Contribution.objects.create(exercice_id=2031, adherent=adherent, montant=1)
    assert cout("3") <= min(avant)
