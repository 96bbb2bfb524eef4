"""A report is published wholly or not at all, refused with the whole list, and then changes no more."""

import json

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from adherents.models import Adherent
from siim94.bilan import exercices
from siim94.bilan.models import Rubrique
from siim94.bilan.tirages import construction
from siim94.controles.etat import etat
from siim94.controles.suites import enregistrer
from siim94.editions import archives, publication
from siim94.editions.donnees import octets
from siim94.editions.gel import Gel
from siim94.editions.models import AvertissementAccepte, Edition, Etape, Etat, Piece, Programmation
from siim94.editions.publication import CHANGEES, Demande, Examen, PublicationRefusee, publier
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal, Revision
from siim94.ui.controles import Gravite
from tests.comptes import compte
from tests.editions.factories import CopieFactory, EtapeFactory, ProgrammationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]

TOUT_ACCEPTE = Demande("Adoption par le comité", sans_relecture=True, acceptes=None)


def refus(demande: Demande = TOUT_ACCEPTE) -> str:
    avant = Edition.objects.count()
    with pytest.raises(PublicationRefusee) as refuse:
        publier(2021, demande)
    assert Edition.objects.count() == avant
    return str(refuse.value)


def rouvrir() -> None:
    with acteur(motif="Une erreur"):
        exercices.rouvrir(Exercice.objects.get(annee=2021))


def test_a_publication_seals_the_files_and_closes_the_year(pret, tirage_fait):
    directrice = compte("direction")
    avertis = [s.constat.code for s in Examen(pret).avertissements]
    edition = publier(
        2021,
        Demande(
            "Adoption",
            auteur=directrice,
            sans_relecture=True,
            acceptes=frozenset(avertis),
            deliberation_date=timezone.localdate(),
            deliberation_numero="12",
        ),
    )
    assert (edition.numero, edition.nature, edition.sans_relecture) == (1, "premiere", True)
    assert archives.octets(edition, "bilan.pdf") == tirage_fait.pdf
    assert archives.octets(edition, "bilan.html") == tirage_fait.html
    assert archives.octets(edition, "donnees.json") == tirage_fait.donnees
    constats = json.loads(archives.octets(edition, "constats.json"))["constats"]
    assert {c["code"] for c in constats if c["accepte"]} == set(avertis)
    assert {c["gravite"] for c in constats if c["accepte"]} == {"avertissement"}
    assert set(edition.avertissements.values_list("code", flat=True)) == set(avertis)
    assert archives.verifier(edition).etat == archives.Etat.OK
    assert Exercice.objects.get(annee=2021).statut == Exercice.Statut.CLOS
    etape = Etape.objects.derniere(2021)
    assert (etape.etat, etape.deliberation_numero, etape.auteur) == (Etat.PUBLIE, "12", directrice)
    trace = Journal.objects.get(table_nom="editions_edition", action=Journal.Action.EMPREINTE)
    assert (trace.apres["manifeste"], trace.auteur) == (edition.manifeste_id, directrice)


def test_the_manifest_names_every_file_and_its_hash(pret):
    edition = publier(2021, TOUT_ACCEPTE)
    manifeste = json.loads(archives.octets(edition, "manifeste.json"))
    assert {f["nom"]: f["sha256"] for f in manifeste["fichiers"]} == {
        "bilan.pdf": edition.pdf_id,
        "bilan.html": edition.html_id,
        "donnees.json": edition.donnees_id,
        "constats.json": edition.constats_id,
        "lectures.json": edition.lectures_id,
    }
    assert (manifeste["annee"], manifeste["edition"], manifeste["sceau"]) == (2021, 1, edition.sceau)


def test_a_blocking_finding_refuses_until_it_is_justified(pret, monkeypatch):
    constat = etat(2021).constats[0].constat
    monkeypatch.setattr(constat.controle, "gravite", Gravite.BLOQUANT)
    assert constat.code in refus()
    for suivi in etat(2021).bloquants:
        enregistrer(2021, suivi.constat.code, "Le registre le dit ainsi.")
    edition = publier(2021, TOUT_ACCEPTE)
    dits = json.loads(archives.octets(edition, "constats.json"))["constats"]
    assert "Le registre le dit ainsi." in {c["justification"] for c in dits}


def test_a_blocking_finding_of_a_year_closed_without_publication_refuses_too(pret, monkeypatch):
    constat = etat(2021).constats[0].constat
    monkeypatch.setattr(constat.controle, "gravite", Gravite.BLOQUANT)
    exercices.clore(pret)
    assert constat.code in refus()


def test_a_text_taken_over_unread_refuses(pret):
    rubrique = Rubrique.objects.du_bilan(2021).exclude(corps="").first()
    Rubrique.objects.filter(pk=rubrique.pk).update(a_relire=True)
    assert f"à relire : {rubrique}" in refus()


def test_every_warning_is_accepted_by_its_code_or_refuses(pret):
    premier, *autres = (s.constat.code for s in Examen(pret).avertissements)
    dit = refus(Demande("Adoption", sans_relecture=True, acceptes=frozenset(autres)))
    assert premier in dit and not any(code in dit for code in autres)


@pytest.mark.parametrize(
    ("demande", "mot"),
    [
        (Demande(" ", sans_relecture=True, acceptes=None), "motif"),
        (Demande("Adoption", acceptes=None), "n’est pas validé"),
        (Demande("Adoption", sans_relecture=True, acceptes=None, nature="revision"), "première édition"),
        (Demande("Adoption", sans_relecture=True, acceptes=None, deliberation_numero="12"), "une date"),
    ],
)
def test_what_a_request_lacks_is_said(pret, demande, mot):
    assert mot in refus(demande)


def test_a_year_in_preparation_is_not_published(pret):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.PREPARATION)
    assert "en préparation" in refus()


def valider(exercice) -> Etape:
    copie = CopieFactory(
        exercice=exercice,
        revisions=Revision.objects.numero(exercice.annee),
        construction=construction(),
    )
    return EtapeFactory(
        exercice=exercice,
        copie=copie,
        etat=Etat.VALIDE,
        deliberation_date=timezone.localdate(),
        deliberation_numero="7",
    )


def test_a_validated_report_is_published_with_the_deliberation_of_its_validation(pret):
    etape = valider(pret)
    edition = publier(2021, Demande("Adoption", acceptes=None))
    assert (edition.deliberation_numero, edition.sans_relecture) == ("7", False)
    assert Etape.objects.derniere(2021).copie == etape.copie


def test_a_second_edition_says_what_it_is(pret):
    publier(2021, TOUT_ACCEPTE)
    assert "rouvrez l’exercice" in refus()
    rouvrir()
    assert "rectificatif" in refus()
    sans = Demande("Erreur", sans_relecture=True, acceptes=None, nature="rectificatif")
    assert "portée" in refus(sans)
    avec = Demande(
        "Erreur", sans_relecture=True, acceptes=None, nature="rectificatif", portee="fond", affecte="Le total"
    )
    edition = publier(2021, avec)
    assert (edition.numero, edition.portee, edition.affecte) == (2, "fond", "Le total")
    assert [e.numero for e in Edition.objects.du_bilan(2021)] == [2, 1]


def test_who_saves_while_it_is_drawn_makes_it_begin_anew_once(pret, tirage_fait, monkeypatch):
    fois, deranger = [], 1

    def dessiner(*mots, **avec):
        gel = fait(*mots, **avec)
        fois.append(gel)
        if len(fois) <= deranger:
            Adherent.objects.filter(pk=Adherent.objects.order_by("pk").first().pk).update(
                nom=f"Autre {len(fois)}"
            )
        return gel

    fait = publication.dessiner
    monkeypatch.setattr(publication, "dessiner", dessiner)
    deranger = 2
    assert refus() == CHANGEES
    assert not Edition.objects.exists() and not Piece.objects.exists()
    fois, deranger = [], 1
    publier(2021, TOUT_ACCEPTE)
    assert len(fois) == 2


def test_who_sends_the_report_back_meanwhile_stops_it(pret, monkeypatch):
    valider(pret)
    fait = publication.dessiner

    def dessiner(*mots, **avec):
        gel = fait(*mots, **avec)
        EtapeFactory(exercice=pret, copie=None, etat=Etat.BROUILLON, motif="Une erreur")
        return gel

    monkeypatch.setattr(publication, "dessiner", dessiner)
    assert "n’est pas validé" in refus(Demande("Adoption", acceptes=None))


def test_a_cancelled_schedule_publishes_nothing(pret):
    constats = [s.constat.code for s in Examen(pret).constats]
    prevue = ProgrammationFactory(exercice=pret, constats=constats)
    Programmation.objects.update(sort=Programmation.Sort.ANNULEE)
    with pytest.raises(PublicationRefusee, match="annulée"):
        publier(2021, TOUT_ACCEPTE, programmation=prevue)
    assert not Edition.objects.exists()


def test_a_failed_write_leaves_nothing(pret, monkeypatch):
    def plein(*args):
        raise OperationalError("could not extend file: No space left on device")

    monkeypatch.setattr(archives, "noter", plein)
    with pytest.raises(OperationalError):
        publier(2021, TOUT_ACCEPTE)
    assert not Edition.objects.exists() and not Piece.objects.exists() and not Etape.objects.exists()
    assert not AvertissementAccepte.objects.exists()
    assert Exercice.objects.get(annee=2021).statut == Exercice.Statut.OUVERT


def test_the_command_says_a_full_disk_in_french(pret, monkeypatch):
    def plein(*args):
        raise OperationalError("could not extend file: No space left on device")

    monkeypatch.setattr(archives, "noter", plein)
    with pytest.raises(Exception, match="refuse d’écrire") as dit:
        call_command("publier", "2021", motif="Essai", sans_relecture=True, accepter_avertissements=True)
    assert dit.value.returncode == 1


def test_renaming_a_member_afterwards_changes_no_byte(pret):
    edition = publier(2021, TOUT_ACCEPTE)
    avant = {nom: archives.octets(edition, nom) for nom in archives.FICHIERS}
    with acteur(motif="Essai"):
        Adherent.objects.filter(pk=Adherent.objects.order_by("pk").first().pk).update(nom="Villeneuve")
    edition = Edition.objects.derniere(2021)
    assert {nom: archives.octets(edition, nom) for nom in archives.FICHIERS} == avant


@pytest.mark.usefixtures("donnees_2021")
def test_a_pdf_that_does_not_print_its_data_is_not_published(bilan_pdf, edition, monkeypatch):
    imprime = next(c for c in edition["chiffres"] if {p["genre"] for p in c["places"]} - {"texte"})
    imprime |= {"valeur": "98765432109.87", "ecrit": "98\u202f765\u202f432\u202f109,87\u00a0€"}
    gel = Gel(bilan_pdf, b"", octets(edition), 31, 0, {})
    monkeypatch.setattr(publication, "geler", lambda *_, **__: gel)
    with pytest.raises(PublicationRefusee) as refuse:
        publication.dessiner(Exercice.objects.get(annee=2021), None)
    assert refuse.value.raisons[0].endswith("rien n’est publié.")
    assert "« 98\u202f765\u202f432\u202f109,87\u00a0€ » ne se lit pas dans le PDF" in refuse.value.raisons[1]
