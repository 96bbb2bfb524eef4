"""``manage.py bilan``: files, reuse of a stored PDF, and French messages with exit code 2."""

import pytest
from django.core.management import call_command

from siim94.bilan import fichiers
from siim94.bilan.models import Tirage
from siim94.socle.models import Exercice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("presse_gardee")]


def test_pdf_and_html_are_written_then_the_stored_pdf_is_reused(donnees_2021, tmp_path, capsys, monkeypatch):
    pdf, html = tmp_path / "dossier" / "bilan.pdf", tmp_path / "bilan.html"
    call_command("bilan", "2021", pdf=pdf, html=html)
    assert pdf.read_bytes().startswith(b"%PDF-") and html.read_text().startswith("<!DOCTYPE html>")
    assert Tirage.objects.filter(exercice=2021).count() == 1
    premier = pdf.read_bytes()
    assert html.read_text() == fichiers.html(Exercice.objects.get(annee=2021))

    monkeypatch.setattr(fichiers, "pdf", lambda *_: pytest.fail("dessiné une seconde fois"))
    call_command("bilan", pdf=pdf)
    assert pdf.read_bytes() == premier
    assert "inchangé depuis le dernier tirage" in capsys.readouterr().out


def test_without_file_names_both_are_written_under_var(donnees_2021, tmp_path, settings):
    settings.VAR = tmp_path
    call_command("bilan")
    assert {fichier.name for fichier in tmp_path.iterdir()} == {"bilan-2021.pdf", "bilan-2021.html"}


def test_a_draft_has_files_of_its_own_and_is_not_kept(donnees_2021, tmp_path, settings, capsys):
    settings.VAR = tmp_path
    call_command("bilan", "2021", projet=True)
    assert {fichier.name for fichier in tmp_path.iterdir()} == {
        "bilan-2021-projet.pdf",
        "bilan-2021-projet.html",
    }
    assert "PROJET" in (tmp_path / "bilan-2021-projet.html").read_text()
    assert "pages, projet" in capsys.readouterr().out
    assert not Tirage.objects.exists()


@pytest.mark.parametrize(
    ("annee", "message"),
    [
        ("1999", "L’année « 1999 » n’existe pas"),
        ("abc", "L’année « abc » n’existe pas"),
        ("99999999999", "n’existe pas"),
        ("2020", "n’a pas de bilan"),
    ],
)
def test_year_without_report_is_refused_with_code_2(donnees_2021, capsys, annee, message):
    with pytest.raises(SystemExit) as fin:
        call_command("bilan", annee)
    assert fin.value.code == 2
    dit = capsys.readouterr().err
    assert message in dit and "2021" in dit


def test_nothing_loaded_is_refused_with_code_2(donnees_2021, capsys):
    Exercice.objects.update(statut=Exercice.Statut.REPRIS)
    with pytest.raises(SystemExit) as fin:
        call_command("bilan")
    assert fin.value.code == 2
    assert "Aucun exercice n’a de bilan" in capsys.readouterr().err
