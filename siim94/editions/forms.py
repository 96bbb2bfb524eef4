"""Forms of the review: a move of the report, a remark on a part of the draft, what is answered to it."""

from django import forms

from siim94.bilan.models import places
from siim94.editions.circuit import DELIBERATION, MOTIF, Mouvement
from siim94.editions.models import Commentaire


def _lignes(nombre: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": nombre})


class MouvementForm(forms.Form):
    """What a move needs, and nothing else."""

    motif = forms.CharField(
        label="Motif",
        max_length=2000,
        widget=_lignes(3),
        help_text="Ce qui est à reprendre, pour ceux qui écrivent le bilan.",
        error_messages={"required": "Donnez le motif."},
    )
    date = forms.DateField(
        label="Date de la délibération",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Donnez la date de la délibération."},
    )
    numero = forms.CharField(
        label="Numéro de la délibération",
        max_length=60,
        help_text="Tel qu’il est écrit au registre, par exemple 2022-14.",
        error_messages={"required": "Donnez le numéro de la délibération."},
    )

    def __init__(self, *args, mouvement: Mouvement, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        besoins = {MOTIF: ("motif",), DELIBERATION: ("date", "numero")}
        voulus = {champ for besoin in mouvement.demande for champ in besoins[besoin]}
        for nom in [nom for nom in self.fields if nom not in voulus]:
            del self.fields[nom]

    @property
    def reponse(self) -> dict:
        """What ``circuit.passer`` takes."""
        dit = self.cleaned_data
        deliberation = (dit["date"], dit["numero"]) if "date" in dit else None
        return {"motif": dit.get("motif", ""), "deliberation": deliberation}


class CommentaireForm(forms.ModelForm):
    """A remark on a part of the draft, or on the whole."""

    rubrique = forms.ChoiceField(label="Rubrique", required=False)

    class Meta:
        model = Commentaire
        fields = ("rubrique", "texte")
        widgets = {"texte": _lignes(3)}
        error_messages = {"texte": {"required": "Écrivez le commentaire."}}

    def __init__(self, *args, annee: int, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["rubrique"].choices = [("", "Le bilan entier"), *places(annee)]


class SuiteForm(forms.Form):
    """What is answered to a remark; settled or opened again by the button pressed."""

    REPONDRE, REGLER, ROUVRIR = "repondre", "regler", "rouvrir"

    action = forms.ChoiceField(choices=[(nom, nom) for nom in (REPONDRE, REGLER, ROUVRIR)])
    reponse = forms.CharField(required=False, max_length=2000)

    def clean(self):
        dit = super().clean()
        if dit.get("action") == self.REPONDRE and not dit.get("reponse"):
            raise forms.ValidationError("Écrivez la réponse.")
        return dit
