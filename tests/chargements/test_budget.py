"""Which document a file is: year, budget, stage, number and day; nothing takes another's place in silence."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from finances.models import DocumentBudgetaire
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.socle.refus import Refus
from tests.chargements.test_views import deposer, poster
from tests.comptes import connecter
from tests.formats.echantillons import LIGNE, SIRET, totem

pytestmark = pytest.mark.django_db


def scdl(montant, etape="décision modificative", siret=SIRET, annee=2030):
    return (
        "BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_CODRD,BGT_OPBUDG,BGT_MTPREV\n"
        f"{etape},{annee},{siret},SYNDICAT,011,6064,dépense,réel,{montant}\n"
    ).encode()


def decision(numero="", jour="", montant="10.00"):
    """An amending decision in TotEM."""
    decision = f'<NumDec V="{numero}"/>' if numero else ""
    decision += f'<DteDec V="{jour}"/>' if jour else ""
    return totem(etape="02", decision=decision, lignes=LIGNE.replace("10.00", montant), personnel="")


def charge(contenu, genre="scdl", **options):
    return charger(chargeur_de(genre), contenu, Options(**options))


def votes(etape="DM", autre_organisme=False):
    """What each document of a stage voted, by number."""
    documents = DocumentBudgetaire.objects.filter(exercice=2030, etape=etape, autre_organisme=autre_organisme)
    return dict(documents.values_list("numero").annotate(Sum("lignes__vote")).order_by("numero"))


def test_a_second_decision_that_says_no_number_asks_for_it_and_names_the_first(notre):
    charge(scdl(100))
    with pytest.raises(Refus, match=r"ne dit pas quel document.*Décision modificative 2030") as refus:
        charge(scdl(50), remplacer=True)
    assert [question.code for question in refus.value.questions] == ["numero"]
    charge(scdl(50), numero=2)
    assert votes() == {0: Decimal(100), 2: Decimal(50)}


def test_the_number_of_a_document_that_is_there_replaces_it_when_confirmed(notre):
    charge(scdl(100))
    charge(scdl(50), numero=2)
    with pytest.raises(Refus, match=r"nº 2 2030.*déjà enregistré"):
        charge(scdl(60), numero=2)
    charge(scdl(60), numero=2, remplacer=True)
    charge(scdl(110), numero=0, remplacer=True)
    assert votes() == {0: Decimal(110), 2: Decimal(60)}


def test_the_same_file_again_is_known_by_its_lines(notre):
    charge(scdl(100))
    charge(scdl(50), numero=2)
    encore = charge(scdl(50))
    assert (encore.crees, encore.modifies, encore.supprimes) == (0, 0, 0)
    assert encore.titre.startswith("Décision modificative nº 2 2030")


def test_a_decision_of_the_finance_software_is_not_counted_twice_with_its_publication(notre):
    charge(decision(numero=1, jour="2030-03-10"), "totem")
    with pytest.raises(Refus, match=r"nº 1 2030 du 10/03/2030"):
        charge(scdl(50))
    charge(scdl(50), numero=1, remplacer=True)
    document = DocumentBudgetaire.objects.get(exercice=2030, etape="DM")
    # The open-data format has no day: the one that was known stays.
    assert (document.numero, document.date, votes()) == (1, date(2030, 3, 10), {1: Decimal(50)})


def test_a_numbered_decision_beside_one_without_a_number_says_so(notre):
    charge(scdl(100))
    chargement = charge(decision(numero=1), "totem")
    assert "sans numéro" in chargement.apercu["avertissements"][0]["texte"]
    assert votes() == {0: Decimal(100), 1: Decimal(10)}


@pytest.mark.parametrize("numeros", [(2022001, 2022002), (9999999998, 9999999999), (1001, 2001)])
def test_numbers_have_up_to_ten_digits(notre, numeros):
    for numero in numeros:
        charge(decision(numero), "totem")
    assert tuple(votes()) == numeros
    with pytest.raises(Refus, match="dix chiffres"):
        charge(decision(12345678901), "totem")
    with pytest.raises(Refus, match="dix chiffres"):
        charge(scdl(5), numero=12345678901)


def test_decisions_without_a_number_are_told_by_their_day(notre):
    charge(decision(jour="2030-03-10"), "totem")
    charge(decision(jour="2030-06-20", montant="30.00"), "totem")
    documents = DocumentBudgetaire.objects.filter(exercice=2030, etape="DM").order_by("date")
    assert [document.date.month for document in documents] == [3, 6]
    with pytest.raises(Refus, match="déjà enregistré"):
        charge(decision(jour="2030-06-20", montant="40.00"), "totem")
    with pytest.raises(Refus, match=r"du 10/03/2030, .* du 20/06/2030"):
        charge(decision(montant="40.00"), "totem")


def test_the_same_number_on_another_day_is_asked(notre):
    charge(decision(1, "2030-03-10"), "totem")
    autre = decision(1, "2030-04-01", "30.00")
    with pytest.raises(Refus, match=r"nº 1 2030 du 10/03/2030") as refus:
        charge(autre, "totem")
    assert [(q.code, set(q.choix)) for q in refus.value.questions] == [("remplacer", {"oui", "non"})]
    charge(autre, "totem", numero=1)
    assert DocumentBudgetaire.objects.filter(exercice=2030, etape="DM", numero=1).count() == 2
    with pytest.raises(Refus, match="ne dit pas sa date"):
        charge(scdl(5), numero=1)


def test_a_voted_decision_takes_the_place_of_its_draft_when_confirmed(notre):
    charge(decision(1, "2030-03-10"), "totem")
    charge(decision(1, "2030-04-01", "30.00"), "totem", remplacer=True)
    assert DocumentBudgetaire.objects.get(exercice=2030, etape="DM").date == date(2030, 4, 1)
    assert votes() == {1: Decimal(30)}


@pytest.mark.parametrize("etape", ["budget primitif", "budget supplémentaire", "compte administratif"])
def test_a_stage_of_which_a_year_has_one_needs_no_number(notre, etape):
    charge(scdl(100, etape))
    with pytest.raises(Refus, match="déjà enregistré"):
        charge(scdl(50, etape))
    charge(scdl(50, etape), remplacer=True)
    (document,) = DocumentBudgetaire.objects.filter(exercice=2030)
    assert votes(document.etape) == {0: Decimal(50)}


def test_another_body_has_decisions_of_its_own(notre):
    autre = "21560046100010"
    charge(scdl(100))
    charge(scdl(70, siret=autre), autre_organisme=True)
    with pytest.raises(Refus, match="ne dit pas quel document"):
        charge(scdl(80, siret=autre), autre_organisme=True)
    charge(scdl(80, siret=autre), autre_organisme=True, numero=3)
    assert votes(autre_organisme=True) == {0: Decimal(70), 3: Decimal(80)}


def test_the_command_takes_and_names_the_number(notre, tmp_path, capsys):
    fichier = tmp_path / "dm.csv"
    fichier.write_bytes(scdl(100))
    call_command("charger", "scdl", str(fichier))
    fichier.write_bytes(scdl(50))
    with pytest.raises(CommandError, match=r"numero \(--numero N\)") as refus:
        call_command("charger", "scdl", str(fichier))
    assert refus.value.returncode == 3
    call_command("charger", "scdl", str(fichier), "--numero", "2")
    assert votes() == {0: Decimal(100), 2: Decimal(50)}


@pytest.mark.parametrize(("numero", "montant"), [(0, "100.00"), (2, "50.00"), (None, "50.00")])
def test_any_decision_can_be_published(notre, tmp_path, numero, montant):
    charge(scdl(100))
    charge(scdl(50), numero=2)
    fichier = tmp_path / "sortie.csv"
    call_command("exporter", "scdl", "2030", sortie=fichier, etape="DM", numero=numero, stdout=io.StringIO())
    assert f",{montant}," in fichier.read_text()
    with pytest.raises(CommandError, match=r"décision modificative de nº 3"):
        call_command("exporter", "scdl", "2030", sortie=fichier, etape="DM", numero=3)


def test_the_page_asks_for_the_number_and_takes_it(notre, client):
    connecter("gestionnaire", client)
    charge(scdl(100))
    assert deposer(client, "scdl", scdl(60), "dm.csv", numero="3").context["apercu"].erreurs == []
    depot = deposer(client, "scdl", scdl(50), "dm.csv")
    assert 'name="numero"' in depot.content.decode()
    chargement = depot.context["chargement"]
    page = poster(client, "options", chargement, numero="99999999999").content.decode()
    assert "9999999999" in page and 'name="numero"' in page
    page = poster(client, "options", chargement, numero="2").content.decode()
    assert "avant de charger" not in page and "Décision modificative nº 2 2030" in page
    assert 'value="2"' in page, "the answer is shown, to be changed"
    assert (
        poster(client, "options", chargement, numero="4")
        .context["apercu"]
        .titre.startswith("Décision modificative nº 4 2030")
    )


def test_the_same_document_in_centimes_is_asked(notre):
    charge(scdl("12345.67", "compte administratif"))
    with pytest.raises(Refus, match="100 fois celui du document Compte administratif 2030") as refus:
        charge(scdl("1234567", "compte administratif"), remplacer=True)
    assert [question.code for question in refus.value.questions] == ["unites"]
    (question,) = refus.value.questions
    assert question.proposition is None and "sans doute en centimes" in question.phrase
    charge(scdl("1234567", "compte administratif"), unites="centimes")
    assert votes("CA") == {0: Decimal("12345.67")}
    charge(scdl("1234567", "compte administratif"), remplacer=True, unites="euros")
    assert votes("CA") == {0: Decimal(1234567)}


def test_a_document_of_the_finance_software_in_centimes_is_divided(notre):
    charge(scdl("10.00", "budget primitif"))
    contenu = totem(etape="09", lignes=LIGNE.replace("10.00", "1000.00").replace("-2.5", "-2"), personnel="")
    with pytest.raises(Refus, match="100 fois celui du document Budget primitif 2030"):
        charge(contenu, "totem")
    charge(contenu, "totem", unites="centimes")
    assert votes("CA") == {0: Decimal(10)}


def test_documents_of_one_file_are_asked_each_for_its_unit(notre):
    charge(scdl(100, "budget primitif"))
    charge(scdl(100, "budget supplémentaire"), numero=1)
    fichier = scdl(10000, "budget primitif") + scdl(100000, "compte administratif").split(b"\n", 1)[1]
    with pytest.raises(Refus) as refus:
        charge(fichier, remplacer=True)
    codes = [q.code for q in refus.value.questions]
    assert codes == ["unites-budget-primitif-2030-syndicat", "unites-compte-administratif-2030-syndicat"]
    charge(fichier, reponses=dict(zip(codes, ("centimes", "milliemes"), strict=True)))
    assert votes("BP") == {0: Decimal(100)} and votes("CA") == {0: Decimal(100)}


@pytest.mark.parametrize(
    ("montant", "dit"),
    [
        ("1000000", "100 fois celui"),
        ("98000", "10 fois celui"),
        ("12000000", "1 000 fois celui"),
        ("110", "100 fois moins que celui"),
    ],
)
def test_accounts_are_compared_with_the_budget_of_the_year(notre, montant, dit):
    charge(scdl(10000, "budget primitif"))
    with pytest.raises(Refus, match=dit.replace(" 000", ".000")):
        charge(scdl(montant, "compte administratif"))


@pytest.mark.parametrize("montant", ["9000", "30000", "45000", "2500"])
def test_documents_of_one_scale_ask_nothing(notre, montant):
    charge(scdl(10000, "budget primitif"))
    charge(scdl(montant, "compte administratif"))
    charge(scdl(100))


def test_the_command_confirms_amounts(notre, tmp_path):
    fichier = tmp_path / "ca.csv"
    charge(scdl(100, "budget primitif"))
    fichier.write_bytes(scdl(10000, "compte administratif"))
    with pytest.raises(CommandError, match=r"unites \(--en-euros\)"):
        call_command("charger", "scdl", str(fichier))
    call_command("charger", "scdl", str(fichier), "--en-euros")
    assert votes("CA") == {0: Decimal(10000)}


def test_chapters_that_lost_their_zero_or_are_subdivided_are_found(notre):
    contenu = scdl(100).decode() + (
        f"décision modificative,2030,{SIRET},SYNDICAT,11,6064,dépense,réel,1\n"
        f"décision modificative,2030,{SIRET},SYNDICAT,4581001,4581001,dépense,réel,2\n"
        f"décision modificative,2030,{SIRET},SYNDICAT,40,2183,dépense,d’ordre,3\n"
        f"décision modificative,2030,{SIRET},SYNDICAT,21,2183,dépense,réel,4\n"
    )
    charge(contenu.encode())
    document = DocumentBudgetaire.objects.get(exercice=2030)
    assert set(document.lignes.values_list("chapitre__code", "compte__code", "ordre", "vote")) == {
        ("011", "6064", False, 100),
        ("011", "6064", False, 1),
        ("4581", "4581001", False, 2),
        ("040", "2183", True, 3),
        ("21", "2183", False, 4),
    }


def test_a_chapter_that_no_plan_has_is_named_with_its_line(notre):
    contenu = scdl(100).decode() + f"décision modificative,2030,{SIRET},SYNDICAT,987,987,dépense,réel,1\n"
    with pytest.raises(Refus, match=r"M14_ESSAI.*987 \(ligne.3\)"):
        charge(contenu.encode())


def test_columns_that_the_schema_has_not_are_named(notre):
    contenu = (
        scdl(100)
        .decode()
        .replace("BGT_MTPREV", "BGT_MTPREV,BGT_ID,BGT_NATURE_RAW")
        .replace(",100", ",100,12,6064A")
    )
    chargement = charge(contenu.encode())
    assert chargement.apercu["avertissements"][0]["texte"].endswith("BGT_ID, BGT_NATURE_RAW.")
