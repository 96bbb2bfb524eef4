"""What was written at once is taken back at once: the journal says what, whoever may do each contrary."""

import pytest

from adherents.models import Adherent
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal
from tests.adherents.factories import AdherentFactory, AliasFactory
from tests.comptes import compte, connecter

pytestmark = pytest.mark.django_db(transaction=True)


def adresse(trace):
    return f"/journal/{trace.pk}/annuler/"


def test_rows_that_came_changed_and_went_together_come_back_together():
    change, part = AdherentFactory(nom="Alpha"), AliasFactory(libelle="Vieux nom")
    with acteur(compte("gestionnaire"), motif="Essai"):
        venu = AdherentFactory(nom="Venu")
        Adherent.objects.filter(pk=change.pk).update(nom="Bêta")
        Adherent.objects.filter(pk=change.pk).update(nom="Gamma")
        part.delete()
    trace = Journal.objects.of_objet(venu).get()
    page = connecter("gestionnaire").get(adresse(trace)).content.decode()
    assert "Suppression\xa0: 1 autre nom" in page and "Changements\xa0: 2 adhérents" in page
    assert connecter("gestionnaire").post(adresse(trace), {"suivant": "/adherents/"}).url == "/adherents/"
    change.refresh_from_db()
    assert change.nom == "Alpha"
    assert not Adherent.objects.filter(nom="Venu").exists()
    assert type(part).objects.get(libelle="Vieux nom").adherent == part.adherent


def test_what_serves_elsewhere_since_is_kept_and_so_is_all_the_rest():
    with acteur(compte("gestionnaire")):
        premier, second = AdherentFactory(nom="Premier"), AdherentFactory(nom="Second")
    AliasFactory(adherent=premier)
    refus = connecter("gestionnaire").post(adresse(Journal.objects.of_objet(second).get()))
    assert refus.status_code == 409
    assert "s’appuient" in refus.content.decode()
    assert Adherent.objects.filter(nom__in=("Premier", "Second")).count() == 2


def test_the_state_of_a_year_is_not_taken_back_from_here():
    with acteur(compte("admin")):
        exercice = Exercice.objects.create(annee=2031)
    page = connecter("admin").get(adresse(Journal.objects.of_objet(exercice).get()))
    assert "ne s’annule pas d’ici" in page.content.decode()


def test_who_may_not_do_the_contrary_is_refused():
    with acteur(compte("gestionnaire")):
        adherent = AdherentFactory()
    page = adresse(Journal.objects.of_objet(adherent).get())
    for role in ("agent", "direction", "sans-droit"):
        assert connecter(role).get(page).status_code == 403
        assert connecter(role).post(page).status_code == 403
    assert connecter("admin").get("/journal/999999999/annuler/").status_code == 404


def test_history_leads_to_the_whole_of_what_was_done_at_once():
    with acteur(compte("gestionnaire")):
        un, _ = AdherentFactory(), AdherentFactory()
    with acteur(compte("gestionnaire")):
        seul = AdherentFactory()
    client = connecter("gestionnaire")
    lien = adresse(Journal.objects.of_objet(un).get())
    assert lien in client.get(f"/adherents/{un.pk}/historique/").content.decode()
    assert "Tout annuler" not in client.get(f"/adherents/{seul.pk}/historique/").content.decode()
