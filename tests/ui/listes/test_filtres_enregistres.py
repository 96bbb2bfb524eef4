"""Criteria kept under a name: renamed, shared, set as the default, told when they no longer apply."""

import pytest
from django.http import QueryDict

from siim94.socle.models import FiltreEnregistre, PreferenceListe
from tests.adherents.factories import AdherentFactory
from tests.comptes import compte
from tests.contraintes import refuse
from tests.ui.listes.contributions import CLE, FILTRES, LISTE, filtre, gardee

pytestmark = pytest.mark.django_db


def test_criteria_are_kept_under_a_name_with_order_and_columns(agent):
    reponse = agent.post(
        f"{FILTRES}?exercice=2021&q=oph&tri=-montant&nature=&page=2", {"action": "creer", "nom": " Les OPH "}
    )
    garde = FiltreEnregistre.objects.get(utilisateur=compte("agent"))
    assert (garde.nom, garde.liste, garde.partage) == ("Les OPH", CLE, False)
    assert QueryDict(garde.parametres).dict() == {
        "q": "oph",
        "tri": "-montant",
        "colonnes": "adherent,nature,exercice,montant",
    }
    assert reponse.url == f"{LISTE}?{garde.parametres}&filtre={garde.pk}"
    page = agent.get(reponse.url)
    assert page.context["preferences"].filtre_applique == garde
    assert not page.context["preferences"].filtre_modifie


def test_the_year_is_kept_when_it_is_asked_for(agent):
    agent.post(f"{FILTRES}?q=oph", {"action": "creer", "nom": "OPH 2021", "avec_annee": "oui"})
    assert QueryDict(FiltreEnregistre.objects.get().parametres)["exercice"] == "2021"


def test_a_list_that_left_its_saved_criteria_says_so_and_can_replace_them(agent):
    garde = filtre()
    adresse = f"q=vitry&colonnes=adherent,montant&filtre={garde.pk}"
    page = agent.get(f"{LISTE}?{adresse}")
    assert page.context["preferences"].filtre_modifie
    assert "Mettre à jour « Les OPH »" in page.content.decode()
    agent.post(f"{FILTRES}?{adresse}", {"action": "remplacer", "filtre": garde.pk})
    garde.refresh_from_db()
    assert QueryDict(garde.parametres)["q"] == "vitry"


def test_a_second_filter_of_the_same_name_is_refused_beside_its_field(agent):
    filtre()
    reponse = agent.post(f"{FILTRES}?q=a", {"action": "creer", "nom": "les oph"})
    assert reponse.status_code == 422
    assert "Vous avez déjà un filtre de ce nom pour cette liste." in reponse.content.decode()
    assert FiltreEnregistre.objects.count() == 1


def test_two_people_may_use_the_same_name(agent, direction):
    filtre("agent")
    assert direction.post(f"{FILTRES}?q=a", {"action": "creer", "nom": "Les OPH"}).status_code == 302


@pytest.mark.parametrize(
    ("valeurs", "contrainte"),
    [({"nom": "LES OPH"}, "filtreenregistre_unique"), ({"nom": "  "}, "filtreenregistre_nomme")],
)
def test_the_database_refuses_what_the_form_refuses(valeurs, contrainte):
    filtre()
    defauts = {"utilisateur": compte("agent"), "liste": CLE, "nom": "Autre", "parametres": "q=a"}
    refuse(FiltreEnregistre(**defauts | valeurs), contrainte)


def test_others_see_what_is_shared_with_its_author_and_cannot_change_it(agent, direction):
    prive, partage = filtre(nom="À moi"), filtre(nom="À tous", partage=True)
    noms = [str(f) for f in direction.get(LISTE).context["preferences"].filtres]
    assert noms == ["À tous"]
    assert "de essai-agent" in direction.get(LISTE).content.decode()
    for numero in (prive.pk, partage.pk):
        for action in ("modifier", "remplacer", "supprimer"):
            demande = {"action": action, "filtre": numero, "nom": "Volé"}
            assert direction.post(FILTRES, demande).status_code == 404
    assert {str(f) for f in FiltreEnregistre.objects.all()} == {"À moi", "À tous"}
    # Not even its name is told.
    assert "À moi" not in direction.get(f"{LISTE}?filtre={prive.pk}").content.decode()


def test_one_renames_shares_and_deletes_one_s_own(agent, direction):
    garde = filtre()
    agent.post(FILTRES, {"action": "modifier", "filtre": garde.pk, "nom": "Offices", "partage": "on"})
    assert [str(f) for f in direction.get(LISTE).context["preferences"].filtres] == ["Offices"]
    agent.post(FILTRES, {"action": "modifier", "filtre": garde.pk, "nom": "Offices"})
    assert direction.get(LISTE).context["preferences"].filtres == []
    agent.post(FILTRES, {"action": "supprimer", "filtre": garde.pk})
    assert not FiltreEnregistre.objects.exists()


def test_renaming_to_a_name_taken_is_refused_where_it_was_typed(agent):
    filtre()
    autre = filtre(nom="Les villes")
    reponse = agent.post(FILTRES, {"action": "modifier", "filtre": autre.pk, "nom": "LES OPH"})
    assert reponse.status_code == 422
    formulaires = {ligne["filtre"].pk: ligne["form"] for ligne in reponse.context["lignes"]}
    assert formulaires[autre.pk].errors["nom"]
    assert not reponse.context["form"].errors


def test_a_list_opens_with_its_default_filter_and_says_so(agent):
    garde = filtre()
    agent.post(FILTRES, {"action": "defaut", "filtre": garde.pk})
    reponse = agent.get(LISTE)
    assert reponse.url == f"{LISTE}?{garde.parametres}&filtre={garde.pk}"
    page = agent.get(reponse.url)
    assert "par défaut" in page.content.decode()
    assert page.context["preferences"].sans_criteres == "filtre=aucun"
    assert 'href="?filtre=aucun"' in page.content.decode()
    tout = agent.get(f"{LISTE}?filtre=aucun")
    assert tout.status_code == 200
    assert tout.context["nombre"] > page.context["nombre"]


def test_a_default_filter_leaves_an_address_with_criteria_alone(agent):
    PreferenceListe.objects.create(utilisateur=compte("agent"), liste=CLE, filtre=filtre())
    assert agent.get(f"{LISTE}?exercice=2021").status_code == 200


def test_a_default_filter_goes_when_it_is_deleted_or_no_longer_shared(agent, direction):
    garde = filtre(partage=True)
    direction.post(FILTRES, {"action": "defaut", "filtre": garde.pk})
    assert direction.get(LISTE).status_code == 302
    agent.post(FILTRES, {"action": "modifier", "filtre": garde.pk, "nom": "Les OPH"})
    assert direction.get(LISTE).status_code == 200
    agent.post(FILTRES, {"action": "supprimer", "filtre": garde.pk})
    assert gardee("direction").filtre is None


def test_a_default_filter_can_be_given_up(agent):
    agent.post(FILTRES, {"action": "defaut", "filtre": filtre().pk})
    agent.post(FILTRES, {"action": "sans-defaut"})
    assert agent.get(LISTE).status_code == 200


def test_a_filter_of_another_list_cannot_open_this_one(agent):
    autre = filtre(liste="rh.grade")
    assert agent.post(FILTRES, {"action": "defaut", "filtre": autre.pk}).status_code == 400


@pytest.mark.parametrize(
    ("parametres", "phrase"),
    [
        ("adherent=999999", "Adhérent : "),
        ("nature=disparue", "Nature : "),
        ("disparu=1", "Le critère « disparu » n’existe plus."),
        ("colonnes=adherent,disparue", "La colonne « disparue » n’existe plus."),
        ("tri=-disparue", "La colonne « disparue » n’existe plus."),
        ("exercice=1999", "L’exercice 1999 n’existe plus."),
        ("montant_de=beaucoup", "Montant : "),
    ],
)
def test_a_filter_that_no_longer_applies_says_so(agent, parametres, phrase):
    garde = filtre(parametres=parametres)
    (ligne,) = agent.get(FILTRES).context["lignes"]
    assert ligne["filtre"] == garde
    assert any(probleme.startswith(phrase) for probleme in ligne["problemes"])
    assert "ne peut plus s’appliquer en entier" in agent.get(FILTRES).content.decode()


def test_a_filter_that_applies_has_nothing_to_say(agent):
    adherent = AdherentFactory()
    filtre(parametres=f"adherent={adherent.pk}&montant_de=1 000,50&exercice=2021&tri=-montant,nature")
    (ligne,) = agent.get(FILTRES).context["lignes"]
    assert ligne["problemes"] == []


def test_saved_criteria_are_told_in_words(agent):
    filtre(parametres="exercice=2021&q=oph&montant_de=1000")
    (ligne,) = agent.get(FILTRES).context["lignes"]
    assert [(puce["libelle"], puce["valeur"]) for puce in ligne["criteres"]] == [
        ("Exercice", "2021"),
        ("Texte", "oph"),
        ("Montant", "à partir de 1\u202f000"),
    ]


def test_applying_a_broken_filter_tells_it_on_the_list(agent):
    garde = filtre(parametres="nature=disparue")
    page = agent.get(f"{LISTE}?{garde.parametres}&filtre={garde.pk}").content.decode()
    assert "Le filtre « Les OPH » ne peut plus s’appliquer en entier" in page
