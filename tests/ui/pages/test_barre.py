import re

import pytest

from siim94.socle.models import Exercice
from tests.comptes import connecter
from tests.ecritures import cruds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


@pytest.mark.parametrize(("prenom", "nom"), [("", ""), ("", "Administration"), ("Anne", "Lefèvre")])
def test_the_account_menu_is_called_by_what_it_shows(prenom, nom):
    client = connecter("agent")
    type(client.compte).objects.filter(pk=client.compte.pk).update(first_name=prenom, last_name=nom)
    page = client.get("/").content.decode()
    libelle, montre = re.search(
        r'class="menu compte">\s*<summary aria-label="([^"]*)"><span class="nom">([^<]*)<', page
    ).groups()
    assert montre in libelle and nom in libelle


@pytest.mark.parametrize(
    "crud",
    [crud for crud in cruds() if crud.relation_annuelle() == "exercice" and crud.fiche],
    ids=lambda crud: crud.model._meta.label_lower,
)
def test_nothing_leads_to_the_report_of_a_year_that_has_none(crud):
    client = connecter("admin")
    sans_bilan = Exercice.objects.filter(statut=Exercice.Statut.REPRIS).values_list("annee", flat=True)
    objets = crud.model.objects.filter(exercice__in=list(sans_bilan))[:2]
    adresses = [f"{crud.adresse_liste()}?exercice=tous&colonnes=exercice,bilan_de"]
    for adresse in (*adresses, *(objet.get_absolute_url() for objet in objets)):
        annees = re.findall(r'href="/bilan/(\d{4})/', client.get(adresse).content.decode())
        assert not set(map(int, annees)) & set(sans_bilan)
