"""Natural keys made of texts: rows whose names differ by a no-break space, an accent or a capital are one.

The database's own constraints compare letter by letter. Every door asks here besides: forms and the
administration through the model's validation, grids for all their rows at once, loads when they look for the
row that a file tells (``siim94.socle.ecriture``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models

from siim94.formats.mots import cle
from siim94.socle.refus import champ_de, champs_de


@dataclass(frozen=True)
class CleDeTexte:
    """A key that holds texts: its ``portee`` (what else it holds), its texts, and what to say of a twin."""

    portee: tuple[str, ...]
    textes: tuple[str, ...]
    erreur: ValidationError
    contrainte: models.UniqueConstraint | None = None

    @property
    def nuls_distincts(self) -> bool:
        return self.contrainte is None or self.contrainte.nulls_distinct is not False

    def champ(self, noms: Iterable[str]) -> str | None:
        """The field of a page beside which a twin is told, as the database's own refusal would be."""
        return champ_de(self.contrainte, noms) if self.contrainte else self.textes[0]


@cache
def cles_de_texte(model: type[models.Model]) -> tuple[CleDeTexte, ...]:
    """The natural keys of a model in which a person writes; none where spellings are what its rows tell."""
    if not model.noms_plies:
        return ()
    seuls = [champ.name for champ in model._meta.concrete_fields if champ.unique and _est_texte(champ)]
    cles = [CleDeTexte((), (nom,), model().unique_error_message(model, (nom,))) for nom in seuls]
    for contrainte in model._meta.constraints:
        if not isinstance(contrainte, models.UniqueConstraint) or contrainte.condition is not None:
            continue
        champs = sorted(champs_de(contrainte))
        textes = tuple(nom for nom in champs if _est_texte(model._meta.get_field(nom)))
        if textes:
            portee = tuple(nom for nom in champs if nom not in textes)
            erreur = ValidationError(contrainte.get_violation_error_message())
            cles.append(CleDeTexte(portee, textes, erreur, contrainte))
    return tuple(cles)


def jumeaux(objets: Sequence[models.Model], laisses: Sequence[str] = ()) -> Iterator[tuple]:
    """Objects of one model that have a twin, stored or among them, each with the key that they share.

    Keys with a field in ``laisses`` are not looked at. One query for each key and scope.
    """
    if not objets:
        return
    model = type(objets[0])
    siens = [objet.pk for objet in objets if not objet._state.adding]
    for cle_texte in cles_de_texte(model):
        if {*cle_texte.portee, *cle_texte.textes} & {*laisses}:
            continue
        connus: dict[tuple, set[tuple]] = {}
        for objet in objets:
            portee = tuple(getattr(objet, model._meta.get_field(nom).attname) for nom in cle_texte.portee)
            mots = plie([getattr(objet, nom) for nom in cle_texte.textes])
            if None in mots or (None in portee and cle_texte.nuls_distincts):
                continue
            if portee not in connus:
                filtre = {
                    f"{nom}__isnull" if valeur is None else nom: True if valeur is None else valeur
                    for nom, valeur in zip(cle_texte.portee, portee, strict=True)
                }
                lignes = model._base_manager.filter(**filtre).exclude(pk__in=siens)
                connus[portee] = set(map(plie, lignes.values_list(*cle_texte.textes)))
            if mots in connus[portee]:
                yield objet, cle_texte
            connus[portee].add(mots)


def plie(valeurs: Sequence) -> tuple:
    """A key as keys are compared: its texts reduced to what identifies them."""
    return tuple(cle(valeur) if isinstance(valeur, str) else valeur for valeur in valeurs)


def _est_texte(champ: models.Field) -> bool:
    return isinstance(champ, models.CharField | models.TextField) and not (
        champ.choices or isinstance(champ, models.SlugField)
    )
