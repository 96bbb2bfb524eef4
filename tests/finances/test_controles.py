"""What must hold between the figures of finances: found where it does not, silent where it does."""

from dataclasses import replace
from decimal import Decimal

import pytest

from adherents.models import Adherent, Succession
from finances import controles
from finances.models import (
    Contribution,
    DocumentBudgetaire,
    LigneBudget,
    LignePresentation,
    MembreTotal,
)
from finances.models.lignes import LigneBudgetQuerySet
from tests.finances.factories import (
    ChapitreFactory,
    CorrespondanceFactory,
    DocumentBudgetaireFactory,
    ExerciceFactory,
    LigneBudgetFactory,
    NomenclatureFactory,
)

pytestmark = pytest.mark.django_db


def constats(controle, annee=2021):
    return list(controle(annee).constats())


def ligne(code, sens):
    return LigneBudget.objects.filter(document__exercice=2021, chapitre__code=code, sens=sens).first()


def test_what_one_section_pays_the_other_receives(donnees_2021):
    assert constats(controles.OperationsDOrdre) == []
    recette = ligne("040", "R")
    recette.realise += Decimal("10.01")
    recette.save()
    (constat,) = constats(controles.OperationsDOrdre)
    assert constat.gravite == "bloquant" and abs(constat.ecart) == Decimal("10.01")


def test_a_side_that_is_not_there_received_nothing(donnees_2021):
    LigneBudget.objects.filter(document__exercice=2021, chapitre__code="040").delete()
    (constat,) = constats(controles.OperationsDOrdre)
    assert constat.ecart == Decimal("644543.40")


def test_a_document_in_another_unit_than_the_others_of_its_year_is_found(donnees_2021):
    assert constats(controles.UniteDesDocuments) == []
    document = DocumentBudgetaire.objects.propres().get(exercice=2021)
    milliers = DocumentBudgetaire.objects.create(
        exercice=document.exercice,
        bilan_de=document.bilan_de,
        budget=document.budget,
        nomenclature=document.nomenclature,
        etape="BP",
    )
    LigneBudget.objects.create(
        document=milliers,
        chapitre=ligne("70", "R").chapitre,
        sens="R",
        vote=document.lignes.plus_grand_total() / 1000,
    )
    (constat,) = constats(controles.UniteDesDocuments)
    assert "1 000 fois" in constat.phrase.replace("\u202f", " ")


def test_members_and_subsidies_make_chapters_70_and_74(donnees_2021):
    assert constats(controles.RecettesDesAdherents) == []
    Contribution.objects.filter(exercice=2021, adherent__code="gentilly").update(montant="48516672.00")
    (constat,) = constats(controles.RecettesDesAdherents)
    assert "6 008 855,27" in constat.phrase.replace("\u202f", " ")


def total(libelle):
    return LignePresentation.objects.get(
        nomenclature__documents__exercice=2021, section="F", sens="R", libelle=libelle
    )


@pytest.mark.parametrize(("fois", "phrase"), [(0, "ne compte pas"), (2, "compte 2 fois")])
def test_a_chapter_counts_once_in_the_total_of_its_table(donnees_2021, fois, phrase):
    assert constats(controles.UneLigneParTableau) == []
    membre = MembreTotal.objects.get(
        total=total("Total des recettes de gestion courante"), membre__chapitre__code="74"
    )
    if fois:
        MembreTotal.objects.create(
            total=total("Total des recettes réelles de fonctionnement"), membre=membre.membre
        )
    else:
        membre.delete()
    (constat,) = constats(controles.UneLigneParTableau)
    assert "chapitre 74" in constat.phrase and phrase in constat.phrase


@pytest.mark.parametrize(
    ("section", "sens", "code", "nom"),
    [("F", "R", "74", "chapitre 74"), ("I", "D", "2051", "chapitre 20, compte 2051")],
)
@pytest.mark.parametrize(("fois", "phrase"), [(0, "ne figure pas"), (2, "figure 2 fois")])
def test_a_line_stands_once_among_the_parts_that_are_drawn(
    donnees_2021, monkeypatch, section, sens, code, nom, fois, phrase
):
    assert constats(controles.UneLigneParGraphique) == []
    vraie = LigneBudgetQuerySet.execution_annuelle

    def plantee(self, annee, *cote):
        execution = vraie(self, annee, *cote)
        if cote != (section, sens):
            return execution
        lignes = [
            rang for ligne in execution.lignes for rang in [ligne] * (fois if ligne.code == code else 1)
        ]
        return replace(execution, lignes=lignes)

    monkeypatch.setattr(LigneBudgetQuerySet, "execution_annuelle", plantee)
    trouves = [c.phrase for c in constats(controles.UneLigneParGraphique)]
    assert trouves and all(nom in constat and phrase in constat for constat in trouves)
    assert all("parts par poste" in constat for constat in trouves)


@pytest.mark.parametrize(("fois", "phrase"), [(0, "ne figure pas"), (2, "figure 2 fois")])
def test_a_chapter_stands_once_among_the_curves(donnees_2021, monkeypatch, fois, phrase):
    vraie = LigneBudgetQuerySet.series_by_chapitre

    def plantee(self, *args):
        annees, series = vraie(self, *args)
        return annees, [s for serie in series for s in [serie] * (fois if serie.code == "74" else 1)]

    monkeypatch.setattr(LigneBudgetQuerySet, "series_by_chapitre", plantee)
    trouves = [c.phrase for c in constats(controles.UneLigneParGraphique)]
    assert trouves and all("courbes" in c and "chapitre 74" in c and phrase in c for c in trouves)


def test_who_pays_and_has_nothing_is_told(donnees_2021):
    noms = {constat.termes[0].libelle.split(",")[0] for constat in constats(controles.PayeursEtCatalogue)}
    # That LOGIREP has nothing goes with its not being a member: that is told once, of all that it pays.
    assert noms == {"SMBVB"}


def test_a_chapter_that_the_new_standard_does_not_take_over_is_told(donnees_2021):
    assert constats(controles.ChapitresSansSuite) == []
    avant = DocumentBudgetaire.objects.get(exercice=2021)
    plan = NomenclatureFactory()
    document = DocumentBudgetaireFactory(
        exercice=ExerciceFactory(annee=2022), budget=avant.budget, nomenclature=plan
    )
    LigneBudgetFactory(document=document, chapitre=ChapitreFactory(nomenclature=plan))
    trouves = {constat.cle: constat for constat in constats(controles.ChapitresSansSuite, 2022)}
    assert "n’a pas de suite en M99" in trouves["R-70"].phrase
    assert "R-73" not in trouves  # nothing was carried out there
    for norme in (avant.nomenclature.norme, plan.norme):
        CorrespondanceFactory(norme=norme, chapitre="70", serie="Produits des services")
    apres = {constat.cle for constat in constats(controles.ChapitresSansSuite, 2022)}
    assert apres == trouves.keys() - {"R-70"}


@pytest.mark.parametrize("controle", controles.CONTROLES)
def test_a_year_without_data_is_silent(controle):
    assert constats(controle, 2031) == []


def test_who_paid_before_it_was_succeeded_by_who_is_served_is_no_finding(donnees_2021):
    smbvb, gentilly = (Adherent.objects.get(code=code) for code in ("smbvb", "gentilly"))
    Succession.objects.create(
        ancien=smbvb, nouveau=gentilly, date="2021-07-01", adhesion=False, raccordee=True
    )
    assert constats(controles.PayeursEtCatalogue) == []
    Contribution.objects.filter(exercice=2021, adherent=gentilly).delete()
    assert constats(controles.PayeursEtCatalogue) == []
