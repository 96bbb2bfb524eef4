"""The search box: every kind that one may read, the best first, the same rows as the lists show."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adherents.models import Adherent
from applications.models import Application, Editeur
from finances.models import Contribution
from siim94.accueil.recherche import LIMITE, SUGGESTIONS, chercher
from siim94.accueil.recherche_sources import SOURCES
from siim94.accueil.recherche_texte import corrige, extrait, marquer
from siim94.bilan.models import Rubrique
from siim94.socle.models import Exercice
from siim94.socle.recherche import TEXTE_MAXIMUM
from siim94.ui.views import ListeView
from support.models import PlateformeGlpi, Ticket
from tests.comptes import compte, connecter

pytestmark = pytest.mark.django_db


def demander(texte, role="agent", annee=2021, genre=""):
    return chercher(texte, compte(role), Exercice.objects.get(pk=annee), genre=genre)


def trouves(texte, **options):
    """Names without their marks, by kind."""
    return {
        groupe.titre: [re.sub("<[^>]+>", "", str(resultat.titre)) for resultat in groupe.resultats]
        for groupe in demander(texte, **options).groupes
    }


def listes(resolveur=None):
    for motif in (resolveur or get_resolver()).url_patterns:
        if not isinstance(motif, URLPattern):
            yield from listes(motif)
        elif getattr(motif.callback, "view_class", None) is ListeView:
            yield motif.callback.view_initkwargs["crud"]


def test_no_list_is_forgotten():
    """Each has a text criterion, and is one of the sources."""
    cruds = set(listes())
    assert cruds
    assert {
        c for c in cruds if c.filterset_class is None or "q" not in c.filterset_class.base_filters
    } == set()
    assert cruds == {source.crud for source in SOURCES if source.crud}


@pytest.mark.parametrize("texte", ["vitry", "VITRY", "  Vitry  ", "vitrÿ"])
def test_a_member_is_found_whatever_case_and_accents(texte):
    assert trouves(texte)["Adhérents"][0] == "Ville de Vitry-sur-Seine"


def test_a_member_is_found_by_another_of_its_names_and_the_result_says_which():
    vitry = Adherent.objects.get(nom="Ville de Vitry-sur-Seine")
    vitry.alias.create(libelle="Commune des Ardoines", origine="texte")
    [groupe] = [g for g in demander("ardoines").groupes if g.cle == "adherent"]
    assert [str(r.extrait) for r in groupe.resultats] == [
        "autre nom\u00a0: Commune des <mark>Ardoines</mark>"
    ]


def test_every_word_must_be_found():
    # The body that took its place is found by its name too.
    assert trouves("oph vitry")["Adhérents"] == ["OPH de Vitry-sur-Seine", "VALDEVY"]


@pytest.mark.parametrize(
    ("texte", "titre", "debut"),
    [("012", "Chapitres", "012 "), ("70", "Chapitres", "70 "), ("2183", "Comptes", "2183 ")],
)
def test_a_code_leads_first_to_what_bears_it(texte, titre, debut):
    premier = demander(texte).groupes[0]
    assert premier.titre == titre
    assert trouves(texte)[titre][0].startswith(debut)


def test_the_exact_name_comes_first_then_those_that_begin_so():
    editeur = Editeur.objects.first()
    for nom in ("Ma Zibeline", "Zibeline 2", "Zibeline", "Grande zibeline"):
        Application.objects.create(nom=nom, editeur=editeur)
    assert trouves("zibeline")["Liste des applications"] == [
        "Zibeline",
        "Zibeline 2",
        "Grande zibeline",
        "Ma Zibeline",
    ]


def test_a_year_leads_to_its_pages():
    [pages] = [groupe for groupe in demander("2021").groupes if groupe.cle == "pages"]
    assert [resultat.adresse for resultat in pages.resultats] == ["/?exercice=2021", "/bilan/2021/"]


def test_a_page_is_found_by_its_title():
    adresses = {r.adresse for g in demander("contributions").groupes if g.cle == "pages" for r in g.resultats}
    assert adresses == {"/finances/contributions/"}


def test_prose_is_found_by_the_forms_of_its_words():
    Rubrique.objects.create(
        exercice_id=2021, code="essai", rang=9_000, titre="Essai", corps="Trois **véhicules** électriques."
    )
    for texte in ("véhicule électrique", "VEHICUL"):
        [groupe] = [g for g in demander(texte).groupes if g.cle == "rubrique"]
        assert [r.adresse for r in groupe.resultats] == ["/bilan/2021/#essai"]
        assert groupe.resultats[0].extrait.startswith("Trois <mark>véhicul")
        assert "*" not in groupe.resultats[0].extrait


def test_rows_of_the_year_chosen_come_first_and_say_their_year():
    vitry = Adherent.objects.get(nom="Ville de Vitry-sur-Seine")
    for annee in (2022, 2023):
        Exercice.objects.create(annee=annee, statut="ouvert")
        Contribution.objects.create(exercice_id=annee, bilan_de_id=annee, adherent=vitry, montant=10)

    def annees(choisie):
        [groupe] = [g for g in demander("ville vitry", annee=choisie).groupes if g.cle == "contribution"]
        return [int(str(resultat.titre)[-4:]) for resultat in groupe.resultats]

    assert annees(2021) == [2021, 2023, 2022]
    assert annees(2022) == [2022, 2023, 2021]


def test_a_result_tells_its_year_unless_its_name_does():
    resultats = [r for g in demander("vitry").groupes for r in g.resultats]
    assert {r.annee for r in resultats if r.genre == "faitmarquant"} == {2021}
    assert {r.annee for r in resultats if r.genre == "contribution"} == {None}


def test_a_restated_fact_is_found_once_as_last_told():
    vitry = Adherent.objects.get(nom="Ville de Vitry-sur-Seine")
    Exercice.objects.create(annee=2022, statut="ouvert")
    avant = Contribution.objects.get(adherent=vitry, exercice=2021)
    Contribution.objects.create(
        exercice_id=2021, bilan_de_id=2022, adherent=vitry, nature=avant.nature, montant="123456.78"
    )
    groupes = {groupe.cle: groupe for groupe in demander("ville vitry").groupes}
    assert groupes["contribution"].nombre == 1
    assert {groupe.cle for groupe in demander("123 456,78").groupes} == {"contribution"}
    assert "contribution" not in {groupe.cle for groupe in demander(str(int(avant.montant))).groupes}


def tickets(nombre=3):
    plateforme = PlateformeGlpi.objects.first()
    ouverture = datetime.datetime(2021, 3, 1, tzinfo=datetime.UTC)
    Ticket.objects.bulk_create(
        Ticket(
            plateforme=plateforme, numero=880_000 + n, categorie="Matériel > Imprimante", ouverture=ouverture
        )
        for n in range(nombre)
    )


def test_tickets_are_found_by_number_and_category(client):
    tickets()
    [groupe] = demander("880001").groupes
    assert (groupe.cle, groupe.nombre) == ("ticket", 1)
    connecter("agent", client)
    assert "1 ligne" in client.get(groupe.resultats[0].adresse).content.decode()
    [groupe] = demander("imprimantes").groupes
    assert (groupe.cle, groupe.nombre) == ("ticket", 3)
    assert "<mark>Imprimante</mark>" in groupe.resultats[0].extrait


@pytest.mark.parametrize(
    "texte",
    ["ivry", "vitry", "ville de vitry", "012", "formation", "2021", "concerto", "titulaire", "vilejuif",
     "berger levrot", "imprimante", "rgpd", '"grand orly"', "2020"],
)  # fmt: skip
def test_every_list_shows_as_many_as_the_search_says(client, texte):
    tickets()
    connecter("agent", client)
    groupes = [g for g in demander(texte).groupes if g.adresse and g.cle != "aide"]
    assert groupes
    for groupe in groupes:
        reponse = client.get(groupe.adresse)
        assert (groupe.titre, reponse.context["nombre"]) == (groupe.titre, groupe.nombre)


@pytest.mark.parametrize(
    ("texte", "correction"),
    [
        ("vilejuif", "villejuif"),
        ("berger levrot", "berger levrault"),
        ("Teatre", "Théâtre"),
        ("concerto", ""),
    ],
)
def test_a_misspelling_is_answered_and_put_right(texte, correction):
    reponse = demander(texte)
    assert reponse.groupes
    assert (reponse.correction, reponse.proche) == (correction, bool(correction))


@pytest.mark.parametrize("texte", ["", " ", "a", "\x00", "%%%%", "'; --", "zzzzzz", "____", "\\", "🦊🦊"])
def test_odd_words_find_nothing(texte):
    assert demander(texte).groupes == []


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texte=st.text(max_size=80)
    | st.text(alphabet="'\"%_\\«» \x00é’œ🦊a0,", max_size=40)
    | st.just("é% " * 60)
    | st.just("é% " * 4_000)
)
def test_any_text_may_be_asked(client, texte):
    connecter("agent", client)
    for adresse in ("/recherche/", "/recherche/suggestions/"):
        # PostgreSQL stores no NUL: such a request is no question; nor is one without end.
        refuse = "\x00" in texte or len(texte) > TEXTE_MAXIMUM
        assert client.get(adresse, {"q": texte}).status_code == (400 if refuse else 200)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    nom=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=2, max_size=120)
)
def test_a_row_is_found_by_its_own_name(nom):
    application = Application.objects.create(nom=nom, editeur=Editeur.objects.first())
    try:
        reponse = demander(nom, genre="application")
        if not reponse.trop_court:
            assert application.get_absolute_url() in {r.adresse for r in reponse.choisi.resultats}
    finally:
        Application.objects.filter(pk=application.pk).delete()


def test_who_may_read_nothing_finds_only_what_is_open_to_all():
    sans_droit = compte("sans-droit")
    assert demander("villejuif").groupes
    assert chercher("villejuif", sans_droit).groupes == []
    assert {groupe.cle for groupe in chercher("contributions", sans_droit).groupes} <= {"aide"}
    assert next(groupe.cle for groupe in chercher("mot de passe", sans_droit).groupes) == "pages"


def test_the_help_is_searched_too(client):
    connecter("agent", client)
    [groupe] = [groupe for groupe in demander("nomenclature").groupes if groupe.cle == "aide"]
    assert len(client.get(groupe.adresse).context["trouvailles"]) == groupe.nombre


def test_each_kind_asks_for_its_right():
    admin = compte("admin")
    assert [source.cle for source in SOURCES if not admin.has_perm(source.permission)] == []
    sans_droit = compte("sans-droit")
    assert [source.cle for source in SOURCES if sans_droit.has_perm(source.permission)] == []


def test_a_long_result_is_cut_counted_and_given_at_length_for_one_kind():
    groupes = {groupe.cle: groupe for groupe in demander("gestion").groupes}
    groupe = groupes["fonctionnalite"]
    assert groupe.nombre > LIMITE == len(groupe.resultats)
    reponse = demander("gestion", genre="fonctionnalite")
    assert len(reponse.choisi.resultats) == groupe.nombre
    assert {g.cle: g.nombre for g in reponse.groupes} == {cle: g.nombre for cle, g in groupes.items()}


def test_suggestions_are_few_and_the_best():
    reponse = demander("gestion")
    proposes = [resultat for groupe in reponse.suggestions() for resultat in groupe.resultats]
    assert len(proposes) == SUGGESTIONS
    ecartes = [r for g in reponse.groupes for r in g.resultats if r not in proposes]
    assert max(r.rang for r in proposes) <= min(r.rang for r in ecartes)


def test_the_number_of_queries_does_not_depend_on_the_rows():
    editeur, agent, exercice = Editeur.objects.first(), compte("agent"), Exercice.objects.get(pk=2021)
    plateforme = PlateformeGlpi.objects.first()

    def requetes():
        agent.has_perm("x")
        # The labels of a year's figures are kept until its data change; one query tells.
        chercher("zibeline", agent, exercice, [exercice])
        with CaptureQueriesContext(
            connection,
        ) as captees:
            chercher("zibeline", agent, exercice, [exercice])
        return len(captees)

    def remplir(debut, fin):
        Application.objects.bulk_create(
            Application(nom=f"Zibeline {n}", editeur=editeur) for n in range(debut, fin)
        )
        Ticket.objects.bulk_create(
            Ticket(
                plateforme=plateforme,
                numero=n,
                categorie="Zibeline",
                ouverture=datetime.datetime(2021, 3, 1, tzinfo=datetime.UTC),
            )
            for n in range(debut, fin)
        )

    remplir(900_000, 900_001)
    avec_une = requetes()
    remplir(900_001, 900_400)
    assert requetes() == avec_une == 4


def test_no_kind_reads_its_rows_one_by_one():
    """One query finds, then one a kind reads (two where a path leads to several rows)."""
    agent, exercice = compte("agent"), Exercice.objects.get(pk=2021)
    agent.has_perm("x")
    for texte in ("de", "2021", "ivry", "formation"):
        # Figures of the year are kept until its data change; one query tells for each.
        chercher(texte, agent, exercice, [exercice])
        with CaptureQueriesContext(connection) as captees:
            reponse = chercher(texte, agent, exercice, [exercice])
        chiffres = sum(1 + len(g.resultats) for g in reponse.groupes if g.cle == "chiffres")
        cles = [g.cle for g in reponse.groupes if g.cle not in ("pages", "aide", "chiffres")]
        multiples = {source.cle: len(source.relations(multiples=True)) for source in SOURCES}
        assert len(captees) <= 2 + chiffres + sum(1 + multiples[cle] for cle in cles)


def test_the_page_shows_what_was_asked_without_running_it(client):
    connecter("agent", client)
    Application.objects.create(nom="<script>alert(1)</script>", editeur=Editeur.objects.first())
    for adresse in ("/recherche/", "/recherche/suggestions/"):
        page = client.get(adresse, {"q": "<script>alert(1)</script>"}).content.decode()
        assert "<script>alert(1)" not in page
        assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt;</mark>" in page


def test_words_are_marked_and_the_rest_escaped():
    assert marquer("L’Haÿ & Cœur", ["hay", "coeur"]) == "L’<mark>Haÿ</mark> &amp; <mark>Cœur</mark>"
    assert marquer("Conventions", ["convention"]) == "<mark>Convention</mark>s"
    assert marquer("Une convention", ["conventions"]) == "Une <mark>convention</mark>"
    assert marquer("Villejuif", ["ville", "juif"]) == "<mark>Villejuif</mark>"
    assert marquer("rien", ["autre"]) == "rien"


def test_a_passage_is_cut_around_the_word():
    texte = "mot " * 100 + "aiguille " + "foin " * 100
    passage = extrait(texte, ["aiguille"])
    assert passage.startswith("… mot")
    assert "<mark>aiguille</mark>" in passage
    assert passage.endswith("foin …")
    assert len(passage) < 180
    assert extrait(texte, ["absent"]) == ""


def test_a_word_is_put_right_only_by_one_that_is_near():
    assert corrige(["vilejuif", "oph"], ["OPH de Villejuif"]) == "villejuif oph"
    assert corrige(["montagne"], ["OPH de Villejuif"]) == ""
