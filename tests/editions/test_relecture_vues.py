"""The pages of the review: state and moves, the frozen draft, remarks answered, settled and opened again."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from siim94.bilan.models import Rubrique
from siim94.editions.models import Commentaire, Etape, Etat, Piece
from siim94.socle.models import Travail
from tests.bilan.factories import RubriqueFactory
from tests.bilan.lecture import espaces_simples
from tests.comptes import ROLES, connecter
from tests.editions.factories import CommentaireFactory, PieceFactory
from tests.editions.relecture import copie_de, figer, mettre

pytestmark = pytest.mark.django_db

PAGE = "/bilan/2035/relecture/"
VALIDATION = {"date": "2022-06-30", "numero": "2022-14"}


@pytest.fixture
def exercice():
    return RubriqueFactory(code="mot", titre="Le mot du président", corps="Une année calme.").exercice


def lire(client, adresse=PAGE) -> str:
    return espaces_simples(client.get(adresse).content.decode())


def test_a_draft_that_nobody_submitted_says_so_and_offers_to(exercice):
    page = lire(connecter("gestionnaire"))
    assert "brouillon" in page and "Aucune copie n’est encore figée" in page
    assert f"{PAGE}soumettre/" in page and f"{PAGE}valider/" not in page
    assert f"{PAGE}soumettre/" not in lire(connecter("agent"))


def test_a_submission_is_followed_on_the_page_until_the_draft_is_there(exercice):
    client = connecter("gestionnaire")
    assert client.post(f"{PAGE}soumettre/").url == PAGE
    page = lire(client)
    assert "La copie à relire se prépare" in page and f'hx-get="{PAGE}avancement/"' in page
    assert "HX-Redirect" not in client.get(f"{PAGE}avancement/", headers={"HX-Request": "true"})
    Travail.objects.update(etat=Travail.Etat.FAIT)
    assert client.get(f"{PAGE}avancement/")["HX-Redirect"] == PAGE


def test_a_submission_that_failed_says_why_until_another_is_asked_for(exercice):
    client = connecter("gestionnaire")
    client.post(f"{PAGE}soumettre/")
    Travail.objects.update(etat=Travail.Etat.ECHEC, erreur="Une rubrique est fausse.")
    assert "Une rubrique est fausse." in lire(client)
    mettre(exercice, Etat.RELECTURE)
    assert "Une rubrique est fausse." not in lire(client)


def test_the_page_shows_state_copy_comments_and_steps(exercice):
    etape = mettre(exercice, Etat.RELECTURE)
    CommentaireFactory(copie=etape.copie, rubrique="mot", texte="À abréger.")
    CommentaireFactory(copie=copie_de(exercice), texte="Couverture pâle.", regle=etape.quand)
    page = lire(connecter("direction"))
    assert "en relecture" in page and "Camille Martin" in page
    assert f"/bilan/copies/{etape.copie_id}/bilan.html" in page
    assert "bilan.html#mot" in page and "Le mot du président" in page
    assert "1 ouvert" in page and "1 réglé" in page and "Couverture pâle." in page
    assert all(f"{PAGE}{nom}/" in page for nom in ("renvoyer", "valider"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("nom", ["soumettre", "renvoyer", "valider"])
def test_each_move_is_for_who_may_make_it(exercice, role, nom):
    mettre(exercice, Etat.BROUILLON if nom == "soumettre" else Etat.RELECTURE)
    nombre = Etape.objects.count()
    reponse = connecter(role).post(f"{PAGE}{nom}/", {"motif": "À reprendre.", **VALIDATION})
    permis = {"gestionnaire", "direction", "admin"} if nom == "soumettre" else {"direction", "admin"}
    assert reponse.status_code == (302 if role in permis else 403)
    faits = (Etape.objects.count() - nombre) + Travail.objects.count()
    assert faits == (role in permis)


def test_a_validation_records_the_deliberation(exercice):
    mettre(exercice, Etat.RELECTURE)
    client = connecter("direction")
    assert client.post(f"{PAGE}valider/", VALIDATION).url == PAGE
    etape = Etape.objects.derniere(2035)
    assert etape.deliberation_date == datetime.date(2022, 6, 30)
    assert "Délibération n° 2022-14 du 30 juin 2022" in lire(client)


@pytest.mark.parametrize(
    ("nom", "envoi", "message"),
    [
        ("renvoyer", {"motif": " "}, "Donnez le motif."),
        ("valider", {"numero": "1"}, "Donnez la date de la délibération."),
        ("valider", {"date": "2022-06-30"}, "Donnez le numéro de la délibération."),
        ("valider", {"date": "hier", "numero": "1"}, "Saisissez une date valide."),
        ("valider", {"date": "2199-01-01", "numero": "1"}, "jour à venir"),
        ("valider", {"date": "2022-06-30", "numero": "1" * 61}, "60"),
    ],
)
def test_a_move_that_lacks_something_says_what(exercice, nom, envoi, message):
    mettre(exercice, Etat.RELECTURE)
    reponse = connecter("direction").post(f"{PAGE}{nom}/", envoi)
    assert reponse.status_code == 422 and message in espaces_simples(reponse.content.decode())
    assert Etape.objects.derniere(2035).etat == Etat.RELECTURE


def test_a_refused_validation_lists_what_stands_in_the_way(exercice):
    etape = mettre(exercice, Etat.RELECTURE)
    CommentaireFactory(copie=etape.copie, texte="Le total est faux.")
    reponse = connecter("direction").post(f"{PAGE}valider/", VALIDATION)
    page = espaces_simples(reponse.content.decode())
    assert reponse.status_code == 422 and "encore ouverts" in page and "Le total est faux." in page


def test_sent_back_it_says_why_and_the_copy_stays_readable(exercice):
    etape = mettre(exercice, Etat.RELECTURE)
    client = connecter("direction")
    client.post(f"{PAGE}renvoyer/", {"motif": "Le tableau 4 est faux."})
    page = lire(connecter("agent"))
    assert "Le tableau 4 est faux." in page and f"/bilan/copies/{etape.copie_id}/bilan.html" in page
    # Nothing is under review any more: no form of a remark.
    assert f"{PAGE}commenter/" not in page


def test_no_other_move_has_a_page(exercice):
    client = connecter("direction")
    assert client.get(f"{PAGE}publier/").status_code == 404
    assert client.get("/bilan/1999/relecture/").status_code == 404


# The frozen draft


def test_the_frozen_files_are_given_as_they_were_frozen(exercice):
    copie = copie_de(exercice, html=PieceFactory(genre=Piece.Genre.HTML, octets=b"<p>fig\xc3\xa9e</p>"))
    client = connecter("agent")
    for nom, piece in (("bilan.pdf", copie.pdf), ("bilan.html", copie.html), ("donnees.json", copie.donnees)):
        reponse = client.get(f"/bilan/copies/{copie.pk}/{nom}")
        assert reponse.content == bytes(piece.octets)
        encore = client.get(f"/bilan/copies/{copie.pk}/{nom}", headers={"If-None-Match": reponse["ETag"]})
        assert encore.status_code == 304
    assert client.get(f"/bilan/copies/{copie.pk}/bilan.doc").status_code == 404
    assert connecter("sans-droit").get(f"/bilan/copies/{copie.pk}/bilan.pdf").status_code == 403


def test_a_frozen_page_is_framed_by_the_site_and_runs_nothing(exercice):
    copie = copie_de(exercice)
    reponse = connecter("agent").get(f"/bilan/copies/{copie.pk}/bilan.html")
    assert reponse["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in reponse["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in reponse["Content-Security-Policy"]
    assert "Content-Disposition" not in reponse


def test_a_file_that_was_altered_is_not_given(exercice):
    faussee = PieceFactory(octets=b"%PDF-1.7 vrai", empreinte="0" * 64)
    copie = copie_de(exercice, pdf=faussee)
    reponse = connecter("agent").get(f"/bilan/copies/{copie.pk}/bilan.pdf")
    assert reponse.status_code == 409 and "n’est plus celui qui a été figé" in reponse.content.decode()
    assert b"%PDF" not in reponse.content


# What changed since


def test_what_is_to_be_read_again_comes_as_a_piece_of_the_page(exercice):
    mettre(exercice, Etat.RELECTURE, figer(exercice))
    client = connecter("direction")
    assert "Rien de ce que le bilan imprime n’a changé" in lire(client)
    Rubrique.objects.filter(exercice=exercice).update(corps="Une année agitée.")
    assert f'hx-get="{PAGE}modifications/"' in client.get(PAGE).content.decode()
    page = lire(client, f"{PAGE}modifications/")
    assert "À relire de nouveau." in page and "Le mot du président" in page and "Soumettre de nouveau" in page
    piece = client.get(f"{PAGE}modifications/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece and "À relire de nouveau." in piece
    assert "Soumettre de nouveau" not in lire(connecter("agent"), f"{PAGE}modifications/")


def test_a_validated_report_that_changed_says_that_it_is_validated_no_more(exercice):
    mettre(exercice, Etat.VALIDE, figer(exercice))
    Rubrique.objects.filter(exercice=exercice).update(corps="Une année agitée.")
    client = connecter("agent")
    assert "ne peut plus être publié comme validé" in lire(client, f"{PAGE}modifications/")
    assert all("validé, à vérifier" in lire(client, page) for page in (PAGE, "/bilan/2035/preparation/"))


# Remarks


def commenter(role: str, **envoi):
    return connecter(role).post(f"{PAGE}commenter/", {"rubrique": "mot", "texte": "À abréger.", **envoi})


@pytest.mark.parametrize("role", ROLES)
def test_every_reader_comments(exercice, role):
    mettre(exercice, Etat.RELECTURE)
    reponse = commenter(role)
    if role == "sans-droit":
        assert reponse.status_code == 403 and not Commentaire.objects.exists()
        return
    commentaire = Commentaire.objects.get()
    assert reponse.url == f"{PAGE}#commentaire-{commentaire.pk}"
    assert (commentaire.rubrique, commentaire.auteur.username) == ("mot", f"essai-{role}")


@pytest.mark.parametrize(
    ("envoi", "message"),
    [
        ({"texte": "  "}, "Écrivez le commentaire."),
        ({"texte": "é" * 4001}, "4000"),
        ({"rubrique": "ailleurs"}, "choix valide"),
    ],
)
def test_a_remark_that_says_nothing_is_refused_beside_its_field(exercice, envoi, message):
    mettre(exercice, Etat.RELECTURE)
    reponse = commenter("agent", **envoi)
    assert reponse.status_code == 422 and message in espaces_simples(reponse.content.decode())
    assert not Commentaire.objects.exists()


@pytest.mark.parametrize("etat", [Etat.BROUILLON, Etat.PUBLIE])
def test_what_is_not_under_review_is_not_commented(exercice, etat):
    mettre(exercice, etat)
    assert commenter("agent").url == PAGE
    assert not Commentaire.objects.exists()


def suivre(role: str, commentaire: Commentaire, action: str, reponse: str = ""):
    envoye = {"action": action, "reponse": reponse}
    return connecter(role).post(reverse("editions:commentaire_suivre", args=[commentaire.pk]), envoye)


def test_a_remark_is_answered_settled_and_opened_again(exercice):
    commentaire = CommentaireFactory(copie=mettre(exercice, Etat.RELECTURE).copie)
    suivre("gestionnaire", commentaire, "repondre", "C’est vu.")
    commentaire.refresh_from_db()
    assert (commentaire.reponse, commentaire.regle) == ("C’est vu.", None)
    suivre("direction", commentaire, "regler")
    commentaire.refresh_from_db()
    assert commentaire.regle and commentaire.regle_par.username == "essai-direction"
    assert (commentaire.reponse, commentaire.reponse_par.username) == ("C’est vu.", "essai-gestionnaire")
    regle = commentaire.regle
    suivre("gestionnaire", commentaire, "regler")
    commentaire.refresh_from_db()
    assert (commentaire.regle, commentaire.regle_par.username) == (regle, "essai-direction")
    suivre("direction", commentaire, "rouvrir")
    commentaire.refresh_from_db()
    assert (commentaire.regle, commentaire.regle_par) == (None, None)


def test_an_agent_settles_only_a_remark_of_his_own(exercice):
    etape = mettre(exercice, Etat.RELECTURE)
    d_un_autre = CommentaireFactory(copie=etape.copie)
    assert suivre("agent", d_un_autre, "regler").status_code == 403
    commenter("agent")
    sien = Commentaire.objects.get(auteur__username="essai-agent")
    assert suivre("agent", sien, "regler").status_code == 302
    sien.refresh_from_db()
    assert sien.regle


@pytest.mark.parametrize(("action", "reponse"), [("repondre", ""), ("effacer", "x"), ("regler", "é" * 2001)])
def test_an_answer_that_says_nothing_changes_nothing(exercice, action, reponse):
    commentaire = CommentaireFactory(copie=mettre(exercice, Etat.RELECTURE).copie)
    assert suivre("direction", commentaire, action, reponse).status_code == 302
    commentaire.refresh_from_db()
    assert (commentaire.reponse, commentaire.regle) == ("", None)


def test_the_page_costs_the_same_with_many_remarks_and_steps(exercice):
    etape = mettre(exercice, Etat.RELECTURE)
    CommentaireFactory(copie=etape.copie)
    client = connecter("direction")
    with CaptureQueriesContext(connection) as avant:
        client.get(PAGE)
    for _ in range(4):
        mettre(exercice, Etat.RELECTURE, etape.copie)
        CommentaireFactory.create_batch(4, copie=etape.copie, auteur=client.compte, regle_par=client.compte)
    with CaptureQueriesContext(connection) as apres:
        client.get(PAGE)
    assert len(apres) == len(avant)
