"""SCDL in and out: what we publish is valid, comes back as it was, and subsets of columns are read."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from finances.models import DocumentBudgetaire, LigneBudget
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.scdl import lire_scdl
from siim94.formats.totem import lire_totem
from siim94.socle.models import Exercice, Organisme
from siim94.socle.refus import Refus
from tests.chargements.conftest import charger_exemple
from tests.exemples import DOCUMENTS, SIRET_VILLE, exemple
from tests.exemples_plans import plan
from tests.formats.echantillons import LIGNE, SIRET, totem
from tests.formats.scdl import partiel, valider

pytestmark = pytest.mark.django_db
MONTANTS = ("vote", "credits_ouverts", "realise", "reports")


def exporter(chemin, annee=2021, **options):
    sortie = io.StringIO()
    call_command("exporter", "scdl", str(annee), sortie=chemin, stdout=sortie, **options)
    return sortie.getvalue()


def lignes(chemin):
    with chemin.open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def test_export_needs_a_siret_and_names_the_page(donnees_2021, tmp_path):
    with pytest.raises(CommandError, match="Organisme"):
        exporter(tmp_path / "budget.csv")
    assert not list(tmp_path.iterdir())


def test_export_of_the_first_year_holds_every_amount_and_says_what_lacks_its_article(donnees_2021, tmp_path):
    fichier = tmp_path / "budget.csv"
    texte = exporter(fichier, siret=SIRET_VILLE)
    document = DocumentBudgetaire.objects.execution(2021)
    ecrites = lignes(fichier)
    assert len(ecrites) == document.lignes.count()
    assert (
        sum(Decimal(ligne["BGT_MTREAL"] or 0) for ligne in ecrites)
        == document.lignes.aggregate(total=Sum("realise"))["total"]
    )
    sans_article = document.lignes.filter(compte=None).count()
    assert sans_article and f"{sans_article} lignes ne sont connues que par leur chapitre" in texte


def test_export_of_the_first_year_is_valid_against_the_official_schema(donnees_2021, siret_ville, tmp_path):
    exporter(tmp_path / "budget.csv")
    assert valider(tmp_path / "budget.csv") == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_export_of_each_document_is_valid_and_complete(donnees_2021, tmp_path, document):
    """The document is made ours, as it would be in the body that publishes it."""
    entete = lire_totem(exemple(f"totem/{document}")).entete
    Organisme.objects.update(siret=entete.siret)
    Exercice.objects.get_or_create(annee=entete.exercice)
    charger_exemple("nomenclature", f"plans_de_comptes/{DOCUMENTS[document].plan}")
    charger_exemple("totem", f"totem/{document}", remplacer=True)
    charge = DocumentBudgetaire.objects.get(siret=entete.siret)
    exporter(tmp_path / "budget.csv", entete.exercice, etape=charge.etape, budget=charge.budget.code)
    assert len(lignes(tmp_path / "budget.csv")) == charge.lignes.count()
    assert valider(tmp_path / "budget.csv") == []


@pytest.mark.parametrize("etape", ["CA", "DM"])
def test_what_is_exported_comes_back_unchanged(plan_ville, siret_ville, tmp_path, etape):
    charger_exemple("totem", "totem/ville-ca-2021.xml", remplacer=True)
    charger_exemple("totem", "totem/ville-dm2-2021.xml")
    DocumentBudgetaire.objects.filter(etape="DM").update(numero=0)
    exporter(tmp_path / "budget.csv", etape=etape)
    retour = charger(chargeur_de("scdl"), tmp_path / "budget.csv", Options(remplacer=True))
    # The name of the body and the day of the vote are not in the format's key: amounts and lines are.
    assert retour.lignes.filter(table_nom="finances_lignebudget").count() == 0


def test_a_converters_file_gives_the_sums_of_its_totem_original(plan_ville, siret_ville, tmp_path):
    """It fills neither the stage nor the chapters: the plan gives these, and the amounts are right."""
    charger_exemple("totem", "totem/ville-ca-2021.xml", remplacer=True)
    attendues = _sommes()
    exporter(tmp_path / "budget.csv")
    contenu = partiel(lire_scdl(tmp_path / "budget.csv")).replace(b'"",', b",")
    charger(chargeur_de("scdl"), contenu, Options(remplacer=True))
    assert _sommes() == attendues


def _sommes():
    document = DocumentBudgetaire.objects.get(exercice=2021, etape="CA", autre_organisme=False)
    lignes = document.lignes.values_list("chapitre__code", "sens").annotate(*(Sum(m) for m in MONTANTS))
    return {ligne[:2]: [montant or 0 for montant in ligne[2:]] for ligne in lignes.order_by()}


SOUS_ENSEMBLE = """BGT_NATDEC;BGT_ANNEE;BGT_SIRET;BGT_NATURE;BGT_CODRD;BGT_MTREAL
compte administratif;2021;{siret};6411;dépense;1200.50
compte administratif;2021;{siret};7478;recette;300
"""


def test_a_subset_of_columns_is_enough_and_the_plan_gives_the_chapters(plan_ville):
    contenu = SOUS_ENSEMBLE.format(siret=SIRET_VILLE).encode()
    charger(chargeur_de("scdl"), contenu, Options(autre_organisme=True, nomenclature="M14_COM_500_3500"))
    document = DocumentBudgetaire.objects.get(autre_organisme=True)
    trouvees = document.lignes.values_list("chapitre__code", "compte__code", "sens", "realise", "vote")
    assert set(trouvees) == {
        ("012", "6411", "D", Decimal("1200.50"), None),
        ("74", "7478", "R", Decimal(300), None),
    }


def test_without_a_plan_that_knows_the_chapters_the_file_is_refused(donnees_2021):
    contenu = SOUS_ENSEMBLE.format(siret=SIRET_VILLE).encode()
    with pytest.raises(Refus, match="charger nomenclature"):
        charger(chargeur_de("scdl"), contenu, Options(autre_organisme=True))
    assert not DocumentBudgetaire.objects.filter(autre_organisme=True).exists()


def test_one_file_may_hold_several_documents(plan_ville):
    contenu = SOUS_ENSEMBLE.format(siret=SIRET_VILLE)
    contenu += f"budget primitif;2021;{SIRET_VILLE};6411;dépense;5\n"
    chargement = charger(chargeur_de("scdl"), contenu.encode(), Options(autre_organisme=True))
    assert set(DocumentBudgetaire.objects.filter(autre_organisme=True).values_list("etape", flat=True)) == {
        "CA",
        "BP",
    }
    assert chargement.exercice_id == 2021


def test_only_the_year_asked_for_is_read(plan_ville):
    contenu = SOUS_ENSEMBLE.format(siret=SIRET_VILLE).encode()
    with pytest.raises(Refus, match="aucune ligne budgétaire pour 2020"):
        charger(chargeur_de("scdl"), contenu, Options(autre_organisme=True, exercice=2020))


def test_a_bad_amount_stores_nothing_and_tells_its_cell(plan_ville):
    contenu = SOUS_ENSEMBLE.format(siret=SIRET_VILLE).replace("1200.50", "mille").encode()
    with pytest.raises(Refus, match=r"ligne 2, colonne BGT_MTREAL"):
        charger(chargeur_de("scdl"), contenu, Options(autre_organisme=True))
    with pytest.raises(ErreurFormat):
        chargeur_de("scdl").lire(contenu, Options(autre_organisme=True))
    assert not DocumentBudgetaire.objects.filter(autre_organisme=True).exists()


def test_a_closed_year_is_refused(plan_ville, siret_ville):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    with pytest.raises(Refus, match="clos"):
        charger(
            chargeur_de("scdl"), SOUS_ENSEMBLE.format(siret=SIRET_VILLE).encode(), Options(remplacer=True)
        )


def test_export_of_a_stage_that_is_not_there_is_refused(donnees_2021, tmp_path):
    Organisme.objects.update(siret=SIRET_VILLE)
    with pytest.raises(CommandError, match="budget primitif"):
        exporter(tmp_path / "budget.csv", etape="BP")
    assert LigneBudget.objects.exists()


def test_specialised_articles_and_labels_of_functions_are_published(notre, tmp_path):
    specialisee = LIGNE.replace('ArtSpe V="false"', 'ArtSpe V="true"').replace('V="6064"', 'V="2183"')
    detaillee = LIGNE.replace('V="020"', 'V="0201"').replace('ContNat V="011"', 'ContNat V="21"')
    lignes_totem = (
        LIGNE + specialisee.replace('V="011"', 'V="21"') + detaillee.replace('V="6064"', 'V="2183"')
    )
    charger(chargeur_de("totem"), totem(lignes=lignes_totem, personnel=""), Options())
    exporter(tmp_path / "budget.csv", 2030)
    assert valider(tmp_path / "budget.csv") == []
    publiees = [
        (ligne["BGT_NATURE"], ligne["BGT_FONCTION"], ligne["BGT_FONCTION_LABEL"], ligne["BGT_ARTSPE"])
        for ligne in lignes(tmp_path / "budget.csv")
    ]
    assert sorted(publiees) == [
        ("2183", "020", "Administration", "spécialisé"),
        ("2183", "0201", "Administration", "non spécialisé"),
        ("6064", "020", "Administration", "non spécialisé"),
    ]
    retour = charger(chargeur_de("scdl"), tmp_path / "budget.csv", Options())
    assert (retour.crees, retour.modifies) == (0, 0)


def test_labels_of_functions_that_the_plan_has_not_are_kept_and_published(notre, tmp_path):
    tetes = "BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_CONTNAT,BGT_NATURE,BGT_FONCTION,BGT_FONCTION_LABEL"
    tetes += ",BGT_CODRD,BGT_MTREAL"
    lues = [
        f"{etape},2030,{SIRET},011,6064,54,Espace \u0096 rural,dépense,1"
        for etape in ("compte administratif", "budget primitif")
    ]
    charger(chargeur_de("scdl"), "\n".join([tetes, *lues]).encode(), Options())
    exporter(tmp_path / "budget.csv", 2030, etape="CA")
    (ligne,) = lignes(tmp_path / "budget.csv")
    assert (ligne["BGT_FONCTION_LABEL"], ligne["BGT_ARTSPE"]) == ("Espace – rural", "")


def test_codes_that_the_schema_finds_too_long_go_out_as_the_account_that_they_detail(notre, tmp_path):
    charger(
        chargeur_de("totem"),
        totem(lignes=LIGNE.replace('V="6064"', 'V="6064123456789012345"'), personnel=""),
        Options(),
    )
    exporter(tmp_path / "budget.csv", 2030)
    assert [ligne["BGT_NATURE"] for ligne in lignes(tmp_path / "budget.csv")] == ["6064"]
    assert valider(tmp_path / "budget.csv") == []


def test_the_plan_that_our_documents_of_the_year_follow_is_taken_without_a_question(notre):
    charger(chargeur_de("nomenclature"), plan("M57_A", 2030), Options())
    autre = "BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_CONTNAT,BGT_NATURE,BGT_CODRD,BGT_MTPREV\n"
    charger(chargeur_de("totem"), totem(personnel=""), Options())
    budget = f"{autre}budget primitif,2030,{SIRET},011,6064,dépense,10\n".encode()
    charger(chargeur_de("scdl"), budget, Options())
    assert DocumentBudgetaire.objects.get(exercice=2030, etape="BP").nomenclature.declinaison == "M14_ESSAI"


@pytest.mark.parametrize("autre", [True, False])
def test_two_documents_of_a_year_that_does_not_exist_make_it_once(donnees_2021, tmp_path, autre):
    if not autre:
        Organisme.objects.update(siret=SIRET_VILLE)
    fichier = tmp_path / "budgets.csv"
    debut = f",2023,{SIRET_VILLE},VILLE,011,6042,dépense,réel,"
    fichier.write_text(
        "BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_CODRD,BGT_OPBUDG,BGT_MTPREV\n"
        f"budget primitif{debut}100.00\nbudget supplémentaire{debut}10.00\n",
        encoding="utf-8",
    )
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_500_3500-2022.xml")
    options = Options(autre_organisme=autre, propositions=True)
    charger(chargeur_de("scdl"), fichier, options)
    assert DocumentBudgetaire.objects.filter(exercice=2023, autre_organisme=autre).count() == 2
