"""The applications as the report shows them, in the source's words and figures."""

from datetime import date
from decimal import Decimal

import pytest

from applications import bilan
from applications.models import (
    Deploiement,
    FaitMarquant,
    IndicateurActivite,
    IndicateurMetier,
    LigneCatalogue,
)
from siim94.socle.models import Exercice
from tests.adherents.factories import ExerciceFactory
from tests.applications.factories import IndicateurActiviteFactory, JalonFactory, ProjetFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def en_2021(donnees_2021):
    exercice = Exercice.objects.get(annee=2021)
    return lambda classe: classe(exercice)


def clair(texte: str) -> str:
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


# The source gives no figure of them, and no beginning of a project.
SANS_VALEURS = (
    bilan.AutresChiffresSecuriteSection,
    bilan.ProjetsSection,
    bilan.MethodesSection,
    bilan.EnqueteSection,
    bilan.CentraleAchatSection,
)


@pytest.mark.parametrize("classe", bilan.SECTIONS, ids=lambda c: c.code)
def test_section_is_there_in_2021_and_leaves_a_year_without_data(classe, en_2021):
    assert en_2021(classe).est_disponible == (classe not in SANS_VALEURS)
    assert not classe(ExerciceFactory(annee=2035)).est_disponible


def test_codes_are_those_agreed_with_the_outline():
    assert [classe.code for classe in bilan.SECTIONS] == [
        f"applications.{nom}"
        for nom in (
            "projets_strategiques",
            "faits_metier",
            "faits_infrastructure",
            "faits_securite",
            "points_de_repere",
            "infrastructure",
            "exploitation",
            "faits_systemes_reseaux",
            "faits_support",
            "catalogue_synthese",
            "catalogue",
            "securite",
            "rgpd",
            "cartographie",
            "projets",
            "methodes",
            "enquete",
            "centrale_achat",
        )
    ]


def test_strategic_projects_are_told_in_the_words_of_the_source(en_2021):
    familles, finances = en_2021(bilan.ProjetsStrategiquesSection).donnees["lignes"]
    assert familles.startswith("Choix d’un nouveau système d’information « familles » succédant à Polyfac V7")
    assert familles.endswith("démarrage en 2021 pour Gentilly et 2022 pour Arcueil ;")
    assert finances.endswith("pour 6 collectivités au 1er janvier 2022.")


def test_facts_of_the_trades_come_domain_by_domain(en_2021):
    groupes = en_2021(bilan.FaitsMetierSection).donnees["groupes"]
    assert [len(faits) for _, faits in groupes] == [2, 8, 3, 2, 4, 4, 1, 1]
    assert groupes[0][1][0] == (
        "Accompagnement des collectivités dans la mise en œuvre du nouveau SI Finances ;"
    )
    assert groupes[-1] == (
        "Affaires internes",
        ["Mise en œuvre du e-parapheur pour l’ensemble des collectivités."],
    )


@pytest.mark.parametrize(
    ("classe", "nombre", "fin"),
    [
        (bilan.FaitsInfrastructureSection, 4, "outil décisionnel MANTY)."),
        (bilan.FaitsSecuriteSection, 5, "autour des thématiques liées à la Cyber sécurité."),
        (bilan.FaitsSystemesReseauxSection, 5, "un meilleur pilotage de l’infrastructure."),
        (bilan.FaitsSupportSection, 5, "Participation à la refonte de la grande salle de réunion."),
    ],
)
def test_lists_of_facts_are_whole(classe, nombre, fin, en_2021):
    lignes = en_2021(classe).donnees["lignes"]
    assert len(lignes) == nombre
    assert lignes[-1].endswith(fin)


def test_fact_that_is_reworded_changes_the_section(en_2021):
    FaitMarquant.objects.filter(theme="securite", rang=1).update(texte="Autre chose")
    assert en_2021(bilan.FaitsSecuriteSection).donnees["lignes"][0] == "Autre chose ;"


def test_key_figures_read_as_in_the_source(en_2021):
    groupes = dict(en_2021(bilan.PointsDeRepereSection).donnees["groupes"])
    assert list(groupes) == [
        "Gestion Financière",
        "Affaires Familiales et Facturation",
        "Suivi du courrier",
        "Offices Publics de l’Habitat",
        "Ressources Humaines",
        "Santé",
        "Affaires Civiles et Citoyennes",
        "Demande de logement",
        "Action Sociale",
    ]
    assert [clair(phrase) for phrase in groupes["Suivi du courrier"]] == [
        "Elise : 3 villes déployées ;",
        "Elise : plus de 56 000 courriers entrants (sensiblement équivalent à 2020) ;",
        "Elise : 3 150 courriers sortants (2 150 en 2020).",
    ]
    assert [clair(phrase) for phrase in groupes["Santé"]] == [
        "84 500 patients traités (60 000 en 2020) ;",
        "517 700 factures (373 000 en 2020), dont 69 % sécurisées "
        "(la forte augmentation est due à l’impact de la vaccination COVID) ;",
        "environ 205 000 rendez-vous pris via DOCTOLIB ;",
        "1 600 téléconsultations.",
    ]
    assert clair(groupes["Affaires Civiles et Citoyennes"][2]) == (
        "Maestro (recensement) : environ 6 000 dossiers créés (chiffre identique à 2020) ;"
    )
    [offices] = groupes["Offices Publics de l’Habitat"]
    assert offices.startswith("Le passage des différents organismes HLM en comptabilité commerciale")


def test_chart_of_key_figures_shows_those_known_for_two_years(en_2021):
    [chart] = en_2021(bilan.PointsDeRepereSection).tous_les_graphiques
    assert chart.titre == "6 des 8 points de repère connus sur deux ans progressent de 2020 à 2021"
    valeurs = dict(chart.rows)
    assert len(valeurs) == 8
    # 84 500 patients after 60 000, 845 acts after 888
    assert valeurs["Patients traités"] == Decimal("40.8")
    assert valeurs["Requiem (cimetières) : actes enregistrés"] == Decimal("-4.8")


def test_key_figure_that_changes_changes_its_sentence_and_the_chart(en_2021):
    IndicateurMetier.objects.filter(code="patients", exercice=2021).update(valeur=30_000)
    section = en_2021(bilan.PointsDeRepereSection)
    assert clair(dict(section.donnees["groupes"])["Santé"][0]) == "30 000 patients traités (60 000 en 2020) ;"
    assert section.tous_les_graphiques[0].titre.startswith("5 des 8")


def test_infrastructure_is_a_strip_of_four_figures(en_2021):
    assert [
        (clair(t), clair(nom)) for t, nom in en_2021(bilan.InfrastructureSection).donnees["chiffres"]
    ] == [
        ("331", "serveurs applicatifs, dont 87 serveurs de test"),
        ("environ 20", "serveurs physiques"),
        ("environ 2,3 To", "volume utile de bases de données"),
        ("environ 20", "serveurs répartis sur différents sites des adhérents"),
    ]


def test_operations_list_the_printed_pages_with_their_five_parts(en_2021):
    section = en_2021(bilan.ExploitationSection)
    assert [clair(ligne) for ligne in section.donnees["lignes"]] == [
        "862 traitements batch quotidiens sur les principaux domaines applicatifs ;",
        "61 500 pages éditées mensuellement, dont 23 000 pour la facturation, "
        "6 000 pour la gestion locative, 1 700 pour la Gestion financière, "
        "28 000 pour le domaine RH, 2 800 pour les autres domaines ;",
        "Données sauvegardées par jour : 11,2 To ;",
        "Sauvegardes système : 4,4 To.",
    ]
    [chart] = section.tous_les_graphiques
    assert clair(chart.titre) == "Domaine RH : 46 % des pages éditées mensuellement"
    assert sum(valeur for _, valeur in chart.rows) == 61_500


def test_part_that_is_unknown_leaves_the_title_without_a_finding(en_2021):
    IndicateurActivite.objects.filter(code="pages", ventilation="Facturation").update(
        valeur=None, texte="non compté"
    )
    [chart] = en_2021(bilan.ExploitationSection).tous_les_graphiques
    assert chart.titre == "Pages éditées mensuellement"
    assert "Une valeur n’est pas renseignée." in chart.alternative


def test_summary_of_the_catalogue_counts_as_the_source(en_2021):
    section = en_2021(bilan.CatalogueSyntheseSection)
    assert section.donnees["chiffres"] == [
        ("74", "fonctionnalités"),
        ("65", "applications"),
        ("29", "fournisseurs"),
        ("14", "domaines"),
        ("244", "mises à disposition"),
    ]
    domaines = section.donnees["domaines"]
    assert sum(domaine["fonctions"] for domaine in domaines) == 74
    assert sum(domaine["usages"] for domaine in domaines) == 244
    par_adherent, par_domaine = section.tous_les_graphiques
    # 52, 46 and 43 of 244
    assert clair(par_adherent.titre) == "Arcueil, Ivry et Gentilly réunissent 58 % des mises à disposition"
    assert dict(par_adherent.rows)["Vitry"] == 39
    assert dict(par_domaine.rows)["RH"] == 9


def test_withdrawn_cross_changes_matrix_table_and_chart(en_2021):
    Deploiement.objects.filter(adherent__code="arcueil").delete()
    synthese = en_2021(bilan.CatalogueSyntheseSection)
    assert synthese.donnees["totaux"]["usages"] == 244 - 52
    assert "Arcueil" not in dict(synthese.tous_les_graphiques[0].rows)
    lignes = [
        signes for _, rangs in en_2021(bilan.CatalogueSection).donnees["groupes"] for _, signes in rangs
    ]
    assert {signes[0] for signes in lignes} == {""}


def test_matrix_has_a_dot_for_each_cross_and_a_dash_for_what_does_not_apply(en_2021):
    donnees = en_2021(bilan.CatalogueSection).donnees
    lignes = [(fonction, signes) for _, rangs in donnees["groupes"] for fonction, signes in rangs]
    assert len(lignes) == 74
    assert {len(signes) for _, signes in lignes} == {14}
    assert sum(signes.count("●") for _, signes in lignes) == 244
    assert sum(signes.count("–") for _, signes in lignes) == 2
    assert [domaine.nom for domaine, _ in donnees["groupes"]][:2] == [
        "Action sociale",
        "Administration générale",
    ]
    assert len(donnees["groupes"]) == 14


def test_matrix_stands_on_its_side(en_2021):
    assert en_2021(bilan.CatalogueSection).paysage


@pytest.mark.parametrize("classe", bilan.SECTIONS, ids=lambda c: c.code)
def test_section_costs_at_most_four_queries(classe, en_2021, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        section = en_2021(classe)
        _ = section.donnees, section.tous_les_graphiques


def test_row_without_cross_stays_in_the_matrix(en_2021):
    [ligne] = LigneCatalogue.objects.filter(deploiements=None)
    fonctions = [f for _, rangs in en_2021(bilan.CatalogueSection).donnees["groupes"] for f, _ in rangs]
    assert ligne.fonctionnalite in fonctions


def test_a_figure_that_a_text_gives_is_not_told_twice():
    exercice = Exercice.objects.get(annee=2021)
    (ligne,) = bilan.RgpdSection(exercice).donnees["lignes"]
    assert "2 dossiers" in clair(ligne).lower()
    assert not bilan.RgpdSection(exercice, textes="Deux suspicions de violation.").est_disponible
    assert not bilan.RgpdSection(exercice, textes="Il y eut 2 dossiers.").est_disponible
    assert bilan.RgpdSection(exercice, textes="Il y eut 12 dossiers, 2,5 jours, 2 000 pages.").est_disponible


def test_projects_under_way_stand_in_a_calendar_with_their_steps():
    projet = ProjetFactory(debut=date(2035, 3, 1), fin=date(2036, 6, 30))
    jalon = JalonFactory(projet=projet, date=date(2035, 9, 1))
    ProjetFactory(debut=date(2030, 1, 1), fin=date(2034, 12, 31))
    ProjetFactory(debut=date(2036, 1, 1))
    ProjetFactory()
    section = bilan.ProjetsSection(ExerciceFactory(annee=2035))
    assert section.donnees["projets"] == [projet]
    (calendrier,) = section.tous_les_graphiques
    (periode,) = calendrier.periodes
    assert (periode.debut, periode.fin) == (projet.debut, projet.fin)
    assert periode.jalons == ((date(2035, 9, 1), jalon.intitule),)


def test_figures_of_a_survey_stand_beside_those_of_the_year_before():
    annee, avant = ExerciceFactory(annee=2035), ExerciceFactory(annee=2034)
    for exercice, valeurs in ((avant, (70, 80)), (annee, (75, 78))):
        for rang, valeur in enumerate(valeurs):
            IndicateurActiviteFactory(
                exercice=exercice, code=f"theme-{rang}", libelle=f"Thème {rang}", theme="enquete",
                valeur=valeur, unite="%", rang=rang,
            )  # fmt: skip
    section = bilan.EnqueteSection(annee)
    (chart,) = section.tous_les_graphiques
    assert {serie.nom: list(serie.valeurs) for serie in chart.series} == {"2034": [70, 80], "2035": [75, 78]}
    assert clair(section.donnees["lignes"][0]) == "Thème 0 : 75 % (70 en 2034) ;"


def test_a_note_is_drawn_with_its_decimals():
    annee = ExerciceFactory(annee=2035)
    for rang in range(2):
        IndicateurActiviteFactory(
            exercice=annee, code=f"n-{rang}", theme="enquete", valeur="7.6", decimales=1, unite="points"
        )
    (chart,) = bilan.EnqueteSection(annee).tous_les_graphiques
    assert chart.decimales == 1


def test_the_parts_of_a_purchase_total_are_drawn():
    annee = ExerciceFactory(annee=2035)
    commun = {"exercice": annee, "code": "commandes", "theme": "centrale-d-achat", "unite": "€"}
    IndicateurActiviteFactory(libelle="Achats des adhérents", valeur=300, **commun)
    for nom, valeur in (("Ville", 200), ("Office", 100)):
        IndicateurActiviteFactory(libelle=nom, ventilation=nom, valeur=valeur, **commun)
    (chart,) = bilan.CentraleAchatSection(annee).tous_les_graphiques
    assert list(chart.rows) == [("Ville", 200), ("Office", 100)]
