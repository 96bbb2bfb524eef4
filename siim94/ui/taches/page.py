"""A task: a job of the house done on one page, shown before it is written, then all of it or nothing."""

from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views import View

from siim94.socle.journal import precisant
from siim94.socle.refus import Refus, ecriture
from siim94.ui.historique.annulation import geste
from siim94.ui.historique.geste import Geste, ecrire_et_lire, empreinte, essayer
from siim94.ui.saisie import detour
from siim94.ui.saisie.formulaires import AvecResume
from siim94.ui.views import fil_ariane

# What the pages send besides the fields.
CONFIRME, CORRIGER = "confirme", "corriger"
HORS_FORMULAIRE = ("csrfmiddlewaretoken", CONFIRME, CORRIGER)
RIEN = "Rien ne changerait\u00a0: tout est déjà ainsi."
AUTRE = "Les données ont changé pendant que vous lisiez\u00a0: voici ce qui sera enregistré maintenant."


class TacheForm(AvecResume, forms.Form):
    """What a task asks for. ``enregistrer()`` writes it all, inside the savepoint of the page, and gives the
    row that it is about; it may raise ``Refus``. ``restes``: in sentences, what it leaves to be done by hand.
    """

    sans_creation: ClassVar[Sequence[str]] = ()

    def __init__(self, *args, utilisateur, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.utilisateur = utilisateur
        self.restes: list[str] = []

    def enregistrer(self) -> models.Model:
        raise NotImplementedError

    @property
    def resume(self) -> list[str]:
        """What will be done, in sentences."""
        return []

    def verifier(self, objet: models.Model, champs: Sequence[str] = ()) -> None:
        """The rules of a row to be made, each said beside the field of the same name, else on top."""
        try:
            objet.full_clean()
        except ValidationError as erreur:
            for nom, erreurs in erreur.error_dict.items():
                self.add_error(nom if nom in (champs or self.fields) else None, erreurs)

    def refuser(self, refus: Refus) -> None:
        self.add_error(refus.champ if refus.champ in self.fields else None, refus.message)


class Tache:
    """A job of the house, as the pages that offer it know it: words, address, rights.

    ``pages`` are the names, without their app, of the addresses that offer it; that of an object's page gives
    its number as ``parametre``.
    """

    titre: ClassVar[str]
    nom_url: ClassVar[str]
    droits: ClassVar[Sequence[str]] = ()
    pages: ClassVar[Sequence[str]] = ()
    parametre: ClassVar[str] = ""

    @classmethod
    def permise_a(cls, utilisateur) -> bool:
        return utilisateur.has_perms(cls.droits)

    @classmethod
    def adresse(cls, **parametres) -> str:
        return f"{reverse(cls.nom_url)}{f'?{urlencode(parametres)}' if parametres else ''}"


class TacheView(Tache, View):
    """The page of a task, declared in the app that knows what it touches::

        class RetirerApplication(TacheView):
            titre = "Retirer une application"
            nom_url = "applications:retirer_application"
            droits = ("applications.change_deploiement",)
            form_class = RetraitForm
            pages = ("application_detail", "application_list")
            parametre = "application"

    ``modele``: the rows it is about, for words that refuse (``regles``). Without ``apercu`` it is written at
    once: a form that shows all that it adds.
    """

    http_method_names = ["get", "head", "post", "options"]
    form_class: ClassVar[type[TacheForm]]
    modele: ClassVar[type[models.Model] | None] = None
    introduction: ClassVar[str] = ""
    gabarit: ClassVar[str] = "ui/taches/formulaire.html"
    gabarit_fait: ClassVar[str] = "ui/taches/faite.html"
    retour: ClassVar[str] = ""
    apercu: ClassVar[bool] = True

    @classmethod
    def urls(cls) -> list:
        nom = cls.nom_url.partition(":")[2]
        return [path(f"{nom.replace('_', '-')}/", cls.as_view(), name=nom)]

    def dispatch(self, request, *args, **kwargs):
        if not self.permise_a(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        if fait := request.GET.get("fait", ""):
            if not fait.isascii() or not fait.isdigit() or len(fait) > 18:
                raise Http404
            return self.page_faite(geste(int(fait)))
        form = self.formulaire()
        for nom, champ in form.fields.items():
            if nom in request.GET:
                plusieurs = isinstance(champ, forms.ModelMultipleChoiceField)
                form.initial[nom] = request.GET.getlist(nom) if plusieurs else request.GET[nom]
        return self.page(detour.reprendre(request, form))

    def post(self, request):
        form = self.formulaire(request.POST)
        if detour.demande(request):
            return detour.partir(request, form)
        if CORRIGER in request.POST or not form.is_valid():
            return self.page(form)
        attendu = request.POST.get(CONFIRME)
        try:
            if self.apercu:
                prevus, signature = essayer(lambda: self.ecrire(form))
                if not prevus:
                    raise Refus(RIEN)
                if attendu != signature:
                    return self.page_apercu(form, prevus, signature, AUTRE if attendu else "")
                form.restes.clear()
            with ecriture(self.modele, form.fields):
                entrees = ecrire_et_lire(lambda: setattr(self, "objet", self.ecrire(form)))
                if self.apercu and empreinte(entrees) != signature:
                    raise Refus(AUTRE)
        except Refus as refus:
            form.refuser(refus)
            return self.page(form)
        messages.success(request, self.succes(form))
        if "encore" in request.POST:
            return redirect(self.adresse_courante)
        sien = [e.pk for e in entrees if (e.table_nom, e.cle) == self._cle(self.objet)]
        suite = urlencode({"fait": [*sien, entrees[0].pk][0]})
        return redirect(f"{self.adresse_courante}{'&' if '?' in self.adresse_courante else '?'}{suite}")

    @property
    def adresse_courante(self) -> str:
        return self.request.path

    def ecrire(self, form: TacheForm) -> models.Model:
        with ecriture(self.modele, form.fields), precisant(self.titre):
            return form.enregistrer()

    def succes(self, form: TacheForm) -> str:
        return " ".join(form.resume) or f"C’est fait\u00a0: {self.objet}."

    @staticmethod
    def _cle(objet: models.Model) -> tuple[str, str]:
        return objet._meta.db_table, str(objet.pk)

    def formulaire(self, *donnees, **options) -> TacheForm:
        return self.form_class(*donnees, utilisateur=self.request.user, **options)

    def contexte(self) -> dict:
        """What the template of the form asks for besides."""
        return {}

    def page(self, form: TacheForm):
        detour.proposer(form, self.request.user)
        contexte = {
            "form": form,
            # One after the other, where nothing is to be read before the next.
            "ajout": not self.apercu,
            "apercu": self.apercu,
            "adresse_annuler": reverse(self.retour),
            "introduction": self.introduction,
            "reprise": detour.est_reprise(self.request),
        }
        return self.rendre(self.gabarit, 422 if form.errors else 200, **(contexte | self.contexte()))

    def page_apercu(self, form: TacheForm, prevus, signature: str, avertissement: str):
        envoyes = [
            (nom, valeur)
            for nom, valeurs in self.request.POST.lists()
            for valeur in valeurs
            if nom not in HORS_FORMULAIRE
        ]
        return self.rendre(
            "ui/taches/apercu.html",
            form=form,
            groupes=prevus,
            signature=signature,
            avertissement=avertissement,
            envoyes=envoyes,
        )

    def page_faite(self, fait: Geste, **contexte):
        principal = next((c for c in fait.changements if c.trace.pk == fait.trace.pk), None)
        annulable = not fait.obstacle and fait.permis_a(self.request.user)
        contexte |= {"geste": fait, "principal": principal, "annulable": annulable}
        contexte |= {"encore": self.adresse_courante, "suivant": reverse(self.retour)}
        return self.rendre(self.gabarit_fait, **contexte)

    def titre_de_page(self) -> str:
        return self.titre

    def rendre(self, gabarit: str, status: int = 200, **contexte):
        app = self.nom_url.partition(":")[0]
        titre = self.titre_de_page()
        contexte = {"titre": titre, "fil": fil_ariane(app, (titre, ""))} | contexte
        return render(self.request, gabarit, contexte, status=status)
