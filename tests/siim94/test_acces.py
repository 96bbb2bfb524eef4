"""Every address of the site × every role: one table, walked by one test."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.adresses import MOTIFS, adresses, crud_de
from tests.comptes import ROLES, compte, connecter
from tests.rigueur import tirer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]

OUVERTES = {
    *("connexion", "account_login", "mfa_authenticate", "oubli", "oubli_envoye", "nouveau_mot_de_passe"),
    *("annuaire", "annuaire_retour"),
    *("sante", "metriques", "accessibilite", "publication", "publication_fichier"),
}

LECTURE = (200, 200, 200, 200, 403)
GESTION = (403, 200, 403, 200, 403)
GESTION_AGENT = (200, 200, 403, 200, 403)
ADMINISTRATION = (403, 403, 403, 200, 403)
# Plans of accounts and mappings: read by all readers, written by the administration.
ADMINISTRES = {f"finances:{nom}" for nom in ("nomenclature", "chapitre", "compte", "correspondance")}
ADMINISTRES |= {f"socle:{nom}" for nom in ("organisme", "pole", "reorganisationpole", "valeurimprimee")}
ADMINISTRES |= {"support:plateformeglpi", "support:entiteglpi"}
ECRITURE_DU_BILAN = (403, 200, 200, 200, 403)
ECRITURE_DE_LA_DIRECTION = (403, 403, 200, 200, 403)
ENVOI = (403, 403, 404, 404, 403)
ENVOIS = ("", "_ajouter", "_destinataire", "_courrier", "_envoyer", "_lettre", "_lettres", "_compte")
DU_BILAN = ("create", "update", "duplicate", "delete")

# Answers to a GET for (agent, gestionnaire, direction, admin, without any right); lists and pages of
# objects are not repeated here: readers read them all, others none.
TABLE = {
    "accueil": (200, 200, 200, 200, 200),
    "recherche": (200, 200, 200, 200, 200),
    "recherche_suggestions": (200, 200, 200, 200, 200),
    "aide": (200,) * 5,
    "aide_page": (200,) * 5,
    "aide_vocabulaire": (200,) * 5,
    "aide_droits": (200,) * 5,
    "accessibilite": (200,) * 5,
    "charte": (200,) * 5,
    "mes_pages": (200, 200, 200, 200, 200),
    "favori": (405,) * 5,
    "saisies": (200,) * 5,
    "saisie_gardee": (200,) * 5,
    "travaux": (200,) * 5,
    # A file is there for whoever asked for it only: tests of its own (tests/ui/test_travaux.py).
    "export": (404,) * 5,
    "changer_exercice": (405,) * 5,
    "graphique": (405,) * 5,
    "changer_theme": (405,) * 5,
    "sante": (200,) * 5,
    # There with a token only: tests of its own (tests/exploitation/test_views.py).
    "metriques": (404,) * 5,
    "session": (204,) * 5,
    "connexion": (302,) * 5,
    "deconnexion": (405,) * 5,
    # The tests have no provider of identities but their own (tests/accueil/annuaire/).
    "annuaire": (405,) * 5,
    "annuaire_retour": (404,) * 5,
    "annuaire_relier": (405,) * 5,
    "account_login": (302,) * 5,
    "mfa_authenticate": (302,) * 5,
    "mfa_index": (200,) * 5,
    "usersessions_list": (200,) * 5,
    # Each asks first who it is, by what the account has; of factors that it has not there is nothing.
    "account_reauthenticate": (200,) * 5,
    **dict.fromkeys(("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp"), (302,) * 5),
    **dict.fromkeys(("mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_remove_webauthn"), (302,) * 5),
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_view_recovery_codes"), (404,) * 5),
    # No message leaves the tests (tests/accueil/test_connexion.py).
    "oubli": (404,) * 5,
    "oubli_envoye": (200,) * 5,
    "nouveau_mot_de_passe": (200,) * 5,
    "mot_de_passe": (200,) * 5,
    "mot_de_passe_change": (200,) * 5,
    "journal": (200, 200, 200, 200, 403),
    "socle:securite": ADMINISTRATION,
    "socle:comptes": ADMINISTRATION,
    "socle:compte": ADMINISTRATION,
    "socle:compte_inviter": ADMINISTRATION,
    "socle:compte_acte": (405,) * 5,
    "socle:delegation_fin": (405,) * 5,
    "bilan:liste": (200, 200, 200, 200, 403),
    "bilan:html": (200, 200, 200, 200, 403),
    "bilan:brouillon": LECTURE,
    "bilan:pdf": (302, 302, 302, 302, 403),
    "bilan:pdf_projet": (302, 302, 302, 302, 403),
    "bilan:tirage_projet": (200, 200, 200, 200, 403),
    "bilan:section": (302, 302, 302, 302, 403),
    "bilan:tirage": (200, 200, 200, 200, 403),
    # Of bytes that are not there; those that are: tests/bilan/test_images.py.
    "bilan:image": (404, 404, 404, 404, 403),
    "bilan:vignette": (404, 404, 404, 404, 403),
    "bilan:rubriques": LECTURE,
    "bilan:chiffres": LECTURE,
    "bilan:provenance": (302, 302, 302, 302, 403),
    "bilan:constats": LECTURE,
    "bilan:rubrique_aides": LECTURE,
    "bilan:rubrique_apercu": (405,) * 5,
    "bilan:rubrique_epreuve": (405,) * 5,
    **{f"bilan:rubrique_{nom}": ECRITURE_DU_BILAN for nom in ("placer", *DU_BILAN)},
    **{
        f"bilan:{modele}_{nom}": ECRITURE_DU_BILAN
        for modele in ("explication", "illustration", "seuilevolution")
        for nom in DU_BILAN
    },
    **{
        f"socle:{modele}_{nom}": ECRITURE_DE_LA_DIRECTION
        for modele in ("verificationaccessibilite", "actionaccessibilite")
        for nom in ("create", "update", "duplicate", "delete")
    },
    "editions:relecture": LECTURE,
    # Of an edition that is not there; one that is: tests/editions/test_vues.py.
    "editions:editions": LECTURE,
    "editions:parcelle": (403, 403, 404, 404, 403),
    "editions:edition": (404, 404, 404, 404, 403),
    "editions:fichier": (404, 404, 404, 404, 403),
    "editions:publier": (403, 403, 200, 200, 403),
    "editions:publier_avancement": (403, 403, 200, 200, 403),
    "editions:publier_annuler": (405,) * 5,
    "editions:diffusion": (403, 403, 404, 404, 403),
    "publication": (404,) * 5,
    "publication_fichier": (404,) * 5,
    "editions:relecture_avancement": LECTURE,
    "editions:modifications": LECTURE,
    "editions:mouvement": ECRITURE_DU_BILAN,
    "editions:preparation": LECTURE,
    "editions:obstacles": LECTURE,
    "editions:responsable": ECRITURE_DU_BILAN,
    "editions:commenter": (405,) * 5,
    "editions:commentaire_suivre": (405,) * 5,
    # Of a copy that is not there; one that is: tests/editions/test_relecture_vues.py.
    "editions:copie": (404, 404, 404, 404, 403),
    # Of an edition that does not exist; those that do: tests/editions/.
    **{f"editions:{nom}": (404, 404, 404, 404, 403) for nom in ("signaler", "signalements", "differences")},
    "editions:signalement_repondre": (405,) * 5,
    "editions:corrections": LECTURE,
    "editions:lecteurs": (403, 403, 200, 200, 403),
    **{f"editions:transmission{nom}": ENVOI for nom in ENVOIS},
    **{f"editions:transmission_{nom}": (405,) * 5 for nom in ("inscrire", "retirer", "suivi", "issue")},
    "applications:matrice": LECTURE,
    "applications:nouvelle_application": GESTION_AGENT,
    "socle:reorganiser_un_service": ADMINISTRATION,
    "rh:deplacer_des_agents": GESTION,
    "applications:retirer_une_application": GESTION_AGENT,
    "adherents:renommer_un_adherent": GESTION,
    "adherents:succession_d_un_adherent": GESTION,
    "controles:courant": (302, 302, 302, 302, 403),
    "controles:liste": LECTURE,
    "controles:ici": LECTURE,
    "controles:resume": LECTURE,
    # Of a finding that is gone: the way back to the list. Its page: tests/controles/test_views.py.
    "controles:constat": (302, 302, 302, 302, 403),
    "controles:suite_retirer": (405,) * 5,
    "chargements:liste": LECTURE,
    "chargements:chargement_detail": LECTURE,
    "chargements:nouveau": GESTION,
    "chargements:classeur": GESTION,
    "chargements:feuille": LECTURE,
    "exercices": LECTURE,
    "exercice": LECTURE,
    "exercice_suivant": (302, 302, 302, 302, 403),
    "exercice_preparer": (403, 403, 200, 200, 403),
    "exercice_action": (403, 403, 200, 200, 403),
    "admin:index": (302, 302, 302, 200, 302),
}
APPS_DE_L_AGENT = ("applications:", "support:")
ECRITURES = ("_create", "_update", "_duplicate", "_delete", "_grid")
# Their answer depends on more than the address: tests of their own.
AILLEURS = ("_restore", "_bulk", "_suggestions", "_cell", "annuler_geste")
AILLEURS_CHARGEMENTS = ("scdl", "options", "confirmer", "abandonner", "annuler")
AILLEURS += tuple(f"chargements:{nom}" for nom in AILLEURS_CHARGEMENTS)


def adresse(nom: str) -> str:
    """An address of that name, for an object that exists; skips the test when the first data have none."""
    trouvees = adresses(nom)
    if not trouvees:
        pytest.skip(f"{nom}: no such object in the first data")
    return trouvees[0]


def attendus(nom: str) -> tuple[int, ...]:
    if nom in TABLE:
        return TABLE[nom]
    if nom.endswith("_preferences"):
        return (405, 405, 405, 405, 403)
    if nom.endswith(ECRITURES) and nom.rpartition("_")[0] in ADMINISTRES:
        return ADMINISTRATION
    if nom.endswith(ECRITURES):
        return GESTION_AGENT if nom.startswith(APPS_DE_L_AGENT) else GESTION
    assert nom.endswith(("_list", "_detail", "_history", "_filters", ":accueil")), (
        f"{nom} is not in the table"
    )
    return LECTURE


# Words of the machine, or that a word of the house replaced: no page says them.
BANNIS = re.compile(
    r"-{9}|\bRang\b|\bBilan de\b|statut ?: ?preparation|\brgpd\b(?!\.)|ne désigne aucune fiche|\bNone\b"
)


def mots_bannis(reponse) -> list[str]:
    """The banned words of a page, each with what stands around it."""
    if reponse.streaming or "html" not in reponse.get("Content-Type", ""):
        return []
    texte = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", reponse.content.decode())
    texte = " ".join(unescape(re.sub(r"<[^>]+>", " ", texte)).split())
    return [texte[max(0, m.start() - 40) : m.end() + 40] for m in BANNIS.finditer(texte)]


def roles_essayes(nom: str) -> dict[str, int]:
    """What roles are to be answered: all of them, at an address whose line tells readers from each other.

    Where all are answered alike, or as at the lists, one role for each answer, as the seed has it: whole in
    ``make bench BENCH=marches``.
    """
    attendu = dict(zip(ROLES, attendus(nom), strict=True))
    *lecteurs, _sans_droit = attendu.values()
    if nom in TABLE and len(set(lecteurs)) > 1:
        return attendu
    essayes = {}
    for statut in dict.fromkeys(attendu.values()):
        pareils = [role for role in ROLES if attendu[role] == statut]
        essayes |= dict.fromkeys(tirer(pareils, 1, f"{nom} {statut}"), statut)
    return essayes


@pytest.mark.parametrize("nom", sorted(nom for nom in MOTIFS if not nom.endswith(AILLEURS)))
def test_each_role_gets_the_answer_of_the_table(client, nom):
    url = adresse(nom)
    reponses = {}
    for role in (attendu := roles_essayes(nom)):
        connecter(role, client)
        reponse = client.get(url)
        reponses[role] = reponse.status_code
        assert mots_bannis(reponse) == []
    assert reponses == attendu


def test_one_thing_has_one_name():
    """What a vendor sells is an application, as docs/vocabulaire.md says."""
    cruds = {crud for nom in MOTIFS if (crud := crud_de(nom))}
    titres = [f"{crud.titre_pluriel()} {crud.model._meta.verbose_name}" for crud in cruds]
    assert [titre for titre in titres if "logiciel" in titre.lower()] == []


@pytest.mark.parametrize("nom", sorted(set(MOTIFS) - OUVERTES))
def test_a_visitor_is_led_to_the_sign_in_page(client, nom):
    url = adresse(nom)
    for appel in (client.get, client.post):
        reponse = appel(url)
        assert reponse.status_code == 302
        assert reponse.url.startswith(f"{reverse('connexion')}?next=")


@pytest.mark.parametrize(
    "url", ["/inconnue/", "/finances/inconnue/", "/admin/", "/admin/socle/utilisateur/", "/static"]
)
def test_unknown_addresses_and_the_admin_tell_a_visitor_nothing(client, url):
    assert client.get(url).url == f"{reverse('connexion')}?next={url}"


@pytest.mark.parametrize("role", ["agent", "gestionnaire", "direction", "sans-droit"])
def test_the_administration_refuses_whoever_has_not_the_right(client, role):
    connecter(role, client)
    reponse = client.get("/admin/socle/utilisateur/", follow=True)
    assert reponse.status_code == 403
    assert "Accès refusé" in reponse.content.decode()


def test_health_is_open_and_says_nothing_more(client):
    reponse = client.get("/sante/")
    assert reponse.status_code == 200
    dit = reponse.json()
    assert dit["etat"] == dit["base"] == "ok"
    assert dit.keys() == {
        "etat",
        "base",
        "travailleur",
        "disque_libre_pour_cent",
        "derniere_sauvegarde",
        "dernier_sceau",
    }


def test_five_wrong_passwords_lock_the_account_for_a_while(client):
    compte("agent", "un-bon-mot-de-passe")
    essai = {"username": "essai-agent", "password": "faux"}
    for _ in range(4):
        assert client.post(reverse("connexion"), essai).status_code == 200
    bloquee = client.post(reverse("connexion"), essai)
    assert bloquee.status_code == 429
    assert "Connexion suspendue" in bloquee.content.decode()
    bonne = {"username": "essai-agent", "password": "un-bon-mot-de-passe"}
    assert client.post(reverse("connexion"), bonne).status_code == 429


def test_sign_in_leads_back_to_the_page_asked_for_but_never_elsewhere(client):
    compte("agent", "un-bon-mot-de-passe")
    saisie = {"username": "essai-agent", "password": "un-bon-mot-de-passe"}
    assert client.post(reverse("connexion"), {**saisie, "next": "/bilan/"}).url == "/bilan/"
    client.logout()
    assert client.post(reverse("connexion"), {**saisie, "next": "https://ailleurs.example/"}).url == "/"


@pytest.mark.parametrize("url", ["/", "/bilan/", "/connexion/"])
def test_pages_carry_a_strict_content_security_policy(client, url):
    if url != "/connexion/":
        connecter("agent", client)
    reponse = client.get(url)
    politique = reponse["Content-Security-Policy"]
    assert "script-src 'self'" in politique
    assert "style-src 'self'" in politique
    assert "unsafe" not in politique
    assert "base-uri 'none'" in politique and "object-src 'none'" in politique
    page = reponse.content.decode()
    assert " style=" not in page.replace("no-inline-styles", "")
    assert " onclick=" not in page
