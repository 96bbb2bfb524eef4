"""Old tickets lose their number, the journal does not keep it, and no figure moves."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from siim94.chargements.apercu import Apercu
from siim94.demonstration.glpi import ticket
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.models import Chargement, Exercice, Journal, Revision
from support.models import Ticket
from support.purges import numeros
from tests.comptes import connecter
from tests.support.exports_glpi import EntiteFactory
from tests.support.test_chargements import charger

pytestmark = pytest.mark.django_db

# With the five years of the default.
GARDEE = timezone.localdate().year - 5
VIEILLE = GARDEE - 1


@pytest.fixture
def entite():
    """An entity with three tickets of an old year and one of a year that is kept, as two exports told."""
    entite = EntiteFactory(libelle="Racine > Ville")
    ouvertures = [f"{VIEILLE}-03-0{n} 10:00" for n in (1, 2, 3)] + [f"{GARDEE}-01-01 00:10"]
    for statut in ("Résolu", "Nouveau"):
        charger(
            entite.plateforme,
            [
                ticket(
                    n, entite=entite.libelle, ouverture=o, modification=o, statut=statut, delai=f"{n} heures"
                )
                for n, o in enumerate(ouvertures, start=1)
            ],
        )
    return entite


@pytest.fixture
def clos():
    Exercice.objects.avec_bilan().update(statut=Exercice.Statut.CLOS)


def chiffres() -> list:
    tickets = Ticket.objects
    return [
        tickets.by_annee(),
        tickets.by_adherent_et_annee(GARDEE),
        *(
            lire(annee)
            for annee in (VIEILLE, GARDEE)
            for lire in (
                tickets.ensemble,
                tickets.by_adherent,
                tickets.periodes,
                tickets.by_mois,
                tickets.by_categorie,
                tickets.taux_reouverture,
                tickets.delai_of,
            )
        ),
    ]


def test_numbers_of_old_tickets_go_and_every_figure_stays(entite, clos):
    avant, revisions = chiffres(), Revision.objects.count()
    vieux = Ticket.objects.filter(ouverture__year=VIEILLE)
    assert vieux.count() == 3
    dernier = Journal.objects.order_by("pk").last().pk
    for _ in range(2):
        numeros(0, lambda *_: None)
    assert list(Ticket.objects.order_by("ouverture").values_list("numero", flat=True)) == [
        None,
        None,
        None,
        4,
    ]
    assert chiffres() == avant
    assert Revision.objects.count() == revisions
    # The journal tells it of each, once, and not what the number was.
    dites = Journal.objects.filter(pk__gt=dernier, table_nom="support_ticket")
    assert sorted(dites.values_list("action", "cle", "avant", "apres")) == sorted(
        ("effacement", str(cle), None, None) for cle in vieux.values_list("pk", flat=True)
    )
    page = connecter("gestionnaire").get(reverse("support:ticket_list"), {"annee": VIEILLE})
    assert page.status_code == 200 and "None" not in page.content.decode()


def test_what_a_report_that_is_not_closed_shows_keeps_its_number(entite, clos):
    """That of the year after next shows a ticket still."""
    Exercice.objects.update_or_create(annee=VIEILLE + 2, defaults={"statut": Exercice.Statut.OUVERT})
    numeros(0, lambda *_: None)
    assert not Ticket.objects.filter(numero=None).exists()


def test_kept_for_ever_no_number_goes(entite, clos, settings):
    settings.TICKETS_ANNEES = 0
    numeros(0, lambda *_: None)
    assert not Ticket.objects.filter(numero=None).exists()


def test_an_export_that_tells_of_them_again_leaves_them_out(entite, clos):
    numeros(0, lambda *_: None)
    lignes = [
        ticket(1, entite=entite.libelle, ouverture=f"{VIEILLE}-12-31 23:59"),
        ticket(9, entite=entite.libelle, ouverture=f"{GARDEE}-05-01 10:00"),
    ]
    annonce, _ = charger(entite.plateforme, lignes)
    assert (annonce.crees, Ticket.objects.count()) == (1, 5)
    with pytest.raises(ErreurFormat, match="dont le numéro n’est plus gardé"):
        charger(entite.plateforme, lignes[:1])


def test_a_preview_that_quotes_old_numbers_goes_with_them(clos):
    ancien, recent = (
        Chargement.objects.create(
            genre=Chargement.Genre.GLPI_TICKETS,
            fichier="export.csv",
            empreinte="0" * 64,
            apercu=Apercu("Tickets", None).to_json(),
            quand=datetime.datetime(annee, 6, 1, tzinfo=datetime.UTC),
        )
        for annee in (VIEILLE, GARDEE)
    )
    numeros(0, lambda *_: None)
    ancien.refresh_from_db()
    recent.refresh_from_db()
    assert (ancien.apercu, recent.apercu is None) == (None, False)
