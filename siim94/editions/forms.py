"""Forms of the review: a move of the report, a remark on a part of the draft, what is answered to it."""

from django import forms

from siim94.bilan.models import places
from siim94.editions import preparation
from siim94.editions.circuit import DELIBERATION, MOTIF, Mouvement
from siim94.editions.models import Commentaire, Nature, Portee
from siim94.editions.publication import Demande, Examen
from siim94.socle.models import Utilisateur


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


class PreparationForm(forms.Form):
    """Criteria over what a report needs."""

    MOI = "moi"

    etat = forms.ChoiceField(label="État", required=False, choices=[("", "tous"), *preparation.Etat.choices])
    genre = forms.ChoiceField(
        label="Quoi", required=False, choices=[("", "tout"), *preparation.Genre.choices]
    )
    qui = forms.ChoiceField(
        label="Confié à", required=False, choices=[("", "chacun"), (MOI, "moi"), ("personne", "personne")]
    )


class ResponsableForm(forms.Form):
    """Who is in charge of a part of the report, and of those under it."""

    qui = forms.ModelChoiceField(
        Utilisateur.actifs_par_nom(),
        label="Confier à",
        required=False,
        empty_label="personne",
    )


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


class PublicationForm(forms.Form):
    """What a publication is told: reason, deliberation, warnings accepted one by one, hour."""

    motif = forms.CharField(
        label="Motif",
        max_length=2000,
        widget=_lignes(2),
        help_text="Public avec l’édition, par exemple « Adoption par le comité syndical ».",
        error_messages={"required": "Donnez le motif de la publication."},
    )
    nature = forms.ChoiceField(
        label="Nature",
        choices=[
            (Nature.RECTIFICATIF, "rectificatif : une erreur de l’édition précédente est corrigée"),
            (Nature.REVISION, "révision : données ou méthode nouvelles"),
        ],
        widget=forms.RadioSelect,
    )
    portee = forms.ChoiceField(
        label="Portée de l’erreur",
        choices=[("", "sans objet"), *(p for p in Portee.choices if p[0] != Portee.NON_PRECISEE)],
        required=False,
    )
    affecte = forms.CharField(label="Ce qui change", max_length=2000, widget=_lignes(2), required=False)
    n_affecte_pas = forms.CharField(
        label="Ce qui ne change pas", max_length=2000, widget=_lignes(2), required=False
    )
    deliberation_date = forms.DateField(
        label="Date de la délibération",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    deliberation_numero = forms.CharField(label="Numéro de la délibération", max_length=60, required=False)
    sans_relecture = forms.BooleanField(label="Publier sans relecture ; l’édition le dira", required=False)
    acceptes = forms.MultipleChoiceField(
        label="Avertissements acceptés", required=False, widget=forms.CheckboxSelectMultiple
    )
    pour = forms.DateTimeField(
        label="Publier le",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text="Laissez vide pour publier tout de suite. Plus tard, la publication s’arrête si le bilan ou"
        " ses constats ont changé.",
    )

    def __init__(self, *args, examen: Examen, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        validation = examen.validation
        inutiles = [] if examen.derniere else ["nature", "portee", "affecte", "n_affecte_pas"]
        inutiles += ["sans_relecture"] if not examen.defauts_de_relecture else []
        inutiles += [] if examen.avertissements else ["acceptes"]
        for nom in inutiles:
            del self.fields[nom]
        if examen.avertissements:
            self.fields["acceptes"].choices = [
                (s.constat.code, s.constat.phrase) for s in examen.avertissements
            ]
        if validation:
            self.initial["deliberation_date"] = validation.deliberation_date
            self.initial["deliberation_numero"] = validation.deliberation_numero

    def demande(self, auteur) -> Demande:
        dit = {nom: valeur for nom, valeur in self.cleaned_data.items() if nom not in ("pour", "acceptes")}
        return Demande(auteur=auteur, acceptes=frozenset(self.cleaned_data.get("acceptes", ())), **dit)
