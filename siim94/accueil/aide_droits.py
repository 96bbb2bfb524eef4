"""Who may do what, in words: read from the groups of the database, as they are now."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.apps import apps
from django.contrib.auth.models import Group
from django.shortcuts import render
from django.views.decorators.http import require_safe

from siim94.accueil.aide_vues import fil
from siim94.chargements.genres import GENRES
from siim94.socle.demonstration import NOMS
from siim94.socle.droits import ADMINISTRES, AVEC_ADMINISTRATION, COMPTES, GROUPES, PREVENU
from siim94.socle.ordre import SansAccent

METIERS = ("adherents", "applications", "finances", "rh", "support")
ECRITURES = ("add", "change", "delete")
# What the administration keeps of an app, in words.
APART = {"finances": "Modifier les plans de comptes", "support": "Modifier les rattachements GLPI"}


class Degre(StrEnum):
    """How much of an action is allowed."""

    TOUT = "oui"
    PARTIE = "en partie"
    RIEN = "non"


@dataclass(frozen=True)
class ActionPermise:
    """Something that a person does, and all the permissions that it takes.

    ``ensemble``: a part of the permissions allows nothing, where it otherwise allows a part of the action.
    ``equipe``: it takes the mark of the account that opens the administration.
    """

    libelle: str
    permissions: frozenset[str]
    ensemble: bool = False
    equipe: bool = False

    def degre(self, detenues: Iterable[str], equipe: bool = False) -> Degre:
        if self.equipe and not equipe:
            return Degre.RIEN
        tenues = len(self.permissions.intersection(detenues))
        if tenues == len(self.permissions):
            return Degre.TOUT
        return Degre.PARTIE if tenues and not self.ensemble else Degre.RIEN


@cache
def actions() -> tuple[tuple[str, tuple[ActionPermise, ...]], ...]:
    """All that can be done, by part of the product."""
    metiers = ((str(apps.get_app_config(label).verbose_name), tuple(_metier(label))) for label in METIERS)
    chargements = (
        _action("Voir les chargements", "socle.view_chargement"),
        *(
            ActionPermise(
                f"Charger : {c.titre}", frozenset({"socle.add_chargement", c.permission}), ensemble=True
            )
            for c in GENRES
        ),
        _action("Rattacher les entités inconnues d’un export GLPI", "socle.add_chargement"),
        _action("Annuler son propre chargement", "socle.add_chargement"),
        _action("Annuler le chargement d’un autre", "socle.delete_chargement"),
    )
    return (
        *metiers,
        (
            "Bilan",
            (
                _action("Lire le bilan, télécharger le PDF", "bilan.view_rubrique"),
                _action(
                    "Écrire les textes, changer la mise en page", *_sur("bilan", ECRITURES, ["rubrique"])
                ),
                _action("Dire qui prépare quelle rubrique", *_sur("editions", ECRITURES, ["responsable"])),
                _action("Commenter la copie à relire", "editions.add_commentaire"),
                _action("Soumettre le bilan à la relecture", "editions.soumettre_etape"),
                _action("Renvoyer le bilan au brouillon, le valider", "editions.valider_etape"),
                _action("Publier le bilan, programmer sa publication", "editions.add_edition"),
                _action("Ouvrir une édition à tous, sans compte", "editions.ouvrir_edition"),
            ),
        ),
        (
            "Contrôles de cohérence",
            (
                _action("Voir les constats", "controles.view_suite"),
                _action("Justifier un constat", *_sur("controles", ECRITURES, ["suite"])),
                _action("Justifier un constat bloquant", "controles.justifier_bloquant"),
            ),
        ),
        ("Chargements", chargements),
        (
            "Exercices et journal",
            (
                _action("Voir les exercices", "socle.view_exercice"),
                _action("Préparer, ouvrir, clore, rouvrir avec un motif", "socle.change_exercice"),
                _action("Lire l’historique et le journal", "socle.view_journal"),
            ),
        ),
        (
            "Administration",
            (
                ActionPermise("Ouvrir l’administration", frozenset(), equipe=True),
                _action("Gérer les comptes", *_sur("socle", ECRITURES, ["utilisateur"])),
                _action("Être prévenu de l’emploi du compte de secours", f"socle.{PREVENU}"),
                _action("Gérer les groupes et leurs droits", *_sur("auth", ECRITURES, ["group"])),
                _action("Modifier la fiche du syndicat", "socle.change_organisme"),
                _action("Modifier les pôles", *_sur("socle", ECRITURES, ["pole"])),
            ),
        ),
    )


def _metier(label: str) -> Iterator[ActionPermise]:
    noms = [modele._meta.model_name for modele in apps.get_app_config(label).get_models()]
    apart = ADMINISTRES.get(label, ())
    courants = [nom for nom in noms if nom not in apart]
    yield _action("Lire", *_sur(label, ["view"], noms))
    yield _action("Ajouter et modifier", *_sur(label, ["add", "change"], courants))
    yield _action("Supprimer", *_sur(label, ["delete"], courants))
    if apart:
        yield _action(APART[label], *_sur(label, ECRITURES, apart))


def _action(libelle: str, *permissions: str) -> ActionPermise:
    return ActionPermise(libelle, frozenset(permissions))


def _sur(label: str, verbes: Iterable[str], modeles: Sequence[str]) -> list[str]:
    """The permissions of an app for some verbs on some models."""
    return [f"{label}.{verbe}_{nom}" for verbe in verbes for nom in modeles]


def permissions_des_groupes() -> dict[str, set[str]]:
    """Each group of the database with what it gives, in two queries."""
    groupes = Group.objects.prefetch_related("permissions__content_type").order_by(SansAccent("name"))
    return {
        groupe.name: {f"{p.content_type.app_label}.{p.codename}" for p in groupe.permissions.all()}
        for groupe in groupes
    }


@require_safe
def droits(request):
    """The table roles × actions and that of the groups, with the rights of the person who reads it."""
    groupes = permissions_des_groupes()
    roles = [
        (
            NOMS[role],
            set().union(*(groupes.get(nom, set()) for nom in noms)),
            role in AVEC_ADMINISTRATION,
        )
        for role, noms in COMPTES.items()
    ]
    colonnes = [("Vous", request.user.get_all_permissions(), request.user.is_staff), *roles]
    siens = set(request.user.groups.values_list("name", flat=True))
    return render(
        request,
        "accueil/aide/droits.html",
        {
            "titre": "Qui peut faire quoi",
            "fil": fil(("Qui peut faire quoi", "")),
            "colonnes": [titre for titre, *_ in colonnes],
            "domaines": [
                (
                    domaine,
                    [
                        (action.libelle, [action.degre(tenues, equipe) for _, tenues, equipe in colonnes])
                        for action in liste
                    ],
                )
                for domaine, liste in actions()
            ],
            "groupes": [
                {
                    "nom": nom,
                    "permet": permet(tenues),
                    "local": nom not in GROUPES,
                    "sien": nom in siens,
                }
                for nom, tenues in groupes.items()
            ],
        },
    )


def permet(tenues: set[str]) -> list[tuple[str, str]]:
    """What a set of permissions allows, by part of the product, in words."""
    lignes = []
    for domaine, liste in actions():
        mots = [
            action.libelle[0].lower() + action.libelle[1:] + (" (en partie)" if degre == Degre.PARTIE else "")
            for action in liste
            if (degre := action.degre(tenues)) != Degre.RIEN
        ]
        if mots:
            lignes.append((domaine, ", ".join(mots)))
    return lignes
