"""Sessions that a directory opened (the provider, that of the network): it is asked again every few minutes
whether the person is still there, and with what groups; nothing is written past what it answered for.
"""

import datetime
import secrets

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode

from siim94.accueil.annuaire import comptes, jetons, serveur_ldap
from siim94.accueil.annuaire.reseau import Injoignable, Refuse
from siim94.socle import securite
from siim94.socle.middleware import METHODES_DE_LECTURE, est_publique, vers_la_connexion
from siim94.socle.models import SessionAnnuaire
from siim94.socle.securite import Quoi

CLE = "annuaire"
# Asked again after the first; after the second without an answer, nothing is shown any more. Whoever leaves a
# group loses its rights between the two at the latest.
REVOIR = datetime.timedelta(minutes=5)
TENIR = datetime.timedelta(minutes=9)
# After a call in vain, pages do without another one meanwhile.
REESSAYER = datetime.timedelta(seconds=30)
# What the directory of the network gives.
SANS_JETON = jetons.Jetons("", "", "", 0)


def ouvrir(request, compte, entree) -> None:
    """Note that this session is the provider's, which has just answered."""
    comptes.accorder(request, compte, comptes.groupes_dits(entree.dit), settings.OIDC["groupes"])
    _tenir(request, SessionAnnuaire(compte=compte, sub=entree.account.uid), entree.jetons, entree.fin)


def ouvrir_par_ldap(request, compte) -> None:
    """Note that this session is the network's directory's, which has just said the groups."""
    _tenir(request, SessionAnnuaire(compte=compte, sub=compte.entree_ldap), SANS_JETON, 0)


def _tenir(request, session: SessionAnnuaire, donnes: jetons.Jetons, fin: float) -> None:
    _confirmer(session, donnes, fin)
    session.save()
    request.session[CLE] = session.pk


def _confirmer(session: SessionAnnuaire, donnes: jetons.Jetons, fin: float) -> None:
    maintenant = timezone.now()
    fins = [instant for instant in (donnes.expire, fin) if instant]
    limite = datetime.datetime.fromtimestamp(min(fins), datetime.UTC) if fins else maintenant + REVOIR
    session.confirmee, session.expire = maintenant, limite
    session.a_revoir = min(maintenant + REVOIR, limite)
    session.jeton_acces = donnes.acces
    session.jeton_rafraichissement = donnes.rafraichissement or session.jeton_rafraichissement
    session.jeton_identite = donnes.identite or session.jeton_identite


class AnnuaireMiddleware(MiddlewareMixin):
    """Ends a session of which the provider says no more, or nothing for too long, and leads back to the page
    by the sign-in page; what was being written is refused whole.
    """

    def process_request(self, request):
        if est_publique(request) or not request.user.is_authenticated:
            return None
        cle = request.session.get(CLE)
        if cle is None or request.path == reverse("deconnexion"):
            return None
        if tient(request, cle):
            return None
        securite.noter(Quoi.ANNUAIRE_FIN, request, request.user)
        logout(request)
        return vers_la_connexion(request, fin="annuaire")


def tient(request, cle: int) -> bool:
    """Whether the provider still answers for this session, asked if it is time."""
    session = SessionAnnuaire.objects.filter(pk=cle, compte=request.user).first()
    if session is None or not _annuaire_de(session):
        return False
    maintenant = timezone.now()
    if maintenant >= session.a_revoir:
        # Refresh tokens serve once: of requests that come together one asks, and the others wait for it only
        # if they must.
        vaut = _vaut(session, request)
        with transaction.atomic():
            session = SessionAnnuaire.objects.select_for_update(skip_locked=vaut).filter(pk=cle).first()
            if session is None:
                return vaut
            if maintenant >= session.a_revoir and not _revoir(request, session):
                return False
    return _vaut(session, request)


def _annuaire_de(session: SessionAnnuaire) -> dict:
    """The settings of the directory that opened it; nothing if there is none any more."""
    return settings.LDAP if session.par_ldap else settings.OIDC


def _vaut(session: SessionAnnuaire, request) -> bool:
    maintenant = timezone.now()
    if request.method not in METHODES_DE_LECTURE and maintenant >= session.expire:
        return False
    return maintenant < session.confirmee + TENIR


def _revoir(request, session: SessionAnnuaire) -> bool:
    """Ask; what the provider refuses ends the session, what it leaves unanswered leaves it as it was."""
    try:
        leurs, donnes, fin = _redemander(session)
    except Refuse as refus:
        comptes.journal.warning("session no longer confirmed: %s", refus)
        session.delete()
        return False
    except Injoignable as panne:
        comptes.journal.warning("the directory does not answer: %s", panne)
        session.a_revoir = timezone.now() + REESSAYER
        session.save(update_fields=["a_revoir"])
        return True
    comptes.accorder(request, session.compte, leurs, _annuaire_de(session)["groupes"])
    _confirmer(session, donnes, fin)
    session.save()
    return True


def _redemander(session: SessionAnnuaire) -> tuple[set[str], jetons.Jetons, float]:
    """The groups of the person there, and until when the answer holds."""
    if session.par_ldap:
        return serveur_ldap.groupes_de(session.compte, session.sub), SANS_JETON, 0
    relie = SocialAccount.objects.filter(
        user=session.compte, provider=settings.OIDC["emetteur"], uid=session.sub
    )
    if not relie.exists():
        raise Refuse("the account is no longer linked to this identity")
    if session.jeton_rafraichissement:
        donnes = jetons.echanger(grant_type="refresh_token", refresh_token=session.jeton_rafraichissement)
    elif timezone.now() < session.expire:
        donnes = jetons.Jetons(session.jeton_acces, "", "", session.expire.timestamp())
    else:
        raise Refuse("expired, and the provider gave nothing to renew it by")
    affirme = jetons.lire(donnes.identite) if donnes.identite else {}
    if affirme.get("sub", session.sub) != session.sub:
        raise Refuse("somebody else")
    dit = affirme | jetons.identite(donnes.acces, session.sub)
    return comptes.groupes_dits(dit), donnes, affirme.get("exp", 0)


def adresse_de_sortie(request) -> str:
    """Where the provider ends its own session, told whose by its token; nothing if this one was not its own,
    or if it does not say.
    """
    session = SessionAnnuaire.objects.filter(pk=request.session.get(CLE)).first()
    if session is None or session.par_ldap or not settings.OIDC:
        return ""
    try:
        adresse = jetons.configuration().get("end_session_endpoint", "")
    except Injoignable:
        return ""
    suite = {
        "id_token_hint": session.jeton_identite,
        "client_id": settings.OIDC["client"],
        "post_logout_redirect_uri": request.build_absolute_uri(reverse("connexion")),
        "state": secrets.token_urlsafe(16),
    }
    return f"{adresse}?{urlencode(suite)}" if adresse else ""


def oublier(request) -> None:
    """A session that ends takes its tokens away."""
    if cle := getattr(request, "session", {}).get(CLE):
        SessionAnnuaire.objects.filter(pk=cle).delete()


def purger(cle: int, avancer) -> None:
    """The work of each day: tokens of sessions that ended without a word."""
    SessionAnnuaire.objects.filter(confirmee__lt=timezone.now() - datetime.timedelta(days=1)).delete()
