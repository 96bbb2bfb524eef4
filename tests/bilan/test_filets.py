"""Rules of tables are rectangles: the picture that WeasyPrint's own drawing gives, in fewer words."""

import subprocess

import pytest
from weasyprint import HTML

from siim94.bilan.filets import filets_en_rectangles

# Whole points: no edge is blurred.
STYLE = """@page { size: 144pt 72pt; margin: 12pt } table { border-spacing: 0 } body { margin: 0 }
td { border-bottom: 3pt solid #a3262a; width: 30pt; height: 9pt; padding: 0; font-size: 6pt }
tr.total td { border-top: 3pt solid #14507a } td.tirets { border-bottom-style: dashed }"""
CORPS = """<tr><td>A<td>B<tr class="total"><td>C<td>D<tr><td class="tirets">E<td>F"""


@pytest.fixture(scope="module")
def deux():
    """Drawn with our rules and without."""
    html = HTML(string=f"<style>{STYLE}</style><table>{CORPS}</table>")
    with filets_en_rectangles():
        notre = html.write_pdf(uncompressed_pdf=True)
    return notre, html.write_pdf(uncompressed_pdf=True)


def points(pdf: bytes) -> bytes:
    mots = ["pdftoppm", "-r", "72", "-"]
    return subprocess.run(mots, input=pdf, capture_output=True, check=True).stdout


def test_the_picture_is_the_same(deux):
    notre, celui_de_weasyprint = map(points, deux)
    # An outline touches the column of points after it, faintly.
    assert max(abs(a - b) for a, b in zip(notre, celui_de_weasyprint, strict=True)) < 64
    assert bytes.fromhex("a3262a") in notre and bytes.fromhex("14507a") in notre


def test_a_rule_alone_is_neither_clipped_nor_outlined(deux):
    notre, celui_de_weasyprint = deux
    # Three cells of six have nothing but a solid rule under them.
    assert celui_de_weasyprint.count(b"\nW*\n") - notre.count(b"\nW*\n") == 3
