"""From a figure to its rows and their files, and to the places where the report prints it."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

import adherents.views
import applications.views
import finances.views
import rh.views
import support.views
from adherents.models import Adherent
from applications.models import IndicateurMetier
from finances.models import Contribution
from siim94.bilan.models import Rubrique
from siim94.bilan.nombres import est_ecrite
from siim94.bilan.provenance import (
    CLES,
    GRAPHIQUE,
    LISTE,
    TABLEAU,
    TEXTE,
    constats_par_rubrique,
    places,
)
from siim94.controles.etat import constats_de, etat
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]

PAGE = reverse("bilan:provenance", args=[2021])


@pytest.fixture
def direction(donnees_2021):
    return connecter("direction")


@pytest.mark.parametrize(
    ("valeur", "nombre", "ecrite"),
    [
        ("6008855.27", "6008855.27", True),
        ("6008855.27", "6008855", True),
        ("6008855.27", "6009", True),
        ("6008855.27", "6.01", True),
        ("6008855.27", "6", False),
        ("6008855.27", "6008.86", True),
        ("46.4", "46", True),
        # Half up, as the house prints.
        ("46.5", "47", True),
        ("46.5", "46", False),
        ("1169", "43.18433690432212781677133358", False),
    ],
)
def test_a_number_prints_a_value_rounded_to_its_digits_or_scaled(valeur, nombre, ecrite):
    assert est_ecrite(Decimal(valeur), Decimal(nombre)) is ecrite


def test_a_named_figure_shows_its_rows_their_files_and_where_it_is_printed(direction):
    page = direction.get(PAGE, {"chiffre": "finances.contributions.total"})
    (table,) = [t for t in page.context["tables"] if t.titre == "contributions"]
    assert table.nombre == Contribution.objects.filter(exercice=2021).count()
    assert all(ligne.origine.chargement for ligne in table.autres)
    assert "contributions.csv" in page.text and "colonne" in page.text
    assert {place.genre for place in page.context["places"]} >= {TABLEAU}


@pytest.mark.parametrize(
    ("chiffre", "genres"),
    [
        ("applications.pages.total", {CLES, LISTE}),
        ("applications.serveurs.total", {CLES}),
        ("finances.recettes.total", {CLES, TABLEAU, GRAPHIQUE}),
    ],
)
def test_key_figures_and_points_of_lists_are_places_too(direction, chiffre, genres):
    page = direction.get(PAGE, {"chiffre": chiffre})
    places_dites = page.context["places"]
    assert genres <= {place.genre for place in places_dites}
    assert "L’essentiel de l’année" in {place.titre for place in places_dites}


def test_a_member_of_a_family_shows_the_row_that_holds_it(direction):
    page = direction.get(PAGE, {"chiffre": "finances.contribution.arcueil"})
    (exacte,) = [ligne for table in page.context["tables"] for ligne in table.exactes]
    assert exacte.objet.adherent == Adherent.objects.get(code="arcueil")


def test_a_number_of_a_section_leads_to_its_row(direction):
    contribution = Contribution.objects.get(exercice=2021, adherent__code="arcueil")
    section = next(p.section for p in places(2021) if "contributions" in p.section and p.genre == TABLEAU)
    nombre = f"{contribution.montant:.2f}".replace(".", ",")
    page = direction.get(PAGE, {"section": section, "nombre": nombre})
    assert contribution in [ligne.objet for table in page.context["tables"] for ligne in table.exactes]


@pytest.mark.usefixtures("avec_controles")
def test_a_finding_shows_what_its_check_read(direction):
    constat = constats_de(2021)[0]
    page = direction.get(PAGE, {"constat": constat.code})
    assert page.status_code == 200 and page.context["tables"]
    assert (
        f"?constat={constat.code}"
        in direction.get(reverse("controles:constat", args=[2021, constat.code])).text
    )


@pytest.mark.usefixtures("avec_controles")
@pytest.mark.parametrize(
    ("demande", "phrase"),
    [
        ({"chiffre": "finances.disparu"}, "n’existe plus"),
        ({"chiffre": "finances.contribution.atlantide"}, "n’existe plus"),
        ({"section": "finances.disparue"}, "n’existe plus"),
        ({"constat": "rh.disparu.0"}, "Ce constat n’est plus"),
    ],
)
def test_what_was_removed_while_the_page_was_open_is_a_sentence(direction, demande, phrase):
    page = direction.get(PAGE, demande, follow=True)
    assert page.status_code == 200 and phrase in page.text


def test_a_figure_that_lost_its_data_is_a_sentence(direction):
    Contribution.objects.filter(exercice=2021).delete()
    page = direction.get(PAGE, {"chiffre": "finances.contributions.total"}, follow=True)
    assert "ce chiffre n’est plus renseigné" in page.text


def test_texts_tables_charts_lists_and_key_figures_are_places(donnees_2021):
    assert {place.genre for place in places(2021)} == {TEXTE, TABLEAU, GRAPHIQUE, LISTE, CLES}
    # Every place that computes something says what it reads, or the figures that it names.
    assert all(place.lignes for place in places(2021) if place.section)
    assert all(place.section or place.chiffres for place in places(2021) if place.genre != TEXTE)
    # What a section says by a chart alone stands in no table of it.
    absences = {place.genre: place.nombres for place in places(2021) if place.section == "rh.absences"}
    assert absences[GRAPHIQUE] == {Decimal("5.85"), Decimal("11.64")} and not absences[TABLEAU]


@pytest.mark.usefixtures("avec_controles")
def test_each_part_of_the_draft_has_its_findings(direction):
    trouves = constats_par_rubrique(2021)
    assert trouves and set(trouves) <= set(Rubrique.objects.du_bilan(2021).values_list("code", flat=True))
    places_de_textes = [s for s in etat(2021).a_traiter if s.constat.controle.code == "textes"]
    assert all(any(suivi in siens for siens in trouves.values()) for suivi in places_de_textes)
    morceau = direction.get(reverse("bilan:constats", args=[2021])).text
    code = next(iter(trouves))
    assert f'id="constats-{code}"' in morceau and "hx-swap-oob" in morceau
    page = direction.get(reverse("bilan:html", args=[2021])).text
    assert f'id="constats-{code}"' in page and reverse("bilan:constats", args=[2021]) in page
    assert "D’où viennent ces chiffres" in page


def test_who_may_not_see_a_table_sees_how_many_rows(donnees_2021):
    client = connecter("agent")
    assert client.get(PAGE, {"chiffre": "finances.contributions.total"}).status_code == 200


def test_a_text_lists_the_figures_that_it_tells(direction):
    place = next(p for p in places(2021) if p.genre == TEXTE and p.chiffres)
    page = direction.get(PAGE, {"texte": place.rubrique})
    dits = page.context["dits"]
    assert dits and f"?chiffre={dits[0][0]}" in page.text
    assert f"?texte={place.rubrique}" in direction.get(reverse("bilan:html", args=[2021])).text
    assert "n’est plus au bilan" in direction.get(PAGE, {"texte": "disparu"}, follow=True).text


@pytest.mark.parametrize("de", ["2021", "2020", "annee", "annee-1", "annee+x", "9" * 5])
def test_the_year_of_a_figure_is_read_as_texts_write_it(direction, de):
    page = direction.get(PAGE, {"chiffre": f"finances.contributions.total@{de}"}, follow=True)
    assert page.status_code == 200


def pied(client, adresse, **criteres):
    """The links of the totals of a list, in their order."""
    page = client.get(adresse, criteres).text
    return re.findall(r'<td[^>]*><a href="([^"]*total=[^"]*)"', page.partition("<tfoot>")[2])


def test_the_total_of_a_list_leads_to_the_rows_that_it_counts_and_their_files(direction):
    (lien,) = pied(direction, reverse("finances:contribution_list"), exercice=2021, q="ivry")
    page = direction.get(unescape(lien))
    comptees = Contribution.objects.filter(exercice=2021, adherent__nom__icontains="ivry")
    (table,) = page.context["tables"]
    assert {ligne.objet for ligne in [*table.exactes, *table.autres]} == set(comptees) and len(comptees) > 1
    assert all(ligne.origine.chargement for ligne in table.autres)
    demande = page.context["demande"]
    assert demande.nombres == [sum(contribution.montant for contribution in comptees)]
    assert "total de la colonne « Montant »" in demande.titre and "contributions.csv" in page.text
    assert direction.get(demande.liste).status_code == 200


def test_the_total_of_a_whole_list_says_where_the_report_prints_it(direction):
    (lien,) = pied(direction, reverse("finances:contribution_list"), exercice=2021)
    assert TABLEAU in {place.genre for place in direction.get(unescape(lien)).context["places"]}


def test_each_total_of_the_lists_has_rows(direction):
    cruds = [crud for app in (adherents, applications, finances, rh, support) for crud in app.views.CRUDS]
    liens = [lien for crud in cruds for lien in pied(direction, crud.adresse_liste(), exercice=2021)[:1]]
    assert len(liens) >= 7
    for lien in liens:
        page = direction.get(unescape(lien))
        assert page.status_code == 200 and page.context["tables"], lien


@pytest.mark.parametrize(
    ("liste", "total"),
    [
        ("/finances/contributions/?exercice=2021", "adherent"),
        ("/finances/contributions/?exercice=2021&q=atlantide", "montant"),
        ("/nulle/part/", "montant"),
        ("/bilan/2021/", "montant"),
        ("http://[", "montant"),
    ],
)
def test_a_total_that_is_none_is_a_sentence(direction, liste, total):
    page = direction.get(PAGE, {"liste": liste, "total": total}, follow=True)
    assert page.status_code == 200 and ("n’existe plus" in page.text or "pas de total" in page.text)


def test_the_way_back_to_a_list_stays_on_the_site(direction):
    page = direction.get(
        PAGE, {"liste": "https://ailleurs.example/finances/contributions/", "total": "montant"}
    )
    assert page.context["demande"].liste.startswith("/finances/contributions/")


def test_a_figure_that_only_words_tell_leads_to_its_row(direction):
    indicateur = IndicateurMetier.objects.get(bilan_de=2021, texte="sensiblement équivalent à 2020")
    section = next(p.section for p in places(2021) if p.genre == LISTE and _lit(p, indicateur))
    point = "Elise : courriers entrants : sensiblement équivalent à 2020 ;"
    page = direction.get(PAGE, {"section": section, "nombre": point})
    (exacte,) = [ligne for table in page.context["tables"] for ligne in table.exactes]
    assert exacte.objet == indicateur and ("texte", indicateur.texte) in exacte.valeurs


def _lit(place, objet) -> bool:
    return (objet._meta.db_table, objet.pk) in place.lignes
