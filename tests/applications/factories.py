"""Domains, software, editions, projects and facts for tests, in years of their own."""

import datetime
from decimal import Decimal

import factory

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
    PointProjet,
    Projet,
    ProjetAdherent,
    ProjetApplication,
    ReorganisationDomaine,
    ReorganisationFonction,
)
from tests.adherents.factories import AdherentFactory, ExerciceFactory


class DomaineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Domaine

    code = factory.Sequence(lambda n: f"domaine-{n}")
    nom = factory.Sequence(lambda n: f"Domaine nº {n}")
    rang = factory.Sequence(lambda n: n + 100)


class AliasDomaineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AliasDomaine

    domaine = factory.SubFactory(DomaineFactory)
    libelle = factory.Sequence(lambda n: f"Métier nº {n}")


class EditeurFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Editeur

    nom = factory.Sequence(lambda n: f"Éditeur nº {n}")


class ApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Application

    nom = factory.Sequence(lambda n: f"Logiciel nº {n}")
    editeur = factory.SubFactory(EditeurFactory)


class FonctionnaliteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fonctionnalite

    domaine = factory.SubFactory(DomaineFactory)
    libelle = factory.Sequence(lambda n: f"Fonction nº {n}")
    application = factory.SubFactory(ApplicationFactory)


class ReorganisationDomaineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReorganisationDomaine

    ancien = factory.SubFactory(DomaineFactory)
    nouveau = factory.SubFactory(DomaineFactory)
    date = datetime.date(2031, 1, 1)
    motif = "Nouvelle nomenclature des domaines"


class ReorganisationFonctionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReorganisationFonction

    ancien = factory.SubFactory(FonctionnaliteFactory)
    nouveau = factory.SubFactory(FonctionnaliteFactory)
    date = datetime.date(2031, 1, 1)
    motif = "Nouveau périmètre"


class ColonneCatalogueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ColonneCatalogue

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    adherent = factory.SubFactory(AdherentFactory)
    rang = factory.Sequence(lambda n: n)


class LigneCatalogueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LigneCatalogue

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    fonctionnalite = factory.SubFactory(FonctionnaliteFactory)
    rang = factory.Sequence(lambda n: n)


class DeploiementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deploiement

    ligne = factory.SubFactory(LigneCatalogueFactory)
    adherent = factory.SubFactory(AdherentFactory)


class ProjetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Projet

    code = factory.Sequence(lambda n: f"projet-{n}")
    nom = factory.Sequence(lambda n: f"Projet nº {n}")
    nature = Projet.Nature.STRATEGIQUE


class ProjetAdherentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProjetAdherent

    projet = factory.SubFactory(ProjetFactory)
    adherent = factory.SubFactory(AdherentFactory)


class ProjetApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProjetApplication

    projet = factory.SubFactory(ProjetFactory)
    application = factory.SubFactory(ApplicationFactory)


class JalonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Jalon

    projet = factory.SubFactory(ProjetFactory)
    libelle = "Démarrage"
    date = datetime.date(2031, 9, 1)


class PointProjetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PointProjet

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    projet = factory.SubFactory(ProjetFactory)
    texte = "Le projet avance"


class FaitMarquantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FaitMarquant

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    theme = FaitMarquant.Theme.METIER
    texte = factory.Sequence(lambda n: f"Fait nº {n}")
    rang = factory.Sequence(lambda n: n + 1000)


class FaitMarquantAdherentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FaitMarquantAdherent

    fait = factory.SubFactory(FaitMarquantFactory)
    adherent = factory.SubFactory(AdherentFactory)


class IndicateurMetierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IndicateurMetier

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    code = factory.Sequence(lambda n: f"indicateur-{n}")
    libelle = "Dossiers traités"
    unite = "dossiers"
    valeur = Decimal("1000")
    rang = factory.Sequence(lambda n: n)
    domaine = factory.SubFactory(DomaineFactory)


class IndicateurActiviteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IndicateurActivite

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    code = factory.Sequence(lambda n: f"indicateur-{n}")
    libelle = "Serveurs"
    unite = "serveurs"
    valeur = Decimal("12")
    rang = factory.Sequence(lambda n: n)
    theme = IndicateurActivite.Theme.INFRASTRUCTURE
