"""The journal is purged by whole sealed days, and holds all the same."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from siim94.chargements import annulation
from siim94.socle import roles
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, Exercice, Journal, LigneChargee, Pole, Sceau
from siim94.socle.provenance import origines
from siim94.socle.sceaux import purger, sceller, verifier
from tests.comptes import connecter
from tests.socle.test_roles import application  # noqa: F401
from tests.socle.test_sceaux import par_derriere

pytestmark = pytest.mark.django_db(transaction=True)

ANNEE = timezone.localdate().year
# With the ten years of the default, the days of the year before go.
VIEUX = [datetime.date(ANNEE - 11, 3, jour) for jour in (1, 2)]
GARDE = datetime.date(ANNEE - 10, 1, 1)


def entree(jour: datetime.date, **valeurs) -> Journal:
    valeurs = {"action": "modification", "table_nom": "socle_pole", "cle": "1", "apres": {}} | valeurs
    quand = timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))
    return Journal.objects.create(quand=quand, **valeurs)


@pytest.fixture
def vide():
    """A journal as if the first data had come in long ago."""
    par_derriere("DELETE FROM socle_journal WHERE id > %s", 0)


@pytest.fixture
def vieux(vide):
    """Two old days and a day that is kept, sealed; each with an entry, the first with one of a year's."""
    gardee = entree(VIEUX[0], table_nom="socle_exercice", cle="2021")
    cles = {jour: entree(jour).pk for jour in (*VIEUX, GARDE)}
    sceller()
    return gardee, cles


def commande(*mots: str) -> str:
    sortie = StringIO()
    call_command("journal", *mots, stdout=sortie)
    return sortie.getvalue()


def test_whole_old_days_go_what_proves_a_year_stays_and_the_chain_holds(vieux):
    gardee, cles = vieux
    garde = Sceau.objects.get(jour=VIEUX[0]).empreinte
    assert f"purgé jusqu’au {VIEUX[1]:%d/%m/%Y}. Entrées ôtées\u00a0: 2" in commande("--purger")
    assert set(Journal.objects.filter(quand__year__lte=GARDE.year).values_list("pk", flat=True)) == {
        gardee.pk,
        cles[GARDE],
    }
    mot = Journal.objects.purges().get()
    assert (mot.commande, mot.motif, mot.apres["nombre"]) == ("journal --purger", "gardé 10 ans", 2)
    sceller()
    lu = verifier()
    assert (lu.tient, lu.purge) == (True, VIEUX[1])
    # The last purged seal is still the first link, and an older one that was kept elsewhere is still known.
    assert verifier(garde).tient
    assert f"gardé depuis le {VIEUX[1] + datetime.timedelta(days=1):%d/%m/%Y}" in commande("--verifier")
    assert "Rien à purger" in commande("--purger")


def test_a_second_purge_takes_over_what_the_first_kept(vieux):
    purger(VIEUX[1])
    sceller()
    with acteur(motif="essai"):
        assert purger(GARDE) == 1
    assert Journal.objects.purge_jusqu_au() == VIEUX[1]
    assert Journal.objects.purges().count() == 2
    assert verifier().tient


@pytest.mark.parametrize(
    ("ordre", "pourquoi"),
    [
        ("UPDATE socle_journal SET motif = 'autre' WHERE id = %s", "ne sont plus celles d’alors"),
        ("DELETE FROM socle_journal WHERE id = %s", "ne sont plus celles d’alors"),
        (
            "UPDATE socle_journal SET apres = apres || '{\"sceau\": 1}' WHERE action = 'purge' AND id <> %s",
            "un sceau qui n’est pas dans la chaîne",
        ),
    ],
)
def test_what_a_purge_kept_and_what_it_says_cannot_be_changed_unseen(vieux, ordre, pourquoi):
    gardee, _ = vieux
    commande("--purger")
    par_derriere(ordre, gardee.pk)
    assert pourquoi in verifier().rupture[1]


@pytest.mark.parametrize("statut", Exercice.Statut.values)
def test_the_first_entry_of_a_year_not_closed_keeps_its_day_and_all_later_ones(vide, statut):
    entree(VIEUX[0])
    entree(VIEUX[1])
    entree(VIEUX[1], annee=2021)
    sceller()
    Exercice.objects.filter(annee=2021).update(statut=statut)
    closes = statut == Exercice.Statut.CLOS
    assert purger(GARDE) == (3 if closes else 1)
    assert Journal.objects.purge_jusqu_au() == VIEUX[closes]


def test_what_is_recent_stays_whatever_its_number():
    """Here the entries of the first data come before those that say that they are old."""
    entree(VIEUX[0])
    sceller()
    assert purger(GARDE) == 0


def test_no_entry_goes_otherwise_and_the_application_purges_nothing(vieux, application):  # noqa: F811
    with pytest.raises(CommandError, match="compte propriétaire"):
        commande("--purger")
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("SELECT public.socle_purger_journal(%s)", [GARDE])


def test_the_owner_deletes_only_what_a_purge_told_of(vieux):
    gardee, cles = vieux
    assert roles.est_proprietaire()
    for cle in (cles[VIEUX[0]], gardee.pk):
        with pytest.raises(IntegrityError, match="DELETE"), transaction.atomic():
            Journal.objects.filter(pk=cle).delete()
    commande("--purger")
    with pytest.raises(IntegrityError, match="DELETE"), transaction.atomic():
        Journal.objects.filter(pk=gardee.pk).delete()


def test_pages_of_the_history_say_what_was_purged(vieux, settings):
    _, cles = vieux
    pole = Pole.objects.first()
    client = connecter("admin")
    historique = reverse("socle:pole_history", args=[pole.pk])
    assert "a été purgé" not in client.get(historique).content.decode()
    chargement = Chargement.objects.create(
        genre="totem",
        etat=Chargement.Etat.FAIT,
        fichier="essai.xml",
        empreinte="0" * 64,
        quand=timezone.make_aware(datetime.datetime.combine(VIEUX[0], datetime.time(12))),
        fin=timezone.now(),
    )
    LigneChargee.objects.create(chargement=chargement, table_nom="socle_pole", cle=pole.pk, action="creation")
    with acteur(motif="essai"):
        Pole.objects.filter(pk=pole.pk).update(rang=91)
    pole.refresh_from_db()
    assert origines({pole: []})[pole.pk].purge is None
    commande("--purger")
    # Of this pole the journal knows a change less than the row counts.
    par_derriere("DELETE FROM socle_journal WHERE table_nom = 'socle_pole' AND cle = %s", str(pole.pk))
    dit = f"jusqu’au {VIEUX[1]:%d/%m/%Y} a été purgé"
    assert dit in client.get(historique).content.decode()
    assert dit in client.get(reverse("journal")).content.decode()
    for nom, arguments in (
        ("socle:pole_restore", (pole.pk, cles[VIEUX[0]])),
        ("annuler_geste", (cles[VIEUX[0]],)),
    ):
        reponse = client.get(reverse(nom, args=arguments))
        assert (reponse.status_code, dit in reponse.content.decode()) == (410, True)
    assert client.get(reverse("annuler_geste", args=[10**9])).status_code == 404
    assert origines({pole: []})[pole.pk].purge == VIEUX[1]
    assert dit in annulation.refus(chargement)
    assert dit in client.get(chargement.get_absolute_url()).content.decode()


def test_kept_for_ever_nothing_is_purged(vieux, settings):
    settings.JOURNAL_ANNEES = 0
    assert "sans limite" in commande("--purger")
    assert not Journal.objects.purges().exists()
