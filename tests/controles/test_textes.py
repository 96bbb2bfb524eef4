"""Numbers of the narratives of 2021: read by hand in the source, tied to the figure that they tell."""

import json

import pytest
from django.core.management import call_command

from rh.models import PourvuGrade
from siim94.bilan.models import Rubrique
from siim94.controles.nombres_des_textes import NombresDesTextes
from siim94.controles.textes import CONTREDIT, HORS, INCONNU, RATTACHE, Lecteur, Rattachement, lire, narratifs
from tests.controles.annee_fictive import faire_2022
from tests.controles.nombres_lus import DITS, jeu_2021, jeu_2022, mesurer, non_lus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

# Narrative, number: what it tells, by reading the report.
LUS = {
    ("absenteisme", "5,85"): (RATTACHE, "rh.indicateur.jours-absence"),
    ("absenteisme", "11,64"): (RATTACHE, "rh.indicateur.jours-absence-strate"),
    ("activites-infrastructures", "578"): (RATTACHE, "support.infrastructures.assistance"),
    ("activites-infrastructures", "430"): (RATTACHE, "support.infrastructures.assistance"),
    ("bilan-financier-synthese", "54 629,77"): (RATTACHE, "finances.reports.total"),
    ("bilan-financier-synthese", "73,40"): (INCONNU, None),
    ("depenses-fonctionnement-suite", "20"): (CONTREDIT, "finances.maintenance.part_patrimoine"),
    ("effectif-mouvements", "8"): (RATTACHE, "rh.departs"),
    ("effectif", "63"): (RATTACHE, "rh.indicateur.postes-ouverts"),
    ("effectif", "4"): (RATTACHE, "rh.effectif.variation"),
    ("focus-finances", "quinzaine"): (INCONNU, None),
    ("focus-finances", "6"): (INCONNU, None),
    ("haute-disponibilite", "331"): (RATTACHE, "applications.serveurs.total"),
    ("haute-disponibilite", "2,3"): (RATTACHE, "applications.activite.bases-de-donnees"),
    ("haute-disponibilite", "vingtaine"): (RATTACHE, "applications.activite.serveurs-adherents"),
    ("mot-de-la-presidente", "deux"): (INCONNU, None),
    ("pole-systemes-information", "13,5"): (RATTACHE, "rh.pole.systemes-information/1/etp"),
    ("pole-systemes-information", "13"): (RATTACHE, "rh.pole.systemes-information/2/agents"),
    ("recettes-fonctionnement", "660"): (RATTACHE, "finances.indicateur.progression-produits-services"),
    ("recettes-fonctionnement", "40"): (RATTACHE, "finances.subventions.total"),
    ("repartition-activite-si", "44"): (RATTACHE, "support.jours.si.part_mco"),
    ("repartition-activite-si", "52"): (CONTREDIT, "support.jours.si.part_mco"),
    ("support-fonctionnel", "4"): (RATTACHE, "rh.pole.support-fonctionnel/1/agents"),
    ("support-technique", "7"): (RATTACHE, "rh.pole.support-technique/1/agents"),
    ("syndicat-dans-l-annee", "cinq"): (RATTACHE, "adherents.membres.oph"),
    ("perimetre", "94"): (HORS, None),
}


@pytest.fixture(scope="module")
def lecteur() -> Lecteur:
    """What knows the figures of 2021, for tests that change none of them."""
    return Lecteur(2021)


@pytest.fixture
def lus(lecteur) -> list[Rattachement]:
    """Every number of the narratives of 2021."""
    return [lu for narratif in narratifs(2021) for lu in lecteur.lire(narratif.nom, narratif.texte)]


def test_numbers_of_the_narratives_tell_the_figures_that_a_reader_finds(lus):
    trouves = {(lu.texte, lu.nombre.lu): (lu.etat, lu.chiffre and lu.chiffre.nom) for lu in lus}
    assert {cle: trouves[cle] for cle in LUS if cle in trouves} == {
        c: v for c, v in LUS.items() if c in trouves
    }
    assert len(LUS.keys() - trouves.keys()) <= 1


def test_few_numbers_contradict_and_what_is_held_as_a_print_is_not_found_twice(lus):
    contredits = {lu.nombre.lu for lu in lus if lu.etat == CONTREDIT}
    # "44,6 ETP" was held to be the figure that was typed from that very text.
    assert contredits == {"7 697 07, 80", "20", "52", "44,6"}
    assert list(NombresDesTextes(2021).constats()) == []


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("La plateforme héberge 313 serveurs applicatifs.", "331 serveurs"),
        ("L’assistance fonctionnelle représente 321 jours d’assistance.", "231 jours"),
        ("Cette année, 9 départs ont eu lieu.", "8 agents"),
        ("Les suspicions de violation de données ont donné 3 dossiers.", "2 dossiers"),
    ],
)
def test_a_number_that_parts_from_its_figure_is_found(texte, phrase):
    Rubrique.objects.filter(exercice=2021, code="perspectives").update(corps=texte)
    (constat,) = NombresDesTextes(2021).constats()
    assert phrase in constat.phrase.replace("\u00a0", " ")
    assert str(constat.termes[0].adresse).startswith("/bilan/rubriques/")


@pytest.mark.parametrize("annee", [2021, 2022])
def test_figures_of_texts_are_found_as_a_reader_finds_them(annee):
    """Every number of the narratives of 2021, and texts of a made-up year with planted errors."""
    if annee == 2022:
        faire_2022()
    jeu = jeu_2021() if annee == 2021 else jeu_2022()
    resultat = mesurer(jeu)
    for etats in (DITS, *((etat,) for etat in DITS)):
        assert resultat.precision(*etats) >= 0.95, resultat.en_trop
        assert resultat.rappel(*etats) >= 0.95, resultat.manques
    assert not [annote for annote in non_lus(jeu) if annote.etat != INCONNU]


def test_a_short_count_is_held_against_what_counts_the_noun_after_it(lecteur):
    textes = {
        ("effectif-mouvements", "On compte 9 départs et 7 arrivées."): [
            (CONTREDIT, "rh.departs"),
            (CONTREDIT, "rh.arrivees"),
        ],
        ("syndicat", "Le syndicat réunit 7 villes et 14 adhérents."): [
            (CONTREDIT, "adherents.membres.villes"),
            (CONTREDIT, "adherents.membres.total"),
        ],
        # 12 days of absence (11,64) an agent are no agents.
        ("support-technique", "Le support technique compte 12 agents."): [
            (CONTREDIT, "rh.pole.support-technique/1/agents"),
        ],
        ("effectif-mouvements", "Le syndicat a connu 9 départs du syndicat."): [(CONTREDIT, "rh.departs")],
        # Only some of what the figure counts.
        ("effectif-mouvements", "Parmi eux, 3 départs en retraite."): [(INCONNU, None)],
        ("effectif-mouvements", "Elles comprennent 3 arrivées de fonctionnaires."): [(INCONNU, None)],
        ("syndicat", "Une réunion a rassemblé 8 adhérents."): [(INCONNU, None)],
        ("syndicat", "Au comité, 8 adhérents ont participé aux échanges."): [(INCONNU, None)],
        ("infrastructure", "Le projet a remplacé 6 serveurs physiques."): [(INCONNU, None)],
        # The syndicate itself has all of them.
        ("syndicat", "Le syndicat a réuni 14 adhérents."): [(CONTREDIT, "adherents.membres.total")],
    }
    lus = {cle: [(lu.etat, lu.chiffre and lu.chiffre.nom) for lu in lecteur.lire(*cle)] for cle in textes}
    assert lus == textes


def test_what_was_read_by_hand_stands_where_it_says():
    jeu = jeu_2021()
    assert len(jeu.nombres) > 200
    for annote in jeu.nombres:
        assert jeu.textes[annote.texte][annote.debut :].startswith(annote.lu), annote


def test_the_year_before_is_the_one_that_a_sentence_compares_with(lecteur):
    lus = lecteur.lire("essai", "Les centres ont traité 84 500 patients, contre 60 000 patients.")
    assert [(lu.etat, lu.chiffre.annee) for lu in lus] == [(RATTACHE, 2021), (RATTACHE, 2020)]
    lus = lecteur.lire("essai", "Les patients traités sont passés de 61 000 à 84 500.")
    assert [(lu.etat, lu.chiffre.annee) for lu in lus] == [(CONTREDIT, 2020), (RATTACHE, 2021)]


def test_a_figure_that_changes_contradicts_the_text_that_tells_it():
    PourvuGrade.objects.filter(exercice=2021, grade__libelle="Attaché Pal", statut="titulaire").update(
        pourvus=6
    )
    lu = next(lu for lu in lire(2021) if (lu.texte, lu.nombre.lu) == ("effectif", "4"))
    assert lu.etat != RATTACHE or lu.chiffre.nom != "rh.effectif.variation"


def test_a_year_without_figures_contradicts_nothing():
    assert [lu.etat for lu in Lecteur(2031).lire("essai", "Nous comptons 46 agents et 12 % de projets.")] == [
        INCONNU,
        INCONNU,
    ]


def test_the_command_lists_every_number_as_json(capsys):
    call_command("controles", "2021", textes=True, json=True)
    nombres = json.loads(capsys.readouterr().out)["nombres"]
    assert {n["etat"] for n in nombres} == {RATTACHE, CONTREDIT, INCONNU, HORS}
    textes = dict(Rubrique.objects.filter(exercice=2021).values_list("code", "corps"))
    for n in nombres:
        assert textes[n["texte"]][n["debut"] :].startswith(n["lu"])
        assert (n["chiffre"] is None) == (n["valeur_du_chiffre"] is None)
    (serveurs,) = [n for n in nombres if n["lu"] == "331"]
    assert serveurs["valeur"] == "331" and serveurs["valeur_du_chiffre"] == "331.0000"


def test_the_command_says_the_same_in_words(capsys):
    call_command("controles", "2021", textes=True)
    assert "contredit  repartition-activite-si : 52 — " in capsys.readouterr().out
