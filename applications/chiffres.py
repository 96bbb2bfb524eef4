"""Named figures of the catalogue, of the infrastructure, of operations and of the trades."""

from functools import partial

from applications.models import IndicateurActivite, IndicateurMetier, LigneCatalogue
from siim94.ui.chiffres import Chiffre, Sommable, indicateur, indicateurs, sommes


def _catalogue(quoi):
    return lambda annee, bilan: LigneCatalogue.objects.total_de(quoi, annee, bilan)


_activite, _metier = (partial(indicateur, model) for model in (IndicateurActivite, IndicateurMetier))

CHIFFRES = (
    Chiffre(
        "applications.catalogue.fonctions",
        "Fonctionnalités du catalogue",
        "fonctionnalités",
        _catalogue("fonctions"),
    ),
    Chiffre(
        "applications.catalogue.applications",
        "Applications du catalogue",
        "applications",
        _catalogue("applications"),
    ),
    Chiffre(
        "applications.catalogue.editeurs", "Fournisseurs du catalogue", "fournisseurs", _catalogue("editeurs")
    ),
    Chiffre("applications.catalogue.domaines", "Domaines du catalogue", "domaines", _catalogue("domaines")),
    Chiffre(
        "applications.catalogue.usages", "Mises à disposition", "mises à disposition", _catalogue("usages")
    ),
    Chiffre(
        "applications.serveurs.total",
        "Serveurs applicatifs hébergés",
        "serveurs",
        _activite("serveurs-applicatifs"),
    ),
    Chiffre(
        "applications.serveurs.physiques", "Serveurs physiques", "serveurs", _activite("serveurs-physiques")
    ),
    Chiffre("applications.batchs.total", "Traitements batch quotidiens", "traitements", _activite("batchs")),
    Chiffre("applications.pages.total", "Pages éditées chaque mois", "pages", _activite("pages")),
    Chiffre(
        "applications.sauvegardes.donnees",
        "Données sauvegardées par jour",
        "To",
        _activite("sauvegardes-donnees"),
    ),
    Chiffre(
        "applications.sauvegardes.systeme", "Sauvegardes système", "To", _activite("sauvegardes-systeme")
    ),
    Chiffre(
        "applications.rgpd.violations",
        "Suspicions de violation de données traitées",
        "dossiers",
        _activite("violations-de-donnees"),
    ),
    Chiffre("applications.reperes.budgets", "Budgets gérés", "budgets", _metier("budgets")),
    Chiffre("applications.reperes.mandats", "Mandats émis", "mandats", _metier("mandats")),
    Chiffre("applications.reperes.titres", "Titres émis", "titres", _metier("titres")),
    Chiffre(
        "applications.reperes.bulletins",
        "Bulletins de paie mensuels",
        "bulletins",
        _metier("bulletins-de-paie"),
    ),
    Chiffre("applications.reperes.patients", "Patients traités", "patients", _metier("patients")),
    Chiffre(
        "applications.reperes.factures_sante", "Factures de santé", "factures", _metier("factures-sante")
    ),
    Chiffre("applications.reperes.electeurs", "Électeurs inscrits", "électeurs", _metier("electeurs")),
)

FAMILLES = (
    indicateurs(IndicateurActivite, "applications.activite"),
    indicateurs(IndicateurMetier, "applications.metier"),
    sommes(
        "applications.somme",
        (
            Sommable("indicateurs_activite", IndicateurActivite, ("valeur",)),
            Sommable("points_de_repere", IndicateurMetier, ("valeur",)),
        ),
    ),
)
