"""Any file is tried: recognised by what it holds, loaded in a transaction given up, told on one line."""

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from django.core.management import call_command

from finances.models import Contribution
from finances.resources import ContributionRessource
from siim94.chargements import essai
from siim94.chargements.essai import Verdict, essayer
from siim94.chargements.reconnaissance import reconnaitre
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import fichier_de
from siim94.socle.models import Chargement, Journal, Travail
from support.models import PlateformeGlpi
from tests.feuilles import exporter

pytestmark = pytest.mark.django_db

TICKETS = "ID;Titre;Entité;Statut;Date d'ouverture;Dernière modification\n"
POSTES = "Nom;Entité;Fabricant;Modèle;Dernière modification\n"
TOTEM = '<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire"/>'


@pytest.mark.parametrize(
    ("nom", "contenu", "genre"),
    [
        ("a.csv", TICKETS, "glpi-tickets"),
        ("a.csv", "Opening date,ID,Entity\n", "glpi-tickets"),
        ("a.csv", POSTES, "glpi-postes"),
        ("a.csv", "BGT_NATDEC,BGT_ANNEE,BGT_NATURE,BGT_CODRD,BGT_MTREAL\n", "scdl"),
        ("a.xml", TOTEM, "totem"),
        ("a", f'\ufeff<?xml version="1.0"?>\n{TOTEM}', "totem"),
        ("a.txt", '<Nomenclature Libelle="x"/>', "nomenclature"),
        # The head tells nothing, the name does.
        ("tickets-2022.csv", "x;x\n1;2\n", "glpi-tickets"),
        ("export-scdl.csv", "x;x\n1;2\n", "scdl"),
    ],
)
def test_a_file_is_recognised_by_what_it_holds_then_by_its_name(nom, contenu, genre):
    assert reconnaitre(fichier_de(contenu.encode(), limite=10_000, nom=nom)) == (genre, "")


def test_a_sheet_alone_is_recognised_by_its_columns(tmp_path):
    for extension in ("csv", "xlsx", "ods"):
        chemin = tmp_path / f"liste.{extension}"
        chemin.write_bytes(exporter(ContributionRessource, extension))
        assert reconnaitre(fichier_de(chemin, limite=10**7)) == ("feuille", "contributions"), extension


@pytest.mark.parametrize("contenu", ["Bonjour,\n\nune lettre.\n", "<html/>", "{}", "Nom;Note\nA;1\n"])
def test_what_is_of_no_kind_is_said_so(contenu):
    with pytest.raises(ErreurFormat, match="d’aucun genre"):
        reconnaitre(fichier_de(contenu.encode(), limite=10_000, nom="lettre"))


def test_a_file_that_loads_leaves_nothing(tmp_path):
    chemin = tmp_path / "contributions.csv"
    lignes = exporter(ContributionRessource, "csv").decode("utf-8-sig").splitlines()
    chemin.write_text("\n".join(lignes[:4]), encoding="utf-8")
    Contribution.objects.filter(pk__in=list(Contribution.objects.values_list("pk", flat=True))).delete()
    avant = Journal.objects.count(), Chargement.objects.count(), Travail.objects.count()
    fait = essayer(chemin)
    assert fait.verdict is Verdict.CHARGE and "3 créées" in fait.phrase
    assert not Contribution.objects.exists()
    assert (Journal.objects.count(), Chargement.objects.count(), Travail.objects.count()) == avant


def test_what_a_reader_did_not_foresee_is_a_refusal_without_the_values_of_the_file(tmp_path, monkeypatch):
    def lever(*_):
        raise KeyError("Madame Untel")

    monkeypatch.setattr(essai, "reconnaitre", lever)
    (tmp_path / "a.csv").write_text("a;b\n")
    assert str(essayer(tmp_path / "a.csv")) == "refusé : erreur inattendue (KeyError)"


def test_a_folder_gives_a_line_a_file_and_nothing_else(tmp_path):
    (tmp_path / "sous").mkdir()
    for nom, contenu in {
        "b.csv": b"\x00\x01",
        "sous/tickets.csv": TICKETS.encode(),
        "a\nb.xml": b"<a><b></a>",
        "vide": b"",
        "c.xlsx": b"PK\x03\x04rien",
    }.items():
        (tmp_path / nom).write_bytes(contenu)
    sortie, erreurs = io.StringIO(), io.StringIO()
    with redirect_stdout(sortie), redirect_stderr(erreurs):
        call_command("essayer", tmp_path)
    lignes = sortie.getvalue().splitlines()
    assert [ligne.split(" : ")[:2] for ligne in lignes] == [
        ["a?b.xml", "refusé"],
        ["b.csv", "refusé"],
        ["c.xlsx", "refusé"],
        ["sous/tickets.csv", "demandé"],
        ["vide", "refusé"],
    ]
    assert all(len(ligne.split(" : ", 2)[2]) > 10 for ligne in lignes)
    assert not erreurs.getvalue()


def test_a_folder_that_is_not_there_is_one_line_too(capsys):
    call_command("essayer", Path("/nulle/part"))
    assert capsys.readouterr().out == "part : refusé : ce dossier n’existe pas\n"


def test_the_line_does_not_name_its_file_twice(tmp_path):
    chemin = tmp_path / "tickets.csv"
    PlateformeGlpi.objects.create(code="a", nom="A")
    PlateformeGlpi.objects.create(code="b", nom="B")
    chemin.write_text(f"{TICKETS}1;x;Racine;Clos;05-01-2023 10:00;05-02-2023 10:00\n", encoding="utf-8")
    fait = essayer(chemin)
    assert fait.verdict is Verdict.DEMANDE
    assert "format-date, ligne 2" in fait.phrase and "tickets.csv" not in fait.phrase
