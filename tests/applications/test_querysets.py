"""What the querysets of the applications count, group and pair."""

import datetime
from decimal import Decimal

import pytest

from applications.models import (
    ColonneCatalogue,
    Deploiement,
    FaitMarquant,
    IndicateurActivite,
    IndicateurMetier,
    LigneCatalogue,
    PointProjet,
    Projet,
)
from applications.models.activite import Repere
from applications.models.referentiel import Application, ApplicationQuerySet
from siim94.socle.recherche import trouver
from tests.adherents.factories import ExerciceFactory
from tests.applications import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """A small edition: two domains, three rows, two columns in an order that is not the alphabet's."""
    exercice = ExerciceFactory(annee=2031)
    b, a = (f.ColonneCatalogueFactory(exercice=exercice, rang=rang).adherent for rang in (1, 2))
    premier, second = f.DomaineFactory(), f.DomaineFactory()
    suite = f.ApplicationFactory()
    lignes = [
        f.LigneCatalogueFactory(
            exercice=exercice,
            rang=rang,
            fonctionnalite__domaine=domaine,
            fonctionnalite__application=application,
        )
        for rang, (domaine, application) in enumerate(
            [(premier, suite), (second, suite), (premier, f.ApplicationFactory())], start=1
        )
    ]
    f.DeploiementFactory(ligne=lignes[0], adherent=a)
    f.DeploiementFactory(ligne=lignes[0], adherent=b)
    f.DeploiementFactory(ligne=lignes[1], adherent=b)
    f.DeploiementFactory(ligne=lignes[1], adherent=a, etat=Deploiement.Etat.SANS_OBJET)
    return {"lignes": lignes, "a": a, "b": b, "domaines": [premier, second]}


def test_matrix_keeps_the_order_of_columns_rows_and_domains(edition, django_assert_num_queries):
    with django_assert_num_queries(4):
        matrice = LigneCatalogue.objects.matrice(2031)
        [(premier, rangs), (second, autres)] = [
            (domaine, [(rang.ligne.fonctionnalite.application.editeur, rang.etats) for rang in rangs])
            for domaine, rangs in matrice.groupes
        ]
    assert matrice.colonnes == (edition["b"], edition["a"])
    assert [premier, second] == edition["domaines"]
    assert [etats for _, etats in rangs] == [("disponible", "disponible"), ("", "")]
    assert [etats for _, etats in autres] == [("disponible", "sans-objet")]


def test_matrix_of_a_year_without_edition_is_empty():
    matrice = LigneCatalogue.objects.matrice(2039)
    assert matrice.colonnes == ()
    assert matrice.groupes == ()


def test_software_that_serves_two_domains_counts_once_in_the_whole(edition):
    assert LigneCatalogue.objects.totaux(2031) == {
        "fonctions": 3,
        "domaines": 2,
        "applications": 2,
        "editeurs": 2,
        "usages": 3,
    }
    assert [
        (ligne["fonctions"], ligne["applications"], ligne["usages"])
        for ligne in LigneCatalogue.objects.by_domaine(2031)
    ] == [(2, 2, 2), (1, 1, 1)]


def test_uses_by_member_leave_out_what_does_not_apply(edition):
    comptes = {
        ligne["adherent"]: (ligne["fonctions"], ligne["applications"])
        for ligne in Deploiement.objects.for_exercice(2031).by_adherent()
    }
    assert comptes == {edition["b"].pk: (2, 1), edition["a"].pk: (1, 1)}


def test_share_of_the_first_members_is_of_all_that_is_made_available(edition):
    lignes = Deploiement.objects.for_exercice(2031).by_adherent()
    assert [round(lignes.part_des_premiers(nombre)) for nombre in (1, 2)] == [67, 100]
    assert Deploiement.objects.for_exercice(2039).by_adherent().part_des_premiers(1) is None


def test_domain_of_most_software_is_alone_at_the_head(edition):
    lignes = LigneCatalogue.objects.by_domaine(2031)
    assert lignes.premier_en_applications() == lignes[0]
    f.LigneCatalogueFactory(exercice=ExerciceFactory(annee=2032))
    f.LigneCatalogueFactory(exercice=ExerciceFactory(annee=2032))
    assert LigneCatalogue.objects.by_domaine(2032).premier_en_applications() is None
    assert LigneCatalogue.objects.by_domaine(2039).premier_en_applications() is None


def test_editions_tell_their_gaps_with_the_year_before_alone(edition):
    adherent = edition["b"]
    f.DeploiementFactory(ligne__exercice=ExerciceFactory(annee=2032), adherent=adherent)
    f.DeploiementFactory(ligne__exercice=ExerciceFactory(annee=2034), adherent=adherent)
    editions = Deploiement.objects.filter(adherent=adherent).by_edition()
    assert [(e["annee"], e["ecarts"]) for e in editions] == [
        (2034, {}),
        (2032, {"fonctions": -1, "applications": 0, "adherents": 0}),
        (2031, {}),
    ]


def test_total_of_a_year_without_edition_is_unknown():
    assert LigneCatalogue.objects.total_de("fonctions", 2039) is None


def test_other_edition_stays_apart(edition):
    f.DeploiementFactory(ligne__exercice=ExerciceFactory(annee=2032))
    assert LigneCatalogue.objects.totaux(2031)["usages"] == 3
    assert ColonneCatalogue.objects.adherents_de(2032).count() == 0


def test_year_before_stands_beside_a_figure_as_the_same_report_knows_it():
    avant, apres = ExerciceFactory(annee=2030), ExerciceFactory(annee=2031)
    domaine = f.DomaineFactory()
    commun = {"code": "dossiers", "domaine": domaine}
    f.IndicateurMetierFactory(exercice=avant, valeur=Decimal("100"), **commun)
    f.IndicateurMetierFactory(exercice=avant, bilan_de=apres, valeur=Decimal("80"), **commun)
    f.IndicateurMetierFactory(exercice=apres, valeur=Decimal("100"), **commun)
    f.IndicateurMetierFactory(exercice=avant, code="disparu", domaine=domaine)
    [repere] = IndicateurMetier.objects.filter(domaine=domaine).reperes(2031)
    assert repere.indicateur.valeur == 100
    assert repere.precedent.valeur == 80
    assert repere.evolution == Decimal("25.0")
    [avant_seul] = [
        r
        for r in IndicateurMetier.objects.filter(domaine=domaine).reperes(2030)
        if r.indicateur.code == "dossiers"
    ]
    assert avant_seul.indicateur.valeur == 100
    assert avant_seul.precedent is None


def test_parts_stand_under_their_whole():
    exercice = ExerciceFactory()
    domaine = f.DomaineFactory()
    f.IndicateurMetierFactory(exercice=exercice, code="tout", rang=1, domaine=domaine)
    for rang, part in enumerate(("a", "b"), start=2):
        f.IndicateurMetierFactory(
            exercice=exercice, code="tout", ventilation=part, rang=rang, domaine=domaine
        )
    [repere] = IndicateurMetier.objects.filter(domaine=domaine).reperes(2031)
    assert [partie.ventilation for partie in repere.parties] == ["a", "b"]


@pytest.mark.parametrize(
    ("avant", "apres", "attendue"),
    [
        (Decimal("888"), Decimal("845"), Decimal("-4.8")),
        (Decimal("0"), Decimal("5"), None),
        (Decimal("-10"), Decimal("-5"), None),
        (None, Decimal("5"), None),
        (Decimal("5"), None, None),
    ],
)
def test_change_is_in_percent_or_unknown(avant, apres, attendue):
    precedent = f.IndicateurActiviteFactory.build(valeur=avant)
    assert Repere(f.IndicateurActiviteFactory.build(valeur=apres), precedent, ()).evolution == attendue


def test_rises_are_counted_among_the_figures_known_for_two_years():
    domaine = f.DomaineFactory()
    for code, avant, apres in (("a", 1, 2), ("b", 2, 1), ("c", 3, 3), ("d", None, 1)):
        commun = {"code": code, "libelle": code, "domaine": domaine}
        if avant:
            f.IndicateurMetierFactory(exercice=ExerciceFactory(annee=2030), valeur=avant, **commun)
        f.IndicateurMetierFactory(exercice=ExerciceFactory(annee=2031), valeur=apres, **commun)
    evolutions = IndicateurMetier.objects.filter(domaine=domaine).evolutions(2031)
    assert dict(evolutions.lignes) == {"a": 100, "b": -50, "c": 0}
    assert evolutions.hausses == 1


@pytest.mark.parametrize(
    ("tout", "parties", "attendu"),
    [
        (200, {"Mairie": 50, "École": 150}, ("École", 75)),
        (200, {"Mairie": 50, "École": None}, None),
        (None, {"Mairie": 50}, None),
        (200, {}, None),
    ],
)
def test_main_part_is_a_share_of_the_whole_while_all_are_known(tout, parties, attendu):
    repere = Repere(
        IndicateurMetier(valeur=tout),
        None,
        tuple(
            IndicateurMetier(ventilation=nom, valeur=valeur and Decimal(valeur))
            for nom, valeur in parties.items()
        ),
    )
    assert repere.principale == attendu


def test_key_figures_come_under_printed_heads_in_order_or_under_their_domain():
    exercice = ExerciceFactory()
    domaine = f.DomaineFactory(nom="Voirie")
    for rang, intitule in ((3, ""), (1, "Les rues"), (2, "Les rues")):
        f.IndicateurMetierFactory(exercice=exercice, domaine=domaine, intitule=intitule, rang=rang)
    groupes = IndicateurMetier.objects.points_de_repere(2031)
    assert [(titre, len(reperes)) for titre, reperes in groupes] == [("Les rues", 2), ("Voirie", 1)]


def test_activity_figures_are_kept_by_theme():
    figure = f.IndicateurActiviteFactory(theme=IndicateurActivite.Theme.RGPD)
    f.IndicateurActiviteFactory(theme=IndicateurActivite.Theme.SECURITE)
    reperes = IndicateurActivite.objects.of_theme(IndicateurActivite.Theme.RGPD).reperes(2031)
    assert [repere.indicateur for repere in reperes] == [figure]


def test_facts_come_under_printed_heads_in_order():
    exercice = ExerciceFactory()
    domaine = f.DomaineFactory(nom="Voirie")
    f.FaitMarquantFactory(exercice=exercice, rang=2, domaine=domaine, intitule="")
    f.FaitMarquantFactory(exercice=exercice, rang=1, domaine=domaine, intitule="Les rues")
    f.FaitMarquantFactory(exercice=exercice, rang=3, theme=FaitMarquant.Theme.SUPPORT)
    groupes = FaitMarquant.objects.by_intitule(FaitMarquant.Theme.METIER, 2031)
    assert [(titre, [fait.rang for fait in faits]) for titre, faits in groupes] == [
        ("Les rues", [1]),
        ("Voirie", [2]),
    ]


def test_yearly_words_leave_out_those_of_months():
    annuel = f.PointProjetFactory()
    f.PointProjetFactory(mois=4, projet=annuel.projet)
    f.PointProjetFactory(projet__nature=Projet.Nature.METIER)
    points = PointProjet.objects.for_exercice(2031)
    assert list(points.annuels(Projet.Nature.STRATEGIQUE)) == [annuel]
    assert points.annuels().count() == 2


def test_software_is_found_by_name_or_vendor_whatever_accents():
    application = f.ApplicationFactory(
        nom="Mélodie d’été", autres_noms=["SI-Été", "Ariette"], editeur__nom="Arpège"
    )
    tous, champs = Application.objects.all(), ApplicationQuerySet.CHAMPS_DE_RECHERCHE
    for texte in ("melodie", "ETE", "arpege", "si-ete", "ARIETTE"):
        assert application in trouver(tous, champs, texte)
    assert application not in trouver(tous, champs, "requiem")


def test_functions_of_a_renamed_domain_stand_under_its_new_name_from_then_on():
    ancien, nouveau = f.DomaineFactory(nom="Achats"), f.DomaineFactory(nom="Commande publique")
    autre = f.FonctionnaliteFactory(domaine=nouveau)
    for annee in (2031, 2032):
        exercice = ExerciceFactory(annee=annee)
        f.LigneCatalogueFactory(exercice=exercice, fonctionnalite__domaine=ancien)
        f.LigneCatalogueFactory(exercice=exercice, fonctionnalite=autre)
    f.ReorganisationDomaineFactory(ancien=ancien, nouveau=nouveau, date=datetime.date(2032, 1, 1))
    lignes = LigneCatalogue.objects
    assert {d["nom"]: d["fonctions"] for d in lignes.by_domaine(2031)} == {ancien.nom: 1, nouveau.nom: 1}
    assert {d["nom"]: d["fonctions"] for d in lignes.by_domaine(2032)} == {nouveau.nom: 2}
    assert [(d, len(rangs)) for d, rangs in lignes.matrice(2032).groupes] == [(nouveau, 2)]
    assert [lignes.totaux(annee)["domaines"] for annee in (2031, 2032)] == [2, 1]


def test_a_renamed_function_is_neither_gone_nor_new():
    ancienne, nouvelle = f.FonctionnaliteFactory(), f.FonctionnaliteFactory()
    avant = f.LigneCatalogueFactory(exercice=ExerciceFactory(annee=2031), fonctionnalite=ancienne)
    f.LigneCatalogueFactory(exercice=ExerciceFactory(annee=2032), fonctionnalite=nouvelle)
    lignes = LigneCatalogue.objects
    assert list(lignes.retirees_depuis(2031, 2032)) == [avant]
    f.ReorganisationFonctionFactory(ancien=ancienne, nouveau=nouvelle, date=datetime.date(2032, 1, 1))
    assert list(lignes.retirees_depuis(2031, 2032)) == []
    assert lignes.fonctions_en(2031, 2032) == {nouvelle.pk}
