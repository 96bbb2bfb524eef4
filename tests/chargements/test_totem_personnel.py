"""Staffing annexes through the database: a table a budget, and what is unknown is not zero."""

from decimal import Decimal

import pytest

from rh.bilan import EffectifSection
from rh.models import Effectif, EmploiGrade, Grade, PourvuGrade
from rh.tableau_effectifs import tableau_effectifs
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.formats.totem_valeurs import SIGLES
from siim94.socle.models import Exercice
from siim94.socle.refus import Refus
from tests.formats.echantillons import SIRET, totem

pytestmark = pytest.mark.django_db

SIRET_ANNEXE = "12345678200010"
ANNEE = 2030


def agent(budgetes="1", pourvus="1", grade="ATTACHE", secteur="ADM", agent="I", complet="true"):
    nombres = (("EffectifBud", budgetes), ("EffectifPourvu", pourvus))
    effectif = "".join(f'<{nom} V="{nombre}"/>' for nom, nombre in nombres if nombre)
    return (
        f'<PERSONNEL><CodTypAgent V="{agent}"/><EmploiGradeAgent V="{grade}"/><CodCatAgent V="A"/>'
        f'<TempsComplet V="{complet}"/><Permanent V="true"/><CodSectAgentTitulaire V="{secteur}"/>'
        f"{effectif}</PERSONNEL>"
    )


def charge(personnel, etape="01", annexe=False, **options):
    propre = {"siret": SIRET_ANNEXE, "type_budget": "A"} if annexe else {"siret": SIRET}
    contenu = totem(etape=etape, personnel=personnel, **propre)
    return charger(chargeur_de("totem"), contenu, Options(**options))


def emplois(budget=""):
    return Grade.objects.effectifs([ANNEE], ANNEE, budget=budget).get((ANNEE,), Effectif()).emplois


@pytest.mark.parametrize("etape", ["01", "09"], ids=SIGLES.get)
@pytest.mark.parametrize("annexe_d_abord", [True, False])
def test_the_staff_of_an_annexed_budget_stands_beside_that_of_the_main_one(notre, etape, annexe_d_abord):
    for annexe in (annexe_d_abord, not annexe_d_abord):
        charge(agent("4", "4") if annexe else agent("32", "32"), etape, annexe)
    assert (emplois(), emplois("Régie"), emplois(None)) == (32, 4, 36)
    assert Grade.objects.effectif(ANNEE) == Effectif(Decimal(32), Decimal(32))


def test_each_budget_is_replaced_by_its_own_accounts_alone(notre):
    charge(agent("32"), "09")
    charge(agent("4"), "09", annexe=True)
    with pytest.raises(Refus, match=r"effectifs de 2030 \(budget annexe Régie\)"):
        charge(agent("5"), "09", annexe=True)
    charge(agent("5"), "09", annexe=True, remplacer=True)
    assert (emplois(), emplois("Régie")) == (32, 5)


def test_the_table_of_the_year_says_which_budget_it_shows_and_the_sum(notre):
    charge(agent("32", "30"))
    assert tableau_effectifs([ANNEE], ANNEE).annexes == ()
    charge(agent("4", "4", grade="OUVRIER", secteur="TECH"), annexe=True)
    tableau = tableau_effectifs([ANNEE], ANNEE)
    lignes = {
        ligne.libelle: (ligne.cellules[0].valeur, ligne.cellules[-1].valeur)
        for ligne in (tableau.total, *tableau.annexes)
    }
    assert lignes == {
        "Total du budget principal": (32, 30),
        "Budget annexe Régie": (4, 4),
        "Ensemble des budgets": (36, 34),
    }
    assert [ligne.libelle for filiere in tableau.filieres for ligne in filiere.lignes] == ["Attaché"]


def test_posts_of_which_nobody_said_the_number_are_unknown_and_told(notre):
    chargement = charge(
        agent("5", "1", "ADJOINT")
        + agent("1", "0.8", "ADJOINT")
        + agent("1", "0.54", "TECHNICIEN", "TECH", complet="false")
        + agent("", "0.9", "TECHNICIEN", "TECH", agent="N")
        + agent("", "1", "APPRENTI", "X", agent="N"),
        "09",
    )
    textes = [avertissement["texte"] for avertissement in chargement.apercu["avertissements"]]
    assert textes == [
        "2 lignes de l’état du personnel sans emplois budgétés\u00a0: non renseigné, et non zéro (TECHNICIEN,"
        " APPRENTI).",
        "TECHNICIEN\u00a0: 1,44 emploi pourvu pour 1 budgété.",
    ]
    effectif = Grade.objects.effectif(ANNEE)
    assert (effectif.emplois, effectif.pourvus, effectif.non_budgetes) == (7, Decimal("4.24"), 2)
    # Not three more: how many are open is not known.
    assert effectif.vacants is None
    (graphique,) = EffectifSection(Exercice.objects.get(annee=ANNEE)).charts()
    assert graphique.titre == (
        "4,24 emplois sont pourvus au 31 décembre 2030 pour 7 ouverts, sans 2 lignes dont le nombre d’emplois"
        " ouverts n’est pas renseigné"
    )
    assert PourvuGrade.objects.filter(exercice=ANNEE).non_budgetes().count() == 2
    assert EmploiGrade.objects.filter(exercice=ANNEE).count() == 2


def test_posts_known_on_both_sides_are_not_unknown(notre):
    chargement = charge(agent("3", "2") + agent("1", "1", agent="N"))
    assert chargement.apercu["avertissements"] == []
    effectif = Grade.objects.effectif(ANNEE)
    assert (effectif.non_budgetes, effectif.vacants) == (None, 1)
