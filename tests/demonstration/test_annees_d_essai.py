"""The report of years at the edges: nothing breaks, no heading stands above nothing."""

import pytest

from applications.models import ColonneCatalogue
from finances.models import Contribution
from siim94.bilan.parties import Niveau
from siim94.bilan.rendu import Bilan, Support
from tests.demonstration.annees_d_essai import annee_de, annee_presque_vide

pytestmark = pytest.mark.django_db


def vides(bilan) -> list[str]:
    """Headings above nothing: not even above key figures, which may stand in the strip of their chapter."""
    return [
        partie.ancre
        for chapitre in bilan.chapitres
        for partie in chapitre.parcours()
        if partie.titre and partie.niveau != Niveau.PARTIE
        if not (partie.corps or partie.html or partie.enfants or partie.isolee)
    ]


@pytest.mark.parametrize("membres", [3, 40])
def test_report_of_few_members_and_of_many_is_whole(donnees_2021, tmp_path, membres):
    with annee_de(membres, tmp_path) as exercice:
        bilan = Bilan(exercice, Support.FICHIER, projet=False)
        assert not vides(bilan) and len(bilan.figures) > 25
        payeurs = Contribution.objects.filter(exercice=exercice).values_list("adherent", flat=True)
        colonnes = ColonneCatalogue.objects.filter(exercice=exercice).values_list("adherent", flat=True)
        assert len(payeurs) == membres and set(payeurs) <= set(colonnes)


def test_report_of_a_year_with_almost_nothing_prints_what_there_is(donnees_2021):
    with annee_presque_vide() as exercice:
        bilan = Bilan(exercice, Support.FICHIER, projet=False)
        assert not vides(bilan)
        textes = "".join(p.html for chapitre in bilan.chapitres for p in chapitre.parcours())
        assert "1 200,00" in textes.replace("\u202f", " ").replace("\u00a0", " ")
