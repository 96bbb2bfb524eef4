"""The search box: by words, blind to accents and case, of what the person may read."""

import pytest

from siim94.accueil.recherche import LIMITE, SOURCES, chercher
from tests.comptes import compte

pytestmark = pytest.mark.django_db


def noms(texte, role="agent"):
    return {groupe.titre: [str(objet) for objet in groupe.objets] for groupe in chercher(texte, compte(role))}


@pytest.mark.parametrize("texte", ["vitry", "VITRY", "  Vitry  ", "vitrÿ"])
def test_a_member_is_found_whatever_case_and_accents(texte):
    assert "Ville de Vitry-sur-Seine" in noms(texte)["Adhérents"]


def test_a_member_is_found_by_another_of_its_names():
    assert "Théâtre Antoine Vitez" in noms("theatre")["Adhérents"]


def test_every_word_must_be_found():
    assert "OPH de Vitry-sur-Seine" in noms("oph vitry")["Adhérents"]
    assert "Ville de Vitry-sur-Seine" not in noms("oph vitry")["Adhérents"]


def test_software_and_chapters_are_found():
    assert noms("concerto")["Applications"]
    assert any(nom.startswith("012") for nom in noms("012")["Chapitres"])


@pytest.mark.parametrize("texte", ["", " ", "a", "\x00", "%%%%", "'; --", "zzzzzz"])
def test_odd_words_find_nothing(texte):
    assert chercher(texte, compte("agent")) == []


def test_who_may_read_nothing_finds_nothing():
    assert chercher("vitry", compte("sans-droit")) == []


def test_a_long_result_is_cut_and_counted():
    groupes = {groupe.titre: groupe for groupe in chercher("de", compte("agent"))}
    longs = [groupe for groupe in groupes.values() if groupe.nombre > LIMITE]
    assert longs
    assert all(len(groupe.objets) == LIMITE for groupe in longs)


def test_every_group_leads_to_a_list_that_shows_as_many(client):
    client.force_login(compte("agent"), backend="django.contrib.auth.backends.ModelBackend")
    for groupe in chercher("ivry", compte("agent")):
        if groupe.adresse:
            assert client.get(groupe.adresse).status_code == 200


def test_the_page_shows_what_was_asked_without_running_it(client):
    client.force_login(compte("agent"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/recherche/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_sources_are_models_with_a_right():
    agent = compte("agent")
    assert [source.permission for source in SOURCES if not agent.has_perm(source.permission)] == []
