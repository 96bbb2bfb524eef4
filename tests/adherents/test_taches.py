"""A member is renamed, or gives way to another, on one page: shown first, all or nothing, taken back."""

import datetime
import re

import pytest

from adherents.models import Adherent, Adhesion, Succession
from applications.models import ColonneCatalogue, Deploiement
from finances.models import Contribution
from siim94.bilan import exercices
from siim94.socle.models import Exercice, Journal
from tests.adherents.factories import AliasFactory, SuccessionFactory
from tests.comptes import connecter

pytestmark = pytest.mark.django_db

RENOMMER = "/adherents/renommer-un-adherent/"
SUCCEDER = "/adherents/succession-d-un-adherent/"


@pytest.fixture
def gestionnaire():
    return connecter("gestionnaire")


@pytest.fixture
def arcueil():
    return Adherent.objects.get(nom_court="Arcueil")


def renommage(adherent, **autres):
    return {
        "adherent": adherent.pk,
        "nom": "Ville d’Arcueil-sur-Bièvre",
        "nom_court": "Arcueil-s.-B.",
        "date": "2022-01-01",
        "motif": "Délibération du 12 décembre",
    } | autres


def succession(ancien, nouveau, **autres):
    return {
        "ancien": ancien.pk,
        "nouveau": nouveau.pk,
        "date": "2022-01-01",
        "motif": "Fusion",
        "raccordee": "on",
        "adhesion": "on",
    } | autres


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ")


def confirmer(client, page, donnees):
    """Send, read what will change, send again as the page does."""
    apercu = texte(client.post(page, donnees))
    signature = re.search(r'name="confirme" value="(\w+)"', apercu)
    assert signature, apercu
    return client.post(page, donnees | {"confirme": signature[1]})


def refuse(client, page, donnees, phrase):
    avant = Adherent.objects.count(), Succession.objects.count(), Journal.objects.count()
    reponse = client.post(page, donnees)
    assert phrase in texte(reponse), re.search(r"erreurs.*?</section>", texte(reponse), re.S)
    assert reponse.status_code == 422
    assert (Adherent.objects.count(), Succession.objects.count(), Journal.objects.count()) == avant


def lignes(modele):
    """All that its rows say, but for their version."""
    champs = [champ.attname for champ in modele._meta.concrete_fields if champ.name != "version"]
    return list(modele.objects.order_by("pk").values_list(*champs))


def test_a_rename_is_shown_before_it_is_written(gestionnaire, arcueil):
    exercices.preparer(2022)
    avant = Journal.objects.count()
    apercu = texte(gestionnaire.post(RENOMMER, renommage(arcueil)))
    assert "Rien n’est encore enregistré" in apercu
    assert "Ajout : 1 adhérent" in apercu and "Ajout : 1 succession" in apercu
    assert "« Ville d’Arcueil » devient « Ville d’Arcueil-sur-Bièvre » le 1er janvier 2022." in apercu
    assert Journal.objects.count() == avant
    assert not Adherent.objects.filter(nom__contains="sur-Bièvre").exists()
    corrige = texte(gestionnaire.post(RENOMMER, renommage(arcueil, corriger="oui", confirme="x")))
    assert 'value="Arcueil-s.-B."' in corrige


def test_a_rename_keeps_the_past_and_takes_what_was_typed_in_advance(gestionnaire, arcueil):
    exercices.preparer(2022)
    cases = Deploiement.objects.for_exercice(2022).filter(adherent=arcueil).count()
    assert cases
    reponse = confirmer(gestionnaire, RENOMMER, renommage(arcueil))
    nouveau = Adherent.objects.get(nom="Ville d’Arcueil-sur-Bièvre")
    passage = Succession.objects.get(ancien=arcueil)
    assert (passage.nouveau, passage.date, passage.raccordee) == (nouveau, datetime.date(2022, 1, 1), True)
    assert passage.motif == "Délibération du 12 décembre"
    assert Deploiement.objects.for_exercice(2022).filter(adherent=nouveau).count() == cases
    assert not Deploiement.objects.for_exercice(2022).filter(adherent=arcueil).exists()
    assert Deploiement.objects.for_exercice(2021).filter(adherent=arcueil).exists()
    assert Contribution.objects.filter(adherent=arcueil, exercice=2021).exists()
    assert ColonneCatalogue.objects.filter(adherent=nouveau, exercice=2022).exists()
    assert "C’est enregistré" in texte(gestionnaire.get(reponse.url))
    # The old name leads to the new one by itself.
    assert str(nouveau) in texte(gestionnaire.get("/adherents/liste/?q=Arcueil"))
    assert (
        Journal.objects.of_objet(passage).get().motif == "Délibération du 12 décembre (Renommer un adhérent)"
    )


def test_a_rename_in_the_course_of_a_year_leaves_that_year_under_the_old_name(gestionnaire, arcueil):
    apercu = texte(gestionnaire.post(RENOMMER, renommage(arcueil, date="2021-07-01")))
    assert "Ce qui reste tel quel" in apercu
    assert re.search(r"Déploiements de 2021 : \d+ au nom de « Ville d’Arcueil »", apercu)


@pytest.mark.django_db(transaction=True)
def test_it_is_taken_back_at_once(gestionnaire, arcueil):
    exercices.preparer(2022)
    avant = [lignes(m) for m in (Adherent, Adhesion, Succession)]
    cases = set(Deploiement.objects.values_list("pk", "adherent"))
    reponse = confirmer(gestionnaire, RENOMMER, renommage(arcueil))
    numero = reponse.url.rpartition("=")[2]
    page = f"/journal/{numero}/annuler/"
    assert f'action="{page}"' in texte(gestionnaire.get(reponse.url))
    assert "Ajout : 1 adhérent" in texte(gestionnaire.get(page))
    historique = texte(gestionnaire.get(f"/adherents/{arcueil.pk}/historique/"))
    # Among its history, that of its deployments, which went with the rest.
    assert "Tout annuler" in historique
    assert connecter("direction").post(page).status_code == 403
    assert gestionnaire.post(page).status_code == 302
    assert [lignes(m) for m in (Adherent, Adhesion, Succession)] == avant
    assert set(Deploiement.objects.values_list("pk", "adherent")) == cases
    assert gestionnaire.post(page).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_what_somebody_went_on_from_is_not_taken_back(gestionnaire, arcueil):
    reponse = confirmer(gestionnaire, RENOMMER, renommage(arcueil))
    nouveau = Adherent.objects.get(nom="Ville d’Arcueil-sur-Bièvre")
    nouveau.siret = "12345678901234"
    nouveau.save()
    page = texte(gestionnaire.get(reponse.url))
    assert "Tout annuler" not in page
    refus = gestionnaire.post(f"/journal/{reponse.url.rpartition('=')[2]}/annuler/")
    assert refus.status_code == 409 and "a changé depuis" in texte(refus)


@pytest.mark.parametrize(
    ("faux", "phrase"),
    [
        ({"nom": "Ville d’Ivry-sur-Seine"}, "existe déjà"),
        ({"nom_court": "ivry"}, ""),
        ({"date": ""}, "obligatoire"),
        ({"date": "hier"}, "date"),
        ({"adherent": 0}, ""),
        ({"nom": "x" * 300}, "200"),
        ({"siret": "12"}, "Le SIRET compte 14 chiffres."),
    ],
)
def test_a_wrong_rename_is_refused_and_nothing_is_kept(gestionnaire, arcueil, faux, phrase):
    assert Adherent.objects.filter(nom="Ville d’Ivry-sur-Seine").exists()
    refuse(gestionnaire, RENOMMER, renommage(arcueil) | faux, phrase)


def test_the_other_name_of_another_member_is_in_use(gestionnaire, arcueil):
    AliasFactory(adherent=Adherent.objects.get(nom_court="Ivry"), libelle="VILLE D'ARCUEIL-SUR-BIEVRE")
    refuse(gestionnaire, RENOMMER, renommage(arcueil), "Ce nom désigne déjà « Ville d’Ivry-sur-Seine ».")


def test_a_closed_year_refuses_with_the_usual_sentence(gestionnaire, arcueil):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    refuse(gestionnaire, RENOMMER, renommage(arcueil, date="2021-07-01"), "Cet exercice est clos")


def test_nothing_gives_way_before_it_came(gestionnaire, arcueil):
    confirmer(gestionnaire, RENOMMER, renommage(arcueil))
    nouveau = Adherent.objects.get(nom="Ville d’Arcueil-sur-Bièvre")
    autre = renommage(nouveau, nom="Bièvre", nom_court="Bièvre", date="2021-12-31")
    refuse(gestionnaire, RENOMMER, autre, "n’existe que depuis le 1er janvier 2022.")
    debut = nouveau.adhesions.get().debut
    assert debut == datetime.date(2022, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_member_succeeds_and_what_both_have_is_one(gestionnaire, arcueil):
    exercices.preparer(2022)
    vitry = Adherent.objects.get(nom_court="Vitry")
    de_2022 = Deploiement.objects.for_exercice(2022)
    siennes = {a: set(de_2022.filter(adherent=a).values_list("ligne", flat=True)) for a in (arcueil, vitry)}
    assert siennes[arcueil] & siennes[vitry] and siennes[arcueil] - siennes[vitry]
    reponse = confirmer(gestionnaire, SUCCEDER, succession(arcueil, vitry))
    assert (
        set(de_2022.filter(adherent=vitry).values_list("ligne", flat=True))
        == siennes[arcueil] | siennes[vitry]
    )
    assert not de_2022.filter(adherent=arcueil).exists()
    assert not ColonneCatalogue.objects.filter(exercice=2022, adherent=arcueil).exists()
    assert Deploiement.objects.for_exercice(2021).filter(adherent=arcueil).exists()
    gestionnaire.post(f"/journal/{reponse.url.rpartition('=')[2]}/annuler/")
    for adherent, celles in siennes.items():
        assert set(de_2022.filter(adherent=adherent).values_list("ligne", flat=True)) == celles


def test_a_cross_wins_over_what_the_other_has_as_pointless(gestionnaire, arcueil):
    exercices.preparer(2022)
    vitry = Adherent.objects.get(nom_court="Vitry")
    de_2022 = Deploiement.objects.for_exercice(2022)
    croix = de_2022.filter(adherent=arcueil, etat=Deploiement.Etat.DISPONIBLE)
    premiere, seconde = de_2022.filter(adherent=vitry, ligne__in=croix.values("ligne"))[:2]
    Deploiement.objects.filter(pk=premiere.pk).update(etat=Deploiement.Etat.SANS_OBJET)
    croix.filter(ligne=seconde.ligne).update(etat=Deploiement.Etat.SANS_OBJET)
    confirmer(gestionnaire, SUCCEDER, succession(arcueil, vitry))
    for ligne in (premiere.ligne, seconde.ligne):
        assert de_2022.get(adherent=vitry, ligne=ligne).etat == Deploiement.Etat.DISPONIBLE
    assert not de_2022.filter(adherent=arcueil).exists()


def test_a_contribution_that_both_have_stays_and_is_told(gestionnaire, arcueil):
    exercices.preparer(2022)
    vitry = Adherent.objects.get(nom_court="Vitry")
    for adherent in (arcueil, vitry):
        ancienne = Contribution.objects.filter(adherent=adherent, exercice=2021).first()
        ancienne.pk, ancienne.exercice_id, ancienne.bilan_de_id = None, 2022, 2022
        ancienne._state.adding, ancienne.version = True, 1
        ancienne.save()
    apercu = texte(gestionnaire.post(SUCCEDER, succession(arcueil, vitry)))
    assert "Contribution : 1 au nom de « Ville d’Arcueil » à partir de 2022." in apercu
    confirmer(gestionnaire, SUCCEDER, succession(arcueil, vitry))
    assert Contribution.objects.filter(adherent=arcueil, exercice=2022).count() == 1


def test_a_member_never_succeeds_to_itself_nor_in_a_loop(gestionnaire, arcueil):
    refuse(gestionnaire, SUCCEDER, succession(arcueil, arcueil), "Rien ne se succède à soi-même.")
    ivry = Adherent.objects.get(nom_court="Ivry")
    SuccessionFactory(ancien=ivry, nouveau=arcueil, date=datetime.date(2021, 6, 1))
    refuse(gestionnaire, SUCCEDER, succession(arcueil, ivry), "Ce passage revient à ce dont l’ancien est")


def test_a_succession_before_the_member_came_is_refused(gestionnaire, arcueil):
    Adhesion.objects.filter(adherent=arcueil).update(debut=datetime.date(2020, 1, 1))
    ivry = Adherent.objects.get(nom_court="Ivry")
    refuse(gestionnaire, SUCCEDER, succession(arcueil, ivry, date="2019-12-31"), "précède l’entrée")


def test_what_changed_while_it_was_read_is_shown_again(gestionnaire, arcueil):
    exercices.preparer(2022)
    donnees = renommage(arcueil)
    apercu = texte(gestionnaire.post(RENOMMER, donnees))
    signature = re.search(r'name="confirme" value="(\w+)"', apercu)[1]
    Deploiement.objects.for_exercice(2022).filter(adherent=arcueil).first().delete()
    seconde = gestionnaire.post(RENOMMER, donnees | {"confirme": signature})
    assert "Les données ont changé pendant que vous lisiez" in texte(seconde)
    assert not Succession.objects.filter(ancien=arcueil).exists()


def test_tasks_are_offered_where_they_are_looked_for(gestionnaire, arcueil):
    for page in (
        arcueil.get_absolute_url(),
        "/adherents/liste/",
        "/adherents/",
        "/adherents/successions/",
        "/",
    ):
        assert f'href="{RENOMMER}' in texte(gestionnaire.get(page)), page
    assert f'href="{RENOMMER}?adherent={arcueil.pk}"' in texte(gestionnaire.get(arcueil.get_absolute_url()))
    choisi = texte(gestionnaire.get(RENOMMER, {"adherent": arcueil.pk}))
    assert f'<option value="{arcueil.pk}" selected>' in choisi
    assert RENOMMER in texte(gestionnaire.get("/recherche/?q=renommer"))
    agent = connecter("agent")
    assert agent.get(RENOMMER).status_code == 403 and agent.post(RENOMMER).status_code == 403
    assert RENOMMER not in texte(agent.get(arcueil.get_absolute_url()))
