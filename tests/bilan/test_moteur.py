"""What ties the report to one version of WeasyPrint, and the way to the next: ``docs/decisions/pdf.md``."""

import re
import subprocess
import sys
from importlib.metadata import version

from django.conf import settings
from weasyprint import HTML

RACINE = settings.RACINE
DECISION = (RACINE / "docs" / "decisions" / "pdf.md").read_text().partition("**The next WeasyPrint.**")[2]


def test_all_that_is_not_offered_to_others_is_named_where_the_way_to_the_next_is():
    sources = " ".join(fichier.read_text() for fichier in (RACINE / "siim94" / "bilan").glob("*.py"))
    interieurs = set(re.findall(r"^from (weasyprint\.[\w.]+) import", sources, re.M))
    interieurs |= {
        f"weasyprint.{nom}" for nom in re.findall(r"^from weasyprint import (draw)$", sources, re.M)
    }
    assert set(re.findall(r"`(weasyprint\.[\w.]+)`", DECISION)) == interieurs
    majeure = int(version("weasyprint").partition(".")[0])
    assert f"<{majeure + 1}" in re.search(r'"weasyprint[^"]+"', (RACINE / "pyproject.toml").read_text())[0]


def test_two_drawings_are_compared_by_picture(tmp_path):
    def dessiner(nom: str, mot: str):
        html = f"<html lang='fr'><body><p>Une page</p><p style='break-before: page'>{mot}</p></body></html>"
        HTML(string=html).write_pdf(tmp_path / nom)
        return tmp_path / nom

    def comparer(*fichiers):
        mots = [sys.executable, RACINE / ".ci" / "pages", *fichiers]
        fait = subprocess.run(mots, capture_output=True, text=True)
        return fait.returncode, fait.stdout.splitlines()

    avant, autre = dessiner("avant.pdf", "Deux"), dessiner("autre.pdf", "Trois")
    assert comparer(avant, avant) == (0, ["Aucune page ne diffère."])
    code, lignes = comparer(avant, autre, tmp_path / "vues")
    assert code == 1 and re.fullmatch(r"page 2 : 0\.\d+ %", lignes[0]) and len(lignes) == 2
    assert [f.name for f in (tmp_path / "vues").iterdir()] == ["page-002.png"]
