"""The rows that a figure is computed from, for a person to read: their values, and where each comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.db import models

from siim94.bilan.nombres import est_ecrite
from siim94.formats.mots import plier
from siim94.socle.champs import kind_of
from siim94.socle.models import Indicateur
from siim94.socle.provenance import Lignes, Origine, origines
from siim94.ui.saisie.formulaires import relations_du_nom

# Rows of one table that the page shows.
MONTREES = 200
# What orders rows or says how a value is written is no value.
_SANS_VALEUR = frozenset({"rang", "version", "decimales", "annee"})


@dataclass
class LigneSource:
    """A row that a figure is computed from, its values, and where they come from."""

    objet: models.Model
    valeurs: list[tuple[str, str]]
    origine: Origine | None
    adresse: str = ""


@dataclass
class TableSource:
    """The rows of one table: those that hold the value itself, then the others."""

    titre: str
    permise: bool
    exactes: list[LigneSource] = field(default_factory=list)
    autres: list[LigneSource] = field(default_factory=list)
    nombre: int = 0


def sources(
    lignes: Lignes, nombres: Sequence[Decimal], utilisateur, libelle: str = "", ecrit: str = ""
) -> list[TableSource]:
    """The rows of a computation for a person to read; of tables that this person may not see, how many.

    ``ecrit`` is what was read, which may say in words what has no number.
    """
    tables = []
    for modele, cles in lignes.items():
        meta = modele._meta
        permise = utilisateur.has_perm(f"{meta.app_label}.view_{meta.model_name}")
        table = TableSource(str(meta.verbose_name_plural), permise, nombre=len(cles))
        if permise:
            _remplir(table, modele, cles, nombres, libelle, ecrit)
        tables.append(table)
    return sorted(tables, key=lambda table: (not table.exactes, not table.permise))


def champs_de_valeur(modele: type[models.Model]) -> list[models.Field]:
    """The fields of a table that hold figures."""
    return [
        champ
        for champ in modele._meta.concrete_fields
        if kind_of(champ).numerique
        and not champ.is_relation
        and not champ.primary_key
        and champ.name not in _SANS_VALEUR
    ]


def _est_dite(valeur: Decimal | int | str, nombres: Sequence[Decimal], ecrit: str) -> bool:
    if isinstance(valeur, str):
        return plier(valeur) in plier(ecrit)
    return any(est_ecrite(abs(Decimal(valeur)), abs(nombre)) for nombre in nombres)


def _remplir(table, modele, cles, nombres, libelle, ecrit) -> None:
    champs = champs_de_valeur(modele)
    if issubclass(modele, Indicateur):
        champs.append(modele._meta.get_field("texte"))
    relations = [c.name for c in modele._meta.concrete_fields if c.is_relation]
    nommables = modele._base_manager.select_related(*relations, *relations_du_nom(modele))
    objets = list(nommables.filter(pk__in=cles).order_by("pk"))
    nom_de = cache(lambda _, cible: str(cible))
    # Those that the row of the table names come first, then those that hold the number.

    def nomme(objet) -> bool:
        cibles = (getattr(objet, nom) for nom in relations)
        return any(cible is not None and nom_de(cible.pk, cible) == libelle for cible in cibles)

    nommes = [objet for objet in objets if libelle and nomme(objet)]
    tenus = {}
    for objet in nommes or objets:
        tenus[objet.pk] = [
            champ.name
            for champ in champs
            if (valeur := getattr(objet, champ.name)) not in (None, "") and _est_dite(valeur, nombres, ecrit)
        ]
    exactes = [objet for objet in nommes or objets if tenus[objet.pk]]
    retenues = {objet.pk for objet in exactes}
    autres = [objet for objet in [*nommes, *objets] if objet.pk not in retenues]
    autres = list({objet.pk: objet for objet in autres}.values())
    montres = [*exactes, *autres][:MONTREES]
    champs_de = {objet: _montres(objet, champs, tenus) for objet in montres}
    trouvees = origines({objet: [champ.name for champ in siens] for objet, siens in champs_de.items()})
    for objet, siens in champs_de.items():
        valeurs = [
            (str(champ.verbose_name), kind_of(champ).raconter(getattr(objet, champ.name))) for champ in siens
        ]
        adresse = objet.get_absolute_url() if hasattr(objet, "get_absolute_url") else ""
        ligne = LigneSource(objet, valeurs, trouvees.get(objet.pk), adresse)
        (table.exactes if objet.pk in retenues else table.autres).append(ligne)


def _montres(
    objet: models.Model, champs: list[models.Field], tenus: dict[int, list[str]]
) -> list[models.Field]:
    """The fields of a row that are shown: those that hold the number, else all that hold something."""
    voulus = tenus.get(objet.pk)
    return [
        c for c in champs if getattr(objet, c.name) not in (None, "") and (not voulus or c.name in voulus)
    ]
