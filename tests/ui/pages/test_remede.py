"""A panel that has nothing to say gives the next step, to whoever may take it; every step leads to a page."""

from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from django.urls import get_resolver, resolve, reverse

from applications.models import Domaine, Editeur, Projet
from siim94.socle.models import Exercice
from siim94.ui.pages.panneaux import Panneau, Remede
from tests.comptes import compte, connecter

pytestmark = pytest.mark.django_db

NOUVELLE = "/applications/ajouter-une-application/"


def panneaux(classe=Panneau):
    for fille in classe.__subclasses__():
        yield fille
        yield from panneaux(fille)


def test_every_next_step_leads_to_a_page_and_its_rights_are_known():
    admin = compte("admin")
    assert get_resolver().url_patterns  # all the pages, with their panels
    remedes = {id(p.remede): p.remede for p in panneaux() if p.remede}
    assert len(remedes) >= 10
    for remede in remedes.values():
        assert resolve(reverse(remede.nom_url))
        assert admin.has_perms(remede.droits), remede


@pytest.mark.parametrize(
    ("objet", "constat", "page", "parametre"),
    [
        (lambda: Domaine.objects.create(nom="Fourrures", code="fourrures", rang=99),
         "Ce domaine ne figure pas au catalogue", NOUVELLE, "domaine=Fourrures"),
        (lambda: Editeur.objects.create(nom="Martre"),
         "Aucune application de cet éditeur", NOUVELLE, "editeur=Martre"),
        (lambda: Projet.objects.create(nom="Terrier", code="terrier"),
         "Aucun jalon n’est enregistré.", "/applications/jalons/ajouter/", "projet="),
    ],
)  # fmt: skip
def test_a_page_without_anything_leads_to_what_fills_it(objet, constat, page, parametre):
    cree = objet()
    adresse = cree.get_absolute_url()
    html = connecter("agent").get(adresse).content.decode().partition(constat)[2].partition("</p>")[0]
    lien = urlsplit(html.partition('href="')[2].partition('"')[0])
    assert lien.path == page and parametre in lien.query
    assert connecter("agent").get(lien.geturl()).status_code == 200
    lu = connecter("direction").get(adresse).content.decode().partition(constat)[2].partition("</p>")[0]
    assert "href" not in lu


def test_without_a_year_there_is_no_step():
    class Vide(Panneau):
        remede = Remede("Faire", "accueil", ())

    requete = RequestFactory().get("/")
    requete.user = compte("admin")
    assert Vide(None, requete).remede_permis() is None
    assert Vide(None, requete, Exercice.objects.first()).remede_permis() == ("/", "Faire")
