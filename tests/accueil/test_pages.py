"""Pages that join the apps: no panel is forgotten, a member's page shows what each app knows of it."""

import re
from datetime import date
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from adherents.models import Adherent
from applications.models import Deploiement, Fonctionnalite, LigneCatalogue
from finances.models import Contribution
from siim94.accueil.pages import AdherentPage
from siim94.socle.droits import APPS
from siim94.ui.pages.panneaux import Panneau
from tests.adresses import MOTIFS
from tests.comptes import compte, connecter

RACINE = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


def panneaux_declares():
    """Every panel class of the apps' ``panneaux*.py`` that says what it shows, by name."""
    noms = [f"{chemin.parent.name}.{chemin.stem}" for chemin in RACINE.glob("*/panneaux*.py")]
    assert {f"{app}.panneaux" for app in APPS[:-1]} <= set(noms)
    for nom in noms:
        module = import_module(nom)
        for objet in vars(module).values():
            if isinstance(objet, type) and issubclass(objet, Panneau) and objet.__module__ == module.__name__:
                yield objet


def test_every_panel_stands_on_a_page():
    poses = set(AdherentPage.panneaux)
    for motif in MOTIFS.values():
        crud = getattr(getattr(motif, "callback", None), "view_initkwargs", {}).get("crud")
        poses |= set(crud.panneaux if crud else ())
    declares = set(panneaux_declares())
    bases = {base for classe in declares | poses for base in classe.__mro__[1:]}
    assert [classe.__qualname__ for classe in declares - poses - bases] == []


def test_the_page_of_a_member_is_the_joined_one(client):
    adherent = Adherent.objects.get(nom_court="Vitry")
    assert resolve(adherent.get_absolute_url()).func.view_initkwargs["crud"] is AdherentPage
    connecter("agent", client)
    page = client.get(adherent.get_absolute_url()).content.decode()
    for attendu in (
        "1\u202f828\u202f377,37",
        "Contributions",
        "Applications du catalogue 2021",
        "Adhésion",
        "Fiche",
    ):
        assert attendu in page


def test_panels_are_hidden_from_those_who_may_not_read_them(client):
    lecteur = compte("sans-droit")
    lecteur.groups.add(Group.objects.get(name="adherents_lecture"))
    connecter(lecteur, client)
    page = client.get(Adherent.objects.get(nom_court="Vitry").get_absolute_url()).content.decode()
    assert "Adhésion" in page
    assert "377,37" not in page


def historique(client, objet) -> str:
    """What the page of an object and the page of its whole history both tell."""
    pages = [client.get(objet.get_absolute_url()), client.get(f"{objet.get_absolute_url()}historique/")]
    textes = [" ".join(page.content.decode().split()) for page in pages]
    assert all(page.status_code == 200 for page in pages)
    panneau = textes[0].partition("<h2>Historique</h2>")[2] or textes[0].partition("Historique")[2]
    dits = set(re.findall(r"modification|création|suppression", panneau)) & set(
        re.findall(r"modification|création|suppression", textes[1])
    )
    return f"{panneau} {sorted(dits)}"


def test_a_member_tells_the_changes_of_its_contributions_and_deployments(client):
    connecter("agent", client)
    vitry = Adherent.objects.get(nom_court="Vitry")
    assert "suppression" not in historique(client, vitry)
    Contribution.objects.filter(exercice=2021, adherent=vitry).update(montant=12)
    deploiement = Deploiement.objects.filter(adherent=vitry).first()
    fonction = str(deploiement.ligne.fonctionnalite)
    deploiement.delete()
    dit = historique(client, vitry)
    assert "Contribution" in dit and "12,00" in dit and "377,37" in dit
    assert "Déploiement" in dit and fonction.split(" (")[0] in unescape(dit) and "suppression" in dit
    # Those of other members are not its own.
    Contribution.objects.filter(exercice=2021, adherent__nom_court="Arcueil").update(montant=34)
    assert "34,00" not in historique(client, vitry)


def test_an_application_tells_the_changes_of_its_functions_catalogue_lines_and_deployments(client):
    connecter("agent", client)
    deploiement = Deploiement.objects.exclude(ligne__fonctionnalite__application=None).first()
    ligne, fonction = deploiement.ligne, deploiement.ligne.fonctionnalite
    Fonctionnalite.objects.filter(pk=fonction.pk).update(libelle="Un libellé nouveau")
    LigneCatalogue.objects.filter(pk=ligne.pk).update(rang=987)
    Deploiement.objects.filter(pk=deploiement.pk).update(depuis=date(2021, 3, 4))
    dit = historique(client, fonction.application)
    assert "Un libellé nouveau" in dit and "987" in dit and "04/03/2021" in dit


def test_changes_of_what_may_not_be_read_are_not_told(client):
    lecteur = compte("sans-droit")
    lecteur.groups.add(Group.objects.get(name="adherents_lecture"))
    lecteur.user_permissions.add(Permission.objects.get(codename="view_journal"))
    connecter(lecteur, client)
    vitry = Adherent.objects.get(nom_court="Vitry")
    Contribution.objects.filter(exercice=2021, adherent=vitry).update(montant=12)
    assert "12,00" not in historique(client, vitry)


def test_the_history_costs_the_same_whatever_hangs_from_the_object(client):
    connecter("agent", client)
    vitry = Adherent.objects.get(nom_court="Vitry")

    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            historique(client, vitry)
        return len(requetes)

    def changer(nombre: int) -> None:
        cles = Deploiement.objects.filter(adherent=vitry).order_by("pk").values_list("pk", flat=True)[:nombre]
        Deploiement.objects.filter(pk__in=list(cles)).update(depuis=date(2021, 1, nombre))

    changer(2)
    historique(client, vitry)
    peu = cout()
    changer(20)
    historique(client, vitry)
    assert cout() == peu
