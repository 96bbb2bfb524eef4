"""The sheets of the applications hold what the source says, and read back what they wrote."""

import datetime
from collections import Counter
from decimal import Decimal

import pytest
from django.conf import settings

from applications.models import (
    AliasDomaine,
    Application,
    ColonneCatalogue,
    Deploiement,
    Domaine,
    Editeur,
    FaitMarquant,
    FaitMarquantAdherent,
    Fonctionnalite,
    IndicateurActivite,
    IndicateurMetier,
    Jalon,
    LigneCatalogue,
    Projet,
)
from applications.resources import (
    FEUILLES,
    ApplicationRessource,
    DeploiementRessource,
    EditeurRessource,
    FaitMarquantAdherentRessource,
)
from siim94.chargements.moteur import Refus
from tests.feuilles import exporter, importer, inchangees
from tests.lignes import completer
from tests.source import SOURCE, empreinte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

COLONNES = [
    "Arcueil",
    "Gentilly",
    "Ivry",
    "Villejuif",
    "Vitry",
    "GOSB",
    "OPALY",
    "OPH Ivry",
    "OPH Vitry",
    "OPH Villejuif",
    "OPH Thiais",
    "SIDORESTO",
    "SAF94",
    "Théâtre",
]

# Crosses of the 14 columns, counted on the source (systemes.md, S76).
CROIX = {
    "Arcueil": 52,
    "Ivry": 46,
    "Gentilly": 43,
    "Vitry": 39,
    "Villejuif": 21,
    "Théâtre": 14,
    "SAF94": 10,
    "GOSB": 7,
    "OPH Vitry": 5,
    "OPH Villejuif": 2,
    "OPALY": 2,
    "OPH Ivry": 1,
    "OPH Thiais": 1,
    "SIDORESTO": 1,
}


def test_catalogue_counts_are_those_of_the_source():
    assert LigneCatalogue.objects.filter(exercice=2021).count() == 74
    assert Domaine.objects.count() == 14
    assert Application.objects.count() == 65
    assert Editeur.objects.count() == 29
    assert Deploiement.objects.disponibles().count() == 244


def test_crosses_of_each_member_are_those_of_the_source():
    comptes = Counter(Deploiement.objects.disponibles().values_list("adherent__nom_court", flat=True))
    assert comptes == CROIX


def test_two_dashes_are_a_state_of_their_own():
    sans_objet = Deploiement.objects.filter(etat=Deploiement.Etat.SANS_OBJET)
    assert set(sans_objet.values_list("adherent__nom_court", "ligne__fonctionnalite__libelle")) == {
        ("Vitry", "Signature des flux PES"),
        ("SIDORESTO", "Signature des flux PES"),
    }


def test_one_row_has_no_cross():
    [ligne] = LigneCatalogue.objects.filter(deploiements=None)
    assert ligne.fonctionnalite.application.nom == "SEdit e-formation"


def test_columns_are_in_the_order_of_the_source():
    colonnes = ColonneCatalogue.objects.adherents_de(2021)
    assert list(colonnes.values_list("nom_court", flat=True)) == COLONNES


def test_every_cell_of_the_catalogue_is_the_source_s():
    matrice = LigneCatalogue.objects.matrice(2021)
    tenus = [
        [
            rang.ligne.fonctionnalite.domaine.nom.casefold(),
            rang.ligne.fonctionnalite.libelle,
            rang.ligne.fonctionnalite.application.nom,
            rang.ligne.fonctionnalite.application.editeur.nom.replace("-", " "),
            *({"disponible": "X", "sans-objet": "-", "": ""}[etat] for etat in rang.etats),
        ]
        for _, rangs in matrice.groupes
        for rang in rangs
    ]
    assert [empreinte("|".join(ligne)) for ligne in tenus] == SOURCE["catalogue"]


def test_spelling_variants_are_one_object():
    assert Editeur.objects.get(nom="BERGER-LEVRAULT").autres_noms == ["BERGER LEVRAULT"]
    assert not Editeur.objects.filter(nom="BERGER LEVRAULT").exists()
    assert Fonctionnalite.objects.get(libelle="Suivi vaccinal").domaine == Domaine.objects.get(nom="Santé")


@pytest.mark.parametrize(
    ("libelle", "domaine"),
    [
        ("Ressources Humaines", "RH"),
        ("Affaires sociales", "Action sociale"),
        ("OPHS", "Offices HLM"),
        ("Affaires internes", "Administration générale"),
        ("Gestion Financière", "Finances"),
        ("Affaires Familiales et Facturation", "Familles"),
        ("Restauration collective", "Restauration"),
    ],
)
def test_wordings_of_other_lists_lead_to_a_domain_of_the_catalogue(libelle, domaine):
    assert AliasDomaine.objects.get(libelle=libelle).domaine.nom == domaine


def test_facts_are_as_many_as_in_the_source():
    comptes = Counter(FaitMarquant.objects.filter(exercice=2021).values_list("theme", flat=True))
    assert comptes == {
        "metier": 25,
        "infrastructure": 4,
        "securite": 5,
        "systemes-reseaux": 5,
        "support": 5,
    }
    metiers = FaitMarquant.objects.by_intitule(FaitMarquant.Theme.METIER, 2021)
    assert [(titre, len(faits)) for titre, faits in metiers] == [
        ("Finances", 2),
        ("Ressources Humaines", 8),
        ("Affaires sociales", 3),
        ("Affaire civiles et citoyennes", 2),
        ("Santé", 4),
        ("OPHS", 4),
        ("Affaires familiales", 1),
        ("Affaires internes", 1),
    ]


def test_every_fact_is_word_for_word_in_the_source():
    textes = [*FaitMarquant.objects.values_list("texte", flat=True)]
    textes += Projet.objects.filter(points__exercice=2021).values_list("points__texte", flat=True)
    assert len(textes) == 46
    assert [texte for texte in textes if empreinte(texte) not in SOURCE["faits"]] == []


def test_members_named_by_a_fact_are_tied_to_it():
    lien = FaitMarquantAdherent.objects.filter(fait__texte__startswith="Accompagnement du GOSB")
    assert set(lien.values_list("adherent__nom_court", flat=True)) == {"GOSB", "Ivry"}


def test_two_strategic_projects_with_their_members_software_and_milestones():
    familles, finances = Projet.objects.filter(nature="strategique").order_by("code")
    assert set(familles.adherents.values_list("nom_court", flat=True)) == {"Arcueil", "Gentilly"}
    assert set(finances.adherents.values_list("code", flat=True)) == {
        "arcueil",
        "gentilly",
        "ivry",
        "saf94",
        "theatre-vitez",
    }
    assert finances.applications.get().nom == "eSeditGF"
    effectif = Jalon.objects.get(libelle="Démarrage effectif")
    assert (effectif.date, effectif.precision) == (datetime.date(2022, 1, 1), "jour")
    assert Jalon.objects.get(libelle="Choix de la solution").precision == "mois"


# Line 497 to 550: code, value and value of the year before (a text where the source gives a word).
POINTS_DE_REPERE = {
    "budgets": (32, None),
    "budgets-collectivites": (15, None),
    "mandats": (115_000, None),
    "titres": (20_000, None),
    "factures-polyfac-mfx": (3_200, None),
    "factures-polyfac-ccas": (13_500, None),
    "factures-polyfac-familles": (56_000, None),
    "factures-concerto": (8_000, None),
    "courrier-villes": (3, None),
    "courriers-entrants": (56_000, "sensiblement équivalent à 2020"),
    "courriers-sortants": (3_150, 2_150),
    "bulletins-de-paie": (12_500, None),
    "dossiers-agents": (12_000, None),
    "logiciels-rh": (10, None),
    "interfaces-rh": (7, None),
    "patients": (84_500, 60_000),
    "factures-sante": (517_700, 373_000),
    "rendez-vous": (205_000, None),
    "teleconsultations": (1_600, None),
    "electeurs": (97_965, 79_828),
    "demandes-de-pieces": (29_000, 21_000),
    "recensement": (6_000, "chiffre identique à 2020"),
    "actes-etat-civil": (4_855, 5_000),
    "actes-cimetieres": (845, 888),
    "services-logement": (5, None),
    "demandes-logement-actives": (20_000, None),
    "demandes-logement-nouvelles": (45_000, None),
    "aides-legales": (4_047, None),
    "aides-facultatives": (11_726, None),
    "heures-domicile": (105_392, None),
    "inscriptions-animation": (18_177, 9_748),
    "repas-livres": (47_038, None),
    "residents-autonomie": (157, None),
}


def test_key_figures_of_the_trades_are_those_of_the_source():
    reperes = IndicateurMetier.objects.reperes(2021)
    lus = {}
    for repere in reperes:
        avant = repere.precedent
        lus[repere.indicateur.code] = (
            repere.indicateur.valeur,
            (avant.texte if avant.valeur is None else avant.valeur) if avant else None,
        )
    texte_seul = lus.pop("oph-editions")
    assert texte_seul == (None, None)
    assert lus == POINTS_DE_REPERE
    [part] = next(r for r in reperes if r.indicateur.code == "factures-sante").parties
    assert (part.valeur, part.unite) == (69, "%")


def test_qualifiers_are_those_of_the_source():
    figures = IndicateurMetier.objects.for_exercice(2021)
    assert set(figures.filter(qualificatif="plus de").values_list("code", flat=True)) == {
        "mandats",
        "courriers-entrants",
        "dossiers-agents",
    }
    assert set(figures.filter(qualificatif="près de").values_list("code", flat=True)) == {"titres"}
    assert figures.filter(qualificatif="environ").count() == 7


def test_figures_of_infrastructure_and_operations_are_those_of_the_source():
    figures = IndicateurActivite.objects
    lues = {
        code: figures.valeur(2021, code)
        for code in figures.filter(ventilation="").values_list("code", flat=True)
    }
    assert lues == {
        "serveurs-applicatifs": 331,
        "serveurs-physiques": 20,
        "bases-de-donnees": Decimal("2.3"),
        "serveurs-adherents": 20,
        "batchs": 862,
        "pages": 61_500,
        "sauvegardes-donnees": Decimal("11.2"),
        "sauvegardes-systeme": Decimal("4.4"),
        "violations-de-donnees": 2,
        "edition-cartographie": 5,
    }
    parts = figures.filter(code="pages").exclude(ventilation="").values_list("valeur", flat=True)
    assert list(parts) == [23_000, 6_000, 1_700, 28_000, 2_800]
    assert sum(parts) == 61_500


@pytest.mark.parametrize("ressource", FEUILLES, ids=lambda r: r.feuille)
def test_exported_sheet_read_again_changes_nothing(ressource):
    completer(ressource._meta.model, 1)
    nombre = ressource._meta.model.objects.count()
    assert nombre
    assert inchangees(ressource, exporter(ressource)) == nombre


@pytest.mark.parametrize("ressource", FEUILLES, ids=lambda r: r.feuille)
def test_sheet_names_no_database_id(ressource):
    assert "id" not in ressource().export().headers


def test_first_data_file_read_again_changes_nothing():
    fichier = settings.FIXTURES / "2021" / "deploiements.csv"
    assert inchangees(DeploiementRessource, fichier.read_bytes()) == 246


def test_state_of_a_cross_is_changed_by_its_row():
    croix = Deploiement.objects.disponibles().get(
        ligne__fonctionnalite__application__nom="NUTRIDATA", adherent__code="sidoresto"
    )
    [ligne] = DeploiementRessource().export(Deploiement.objects.filter(pk=croix.pk)).dict
    ligne["etat"] = "sans objet"
    importer(DeploiementRessource, ";".join(ligne), ";".join(ligne.values()))
    croix.refresh_from_db()
    assert croix.etat == Deploiement.Etat.SANS_OBJET


def test_software_is_refused_without_a_known_vendor():
    with pytest.raises(Refus) as refus:
        importer(ApplicationRessource, "nom;editeur", "Agenda;Inconnue & Fils")
    [remarque] = refus.value.remarques
    assert remarque.texte == "«\u00a0Inconnue & Fils\u00a0» n’est pas enregistré (éditeur)."
    assert remarque.lieu == "ligne 2, colonne editeur"


def test_other_spellings_of_a_vendor_stand_in_one_cell():
    importer(EditeurRessource, "nom;autres_noms", "Logiciels Réunis;LR | L. Réunis")
    assert Editeur.objects.get(nom="Logiciels Réunis").autres_noms == ["LR", "L. Réunis"]


def test_other_names_of_a_software_leave_the_house_and_come_back():
    application = Application.objects.get(nom="eSeditGF")
    assert application.autres_noms == ["Sedit.GF", "SEDIT-Finances"]
    [ligne] = ApplicationRessource().export(Application.objects.filter(pk=application.pk)).dict
    assert ligne["autres_noms"] == "Sedit.GF | SEDIT-Finances"
    Application.objects.filter(pk=application.pk).update(autres_noms=[])
    importer(ApplicationRessource, ";".join(ligne), ";".join(ligne.values()))
    application.refresh_from_db()
    assert application.autres_noms == ["Sedit.GF", "SEDIT-Finances"]
    # A file that does not speak of them leaves them.
    importer(ApplicationRessource, "nom;editeur", "eSeditGF;BERGER-LEVRAULT")
    application.refresh_from_db()
    assert application.autres_noms == ["Sedit.GF", "SEDIT-Finances"]


def test_fact_is_named_by_its_year_theme_and_rank():
    importer(FaitMarquantAdherentRessource, "exercice;theme;rang;adherent", "2021;support;2;Villejuif")
    fait = FaitMarquant.objects.get(exercice=2021, theme="support", rang=2)
    assert fait.adherents.get().code == "villejuif"
