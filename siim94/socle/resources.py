"""Base of the sheets: one declaration serves the first data, the load of one table alone, and the workbook.

A sheet has one row per object, names objects by natural keys and never by database ids, and re-imported as
it was exported changes nothing.
"""

from django.db import models
from import_export import fields, resources

from siim94.formats.kinds import OUI_NON, TEXTE
from siim94.socle.champs import MOMENT, kind_of
from siim94.socle.widgets import KindWidget, Reference

# Fields by which people and files name an object, whatever its model.
NOMS = ("annee", "code", "nom", "nom_court", "libelle")


def _widget(champ) -> KindWidget | Reference | None:
    """The widget of a model field; None for a text, which is read as it is."""
    if champ.is_relation:
        return Reference(champ.related_model, *_noms(champ.related_model))
    kind = kind_of(champ)
    if kind in (TEXTE, MOMENT):
        return None
    return KindWidget(kind, vide=False if kind is OUI_NON and not champ.null else None)


class Ressource(resources.ModelResource):
    """A sheet of a model. Subclasses set ``Meta.model``, ``Meta.fields`` (its columns, in order) and
    ``Meta.import_id_fields`` (its natural key). A relation is named by one cell; one that takes several is
    declared as a ``fields.Field`` with ``ReferenceComposee``.

    ``feuille`` is the name of the sheet and of the CSV file of the first data; ``titre`` is what people read.
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


class IndicateurRessource(Ressource):
    """Base of the sheets of a family of single figures."""

    class Meta(Ressource.Meta):
        fields = (
            "exercice",
            "bilan_de",
            "code",
            "ventilation",
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
        import_id_fields = ("exercice", "bilan_de", "code", "ventilation")


def _noms(model: type[models.Model]) -> list[str]:
    """What names an object in a sheet, first what an export writes; any other name it is known by will do."""
    champs = {champ.name for champ in model._meta.get_fields()}
    return [*(nom for nom in NOMS if nom in champs), *(["alias__libelle"] if "alias" in champs else [])]
