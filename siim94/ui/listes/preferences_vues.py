"""The addresses that keep how a person wants a list: its columns and size, its saved criteria."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property

from siim94.socle.models import TAILLES, FiltreEnregistre
from siim94.socle.refus import Refus, ecriture
from siim94.ui.listes.preferences import PASSAGERS, PreferencesDeListe, lire
from siim94.ui.views import CrudView, ListeView


class PreferencesView(CrudView):
    """Keep the columns or the size of a list, then show it again in the state that the address carries."""

    http_method_names = ["post", "options"]

    def post(self, request):
        preferences = PreferencesDeListe(self.crud, request)
        etat = request.GET.copy()
        if "taille" in request.POST:
            taille = request.POST["taille"]
            if taille not in map(str, TAILLES):
                return HttpResponseBadRequest("Taille de page inconnue.")
            preferences.keep(taille=int(taille))
            etat.pop("par_page", None)
        elif "reinitialiser" in request.POST:
            preferences.keep(colonnes=[])
            etat.pop("colonnes", None)
        else:
            colonnes = self.crud.table_class.montrees(choisies(request.POST))
            preferences.keep(colonnes=colonnes)
            etat["colonnes"] = ",".join(colonnes)
        return redirect(adresse(self.crud, etat))


def choisies(donnees) -> list[str]:
    """The columns ticked, in the order of the menu once its arrow, if any, is followed."""
    cochees = set(donnees.getlist("colonnes"))
    ordre = [nom for nom in donnees.getlist("ordre") if nom in cochees]
    for sens, pas in (("monter", -1), ("descendre", 1)):
        if (nom := donnees.get(sens)) in ordre:
            rang = ordre.index(nom)
            ordre.insert(max(0, rang + pas), ordre.pop(rang))
    return ordre


def adresse(crud, etat) -> str:
    """The list in a given state, from its first page."""
    etat.pop("page", None)
    suite = etat.urlencode(safe=",")
    return f"{crud.adresse_liste()}?{suite}" if suite else crud.adresse_liste()


class FiltreForm(forms.ModelForm):
    """The name of saved criteria, and whether others see them."""

    class Meta:
        model = FiltreEnregistre
        fields = ("nom", "partage")
        labels = {"nom": "Nom du filtre", "partage": "Partager avec ceux qui lisent cette liste"}
        widgets = {"nom": forms.TextInput(attrs={"autocomplete": "off"})}

    def clean(self):
        super().clean()
        if "nom" in self.cleaned_data:
            self.instance.nom = self.cleaned_data["nom"]
            # The account and the list are not on the form: its own check would leave the constraint out.
            try:
                self.instance.validate_constraints()
            except ValidationError as erreur:
                self.add_error("nom", erreur.messages)
        return self.cleaned_data


class FiltresView(CrudView):
    """The saved criteria of one list: one's own, to be changed; those that others share, to be applied."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request):
        return self.page(self.nouveau())

    def post(self, request):
        action = ACTIONS.get(request.POST.get("action", ""))
        if action is None:
            return HttpResponseBadRequest("Action inconnue.")
        return getattr(self, action)()

    @cached_property
    def preferences(self) -> PreferencesDeListe:
        return PreferencesDeListe(self.crud, self.request)

    def nouveau(self, donnees=None) -> FiltreForm:
        instance = FiltreEnregistre(utilisateur=self.request.user, liste=self.preferences.liste)
        return FiltreForm(donnees, instance=instance, label_suffix="")

    def le_mien(self) -> FiltreEnregistre:
        """The saved criteria to change: only one's own may be."""
        numero = self.request.POST.get("filtre", "")
        return get_object_or_404(
            FiltreEnregistre,
            utilisateur=self.request.user,
            liste=self.preferences.liste,
            pk=numero if numero.isascii() and numero.isdigit() else 0,
        )

    def etat(self, avec_annee: bool) -> str:
        """The state of the list that the address carries."""
        exercice = ListeView.pour(self.crud, self.request).exercice_liste()
        return self.preferences.parametres(exercice, avec_annee)

    def creer(self):
        form = self.nouveau(self.request.POST)
        form.instance.parametres = self.etat("avec_annee" in self.request.POST)
        if not self.enregistre(form):
            return self.page(form, 422)
        if "par_defaut" in self.request.POST:
            self.preferences.keep(filtre=form.instance)
        messages.success(self.request, f"Filtre « {form.instance} » enregistré.")
        return redirect(self.adresse_filtre(form.instance))

    def modifier(self):
        filtre = self.le_mien()
        form = FiltreForm(self.request.POST, instance=filtre, auto_id=f"id_{filtre.pk}_%s")
        if not self.enregistre(form):
            return self.page(self.nouveau(), 422, en_cours=form)
        return self.fini(f"Filtre « {form.instance} » enregistré.")

    def enregistre(self, form) -> bool:
        if not form.is_valid():
            return False
        try:
            with ecriture(FiltreEnregistre, form.fields):
                form.save()
        except Refus as refus:
            form.add_error("nom", refus.message)
            return False
        return True

    def remplacer(self):
        """Keep the present state under the name of one's own criteria."""
        filtre = self.le_mien()
        filtre.parametres = self.etat("exercice=" in filtre.parametres)
        filtre.save(update_fields=["parametres"])
        messages.success(self.request, f"Filtre « {filtre} » mis à jour.")
        return redirect(self.adresse_filtre(filtre))

    def supprimer(self):
        filtre = self.le_mien()
        filtre.delete()
        return self.fini(f"Filtre « {filtre} » supprimé.")

    def prendre_par_defaut(self):
        filtre = next(
            (f for f in self.preferences.filtres if str(f.pk) == self.request.POST.get("filtre")), None
        )
        if filtre is None:
            return HttpResponseBadRequest("Ce filtre n’existe plus, ou n’est plus partagé.")
        self.preferences.keep(filtre=filtre)
        return self.fini(f"La liste s’ouvrira avec le filtre « {filtre} ».")

    def oublier_le_defaut(self):
        self.preferences.keep(filtre=None)
        return self.fini("La liste s’ouvrira sans filtre.")

    def fini(self, phrase: str):
        messages.success(self.request, phrase)
        return redirect(self.request.get_full_path())

    def adresse_filtre(self, filtre: FiltreEnregistre) -> str:
        return f"{self.crud.adresse_liste()}?{filtre.parametres}&filtre={filtre.pk}"

    def page(self, form: FiltreForm, status: int = 200, en_cours: FiltreForm | None = None):
        """The saved criteria, what of each no longer applies, and the form that keeps the present state."""
        crud, titre = self.crud, self.crud.titre_pluriel()
        defaut = self.preferences.filtre_par_defaut
        lignes = []
        for filtre in self.preferences.filtres:
            criteres, problemes = lire(crud, self.request, filtre.parametres)
            lignes.append(
                {
                    "filtre": filtre,
                    "adresse": self.adresse_filtre(filtre),
                    "criteres": criteres,
                    "problemes": problemes,
                    "defaut": defaut is not None and defaut.pk == filtre.pk,
                    "form": self.form_de(filtre, en_cours),
                }
            )
        liste = ListeView.pour(crud, self.request)
        exercice, criteres, _ = liste.lignes_filtrees()
        etat = self.request.GET.copy()
        for nom in PASSAGERS:
            etat.pop(nom, None)
        return render(
            self.request,
            "ui/filtres.html",
            {
                "crud": crud,
                "titre": f"{titre} : filtres enregistrés",
                "fil": self.fil((titre, crud.adresse_liste()), ("Filtres enregistrés", "")),
                "form": form,
                "lignes": lignes,
                "criteres": liste.criteres(criteres, exercice),
                "exercice_liste": exercice,
                "adresse_liste": adresse(crud, etat),
            },
            status=status,
        )

    def form_de(self, filtre, en_cours) -> FiltreForm | None:
        """The form to rename or share one's own criteria; the one just refused keeps what was typed."""
        if not filtre.a_moi:
            return None
        if en_cours is not None and en_cours.instance.pk == filtre.pk:
            return en_cours
        return FiltreForm(instance=filtre, auto_id=f"id_{filtre.pk}_%s")


ACTIONS = {
    "creer": "creer",
    "modifier": "modifier",
    "remplacer": "remplacer",
    "supprimer": "supprimer",
    "defaut": "prendre_par_defaut",
    "sans-defaut": "oublier_le_defaut",
}
