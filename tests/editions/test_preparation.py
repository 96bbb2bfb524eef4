"""What a report needs: nothing is forgotten, each thing in its state, with who takes it and where."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finances.models import Contribution
from siim94.bilan.models import Rubrique
from siim94.bilan.sommaire import SECTIONS, SECTIONS_PAR_CODE
from siim94.controles.chiffres import CHIFFRES, CHIFFRES_PAR_NOM
from siim94.editions import preparation
from siim94.editions.models import Etat as EtatDuBilan
from siim94.editions.models import Responsable
from siim94.editions.preparation import Echeance, Etat, Genre
from siim94.editions.preparation_vues import confier
from siim94.socle.models import Exercice
from tests.bilan.factories import ExerciceFactory, IllustrationFactory, RubriqueFactory
from tests.bilan.lecture import espaces_simples
from tests.comptes import ROLES, compte, connecter
from tests.editions.factories import CommentaireFactory
from tests.editions.relecture import mettre

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]

PAGE = "/bilan/2021/preparation/"


@pytest.fixture
def exercice(donnees_2021):
    return Exercice.objects.get(annee=2021)


def elements(exercice, code: str) -> list[preparation.Element]:
    partie = next((p for p in preparation.besoins(exercice).parties if p.code == code), None)
    return list(partie.elements) if partie else []


def lire(client, adresse=PAGE) -> str:
    return espaces_simples(client.get(adresse).content.decode())


# What is needed


def test_every_section_text_and_figure_of_the_report_is_there_once(exercice):
    besoins = preparation.besoins(exercice)
    tous = [element for partie in besoins.parties for element in partie.elements]
    assert {e.code for e in tous if e.genre == Genre.CHIFFRE} == set(CHIFFRES_PAR_NOM)
    placees = set(Rubrique.objects.du_bilan(2021).exclude(section="").values_list("section", flat=True))
    voulues = {
        code
        for code in placees & set(SECTIONS_PAR_CODE)
        if SECTIONS_PAR_CODE[code](exercice).est_disponible or not SECTIONS_PAR_CODE[code].facultative
    }
    assert {e.code for e in tous if e.genre in (Genre.TABLEAU, Genre.GRAPHIQUE)} == voulues
    ecrites = set(Rubrique.objects.du_bilan(2021).exclude(corps="").values_list("code", flat=True))
    textes = {p.code for p in besoins.parties for e in p.elements if e.genre == Genre.TEXTE}
    assert ecrites <= textes
    assert sum(besoins.comptes.values()) == len(tous)


def test_a_figure_never_given_is_missing(exercice):
    inconnus = {c.nom for c in CHIFFRES if c.valeur(2021) is None}
    tous = [e for p in preparation.besoins(exercice).parties for e in p.elements if e.genre == Genre.CHIFFRE]
    assert inconnus
    assert {e.code for e in tous if e.etat == Etat.MANQUE} == inconnus


def test_a_section_whose_data_are_gone_is_missing(exercice):
    code = Rubrique.objects.get(exercice=2021, section="finances.contributions").code
    assert {e.etat for e in elements(exercice, code) if e.code == "finances.contributions"} == {Etat.PRET}
    Contribution.objects.for_exercice(2021).delete()
    (manque,) = [e for e in elements(exercice, code) if e.code == "finances.contributions"]
    assert (manque.etat, manque.titre) == (Etat.MANQUE, SECTIONS_PAR_CODE["finances.contributions"].titre)


def test_a_text_never_written_and_one_taken_over_unread_both_show():
    avant = ExerciceFactory(annee=2034)
    exercice = ExerciceFactory(annee=2035)
    RubriqueFactory(exercice=avant, code="mot", corps="Une année **calme**.")
    RubriqueFactory(exercice=exercice, code="mot", section="rh.effectif")
    RubriqueFactory(exercice=exercice, code="reprise", corps="Comme avant.", a_relire=True)
    RubriqueFactory(exercice=exercice, code="neuve", titre="Neuve")
    RubriqueFactory(exercice=exercice, code="ecrite", corps="Tout est dit.")
    textes = {
        code: [(e.etat, e.avant) for e in elements(exercice, code) if e.genre == Genre.TEXTE]
        for code in ("mot", "reprise", "neuve", "ecrite")
    }
    assert textes == {
        "mot": [(Etat.MANQUE, "Une année calme.")],
        "reprise": [(Etat.A_RELIRE, "")],
        "neuve": [(Etat.MANQUE, "")],
        "ecrite": [(Etat.PRET, "")],
    }


def test_a_picture_is_there_unread_or_missing_where_the_report_before_had_one():
    avant, exercice = ExerciceFactory(annee=2034), ExerciceFactory(annee=2035)
    for code in ("gardee", "perdue"):
        ancienne = RubriqueFactory(exercice=avant, code=code, corps="Un texte.")
        IllustrationFactory(rubrique=ancienne, alternative="Le siège")
        RubriqueFactory(exercice=exercice, code=code, corps="Un texte.", a_relire=code == "gardee")
    IllustrationFactory(rubrique=Rubrique.objects.get(exercice=exercice, code="gardee"), legende="Le hall")
    images = {
        code: [(e.titre, e.etat, e.avant) for e in elements(exercice, code) if e.genre == Genre.IMAGE]
        for code in ("gardee", "perdue")
    }
    assert images == {
        "gardee": [("Le hall", Etat.A_RELIRE, "Le siège (2034)")],
        "perdue": [("Pas encore mise", Etat.MANQUE, "Le siège (2034)")],
    }


def test_a_heading_above_others_needs_no_text_of_its_own():
    chapitre = RubriqueFactory(code="chapitre")
    RubriqueFactory(exercice=chapitre.exercice, code="dessous", niveau=Rubrique.Niveau.TITRE, corps="Dit.")
    assert elements(chapitre.exercice, "chapitre") == []
    (dessous,) = [p for p in preparation.besoins(chapitre.exercice).parties if p.code == "dessous"]
    assert (dessous.au_dessus, dessous.racine) == (("chapitre",), "chapitre")


def test_a_part_left_out_needs_nothing():
    rubrique = RubriqueFactory(code="exclue", incluse=False)
    assert elements(rubrique.exercice, "exclue") == []


def test_a_year_without_outline_lacks_every_section():
    vide = ExerciceFactory(annee=2036)
    manquantes = {e.code for e in elements(vide, preparation.LES_SECTIONS) if e.etat == Etat.MANQUE}
    assert len(manquantes) >= sum(not classe.facultative for classe in SECTIONS) - 1


def test_a_figure_that_a_text_names_stands_with_the_text():
    rubrique = RubriqueFactory(code="mot", corps="Soit [[rh.effectif.total]] en [[annee]].")
    chiffres = [e for e in elements(rubrique.exercice, "mot") if e.genre == Genre.CHIFFRE]
    assert [(e.code, e.etat) for e in chiffres] == [("rh.effectif.total", Etat.MANQUE)]


@pytest.mark.parametrize(
    ("jour", "jours", "dit"),
    [
        ((2036, 8, 31), 30, "il reste 30 jours"),
        ((2036, 9, 29), 1, "il reste 1 jour"),
        ((2036, 9, 30), 0, "c’est aujourd’hui"),
        ((2036, 10, 2), -2, "date passée depuis 2 jours"),
    ],
)
def test_the_deadline_tells_the_days_left(monkeypatch, jour, jours, dit):
    exercice = RubriqueFactory(corps="Un texte.").exercice
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(*jour))
    assert Echeance(exercice).jours == jours
    page = lire(connecter("agent"), "/bilan/2035/preparation/")
    assert "30 septembre 2036" in page and dit in page


# The page


def test_each_need_leads_to_where_it_is_filled_in(exercice):
    page = connecter("direction").get(PAGE)
    lignes = [ligne for _, blocs in page.context["chapitres"] for bloc in blocs for ligne in bloc.lignes]
    assert len(lignes) == sum(preparation.besoins(exercice).comptes.values())
    client = connecter("direction")
    for adresse in sorted({ligne.adresse for ligne in lignes if ligne.element.genre != Genre.TEXTE}):
        assert client.get(adresse).status_code == 200, adresse
    mot = next(ligne for ligne in lignes if ligne.element.genre == Genre.TEXTE)
    assert mot.adresse.endswith("/modifier/")
    agent = connecter("agent").get(PAGE)
    assert all(
        not ligne.adresse.endswith("/modifier/")
        for _, blocs in agent.context["chapitres"]
        for bloc in blocs
        for ligne in bloc.lignes
    )


def test_figures_stand_beside_those_of_the_year_before(exercice):
    page = connecter("agent").get(PAGE)
    par_code = {
        ligne.element.code: (ligne.valeur, ligne.avant)
        for _, blocs in page.context["chapitres"]
        for bloc in blocs
        for ligne in bloc.lignes
        if ligne.element.genre == Genre.CHIFFRE
    }
    assert tuple(map(espaces_simples, par_code["rh.effectif.total"])) == ("46 agents", "50 agents")


def test_a_table_leads_to_that_of_the_report_before():
    avant, exercice = ExerciceFactory(annee=2034), ExerciceFactory(annee=2035)
    for annee in (avant, exercice):
        RubriqueFactory(exercice=annee, code="effectif", section="rh.effectif")
    RubriqueFactory(exercice=exercice, code="versees", section="finances.contributions")
    page = connecter("agent").get("/bilan/2035/preparation/")
    vues = {
        ligne.element.code: ligne.adresse_avant
        for _, blocs in page.context["chapitres"]
        for bloc in blocs
        for ligne in bloc.lignes
        if ligne.element.genre == Genre.TABLEAU
    }
    assert vues == {"rh.effectif": "/bilan/2034/section/rh.effectif/", "finances.contributions": ""}


def test_criteria_narrow_by_state_kind_and_person(exercice):
    client = connecter("direction")
    tout = client.get(PAGE).context["montres"]
    manques = client.get(f"{PAGE}?etat=manque").context
    assert 0 < manques["montres"] < tout
    assert manques["montres"] == preparation.besoins(exercice).manquent
    textes = client.get(f"{PAGE}?genre=texte").context["chapitres"]
    assert {ligne.element.genre for _, blocs in textes for b in blocs for ligne in b.lignes} == {Genre.TEXTE}
    assert client.get(f"{PAGE}?etat=rien").context["montres"] == tout
    assert "Rien ne répond à ces critères." in lire(client, f"{PAGE}?qui=moi")
    rubrique = Rubrique.objects.get(exercice=2021, code="perspectives")
    confier(exercice, rubrique.code, client.compte)
    siennes = client.get(f"{PAGE}?qui=moi").context["chapitres"]
    assert [[bloc.partie.code for bloc in blocs] for _, blocs in siennes] == [["perspectives"]]
    personne = client.get(f"{PAGE}?qui=personne").context["chapitres"]
    assert "perspectives" not in {bloc.partie.code for _, blocs in personne for bloc in blocs}


def test_who_has_a_chapter_has_what_it_contains_but_what_is_another_s():
    chapitre = RubriqueFactory(code="chapitre", corps="Un texte.")
    for code in ("un", "deux"):
        RubriqueFactory(exercice=chapitre.exercice, code=code, niveau=Rubrique.Niveau.TITRE, corps="Dit.")
    agent, direction = compte("agent"), compte("direction")
    confier(chapitre.exercice, "chapitre", agent)
    confier(chapitre.exercice, "deux", direction)
    page = connecter("agent").get("/bilan/2035/preparation/")
    blocs = {b.partie.code: (b.qui, b.confie) for _, blocs in page.context["chapitres"] for b in blocs}
    assert blocs["chapitre"] == (agent, True)
    assert blocs["un"] == (agent, False)
    assert blocs["deux"] == (direction, True)


@pytest.mark.parametrize("role", ROLES)
def test_who_writes_the_report_says_who_prepares_what(exercice, role):
    adresse = reverse("editions:responsable", args=[2021, "perspectives"])
    agent = compte("agent")
    reponse = connecter(role).post(adresse, {"qui": agent.pk})
    if role not in ("gestionnaire", "direction", "admin"):
        assert reponse.status_code == 403 and not Responsable.objects.exists()
        return
    assert reponse.url == f"{PAGE}#partie-perspectives"
    assert Responsable.objects.get().qui == agent
    connecter(role).post(adresse, {"qui": compte("direction").pk})
    assert Responsable.objects.get().qui == compte("direction")
    connecter(role).post(adresse, {"qui": ""})
    assert not Responsable.objects.exists()


def test_nobody_unknown_is_in_charge_and_of_no_unknown_part(exercice):
    client = connecter("direction")
    adresse = reverse("editions:responsable", args=[2021, "perspectives"])
    assert client.post(adresse, {"qui": 999_999}).status_code == 422
    assert client.get(reverse("editions:responsable", args=[2021, "ailleurs"])).status_code == 404
    assert not Responsable.objects.exists()


def test_putting_somebody_in_charge_leaves_the_report_as_it_is(exercice):
    avant = preparation.besoins(exercice)
    confier(exercice, "perspectives", compte("agent"))
    with CaptureQueriesContext(connection) as requetes:
        assert preparation.besoins(exercice) == avant
    assert len(requetes) == 1


def test_the_page_makes_no_check_and_asks_for_the_findings_apart(exercice, monkeypatch):
    monkeypatch.setattr("siim94.controles.etat.constats_de", lambda annee: pytest.fail("a check was made"))
    page = lire(connecter("direction"))
    assert 'hx-get="/bilan/2021/constats/"' in page and f'hx-get="{PAGE}obstacles/"' in page
    # Each piece that comes finds its place, whatever the criteria hide.
    codes = Rubrique.objects.du_bilan(2021).values_list("code", flat=True)
    filtree = lire(connecter("direction"), f"{PAGE}?etat=a-relire")
    for lue in (page, filtree):
        assert all(lue.count(f'id="constats-{code}"') == 1 for code in codes)


def test_what_keeps_the_report_from_being_published_is_listed(exercice, avec_controles):
    client = connecter("direction")
    etape = mettre(exercice, EtatDuBilan.RELECTURE)
    CommentaireFactory(copie=etape.copie, texte="Le total est faux.")
    Rubrique.objects.filter(exercice=2021, code="perspectives").update(a_relire=True)
    page = lire(client, f"{PAGE}obstacles/")
    assert "Les perspectives 2022" in page and "Le total est faux." in page and "à accepter" in page
    assert "n’est pas encore validé" in page
    piece = client.get(f"{PAGE}obstacles/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece


def test_a_second_reading_costs_little_and_no_more_with_more_parts(exercice):
    client = connecter("direction")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as avant:
        client.get(PAGE)
    assert len(avant) <= 16
    for code in Rubrique.objects.du_bilan(2021).values_list("code", flat=True)[:20]:
        confier(exercice, code, client.compte)
    with CaptureQueriesContext(connection) as apres:
        client.get(PAGE)
    assert len(apres) == len(avant)
