"""A made-up year is whole, agrees with itself, and stands in no base of real years."""

from decimal import Decimal
from random import Random

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Sum
from django.template.loader import render_to_string

from adherents.models import Adherent
from finances.models import Contribution, LigneBudget, Subvention
from rh.models import EffectifContrat, EffectifPole, Etp, Grade, Mouvement, PyramideAge
from siim94.bilan import fichiers
from siim94.bilan.numerotation import Figure
from siim94.bilan.rendu import Bilan, Support
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES, RepriseAnnuelle
from siim94.controles.etat import constats_de
from siim94.demonstration import annees, budget
from siim94.formats.totem import lire_totem
from siim94.socle.commandes import Erreur
from siim94.socle.models import Chargement, Exercice, ValeurImprimee
from siim94.ui.graphiques import LineChart
from siim94.ui.templatetags.rapport import valeurs_de
from support.models import Formation, FormationAdherent, LigneParc, Ticket, Ventilation
from tests.adresses import MOTIFS, adresses
from tests.bilan import geometrie
from tests.bilan.entier import au_dessous, defauts
from tests.comptes import compte
from tests.controles.plantes import essayer_tout


def realise(annee, sens, *chapitres):
    lignes = LigneBudget.objects.filter(document__exercice=annee, sens=sens, chapitre__code__in=chapitres)
    return lignes.aggregate(total=Sum("realise"))["total"]


def test_a_base_of_real_years_is_never_touched(donnees_2021):
    with pytest.raises(annees.BaseReelle, match="années réelles"):
        annees.construire(2022)
    with pytest.raises(annees.BaseReelle):
        annees.marquer()
    assert not Exercice.objects.filter(annee=2022).exists()


@pytest.mark.parametrize(
    ("reglages", "phrase"),
    [
        ({"BASE_EMBARQUEE": False}, "retirez DATABASE_URL"),
        ({"BASE_EMBARQUEE": True, "VAR": settings.RACINE / "var"}, "son propre dossier"),
        ({"BASE_EMBARQUEE": True}, "années réelles"),
    ],
)
def test_the_command_refuses_any_base_but_its_own(donnees_2021, settings, reglages, phrase):
    for nom, valeur in reglages.items():
        setattr(settings, nom, valeur)
    with pytest.raises(Erreur, match=phrase):
        call_command("demonstration")


def test_made_again_it_loses_and_adds_nothing(annee_fictive):
    avant = Chargement.objects.count()
    Contribution.objects.filter(exercice=annee_fictive).update(nature="participation")
    assert not annees.construire(annee_fictive)
    assert Chargement.objects.count() == avant
    assert not Contribution.objects.filter(exercice=annee_fictive).exclude(nature="participation").exists()


def test_every_year_of_the_base_is_marked(annee_fictive):
    assert set(Exercice.objects.values_list("fictif", flat=True)) == {True}


def test_each_sheet_of_the_workbook_is_filled(annee_fictive):
    vides = [
        declaree.nom
        for declaree in FEUILLES_ANNUELLES
        if declaree.reprise is not RepriseAnnuelle.JAMAIS
        and not declaree.lignes_du_bilan(annee_fictive).exists()
    ]
    assert not vides


def test_members_pay_what_the_accounts_received(annee_fictive):
    recu = Contribution.objects.total_of(annee_fictive) + Subvention.objects.total_of(annee_fictive)
    assert realise(annee_fictive, "R", "70", "74") == recu
    assert realise(annee_fictive, "D", "042") == realise(annee_fictive, "R", "040")
    payeurs = Contribution.objects.filter(exercice=annee_fictive).values("adherent")
    assert not Adherent.objects.filter(adhesions__debut__year=annee_fictive).exclude(pk__in=payeurs).exists()


def test_breakdowns_of_the_same_days_have_one_total(annee_fictive):
    totaux = {}
    for ventilation in Ventilation.objects.filter(exercice=annee_fictive).exclude(mesure="part").avec_somme():
        assert ventilation.somme == ventilation.total
        totaux.setdefault((ventilation.pole_id, ventilation.mesure), set()).add(ventilation.total)
    assert len(totaux) > 4 and {len(memes) for memes in totaux.values()} == {1}


def test_training_by_type_and_by_member_tell_the_same(annee_fictive):
    sommes = [
        modele.objects.filter(exercice=annee_fictive).aggregate(a=Sum("agents"), j=Sum("jours"))
        for modele in (Formation, FormationAdherent)
    ]
    assert sommes[0] == sommes[1]


def test_staff_are_those_of_the_year_before_less_who_left_plus_who_came(annee_fictive):
    avant, apres = (Grade.objects.effectif(annee) for annee in (annee_fictive - 1, annee_fictive))
    departs, arrivees = (Mouvement.objects.total_of(annee_fictive, sens) for sens in Mouvement.Sens.values)
    assert departs and arrivees
    assert apres.pourvus == avant.pourvus - departs + arrivees <= apres.emplois
    services = EffectifPole.objects.filter(exercice=annee_fictive).aggregate(a=Sum("agents"), e=Sum("etp"))
    assert services == {"a": apres.pourvus, "e": Etp.objects.valeur(annee_fictive)}
    pyramide, contrats = (
        modele.objects.filter(exercice=annee_fictive).aggregate(a=Sum("agents"))["a"]
        for modele in (PyramideAge, EffectifContrat)
    )
    assert (pyramide, contrats) == (apres.pourvus, apres.contractuels)


@pytest.mark.usefixtures("avec_controles")
def test_checks_find_in_a_made_up_year_only_what_its_plan_puts_there(annee_fictive):
    """A ratio of 2021 alone."""
    assert [constat.cle for constat in constats_de(annee_fictive)] == ["finances.reports.diviseur"]


def test_workbooks_carry_control_totals_that_an_error_parts_from(annee_fictive):
    assert ValeurImprimee.objects.filter(bilan_de=annee_fictive, chiffre__contains=".somme.").count() > 12
    essais = list(essayer_tout(annee_fictive, 3))
    assert [essai.cellule for essai in essais if essai.couverte and essai.manquees] == []
    assert all(essai.couverte for essai in essais if essai.cellule.modele in (Contribution, LigneBudget))


def test_workstations_typed_and_counted_are_the_same(annee_fictive):
    assert LigneParc.objects.total_of(annee_fictive) > 1000
    assert Ticket.objects.ensemble(annee_fictive)["part_resolus"] > 90


def test_the_report_has_nothing_left_to_fill(annee_fictive):
    bilan = Bilan(Exercice.objects.get(annee=annee_fictive), Support.FICHIER, projet=True)
    manquantes = {p.ancre for chapitre in bilan.chapitres for p in chapitre.parcours() if p.sans_donnees}
    # Tickets, and days by domain, are compared from the second year that has any on.
    assert manquantes <= {"tickets-evolution", "activite-si-domaines-evolution"}
    assert not bilan.absents and bilan.fictif


def test_its_pages_are_filled_and_its_tags_hold(annee_fictive):
    pdf = fichiers.pdf(Exercice.objects.get(annee=annee_fictive)).contenu
    assert defauts(pdf) == [] and au_dessous(pdf, 60) == []
    assert geometrie.moyenne(geometrie.pages(pdf)) >= 90


def test_the_next_year_changes_its_plan_of_accounts_and_nothing_else(livre):
    avant = {nom: livre[nom].total("realise", sens=sens) for nom in ("lignes_budget",) for sens in "R"}
    lu = lire_totem(budget.totem(livre))
    assert lu.entete.nomenclature == "M57-M57_D" and lu.entete.exercice == livre.annee
    recettes = sum(
        (ligne.montants.realise or Decimal(0) for ligne in lu.lignes if ligne.sens == "R"), Decimal(0)
    )
    assert recettes == avant["lignes_budget"]
    assert all(ligne.nature for ligne in lu.lignes)
    assert not livre["lignes_budget"].lignes


def test_charts_of_more_years_than_half_a_page_holds_take_its_whole_width_in_the_annex():
    annees = [str(annee) for annee in range(2021, 2025)]
    for nombre, large in ((3, False), (4, True)):
        chart = LineChart(
            "Recettes", annees[:nombre], {"Recettes": [Decimal("1234567.89")] * nombre}, unite="€"
        )
        html = render_to_string("ui/bilan/valeurs.html", valeurs_de(Figure(1, chart)))
        assert ('class="large"' in html) is large


def test_pages_open_on_the_year_and_say_that_it_is_made_up(annee_fictive, client):
    client.force_login(compte("admin"))
    listes = sorted(nom for nom in MOTIFS if nom.endswith(("_list", "_detail")))
    ouvertes = ["/", "/finances/", "/rh/", "/support/", "/adherents/", "/applications/", "/exercices/"]
    ouvertes += [url for nom in Random(94).sample(listes, 6) for url in adresses(nom)]  # noqa: S311
    ouvertes.append(f"/bilan/{annee_fictive}/")
    for url in ouvertes:
        page = client.get(url, {"exercice": annee_fictive})
        assert page.status_code == 200, url
        assert "DONNÉES FICTIVES" in page.content.decode(), url
