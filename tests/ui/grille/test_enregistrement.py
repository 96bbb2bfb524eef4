"""Editing a list as a grid: a block pasted at its place, one save, all or nothing, two people on one cell."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adherents.models import Adherent
from finances.models import Contribution, LigneBudget
from siim94.socle.models import Exercice, Journal
from siim94.ui.grille.colonnes import colonnes_de
from siim94.ui.grille.enregistrement import nom_de
from siim94.ui.grille.page import table_de
from tests.comptes import compte, connecter
from tests.ecritures import cruds
from tests.formats.test_json_sur import INTENABLES

base = pytest.mark.django_db
GRILLES = [crud for crud in cruds() if crud.grille]
GRILLE = "/finances/contributions/grille/"

# The page


@pytest.fixture
def contributions():
    """Three members that pay in a year of their own."""
    exercice = Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    adherents = Adherent.objects.order_by("pk")[:3]
    return [
        Contribution.objects.create(exercice=exercice, adherent=adherent, montant=100 * rang)
        for rang, adherent in enumerate(adherents, start=1)
    ]


def poster(client, versions, valeurs, **autres):
    """Post the grid of 2031 as a browser would: ``valeurs`` maps a contribution to the text of its amount."""
    donnees = {"versions": ",".join(f"{pk}:{version}" for pk, version in versions.items())}
    donnees |= {nom_de(c.pk, "montant"): texte for c, texte in valeurs.items()}
    return client.post(f"{GRILLE}?exercice=2031", donnees | autres, follow=False)


def versions_de(contributions):
    return {c.pk: Contribution.objects.get(pk=c.pk).version for c in contributions}


def montants(contributions):
    return [Contribution.objects.get(pk=c.pk).montant for c in contributions]


def erreurs(reponse):
    return " ".join(texte for _, _, texte in reponse.context["form"].resume_erreurs)


@base
@pytest.mark.parametrize("crud", GRILLES, ids=lambda crud: crud.model._meta.label)
def test_every_grid_shows_its_list_and_saved_untouched_changes_nothing(crud):
    client = connecter("admin")
    adresse = crud.adresses_liste(type("R", (), {"user": client.compte}))["grille"]
    page = client.get(adresse)
    assert page.status_code == 200
    form = page.context["form"]
    traces = Journal.objects.count()
    donnees = {cellule.nom: cellule.texte for cellule in form.cellules}
    if not donnees:
        pytest.skip("no row in the year")
    reponse = client.post(adresse, donnees | {"versions": page.context["versions"]})
    assert reponse.status_code == 302, reponse.context["form"].resume_erreurs
    assert Journal.objects.count() == traces


@base
@pytest.mark.parametrize("crud", GRILLES, ids=lambda crud: crud.model._meta.label)
def test_every_editable_column_stands_on_the_page_under_the_head_of_the_list(crud):
    table = table_de(crud, crud.queryset())
    liste = crud.table_class(crud.queryset())
    for nom in liste.columns.names():
        assert table.columns[nom].header == liste.columns[nom].header
    colonnes = [colonne for colonne in colonnes_de(crud) if not colonne.cle]
    assert [table.columns[c.nom].header for c in colonnes] == [c.libelle for c in colonnes]
    assert set(crud.grille) <= set(table.columns.names())
    assert table.columns.names()[0] not in crud.grille


@base
def test_one_save_writes_all_cells_with_author_and_reason(gestionnaire, contributions):
    a, b, c = contributions
    reponse = poster(
        gestionnaire,
        versions_de(contributions),
        {a: "1 234,56 €", b: "(12,00)", c: "300,00"},
        motif_journal="titres reçus",
    )
    assert reponse.status_code == 302
    assert montants(contributions) == [Decimal("1234.56"), Decimal("-12.00"), Decimal("300.00")]
    traces = list(
        Journal.objects.filter(action="modification", table_nom="finances_contribution", annee=2031)
    )
    assert {(t.cle, t.motif, t.auteur_id) for t in traces} == {
        (str(a.pk), "titres reçus", gestionnaire.compte.pk),
        (str(b.pk), "titres reçus", gestionnaire.compte.pk),
    }


@base
def test_total_after_the_save_is_that_of_the_list(gestionnaire, contributions):
    poster(gestionnaire, versions_de(contributions), {contributions[0]: "1000,50"})
    [total] = gestionnaire.get(f"{GRILLE}?exercice=2031").context["totaux"]
    assert [texte for colonne, texte in total.cases if colonne.name == "montant"] == ["1\u202f500,50"]
    assert Contribution.objects.total_of(2031) == Decimal("1500.50")


@base
@pytest.mark.parametrize(
    ("faux", "dit"), [("douze", "n’est pas un nombre"), ("", "obligatoire"), ("-", "oblig")]
)
def test_one_wrong_cell_keeps_everything_unsaved_and_is_told_beside_it(
    gestionnaire, contributions, faux, dit
):
    a, b, c = contributions
    reponse = poster(gestionnaire, versions_de(contributions), {a: "1,00", b: faux, c: "3,00"})
    assert reponse.status_code == 422
    assert montants(contributions) == [100, 200, 300]
    assert dit in erreurs(reponse)
    page = reponse.content.decode()
    assert f'aria-describedby="e-{nom_de(b.pk, "montant")}"' in page
    assert page.count('aria-invalid="true"') == 1
    # what was typed right is not to be typed again
    assert 'value="1,00"' in page


@base
def test_what_the_database_refuses_is_told_by_row_and_nothing_is_kept(gestionnaire):
    """Two parts of a breakdown, one of them negative: a constraint refuses it."""
    from support.models import LigneVentilation

    bonne, mauvaise = LigneVentilation.objects.filter(ventilation__exercice=2021).order_by("pk")[:2]
    adresse = "/support/parts-des-ventilations/grille/?exercice=2021"
    reponse = gestionnaire.post(
        adresse,
        {
            "versions": f"{bonne.pk}:{bonne.version},{mauvaise.pk}:{mauvaise.version}",
            nom_de(bonne.pk, "valeur"): "9999",
            nom_de(mauvaise.pk, "valeur"): "-1",
        },
    )
    assert reponse.status_code == 422
    assert "Un temps passé n’est pas négatif." in erreurs(reponse)
    ancienne = bonne.valeur
    bonne.refresh_from_db()
    assert bonne.valeur == ancienne


@base
def test_a_closed_year_is_refused_in_words(gestionnaire, contributions):
    versions = versions_de(contributions)
    Exercice.objects.filter(annee=2031).update(statut=Exercice.Statut.CLOS)
    reponse = poster(gestionnaire, versions, {contributions[0]: "1"})
    assert reponse.status_code == 422
    assert "clos" in erreurs(reponse)
    assert montants(contributions) == [100, 200, 300]
    assert "est clos" in gestionnaire.get(f"{GRILLE}?exercice=2031").content.decode()


# Two people


@pytest.fixture
def change_par_l_admin(contributions):
    """The versions that the first person was shown, before the second changed the first amount."""
    versions = versions_de(contributions)
    reponse = poster(connecter("admin"), versions, {contributions[0]: "111,50"})
    assert reponse.status_code == 302
    return versions


@base
def test_a_cell_that_both_changed_is_left_to_the_person_with_who_and_when(
    gestionnaire, contributions, change_par_l_admin
):
    a, b, _ = contributions
    reponse = poster(gestionnaire, change_par_l_admin, {a: "122,50", b: "222,50"})
    assert reponse.status_code == 409
    assert montants(contributions) == [Decimal("111.50"), 200, 300]
    [cellule] = reponse.context["form"].ecarts
    assert (cellule.ecart.qui, cellule.ecart.valeur) == (str(compte("admin")), "111,50")
    assert cellule.ecart.quand is not None
    # asking again without a choice is no choice
    suite = {f"conflit-{nom_de(a.pk, 'montant')}": "oui"}
    versions = versions_de(contributions)
    assert poster(gestionnaire, versions, {a: "122,50", b: "222,50"}, **suite).status_code == 409
    suite[f"choix-{nom_de(a.pk, 'montant')}"] = "moi"
    assert poster(gestionnaire, versions, {a: "122,50", b: "222,50"}, **suite).status_code == 302
    assert montants(contributions) == [Decimal("122.50"), Decimal("222.50"), 300]


@base
def test_the_other_s_value_can_be_kept(gestionnaire, contributions, change_par_l_admin):
    a, b, _ = contributions
    suite = {f"conflit-{nom_de(a.pk, 'montant')}": "oui", f"choix-{nom_de(a.pk, 'montant')}": "autre"}
    assert (
        poster(gestionnaire, versions_de(contributions), {a: "122,50", b: "222,50"}, **suite).status_code
        == 302
    )
    assert montants(contributions) == [Decimal("111.50"), Decimal("222.50"), 300]


@base
def test_a_cell_that_only_the_other_changed_is_not_put_back(gestionnaire, contributions, change_par_l_admin):
    a, b, _ = contributions
    reponse = poster(gestionnaire, change_par_l_admin, {a: "100,00", b: "222,50"})
    assert reponse.status_code == 302
    assert montants(contributions) == [Decimal("111.50"), Decimal("222.50"), 300]


@base
def test_a_row_whose_member_changed_asks_before_it_takes_an_amount(gestionnaire, contributions):
    a = contributions[0]
    versions = versions_de(contributions)
    autre = Adherent.objects.exclude(pk__in=[c.adherent_id for c in contributions]).first()
    Contribution.objects.filter(pk=a.pk).update(adherent=autre)
    reponse = poster(gestionnaire, versions, {a: "122,50"})
    assert reponse.status_code == 409
    assert montants(contributions)[0] == 100


@base
def test_a_row_deleted_meanwhile_is_named(gestionnaire, contributions):
    versions = versions_de(contributions)
    Contribution.objects.filter(pk=contributions[0].pk).delete()
    reponse = poster(gestionnaire, versions, {contributions[0]: "1", contributions[1]: "2"})
    assert reponse.status_code == 422
    assert "a été supprimé par système" in erreurs(reponse)
    assert montants(contributions[1:]) == [200, 300]


# Rights and costs


@base
def test_who_may_not_change_gets_neither_link_nor_grid():
    agent = connecter("agent")
    assert "Modifier en grille" not in agent.get("/finances/contributions/").content.decode()
    assert agent.get(GRILLE).status_code == 403
    assert agent.post(GRILLE, {"versions": "1:1"}).status_code == 403


@base
def test_a_paste_is_read_by_the_server_and_writes_nothing(gestionnaire, contributions):
    demande = {
        "texte": "1 000,00 €\r\n(2,50)\r\n",
        "ligne": 1,
        "colonne": 0,
        "champs": ["montant"],
        "lignes": [[c.pk, {}] for c in contributions],
    }
    reponse = gestionnaire.post(f"{GRILLE}?exercice=2031", {"collage": json.dumps(demande)}).json()
    assert [(c["nom"], c["texte"]) for c in reponse["cellules"]] == [
        (nom_de(contributions[1].pk, "montant"), "1\u202f000,00"),
        (nom_de(contributions[2].pk, "montant"), "-2,50"),
    ]
    assert montants(contributions) == [100, 200, 300]
    for illisible in ("{", "[]", '{"texte": "1"}', json.dumps(demande | {"ligne": 9})):
        assert gestionnaire.post(GRILLE, {"collage": illisible}).status_code == 400
    for intenable in INTENABLES.values():
        for nom in demande:
            autres = json.dumps({cle: valeur for cle, valeur in demande.items() if cle != nom})
            collage = f'{autres[:-1]}, "{nom}": {intenable}}}'
            assert gestionnaire.post(GRILLE, {"collage": collage}).status_code == 400
    inconnu = json.dumps(demande | {"champs": [["montant"], {}, None]})
    assert gestionnaire.post(GRILLE, {"collage": inconnu}).status_code == 400


@base
def test_a_grid_costs_the_same_with_one_row_as_with_many(gestionnaire):
    def requetes(adresse):
        with CaptureQueriesContext(connection) as capture:
            assert gestionnaire.get(adresse).status_code == 200
        return len(capture)

    document = LigneBudget.objects.first()
    adresse = (
        f"/finances/lignes-budgetaires/grille/?exercice={document.document.exercice_id}&sens={document.sens}"
    )
    requetes(adresse)
    toutes = requetes(adresse)
    LigneBudget.objects.exclude(pk=document.pk).delete()
    assert requetes(adresse) == toutes


@base
def test_a_pasted_text_that_reads_two_ways_is_refused_until_a_hand_types_over_it(gestionnaire, contributions):
    premiere, *_ = contributions
    nom = nom_de(premiere.pk, "montant")
    for _ in range(2):
        pastes = {f"colle-{nom}": "oui"}
        reponse = poster(gestionnaire, versions_de(contributions), {premiere: "1,234"}, **pastes)
        assert "deux façons" in erreurs(reponse)
        assert f'name="{nom}"' in reponse.text and "data-colle" in reponse.text
    assert montants(contributions)[0] == 100
    poster(gestionnaire, versions_de(contributions), {premiere: "1234"})
    assert montants(contributions)[0] == 1234


# Before it is saved


@pytest.mark.usefixtures("avec_controles")
@base
def test_a_grid_tells_before_it_is_saved_which_relation_it_breaks(donnees_2021):
    client = connecter("gestionnaire")
    contribution = Contribution.objects.get(exercice=2021, adherent__code="arcueil")
    donnees = {
        "versions": f"{contribution.pk}:{contribution.version}",
        nom_de(contribution.pk, "montant"): "1",
        "verifier": "1",
    }
    adresse = f"{GRILLE}?exercice=2021"
    reponse = client.post(adresse, donnees)
    assert reponse.status_code == 200 and "Serait à traiter" in reponse.text
    # The grid keeps what was typed, and nothing is stored.
    assert reponse.context["form"].lignes[contribution.pk].cellules["montant"].texte.startswith("1")
    assert Contribution.objects.get(pk=contribution.pk).montant == contribution.montant
    morceau = client.post(adresse, donnees, headers={"X-Requested-With": "fetch"}).text
    assert "Serait à traiter" in morceau and "<html" not in morceau
    # It never refuses: what contradicts may be true.
    del donnees["verifier"]
    assert client.post(adresse, donnees).status_code == 302
    assert Contribution.objects.get(pk=contribution.pk).montant == 1


# Calculations


@base
def test_a_formula_is_computed_and_the_history_of_its_row_alone_keeps_it(gestionnaire, contributions):
    a, b, _ = contributions
    textes = {a: "=1 200+350,50", b: "7"}
    reponse = poster(gestionnaire, versions_de(contributions), textes, motif_journal="Titres émis")
    assert reponse.status_code == 302, erreurs(reponse)
    assert montants(contributions) == [Decimal("1550.50"), 7, 300]
    traces = Journal.objects.filter(table_nom="finances_contribution", action="modification")
    motifs = dict(traces.values_list("cle", "motif"))
    assert motifs == {
        str(a.pk): "Titres émis (Montant\u00a0: =1 200+350,50)",
        str(b.pk): "Titres émis",
    }


@base
@pytest.mark.parametrize("colle", [False, True])
def test_a_formula_with_words_and_a_pasted_one_are_refused_with_a_sentence(
    gestionnaire, contributions, colle
):
    a = contributions[0]
    formule = "=1200+350" if colle else "=A1+350"
    autres = {f"colle-{nom_de(a.pk, 'montant')}": "oui"} if colle else {}
    reponse = poster(gestionnaire, versions_de(contributions), {a: formule}, **autres)
    assert reponse.status_code == 422
    assert ("est une formule" if colle else "ne se calcule pas") in erreurs(reponse)
    assert formule in reponse.content.decode()
    assert montants(contributions) == [100, 200, 300]


@base
def test_a_formula_beside_an_error_is_kept_for_the_next_save(gestionnaire, contributions):
    a, b, _ = contributions
    reponse = poster(gestionnaire, versions_de(contributions), {a: "=12*98,5", b: "douze"})
    assert reponse.status_code == 422
    assert 'value="1\u202f182,00"' in reponse.content.decode()
    assert 'data-formule="=12*98,5"' in reponse.content.decode()
