"""The strictness of the tests themselves: what it forbids, and that it changes nothing else."""

import ast
import re

import pytest
from django.template import engines

from siim94.controles.etat import constats_de, etat
from siim94.controles.portes import essayer
from siim94.socle.models import Exercice
from tests.comptes import connecter
from tests.rigueur import MARCHES_ENTIERES, TESTS, VariableInconnue, tirer

# What Playwright reads at once, of a page that may be about to change.
LECTURES = re.compile(
    r"is_[a-z]+|all_[a-z_]+|aria_snapshot|get_attribute|inner_text|input_value|text_content"
)


@pytest.fixture
def gabarit(settings, tmp_path):
    """``gabarit(source)``: a template that counts as ours."""
    dossier = settings.RACINE / "templates"
    moteur = engines["django"].engine

    def gabarit(source):
        modele = engines["django"].from_string(source)
        modele.template.origin.name = str(dossier / "essai.html")
        for noeud in modele.template.nodelist:
            noeud.origin = modele.template.origin
        return modele

    assert isinstance(moteur.string_if_invalid, VariableInconnue)
    return gabarit


@pytest.mark.parametrize("source", ["{{ inconnu }}", "{{ connu.inconnu }}", "{{ inconnu|upper }}"])
def test_a_name_that_nobody_gave_fails(gabarit, source):
    with pytest.raises(AssertionError, match=r"templates/essai\.html: unknown variable"):
        gabarit(source).render({"connu": {}})


@pytest.mark.parametrize(
    ("source", "rendu"),
    [
        ("{{ inconnu|default:0 }}", "0"),
        ("{{ connu.inconnu|default:'rien'|upper }}", "RIEN"),
        ("{% if inconnu %}oui{% else %}non{% endif %}", "non"),
        ("{% for x in inconnu %}{{ x }}{% empty %}aucun{% endfor %}", "aucun"),
    ],
)
def test_one_may_ask_whether_it_is_there(gabarit, source, rendu):
    assert gabarit(source).render({"connu": {}}) == rendu


@pytest.mark.parametrize("lire", [constats_de, etat, lambda annee: essayer(lambda: None, [annee])])
def test_findings_are_not_looked_at_while_the_checks_are_not_made(donnees_2021, lire):
    with pytest.raises(AssertionError, match="avec_controles"):
        lire(2021)


def test_pages_find_nothing_while_the_checks_are_not_made(client, donnees_2021):
    assert "aucun constat à traiter" in connecter("agent", client).get("/controles/2021/resume/").text


@pytest.mark.usefixtures("avec_controles")
def test_checks_are_made_where_they_are_asked_for(client, donnees_2021):
    assert etat(2021).a_traiter
    assert "constats" in connecter("agent", client).get("/controles/2021/resume/").text


def test_rows_that_nobody_ordered_come_in_any_order(django_assert_num_queries, db):
    with django_assert_num_queries(1) as vues:
        list(Exercice.objects.order_by())
    assert vues[0]["sql"].endswith("ORDER BY RANDOM()")
    with django_assert_num_queries(2) as vues:
        list(Exercice.objects.order_by("annee"))
        Exercice.objects.order_by().exists()
    assert not any("RANDOM()" in requete["sql"] for requete in vues)


def test_a_walk_is_drawn_from_by_its_seed_and_whole_when_asked(monkeypatch):
    monkeypatch.delenv(MARCHES_ENTIERES, raising=False)
    une = tirer(range(100), 10, "une marche")
    assert une == sorted(set(une)) == tirer(range(100), 10, "une marche")
    assert len(une) == 10 and une != tirer(range(100), 10, "une autre")
    assert tirer("abc", 5, "courte") == ["a", "b", "c"]
    monkeypatch.setenv(MARCHES_ENTIERES, "1")
    assert tirer(range(100), 10, "une marche") == [*range(100)]


def test_no_assert_reads_an_element_of_a_page():
    """``expect`` waits for it: an act and the page that it leads to take as long as they take."""
    lus = [
        f"{chemin.relative_to(TESTS)}:{appel.lineno}: {ast.unparse(appel)}"
        for chemin in sorted((TESTS / "navigateur").glob("*.py"))
        for affirme in ast.walk(ast.parse(chemin.read_text()))
        if isinstance(affirme, ast.Assert)
        for appel in ast.walk(affirme.test)
        if isinstance(appel, ast.Call) and isinstance(appel.func, ast.Attribute)
        if LECTURES.fullmatch(appel.func.attr) or _compte_des_elements(appel)
    ]
    assert lus == []


def _compte_des_elements(appel: ast.Call) -> bool:
    return bool(re.search(r"\b(locator|get_by_\w+)\(.*\.count\(\)$", ast.unparse(appel)))
