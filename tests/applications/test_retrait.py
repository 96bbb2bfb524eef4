"""A piece of software is withdrawn on one page: its year keeps it with its last day, later ones do not."""

import datetime
import re

import pytest

from adherents.models import Adherent
from applications.models import Application, Deploiement, LigneCatalogue
from siim94.bilan import exercices
from siim94.socle.models import Exercice, Journal
from tests.comptes import connecter

pytestmark = pytest.mark.django_db

PAGE = "/applications/retirer-une-application/"
FIN = datetime.date(2021, 9, 30)


@pytest.fixture
def agent():
    return connecter("agent")


@pytest.fixture
def application():
    """One that several members have, by functions of its own."""
    return max(
        Application.objects.all(),
        key=lambda a: Deploiement.objects.disponibles().filter(ligne__fonctionnalite__application=a).count(),
    )


def croix(application, annee):
    lignes = Deploiement.objects.for_exercice(annee).disponibles()
    return lignes.filter(ligne__fonctionnalite__application=application)


def rangs(application, annee):
    return LigneCatalogue.objects.filter(exercice=annee, fonctionnalite__application=application)


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ")


def confirmer(client, donnees):
    apercu = texte(client.post(PAGE, donnees))
    signature = re.search(r'name="confirme" value="(\w+)"', apercu)
    assert signature, re.search(r"erreurs.*?</section>", apercu, re.S)
    return client.post(PAGE, donnees | {"confirme": signature[1]})


def saisie(application, **autres):
    return {"application": application.pk, "date": f"{FIN}"} | autres


@pytest.mark.django_db(transaction=True)
def test_it_ends_for_all_and_leaves_the_catalogue_that_is_prepared(agent, application):
    exercices.preparer(2022)
    nombre, avant = (
        croix(application, 2021).count(),
        set(rangs(application, 2022).values_list("pk", flat=True)),
    )
    assert nombre > 1 and avant
    fait = confirmer(agent, saisie(application)).url
    assert set(croix(application, 2021).values_list("jusque", flat=True)) == {FIN}
    assert croix(application, 2021).count() == nombre
    assert not rangs(application, 2022).exists()
    assert "Tout annuler" in texte(agent.get(fait))
    assert agent.post(f"/journal/{fait.rpartition('=')[2]}/annuler/").status_code == 302
    assert set(croix(application, 2021).values_list("jusque", flat=True)) == {None}
    assert set(rangs(application, 2022).values_list("pk", flat=True)) == avant
    assert croix(application, 2022).count() == nombre


def test_a_year_that_is_prepared_afterwards_has_it_no_more_but_keeps_rows_that_nobody_ever_had(
    agent, application
):
    jamais = LigneCatalogue.objects.for_exercice(2021).filter(deploiements=None).first()
    if jamais is None:
        jamais = (
            LigneCatalogue.objects.for_exercice(2021).exclude(fonctionnalite__application=application).first()
        )
        jamais.deploiements.all().delete()
    confirmer(agent, saisie(application))
    exercices.preparer(2022)
    assert not rangs(application, 2022).exists()
    assert LigneCatalogue.objects.filter(exercice=2022, fonctionnalite=jamais.fonctionnalite_id).exists()


def test_it_is_withdrawn_from_some_only(agent, application):
    exercices.preparer(2022)
    adherent = croix(application, 2021).first().adherent
    autres = croix(application, 2022).exclude(adherent=adherent).count()
    confirmer(agent, saisie(application, adherents=[adherent.pk]))
    assert {d.jusque for d in croix(application, 2021).filter(adherent=adherent)} == {FIN}
    assert set(croix(application, 2021).exclude(adherent=adherent).values_list("jusque", flat=True)) == {None}
    assert croix(application, 2022).count() == autres
    assert not croix(application, 2022).filter(adherent=adherent).exists()


def refuse(client, donnees, phrase):
    avant = Journal.objects.count()
    reponse = client.post(PAGE, donnees)
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert Journal.objects.count() == avant


def test_a_day_before_it_was_made_available_or_without_a_catalogue_is_refused(agent, application):
    case = croix(application, 2021).select_related("adherent").first()
    Deploiement.objects.filter(pk=case.pk).update(depuis=datetime.date(2021, 11, 1))
    refuse(agent, saisie(application), f"{case.adherent} en dispose depuis le 1er novembre 2021, après")
    refuse(agent, saisie(application, date="2035-01-01"), "ne figure pas au catalogue 2035.")
    refuse(agent, saisie(application, date=""), "obligatoire")
    refuse(agent, saisie(application) | {"application": 0}, "Rien n’est enregistré")


def test_twice_is_refused_and_who_never_had_it_is_named(agent, application):
    sans = (
        Adherent.objects.filter(deploiements__etat="disponible")
        .exclude(pk__in=croix(application, 2021).values("adherent"))
        .first()
    )
    if sans is not None:
        refuse(agent, saisie(application, adherents=[sans.pk]), f"n’est pas mise à disposition de {sans}.")
    confirmer(agent, saisie(application))
    refuse(agent, saisie(application, date="2021-12-31"), "elle n’est plus mise à disposition à cette date.")


def test_a_closed_year_refuses_with_the_usual_sentence(agent, application):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    refuse(agent, saisie(application), "Cet exercice est clos")


def test_its_page_offers_it_to_whoever_may(agent, application):
    adresse = f'href="{PAGE}?application={application.pk}"'
    assert adresse in texte(agent.get(application.get_absolute_url()))
    direction = connecter("direction")
    assert adresse not in texte(direction.get(application.get_absolute_url()))
    assert direction.post(PAGE, saisie(application)).status_code == 403
