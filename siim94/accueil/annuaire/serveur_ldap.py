"""Signing in by the directory of the network (OpenLDAP, Active Directory), on django-auth-ldap.

The name and the password are those of the directory, which alone verifies them. Whose account it is, the
entry's own identifier says, since a name may be given to somebody else; the groups are read at each sign-in,
then every few minutes of the session (``siim94.accueil.annuaire.session``).
"""

import re
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError

from siim94.accueil.annuaire import comptes
from siim94.accueil.annuaire.adresses import MACHINE
from siim94.accueil.annuaire.reseau import Injoignable, Refuse
from siim94.socle import securite
from siim94.socle.models import Utilisateur
from siim94.socle.securite import Quoi

try:
    import ldap
    from django_auth_ldap.backend import LDAPBackend, LDAPSettings, _LDAPUser, ldap_error
    from django_auth_ldap.config import GroupOfNamesType, LDAPSearch
    from ldap.filter import escape_filter_chars
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
            # The session is the directory's from here on (``siim94.accueil.connexion``).
            lien.user.entree_ldap = lien.uid
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


class _ParIdentifiant(Ldap):
    """Finds an entry by its identifier instead of its name, if the filter still lets it in."""

    def __init__(self, identifiant: str):
        self.identifiant = identifiant

    @property
    def settings(self):
        reglages, dit = super().settings, settings.LDAP
        formes = [escape_filter_chars(self.identifiant)]
        if re.fullmatch(r"([0-9a-f]{2})+", self.identifiant):
            formes.append(re.sub("..", r"\\\g<0>", self.identifiant))
        siens = "".join(f"({dit['identifiant']}={forme})" for forme in formes)
        filtre = f"(&{dit['filtre'] % {'user': '*'}}(|{siens}))".replace("%", "%%")
        cherche = reglages.USER_SEARCH
        reglages.USER_SEARCH = LDAPSearch(cherche.base_dn, cherche.scope, filtre, cherche.attrlist)
        return reglages


def groupes_de(compte: Utilisateur, identifiant: str) -> set[str]:
    """The groups that the directory says now of whoever it let in. Raises Refuse, Injoignable."""
    relie = SocialAccount.objects.filter(user=compte, provider=settings.LDAP["adresse"], uid=identifiant)
    if not relie.exists():
        raise Refuse("the account is no longer linked to this entry")
    entree = _LDAPUser(_ParIdentifiant(identifiant), username=identifiant)
    try:
        if entree.dn is None:
            raise Refuse("the directory no longer knows this entry")
        return _leurs(entree)
    except (ldap.LDAPError, ValidationError) as panne:
        raise Injoignable(type(panne).__name__) from panne


def _leurs(ldap_user) -> set[str]:
    return set(ldap_user.group_names) if settings.LDAP["groupes_sous"] else set()


def dire_la_panne(sender, context, exception, **kwargs) -> None:
    """A directory that fails is no wrong password: it is said, and counted against nobody."""
    comptes.journal.warning("the LDAP directory does not answer: %s", type(exception).__name__)
    raise ValidationError(PANNE, code="annuaire") from exception


if ldap_error:
    ldap_error.connect(dire_la_panne, dispatch_uid="siim94.accueil.annuaire.serveur_ldap")
