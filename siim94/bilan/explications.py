"""Pages of the sentences that explain changes, and of the thresholds from which one is asked for."""

import django_filters
from django import forms
from django.urls import reverse

from siim94.bilan.forms import choix_des_sections
from siim94.bilan.models import Explication, SeuilEvolution
from siim94.bilan.tables import titre_de_section
from siim94.socle.models import Exercice
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import Colonne
from siim94.ui.listes.tables import ListeTable, table_de
from siim94.ui.pages.panneaux import FichePanneau
from siim94.ui.saisie.formulaires import FicheForm


class ExplicationForm(FicheForm):
    """A sentence on a change; its section is one of those that compute something."""

    section = forms.ChoiceField(label="Section")

    class Meta:
        model = Explication
        fields = ("exercice", "section", "poste", "texte")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = choix_des_sections()


class ExplicationTable(ListeTable):
    def render_section(self, value):
        return titre_de_section(value)


class ExplicationCrud(Crud):
    model = Explication
    table_class = table_de(
        Explication, ("exercice", ("section", Colonne()), "poste", "texte"), base=ExplicationTable
    )
    recherche = ("poste", "texte")
    criteres = (
        (
            "bilan",
            django_filters.ModelChoiceFilter(
                field_name="exercice",
                label="Bilan",
                queryset=Exercice.objects.avec_bilan(),
                empty_label="tous",
            ),
        ),
    )
    form_class = ExplicationForm
    panneaux = (FichePanneau.avec(champs=("exercice", "section", "poste", "texte")),)
    chemin = "explications"
    introduction = "Pourquoi un chiffre a changé depuis l’année précédente : imprimé sous son tableau."

    @classmethod
    def etapes(cls, objet=None):
        return [("Bilan", reverse("bilan:liste")), *super().etapes(objet)]


class SeuilEvolutionCrud(Crud):
    model = SeuilEvolution
    colonnes = ("exercice", "pourcentage", "montant")
    recherche = ("exercice",)
    criteres = ()
    chemin = "seuils"
    introduction = (
        "À partir de quelle évolution le projet de bilan demande une explication ; vaut pour l’exercice"
        " et les suivants, jusqu’au prochain seuil. Sans seuil, rien n’est demandé."
    )

    @classmethod
    def etapes(cls, objet=None):
        return [("Bilan", reverse("bilan:liste")), *super().etapes(objet)]


CRUDS = (ExplicationCrud, SeuilEvolutionCrud)
