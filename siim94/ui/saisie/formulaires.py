"""The form of one object: made from the model, French in what it reads, and aware of who wrote meanwhile."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.forms.models import modelform_factory

from siim94.socle.models import Exercice
from siim94.socle.refus import ANNEES, champ_du_message
from siim94.ui.saisie import renommage
from siim94.ui.saisie.champs import CHOIX_MAXIMAUX, RechercheObjetField, champ_de_formulaire, sans_tirets

ETAT = "etat_"


class AvecResume:
    """A form whose page tells all that is wrong at its top."""

    @property
    def resume_erreurs(self) -> list[tuple[str, str, str]]:
        """All errors in the order of the page: identifier of the field or nothing, label, what is wrong."""
        lignes = [("", "", texte) for texte in self.non_field_errors()]
        for champ in self:
            ou = ("", "") if champ.is_hidden else (champ.id_for_label, champ.label)
            lignes += [(*ou, texte) for texte in champ.errors]
        return lignes


class FicheForm(AvecResume, forms.ModelForm):
    """Base of the forms of a ``Crud``; an app that needs its own inherits it.

    - ``version``: that of the row when the page was drawn; the relations to several objects, which have no
      version of their own, carry what they held (``etat_<name>``).
    - What a constraint refuses is said beside the field it is about.
    - A relation to more than 200 objects is a search field.
    - A name may change from a date on (``siim94.ui.saisie.renommage``).
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "La page ne dit plus quelle version de la fiche elle montrait : rechargez-la."
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.relations_multiples = [
            champ for champ in self._meta.model._meta.many_to_many if champ.name in self.fields
        ]
        for nom, champ in list(self.fields.items()):
            sans_tirets(champ)
            if isinstance(champ, forms.ModelMultipleChoiceField):
                champ.widget.attrs["size"] = 8
            elif isinstance(champ, forms.ModelChoiceField):
                self.fields[nom] = _selon_le_nombre(champ, self._meta.model, nom)
            elif isinstance(champ.widget, forms.Textarea):
                champ.widget.attrs["rows"] = 6
        if self.instance.pk is None or self.instance._state.adding:
            del self.fields["version"]
            return
        self.initial["version"] = self.instance.version
        for relation in self.relations_multiples:
            nom = f"{ETAT}{relation.name}"
            self.fields[nom] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial[nom] = empreinte(getattr(self.instance, relation.name).all())
        noms = [nom for nom in renommage.champs_du_nom(self._meta.model) if nom in self.fields]
        if noms:
            rang = max(map(list(self.fields).index, noms))
            self.fields[renommage.DATE] = renommage.champ_de_date(self._meta.model)
            self.order_fields([*list(self.fields)[: rang + 1], renommage.DATE])

    @property
    def champs_metier(self) -> list[str]:
        """The fields that a person fills in."""
        return [
            nom for nom in self.fields if nom not in ("version", renommage.DATE) and not nom.startswith(ETAT)
        ]

    @property
    def a_change(self) -> bool:
        """Some value that a person fills in differs from the row's."""
        return any(nom in self.champs_metier for nom in self.changed_data)

    @property
    def nom_change(self) -> bool:
        """A name that a person wrote differs from the row's."""
        return any(nom in self.changed_data for nom in renommage.champs_du_nom(self._meta.model))

    @property
    def renomme_le(self):
        """The day from which on the new name stands; None where it is corrected for all years."""
        return self.cleaned_data.get(renommage.DATE)

    def _post_clean(self):
        super()._post_clean()
        if self.renomme_le is None or self.errors:
            return
        if not self.nom_change:
            self.add_error(renommage.DATE, "Aucun nom ne change\u00a0: laissez cette date vide.")
            return
        self.nouveau = renommage.nouveau_nom(self.instance)
        try:
            self.nouveau.full_clean()
        except forms.ValidationError as refus:
            self._update_errors(refus)

    def save(self, commit=True):
        if self.renomme_le is None or not commit:
            return super().save(commit)
        motif = self.data.get("motif_journal", "")
        return renommage.enregistrer(self.instance.pk, self.nouveau, self.renomme_le, motif)

    def refuser(self, refus) -> None:
        """Show a refusal beside its field, or on top."""
        champ = refus.champ if refus.champ in self.fields else None
        self.add_error(champ, refus.message)

    def _update_errors(self, errors):
        """What the model refuses: a constraint goes to its field; of a field not on the page, to the top."""
        if hasattr(errors, "error_dict"):
            par_champ = errors.error_dict
            generales = par_champ.pop(NON_FIELD_ERRORS, [])
            for nom in [nom for nom in par_champ if nom not in self.fields]:
                generales += par_champ.pop(nom)
            for erreur in generales:
                (texte,) = erreur.messages
                champ = champ_du_message(self._meta.model, texte, self.champs_metier)
                par_champ.setdefault(champ or NON_FIELD_ERRORS, []).append(erreur)
        super()._update_errors(errors)


def empreinte(objets) -> str:
    """What a relation to several objects holds: their numbers, sorted."""
    return ",".join(str(pk) for pk in sorted(objet.pk for objet in objets))


def _selon_le_nombre(champ: forms.ModelChoiceField, model, nom: str):
    """The list of choices, or a search field when there are too many."""
    if issubclass(champ.queryset.model, Exercice):
        champ.label_from_instance = _annee_et_statut
        return champ
    if champ.queryset[CHOIX_MAXIMAUX : CHOIX_MAXIMAUX + 1].exists():
        return RechercheObjetField(
            queryset=champ.queryset,
            required=champ.required,
            label=champ.label,
            help_text=champ.help_text or "Tapez quelques lettres du nom.",
        )
    relations = relations_du_nom(champ.queryset.model)
    if relations:
        champ.queryset = champ.queryset.select_related(*relations)
    return champ


def _annee_et_statut(exercice: Exercice) -> str:
    return f"{exercice.annee} ({exercice.get_statut_display()})"


def relations_du_nom(model: type[models.Model], profondeur: int = 3) -> list[str]:
    """The foreign keys to follow (three steps at most) so that naming many objects asks no more."""
    chemins = []
    for champ in model._meta.fields:
        if not champ.many_to_one or champ.related_model is model:
            continue
        chemins.append(champ.name)
        if profondeur > 1:
            suite = relations_du_nom(champ.related_model, profondeur - 1)
            chemins += [f"{champ.name}__{chemin}" for chemin in suite]
    return chemins


def champs_modifiables(model: type[models.Model]) -> list[str]:
    """The fields of a form by default: all that may be edited, the year of the report that prints it last."""
    noms = [champ.name for champ in model._meta.fields if champ.editable and not champ.auto_created]
    noms += [champ.name for champ in model._meta.many_to_many if champ.editable]
    return sorted(noms, key=lambda nom: nom == ANNEES[1])


def fabriquer(crud) -> type[FicheForm]:
    """The form class of a ``Crud``: its own, else one made of its ``champs``."""
    if crud.form_class is not None:
        return crud.form_class
    return modelform_factory(
        crud.model,
        form=FicheForm,
        fields=list(crud.champs) or champs_modifiables(crud.model),
        formfield_callback=champ_de_formulaire,
    )
