from collections import Counter
from decimal import Decimal

import pytest

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.totem import lire_totem
from siim94.formats.totem_personnel import EffectifGrade, agreger_personnel
from tests.exemples import DOCUMENTS, exemple
from tests.formats.echantillons import PERSONNEL, totem


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


@pytest.mark.parametrize("nom", [nom for nom, document in DOCUMENTS.items() if document.agents])
def test_staff_per_grade_equals_that_declared(nom):
    notres = Counter(
        (
            effectif.titulaire,
            effectif.secteur,
            effectif.categorie,
            effectif.grade,
            effectif.temps_complet,
            effectif.permanent,
            effectif.lignes,
            effectif.effectif_budgetaire,
            effectif.effectif_pourvu,
        )
        for effectif in agreger_personnel(lire_totem(exemple(f"totem/{nom}")).personnel)
    )
    assert notres == Counter(
        (
            agents.titulaire,
            agents.filiere,
            agents.categorie,
            agents.grade,
            agents.complet,
            agents.permanent,
            agents.nombre,
            agents.nombre * Decimal(agents.budgetaire),
            agents.nombre * Decimal(agents.pourvu),
        )
        for agents in DOCUMENTS[nom].agents
    )
