"""Signing in by the directory of the network (OpenLDAP, Active Directory), on django-auth-ldap.

The name and the password are those of the directory, which alone verifies them. Whose account it is, the
entry's own identifier says, since a name may be given to somebody else; the groups are read at each sign-in.
"""

from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError

from siim94.accueil.annuaire import comptes
from siim94.accueil.annuaire.reseau import MACHINE
from siim94.socle import securite
from siim94.socle.models import Utilisateur
from siim94.socle.securite import Quoi

try:
    import ldap
    from django_auth_ldap.backend import LDAPBackend, LDAPSettings, ldap_error
    from django_auth_ldap.config import GroupOfNamesType, LDAPSearch
except ImportError:
    # An extra: the check of the settings says that it lacks (``siim94.accueil.annuaire.reglages``).
    LDAPBackend, ldap_error = object, None

# Seconds that the directory has for each answer.
DELAI = 4
GROUPES = "(|(objectClass=groupOfNames)(objectClass=group))"
PANNE = "L’annuaire ne répond pas comme il faut. Réessayez, ou entrez par un compte de ce site."


class Ldap(LDAPBackend):
    @property
    def settings(self):
        """Those of django-auth-ldap, from ours."""
        dit = settings.LDAP
        adresse = urlsplit(dit["adresse"])
        sous = dit["groupes_sous"]
        return LDAPSettings(
            "AUTH_LDAP_",
            {
                "SERVER_URI": dit["adresse"],
                # Nothing is said to a directory in the clear but on this machine.
                "START_TLS": adresse.scheme == "ldap" and adresse.hostname not in MACHINE,
                "BIND_DN": dit["compte"],
                "BIND_PASSWORD": dit["secret"],
                "USER_SEARCH": LDAPSearch(
                    dit["personnes"],
                    ldap.SCOPE_SUBTREE,
                    dit["filtre"],
                    ["givenName", "sn", "mail", dit["identifiant"]],
                ),
                "USER_ATTR_MAP": {"first_name": "givenName", "last_name": "sn", "email": "mail"},
                "GROUP_SEARCH": LDAPSearch(sous, ldap.SCOPE_SUBTREE, GROUPES) if sous else None,
                "GROUP_TYPE": GroupOfNamesType(name_attr="cn") if sous else None,
                "CONNECTION_OPTIONS": {
                    ldap.OPT_NETWORK_TIMEOUT: DELAI,
                    ldap.OPT_TIMEOUT: DELAI,
                    ldap.OPT_REFERRALS: 0,
                    ldap.OPT_X_TLS_REQUIRE_CERT: ldap.OPT_X_TLS_DEMAND,
                    # Last: it takes the one above into account.
                    ldap.OPT_X_TLS_NEWCTX: 0,
                },
            },
        )

    def authenticate_ldap_user(self, ldap_user, password):
        compte = super().authenticate_ldap_user(ldap_user, password)
        if compte is not None and compte.is_active:
            request = ldap_user._request
            lien, nouveau = SocialAccount.objects.get_or_create(
                provider=settings.LDAP["adresse"], uid=self._identifiant(ldap_user), defaults={"user": compte}
            )
            if nouveau:
                securite.noter(Quoi.ANNUAIRE, request, compte)
            comptes.accorder(request, compte, _leurs(ldap_user), settings.LDAP["groupes"])
            return lien.user
        return None

    def get_or_build_user(self, username, ldap_user):
        identifiant = self._identifiant(ldap_user)
        lien = SocialAccount.objects.filter(provider=settings.LDAP["adresse"], uid=identifiant).first()
        if lien is not None:
            return lien.user, False
        homonyme = Utilisateur.objects.filter(username__iexact=username).first()
        if homonyme is None:
            if not comptes.nos_groupes(_leurs(ldap_user), settings.LDAP["groupes"]):
                raise ldap_user.AuthenticationFailed("no group of it opens this site")
            return Utilisateur(username=username.lower()), True
        # An account of this site is not the directory's for the sake of a name, unless it was made for it.
        if homonyme.has_usable_password() or not comptes.peut_etre_relie(homonyme):
            raise ldap_user.AuthenticationFailed("the account of that name is not the directory's")
        return homonyme, False

    def _identifiant(self, ldap_user) -> str:
        valeurs = ldap_user.attrs.get(settings.LDAP["identifiant"]) or [b""]
        lu = valeurs[0]
        # That of Active Directory is bytes, which may happen to be letters.
        if isinstance(lu, str) and not lu.isprintable():
            lu = lu.encode()
        identifiant = lu.hex() if isinstance(lu, bytes) else lu
        if not 0 < len(identifiant) <= comptes.SUB_MAXIMAL:
            raise ldap_user.AuthenticationFailed("no identifier that can be kept")
        return identifiant


def _leurs(ldap_user) -> set[str]:
    return set(ldap_user.group_names) if settings.LDAP["groupes_sous"] else set()


def dire_la_panne(sender, context, exception, **kwargs) -> None:
    """A directory that fails is no wrong password: it is said, and counted against nobody."""
    comptes.journal.warning("the LDAP directory does not answer: %s", type(exception).__name__)
    raise ValidationError(PANNE, code="annuaire") from exception


if ldap_error:
    ldap_error.connect(dire_la_panne, dispatch_uid="siim94.accueil.annuaire.serveur_ldap")
