"""What a budget document should agree on with itself: warned of, never refused."""

import pytest

from finances.models import DocumentBudgetaire
from rh.models import Grade
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from tests.formats.echantillons import LIGNE, totem

pytestmark = pytest.mark.django_db


def ligne(contnat, sens, montant, nature="6064", ordre="1"):
    nature = f'<Nature V="{nature}"/>' if nature else ""
    return (
        f'<LigneBudget>{nature}<ContNat V="{contnat}"/><CodRD V="{sens}"/><MtPrev V="{montant}"/>'
        f'<OpBudg V="{ordre}"/></LigneBudget>'
    )


def charge(lignes, personnel=""):
    contenu = totem(etape="01", lignes=lignes, personnel=personnel)
    return charger(chargeur_de("totem"), contenu, Options())


def avertissements(chargement):
    return [remarque["texte"] for remarque in chargement.apercu["avertissements"]]


def test_two_sides_of_a_transfer_that_differ_are_told(notre):
    chargement = charge(
        ligne("042", "D", "10") + ligne("040", "R", "9.50", "2183") + ligne("041", "D", "3", "2183")
    )
    textes = " ".join(avertissements(chargement)).replace("\u202f", " ").replace("\u00a0", " ")
    assert "10,00 € en dépenses du chapitre 042, 9,50 € en recettes du chapitre 040" in textes
    assert "3,00 € en dépenses du chapitre 041, 0,00 € en recettes du chapitre 041" in textes


def test_two_sides_that_agree_say_nothing(notre):
    assert avertissements(charge(ligne("042", "D", "10") + ligne("040", "R", "10.00", "2183"))) == []


def test_a_line_given_twice_is_told_and_kept(notre):
    (texte,) = avertissements(charge(LIGNE + LIGNE))
    assert "la même que la ligne" in texte and "article 6064" in texte
    assert DocumentBudgetaire.objects.get(exercice=2030).lignes.count() == 2


def test_what_the_schema_lets_out_loads(notre):
    """No Nature, an amount without its zero, a code of thirty digits."""
    long = "6064" + "0" * 25 + "1"
    charge(ligne("21", "D", ".50", nature="", ordre="0") + ligne("011", "D", "5.", long, "0"))
    lignes = DocumentBudgetaire.objects.get(exercice=2030).lignes
    assert set(lignes.values_list("chapitre__code", "compte__code", "vote")) == {
        ("21", None, 0.5),
        ("011", long, 5),
    }


def test_staff_without_a_status_stand_apart(notre):
    def agent(type_agent, secteur="ADM"):
        return (
            f'<PERSONNEL>{type_agent}<EmploiGradeAgent V="Rattaché {secteur}"/><CodCatAgent V="A"/>'
            f'<CodSectAgentTitulaire V="{secteur}"/><EffectifBud V="2"/><EffectifPourvu V="1"/></PERSONNEL>'
        )

    charge(LIGNE, agent('<CodTypAgent V="R"/>') + agent("") + agent('<CodTypAgent V="I"/>', "DIR4"))
    effectif = Grade.objects.effectif(2030)
    assert (effectif.titulaires, effectif.contractuels, effectif.autres, effectif.pourvus) == (1, None, 2, 3)
    assert Grade.objects.get(libelle="Rattaché DIR4").filiere.code == "emplois-fonctionnels"
