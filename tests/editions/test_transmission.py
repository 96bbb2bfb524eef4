"""The sending of an edition: whom it goes to, the letter, who may, what is noted, what is exported."""

import datetime
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from adherents.models import Adherent, Adhesion
from siim94.editions import transmission_lettre
from siim94.editions.models import Courrier, Nature, Portee, Transmission
from siim94.editions.transmission import courrier_de, proposes, rappel
from siim94.socle.models import Organisme
from tests.adherents.factories import AdherentFactory
from tests.bilan.lecture import espaces_simples, texte_du_pdf
from tests.bilan.normes import manquements
from tests.comptes import ROLES, connecter
from tests.contraintes import refuse
from tests.editions.factories import EditionFactory, TransmissionFactory
from tests.socle.factories import UtilisateurFactory

pytestmark = pytest.mark.django_db
Moyen, Sort = Transmission.Moyen, Transmission.Sort
ANNEE = 2041


@pytest.fixture
def edition():
    return EditionFactory(exercice__annee=ANNEE, publiee=timezone.now() - datetime.timedelta(days=3))


def rectificatif(edition):
    return EditionFactory(
        exercice=edition.exercice,
        numero=2,
        nature=Nature.RECTIFICATIF,
        portee=Portee.FOND,
        motif="Le total des recettes était faux.",
        affecte="Le tableau 3.",
    )


def envoyee(edition, **valeurs):
    return TransmissionFactory(edition=edition, sort=Sort.ENVOYEE, envoyee=timezone.now(), **valeurs)


def page(client, edition, nom="transmission", *args, **requete):
    return client.get(reverse(f"editions:{nom}", args=[edition.exercice_id, edition.numero, *args]), requete)


def poster(client, edition, nom, *args, **donnees):
    adresse = reverse(f"editions:{nom}", args=[edition.exercice_id, edition.numero, *args])
    return client.post(adresse, donnees, follow=True)


def membre(**valeurs) -> Adherent:
    adherent = AdherentFactory(**valeurs)
    Adhesion.objects.create(adherent=adherent)
    return adherent


def test_the_first_log_proposes_the_office_of_each_member_of_the_year(edition):
    AdherentFactory()
    ville = membre(genre=Adherent.Genre.VILLE)
    trouves = {t.adherent: t for t in proposes(edition)}
    assert set(trouves) == set(Adherent.objects.membres_en(ANNEE))
    assert trouves[ville].destinataire == "Madame ou Monsieur le Maire"


def test_a_new_year_proposes_those_of_the_last_log_and_an_edition_those_of_the_one_before(edition):
    parti = AdherentFactory()
    connu = membre()
    avant = EditionFactory(exercice__annee=ANNEE - 1)
    TransmissionFactory(edition=avant, adherent=connu, destinataire="Jeanne Petit", courriel="j@ex.fr")
    TransmissionFactory(edition=avant, adherent=parti, destinataire="Louis Grand")
    trouves = [t for t in proposes(edition) if t.adherent in (connu, parti)]
    assert [(t.destinataire, t.courriel, t.precedente) for t in trouves] == [
        ("Jeanne Petit", "j@ex.fr", None)
    ]
    envoye = envoyee(edition, adherent=parti, destinataire="Anne Roy")
    nouvelle = rectificatif(edition)
    assert not Transmission.objects.filter(edition=nouvelle).exists()
    suites = {t.adherent: t.precedente for t in proposes(nouvelle)}
    assert suites[parti] == envoye and suites[connu] is None


def test_what_is_proposed_is_written_once(edition):
    client = connecter("direction")
    nombre = len(proposes(edition))
    for _ in range(2):
        poster(client, edition, "transmission_inscrire")
        assert Transmission.objects.filter(edition=edition).count() == nombre
    assert proposes(edition) == []


def test_letters_are_one_file_read_back_with_its_fields_and_pass_the_validator(edition):
    nouvelle = rectificatif(edition)
    lignes = [
        TransmissionFactory(
            edition=nouvelle,
            destinataire=f"Jeanne *Du_Pont* [{rang}]",
            adresse="1, rue des Lilas\n94400 Vitry-sur-Seine",
            precedente=envoyee(edition),
        )
        for rang in range(2)
    ]
    courrier = courrier_de(nouvelle)
    courrier.signataire, courrier.qualite = "Camille Martin", "Le président"
    octets = transmission_lettre.pdf(lignes, courrier)
    texte = espaces_simples(texte_du_pdf(octets))
    for ligne in lignes:
        assert f"{ligne.destinataire} " in texte and ligne.adherent.nom in texte
    for dit in (
        "1, rue des Lilas",
        "édition 2",
        "Motif : Le total des recettes était faux.",
        "Le tableau 3.",
    ):
        assert texte.count(dit) >= 2
    assert "Ce qui ne change pas" not in texte and "[[" not in texte
    assert texte.count("Camille Martin") == 2
    assert manquements(octets) == []
    with pikepdf.open(BytesIO(octets)) as lu:
        assert len(lu.pages) == 2
        assert str(lu.docinfo["/Title"]).startswith(f"Bilan d’activités {ANNEE}")
    seule = transmission_lettre.pdf_de_chacun(lignes, courrier)[lignes[1].pk]
    assert "[1]" in texte_du_pdf(seule) and "[0]" not in texte_du_pdf(seule)


def test_only_a_mayor_is_told_the_law_and_an_office_is_named_once(edition):
    recus = [membre(genre=genre) for genre in (Adherent.Genre.VILLE, Adherent.Genre.OPH)]
    mairie, office = (next(t for t in proposes(edition) if t.adherent == adherent) for adherent in recus)
    courrier = courrier_de(edition)
    for ligne, dits in ((mairie, 1), (office, 0)):
        assert transmission_lettre.corps_du_courriel(ligne, courrier).count("conseil municipal") == dits
    assert mairie.qualite == "maire" and mairie.qualite_a_part == ""
    assert office.qualite_a_part == "président du conseil d’administration"
    mairie.destinataire = "Jeanne Petit"
    assert mairie.qualite_a_part == "maire"


@pytest.mark.parametrize("nature", ["rectificatif", "revision"])
def test_a_corrected_edition_says_that_one_was_sent_to_those_who_had_it_only(edition, nature):
    nouvelle = rectificatif(edition)
    courrier = courrier_de(nouvelle)
    courrier.texte = transmission_lettre.LETTRES[nature][1]
    servi = TransmissionFactory(edition=nouvelle, precedente=envoyee(edition))
    lettres = [
        transmission_lettre.corps_du_courriel(ligne, courrier)
        for ligne in (servi, TransmissionFactory(edition=nouvelle))
    ]
    assert ["qui vous a été adressé le" in lettre for lettre in lettres] == [True, False]
    assert all("l’édition 2 du bilan d’activités" in lettre for lettre in lettres)
    assert all(("erreur" in lettre) == (nature == "rectificatif") for lettre in lettres[:1])


def test_a_letter_of_a_sending_that_was_made_bears_its_day(edition):
    ligne = envoyee(edition, moyen=Moyen.POSTE)
    Transmission.objects.filter(pk=ligne.pk).update(
        envoyee=datetime.datetime(2042, 9, 3, 9, tzinfo=datetime.UTC)
    )
    ligne.refresh_from_db()
    texte = texte_du_pdf(transmission_lettre.pdf([ligne], courrier_de(edition)))
    assert "le 3 septembre 2042" in texte and Organisme.objects.get().ville in texte


def test_an_unknown_field_is_an_error_with_the_names_near_it(edition):
    client = connecter("direction")
    courrier = courrier_de(edition)
    donnees = {"objet": courrier.objet, "compte": "a_part", "compte_nom": "compte administratif"}
    reponse = poster(client, edition, "transmission_courrier", texte="À [[adherant]]", **donnees)
    assert reponse.status_code == 422
    assert "[[adherant]] » n’existe pas" in reponse.content.decode()
    assert "« adherent »" in reponse.content.decode()
    assert not Courrier.objects.exists()


def test_accounts_are_kept_with_the_letter_and_only_as_pdf(edition):
    client = connecter("direction")
    donnees = {
        "objet": "Bilan",
        "texte": "Madame, Monsieur,",
        "compte": "depose",
        "compte_nom": "compte financier unique",
    }
    sans = poster(client, edition, "transmission_courrier", **donnees)
    assert "Déposez le compte en PDF" in sans.content.decode()
    faux = SimpleUploadedFile("compte.pdf", b"PK\x03\x04")
    refus = poster(client, edition, "transmission_courrier", fichier=faux, **donnees)
    assert "n’est pas un PDF" in refus.content.decode()
    vrai = SimpleUploadedFile("compte.pdf", b"%PDF-1.7 compte")
    poster(client, edition, "transmission_courrier", fichier=vrai, **donnees)
    assert bytes(page(client, edition, "transmission_compte").content) == b"%PDF-1.7 compte"
    # Kept when the letter is written again without a file.
    poster(client, edition, "transmission_courrier", **donnees)
    assert Courrier.objects.get().piece_id
    poster(client, edition, "transmission_courrier", **donnees | {"compte": "a_part"})
    assert Courrier.objects.get().piece_id is None


def test_once_a_letter_has_left_it_stays_what_it_was(edition):
    client = connecter("direction")
    courrier_de(edition).save()
    envoyee(edition)
    reponse = poster(client, edition, "transmission_courrier", objet="Autre", texte="Autre")
    assert "ne changent plus" in reponse.content.decode()
    assert Courrier.objects.get().objet != "Autre"


def test_what_happened_is_noted_for_the_ticked_rows_that_it_can_have_happened_to(edition):
    client = connecter("direction")
    a_envoyer, partie = TransmissionFactory(edition=edition), envoyee(edition)
    jour = timezone.localdate()
    reponse = poster(
        client, edition, "transmission_suivi", fait="accusee", jour=jour, ligne=[a_envoyer.pk, partie.pk]
    )
    assert "1 destinataire laissé de côté" in espaces_simples(reponse.content.decode())
    poster(client, edition, "transmission_suivi", fait="envoyee", jour=jour, ligne=[a_envoyer.pk, partie.pk])
    poster(client, edition, "transmission_suivi", fait="conseil", jour=jour, ligne=[a_envoyer.pk])
    a_envoyer.refresh_from_db()
    partie.refresh_from_db()
    assert (a_envoyer.sort, a_envoyer.conseil, a_envoyer.accusee) == (Sort.ENVOYEE, jour, None)
    assert a_envoyer.envoyee_par == client.compte and partie.accusee == jour
    # Without a day it is taken back; what was answered was sent, and so was what the site sent itself.
    partie.commencee = partie.envoyee
    partie.save()
    faits = (("envoyee", [a_envoyer, partie]), ("conseil", [a_envoyer]), ("accusee", [partie, a_envoyer]))
    for fait, lignes in faits:
        reponse = poster(
            client, edition, "transmission_suivi", fait=fait, jour="", ligne=[li.pk for li in lignes]
        )
    assert "1 destinataire laissé de côté : rien à effacer" in espaces_simples(reponse.content.decode())
    poster(client, edition, "transmission_suivi", fait="envoyee", jour="", ligne=[a_envoyer.pk, partie.pk])
    a_envoyer.refresh_from_db()
    partie.refresh_from_db()
    assert (a_envoyer.sort, a_envoyer.envoyee, a_envoyer.conseil) == (Sort.A_ENVOYER, None, None)
    assert (partie.sort, partie.accusee) == (Sort.ENVOYEE, None)
    demain = jour + datetime.timedelta(days=1)
    avant = timezone.localtime(edition.publiee).date() - datetime.timedelta(days=1)
    autre = TransmissionFactory(edition=edition)
    for fait, quand in (("envoyee", demain), ("envoyee", avant)):
        poster(client, edition, "transmission_suivi", fait=fait, jour=quand, ligne=[autre.pk])
        autre.refresh_from_db()
        assert autre.sort == Sort.A_ENVOYER


def test_a_recipient_changes_and_goes_as_long_as_nothing_was_begun(edition):
    client = connecter("direction")
    libre, partie = TransmissionFactory(edition=edition), envoyee(edition, destinataire="Anne Roy")
    donnees = {"destinataire": "Louis Grand", "moyen": "courriel", "courriel": ""}
    refus = poster(client, edition, "transmission_destinataire", libre.pk, **donnees)
    assert "demande une adresse électronique" in refus.content.decode()
    donnees["courriel"] = "maire@exemple.fr"
    for ligne in (libre, partie):
        poster(client, edition, "transmission_destinataire", ligne.pk, **donnees)
        poster(client, edition, "transmission_retirer", partie.pk)
    assert list(Transmission.objects.order_by("pk").values_list("destinataire", flat=True)) == [
        "Louis Grand",
        "Anne Roy",
    ]
    poster(client, edition, "transmission_retirer", libre.pk)
    assert not Transmission.objects.filter(pk=libre.pk).exists()


def test_the_log_is_exported_without_naming_anybody(edition):
    ligne = envoyee(
        edition, destinataire="Jeanne Petit", qualite="maire", courriel="j@ex.fr", adresse="1, rue des Lilas"
    )
    client = connecter("direction")
    contenu = b"".join(page(client, edition, export="csv").streaming_content).decode()
    assert ligne.adherent.nom in contenu and "maire" in contenu.lower() and "Envoyée" in contenu
    assert not {"Jeanne", "j@ex.fr", "Lilas"} & {
        nom for nom in ("Jeanne", "j@ex.fr", "Lilas") if nom in contenu
    }
    assert page(client, edition, export="xlsx").content.startswith(b"PK")


def test_only_management_sees_and_writes_the_log(edition):
    ligne = TransmissionFactory(edition=edition, destinataire="Jeanne Petit")
    for role in ROLES:
        client = connecter(role)
        attendu = 200 if role in ("direction", "admin") else 403
        assert page(client, edition).status_code == attendu, role
        assert page(client, edition, "transmission_destinataire", ligne.pk).status_code == attendu, role
        if attendu == 403:
            for nom in ("inscrire", "suivi", "envoyer", "courrier"):
                assert poster(client, edition, f"transmission_{nom}").status_code == 403
    assert "Jeanne" not in connecter("agent").get("/").content.decode()


def test_an_edition_that_does_not_exist_is_not_found(edition):
    assert connecter("direction").get(f"/bilan/{ANNEE}/editions/7/transmission/").status_code == 404


def test_the_page_costs_the_same_with_one_row_as_with_six(edition):
    client = connecter("direction")
    envoyee(edition)
    page(client, edition)
    nombres = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            page(client, edition)
        nombres.append(len(requetes))
        for _ in range(5):
            envoyee(edition)
    assert nombres[0] == nombres[1] < 30


def test_the_reminder_counts_what_has_not_left_and_what_nobody_acknowledged(edition):
    assert rappel(1999) is None
    TransmissionFactory(edition=edition)
    envoyee(edition, accusee=timezone.localdate())
    sans_accuse = envoyee(edition)
    trouve = rappel(ANNEE)
    assert (trouve.reste, trouve.sans_accuse, trouve.fini) == (1, 1, False)
    assert trouve.limite == datetime.date(ANNEE + 1, 9, 30)
    Transmission.objects.filter(sort=Sort.A_ENVOYER).delete()
    Transmission.objects.filter(pk=sans_accuse.pk).update(accusee=timezone.localdate())
    assert rappel(ANNEE).fini


def test_the_database_holds_what_a_sending_may_be(edition):
    ligne = {"edition": edition, "adherent": AdherentFactory(), "destinataire": "X"}
    refuse(Transmission(moyen="poste", sort="demandee", **ligne), "transmission_demandee_courriel")
    refuse(Transmission(moyen="courriel", **ligne), "transmission_courriel_adresse")
    jour = timezone.localdate()
    refuse(Transmission(moyen="poste", conseil=jour, **ligne), "transmission_conseil_envoyee")
    refuse(Courrier(edition=edition, objet="x", texte="x", compte="depose"), "courrier_compte_et_fichier")


def test_an_account_that_goes_leaves_the_log(edition):
    auteur = UtilisateurFactory()
    ligne = envoyee(edition, envoyee_par=auteur)
    auteur.delete()
    ligne.refresh_from_db()
    assert ligne.envoyee_par is None and ligne.sort == Sort.ENVOYEE
