"""Base of the sheets: one declaration serves the first data, the load of one table alone, and the workbook.

A sheet has one row per object, names objects by natural keys and never by database ids, and re-imported as
it was exported changes nothing.
"""

from import_export import fields, resources

from siim94.socle.models import Exercice
from siim94.socle.widgets import ChoixWidget, DateWidget, EntierWidget, NombreWidget, OuiNonWidget, Reference


def _widget(champ):
    """The widget of a model field that is not a relation."""
    if champ.choices:
        return ChoixWidget([(code, str(libelle)) for code, libelle in champ.choices])
    genre = champ.get_internal_type()
    if genre == "DecimalField":
        return NombreWidget()
    if genre == "BooleanField":
        return OuiNonWidget(nul=champ.null)
    if genre == "DateField":
        return DateWidget()
    if "Integer" in genre:
        return EntierWidget()
    return None


class Ressource(resources.ModelResource):
    """A sheet of a model. Subclasses set ``Meta.model``, ``Meta.fields`` (its columns, in order) and
    ``Meta.import_id_fields`` (its natural key), and declare relations as ``fields.Field`` with ``Reference``.

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
            champ_modele = self._champ_modele(champ)
            if (
                champ_modele is not None
                and not champ_modele.is_relation
                and (widget := _widget(champ_modele))
            ):
                champ.widget = widget
            if champ_modele is not None and getattr(champ_modele, "null", False) is False:
                champ.default = fields.NOT_PROVIDED

    def _champ_modele(self, champ):
        if not champ.attribute or "__" in champ.attribute:
            return None
        return self._meta.model._meta.get_field(champ.attribute)


def champ_exercice():
    """The column of the year."""
    return fields.Field("exercice", "exercice", Reference(Exercice, "annee"))


def champ_bilan():
    """The column of the year whose report printed the row."""
    return fields.Field("bilan_de", "bilan_de", Reference(Exercice, "annee"))


def champ(attribut: str, model, *lookups: str, colonne: str = ""):
    """The column of a relation, named by any of ``lookups`` of the related model."""
    return fields.Field(attribut, colonne or attribut, Reference(model, *lookups))
