"""Years at the edges: of few members, of many, and one in which almost nothing was typed."""

from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.db import transaction

from adherents.models import Adherent, Adhesion
from finances.models import Contribution
from siim94.bilan import exercices
from siim94.demonstration.annees import deriver
from siim94.demonstration.plan import PlanAnnuel
from siim94.socle.models import Exercice
from tests.adherents.factories import AdherentFactory

ANNEE = 2022


@contextmanager
def annee_de(membres: int, plan: Path):
    """2022 with that many members, made from 2021 after a plan that says nothing else; undone at the end."""
    with transaction.atomic():
        Exercice.objects.create(annee=ANNEE, fictif=True)
        actuels = list(Adherent.objects.membres_en(ANNEE).by_genre())
        partis = Adhesion.objects.filter(adherent__in=actuels[membres:])
        partis.filter(debut__year=ANNEE).delete()
        partis.update(fin=date(ANNEE - 1, 12, 31))
        petit = Adherent.Genre.ETABLISSEMENT
        for nouveau in AdherentFactory.create_batch(max(0, membres - len(actuels)), genre=petit):
            Adhesion.objects.create(adherent=nouveau, debut=date(ANNEE, 1, 1))
        deriver(PlanAnnuel(ANNEE, plan))
        exercice = Exercice.objects.get(annee=ANNEE)
        exercices.ouvrir(exercice)
        yield exercice
        transaction.set_rollback(True)


@contextmanager
def annee_presque_vide():
    """2022 open with one payment; undone at the end."""
    with transaction.atomic():
        exercice = exercices.preparer(ANNEE)
        exercices.ouvrir(exercice)
        Contribution.objects.create(
            exercice=exercice, adherent=Adherent.objects.membres_en(ANNEE).by_genre()[0], montant=1200
        )
        yield exercice
        transaction.set_rollback(True)
