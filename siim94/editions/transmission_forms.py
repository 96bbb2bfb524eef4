"""Forms of the sending: a recipient, the letter, what is noted of several recipients, how one ended."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone

from adherents.models import Adherent
from siim94.editions import transmission_lettre
from siim94.editions.models import Courrier, Piece, Transmission
from siim94.formats.lecture import MEGAOCTET
from siim94.ui.saisie.champs import JourField

LIMITE_COMPTE = 20 * MEGAOCTET
MOYENS_A_LA_MAIN = [
    choix for choix in Transmission.Moyen.choices if choix[0] != Transmission.Moyen.COURRIEL.value
]


class TransmissionForm(forms.ModelForm):
    """Who is sent the edition for a member, where, and by what means."""

    class Meta:
        model = Transmission
        fields = ("adherent", "destinataire", "qualite", "adresse", "courriel", "moyen", "remarque")
        widgets = {
            "adresse": forms.Textarea(attrs={"rows": 3}),
            "remarque": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "destinataire": "Une fonction suffit : « Madame ou Monsieur le Maire ».",
            "adresse": "Comme sur l’enveloppe, une ligne sous l’autre.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["adherent"].queryset = Adherent.objects.order_by("genre", "rang", "nom")
        if self.instance.pk:
            del self.fields["adherent"]


class CourrierForm(forms.ModelForm):
    """The letter of an edition, and the accounts that go with it."""

    fichier = forms.FileField(
        label="Fichier du compte (PDF)",
        required=False,
        help_text="À déposer s’il est joint à chaque envoi ; 20 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": "application/pdf", "data-octets": LIMITE_COMPTE}),
    )

    class Meta:
        model = Courrier
        fields = ("objet", "texte", "signataire", "qualite", "compte_nom", "compte")
        widgets = {"texte": forms.Textarea(attrs={"rows": 18}), "compte": forms.RadioSelect}
        help_texts = {"compte_nom": "« compte administratif » ou « compte financier unique »."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for nom in ("objet", "texte"):
            self.fields[nom].validators.append(transmission_lettre.valider)

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier is None:
            return None
        octets = fichier.read(LIMITE_COMPTE + 1)
        if len(octets) > LIMITE_COMPTE:
            raise ValidationError("Ce fichier dépasse 20 Mo.")
        if not octets.startswith(b"%PDF-"):
            raise ValidationError("Ce fichier n’est pas un PDF : déposez le compte en PDF.")
        return octets

    def clean(self):
        donnees = super().clean()
        octets = donnees.get("fichier")
        if donnees.get("compte") == Courrier.Compte.A_PART:
            if octets:
                self.add_error("compte", "Un fichier est déposé : choisissez « déposé ici ».")
            self.instance.piece = None
        elif octets:
            self.instance.piece = Piece.objects.garder(octets, Piece.Genre.PDF)
        elif not self.instance.piece_id and "fichier" not in self.errors:
            self.add_error("fichier", "Déposez le compte en PDF, ou choisissez « joint à part ».")
        return donnees


class Fait(TextChoices):
    ENVOYEE = "envoyee", "envoyée"
    ACCUSEE = "accusee", "accusé de réception reçu"
    CONSEIL = "conseil", "présentée au conseil"


class SuiviForm(forms.Form):
    """What happened on a day to the recipients that are ticked; without a day, what did not happen."""

    fait = forms.ChoiceField(label="Noter", choices=Fait)
    jour = JourField(
        label="le", required=False, help_text="Jour laissé vide : ce qui était noté par erreur est effacé."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["jour"].initial = timezone.localdate

    def clean_jour(self):
        jour = self.cleaned_data["jour"]
        if jour and jour > timezone.localdate():
            raise ValidationError("Cette date n’est pas encore venue.")
        return jour


class IssueForm(forms.Form):
    """How a sending of unknown outcome ended, as a person found out."""

    class Issue(TextChoices):
        PARTIE = "partie", "Elle est partie"
        RESTEE = "restee", "Elle n’est pas partie"

    issue = forms.ChoiceField(choices=Issue)
