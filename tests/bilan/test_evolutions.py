"""Changes beyond the threshold of management: explained in the report, or marked in its draft."""

from decimal import Decimal

import pytest
from django.urls import reverse

from siim94.bilan.evolutions import est_a_expliquer
from siim94.bilan.models import Explication, SeuilEvolution
from siim94.bilan.rendu import Bilan, Support
from siim94.controles.evolutions import EvolutionsAExpliquer
from siim94.formats.calcul import Evolution
from siim94.socle.models import Exercice
from siim94.ui.tableaux import Comparaison
from tests.bilan.factories import ExerciceFactory, ExplicationFactory, SeuilEvolutionFactory
from tests.comptes import connecter
from tests.contraintes import refuse, refuse_en_base

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercice(donnees_2021):
    return Exercice.objects.get(annee=2021)


def partie(bilan, section):
    return next(
        p
        for chapitre in bilan.chapitres
        for p in chapitre.parcours()
        if p.section and p.section.code == section
    )


@pytest.mark.parametrize(
    ("change", "euros", "attendu"),
    [
        (Evolution(100, 110), False, True),
        (Evolution(100, 90), False, True),
        (Evolution(100, 109), False, False),
        (Evolution(100, 100), False, False),
        (Evolution(0, 5), False, True),
        (Evolution(0, 0), False, False),
        (Evolution(None, 5), False, False),
        (Evolution(None, 5, tout=True), False, True),
        (Evolution(5, None, tout=True), False, True),
        (Evolution(5, 50, rupture=True), False, False),
        (Evolution(100, 200), True, False),
        (Evolution(1000, 2000), True, True),
        (Evolution(-1000, 2000), True, True),
    ],
)
def test_a_change_beyond_the_threshold_is_to_be_explained(change, euros, attendu):
    seuil = SeuilEvolution(pourcentage=Decimal(10), montant=Decimal(500))
    assert est_a_expliquer(Comparaison("ligne", change, euros), seuil) is attendu


def test_no_threshold_asks_nothing(bilan):
    assert not est_a_expliquer(Comparaison("ligne", Evolution(1, 100)), None)
    assert bilan.a_expliquer == 0


def test_a_threshold_holds_until_the_next(exercice):
    SeuilEvolutionFactory(exercice=ExerciceFactory(annee=2022), pourcentage=5)
    SeuilEvolutionFactory(exercice=ExerciceFactory(annee=2025), pourcentage=20)
    seuils = [SeuilEvolution.objects.pour(annee) for annee in (2021, 2022, 2024, 2026)]
    assert [seuil and seuil.pourcentage for seuil in seuils] == [None, 5, 5, 20]


def test_the_draft_marks_what_nobody_explained_and_the_report_prints_the_sentences(exercice):
    SeuilEvolutionFactory(exercice=exercice)
    effectif = partie(Bilan(exercice), "rh.effectif")
    # 25 then 21 permanent staff, 13 then 17 vacancies; 50 then 46 positions filled make 8 per cent.
    assert [m.poste for m in effectif.a_expliquer] == ["dont titulaires ou stagiaires", "Emplois vacants"]

    phrase = {"poste": "Emplois vacants", "texte": "Peu de candidats."}
    ExplicationFactory(exercice=exercice, section="rh.effectif", **phrase)
    projet = Bilan(exercice)
    effectif = partie(projet, "rh.effectif")
    assert [m.poste for m in effectif.a_expliquer] == ["dont titulaires ou stagiaires"]
    assert [(m.poste, m.change, m.texte) for m in effectif.expliquees] == [
        ("Emplois vacants", "+30,8\u00a0%", "Peu de candidats.")
    ]
    definitif = partie(Bilan(exercice, Support.PAPIER), "rh.effectif")
    assert definitif.a_expliquer == [] and definitif.expliquees == effectif.expliquees


def test_the_check_lists_what_the_draft_marks(exercice):
    assert list(EvolutionsAExpliquer(exercice.annee).constats()) == []
    SeuilEvolutionFactory(exercice=exercice)
    ExplicationFactory(exercice=exercice, section="rh.effectif", poste="Emplois vacants", texte="Départs.")
    marques = [
        (p.rubrique.section, mention.poste)
        for chapitre in Bilan(exercice).chapitres
        for p in chapitre.parcours()
        for mention in p.a_expliquer
    ]
    constats = list(EvolutionsAExpliquer(exercice.annee).constats())
    assert [constat.cle for constat in constats] == [f"{section}-{poste}" for section, poste in marques]
    assert any("25 en 2020, 21 en 2021 (−16,0" in constat.phrase for constat in constats)


def test_a_sentence_on_a_row_that_is_gone_is_still_printed(exercice):
    ExplicationFactory(exercice=exercice, section="rh.effectif", poste="Ancienne ligne")
    (mention,) = partie(Bilan(exercice), "rh.effectif").expliquees
    assert (mention.poste, mention.change) == ("Ancienne ligne", "")


def test_the_page_leads_from_the_mark_to_the_form_filled_in(client, exercice):
    SeuilEvolutionFactory(exercice=exercice)
    connecter("direction", client)
    page = client.get(reverse("bilan:html", args=[2021])).content.decode()
    assert "Évolutions à expliquer" in page
    adresse = "?exercice=2021&amp;section=rh.effectif&amp;poste=Emplois%20vacants"
    assert f'href="{reverse("bilan:explication_create")}{adresse}"' in page
    formulaire = client.get(
        reverse("bilan:explication_create"),
        {"exercice": 2021, "section": "rh.effectif", "poste": "Emplois vacants"},
    )
    assert 'value="Emplois vacants"' in formulaire.content.decode()


def test_direction_sets_the_threshold_and_explains_in_the_browser(client, exercice):
    connecter("direction", client)
    client.post(
        reverse("bilan:seuilevolution_create"), {"exercice": 2021, "pourcentage": "12,5", "montant": "10 000"}
    )
    assert SeuilEvolution.objects.pour(2021).pourcentage == Decimal("12.5")
    phrase = {"poste": "Emplois vacants", "texte": "Peu d’offres."}
    client.post(reverse("bilan:explication_create"), {"exercice": 2021, "section": "rh.effectif", **phrase})
    assert Explication.objects.get().texte == "Peu d’offres."
    assert "Peu d’offres." in client.get(reverse("bilan:html", args=[2021])).content.decode()


def test_the_year_s_essentials_recall_the_year_before(bilan):
    cles = {cle.libelle: cle for _, groupe in bilan.essentiel for cle in groupe}
    precedents = {
        nom: cle.precedent.replace("\u00a0", " ").replace("\u202f", " ") for nom, cle in cles.items()
    }
    assert precedents["Emplois pourvus au 31 décembre"] == "50 en 2020 (−4, −8,0 %)"
    # As the source printed it: its parts make 2 707.
    assert precedents["Jours d’activité du pôle Systèmes d’information"] == "3 191 en 2020 (−318, −10,0 %)"
    # No account of 2020 is known.
    assert precedents["Recettes de fonctionnement"] == ""


def test_rules_of_thresholds_and_sentences():
    autre = ExplicationFactory()
    refuse(ExplicationFactory.build(exercice=autre.exercice, poste=autre.poste), "explication_unique")
    for champ, regle in (("pourcentage", "pourcentage"), ("montant", "montant")):
        fautif = SeuilEvolutionFactory.build(exercice=autre.exercice, **{champ: -1})
        refuse_en_base(fautif, f"seuilevolution_{regle}_positif")
