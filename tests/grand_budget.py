"""A budget of many lines, as that of a large town: several chapters, both senses, a function each."""

import itertools

from finances.models import DocumentBudgetaire, LigneBudget
from siim94.socle.models import Exercice


def grand_budget(annee: int, lignes: int) -> DocumentBudgetaire:
    """The document of a year, made open, whose lines are those of 2021 again and again, one euro each."""
    exercice, _ = Exercice.objects.update_or_create(annee=annee, defaults={"statut": Exercice.Statut.OUVERT})
    document = DocumentBudgetaire.objects.get(exercice=2021, etape="CA")
    modeles = list(document.lignes.filter(compte__isnull=False).order_by("pk"))
    document.pk, document._state.adding = None, True
    document.exercice = document.bilan_de = exercice
    document.save()
    LigneBudget.objects.bulk_create(
        LigneBudget(
            document=document,
            chapitre_id=modele.chapitre_id,
            compte_id=modele.compte_id,
            sens=modele.sens,
            fonction=str(1000 + rang),
            realise=1,
        )
        for rang, modele in zip(range(lignes), itertools.cycle(modeles), strict=False)
    )
    return document
