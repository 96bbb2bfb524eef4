from collections import defaultdict
from decimal import Decimal

import pytest

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.plan_de_comptes import lire_plan
from siim94.formats.totem import Montants, lire_totem
from siim94.formats.totem_chapitres import (
    Affectation,
    additionner,
    chapitre_de,
    chapitres_calcules,
    sommes_par_chapitre,
)
from tests.exemples import DOCUMENTS, chemins, exemple
from tests.formats.echantillons import PLAN, totem


def plan_de(document):
    entete = document.entete
    return lire_plan(exemple(f"plans_de_comptes/{entete.declinaison}-{entete.exercice}.xml"))


def ligne(nature, contnat=None, opbudg="0", typopbudg=None, section=None):
    elements = f'<Nature V="{nature}"/><CodRD V="D"/><OpBudg V="{opbudg}"/>'
    elements += f'<ContNat V="{contnat}"/>' if contnat else ""
    elements += f'<TypOpBudg V="{typopbudg}"/>' if typopbudg else ""
    elements += f'<CaracSup Code="Section" V="{section}"/>' if section else ""
    return lire_totem(totem(lignes=f"<LigneBudget>{elements}</LigneBudget>")).lignes[0]


@pytest.mark.parametrize(
    ("decrite", "attendue"),
    [
        (ligne("6064", "011"), Affectation("011", "F", "a")),
        (ligne("6064", "011", section="I"), Affectation("011", "I", "a")),
        (ligne("6064", "2183"), Affectation("21", "I", "b")),
        (ligne("6064"), Affectation("011", "F", "c")),
        (ligne("2183", opbudg="1", typopbudg="2"), Affectation("040", "I", "c")),
        (ligne("2183", opbudg="1", typopbudg="1"), Affectation("041", "I", "c")),
        (ligne("6064", opbudg="1"), Affectation("042", "F", "c")),
        (ligne("4581001"), Affectation("4581", "I", "d")),
        (ligne("6064", "4581002"), Affectation("4581", "I", "d")),
    ],
)
def test_chapter_follows_the_rules_in_their_order(decrite, attendue):
    assert chapitre_de(decrite, lire_plan(PLAN.encode())) == attendue


@pytest.mark.parametrize("decrite", [ligne("7777"), ligne("2183", "9999"), ligne("9", opbudg="1")])
def test_line_without_chapter_is_refused_with_its_line(decrite):
    with pytest.raises(ErreurFormat, match="aucun chapitre pour l'article") as attrapee:
        chapitre_de(decrite, lire_plan(PLAN.encode()))
    assert attrapee.value.ligne == decrite.ligne


def test_plan_of_another_nomenclature_is_refused():
    document = lire_totem(totem(nomenclature="M57-M57_A"))
    with pytest.raises(ErreurFormat, match="suit la nomenclature M57-M57_A"):
        sommes_par_chapitre(document, lire_plan(PLAN.encode()))


def test_sum_of_unknown_amounts_is_unknown():
    assert additionner([Montants(), Montants()]) == Montants()
    assert additionner([Montants(vote=Decimal(1)), Montants()]).vote == Decimal(1)


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_sums_per_chapter_equal_those_declared_to_the_cent(nom):
    document = lire_totem(exemple(f"totem/{nom}"))
    notres = {
        (somme.section, somme.sens, somme.chapitre): [
            somme.lignes,
            somme.montants.vote,
            somme.montants.credits_ouverts,
            somme.montants.realise,
            somme.montants.rar,
        ]
        for somme in sommes_par_chapitre(document, plan_de(document))
    }
    assert notres == DOCUMENTS[nom].sommes()


@pytest.mark.parametrize("fichier", chemins("totem"))
def test_orders_of_the_two_sections_answer_each_other(fichier):
    document = lire_totem(exemple(f"totem/{fichier}"))
    votes, realises = defaultdict(Decimal), defaultdict(Decimal)
    for somme in sommes_par_chapitre(document, plan_de(document)):
        votes[somme.chapitre, somme.sens] += somme.montants.vote or 0
        realises[somme.chapitre, somme.sens] += somme.montants.realise or 0
    for montants in (votes, realises):
        assert montants["042", "D"] == montants["040", "R"]
        assert montants["042", "R"] == montants["040", "D"]
        assert montants["041", "D"] == montants["041", "R"]
        assert montants["043", "D"] == montants["043", "R"]


def test_cfu_chapters_equal_the_totals_inside_the_file():
    document = lire_totem(exemple("totem/cfu-2023.xml"))
    plan = plan_de(document)
    ecrits = {
        (total.criteres["CodRD"], total.criteres["ChapitreNature"]): total.montants
        for total in chapitres_calcules(document)
    }
    assert ecrits == {(s.sens, s.chapitre): s.montants for s in sommes_par_chapitre(document, plan)}
    assert len(ecrits) == 18


@pytest.mark.parametrize(
    ("groupe", "section", "sens", "sauf"),
    [
        ("GDEPTOTFON", "F", "D", ()),
        ("GDEPTOTINV", "I", "D", ()),
        ("GRECTOTFON", "F", "R", ("002",)),
        ("GRECTOTINV", "I", "R", ("001",)),
    ],
)
def test_cfu_sections_equal_the_totals_inside_the_file(groupe, section, sens, sauf):
    document = lire_totem(exemple("totem/cfu-2023.xml"))
    (ecrit,) = (total for total in document.sous_totaux if total.criteres.get("Groupe") == groupe)
    notre = additionner(
        [
            somme.montants
            for somme in sommes_par_chapitre(document, plan_de(document))
            if (somme.section, somme.sens) == (section, sens) and somme.chapitre not in sauf
        ]
    )
    assert notre == ecrit.montants
