"""Objects of finances for tests, in years of their own so that the first data stay apart."""

from decimal import Decimal

import factory

from adherents.models import Adherent
from finances.models import (
    Budget,
    Chapitre,
    Compte,
    Contribution,
    Correspondance,
    DocumentBudgetaire,
    IndicateurFinancier,
    LigneBudget,
    LignePresentation,
    MembreTotal,
    Nomenclature,
    Subvention,
)
from siim94.socle.models import Exercice


class ExerciceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Exercice
        django_get_or_create = ("annee",)

    annee = 2031
    statut = Exercice.Statut.OUVERT


class NomenclatureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Nomenclature
        django_get_or_create = ("norme", "declinaison", "annee")

    norme = "M99"
    declinaison = "M99_ESSAI"
    annee = 2030


class ChapitreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Chapitre

    nomenclature = factory.SubFactory(NomenclatureFactory)
    code = factory.Sequence(lambda n: f"8{n:03}")
    section = "F"
    libelle = factory.LazyAttribute(lambda c: f"Chapitre {c.code}")
    libelle_court = factory.LazyAttribute(lambda c: f"Ch. {c.code}")
    rang = factory.Sequence(lambda n: n)


class CompteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Compte

    nomenclature = factory.SubFactory(NomenclatureFactory)
    code = factory.Sequence(lambda n: f"9{n:04}")
    libelle = factory.LazyAttribute(lambda c: f"Compte {c.code}")
    libelle_court = factory.LazyAttribute(lambda c: f"Cpte {c.code}")


class CorrespondanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Correspondance

    norme = "M99"
    chapitre = factory.Sequence(lambda n: f"8{n:03}")
    serie = factory.LazyAttribute(lambda c: f"Série {c.chapitre}")


class LignePresentationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LignePresentation

    nomenclature = factory.SubFactory(NomenclatureFactory)
    section = "F"
    sens = "D"
    rang = factory.Sequence(lambda n: n + 1)
    genre = LignePresentation.Genre.SOUS_TOTAL
    libelle = factory.Sequence(lambda n: f"Ligne {n}")


class MembreTotalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MembreTotal

    membre = factory.SubFactory(LignePresentationFactory)
    total = factory.SubFactory(LignePresentationFactory)


class BudgetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Budget
        django_get_or_create = ("code",)

    code = "principal"
    libelle = "Budget principal"


class DocumentBudgetaireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DocumentBudgetaire

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    budget = factory.SubFactory(BudgetFactory)
    etape = DocumentBudgetaire.Etape.CA
    nomenclature = factory.SubFactory(NomenclatureFactory)


class LigneBudgetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LigneBudget

    document = factory.SubFactory(DocumentBudgetaireFactory)
    chapitre = factory.SubFactory(ChapitreFactory)
    sens = "D"
    realise = Decimal("100.00")


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contribution

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    adherent = factory.LazyFunction(lambda: Adherent.objects.get(code="vitry"))
    montant = Decimal("1000.00")


class SubventionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subvention

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    libelle = "Subvention d’essai"
    montant = Decimal("500.00")


class IndicateurFinancierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IndicateurFinancier

    exercice = factory.SubFactory(ExerciceFactory)
    bilan_de = factory.SelfAttribute("exercice")
    code = "essai"
    libelle = "Indicateur d’essai"
    valeur = Decimal("10")
    unite = "k€"
