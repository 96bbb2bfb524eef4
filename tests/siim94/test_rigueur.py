"""The strictness of the tests themselves: what it forbids, and that it changes nothing else."""

import pytest
from django.template import engines

from siim94.controles.etat import constats_de, etat
from siim94.controles.portes import essayer
from siim94.socle.models import Exercice
from tests.comptes import connecter
from tests.rigueur import MARCHES_ENTIERES, VariableInconnue, tirer


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
