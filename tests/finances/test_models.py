"""Every rule that the database holds on finances: refused under its name, and said in French by forms."""

import itertools
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from finances.models import Budget, LignePresentation
from siim94.socle.journal import nom_contrainte
from tests.finances import factories as f

pytestmark = pytest.mark.django_db


def meme(fabrique, **autres):
    """A second object with the values of a first one."""

    def construire():
        premier = fabrique(**autres)
        valeurs = {
            champ.name: getattr(premier, champ.name)
            for champ in premier._meta.concrete_fields
            if not champ.primary_key and champ.name != "version"
        }
        return type(premier)(**valeurs)

    return construire


def ligne_par_compte_a_cote_du_chapitre():
    ligne = f.LigneBudgetFactory()
    compte = f.CompteFactory()
    return f.LigneBudgetFactory.build(document=ligne.document, chapitre=ligne.chapitre, compte=compte)


def document(**valeurs):
    return lambda: f.DocumentBudgetaireFactory.build(
        exercice=f.ExerciceFactory(),
        budget=f.BudgetFactory(),
        nomenclature=f.NomenclatureFactory(),
        **valeurs,
    )


def membre_de_soi_meme():
    ligne = f.LignePresentationFactory()
    return f.MembreTotalFactory.build(total=ligne, membre=ligne)


def chapitre_deux_fois_dans_un_tableau():
    chapitre = f.ChapitreFactory()
    commun = {"genre": LignePresentation.Genre.CHAPITRE, "chapitre": chapitre}
    f.LignePresentationFactory(nomenclature=chapitre.nomenclature, **commun)
    return f.LignePresentationFactory.build(nomenclature=chapitre.nomenclature, rang=9999, **commun)


def indicateur(**valeurs):
    return lambda: f.IndicateurFinancierFactory.build(exercice=f.ExerciceFactory(), **valeurs)


def du_bilan_d_avant(fabrique):
    """A fact that the report of the year before its own is said to give."""

    def construire():
        objet = fabrique()
        objet.pk, objet._state.adding = None, True
        objet.bilan_de = f.ExerciceFactory(annee=objet.exercice_id - 1)
        return objet

    return construire


REFUS = {
    "nomenclature_unique": meme(f.NomenclatureFactory),
    "chapitre_unique_par_nomenclature": meme(f.ChapitreFactory),
    "chapitre_section_connue": lambda: f.ChapitreFactory.build(
        nomenclature=f.NomenclatureFactory(), section="X"
    ),
    "correspondance_unique_par_chapitre": meme(f.CorrespondanceFactory),
    "correspondance_unique_par_serie": lambda: f.CorrespondanceFactory.build(
        serie=f.CorrespondanceFactory().serie
    ),
    "compte_unique_par_nomenclature": meme(f.CompteFactory),
    "compte_affectations_textes": lambda: f.CompteFactory.build(
        nomenclature=f.NomenclatureFactory(), affectations={"DR": 11}
    ),
    "nomenclature_fonctions_textes": lambda: f.NomenclatureFactory.build(fonctions={"020": 20}),
    "lignepresentation_unique_par_rang": meme(f.LignePresentationFactory),
    "lignepresentation_chapitre_une_fois": chapitre_deux_fois_dans_un_tableau,
    "lignepresentation_chapitre_selon_genre": lambda: f.LignePresentationFactory.build(
        nomenclature=f.NomenclatureFactory(), genre=LignePresentation.Genre.CHAPITRE
    ),
    "membretotal_unique": meme(f.MembreTotalFactory),
    "membretotal_pas_soi_meme": membre_de_soi_meme,
    "documentbudgetaire_unique_par_etape": meme(f.DocumentBudgetaireFactory),
    "documentbudgetaire_siret_quatorze_chiffres": document(siret="123"),
    "documentbudgetaire_numero_dix_chiffres": document(numero=10**10),
    "lignebudget_unique": meme(f.LigneBudgetFactory),
    "lignebudget_sens_connu": lambda: f.LigneBudgetFactory.build(
        document=f.DocumentBudgetaireFactory(), chapitre=f.ChapitreFactory(), sens="X"
    ),
    "lignebudget_par_chapitre_ou_par_compte": ligne_par_compte_a_cote_du_chapitre,
    "contribution_unique_par_exercice": meme(f.ContributionFactory),
    "subvention_unique_par_exercice": meme(f.SubventionFactory),
    "subvention_montant_positif": lambda: f.SubventionFactory.build(
        exercice=f.ExerciceFactory(), montant=Decimal("0.00")
    ),
    "finances_indicateurfinancier_unique": meme(f.IndicateurFinancierFactory),
    "finances_indicateurfinancier_intervalle": indicateur(valeur=Decimal(40), valeur_max=Decimal(35)),
    "finances_indicateurfinancier_valeur_ou_texte": indicateur(valeur=None),
    "finances_indicateurfinancier_bilan_apres": du_bilan_d_avant(f.IndicateurFinancierFactory),
    "finances_documentbudgetaire_bilan_apres": du_bilan_d_avant(f.DocumentBudgetaireFactory),
    "finances_contribution_bilan_apres": du_bilan_d_avant(f.ContributionFactory),
    "finances_subvention_bilan_apres": du_bilan_d_avant(f.SubventionFactory),
}


def test_every_constraint_of_finances_is_tried():
    noms = itertools.chain.from_iterable(
        (contrainte.name for contrainte in modele._meta.constraints)
        for modele in apps.get_app_config("finances").get_models()
    )

    assert set(noms) == set(REFUS)


@pytest.mark.parametrize("nom", REFUS)
def test_database_refuses_under_the_name_of_the_rule(nom):
    objet = REFUS[nom]()

    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        objet.save()

    assert nom_contrainte(refus.value) == nom


@pytest.mark.parametrize("nom", REFUS)
def test_form_says_the_rule_in_its_own_words(nom):
    objet = REFUS[nom]()
    (contrainte,) = [c for c in objet._meta.constraints if c.name == nom]
    if objet._meta.model_name in {"documentbudgetaire", "contribution", "subvention", "indicateurfinancier"}:
        objet.clean()

    with pytest.raises(ValidationError) as refus:
        objet.validate_constraints()

    assert contrainte.violation_error_message in itertools.chain.from_iterable(
        refus.value.message_dict.values()
    )
    assert not contrainte.violation_error_message.startswith("La contrainte")
    with pytest.raises(ValidationError):
        objet.full_clean()


def test_two_lines_with_one_key_stand_side_by_side_by_their_rank():
    ligne = f.LigneBudgetFactory()

    f.LigneBudgetFactory(document=ligne.document, chapitre=ligne.chapitre, rang=1)

    assert ligne.document.lignes.count() == 2


def test_second_budget_of_one_code_is_refused():
    f.BudgetFactory(code="essai")

    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.create(code="essai", libelle="Autre")


class TestMembreTotalClean:
    def test_member_of_another_table_is_refused(self):
        total = f.LignePresentationFactory(sens="R")
        membre = f.LignePresentationFactory(sens="D")

        with pytest.raises(ValidationError, match="même tableau"):
            f.MembreTotalFactory.build(total=total, membre=membre).full_clean()

    def test_member_that_follows_its_total_is_refused(self):
        total = f.LignePresentationFactory(rang=10)
        membre = f.LignePresentationFactory(rang=20)

        with pytest.raises(ValidationError, match="précède"):
            f.MembreTotalFactory.build(total=total, membre=membre).full_clean()

    def test_chapter_is_no_total(self):
        chapitre = f.ChapitreFactory()
        membre = f.LignePresentationFactory(rang=5)
        ligne = f.LignePresentationFactory(
            rang=10,
            genre=LignePresentation.Genre.CHAPITRE,
            chapitre=chapitre,
            nomenclature=chapitre.nomenclature,
        )

        with pytest.raises(ValidationError, match="pas un total"):
            f.MembreTotalFactory.build(total=ligne, membre=membre).full_clean()
