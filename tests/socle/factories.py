"""Rows of what is stored for all, for tests."""

import datetime

import factory
from django.utils import timezone

from siim94.socle import models


class UtilisateurFactory(factory.django.DjangoModelFactory):
    username = factory.Sequence("personne-{}".format)

    class Meta:
        model = models.Utilisateur


class DelegationFactory(factory.django.DjangoModelFactory):
    de = factory.SubFactory(UtilisateurFactory)
    a = factory.SubFactory(UtilisateurFactory)
    debut = datetime.date(2026, 7, 1)
    fin = datetime.date(2026, 7, 31)

    class Meta:
        model = models.Delegation


class OrganismeFactory(factory.django.DjangoModelFactory):
    nom = "Syndicat d’essai"
    sigle = "SE"

    class Meta:
        model = models.Organisme


class ChargementFactory(factory.django.DjangoModelFactory):
    genre = models.Chargement.Genre.SCDL
    empreinte = "0" * 64

    class Meta:
        model = models.Chargement


class PageConnueFactory(factory.django.DjangoModelFactory):
    utilisateur = factory.SubFactory(UtilisateurFactory)
    adresse = factory.Sequence("/page-{}/".format)
    titre = "Une page"
    vue_le = factory.LazyFunction(timezone.now)
    titre_le = factory.LazyFunction(timezone.now)

    class Meta:
        model = models.PageConnue


class FiltreEnregistreFactory(factory.django.DjangoModelFactory):
    utilisateur = factory.SubFactory(UtilisateurFactory)
    liste = "finances.contribution"
    nom = factory.Sequence("Filtre {}".format)

    class Meta:
        model = models.FiltreEnregistre


class PreferenceListeFactory(factory.django.DjangoModelFactory):
    utilisateur = factory.SubFactory(UtilisateurFactory)
    liste = "finances.contribution"

    class Meta:
        model = models.PreferenceListe


class SaisieGardeeFactory(factory.django.DjangoModelFactory):
    utilisateur = factory.SubFactory(UtilisateurFactory)
    page = factory.Sequence("/page-{}/".format)
    titre = "Modifier : une page"
    onglet = "a1"
    champs = factory.LazyFunction(
        lambda: {"montant": {"saisi": "12", "avant": "10", "libelle": "Montant", "version": "1"}}
    )

    class Meta:
        model = models.SaisieGardee


class TravailFactory(factory.django.DjangoModelFactory):
    genre = "tests.socle.test_travaux.compter"
    cle = factory.Sequence(int)

    class Meta:
        model = models.Travail


class ExportFactory(factory.django.DjangoModelFactory):
    auteur = factory.SubFactory(UtilisateurFactory)
    adresse = "/support/tickets/export.csv"
    droit = "support.view_ticket"
    fichier = "tickets.csv"

    class Meta:
        model = models.Export


class MorceauExportFactory(factory.django.DjangoModelFactory):
    export = factory.SubFactory(ExportFactory)
    rang = factory.Sequence(int)
    contenu = b"un morceau"

    class Meta:
        model = models.MorceauExport


class PoleFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence("service-{}".format)
    nom = factory.Sequence("Service {}".format)

    class Meta:
        model = models.Pole


class ReorganisationPoleFactory(factory.django.DjangoModelFactory):
    ancien = factory.SubFactory(PoleFactory)
    nouveau = factory.SubFactory(PoleFactory)
    date = datetime.date(2030, 1, 1)
    motif = "Nouvel organigramme"

    class Meta:
        model = models.ReorganisationPole


class VerificationAccessibiliteFactory(factory.django.DjangoModelFactory):
    critere = factory.Sequence(lambda n: f"11.{n % 13 + 1}")
    date = factory.Sequence(lambda n: datetime.date(2026, 1, 1) + datetime.timedelta(days=n))
    resultat = models.VerificationAccessibilite.Resultat.CONFORME
    constat = "Trois pages regardées."

    class Meta:
        model = models.VerificationAccessibilite


class ActionAccessibiliteFactory(factory.django.DjangoModelFactory):
    annee = 2027
    intitule = factory.Sequence("Action {}".format)

    class Meta:
        model = models.ActionAccessibilite
