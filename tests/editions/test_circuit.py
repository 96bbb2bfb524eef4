"""The states of a report: each move from each state, what it needs, who may; two at once; what reopens."""

import datetime
import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from siim94.bilan import exercices
from siim94.bilan.models import Rubrique
from siim94.editions import circuit
from siim94.editions.circuit import MOUVEMENTS, PAR_NOM, MouvementRefuse, passer, situation, valide
from siim94.editions.models import Edition, Etape, Etat
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice
from tests.bilan.factories import RubriqueFactory
from tests.comptes import ROLES, compte, connecter
from tests.editions.factories import CommentaireFactory
from tests.editions.relecture import copie_de, figer, mettre

pytestmark = pytest.mark.django_db

ADOPTE = (datetime.date(2022, 6, 30), "2022-14")
BESOINS = {"motif": "Le total du tableau 4 est faux.", "deliberation": ADOPTE}


@pytest.fixture
def exercice():
    return RubriqueFactory(code="mot", corps="Une année calme.").exercice


def faire(exercice, nom: str, auteur=None, **avec):
    besoins = {besoin: BESOINS[besoin] for besoin in PAR_NOM[nom].demande}
    copie = copie_de(exercice) if PAR_NOM[nom].vers == Etat.RELECTURE else None
    return passer(exercice.annee, nom, auteur, **{**besoins, "copie": copie, **avec})


@pytest.mark.parametrize(("depart", "nom"), list(itertools.product(Etat, PAR_NOM)))
def test_a_move_leaves_from_its_states_only(exercice, depart, nom):
    mettre(exercice, depart)
    if depart == Etat.PUBLIE:
        exercices.clore(exercice)
    if nom == "soumettre" and depart in (Etat.RELECTURE, Etat.VALIDE):
        # Again, once something changed (test_what_changed_goes_to_review_again).
        with pytest.raises(MouvementRefuse, match="Rien n’a changé"):
            faire(exercice, nom)
        return
    if depart in PAR_NOM[nom].depuis:
        assert faire(exercice, nom).etat == PAR_NOM[nom].vers
        assert Etape.objects.derniere(exercice.annee).auteur_nom == "système"
        return
    nombre = Etape.objects.count()
    with pytest.raises(MouvementRefuse, match=f"est {depart.label}"):
        faire(exercice, nom)
    assert Etape.objects.count() == nombre


@pytest.mark.parametrize(("nom", "role"), list(itertools.product(PAR_NOM, ROLES)))
def test_each_move_takes_its_right(exercice, nom, role):
    mettre(exercice, PAR_NOM[nom].depuis[0])
    if nom == "rouvrir":
        exercices.clore(exercice)
    qui = compte(role)
    ecrivent = {"gestionnaire", "direction", "admin"}
    permis = ecrivent if nom == "soumettre" else {"direction", "admin"}
    if role in permis:
        etape = faire(exercice, nom, qui)
        assert (etape.auteur, etape.auteur_nom) == (qui, str(qui))
        return
    with pytest.raises(MouvementRefuse, match="n’a pas le droit"):
        faire(exercice, nom, qui)


@pytest.mark.parametrize(
    ("nom", "besoin", "valeur", "message"),
    [
        ("renvoyer", "motif", "", "Donnez le motif"),
        ("renvoyer", "motif", "  \n ", "Donnez le motif"),
        ("valider", "deliberation", None, "date et le numéro"),
        ("valider", "deliberation", (ADOPTE[0], ""), "date et le numéro"),
        ("valider", "deliberation", (None, "2022-14"), "date et le numéro"),
        ("valider", "deliberation", (datetime.date(2199, 1, 1), "1"), "à venir"),
    ],
)
def test_a_move_needs_what_it_says(exercice, nom, besoin, valeur, message):
    mettre(exercice, Etat.RELECTURE)
    with pytest.raises(MouvementRefuse, match=message):
        faire(exercice, nom, **{besoin: valeur})
    assert situation(exercice).etat == Etat.RELECTURE


def test_the_whole_way_tells_who_when_and_why(exercice):
    direction, gestionnaire = compte("direction"), compte("gestionnaire")
    faire(exercice, "soumettre", gestionnaire)
    faire(exercice, "renvoyer", direction)
    faire(exercice, "soumettre", gestionnaire)
    faire(exercice, "valider", direction)
    suite = [(e.etat, e.auteur, e.motif, e.deliberation_numero) for e in Etape.objects.order_by("pk")]
    assert suite == [
        ("relecture", gestionnaire, "", ""),
        ("brouillon", direction, BESOINS["motif"], ""),
        ("relecture", gestionnaire, "", ""),
        ("valide", direction, "", "2022-14"),
    ]
    # The validation is that of the draft that was read.
    copies = list(Etape.objects.order_by("pk").values_list("copie", flat=True))
    assert copies[3] == copies[2]
    assert copies[1] is None


def test_one_account_may_do_all(exercice):
    seule = compte("direction")
    for nom in ("soumettre", "valider", "publier"):
        faire(exercice, nom, seule)
    assert Etape.objects.derniere(exercice.annee).etat == Etat.PUBLIE


def test_an_open_comment_holds_the_validation_and_is_listed(exercice):
    etape = mettre(exercice, Etat.RELECTURE)
    ancien = CommentaireFactory(copie=copie_de(exercice), texte="D’une copie d’avant.")
    regle = CommentaireFactory(copie=etape.copie, texte="Réglé.", regle=etape.quand)
    with pytest.raises(MouvementRefuse) as refus:
        faire(exercice, "valider")
    assert refus.value.details == ("D’une copie d’avant.",)
    type(ancien).objects.filter(pk=ancien.pk).update(regle=etape.quand)
    assert faire(exercice, "valider").etat == Etat.VALIDE
    assert regle.regle


def test_what_changed_goes_to_review_again(exercice):
    etape = mettre(exercice, Etat.RELECTURE, figer(exercice))
    with pytest.raises(MouvementRefuse, match="Rien n’a changé"):
        faire(exercice, "soumettre")
    Rubrique.objects.filter(exercice=exercice).update(corps="Une année agitée.")
    with pytest.raises(MouvementRefuse, match="soumettez-le de nouveau") as refus:
        faire(exercice, "valider")
    assert refus.value.details == (str(Rubrique.objects.get(exercice=exercice)),)
    assert faire(exercice, "soumettre").copie != etape.copie


def test_a_validation_stands_while_the_report_says_the_same(exercice):
    assert valide(exercice.annee) is None
    mettre(exercice, Etat.RELECTURE, figer(exercice))
    assert valide(exercice.annee) is None
    etape = faire(exercice, "valider")
    assert valide(exercice.annee) == etape
    Rubrique.objects.filter(exercice=exercice).update(corps="Une année agitée.")
    assert valide(exercice.annee) is None
    with pytest.raises(MouvementRefuse, match="soumettez-le de nouveau"):
        faire(exercice, "publier")
    Rubrique.objects.filter(exercice=exercice).update(corps="Une année calme.")
    assert valide(exercice.annee) == etape


def test_a_published_year_opened_again_is_a_draft(exercice):
    mettre(exercice, Etat.PUBLIE)
    assert situation(exercice).etat == Etat.BROUILLON
    exercices.clore(exercice)
    assert situation(exercice).etat == Etat.PUBLIE
    with pytest.raises(MouvementRefuse, match="Rouvrez d’abord"):
        faire(exercice, "soumettre")


@pytest.mark.parametrize("porte", ["page", "commande"])
def test_a_year_opened_again_by_any_door_says_who_and_why(exercice, porte):
    mettre(exercice, Etat.PUBLIE)
    exercices.clore(exercice)
    if porte == "page":
        connecter("direction").post(f"/exercices/{exercice.annee}/rouvrir/", {"motif": "Un total est faux."})
    else:
        call_command("exercice", "rouvrir", str(exercice.annee), motif="Un total est faux.")
    etape = Etape.objects.derniere(exercice.annee)
    assert (etape.etat, etape.motif) == (Etat.BROUILLON, "Un total est faux.")
    assert etape.auteur_nom == (str(compte("direction")) if porte == "page" else "système")
    exercice.refresh_from_db()
    assert exercice.statut == Exercice.Statut.OUVERT


def test_a_year_that_was_closed_unpublished_is_opened_again_without_a_step(exercice):
    exercices.clore(exercice)
    with acteur(motif="Une erreur."):
        circuit.rouvrir(exercice, None, "Une erreur.")
    assert situation(exercice).etat == Etat.BROUILLON and not Etape.objects.exists()
    # Closing alone publishes nothing.
    assert not Edition.objects.exists()


def test_moves_are_only_added(exercice):
    etape = mettre(exercice, Etat.RELECTURE)
    for acte in (lambda: Etape.objects.update(motif="x"), lambda: Etape.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            acte()
    assert Etape.objects.get() == etape


def test_offered_are_the_moves_that_a_person_may_make(exercice):
    def offerts(role):
        return [mouvement.nom for mouvement in situation(exercice).offerts(compte(role))]

    assert (offerts("agent"), offerts("gestionnaire")) == ([], ["soumettre"])
    mettre(exercice, Etat.RELECTURE)
    assert (offerts("agent"), offerts("gestionnaire")) == ([], ["soumettre"])
    assert offerts("direction") == ["soumettre", "renvoyer", "valider"]


@pytest.mark.django_db(transaction=True)
def test_of_two_validations_at_once_one_is_made():
    exercice = Exercice.objects.get(annee=2021)
    mettre(exercice, Etat.RELECTURE)
    with ThreadPoolExecutor(2) as fils:
        faits = list(fils.map(_essayer, [exercice, exercice]))
    assert sorted(faits) == ["refusé", "valide"]
    assert Etape.objects.filter(exercice=exercice, etat=Etat.VALIDE).count() == 1


def _essayer(exercice):
    try:
        return faire(exercice, "valider").etat
    except MouvementRefuse:
        return "refusé"
    finally:
        connection.close()


def test_the_table_names_rights_and_needs_that_exist():
    assert {besoin for mouvement in MOUVEMENTS for besoin in mouvement.demande} <= set(BESOINS)
    assert all(compte("admin").has_perm(mouvement.droit) for mouvement in MOUVEMENTS)
    assert set(circuit.DE_LA_RELECTURE) <= set(PAR_NOM)


def test_the_figure_of_the_docs_is_the_one_of_the_code():
    ecrit = (Path(settings.RACINE) / "docs/decisions/editions.md").read_text()
    assert f"```mermaid\n{circuit.figure()}```\n" in ecrit, circuit.figure()
