"""Pages that write one object: add, duplicate, change; two people on the same row are told of each other."""

import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.models import model_to_dict
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from siim94.formats import francais
from siim94.socle.refus import Refus, ecriture
from siim94.ui.historique.recit import suppressions
from siim94.ui.listes.colonnes import adresse
from siim94.ui.listes.tables import titre_de
from siim94.ui.pages.annee import exercice_choisi
from siim94.ui.saisie import detour, renommage
from siim94.ui.saisie.champs import CANDIDATS, RechercheObjetField, etiquette, rechercher
from siim94.ui.saisie.conflit import Conflit, donnees_choisies
from siim94.ui.saisie.formulaires import fabriquer
from siim94.ui.views import CrudView


class EditionView(CrudView):
    """Base of the pages that write: whoever may not do ``droit`` on the model is refused."""

    http_method_names = ["get", "head", "post", "options"]
    droit = "change"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.crud.permission(self.droit)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def model(self) -> type[models.Model]:
        return self.crud.model

    def objet(self, pk) -> models.Model:
        return get_object_or_404(self.crud.queryset(), pk=pk)

    def verrouiller(self, pk) -> models.Model | None:
        """The row itself, held until the end of the request: a second writer waits, then sees the first."""
        return self.model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()

    def adresse_de(self, objet) -> str:
        """The object's page, else the list."""
        return (adresse(objet) if self.crud.fiche else None) or self.crud.adresse_retour(objet)

    def page(self, template: str, titre: str, objet=None, status: int = 200, **contexte):
        """Draw a page with its breadcrumbs."""
        suite = self.crud.etapes(objet)
        if objet is not None:
            suite.append((str(objet), self.adresse_de(objet)))
        contexte |= {
            "crud": self.crud,
            "objet": objet,
            "titre": titre,
            "sous_titre": titre_de(self.model, pluriel=False),
            "fil": self.fil(*suite, (titre.partition(" :")[0], "")),
        }
        return render(self.request, template, contexte, status=status)

    def page_disparue(self, pk):
        """What became of a row that is no longer there: who deleted it, and how to bring it back; or 404."""
        changement = next(iter(suppressions(self.model, [pk])), None)
        if changement is None:
            raise Http404
        peut_restaurer = self.request.user.has_perm(changement.droit_restauration)
        return self.page(
            "ui/supprimee.html",
            f"{changement.nom} : fiche supprimée",
            status=410,
            changement=changement,
            peut_restaurer=peut_restaurer,
        )


class FormulaireView(EditionView):
    """Base of the pages that show a form."""

    def page_formulaire(self, form, titre: str, objet=None, **contexte):
        annuler = self.adresse_de(objet) if objet is not None else self.crud.adresse_retour()
        for champ in form.fields.values():
            if isinstance(champ, RechercheObjetField):
                champ.widget.attrs["data-suggestions"] = reverse(self.crud.nom_complet("suggestions"))
        detour.proposer(form, self.request.user)
        attend = detour.en_cours(self.request)
        # 422 so that scripts and tests tell a refusal from a first display.
        status = 422 if form.errors else 200
        return self.page(
            self.crud.gabarit_formulaire,
            titre,
            objet,
            status,
            form=form,
            adresse_annuler=attend["page"] if attend else annuler,
            attend=attend,
            reprise=detour.est_reprise(self.request),
            gestes=self.gestes(objet),
            close=self.crud.annee_close(self.request, objet) if objet is not None else None,
            annee_saisie=self.crud.annee_du_verrou(objet)
            if objet is not None
            else form.initial.get("exercice"),
            **contexte,
        )

    def gestes(self, objet) -> list[tuple[str, str]]:
        """What else can be done with a row that has no page of its own: name and address of each."""
        if objet is None or self.crud.fiche:
            return []
        adresses = self.crud.adresses_fiche(self.request, objet)
        gestes = [("Dupliquer", adresses.get("dupliquer")), ("Supprimer…", adresses.get("supprimer"))]
        if self.request.user.has_perm("socle.view_journal"):
            gestes.insert(0, ("Historique", reverse(self.crud.nom_complet("history"), args=[objet.pk])))
        return [(nom, adresse_geste) for nom, adresse_geste in gestes if adresse_geste]

    def enregistrer(self, form) -> models.Model | None:
        """Save a valid form; a refusal of the database goes to the form, and nothing is kept."""
        try:
            with ecriture(self.model, form.champs_metier):
                return form.save()
        except Refus as refus:
            if refus.version_perimee:
                raise
            form.refuser(refus)
            return None


class AjoutView(FormulaireView):
    """Add an object; parameters of the address fill the fields that they name (``?adherent=3``)."""

    droit = "add"

    def initial(self) -> dict:
        champs = fabriquer(self.crud).base_fields
        initial = {nom: valeur for nom, valeur in self.request.GET.items() if nom in champs}
        choisi = exercice_choisi(self.request)
        if "exercice" in champs and choisi is not None:
            initial.setdefault("exercice", choisi.pk)
        return detour.nomme(self.request, champs) | initial

    def get(self, request):
        form = detour.reprendre(request, fabriquer(self.crud)(initial=self.initial()))
        return self.page_formulaire(form, self.titre(), ajout=True)

    def post(self, request):
        form = fabriquer(self.crud)(request.POST, request.FILES)
        if detour.demande(request):
            return detour.partir(request, form)
        objet = self.enregistrer(form) if form.is_valid() else None
        if objet is None:
            return self.page_formulaire(form, self.titre(), ajout=True)
        messages.success(request, f"Fiche ajoutée : {objet}.")
        if retour := detour.revenir(request, objet):
            return retour
        if "encore" in request.POST:
            return redirect(request.get_full_path())
        return redirect(self.adresse_de(objet))

    def titre(self) -> str:
        return f"Ajouter : {self.model._meta.verbose_name}"


class DuplicationView(AjoutView):
    """The form to add, filled with the values of another object; what must be unique is left to fill."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        classe = fabriquer(self.crud)
        modele = self.objet(pk)
        initial = model_to_dict(modele, fields=list(classe.base_fields))
        uniques = {champ.name for champ in self.model._meta.fields if champ.unique}
        form = classe(initial={nom: v for nom, v in initial.items() if nom not in uniques})
        return self.page_formulaire(
            form,
            f"Dupliquer : {modele}",
            ajout=True,
            modele=modele,
            action=reverse(self.crud.nom_complet("create")),
        )


class ModificationView(FormulaireView):
    """Change an object; a row that changed meanwhile leads to the page that lets the person choose."""

    def get(self, request, pk):
        objet = self.crud.queryset().filter(pk=pk).first()
        if objet is None:
            return self.page_disparue(pk)
        form = detour.reprendre(request, self.formulaire(instance=objet))
        return self.page_formulaire(form, f"Modifier : {objet}", objet)

    def formulaire(self, *args, **kwargs):
        """The form; who may not record what becomes of a row is offered no date for a new name."""
        form = fabriquer(self.crud)(*args, **kwargs)
        if renommage.DATE in form.fields and not self.request.user.has_perms(renommage.droits(self.model)):
            del form.fields[renommage.DATE]
        return form

    def post(self, request, pk):
        courant = self.verrouiller(pk)
        if courant is None:
            return self.page_disparue(pk)
        classe = fabriquer(self.crud)
        donnees = self.choisies(request.POST, classe, courant)
        form = self.formulaire(donnees, request.FILES, instance=copy.copy(courant))
        if detour.demande(request):
            return detour.partir(request, form)
        if not form.is_valid():
            return self.page_formulaire(form, f"Modifier : {courant}", courant)
        conflit = Conflit(form, courant, donnees)
        if conflit.existe:
            return self.page_conflit(conflit, courant)
        if not form.a_change:
            messages.info(request, f"« {courant} » : rien n’a changé.")
            return redirect(self.adresse_de(courant))
        # The row carries the version that the page showed: the database refuses any other.
        form.instance.version = form.cleaned_data["version"]
        try:
            objet = self.enregistrer(form)
        except Refus:
            return self.page_conflit(Conflit(form, self.verrouiller(pk), donnees), courant)
        if objet is None:
            return self.page_formulaire(form, f"Modifier : {courant}", courant)
        messages.success(request, _fait(form, courant, objet))
        return redirect(self.adresse_de(objet))

    @staticmethod
    def choisies(donnees, classe, courant):
        """What was posted, with the values of today's row where the person chose them in a conflict."""
        autres = [
            cle.removeprefix("choix_") for cle, v in donnees.items() if v == "autre" and "choix_" in cle
        ]
        if autres and donnees.get("resolution") == "choix":
            return donnees_choisies(donnees, classe, courant, autres)
        return donnees

    def page_conflit(self, conflit, courant):
        return self.page(
            "ui/conflit.html",
            f"Deux modifications : {courant}",
            courant,
            409,
            conflit=conflit,
            annuler=self.adresse_de(courant),
        )


def _fait(form, courant, objet) -> str:
    """What saving the form did."""
    if form.renomme_le:
        depuis = francais.date_longue(form.renomme_le)
        return f"« {courant} » devient « {objet} » le {depuis}."
    if form.nom_change:
        return f"Nom corrigé pour toutes les années, closes comprises : {objet}."
    return f"Modifications enregistrées : {objet}."


class SuggestionsView(EditionView):
    """Names that complete a search field of the form: ``?champ=compte&q=ecole``, at most twenty, as JSON."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        self.droit = "change" if request.user.has_perm(self.crud.permission("change")) else "add"
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        champ = fabriquer(self.crud)().fields.get(request.GET.get("champ", ""))
        if not isinstance(champ, RechercheObjetField):
            raise Http404
        objets = rechercher(champ.queryset, request.GET.get("q", ""))[:CANDIDATS]
        return JsonResponse({"noms": [etiquette(objet) for objet in objets]})
