"""Lists and pages made from one declaration: criteria, totals, pages, exports, links, costs.

Some of the sorts and criteria of each list, as the seed has it; all in ``make bench BENCH=marches``.
"""

import csv
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tablib import Dataset

from adherents.models import Adherent
from finances.models import Contribution
from siim94.socle.models import Exercice
from siim94.ui import views
from siim94.ui.listes.criteres import IntervalleField, VideFilter
from siim94.ui.saisie.champs import JourField
from siim94.ui.views import FicheView, ListeView
from tests.adresses import MOTIFS
from tests.comptes import connecter
from tests.lignes import completer
from tests.rigueur import tirer
from tests.siim94.test_acces import adresse

pytestmark = pytest.mark.django_db

LISTES = sorted(
    nom
    for nom, motif in MOTIFS.items()
    if getattr(getattr(motif, "callback", None), "view_class", None) is ListeView and nom.endswith("_list")
)
FICHES = sorted(
    nom
    for nom, motif in MOTIFS.items()
    if getattr(getattr(motif, "callback", None), "view_class", None) is FicheView
)
# A constraint allows these tables one row: there is no second cost to compare.
UNE_SEULE_LIGNE = {"socle:organisme_list"}
CONTRIBUTIONS = "/finances/contributions/"


@pytest.fixture
def agent(client):
    return connecter("agent", client)


@pytest.fixture
def contributions():
    """Three made-up members that pay in a year of their own; the sums are 3 003,50 and 1 002,00."""
    exercice = Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    noms = ("Évry-les-Essais", "Étampes d’Essai", "=SOMME(A1)")
    for rang, nom in enumerate(noms):
        adherent = Adherent.objects.create(
            code=f"essai-{rang}", nom=nom, nom_court=f"E{rang}", genre="1-ville", rang=900 + rang
        )
        montant = Decimal("1001.50") + rang * Decimal("0.50") - rang
        Contribution.objects.create(exercice=exercice, bilan_de=exercice, adherent=adherent, montant=montant)
    return exercice


def lignes(reponse):
    return list(reponse.context["table"].page.object_list)


def test_list_shows_the_year_chosen_and_totals_all_its_rows(agent, contributions):
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031")
    assert len(lignes(reponse)) == 3
    assert reponse.context["table"].totaux["montant"] == Decimal("3003.00")
    assert "3\u202f003,00" in reponse.content.decode()


def test_footer_totals_the_whole_list_whatever_page_is_shown(agent, contributions, monkeypatch):
    monkeypatch.setattr(views, "TAILLES", (1, 50))
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031&par_page=1&page=2")
    assert len(lignes(reponse)) == 1
    assert reponse.context["table"].totaux["montant"] == Decimal("3003.00")


def test_search_ignores_accents_and_case(agent, contributions):
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031&q=evry")
    assert [str(ligne.record.adherent) for ligne in lignes(reponse)] == ["Évry-les-Essais"]
    assert reponse.context["table"].totaux["montant"] == Decimal("1001.50")


def test_each_criterion_is_a_chip_whose_link_removes_only_it(agent, contributions):
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031&q=evry&nature=non-ventilee&page=2")
    puces = {puce["libelle"]: puce for puce in reponse.context["criteres"]}
    assert {nom: puce["valeur"] for nom, puce in puces.items()} == {
        "Exercice": "2031",
        "Texte": "evry",
        "Nature": "non ventilée",
    }
    assert puces["Texte"]["sans"] == "exercice=2031&nature=non-ventilee"
    assert puces["Exercice"]["sans"] == "exercice=tous&q=evry&nature=non-ventilee"


def test_sort_is_by_the_address_and_told_to_readers(agent, contributions):
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031&tri=montant")
    montants = [ligne.record.montant for ligne in lignes(reponse)]
    assert montants == sorted(montants)
    assert 'aria-sort="ascending"' in reponse.content.decode()


@pytest.mark.parametrize(
    "parametres", ["page=0", "page=999", "page=x", "page=²", "par_page=7", "tri=inconnu", "tri=-"]
)
def test_odd_parameters_give_a_list_all_the_same(agent, contributions, parametres):
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031&{parametres}")
    assert reponse.status_code == 200
    assert len(lignes(reponse)) == 3


@pytest.mark.parametrize(
    ("parametres", "phrase"),
    [
        ("nature=zzz", "Sélectionnez un choix valide"),
        ("adherent=abc", "Sélectionnez un choix valide"),
        ("adherant=3", "n’est pas un critère de cette liste"),
    ],
)
def test_what_no_form_sends_is_a_bad_request_that_the_list_tells(agent, contributions, parametres, phrase):
    adresse = f"{CONTRIBUTIONS}?exercice=2031&{parametres}"
    reponse = agent.get(adresse)
    assert reponse.status_code == 400
    assert phrase in reponse.content.decode()
    # Never a file of more rows than were asked for; a part of a page says it all the same.
    assert agent.get(f"{adresse}&export=csv")["Content-Type"].startswith("text/html")
    assert agent.get(adresse, headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize(
    "parametres",
    ["utm_source=lettre&utm_medium=mail", "fbclid=x&_gl=1", "adherent=999999", "montant_de=abc", "nature="],
)
def test_what_tools_add_what_is_gone_and_what_is_typed_badly_break_nothing_off(
    agent, contributions, parametres
):
    assert agent.get(f"{CONTRIBUTIONS}?exercice=2031&{parametres}").status_code == 200


@pytest.mark.parametrize("annee", ["1999", "x", "-1"])
def test_an_unknown_year_is_not_found(agent, annee):
    assert agent.get(f"{CONTRIBUTIONS}?exercice={annee}").status_code == 404


def test_a_list_without_rows_says_what_to_do(agent, contributions):
    page = agent.get(f"{CONTRIBUTIONS}?exercice=2031&q=zzz").content.decode()
    assert "Aucune ligne ne répond à ces critères." in page
    assert "Retirer les critères" in page


def test_csv_holds_exactly_the_rows_kept_with_their_total(agent, contributions):
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031&q=essai&export=csv")
    assert reponse["Content-Disposition"] == 'attachment; filename="contributions-2031.csv"'
    texte = b"".join(reponse.streaming_content).decode("utf-8-sig")
    entetes, *corps = csv.reader(StringIO(texte), delimiter=";")
    colonne = next(rang for rang, tete in enumerate(entetes) if tete.startswith("Montant"))
    assert [ligne[colonne] for ligne in corps] == ["1001,50", "1001,00", "2002,50"]
    assert corps[-1][0] == "Total"


def test_exports_are_harmless_to_a_spreadsheet(agent, contributions):
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031&export=xlsx")
    feuille = load_workbook(BytesIO(reponse.content)).active
    cellules = [cellule for ligne in feuille.iter_rows() for cellule in ligne]
    assert "'=SOMME(A1)" in [cellule.value for cellule in cellules]
    assert not [cellule for cellule in cellules if cellule.data_type == "f"]
    montants = [c.value for c in next(c for c in feuille.columns if c[0].value.startswith("Montant"))[1:]]
    assert montants[-1] == sum(montants[:-1]) == 3003


def test_a_workbook_shows_amounts_with_their_cents_in_columns_wide_enough(agent, contributions):
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031&export=xlsx")
    feuille = load_workbook(BytesIO(reponse.content)).active
    montants = next(c for c in feuille.columns if c[0].value.startswith("Montant"))
    assert {cellule.number_format for cellule in montants[1:]} == {"#,##0.00"}
    noms = max(len(str(cellule.value)) for cellule in feuille["A"])
    assert feuille.column_dimensions["A"].width > noms


def test_ods_holds_the_rows_of_all_pages(agent, contributions, monkeypatch):
    monkeypatch.setattr(views, "TAILLES", (1, 50))
    reponse = agent.get(f"{CONTRIBUTIONS}?exercice=2031&par_page=1&export=ods")
    assert len(Dataset().load(reponse.content, "ods")) == 4


def test_the_first_column_leads_to_the_object(agent, contributions):
    contribution = Contribution.objects.filter(exercice=2031).first()
    assert contribution.get_absolute_url() in agent.get(f"{CONTRIBUTIONS}?exercice=2031").content.decode()
    assert agent.get(contribution.get_absolute_url()).status_code == 200


def test_breadcrumbs_lead_back_to_list_app_and_home(agent, contributions):
    contribution = Contribution.objects.filter(exercice=2031).first()
    fil = agent.get(contribution.get_absolute_url()).context["fil"]
    assert [adresse for _, adresse in fil] == ["/", "/finances/", CONTRIBUTIONS, ""]


def test_a_page_of_an_object_that_does_not_exist_is_not_found(agent):
    assert agent.get(f"{CONTRIBUTIONS}999999999/").status_code == 404


def test_the_year_chosen_stays_from_page_to_page(agent, contributions):
    retour = agent.post(
        reverse("changer_exercice"),
        {"annee": 2031, "suivant": f"{CONTRIBUTIONS}?exercice=2021&q=essai&page=3"},
    )
    assert retour.url == f"{CONTRIBUTIONS}?q=essai"
    assert agent.get(CONTRIBUTIONS).context["exercice_liste"].annee == 2031
    assert agent.get("/").context["annee_choisie"] == 2031


def test_a_year_known_only_from_a_later_report_cannot_be_chosen(agent):
    Exercice.objects.create(annee=2009, statut=Exercice.Statut.REPRIS)
    assert agent.post(reverse("changer_exercice"), {"annee": 2009}).status_code == 404
    assert 2009 not in [exercice.annee for exercice in agent.get("/").context["exercices_avec_bilan"]]


def test_changing_the_year_never_leads_to_another_site(agent, contributions):
    retour = agent.post(reverse("changer_exercice"), {"annee": 2031, "suivant": "//ailleurs.example/"})
    assert retour.url == "/"


def test_an_invented_year_says_so_on_every_page_of_its_base(agent, admin_client, contributions):
    Exercice.objects.filter(annee=2031).update(fictif=True)
    pages = [agent.get(url) for url in (f"{CONTRIBUTIONS}?exercice=2021", "/", "/recherche/", "/inconnue/")]
    pages += [admin_client.get(reverse("admin:index")), Client().get("/connexion/")]
    assert all("DONNÉES FICTIVES" in page.content.decode() for page in pages)


def test_a_base_of_real_years_never_says_that_it_is_invented(agent, contributions):
    assert "DONNÉES FICTIVES" not in agent.get("/").content.decode()


def test_the_theme_chosen_is_kept_on_the_device(agent):
    agent.post(reverse("changer_theme"), {"theme": "dark", "suivant": "/"})
    assert 'data-theme="dark"' in agent.get("/").content.decode()
    agent.post(reverse("changer_theme"), {"theme": "rose", "suivant": "/"})
    assert 'data-theme="dark"' in agent.get("/").content.decode()


@pytest.mark.parametrize("nom", [nom for nom in LISTES if nom not in UNE_SEULE_LIGNE])
def test_list_costs_the_same_with_one_row_as_with_thirty_whatever_its_columns(agent, nom, monkeypatch):
    monkeypatch.setattr(views, "TAILLES", (1, 30))
    crud = MOTIFS[nom].callback.view_initkwargs["crud"]
    completer(crud.model, 31)
    toutes = ",".join(crud.table_class.offertes())
    agent.get(adresse(nom))
    for colonnes in (toutes, ""):
        couts, montrees = {}, {}
        for taille in views.TAILLES:
            with CaptureQueriesContext(connection) as requetes:
                parametres = {"par_page": taille, "exercice": "tous", "colonnes": colonnes}
                reponse = agent.get(adresse(nom), parametres)
            couts[taille], montrees[taille] = len(requetes), len(lignes(reponse))
        assert montrees == {1: 1, 30: 30}
        assert couts[1] == couts[30], [requete["sql"][:200] for requete in requetes]


@pytest.mark.usefixtures("memoire_partagee")
@pytest.mark.parametrize("nom", LISTES)
def test_every_list_sorts_by_each_of_its_columns_and_shows_it(agent, nom):
    classe = MOTIFS[nom].callback.view_initkwargs["crud"].table_class
    premiere = next(iter(classe.offertes()))
    tris = [f"{sens}{colonne}" for colonne in classe.offertes() for sens in ("", "-")]
    for tri in tirer(tris, 6, f"sorts of {nom}"):
        colonne = tri.lstrip("-")
        reponse = agent.get(adresse(nom), {"tri": tri, "colonnes": colonne})
        assert reponse.status_code == 200, colonne
        montrees = [tete["colonne"].name for tete in reponse.context["table"].tetes()]
        assert [n for n in montrees if n != "exercice"] == [
            n for n in dict.fromkeys((premiere, colonne)) if n != "exercice"
        ]
        assert classe.titre_colonne(colonne)


@pytest.mark.usefixtures("memoire_partagee")
@pytest.mark.parametrize("nom", LISTES)
def test_every_criterion_of_every_list_can_be_applied(agent, nom):
    """The ranges, choices and empty fields that the model gives: each alone, with a value that it takes."""
    crud = MOTIFS[nom].callback.view_initkwargs["crud"]
    filtre = crud.filterset_class({}, queryset=crud.queryset())
    essais = []
    for champ in filtre.form:
        if isinstance(champ.field, IntervalleField):
            borne = "2021-01-01" if isinstance(champ.field.fields[0], JourField) else "1 234"
            essais += [{f"{champ.name}_de": borne}, {f"{champ.name}_a": borne}]
        elif isinstance(filtre.filters[champ.name], VideFilter):
            essais += [{champ.name: code} for code, _ in champ.field.choices if code]
    for essai in tirer(essais, 3, f"criteria of {nom}"):
        reponse = agent.get(adresse(nom), {"exercice": "tous", **essai})
        assert reponse.status_code == 200, essai
        assert len(reponse.context["criteres"]) == 1, essai


@pytest.mark.usefixtures("memoire_partagee")
@pytest.mark.parametrize("nom", LISTES)
def test_every_list_exports(agent, nom):
    crud = MOTIFS[nom].callback.view_initkwargs["crud"]
    completer(crud.model, 1)
    colonnes = ",".join(crud.table_class.offertes())
    for genre in ("csv", "xlsx", "ods"):
        reponse = agent.get(adresse(nom), {"export": genre, "exercice": "tous", "colonnes": colonnes})
        assert reponse.status_code == 200
        contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
        assert contenu


@pytest.mark.usefixtures("memoire_partagee")
@pytest.mark.parametrize("nom", FICHES)
def test_every_page_of_an_object_names_it(agent, nom):
    page = agent.get(adresse(nom))
    assert page.status_code == 200
    assert page.context["objet"].pk
    assert page.content.decode().count("<h1>") == 1
