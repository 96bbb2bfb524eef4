"""What is asked many times of the same rows is read once, where nothing is written meanwhile."""

from collections import Counter
from contextlib import nullcontext

import pytest
from django.core.cache import cache
from django.db import connection

from finances.models import Contribution, DocumentBudgetaire, LigneBudget
from rh.models import IndicateurRh
from siim94.bilan import instantane, provenance
from siim94.bilan.essentiel import valeurs_imprimees
from siim94.bilan.rendu import Bilan, Support
from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.controles.sommaire import CONTROLES
from siim94.editions import releve
from siim94.socle import memoire
from siim94.socle.models import Exercice
from siim94.socle.partage import lectures_partagees, noter
from siim94.socle.provenance import suivre
from siim94.ui.controles import Controle, executer
from support.models import Ventilation
from tests.comptes import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def envoyees():
    """How often each statement is sent, with its values."""
    comptes: Counter[str] = Counter()

    def noter(executer, sql, params, many, contexte):
        comptes[f"{sql} {params}"] += 1
        return executer(sql, params, many, contexte)

    with connection.execute_wrapper(noter):
        yield comptes


def lire():
    return [Contribution.objects.total_of(2021), LigneBudget.objects.balance(2021).total()]


def test_outside_everything_is_read_anew(envoyees):
    assert lire() == lire()
    assert set(envoyees.values()) == {2}


def test_inside_it_is_read_once_and_another_time_anew(envoyees):
    with lectures_partagees():
        assert lire() == lire()
        assert set(envoyees.values()) == {1}
        CHIFFRES_PAR_NOM["finances.recettes.total"].valeur(2021)
        envoyees.clear()
        CHIFFRES_PAR_NOM["finances.recettes.total"].valeur(2021)
        assert not envoyees
    Contribution.objects.filter(exercice=2021).update(montant=1)
    with lectures_partagees():
        assert lire()[0] == Contribution.objects.filter(exercice=2021).count()


def test_rows_that_were_chosen_have_a_result_of_their_own():
    with lectures_partagees():
        tout = LigneBudget.objects.balance(2021).total()
        choisies = LigneBudget.objects.filter(chapitre__code="012").balance(2021).total()
        autres = LigneBudget.objects.exclude(chapitre__code="012").balance(2021).total()
        assert choisies and choisies + autres == tout
        assert not Contribution.objects.none().total_of(2021) and Contribution.objects.total_of(2021)
        assert DocumentBudgetaire.objects.execution(2021) and not DocumentBudgetaire.objects.execution(1990)


def test_a_report_asks_hardly_anything_twice(envoyees):
    Bilan(Exercice.objects.get(annee=2021))
    assert envoyees.total() < 1.15 * len(envoyees), envoyees.most_common(10)


@pytest.mark.parametrize("adresse", ["/", "/finances/", "/rh/", "/support/", "/bilan/2021/preparation/"])
def test_a_page_of_figures_asks_hardly_anything_twice(envoyees, adresse):
    connecter("direction").get(adresse)
    assert envoyees.total() < 1.15 * len(envoyees), envoyees.most_common(10)


def test_a_report_says_the_same_whether_its_reads_are_shared_or_not(monkeypatch):
    def html():
        bilan = Bilan(Exercice.objects.get(annee=2021), Support.PAPIER)
        parties = [partie for chapitre in bilan.chapitres for partie in chapitre.parcours()]
        return [bilan.page_d_ouverture, *((p.ancre, p.corps, p.html, str(p.chiffres)) for p in parties)]

    partagee = html()
    cache.clear()
    monkeypatch.setattr(instantane, "lectures_de_l_etat", nullcontext)
    monkeypatch.setattr(memoire, "lectures_dans", nullcontext)
    assert html() == partagee and len(partagee) > 50


def test_checks_share_what_they_read_and_leave_nothing_behind(envoyees):
    class Un(Controle):
        code, nom = "un", "Un"

        def constats(self):
            lire()
            return []

    class Deux(Un):
        code = "deux"

    assert not list(executer((Un, Deux), 2021))
    lues = [fois for sql, fois in envoyees.items() if sql.startswith("SELECT")]
    assert set(lues) == {1}
    lire()
    assert max(fois for sql, fois in envoyees.items() if sql.startswith("SELECT")) == 2


def lues(calcul):
    with suivre() as trace:
        calcul()
    return trace.lignes()


@pytest.mark.parametrize(
    "calcul",
    [
        pytest.param(lambda: LigneBudget.objects.balance(2021).total(), id="value"),
        pytest.param(
            lambda: list(Contribution.objects.for_exercice(2021)), id="queryset, read when gone through"
        ),
        pytest.param(lambda: CHIFFRES_PAR_NOM["finances.recettes.total"].valeur(2021), id="figure"),
        pytest.param(lambda: IndicateurRh.objects.valeur(2021, "entrees"), id="one of rows read together"),
        pytest.param(
            lambda: list(Ventilation.objects.de_l_annee(2021, "si", "mco", "domaine")),
            id="breakdown of a year",
        ),
    ],
)
def test_who_notes_what_is_read_has_its_rows_though_others_read_them_before(calcul, envoyees):
    seules = lues(calcul)
    assert seules
    with lectures_partagees():
        calcul()
        envoyees.clear()
        with noter():
            calcul()
        assert not envoyees
        assert lues(calcul) == seules


def test_figures_of_a_publication_stand_where_those_of_a_page_do(monkeypatch):
    """Their places are found by the rows that they are read from, which the checks and the report share."""
    imprimees = valeurs_imprimees(2021)

    def dits():
        monkeypatch.setattr(provenance, "memoriser", lambda cle, calculer, annee: calculer())
        return provenance.places(2021), releve.chiffres(2021, imprimees)

    a_part = dits()
    with lectures_partagees():
        list(executer(CONTROLES, 2021))
        Bilan(Exercice.objects.get(annee=2021), Support.PAPIER)
        assert dits() == a_part
