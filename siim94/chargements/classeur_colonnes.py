"""The columns of a yearly sheet, made from its ``Ressource``: French headings, types, names for codes."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from import_export import fields

from siim94.formats.classeur import Colonne, TypeColonne, Valeur
from siim94.formats.mots import cle
from siim94.socle.resources import Ressource
from siim94.socle.widgets import Reference

# Headings of columns that name a thing by several cells, and of fields whose label needs its form around it.
TITRES = {
    "adherent": "Adhérent",
    "chapitre": "Chapitre",
    "compte": "Compte",
    "exercice": "Exercice",
    "age_max": "Tranche d’âge\u00a0: à",
    "age_min": "Tranche d’âge\u00a0: de",
    "annee_plan": "Année du plan de comptes",
    "application": "Application",
    "declinaison": "Plan de comptes",
    "nomenclature": "Plan de comptes",
    "domaine": "Domaine",
    "editeur": "Éditeur",
    "etape": "Étape",
    "budget": "Budget",
    "filiere": "Filière",
    "fonction": "Fonction",
    "grade": "Grade",
    "mesure": "Mesure",
    "axe": "Axe",
    "numero": "Numéro",
    "pole": "Pôle",
    "projet": "Projet",
    "rang": "Rang",
    "siret": "SIRET",
    "theme": "Thème",
    "type": "Type",
}
AIDES = {
    "exercice": "L’année du chiffre\u00a0; vide\u00a0: celle du classeur.",
    "adherent": "Le nom de l’adhérent, ou tout autre nom sous lequel il est connu.",
    "rang": "Ordre dans le bilan.",
    "ventilation": "Nom de la part, quand le chiffre est celui d’une partie.",
    "texte": "Quand aucun nombre n’est donné.",
}
# Larger tables are not offered as a list: their rows are named by typing.
LISTE_MAXIMALE = 1_000
# Plans of accounts: a code says more than a choice among hundreds.
SANS_LISTE = ("finances.chapitre", "finances.compte", "finances.nomenclature")


@dataclass(frozen=True)
class ColonneAnnuelle:
    """A column of a sheet and what it stands for.

    ``chemin`` leads from a row's object to the value, ``final`` is the model field at its end. ``noms`` gives
    the name that people read for each code that the table knows.
    """

    champ: fields.Field
    code: str
    titre: str
    type: TypeColonne
    obligatoire: bool
    chemin: tuple[str, ...]
    final: models.Field
    choix: tuple[str, ...] = ()
    noms: dict[str, str] | None = None

    @property
    def type_lu(self) -> TypeColonne:
        return TypeColonne.TEXTE if self.type is TypeColonne.CHOIX else self.type

    def a_ecrire(self) -> Colonne:
        """The column as the workbook shows it."""
        return Colonne(
            self.code,
            self.titre,
            self.type,
            self.obligatoire,
            self.choix,
            aide=AIDES.get(self.code) or str(self.final.help_text if len(self.chemin) == 1 else ""),
        )

    def valeur(self, objet: models.Model) -> Valeur:
        """What the cell of an object holds; None for an empty one."""
        brut = reduce(
            lambda source, nom: None if source is None else getattr(source, nom), self.chemin, objet
        )
        if brut is None or brut == "":
            return None
        if self.noms is not None:
            brut = self.noms.get(brut, brut)
        return str(brut) if self.type in (TypeColonne.TEXTE, TypeColonne.CHOIX) else brut

    def cellule(self, lue: Valeur) -> Valeur:
        """What the sheet's widgets read of a cell: the code for a name, the default for an empty one."""
        if lue is None:
            return "" if not self.final.has_default() or self.final.null else self.final.get_default()
        if self.noms is not None and isinstance(lue, str):
            return {cle(nom): code for code, nom in self.noms.items()}.get(cle(lue), lue)
        return lue


def colonnes_de(
    ressource: Ressource, valeurs: Collection[str], sans: Collection[str] = ()
) -> list[ColonneAnnuelle]:
    """The columns of a sheet in its order, without ``bilan_de`` (the workbook's year gives it) and ``sans``.

    The columns ``valeurs`` are never compulsory: a row without any value says nothing.
    """
    model = ressource._meta.model
    return [
        _colonne(model, champ, champ.column_name in valeurs)
        for champ in (ressource.fields[nom] for nom in ressource._meta.fields)
        if champ.column_name not in ("bilan_de", *sans)
    ]


def _colonne(model, champ: fields.Field, est_valeur: bool) -> ColonneAnnuelle:
    code = champ.column_name
    chemin, final = _chemin(model, champ)
    propre = len(chemin) == 1
    noms = None if propre and not final.choices else _noms(final)
    choix = tuple(noms.values()) if noms is not None else () if propre else _liste(final)
    genre = TypeColonne.CHOIX if choix else _type(final)
    titre = TITRES.get(code) or str(final.verbose_name)
    return ColonneAnnuelle(
        champ=champ,
        code=code,
        titre=titre[:1].upper() + titre[1:],
        type=genre,
        obligatoire=not est_valeur and code != "exercice" and _requis(model, champ),
        chemin=chemin,
        final=final,
        choix=choix,
        noms=noms,
    )


def _requis(model, champ: fields.Field) -> bool:
    """Whether no row may leave the cell empty. A cell that only helps to name another's object may."""
    if champ.readonly:
        return False
    propre = model._meta.get_field(champ.attribute)
    if propre.is_relation:
        return not propre.null
    return not (propre.blank or propre.null or propre.has_default())


def _chemin(model, champ) -> tuple[tuple[str, ...], models.Field]:
    """The attributes that lead to a cell's value, and the model field that they end at."""
    chemin = champ.attribute.split("__")
    if isinstance(champ.widget, Reference):
        chemin += champ.widget.lookups[0].split("__")
    for nom in chemin:
        final = model._meta.get_field(nom)
        if final.is_relation:
            model = final.related_model
    if final.is_relation:
        final = model._meta.pk
    return tuple(chemin), final


def _type(final: models.Field) -> TypeColonne:
    genre = final.get_internal_type()
    if genre == "DecimalField":
        argent = final.decimal_places == 2 and final.max_digits >= 12
        return TypeColonne.MONTANT if argent else TypeColonne.DECIMAL
    if "Integer" in genre or "AutoField" in genre:
        return TypeColonne.ENTIER
    if genre == "BooleanField":
        return TypeColonne.BOOLEEN
    return TypeColonne.DATE if genre == "DateField" else TypeColonne.TEXTE


def _noms(final: models.Field) -> dict[str, str] | None:
    """The name of each code, where people know the thing by a name: choices, and reference data."""
    if final.choices:
        return {code: str(libelle) for code, libelle in final.choices}
    if final.name != "code" or final.model._meta.label_lower in SANS_LISTE:
        return None
    for nom in ("nom", "libelle"):
        try:
            final.model._meta.get_field(nom)
        except FieldDoesNotExist:
            continue
        noms = dict(final.model._base_manager.order_by(nom).values_list("code", nom))
        return noms if len({cle(n) for n in noms.values()}) == len(noms) else None
    return None


def _liste(final: models.Field) -> tuple[str, ...]:
    """The names of reference data, each once, when there are not too many of them."""
    model = final.model
    annuel = any(champ.name == "bilan_de" for champ in model._meta.fields)
    if final.get_internal_type() != "CharField" or annuel or model._meta.label_lower in SANS_LISTE:
        return ()
    noms = model._base_manager.exclude(**{final.name: ""}).order_by(final.name)
    liste = tuple(dict.fromkeys(noms.values_list(final.name, flat=True)))
    return liste if len(liste) <= LISTE_MAXIMALE else ()
