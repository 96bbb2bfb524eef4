"""How words are read and found: by any part, blind to accents, by French forms, by likeness."""

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adherents.models import Adherent, AdherentQuerySet, Convention
from applications.models import Application, ApplicationQuerySet, Editeur, FaitMarquant
from finances.models import Contribution
from finances.views import ContributionCrud
from siim94.formats.mots import plier
from siim94.socle.recherche import (
    JAMAIS,
    MOT_MAXIMUM,
    MOTS_MAXIMUM,
    MOTS_VIDES,
    Partages,
    ValeursDistinctes,
    mots,
    mots_cherches,
    trouver,
    trouver_ou_proche,
)
from support.models import PlateformeGlpi, Ticket

pytestmark = pytest.mark.django_db

SANS_FIXTURE = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def en_base(texte):
    with connection.cursor() as cursor:
        cursor.execute("SELECT socle_sans_accent(%s)", [texte])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("  Vitry   sur\tSeine ", ["Vitry", "Seine"]),
        ("la ville de Vitry", ["ville", "Vitry"]),
        ("de la", ["de", "la"]),
        ('"Ville de Vitry" 2021', ["Ville de Vitry", "2021"]),
        ("« Ville de Vitry »", ["Ville de Vitry"]),
        ('un " seul', ["seul"]),
        ("les adhérents, l’an (dernier) ; c’est « ça »", ["adhérents", "l’an", "dernier", "ça"]),
        ("& 'qu’", ["&", "'qu’"]),
        ("6 717 398,43 €", ["6717398,43"]),
        ("70 012", ["70012"]),
        ("12 rue", ["12", "rue"]),
        ("vitry vitry", ["vitry"]),
        ("a\x00b", ["ab"]),
        ("", []),
        (" \x00 ", []),
    ],
)
def test_words_are_read_as_typed(texte, attendu):
    assert mots(texte) == attendu


def test_a_page_of_words_asks_for_eight():
    assert len(mots(" ".join(f"mot{rang}" for rang in range(5_000)))) == MOTS_MAXIMUM
    assert [len(mot) for mot in mots("x" * 10_000)] == [MOT_MAXIMUM]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("L’Haÿ-les-Roses", "l'hay-les-roses"),
        ("Cœur ÆGIDE", "coeur aegide"),
        ("ÉTÉ À NOËL, façade", "ete a noel, facade"),
    ],
)
def test_database_and_python_compare_alike(texte, attendu):
    assert en_base(texte) == attendu
    assert plier(texte) == attendu


def test_functions_hold_whatever_the_search_path():
    """A restore, and the statistics of an index of expressions, run with an empty path."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute(
            f'SELECT "{schema}".socle_sans_accent(%s), "{schema}".socle_formes(%s)::text', ["É", "étés"]
        )
        assert cursor.fetchone() == ("e", "'ete':1")
        cursor.execute(
            "SELECT provolatile, proparallel FROM pg_proc"
            " WHERE proname IN ('socle_sans_accent', 'socle_formes')"
        )
        assert cursor.fetchall() == [("i", "s"), ("i", "s")]


@pytest.mark.parametrize("texte", ["LHAY", "l'hay", "L’HAŸ", "hay roses", "roses l'haÿ"])
def test_a_name_is_found_by_its_parts(texte):
    adherent = Adherent.objects.create(
        code="x", nom="Ville de L’Haÿ-les-Roses", nom_court="LHAY", genre="1-ville"
    )
    assert adherent in trouver(Adherent.objects.all(), AdherentQuerySet.CHAMPS_DE_RECHERCHE, texte)


def test_words_of_a_sentence_are_found_by_their_french_forms():
    adherent = Adherent.objects.first()
    convention = Convention.objects.create(adherent=adherent, objet="Prestations générales de maintenance")
    for texte in ("prestation générale", "GENERAL", "prestations maintenances"):
        assert convention in trouver(Convention.objects.all(), ("objet",), texte)
    assert convention not in trouver(Convention.objects.all(), ("objet",), "prestige")


def test_a_sentence_copied_from_a_text_finds_it():
    objet = "L’année a été marquée par la poursuite des projets avec les adhérents ; c’est un souhait."
    convention = Convention.objects.create(adherent=Adherent.objects.first(), objet=objet)
    for passage in ("marquée par la poursuite", "avec les adhérents ; c’est", "projets avec", objet[:40]):
        assert list(trouver(Convention.objects.all(), ("objet",), passage)) == [convention], passage


def test_no_word_that_prose_leaves_out_is_asked_of_it():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m FROM unnest(%s::text[]) m WHERE length(socle_formes(m)) = 0", [sorted(MOTS_VIDES)]
        )
        absents = {mot for (mot,) in cursor}
    # Articles that the dictionary holds all the same.
    assert MOTS_VIDES - absents == {"les", "à", "a"}


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("vilejuif", "Ville de Villejuif"),
        ("arceuil", "Ville d’Arcueil"),
        ("theatre vittez", "Théâtre Antoine Vitez"),
    ],
)
def test_a_misspelt_name_is_found_when_nothing_else_is(texte, nom):
    champs = AdherentQuerySet.CHAMPS_DE_RECHERCHE
    assert not trouver(Adherent.objects.all(), champs, texte).exists()
    trouves, proche = trouver_ou_proche(Adherent.objects.all(), champs, texte)
    assert proche
    assert nom in [adherent.nom for adherent in trouves]


def test_a_right_spelling_brings_nothing_alike():
    trouves, proche = trouver_ou_proche(Adherent.objects.all(), ("nom",), "villejuif")
    assert not proche
    assert {"villejuif" in plier(adherent.nom) for adherent in trouves} == {True}


def test_a_number_is_never_nearly_right():
    Editeur.objects.create(nom="Plan 2020")
    trouves, proche = trouver_ou_proche(Editeur.objects.all(), ("nom",), "2029")
    assert not proche
    assert not trouves.exists()


def test_years_amounts_days_and_choices_are_words_too():
    vitry = Adherent.objects.get(nom="Ville de Vitry-sur-Seine")
    contribution = Contribution.objects.for_exercice(2021).get(adherent=vitry)
    euros = int(contribution.montant)
    espaces = f"{euros:,}".replace(",", " ")
    for texte in (str(euros), espaces, f"{espaces},{contribution.montant % 1 * 100:02.0f}"):
        assert list(trouver(Contribution.objects.all(), ("montant",), texte)) == [contribution]
    convention = Convention.objects.create(
        adherent=vitry, objet="Essai", nature="rgpd", debut=datetime.date(2031, 12, 31)
    )
    for texte in ("31/12/2031", "2031", "2031-12-31", "2031 données"):
        assert list(trouver(Convention.objects.all(), ("debut", "nature"), texte)) == [convention]
    assert not trouver(Convention.objects.all(), ("debut",), "99/99/2031").exists()
    assert set(trouver(Contribution.objects.all(), ("exercice",), "2021")) == set(
        Contribution.objects.filter(exercice=2021)
    )


def test_a_row_with_several_related_rows_comes_once():
    vitry = Adherent.objects.get(nom="Ville de Vitry-sur-Seine")
    vitry.alias.create(libelle="vitry essai un", origine="texte")
    vitry.alias.create(libelle="vitry essai deux", origine="texte")
    assert list(trouver(Adherent.objects.all(), ("alias__libelle",), "vitry essai")) == [vitry]


def test_values_of_a_large_table_are_searched_by_value():
    plateforme = PlateformeGlpi.objects.first()
    for numero, categorie in enumerate(["", "Matériel > Imprimante", "Matériel > Écran", "Logiciel"] * 2, 1):
        Ticket.objects.create(
            plateforme=plateforme,
            numero=numero,
            categorie=categorie,
            ouverture=datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC),
        )
    champs = (ValeursDistinctes("categorie"), "numero")

    def numeros(texte):
        return sorted(trouver(Ticket.objects.all(), champs, texte).values_list("numero", flat=True))

    assert numeros("materiel") == [2, 3, 6, 7]
    assert numeros("materiel imprimantes") == [2, 6]
    assert numeros("7") == [7]
    assert numeros("100%") == []
    trouves, proche = trouver_ou_proche(Ticket.objects.all(), champs, "imprimente")
    assert proche
    assert sorted(trouves.values_list("numero", flat=True)) == [2, 6]


def test_a_related_table_is_searched_once_for_all_that_hangs_from_it():
    partages = Partages()
    (mot,) = mots_cherches(["vitry"], partages=partages)
    contributions = mot.condition("c", Contribution, ("adherent__nom",))
    conventions = mot.condition("v", Convention, ("adherent__nom",))
    autres = mot.condition("v", Convention, ("adherent__nom_court",))
    assert contributions[0].removeprefix("(c.") == conventions[0].removeprefix("(v.") != autres[0]
    sql, parametres = partages.entete()
    assert (sql.count("adherents_adherent"), parametres) == (2, ["vitry", "vitry"])


@pytest.mark.parametrize("champ", ["montant", "exercice", "nature"])
def test_what_is_no_name_is_never_nearly_right(champ):
    (mot,) = mots_cherches(["vilejuif"], proche=True)
    assert mot.condition("c", Contribution, (champ,)) is JAMAIS


@pytest.mark.parametrize("proche", [False, True])
def test_no_row_is_looked_at_for_a_word_that_no_value_has(proche):
    demande = trouver(Ticket.objects.order_by("-pk"), (ValeursDistinctes("categorie"),), "zzzz", proche)[:6]
    assert "One-Time Filter" in demande.explain()


def test_the_list_says_when_it_shows_what_is_only_alike():
    filtre = ContributionCrud.filterset_class({"q": "vilejuif"}, Contribution.objects.for_exercice(2021))
    noms = {contribution.adherent.nom for contribution in filtre.qs}
    assert noms == {"Ville de Villejuif", "OPH de Villejuif"}
    assert [critere["libelle"] for critere in filtre.criteres(QueryDict("q=vilejuif"))] == ["Texte proche de"]


@SANS_FIXTURE
@given(texte=st.text(max_size=200) | st.text(alphabet="'\"%_\\«» \x00é’œ🦊a0,", max_size=60))
def test_any_text_may_be_asked(texte):
    for lignes, champs in (
        (Adherent.objects.all(), AdherentQuerySet.CHAMPS_DE_RECHERCHE),
        (Contribution.objects.all(), ("montant", "nature", "exercice", "adherent__nom")),
        (FaitMarquant.objects.all(), ("intitule", "texte", "domaine__nom")),
        (Ticket.objects.all(), (ValeursDistinctes("categorie"), "numero")),
    ):
        trouves, _ = trouver_ou_proche(lignes, champs, texte)
        trouves.count()


@SANS_FIXTURE
@given(
    nom=st.text(
        alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=120
    )
)
def test_a_row_is_always_found_by_its_own_name(nom):
    application = Application.objects.create(nom=nom, editeur=Editeur.objects.first())
    try:
        assert application in trouver(Application.objects.all(), ApplicationQuerySet.CHAMPS_DE_RECHERCHE, nom)
    finally:
        Application.objects.filter(pk=application.pk).delete()
