"""GLPI exports through the engine: preview, load, undo, and the real files."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.timezone import localtime

from adherents.models import Adherent
from siim94.chargements.annulation import annuler
from siim94.chargements.apercu import Apercu
from siim94.chargements.glpi import PostesGlpiChargeur, TicketsGlpiChargeur
from siim94.chargements.moteur import FichierRefuse, Options, charger, simuler
from siim94.demonstration.glpi import TITRES, TITRES_POSTES, csv_de, fictifs, ticket
from siim94.socle.models import Chargement
from siim94.socle.refus import Refus
from support.models import EntiteGlpi, LigneParc, ReleveParc, ReleveTickets, Ticket
from tests import exemples_glpi
from tests.chargements.test_views import deposer, travailler
from tests.comptes import connecter
from tests.support.exports_glpi import EntiteFactory, PlateformeFactory
from tests.support.factories import AdherentFactory

pytestmark = pytest.mark.django_db
TICKETS, POSTES = TicketsGlpiChargeur(), PostesGlpiChargeur()


@pytest.fixture
def options(entite):
    return Options(plateforme=entite.plateforme.code)


def etat(plateforme):
    """All that a load of GLPI may leave."""
    return {
        modele: list(modele.objects.filter(**{chemin: plateforme}).order_by("pk").values())
        for modele, chemin in (
            (EntiteGlpi, "plateforme"),
            (Ticket, "plateforme"),
            (ReleveTickets, "plateforme"),
            (ReleveParc, "plateforme"),
            (LigneParc, "releve__plateforme"),
        )
    }


def sans_version(etats):
    return {
        m: [{c: v for c, v in ligne.items() if c != "version"} for ligne in lignes]
        for m, lignes in etats.items()
    }


def poste(numero, **champs):
    defauts = {
        "Nom": f"PC-UNTEL-{numero}",
        "Entité": "Racine > Ville",
        "Statut": "En service",
        "Type": "Portable",
        "Système d'exploitation - Nom": "Système A",
        "Dernière modification": "2031-06-30 09:12",
    }
    return defauts | champs


def test_simulation_shows_and_writes_nothing(entite, options):
    avant = etat(entite.plateforme)
    apercu = simuler(TICKETS, csv_de(fictifs(30, entites=[entite.libelle])), options, "export.csv")
    assert {table.titre: table.crees for table in apercu.tables} == {
        "entités GLPI": 0,
        "relevés de tickets": 1,
        "tickets": 30,
    }
    assert apercu.confirmable
    assert etat(entite.plateforme) == avant
    assert not Chargement.objects.filter(genre="glpi-tickets").exists()


def test_preview_says_old_and_new_as_people_read_them(entite, options):
    charger(TICKETS, csv_de([ticket(1, entite=entite.libelle)]), options, nom="a.csv")
    suite = ticket(
        1,
        entite=entite.libelle,
        statut="Résolu",
        priorite="Haute",
        modification="2031-07-15 18:35",
        resolution="2031-07-15 18:35",
    )
    apercu = simuler(TICKETS, csv_de([suite]), options, "b.csv")
    (ligne,) = apercu.tables[-1].lignes
    assert (ligne.objet, ligne.lieu) == ("Ticket 1", "ligne 2")
    assert ligne.champs == [
        ("priorité", "", "Haute"),
        ("statut", "Nouveau", "Résolu"),
        ("dernière modification", "14/03/2031 à 09:00", "15/07/2031 à 18:35"),
        ("résolution", "", "15/07/2031 à 18:35"),
    ]


def test_a_load_is_on_record_and_its_undo_leaves_nothing(entite, options):
    avant = etat(entite.plateforme)
    chargement = charger(TICKETS, csv_de(fictifs(1500, entites=[entite.libelle])), options, nom="export.csv")
    assert chargement.etat == Chargement.Etat.FAIT
    assert (chargement.crees, chargement.modifies, chargement.inchanges) == (1501, 0, 1)
    assert Ticket.objects.filter(plateforme=entite.plateforme).count() == 1500
    annuler(chargement)
    assert etat(entite.plateforme) == avant


def test_undo_of_an_update_restores_what_was_known(entite, options):
    charger(
        TICKETS,
        csv_de([ticket(1, entite=entite.libelle, statut="Clos", delai="2 heures")]),
        options,
        nom="a.csv",
    )
    avant = etat(entite.plateforme)
    rouvert = ticket(1, entite=entite.libelle, modification="2031-05-02 10:00")
    suite = charger(TICKETS, csv_de([rouvert]), options, nom="b.csv")
    assert Ticket.objects.get(plateforme=entite.plateforme).reouvertures == 1
    annuler(suite)
    assert sans_version(etat(entite.plateforme)) == sans_version(avant)


def test_undo_is_refused_once_a_later_export_changed_its_tickets(entite, options):
    premier = charger(TICKETS, csv_de([ticket(1, entite=entite.libelle)]), options, nom="a.csv")
    charger(
        TICKETS,
        csv_de([ticket(1, entite=entite.libelle, statut="Clos", modification="2031-05-02 10:00")]),
        options,
        nom="b.csv",
    )
    with pytest.raises(Refus, match=r"a changé 1 ligne.*annulez-le d’abord"):
        annuler(premier)
    assert Ticket.objects.filter(plateforme=entite.plateforme).count() == 1


def test_unknown_entities_are_all_asked_for_and_nothing_is_stored(entite, options):
    avant = etat(entite.plateforme)
    lignes = [
        ticket(1, entite="Racine > Ailleurs"),
        ticket(2, entite=entite.libelle),
        ticket(3, entite="Nulle part"),
    ]
    apercu = simuler(TICKETS, csv_de(lignes), options, "export.csv")
    assert [(question.code, question.lieu) for question in apercu.questions] == [
        ("entite-1", "ligne 2, colonne Entité"),
        ("entite-3", "ligne 4, colonne Entité"),
    ]
    assert "Racine > Ailleurs" in apercu.questions[0].phrase
    assert not apercu.confirmable and not apercu.refuse
    with pytest.raises(Refus, match=r"(?s)Racine > Ailleurs.*ligne 4, colonne Entité"):
        charger(TICKETS, csv_de(lignes), options, nom="export.csv")
    assert etat(entite.plateforme) == avant


def test_entities_found_by_the_names_of_members_are_shown_and_kept(options, entite):
    lignes = [ticket(1, entite=f"Racine > {entite.adherent.nom.upper()} > Écoles")]
    apercu = simuler(TICKETS, csv_de(lignes), options, "export.csv")
    (creee,) = apercu.tables[0].lignes
    assert ("adhérent", "", entite.adherent.nom) in creee.champs
    charger(TICKETS, csv_de(lignes), options, nom="export.csv")
    assert EntiteGlpi.objects.get(libelle=lignes[0]["Entité"]).adherent == entite.adherent


def test_platform_is_asked_for_when_there_are_several(entite):
    PlateformeFactory()
    (question,) = simuler(TICKETS, csv_de([ticket(1)]), Options(), "export.csv").questions
    assert question.code == "plateforme" and entite.plateforme.code in question.choix
    inconnue = Options(plateforme="nulle")
    with pytest.raises(Refus, match=rf"nulle.*n’est pas une réponse possible.*{entite.plateforme.code}"):
        charger(TICKETS, csv_de([ticket(1)]), inconnue, nom="export.csv")


def test_date_format_is_asked_for_when_the_file_does_not_show_it(entite, options):
    fichier = csv_de([ticket(1, entite=entite.libelle, ouverture="03-04-2031 10:00", modification="")])
    with pytest.raises(Refus, match="indiquez le format de date") as refus:
        charger(TICKETS, fichier, options, nom="export.csv")
    assert [question.code for question in refus.value.questions] == ["format-date"]
    precises = Options(**options.reponses, format_date="MM-JJ-AAAA")
    charger(TICKETS, fichier, precises, nom="export.csv")
    assert Ticket.objects.get(plateforme=entite.plateforme).ouverture.month == 3


def test_the_day_first_is_proposed_where_dates_do_not_tell(entite, options):
    fichier = csv_de([ticket(1, entite=entite.libelle, ouverture="03-04-2031 10:00", modification="")])
    charger(TICKETS, fichier, Options(**options.reponses, propositions=True), nom="export.csv")
    assert Ticket.objects.get(plateforme=entite.plateforme).ouverture.month == 4


def test_an_export_that_looks_older_is_asked_its_day(entite, options):
    """Without the last modification of each row, an old one would undo what a later one told."""
    connu = ticket(1, entite=entite.libelle, modification="2031-05-01 10:00")
    charger(TICKETS, csv_de([connu]), options, nom="a.csv")
    titres = [titre for titre in TITRES if titre != "Dernière modification"]
    suite = csv_de([ticket(1, entite=entite.libelle, statut="Clos")], titres)
    with pytest.raises(FichierRefuse, match=r"précèdent l’export du 01/05/2031.*De quel jour") as refus:
        charger(TICKETS, suite, options, nom="b.csv")
    assert not refus.value.remarques and [q.code for q in refus.value.questions] == ["date"]
    with pytest.raises(Refus, match="plus ancien que celui du 01/05/2031"):
        charger(TICKETS, suite, Options(**options.reponses, date="30/04/2031"), nom="b.csv")
    for jour in ("01/05/2031", "03/05/2031"):
        charger(TICKETS, suite, Options(**options.reponses, date=jour), nom="b.csv")
    assert Ticket.objects.get(plateforme=entite.plateforme).statut == "clos"
    assert localtime(entite.plateforme.releves_tickets.order_by("-date")[0].date).date() == date(2031, 5, 3)


def test_workstations_are_counted_on_the_day_of_the_latest_modification(entite, options):
    fichier = csv_de(
        [
            poste(1),
            poste(2, **{"Dernière modification": "2031-07-02 08:00"}),
            poste(3, Type="Bureau"),
            poste(4, Statut="En stock"),
        ],
        TITRES_POSTES,
    )
    chargement = charger(POSTES, fichier, options, nom="postes.csv")
    releve = ReleveParc.objects.get(plateforme=entite.plateforme)
    assert releve.date == date(2031, 7, 2)
    assert sorted(releve.lignes.values_list("type", "systeme", "statut", "nombre")) == [
        ("Bureau", "Système A", "En service", 1),
        ("Portable", "Système A", "En service", 2),
        ("Portable", "Système A", "En stock", 1),
    ]
    assert chargement.titre.startswith("4 postes")
    annuler(chargement)
    assert not ReleveParc.objects.filter(plateforme=entite.plateforme).exists()


def test_another_snapshot_of_the_same_day_is_replaced_on_request_only(entite, options):
    charger(POSTES, csv_de([poste(1), poste(2, Type="Bureau")], TITRES_POSTES), options, nom="a.csv")
    suite = csv_de([poste(1), poste(2)], TITRES_POSTES)
    with pytest.raises(Refus, match="à remplacer"):
        charger(POSTES, suite, options, nom="b.csv")
    remplacer = Options(**options.reponses, remplacer=True)
    chargement = charger(POSTES, suite, remplacer, nom="b.csv")
    assert (chargement.crees, chargement.modifies, chargement.supprimes) == (0, 1, 1)
    assert LigneParc.objects.filter(releve__plateforme=entite.plateforme).get().nombre == 2


def test_unknown_entities_of_workstations_wait_for_their_mapping_too(options):
    apercu = simuler(POSTES, csv_de([poste(1, Entité="Nulle part")], TITRES_POSTES), options, "a.csv")
    assert [(q.code, q.lieu) for q in apercu.questions] == [("entite-1", "ligne 2, colonne Entité")]


def test_the_same_snapshot_again_changes_nothing(entite, options):
    fichier = csv_de([poste(1), poste(2)], TITRES_POSTES)
    charger(POSTES, fichier, options, nom="a.csv")
    chargement = charger(POSTES, fichier, options, nom="a.csv")
    assert (chargement.crees, chargement.modifies, chargement.supprimes) == (0, 0, 0)


def test_entities_gone_since_the_last_snapshot_are_told(entite, options):
    autre = EntiteFactory(plateforme=entite.plateforme, libelle="Racine > Autre")
    charger(POSTES, csv_de([poste(1), poste(2, Entité=autre.libelle)], TITRES_POSTES), options, nom="a.csv")
    suite = csv_de([poste(1, **{"Dernière modification": "2031-09-01 08:00"})], TITRES_POSTES)
    (avertissement,) = simuler(POSTES, suite, options, "b.csv").avertissements
    assert "Racine > Autre" in avertissement.texte


def test_command_asks_for_unknown_entities_and_loads_with_the_answers(entite, tmp_path):
    fichier = tmp_path / "export.csv"
    fichier.write_bytes(csv_de([ticket(1, entite="Racine > Inconnue"), ticket(2, entite="Racine > Nous")]))
    sortie = io.StringIO()
    plateforme = entite.plateforme.code
    with pytest.raises(CommandError, match=r"entite-1 .*entite-2 ") as refus:
        call_command("charger", "glpi-tickets", fichier, plateforme=plateforme, stdout=sortie)
    assert refus.value.returncode == 3
    assert "Racine > Inconnue" in sortie.getvalue()
    assert f"entite-1={entite.adherent.code}" in sortie.getvalue()
    for reponse in (entite.adherent.code, str(entite.adherent).upper()):
        EntiteGlpi.objects.filter(libelle__in=("Racine > Inconnue", "Racine > Nous")).delete()
        reponses = [f"entite-1={reponse}", "entite-2=interne"]
        options = {"plateforme": plateforme, "repondre": reponses, "stdout": io.StringIO()}
        call_command("charger", "glpi-tickets", fichier, simulation=True, **options)
    call_command("charger", "glpi-tickets", fichier, **options)
    assert set(EntiteGlpi.objects.exclude(pk=entite.pk).values_list("libelle", "adherent", "interne")) == {
        ("Racine > Inconnue", entite.adherent_id, False),
        ("Racine > Nous", None, True),
    }
    assert Ticket.objects.filter(plateforme=entite.plateforme).count() == 2


def test_multi_entity_export_goes_to_members_by_their_names():
    plateforme = PlateformeFactory()
    contenu = exemples_glpi.TICKETS.encode()
    chargement = charger(TICKETS, contenu, Options(plateforme=plateforme.code), nom="tickets.csv")
    assert Ticket.objects.filter(plateforme=plateforme).count() == 4
    assert chargement.etat == Chargement.Etat.FAIT
    arcueil = Adherent.objects.get(code="arcueil")
    assert Ticket.objects.for_adherent(arcueil).filter(numero=1001).get().delai_resolution == 11_100


@pytest.mark.parametrize(("langue", "nombre"), [("fr", 2), ("en", 3)])
def test_default_exports_have_no_entity(langue, nombre, entite):
    plateforme = PlateformeFactory(adherent_defaut=entite.adherent)
    contenu = exemples_glpi.TICKETS_PAR_DEFAUT[langue].encode()
    charger(TICKETS, contenu, Options(plateforme=plateforme.code), nom="tickets.csv")
    assert Ticket.objects.filter(plateforme=plateforme).count() == nombre


def test_computer_export_is_counted_by_member_without_retired_machines():
    plateforme = PlateformeFactory(statuts_hors_parc=["Réformé"])
    contenu = exemples_glpi.POSTES.encode()
    charger(POSTES, contenu, Options(plateforme=plateforme.code), nom="postes.csv")
    releve = ReleveParc.objects.get(plateforme=plateforme)
    par_adherent = {
        ligne["adherent"].code: ligne["nombre"] for ligne in LigneParc.objects.by_adherent(releve.date.year)
    }
    assert par_adherent == {"arcueil": 1, "gentilly": 1, "ivry": 2}
    assert LigneParc.objects.filter(releve=releve, statut="Réformé").count() == 1


def test_the_second_page_of_an_export_that_is_the_first_again_says_so(entite, options):
    fichier = csv_de(fictifs(20, entites=[entite.libelle]))
    charger(TICKETS, fichier, options, nom="page-1.csv")
    apercu = simuler(TICKETS, fichier, options, "page-2.csv")
    assert any(c.texte.startswith("0 nouveau ticket") for c in apercu.avertissements)
    assert (apercu.tables[-1].crees, apercu.tables[-1].inchanges) == (0, 20)


@pytest.mark.parametrize("colonne", [True, False])
def test_the_day_of_a_snapshot_without_dates_is_asked_for(entite, options, colonne):
    titres = TITRES_POSTES if colonne else TITRES_POSTES[:-1]
    fichier = csv_de([poste(1, **{"Dernière modification": ""})], titres)
    (question,) = simuler(POSTES, fichier, options, "postes.csv").questions
    assert (question.code, question.proposition) == ("date", None)
    charger(POSTES, fichier, Options(**options.reponses, date="30/06/2031"), nom="postes.csv")
    assert ReleveParc.objects.get(plateforme=entite.plateforme).date == date(2031, 6, 30)


def test_entities_are_decided_in_the_preview_where_each_attribution_can_be_changed(client, entite):
    connecter("gestionnaire", client)
    autre = AdherentFactory()
    fichier = csv_de(
        [
            ticket(1, entite=f"Racine > {entite.adherent.nom} > Écoles"),
            ticket(2, entite=f"Racine > {entite.adherent.nom} > {autre.nom}"),
        ]
    )
    page = deposer(client, "glpi-tickets", fichier, plateforme=entite.plateforme.code)
    chargement = Chargement.objects.get(genre="glpi-tickets")
    apercu = Apercu.from_json(chargement.apercu)
    assert [(q.code, q.reponse) for q in apercu.repondues][1:] == [("entite-1", entite.adherent.code)]
    (question,) = apercu.questions
    assert autre.nom in question.phrase and str(entite.adherent) in question.phrase
    assert question.defaut is None
    assert "Charger</button>" not in page.text
    adresse = reverse("chargements:options", args=[chargement.pk])
    page = client.post(adresse, {"entite-1": "interne", "entite-2": entite.adherent.code}, follow=True)
    assert "Charger</button>" in page.text
    client.post(reverse("chargements:confirmer", args=[chargement.pk]))
    travailler()
    assert set(EntiteGlpi.objects.exclude(pk=entite.pk).values_list("adherent", "interne")) == {
        (None, True),
        (entite.adherent_id, False),
    }
    assert Ticket.objects.count() == 2


def test_a_theatre_of_a_town_is_asked_for():
    plateforme = PlateformeFactory()
    fichier = csv_de([ticket(1, entite="SIIM94 > Ville de Vitry sur Seine > Théâtre")])
    (question,) = simuler(TICKETS, fichier, Options(plateforme=plateforme.code), "tickets.csv").questions
    assert (question.proposition, question.defaut) == ("vitry", None)
    assert "Vitry-sur-Seine" in question.phrase and "Théâtre Antoine Vitez" in question.phrase
