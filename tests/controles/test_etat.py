"""The findings of a year, what was done about each, and what no longer matches any."""

import pickle
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from finances.models import Contribution
from rh.models import IndicateurRh
from siim94.controles import etat as module
from siim94.controles.etat import ConstatSuivi, constats_de, etat, tendances
from siim94.controles.models import Suite
from siim94.controles.sommaire import CONTROLES
from siim94.controles.suites import SuiteRefusee, enregistrer
from siim94.socle import adresses
from siim94.socle.models import Exercice
from siim94.ui.controles import Controle, Famille, Gravite, executer
from tests.comptes import compte
from tests.controles.factories import SuiteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


def test_the_2021_report_has_few_findings_and_none_that_blocks(donnees_2021):
    trouve = etat(2021)
    assert 0 < len(trouve.constats) <= 60
    assert trouve.bloquants == ()
    assert len({suivi.constat.code for suivi in trouve.constats}) == len(trouve.constats)
    gravites = [Gravite.values.index(suivi.constat.gravite) for suivi in trouve.constats]
    assert gravites == sorted(gravites)


def test_the_code_of_a_finding_stands_while_its_figures_do(donnees_2021):
    avant = {c.code for c in constats_de(2021)}
    Contribution.objects.filter(exercice=2021, adherent__code="arcueil").update(montant=500_071)
    IndicateurRh.objects.filter(exercice=2021, code="part-cdi").update(valeur=47)
    apres = {c.code for c in constats_de(2021)}
    assert {code.rsplit(".", 1)[0] for code in avant - apres} == {"rh.parts-de-personnes"}
    assert {code.rsplit(".", 1)[0] for code in apres - avant} == {
        "rh.parts-de-personnes",
        "finances.recettes-des-adherents",
        # The report prints 46 %.
        "imprimees",
    }


@pytest.mark.usefixtures("controles_des_apps")
def test_a_reason_stands_with_its_finding_and_falls_with_its_figures(donnees_2021):
    code = next(c.code for c in constats_de(2021) if c.controle.code == "rh.parts-de-personnes")
    enregistrer(2021, code, "Le pourcentage vient du bilan social.")
    suivi = etat(2021).trouver(code)
    assert suivi.justifie and not suivi.a_traiter
    IndicateurRh.objects.filter(exercice=2021, code="part-cdi").update(valeur=47)
    apres = etat(2021)
    assert apres.trouver(code) is None
    assert [suite.code for suite in apres.caduques] == [code]
    assert all(not s.justifie for s in apres.constats)


class Nouveau(Controle):
    code, version, nom, definition = "essai.nouveau", 2, "Nouveau", "Une règle plus stricte."
    famille, gravite = Famille.TOTAUX, Gravite.BLOQUANT

    def constats(self):
        yield self.constat("toujours", "Un écart que l’ancienne règle admettait.")


def test_a_check_that_changed_informs_of_a_closed_year_and_changes_nothing(donnees_2021, monkeypatch):
    monkeypatch.setattr(module, "CONTROLES", (Nouveau,))
    assert len(etat(2021).bloquants) == 1
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    trouve = etat(2021)
    (suivi,) = trouve.constats
    assert suivi.gravite == Gravite.INFORMATION
    assert (trouve.a_traiter, trouve.bloquants) == ((), ())


def test_an_owner_alone_leaves_the_finding_to_be_dealt_with(donnees_2021):
    code = etat(2021).a_traiter[0].constat.code
    suite = enregistrer(2021, code, responsable=compte("agent"))
    assert etat(2021).trouver(code).a_traiter
    assert enregistrer(2021, code) is None
    assert not Suite.objects.filter(pk=suite.pk).exists()


def test_a_finding_that_is_gone_is_not_justified(donnees_2021):
    with pytest.raises(SuiteRefusee, match="n’a pas de constat"):
        enregistrer(2021, "rh.rien.0123456789", "parce que")


class TombeEnPanne(Controle):
    code, nom, definition, famille = "essai.panne", "Panne", "Il tombe.", Famille.TOTAUX

    def constats(self):
        list(Contribution.objects.extra(where=["colonne_inconnue = 1"]))
        yield


def test_a_check_that_fails_blocks_and_the_others_run(donnees_2021, monkeypatch):
    avant = {c.code for c in constats_de(2021)}
    monkeypatch.setattr(module, "CONTROLES", (TombeEnPanne, *CONTROLES))
    trouve = etat(2021)
    (panne,) = trouve.bloquants
    assert panne.constat.controle.code == "controle-en-panne" and "« Panne »" in panne.constat.phrase
    assert {s.constat.code for s in trouve.constats} - {panne.constat.code} == avant


def test_findings_are_computed_once_for_each_state_of_the_data(donnees_2021):
    etat(2021)
    with CaptureQueriesContext(connection) as requetes:
        etat(2021)
    assert len(requetes) <= 4


def test_findings_lead_to_the_pages_of_their_rows(donnees_2021):
    adresses = etat(2021).par_adresse()
    part = IndicateurRh.objects.get(exercice=2021, code="part-cdi", ventilation="")
    assert [s.constat.controle.code for s in adresses[part.get_absolute_url()]] == ["rh.parts-de-personnes"]


def test_addresses_are_worked_out_when_a_finding_is_read_and_kept_so(donnees_2021, monkeypatch):
    dites = []
    monkeypatch.setattr(adresses, "_patron", lambda nom, prefixe: dites.append(nom) or ("/page/", "/"))
    constats = list(executer(CONTROLES, 2021))
    assert constats and dites == []
    (lieu,) = ConstatSuivi(2021, constats[0], None).donnees()["lieux"][:1]
    assert lieu["adresse"].startswith("/page/") and dites
    assert pickle.loads(pickle.dumps(constats)) == constats  # noqa: S301 - the test's own


def test_each_check_has_its_trend(donnees_2021):
    par_code = {tendance.controle.code: dict(tendance.nombres) for tendance in tendances([2021])}
    assert par_code["imprimees"] == {2021: 6}
    assert par_code["finances.operations-d-ordre"] == {2021: 0}


def test_a_trend_of_years_is_drawn_and_told_in_words(donnees_2021):
    une, autre = (
        next(t for t in tendances(annees) if t.controle.code == "imprimees")
        for annees in ([2021], [2020, 2021])
    )
    assert une.dessin == ""
    svg = etree.fromstring(autre.dessin.encode())
    assert "Valeurs imprimées" in svg.findtext("{*}title")
    assert svg.findtext("{*}desc") == "2020 : 0 ; 2021 : 6"
    (barre,) = svg.iter("{*}rect")
    assert float(barre.get("height")) > 10


def test_a_year_without_data_has_no_finding(db):
    assert constats_de(2031) == ()


@pytest.mark.parametrize(
    ("valeurs", "phrase"),
    [
        ({"motif": "", "responsable": None}, "Indiquez une justification, ou qui suit le constat."),
        ({"code": "double"}, "Ce constat a déjà une suite."),
    ],
)
def test_constraints_hold_in_the_form_and_in_the_database(valeurs, phrase):
    if valeurs.get("code"):
        SuiteFactory(code="double")
    suite = SuiteFactory.build(**valeurs)
    suite.exercice.save()
    with pytest.raises(ValidationError, match=phrase):
        suite.full_clean()
    with pytest.raises(IntegrityError):
        suite.save()


def test_decimals_of_a_code_come_from_its_figures(donnees_2021):
    constat = next(c for c in constats_de(2021) if c.cle == "rh.etp@2021")
    assert constat.ecart == Decimal("1.00") and constat.ecart_ecrit.replace("\u00a0", " ") == "+1 ETP"
