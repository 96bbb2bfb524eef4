"""The sections on time and training: the source’s values, what a change does, what no data leave out."""

import datetime
import itertools
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from adherents.models import Adherent
from siim94.bilan.models import Rubrique
from siim94.socle.models import Exercice, Pole, ValeurImprimee
from support import bilan, bilan_temps
from support.models import Formation, LigneVentilation, Ventilation
from tests.adherents.factories import SuccessionFactory
from tests.applications.factories import DomaineFactory, ReorganisationDomaineFactory
from tests.rh.factories import ExerciceFactory, PoleFactory
from tests.socle.factories import ReorganisationPoleFactory
from tests.support.factories import FormationAdherentFactory, LigneVentilationFactory, VentilationFactory

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


def tableau(objet):
    """The cells of the first table with plain spaces: heads, rows."""
    premier = objet.tous_les_tableaux[0]
    rangs = (premier.entetes, *(rang.cellules for rang in premier.rangs))
    return [[cellule.replace("\u202f", " ").replace("\u00a0", " ") for cellule in rang] for rang in rangs]


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
    assert tableau(objet) == [
        ["Nature de l’activité", "2020", "2021", "Écart", "Évolution"],
        ["Maintenance en Condition Opérationnelle", "1 169", "1 256", "+87", "+7,4 %"],
        ["Mode projet", "1 103", "1 050", "−53", "−4,8 %"],
        ["Interne SIIM94", "354", "414", "+60", "+16,9 %"],
        ["Gestion des domaines métiers", "81", "153", "+72", "+88,9 %"],
        ["Total", "2 707", "2 873", "+166", "+6,1 %"],
    ]
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
    assert tableau(objet)[-1][:3] == ["Total", "3 191", "2 873"]
    assert '<td class="n">3\u202f191</td>' in html(objet)


def test_changed_days_change_the_table_its_total_and_the_chart():
    LigneVentilation.objects.filter(ventilation__exercice=2021, libelle="Mode projet").update(valeur=1300)
    objet = section(bilan_temps.JoursSiSection)
    assert tableau(objet)[2][:3] == ["Mode projet", "1 103", "1 300"]
    assert tableau(objet)[-1][:3] == ["Total", "2 707", "3 123"]
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
    assert tableau(objet)[1:3] == [
        ["Formation", "n. r.", "12,5", "", "base inconnue"],
        ["Projets", "10", "n. r.", "", ""],
    ]
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
    assert [" | ".join(rang) for rang in tableau(objet)] == [
        "Formations | 2016 | 2017 | 2018 | 2019 | 2020 | 2021 | Écart | Évolution",
        "bureautiques, agents | 324 | 577 | 582 | 588 | 152 | 414 | +262 | +172,4 %",
        "bureautiques, jours | 65,5 | 101 | 91 | 107 | 37,5 | 117 | +79,5 | +212,0 %",
        "métiers, agents | 406 | 367 | 865 | 694 | 280 | 60 | −220 | −78,6 %",
        "métiers, jours | 81,5 | 81,5 | 149 | 117 | 52,5 | 22 | −30,5 | −58,1 %",
        "reclassements, agents | 33 | 45 | 20 | 15 | 0 | 11 | +11 | base nulle",
        "reclassements, jours | 25,5 | 21 | 10,5 | 12 | 0 | 12,5 | +12,5 | base nulle",
        "Total, agents | 763 | 989 | 1 467 | 1 297 | 432 | 485 | +53 | +12,3 %",
        "Total, jours | 172,5 | 203,5 | 250,5 | 236 | 90 | 151,5 | +61,5 | +68,3 %",
    ]
    texte = html(objet)
    for attendu in ("bureautiques, agents", "reclassements, jours", "172,5", "1\u202f297", "Total, jours"):
        assert attendu in texte


def test_the_number_trained_that_the_source_prints_stands_in_the_table():
    cle = ("support.formations.agents", 2019)
    imprimee = ValeurImprimee(exercice_id=2019, chiffre=cle[0], texte="1282 agents", valeur=Decimal(1282))
    objet = section(bilan.FormationsSection, imprimees={cle: imprimee})
    assert tableau(objet)[-2][:7] == ["Total, agents", "763", "989", "1 467", "1 282", "432", "485"]
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
    assert tableau(objet)[-2][6] == "495"
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
    cles = itertools.product(Pole.objects.all(), Ventilation.Mesure.values, Ventilation.Axe.values)
    exercice = Exercice.objects.get(annee=2021)
    ventilations = Ventilation.objects.bulk_create(
        VentilationFactory.build(pole=pole, mesure=mesure, axe=axe, exercice=exercice, note=f"Note{rang}.")
        for rang, (pole, mesure, axe) in enumerate(cles)
    )
    lignes = LigneVentilation.objects.bulk_create(
        LigneVentilationFactory.build(
            ventilation=ventilation, libelle=f"Part {numero}", valeur=3000 + 2 * rang + numero
        )
        for rang, ventilation in enumerate(ventilations)
        for numero in range(2)
    )
    attendus = {ventilation.note for ventilation in ventilations}
    attendus |= {f"3\u202f{ligne.valeur - 3000:03}" for ligne in lignes}
    pages = "".join(html(objet) for classe in SECTIONS if (objet := section(classe)).est_disponible)
    assert {attendu for attendu in attendus if attendu not in pages} == set()


def test_shared_days_stand_before_those_of_each_member():
    pole = Pole.objects.get(code="systemes-information")
    for axe, libelle in (("adherent", "Ville"), ("partage", "Mutualisé")):
        ventilation = VentilationFactory(pole=pole, mesure="activite", axe=axe)
        LigneVentilationFactory(ventilation=ventilation, libelle=libelle, valeur=12)
    objet = section(bilan_temps.AdherentsSiSection, 2030)
    assert [rows[0][0] for rows in (chart.rows for chart in objet.tous_les_graphiques)] == [
        "Mutualisé",
        "Ville",
    ]


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


def test_a_breakdown_known_two_years_is_compared_and_what_ended_keeps_its_row():
    pole = Pole.objects.get(code="support-technique")
    commun = {"pole": pole, "mesure": "facture", "axe": "adherent"}
    avant = VentilationFactory(exercice=ExerciceFactory(annee=2029), **commun)
    apres = VentilationFactory(**commun)
    for ventilation, nom, valeur in (
        (avant, "Ville A", 50),
        (avant, "Ville C", 5),
        (apres, "Ville A", 60),
        (apres, "Ville B", 8),
    ):
        LigneVentilationFactory(ventilation=ventilation, libelle=nom, valeur=valeur)
    objet = section(bilan_temps.TempsFactureSection, 2030)
    assert tableau(objet) == [
        ["Adhérent", "2029", "2030", "Écart", "Évolution"],
        ["Ville A", "50", "60", "+10", "+20,0 %"],
        ["Ville B", "", "8", "+8", "nouveau"],
        ["Ville C", "5", "", "−5", "terminé"],
        ["Total", "55", "68", "+13", "+23,6 %"],
    ]
    assert objet.donnees["chiffres"] == [("68", "jours travaillés et facturés (55 en 2029, +23,6\u00a0%)")]


def test_two_sections_on_one_breakdown_compare_it_once():
    assert section(bilan_temps.JoursSiSection).tous_les_tableaux
    assert not section(bilan_temps.RepartitionSiSection).tous_les_tableaux


def test_training_of_the_members_stands_beside_the_year_before():
    exercice = ExerciceFactory()
    adherent = Adherent.objects.get(code="vitry")
    for annee, jours in ((2029, 4), (2030, 6)):
        annuel = ExerciceFactory(annee=annee)
        FormationAdherentFactory(exercice=annuel, adherent=adherent, agents=None, jours=jours)
    objet = bilan.FormationsAdherentsSection(exercice)
    (entetes, rang) = tableau(objet)
    assert entetes == ["Adhérent", "2029", "2030", "Écart", "Évolution"]
    assert rang[1:] == ["4", "6", "+2", "+50,0 %"]
    assert len(objet.tous_les_tableaux) == 1


def test_a_renamed_service_keeps_its_section_under_its_new_name_and_its_domains_their_row():
    ancien = Pole.objects.get(code="systemes-information")
    nouveau = PoleFactory(nom="Numérique")
    marches, commande = DomaineFactory(nom="Achats"), DomaineFactory(nom="Commande publique")
    for pole, domaine, annee, jours in ((ancien, marches, 2031, 10), (nouveau, commande, 2032, 12)):
        LigneVentilationFactory(
            ventilation__exercice=ExerciceFactory(annee=annee),
            ventilation__pole=pole,
            ventilation__mesure=Ventilation.Mesure.ACTIVITE,
            ventilation__axe=Ventilation.Axe.DOMAINE,
            libelle=domaine.nom,
            domaine=domaine,
            valeur=jours,
        )
    jour = datetime.date(2032, 1, 1)
    assert not section(bilan_temps.DomainesSection, 2032).est_disponible
    assert section(bilan_temps.AutresTempsSection, 2032).est_disponible
    ReorganisationPoleFactory(ancien=ancien, nouveau=nouveau, date=jour)
    ReorganisationDomaineFactory(ancien=marches, nouveau=commande, date=jour)
    (chart,) = section(bilan_temps.DomainesSection, 2032).charts()
    assert chart.titre == "Numérique\u00a0: jours d’activité par domaine métier"
    assert not section(bilan_temps.AutresTempsSection, 2032).est_disponible
    comparee = section(bilan_temps.DomainesEvolutionSection, 2032)
    assert tableau(comparee)[1][:3] == ["Commande publique", "10", "12"]
    assert comparee.tous_les_tableaux[0].notes == [
        "Achats devient Commande publique le 1er\u00a0janvier 2032\u00a0: la série continue."
    ]
    assert tableau(section(bilan_temps.DomainesEvolutionSection, 2032))[0][1:3] == ["2031", "2032"]
    # A domain alone draws no bar; of several, the chart beside their days tells by how many each moved.
    assert not comparee.charts()
    for annee, jours in ((2031, 9), (2032, 4)):
        jumelle = LigneVentilation.objects.get(ventilation__exercice=annee, ventilation__axe="domaine")
        LigneVentilationFactory(ventilation=jumelle.ventilation, libelle="Voirie", valeur=jours)
    (chart,) = section(bilan_temps.DomainesEvolutionSection, 2032).charts()
    assert chart.titre == "1 des 2 domaines suivis sur deux ans progresse de 2031 à 2032"
    assert dict(chart.rows) == {"Commande publique": 2, "Voirie": -5}


def test_training_of_who_was_succeeded_stands_under_the_successor():
    ancien = FormationAdherentFactory(exercice=ExerciceFactory(annee=2031), jours=4, agents=None)
    nouveau = FormationAdherentFactory(exercice=ExerciceFactory(annee=2032), jours=6, agents=None)
    SuccessionFactory(ancien=ancien.adherent, nouveau=nouveau.adherent, date=datetime.date(2032, 1, 1))
    objet = section(bilan.FormationsAdherentsSection, 2032)
    assert tableau(objet)[1][:3] == [nouveau.adherent.nom_court, "4", "6"]
