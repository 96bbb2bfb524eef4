"""Rows of staff for tests, in a year that the first data leave empty."""

import datetime

import factory

from rh import models
from siim94.socle.models import Exercice, Pole

ANNEE = 2030


class ExerciceFactory(factory.django.DjangoModelFactory):
    annee = ANNEE
    statut = Exercice.Statut.OUVERT

    class Meta:
        model = Exercice
        django_get_or_create = ("annee",)


class PoleFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence("pole-{}".format)
    nom = factory.Sequence("Pôle {}".format)

    class Meta:
        model = Pole


class FaitFactory(factory.django.DjangoModelFactory):
    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")

    class Meta:
        abstract = True


class FiliereFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence("filiere-{}".format)
    nom = factory.Sequence("Filière {}".format)
    rang = factory.Sequence(lambda n: 100 + n)

    class Meta:
        model = models.Filiere


class GradeFactory(factory.django.DjangoModelFactory):
    filiere = factory.SubFactory(FiliereFactory)
    categorie = "A"
    libelle = factory.Sequence("Grade {}".format)
    rang = factory.Sequence(int)

    class Meta:
        model = models.Grade


class ReorganisationGradeFactory(factory.django.DjangoModelFactory):
    ancien = factory.SubFactory(GradeFactory)
    nouveau = factory.SubFactory(GradeFactory)
    date = datetime.date(ANNEE, 1, 1)
    motif = "Réforme statutaire"

    class Meta:
        model = models.ReorganisationGrade


class EmploiGradeFactory(FaitFactory):
    grade = factory.SubFactory(GradeFactory)
    emplois = 3

    class Meta:
        model = models.EmploiGrade


class PourvuGradeFactory(FaitFactory):
    grade = factory.SubFactory(GradeFactory)
    statut = models.PourvuGrade.Statut.TITULAIRE
    pourvus = 2

    class Meta:
        model = models.PourvuGrade


class EtpFactory(FaitFactory):
    etp = 2

    class Meta:
        model = models.Etp


class MouvementFactory(FaitFactory):
    sens = models.Mouvement.Sens.DEPART
    pole = factory.SubFactory(PoleFactory)
    profil = "Ingénieur"
    rang = factory.Sequence(int)

    class Meta:
        model = models.Mouvement


class AgeMoyenFactory(FaitFactory):
    groupe = factory.Sequence("Groupe {}".format)
    age = 45

    class Meta:
        model = models.AgeMoyen


class EffectifPoleFactory(FaitFactory):
    pole = factory.SubFactory(PoleFactory)
    moment = "au 31 décembre"
    agents = 3

    class Meta:
        model = models.EffectifPole


class PyramideAgeFactory(FaitFactory):
    tranche = models.PyramideAge.Tranche.MEDIANE
    sexe = models.PyramideAge.Sexe.FEMME
    agents = 3

    class Meta:
        model = models.PyramideAge


class EffectifContratFactory(FaitFactory):
    contrat = models.EffectifContrat.Contrat.CDI
    agents = 3

    class Meta:
        model = models.EffectifContrat


class IndicateurRhFactory(FaitFactory):
    code = factory.Sequence("indicateur-{}".format)
    libelle = "Indicateur"
    valeur = 1

    class Meta:
        model = models.IndicateurRh
