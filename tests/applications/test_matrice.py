"""The matrix of the catalogue: cells written alone or together, refused in words, at a constant cost."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.matrice_ecriture import CASES_MAXIMALES
from applications.models import ColonneCatalogue, Deploiement, Fonctionnalite, LigneCatalogue
from siim94.socle.models import Exercice, Journal
from tests.applications import factories as f
from tests.comptes import connecter
from tests.formats.test_json_sur import INTENABLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]
MATRICE = "/applications/catalogue/matrice/"


@pytest.fixture
def agent():
    return connecter("agent")


@pytest.fixture
def croix():
    return Deploiement.objects.for_exercice(2021).disponibles().order_by("pk").first()


@pytest.fixture
def vide():
    """The keys of a cell where nothing stands: the row of the edition that is made available to nobody."""
    ligne = LigneCatalogue.objects.get(deploiements=None)
    return ligne, Deploiement.objects.first().adherent


def case(ligne, adherent, version, etat, **autres):
    return {"ligne": ligne.pk, "adherent": adherent.pk, "version": version, "etat": etat} | autres


def envoyer(client, *cases):
    return client.post(MATRICE, {"cases": json.dumps(cases)})


def ecrire(client, ligne, adherent, version, etat, **autres):
    return envoyer(client, case(ligne, adherent, version, etat, **autres))


def contenu(reponse):
    """What the only cell of an answer holds, with the uses of its row."""
    recu = reponse.json()
    [contenu] = recu["cases"]
    return contenu | {"usages": recu["usages"][str(contenu["ligne"])], "total": recu["total"]}


def test_matrix_shows_the_whole_edition_and_its_counts(agent):
    contexte = agent.get(MATRICE).context
    page = contexte["page"]
    lignes = [ligne for _, lignes in page.groupes for ligne in lignes]
    assert (len(lignes), len(page.colonnes), page.total) == (74, 14, 244)
    assert not [champ for champ in page.criteres if ":" in champ.label_tag()]
    assert sum(ligne.usages for ligne in lignes) == 244
    assert sum(fonctions for _, fonctions in page.colonnes) == 244


def test_an_empty_cell_becomes_a_cross_then_empty_again_and_both_are_journalled(agent, vide):
    ligne, adherent = vide
    reponse = ecrire(agent, ligne, adherent, 0, "disponible")
    recu = contenu(reponse)
    assert (reponse.status_code, recu["etat"], recu["usages"], recu["total"]) == (200, "disponible", 1, 245)
    pose = Deploiement.objects.get(ligne=ligne, adherent=adherent)
    assert (recu["cle"], recu["version"]) == (pose.pk, pose.version)
    recu = contenu(ecrire(agent, ligne, adherent, recu["version"], "", cle=pose.pk))
    assert (recu["etat"], recu["version"], recu["usages"], recu["total"]) == ("", 0, 0, 244)
    traces = Journal.objects.filter(table_nom="applications_deploiement", cle=str(pose.pk)).order_by("pk")
    assert [(t.action, t.auteur_id) for t in traces] == [
        ("creation", agent.compte.pk),
        ("suppression", agent.compte.pk),
    ]


def test_dates_are_written_with_the_state(agent, croix):
    reponse = ecrire(
        agent,
        croix.ligne,
        croix.adherent,
        croix.version,
        "disponible",
        depuis="2021-03-01",
        jusque="31/12/2021",
    )
    assert reponse.status_code == 200
    croix.refresh_from_db()
    assert (str(croix.depuis), str(croix.jusque)) == ("2021-03-01", "2021-12-31")
    assert contenu(reponse)["version"] == croix.version == 2


@pytest.mark.parametrize(
    ("valeurs", "dit"),
    [
        ({"depuis": "2021-03-01", "jusque": "2021-02-01"}, "La fin du déploiement précède son début."),
        ({"depuis": "hier"}, "n’est pas une date"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(agent, croix, valeurs, dit):
    reponse = ecrire(agent, croix.ligne, croix.adherent, croix.version, "disponible", **valeurs)
    assert reponse.status_code == 422
    assert dit in reponse.json()["message"]
    croix.refresh_from_db()
    assert (croix.version, croix.depuis) == (1, None)


def test_a_cell_that_someone_changed_meanwhile_is_told_with_who_and_not_overwritten(agent, croix):
    admin = connecter("admin")
    assert ecrire(admin, croix.ligne, croix.adherent, 1, "sans-objet").status_code == 200
    reponse = ecrire(agent, croix.ligne, croix.adherent, 1, "")
    assert reponse.status_code == 409
    assert str(admin.compte) in reponse.json()["message"]
    assert (contenu(reponse)["etat"], contenu(reponse)["version"]) == ("sans-objet", 2)
    assert Deploiement.objects.get(pk=croix.pk).etat == "sans-objet"


def test_a_cell_that_someone_emptied_meanwhile_is_told_with_who(agent, croix):
    admin = connecter("admin")
    ecrire(admin, croix.ligne, croix.adherent, 1, "")
    reponse = ecrire(agent, croix.ligne, croix.adherent, 1, "sans-objet", cle=croix.pk)
    assert reponse.status_code == 409
    assert str(admin.compte) in reponse.json()["message"]
    assert not Deploiement.objects.filter(ligne=croix.ligne, adherent=croix.adherent).exists()


def test_a_closed_year_is_read_and_refused_in_words(agent, croix):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    page = agent.get(MATRICE)
    assert "est clos" in page.content.decode()
    assert "data-adherent" not in page.content.decode()
    for etat in ("", "sans-objet"):
        reponse = ecrire(agent, croix.ligne, croix.adherent, croix.version, etat)
        assert reponse.status_code == 422
        assert "Cet exercice est clos" in reponse.json()["message"]
        assert contenu(reponse)["etat"] == "disponible"


def test_who_may_not_change_reads_and_is_refused(croix):
    direction = connecter("direction")
    page = direction.get(MATRICE).content.decode()
    assert "●" in page
    assert "data-adherent" not in page
    assert ecrire(direction, croix.ligne, croix.adherent, croix.version, "sans-objet").status_code == 403
    assert connecter("sans-droit").get(MATRICE).status_code == 403


def test_a_cell_outside_the_edition_is_not_found(agent, croix):
    ailleurs = f.AdherentFactory()
    assert ecrire(agent, croix.ligne, ailleurs, 0, "disponible").status_code == 404


def test_without_scripts_each_cell_leads_to_its_form(agent, croix, vide):
    page = agent.get(MATRICE).content.decode()
    assert reverse("applications:deploiement_update", args=[croix.pk]) in page
    ligne, adherent = vide
    formulaire = f"{reverse('applications:deploiement_create')}?ligne={ligne.pk}&adherent={adherent.pk}"
    assert formulaire.replace("&", "&amp;") in page
    assert agent.get(formulaire).status_code == 200


def test_list_of_the_catalogue_leads_to_the_matrix(agent):
    assert f'href="{MATRICE}"' in agent.get("/applications/catalogue/").content.decode()


def test_matrix_costs_the_same_with_more_rows(agent):
    def requetes():
        with CaptureQueriesContext(connection) as capture:
            assert agent.get(MATRICE).status_code == 200
        return len(capture)

    requetes()
    avant = requetes()
    for _ in range(5):
        f.LigneCatalogueFactory(exercice=Exercice.objects.get(annee=2021))
    assert requetes() == avant


# Many cells at once


def test_a_column_is_written_in_one_request_with_all_its_counts(agent, croix):
    lignes = list(LigneCatalogue.objects.for_exercice(2021).order_by("rang"))
    stockes = {d.ligne_id: d for d in Deploiement.objects.filter(ligne__in=lignes, adherent=croix.adherent)}
    cases = [
        case(ligne, croix.adherent, stockes[ligne.pk].version if ligne.pk in stockes else 0, "disponible")
        for ligne in lignes
    ]
    recu = envoyer(agent, *cases).json()
    assert recu["message"] == "74 cases enregistrées."
    assert recu["fonctions"] == {str(croix.adherent_id): 74}
    poses = Deploiement.objects.for_exercice(2021).disponibles()
    assert poses.filter(adherent=croix.adherent).count() == 74
    assert recu["total"] == poses.count()
    assert set(recu["usages"]) == {str(ligne.pk) for ligne in lignes}


def test_one_cell_that_someone_changed_keeps_the_whole_block_unwritten(agent, croix, vide):
    admin = connecter("admin")
    ecrire(admin, croix.ligne, croix.adherent, 1, "sans-objet")
    ligne, adherent = vide
    reponse = envoyer(agent, case(ligne, adherent, 0, "disponible"), case(croix.ligne, croix.adherent, 1, ""))
    assert reponse.status_code == 409
    assert str(admin.compte) in reponse.json()["message"]
    assert [c["etat"] for c in reponse.json()["cases"]] == ["", "sans-objet"]
    assert not Deploiement.objects.filter(ligne=ligne).exists()


def test_one_refused_cell_keeps_the_whole_block_unwritten(agent, croix, vide):
    ligne, adherent = vide
    mauvaise = case(croix.ligne, croix.adherent, 1, "disponible", depuis="2021-03-01", jusque="2021-02-01")
    reponse = envoyer(agent, case(ligne, adherent, 0, "disponible"), mauvaise)
    assert reponse.status_code == 422
    assert "La fin du déploiement précède son début." in reponse.json()["message"]
    assert not Deploiement.objects.filter(ligne=ligne).exists()


@pytest.mark.parametrize("cases", ["", "{", "3", "[3]", "[{}]", "{}"])
def test_a_request_that_cannot_be_read_is_refused_in_words(agent, cases):
    reponse = agent.post(MATRICE, {"cases": cases})
    assert reponse.status_code in (404, 422)


def test_a_block_costs_the_same_queries_however_large(agent, croix):
    lignes = list(LigneCatalogue.objects.for_exercice(2021).order_by("rang"))

    def requetes(combien):
        stockes = {d.ligne_id: d.version for d in Deploiement.objects.filter(adherent=croix.adherent)}
        cases = [case(x, croix.adherent, stockes.get(x.pk, 0), "sans-objet") for x in lignes[:combien]]
        with CaptureQueriesContext(connection) as capture:
            assert envoyer(agent, *cases).status_code == 200
        return len(capture)

    Deploiement.objects.filter(adherent=croix.adherent).delete()
    peu = requetes(2)
    Deploiement.objects.filter(adherent=croix.adherent).delete()
    assert requetes(40) == peu


# Criteria


def lignes_de(page):
    return [rangee.ligne for _, rangees in page.groupes for rangee in rangees]


def test_criteria_show_a_part_and_keep_the_counts_of_the_whole(agent, croix):
    domaine = croix.ligne.domaine
    page = agent.get(f"{MATRICE}?domaine={domaine.pk}&adherent={croix.adherent_id}").context["page"]
    assert {ligne.domaine for ligne in lignes_de(page)} == {domaine}
    assert [adherent for adherent, _ in page.colonnes] == [croix.adherent]
    assert page.total == 244
    application = croix.ligne.application
    page = agent.get(MATRICE, {"q": application.nom.upper()}).context["page"]
    assert croix.ligne in lignes_de(page)
    assert all(
        application.nom.casefold() in f"{x.fonctionnalite} {x.editeur}".casefold() for x in lignes_de(page)
    )


def test_criteria_that_nothing_answers_are_told(agent):
    assert "ne répond à ces critères" in agent.get(f"{MATRICE}?q=introuvable").content.decode()
    assert agent.get(f"{MATRICE}?domaine=999999&adherent=x").status_code == 200


# The edition before


@pytest.fixture
def suivante(client):
    exercice = Exercice.objects.create(annee=2022, statut=Exercice.Statut.OUVERT)
    return exercice


def test_a_year_without_a_catalogue_takes_up_the_edition_before(agent, suivante):
    page = agent.get(f"{MATRICE}?exercice=2022").content.decode()
    assert "Reprendre l’édition 2021" in page
    assert agent.post(f"{MATRICE}?exercice=2022", {"reprendre": "oui"}).status_code == 302
    page = agent.get(f"{MATRICE}?exercice=2022").context["page"]
    # Of what OPALY and the offices of Villejuif and Vitry had in common, VALDEVY has one cross.
    assert (len(lignes_de(page)), page.total, page.precedente) == (74, 242, 2021)
    assert page.differences == {"ajout": 0, "retrait": 0, "autre": 0, "nouvelles": 0}
    assert LigneCatalogue.objects.filter(exercice=2022).exclude(bilan_de=2022).count() == 0


def test_differences_with_the_edition_before_are_counted_and_marked(agent, suivante, vide):
    agent.post(f"{MATRICE}?exercice=2022", {"reprendre": "oui"})
    edition = Deploiement.objects.for_exercice(2022)
    premier, second = edition.disponibles().order_by("pk")[:2]
    ecrire(agent, premier.ligne, premier.adherent, premier.version, "")
    ecrire(agent, second.ligne, second.adherent, second.version, "sans-objet")
    ligne = LigneCatalogue.objects.get(exercice=2022, fonctionnalite=vide[0].fonctionnalite)
    ecrire(agent, ligne, vide[1], 0, "disponible")
    nouvelle = f.FonctionnaliteFactory()
    agent.post(f"{MATRICE}?exercice=2022", {"fonctionnalite": str(nouvelle)})
    retiree = LigneCatalogue.objects.filter(exercice=2022).order_by("rang").first()
    retiree.deploiements.all().delete()
    LigneCatalogue.objects.filter(pk=retiree.pk).delete()
    reponse = agent.get(f"{MATRICE}?exercice=2022")
    page = reponse.context["page"]
    assert page.differences["ajout"] == 1
    assert page.differences["nouvelles"] == 1
    assert [x.fonctionnalite for x in page.retirees] == [retiree.fonctionnalite]
    marques = {
        (rangee.ligne.pk, c.adherent.pk): c.marque
        for _, rangees in page.groupes
        for rangee in rangees
        for c in rangee.cases
        if c.marque
    }
    assert marques[ligne.pk, vide[1].pk] == "ajout"
    for deploiement, marque in ((premier, "retrait"), (second, "autre")):
        if deploiement.ligne_id != retiree.pk:
            assert marques[deploiement.ligne_id, deploiement.adherent_id] == marque
    assert "nouvelle ligne" in reponse.content.decode()


# Rows


def test_what_a_page_adds_goes_to_its_year_whatever_another_window_chose(agent, suivante):
    for donnees in ({"reprendre": "oui"}, {"fonctionnalite": str(f.FonctionnaliteFactory())}):
        agent.post("/exercice/", {"annee": 2022})
        assert 'method="post" action="?exercice=2022"' in " ".join(
            agent.get(MATRICE).content.decode().split()
        )
        agent.post("/exercice/", {"annee": 2021})
        retour = agent.post(f"{MATRICE}?exercice=2022", donnees)
        assert retour.url.startswith(f"{MATRICE}?exercice=2022")
    assert LigneCatalogue.objects.filter(exercice=2022).count() == 75


def test_a_function_is_added_at_the_end_by_its_name(agent):
    fonction = f.FonctionnaliteFactory()
    reponse = agent.post(MATRICE, {"fonctionnalite": str(fonction).upper()})
    ligne = LigneCatalogue.objects.get(exercice=2021, fonctionnalite=fonction)
    assert (reponse.status_code, reponse["Location"]) == (302, f"{MATRICE}#l{ligne.pk}")
    autres = LigneCatalogue.objects.for_exercice(2021).exclude(pk=ligne.pk)
    assert ligne.rang > max(autres.values_list("rang", flat=True))


@pytest.mark.parametrize("presente", [True, False])
def test_a_function_that_is_unknown_or_there_already_is_refused_in_words(agent, croix, presente):
    texte = str(croix.ligne.fonctionnalite) if presente else "Une fonction inventée"
    reponse = agent.post(MATRICE, {"fonctionnalite": texte})
    assert reponse.status_code == 422
    assert "n’est pas enregistré" in reponse.content.decode()
    assert LigneCatalogue.objects.for_exercice(2021).count() == 74


def test_who_may_not_write_adds_no_row_and_takes_up_no_edition(suivante):
    fonction = Fonctionnalite.objects.first()
    direction = connecter("direction")
    assert direction.post(f"{MATRICE}?exercice=2022", {"fonctionnalite": str(fonction)}).status_code == 403
    assert direction.post(f"{MATRICE}?exercice=2022", {"reprendre": "oui"}).status_code == 403
    Exercice.objects.filter(annee=2022).update(statut=Exercice.Statut.CLOS)
    agent = connecter("agent")
    assert agent.post(f"{MATRICE}?exercice=2022", {"reprendre": "oui"}).status_code == 403
    assert not ColonneCatalogue.objects.filter(exercice=2022).exists()


def test_more_cells_than_can_be_written_are_refused_together(agent, vide):
    ligne, adherent = vide
    demandee = case(ligne, adherent, 0, "sans-objet")
    reponse = envoyer(agent, *[demandee] * (CASES_MAXIMALES + 1))
    assert reponse.status_code == 422
    assert str(CASES_MAXIMALES) in reponse.json()["message"]
    assert not Deploiement.objects.filter(ligne=ligne).exists()


@pytest.mark.parametrize("nom", ["ligne", "adherent", "version", "etat", "depuis"])
def test_a_cell_that_nothing_can_hold_is_refused(agent, croix, nom):
    bonne = case(croix.ligne, croix.adherent, croix.version, "")
    autres = json.dumps({cle: valeur for cle, valeur in bonne.items() if cle != nom})
    for intenable in INTENABLES.values():
        cases = f'[{autres[:-1]}, "{nom}": {intenable}}}]'
        assert agent.post(MATRICE, {"cases": cases}).status_code == 422
    assert Deploiement.objects.filter(pk=croix.pk).exists()
