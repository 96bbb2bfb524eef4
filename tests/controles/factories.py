"""Rows about findings for tests."""

import factory

from siim94.controles.models import Suite
from tests.bilan.factories import ExerciceFactory


class SuiteFactory(factory.django.DjangoModelFactory):
    exercice = factory.SubFactory(ExerciceFactory)
    code = factory.Sequence("essai.controle.{:010}".format)
    phrase = "Deux chiffres se contredisent."
    motif = "Le document repris se contredit."

    class Meta:
        model = Suite
