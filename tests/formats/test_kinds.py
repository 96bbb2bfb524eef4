"""What a kind writes for a field or a file, it reads back; what it cannot read, it says in a sentence."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from siim94.formats import kinds
from siim94.formats.annuaire import Annuaire
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import ChoixKind, NombreKind
from siim94.formats.mots import cle
from siim94.formats.nombres import ecrire_nombre

NATURES = ChoixKind([("cot", "cotisation d’équipement"), ("œuvre", "œuvres"), ("1", "1er appel")], "")
PRECISIONS = ChoixKind([("", "exact"), ("plus de", "plus de")], "")


def nombres(places: int):
    return st.decimals(-(10**11), 10**11, places=places, allow_nan=False, allow_infinity=False)


CAS = [
    (NombreKind(4), nombres(4)),
    (NombreKind(2), nombres(2)),
    (kinds.MONTANT, nombres(2)),
    (kinds.ENTIER, st.integers(-(10**18), 10**18)),
    (kinds.NUMERO, st.integers(0, 10**18)),
    (kinds.JOUR, st.dates()),
    (kinds.OUI_NON, st.booleans()),
    (NATURES, st.sampled_from(["cot", "œuvre", "1"])),
    (kinds.LISTE, st.lists(st.from_regex(r"[^|\s\x00](?:[^|\r\n\x00]*[^|\s\x00])?", fullmatch=True))),
    (kinds.TEXTE, st.text().map(lambda texte: texte.strip(kinds.BLANCS))),
]


@pytest.mark.parametrize(("kind", "valeurs"), CAS, ids=lambda cas: type(cas).__name__)
def test_what_is_written_for_a_field_or_a_file_is_read_back(kind, valeurs):
    @given(valeurs | st.none())
    def relire(valeur):
        attendue = kind.vide if valeur in (None, "") else valeur
        if kind is kinds.LISTE:
            attendue = valeur or []
        assert kind.lire(kind.saisir(valeur), tape=True) == attendue
        assert kind.lire(kind.copier(valeur)) == attendue
        if valeur is not None:
            assert kind.lire(kind.exporter(valeur) if kind.numerique else kind.saisir(valeur)) == attendue

    relire()


@pytest.mark.parametrize("kind", [cas[0] for cas in CAS], ids=lambda kind: type(kind).__name__)
def test_an_empty_text_is_no_value(kind):
    for blanc in (None, "", " ", "\u202f\t", "\u00a0"):
        assert kind.lire(blanc) == ([] if kind is kinds.LISTE else kind.vide)


@pytest.mark.parametrize(
    ("kind", "brut", "phrase"),
    [
        (kinds.MONTANT, "douze euros", "Le texte de la cellule n’est pas un nombre."),
        (kinds.MONTANT, "45 %", "« 45 % » n’est pas un nombre."),
        (kinds.MONTANT, True, "« vrai » n’est pas un nombre."),
        (kinds.MONTANT, float("inf"), "Une valeur infinie n’est pas un nombre."),
        (kinds.ENTIER, "12,5", "« 12,5 » n’est pas un nombre entier."),
        (kinds.ENTIER, 12.5, "« 12,5 » n’est pas un nombre entier."),
        (kinds.JOUR, "demain", "Le texte de la cellule n’est pas une date (attendu : JJ/MM/AAAA)."),
        (kinds.JOUR, 44562, "« 44562 » n’est pas une date (attendu : JJ/MM/AAAA)."),
        (kinds.OUI_NON, "peut-être", "« peut-être » ne dit ni oui ni non."),
        (
            NATURES,
            "don",
            "« don » n’est pas une valeur possible : « Cotisation d’équipement », « Œuvres », « 1er appel ».",
        ),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(kind, brut, phrase):
    with pytest.raises(ErreurFormat) as erreur:
        kind.lire(brut)
    assert erreur.value.phrase.replace("\u00a0", " ") == phrase


@pytest.mark.parametrize("texte", ["1,234", "1.234", "-12,345", "(1,234)", "999,999"])
@pytest.mark.parametrize("kind", [NombreKind(), kinds.MONTANT, kinds.ENTIER])
@pytest.mark.parametrize("porte", [{}, {"tape": True}])
def test_thousands_that_may_be_decimals_are_refused_in_every_door_with_both_writings(kind, texte, porte):
    with pytest.raises(ErreurFormat, match=r"deux façons\s: écrivez .*\d{3} ou .*,\d{3}0"):
        kind.lire(texte, **porte)


@pytest.mark.parametrize("porte", [{}, {"tape": True}])
@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("1 234", "1234"),
        ("1 234,5", "1234.5"),
        ("1234,567", "1234.567"),
        ("0,125", "0.125"),
        ("1,2340", "1.234"),
    ],
)
def test_what_reads_in_one_way_is_read_in_every_door(texte, lu, porte):
    assert NombreKind().lire(texte, **porte) == Decimal(lu)


@given(st.decimals(-2000, 2000, places=3))
def test_what_we_write_reads_in_one_way(valeur):
    kind = NombreKind()
    assert kind.lire(kind.saisir(valeur), tape=True) == kind.lire(kind.copier(valeur)) == valeur


def test_a_lone_dash_is_nothing_where_a_person_types():
    assert NombreKind().lire("–", tape=True) is None


@given(st.decimals(-(10**9), 10**9, places=22), st.sampled_from(["technique", "francais"]))
@example(Decimal("0.0010000000522445051425"), "technique")
@example(Decimal("1234.0612345678"), "francais")
def test_decimals_that_software_writes_are_no_telephone_number(valeur, style):
    assert NombreKind().lire(ecrire_nombre(valeur, style)) == valeur


PERSONNES = [
    "Jeanne MARTIN",
    "martin",
    "01 46 80 12 34",
    "06.12.34.56.78",
    "+33.146801234",
    "+33 1 46 80 12 34",
    "j.m@ville.fr",
    "Mme Bé 3",
]


@pytest.mark.parametrize("texte", PERSONNES)
@pytest.mark.parametrize("kind", [kinds.MONTANT, kinds.ENTIER, NombreKind(), kinds.JOUR])
def test_a_shifted_row_has_nobody_quoted_by_a_column_of_numbers_or_days(kind, texte):
    with pytest.raises(ErreurFormat) as erreur:
        kind.lire(texte)
    assert texte not in str(erreur.value) and "le texte de la cellule n'est pas un" in str(erreur.value)


def test_one_per_cent_counts_for_what_the_door_says():
    assert NombreKind().lire("45 %", pourcent=1) == 45
    assert NombreKind().lire("45 %", pourcent=Decimal("0.01")) == Decimal("0.45")


def test_cells_that_a_spreadsheet_typed_are_read_as_their_text_would_be():
    assert kinds.MONTANT.lire(0.1 + 0.2) == Decimal("0.3")
    assert kinds.ENTIER.lire(12.0) == 12
    assert kinds.TEXTE.lire(6411.0) == "6411"
    assert kinds.TEXTE.lire(datetime(2021, 12, 31)) == "31/12/2021"
    assert kinds.JOUR.lire(datetime(2021, 12, 31, 10)) == date(2021, 12, 31)
    assert kinds.OUI_NON.lire(1) is True
    assert kinds.OUI_NON.lire(False) is False


@pytest.mark.parametrize("texte", ["cotisation d'equipement", "COTISATION D’ÉQUIPEMENT", "cot"])
def test_a_choice_is_read_by_its_label_or_code_whatever_accents_case_and_apostrophe(texte):
    assert NATURES.lire(texte) == "cot"
    assert NATURES.lire("oeuvre") == "œuvre"


def test_a_blank_choice_that_has_a_label_keeps_it_in_a_file():
    assert PRECISIONS.copier("") == "exact"
    assert PRECISIONS.lire("exact") == PRECISIONS.lire("") == ""
    assert PRECISIONS.choix == (("Plus de", "plus de"),)


def test_each_place_has_its_writing():
    montant = Decimal("1234.5")
    assert kinds.MONTANT.ecrire(montant) == "1\u202f234,50"
    assert kinds.MONTANT.detailler(montant) == "1\u202f234,50\u00a0€"
    assert NombreKind(2).ecrire(Decimal("12.00")) == "12"
    assert kinds.NUMERO.ecrire(2021) == kinds.NUMERO.raconter(2021) == "2021"
    assert kinds.ENTIER.ecrire(2021) == "2\u202f021"
    assert kinds.JOUR.detailler(date(2021, 1, 1)) == "1er\u00a0janvier 2021"
    assert kinds.JOUR.raconter(date(2021, 1, 1)) == "01/01/2021"
    assert NATURES.ecrire("disparu") == "disparu"
    assert kinds.LISTE.ecrire({"DR": "012", "RR": "70"}) == "DR 012, RR 70"


def test_the_history_tells_the_digits_that_the_form_shows():
    for kind in (kinds.MONTANT, NombreKind(2), kinds.ENTIER, NombreKind(4)):
        for valeur in map(kind.lire, ("447", "1234", "0")):
            stockee = round(Decimal(valeur), kind.decimales)
            assert kind.raconter(stockee) == kind.saisir(stockee)
    assert NombreKind(2).raconter(Decimal("447.2")) == "447,20"
    assert NombreKind(4).raconter(Decimal("447.2000")) == "447,2"


def test_a_name_is_found_or_told_with_its_namesakes():
    annuaire = Annuaire("adhérent", etiquette=lambda numero: f"nº {numero}")
    annuaire.ajouter(1, [cle("L’Haÿ-les-Roses"), "94240"])
    annuaire.ajouter(2, ["94240"])
    assert annuaire.trouver(cle("l'hay-les-roses"), "l'hay-les-roses") == 1
    with pytest.raises(ErreurFormat, match="n’est pas enregistré"):
        annuaire.trouver("atlantide", "Atlantide")
    with pytest.raises(ErreurFormat, match="plusieurs fiches\u00a0: nº 1\u00a0; nº 2"):
        annuaire.trouver("94240", "94240")


def test_three_decimals_are_written_so_that_no_one_reads_thousands():
    """« 25.303 » in an export was refused when it came back: it could be 25 303."""
    assert NombreKind().copier(Decimal("25.303")) == "25.3030"


@pytest.mark.parametrize(
    "ecrit",
    [
        "VILLE D'IVRY SUR SEINE",
        "ville de l’Ivry-sur-Seine",
        "Ville d Ivry sur  Seine",
        "Ville Ivry sur Seine",
    ],
)
def test_a_name_is_found_whatever_its_hyphens_articles_and_apostrophes(ecrit):
    annuaire = Annuaire("adhérent", str)
    annuaire.ajouter("ivry", [cle("Ville d’Ivry-sur-Seine")])
    annuaire.ajouter("vitry", [cle("Ville de Vitry-sur-Seine")])
    assert annuaire.trouver(cle(ecrit), ecrit) == "ivry"


def test_signs_that_are_no_link_still_tell_names_apart():
    annuaire = Annuaire("logiciel", str)
    annuaire.ajouter("c++", ["c++"])
    with pytest.raises(ErreurFormat, match="n’est pas enregistré"):
        annuaire.trouver("c#", "C#")


@pytest.mark.parametrize(
    ("ecrit", "proches"),
    [
        ("Vitry-sur-Seine", "peut-être « Ville de Vitry-sur-Seine » ou « OPH de Vitry-sur-Seine »"),
        ("VILLE DE VITRY", "peut-être « Ville de Vitry-sur-Seine »"),
        ("Ville de Gentily", "peut-être « Ville de Gentilly »"),
    ],
)
def test_a_name_that_nothing_has_is_told_with_the_nearest(ecrit, proches):
    annuaire = Annuaire("adhérent", str)
    for nom in ("Ville de Vitry-sur-Seine", "OPH de Vitry-sur-Seine", "Ville de Gentilly"):
        annuaire.ajouter(nom, [cle(nom)])
    with pytest.raises(ErreurFormat) as erreur:
        annuaire.trouver(cle(ecrit), ecrit)
    assert str(erreur.value).replace("\xa0", " ").endswith(f"n’est pas enregistré (adhérent) ; {proches}")


def test_a_long_table_is_told_by_its_beginning():
    kind = kinds.LISTE
    assert kind.raconter({"DR": "011", "RR": "70"}) == "DR 011, RR 70"
    assert kind.raconter({str(n): "x" for n in range(240)}).endswith("11 x… (240 en tout)")
