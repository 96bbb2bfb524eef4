"""Who may do what: the groups, the rights of each, and the sets that the demonstration accounts wear.

Groups and rights are set after every migration, from this table alone: a right exists only once its model
does, and a model added later gets its rights with it. A local exception is a group of its own, which
nothing here touches.
"""

from collections.abc import Iterable

from django.apps import apps as apps_installees
from django.contrib.auth import get_permission_codename
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, router
from django.db.models import Q
from django.utils.timezone import localdate

from siim94.socle.models import Delegation, Utilisateur
from siim94.socle.requetes import Composee

APPS = ("adherents", "applications", "finances", "rh", "support", "bilan")
CONTROLES = "controles"
EDITIONS = "editions"
LECTURE = ("view",)
GESTION = ("view", "add", "change", "delete")

# What every reader sees of the socle, whatever the app: years, the syndicate, services, history, loads.
SOCLE_LU = ("exercice", "organisme", "pole", "reorganisationpole", "journal", "chargement", "lignechargee")
# What people add to the statement of accessibility, which is open to all: management's to write.
ACCESSIBILITE = ("verificationaccessibilite", "actionaccessibilite")
# What a report printed is of every app: seen by those who read the report.
SOCLE_DU_BILAN = ("valeurimprimee",)

# What the groups "<app>_gestion" read only: plans of accounts are law, mappings say whose a ticket is; a
# mistake there changes every year at once. Their pages are the administration's. Loads are another matter:
# whoever may load a GLPI export says whose its unknown entities are (``chargements.glpi``), since the load
# waits for the answer and undoing it takes that back; a plan of accounts is loaded by the administration.
ADMINISTRES = {
    "finances": ("nomenclature", "chapitre", "compte", "correspondance", "lignepresentation", "membretotal"),
    "support": ("plateformeglpi", "entiteglpi"),
}

# Whoever is told that the emergency account entered.
PREVENU = "suivre_secours"

LECTURES = tuple(f"{app}_lecture" for app in APPS)
GESTIONS = tuple(f"{app}_gestion" for app in APPS)
GROUPES = (*LECTURES, *GESTIONS, "chargement", "direction", "administration")

COMPTES = {
    "agent": (*LECTURES, "applications_gestion", "support_gestion"),
    "gestionnaire": (*LECTURES, *GESTIONS, "chargement"),
    "direction": (*LECTURES, "bilan_gestion", "direction"),
    "admin": GROUPES,
}
AVEC_ADMINISTRATION = ("admin",)


def droit_sur(modele, action: str = "view") -> str:
    """The name of the right to `action` rows of a model, as ``has_perm`` takes it."""
    return f"{modele._meta.app_label}.{get_permission_codename(action, modele._meta)}"


def _tenus(compte, jour):
    """Names of the rights that an account holds a given day: its own, those of its groups, and those of the
    groups of whoever lends it theirs.
    """
    absents = Delegation.objects.en_cours(jour).filter(a=compte).values("de")
    confies = Group.objects.filter(user__in=absents).exclude(name__in=Delegation.NON_CONFIES)
    siens = Group.objects.filter(user=compte)
    des_groupes = Group.permissions.through.objects.filter(Q(group__in=siens) | Q(group__in=confies))
    en_propre = Utilisateur.user_permissions.through.objects.filter(utilisateur=compte)
    tenues = Q(pk__in=des_groupes.values("permission")) | Q(pk__in=en_propre.values("permission"))
    return Permission.objects.filter(tenues).order_by().values_list("content_type__app_label", "codename")


_TENUS = Composee(_tenus, "compte", "jour")


def droits_tenus(compte) -> set[str]:
    """The rights that an account holds today."""
    return {f"{app}.{code}" for app, code in _TENUS.lignes(compte=compte.pk, jour=localdate())}


def droits(groupe: str, app_label: str) -> set[str] | None:
    """Codes of the rights of a group on an app's models; None when the group has no say in this app."""
    app, _, role = groupe.rpartition("_")
    if app_label == CONTROLES:
        return _sur_les_constats(app, role, groupe)
    if app_label == EDITIONS:
        return _sur_les_editions(app, role, groupe)
    if role in ("lecture", "gestion"):
        if app_label == "socle":
            lus = (*SOCLE_LU, *ACCESSIBILITE, *(SOCLE_DU_BILAN if app == "bilan" else ()))
            return {f"view_{modele}" for modele in lus}
        if app != app_label:
            return None
        ecrits = _sur(app_label, GESTION, sauf=ADMINISTRES.get(app_label, ())) if role == "gestion" else set()
        return ecrits | _sur(app_label, LECTURE)
    if groupe == "administration":
        prevenue = {PREVENU} if app_label == "socle" else set()
        return _sur(app_label, GESTION) | prevenue if app_label in (*APPS, "socle", "auth") else None
    if app_label != "socle":
        return None
    if groupe == "chargement":
        # To undo someone else's load is "delete", which only the administration holds.
        return {"view_chargement", "view_lignechargee", "add_chargement", "change_chargement"}
    sienne = {f"{action}_{modele}" for action in GESTION for modele in ACCESSIBILITE}
    return {"view_exercice", "change_exercice", PREVENU} | sienne


def _sur_les_constats(app: str, role: str, groupe: str) -> set[str] | None:
    """Findings are read by who reads the report, justified by who may edit figures; those that block, by a
    decision of management.
    """
    if role == "lecture":
        return _sur(CONTROLES, LECTURE) if app == "bilan" else None
    if groupe == "direction":
        return _sur(CONTROLES, GESTION) | {"justifier_bloquant"}
    return _sur(CONTROLES, GESTION) if role == "gestion" or groupe == "administration" else None


def _sur_les_editions(app: str, role: str, groupe: str) -> set[str] | None:
    """Whoever reads the report comments its draft and reports errors of what was published; who writes it
    submits it and says who prepares what; management validates, publishes, sends, and answers.
    """
    if groupe == "direction":
        return _sur(EDITIONS, GESTION) | {"soumettre_etape", "valider_etape", "ouvrir_edition"}
    if app != "bilan":
        return set() if groupe == "administration" else None
    lus = _sur(EDITIONS, LECTURE, sauf=("transmission", "consultation"))
    if role == "lecture":
        return lus | {"add_commentaire", "add_signalement"}
    ecrits = {"add_commentaire", "change_commentaire", "add_signalement", "soumettre_etape"}
    return lus | ecrits | {f"{action}_responsable" for action in GESTION}


def _sur(app_label: str, actions: Iterable[str], sauf: Iterable[str] = ()) -> set[str]:
    modeles = (modele._meta.model_name for modele in apps_installees.get_app_config(app_label).get_models())
    return {f"{action}_{modele}" for modele in modeles if modele not in sauf for action in actions}


def poser_droits(app_config, using=DEFAULT_DB_ALIAS, **kwargs) -> None:
    """Create the groups and give each exactly its rights on one app; Django calls it after each migration."""
    label = app_config.label
    if label not in (*APPS, CONTROLES, EDITIONS, "socle", "auth") or not router.allow_migrate_model(
        using, Group
    ):
        return
    # Django creates the rights of an app in the same pass, maybe after this call.
    create_permissions(app_config, verbosity=0, using=using)
    de_l_app = Permission.objects.using(using).filter(content_type__app_label=label)
    par_code = {permission.codename: permission for permission in de_l_app}
    for nom in GROUPES:
        voulus = droits(nom, label)
        if voulus is None:
            continue
        groupe, _ = Group.objects.using(using).get_or_create(name=nom)
        actuels = set(groupe.permissions.filter(content_type__app_label=label))
        voulues = {permission for code, permission in par_code.items() if code in voulus}
        groupe.permissions.remove(*(actuels - voulues))
        groupe.permissions.add(*(voulues - actuels))
