"""Objects of the report for tests."""

import hashlib
from io import BytesIO

import factory
from django.db.models import Max
from PIL import Image

from siim94.bilan.models import Explication, FichierImage, Illustration, Rubrique, SeuilEvolution, Tirage
from siim94.socle.models import Exercice


class ExerciceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Exercice
        django_get_or_create = ("annee",)

    annee = 2035
    statut = Exercice.Statut.OUVERT


def _suivant(exercice) -> int:
    return 1 + (Rubrique.objects.filter(exercice=exercice).aggregate(dernier=Max("rang"))["dernier"] or 0)


class RubriqueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rubrique

    exercice = factory.SubFactory(ExerciceFactory)
    code = factory.Sequence(lambda n: f"rubrique-{n}")
    # After those of the year, the first data's too: a number of this run's own may be one of theirs.
    rang = factory.LazyAttribute(lambda o: _suivant(o.exercice))
    niveau = Rubrique.Niveau.CHAPITRE
    titre = factory.Sequence(lambda n: f"Rubrique {n}")


class TirageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tirage

    exercice = factory.SubFactory(ExerciceFactory)
    pages = 1
    pdf = b"%PDF-1.7"
    empreinte = factory.LazyAttribute(lambda tirage: hashlib.sha256(tirage.pdf).hexdigest())


class SeuilEvolutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SeuilEvolution

    exercice = factory.SubFactory(ExerciceFactory)
    pourcentage = 10


class ExplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Explication

    exercice = factory.SubFactory(ExerciceFactory)
    section = "finances.contributions"
    poste = factory.Sequence(lambda n: f"Ligne {n}")
    texte = "Une entrée en cours d’année."


def image(largeur: int = 40, hauteur: int = 30, genre: str = "PNG", couleur="#14507a", **options) -> bytes:
    """A picture of one colour, as a file."""
    sortie = BytesIO()
    Image.new("RGB", (largeur, hauteur), couleur).save(sortie, genre, **options)
    return sortie.getvalue()


class FichierImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FichierImage

    largeur = factory.Sequence(lambda n: 40 + n % 1000)
    hauteur = 30
    genre = FichierImage.Genre.PNG
    octets = factory.LazyAttribute(lambda fichier: image(fichier.largeur, fichier.hauteur))
    vignette = factory.SelfAttribute("octets")
    empreinte = factory.LazyAttribute(lambda fichier: hashlib.sha256(fichier.octets).hexdigest())


class IllustrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Illustration

    rubrique = factory.SubFactory(RubriqueFactory)
    fichier = factory.SubFactory(FichierImageFactory)
    alternative = "Un bureau vide"
