"""Base of the sheets: one declaration serves the first data, the load of one table alone, and the workbook.

A sheet has one row per object, names objects by natural keys and never by database ids, and re-imported as
it was exported changes nothing.
"""

from itertools import takewhile

from django.db import models
from django.utils.text import capfirst
from import_export import fields, resources

from siim94.formats.kinds import OUI_NON, TEXTE
from siim94.socle.champs import MOMENT, kind_of, relations_de
from siim94.socle.widgets import NOMS, KindWidget, Reference


def _widget(champ) -> KindWidget | Reference | None:
    """The widget of a model field; None for a text, which is read as it is."""
    if champ.is_relation:
        return Reference(champ.related_model, *_noms(champ.related_model))
    kind = kind_of(champ)
    if kind in (TEXTE, MOMENT):
        return None
    return KindWidget(kind, vide=False if kind is OUI_NON and not champ.null else None)


class Ressource(resources.ModelResource):
    """A sheet of a model, made by ``feuille_de`` unless it reads in a way of its own.

    ``feuille`` is the name of the sheet and of the CSV file of the first data; ``titre`` is what people read.
    ``textes`` names the columns whose text is a file beside the first data.
    """

    feuille: str
    titre: str
    textes: dict[str, str] = {}

    class Meta:
        abstract = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for champ in self.fields.values():
            if "__" in champ.attribute:
                continue
            champ_modele = self._meta.model._meta.get_field(champ.attribute)
            champ.attribute = champ_modele.name
            if not isinstance(champ.widget, Reference):
                champ.widget = _widget(champ_modele) or champ.widget
            if not champ_modele.null:
                champ.default = fields.NOT_PROVIDED

    def get_queryset(self):
        """The rows with all that their cells name, in one statement."""
        jointures = sorted(filter(None, map(self._jointure, self.fields.values())))
        return super().get_queryset().select_related(*jointures)

    def _jointure(self, champ: fields.Field) -> str:
        """The relations that an export follows to write a cell, as far as each leads to one row."""
        chemin = champ.attribute
        if isinstance(champ.widget, Reference):
            chemin += f"__{champ.widget.lookups[0]}"
        suivies = takewhile(lambda relation: relation.many_to_one, relations_de(self._meta.model, chemin))
        return "__".join(relation.name for relation in suivies)


def feuille_de(model, feuille: str, colonnes, *, cles, titre: str = "", **champs) -> type[Ressource]:
    """The sheet of a model: its columns in order, its natural key among them.

    A relation is named by one cell; one that takes several is given as a ``fields.Field`` with
    ``ReferenceComposee``, by the name of its column. ``titre`` is by default the plural name of the model.
    """
    meta = type("Meta", (Ressource.Meta,), {"model": model, "fields": colonnes, "import_id_fields": cles})
    titre = titre or capfirst(str(model._meta.verbose_name_plural))
    nom = f"{model.__name__}Ressource"
    return type(Ressource)(nom, (Ressource,), {"feuille": feuille, "titre": titre, "Meta": meta, **champs})


COLONNES_PASSAGE = ("date", "motif", "raccordee")


def feuille_passages(model, feuille: str, noms=("ancien", "nouveau"), suite=(), **champs):
    """The sheet of what was renamed, split or merged; ``noms``: the columns that name the old and the new."""
    return feuille_de(
        model, feuille, (*noms, *COLONNES_PASSAGE, *suite), cles=("ancien", "nouveau"), **champs
    )


CLES_INDICATEUR = ("exercice", "bilan_de", "code", "ventilation")
COLONNES_INDICATEUR = (
    *CLES_INDICATEUR,
    "libelle",
    "valeur",
    "valeur_max",
    "decimales",
    "texte",
    "unite",
    "qualificatif",
    "definition",
    "rang",
)


def feuille_indicateurs(model, feuille: str, *suite: str, **options) -> type[Ressource]:
    """The sheet of a family of single figures; ``suite`` names the columns of its own."""
    return feuille_de(model, feuille, (*COLONNES_INDICATEUR, *suite), cles=CLES_INDICATEUR, **options)


def champ_lu(chemin: str, colonne: str) -> fields.Field:
    """A column that only helps to name the object of another one."""
    return fields.Field(chemin, colonne, readonly=True)


def _noms(model: type[models.Model]) -> list[str]:
    """What names an object in a sheet, first what an export writes; any other name it is known by will do."""
    champs = {champ.name for champ in model._meta.get_fields()}
    return [*(nom for nom in NOMS if nom in champs), *(["alias__libelle"] if "alias" in champs else [])]
