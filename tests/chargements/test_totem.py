"""TotEM documents through the database: the sums of the real files, whose they are, what they replace."""

import csv
import re
import unicodedata
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db.models import Count, Sum

from finances.models import Budget, DocumentBudgetaire, LigneBudget
from rh.chargements import AUTRES, SECTEURS
from rh.models import EmploiGrade, Grade
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger, simuler
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.totem import lire_totem
from siim94.socle.models import Chargement, Exercice, LigneChargee, Organisme
from siim94.socle.refus import Refus
from tests.chargements.conftest import charger_exemple, exemple

pytestmark = pytest.mark.django_db

# Document, plan of accounts that holds for its year.
DOCUMENTS = {
    "crach-bp-2022.xml": "M14_COM_500_3500-2022.xml",
    "crach-ca-2021.xml": "M14_COM_500_3500-2021.xml",
    "crach-dm2-2021.xml": "M14_COM_500_3500-2021.xml",
    "crach-lotissement-bp-2022.xml": "M14_COM_500_3500-2022.xml",
    "mohon-cfu-2023.xml": "M57_A-2023.xml",
    "montreuil-ca-2016.xml": "M14_COM_SUP3500-2016.xml",
    "montreuil-ca-2017.xml": "M14_COM_SUP3500-2017.xml",
    "montreuil-ca-2018.xml": "M14_COM_SUP3500-2018.xml",
    "saint-malo-transport-bp-2022.xml": "M43_D-2022.xml",
}
COLONNES = {"MtPrev": "vote", "CredOuv": "credits_ouverts", "MtReal": "realise", "MtRAR3112": "reports"}


def attendus(table: str, document: str) -> list[dict]:
    with exemple(f"totem/{table}").open(encoding="utf-8") as flux:
        return [ligne for ligne in csv.DictReader(flux) if ligne["fichier"] == document]


def nombre(texte: str) -> Decimal:
    return Decimal(texte or 0)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_sums_per_chapter_in_the_database_are_those_of_the_document(donnees_2021, document):
    charger_exemple("nomenclature", f"plans_de_comptes/{DOCUMENTS[document]}")
    charger_exemple("totem", f"totem/{document}", autre_organisme=True)
    charge = DocumentBudgetaire.objects.get(autre_organisme=True)
    trouves = {
        (section, sens, code): (combien, *(montant or 0 for montant in montants))
        for section, sens, code, combien, *montants in _sommes(charge)
    }
    lignes = attendus("attendus_chapitres.csv", document)
    if not lignes:
        # Its own sub-totals are the reference of the CFU: no difference was warned of.
        assert document == "mohon-cfu-2023.xml"
        assert not Chargement.objects.get(genre="totem").apercu["avertissements"]
        assert charge.lignes.count() == 163
        return
    assert trouves == {
        (ligne["section"], ligne["sens"], ligne["chapitre"]): (
            int(ligne["n_lignes"]),
            *(nombre(ligne[colonne]) for colonne in COLONNES),
        )
        for ligne in lignes
    }


def _sommes(document):
    return (
        document.lignes.values_list("chapitre__section", "sens", "chapitre__code")
        .annotate(Count("pk"), *(Sum(champ) for champ in COLONNES.values()))
        .order_by()
    )


@pytest.mark.parametrize("document", ["crach-ca-2021.xml", "montreuil-ca-2017.xml", "montreuil-ca-2018.xml"])
def test_staffing_in_the_database_is_that_of_the_annex(donnees_2021, document):
    charger_exemple("nomenclature", f"plans_de_comptes/{DOCUMENTS[document]}")
    lignes = attendus("attendus_personnel.csv", document)
    annee = int(lignes[0]["exercice"])
    Exercice.objects.filter(annee=annee).update(statut=Exercice.Statut.OUVERT)
    _adopter(document)
    charger_exemple("totem", f"totem/{document}", remplacer=True)
    emplois, pourvus = defaultdict(Decimal), defaultdict(Decimal)
    for ligne in lignes:
        filiere, _ = SECTEURS.get(ligne["filiere"], AUTRES)
        poste = (filiere, ligne["categorie"], simple(ligne["grade"]), *map(vrai, _postes(ligne)))
        emplois[poste] += nombre(ligne["EffectifBud"])
        pourvus["titulaire" if ligne["type_agent"] == "I" else "contractuel", *poste] += nombre(
            ligne["EffectifPourvu"]
        )
    axes = ("grade__filiere__code", "grade__categorie", "grade__libelle", "temps_complet", "permanent")
    trouves = Grade.objects.effectifs([annee], annee, *axes)
    assert _par_grade(trouves, "emplois") == emplois
    par_statut = {"titulaire": "titulaires", "contractuel": "contractuels"}
    assert {
        (statut, *cle): valeur
        for statut, mesure in par_statut.items()
        for cle, valeur in _par_grade(trouves, mesure).items()
    } == pourvus


def _postes(ligne: dict) -> tuple[str, str]:
    return ligne["temps_complet"], ligne["permanent"]


def _par_grade(effectifs: dict, mesure: str) -> dict:
    """Our sums by grade as the expected file names it, without the category that told two apart."""
    par_grade = defaultdict(Decimal)
    for (_, *cle), effectif in effectifs.items():
        if (valeur := getattr(effectif, mesure)) is not None:
            cle[2] = re.sub(r" \(categorie [abc]\)$", "", simple(cle[2]))
            par_grade[tuple(cle)] += valeur
    return par_grade


def simple(libelle: str) -> str:
    decompose = unicodedata.normalize("NFKD", libelle.replace("'", "’").casefold())
    return " ".join("".join(signe for signe in decompose if not unicodedata.combining(signe)).split())


def vrai(texte: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(texte)


def _adopter(document: str) -> None:
    """Make the document's body ours."""
    entete = lire_totem(exemple(f"totem/{document}")).entete
    Organisme.objects.update(siret=entete.siret_etablissement)


def test_a_row_per_agent_gives_counts_and_no_person(donnees_2021):
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_SUP3500-2017.xml")
    Exercice.objects.filter(annee=2017).update(statut=Exercice.Statut.OUVERT)
    _adopter("montreuil-ca-2017.xml")
    charger_exemple("totem", "totem/montreuil-ca-2017.xml")
    # 2 338 rows of agents became 159 rows of grades.
    assert EmploiGrade.objects.filter(exercice=2017).count() < 159 + 1


def test_another_body_is_refused_until_it_is_confirmed_and_then_stays_apart(plan_crach, donnees_2021):
    Organisme.objects.update(siret="21930048000015")
    with pytest.raises(Refus, match="autre organisme"):
        charger_exemple("totem", "totem/crach-ca-2021.xml")
    assert not Chargement.objects.filter(genre="totem").exists()
    avant = LigneBudget.objects.total_execute(2021)
    charger_exemple("totem", "totem/crach-ca-2021.xml", autre_organisme=True)
    assert DocumentBudgetaire.objects.get(autre_organisme=True).siret == "21560046100010"
    assert LigneBudget.objects.total_execute(2021) == avant
    assert not EmploiGrade.objects.filter(exercice=2021, grade__libelle__startswith="ADJOINT").exists()


def test_while_our_siret_is_unknown_a_document_is_never_taken_for_ours(plan_crach):
    with pytest.raises(Refus, match="SIRET de l’organisme") as refus:
        charger_exemple("totem", "totem/crach-ca-2021.xml")
    assert refus.value.constats[0].option == "autre_organisme"


def test_a_stage_already_there_is_replaced_only_when_asked(plan_crach, siret_crach):
    apercu = simuler(chargeur_de("totem"), exemple("totem/crach-ca-2021.xml"), Options())
    assert "remplacer" in apercu.options_demandees
    lignes = next(table for table in apercu.tables if table.titre == "lignes budgétaires")
    # The diff is shown before anything is asked: our first data go, the document's 196 lines come.
    assert (lignes.crees, lignes.supprimes) == (
        196,
        LigneBudget.objects.filter(document__exercice=2021).count(),
    )
    with pytest.raises(Refus, match="déjà enregistré"):
        charger_exemple("totem", "totem/crach-ca-2021.xml")
    charger_exemple("totem", "totem/crach-ca-2021.xml", remplacer=True)
    document = DocumentBudgetaire.objects.get(exercice=2021, etape="CA")
    assert (document.siret, document.lignes.count()) == ("21560046100010", 196)


def test_the_same_file_again_changes_nothing_and_asks_nothing(plan_crach, siret_crach):
    charger_exemple("totem", "totem/crach-ca-2021.xml", remplacer=True)
    deuxieme = charger_exemple("totem", "totem/crach-ca-2021.xml")
    assert (deuxieme.crees, deuxieme.modifies, deuxieme.supprimes) == (0, 0, 0)
    assert deuxieme.inchanges > 196


def test_each_line_knows_where_it_stood_in_the_file(plan_crach, siret_crach):
    chargement = charger_exemple("totem", "totem/crach-ca-2021.xml", remplacer=True)
    lignes = chargement.lignes.filter(table_nom="finances_lignebudget", action="creation")
    assert lignes.count() == 196
    texte = exemple("totem/crach-ca-2021.xml").read_bytes().splitlines()
    for ligne in lignes[:5]:
        compte = LigneBudget.objects.get(pk=ligne.cle).compte.code
        assert any(compte.encode() in morceau for morceau in texte[ligne.ligne - 1 : ligne.ligne + 8])


def test_a_closed_year_is_refused_before_anything_is_written(plan_crach, siret_crach):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    with pytest.raises(Refus, match="clos"):
        charger_exemple("totem", "totem/crach-ca-2021.xml", remplacer=True)
    assert not Chargement.objects.filter(genre="totem").exists()


def test_our_document_of_a_year_that_does_not_exist_is_refused_with_the_way_to_open_it(
    plan_crach, siret_crach
):
    with pytest.raises(Refus, match=r"L’exercice 2022 n’existe pas.*Exercices"):
        charger_exemple("totem", "totem/crach-bp-2022.xml")


def test_another_bodys_year_comes_without_a_report(plan_crach):
    charger_exemple("totem", "totem/crach-bp-2022.xml", autre_organisme=True)
    assert Exercice.objects.get(annee=2022).statut == Exercice.Statut.REPRIS


def test_an_unknown_plan_is_named_with_the_way_to_load_it(donnees_2021):
    with pytest.raises(Refus, match=r"M43_D.*charger nomenclature"):
        charger_exemple("totem", "totem/saint-malo-transport-bp-2022.xml", autre_organisme=True)


def test_a_plan_known_in_part_is_not_enough(donnees_2021):
    # The first data hold the accounts in use of M14_COM_SUP3500 2021, not the plan.
    with pytest.raises(Refus, match=r"qu’en partie"):
        _charger_comme(exemple("totem/montreuil-ca-2018.xml"), b'Exer V="2018"', b'Exer V="2021"')


def _charger_comme(fichier, avant: bytes, apres: bytes):
    contenu = fichier.read_bytes()
    assert avant in contenu
    return charger(
        chargeur_de("totem"), contenu.replace(avant, apres), Options(autre_organisme=True), nom=fichier.name
    )


def test_the_year_expected_must_be_that_of_the_document(plan_crach, siret_crach):
    with pytest.raises(Refus, match="de l’exercice 2021, et non de 2020"):
        charger_exemple("totem", "totem/crach-ca-2021.xml", exercice=2020, remplacer=True)


def test_an_annexed_budget_is_a_budget_of_its_own(plan_crach, siret_crach):
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_500_3500-2022.xml")
    Exercice.objects.create(annee=2022)
    charger_exemple("totem", "totem/crach-lotissement-bp-2022.xml")
    budget = Budget.objects.get(genre="A")
    assert budget.libelle == "LOTISSEMENT LE BOCENO"
    assert DocumentBudgetaire.objects.get(budget=budget).autre_organisme is False


def test_an_account_the_plan_lacks_is_made_under_the_nearest_and_told(donnees_2021):
    charger_exemple("nomenclature", "plans_de_comptes/M43_D-2022.xml")
    chargement = charger_exemple("totem", "totem/saint-malo-transport-bp-2022.xml", autre_organisme=True)
    assert "6518" in chargement.apercu["avertissements"][0]["texte"]
    ligne = LigneBudget.objects.get(document__autre_organisme=True, compte__code="6518")
    assert ligne.compte.parent.code == "651"


def test_a_budgets_annex_does_not_replace_the_staff_of_31_december(plan_crach, siret_crach):
    avant = Grade.objects.effectif(2021).emplois
    chargement = charger_exemple("totem", "totem/crach-dm2-2021.xml")
    assert Grade.objects.effectif(2021).emplois == avant
    assert "effectifs" in chargement.apercu["avertissements"][0]["texte"]


@pytest.mark.parametrize(
    "fichier",
    [
        "mauvais_totem.xml",
        "totem_mauvais_siret.xml",
        "totem_mauvaise_annee.xml",
        "totem_mauvaise_etape.xml",
        "totem_mauvaise_nomenclature.xml",
    ],
)
def test_a_broken_file_is_refused_in_words_and_nothing_is_stored(plan_crach, fichier):
    avant = (Chargement.objects.count(), LigneBudget.objects.count(), LigneChargee.objects.count())
    with pytest.raises(ErreurFormat) as erreur:
        simuler(chargeur_de("totem"), exemple(f"totem/invalides/{fichier}"), Options())
    assert "fichier" in erreur.value.lieu
    with pytest.raises(Refus):
        charger_exemple("totem", f"totem/invalides/{fichier}", autre_organisme=True)
    assert (Chargement.objects.count(), LigneBudget.objects.count(), LigneChargee.objects.count()) == avant


def test_a_truncated_document_stores_nothing(plan_crach):
    contenu = exemple("totem/crach-ca-2021.xml").read_bytes()
    with pytest.raises(Refus):
        charger(chargeur_de("totem"), contenu[: len(contenu) // 2], Options(autre_organisme=True))
    assert not DocumentBudgetaire.objects.filter(autre_organisme=True).exists()
