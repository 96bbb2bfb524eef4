"""The sheets of time and training: the first data as the source prints them, and their round trip."""

from decimal import Decimal

import pytest

from siim94.chargements.moteur import Refus
from support.models import Formation, IndicateurSupport, LigneVentilation, Ventilation
from support.resources import (
    FEUILLES,
    FormationAdherentRessource,
    FormationRessource,
    LigneVentilationRessource,
    VentilationRessource,
)
from tests.feuilles import exporter, importer, inchangees
from tests.support import factories
from tests.support.exports_glpi import EntiteFactory

pytestmark = pytest.mark.django_db

# Source, chapter 10: (agents, days) of 2016 to 2021.
FORMATIONS = {
    "bureautiques": [
        (324, "65.5"),
        (577, "101"),
        (582, "91"),
        (588, "107"),
        (152, "37.5"),
        (414, "117"),
    ],
    "métiers": [(406, "81.5"), (367, "81.5"), (865, "149"), (694, "117"), (280, "52.5"), (60, "22")],
    "reclassements": [(33, "25.5"), (45, "21"), (20, "10.5"), (15, "12"), (0, "0"), (11, "12.5")],
}
# The source prints 1282 agents for 2019: the sum of its three rows is 1297.
TOTAUX = [
    (763, "172.5"),
    (989, "203.5"),
    (1467, "250.5"),
    (1297, "236"),
    (432, "90"),
    (485, "151.5"),
]


@pytest.mark.parametrize("type_formation", FORMATIONS)
def test_training_is_that_of_the_source(type_formation):
    lus = Formation.objects.until_exercice(2021).filter(type__nom=type_formation).order_by("exercice")
    attendus = [
        (2016 + rang, agents, Decimal(j)) for rang, (agents, j) in enumerate(FORMATIONS[type_formation])
    ]
    assert list(lus.values_list("exercice", "agents", "jours")) == attendus


def test_totals_of_training_are_the_sums():
    lus = [
        (Formation.objects.total_of(annee, "agents", 2021), Formation.objects.total_of(annee, "jours", 2021))
        for annee in range(2016, 2022)
    ]
    assert lus == [(agents, Decimal(jours)) for agents, jours in TOTAUX]


@pytest.mark.parametrize(
    ("annee", "jours", "total"), [(2020, [1169, 1103, 354, 81], 2707), (2021, [1256, 1050, 414, 153], 2873)]
)
def test_days_by_nature_are_those_of_the_source(annee, jours, total):
    cle = (annee, "systemes-information", "activite", "nature")
    lignes = LigneVentilation.objects.of_ventilation(*cle, 2021)
    assert [(ligne.libelle, ligne.valeur) for ligne in lignes] == list(
        zip(
            [
                "Maintenance en Condition Opérationnelle",
                "Mode projet",
                "Interne SIIM94",
                "Gestion des domaines métiers",
            ],
            jours,
            strict=True,
        )
    )
    assert LigneVentilation.objects.total_of(*cle, 2021) == total


@pytest.mark.parametrize(
    ("annee", "pole", "mesure", "axe", "total", "qualificatif"),
    [
        (2021, "infrastructures", "mco", "application", 674, ""),
        (2021, "infrastructures", "assistance", "adherent", 578, "environ"),
        (2017, "infrastructures", "assistance", "adherent", 430, ""),
        (2021, "support-fonctionnel", "assistance", "adherent", 231, ""),
        (2021, "support-technique", "facture", "adherent", 990, ""),
    ],
)
def test_totals_whose_parts_are_lost_are_those_of_the_source(annee, pole, mesure, axe, total, qualificatif):
    ventilation = Ventilation.objects.for_exercice(annee, 2021).of_mesure(pole, mesure, axe).get()
    assert (ventilation.total, ventilation.qualificatif) == (total, qualificatif)
    assert not ventilation.lignes.exists()


def test_the_technical_support_shares_its_activity_as_in_the_source():
    lignes = LigneVentilation.objects.of_ventilation(2021, "support-technique", "part", "nature")
    assert [(ligne.libelle, ligne.valeur) for ligne in lignes] == [
        ("Délégation de personnel sur site", 60),
        ("Interventions sur site", 10),
        ("Hotline/Helpdesk", 30),
    ]


def test_indicators_are_those_of_the_source():
    assert dict(IndicateurSupport.objects.for_exercice(2021).values_list("code", "valeur")) == {
        "part-projets-infrastructures": 12,
        "support-technique-responsables": 1,
    }


def test_the_change_of_method_is_noted():
    ventilation = Ventilation.objects.for_exercice(2020, 2021).get()
    assert "évolution du mode de calcul" in ventilation.note


@pytest.mark.parametrize("ressource", FEUILLES, ids=lambda ressource: ressource.feuille)
def test_an_export_imported_again_changes_nothing(ressource):
    factories.FormationAdherentFactory()
    EntiteFactory(plateforme__statuts_hors_parc=["Réformé", "En stock"])
    nombre = ressource._meta.model.objects.count()
    assert nombre > 0
    assert inchangees(ressource, exporter(ressource)) == nombre


def test_a_part_finds_its_breakdown_by_year_report_service_measure_and_axis():
    resultat = importer(
        LigneVentilationRessource,
        "exercice;bilan_de;pole;mesure;axe;libelle;valeur;rang",
        "2021;;systemes-information;activite;nature;Mode projet;1051;2",
    )
    assert resultat.modifies == 1
    cle = ("systemes-information", "activite", "nature")
    assert LigneVentilation.objects.total_of(2021, *cle) == 2874
    assert LigneVentilation.objects.total_of(2020, *cle, 2021) == 2707


def test_a_part_of_a_breakdown_that_does_not_exist_is_refused():
    with pytest.raises(Refus, match="n’est pas enregistré \\(ventilation du temps\\)"):
        importer(
            LigneVentilationRessource,
            "exercice;bilan_de;pole;mesure;axe;libelle;valeur;rang",
            "2021;;systemes-information;mco;domaine;Finances;10;1",
        )


def test_a_part_may_name_its_member_by_any_of_its_names():
    factories.AdherentFactory(code="ville-neuve", nom="Ville Neuve", nom_court="Neuve")
    importer(
        VentilationRessource,
        "exercice;pole;mesure;axe;total",
        "2021;support-utilisateurs;facture;adherent;",
    )
    for nom in ("ville-neuve", "VILLE NEUVE", "neuve"):
        importer(
            LigneVentilationRessource,
            "exercice;pole;mesure;axe;libelle;adherent;valeur;rang",
            f"2021;support-utilisateurs;facture;adherent;Neuve;{nom};10;1",
        )
    assert LigneVentilation.objects.get(libelle="Neuve").adherent.code == "ville-neuve"


def test_days_of_training_may_be_left_unknown():
    importer(FormationRessource, "exercice;type;agents;jours", "2021;métiers;61;")
    formation = Formation.objects.for_exercice(2021).get(type__code="metiers")
    assert (formation.agents, formation.jours) == (61, None)


def test_training_of_an_unknown_member_is_refused():
    with pytest.raises(Refus) as refus:
        importer(FormationAdherentRessource, "exercice;adherent;agents;jours", "2021;Atlantide;1;1")
    (remarque,) = refus.value.remarques
    assert remarque.texte == "«\u00a0Atlantide\u00a0» n’est pas enregistré (adhérent)."
    assert remarque.lieu == "ligne 2, colonne adherent"
