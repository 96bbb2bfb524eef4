"""The report written on the site: outline, texts with their tokens, moves, history, rights, closed years."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from siim94.bilan.models import Rubrique
from siim94.controles.chiffres import CHIFFRES
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal
from tests.bilan.factories import ExerciceFactory, RubriqueFactory
from tests.bilan.lecture import espaces_simples
from tests.comptes import connecter

pytestmark = pytest.mark.django_db

PLAN = "/bilan/2021/rubriques/"


@pytest.fixture
def direction():
    return connecter("direction")


@pytest.fixture
def rubrique() -> Rubrique:
    return Rubrique.objects.get(exercice=2021, code="perspectives")


def codes(annee=2021) -> list[str]:
    return list(Rubrique.objects.de_l_annee(annee).values_list("code", flat=True))


def saisir(rubrique, **valeurs) -> dict:
    champs = {
        "titre": rubrique.titre,
        "corps": rubrique.corps,
        "niveau": rubrique.niveau,
        "section": rubrique.section,
        "signataire": rubrique.signataire,
        "qualite": rubrique.qualite,
        "version": rubrique.version,
        **{nom: "on" for nom in ("numerotee", "incluse", "saut_de_page") if getattr(rubrique, nom)},
    }
    return champs | valeurs


def modifier(rubrique) -> str:
    return reverse("bilan:rubrique_update", args=[rubrique.pk])


# Outline


def test_outline_names_every_part_in_order_with_its_section(direction):
    page = direction.get(PLAN).content.decode()
    liens = re.findall(r'href="/bilan/rubriques/(\d+)/"', page)
    assert liens == [str(pk) for pk in Rubrique.objects.de_l_annee(2021).values_list("pk", flat=True)]
    assert "Une année 2021 particulière" in page and "[[annee" not in page
    assert "Recettes par adhérent" in page
    assert '<span class="puce">couverture</span>' not in page
    RubriqueFactory(exercice_id=2021, niveau=Rubrique.Niveau.COUVERTURE)
    assert '<span class="puce">couverture</span>' in direction.get(PLAN).content.decode()


def test_outline_costs_the_same_for_one_part_as_for_ten(direction):
    annee = ExerciceFactory(annee=2035).annee
    couts = []
    for nombre in (1, 9):
        RubriqueFactory.create_batch(nombre, exercice_id=annee)
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            direction.get(f"/bilan/{annee}/rubriques/")
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_outline_says_what_cannot_be_printed(direction, rubrique):
    Rubrique.objects.filter(pk=rubrique.pk).update(corps="Soit [[finances.rien]].", section="finances.perdue")
    page = direction.get(PLAN).content.decode()
    assert "[[finances.rien]] n’existe pas" in page and "section inconnue" in page


def test_readers_see_the_outline_and_change_nothing(rubrique):
    agent = connecter("agent")
    page = agent.get(PLAN).content.decode()
    assert "en lecture seule" in page and "Monter" not in page and "Ajouter une rubrique" not in page
    avant = codes()
    assert agent.post(PLAN, {"monter": rubrique.pk}).status_code == 403
    assert agent.get(reverse("bilan:rubrique_placer", args=[rubrique.pk])).status_code == 403
    assert agent.get(modifier(rubrique)).status_code == 403
    assert codes() == avant
    assert "modifier-texte" not in agent.get("/bilan/2021/").content.decode()


@pytest.mark.parametrize(
    "adresse", ["/bilan/2020/rubriques/", "/bilan/1999/rubriques/", "/bilan/2020/chiffres/"]
)
def test_a_year_without_report_has_no_outline(direction, adresse):
    assert direction.get(adresse).status_code == 404


# Moves


def test_a_chapter_goes_up_with_what_it_contains_and_comes_back(direction):
    avant = codes()
    chapitre = Rubrique.objects.get(exercice=2021, code="faits-marquants")
    reponse = direction.post(PLAN, {"monter": chapitre.pk})
    assert reponse.status_code == 302 and reponse.url.endswith(f"#rubrique-{chapitre.pk}")
    apres = codes()
    debut = apres.index("faits-marquants")
    assert apres[debut + 14] == "annee-particuliere" and apres[debut + 13] == "autres-activites-transversales"
    direction.post(PLAN, {"descendre": chapitre.pk})
    assert codes() == avant


def test_a_move_is_in_the_history_and_gives_a_fragment_to_htmx(direction, rubrique):
    reponse = direction.post(PLAN, {"monter": rubrique.pk}, headers={"HX-Request": "true"})
    assert reponse.status_code == 200
    assert reponse.content.decode().lstrip().startswith("<form") and "<html" not in reponse.content.decode()
    trace = Journal.objects.of_objet(rubrique).first()
    assert set(trace.apres) - {"version"} == {"rang"} and str(trace.auteur) == "essai-direction"


def test_what_cannot_move_further_is_said(direction):
    premiere = Rubrique.objects.de_l_annee(2021).first()
    page = direction.post(PLAN, {"monter": premiere.pk}, follow=True).content.decode()
    assert "ne peut pas monter plus" in page


def test_a_part_goes_after_any_other(direction, rubrique):
    adresse = reverse("bilan:rubrique_placer", args=[rubrique.pk])
    cible = Rubrique.objects.get(exercice=2021, code="valeurs")
    assert direction.get(adresse).status_code == 200
    direction.post(adresse, {"apres": cible.pk})
    ordre = codes()
    assert ordre[ordre.index("valeurs") + 1] == "perspectives"
    ailleurs = RubriqueFactory(exercice=ExerciceFactory(annee=2035))
    refus = direction.post(adresse, {"apres": ailleurs.pk})
    assert refus.status_code == 422 and codes() == ordre


def test_another_years_part_does_not_move_from_here(direction):
    ailleurs = RubriqueFactory(exercice=ExerciceFactory(annee=2035))
    assert direction.post(PLAN, {"monter": ailleurs.pk}).status_code == 404
    assert direction.post(PLAN, {"monter": "abc"}).status_code == 404


# Texts


def test_a_text_is_changed_and_its_history_tells(direction, rubrique):
    corps = "Le montant est de [[finances.recettes.total]].\r\n\r\n- un\r\n- deux"
    reponse = direction.post(modifier(rubrique), saisir(rubrique, corps=corps, motif_journal="Relecture"))
    assert reponse.url == rubrique.get_absolute_url()
    page = espaces_simples(direction.get(reponse.url).content.decode())
    assert "Le montant est de 6 717 398,43 €." in page and "<li>deux</li>" in page and "Relecture" in page
    rubrique.refresh_from_db()
    assert "\r" not in rubrique.corps


def test_an_unknown_token_is_an_error_with_its_line(direction, rubrique):
    reponse = direction.post(
        modifier(rubrique),
        saisir(rubrique, titre="Soit [[rien]]", corps="Bien.\r\nSoit [[finances.recette.total]]."),
    )
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Ligne 2, colonne 6 : le chiffre « [[finances.recette.total]] » n’existe pas." in page
    assert "Ligne 1, colonne 6 : le chiffre « [[rien]] » n’existe pas." in page
    rubrique.refresh_from_db()
    assert "finances.recette" not in rubrique.corps


def test_two_people_on_the_same_text_choose(direction, rubrique):
    envoi = saisir(rubrique, corps="Le mien.")
    with acteur(motif="autre"):
        Rubrique.objects.filter(pk=rubrique.pk).update(corps="Le sien.")
    reponse = direction.post(modifier(rubrique), envoi)
    assert reponse.status_code == 409
    assert "Le sien." in reponse.content.decode() and "Le mien." in reponse.content.decode()
    rubrique.refresh_from_db()
    assert rubrique.corps == "Le sien."


def test_a_part_emptied_of_everything_is_refused(direction, rubrique):
    reponse = direction.post(modifier(rubrique), saisir(rubrique, titre="", corps="", section=""))
    assert reponse.status_code == 422
    assert "au moins un titre, un texte ou une section" in reponse.content.decode()


def test_a_closed_year_refuses_texts_and_moves(direction, rubrique):
    envoi = saisir(rubrique, corps="Trop tard.")
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    avant = codes()
    reponse = direction.post(modifier(rubrique), envoi)
    assert reponse.status_code == 422 and "exercice est clos" in reponse.content.decode()
    page = direction.post(PLAN, {"monter": rubrique.pk}, follow=True).content.decode()
    assert "exercice est clos" in page and "Monter" not in page
    assert codes() == avant
    assert "modifier-texte" not in direction.get("/bilan/2021/").content.decode()


def test_a_part_is_added_at_its_place_with_a_code_of_its_own(direction):
    apres = Rubrique.objects.get(exercice=2021, code="valeurs")
    adresse = f"{reverse('bilan:rubrique_create')}?exercice=2021"
    assert f'value="{apres.pk}"' in direction.get(adresse).content.decode()
    saisie = {"exercice": 2021, "titre": "Des valeurs partagées", "corps": "Texte.", "niveau": 2}
    saisie |= {"section": "", "apres": apres.pk, "incluse": "on"}
    for code in ("des-valeurs-partagees", "des-valeurs-partagees-2"):
        assert direction.post(adresse, saisie).status_code == 302
        ordre = codes()
        assert ordre[ordre.index("valeurs") + 1] == code
    assert Journal.objects.filter(table_nom="bilan_rubrique", action="modification").count() == 2


def test_a_year_known_by_a_later_report_only_takes_no_part(direction):
    saisie = {"exercice": 2020, "titre": "T", "niveau": 2, "section": "", "apres": "", "incluse": "on"}
    reponse = direction.post(reverse("bilan:rubrique_create"), saisie)
    assert reponse.status_code == 422 and "n’a pas de bilan" in reponse.content.decode()


def test_the_form_to_add_stands_without_a_year_that_exists(direction):
    assert direction.get(f"{reverse('bilan:rubrique_create')}?exercice=abc").status_code == 200


def test_a_deleted_part_leads_back_to_the_outline_and_is_restored(direction, rubrique):
    reponse = direction.post(
        reverse("bilan:rubrique_delete", args=[rubrique.pk]), {"version": rubrique.version}
    )
    assert reponse.url == PLAN
    page = direction.get(rubrique.get_absolute_url())
    assert page.status_code == 410
    trace = Journal.objects.of_objet(rubrique).filter(action="suppression").get()
    direction.post(reverse("bilan:rubrique_restore", args=[rubrique.pk, trace.pk]))
    assert Rubrique.objects.get(code="perspectives", exercice=2021).corps == rubrique.corps


# Preview and figures


def test_preview_is_what_the_report_prints_and_writes_nothing(direction, rubrique):
    adresse = reverse("bilan:rubrique_apercu", args=[2021])
    envoi = {
        "titre": "En [[annee]]",
        "corps": "**Gras** <script>alert(1)</script> [[finances.recettes.total]]",
    }
    envoi |= {"section": "rh.ages"}
    entier = direction.post(adresse, envoi).content.decode()
    fragment = direction.post(adresse, envoi, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in entier and "<html" not in fragment
    for page in map(espaces_simples, (entier, fragment)):
        assert "En 2021" in page and "<strong>Gras</strong>" in page and "6 717 398,43 €" in page
        assert "alert(1)" not in page and "Pyramide des âges" in page
    assert "Ligne 1, colonne 1" in direction.post(adresse, {"corps": "[[rien]]"}).content.decode()
    demesure = direction.post(adresse, {"corps": "[[rh.agents]] " * 9000}).content.decode()
    assert "répartissez-le sur plusieurs rubriques" in demesure
    assert direction.get(adresse).status_code == 405


def test_every_figure_is_offered_with_its_value_and_found_without_accents(direction):
    page = espaces_simples(direction.get("/bilan/2021/chiffres/").content.decode())
    for chiffre in CHIFFRES:
        assert f"[[{chiffre.nom}]]" in page and escape(espaces_simples(chiffre.ecrit(2021))) in page
    trouves = direction.get("/bilan/2021/chiffres/?q=DEPENSES investissement").content.decode()
    assert "finances.investissement.depenses.total" in trouves and "finances.recettes.total" not in trouves


def test_texts_of_all_years_are_searched_without_accents(direction):
    page = direction.get("/bilan/rubriques/?q=presidente").content.decode()
    assert "LE MOT DE LA PRESIDENTE" in page


def test_report_leads_each_writer_to_the_text(direction):
    page = direction.get("/bilan/2021/").content.decode()
    sans_titre = Rubrique.objects.get(exercice=2021, code="bilan-financier-synthese")
    assert f'href="{modifier(sans_titre)}"' in page and f'id="{sans_titre.ancre}"' in page
    fiche = direction.get(sans_titre.get_absolute_url()).content.decode()
    assert f'href="/bilan/2021/#{sans_titre.ancre}"' in fiche


def test_what_helps_to_write_stands_beside_the_form(direction, donnees_2021):
    exercice = Exercice.objects.create(annee=2022, statut=Exercice.Statut.OUVERT)
    avant = Rubrique.objects.get(exercice=2021, code="effectif")
    rubrique = Rubrique.objects.create(
        exercice=exercice, code="effectif", rang=10, titre="EVOLUTION DE L'EFFECTIF", section="rh.effectif"
    )
    Rubrique.objects.filter(pk=avant.pk).update(corps="Les [[rh.effectif.total]] emplois pourvus.")
    page = direction.get(reverse("bilan:rubrique_update", args=[rubrique.pk])).content.decode()
    adresse = reverse("bilan:rubrique_aides", args=[rubrique.pk])
    assert f'hx-get="{adresse}"' in page
    aides = direction.get(adresse).context
    assert aides["titre_propose"] == "Évolution de l'effectif"
    assert aides["precedente"]["annee"] == 2021
    assert aides["precedente"]["chiffres"] == [("[[rh.effectif.total]]", "46\u00a0agents", "n.\u00a0r.")]
    aides = direction.get(reverse("bilan:rubrique_aides", args=[avant.pk])).context
    assert any("[[rh.effectif.total]]" in source for source, _ in aides["phrases"])
    assert any("46\u00a0agents" in ecrite for _, ecrite in aides["phrases"])
