"""The data of an edition: all that the report prints, at its names, in a published form, the same bytes."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import siim94.editions
from adherents.models import Adherent
from siim94.bilan.models import Rubrique
from siim94.bilan.rendu import Support
from siim94.editions.donnees import graphique, octets
from siim94.editions.lignes import en_json, feuilles
from tests.editions.conftest import lire
from tests.ui.graphiques.test_graphiques import EXTREMES


@pytest.fixture(scope="module")
def validateur() -> Draft202012Validator:
    fichier = Path(siim94.editions.__file__).parent / "static" / "editions" / "donnees.schema.json"
    schema = json.loads(fichier.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_data_of_2021_have_the_published_form(edition, validateur):
    relues = json.loads(octets(edition))
    assert relues == edition
    assert [f"{e.json_path}: {e.message}" for e in validateur.iter_errors(relues)] == []


def _places(noeud, chemin=()):
    """The paths of what the published form names: all but the cells of rows, which hold anything."""
    yield chemin
    if isinstance(noeud, dict):
        for cle, valeur in noeud.items():
            if chemin[-1:] != ("donnees",):
                yield from _places(valeur, (*chemin, cle))
    elif isinstance(noeud, list) and noeud:
        yield from _places(noeud[0], (*chemin, 0))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(donnees=st.data())
def test_what_is_missing_or_of_another_kind_is_refused(edition, validateur, donnees):
    *dessus, dernier = donnees.draw(st.sampled_from([p for p in _places(edition) if p]))
    abime = copy.deepcopy(edition)
    noeud = abime
    for pas in dessus:
        noeud = noeud[pas]
    if isinstance(noeud, dict) and donnees.draw(st.booleans()):
        noeud[f"{dernier} "] = noeud.pop(dernier)
    else:
        noeud[dernier] = 1.5
    assert not validateur.is_valid(abime), (*dessus, dernier)


def test_the_same_data_give_the_same_bytes_from_paper_as_from_the_file(edition, db):
    assert octets(lire(support=Support.PAPIER)) == octets(edition)


def test_a_figure_has_its_value_its_print_and_its_places(edition):
    (recettes,) = [c for c in edition["chiffres"] if c["code"] == "finances.recettes.total"]
    assert recettes["valeur"] == "6717398.43" and recettes["unite"] == "€"
    assert {"L’essentiel de l’année", "Recettes de fonctionnement"} <= {
        p["titre"] for p in recettes["places"]
    }
    (effectif,) = [c for c in edition["chiffres"] if c["code"] == "rh.effectif.total"]
    assert (effectif["valeur"], effectif["precedent"]["annee"]) == ("46.00", 2020)


def test_every_key_figure_and_every_figure_that_a_text_names_is_among_the_figures(edition):
    connus = {chiffre["code"] for chiffre in edition["chiffres"]}
    ouverture = edition["ouverture"]
    cles = ouverture["chiffres"] + [c for groupe in ouverture["groupes"] for c in groupe["chiffres"]]
    assert len(cles) > 15 and {cle["code"] for cle in cles} <= connus
    # Their order is that of their codes, whatever that of the rows behind them.
    assert [chiffre["code"] for chiffre in edition["chiffres"]] == sorted(connus)


def test_tables_have_the_values_that_they_print(edition):
    (contributions,) = [t for t in edition["tableaux"] if t["section"] == "finances.contributions"]
    total = contributions["lignes"][-1]
    assert (total["genre"], total["valeurs"][1]) == ("total", "6666433.74")
    for tableau in edition["tableaux"]:
        largeur = len(tableau["colonnes"])
        assert {len(ligne["ecrit"]) for ligne in tableau["lignes"]} == {largeur}, tableau["titre"]
        assert {len(ligne["valeurs"]) for ligne in tableau["lignes"]} == {largeur}
    assert [t["numero"] for t in edition["tableaux"]] == list(range(1, len(edition["tableaux"]) + 1))


def test_charts_have_all_their_values(edition):
    numeros = [g["numero"] for g in edition["graphiques"] if g["numero"]]
    assert numeros == list(range(1, len(numeros) + 1))
    assert all(g["rubrique"] for g in edition["graphiques"] if g["numero"])
    assert all(any(v for ligne in g["lignes"] for v in ligne["valeurs"]) for g in edition["graphiques"])


@pytest.mark.parametrize("nom", EXTREMES)
def test_charts_of_each_kind_have_the_published_form(nom, validateur):
    place = {"rubrique": "", "section": "", "numero": None, "en_annexe": False}
    lu = json.loads(octets(graphique(EXTREMES[nom]) | place))
    forme = validateur.evolve(schema={"$defs": validateur.schema["$defs"], "$ref": "#/$defs/graphique"})
    assert [f"{e.json_path}: {e.message}" for e in forme.iter_errors(lu)] == []
    assert len(lu["ecrit"]) == len(lu["lignes"])


def test_rows_are_those_of_the_workbook_under_their_names(edition):
    contributions = edition["donnees"]["contributions"]
    assert len(contributions["lignes"]) == 16
    assert {"adherent": "Ville de Vitry-sur-Seine", "montant": "1828377.37"}.items() <= max(
        contributions["lignes"], key=lambda ligne: float(ligne["montant"])
    ).items()
    assert {
        "adherents",
        "adherents_alias",
        "successions",
        "applications",
        "editeurs",
        "lignes_budget",
    } <= set(edition["donnees"])
    # Of the plans of accounts, what the year uses.
    assert 0 < len(edition["donnees"]["comptes"]["lignes"]) < 100
    assert len(edition["donnees"]["nomenclatures"]["lignes"]) == 1


def test_no_column_that_may_hold_a_person_is_among_the_rows(edition):
    nominatives = {nom for nom, f in feuilles() if getattr(f.model, "nominatifs", ())}
    assert {"mouvements", "emplois_grades"} <= nominatives
    for nom, feuille in feuilles():
        colonnes = {colonne["code"] for colonne in edition["donnees"][nom]["colonnes"]}
        assert colonnes.isdisjoint(getattr(feuille.model, "nominatifs", ())), nom


def test_texts_are_as_typed_and_as_printed_names_those_of_the_day_and_unprinted_parts_nowhere(edition, db):
    rubriques = Rubrique.objects.filter(exercice=2021)
    rubriques.filter(code="gouvernance").update(
        titre="L’année [[annee]]",
        corps="Ils sont **[[rh.effectif.total]]**, dont [[rh.effectif.total@2020]].",
    )
    rubriques.filter(code="perimetre").update(incluse=False, titre="Jamais imprimé", corps="Texte tu.")
    vitry = Adherent.objects.get(code="vitry")
    vitry.nom = "Ville nouvelle de Vitry"
    vitry.save()

    lues = lire()
    (partie,) = [r for r in lues["rubriques"] if r["code"] == "gouvernance"]
    assert partie["markdown"].startswith("Ils sont **[[rh.effectif.total]]**")
    assert partie["titre"] == "L’année 2021"
    assert partie["texte"] == ["Ils sont 46\u00a0agents, dont 50\u00a0agents."]
    (avant,) = [c for c in lues["chiffres"] if c["code"] == "rh.effectif.total@2020"]
    assert [place["rubrique"] for place in avant["places"]] == ["gouvernance"]
    assert not [texte for texte in ("Jamais imprimé", "Texte tu") if texte in octets(lues).decode()]
    noms = {ligne["id"]: ligne["nom"] for ligne in lues["donnees"]["adherents"]["lignes"]}
    assert noms[vitry.pk] == "Ville nouvelle de Vitry"
    assert "Ville de Vitry-sur-Seine" in octets(edition).decode()


def test_a_value_without_a_form_is_refused():
    with pytest.raises(TypeError):
        en_json(1.5)
