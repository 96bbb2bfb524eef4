"""A name that changes on the form of its row: from a date on, or everywhere, which the form says."""

import copy

from django import forms
from django.db import models
from django.utils.text import slugify

from siim94.socle.models import passages_de
from siim94.ui.saisie.champs import champ_de_formulaire

# The field of the form.
DATE = "a_partir_du"
AIDE = (
    "Seulement si le nom change\u00a0: les années d’avant gardent l’ancien, et les deux se suivent. Sans"
    " date, c’est une correction d’écriture\u00a0: toutes les années prennent ce nom, closes comprises."
)
MOTIF = "Changement de nom"


def champs_du_nom(model: type[models.Model]) -> list[str]:
    """The fields that name a row of what may give way to something else on a day; none of another model."""
    if passages_de(model) is None:
        return []
    noms = ("nom", "nom_court", "libelle", *getattr(model, "nomme_par", ()))
    return [champ.name for champ in model._meta.fields if champ.name in noms]


def champ_de_date(model: type[models.Model]) -> forms.Field:
    date = passages_de(model)._meta.get_field("date")
    return champ_de_formulaire(date, required=False, label="Nouveau nom à partir du", help_text=AIDE)


def droits(model: type[models.Model]) -> list[str]:
    """What a person must be allowed to do to give a name from a date on."""
    return [f"{m._meta.app_label}.add_{m._meta.model_name}" for m in (model, passages_de(model))]


def nouveau_nom(renomme: models.Model) -> models.Model:
    """The row that takes the place of the one that ``renomme`` would have changed, unsaved."""
    nouveau = copy.copy(renomme)
    nouveau.pk, nouveau.version, nouveau._state = None, 1, copy.copy(renomme._state)
    nouveau._state.adding = True
    code = next((champ for champ in renomme._meta.fields if isinstance(champ, models.SlugField)), None)
    if code is not None:
        pris = set(renomme._meta.model._base_manager.values_list(code.attname, flat=True))
        if getattr(renomme, code.attname) in pris:
            setattr(nouveau, code.attname, _libre(slugify(renomme.nom)[: code.max_length - 4], pris))
    return nouveau


def _libre(code: str, pris: set[str]) -> str:
    return next(c for c in (code, *(f"{code}-{rang}" for rang in range(2, len(pris) + 3))) if c not in pris)


def enregistrer(ancien: int, nouveau: models.Model, date, motif: str) -> models.Model:
    """Save the new row and the passage that leads to it."""
    nouveau.save()
    longueur = passages_de(type(nouveau))._meta.get_field("motif").max_length
    passages_de(type(nouveau)).objects.create(
        ancien_id=ancien, nouveau=nouveau, date=date, motif=motif.strip()[:longueur] or MOTIF
    )
    return nouveau
