from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from siim94.formats.erreurs import ErreurFormat, ErreursFormat
from siim94.formats.totem import Montants, lire_totem
from siim94.formats.totem_valeurs import siret_valide
from tests.exemples import DOCUMENTS, INVALIDES, exemple
from tests.formats.echantillons import LIGNE, PLAN, SIRET, abimes, totem


@pytest.mark.parametrize("encodage", ["UTF-8", "ISO-8859-1"])
def test_header_says_whose_which_year_and_which_stage(encodage):
    document = lire_totem(totem(encodage=encodage))
    entete = document.entete
    assert (entete.etape, entete.exercice, entete.nomenclature) == ("CA", 2030, "M14-M14_ESSAI")
    assert (entete.siret, entete.libelle_collectivite) == (SIRET, "Syndicat d'été")
    assert (entete.type_budget, entete.projet, entete.version_schema) == ("P", False, "100")
    assert (entete.date_edition, entete.date_decision) == (date(2031, 3, 1), None)
    assert not document.cfu


def test_line_keeps_its_amounts_exact_and_the_unknown_ones_unknown():
    (ligne,) = lire_totem(totem()).lignes
    assert ligne.montants == Montants(
        vote=Decimal("10.00"), credits_ouverts=Decimal("10.00"), realise=Decimal("-2.50")
    )
    assert ligne.montants.rar is None
    assert (ligne.nature, ligne.fonction, ligne.contnat, ligne.sens, ligne.ordre) == (
        "6064",
        "020",
        "011",
        "D",
        False,
    )
    assert (ligne.article_specialise, ligne.section, ligne.ligne) == (False, None, 9)


def test_calculated_lines_come_apart():
    calculee = LIGNE.replace("<LigneBudget>", '<LigneBudget calculated="true">')
    document = lire_totem(totem(lignes=LIGNE + calculee))
    assert len(document.lignes) == 1
    (total,) = document.sous_totaux
    assert total.criteres["CodRD"] == "D"
    assert total.montants.vote == Decimal("10.00")


def test_section_is_kept_and_what_is_given_besides_keeps_nothing_out():
    ajout = '<MtSup Code="ICNE" V="3.10"/><MtSup Code="ICNE" V="4"/><CaracSup Code="Section" V="F"/>'
    (ligne,) = lire_totem(totem(lignes=LIGNE.replace("</LigneBudget>", f"{ajout}</LigneBudget>"))).lignes
    assert ligne.section == "F"
    deux = ajout + '<CaracSup Code="Section" V="I"/>'
    with pytest.raises(ErreurFormat, match="CaracSup Section est donné deux fois"):
        lire_totem(totem(lignes=LIGNE.replace("</LigneBudget>", f"{deux}</LigneBudget>")))


def test_label_escaped_twice_is_read():
    libelle = '<LibCpte V="l&amp;#8217;investissement"/></LigneBudget>'
    (ligne,) = lire_totem(totem(lignes=LIGNE.replace("</LigneBudget>", libelle))).lignes
    assert ligne.libelle == "l’investissement"


SANS_CHAPITRE = LIGNE.replace('<Nature V="6064"/>', "").replace('<ContNat V="011"/>', "")


@pytest.mark.parametrize(
    ("document", "message", "ligne"),
    [
        (totem(exercice="2022 en erreur"), "l'exercice «\u00a02022 en erreur\u00a0» n'est pas une année", 7),
        (totem(etape="99999"), "«\u00a099999\u00a0» n'est pas une étape budgétaire", 7),
        (totem(nomenclature="M14-M14_ESSAI_faux"), "nomenclature inconnue", 6),
        (totem(nomenclature="M14-M57_A"), "nomenclature inconnue", 6),
        (totem(siret="1234567820000"), "n'a pas 14 chiffres", 6),
        (totem(siret="12345678200003"), "n'existe pas", 6),
        (totem(lignes=""), "aucune ligne budgétaire", 2),
        (totem(lignes=LIGNE.replace("-2.50", "deux")), "n'est pas un montant", 10),
        (totem(lignes=LIGNE.replace("-2.50", "2,50")), "n'est pas un montant", 10),
        (totem(lignes=LIGNE.replace('CodRD V="D"', 'CodRD V="X"')), "n'est pas une valeur de CodRD", 10),
        (totem(lignes=LIGNE.replace('OpBudg V="0"', 'OpBudg V="T"')), "n'est pas une valeur de OpBudg", 10),
        (totem(lignes=SANS_CHAPITRE), "ni Nature ni ContNat", 9),
        (totem(lignes=SANS_CHAPITRE.replace("<CodRD", '<ContFon V="900"/><CodRD')), "voté par fonction", 9),
        (totem(decision='<NumDec V="12345678901"/>'), "dix chiffres", 7),
        (totem(decision='<NumDec V="un"/>'), "dix chiffres", 7),
        (totem(lignes=LIGNE.replace("<OpBudg", '<MtReal V="9"/><OpBudg')), "donné deux fois", 10),
        (totem(lignes=LIGNE + "<BlocBudget/>"), "un seul budget par fichier", 10),
        (totem().replace(b"EnTeteBudget", b"Autre"), "n'a pas de budget", 2),
        (totem()[:-60], "incomplet", None),
        (totem(avant="<!DOCTYPE x>"), "DOCTYPE", 1),
        (PLAN.encode(), "est un plan de comptes, pas un document TotEM", 2),
        (b"<html/>", "n'est pas un document TotEM", 1),
        (totem().replace(b"cp/demat/docbudgetaire", b"autre"), "n'est pas un document TotEM", 2),
    ],
)
def test_faulty_document_is_refused_in_words_with_its_line(document, message, ligne):
    with pytest.raises(ErreurFormat, match=message) as attrapee:
        lire_totem(document, nom="ca.xml")
    assert attrapee.value.fichier == "ca.xml"
    if ligne is not None:
        assert attrapee.value.ligne == ligne


def test_all_the_errors_of_a_document_come_together():
    lignes = LIGNE.replace("-2.50", "a") + LIGNE.replace('<CodRD V="D"/>', "")
    with pytest.raises(ErreursFormat) as attrapee:
        lire_totem(totem(exercice="2O30", siret="1", lignes=lignes))
    assert [erreur.colonne for erreur in attrapee.value] == ["MtReal", "CodRD", "IdEtab", "Exer"]


def test_errors_stop_at_a_hundred():
    with pytest.raises(ErreursFormat) as attrapee:
        lire_totem(totem(lignes="<LigneBudget/>" * 5000))
    assert len(attrapee.value) == 100


def test_number_of_lines_is_bounded():
    with pytest.raises(ErreurFormat, match="plus de 50000 lignes"):
        lire_totem(totem(lignes=LIGNE * 50_001))


def test_siret_is_held_by_its_control_digit():
    assert siret_valide(SIRET)
    assert not siret_valide("12345678200003")
    assert not siret_valide("1234567820000²")


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_documents_are_read_whole(nom):
    ecrit = DOCUMENTS[nom]
    document = lire_totem(exemple(f"totem/{nom}"))
    assert len(document.lignes) == len(ecrit.lignes)
    assert len(document.personnel) == sum(agents.nombre for agents in ecrit.agents)
    assert bool(document.sous_totaux) == ecrit.sous_totaux
    etapes = {"01": "BP", "02": "DM", "09": "CA", "10": "CFU"}
    assert (document.entete.etape, document.entete.version_schema) == (etapes[ecrit.etape], ecrit.schema)
    assert document.cfu == (ecrit.etape == "10")


@pytest.mark.parametrize("nom", INVALIDES)
def test_broken_documents_are_each_refused_in_words(nom):
    with pytest.raises(ErreurFormat, match=INVALIDES[nom][1]) as attrapee:
        lire_totem(exemple(f"totem/invalides/{nom}"))
    assert attrapee.value.fichier == nom
    assert attrapee.value.ligne is not None


@settings(deadline=2000)
@given(abimes(totem()) | abimes(totem(encodage="UTF-16")))
def test_damaged_bytes_give_a_document_or_a_format_error(octets):
    try:
        assert lire_totem(octets).lignes
    except ErreurFormat as erreur:
        assert erreur.message
