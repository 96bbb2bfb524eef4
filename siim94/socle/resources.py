"""Base of the sheets: one declaration serves the first data, the admin's import and export, and the workbook.

A sheet has one row per object, names objects by natural keys and never by database ids, and re-imported as
it was exported changes nothing.
"""

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader

from siim94.formats.erreurs import ErreurFormat
from siim94.socle.models import Exercice
from siim94.socle.refus import traduire
from siim94.socle.widgets import ChoixWidget, DateWidget, EntierWidget, NombreWidget, OuiNonWidget, Reference


class ChargeurNaturel(BaseInstanceLoader):
    """Finds existing rows by the natural key of the sheet, read in one query for the whole data set."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.champs = [resource.fields[nom] for nom in resource.get_import_id_fields()]
        self.par_cle = None

    @staticmethod
    def _valeur(valeur):
        return getattr(valeur, "pk", valeur) if valeur != "" else None

    def get_instance(self, row):
        if self.par_cle is None:
            self.par_cle = {
                tuple(self._valeur(self._lire(objet, champ.attribute)) for champ in self.champs): objet
                for objet in self.resource.get_queryset()
            }
        try:
            return self.par_cle.get(tuple(self._valeur(champ.clean(row)) for champ in self.champs))
        except ValueError:
            # The reading of the row says the same, with the name of the column.
            return None

    @staticmethod
    def _lire(objet, attribut):
        champ = objet._meta.get_field(attribut)
        return getattr(objet, champ.attname)


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
        instance_loader_class = ChargeurNaturel
        skip_unchanged = True
        report_skipped = True
        use_transactions = False
        clean_model_instances = True

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

    def import_data(self, dataset, dry_run=False, raise_errors=False, **kwargs):
        """Rows are only read when the file has every column of the natural key."""
        if absentes := self._colonnes_absentes(dataset):
            mots = "la colonne" if len(absentes) == 1 else "les colonnes"
            erreur = ErreurFormat(f"il manque {mots} {', '.join(absentes)}")
            if raise_errors:
                raise erreur
            resultat = self.get_result_class()()
            resultat.append_base_error(self.get_error_result_class()(erreur))
            return resultat
        return super().import_data(dataset, dry_run=dry_run, raise_errors=raise_errors, **kwargs)

    def _colonnes_absentes(self, dataset) -> list[str]:
        champs = [self.fields[nom] for nom in self._meta.import_id_fields]
        return [
            champ.column_name
            for champ in champs
            if champ.column_name not in (dataset.headers or ())
            and not getattr(self._champ_modele(champ), "blank", False)
        ]

    def save_instance(self, instance, is_create, row, **kwargs):
        """What the database refuses (a closed year) is an error of the row, and spares the rows after it."""
        try:
            # A deferred constraint is for the end of the file: rows may swap their ranks.
            with transaction.atomic():
                super().save_instance(instance, is_create, row, **kwargs)
        except (IntegrityError, DataError) as erreur:
            raise ValidationError(traduire(erreur, type(instance)).message) from erreur

    def before_import(self, dataset, **kwargs):
        """A key column that may be empty may be left out: the year's own report, no breakdown, no split."""
        super().before_import(dataset, **kwargs)
        for nom in self._meta.import_id_fields if dataset.headers else ():
            champ = self.fields[nom]
            champ_modele = self._champ_modele(champ)
            if champ.column_name not in dataset.headers and champ_modele is not None and champ_modele.blank:
                dataset.append_col([""] * len(dataset), header=champ.column_name)

    def before_import_row(self, row, **kwargs):
        """A yearly sheet without the column of the report means the report of the year itself."""
        if "bilan_de" in self.fields and not str(row.get("bilan_de") or "").strip():
            row["bilan_de"] = row.get("exercice")

    def skip_row(self, instance, original, row, import_validation_errors=None):
        # A row that is not valid is shown with its errors, never passed over as unchanged.
        if import_validation_errors:
            return False
        return super().skip_row(instance, original, row, import_validation_errors)


def champ_exercice():
    """The column of the year."""
    return fields.Field("exercice", "exercice", Reference(Exercice, "annee"))


def champ_bilan():
    """The column of the year whose report printed the row."""
    return fields.Field("bilan_de", "bilan_de", Reference(Exercice, "annee"))


def champ(attribut: str, model, *lookups: str, colonne: str = ""):
    """The column of a relation, named by any of ``lookups`` of the related model."""
    return fields.Field(attribut, colonne or attribut, Reference(model, *lookups))
