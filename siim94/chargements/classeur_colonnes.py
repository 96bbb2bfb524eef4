"""The columns of a yearly sheet, made from its ``Ressource``: French headings, types, names for codes."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial, reduce

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from import_export import fields

from siim94.formats.classeur import ColonneDeFeuille, Valeur
from siim94.formats.classeur_cellules import Brut, en_pourcent, est_vide, sain, texte
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import OUI_NON, TEXTE, Kind, NombreKind
from siim94.formats.mots import cle
from siim94.formats.nombres import citer
from siim94.socle.champs import kind_of
from siim94.socle.ordre import SansAccent
from siim94.socle.partage import partager
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
    "rang": "Ordre d’affichage",
    "siret": "SIRET",
    "theme": "Thème",
    "type": "Type",
}
AIDES = {
    "exercice": "L’année du chiffre\u00a0; vide\u00a0: celle du classeur.",
    "adherent": "Le nom de l’adhérent, ou tout autre nom sous lequel il est connu.",
    "rang": "Place dans le bilan, parmi les lignes de même nature.",
    "ventilation": "Nom de la part, quand le chiffre est celui d’une partie.",
    "texte": "Quand aucun nombre n’est donné.",
}
# Larger tables are not offered as a list: their rows are named by typing.
LISTE_MAXIMALE = 1_000
# Plans of accounts: a code says more than a choice among hundreds.
SANS_LISTE = ("finances.chapitre", "finances.compte", "finances.nomenclature")
# Beyond, a number is none that people count.
CHIFFRES_MAXIMAUX = 20
UN_POURCENT = Decimal("0.01")


@dataclass(frozen=True)
class ColonneAnnuelle:
    """A column of a sheet and what it stands for.

    ``chemin`` leads from a row's object to the value, ``final`` is the model field at its end. ``noms`` gives
    the name that people read for each code that the table knows.
    """

    champ: fields.Field
    code: str
    titre: str
    obligatoire: bool
    chemin: tuple[str, ...]
    final: models.Field
    choix: tuple[str, ...] = ()
    noms: dict[str, str] | None = None

    @cached_property
    def codes(self) -> dict[str, str]:
        """The code for each name, however it is typed."""
        return {cle(nom): code for code, nom in (self.noms or {}).items()}

    @cached_property
    def kind(self) -> Kind:
        """Who reads and writes its values."""
        return kind_of(self.final)

    @cached_property
    def vide(self) -> object:
        """What an empty cell stands for."""
        if self.final.has_default() and not self.final.null:
            return self.final.get_default()
        if not self.propre or (self.final.empty_strings_allowed and not self.final.null):
            return ""
        return False if self.kind is OUI_NON and not self.final.null else self.kind.vide

    @property
    def propre(self) -> bool:
        """Whether the cell is the value of a field of the row itself, not a name of another's object."""
        return len(self.chemin) == 1

    def description(self) -> ColonneDeFeuille:
        """The column as the workbook shows it."""
        return ColonneDeFeuille(
            self.code,
            self.titre,
            TEXTE if self.choix else self.kind,
            self.obligatoire,
            self.choix,
            aide=AIDES.get(self.code) or str(self.final.help_text if self.propre else ""),
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
        return str(brut) if self.choix or self.kind is TEXTE else brut

    def lire(self, brut: Brut, en_pourcents: bool | None = None) -> object:
        """What a cell says: the value of the row's own field, else a text that names another's object.

        ``en_pourcents``: whether the values of the row are in per cent, None where it does not say. Raises
        ErreurFormat without a place.
        """
        if est_vide(brut):
            if self.obligatoire:
                raise ErreurFormat("une valeur est obligatoire")
            return self.vide
        if not self.propre:
            lu = texte(brut)
            return self.codes.get(cle(lu), lu)
        lu = self.nombre(brut, en_pourcents) if self.kind.numerique else self.kind.lire(sain(brut))
        places = self.final.decimal_places if isinstance(lu, Decimal) else 0
        if places and (lu.adjusted() > CHIFFRES_MAXIMAUX or round(lu, places) != lu):
            raise ErreurFormat(f"{citer(texte(brut))} a plus de {places} décimales")
        return lu

    def nombre(self, brut: Brut, en_pourcents: bool | None = None) -> Decimal | int:
        """The number of a cell; "46 %" is 46 in a row of percentages, no number in one of other things."""
        if not en_pourcent(brut):
            return self.kind.lire(sain(brut))
        if en_pourcents is False or type(self.kind) is not NombreKind:
            raise ErreurFormat(f"{citer(texte(brut))} est un pourcentage, pas un nombre")
        return self.kind.lire(texte(brut), pourcent=1 if en_pourcents else UN_POURCENT)


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
    # Many columns name the same reference data.
    noms = None if propre and not final.choices else partager((_noms, final), partial(_noms, final))
    choix = tuple(noms.values()) if noms is not None else ()
    if noms is None and not propre:
        choix = partager((_liste, final), partial(_liste, final))
    titre = TITRES.get(code) or str(final.verbose_name)
    return ColonneAnnuelle(
        champ=champ,
        code=code,
        titre=titre[:1].upper() + titre[1:],
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
        noms = dict(final.model._base_manager.order_by(SansAccent(nom)).values_list("code", nom))
        return noms if len({cle(n) for n in noms.values()}) == len(noms) else None
    return None


def _liste(final: models.Field) -> tuple[str, ...]:
    """The names of reference data, each once, when there are not too many of them."""
    model = final.model
    annuel = any(champ.name == "bilan_de" for champ in model._meta.fields)
    if final.get_internal_type() != "CharField" or annuel or model._meta.label_lower in SANS_LISTE:
        return ()
    noms = model._base_manager.exclude(**{final.name: ""}).order_by(SansAccent(final.name))
    liste = tuple(dict.fromkeys(noms.values_list(final.name, flat=True)))
    return liste if len(liste) <= LISTE_MAXIMALE else ()
