"""Settings, all read from the environment.

Two situations: the demonstration on one's own machine (embedded PostgreSQL under ``var/``, plain HTTP on
127.0.0.1), and production (``DATABASE_URL``, ``SIIM94_SECRET_KEY``, ``SIIM94_HOTES``, HTTPS).
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from siim94 import postgres
from siim94.postgres_base import APPLICATION, ROLE

env = environ.Env()

RACINE = Path(__file__).resolve().parent.parent
VAR = Path(env("SIIM94_VAR", default=str(RACINE / "var")))
FIXTURES = Path(env("SIIM94_FIXTURES", default=str(RACINE / "fixtures")))
# Loads and checks know no report: what lays out that of a year made by a load, its sheets and its texts are
# named here.
MISE_EN_PAGE_D_UN_EXERCICE = "siim94.bilan.ouverture.tables"
TEXTES_DU_BILAN = "siim94.bilan.models.narratifs"
# Done once a day by the worker: a function, and its name in the list of what is done in the background.
TRAVAUX_QUOTIDIENS = (
    ("siim94.controles.lettre.envoyer_toutes", "Lettre des constats"),
    ("siim94.bilan.illustrations.purger", "Purge des images sans emploi"),
    ("siim94.exploitation.purges.sessions", "Purge des sessions finies"),
    ("siim94.exploitation.purges.saisies", "Purge des saisies non enregistrées"),
    ("siim94.socle.securite.purger", "Purge du journal de sécurité"),
    ("support.purges.numeros", "Oubli des numéros des anciens tickets"),
    ("siim94.accueil.annuaire.session.purger", "Purge des jetons de l’annuaire"),
)
# What a grid asks before it saves, by the layer above it that knows the checks.
CONTROLES_D_UNE_SAISIE = "siim94.controles.portes.phrases"
# What else takes a person's name, or an account's, out of what it keeps: functions.
EFFACEMENTS = ("siim94.editions.effacement.effacer", "siim94.accueil.annuaire.comptes.effacer")
EVOLUTIONS_DU_BILAN = "siim94.bilan.evolutions.inexpliquees"
# What a report says of the year before, by the layer above it that knows what was published.
RECTIFIES_DU_BILAN = "siim94.editions.rectifications.notes"
PLACES_DU_BILAN = "siim94.bilan.models.places"
# The whole site in open formats, by the layer above all: a function of the folder.
EXPORT_ENTIER = "siim94.exploitation.reversibilite.exporter"
# What was published of a year, in one file: a function of the year and of the file.
EXPORT_PARCELLE = "siim94.editions.parcelle.ecrire"
FEUILLES_DU_BILAN = "siim94.bilan.resources.FEUILLES"


def _duree(nom: str, defaut: int, au_moins: int = 1) -> int:
    duree = env.int(nom, default=defaut)
    if duree < au_moins:
        raise ImproperlyConfigured(f"{nom} vaut {duree} : au moins {au_moins}.")
    return duree


# How long things are kept. Years are whole calendar years beside the one under way, 0 for ever.
JOURNAL_ANNEES = _duree("SIIM94_JOURNAL_ANNEES", 10, au_moins=0)
TICKETS_ANNEES = _duree("SIIM94_TICKETS_ANNEES", 5, au_moins=0)
JOURNAL_SECURITE_JOURS = _duree("SIIM94_JOURNAL_SECURITE_JOURS", 365)
DEPOTS_HEURES = _duree("SIIM94_DEPOTS_HEURES", 24)
# A session ends after a day's work, or two hours without a page.
SESSION_COOKIE_AGE = _duree("SIIM94_SESSION_HEURES", 12) * 3600
SESSION_INACTIVITE = _duree("SIIM94_INACTIVITE_HEURES", 2) * 3600

BASE_EMBARQUEE = not env("DATABASE_URL", default="")
PRODUCTION = env.bool("SIIM94_PRODUCTION", default=not BASE_EMBARQUEE)
# The one base whose accounts and password the README prints; served anywhere else they open nothing.
DEMONSTRATION = BASE_EMBARQUEE and not PRODUCTION


def _cle_secrete() -> str:
    """The key of this installation: from the environment, else one drawn once and kept under ``var/``."""
    if cle := env("SIIM94_SECRET_KEY", default=""):
        return cle
    if PRODUCTION:
        raise RuntimeError(
            "SIIM94_SECRET_KEY n’est pas défini : en production, la clé secrète vient de l’environnement."
        )
    fichier = VAR / "cle-secrete"
    if not fichier.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        fichier.touch(mode=0o600)
        fichier.write_text(secrets.token_urlsafe(64))
    return fichier.read_text().strip()


SECRET_KEY = _cle_secrete()
# What they signed or locked still opens; nothing new is.
SECRET_KEY_FALLBACKS = env.list("SIIM94_SECRET_KEYS_ANCIENNES", default=[])
DEBUG = env.bool("SIIM94_DEBUG", default=False)
ALLOWED_HOSTS = env.list("SIIM94_HOTES", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("SIIM94_ORIGINES", default=[])

INSTALLED_APPS = [
    "siim94.demonstration",
    "siim94.exploitation",
    "siim94.accueil",
    "siim94.editions",
    "siim94.bilan",
    "siim94.chargements",
    "siim94.controles",
    "finances",
    "rh",
    "support",
    "applications",
    "adherents",
    "siim94.ui",
    "siim94.socle",
    "pgtrigger",
    "django_tables2",
    "django_filters",
    "axes",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django.contrib.postgres",
    "siim94.socle.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "siim94.socle.middleware.EnTetesMiddleware",
    "siim94.socle.middleware.AdresseDeFormulaireMiddleware",
    "siim94.socle.middleware.EntreesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "siim94.socle.middleware.FinDeSessionMiddleware",
    "siim94.accueil.annuaire.session.AnnuaireMiddleware",
    "siim94.socle.middleware.ConnexionObligatoireMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    # Last: its process_view calls the view itself, inside the transaction that carries the author.
    "siim94.socle.middleware.AuteurMiddleware",
]

# Triggers are declared on the models and put there after each migration (siim94/socle/surveillance.py).
PGTRIGGER_MIGRATIONS = False

ROOT_URLCONF = "siim94.urls"
WSGI_APPLICATION = "siim94.wsgi.application"
ASGI_APPLICATION = "siim94.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "siim94.ui.pages.contexte.navigation",
                "siim94.accueil.navigation.menu",
            ],
            "builtins": ["siim94.ui.templatetags.typographie", "siim94.ui.templatetags.adresses"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DJANGO_TABLES2_TEMPLATE = "ui/table.html"
FILTERS_EMPTY_CHOICE_LABEL = "tout"

DATABASES = {
    "default": {
        **(
            postgres.serveur().parametres(
                APPLICATION if env("SIIM94_ROLE", default="") == "application" else ROLE
            )
            if BASE_EMBARQUEE
            else env.db("DATABASE_URL")
        ),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "socle.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "siim94.socle.demonstration.Comptes",
]
AUTH_PASSWORD_VALIDATORS = [
    *(
        {"NAME": f"django.contrib.auth.password_validation.{nom}"}
        for nom in (
            "UserAttributeSimilarityValidator",
            "MinimumLengthValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ),
    {"NAME": "siim94.socle.demonstration.PasCeluiDeLaDemonstration"},
]
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "connexion"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "siim94.accueil.essais.Essais"
# Who entered and from where is our own log's (``siim94.socle.securite``); of what was typed nothing is kept.
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password", "code", "credential"]
# Wrong words in the same quarter of an hour, from an address whatever the names, for a name wherever from.
ESSAIS_PAR_ADRESSE = env.int("SIIM94_ESSAIS_PAR_ADRESSE", default=10)
ESSAIS_PAR_NOM = env.int("SIIM94_ESSAIS_PAR_NOM", default=30)
AXES_LOCKOUT_TEMPLATE = "ui/connexion_bloquee.html"
AXES_RESET_ON_SUCCESS = True
# How many proxies of ours stand before the server: the visitor's address is what the first of them saw.
MANDATAIRES = env.int("SIIM94_MANDATAIRES", default=0)
AXES_CLIENT_IP_CALLABLE = "siim94.socle.middleware.adresse_du_visiteur"

ACCOUNT_ADAPTER = "siim94.accueil.connexion.Comptes"
# axes counts the attempts, second factor included.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reset_password": "20/h/ip"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "siim94.accueil.connexion.SecondsFacteurs"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# One step before or after: a telephone's clock is seldom exact.
MFA_TOTP_TOLERANCE = 1

# The directory that lets people in (ProConnect, Keycloak): nothing without an issuer.
OIDC = (
    {
        "emetteur": env("SIIM94_OIDC_EMETTEUR"),
        "client": env("SIIM94_OIDC_CLIENT"),
        "secret": env("SIIM94_OIDC_SECRET"),
        "nom": env("SIIM94_OIDC_NOM", default="l’annuaire du syndicat"),
        "portees": env("SIIM94_OIDC_PORTEES", default="openid profile email").split(),
        "groupes": env.dict("SIIM94_OIDC_GROUPES", default={}),
        "revendication": env("SIIM94_OIDC_REVENDICATION", default="groups"),
        "niveaux": env("SIIM94_OIDC_NIVEAUX", default="").split(),
        "facteurs": env("SIIM94_OIDC_FACTEURS", default="").split(),
        "domaines": env("SIIM94_OIDC_DOMAINES", default="").lower().split(),
        "origines": env("SIIM94_OIDC_ORIGINES", default="").split(),
    }
    if env("SIIM94_OIDC_EMETTEUR", default="")
    else {}
)
# Another directory, that of the network (OpenLDAP, Active Directory): its library is an extra.
LDAP = (
    {
        "adresse": env("SIIM94_LDAP_ADRESSE"),
        "compte": env("SIIM94_LDAP_COMPTE", default=""),
        "secret": env("SIIM94_LDAP_SECRET", default=""),
        "personnes": env("SIIM94_LDAP_PERSONNES"),
        "filtre": env("SIIM94_LDAP_FILTRE", default="(uid=%(user)s)"),
        "identifiant": env("SIIM94_LDAP_IDENTIFIANT", default="entryUUID"),
        "groupes_sous": env("SIIM94_LDAP_GROUPES_SOUS", default=""),
        "groupes": env.dict("SIIM94_LDAP_GROUPES", default={}),
    }
    if env("SIIM94_LDAP_ADRESSE", default="")
    else {}
)
if LDAP:
    AUTHENTICATION_BACKENDS.append("siim94.accueil.annuaire.serveur_ldap.Ldap")
SOCIALACCOUNT_ADAPTER = "siim94.accueil.annuaire.fournisseur.Adaptateur"
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True

LANGUAGE_CODE = "fr"
# Messages are written on the console until a server for them is named (smtp+tls://user:password@host:587).
vars().update(env.email("SIIM94_COURRIEL", default="consolemail://"))
EMAIL_TIMEOUT = 20
# A forgotten password is a matter of messages only where they leave.
COURRIEL_ENVOYE = EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"  # noqa: F821 - just set
DEFAULT_FROM_EMAIL = env("SIIM94_EXPEDITEUR", default="siim94@localhost")
# What whoever reads /metriques/ must bear; without it nobody reads them.
JETON_DES_METRIQUES = env("SIIM94_METRIQUES_JETON", default="")
# How messages write the addresses of the site.
ADRESSE_DU_SITE = (CSRF_TRUSTED_ORIGINS or ["http://127.0.0.1:8000"])[0]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "siim94.ui.statiques.Statiques"},
}
MEDIA_ROOT = VAR / "media"


def _origines(oidc: dict) -> list[str]:
    """Of the addresses to which signing in and out lead."""
    if not oidc:
        return []
    emetteur = urlsplit(oidc["emetteur"])
    return [f"{emetteur.scheme}://{emetteur.netloc}", *oidc["origines"]]


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Browsers want to know where a form's answer may lead.
        "form-action": [SELF, *_origines(OIDC)],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# A grid of 500 new budget lines, with their keys and seven amounts, is one form; so are 20 000 cells pasted.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30000
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

if PRODUCTION:
    HTTPS = env.bool("SIIM94_HTTPS", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = HTTPS
    SECURE_REDIRECT_EXEMPT = [r"^sante/$", r"^metriques/$"]
    SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
    SECURE_HSTS_PRELOAD = HTTPS
    SESSION_COOKIE_SECURE = HTTPS
    CSRF_COOKIE_SECURE = HTTPS
    if HTTPS:
        SESSION_COOKIE_NAME = "__Host-session"
        CSRF_COOKIE_NAME = "__Host-csrf"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "court": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "siim94.exploitation.journaux.LigneJson"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json" if PRODUCTION else "court"}
    },
    "root": {"handlers": ["console"], "level": env("SIIM94_JOURNAL", default="WARNING")},
    # Who tried to sign in, and from where, is in the base.
    # What fails at the directory is told by us, without a name.
    "loggers": {
        "axes": {"level": "ERROR"},
        "django_auth_ldap": {"level": "ERROR"},
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
    },
}
