"""A grid of more rows than its page sends: its pages, and what its script asks for instead."""

import json

import pytest
from lxml import html

from finances.models import LigneBudget
from siim94.ui.grille.enregistrement import nom_de
from tests.grand_budget import grand_budget

pytestmark = pytest.mark.django_db
ADRESSE = "/finances/lignes-budgetaires/grille/?exercice=2031"


@pytest.fixture
def budget():
    return grand_budget(2031, 270)


def test_a_long_list_is_paged_and_its_totals_count_every_row(gestionnaire, budget):
    vues = []
    for numero in range(1, 7):
        page = gestionnaire.get(f"{ADRESSE}&page={numero}")
        assert page.context["pages"]["pages"] == 6
        vues += [ligne.objet.pk for ligne in page.context["form"].lignes.values()]
        textes = [t for total in page.context["totaux"] for c, t in total.cases if c.name == "realise"]
        assert sum(int(texte[:-3].replace("\u202f", "")) for texte in textes) == 270
    assert sorted(vues) == sorted(LigneBudget.objects.filter(document=budget).values_list("pk", flat=True))
    assert "Lignes 251" in page.content.decode() and "sur 270" in page.content.decode()


def suite(client, page):
    """What the script of a page asks for, and the rows that it gets."""
    montrees = html.fromstring(page.content).xpath("//table//tr[@data-ligne]/@data-ligne")
    recue = client.post(ADRESSE, {"suite": ",".join(montrees)}).json()
    rangees = html.fromstring(f"<table>{''.join(recue['blocs'])}</table>").xpath("//tr")
    return montrees, rangees, recue["versions"]


def test_its_script_is_given_the_rows_that_the_page_has_not_in_their_order(gestionnaire, budget):
    page = gestionnaire.get(ADRESSE)
    montrees, rangees, versions = suite(gestionnaire, page)
    assert len(montrees) == 50
    autres = [rangee.get("data-ligne") for rangee in rangees]
    ordre = [pk for n in range(1, 7) for pk in gestionnaire.get(f"{ADRESSE}&page={n}").context["form"].lignes]
    assert [int(pk) for pk in montrees + autres] == ordre
    assert versions.split(",") == [f"{pk}:1" for pk in autres]
    # The same cells in the same columns as those of the page, whatever the page folds.
    tetes = html.fromstring(page.content).xpath("//thead/tr/th")
    assert {len(rangee.xpath("td|th")) for rangee in rangees} == {len(tetes)}


def test_columns_that_no_row_fills_in_are_folded_whichever_page_they_would_be_on(gestionnaire, budget):
    derniere = budget.lignes.order_by("-pk").first()
    LigneBudget.objects.filter(pk=derniere.pk).update(reports=5)
    repliees = html.fromstring(gestionnaire.get(ADRESSE).content).xpath("//thead//th[@hidden]/span/@id")
    assert "t-vote" in repliees
    assert not {"t-realise", "t-reports"} & set(repliees)


def test_a_save_sends_the_rows_that_were_changed_only_and_a_refusal_shows_them(gestionnaire, budget):
    une, autre = budget.lignes.order_by("-pk")[:2]
    donnees = {"versions": f"{une.pk}:1,{autre.pk}:1", nom_de(une.pk, "realise"): "7"}
    refus = gestionnaire.post(ADRESSE, donnees | {nom_de(autre.pk, "realise"): "douze"})
    assert refus.status_code == 422
    montrees, rangees, _ = suite(gestionnaire, refus)
    assert sorted(map(int, montrees)) == sorted([une.pk, autre.pk])
    assert len(rangees) == 268
    assert gestionnaire.post(ADRESSE, donnees).status_code == 302
    une.refresh_from_db()
    assert une.realise == 7


def test_a_paste_finds_a_row_whichever_page_it_would_be_on(gestionnaire, budget):
    pks = list(gestionnaire.get(ADRESSE).context["form"].lignes)
    une, autre = budget.lignes.exclude(pk__in=pks)[:2]
    demande = {
        "texte": f"{une.fonction}\t5\n{autre.fonction}\t6\n",
        "ligne": 0,
        "colonne": 0,
        "champs": ["realise"],
        "lignes": [[str(pk), {}] for pk in [*pks, une.pk, autre.pk]],
    }
    recu = gestionnaire.post(ADRESSE, {"collage": json.dumps(demande)}).json()
    assert [(c["nom"], c["texte"]) for c in recu["cellules"]] == [
        (nom_de(une.pk, "realise"), "5"),
        (nom_de(autre.pk, "realise"), "6"),
    ]
