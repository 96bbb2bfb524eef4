"""A workbook exported before a correction: what it brings back is shown as stale, and asked."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from adherents.models import Adherent
from applications.models import Application
from finances.models import Contribution, Subvention
from rh.models import Filiere
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger, simuler
from siim94.formats.classeur_lecture import lire_onglets
from siim94.socle.models import Pole
from siim94.socle.refus import Refus
from tests.chargements.test_classeur import classeur, plat
from tests.chargements.test_views import deposer, poster, travailler
from tests.classeur_modifie import colonne, modifier
from tests.comptes import compte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def apercu(flux, **options):
    flux.seek(0)
    return simuler(chargeur_de("classeur"), flux, Options(**options))


def loaded(flux, **options):
    flux.seek(0)
    return charger(chargeur_de("classeur"), flux, Options(**options))


def corriger(objet, **valeurs):
    """What a person does in a form, twice."""
    for nom, valeur in valeurs.items():
        avant = getattr(objet, nom)
        for passage in (avant + 1 if isinstance(avant, Decimal) else avant, valeur):
            setattr(objet, nom, passage)
            objet.save()
            objet.refresh_from_db()


@pytest.fixture
def ancien():
    """An export, and two contributions of it corrected since."""
    flux = classeur(2021)
    premiere, seconde = Contribution.objects.filter(exercice=2021).order_by("pk")[:2]
    corriger(premiere, montant=Decimal("100.10"))
    corriger(seconde, montant=Decimal("200.20"))
    return flux, premiere, seconde


def test_an_export_of_today_asks_nothing():
    assert apercu(classeur(2021)).questions == []


def test_an_old_value_is_shown_as_stale_and_asked(ancien):
    vu = apercu(ancien[0])
    (question,) = vu.questions
    assert (question.code, question.proposition, set(question.choix)) == (
        "perimees",
        "garder",
        {"garder", "reprendre"},
    )
    assert (
        "(aujourd’hui 100,10)" in plat(question.phrase) and "feuille Contributions, ligne" in question.phrase
    )
    (table,) = [table for table in vu.tables if table.modifies]
    assert [champs[0][0] for champs in (ligne.champs for ligne in table.lignes)] == ["montant (périmée)"] * 2
    with pytest.raises(Refus, match="corrigées depuis"):
        loaded(ancien[0])


@pytest.mark.parametrize(
    ("options", "garde"),
    [({"perimees": "garder"}, True), ({"propositions": True}, True), ({"perimees": "reprendre"}, False)],
)
def test_what_is_stale_is_kept_or_taken_back(ancien, options, garde):
    flux, premiere, _ = ancien
    chargement = loaded(flux, **options)
    premiere.refresh_from_db()
    assert (premiere.montant == Decimal("100.10")) is garde
    assert chargement.modifies == (0 if garde else 2)


def test_a_cell_that_someone_typed_is_news_beside_a_stale_one(ancien):
    flux, premiere, seconde = ancien
    rangs = {}

    def taper(onglet):
        rang = colonne(onglet, "Montant")
        for ligne in range(2, onglet.max_row + 1):
            rangs[onglet.cell(ligne, colonne(onglet, "Adhérent")).value] = ligne
        onglet.cell(rangs[seconde.adherent.nom], rang).value = 77

    flux = modifier(flux, "Contributions", taper)
    (question,) = apercu(flux).questions
    assert f"ligne {rangs[premiere.adherent.nom]}," in question.phrase
    assert f"ligne {rangs[seconde.adherent.nom]}," not in question.phrase
    loaded(flux, perimees="garder")
    premiere.refresh_from_db()
    seconde.refresh_from_db()
    assert (premiere.montant, seconde.montant) == (Decimal("100.10"), 77)


def test_a_row_deleted_since_is_not_made_again_in_silence():
    flux = classeur(2021)
    Subvention.objects.filter(exercice=2021).delete()
    (question,) = apercu(flux).questions
    assert "feuille Subventions, ligne 2, ligne supprimée depuis" in question.phrase
    assert loaded(flux, perimees="garder").crees == 0
    assert loaded(flux, perimees="reprendre").crees == 1


def test_a_workbook_loaded_as_another_year_has_nothing_stale(ancien):
    assert [question.code for question in apercu(ancien[0], exercice=2022).questions] == []


def test_the_marks_survive_a_spreadsheet_and_a_sheet_of_that_name_that_is_none_is_let_be(ancien):
    livre = load_workbook(ancien[0])
    assert livre["_export"].sheet_state == "hidden"
    sauve = BytesIO()
    livre.save(sauve)
    assert [question.code for question in apercu(sauve).questions] == ["perimees"]
    livre["_export"]["A2"].value = None
    livre["_export"]["D3"].value = "x"
    autre = BytesIO()
    livre.save(autre)
    assert apercu(autre).questions == []
    noms = [onglet.nom for onglet in lire_onglets(autre)]
    assert "_export" in noms and "_export" not in str(apercu(autre).avertissements)


def test_the_page_asks_about_what_is_stale_and_shows_what_was_decided(ancien, client):
    flux, premiere, seconde = ancien
    client.force_login(compte("gestionnaire"), backend="siim94.socle.demonstration.Comptes")
    page = deposer(client, "classeur", flux.getvalue(), "classeur.xlsx")
    chargement = page.context["chargement"]
    assert "1 question avant de charger" in page.text and "montant (périmée)" in page.text
    assert page.text.count('id="id_perimees_') == 2 and 'value="garder" checked' in plat(page.text)
    assert "Charger</button>" not in page.text, "what is proposed is not taken until it is sent"
    page = poster(client, "options", chargement, perimees="garder")
    assert "montant (périmée)" not in page.text and 'value="garder" checked' in plat(page.text)
    page = poster(client, "options", chargement, perimees="reprendre")
    assert "montant (périmée)" in page.text and "Charger</button>" in page.text
    poster(client, "confirmer", chargement)
    travailler()
    for objet in (premiere, seconde):
        objet.refresh_from_db()
        assert objet.montant not in (Decimal("100.10"), Decimal("200.20"))


def test_the_command_asks_about_what_is_stale(ancien, tmp_path, capsys):
    fichier = tmp_path / "classeur.xlsx"
    fichier.write_bytes(ancien[0].getvalue())
    with pytest.raises(CommandError) as refus:
        call_command("charger", "classeur", str(fichier))
    assert refus.value.returncode == 3 and "perimees=garder" in capsys.readouterr().out
    call_command("charger", "classeur", str(fichier), "--repondre", "perimees=reprendre")
    ancien[1].refresh_from_db()
    assert ancien[1].montant != Decimal("100.10")


def test_our_own_export_reloads_after_renames():
    """A member, a service, a branch of grades and a piece of software take other names: nothing changes."""
    flux = classeur(2021)
    Adherent.objects.filter(code="vitry").update(nom="Commune de Vitry", nom_court="CV")
    Pole.objects.filter(pk=Pole.objects.first().pk).update(nom="Service renommé")
    for filiere in Filiere.objects.all():
        Filiere.objects.filter(pk=filiere.pk).update(nom=f"{filiere.nom} bis")
    logiciel = Application.objects.filter(nom="ASWEB").get()
    Application.objects.filter(pk=logiciel.pk).update(nom="Logiciel renommé")
    vu = apercu(flux)
    assert ([str(erreur) for erreur in vu.erreurs], vu.questions, vu.change) == ([], [], False)


def test_a_name_taken_by_two_in_turn_is_not_guessed():
    flux = classeur(2021)
    for code in ("vitry", "ivry"):
        Adherent.objects.filter(code=code).update(nom="De passage")
        Adherent.objects.filter(code=code).update(nom=f"Nom de {code}")

    def nommer(onglet):
        onglet.cell(2, colonne(onglet, "Adhérent")).value = "De passage"

    (erreur,) = apercu(modifier(flux, "Contributions", nommer)).erreurs
    assert "« De passage » n’est pas enregistré" in plat(erreur.texte)
