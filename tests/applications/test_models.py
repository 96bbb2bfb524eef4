"""What the tables of the applications refuse."""

import datetime
from decimal import Decimal

import pytest
from django.db.models import ProtectedError

from applications.models import Deploiement
from tests.adherents.factories import AdherentFactory, ExerciceFactory
from tests.applications import factories as f
from tests.contraintes import refuse, refuse_en_base

pytestmark = pytest.mark.django_db
JOUR = datetime.date


@pytest.mark.parametrize("fabrique", [f.DomaineFactory, f.ProjetFactory])
def test_codes_are_unique(fabrique):
    refuse_en_base(fabrique.build(code=fabrique().code), "code")


def test_domain_has_one_name_whatever_the_case():
    f.DomaineFactory(nom="Voirie")
    refuse(f.DomaineFactory.build(nom="VOIRIE"), "domaine_nom_unique")


def test_wording_leads_to_one_domain():
    f.AliasDomaineFactory(libelle="Espaces publics")
    refuse(
        f.AliasDomaineFactory.build(domaine=f.DomaineFactory(), libelle="espaces publics"),
        "aliasdomaine_designe_un_seul_domaine",
    )


def test_vendor_has_one_name_whatever_the_case():
    f.EditeurFactory(nom="Logiciels Réunis")
    refuse(f.EditeurFactory.build(nom="LOGICIELS RÉUNIS"), "editeur_nom_unique")


def test_vendor_sells_one_software_of_a_name():
    application = f.ApplicationFactory(nom="Agenda")
    refuse(
        f.ApplicationFactory.build(nom="AGENDA", editeur=application.editeur),
        "application_unique_par_editeur",
    )
    f.ApplicationFactory.build(nom="Agenda", editeur=f.EditeurFactory()).full_clean()


def test_function_is_unique_by_domain_label_and_software():
    fonction = f.FonctionnaliteFactory()
    refuse(
        f.FonctionnaliteFactory.build(
            domaine=fonction.domaine, libelle=fonction.libelle, application=fonction.application
        ),
        "fonctionnalite_unique",
    )
    f.FonctionnaliteFactory.build(
        domaine=fonction.domaine, libelle=fonction.libelle, application=f.ApplicationFactory()
    ).full_clean()


def test_member_has_one_column_in_an_edition():
    colonne = f.ColonneCatalogueFactory()
    refuse(
        f.ColonneCatalogueFactory.build(exercice=colonne.exercice, adherent=colonne.adherent),
        "colonnecatalogue_unique_par_edition",
    )


def test_function_is_listed_once_in_an_edition():
    ligne = f.LigneCatalogueFactory()
    refuse(
        f.LigneCatalogueFactory.build(exercice=ligne.exercice, fonctionnalite=ligne.fonctionnalite),
        "lignecatalogue_unique_par_edition",
    )
    f.LigneCatalogueFactory(exercice=ExerciceFactory(annee=2032), fonctionnalite=ligne.fonctionnalite)


def test_member_has_one_state_on_a_row():
    croix = f.DeploiementFactory()
    refuse(
        f.DeploiementFactory.build(
            ligne=croix.ligne, adherent=croix.adherent, etat=Deploiement.Etat.SANS_OBJET
        ),
        "deploiement_unique",
    )


def test_deployment_ends_after_it_begins():
    refuse(
        f.DeploiementFactory.build(
            ligne=f.LigneCatalogueFactory(),
            adherent=AdherentFactory(),
            depuis=JOUR(2031, 2, 1),
            jusque=JOUR(2031, 1, 31),
        ),
        "deploiement_fin_apres_debut",
    )


def test_member_and_software_join_a_project_once():
    participation, logiciel = f.ProjetAdherentFactory(), f.ProjetApplicationFactory()
    refuse(
        f.ProjetAdherentFactory.build(projet=participation.projet, adherent=participation.adherent),
        "projetadherent_unique",
    )
    refuse(
        f.ProjetApplicationFactory.build(projet=logiciel.projet, application=logiciel.application),
        "projetapplication_unique",
    )


@pytest.mark.parametrize("avec_adherent", [True, False])
def test_milestone_is_unique_by_project_label_and_member(avec_adherent):
    jalon = f.JalonFactory(adherent=AdherentFactory() if avec_adherent else None)
    refuse(f.JalonFactory.build(projet=jalon.projet, adherent=jalon.adherent), "jalon_unique")
    f.JalonFactory.build(projet=jalon.projet, adherent=AdherentFactory()).full_clean()


@pytest.mark.parametrize("mois", [None, 3])
def test_project_has_one_word_a_period(mois):
    point = f.PointProjetFactory(mois=mois)
    refuse(
        f.PointProjetFactory.build(exercice=point.exercice, projet=point.projet, mois=mois),
        "pointprojet_unique_par_mois",
    )


@pytest.mark.parametrize("mois", [0, 13])
def test_month_of_a_word_exists(mois):
    refuse(
        f.PointProjetFactory.build(exercice=ExerciceFactory(), projet=f.ProjetFactory(), mois=mois),
        "pointprojet_mois_de_un_a_douze",
    )


def test_two_facts_of_a_theme_never_share_a_rank():
    fait = f.FaitMarquantFactory()
    refuse(
        f.FaitMarquantFactory.build(exercice=fait.exercice, theme=fait.theme, rang=fait.rang),
        "faitmarquant_unique_par_rang",
    )


def test_member_is_tied_to_a_fact_once():
    lien = f.FaitMarquantAdherentFactory()
    refuse(
        f.FaitMarquantAdherentFactory.build(fait=lien.fait, adherent=lien.adherent),
        "faitmarquantadherent_unique",
    )


INDICATEURS = [
    (f.IndicateurMetierFactory, "indicateurmetier"),
    (f.IndicateurActiviteFactory, "indicateuractivite"),
]


def autre(fabrique, **valeurs):
    """An indicator not saved yet, its parents saved."""
    if fabrique is f.IndicateurMetierFactory:
        valeurs.setdefault("domaine", f.DomaineFactory())
    return fabrique.build(exercice=ExerciceFactory(), **valeurs)


@pytest.mark.parametrize(("fabrique", "nom"), INDICATEURS)
class TestIndicateur:
    def test_code_is_unique_in_a_year(self, fabrique, nom):
        existant = fabrique()
        refuse(autre(fabrique, code=existant.code), f"applications_{nom}_unique")
        autre(fabrique, code=existant.code, ventilation="une part").full_clean()

    def test_interval_has_its_bounds_in_order(self, fabrique, nom):
        refuse(
            autre(fabrique, valeur=Decimal("40"), valeur_max=Decimal("35")), f"applications_{nom}_intervalle"
        )

    def test_interval_needs_its_lower_bound(self, fabrique, nom):
        refuse(
            autre(fabrique, valeur=None, texte="jusqu’à 40", valeur_max=Decimal("40")),
            f"applications_{nom}_intervalle",
        )

    def test_figure_without_number_has_a_text(self, fabrique, nom):
        refuse(autre(fabrique, valeur=None), f"applications_{nom}_valeur_ou_texte")
        autre(fabrique, valeur=None, texte="chiffre identique").full_clean()


def test_what_the_catalogue_names_cannot_be_deleted():
    croix = f.DeploiementFactory()
    fonction = croix.ligne.fonctionnalite
    for objet in (croix.adherent, croix.ligne, fonction, fonction.application, fonction.domaine):
        with pytest.raises(ProtectedError):
            objet.delete()


def test_deleted_project_takes_its_own_rows_along():
    jalon = f.JalonFactory()
    f.ProjetAdherentFactory(projet=jalon.projet)
    jalon.projet.delete()
    assert not type(jalon).objects.filter(pk=jalon.pk).exists()
