"""The sections on staff: the source's values, what a change does, and what a year without data leaves out."""

import datetime
import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from rh import bilan
from rh.models import EmploiGrade, IndicateurRh, Mouvement, PourvuGrade
from siim94.socle.models import Exercice
from tests.applications.factories import ReorganisationFonctionFactory
from tests.rh.factories import (
    EffectifContratFactory,
    EffectifPoleFactory,
    ExerciceFactory,
    MouvementFactory,
    PourvuGradeFactory,
    PyramideAgeFactory,
    ReorganisationGradeFactory,
)
from tests.socle.factories import ReorganisationPoleFactory

pytestmark = pytest.mark.django_db


def section(classe, annee=2021):
    return classe(Exercice.objects.get(pk=annee))


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


# Their pictures in the source are lost.
SANS_VALEURS = (bilan.PariteSection, bilan.PyramideSection, bilan.ReorganisationsSection)


@pytest.mark.parametrize("classe", bilan.SECTIONS, ids=lambda classe: classe.code)
def test_a_section_is_there_with_data_and_leaves_without(classe):
    assert section(classe).est_disponible == (classe not in SANS_VALEURS)
    ExerciceFactory()
    assert not section(classe, 2030).est_disponible


@pytest.mark.parametrize("classe", bilan.SECTIONS, ids=lambda classe: classe.code)
def test_a_section_prints_every_chart_and_no_style(classe):
    objet = section(classe)
    texte = html(objet)
    assert "style=" not in texte
    for chart in objet.tous_les_graphiques:
        assert chart.titre in texte
        assert chart.source == "Source\u00a0: ressources humaines, exercice 2021"


def test_headcount_is_that_of_the_source():
    objet = section(bilan.EffectifSection)
    assert objet.donnees["chiffres"] == [
        ("63", "emplois ouverts"),
        ("46", "emplois pourvus"),
        ("17", "emplois vacants"),
        ("8", "départs"),
        ("4", "arrivées"),
    ]
    (chart,) = objet.tous_les_graphiques
    assert chart.titre == "46 des 63 emplois ouverts sont pourvus au 31 décembre 2021"
    assert chart.categories == ("Emplois ouverts", "Emplois pourvus", "Emplois vacants")
    assert series(chart) == {"2020": [63, 50, 13], "2021": [63, 46, 17]}


def test_a_changed_position_changes_strip_title_and_chart():
    EmploiGrade.objects.filter(exercice=2021, grade__libelle="Technicien").update(emplois=5)
    objet = section(bilan.EffectifSection)
    assert objet.donnees["chiffres"][:3] == [
        ("66", "emplois ouverts"),
        ("46", "emplois pourvus"),
        ("20", "emplois vacants"),
    ]
    (chart,) = objet.tous_les_graphiques
    assert chart.titre == "46 des 66 emplois ouverts sont pourvus au 31 décembre 2021"
    assert series(chart)["2021"] == [66, 46, 20]


def test_headcount_without_positions_claims_no_vacancy():
    PourvuGradeFactory(pourvus=2)
    objet = section(bilan.EffectifSection, 2030)
    assert objet.donnees["chiffres"] == [("2", "emplois pourvus")]
    (chart,) = objet.tous_les_graphiques
    assert chart.titre == "Emplois ouverts et pourvus au 31 décembre"
    assert series(chart) == {"2030": [None, 2, None]}


def test_movements_print_each_departure_as_the_source_does():
    objet = section(bilan.MouvementsSection)
    ((titre, departs, _),) = objet.donnees["groupes"]
    assert titre == "Départs en 2021"
    assert len(departs) == 7
    texte = html(objet)
    for attendu in (
        "Directrice Générale des Services × 1",
        "Ingénieurs × 2",
        "<td>Fin de contrat d’apprentissage</td>",
        "Non remplacée",
    ):
        assert attendu in texte


def test_arrivals_get_a_table_when_they_are_itemised():
    MouvementFactory(
        exercice=Exercice.objects.get(pk=2021), sens=Mouvement.Sens.ARRIVEE, profil="Technicienne"
    )
    objet = section(bilan.MouvementsSection)
    assert [titre for titre, *_ in objet.donnees["groupes"]] == ["Départs en 2021", "Arrivées en 2021"]
    texte = html(objet)
    assert "Technicienne × 1" in texte
    # Of arrivals nobody says who replaces them: only the table of departures has that column.
    assert texte.count("Statut</th>") == 1


def test_the_staffing_table_prints_totals_marks_and_note():
    texte = html(section(bilan.TableauEffectifsSection))
    for attendu in (
        "Ingénieur (*)",
        '<td class="n">23 (*)</td>',
        '<td class="n">13 (*)</td>',
        '<td class="n">15 (*)</td>',
        "Total filière administrative",
        "Total filière technique",
        "Total général",
        '<td class="n">47,6</td><td class="n">45,6</td>',
        "(*) dont 2 ingénieurs à 80\u00a0%",
    ):
        assert attendu in texte
    assert re.findall(r'colspan="2">(Emplois|Titulaires ou stagiaires|Contractuels|Pourvus)</th>', texte) == [
        "Emplois",
        "Titulaires ou stagiaires",
        "Contractuels",
        "Pourvus",
    ]
    assert texte.count("<tr>") == 2 + 14


def test_structure_names_the_main_category():
    (chart,) = section(bilan.StructureSection).tous_les_graphiques
    assert chart.titre == "83\u00a0% des emplois pourvus relèvent de la catégorie A"
    assert series(chart) == {"2020": [41, 3, 6], "2021": [38, 2, 6]}
    assert chart.valeurs().textes()[0] == ["Catégorie A", "41", "38"]


def test_status_compares_both_years():
    (chart,) = section(bilan.StatutSection).tous_les_graphiques
    assert chart.titre == "25 contractuels pour 21 titulaires ou stagiaires"
    assert series(chart) == {"2020": [25, 25], "2021": [21, 25]}


def test_a_changed_number_filled_changes_structure_and_status():
    PourvuGrade.objects.filter(exercice=2021, grade__libelle="Technicien", statut="contractuel").update(
        pourvus=2
    )
    (structure,) = section(bilan.StructureSection).tous_les_graphiques
    (statut,) = section(bilan.StatutSection).tous_les_graphiques
    assert series(structure)["2021"] == [38, 3, 6]
    assert series(statut)["2021"] == [21, 26]
    assert statut.titre == "26 contractuels pour 21 titulaires ou stagiaires"


def test_ages_are_those_of_the_source():
    texte = html(section(bilan.AgesSection))
    for attendu in ("Fonctionnaires", "48,59", "43,95", "45,93", "de 35 à 40", "Tranche d’âge"):
        assert attendu in texte


def test_absence_stands_beside_the_reference():
    (chart,) = section(bilan.AbsencesSection).tous_les_graphiques
    assert chart.titre == "5,85 jours d’absence par agent, 11,64 dans les collectivités de même strate"
    assert chart.rows == (
        ("Agents du syndicat", Decimal("5.85")),
        ("Collectivités de même strate", Decimal("11.64")),
    )
    IndicateurRh.objects.filter(code="jours-absence-strate").delete()
    (chart,) = section(bilan.AbsencesSection).tous_les_graphiques
    assert chart.titre == "5,85 jours d’absence par agent"


def test_staff_of_the_services_is_a_table_unless_the_texts_tell_it_all():
    exercice = Exercice.objects.get(annee=2021)
    texte = html(section(bilan.ComplementsSection))
    for attendu in ("Effectifs des services", "Systèmes d’Information", "13,5", "11,7", "44,6"):
        assert attendu in texte
    raconte = bilan.ComplementsSection(
        exercice, textes="15 agents (13,5 ETP) puis 13 (11,7 ETP), 4, 7 et un."
    )
    assert raconte.donnees["effectifs"] == []
    partiel = bilan.ComplementsSection(exercice, textes="15 agents (13,5 ETP)")
    assert len(partiel.donnees["effectifs"]) == 5


def test_women_and_men_of_each_service_are_drawn_at_the_first_moment_that_tells_them():
    premier = EffectifPoleFactory(pole__rang=1, agents=5, femmes=2, hommes=3, rang=1)
    EffectifPoleFactory(pole=premier.pole, moment="après les départs", agents=3, femmes=0, hommes=3, rang=2)
    EffectifPoleFactory(pole__rang=2, agents=4, hommes=3)
    EffectifPoleFactory(pole__rang=3, agents=4)
    (chart,) = section(bilan.PariteSection, 2030).tous_les_graphiques
    assert series(chart) == {"Femmes": [2, None], "Hommes": [3, 3]}
    assert chart.categories[0] == str(premier.pole)
    assert chart.titre == "25\u00a0% de femmes dans les services"


def test_the_pyramid_has_the_youngest_first_and_tells_no_zero_for_the_unknown():
    for tranche, sexe, agents in (("50-et-plus", "H", 7), ("moins-de-30", "F", 2), ("50-et-plus", "F", 4)):
        PyramideAgeFactory(tranche=tranche, sexe=sexe, agents=agents)
    (chart,) = section(bilan.PyramideSection, 2030).tous_les_graphiques
    assert chart.categories == ("moins de 30 ans", "50 ans et plus")
    assert series(chart) == {"Femmes": [2, 4], "Hommes": [None, 7]}


def test_kinds_of_contracts_are_shares_in_their_order():
    EffectifContratFactory(contrat="cdd", agents=3)
    EffectifContratFactory(contrat="cdi", agents=9)
    (chart,) = section(bilan.StatutSection, 2030).tous_les_graphiques
    assert chart.rows == (("Contrat à durée indéterminée", 9), ("Contrat à durée déterminée", 3))
    assert chart.titre == "75\u00a0% des contractuels\u00a0: contrat à durée indéterminée"


def cellules(tableau):
    return [
        " | ".join(rang).replace("\u00a0", " ")
        for rang in (tableau.entetes, *(r.cellules for r in tableau.rangs))
    ]


def test_headcount_stands_beside_the_year_before_with_its_change():
    (tableau,) = section(bilan.EffectifSection).tous_les_tableaux
    assert cellules(tableau) == [
        "Emplois | 2020 | 2021 | Écart | Évolution",
        "Emplois ouverts | 63 | 63 | 0 | 0,0 %",
        "Emplois pourvus | 50 | 46 | −4 | −8,0 %",
        "dont titulaires ou stagiaires | 25 | 21 | −4 | −16,0 %",
        "dont contractuels | 25 | 25 | 0 | 0,0 %",
        "Emplois vacants | 13 | 17 | +4 | +30,8 %",
        "Équivalents temps plein | 47,6 | 45,6 | −2 | −4,2 %",
    ]


def test_a_year_alone_is_not_compared():
    PourvuGradeFactory()
    objet = section(bilan.EffectifSection, 2030)
    assert objet.est_disponible and not objet.tous_les_tableaux


def test_structure_says_its_changes_in_a_sentence():
    (note,) = section(bilan.StructureSection).donnees["notes"]
    assert note.replace("\u00a0", " ") == (
        "De 2020 à 2021 : catégorie A −3 (−7,3 %) ; catégorie B −1 (−33,3 %) ; catégorie C sans changement."
    )


def test_what_is_reorganised_is_told_in_its_year_only():
    for annee in (2030, 2031):
        ExerciceFactory(annee=annee)
    passages = [
        ReorganisationPoleFactory(date=datetime.date(2030, 1, 1)),
        ReorganisationGradeFactory(date=datetime.date(2030, 5, 1)),
        ReorganisationFonctionFactory(date=datetime.date(2030, 9, 1), raccordee=False),
    ]
    assert section(bilan.ReorganisationsSection, 2030).donnees["passages"] == passages
    assert not section(bilan.ReorganisationsSection, 2031).est_disponible
