"""What changed since the year before beyond the threshold of management: explained, or to be explained."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import django_filters
from django import forms
from django.urls import reverse

from siim94.bilan.forms import choix_des_sections
from siim94.bilan.models import Explication, Rubrique, SeuilEvolution
from siim94.bilan.sommaire import SECTIONS_PAR_CODE
from siim94.bilan.tables import titre_de_section
from siim94.controles.evolutions import Changement, EvolutionsAExpliquer
from siim94.formats import francais
from siim94.formats.calcul import Evolution
from siim94.socle.models import Exercice
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import Colonne
from siim94.ui.listes.tables import ListeTable, table_de
from siim94.ui.pages.panneaux import FichePanneau
from siim94.ui.saisie.formulaires import FicheForm
from siim94.ui.sections import Section
from siim94.ui.tableaux import Comparaison


@dataclass(frozen=True)
class Mention:
    """A change as the report tells it: of what, how much, and why (empty: nobody said)."""

    poste: str
    evolution: Evolution | None
    texte: str = ""

    @property
    def change(self) -> str:
        """Its per cent, or the word in its place; empty of what is no longer compared."""
        return francais.evolution(self.evolution) if self.evolution else ""


def est_a_expliquer(comparaison: Comparaison, seuil: SeuilEvolution | None) -> bool:
    """Whether the check on changes wants a change explained."""
    return seuil is not None and EvolutionsAExpliquer.depasse(
        comparaison.evolution,
        en_euros=comparaison.en_euros,
        pourcentage=seuil.pourcentage,
        montant=seuil.montant,
    )


def inexpliquees(annee: int) -> Iterator[Changement]:
    """The changes that the sections of a year's report show, beyond the threshold and without a sentence."""
    seuil = SeuilEvolution.objects.pour(annee)
    if seuil is None:
        return
    exercice, explications = Exercice.objects.get(annee=annee), Explication.objects.par_section(annee)
    for code in Rubrique.objects.du_bilan(annee).exclude(section="").values_list("section", flat=True):
        if classe := SECTIONS_PAR_CODE.get(code):
            section = classe(exercice)
            _, restent = mentions(section, seuil, explications.get(code, {}))
            postes = {mention.poste for mention in restent}
            adresse = reverse("bilan:section", args=[annee, code])
            for comparaison in section.comparaisons:
                if comparaison.nom in postes:
                    yield Changement(code, section.titre, comparaison, adresse)


def mentions(
    section: Section, seuil: SeuilEvolution | None, explications: Mapping[str, Explication]
) -> tuple[list[Mention], list[Mention]]:
    """What a section's changes are explained by, then those that are beyond the threshold without a word.

    A sentence whose figure the section no longer compares is told all the same.
    """
    comparees = {comparaison.nom: comparaison for comparaison in section.comparaisons}
    expliquees = [
        Mention(poste, comparees[poste].evolution if poste in comparees else None, explication.texte)
        for poste, explication in explications.items()
    ]
    restent = [
        Mention(nom, comparaison.evolution)
        for nom, comparaison in comparees.items()
        if nom not in explications and est_a_expliquer(comparaison, seuil)
    ]
    return expliquees, restent


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
                label="Bilan de",
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
