"""A report frozen: its three files are of one instant, and its PDF holds its data."""

from io import BytesIO

import pikepdf
import pytest

from siim94.bilan import fichiers
from siim94.editions import gel
from siim94.socle.models import Exercice


@pytest.mark.parametrize("projet", [False, True])
def test_the_pdf_of_a_report_holds_its_data_that_of_a_draft_none(
    donnees_2021, bilan_pdf, monkeypatch, projet
):
    def pdf(exercice, suivi, *, projet, gardes, avant, pendant, supplement):
        pendant(None)
        return fichiers.Pdf(bilan_pdf, 31, 7, {})

    monkeypatch.setattr(fichiers, "pdf", pdf)
    monkeypatch.setattr(fichiers, "page", lambda bilan: "<!DOCTYPE html>")
    monkeypatch.setattr(gel, "donnees", lambda bilan, quand: {"annee": 2021})
    fait = gel.geler(Exercice.objects.get(annee=2021), projet=projet)
    assert (fait.donnees, fait.pages, fait.revisions) == (b'{"annee":2021}', 31, 7)
    with pikepdf.open(BytesIO(fait.pdf)) as lu:
        joints = {nom: joint.get_file().read_bytes() for nom, joint in lu.attachments.items()}
    assert joints == ({} if projet else {"donnees.json": fait.donnees})
