"""From what the provider says of a person to an account of ours: linked, made, given groups, or refused."""

import json
import logging

from allauth.account.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from siim94.accueil.annuaire.reseau import Refuse
from siim94.socle import securite
from siim94.socle.droits import COMPTES
from siim94.socle.journal import acteur
from siim94.socle.models import Utilisateur
from siim94.socle.securite import Quoi

journal = logging.getLogger(__name__)
# Whoever wears one of them, or enters the administration, links the account by hand.
PRIVILEGIES = ("administration", "direction", "chargement")
SUB_MAXIMAL = 191


class Phrase(Refuse):
    """A refusal that the person reads."""


def nom(dit: dict) -> dict:
    """The fields of an account, whatever each provider calls them."""
    champs = {
        "first_name": dit.get("given_name"),
        "last_name": dit.get("family_name") or dit.get("usual_name"),
        "username": dit.get("preferred_username"),
        "email": dit.get("email"),
    }
    return {nom: valeur[:150] for nom, valeur in champs.items() if isinstance(valeur, str) and valeur}


def niveau_demande() -> dict:
    """What asks the provider for a second factor: by the plain parameter, and as an essential claim."""
    niveaux, facteurs = settings.OIDC["niveaux"], settings.OIDC["facteurs"]
    demande = {}
    if niveaux:
        demande["acr_values"] = " ".join(niveaux)
    if niveaux or facteurs:
        essentiels = {"amr": {"essential": True}}
        if niveaux:
            essentiels["acr"] = {"essential": True, "values": niveaux}
        demande["claims"] = json.dumps({"id_token": essentiels})
    return demande


def verifier_le_niveau(affirme: dict) -> None:
    """The identity token bears one of the levels, or of the methods, that the settings accept."""
    niveaux, facteurs = settings.OIDC["niveaux"], settings.OIDC["facteurs"]
    methodes = affirme.get("amr")
    methodes = methodes if isinstance(methodes, list) else []
    if (
        (niveaux or facteurs)
        and affirme.get("acr") not in niveaux
        and not any(m in facteurs for m in methodes)
    ):
        raise Phrase(
            f"{settings.OIDC['nom']} vous a laissé entrer sans second facteur, et ce site en demande un."
            " Activez-le là-bas, puis recommencez."
        )


def reconnaitre(request, entree) -> None:
    """Find whose account this is; allauth has looked for the issuer and ``sub``. Raises Phrase."""
    if entree.state.get("process") == "connect":
        _peut_relier(request, entree)
    elif not entree.is_existing:
        _par_adresse(request, entree)


def _peut_relier(request, entree) -> None:
    compte = request.user
    if compte.secours:
        raise Phrase("Le compte de secours entre sans l’annuaire\u00a0: il ne s’y relie pas.")
    if entree.is_existing and entree.user != compte:
        raise Phrase("Cette identité est déjà celle d’un autre compte de ce site.")
    if SocialAccount.objects.filter(user=compte).exists():
        raise Phrase("Votre compte est déjà relié.")


def _par_adresse(request, entree) -> None:
    """An address links once: to an account that no identity has, that may little, and whose address the
    provider has verified.
    """
    adresse = nom(entree.dit).get("email", "")
    if not adresse:
        return
    comptes = list(Utilisateur.objects.filter(email__iexact=adresse)[:2])
    if not comptes:
        return
    (compte, *autres) = comptes
    # The same words whatever the reason: an address is not proof enough to be told more.
    if autres or not _est_verifiee(entree.dit, adresse) or not peut_etre_relie(compte):
        raise Phrase(
            "Un compte de ce site porte déjà votre adresse, sans pouvoir être relié de lui-même à"
            f" {settings.OIDC['nom']}."
            " Connectez-vous par ce compte et reliez-le, ou demandez à l’administration de l’intranet."
        )
    with acteur(commande="annuaire"):
        entree.connect(request, compte)


def _est_verifiee(dit: dict, adresse: str) -> bool:
    domaine = adresse.rpartition("@")[2].lower()
    return dit.get("email_verified") is True or domaine in settings.OIDC["domaines"]


def peut_etre_relie(compte: Utilisateur) -> bool:
    return (
        compte.is_active
        and not compte.demonstration
        and not compte.secours
        and not compte.is_staff
        and not compte.is_superuser
        and not compte.groups.filter(name__in=PRIVILEGIES).exists()
        and not SocialAccount.objects.filter(user=compte).exists()
    )


def relier(request, sociallogin) -> None:
    """An account that is linked enters by the provider alone: who leaves it has no other way in."""
    compte = sociallogin.user
    with acteur(commande="annuaire"):
        compte.set_unusable_password()
        compte.save()
    securite.noter(Quoi.ANNUAIRE, request, compte)


def creer(request, entree) -> Utilisateur:
    """An account for whom the groups of the provider give rights here; nobody else. Raises Phrase."""
    if not nos_groupes(groupes_dits(entree.dit), settings.OIDC["groupes"]):
        raise Phrase(
            "Aucun compte ne vous est ouvert sur ce site. Demandez-le à l’administration de l’intranet, avec"
            " l’adresse que vous avez là-bas."
        )
    connu = nom(entree.dit)
    compte = entree.user
    compte.first_name, compte.last_name = connu.get("first_name", ""), connu.get("last_name", "")
    compte.email = _adresse(connu)
    compte.username = get_adapter().generate_unique_username([connu.get("username"), compte.email, "compte"])
    compte.set_unusable_password()
    with acteur(commande="annuaire"):
        compte.save()
        entree.account.user = compte
        entree.account.save()
    securite.noter(Quoi.ANNUAIRE, request, compte)
    return compte


def _adresse(connu: dict) -> str:
    try:
        validate_email(connu.get("email"))
    except ValidationError:
        return ""
    return connu["email"]


def groupes_dits(dit: dict) -> set[str]:
    """The groups that the provider says of a person; what is no list says none."""
    donnes = dit.get(settings.OIDC["revendication"])
    return {g for g in donnes if isinstance(g, str)} if isinstance(donnes, list) else set()


def nos_groupes(leurs: set[str], regles: dict[str, str]) -> set[str]:
    """Our groups that those of a directory give."""
    leurs = {nom.lstrip("/") for nom in leurs}
    return set().union(*(_nos(nos) for leur, nos in regles.items() if leur.lstrip("/") in leurs))


def est_relie(compte: Utilisateur) -> bool:
    """Whether an account is the provider's to let in."""
    return (
        bool(settings.OIDC)
        and SocialAccount.objects.filter(user=compte, provider=settings.OIDC["emetteur"]).exists()
    )


def _nos(nom_ou_role: str) -> tuple[str, ...]:
    return COMPTES.get(nom_ou_role, (nom_ou_role,))


def accorder(request, compte: Utilisateur, leurs: set[str], regles: dict[str, str]) -> None:
    """Give the account the groups that the directory says, and take those that it no longer says; groups
    that the settings do not name are the administration's.
    """
    regis = set().union(*map(_nos, regles.values()))
    voulus = nos_groupes(leurs, regles)
    actuels = set(compte.groups.filter(name__in=regis).values_list("name", flat=True))
    if voulus != actuels:
        with acteur(commande="annuaire"):
            compte.groups.remove(*Group.objects.filter(name__in=actuels - voulus))
            compte.groups.add(*Group.objects.filter(name__in=voulus - actuels))
        securite.noter(Quoi.GROUPES, request, compte)


def effacer(qui: Utilisateur | str) -> int:
    """An account that loses its name loses who it is at the provider."""
    if isinstance(qui, str):
        return 0
    return SocialAccount.objects.filter(user=qui).delete()[0]
