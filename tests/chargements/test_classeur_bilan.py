"""From one year's workbook to another year's report, by the commands alone."""

import pypdf
import pytest
from django.core.management import CommandError, call_command

from siim94.bilan.models import Tirage
from siim94.chargements.annulation import annuler
from siim94.socle.models import Chargement, Exercice
from tests.bilan.lecture import texte_du_pdf
from tests.chargements.test_classeur import plat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def test_the_workbook_of_a_year_loaded_as_the_next_gives_its_report_without_a_line_of_code(tmp_path, capsys):
    classeur, pdf = tmp_path / "classeur.xlsx", tmp_path / "bilan.pdf"
    call_command("exporter", "classeur", "2021", "--sortie", str(classeur))
    call_command("charger", "classeur", str(classeur), "--exercice", "2022", "--simulation")
    assert "contributions : 16 à créer" in plat(capsys.readouterr().out)
    call_command("charger", "classeur", str(classeur), "--exercice", "2022")
    call_command("bilan", "2022", "--pdf", str(pdf))
    assert "2022" in pypdf.PdfReader(pdf).metadata.title
    texte = texte_du_pdf(pdf.read_bytes())
    assert "Recettes de fonctionnement 2022" in texte
    assert "6 666 433,74" in plat(texte)
    # Nothing that was typed about the year before stands in the report of the new one.
    assert "674 jours" not in texte

    # The load that made the year can still be undone: its drawn report goes with it.
    annuler(Chargement.objects.get(genre="classeur"), auteur=None)
    assert not Exercice.objects.filter(annee=2022).exists()
    assert not Tirage.objects.filter(exercice=2022).exists()


def test_a_workbook_that_cannot_be_is_refused_in_words_and_leaves_no_file(tmp_path):
    fichier = tmp_path / "classeur.xlsx"
    with pytest.raises(CommandError, match="n’est connu que par un bilan ultérieur"):
        call_command("exporter", "classeur", "2020", "--sortie", str(fichier))
    with pytest.raises(CommandError, match="ne peut être écrit"):
        call_command("exporter", "classeur", "2021", "--sortie", str(tmp_path / "absent" / "classeur.xlsx"))
    assert list(tmp_path.iterdir()) == []
