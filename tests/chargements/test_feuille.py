"""One sheet of any table: there and back, errors in French, all or nothing, on record."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from applications.models import Editeur
from finances.models import Contribution, Subvention
from finances.resources import CompteRessource, ContributionRessource
from siim94.bilan.models import Rubrique
from siim94.chargements import feuille as page_de_feuille
from siim94.chargements.feuilles import par_nom
from siim94.chargements.tableau import ecarter_totaux, lire_tableau
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.models import Chargement, Exercice, Journal, Pole, Travail
from siim94.ui.listes.exports import EXPORTS
from siim94.ui.listes.exports import exporter as ecrire
from tests.applications.factories import EditeurFactory
from tests.chargements.test_views import deposer, poster, travailler
from tests.comptes import compte, connecter
from tests.feuilles import exporter, importer, inchangees

# What a text cell can hold: no control characters, blanks around it are lost.
TEXTES = st.text(st.characters(exclude_categories=("C", "Z"))).map(str.strip)


class Tableau:
    """What an export writes."""

    a_des_totaux = False

    def __init__(self, entetes, lignes):
        self.lignes = lignes
        self.entetes = lambda: entetes
        self.formes = lambda: [""] * len(entetes)

    def lignes_exportees(self):
        return self.lignes


def fichier(entetes, lignes, extension: str) -> bytes:
    return ecrire(Tableau(entetes, lignes), extension, "essai", None).getvalue()


@pytest.fixture
def administratrice(client):
    return connecter("admin", client)


def charger(client, modele: str, *lignes: str):
    return deposer(client, "feuille", "\n".join(lignes).encode(), nom="feuille.csv", feuille=modele)


@pytest.mark.django_db
@pytest.mark.parametrize("extension", [e for e in EXPORTS if e != "csv"])
@pytest.mark.parametrize("feuille", list(par_nom()))
def test_what_is_exported_changes_nothing_when_loaded(feuille, extension):
    """The sheets of each app go through the same in CSV, in the tests of their app."""
    ressource = par_nom()[feuille]
    if nombre := ressource._meta.model.objects.count():
        assert inchangees(ressource, exporter(ressource, extension)) == nombre


@pytest.mark.parametrize("extension", EXPORTS)
@given(cellules=st.lists(st.tuples(TEXTES, TEXTES), min_size=1, max_size=5))
def test_any_text_comes_back_as_it_was(extension, cellules):
    lu = lire_tableau(fichier(["a", "b", "c"], [["x", *paire] for paire in cellules], extension))
    assert lu.entetes == ["a", "b", "c"]
    assert [tuple(ligne) for _, ligne in lu.lignes] == [("x", *paire) for paire in cellules]


@pytest.mark.parametrize("debut", ["=", "+", "-", "@"])
def test_what_a_spreadsheet_would_run_is_made_harmless(debut):
    lignes = [[f"{debut}HYPERLINK(1)"]]
    assert fichier(["texte"], lignes, "csv").decode("utf-8-sig").splitlines()[1].startswith("'")
    cellule = load_workbook(BytesIO(fichier(["texte"], lignes, "xlsx"))).active["A2"]
    assert (cellule.data_type, cellule.value[0]) == ("s", "'")


@pytest.mark.parametrize("contenu", [b"", b"%PDF-1.7 \x00\x01", b"PK\x03\x04abcd"])
def test_what_is_no_table_is_an_error_in_french(contenu):
    with pytest.raises(ErreurFormat):
        lire_tableau(contenu)


@pytest.mark.django_db
def test_a_sheet_is_shown_confirmed_recorded_and_undone(administratrice):
    avant = list(Contribution.objects.order_by("pk").values("pk", "montant"))
    page = charger(
        administratrice,
        "contributions",
        "exercice;adherent;nature;montant",
        "2021;vitry;participation;10",
        "2021;villejuif;non ventilée;20",
    )
    assert "1 à créer" in page.text and "1 à modifier" in page.text
    assert list(Contribution.objects.order_by("pk").values("pk", "montant")) == avant
    chargement = Chargement.objects.get(genre="feuille")
    assert (chargement.titre, chargement.exercice_id) == ("Contributions", 2021)
    poster(administratrice, "confirmer", chargement)
    travailler()
    assert Contribution.objects.count() == len(avant) + 1
    assert set(chargement.lignes.values_list("action", "ligne")) == {("creation", 2), ("modification", 3)}
    assert Journal.objects.get(table_nom="finances_contribution").auteur == compte("admin")
    poster(administratrice, "annuler", chargement, motif="mauvais fichier")
    travailler()
    assert list(Contribution.objects.order_by("pk").values("pk", "montant")) == avant


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("feuille", "lignes", "mots"),
    [
        (
            "contributions",
            ("exercice;adherent;nature;montant", "2021;vitry;participation;1", "2021;Atlantide;;2"),
            "Atlantide",
        ),
        (
            "contributions",
            ("exercice;adherent;nature;montant", "2021;vitry;cadeau;1"),
            "« cadeau » n’est pas une valeur",
        ),
        (
            "contributions",
            ("exercice;nature;montant", "2021;participation;1"),
            "il manque la colonne adherent",
        ),
        (
            "contributions",
            ("exercice;adherent;nature;montant", "2021;vitry;participation;douze"),
            "n’est pas un nombre",
        ),
        ("contributions", ("exercice;adherent;nature;montant", "2021;;participation;1"), "est à remplir"),
        (
            "contributions",
            ("exercice;adherent;nature;montant", "2021;vitry;participation;"),
            "ligne 2, colonne montant</b>&nbsp;: cette cellule est à remplir",
        ),
        (
            "contributions",
            ("exercice;adherent;nature;montant", "2021;vitry;participation;1", "2021;VITRY;participation;2"),
            "figure deux fois",
        ),
        (
            "subventions",
            ("exercice;libelle;montant", "2021;Aide;-4"),
            "Le montant d’une subvention est positif.",
        ),
        (
            "adherents_alias",
            ("adherent;libelle;origine", "vitry;mairie d’arcueil;finances"),
            "Ce nom désigne déjà un adhérent.",
        ),
    ],
)
def test_errors_are_said_in_french_and_nothing_is_stored(administratrice, feuille, lignes, mots):
    modele = par_nom()[feuille]._meta.model
    avant = list(modele.objects.order_by("pk").values())
    page = charger(administratrice, feuille, *lignes)
    assert mots in page.text.replace("&#x27;", "'").replace("\xa0", " ")
    assert "Charger</button>" not in page.text
    assert list(modele.objects.order_by("pk").values()) == avant


@pytest.mark.django_db
def test_the_export_of_a_list_is_of_the_year_that_is_said(administratrice):
    lignes = ("Adhérent;Nature;Montant", "Ville de Villejuif;Non ventilée;20,5")
    assert (
        "Ce fichier ne dit pas de quel exercice il est."
        in charger(administratrice, "contributions", *lignes).text
    )
    fichier = "\n".join(lignes).encode()
    page = deposer(
        administratrice, "feuille", fichier, nom="liste.csv", feuille="contributions", exercice="2021"
    )
    assert "0 à créer, 1 à modifier" in page.text
    chargement = Chargement.objects.filter(genre="feuille").latest("pk")
    poster(administratrice, "confirmer", chargement)
    travailler()
    villejuif = Contribution.objects.get(exercice=2021, adherent__code="villejuif")
    assert villejuif.montant == Decimal("20.5")


@pytest.mark.django_db
@pytest.mark.parametrize("extension", EXPORTS)
def test_the_total_that_ends_the_export_of_a_list_is_told_and_left_aside(administratrice, extension):
    reponse = administratrice.get(f"/finances/contributions/?exercice=2021&export={extension}")
    exporte = b"".join(reponse)
    lu = lire_tableau(exporte)
    numero, ecrit = lu.lignes[-1]
    assert "Total" in ecrit
    page = deposer(
        administratrice,
        "feuille",
        exporte,
        nom=f"liste.{extension}",
        feuille="contributions",
        exercice="2021",
    )
    texte = page.text.replace("&nbsp;", " ").replace("\xa0", " ")
    assert f"{len(lu.lignes) - 1} lignes inchangées" in texte
    assert "« Total » est un total, pas une ligne du tableau : laissé de côté." in texte
    assert f"ligne {numero}" in texte


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("feuille", "entetes", "lignes", "ecartes"),
    [
        (
            "contributions",
            ("adherent", "montant"),
            [("vitry", "1"), ("Sous-total", "1"), ("Total", "1")],
            [3, 4],
        ),
        # What else it says is no number: a row that is wrong, told as such.
        ("contributions", ("adherent", "nature", "montant"), [("Total", "participation", "1")], []),
        # A name of a row of data.
        ("applications", ("editeur", "nom"), [("Total", "1")], []),
        (
            "subventions",
            ("libelle", "montant"),
            [("Total", "1"), ("Total énergie", "2"), ("Total", "3")],
            [4],
        ),
    ],
)
def test_a_row_that_adds_up_others_is_no_data(feuille, entetes, lignes, ecartes):
    EditeurFactory(nom="Total")
    contenu = "\n".join(";".join(ligne) for ligne in [entetes, *lignes]).encode()
    lu = lire_tableau(contenu)
    assert [numero for numero, _ in ecarter_totaux(par_nom()[feuille], lu)] == ecartes
    assert len(lu.lignes) == len(lignes) - len(ecartes)


@pytest.mark.django_db
def test_a_closed_year_refuses_each_row_before_it_is_confirmed(administratrice):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    page = charger(
        administratrice,
        "contributions",
        "exercice;adherent;nature;montant",
        "2021;vitry;participation;1",
        "2021;villejuif;participation;1",
    )
    assert page.text.count("Cet exercice est clos") == 2
    page = charger(
        administratrice,
        "faits_adherents",
        "exercice;theme;rang;adherent",
        "2021;support;2;Villejuif",
    )
    assert page.text.count("Cet exercice est clos") == 1


@pytest.mark.django_db
def test_a_row_may_name_another_of_the_same_file_and_columns_left_out_stay(administratrice):
    importer(par_nom()["poles"], "code;nom;parent", "neuf;Neuf;", "service;Service;neuf")
    assert Pole.objects.get(code="service").parent.code == "neuf"
    importer(par_nom()["editeurs"], "nom;autres_noms", "Logiciels Réunis;LR")
    importer(par_nom()["poles"], "code;nom", "service;Service renommé")
    assert Pole.objects.get(code="service").parent.code == "neuf"
    assert Editeur.objects.get(nom="Logiciels Réunis").autres_noms == ["LR"]


@pytest.mark.django_db
def test_a_changed_row_is_judged_with_what_the_file_does_not_say():
    """The rule of a subsidy looks at columns that this file leaves out."""
    subvention = Subvention.objects.filter(exercice=2021).first()
    chargement = importer(
        par_nom()["subventions"], "exercice;libelle;montant", f"2021;{subvention.libelle};12,50"
    )
    assert chargement.modifies == 1
    apres = Subvention.objects.get(pk=subvention.pk)
    assert (apres.financeur, apres.chapitre_id) == (subvention.financeur, subvention.chapitre_id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "offertes", "refusees"),
    [
        ("admin", {"contributions", "comptes", "exercices", "rubriques", "organisme"}, set()),
        (
            "gestionnaire",
            {"contributions", "rubriques"},
            {"comptes", "exercices", "organisme", "entites_glpi"},
        ),
    ],
)
def test_only_sheets_that_a_person_may_write_are_offered(client, role, offertes, refusees):
    page = connecter(role, client).get("/chargements/nouveau/feuille/?feuille=contributions")
    choix = {code for code, _ in page.context["form"].fields["feuille"].choices}
    assert offertes <= choix and not refusees & choix
    assert page.context["form"]["feuille"].value() == "contributions"
    for feuille in refusees:
        contenu = exporter(par_nom()[feuille])
        page = deposer(client, "feuille", contenu, nom="f.csv", feuille=feuille)
        assert page.context["form"].errors["feuille"]


@pytest.mark.django_db
def test_a_whole_table_is_exported_to_who_may_read_it(client):
    reponse = connecter("admin", client).get("/chargements/feuilles/comptes.csv")
    assert reponse.getvalue() == exporter(CompteRessource)
    assert client.get("/chargements/feuilles/comptes.exe").status_code == 404
    assert client.get("/chargements/feuilles/inconnue.csv").status_code == 404
    connecter("sans-droit", client)
    assert client.get("/chargements/feuilles/comptes.csv").status_code == 403


@pytest.mark.django_db
def test_the_same_load_is_made_by_command(tmp_path, capsys):
    from django.core.management import call_command

    chemin = tmp_path / "contributions.csv"
    chemin.write_bytes(exporter(ContributionRessource))
    call_command("charger", "feuille", chemin, "--feuille", "contributions")
    assert f"{Contribution.objects.count()} inchangées" in capsys.readouterr().out


LIGNES_2030 = (
    "exercice;adherent;nature;montant\n2030;vitry;participation;10\n2030;villejuif;participation;20\n"
)


def commander(tmp_path, contenu: str, *arguments) -> None:
    fichier = tmp_path / "lignes.csv"
    fichier.write_text(contenu)
    call_command("charger", "feuille", str(fichier), *arguments)


def demandees(tmp_path, capsys, contenu: str, *arguments) -> str:
    """What the command prints when it asks, nothing being stored."""
    with pytest.raises(CommandError) as refus:
        commander(tmp_path, contenu, *arguments)
    assert refus.value.returncode == 3 and not Exercice.objects.filter(annee__gt=2021).exists()
    return capsys.readouterr().out.replace("\xa0", " ")


@pytest.mark.django_db
class TestExercice:
    def test_a_year_that_does_not_exist_is_asked_once_and_made(self, donnees_2021, tmp_path, capsys):
        dit = demandees(tmp_path, capsys, LIGNES_2030, "--feuille", "contributions")
        assert "L’exercice 2030 n’existe pas encore" in dit and "proposition : exercice=2030" in dit
        commander(tmp_path, LIGNES_2030, "--feuille", "contributions", "--exercice", "2030")
        assert Exercice.objects.get(annee=2030).statut == Exercice.Statut.PREPARATION
        lignes = Contribution.objects.filter(exercice=2030, bilan_de=2030)
        assert sorted(lignes.values_list("montant", flat=True)) == [10, 20]
        # The layout of its report comes along, as when a workbook or a budget document makes the year.
        assert Rubrique.objects.filter(exercice=2030).exists()

    def test_another_year_takes_the_rows(self, donnees_2021, tmp_path):
        commander(tmp_path, LIGNES_2030, "--feuille", "contributions", "--exercice", "2021")
        assert not Exercice.objects.filter(annee=2030).exists()
        assert Contribution.objects.filter(exercice=2021, bilan_de=2021, montant=10).exists()

    def test_several_years_are_asked_one_by_one(self, donnees_2021, tmp_path, capsys):
        lignes = LIGNES_2030 + "2031;vitry;participation;11\n2021;vitry;participation;12\n"
        dit = demandees(tmp_path, capsys, lignes, "--feuille", "contributions")
        assert "exercice-2030=2030" in dit and "exercice-2031=2031" in dit
        commander(tmp_path, lignes, "--feuille", "contributions", "--repondre", "propositions")
        annees = Contribution.objects.filter(montant__in=(10, 11, 12)).values_list("exercice", flat=True)
        assert sorted(annees) == [2021, 2030, 2031]

    def test_a_year_that_cannot_be_is_refused_in_words(self, donnees_2021, tmp_path):
        with pytest.raises(CommandError, match="entre 1970 et 2100") as refus:
            commander(
                tmp_path,
                LIGNES_2030.replace("2030", "20300"),
                "--feuille",
                "contributions",
                "--repondre",
                "propositions",
            )
        assert refus.value.returncode == 1


@pytest.mark.django_db
@pytest.mark.parametrize("dite", ["", "contribution", "budget"])
def test_a_table_that_is_not_named_or_unknown_is_asked_with_the_list(donnees_2021, tmp_path, capsys, dite):
    dit = demandees(tmp_path, capsys, LIGNES_2030, "--feuille", dite)
    assert "feuille=contributions : Contributions" in dit
    assert ("Peut-être « contributions »" in dit) == (dite == "contribution")


@pytest.mark.django_db
@pytest.mark.parametrize("extension", EXPORTS)
def test_a_long_table_is_made_by_the_worker_as_it_would_be_at_once(administratrice, monkeypatch, extension):
    adresse = f"/chargements/feuilles/contributions.{extension}"
    direct = administratrice.get(adresse).getvalue()
    monkeypatch.setattr(page_de_feuille, "LIMITE_DIRECTE", 3)
    assert administratrice.get(adresse).url == reverse("travaux")
    travailler()
    travail = Travail.objects.get()
    assert (travail.etat, travail.erreur) == ("fait", "")
    fait = administratrice.get(travail.adresse).getvalue()
    assert lire_tableau(fait) == lire_tableau(direct)
    assert inchangees(ContributionRessource, fait) == Contribution.objects.count()


@pytest.mark.django_db
def test_a_whole_table_is_written_row_by_row(donnees_2021):
    lignes = page_de_feuille.TableauDeFeuille(ContributionRessource()).lignes_exportees()
    assert isinstance(lignes, Iterator) and len(next(lignes)) == len(ContributionRessource().fields)


@pytest.mark.django_db
def test_a_table_is_exported_in_one_statement_whatever_its_rows_name():
    """Of years, members, branches, accounts: those that rows name come with them, of every sheet."""
    couts, ecrites = {}, 0
    for nom, classe in par_nom().items():
        tableau = page_de_feuille.TableauDeFeuille(classe())
        with CaptureQueriesContext(connection) as requetes:
            ecrites += sum(1 for _ in tableau.lignes_exportees())
        couts[nom] = len(requetes)
    assert {nom: cout for nom, cout in couts.items() if cout != 1} == {}
    assert ecrites > 1_778  # rows of the first data alone
