"""The report of years at the edges: nothing breaks, no heading stands above nothing."""

import pytest

from adherents.models import Adherent
from applications.models import ColonneCatalogue
from finances.models import Contribution
from siim94.bilan import fichiers
from siim94.bilan.parties import Niveau
from siim94.bilan.rendu import Bilan, Support
from tests.bilan import geometrie
from tests.bilan.entier import au_dessous, defauts
from tests.bilan.factories import RubriqueFactory
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


def est_entier(exercice, membres: int) -> bool:
    """Whether the report of a year has all its parts, and each of its members in what they pay and have."""
    bilan = Bilan(exercice, Support.FICHIER, projet=False)
    assert not vides(bilan) and len(bilan.figures) > 25
    payeurs = Contribution.objects.filter(exercice=exercice).values_list("adherent", flat=True)
    colonnes = ColonneCatalogue.objects.filter(exercice=exercice).values_list("adherent", flat=True)
    return len(payeurs) == membres and set(payeurs) <= set(colonnes)


def test_report_of_few_members_is_whole(donnees_2021, tmp_path):
    with annee_de(3, tmp_path) as exercice:
        assert est_entier(exercice, 3)


def test_report_of_forty_members_is_whole_and_they_fit_its_pages(donnees_2021, tmp_path):
    with annee_de(40, tmp_path) as exercice:
        assert est_entier(exercice, 40)
        noms = [adherent.nom_court for adherent in Adherent.objects.membres_en(exercice.annee)]
        final = fichiers.pdf(exercice).contenu
    assert defauts(final) == []
    assert au_dessous(final, geometrie.ASSEZ) == []
    lues = geometrie.pages(final)
    assert geometrie.moyenne(lues) >= 90 and len(lues) < 1.7 * 30
    catalogue = {mot.texte for page in lues if page.format == "paysage" for mot in page.mots}
    assert all(set(nom.split()) <= catalogue for nom in noms)


def test_report_of_a_year_with_almost_nothing_prints_what_there_is(donnees_2021):
    with annee_presque_vide() as exercice:
        bilan = Bilan(exercice, Support.FICHIER, projet=False)
        assert not vides(bilan)
        textes = "".join(p.html for chapitre in bilan.chapitres for p in chapitre.parcours())
        assert "1 200,00" in textes.replace("\u202f", " ").replace("\u00a0", " ")
        pdf = fichiers.pdf(exercice).contenu
    assert defauts(pdf) == []
    # No page holds the end of a table or one bar alone.
    assert min(page.remplie for page in geometrie.pages(pdf)) > 20


def test_report_of_a_text_and_nothing_else_is_a_page(db):
    exercice = RubriqueFactory(titre="Un texte", corps="Une phrase.", exercice__annee=2041).exercice
    pdf = fichiers.pdf(exercice).contenu
    assert defauts(pdf) == [] and len(geometrie.pages(pdf)) == 2
