"""Members for tests, with names of their own so that the first data stay apart."""

import datetime

import factory

from adherents.models import (
    Adherent,
    Adhesion,
    Alias,
    Convention,
    Instance,
    Seance,
    SituationAdherent,
    Succession,
)
from siim94.socle.models import Exercice


class ExerciceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Exercice
        django_get_or_create = ("annee",)

    annee = 2031
    statut = Exercice.Statut.OUVERT


class AdherentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Adherent

    code = factory.Sequence(lambda n: f"commune-{n}")
    nom = factory.Sequence(lambda n: f"Commune nº {n}")
    nom_court = factory.Sequence(lambda n: f"C{n}")
    genre = Adherent.Genre.VILLE
    rang = factory.Sequence(lambda n: n + 100)


class AliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Alias

    adherent = factory.SubFactory(AdherentFactory)
    libelle = factory.Sequence(lambda n: f"COMMUNE NUMERO {n}")
    origine = Alias.Origine.FINANCES


class AdhesionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Adhesion

    adherent = factory.SubFactory(AdherentFactory)
    debut = datetime.date(2030, 1, 1)
    fin = datetime.date(2031, 12, 31)


class SuccessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Succession

    ancien = factory.SubFactory(AdherentFactory)
    nouveau = factory.SubFactory(AdherentFactory)
    motif = "Fusion"


class SituationAdherentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SituationAdherent

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    adherent = factory.SubFactory(AdherentFactory)


class ConventionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Convention

    adherent = factory.SubFactory(AdherentFactory)
    nature = Convention.Nature.SERVICES
    objet = factory.Sequence(lambda n: f"Prestation nº {n}")


class InstanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Instance

    code = factory.Sequence(lambda n: f"instance-{n}")
    nom = factory.Sequence(lambda n: f"Instance nº {n}")


class SeanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seance

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    instance = factory.SubFactory(InstanceFactory)
    date = factory.LazyAttribute(lambda seance: datetime.date(seance.exercice.annee, 3, 1))
