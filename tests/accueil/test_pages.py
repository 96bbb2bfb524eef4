"""Pages that join the apps: no panel is forgotten, a member's page shows what each app knows of it."""

from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.urls import resolve

from adherents.models import Adherent
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
