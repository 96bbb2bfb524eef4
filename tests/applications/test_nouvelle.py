"""A piece of software enters the catalogue by one page: all of it or nothing, and it may be taken back."""

import pytest

from adherents.models import Adherent
from applications.models import (
    Application,
    ColonneCatalogue,
    Deploiement,
    Domaine,
    Editeur,
    Fonctionnalite,
    LigneCatalogue,
)
from siim94.socle.models import Exercice, Journal
from tests.comptes import connecter

pytestmark = pytest.mark.django_db

PAGE = "/applications/ajouter-une-application/"
TABLES = (Application, Editeur, Domaine, Fonctionnalite, LigneCatalogue, Deploiement, ColonneCatalogue)


@pytest.fixture
def gestionnaire():
    return connecter("gestionnaire")


def membres(*courts):
    return [Adherent.objects.get(nom_court=court).pk for court in courts]


def saisie(**autres):
    return {
        "nom": "ZIBELINE",
        "editeur": "Berger-Levrault",
        "domaine": "finances",
        "fonctions": "Emprunts\r\n\r\n  Trésorerie  \r\nEMPRUNTS",
        "adherents": membres("Vitry", "Ivry"),
        "depuis": "01/03/2021",
    } | autres


def comptes():
    return {modele.__name__: modele.objects.count() for modele in TABLES}


def test_one_page_adds_the_software_its_functions_and_who_uses_them(gestionnaire):
    editeur = Editeur.objects.filter(nom__iexact="berger-levrault").first()
    reponse = gestionnaire.post(PAGE, saisie(editeur=str(editeur).lower()))
    application = Application.objects.get(nom="ZIBELINE")
    trace = Journal.objects.of_objet(application).get()
    assert reponse.url == f"{PAGE}?fait={trace.pk}"
    assert application.editeur == editeur
    lignes = LigneCatalogue.objects.for_exercice(2021).filter(fonctionnalite__application=application)
    assert [ligne.fonctionnalite.libelle for ligne in lignes.order_by("rang")] == ["Emprunts", "Trésorerie"]
    deploiements = Deploiement.objects.filter(ligne__in=lignes)
    assert {(d.adherent.nom_court, str(d.depuis), d.etat) for d in deploiements} == {
        ("Vitry", "2021-03-01", "disponible"),
        ("Ivry", "2021-03-01", "disponible"),
    }
    assert deploiements.count() == 4
    page = gestionnaire.get(reponse.url).content.decode()
    assert "Au catalogue 2021 : 2 fonctionnalités" in page
    auteurs = Journal.objects.of_objet(application).values_list("auteur", "action")
    assert list(auteurs) == [(gestionnaire.compte.pk, "creation")]


def test_what_is_not_known_is_asked_then_created_and_nothing_is_typed_again(gestionnaire):
    avant = comptes()
    inconnus = saisie(editeur="Martre & fils", domaine="Fourrures")
    page = gestionnaire.post(PAGE, inconnus).content.decode()
    assert comptes() == avant
    assert "Créer « Martre &amp; fils »" in page and "Créer « Fourrures »" in page
    assert 'value="ZIBELINE"' in page and "Trésorerie" in page
    assert page.partition("</main>")[0].count("checked") == 2
    reponse = gestionnaire.post(PAGE, inconnus | {"creer_editeur": "oui", "creer_domaine": "oui"})
    assert reponse.status_code == 302
    application = Application.objects.get(nom="ZIBELINE")
    assert application.editeur.nom == "Martre & fils"
    domaine = Domaine.objects.get(nom="Fourrures")
    assert (domaine.code, domaine.rang) == ("fourrures", max(Domaine.objects.values_list("rang", flat=True)))


def test_a_misspelt_vendor_is_proposed_as_it_is_written(gestionnaire):
    page = gestionnaire.post(PAGE, saisie(editeur="TECHNOCARTES")).content.decode()
    assert "Est-ce « TECHNOCARTE » ?" in page
    assert not Application.objects.filter(nom="ZIBELINE").exists()


def test_a_software_that_the_vendor_has_already_is_refused_and_nothing_is_kept(gestionnaire):
    connue = Application.objects.first()
    avant = comptes()
    page = gestionnaire.post(PAGE, saisie(nom=connue.nom.lower(), editeur=str(connue.editeur)))
    assert "Cet éditeur a déjà une application de ce nom." in page.content.decode()
    assert comptes() == avant


def test_a_closed_year_refuses_and_nothing_is_kept(gestionnaire):
    avant = comptes()
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    page = gestionnaire.post(PAGE, saisie(editeur="Martre", creer_editeur="oui")).content.decode()
    assert "clos" in page
    assert comptes() == avant


def test_a_member_without_a_column_gets_one(gestionnaire):
    smbvb = Adherent.objects.get(nom_court="SMBVB")
    assert not ColonneCatalogue.objects.filter(adherent=smbvb).exists()
    gestionnaire.post(PAGE, saisie(adherents=[smbvb.pk], editeur="TECHNOCARTE"))
    colonne = ColonneCatalogue.objects.get(adherent=smbvb)
    assert colonne.rang == max(ColonneCatalogue.objects.for_exercice(2021).values_list("rang", flat=True))


@pytest.mark.parametrize("faux", [{"nom": ""}, {"fonctions": " \n"}, {"depuis": "hier"}, {"adherents": [0]},
                                  {"fonctions": "x" * 200}, {"nom": "x" * 130}])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(gestionnaire, faux):
    avant = comptes()
    page = gestionnaire.post(PAGE, saisie(editeur="TECHNOCARTE") | faux).content.decode()
    assert "Rien n’est enregistré" in page
    assert comptes() == avant


@pytest.mark.django_db(transaction=True)
def test_the_addition_is_taken_back_whole(gestionnaire):
    avant = comptes()
    reponse = gestionnaire.post(PAGE, saisie(editeur="Martre", creer_editeur="oui"))
    assert "Annuler cet ajout" in gestionnaire.get(reponse.url).content.decode()
    numero = reponse.url.rpartition("=")[2]
    assert gestionnaire.post(f"/journal/{numero}/annuler/").status_code == 302
    assert comptes() == avant


@pytest.mark.django_db(transaction=True)
def test_what_somebody_went_on_from_is_not_taken_back(gestionnaire):
    fait = gestionnaire.post(PAGE, saisie(editeur="TECHNOCARTE")).url
    application = Application.objects.get(nom="ZIBELINE")
    fonction = application.fonctionnalites.first()
    fonction.libelle = "Autre chose"
    fonction.save()
    avant = comptes()
    assert "Annuler cet ajout" not in gestionnaire.get(fait).content.decode()
    refus = gestionnaire.post(f"/journal/{fait.rpartition('=')[2]}/annuler/")
    assert refus.status_code == 409
    assert "a changé depuis" in refus.content.decode()
    assert comptes() == avant


def test_who_may_only_read_is_refused():
    direction = connecter("direction")
    assert direction.get(PAGE).status_code == 403
    assert direction.post(PAGE, saisie()).status_code == 403


def test_a_software_out_of_the_catalogue_leads_to_the_page_that_puts_it_there(gestionnaire):
    orpheline = Application.objects.create(nom="ZIBELINE", editeur=Editeur.objects.first())
    adresse = f"{PAGE}?application={orpheline.pk}"
    fiche = gestionnaire.get(orpheline.get_absolute_url()).content.decode()
    assert f'ne figure pas au catalogue de l’année. <a href="{adresse}">' in fiche
    assert (
        "<a"
        not in connecter("direction")
        .get(orpheline.get_absolute_url())
        .content.decode()
        .split("ne figure pas au catalogue de l’année.")[1]
        .split("</p>")[0]
    )
    page = gestionnaire.get(adresse).content.decode()
    assert "Ajouter au catalogue\xa0: ZIBELINE" in page and 'name="editeur"' not in page
    reponse = gestionnaire.post(adresse, saisie())
    assert LigneCatalogue.objects.filter(fonctionnalite__application=orpheline).count() == 2
    assert Application.objects.filter(nom="ZIBELINE").count() == 1
    suite = gestionnaire.get(reponse.url).content.decode()
    assert "2 fonctionnalités" in suite


def test_the_list_of_software_leads_to_the_page(gestionnaire):
    assert f'href="{PAGE}"' in gestionnaire.get("/applications/logiciels/").content.decode()
    assert f'href="{PAGE}"' in gestionnaire.get("/applications/").content.decode()


@pytest.mark.parametrize("numero", ["0", "x", "9" * 30, "-1", "²"])
def test_an_addition_that_is_not_there_is_not_found(gestionnaire, numero):
    assert gestionnaire.get(PAGE, {"fait": numero}).status_code == 404
