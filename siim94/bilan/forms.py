"""The form of a part of the report: its text, whose tokens must mean something, and its layout."""

from itertools import groupby

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.text import capfirst, slugify

from siim94.bilan import formes, jetons, plan, sommaire
from siim94.bilan.models import Rubrique
from siim94.socle.models import Exercice
from siim94.ui.saisie.formulaires import FicheForm

RETRAIT = "\u2003"


def choix_des_sections() -> list:
    """The computed sections, under the name of their app."""
    par_app = groupby(sommaire.SECTIONS, key=lambda section: section.code.partition(".")[0])
    return [
        ("", "aucune"),
        *(
            (apps.get_app_config(app).verbose_name, [(s.code, s.titre) for s in groupe])
            for app, groupe in par_app
        ),
    ]


def place_ecrite(entree: plan.Entree) -> str:
    """A part as a choice of a list, indented as in the outline."""
    return RETRAIT * entree.profondeur + str(entree.rubrique)


class RubriqueForm(FicheForm):
    """A part of the report. Its code, by which links and loads know it, is made from the heading once."""

    # What the buttons above the text insert, on lines of its own.
    BLOCS = {
        "Liste": "- premier élément\n- deuxième élément",
        "Tableau": "Tableau : titre\n\n| Libellé | Nombre |\n|---|---:|\n| A | 1 |\n| B | 2 |",
        "Encadré": "::: encadré Titre de l’encadré\nTexte de l’encadré.\n:::",
        "Chiffre en exergue": "::: chiffre [[nom.du.chiffre]]\nce que dit ce chiffre\n:::",
    }

    niveau = forms.TypedChoiceField(
        label="Niveau",
        coerce=int,
        choices=[(niveau.value, capfirst(niveau.label)) for niveau in Rubrique.Niveau],
        initial=Rubrique.Niveau.TITRE.value,
    )
    section = forms.ChoiceField(
        label="Section calculée",
        required=False,
        help_text="Tableaux et graphiques tirés des données, placés après le texte.",
    )
    apres = forms.ModelChoiceField(
        Rubrique.objects.none(), label="Placer après", required=False, empty_label="(au début du bilan)"
    )

    class Meta:
        model = Rubrique
        fields = (
            "exercice",
            "titre",
            "corps",
            "niveau",
            "section",
            "signataire",
            "qualite",
            "apres",
            "numerotee",
            "incluse",
            "a_relire",
            "saut_de_page",
            "meme_page",
            "paysage",
        )
        widgets = {"exercice": forms.HiddenInput}
        help_texts = {
            "titre": "Laissé vide, le texte continue la rubrique précédente.",
            "corps": "Un paragraphe se sépare par une ligne vide, un élément de liste commence par « - ». "
            "**Gras**, *italique*, [[nom.du.chiffre]] pour un chiffre calculé ; l’aide dit comment"
            " s’écrivent tableaux, notes, encadrés et chiffres en exergue.",
            "numerotee": "Un chapitre numéroté porte son numéro dans le bilan.",
            "incluse": "Décochée, la rubrique reste ici mais quitte le bilan.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = choix_des_sections()
        self.fields["corps"].widget.attrs |= {"rows": 18, "spellcheck": "true"}
        if not self.instance._state.adding:
            # A part never leaves its year; it moves in the outline.
            del self.fields["exercice"], self.fields["apres"]
            return
        rubriques = list(Rubrique.objects.de_l_annee(self.annee)) if self.annee else []
        self.fields["apres"].queryset = Rubrique.objects.filter(pk__in=[r.pk for r in rubriques])
        self.fields["apres"].choices = [
            ("", self.fields["apres"].empty_label),
            *((entree.rubrique.pk, place_ecrite(entree)) for entree in plan.entrees(rubriques)),
        ]
        if rubriques and "apres" not in self.initial:
            self.initial["apres"] = rubriques[-1].pk

    @property
    def annee(self) -> int | None:
        """The report year of the part."""
        if not self.instance._state.adding:
            return self.instance.exercice_id
        annee = self["exercice"].value()
        annee = getattr(annee, "pk", annee)
        return int(annee) if str(annee or "").isdecimal() else None

    def clean_titre(self):
        jetons.valider(self.cleaned_data["titre"])
        return self.cleaned_data["titre"]

    def clean_corps(self):
        corps = self.cleaned_data["corps"].replace("\r\n", "\n")
        jetons.valider(corps)
        if trouvees := formes.remarques(corps):
            raise ValidationError([ValidationError(str(remarque), code="forme") for remarque in trouvees])
        return corps

    def clean_exercice(self):
        exercice: Exercice = self.cleaned_data["exercice"]
        if not exercice.a_un_bilan:
            raise ValidationError(f"L’année {exercice} n’a pas de bilan : elle n’a pas de rubrique.")
        return exercice

    def save(self, commit=True):
        rubrique = self.instance
        if not rubrique._state.adding:
            return super().save(commit)
        ordre = list(Rubrique.objects.de_l_annee(rubrique.exercice_id).select_for_update())
        rubrique.code = self._code({autre.code for autre in ordre})
        apres = self.cleaned_data["apres"]
        place = ordre.index(apres) + 1 if apres else 0
        # It enters after all the others, whose ranks stay; its own is then the one of its place.
        rubrique.rang = (ordre[-1].rang if ordre else 0) + plan.PAS
        rubrique = super().save(commit)
        if place < len(ordre):
            plan.ecrire([*ordre[:place], rubrique, *ordre[place:]], [rubrique])
        return rubrique

    def _code(self, pris: set[str]) -> str:
        """A code that no other part of the year has, from the heading, the section or neither."""
        section = self.cleaned_data["section"].partition(".")[2].replace("_", "-")
        base = slugify(jetons.JETON.sub("", self.cleaned_data["titre"]))[:70].strip("-") or section or "texte"
        return next(
            code for n in range(1, len(pris) + 2) if (code := f"{base}-{n}" if n > 1 else base) not in pris
        )


class PlaceForm(forms.Form):
    """Where a part goes: after which other one, with those under it."""

    apres = forms.ModelChoiceField(
        Rubrique.objects.none(), label="Placer après", required=False, empty_label="(au début du bilan)"
    )

    def __init__(self, *args, ordre: list[Rubrique], rubrique: Rubrique, **kwargs):
        super().__init__(*args, **kwargs)
        emportees = plan.bloc(ordre, rubrique)
        libres = [entree for entree in plan.entrees(ordre) if entree.rubrique not in emportees]
        champ = self.fields["apres"]
        champ.queryset = Rubrique.objects.filter(pk__in=[entree.rubrique.pk for entree in libres])
        champ.choices = [
            ("", champ.empty_label),
            *((entree.rubrique.pk, place_ecrite(entree)) for entree in libres),
        ]
        debut = ordre.index(rubrique)
        self.initial.setdefault("apres", ordre[debut - 1].pk if debut else None)
