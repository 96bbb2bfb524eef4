"""``manage.py publier``, ``editions`` and ``bilan`` of a published year."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from siim94.bilan import exercices
from siim94.editions.models import Edition
from siim94.socle.commandes import Erreur
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]
ENTIERE = {"motif": "Adoption", "sans_relecture": True, "accepter_avertissements": True}


def test_the_command_publishes_then_refuses_with_the_list(pret, capsys):
    with pytest.raises(Erreur) as refus:
        call_command("publier", "2021", motif="Adoption")
    assert refus.value.returncode == 1
    assert "n’est pas validé" in str(refus.value) and "Avertissement à accepter" in str(refus.value)
    call_command("publier", "2021", deliberation="2022-06-30, n° 2022-18", **ENTIERE)
    edition = Edition.objects.derniere(2021)
    assert (str(edition.deliberation_date), edition.deliberation_numero) == ("2022-06-30", "2022-18")
    assert edition.manifeste_id in capsys.readouterr().out
    with pytest.raises(Erreur, match="rouvrez"):
        call_command("publier", "2021", **ENTIERE)


def test_a_publication_by_command_is_signed_by_the_system(pret, client):
    call_command("publier", "2021", **ENTIERE)
    assert Edition.objects.derniere(2021).auteur_nom == "système"
    page = connecter("direction", client).get(reverse("editions:relecture", args=[2021]))
    assert ", par système." in page.content.decode()


def test_a_correction_by_command_need_not_say_its_scope(pret):
    call_command("publier", "2021", **ENTIERE)
    with acteur(None, motif="Un total est faux"):
        exercices.rouvrir(Exercice.objects.get(annee=2021))
    with pytest.raises(Erreur, match="rectificatif"):
        call_command("publier", "2021", **ENTIERE)
    call_command("publier", "2021", nature="rectificatif", **ENTIERE)
    edition = Edition.objects.derniere(2021)
    assert (edition.numero, edition.nature, edition.portee) == (2, "rectificatif", "non_precisee")


@pytest.mark.parametrize(
    ("annee", "options"),
    [
        ("1999", ENTIERE),
        ("2020", ENTIERE),
        ("2021", {"motif": "  "}),
        ("2021", ENTIERE | {"deliberation": "30/06/2022, n° 18"}),
        ("2021", ENTIERE | {"deliberation": "2022-06-30"}),
    ],
)
def test_a_wrong_use_ends_with_code_2(pret, annee, options):
    with pytest.raises(Erreur) as refus:
        call_command("publier", annee, **options)
    assert refus.value.returncode == 2
    assert not Edition.objects.exists()


def test_editions_are_listed_and_verified(pret, capsys):
    call_command("editions", "2021", verifier=True)
    assert "pas encore publié" in capsys.readouterr().out
    call_command("publier", "2021", **ENTIERE)
    call_command("editions", "2021")
    assert "Édition 1 (première édition)" in capsys.readouterr().out
    call_command("editions", "2021", verifier=True)
    assert "Édition 1 : OK" in capsys.readouterr().out
    with pytest.raises(Erreur) as refus:
        call_command("editions", "1999")
    assert refus.value.returncode == 2


def test_the_report_of_a_published_year_is_its_very_bytes(pret, tirage_fait, tmp_path, capsys):
    call_command("publier", "2021", **ENTIERE)
    pdf, html = tmp_path / "bilan.pdf", tmp_path / "bilan.html"
    call_command("bilan", "2021", pdf=pdf, html=html)
    assert pdf.read_bytes() == tirage_fait.pdf and html.read_bytes() == tirage_fait.html
    assert "édition 1" in capsys.readouterr().out
