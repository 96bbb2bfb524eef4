"""The sections on time and training: the source’s values, what a change does, what no data leave out."""

import itertools
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from siim94.bilan.models import Rubrique
from siim94.socle.models import Exercice, Pole, ValeurImprimee
from support import bilan, bilan_temps
from support.models import Formation, LigneVentilation, Ventilation
from tests.rh.factories import ExerciceFactory
from tests.support.factories import LigneVentilationFactory, VentilationFactory

pytestmark = pytest.mark.django_db

# Those on tickets and workstations have their own tests: the first data have none.
SECTIONS = [classe for classe in bilan.SECTIONS if not classe.__module__.endswith("_glpi")]


def textes(annee):
    return "\n".join(Rubrique.objects.filter(exercice=annee).values_list("corps", flat=True))


def section(classe, annee=2021, imprimees=None):
    return classe(Exercice.objects.get(pk=annee), imprimees, textes(annee))


def html(objet):
    contexte = {
        **objet.donnees,
        "section": objet,
        "exercice": objet.exercice,
        "annee": objet.annee,
        "papier": False,
    }
    return render_to_string(objet.template_name, contexte)


def series(chart):
    return {serie.nom: list(serie.valeurs) for serie in chart.series}


# Of the others the source gives at most a total, in its text: the pictures of their parts are lost.
AVEC_VALEURS = (
    bilan_temps.JoursSiSection,
    bilan_temps.RepartitionSiSection,
    bilan_temps.McoApplicationsSection,
    bilan_temps.RepartitionTechniqueSection,
    bilan.FormationsSection,
)


@pytest.mark.parametrize("classe", SECTIONS, ids=lambda classe: classe.code)
def test_a_section_is_there_with_data_and_leaves_without(classe):
    assert section(classe).est_disponible == (classe in AVEC_VALEURS)
    ExerciceFactory()
    assert not section(classe, 2030).est_disponible


@pytest.mark.parametrize("classe", SECTIONS, ids=lambda classe: classe.code)
def test_a_section_prints_every_chart_and_no_style(classe):
    objet = section(classe)
    texte = html(objet)
    assert "style=" not in texte
    for chart in objet.tous_les_graphiques:
        assert chart.titre in texte
        assert chart.source == "Source\u00a0: support, exercice 2021"


def test_days_by_nature_are_those_of_the_source():
    objet = section(bilan_temps.JoursSiSection)
    assert objet.donnees["annees"] == [2020, 2021]
    assert objet.donnees["lignes"] == [
        ("Maintenance en Condition Opérationnelle", [1169, 1256]),
        ("Mode projet", [1103, 1050]),
        ("Interne SIIM94", [354, 414]),
        ("Gestion des domaines métiers", [81, 153]),
    ]
    assert objet.donnees["totaux"] == [2707, 2873]
    (chart,) = objet.tous_les_graphiques
    assert (
        chart.titre == "Maintenance en Condition Opérationnelle\u00a0: 44\u00a0% des 2\u202f873 jours de 2021"
    )
    assert series(chart) == {"2020": [1169, 1103, 354, 81], "2021": [1256, 1050, 414, 153]}


def test_the_total_printed_by_the_source_stands_in_the_table_not_in_the_chart():
    imprimee = ValeurImprimee(
        exercice_id=2020, chiffre="support.jours.si", texte="3191", valeur=Decimal(3191)
    )
    objet = section(bilan_temps.JoursSiSection, imprimees={("support.jours.si", 2020): imprimee})
    assert objet.donnees["totaux"] == [3191, 2873]
    assert '<td class="n">3\u202f191</td>' in html(objet)


def test_changed_days_change_the_table_its_total_and_the_chart():
    LigneVentilation.objects.filter(ventilation__exercice=2021, libelle="Mode projet").update(valeur=1300)
    objet = section(bilan_temps.JoursSiSection)
    assert objet.donnees["lignes"][1] == ("Mode projet", [1103, 1300])
    assert objet.donnees["totaux"] == [2707, 3123]
    (chart,) = objet.tous_les_graphiques
    assert chart.titre == "Mode projet\u00a0: 42\u00a0% des 3\u202f123 jours de 2021"
    assert series(chart)["2021"] == [1256, 1300, 414, 153]


def test_a_nature_of_one_year_only_is_unknown_in_the_other():
    ventilation = VentilationFactory(pole=Pole.objects.get(code="systemes-information"))
    LigneVentilationFactory(ventilation=ventilation, libelle="Formation", valeur=Decimal("12.5"))
    avant = VentilationFactory(
        pole=ventilation.pole, exercice=ExerciceFactory(annee=2029), bilan_de=ventilation.exercice
    )
    LigneVentilationFactory(ventilation=avant, libelle="Projets", valeur=10)
    objet = section(bilan_temps.JoursSiSection, 2030)
    assert objet.donnees["lignes"] == [("Formation", [None, Decimal("12.5")]), ("Projets", [10, None])]
    assert "n.\u00a0r." in html(objet)


def test_infrastructure_shows_its_totals():
    objet = section(bilan_temps.McoApplicationsSection)
    assert objet.donnees["chiffres"] == [
        ("674", "jours de maintien en condition opérationnelle des applications"),
        ("environ 578", "jours d’assistance directe aux adhérents"),
        ("12\u00a0%", "part des projets dans l’activité"),
    ]
    assert objet.tous_les_graphiques == ()


def test_known_parts_get_their_chart():
    ventilation = VentilationFactory(
        pole=Pole.objects.get(code="support-technique"), mesure="facture", axe="adherent", total=990
    )
    LigneVentilationFactory(ventilation=ventilation, libelle="Ville A", valeur=40)
    LigneVentilationFactory(ventilation=ventilation, libelle="Ville B", valeur=60)
    objet = section(bilan_temps.TempsFactureSection, 2030)
    (chart,) = objet.tous_les_graphiques
    assert chart.valeurs().textes() == [["Ville B", "60"], ["Ville A", "40"]]
    assert objet.donnees["chiffres"] == [("100", "jours travaillés et facturés")]


def test_training_is_a_row_for_each_type_and_measure():
    objet = section(bilan.FormationsSection)
    assert objet.donnees["annees"] == [2016, 2017, 2018, 2019, 2020, 2021]
    assert objet.donnees["lignes"] == [
        ("bureautiques", "agents", [324, 577, 582, 588, 152, 414]),
        ("bureautiques", "jours", [Decimal("65.5"), 101, 91, 107, Decimal("37.5"), 117]),
        ("métiers", "agents", [406, 367, 865, 694, 280, 60]),
        ("métiers", "jours", [Decimal("81.5"), Decimal("81.5"), 149, 117, Decimal("52.5"), 22]),
        ("reclassements", "agents", [33, 45, 20, 15, 0, 11]),
        ("reclassements", "jours", [Decimal("25.5"), 21, Decimal("10.5"), 12, 0, Decimal("12.5")]),
    ]
    assert objet.donnees["totaux"] == [
        ("agents", [763, 989, 1467, 1297, 432, 485]),
        ("jours", [Decimal(j) for j in ("172.5", "203.5", "250.5", "236", "90", "151.5")]),
    ]
    texte = html(objet)
    for attendu in ("bureautiques, agents", "reclassements, jours", "172,5", "1\u202f297", "Total, jours"):
        assert attendu in texte


def test_the_number_trained_that_the_source_prints_stands_in_the_table():
    cle = ("support.formations.agents", 2019)
    imprimee = ValeurImprimee(exercice_id=2019, chiffre=cle[0], texte="1282 agents", valeur=Decimal(1282))
    objet = section(bilan.FormationsSection, imprimees={cle: imprimee})
    assert objet.donnees["totaux"][0] == ("agents", [763, 989, 1467, 1282, 432, 485])
    assert "1\u202f282" in html(objet)


def test_training_is_drawn_by_type_for_both_measures():
    agents, jours = section(bilan.FormationsSection).tous_les_graphiques
    assert agents.titre == "Agents formés\u00a0: 485 en 2021, 432 en 2020"
    assert jours.titre == "Jours de formation\u00a0: 151,5 en 2021, 90 en 2020"
    assert series(agents)["Bureautiques"] == [324, 577, 582, 588, 152, 414]
    assert series(jours)["Reclassements"][-1] == Decimal("12.5")


def test_a_changed_training_changes_the_total_and_both_the_title_and_the_series():
    Formation.objects.filter(exercice=2021, type__code="metiers").update(agents=70)
    objet = section(bilan.FormationsSection)
    assert objet.donnees["totaux"][0][1][-1] == 495
    agents, _ = objet.tous_les_graphiques
    assert agents.titre == "Agents formés\u00a0: 495 en 2021, 432 en 2020"
    assert series(agents)["Métiers"][-1] == 70


def test_the_technical_support_is_shown_in_parts():
    (chart,) = section(bilan_temps.RepartitionTechniqueSection).tous_les_graphiques
    assert (
        chart.titre == "Délégation de personnel sur site\u00a0: 60\u00a0% de l’activité du support technique"
    )
    assert chart.rows == (
        ("Délégation de personnel sur site", 60),
        ("Interventions sur site", 10),
        ("Hotline/Helpdesk", 30),
    )


def test_a_total_without_parts_is_said_unless_a_text_of_the_year_says_it():
    objet = section(bilan_temps.AssistanceSection)
    assert not objet.donnees["chiffres"]
    Rubrique.objects.filter(corps__contains="231 jours").update(corps="Le temps d’assistance baisse.")
    assert section(bilan_temps.AssistanceSection).donnees["chiffres"] == [("231", "jours d’assistance")]


def test_a_breakdown_of_any_service_measure_and_axis_is_printed():
    LigneVentilation.objects.filter(ventilation__exercice=2021).delete()
    Ventilation.objects.filter(exercice=2021).delete()
    attendus = set()
    cles = itertools.product(Pole.objects.all(), Ventilation.Mesure.values, Ventilation.Axe.values)
    for rang, (pole, mesure, axe) in enumerate(cles):
        ventilation = VentilationFactory(
            pole=pole, mesure=mesure, axe=axe, exercice_id=2021, bilan_de_id=2021, note=f"Note{rang}."
        )
        attendus.add(ventilation.note)
        for numero in range(2):
            ligne = LigneVentilationFactory(
                ventilation=ventilation, libelle=f"Part {numero}", valeur=3000 + 2 * rang + numero
            )
            attendus.add(f"3\u202f{ligne.valeur - 3000:03}")
    pages = "".join(html(objet) for classe in SECTIONS if (objet := section(classe)).est_disponible)
    assert {attendu for attendu in attendus if attendu not in pages} == set()


def test_infrastructure_and_its_networks_are_two_breakdowns():
    for mesure in ("activite", "systemes"):
        ventilation = VentilationFactory(pole=Pole.objects.get(code="infrastructures"), mesure=mesure)
        LigneVentilationFactory(ventilation=ventilation, libelle=mesure, valeur=12)
    annee = 2030
    for classe, libelle in (
        (bilan_temps.ActivitesInfrastructuresSection, "activite"),
        (bilan_temps.SystemesReseauxSection, "systemes"),
    ):
        (chart,) = section(classe, annee).tous_les_graphiques
        assert chart.rows == ((libelle, 12),)
    assert not section(bilan_temps.AutresTempsSection, annee).est_disponible
