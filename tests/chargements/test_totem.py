"""TotEM documents through the database: the sums of the documents, whose they are, what they replace."""

import re
import unicodedata
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db.models import Count, Sum

from finances.controles import UneLigneParGraphique
from finances.models import Budget, DocumentBudgetaire, LigneBudget
from rh.chargements import AUTRES, SECTEURS
from rh.models import EmploiGrade, Grade
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger, simuler
from siim94.controles.imprimees import ValeursImprimees
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.totem import MONTANTS_TOTEM, lire_totem
from siim94.formats.totem_chapitres import chapitres_calcules
from siim94.socle.models import Chargement, Exercice, LigneChargee, Organisme, ValeurImprimee
from siim94.socle.refus import Refus
from tests.chargements.conftest import charger_exemple
from tests.exemples import DOCUMENTS, INVALIDES, LIGNES_CA, SIRET_VILLE, exemple
from tests.formats.echantillons import LIGNE, SIRET, totem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_sums_per_chapter_in_the_database_are_those_of_the_document(donnees_2021, nom):
    charger_exemple("nomenclature", f"plans_de_comptes/{DOCUMENTS[nom].plan}")
    charger_exemple("totem", f"totem/{nom}", autre_organisme=True, exercice=DOCUMENTS[nom].annee)
    charge = DocumentBudgetaire.objects.get(autre_organisme=True)
    trouves = {
        (section, sens, code): [combien, *montants]
        for section, sens, code, combien, *montants in _sommes(charge)
    }
    assert trouves == DOCUMENTS[nom].sommes()
    if DOCUMENTS[nom].sous_totaux:
        # Its own sub-totals agree: no difference was warned of.
        assert not Chargement.objects.get(genre="totem").apercu["avertissements"]


def _sommes(document):
    return (
        document.lignes.values_list("chapitre__section", "sens", "chapitre__code")
        .annotate(Count("pk"), *(Sum(champ) for champ in ("vote", "credits_ouverts", "realise", "reports")))
        .order_by()
    )


@pytest.mark.parametrize("nom", ["ville-ca-2021.xml", "grande-ville-ca-2017.xml", "grande-ville-ca-2018.xml"])
def test_staffing_in_the_database_is_that_of_the_annex(donnees_2021, nom):
    document = DOCUMENTS[nom]
    charger_exemple("nomenclature", f"plans_de_comptes/{document.plan}")
    annee = document.annee
    Exercice.objects.filter(annee=annee).update(statut=Exercice.Statut.OUVERT)
    _adopter(nom)
    charger_exemple("totem", f"totem/{nom}", remplacer=True)
    emplois, pourvus = defaultdict(Decimal), defaultdict(Decimal)
    for agents in document.agents:
        filiere, _ = SECTEURS.get(agents.filiere, AUTRES)
        poste = (filiere, agents.categorie, simple(agents.grade), agents.complet, agents.permanent)
        emplois[poste] += agents.nombre * Decimal(agents.budgetaire)
        statut = "titulaire" if agents.titulaire else "contractuel"
        pourvus[statut, *poste] += agents.nombre * Decimal(agents.pourvu)
    axes = ("grade__filiere__code", "grade__categorie", "grade__libelle", "temps_complet", "permanent")
    trouves = Grade.objects.effectifs([annee], annee, *axes)
    assert _par_grade(trouves, "emplois") == emplois
    par_statut = {"titulaire": "titulaires", "contractuel": "contractuels"}
    assert {
        (statut, *cle): valeur
        for statut, mesure in par_statut.items()
        for cle, valeur in _par_grade(trouves, mesure).items()
    } == pourvus


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


def _adopter(document: str) -> None:
    """Make the document's body ours."""
    entete = lire_totem(exemple(f"totem/{document}")).entete
    Organisme.objects.update(siret=entete.siret)


def test_a_row_per_agent_gives_counts_and_no_person(donnees_2021):
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_SUP3500-2017.xml")
    Exercice.objects.filter(annee=2017).update(statut=Exercice.Statut.OUVERT)
    _adopter("grande-ville-ca-2017.xml")
    charger_exemple("totem", "totem/grande-ville-ca-2017.xml")
    # 84 rows of agents became a row a grade.
    assert EmploiGrade.objects.filter(exercice=2017).count() == 4


def test_a_stage_already_there_is_replaced_only_when_asked(plan_ville, siret_ville):
    apercu = simuler(chargeur_de("totem"), exemple("totem/ville-ca-2021.xml"), Options())
    assert "remplacer" in [question.code for question in apercu.questions]
    lignes = next(table for table in apercu.tables if table.titre == "lignes budgétaires")
    # The diff is shown before anything is asked: our first data go, the document's lines come.
    assert (lignes.crees, lignes.supprimes) == (
        LIGNES_CA,
        LigneBudget.objects.filter(document__exercice=2021).count(),
    )
    with pytest.raises(Refus, match="déjà enregistré"):
        charger_exemple("totem", "totem/ville-ca-2021.xml")
    charger_exemple("totem", "totem/ville-ca-2021.xml", remplacer=True)
    document = DocumentBudgetaire.objects.get(exercice=2021, etape="CA")
    assert (document.siret, document.lignes.count()) == (SIRET_VILLE, LIGNES_CA)


def test_the_same_file_again_changes_nothing_and_asks_nothing(plan_ville, siret_ville):
    charger_exemple("totem", "totem/ville-ca-2021.xml", remplacer=True)
    deuxieme = charger_exemple("totem", "totem/ville-ca-2021.xml")
    assert (deuxieme.crees, deuxieme.modifies, deuxieme.supprimes) == (0, 0, 0)
    assert deuxieme.inchanges > LIGNES_CA


def test_each_line_knows_where_it_stood_in_the_file(plan_ville, siret_ville):
    chargement = charger_exemple("totem", "totem/ville-ca-2021.xml", remplacer=True)
    lignes = chargement.lignes.filter(table_nom="finances_lignebudget", action="creation")
    assert lignes.count() == LIGNES_CA
    texte = exemple("totem/ville-ca-2021.xml").read_bytes().splitlines()
    for ligne in lignes[:5]:
        compte = LigneBudget.objects.get(pk=ligne.cle).compte.code
        assert any(compte.encode() in morceau for morceau in texte[ligne.ligne - 1 : ligne.ligne + 8])


def test_a_closed_year_is_refused_before_anything_is_written(plan_ville, siret_ville):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    with pytest.raises(Refus, match="clos"):
        charger_exemple("totem", "totem/ville-ca-2021.xml", remplacer=True)
    assert not Chargement.objects.filter(genre="totem").exists()


def test_an_unknown_plan_is_named_with_the_way_to_load_it(donnees_2021):
    with pytest.raises(Refus, match=r"M43_D.*charger nomenclature"):
        charger_exemple("totem", "totem/transport-bp-2022.xml", autre_organisme=True)


def test_a_plan_known_in_part_is_not_enough(donnees_2021):
    # The first data hold the accounts in use of M14_COM_SUP3500 2021, not the plan.
    with pytest.raises(Refus, match=r"qu’en partie"):
        _charger_comme(exemple("totem/grande-ville-ca-2018.xml"), b'Exer V="2018"', b'Exer V="2021"')


def _charger_comme(fichier, avant: bytes, apres: bytes):
    contenu = fichier.read_bytes()
    assert avant in contenu
    return charger(
        chargeur_de("totem"), contenu.replace(avant, apres), Options(autre_organisme=True), nom=fichier.name
    )


def test_the_year_expected_must_be_that_of_the_document(plan_ville, siret_ville):
    with pytest.raises(Refus, match="de l’exercice 2021, et non de 2020"):
        charger_exemple("totem", "totem/ville-ca-2021.xml", exercice=2020, remplacer=True)


def test_an_annexed_budget_without_a_name_is_called_what_it_is(notre):
    """The State's schema lets the names of the body and of the establishment be empty."""
    anonyme = re.sub(rb'<Libelle(Coll|Etab) V="[^"]*"/>', rb'<Libelle\1 V=""/>', totem(type_budget="A"))
    for _ in range(2):
        charger(chargeur_de("totem"), anonyme, Options(autre_organisme=True, remplacer=True))
        budget = Budget.objects.get(genre=Budget.Genre.ANNEXE)
        assert budget.libelle == f"Budget annexe {SIRET}"


def test_an_annexed_budget_is_a_budget_of_its_own(plan_ville, siret_ville):
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_500_3500-2022.xml")
    Exercice.objects.create(annee=2022)
    charger_exemple("totem", "totem/ville-lotissement-bp-2022.xml")
    budget = Budget.objects.get(genre="A")
    assert budget.libelle == "LOTISSEMENT DES ESSAIS"
    assert DocumentBudgetaire.objects.get(budget=budget).autre_organisme is False


def test_an_account_the_plan_lacks_is_made_under_the_nearest_and_told(donnees_2021):
    charger_exemple("nomenclature", "plans_de_comptes/M43_D-2022.xml")
    chargement = charger_exemple("totem", "totem/transport-bp-2022.xml", autre_organisme=True, exercice=2022)
    assert "6518" in chargement.apercu["avertissements"][0]["texte"]
    ligne = LigneBudget.objects.get(document__autre_organisme=True, compte__code="6518")
    assert ligne.compte.parent.code == "651"


def test_a_budgets_annex_does_not_replace_the_staff_of_31_december(plan_ville, siret_ville):
    avant = Grade.objects.effectif(2021).emplois
    chargement = charger_exemple("totem", "totem/ville-dm2-2021.xml")
    assert Grade.objects.effectif(2021).emplois == avant
    assert "effectifs" in chargement.apercu["avertissements"][0]["texte"]


@pytest.mark.parametrize("fichier", INVALIDES)
def test_a_broken_file_is_refused_in_words_and_nothing_is_stored(plan_ville, fichier):
    avant = (Chargement.objects.count(), LigneBudget.objects.count(), LigneChargee.objects.count())
    with pytest.raises(ErreurFormat) as erreur:
        simuler(chargeur_de("totem"), exemple(f"totem/invalides/{fichier}"), Options())
    assert "fichier" in erreur.value.lieu
    with pytest.raises(Refus):
        charger_exemple("totem", f"totem/invalides/{fichier}", autre_organisme=True)
    assert (Chargement.objects.count(), LigneBudget.objects.count(), LigneChargee.objects.count()) == avant


def test_a_truncated_document_stores_nothing(plan_ville):
    contenu = exemple("totem/ville-ca-2021.xml").read_bytes()
    with pytest.raises(Refus):
        charger(chargeur_de("totem"), contenu[: len(contenu) // 2], Options(autre_organisme=True))
    assert not DocumentBudgetaire.objects.filter(autre_organisme=True).exists()


def test_a_line_by_chapter_beside_lines_by_account_keeps_its_amount(notre):
    seule = LIGNE.replace('<Nature V="6064"/>', "")
    chargement = charger(chargeur_de("totem"), totem(lignes=LIGNE + seule, personnel=""), Options())
    lignes = LigneBudget.objects.filter(document__exercice=2030)
    assert set(lignes.values_list("compte__code", "compte__libelle", "vote")) == {
        ("6064", "Fournitures administratives", 10),
        ("011", "Charges générales", 10),
    }
    assert "011 (ligne" in chargement.apercu["avertissements"][0]["texte"]


def test_a_body_that_votes_by_function_is_told_once(notre):
    par_fonction = LIGNE.replace('<ContNat V="011"/>', '<ContFon V="90020"/>')
    with pytest.raises(Refus, match="voté par fonction") as refus:
        charger(chargeur_de("totem"), totem(lignes=par_fonction * 5), Options())
    assert len(refus.value.remarques) == 1


def test_an_unknown_chapter_is_named_with_its_line_the_nearest_and_what_to_do(notre):
    inconnue = LIGNE.replace('V="6064"', 'V="2999"').replace('ContNat V="011"', 'ContNat V="2999"')
    with pytest.raises(Refus, match=r"ligne 9.*2999.*le plus proche.*21 Immobilisations.*corrigez ce code"):
        charger(chargeur_de("totem"), totem(lignes=inconnue), Options())


def test_an_unknown_plan_is_named_with_the_nearest(notre):
    with pytest.raises(Refus, match=r"M14_ESSAIS.*le plus proche.*M14_ESSAI 2030\)"):
        charger(chargeur_de("totem"), totem(nomenclature="M14-M14_ESSAIS"), Options())


def cfu(realise, edition):
    """A CFU with the accountant's part of that edition."""
    corps = totem(etape="10", lignes=LIGNE.replace("-2.50", realise), personnel="")
    _, _, budget = corps.partition(b'encoding="UTF-8"?>')
    comptable = (
        '<DocumentComptable xmlns="http://www.minefi.gouv.fr/cp/demat/doccomptable"><EnteteComptable><Infos>'
        f'<Edition TypeEdition="{edition}"/></Infos></EnteteComptable></DocumentComptable>'
    )
    espace = "http://www.minefi.gouv.fr/cp/demat/doccfu"
    ouverture = f'<c:CompteFinancierUnique xmlns:c="{espace}">{comptable}'
    return ouverture.encode() + budget.strip() + b"</c:CompteFinancierUnique>"


def test_a_provisional_account_is_replaced_by_the_next_which_shows_the_differences(notre):
    charger(chargeur_de("totem"), cfu("5.00", "P"), Options())
    assert DocumentBudgetaire.objects.get(exercice=2030).provisoire
    encore = charger(chargeur_de("totem"), cfu("7.00", "P"), Options())
    chargement = charger(chargeur_de("totem"), cfu("8.50", "D"), Options())
    document = DocumentBudgetaire.objects.get(exercice=2030)
    assert (document.etape, document.provisoire, document.lignes.get().realise) == (
        "CFU",
        False,
        Decimal("8.50"),
    )
    assert "provisoire" in encore.apercu["avertissements"][0]["texte"]
    textes = [remarque["texte"].replace("\u00a0", " ") for remarque in chargement.apercu["avertissements"]]
    assert textes[0].startswith("Remplace le compte provisoire")
    assert textes[1] == "Dépenses, fonctionnement, réalisé : 7,00 € → 8,50 €."
    with pytest.raises(Refus, match="déjà enregistré"):
        charger(chargeur_de("totem"), cfu("9.00", "D"), Options())


def test_an_account_with_the_accountants_part_alone_is_refused_in_one_sentence(notre):
    contenu = cfu("5.00", "P")
    seul = contenu[: contenu.index(b"<DocumentBudgetaire")] + b"</c:CompteFinancierUnique>"
    with pytest.raises(Refus, match="que la partie du comptable"):
        charger(chargeur_de("totem"), seul, Options())


def test_totals_that_our_document_states_control_its_lines_from_then_on(donnees_2021):
    nom = "totem/cfu-2023.xml"
    charger_exemple("nomenclature", f"plans_de_comptes/{DOCUMENTS['cfu-2023.xml'].plan}")
    _adopter("cfu-2023.xml")
    charger_exemple("totem", nom, exercice=2023)
    gardes = ValeurImprimee.objects.filter(bilan_de=2023, chiffre__startswith="finances.document.")
    ecrits = {
        (total.criteres["ChapitreNature"], total.criteres["CodRD"], montant)
        for total in chapitres_calcules(lire_totem(exemple(nom)))
        for montant in MONTANTS_TOTEM.values()
        if getattr(total.montants, montant)
    }
    assert len(ecrits) > 40 and gardes.count() == len(ecrits)
    assert list(ValeursImprimees(2023).constats()) == []
    assert list(UneLigneParGraphique(2023).constats()) == []
    # A line that changes afterwards is held against what its document said.
    ligne = LigneBudget.objects.get(document__exercice=2023, compte__code="7067", sens="R")
    ligne.realise += Decimal("10.01")
    ligne.save()
    (constat,) = ValeursImprimees(2023).constats()
    assert "chapitre 70, recettes, réalisé" in constat.phrase and constat.ecart == Decimal("10.01")
    # And one that is gone leaves its chapter without anything.
    LigneBudget.objects.filter(document__exercice=2023, chapitre__code="70", sens="R").delete()
    assert {c.ecart for c in ValeursImprimees(2023).constats() if "réalisé" in c.phrase} == {
        -7 * Decimal("615.40")
    }
    # A document that is gone is one finding, and another that takes its place has its own totals.
    LigneBudget.objects.filter(document__exercice=2023).delete()
    DocumentBudgetaire.objects.filter(exercice=2023).delete()
    (constat,) = ValeursImprimees(2023).constats()
    assert f"et {len(ecrits) - 1} autres" in constat.phrase
    charger_exemple("totem", nom, exercice=2023)
    assert list(ValeursImprimees(2023).constats()) == [] and gardes.count() == len(ecrits)
