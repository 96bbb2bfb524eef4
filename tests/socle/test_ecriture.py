"""What a load wants against what tables hold: shown exactly, written whole, and nothing merged."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from finances.models import Budget, Chapitre, Compte, DocumentBudgetaire, LigneBudget, Nomenclature
from siim94.formats.erreurs import ErreurFormat, ErreursFormat
from siim94.socle.ecriture import CHANGEES, LigneVoulue, TableVoulue, comparer, ecrire
from siim94.socle.models import Chargement, Exercice, LigneChargee, Pole
from siim94.socle.refus import Refus

pytestmark = pytest.mark.django_db


def table(*poles: Pole, remplace=False) -> TableVoulue:
    return TableVoulue(
        Pole,
        ("code",),
        ("nom", "rang", "parent"),
        [LigneVoulue(pole, ligne) for ligne, pole in enumerate(poles, 2)],
        Pole.objects.all,
        remplace,
    )


@pytest.fixture
def chargement():
    return Chargement.objects.create(genre="classeur", empreinte="0" * 64)


def muet(fait, total, etape):
    """Progress that nobody looks at."""


def test_new_changed_and_unchanged_rows_are_told_apart(chargement):
    connu = Pole.objects.create(code="essai-connu", nom="Connu", rang=1)
    Pole.objects.create(code="essai-pareil", nom="Pareil", rang=2)
    difference = comparer(
        table(
            Pole(code="essai-connu", nom="Changé", rang=1),
            Pole(code="essai-pareil", nom="Pareil", rang=2),
            Pole(code="essai-neuf", nom="Neuf", rang=3),
        )
    )
    assert [voulue.objet.code for voulue in difference.creations] == ["essai-neuf"]
    assert [m.champs for m in difference.modifications] == [{"nom": ("Connu", "Changé")}]
    assert (difference.inchanges, difference.suppressions) == (1, [])
    compte = ecrire([difference], chargement, muet)
    assert (compte.crees, compte.modifies, compte.supprimes, compte.inchanges) == (1, 1, 0, 1)
    assert Pole.objects.get(pk=connu.pk).nom == "Changé"
    places = chargement.lignes.values_list("cle", "action", "ligne")
    neuf = Pole.objects.get(code="essai-neuf")
    assert set(places) == {(str(connu.pk), "modification", 2), (str(neuf.pk), "creation", 4)}


def test_a_row_of_a_tree_may_stand_before_or_after_its_parent(chargement):
    racine = Pole(code="essai-racine", nom="Racine")
    branche = Pole(code="essai-branche", nom="Branche", parent=racine)
    feuille = Pole(code="essai-feuille", nom="Feuille", parent=branche)
    ecrire([comparer(table(feuille, branche, racine))], chargement, muet)
    assert Pole.objects.get(code="essai-feuille").parent.parent.code == "essai-racine"


def test_a_key_that_stands_twice_is_an_error_with_its_line():
    with pytest.raises(ErreurFormat, match="deux fois") as erreur:
        comparer(table(Pole(code="essai-a", nom="A"), Pole(code="essai-a", nom="B")))
    assert erreur.value.ligne == 3


def test_all_bad_values_are_told_at_once_each_with_its_column():
    with pytest.raises(ErreursFormat) as erreurs:
        comparer(table(Pole(code="essai-a", nom="A" * 121), Pole(code="pas un code", nom="B")))
    assert [(e.ligne, e.colonne) for e in erreurs.value] == [(2, "nom"), (3, "code")]


def test_rows_that_the_file_lacks_go_only_when_it_replaces(chargement):
    Pole.objects.create(code="essai-reste", nom="Reste")
    avant = Pole.objects.count()
    assert comparer(table(Pole(code="essai-neuf", nom="Neuf"))).suppressions == []
    portee = TableVoulue(
        Pole, ("code",), ("nom",), [], lambda: Pole.objects.filter(code__startswith="essai"), remplace=True
    )
    compte = ecrire([comparer(portee)], chargement, muet)
    assert (compte.supprimes, Pole.objects.count()) == (1, avant - 1)
    assert LigneChargee.objects.get(chargement=chargement).action == "suppression"


def test_a_row_written_meanwhile_is_not_written_over(chargement):
    pole = Pole.objects.create(code="essai-connu", nom="Connu")
    difference = comparer(table(Pole(code="essai-connu", nom="Du fichier")))
    Pole.objects.filter(pk=pole.pk).update(nom="D’une personne")
    with pytest.raises(Refus, match=CHANGEES):
        ecrire([difference], chargement, muet)
    assert Pole.objects.get(pk=pole.pk).nom == "D’une personne"


@pytest.mark.parametrize(("lu", "garde"), [("12.5000", "12.50"), ("-0.10", "-0.10")])
def test_zeros_beyond_the_cents_are_no_error(lu, garde):
    difference = comparer(_lignes([Decimal(lu)]))
    assert str(difference.creations[0].objet.realise) == garde


@pytest.mark.parametrize("montant", ["12.505", "1234567890123.00"])
def test_an_amount_that_would_be_rounded_or_cut_is_refused(montant):
    with pytest.raises(ErreurFormat) as erreur:
        comparer(_lignes([Decimal(montant)]))
    assert erreur.value.colonne == "réalisé"


def _lignes(montants, document=None) -> TableVoulue:
    nomenclature = Nomenclature.objects.first()
    chapitre = Chapitre.objects.filter(nomenclature=nomenclature).first()
    compte = Compte.objects.filter(nomenclature=nomenclature).first()
    document = document or DocumentBudgetaire(nomenclature=nomenclature)
    lignes = [
        LigneVoulue(
            LigneBudget(
                document=document, chapitre=chapitre, compte=compte, sens="D", rang=rang, realise=montant
            ),
            rang,
        )
        for rang, montant in enumerate(montants)
    ]
    return TableVoulue(
        LigneBudget,
        ("document", "chapitre", "compte", "sens", "rang"),
        ("realise",),
        lignes,
        lambda: LigneBudget.objects.filter(document=document) if document.pk else LigneBudget.objects.none(),
        remplace=True,
    )


MONTANTS = st.lists(
    st.none() | st.decimals(-(10**11), 10**11, places=2, allow_nan=False, allow_infinity=False), max_size=12
)


class TestBudgetEntier(TestCase):
    """Whatever the amounts: stored to the cent, in their number, and replaced by the next file's."""

    @settings(max_examples=30, deadline=None)
    @given(premiers=MONTANTS, seconds=MONTANTS)
    def test_a_document_holds_exactly_the_lines_of_its_last_file(self, premiers, seconds):
        exercice, _ = Exercice.objects.get_or_create(annee=2030)
        document = DocumentBudgetaire.objects.create(
            exercice=exercice,
            budget=Budget.objects.first(),
            etape="CA",
            nomenclature=Nomenclature.objects.first(),
        )
        chargement = Chargement.objects.create(genre="scdl", empreinte="0" * 64)
        for montants in (premiers, seconds):
            ecrire([comparer(_lignes(montants, document))], chargement, muet)
            assert list(document.lignes.order_by("rang").values_list("realise", flat=True)) == montants
            encore = comparer(_lignes(montants, document))
            assert encore.taille == 0 and encore.inchanges == len(montants)
