"""Rows of support for tests, in a year that the first data leave empty."""

import datetime

import factory

from adherents.models import Adherent
from support import models
from tests.rh.factories import FaitFactory, PoleFactory


class AdherentFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence("adherent-{}".format)
    nom = factory.Sequence("Adhérent {}".format)
    nom_court = factory.Sequence("Adh. {}".format)
    genre = Adherent.Genre.VILLE

    class Meta:
        model = Adherent


class VentilationFactory(FaitFactory):
    pole = factory.SubFactory(PoleFactory)
    mesure = models.Ventilation.Mesure.ACTIVITE
    axe = models.Ventilation.Axe.NATURE

    class Meta:
        model = models.Ventilation


class LigneVentilationFactory(factory.django.DjangoModelFactory):
    ventilation = factory.SubFactory(VentilationFactory)
    libelle = factory.Sequence("Nature {}".format)
    valeur = 10
    rang = factory.Sequence(int)

    class Meta:
        model = models.LigneVentilation


class TypeFormationFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence("type-{}".format)
    nom = factory.Sequence("type {}".format)
    rang = factory.Sequence(lambda n: 100 + n)

    class Meta:
        model = models.TypeFormation


class FormationFactory(FaitFactory):
    type = factory.SubFactory(TypeFormationFactory)
    agents = 12
    jours = 3

    class Meta:
        model = models.Formation


class FormationAdherentFactory(FaitFactory):
    adherent = factory.SubFactory(AdherentFactory)
    agents = 12
    jours = 3

    class Meta:
        model = models.FormationAdherent


class IndicateurSupportFactory(FaitFactory):
    code = factory.Sequence("indicateur-{}".format)
    libelle = "Indicateur"
    valeur = 1

    class Meta:
        model = models.IndicateurSupport


class PlateformeGlpiFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence("plateforme-{}".format)
    nom = factory.Sequence("GLPI {}".format)
    adherent_defaut = factory.SubFactory(AdherentFactory)

    class Meta:
        model = models.PlateformeGlpi


class EntiteGlpiFactory(factory.django.DjangoModelFactory):
    plateforme = factory.SubFactory(PlateformeGlpiFactory)
    libelle = factory.Sequence("Racine > Entité {}".format)
    adherent = factory.SubFactory(AdherentFactory)

    class Meta:
        model = models.EntiteGlpi


class TicketFactory(factory.django.DjangoModelFactory):
    entite = factory.SubFactory(EntiteGlpiFactory)
    plateforme = factory.SelfAttribute("entite.plateforme")
    numero = factory.Sequence(lambda n: n + 1)
    ouverture = datetime.datetime(2031, 3, 4, 9, 30, tzinfo=datetime.UTC)

    class Meta:
        model = models.Ticket


class ReleveParcFactory(factory.django.DjangoModelFactory):
    plateforme = factory.SubFactory(PlateformeGlpiFactory)
    date = datetime.date(2031, 12, 31)

    class Meta:
        model = models.ReleveParc


class LigneParcFactory(factory.django.DjangoModelFactory):
    releve = factory.SubFactory(ReleveParcFactory)
    nombre = 1

    class Meta:
        model = models.LigneParc


class ReleveTicketsFactory(factory.django.DjangoModelFactory):
    plateforme = factory.SubFactory(PlateformeGlpiFactory)
    date = debut = fin = datetime.datetime(2031, 12, 31, tzinfo=datetime.UTC)
    tickets = 0

    class Meta:
        model = models.ReleveTickets
