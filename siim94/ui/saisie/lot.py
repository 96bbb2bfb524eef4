"""Changing or deleting many rows chosen in a list: seen first, then all or nothing."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.text import capfirst

from siim94.formats import francais
from siim94.socle.refus import ANNEES, Refus, ecriture, messages_de
from siim94.ui.historique.recit import Noms, en_mots
from siim94.ui.saisie.edition import EditionView
from siim94.ui.saisie.formulaires import AvecResume, fabriquer, relations_du_nom
from siim94.ui.saisie.suppression import consequences, supprimer
from siim94.ui.views import ListeView

LIGNES_MAXIMALES = 5000
LIGNES_MONTREES = 100
# Beyond, finding each refused row one by one would keep the person waiting.
LIGNES_ESSAYEES = 200
AVEC = "avec_"
ACTIONS = {"modifier": "change", "supprimer": "delete"}


def formulaire_de_lot(crud) -> forms.Form:
    """The form class of a bulk change: the fields that many rows may share, each with its « changer » box."""
    modele = fabriquer(crud)()
    uniques = {champ.name for champ in crud.model._meta.fields if champ.unique}
    multiples = {champ.name for champ in crud.model._meta.many_to_many}
    exclus = {*uniques, *multiples, *ANNEES}
    champs: dict[str, forms.Field] = {}
    for nom in modele.champs_metier:
        champ = modele.fields[nom]
        # A file is of one row.
        if nom in exclus or champ.widget.needs_multipart_form:
            continue
        champ.obligatoire, champ.required = champ.required, False
        champ.initial = None
        champs[f"{AVEC}{nom}"] = forms.BooleanField(required=False, label=f"Changer : {champ.label}")
        champs[nom] = champ
        for case in (champs[f"{AVEC}{nom}"], champ):
            if isinstance(case, forms.BooleanField):
                # As the preview, which hides it, writes it: what was typed is compared from page to page.
                case.widget.attrs["value"] = "True"
    return type("LotForm", (_LotForm,), champs)


class _LotForm(AvecResume, forms.Form):
    def clean(self):
        choisis = self.champs_choisis
        for nom in choisis:
            champ = self.fields[nom]
            vide = self.cleaned_data.get(nom) in champ.empty_values
            if (
                nom not in self.errors
                and champ.obligatoire
                and vide
                and not isinstance(champ, forms.BooleanField)
            ):
                self.add_error(nom, champ.error_messages["required"])
        if not choisis:
            raise ValidationError("Cochez au moins un champ à changer.")
        return self.cleaned_data

    @property
    def champs_choisis(self) -> list[str]:
        coches = [nom for nom in self.fields if nom.startswith(AVEC) and self[nom].data]
        return [nom.removeprefix(AVEC) for nom in coches]

    @property
    def libelles_choisis(self) -> list[str]:
        return [self.fields[nom].label for nom in self.champs_choisis]

    @property
    def valeurs(self) -> dict:
        return {nom: self.cleaned_data[nom] for nom in self.champs_choisis}

    @property
    def paires(self):
        """Each field with the box that says it changes."""
        return [(self[f"{AVEC}{nom}"], self[nom]) for nom in self.fields if not nom.startswith(AVEC)]


@dataclass(frozen=True)
class LigneChangee:
    """A row of the preview: its name, and what each chosen field becomes."""

    objet: models.Model
    cellules: list[tuple[str, str]]


class LotView(EditionView):
    """One address for the three steps (choice, preview, application); the rows travel with their versions.

    The selection comes from the boxes of the list, or is the whole filtered list (``tous``): the address then
    carries the list's own parameters.
    """

    http_method_names = ["post", "options"]
    droit = "view"

    def post(self, request):
        action = request.POST.get("action", "")
        if action not in ACTIONS:
            return HttpResponseBadRequest("Action inconnue.")
        if not request.user.has_perm(self.crud.permission(ACTIONS[action])):
            raise PermissionDenied
        versions = self.versions()
        if not versions or len(versions) > LIGNES_MAXIMALES:
            message = "Cochez au moins une ligne de la liste."
            if versions:
                maximum = francais.compact(LIGNES_MAXIMALES)
                message = f"On ne change pas plus de {maximum} lignes à la fois : précisez les critères."
            messages.warning(request, message)
            return redirect(f"{self.crud.adresse_liste()}?{request.GET.urlencode()}")
        self.lignes = self.model._base_manager.filter(pk__in=list(versions))
        etape = request.POST.get("etape_lot", "choix")
        if etape == "appliquer":
            # Held until the end of the request, so that what is checked here is what is changed.
            actuelles = dict(self.lignes.select_for_update(of=("self",)).values_list("pk", "version"))
            if actuelles != versions:
                return self.page_lot(action, actuelles, "choix", perime=True)
        return getattr(self, action)(versions, etape)

    def versions(self) -> dict[int, int]:
        """The rows chosen, each with the version that the person was shown."""
        if "lot" in self.request.POST:
            couples = (couple.split(":") for couple in self.request.POST["lot"].split(",") if couple)
            try:
                return {int(pk): int(version) for pk, version in couples}
            except ValueError:
                return {}
        if "tous" in self.request.POST:
            _, filtre, lignes = ListeView.pour(self.crud, self.request).lignes_filtrees()
            if not filtre.form.is_valid() or filtre.inconnus:
                # A criterion that cannot be read keeps too many rows: none is touched on its word.
                return {}
        else:
            cles = [cle for cle in self.request.POST.getlist("selection") if cle.isascii() and cle.isdigit()]
            lignes = self.crud.queryset().filter(pk__in=cles)
        return dict(lignes.order_by().values_list("pk", "version")[: LIGNES_MAXIMALES + 1])

    def modifier(self, versions, etape):
        classe = formulaire_de_lot(self.crud)
        # Coming back from the preview, the form keeps what was typed.
        form = classe(self.request.POST if "lot" in self.request.POST else None)
        if etape == "choix" or not form.is_valid():
            return self.page_lot("modifier", versions, "choix", form=form)
        refus = essayer(self.lignes, form.valeurs)
        if etape == "appliquer" and not refus:
            with ecriture(self.model):
                self.lignes.update(**form.valeurs)
            return self.fin(
                f"{_lignes(len(versions))} sont modifiées.", f"{_lignes(1)} est modifiée.", versions
            )
        changees, nombre = apercu(self.lignes, form.valeurs)
        return self.page_lot(
            "modifier", versions, "apercu", form=form, changees=changees, nombre_changees=nombre, refus=refus
        )

    def supprimer(self, versions, etape):
        refus = []
        if etape == "appliquer":
            try:
                supprimer(self.lignes)
            except Refus as erreur:
                refus = [(None, erreur.message)]
            else:
                return self.fin(
                    f"{_lignes(len(versions))} sont supprimées.", f"{_lignes(1)} est supprimée.", versions
                )
        exemples = self.lignes.select_related(*relations_du_nom(self.model))[:LIGNES_MONTREES]
        return self.page_lot(
            "supprimer",
            versions,
            "apercu",
            exemples=exemples,
            consequences=consequences(self.lignes),
            refus=refus,
        )

    def fin(self, pluriel: str, singulier: str, versions):
        messages.success(self.request, pluriel if len(versions) > 1 else singulier)
        return redirect(f"{self.crud.adresse_liste()}?{self.request.GET.urlencode()}")

    def page_lot(self, action: str, versions, etape: str, **contexte):
        if contexte.get("perime"):
            contexte["form"] = formulaire_de_lot(self.crud)() if action == "modifier" else None
            contexte |= {"exemples": self.lignes, "consequences": consequences(self.lignes)}
        form = contexte.get("form")
        en_erreur = contexte.get("refus") or contexte.get("perime") or (form is not None and form.errors)
        nombre = len(versions)
        return self.page(
            "ui/lot.html",
            f"{capfirst(action)} {_lignes(nombre)}",
            status=422 if en_erreur else 200,
            action=action,
            etape=etape,
            nombre=nombre,
            lot=",".join(f"{pk}:{version}" for pk, version in versions.items()),
            adresse_annuler=f"{self.crud.adresse_liste()}?{self.request.GET.urlencode()}",
            **contexte,
        )


def _lignes(nombre: int) -> str:
    return f"{francais.compact(nombre)} ligne{'s' if nombre > 1 else ''}"


def essayer(lignes: models.QuerySet, valeurs: dict) -> list[tuple[models.Model | None, str]]:
    """Write, then take back: the rows that refuse, each with the reason; empty when all accept."""
    refus = []
    if lignes.model.clean is not models.Model.clean:
        refus = _refus_du_modele(lignes, valeurs)
    if refus:
        return refus
    try:
        with ecriture(lignes.model, valeurs), transaction.atomic():
            lignes.update(**valeurs)
            connection.check_constraints()
            transaction.set_rollback(True)
        return []
    except Refus as erreur:
        un_a_un = _refus_un_a_un(lignes, valeurs) if lignes.count() <= LIGNES_ESSAYEES else []
        return un_a_un or [(None, erreur.message)]


def _refus_du_modele(lignes, valeurs) -> list:
    refus = []
    for objet in lignes.select_related(*relations_du_nom(lignes.model)):
        for nom, contenu in valeurs.items():
            setattr(objet, nom, contenu)
        try:
            objet.clean()
        except ValidationError as erreur:
            refus.append((objet, " ".join(messages_de(erreur, lignes.model))))
    return refus


def _refus_un_a_un(lignes, valeurs) -> list:
    refus = []
    with transaction.atomic():
        for objet in lignes.select_related(*relations_du_nom(lignes.model)):
            try:
                with ecriture(lignes.model, valeurs):
                    lignes.model._base_manager.filter(pk=objet.pk).update(**valeurs)
            except Refus as erreur:
                refus.append((objet, erreur.message))
        transaction.set_rollback(True)
    return refus


def apercu(lignes: models.QuerySet, valeurs: dict) -> tuple[list[LigneChangee], int]:
    """The first rows with what each chosen field becomes, and how many rows change at all."""
    champs = [lignes.model._meta.get_field(nom) for nom in valeurs]
    nouvelles = {
        champ.attname: getattr(contenu, "pk", contenu) if champ.is_relation else contenu
        for champ, contenu in zip(champs, valeurs.values(), strict=True)
    }
    montrees = list(lignes.select_related(*relations_du_nom(lignes.model))[:LIGNES_MONTREES])
    noms = Noms.de(
        (champ, [nouvelles[champ.attname], *(getattr(objet, champ.attname) for objet in montrees)])
        for champ in champs
    )
    changees = [
        LigneChangee(
            objet,
            [
                (
                    en_mots(champ, getattr(objet, champ.attname), noms),
                    en_mots(champ, nouvelles[champ.attname], noms),
                )
                for champ in champs
            ],
        )
        for objet in montrees
    ]
    differentes = sum(
        any(avant != apres for avant, apres in zip(ligne, nouvelles.values(), strict=True))
        for ligne in lignes.values_list(*nouvelles)
    )
    return changees, differentes
