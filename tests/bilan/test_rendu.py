"""The tree of a report: order, numbers, what leaves it, and how an edited amount goes through it."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from lxml.html import fromstring

from applications.models import IndicateurActivite
from finances.models import Contribution
from rh.models import IndicateurRh
from siim94.bilan.essentiel import valeurs_imprimees
from siim94.bilan.models import Rubrique
from siim94.bilan.rendu import Bilan, RubriqueErronee, Support
from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.controles.etat import constats_de
from siim94.controles.suites import enregistrer
from siim94.formats.typographie import typographie
from siim94.socle.models import Exercice, ValeurImprimee
from siim94.ui.graphiques import BarChart
from tests.bilan.factories import ExerciceFactory, RubriqueFactory
from tests.bilan.lecture import espaces_simples

Niveau = Rubrique.Niveau

# Headings of the source whose picture is lost.
VIDES_EN_2021 = {
    "pyramide-des-ages-agents",
    "activite-si-domaines-evolution",
    "activite-si-domaines",
    "activite-si-adherents",
    "support-fonctionnel-jours",
    "assistance-par-application",
    "formation-par-adherent",
    "tickets-par-adherent",
    "postes-par-adherent",
}


def partie(bilan, code):
    return next(p for chapitre in bilan.chapitres for p in chapitre.parcours() if p.ancre == code)


def test_chapters_come_in_the_order_and_with_the_numbers_of_the_source(bilan):
    numerotes = [(c.numero, str(c.titre)) for c in bilan.chapitres if c.numero]
    assert [numero for numero, _ in numerotes] == list(range(1, 11))
    assert numerotes[0][1] == "LE MOT DE LA PRESIDENTE"
    assert numerotes[4][1] == "Les perspectives 2022"
    assert numerotes[9][1] == "Pôle Support Utilisateurs"
    assert str(bilan.chapitres[-1].titre).startswith("CATALOGUE DES APPLICATIONS")


def test_parts_precede_their_first_chapter(bilan):
    titres = [str(c.titre) for c in bilan.chapitres]
    rang = titres.index("Bilan financier")
    assert titres[rang - 1] == "Bilan Finances Et Ressources Humaines"
    assert titres[titres.index("Pole Systèmes d’Information") - 2] == "Bilan complémentaire"


@pytest.mark.usefixtures("controles_des_apps")
@pytest.mark.parametrize("support", Support)
def test_a_note_says_the_finding_that_management_has_printed(exercice, support):
    constats = [c for c in constats_de(2021) if c.controle.code == "rh.parts-de-personnes"]
    enregistrer(2021, constats[0].code, "Le bilan social le dit.", note_dans="rgpd")
    contredite = partie(Bilan(exercice, support), "rgpd")
    assert contredite.contredits == [(1, typographie(constats[0].phrase))]
    html = render_to_string("bilan/evolutions.html", {"partie": contredite})
    assert "Note de la rédaction 1" in html and constats[0].phrase[:20] in html
    # It falls with its figures.
    IndicateurRh.objects.filter(exercice=2021, code="part-cdi").update(valeur=47)
    assert partie(Bilan(exercice, support), "rgpd").contredits == []


def test_a_figure_is_told_though_another_chapter_writes_the_same_number(exercice):
    code = {"exercice": exercice, "code": "essai-rgpd", "theme": "rgpd", "libelle": "Demandes", "valeur": 46}
    IndicateurActivite.objects.create(**code, bilan_de=exercice)
    assert "Demandes" in partie(Bilan(exercice, Support.FICHIER), "rgpd").html
    Rubrique.objects.filter(exercice=exercice, code="rgpd").update(corps="Il y eut 46 demandes.")
    assert "Demandes" not in partie(Bilan(exercice, Support.FICHIER), "rgpd").html


def test_anchors_are_unique(bilan):
    ancres = [p.ancre for chapitre in bilan.chapitres for p in chapitre.parcours()]
    assert len(ancres) == len(set(ancres))


def test_figures_and_tables_are_numbered_in_reading_order(bilan):
    html = "".join(str(p.html) for chapitre in bilan.chapitres for p in chapitre.parcours())
    for genre, nombre in (
        ("Figure", len([f for f in bilan.figures if f.numero])),
        ("Tableau", bilan.numerotation.tableaux),
    ):
        lus = [html.index(f"{genre} {numero}.</span>") for numero in range(1, nombre + 1)]
        assert lus == sorted(lus) and nombre > 10


def test_values_in_the_annex_are_those_that_no_table_beside_prints(exercice):
    bilan = Bilan(exercice, Support.PAPIER)
    en_annexe = {figure.chart.titre for figure in bilan.figures_en_annexe}
    contributions = next(f for f in bilan.figures if "contributions" in f.chart.titre)
    assert contributions.en_tableau and contributions.chart.titre not in en_annexe
    assert 0 < len(en_annexe) < len(bilan.figures)


def test_paper_and_file_are_two_media_of_one_reading(exercice, django_assert_num_queries):
    papier = Bilan(exercice, Support.PAPIER)
    with django_assert_num_queries(0):
        fichier = papier.sur(Support.FICHIER)
        page = render_to_string("bilan/corps.html", {"bilan": fichier})
    assert page == render_to_string("bilan/corps.html", {"bilan": Bilan(exercice, Support.FICHIER)})
    assert [f.numero for f in fichier.figures] == [f.numero for f in papier.figures]
    assert fichier.figures_en_annexe is not papier.figures_en_annexe


def test_a_section_without_data_takes_its_heading_along(db):
    exercice = ExerciceFactory()
    RubriqueFactory(exercice=exercice, rang=1, code="texte", corps="Du texte.")
    RubriqueFactory(exercice=exercice, rang=2, code="vide", section="finances.contributions")
    RubriqueFactory(exercice=exercice, rang=3, niveau=Niveau.PARTIE, code="fin")
    bilan = Bilan(exercice, projet=False)
    assert [c.ancre for c in bilan.chapitres] == ["texte"]


def test_the_draft_shows_what_the_year_lacks_and_the_final_report_leaves_it_out(exercice):
    projet, definitif = (Bilan(exercice, Support.PAPIER, projet=choix) for choix in (True, False))
    vides = {p.ancre for c in projet.chapitres for p in c.parcours() if p.sans_donnees and not p.corps}
    assert partie(projet, "tickets-evolution").sans_donnees and partie(definitif, "tickets-evolution").corps
    lues = {p.ancre for c in definitif.chapitres for p in c.parcours()}
    assert vides == VIDES_EN_2021 and not vides & lues
    assert vides | lues == {p.ancre for c in projet.chapitres for p in c.parcours()}


def test_the_site_shows_the_draft_until_the_year_is_closed(bilan, exercice):
    assert bilan.projet
    exercice.statut = Exercice.Statut.CLOS
    assert not Bilan(exercice).projet


@pytest.mark.parametrize(("niveau", "titre"), [(niveau, "T") for niveau in (1, 2, 3)] + [(2, "")])
def test_a_part_without_values_says_so_at_every_level_of_the_draft(db, niveau, titre):
    exercice = ExerciceFactory()
    RubriqueFactory(exercice=exercice, niveau=niveau, titre=titre, section="finances.contributions")
    page = render_to_string("bilan/corps.html", {"bilan": Bilan(exercice), "modifiable": False})
    assert "aleurs non renseignées" in page and "Non renseigné : " in page
    assert "on renseigné" not in render_to_string(
        "bilan/corps.html", {"bilan": Bilan(exercice, projet=False)}
    )


def test_a_part_without_heading_goes_on_under_the_heading_of_its_level(db):
    exercice = ExerciceFactory()
    for rang, (niveau, titre) in enumerate(
        [(Niveau.CHAPITRE, "C"), (Niveau.TITRE, "T"), (Niveau.SOUS_TITRE, "S"), (Niveau.TITRE, "")]
    ):
        RubriqueFactory(exercice=exercice, rang=rang, niveau=niveau, titre=titre, corps="x", code=f"r{rang}")
    (chapitre,) = Bilan(exercice).chapitres
    (titre,) = chapitre.enfants
    assert [enfant.ancre for enfant in titre.enfants] == ["r2", "r3"]


def test_a_part_left_out_is_not_printed(exercice):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(incluse=False)
    chapitres = Bilan(exercice).chapitres
    assert "Les perspectives 2022" not in [str(c.titre) for c in chapitres]
    assert [c.numero for c in chapitres if c.numero] == list(range(1, 10))


def test_an_amount_that_changes_changes_page_total_and_chart(bilan, exercice):
    contribution = Contribution.objects.get(exercice=exercice, adherent__nom_court="Gentilly")
    contribution.montant += Decimal("1000.11")
    contribution.save()
    apres = Bilan(exercice)

    html = espaces_simples(str(partie(apres, "recettes-par-adherent").html))
    assert "486 166,83" in html and "485 166,72" not in html
    assert "6 667 433,85" in html
    figures = [next(f.chart for f in b.figures if "contributions" in f.chart.titre) for b in (bilan, apres)]
    assert Decimal("486166.83") in figures[1].nombres()
    assert figures[0].empreinte() != figures[1].empreinte()
    assert apres.revisions > bilan.revisions


def test_a_text_may_name_a_figure(exercice):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(
        corps="Soit [[finances.contributions.total]] en [[annee]]."
    )
    corps = espaces_simples(str(partie(Bilan(exercice), "perspectives").corps))
    assert corps == "<p>Soit 6 666 433,74 € en 2021.</p>"


def test_an_unknown_figure_is_shown_on_the_site_and_refused_in_print(exercice):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(corps="Soit [[finances.rien]].")
    assert "finances.rien (chiffre inconnu)" in str(partie(Bilan(exercice), "perspectives").corps)
    for support in (Support.PAPIER, Support.FICHIER):
        with pytest.raises(RubriqueErronee, match="« Les perspectives"):
            Bilan(exercice, support)


def test_a_section_that_does_not_exist_is_refused_with_the_name_of_the_part(exercice):
    Rubrique.objects.filter(exercice=exercice, code="perspectives").update(section="finances.rien")
    with pytest.raises(RubriqueErronee, match=r"« finances\.rien » n’existe pas"):
        Bilan(exercice)


def test_a_printed_value_lapses_when_its_figure_changes(exercice):
    ValeurImprimee.objects.all().delete()
    nom = "finances.contributions.total"
    calcule = CHIFFRES_PAR_NOM[nom].valeur(2021)
    ValeurImprimee.objects.create(
        exercice=exercice, chiffre=nom, libelle="x", texte="6 666 000", calcule=calcule, lieu="tableau"
    )
    assert valeurs_imprimees(2021)[nom, 2021].texte == "6 666 000"
    contribution = Contribution.objects.filter(exercice=exercice).first()
    contribution.montant += 1
    contribution.save()
    assert valeurs_imprimees(2021) == {}


def test_essentials_leave_out_what_is_not_known(db):
    exercice = ExerciceFactory()
    assert "Finances" not in [titre for titre, _ in Bilan(exercice).essentiel]
    assert Bilan(exercice).est_vide


def test_a_report_costs_a_bounded_number_of_queries(exercice):
    with CaptureQueriesContext(connection) as requetes:
        Bilan(exercice)
    avant = len(requetes)
    for contribution in Contribution.objects.filter(exercice=exercice)[:8]:
        Contribution.objects.filter(pk=contribution.pk).delete()
    with CaptureQueriesContext(connection) as requetes:
        Bilan(exercice)
    assert abs(len(requetes) - avant) <= 2


def test_years_of_series_have_no_part_of_their_own(donnees_2021):
    assert Bilan(Exercice.objects.get(annee=2020)).est_vide


def test_chapter_opens_on_the_key_figures_of_all_that_is_under_it(bilan):
    finances = next(chapitre for chapitre in bilan.chapitres if chapitre.ancre == "bilan-financier")
    assert [libelle for _, libelle, _ in finances.bande][:1] == ["recettes de fonctionnement"]
    assert "frais de maintenance" in [libelle for _, libelle, _ in finances.bande]
    assert not any('class="essentiel' in partie.html for partie in finances.parcours())


def test_on_the_site_each_key_figure_leads_to_what_it_comes_from(exercice):
    for support in Support:
        corps = fromstring(render_to_string("bilan/corps.html", {"bilan": Bilan(exercice, support)}))
        chiffres = corps.xpath("//div[starts-with(@class, 'essentiel ')]//b")
        liens = [chiffre.find("a") for chiffre in chiffres]
        assert len(chiffres) > 30
        if support is Support.ECRAN:
            adresses = [lien.get("href") for lien in liens]
            assert all(
                "/provenance/?chiffre=" in a or ("?section=" in a and "&nombre=" in a) for a in adresses
            )
        else:
            assert liens == [None] * len(chiffres)


def test_key_figures_that_a_heading_stands_for_alone_stay_under_it(bilan):
    isolees = [
        partie
        for chapitre in bilan.chapitres
        for partie in chapitre.parcours()
        if partie.isolee and partie.chiffres
    ]
    assert "mco-applications" in [
        partie.rubrique.section.split(".")[-1].replace("_", "-") for partie in isolees
    ]
    assert not {c for chapitre in bilan.chapitres for c in chapitre.bande} & {
        c for partie in isolees for c in partie.reperes
    }


def test_a_strip_of_key_figures_opens_a_chapter_and_stands_nowhere_else(exercice):
    bilan = Bilan(exercice)
    corps = fromstring(render_to_string("bilan/corps.html", {"bilan": bilan}))
    bandes = corps.xpath(
        "//section[not(contains(@class, 'essentiels'))]//div[starts-with(@class, 'essentiel ')]"
    )
    assert len(bandes) > 3 and {bande.getprevious().tag for bande in bandes} == {"h2"}
    # Those of a heading that stands for nothing else are a list under it.
    (points,) = corps.xpath("//h4[@id='mco-par-application']/following-sibling::ul[1]")
    (lien,) = points.xpath("li[contains(., 'maintien en condition opérationnelle')]//a")
    assert lien.text == "674" and "/provenance/?section=" in lien.get("href")


def test_parts_and_pages_on_their_side_open_a_page_and_other_chapters_go_on(bilan):
    ouvertes = [chapitre.ancre for chapitre in bilan.chapitres if chapitre.ouvre]
    assert bilan.chapitres[0].ancre not in ouvertes
    assert "finances-et-ressources-humaines" in ouvertes
    assert not {"perspectives", "bilan-financier", "bilan-ressources-humaines"} & set(ouvertes)
    assert [c.ouvre for c in bilan.chapitres if any(p.paysage for p in c.parcours())] == [True]


def test_report_opens_on_six_figures_with_a_sentence_each_from_the_data(bilan):
    page = bilan.ouverture
    assert [espaces_simples(cle.texte) for cle in page.chiffres] == [
        "6 717 398 €",
        "6 504 265 €",
        "6 666 434 €",
        "1 114 874 €",
        "46",
        "74",
    ]
    phrases = {cle.libelle: espaces_simples(cle.phrase) for cle in page.chiffres}
    assert (
        phrases["Contributions des adhérents"] == "Vitry, Ivry et Villejuif versent 62 % des contributions."
    )
    assert phrases["Emplois pourvus au 31 décembre"].endswith("passant de 50 en 2020 à 46 en 2021.")
    assert [chart.rows[0][0] for chart in page.un_euro] == [
        "Dotations et participations",
        "Charges de personnel et frais assimilés",
    ]
    assert sum(montant for _, montant in page.un_euro[0].rows) == Decimal("6717398.43")
    assert page.decisions[1].startswith("Choix du nouveau SI Finances")
    assert page.a_venir[0].endswith("définir le futur du syndicat informatique.")
    assert not {cle.libelle for cle in page.chiffres} & {
        cle.libelle for _, cles in bilan.autres_chiffres for cle in cles
    }


def test_opening_says_nothing_of_what_the_year_lacks(db):
    page = Bilan(RubriqueFactory(exercice=ExerciceFactory()).exercice, Support.FICHIER).ouverture
    assert (page.chiffres, page.un_euro, page.decisions, page.a_venir) == ([], [], [], [])


def test_bars_that_a_title_names_are_the_subject_of_the_chart(bilan):
    """In the accent, the others grey: colour means the same in all charts."""
    vus = 0
    for chart in (figure.chart for figure in bilan.figures if isinstance(figure.chart, BarChart)):
        nommes = {nom for nom, _ in chart.rows if re.search(rf"(?<!\w){re.escape(nom)}(?!\w)", chart.titre)}
        assert nommes <= chart.highlight, chart.titre
        vus += bool(nommes)
    assert vus > 5
