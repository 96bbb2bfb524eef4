"""The sheets of the members hold what the source says of them, and read back what they wrote."""

import datetime

import pytest

from adherents.models import Adherent, Adhesion, Alias, Convention, Instance, Succession
from adherents.resources import FEUILLES, AdherentRessource, AliasRessource, SituationAdherentRessource
from siim94.chargements.moteur import Refus
from tests.adherents.factories import AdherentFactory, SeanceFactory, SituationAdherentFactory
from tests.feuilles import exporter, importer, inchangees

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

# Line 97 of the source: five towns, five housing offices, the territory, four bodies.
VILLES = {"Arcueil", "Gentilly", "Ivry", "Villejuif", "Vitry"}
OFFICES = {"OPALY", "OPH Ivry", "OPH Thiais", "OPH Villejuif", "OPH Vitry"}
AUTRES = {"GOSB", "SAF94", "SIDORESTO", "SMBVB", "Théâtre"}


def noms(queryset):
    return set(queryset.values_list("nom_court", flat=True))


def test_members_of_2021_are_those_of_the_source():
    membres = Adherent.objects.membres_en(2021)
    assert noms(membres.filter(genre=Adherent.Genre.VILLE)) == VILLES
    assert noms(membres.filter(genre=Adherent.Genre.OPH)) == OFFICES
    assert noms(membres) == VILLES | OFFICES | AUTRES
    assert membres.count() == 15


def test_successors_are_known_but_not_members_of_2021():
    assert noms(Adherent.objects.filter(genre=Adherent.Genre.BAILLEUR)) == {"LOGIREP", "COOP’Ivry", "VALDEVY"}
    assert not Adherent.objects.membres_en(2021).filter(genre=Adherent.Genre.BAILLEUR).exists()


def test_members_of_2022_are_those_that_successions_leave():
    assert noms(Adherent.objects.membres_en(2022)) == VILLES | {"VALDEVY"} | AUTRES
    assert set(Adhesion.objects.filter(fin__isnull=False).values_list("adherent__code", "fin")) == {
        ("oph-ivry", datetime.date(2021, 9, 30)),
        ("oph-thiais", datetime.date(2021, 12, 31)),
        ("oph-villejuif", datetime.date(2021, 12, 31)),
        ("oph-vitry", datetime.date(2021, 12, 31)),
    }


@pytest.mark.parametrize(
    ("libelle", "nom_court"),
    [
        # finance: lines 288 to 303
        ("MAIRIE D’IVRY", "Ivry"),
        ("EPT GRAND ORLY SEINE BIEVRE", "GOSB"),
        ("OPH VITRY SUR SEINE", "OPH Vitry"),
        ("THEATRE ANTOINE VITEZ", "Théâtre"),
        ("SAF 94", "SAF94"),
        # heads of the catalogue: lines 802, 825, 847, 873
        ("Ivry / Seine", "Ivry"),
        ("Ivry /", "Ivry"),
        ("Vitry / Seine", "Vitry"),
        ("SIDOREST", "SIDORESTO"),
        ("Théâtres", "Théâtre"),
        # texts
        ("Vitry sur Seine", "Vitry"),
        ("COOP’IVRY", "COOP’Ivry"),
        ("Grand Orly Seine Bièvre", "GOSB"),
    ],
)
def test_names_of_the_three_schemes_lead_to_one_member(libelle, nom_court):
    assert Alias.objects.get(libelle=libelle).adherent.nom_court == nom_court


def test_successions_are_dated_as_the_text_says():
    lues = {(s.ancien.nom_court, s.nouveau.nom_court): s.date for s in Succession.objects.all()}
    assert lues == {
        ("OPH Thiais", "LOGIREP"): datetime.date(2021, 1, 1),
        ("OPH Ivry", "COOP’Ivry"): datetime.date(2021, 10, 1),
        ("OPALY", "VALDEVY"): None,
        ("OPH Villejuif", "VALDEVY"): datetime.date(2022, 1, 1),
        ("OPH Vitry", "VALDEVY"): datetime.date(2022, 1, 1),
    }


def test_conventions_are_those_of_the_text():
    cooperative = Convention.objects.get(adherent__code="coop-ivry")
    assert cooperative.fin == datetime.date(2022, 12, 31)
    assert cooperative.prorogeable
    assert set(Convention.objects.values_list("adherent__code", "nature")) == {
        ("gosb", "rgpd"),
        ("coop-ivry", "transitoire"),
        ("oph-vitry", "transitoire"),
    }


def test_bodies_of_governance_are_in_order():
    assert list(Instance.objects.values_list("code", flat=True)) == [
        "bureau",
        "comite-syndical",
        "coordination-dg",
        "coope",
        "direction-collegiale",
    ]


@pytest.mark.parametrize("ressource", FEUILLES, ids=lambda r: r.feuille)
def test_exported_sheet_read_again_changes_nothing(ressource):
    SituationAdherentFactory(adherent=AdherentFactory(), population=53000)
    SeanceFactory(objet="Budget primitif", deliberations=12)
    nombre = ressource._meta.model.objects.count()
    assert nombre
    assert inchangees(ressource, exporter(ressource)) == nombre


def test_year_alone_means_its_own_report():
    adherent = AdherentFactory()
    importer(SituationAdherentRessource, "exercice;adherent;population", f"2021;{adherent.code};1 234")
    assert adherent.situations.values_list("bilan_de", "population").get() == (2021, 1234)


def test_alias_may_name_its_member_by_another_alias():
    importer(AliasRessource, "adherent;libelle;origine", "MAIRIE D'IVRY;Commune d’Ivry;textes")
    assert Alias.objects.get(libelle="Commune d’Ivry").adherent.code == "ivry"


def test_unknown_member_is_refused_by_name():
    with pytest.raises(Refus, match=r"«\u00a0Atlantide\u00a0» n’est pas enregistré \(adhérent\)."):
        importer(AliasRessource, "adherent;libelle;origine", "Atlantide;Cité engloutie;textes")


def test_renamed_member_is_changed_not_doubled():
    avant = Adherent.objects.count()
    entetes = ";".join(AdherentRessource.Meta.fields)
    assert importer(AdherentRessource, entetes, "arcueil;Commune d’Arcueil;Arcueil;ville;;1").modifies == 1
    assert Adherent.objects.count() == avant
    assert Adherent.objects.get(code="arcueil").nom == "Commune d’Arcueil"
