"""The sections of finances: the tables of the source word for word, and charts that follow the data."""

import datetime
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from adherents.models import Adherent, Succession
from finances.bilan import (
    SECTIONS,
    ContributionsSection,
    EssentielSection,
    MaintenanceSection,
    SubventionsSection,
)
from finances.models import Contribution, IndicateurFinancier, LigneBudget
from siim94.socle.models import Exercice, ValeurImprimee
from tests.adherents.factories import AdherentFactory, ExerciceFactory, SuccessionFactory
from tests.finances import factories as f
from tests.finances.source_2021 import CONTRIBUTIONS, TABLEAUX, lignes
from tests.source import SOURCE, empreinte

pytestmark = pytest.mark.django_db

PAR_CODE = {section.code: section for section in SECTIONS}


@pytest.fixture
def exercice(donnees_2021):
    return Exercice.objects.get(annee=2021)


def plat(texte: str) -> str:
    """Text with plain spaces and apostrophes."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", texte).replace("’", "'").strip()


class Cellules(HTMLParser):
    """The rows of the first table of a page, as lists of texts."""

    def __init__(self, html):
        super().__init__()
        self.lignes, self.dans_cellule, self.fini = [], False, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if self.fini:
            return
        if tag == "tr":
            self.lignes.append([])
        if tag in ("td", "th"):
            self.dans_cellule = True
            self.lignes[-1].append("")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.dans_cellule = False
        if tag == "table":
            self.fini = True

    def handle_data(self, data):
        if self.dans_cellule and not self.fini:
            self.lignes[-1][-1] += data


def rendu(section) -> str:
    return render_to_string(
        section.template_name,
        {**section.donnees, "section": section, "exercice": section.exercice, "annee": section.annee},
    )


def tableau(section) -> list[list[str]]:
    return [[plat(cellule) for cellule in ligne] for ligne in Cellules(rendu(section)).lignes]


@pytest.mark.parametrize("code", TABLEAUX)
def test_table_prints_the_source_row_by_row(exercice, code):
    entetes, *rangs = tableau(PAR_CODE[code](exercice))

    assert rangs == TABLEAUX[code]
    attendu = "Titres émis" if "recettes" in code else "Mandats émis"
    assert entetes[:3] == ["Chapitre", "Libellé", attendu]
    assert entetes[3:] == (["Reports"] if code == "finances.depenses_investissement" else [])


@pytest.mark.parametrize("code", TABLEAUX)
def test_frozen_rows_are_those_of_the_source_document(code):
    for cellules in TABLEAUX[code]:
        assert empreinte("|".join(cellule for cellule in cellules if cellule)) in SOURCE["tableaux"], cellules


def test_every_amount_has_a_row_head_and_columns_their_widths(exercice):
    html, _ = rendu(PAR_CODE["finances.depenses_investissement"](exercice)).split("</table>", 1)

    assert html.count('<th scope="row">') == 19
    assert "style=" not in html
    assert 'class="total"' in html and 'class="sous-total"' in html


def test_amount_edited_changes_row_total_and_chart(exercice):
    ligne = LigneBudget.objects.get(chapitre__code="74", sens="R")
    ligne.realise = Decimal("1000.00")
    ligne.save()

    section = PAR_CODE["finances.recettes_fonctionnement"](exercice)

    rangs = {libelle: montant for _, libelle, montant in tableau(section)[1:]}
    assert rangs["Dotations et participations"] == "1 000,00"
    assert rangs["TOTAL"] == "709 543,16"  # 6 717 398,43 − 6 008 855,27 + 1 000
    (chart,) = section.tous_les_graphiques
    assert dict(chart.rows)["Dotations et participations"] == Decimal("1000.00")
    assert chart.titre.startswith("Produits des services")


def test_charts_state_what_the_data_say(exercice):
    titres = {code: [plat(c.titre) for c in section(exercice).charts()] for code, section in PAR_CODE.items()}

    assert titres == {
        "finances.essentiel": ["Le fonctionnement de l'exercice dégage un excédent de 213 133 €"],
        "finances.recettes_fonctionnement": [
            "Dotations et participations : 89 % des recettes de fonctionnement"
        ],
        "finances.contributions": ["Vitry, Ivry et Villejuif versent 62 % des contributions"],
        "finances.depenses_fonctionnement": [
            "Charges de personnel et frais assimilés : 55 % des dépenses de fonctionnement"
        ],
        "finances.subventions": [],
        "finances.maintenance": [],
        "finances.recettes_investissement": [
            "Opérations d'ordre de transfert entre sections : 79 % des recettes d'investissement"
        ],
        "finances.depenses_investissement": [
            "Concessions et droits similaires : 40 % des dépenses d'investissement"
        ],
        "finances.autres_chiffres": [],
    }


def test_charts_name_their_unit_and_source(exercice):
    for section in SECTIONS:
        for chart in section(exercice).charts():
            assert chart.unite == "€"
            assert plat(chart.source) == "Source : finances, exercice 2021"
            assert chart.figure()["data"]


def test_investment_chart_has_the_accounts_of_the_source(exercice):
    (chart,) = PAR_CODE["finances.depenses_investissement"](exercice).charts()

    assert sum(montant for _, montant in chart.rows) == Decimal("1114874.04")
    assert dict(chart.rows)["Mobilier"] == Decimal("862.39")


def test_contributions_print_every_member_and_their_total(exercice):
    entetes, *rangs, total = tableau(ContributionsSection(exercice))

    assert entetes == ["Adhérent", "2021", "Part"]
    assert [montant for _, montant, _ in rangs] == [montant for _, montant in lignes(CONTRIBUTIONS)]
    assert rangs[0] == ["Ville de Vitry-sur-Seine", "1 828 377,37", "27,4 %"]
    assert total == ["Total", "6 666 433,74", "100 %"]


def test_contributions_of_last_year_stand_beside_once_they_are_known(exercice):
    f.ContributionFactory(
        exercice=Exercice.objects.get(annee=2020), bilan_de=exercice, montant=Decimal("7.00")
    )

    entetes, premiere, deuxieme, *_, total = tableau(ContributionsSection(exercice))

    assert entetes == ["Adhérent", "2020", "2021", "Écart", "Évolution", "Part"]
    assert premiere[1:4] == ["7,00", "1 828 377,37", "+1 828 370,37"]
    assert deuxieme[1] == "" and deuxieme[3] == f"+{deuxieme[2]}" and deuxieme[4] == "nouveau"
    assert total[1] == "7,00"


def test_who_left_keeps_a_row_so_that_last_year_makes_its_total(exercice):
    precedent = Exercice.objects.get(annee=2020)
    reste = Contribution.objects.filter(exercice=exercice).first().adherent
    parti = Adherent.objects.exclude(contributions__exercice=exercice).first()
    for adherent, montant in ((parti, "7.00"), (reste, "5.00")):
        f.ContributionFactory(
            exercice=precedent, bilan_de=exercice, adherent=adherent, montant=Decimal(montant)
        )

    _, *rangs, total = tableau(ContributionsSection(exercice))

    assert rangs[-1] == [parti.nom.replace("’", "'"), "7,00", "", "−7,00", "terminé", ""]
    assert [avant for _, avant, *_ in rangs if avant] == ["5,00", "7,00"]
    assert total[:4] == ["Total", "12,00", "6 666 433,74", "+6 666 421,74"]
    assert total[-1] == "100 %"


def test_two_payers_are_no_finding_and_one_is_no_chart():
    section = ContributionsSection(f.ContributionFactory().exercice)
    assert section.tous_les_tableaux and not section.charts()

    f.ContributionFactory(exercice=section.exercice, adherent=AdherentFactory(), montant=1)
    (chart,) = ContributionsSection(section.exercice).charts()
    assert chart.titre == "Contributions par adhérent"


def test_essentials_are_the_totals_of_the_tables(exercice):
    chiffres = EssentielSection(exercice).contexte()["chiffres"]

    assert [(plat(texte), libelle) for texte, libelle in chiffres] == [
        ("6 717 398 €", "recettes de fonctionnement"),
        ("6 504 265 €", "dépenses de fonctionnement"),
        ("1 114 874 €", "dépenses d’investissement"),
        ("54 630 €", "reportés sur 2022"),
    ]


@pytest.fixture
def annee_2020(exercice):
    """The account of 2020: 2 000 000,00 € of general charges, a title cancelled, nothing else."""
    document = f.DocumentBudgetaireFactory(
        exercice=Exercice.objects.get(annee=2020),
        bilan_de=exercice,
        nomenclature=LigneBudget.objects.first().document.nomenclature,
    )
    for code, sens, montant in (("011", "D", "2000000.00"), ("77", "R", "-50.00")):
        chapitre = document.nomenclature.chapitres.get(code=code)
        f.LigneBudgetFactory(document=document, chapitre=chapitre, sens=sens, realise=Decimal(montant))
    return document


def test_year_before_stands_beside_the_year_with_its_change(exercice, annee_2020):
    section = PAR_CODE["finances.depenses_fonctionnement"](exercice)
    entetes, charges, personnel, *_ = tableau(section)

    assert entetes == ["Chapitre", "Libellé", "2020", "2021", "Écart", "Évolution"]
    assert charges[2:] == ["2 000 000,00", "2 214 727,45", "+214 727,45", "+10,7 %"]
    assert personnel[2:] == ["", "3 544 981,77", "+3 544 981,77", "nouveau"]
    total = next(rang for rang in tableau(section) if rang[1] == "TOTAL")
    assert total[2:] == ["2 000 000,00", "6 504 265,35", "+4 504 265,35", "+225,2 %"]


def test_amounts_keep_their_sign_and_a_negative_base_has_a_word(exercice, annee_2020):
    rangs = tableau(PAR_CODE["finances.recettes_fonctionnement"](exercice))

    exceptionnels = next(rang for rang in rangs if rang[0] == "77")
    assert exceptionnels[2] == "−50,00"
    assert exceptionnels[5] == ("terminé" if exceptionnels[3] == "" else "base négative")


def test_essentials_are_compared_once_the_year_before_is_known(exercice, annee_2020):
    entetes, recettes, depenses, *_ = tableau(EssentielSection(exercice))

    assert entetes == ["Budget", "2020", "2021", "Écart", "Évolution"]
    assert recettes == [
        "Recettes de fonctionnement",
        "−50,00",
        "6 717 398,43",
        "+6 717 448,43",
        "base négative",
    ]
    assert depenses[0] == "Dépenses de fonctionnement" and depenses[4] == "+225,2 %"


def test_nothing_is_compared_while_the_year_before_is_not_known(exercice):
    assert EssentielSection(exercice).tableaux() == []
    assert PAR_CODE["finances.depenses_fonctionnement"](exercice).comparaisons == []


def test_credits_opened_stand_beside_what_was_carried_out(exercice):
    budget = f.DocumentBudgetaireFactory(
        exercice=exercice, etape="BP", nomenclature=LigneBudget.objects.first().document.nomenclature
    )
    charges = budget.nomenclature.chapitres.get(code="011")
    f.LigneBudgetFactory(document=budget, chapitre=charges, vote=Decimal("4429454.90"), realise=None)

    realise, credits = PAR_CODE["finances.depenses_fonctionnement"](exercice).tableaux()
    (ensemble,) = EssentielSection(exercice).tableaux()

    assert "crédits ouverts" in credits.titre and "crédits" not in realise.titre
    charges = next(rang for rang in credits.rangs if rang.cellules[0] == "011")
    attendu = ["011", "Charges à caractère général", "4 429 454,90", "4 429 454,90", "2 214 727,45", "50,0 %"]
    assert [plat(cellule) for cellule in charges.cellules] == attendu
    (rang,) = ensemble.rangs
    assert plat(rang.cellules[0]) == "Dépenses de fonctionnement"
    assert plat(rang.cellules[1]) == "4 429 454,90"


def test_deficit_is_called_a_deficit(exercice):
    ligne = LigneBudget.objects.get(chapitre__code="011")
    ligne.realise += Decimal("213134.08")
    ligne.save()

    (chart,) = EssentielSection(exercice).charts()

    assert plat(chart.titre) == "Le fonctionnement de l'exercice dégage un déficit de 1 €"


def test_maintenance_prints_what_the_source_printed_while_it_stands(exercice):
    imprimee = ValeurImprimee(
        exercice=exercice, chiffre="finances.maintenance.part_patrimoine", texte="environ 20\u00a0%"
    )
    calcule = MaintenanceSection(exercice)
    repris = MaintenanceSection(exercice, {("finances.maintenance.part_patrimoine", 2021): imprimee})

    debut = [("644 k€", "frais de maintenance"), ("2 250 k€", "valeur du patrimoine applicatif")]
    libelle = "du patrimoine, en frais de maintenance"
    assert [(plat(texte), nom) for texte, nom in calcule.contexte()["chiffres"]] == [
        *debut,
        ("28,6 %", libelle),
    ]
    assert [(plat(texte), nom) for texte, nom in repris.contexte()["chiffres"]] == [
        *debut,
        ("environ 20 %", libelle),
    ]


def test_years_side_by_side_appear_with_the_third_known_year(exercice):
    def connue(annee: int, *montants: str):
        document = f.DocumentBudgetaireFactory(
            exercice=Exercice.objects.get_or_create(annee=annee)[0],
            bilan_de=exercice,
            nomenclature=LigneBudget.objects.first().document.nomenclature,
        )
        for code, montant in zip(("011", "012"), montants, strict=True):
            chapitre = document.nomenclature.chapitres.get(code=code)
            f.LigneBudgetFactory(document=document, chapitre=chapitre, realise=Decimal(montant))

    connue(2020, "2000000.00", "3600000.00")
    assert len(PAR_CODE["finances.depenses_fonctionnement"](exercice).charts()) == 1

    connue(2019, "1900000.00", "3500000.00")
    _, annees = PAR_CODE["finances.depenses_fonctionnement"](exercice).charts()

    assert annees.titre == "Dépenses de fonctionnement, 2019-2021, ensemble et par chapitre"
    par_nom = {serie.nom: serie.valeurs for serie in annees.series}
    assert par_nom["Dépenses de fonctionnement"] == tuple(map(Decimal, ("5400000", "5600000", "6504265.35")))
    assert par_nom["Charges à caractère général"] == tuple(map(Decimal, ("1900000", "2000000", "2214727.45")))
    assert par_nom["Charges financières"] == (None, None, Decimal("54044.29"))

    # Two chapters of one label are two curves.
    document = LigneBudget.objects.get(document__exercice=2020, chapitre__code="011").document
    document.nomenclature.chapitres.filter(code="012").update(libelle="Charges à caractère général")
    _, annees = PAR_CODE["finances.depenses_fonctionnement"](exercice).charts()
    par_nom = {serie.nom: serie.valeurs[1] for serie in annees.series}
    assert par_nom["011 Charges à caractère général"] == 2000000
    assert par_nom["012 Charges à caractère général"] == 3600000


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.code)
def test_section_leaves_the_report_of_a_year_without_data(section):
    exercice = f.ExerciceFactory(annee=2022)

    assert not section(exercice).est_disponible


def test_subsidies_stand_beside_those_of_the_year_before_unless_the_texts_tell_them(exercice):
    section = SubventionsSection(exercice)
    (tableau,) = section.tous_les_tableaux
    assert [plat(rang.cellules[0]) for rang in tableau.rangs] == ["Plan « France Relance »", "Total"]
    assert tableau.rangs[0].cellules[-1] == "État"
    for texte in ("une subvention de 40 k€ dans le cadre du plan", "soit 40 000 euros"):
        assert not SubventionsSection(exercice, textes=texte).est_disponible
    suivante = f.ExerciceFactory(annee=2022)
    f.SubventionFactory(exercice=suivante, libelle="Fonds vert", financeur="Région", montant=1500)
    (tableau,) = SubventionsSection(suivante).tous_les_tableaux
    assert tableau.entetes[:3] == ("Subvention", "2021", "2022")
    noms = [plat(rang.cellules[0]) for rang in tableau.rangs]
    assert noms == ["Fonds vert", "Plan « France Relance »", "Total"]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.code)
def test_section_is_in_the_report_of_2021(exercice, section):
    assert section(exercice).est_disponible
    assert rendu(section(exercice)).strip()


def test_sections_depend_on_their_data_only(exercice):
    Contribution.objects.all().delete()
    IndicateurFinancier.objects.all().delete()

    absentes = {section.code for section in SECTIONS if not section(exercice).est_disponible}

    assert absentes == {"finances.contributions", "finances.maintenance", "finances.autres_chiffres"}


def test_contributions_of_who_was_succeeded_stand_beside_those_of_the_successor():
    """A row of its own as long as it pays; then under the new name, and the table says so."""
    anciens = [AdherentFactory(nom=nom) for nom in ("OPH du Puits", "OPH de la Source")]
    nouveau, parti = AdherentFactory(nom="Office des Eaux"), AdherentFactory(nom="Régie")
    for adherent, annee, montant in (
        (anciens[0], 2031, 10),
        (anciens[1], 2031, 20),
        (nouveau, 2031, 5),
        (parti, 2031, 1),
        (nouveau, 2032, 40),
    ):
        f.ContributionFactory(adherent=adherent, exercice=ExerciceFactory(annee=annee), montant=montant)
    for ancien in anciens:
        SuccessionFactory(ancien=ancien, nouveau=nouveau, date=datetime.date(2031, 7, 1))

    def lignes(annee):
        (tableau,) = ContributionsSection(Exercice.objects.get(pk=annee)).tous_les_tableaux
        return {rang.cellules[0]: rang.cellules[1:3] for rang in tableau.rangs}, tableau.notes

    assert lignes(2032) == (
        {"Office des Eaux": ("35,00", "40,00"), "Régie": ("1,00", ""), "Total": ("36,00", "40,00")},
        [
            "OPH du Puits et OPH de la Source deviennent Office des Eaux le 1er\u00a0juillet 2031\u00a0:"
            " la série continue."
        ],
    )
    rangs, notes = lignes(2031)
    assert list(rangs) == ["OPH de la Source", "OPH du Puits", "Office des Eaux", "Régie", "Total"]
    assert notes == []
    Succession.objects.update(raccordee=False)
    assert set(lignes(2032)[0]) == {"OPH de la Source", "OPH du Puits", "Office des Eaux", "Régie", "Total"}


def test_marks_of_the_official_print_out_are_told_under_its_table(exercice):
    tableau, *_ = PAR_CODE["finances.depenses_fonctionnement"](exercice).tableaux()
    assert [plat(note) for note in tableau.notes][-1] == (
        "(1) et (2) : renvois de l'état officiel, dont ce bilan ne reprend pas le texte."
    )
    tableau, *_ = PAR_CODE["finances.recettes_fonctionnement"](exercice).tableaux()
    assert not [note for note in tableau.notes if "de l’état officiel" in note]
