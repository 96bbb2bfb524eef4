"""Whose document it is: ours, another body's, asked where the file does not tell."""

import pytest

from finances.models import DocumentBudgetaire, LigneBudget
from rh.models import EmploiGrade
from siim94.bilan.models import Rubrique
from siim94.chargements.annulation import annuler
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import FichierRefuse, Options, charger, simuler
from siim94.socle.models import Chargement, Exercice, Organisme
from siim94.socle.refus import Refus
from tests.chargements.conftest import charger_exemple
from tests.chargements.test_budget import scdl
from tests.chargements.test_classeur import classeur
from tests.exemples import SIRET_VILLE, exemple
from tests.formats.echantillons import SIRET, totem

pytestmark = pytest.mark.django_db


def test_another_body_is_refused_until_it_is_confirmed_and_then_stays_apart(plan_ville, donnees_2021):
    Organisme.objects.update(siret="21930048000015")
    with pytest.raises(Refus, match="autre organisme"):
        charger_exemple("totem", "totem/ville-ca-2021.xml")
    assert not Chargement.objects.filter(genre="totem").exists()
    avant = LigneBudget.objects.total_execute(2021)
    charger_exemple("totem", "totem/ville-ca-2021.xml", autre_organisme=True)
    assert DocumentBudgetaire.objects.get(autre_organisme=True).siret == SIRET_VILLE
    assert LigneBudget.objects.total_execute(2021) == avant
    assert not EmploiGrade.objects.filter(exercice=2021, grade__libelle__startswith="ADJOINT").exists()


def test_while_our_siret_is_unknown_a_document_is_never_taken_for_ours(plan_ville):
    with pytest.raises(Refus, match="SIRET de l’organisme") as refus:
        charger_exemple("totem", "totem/ville-ca-2021.xml")
    assert refus.value.questions[0].code == "autre-organisme"


def test_our_document_of_a_year_that_does_not_exist_asks_for_the_year_and_makes_it(plan_ville, siret_ville):
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_500_3500-2022.xml")
    with pytest.raises(FichierRefuse, match=r"L’exercice 2022 n’existe pas encore") as refus:
        charger_exemple("totem", "totem/ville-bp-2022.xml")
    (question,) = refus.value.questions
    assert not refus.value.remarques and (question.code, question.proposition) == ("exercice", "2022")
    assert not Exercice.objects.filter(annee=2022).exists()
    with pytest.raises(FichierRefuse, match="Le document est de l’exercice 2022, et non de 2023"):
        charger_exemple("totem", "totem/ville-bp-2022.xml", exercice=2023)
    apercu = simuler(chargeur_de("totem"), exemple("totem/ville-bp-2022.xml"), Options(exercice=2022))
    # What the document says is what one looks at: it stands before the layout.
    assert [table.titre for table in apercu.tables][-2:] == ["rubriques du bilan", "images du bilan"]
    charger_exemple("totem", "totem/ville-bp-2022.xml", exercice=2022)
    assert Exercice.objects.get(annee=2022).statut == Exercice.Statut.PREPARATION
    assert DocumentBudgetaire.objects.filter(exercice=2022, autre_organisme=False).exists()
    # The layout of its report comes with it, as when a workbook makes the year.
    assert Rubrique.objects.filter(exercice=2022).exists()


def test_another_bodys_year_is_asked_and_comes_without_a_report(plan_ville):
    with pytest.raises(FichierRefuse, match=r"L’exercice 2022 n’existe pas encore.*sans bilan") as refus:
        charger_exemple("totem", "totem/ville-bp-2022.xml", autre_organisme=True)
    (question,) = refus.value.questions
    assert not refus.value.remarques and (question.code, question.proposition) == ("exercice", "2022")
    charger_exemple("totem", "totem/ville-bp-2022.xml", autre_organisme=True, exercice=2022)
    assert Exercice.objects.get(annee=2022).statut == Exercice.Statut.REPRIS


@pytest.fixture
def annee_d_un_autre(plan_ville, siret_ville):
    """The year 2022, made for another body's document; the document itself may be read as ours."""
    Organisme.objects.update(siret="")
    charger_exemple("totem", "totem/ville-bp-2022.xml", autre_organisme=True, exercice=2022)
    Organisme.objects.update(siret=SIRET_VILLE)
    return Exercice.objects.get(annee=2022)


def feuille_2022(**options):
    lignes = b"exercice;adherent;nature;montant\n2022;vitry;participation;10\n"
    return charger(chargeur_de("feuille"), lignes, Options(feuille="contributions", **options))


def totem_2022(**options):
    return charger_exemple("totem", "totem/ville-bp-2022.xml", **options)


def scdl_2022(**options):
    return charger(chargeur_de("scdl"), scdl(70, "budget primitif", SIRET_VILLE, 2022), Options(**options))


@pytest.mark.parametrize("porte", [totem_2022, scdl_2022, feuille_2022])
def test_what_is_ours_is_asked_for_a_year_made_for_another_body(annee_d_un_autre, porte):
    with pytest.raises(FichierRefuse, match=r"n’existe que pour le document d’un autre organisme") as refus:
        porte()
    (question,) = refus.value.questions
    assert not refus.value.remarques and (question.code, question.proposition) == ("exercice", "2022")
    chargement = porte(exercice=2022)
    annee_d_un_autre.refresh_from_db()
    assert annee_d_un_autre.statut == Exercice.Statut.PREPARATION
    assert Rubrique.objects.filter(exercice=2022).exists()
    annuler(chargement)
    annee_d_un_autre.refresh_from_db()
    assert annee_d_un_autre.statut == Exercice.Statut.REPRIS and not Rubrique.objects.filter(exercice=2022)


def test_our_workbook_is_asked_for_a_year_made_for_another_body(plan_ville, siret_ville):
    vide = classeur(2022)
    Organisme.objects.update(siret="")
    charger_exemple("totem", "totem/ville-bp-2022.xml", autre_organisme=True, exercice=2022)
    with pytest.raises(FichierRefuse, match=r"n’existe que pour le document d’un autre organisme"):
        charger(chargeur_de("classeur"), vide, Options())
    charger(chargeur_de("classeur"), vide, Options(exercice=2022))
    assert Exercice.objects.get(annee=2022).statut == Exercice.Statut.PREPARATION


def test_a_document_without_the_siret_of_its_establishment_is_its_bodys(notre):
    contenu = totem(personnel="").replace(f'<IdEtab V="{SIRET}"/>'.encode(), b"")
    charger(chargeur_de("totem"), contenu, Options())
    assert DocumentBudgetaire.objects.get(exercice=2030).siret == ""
    siren = contenu.replace(f'IdColl V="{SIRET}"'.encode(), f'IdColl V="{SIRET[:9]}"'.encode())
    assert charger(chargeur_de("totem"), siren, Options()).modifies == 0
