"""A person's name leaves all that is kept around the reports, and the journal tells it."""

import pytest
from django.db import IntegrityError, models, transaction

from siim94.editions import archives, effacement
from siim94.editions.models import Consultation, Edition, Etape, Transmission
from siim94.editions.transmission import proposes
from siim94.socle.effacement import effacer_compte, effacer_nom
from siim94.socle.journal import acteur, nom_contrainte
from siim94.socle.models import Journal
from tests.editions import factories
from tests.editions.factories import EditionFactory, EtapeFactory, TransmissionFactory
from tests.socle.factories import UtilisateurFactory

pytestmark = pytest.mark.django_db
NOM = "Jeanne Durand"
# Texts that a manifest repeats, that were sent under a signature, or that name files, parts and errors.
GARDES = {
    "Courrier": {"objet", "texte", "signataire", "qualite", "compte_nom"},
    "Edition": {"motif", "affecte", "n_affecte_pas"},
    "Programmation": {"pourquoi"},
    "AvertissementAccepte": {"phrase"},
    "Transmission": {"qualite"},
}


def oublier(qui) -> int:
    with acteur(motif="Demande de la personne", commande="journal --effacer"):
        return effacer_compte(qui) if not isinstance(qui, str) else effacer_nom(qui)


def test_an_account_leaves_its_name_wherever_it_did_something():
    compte = UtilisateurFactory(first_name="Jeanne", last_name="Durand")
    lignes = [
        getattr(factories, f"{modele.__name__}Factory")(**{champ: compte, f"{champ}_nom": "Jeanne Petit"})
        for modele, champ in effacement.SIGNES.items()
    ]
    autre = EtapeFactory(auteur_nom="Camille Martin")
    assert oublier(compte) >= len(lignes)
    for ligne, champ in zip(lignes, effacement.SIGNES.values(), strict=True):
        ligne.refresh_from_db()
        assert getattr(ligne, f"{champ}_nom") == f"compte-{compte.pk}"
        assert (
            Journal.objects.filter(
                table_nom=ligne._meta.db_table,
                cle=ligne.pk,
                action="effacement",
                motif="Demande de la personne",
            ).count()
            == 1
        )
    autre.refresh_from_db()
    assert autre.auteur_nom == "Camille Martin"


def test_a_name_leaves_every_text_and_two_people_remain_two():
    for modele, champs in effacement.TEXTES.items():
        usine = getattr(factories, f"{modele.__name__}Factory")
        usine(**dict.fromkeys(champs, f"Vu avec {NOM}, hier"))
    copie = factories.CopieFactory()
    for nom in (NOM, "Paul Petit"):
        factories.ConsultationFactory(exercice=copie.exercice, copie=copie, lecteur_nom=nom)
    for nom in (NOM, "Paul Petit"):
        assert oublier(nom)
    for modele, champs in effacement.TEXTES.items():
        for champ in champs:
            assert modele.objects.filter(**{champ: "Vu avec [effacé], hier"}).count() == 1
    assert Consultation.objects.lecteurs(copie.exercice_id) == {1: 2}


def test_a_recipient_leaves_with_all_addresses_and_no_later_log_proposes_it():
    edition = EditionFactory()
    ligne = TransmissionFactory(
        edition=edition,
        destinataire=f"Madame {NOM}",
        adresse="1, rue des Lilas",
        courriel="j.durand@ville.fr",
        moyen=Transmission.Moyen.COURRIEL,
    )
    voisine = TransmissionFactory(edition=edition, adherent=ligne.adherent, destinataire="Paul Petit")
    for nom in (NOM, "Paul Petit"):
        assert oublier(nom) == 1
    ligne.refresh_from_db()
    voisine.refresh_from_db()
    efface = f"[effacé {ligne.pk}]"
    assert (ligne.destinataire, ligne.adresse, ligne.courriel) == (f"Madame {efface}", "", efface)
    assert voisine.destinataire == f"[effacé {voisine.pk}]"
    suivante = EditionFactory(exercice__annee=edition.exercice_id + 1)
    assert not [t for t in proposes(suivante) if "effacé" in t.destinataire + t.courriel]


def test_nothing_else_of_a_row_that_is_only_added_changes_and_nothing_without_the_word():
    etape = EtapeFactory()

    def refuse(**valeurs):
        with pytest.raises(IntegrityError) as refus, transaction.atomic():
            Etape.objects.filter(pk=etape.pk).update(**valeurs)
        assert nom_contrainte(refus.value) == "ajout_seul"

    refuse(auteur_nom="Autre")
    with effacement.permis():
        refuse(etat="publie")
    with pytest.raises(IntegrityError), transaction.atomic():
        Etape.objects.filter(pk=etape.pk).delete()


def test_an_edition_whose_author_is_forgotten_still_is_what_was_sealed():
    edition = factories.sceller(auteur_nom=NOM)
    assert oublier(NOM) == 1
    edition = Edition.objects.get(pk=edition.pk)
    assert edition.auteur_nom == f"[effacé {edition.pk}]"
    assert archives.verifier(edition).etat == archives.Etat.OK


def test_every_text_of_an_edition_is_erased_or_kept_for_a_reason():
    vus = {
        modele: {f"{champ}_nom", *effacement.TEXTES.get(modele, ())}
        for modele, champ in effacement.SIGNES.items()
    }
    vus[Transmission] = {"destinataire", "adresse", "courriel", *effacement.TEXTES[Transmission]}
    for modele in effacement.Edition._meta.app_config.get_models():
        libres = {
            champ.name
            for champ in modele._meta.concrete_fields
            if isinstance(champ, models.TextField | models.CharField)
            and not (champ.choices or champ.primary_key or isinstance(champ, models.SlugField))
            and champ.name not in ("deliberation_numero", "construction", "sceau", "code")
        }
        assert libres == vus.get(modele, set()) | GARDES.get(modele.__name__, set()), modele
