"""Large lists become files in the background, for their author only; one's work is seen on one page."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from siim94.socle import travaux
from siim94.socle.models import Export, Travail
from siim94.socle.models import export as modele
from siim94.ui import views
from tests.comptes import compte, connecter

pytestmark = pytest.mark.django_db

LISTE = "/finances/contributions/?exercice=2021&q=a&tri=-montant&colonnes=montant,nature"


@pytest.fixture
def agent(client):
    return connecter("agent", client)


@pytest.fixture
def longue(monkeypatch):
    """A list of more rows than a request may write."""
    monkeypatch.setattr(views, "LIMITE_DIRECTE", 3)
    # Files of several pieces.
    monkeypatch.setattr(modele, "MORCEAU", 100)


def travailler():
    while travaux.travailler():
        pass


def contenu(reponse) -> bytes:
    return b"".join(reponse.streaming_content)


@pytest.mark.parametrize("format_export", ["csv", "xlsx", "ods"])
def test_a_long_list_is_made_in_the_background_as_it_would_be_at_once(
    agent, longue, monkeypatch, format_export
):
    reponse = agent.get(f"{LISTE}&export={format_export}")
    assert reponse.url == reverse("travaux")
    travailler()
    travail = Travail.objects.get()
    assert (travail.etat, travail.erreur) == ("fait", "")
    assert travail.adresse in agent.get(reverse("travaux")).content.decode()
    fichier = agent.get(travail.adresse)
    octets = contenu(fichier)
    assert fichier["Content-Disposition"] == f'attachment; filename="contributions-2021.{format_export}"'
    assert int(fichier["Content-Length"]) == len(octets) > 100
    monkeypatch.setattr(views, "LIMITE_DIRECTE", 20_000)
    direct = agent.get(f"{LISTE}&export={format_export}")
    if format_export == "csv":
        assert octets == contenu(direct)
    else:
        assert len(octets) == pytest.approx(len(direct.content), abs=60)


def test_the_columns_that_an_account_keeps_are_those_of_its_file(agent, longue):
    agent.post("/finances/contributions/preferences/", {"colonnes": ["montant"], "ordre": ["montant"]})
    agent.get("/finances/contributions/?export=csv")
    agent.post("/finances/contributions/preferences/", {"reinitialiser": ""})
    travailler()
    tetes = contenu(agent.get(Travail.objects.get().adresse)).decode("utf-8-sig").splitlines()[0]
    assert "Montant" in tetes and tetes.count(";") == 1


def test_asked_for_twice_a_file_is_made_once(agent, longue):
    for _ in range(2):
        agent.get(f"{LISTE}&export=csv")
    assert Export.objects.count() == Travail.objects.count() == 1
    travailler()
    agent.get(f"{LISTE}&export=csv")
    assert Export.objects.count() == 2


def test_a_file_is_its_author_s_only(agent, client, longue):
    agent.get(f"{LISTE}&export=csv")
    travailler()
    adresse = Travail.objects.get().adresse
    for role in ("gestionnaire", "admin"):
        connecter(role, client)
        assert client.get(adresse).status_code == 404
        assert adresse not in client.get(reverse("travaux")).content.decode()


def test_whoever_lost_the_right_gets_no_file(agent, longue):
    agent.get(f"{LISTE}&export=csv")
    travailler()
    agent.get(f"{LISTE}&export=xlsx")
    utilisateur = compte("agent")
    utilisateur.groups.clear()
    travailler()
    fait, echec = Travail.objects.order_by("pk")
    assert agent.get(fait.adresse).status_code == 403
    assert (echec.etat, echec.erreur) == ("echec", "Vos droits ne permettent plus de lire cette liste.")


def test_a_file_is_kept_one_day(agent, longue):
    agent.get(f"{LISTE}&export=csv")
    travailler()
    adresse = Travail.objects.get().adresse
    Export.objects.update(demande=timezone.now() - datetime.timedelta(hours=25))
    assert agent.get(adresse).status_code == 404
    travaux.oublier()
    assert not Export.objects.exists() and not modele.MorceauExport.objects.exists()


def test_a_file_that_a_dead_process_left_in_part_is_made_anew(agent, longue):
    agent.get(f"{LISTE}&export=csv")
    modele.MorceauExport.objects.create(export=Export.objects.get(), rang=0, contenu=b"la moitie")
    travailler()
    assert contenu(agent.get(Travail.objects.get().adresse)).startswith(b"\xef\xbb\xbf")


def test_work_is_listed_for_its_author_and_for_the_administration(agent, client):
    travaux.demander("siim94.rien", 1, titre="Le mien", auteur=compte("agent"))
    travaux.demander("siim94.rien", 2, titre="Un autre", auteur=compte("gestionnaire"))
    Travail.objects.filter(cle=1).update(etat="echec", erreur="Le disque est plein.")
    page = agent.get(reverse("travaux")).content.decode()
    assert "Le mien" in page and "Le disque est plein." in page and "Un autre" not in page
    connecter("admin", client)
    page = client.get(reverse("travaux")).content.decode()
    assert "Le mien" in page and "Un autre" in page


def test_the_page_follows_work_under_way_and_rests_when_there_is_none(agent):
    travaux.demander("siim94.rien", 1, titre="Le mien", auteur=compte("agent"))
    assert (
        'hx-trigger="every 2s"'
        in agent.get(reverse("travaux"), headers={"HX-Request": "true"}).content.decode()
    )
    Travail.objects.update(etat="fait")
    assert "hx-trigger" not in agent.get(reverse("travaux")).content.decode()


@pytest.fixture
def essais():
    """Work of every state, of one account."""
    maintenant, heure = timezone.now(), datetime.timedelta(hours=1)
    etats = {
        "attend": {},
        "tarde": {"echeance": maintenant - heure},
        "plus-tard": {"echeance": maintenant + heure},
        "court": {"etat": "en-cours", "travailleur": "essai:1"},
        "rate": {"etat": "echec", "erreur": "Le disque est plein."},
        "fini": {"etat": "fait"},
    }
    for cle, (titre, valeurs) in enumerate(etats.items(), start=1):
        Travail.objects.create(genre="essai", cle=cle, titre=titre, auteur=compte("agent"), **valeurs)


def test_work_is_told_by_what_it_needs_failures_first(agent, essais, monkeypatch):
    monkeypatch.setattr(travaux, "reprendre", lambda: 0)
    groupes = {
        titre: [t.titre for t in lignes] for titre, _, lignes in agent.get("/travaux/").context["groupes"]
    }
    assert groupes == {
        "En échec": ["rate"],
        "En cours": ["court"],
        "En retard": ["tarde"],
        "En attente": ["attend"],
        "Programmés": ["plus-tard"],
        "Faits": ["fini"],
    }
    assert next(iter(groupes)) == "En échec"


@pytest.mark.parametrize(("presents", "dit"), [(0, "manage.py travailleur"), (1, "passent avant celui-ci")])
def test_the_command_is_named_only_where_no_worker_runs(agent, essais, monkeypatch, presents, dit):
    monkeypatch.setattr(travaux, "reprendre", lambda: 0)
    monkeypatch.setattr("siim94.socle.models.travail.travailleurs", lambda: presents)
    page = agent.get("/travaux/").content.decode()
    assert dit in page and ("manage.py" in page) is not bool(presents)


def test_an_export_that_failed_leads_back_to_its_list(agent, longue, monkeypatch):
    agent.get(f"{LISTE}&export=csv")
    Travail.objects.update(etat="echec", erreur="Le disque est plein.")
    ((_, conseil, (travail,)),) = agent.get(reverse("travaux")).context["groupes"]
    assert "de nouveau" in conseil
    assert agent.get(travail.mene_a).context["nombre"] > 3
