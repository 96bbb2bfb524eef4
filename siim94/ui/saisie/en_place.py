"""Which columns of a list are corrected where they are read; of the others, why not, in a sentence."""

from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

from siim94.socle.champs import TextesField, TextesJsonField
from siim94.socle.refus import ANNEES
from siim94.ui.saisie import renommage
from siim94.ui.saisie.formulaires import FicheForm, fabriquer

# A cell is one line of text that the kind of its field reads back.
_D_UNE_LIGNE = (
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DecimalField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
    TextesField,
    TextesJsonField,
)


@cache
def attributs(crud) -> dict[str, SafeString]:
    """For each column of a list, what its head tells the script: the field of its cells, or why none."""
    champs = champs_en_place(crud)
    return {
        nom: format_html(' data-champ="{}"', nom)
        if nom in champs
        else format_html(' data-fixe="{}"', _raison(crud, nom))
        for nom in crud.table_class.offertes()
    }


@cache
def champs_en_place(crud) -> frozenset[str]:
    """The columns that show a field of the row which its form takes as it is typed."""
    formulaire = fabriquer(crud)
    return frozenset(
        nom
        for nom in crud.table_class.offertes()
        if nom in formulaire.base_fields
        and _chemin(crud, nom) == nom
        and nom not in (*ANNEES, *renommage.champs_du_nom(crud.model))
        and _est_d_une_ligne(crud.model._meta.get_field(nom))
        and not _a_ses_regles(formulaire, nom)
    )


def _chemin(crud, nom: str) -> str:
    return str(crud.table_class.offertes()[nom].accessor or nom)


def _est_d_une_ligne(champ: models.Field) -> bool:
    return isinstance(champ, _D_UNE_LIGNE) and not isinstance(champ, models.DateTimeField)


def _a_ses_regles(formulaire: type[FicheForm], nom: str) -> bool:
    """The form says more of the field than its model does: it is the only door."""
    propres = formulaire.clean is not FicheForm.clean or formulaire.save is not FicheForm.save
    return propres or nom in formulaire.declared_fields or hasattr(formulaire, f"clean_{nom}")


def _raison(crud, nom: str) -> str:
    titre = f"«\u00a0{crud.table_class.titre_colonne(nom)}\u00a0»"
    premier, *suite = _chemin(crud, nom).split("__")
    try:
        champ = crud.model._meta.get_field(premier)
    except FieldDoesNotExist:
        return f"{titre} est calculé\u00a0: cela ne se saisit pas."
    if suite:
        liee = getattr(champ, "verbose_name", None) or champ.related_model._meta.verbose_name
        return f"{titre} vient d’une autre fiche ({liee})\u00a0: c’est là que cela se corrige."
    if nom in renommage.champs_du_nom(crud.model):
        return f"{titre} se change dans la fiche, qui demande à partir de quand."
    if nom in fabriquer(crud).base_fields:
        return f"{titre} se change dans la fiche."
    return f"{titre} ne se saisit pas."
