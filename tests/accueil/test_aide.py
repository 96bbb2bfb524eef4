"""The help: a page for every screen, links that lead somewhere, limits that are those of the code."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from siim94.accueil.aide import GROUPES, PAGES, PAR_CODE, chercher, pages_de
from siim94.accueil.aide_texte import adresse, limites, rubriques, vocabulaire
from siim94.ui.grille import vues as grille_vues
from siim94.ui.saisie import lot
from tests.adresses import MOTIFS
from tests.comptes import connecter

pytestmark = pytest.mark.django_db

TEXTES = [page for page in PAGES if not page.nom_url]


@pytest.fixture
def agent(client):
    return connecter("agent", client)


@pytest.mark.parametrize("ecran", sorted(MOTIFS))
def test_every_address_of_the_site_has_a_help_page(ecran):
    assert pages_de(ecran), f"no page of siim94/accueil/aide.py explains {ecran}"


def test_every_page_that_explains_screens_explains_one_that_exists():
    perdues = [page.code for page in PAGES if page.ecrans and not any(map(page.explique, MOTIFS))]
    assert perdues == []


@pytest.mark.parametrize(
    ("ecran", "codes"),
    [
        ("finances:contribution_list", ["listes", "finances"]),
        ("adherent_detail", ["fiches", "adherents"]),
        ("applications:matrice", ["matrice", "applications"]),
        ("chargements:chargement_detail", ["chargements"]),
        ("rh:accueil", ["rh"]),
        ("journal", ["historique"]),
        ("finances:contribution_filters", ["listes", "finances"]),
        ("bilan:rubrique_update", ["redaction", "bilan"]),
    ],
)
def test_how_to_use_a_screen_comes_before_what_it_is_about(ecran, codes):
    assert [page.code for page in pages_de(ecran)] == codes


@pytest.mark.parametrize("page", TEXTES, ids=lambda page: page.code)
def test_a_page_shows_all_its_parts_and_its_plan(agent, page):
    html = agent.get(page.adresse).content.decode()
    for rubrique in page.rubriques:
        assert f'id="{rubrique.ancre}"' in html or not rubrique.ancre
        assert len(rubrique.texte) > 30
    ancres = [rubrique.ancre for rubrique in page.rubriques]
    assert len(ancres) == len(set(ancres))


def _liens(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


def test_every_link_of_the_texts_leads_to_a_page_and_an_anchor_that_exist(agent):
    cibles = {lien for page in TEXTES for partie in page.rubriques for lien in _liens(partie.html)}
    cibles |= {lien for terme in vocabulaire() for lien in _liens(terme.html)}
    assert len(cibles) > 60
    chemins: dict[str, set[str]] = {}
    for cible in cibles:
        chemin, _, ancre = cible.partition("#")
        chemins.setdefault(chemin, set()).add(ancre)
    assert all(chemin.startswith("/") for chemin in chemins)
    for chemin, ancres in chemins.items():
        reponse = agent.get(chemin)
        # The administration sends an agent away: the page is there.
        assert reponse.status_code in (200, 302), chemin
        html = reponse.content.decode()
        assert [ancre for ancre in ancres if ancre and f'id="{ancre}"' not in html] == [], chemin


def test_the_vocabulary_is_in_order_and_names_each_word_once(agent):
    ancres = [terme.ancre for terme in vocabulaire()]
    assert ancres == sorted(set(ancres))
    html = agent.get(reverse("aide_vocabulaire")).content.decode()
    assert all(f'<div id="{ancre}">' in html for ancre in ancres)


def test_limits_are_told_as_they_are_applied():
    assert f"suspendue {int(settings.AXES_COOLOFF_TIME * 60)}" in rubriques("compte")[0].texte
    assert f"{settings.SESSION_INACTIVITE // 3600} heures sans activité" in rubriques("compte")[0].texte
    assert limites()["lot"] == lot.LIGNES_MAXIMALES
    porte = next(r.texte for r in rubriques("lot") if r.titre == "Limites")
    assert re.search(r"porte sur 5\s?000 lignes", porte)
    assert grille_vues.LIGNES_MAXIMALES == 5_000
    assert re.search(r"au-delà de 5\s?000,", rubriques("grille")[1].texte)


def test_the_sheet_of_the_register_tells_what_is_kept_and_every_column_that_may_name_somebody():
    parties = {r.titre: r.texte for r in rubriques("donnees-personnelles")}
    durees = parties["Combien de temps"]
    assert f"changements de comptes) {settings.JOURNAL_SECURITE_JOURS} jours" in durees
    assert f"{settings.SESSION_COOKIE_AGE // 3600} heures" in durees
    assert f"(qui a écrit quoi) {settings.JOURNAL_ANNEES} années" in durees
    assert f"qui a demandé) {settings.TICKETS_ANNEES} années" in durees
    assert f"jamais confirmé {settings.DEPOTS_HEURES} heures" in durees
    concernes = parties["Qui est concerné, et par quoi"]
    for modele in apps.get_models():
        for nom in getattr(modele, "nominatifs", ()):
            assert str(modele._meta.verbose_name_plural) in concernes
            assert str(modele._meta.get_field(nom).verbose_name) in concernes


def test_the_search_ignores_accents_and_wants_every_word():
    (premiere, *_) = chercher("TITRE émis")
    assert premiere.titre == "Titre émis"
    assert premiere.adresse == f"{reverse('aide_vocabulaire')}#titre-emis"
    assert all("GLPI" in f"{t.titre} {t.extrait}" for t in chercher("entite glpi rattachee")[:1])
    assert chercher("contribution zzzz") == []
    assert chercher("  ") == []


@pytest.mark.parametrize(("clavier", "imprime"), [("l'exercice", "l’exercice"), ("l'annee", "l’année")])
def test_the_search_takes_the_apostrophe_of_a_keyboard(clavier, imprime):
    trouvailles = chercher(imprime)
    assert trouvailles and chercher(clavier) == trouvailles


def test_the_search_page_shows_what_it_found_and_says_when_nothing_is(agent):
    html = agent.get(reverse("aide"), {"q": "coller un bloc"}).content.decode()
    assert f"{PAR_CODE['grille'].adresse}#coller-un-bloc-copie-d-un-tableur" in html
    vide = agent.get(reverse("aide"), {"q": "<b>zzzz"}).content.decode()
    assert "Aucun passage de l’aide pour « &lt;b&gt;zzzz »".replace(" »", " »") in vide


def test_the_summary_lists_every_page(agent):
    html = agent.get(reverse("aide")).content.decode()
    assert all(f'href="{page.adresse}"' in html for _, pages in GROUPES for page in pages)


def test_the_question_mark_leads_to_the_page_of_the_screen_and_to_its_domain(agent):
    html = agent.get(reverse("finances:contribution_list")).content.decode()
    lien = re.search(r'class="aide-ecran" href="([^"]+)"', html)[1]
    assert lien == f"{reverse('aide_page', args=['listes'])}?de=finances%3Acontribution_list"
    aide = agent.get(lien).content.decode()
    assert f'voir aussi :\n          <a href="{reverse("aide_page", args=["finances"])}">' in aide


def test_an_unknown_page_is_not_found(agent):
    assert agent.get(reverse("aide_page", args=["inconnue"])).status_code == 404


def test_a_domain_page_lists_what_the_reader_may_read(client):
    connecter("sans-droit", client)
    assert "Les listes de ce domaine" not in client.get(reverse("aide_page", args=["rh"])).content.decode()
    connecter("agent", client)
    html = client.get(reverse("aide_page", args=["rh"])).content.decode()
    assert f'href="{reverse("rh:emploigrade_list")}">' in html


def test_a_link_is_written_by_what_it_leads_to():
    assert adresse("terme:chapitre") == "/aide/vocabulaire/#chapitre"
    assert adresse("aide:recherche#raccourcis-clavier") == "/aide/recherche/#raccourcis-clavier"
    assert adresse("ecran:finances:contribution_list") == "/finances/contributions/"
