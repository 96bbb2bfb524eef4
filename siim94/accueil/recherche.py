"""One search box: the objects whose name holds every word, whatever accents and case, grouped by kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q

from adherents.models import Adherent, Convention
from applications.models import Application, Domaine, Editeur, Fonctionnalite, Projet
from finances.models import Chapitre, Compte
from rh.models import Grade
from siim94.ui.bande import adresse_ou_rien
from siim94.ui.tables import titre_de

LIMITE = 8
LONGUEUR_MINIMALE = 2


@dataclass(frozen=True)
class Source:
    """A model to search: by ``champs`` (lookups), else by its queryset's own ``recherche``."""

    modele: type[models.Model]
    champs: Sequence[str] = ()
    relations: Sequence[str] = ()

    def trouver(self, texte: str) -> models.QuerySet:
        lignes = self.modele._default_manager.select_related(*self.relations)
        for mot in texte.split():
            if self.champs:
                condition = Q()
                for champ in self.champs:
                    condition |= Q(**{f"{champ}__unaccent__icontains": mot})
                lignes = lignes.filter(condition)
            else:
                lignes = lignes.recherche(mot)
        return lignes

    @property
    def permission(self) -> str:
        return f"{self.modele._meta.app_label}.view_{self.modele._meta.model_name}"


SOURCES = (
    Source(Adherent),
    Source(Application, relations=("editeur",)),
    Source(Fonctionnalite, ("libelle", "application__nom"), ("application", "domaine")),
    Source(Domaine, ("nom", "alias__libelle")),
    Source(Editeur, ("nom",)),
    Source(Projet, ("nom",)),
    Source(Convention, ("objet", "adherent__nom"), ("adherent",)),
    Source(Chapitre, ("code", "libelle", "libelle_court")),
    Source(Compte, ("code", "libelle", "libelle_court")),
    Source(Grade, ("libelle",)),
)


@dataclass(frozen=True)
class Groupe:
    """The results of one kind: the first ones, how many in all, and the list that shows them all."""

    titre: str
    objets: list
    nombre: int
    adresse: str


def chercher(texte: str, utilisateur) -> list[Groupe]:
    """Results by kind, of the kinds that this person may read; nothing for less than two signs."""
    texte = " ".join(texte.replace("\x00", "").split())
    if len(texte) < LONGUEUR_MINIMALE:
        return []
    groupes = []
    for source in SOURCES:
        if not utilisateur.has_perm(source.permission):
            continue
        # Joins to many rows (other names of a domain) repeat the object.
        lignes = source.trouver(texte).distinct()
        objets = list(lignes[: LIMITE + 1])
        if objets:
            nombre = len(objets) if len(objets) <= LIMITE else lignes.count()
            groupes.append(Groupe(titre_de(source.modele), objets[:LIMITE], nombre, _liste(source, texte)))
    return groupes


def _liste(source: Source, texte: str) -> str:
    meta = source.modele._meta
    adresse = adresse_ou_rien(f"{meta.app_label}:{meta.model_name}_list")
    return f"{adresse}?{urlencode({'q': texte})}" if adresse else ""
