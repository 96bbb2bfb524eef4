"""Years beside one another in the tables of the budget."""

import datetime
from decimal import Decimal

import pytest

from adherents.models import Adherent, Succession
from finances.bilan import (
    ContributionsSection,
    EssentielSection,
    SubventionsSection,
)
from finances.models import Contribution, LigneBudget
from siim94.socle.models import Exercice
from tests.adherents.factories import AdherentFactory, ExerciceFactory, SuccessionFactory
from tests.finances import factories as f
from tests.finances.rendu import PAR_CODE, plat, tableau

pytestmark = pytest.mark.django_db


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
