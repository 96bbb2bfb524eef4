"""A workbook in another unit is asked about: a sheet in centimes, beside its year or the one before."""

from decimal import Decimal

import pytest
from django.db.models.functions import Floor

from finances.models import Contribution
from rh.models import IndicateurRh
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import FichierRefuse, Options, charger, simuler
from siim94.socle.models import Exercice
from siim94.socle.refus import Refus
from tests.chargements.test_classeur import classeur, plat
from tests.classeur_modifie import colonne, modifier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def ecrire(annee, valeur):
    """A workbook whose contributions are what ``valeur`` makes of their rank and amount."""

    def changer(onglet):
        rang = colonne(onglet, "Montant")
        for ligne in range(2, onglet.max_row + 1):
            onglet.cell(ligne, rang).value = valeur(ligne, onglet.cell(ligne, rang).value)

    return modifier(classeur(annee), "Contributions", changer)


def questions(flux, **options):
    return {
        q.code: plat(q.phrase) for q in simuler(chargeur_de("classeur"), flux, Options(**options)).questions
    }


@pytest.mark.parametrize(
    ("facteur", "dit"), [(100, "100 fois ceux"), (1000, "1 000 fois ceux"), (0.1, "10 fois moins que ceux")]
)
def test_a_sheet_in_another_unit_is_asked(facteur, dit):
    flux = ecrire(2021, lambda _, montant: montant and round(montant * facteur, 2))
    (phrase,) = questions(flux).values()
    assert phrase.startswith(f"Feuille Contributions : les montants font {dit} d’aujourd’hui.")


@pytest.mark.parametrize(("facteur", "unite"), [(100, "centimes"), (1000, "milliemes"), (0.1, "dizaines")])
def test_the_likely_unit_is_said_and_corrects_the_amounts(facteur, unite):
    """What an answer brings back to what it was changes nothing."""
    Contribution.objects.update(montant=Floor("montant"))
    avant = sorted(Contribution.objects.values_list("pk", "montant"))
    flux = ecrire(2021, lambda _, montant: montant and round(montant * facteur, 2))
    assert f"Ils sont sans doute en {unite[:6]}" in questions(flux)["unites"].replace("è", "e")
    flux.seek(0)
    assert "unites" in questions(flux, propositions=True), "nothing that changes an amount is proposed"
    flux.seek(0)
    fait = charger(chargeur_de("classeur"), flux, Options(unites=unite))
    assert sorted(Contribution.objects.values_list("pk", "montant")) == avant and fait.modifies == 0


def test_new_rows_in_centimes_are_divided_and_what_cannot_be_is_refused():
    flux = ecrire(2022, lambda ligne, _: 30_000_000 + ligne)
    charger(chargeur_de("classeur"), flux, Options(exercice=2022, unites="centimes"))
    assert Contribution.objects.filter(exercice=2022, montant=Decimal("300000.02")).exists()
    flux = ecrire(2023, lambda ligne, _: 30_000_000.5 + ligne)
    with pytest.raises(Refus, match=r"Contributions, ligne 2.: montant.*décimales|chiffres après la virgule"):
        charger(chargeur_de("classeur"), flux, Options(exercice=2023, unites="centimes"))


def test_sheets_in_several_units_are_asked_each_and_one_answer_may_hold_for_all():
    def changer(onglet):
        rang = colonne(onglet, "Réalisé")
        for ligne in range(2, onglet.max_row + 1):
            if (montant := onglet.cell(ligne, rang).value) is not None:
                onglet.cell(ligne, rang).value = montant * 1000

    flux = ecrire(2021, lambda _, montant: montant and montant * 100)
    flux = modifier(flux, "Lignes budgétaires", changer)
    assert set(questions(flux)) == {"unites-contributions", "unites-lignes-budgetaires"}
    flux.seek(0)
    assert questions(flux, unites="euros") == {}
    flux.seek(0)
    reponses = {"unites-contributions": "centimes", "unites-lignes-budgetaires": "milliemes"}
    apercu = simuler(chargeur_de("classeur"), flux, Options(reponses=reponses))
    assert apercu.confirmable and not any(table.change for table in apercu.tables)


INDICATEUR = "exercice;bilan_de;code;ventilation;libelle;valeur;unite\n2021;2021;essai;;Essai;{};%\n"


def porte_classeur(valeur, **options):
    def changer(onglet):
        onglet.append([])
        for titre, contenu in (
            ("Exercice", 2021),
            ("Code", "essai"),
            ("Libellé", "Essai"),
            ("Valeur", valeur),
            ("Unité", "%"),
        ):
            onglet.cell(onglet.max_row + (titre == "Exercice"), colonne(onglet, titre)).value = contenu

    flux = modifier(classeur(2021), "Indicateurs RH", changer)
    return charger(chargeur_de("classeur"), flux, Options(**options))


def porte_feuille(valeur, **options):
    contenu = INDICATEUR.format(str(valeur).replace(".", ",")).encode()
    return charger(chargeur_de("feuille"), contenu, Options(feuille="indicateurs_rh", **options))


@pytest.mark.parametrize("porte", [porte_classeur, porte_feuille])
def test_a_plain_fraction_under_per_cent_is_asked(porte):
    with pytest.raises(FichierRefuse, match=r"ligne \d+ \(0,46\)") as refus:
        porte(0.46)
    assert [(q.code, q.proposition) for q in refus.value.questions] == [("pourcentages", "telles-quelles")]
    porte(0.46, pourcentages="fractions")
    assert IndicateurRh.objects.get(code="essai").valeur == 46
    IndicateurRh.objects.get(code="essai").delete()
    porte(0.46, propositions=True)
    assert IndicateurRh.objects.get(code="essai").valeur == Decimal("0.46")


def test_a_fraction_that_is_stored_already_is_not_asked_again():
    porte_feuille(0.46, propositions=True)
    assert porte_feuille(0.46).modifies == 0


@pytest.mark.parametrize("porte", [porte_classeur, porte_feuille])
@pytest.mark.parametrize("valeur", [1, 46, 1.5, 0])
def test_what_can_only_be_per_cent_is_not_asked(porte, valeur):
    porte(valeur)
    assert IndicateurRh.objects.get(code="essai").valeur == Decimal(str(valeur))


def test_what_is_confirmed_is_loaded_and_no_proposal_takes_it():
    flux = ecrire(2021, lambda _, montant: montant and montant * 100)
    assert list(questions(flux, propositions=True)) == ["unites"]
    flux.seek(0)
    avant = max(Contribution.objects.values_list("montant", flat=True))
    charger(chargeur_de("classeur"), flux, Options(unites="euros"))
    assert max(Contribution.objects.values_list("montant", flat=True)) == avant * 100


@pytest.mark.parametrize(
    "valeur",
    [
        lambda _, montant: montant and montant * 2,
        lambda ligne, montant: montant * 100 if ligne == 2 else montant,
    ],
)
def test_corrections_are_no_other_unit(valeur):
    assert questions(ecrire(2021, valeur)) == {}


def test_a_new_year_is_compared_with_the_one_before():
    flux = ecrire(2022, lambda ligne, _: 30_000_000 + ligne)
    assert "fois ceux de 2021" in questions(flux, exercice=2022)["unites"]
    assert questions(ecrire(2022, lambda ligne, _: 280_000 + ligne), exercice=2022) == {}


@pytest.mark.parametrize("annee", [2021, 2022])
def test_one_sheet_in_another_unit_is_asked_as_in_a_workbook(annee):
    """Beside today's amounts of its year, else beside those of the year before."""
    Exercice.objects.get_or_create(annee=annee)
    connus = Contribution.objects.filter(exercice=2021, bilan_de=2021).select_related("adherent")
    contenu = "exercice;bilan_de;adherent;nature;montant\n" + "".join(
        f"{annee};{annee};{c.adherent.code};{c.get_nature_display()};{c.montant * 100}\n" for c in connus
    )
    demande = {"feuille": "contributions", "propositions": True}
    (question,) = simuler(chargeur_de("feuille"), contenu.encode(), Options(**demande)).questions
    assert question.code == "unites" and "100 fois ceux" in plat(question.phrase)
    charger(chargeur_de("feuille"), contenu.encode(), Options(**demande, unites="euros"))
    assert Contribution.objects.filter(exercice=annee, montant__gt=100_000_000).exists()
