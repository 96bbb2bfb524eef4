"""A service is renamed, merged or split on one page; no figure stays with one that is no more."""

import re

import pytest

from rh.models import EffectifPole
from siim94.bilan import exercices
from siim94.socle.models import Exercice, Journal, Pole, ReorganisationPole
from tests.comptes import connecter
from tests.rh.factories import EffectifPoleFactory

pytestmark = pytest.mark.django_db

PAGE = "/reglages/reorganiser-un-service/"


@pytest.fixture
def admin():
    return connecter("admin")


def pole(code):
    return Pole.objects.get(code=code)


def saisie(*codes, nouveaux, **autres):
    anciens = [pole(code).pk for code in codes]
    return {"anciens": anciens, "nouveaux": nouveaux, "date": "2022-01-01", "motif": "Organigramme"} | autres


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ")


def confirmer(client, donnees):
    apercu = texte(client.post(PAGE, donnees))
    signature = re.search(r'name="confirme" value="(\w+)"', apercu)
    assert signature, re.search(r"erreurs.*?</section>", apercu, re.S)
    return client.post(PAGE, donnees | {"confirme": signature[1]})


def refuse(client, donnees, phrase):
    avant = Journal.objects.count()
    reponse = client.post(PAGE, donnees)
    assert phrase in texte(reponse), re.search(r"erreurs.*?</section>", texte(reponse), re.S)
    assert reponse.status_code == 422
    assert Journal.objects.count() == avant


def effectif(service, **autres):
    annee = Exercice.objects.get(annee=2022)
    return EffectifPoleFactory(exercice=annee, bilan_de=annee, pole=service, rang=1, **autres)


@pytest.mark.django_db(transaction=True)
def test_a_service_is_renamed_with_those_under_it_and_what_was_typed_in_advance(admin):
    exercices.preparer(2022)
    ancien = pole("support-utilisateurs")
    suivant = effectif(ancien, agents=11)
    fait = confirmer(admin, saisie("support-utilisateurs", nouveaux="  Relation   aux usagers ")).url
    nouveau = Pole.objects.get(nom="Relation aux usagers")
    assert (nouveau.code, nouveau.rang, nouveau.parent) == ("relation-aux-usagers", ancien.rang, None)
    passage = ReorganisationPole.objects.get(ancien=ancien)
    assert (passage.nouveau, passage.raccordee, passage.motif) == (nouveau, True, "Organigramme")
    assert {pole(c).parent for c in ("support-fonctionnel", "support-technique")} == {nouveau}
    suivant.refresh_from_db()
    assert suivant.pole == nouveau
    assert EffectifPole.objects.filter(pole=pole("support-technique"), exercice=2021).exists()
    admin.post(f"/journal/{fait.rpartition('=')[2]}/annuler/")
    suivant.refresh_from_db()
    assert suivant.pole == ancien == pole("support-technique").parent
    assert not Pole.objects.filter(nom="Relation aux usagers").exists()


def test_services_are_merged_and_one_may_take_the_others_in(admin):
    donnees = saisie("support-fonctionnel", "support-technique", nouveaux="SUPPORT TECHNIQUE")
    confirmer(admin, donnees)
    passage = ReorganisationPole.objects.get()
    assert (passage.ancien.code, passage.nouveau.code) == ("support-fonctionnel", "support-technique")
    confirmer(admin, saisie("support-technique", "infrastructures", nouveaux="Technique", date="2023-01-01"))
    nouveau = Pole.objects.get(nom="Technique")
    assert {p.ancien.code for p in nouveau.venues.all()} == {"support-technique", "infrastructures"}
    assert nouveau.parent is None


def test_a_service_is_split_and_its_series_goes_on_under_one_or_under_none(admin):
    donnees = saisie("infrastructures", nouveaux="Réseaux\r\nServeurs")
    confirmer(admin, donnees | {"suite": "serveurs"})
    suites = {p.nouveau.nom: p.raccordee for p in ReorganisationPole.objects.all()}
    assert suites == {"Réseaux": False, "Serveurs": True}
    confirmer(admin, saisie("administratif", nouveaux="Finances\r\nAccueil"))
    assert not any(p.raccordee for p in pole("administratif").passages.all())


def test_posts_of_years_to_come_are_not_left_behind(admin):
    exercices.preparer(2022)
    effectif(pole("infrastructures"))
    partage = saisie("infrastructures", nouveaux="Réseaux\r\nServeurs")
    refuse(admin, partage, "« Infrastructures » a encore 1 effectif d’un pôle à partir de 2022")
    effectif(pole("systemes-information"))
    reunion = saisie("infrastructures", "systemes-information", nouveaux="Numérique")
    refuse(admin, reunion, "réunissez-les d’abord sur une ligne")


@pytest.mark.parametrize(
    ("codes", "nouveaux", "autres", "phrase"),
    [
        (("infrastructures",), "infrastructures", {}, "Rien ne se succède à soi-même"),
        (("infrastructures",), "Infrastructures\nServeurs", {}, "Rien ne se succède à soi-même"),
        (("infrastructures", "administratif"), "A\nB", {}, "Réunissez d’abord"),
        (("infrastructures", "administratif"), "Administratif\nB", {}, "ne garde pas son nom"),
        (("infrastructures",), "A\nB", {"suite": "C"}, "Ce n’est pas l’un des nouveaux noms."),
        (("support-utilisateurs",), "A\nB", {}, "dites sous quel nouveau service ils vont."),
        (("infrastructures",), " \n ", {}, "obligatoire"),
        ((), "A", {}, "obligatoire"),
        (("infrastructures",), "x" * 200, {}, "dépasse 120 signes"),
        (("infrastructures",), "A", {"date": "2022-13-01"}, "date"),
        (("infrastructures",), "A", {"motif": ""}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(admin, codes, nouveaux, autres, phrase):
    refuse(admin, saisie(*codes, nouveaux=nouveaux) | autres, phrase)


def test_a_loop_and_a_closed_year_are_refused(admin):
    confirmer(admin, saisie("infrastructures", nouveaux="Réseaux"))
    refuse(admin, saisie("reseaux", nouveaux="Infrastructures", date="2023-01-01"), "Ce passage revient")
    refuse(
        admin, saisie("reseaux", nouveaux="Autre", date="2021-06-01"), "n’existe que depuis le 1er janvier"
    )
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    refuse(admin, saisie("administratif", nouveaux="Autre", date="2021-06-01"), "Cet exercice est clos")


def test_it_is_offered_on_the_page_of_a_service_to_whoever_may(admin):
    service = pole("infrastructures")
    assert f'href="{PAGE}?anciens={service.pk}"' in texte(admin.get(service.get_absolute_url()))
    coche = texte(admin.get(PAGE, {"anciens": service.pk}))
    assert re.search(rf'value="{service.pk}"[^>]*checked', coche)
    assert PAGE not in texte(connecter("gestionnaire").get(service.get_absolute_url()))
