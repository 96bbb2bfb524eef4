import csv
from collections import Counter
from decimal import Decimal

import pytest

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.totem import lire_totem
from siim94.formats.totem_personnel import EffectifGrade, agreger_personnel
from tests.formats.echantillons import EXEMPLES, PERSONNEL, avec_exemples, totem

TOTEM = EXEMPLES / "totem"


def test_rows_of_one_grade_are_added_and_an_unknown_figure_stays_unknown():
    document = lire_totem(totem(personnel=PERSONNEL * 2))
    assert agreger_personnel(document.personnel) == (
        EffectifGrade(True, "ADM", "A", "Attaché", True, True, 2, Decimal("3.0"), None, sans_pourvu=2),
    )


def test_titulaires_and_non_titulaires_are_told_apart():
    document = lire_totem(
        totem(personnel=PERSONNEL + PERSONNEL.replace('CodTypAgent V="I"', 'CodTypAgent V="N"'))
    )
    assert [effectif.titulaire for effectif in agreger_personnel(document.personnel)] == [True, False]


def test_sums_hold_neither_pay_nor_index():
    assert not {"remuneration", "indice"} & set(EffectifGrade.__slots__)


@pytest.mark.parametrize(
    ("avant", "apres", "message"),
    [
        ('CodTypAgent V="I"', 'CodTypAgent V="Z"', "n'est pas une valeur de CodTypAgent"),
        ('<EmploiGradeAgent V="Attaché"/>', "", "EmploiGradeAgent manque"),
        ('EffectifBud V="1.5"', 'EffectifBud V="un"', "n'est pas un montant"),
        ('TempsComplet V="1"', 'TempsComplet V="oui"', "n'est ni vrai ni faux"),
    ],
)
def test_faulty_row_is_refused(avant, apres, message):
    with pytest.raises(ErreurFormat, match=message):
        lire_totem(totem(personnel=PERSONNEL.replace(avant, apres)))


def attendus():
    """Per file, the multiset of expected rows."""
    par_fichier = {}
    chemin = TOTEM / "attendus_personnel.csv"
    if not chemin.exists():
        return par_fichier
    booleens = {"true": True, "1": True, "false": False, "0": False}
    with chemin.open(encoding="utf-8", newline="") as flux:
        for rang in csv.DictReader(flux):
            par_fichier.setdefault(rang["fichier"], Counter())[
                rang["type_agent"] == "I",
                rang["filiere"] or None,
                rang["categorie"] or None,
                rang["grade"],
                booleens[rang["temps_complet"]],
                booleens[rang["permanent"]],
                int(rang["n"]),
                Decimal(rang["EffectifBud"]),
                Decimal(rang["EffectifPourvu"]),
            ] += 1
    return par_fichier


@avec_exemples
@pytest.mark.parametrize("fichier", sorted(attendus()))
def test_staff_per_grade_equals_that_computed_apart(fichier):
    # The expected file writes 0 for a figure that no row gives.
    notres = Counter(
        (
            effectif.titulaire,
            effectif.secteur,
            effectif.categorie,
            effectif.grade,
            effectif.temps_complet,
            effectif.permanent,
            effectif.lignes,
            effectif.effectif_budgetaire or Decimal(0),
            effectif.effectif_pourvu or Decimal(0),
        )
        for effectif in agreger_personnel(lire_totem(TOTEM / fichier).personnel)
    )
    assert notres == attendus()[fichier]
