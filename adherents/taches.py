"""Tasks about members: a new name, and one that takes the place of another."""

import copy

from django import forms

from adherents.models import Adherent, Alias, Succession
from siim94.formats import francais
from siim94.formats.mots import cle
from siim94.ui.saisie import renommage
from siim94.ui.taches.page import TacheView
from siim94.ui.taches.passage import PassageForm, encore_la

PAGES = ("adherent_detail", "adherent_list", "succession_list", "adherents_accueil")


class RenommageForm(PassageForm):
    """The member, its new names, and from when on."""

    adherent = forms.ModelChoiceField(Adherent.objects.none(), label="Adhérent", empty_label="Choisissez")
    nom = forms.CharField(label="Nouveau nom officiel", max_length=200)
    nom_court = forms.CharField(
        label="Nouveau nom court", max_length=40, help_text="Têtes de colonnes, graphiques."
    )
    siret = forms.CharField(
        label="Nouveau SIRET", max_length=20, required=False, help_text="Seulement s’il change."
    )
    sans_creation = ("adherent",)
    field_order = ("adherent", "nom", "nom_court", "siret", "date", "motif")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["adherent"].queryset = encore_la(Adherent).by_genre()

    @property
    def resume(self):
        donnees = self.cleaned_data
        date = francais.date_longue(donnees["date"])
        return [
            f"«\u00a0{donnees['adherent']}\u00a0» devient «\u00a0{donnees['nom']}\u00a0» le {date}.",
            "L’ancien nom y mène toujours.",
        ]

    def clean(self):
        donnees = super().clean()
        if not self.errors:
            connus = Alias.objects.exclude(adherent=donnees["adherent"]).select_related("adherent")
            pris = {cle(alias.libelle): alias.adherent for alias in connus}
            for nom in ("nom", "nom_court"):
                if autre := pris.get(cle(donnees[nom])):
                    self.add_error(nom, f"Ce nom désigne déjà «\u00a0{autre}\u00a0».")
                    return donnees
            self.verifier(self.nouveau())
        return donnees

    def nouveau(self) -> Adherent:
        renomme = copy.copy(self.cleaned_data["adherent"])
        renomme.nom, renomme.nom_court = self.cleaned_data["nom"], self.cleaned_data["nom_court"]
        renomme.siret = "".join(self.cleaned_data["siret"].split()) or renomme.siret
        return renommage.nouveau_nom(renomme)

    def enregistrer(self):
        nouveau = self.nouveau()
        nouveau.save()
        self.passer(self.cleaned_data["adherent"], nouveau, motif=renommage.MOTIF)
        return nouveau


class RenommerAdherent(TacheView):
    titre = "Renommer un adhérent"
    nom_url = "adherents:renommer_un_adherent"
    droits = tuple(renommage.droits(Adherent))
    modele = Succession
    form_class = RenommageForm
    pages = PAGES
    parametre = "adherent"
    retour = "adherents:adherent_list"
    introduction = (
        "Les années d’avant gardent l’ancien nom, et l’ancien nom continue de mener à l’adhérent. Pour une"
        " simple faute d’écriture, corrigez plutôt sa fiche."
    )


class SuccessionForm(PassageForm):
    """Who takes the place of whom; a body that is not there yet is created on the way."""

    ancien = forms.ModelChoiceField(
        Adherent.objects.none(), label="Adhérent qui disparaît", empty_label="Choisissez"
    )
    nouveau = forms.ModelChoiceField(
        Adherent.objects.none(), label="Organisme qui lui succède", empty_label="Choisissez"
    )
    raccordee = forms.BooleanField(
        label="Ses chiffres continuent sous le nouveau",
        required=False,
        initial=True,
        help_text="Là où les années se comparent ; sinon la série s’interrompt.",
    )
    adhesion = forms.BooleanField(
        label="L’adhésion passe au nouveau",
        required=False,
        initial=True,
        help_text=Succession._meta.get_field("adhesion").help_text,
    )
    sans_creation = ("ancien",)
    field_order = ("ancien", "nouveau", "date", "motif", "raccordee", "adhesion")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ancien"].queryset = encore_la(Adherent).by_genre()
        self.fields["nouveau"].queryset = Adherent.objects.by_genre()
        self.fields["date"].help_text = "Premier jour du nouvel organisme."
        self.fields["motif"].required = True

    @property
    def resume(self):
        donnees = self.cleaned_data
        date = francais.date_longue(donnees["date"])
        return [f"«\u00a0{donnees['nouveau']}\u00a0» succède à «\u00a0{donnees['ancien']}\u00a0» le {date}."]

    def enregistrer(self):
        donnees = self.cleaned_data
        return self.passer(
            donnees["ancien"],
            donnees["nouveau"],
            raccordee=donnees["raccordee"],
            adhesion=donnees["adhesion"],
        )


class SuccederAdherent(TacheView):
    titre = "Un adhérent succède à un autre"
    nom_url = "adherents:succession_d_un_adherent"
    droits = ("adherents.add_succession",)
    modele = Succession
    form_class = SuccessionForm
    pages = PAGES
    parametre = "ancien"
    retour = "adherents:succession_list"
    introduction = (
        "L’ancien garde son nom et ses années. Ce qui est déjà saisi pour les années qui commencent après"
        " cette date (catalogue, contributions, situation) passe au nouveau."
    )


TACHES = (RenommerAdherent, SuccederAdherent)
