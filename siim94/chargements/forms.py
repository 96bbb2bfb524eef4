"""The form that takes a file in, and the one that gives the reason of an undoing."""

from decimal import Decimal

from django import forms

from finances.models.budget import NUMERO_MAX
from siim94.chargements.depot import LIMITE_DEPOT
from siim94.chargements.feuille import permises
from siim94.chargements.moteur import Chargeur, Options
from siim94.formats import francais
from siim94.formats.glpi import FormatDate
from siim94.formats.lecture import MEGAOCTET
from siim94.socle.models import Exercice
from support.models import PlateformeGlpi

DATES = {"": "comme l’export le montre", **{str(genre): str(genre) for genre in FormatDate}}


def plateformes() -> list[tuple[str, str]]:
    """The GLPI platforms by code; none is taken for granted."""
    return [("", "à choisir"), *PlateformeGlpi.objects.order_by("nom").values_list("code", "nom")]


class DepotForm(forms.Form):
    """A file, and what may be said of it beforehand: each is the answer to the question of its name."""

    field_order = ("feuille", "fichier", "exercice")
    feuille = forms.ChoiceField(label="Tableau")
    fichier = forms.FileField(label="Fichier")
    exercice = forms.ModelChoiceField(
        label="Exercice",
        queryset=Exercice.objects.order_by("-annee"),
        required=False,
        empty_label="celui du fichier",
    )
    nomenclature = forms.CharField(
        label="Plan de comptes",
        required=False,
        max_length=40,
        help_text="Par exemple M57\u00a0; sans indication, celui que les codes du fichier suivent.",
    )
    plateforme = forms.ChoiceField(label="Plateforme GLPI", choices=plateformes)
    format_date = forms.ChoiceField(label="Écriture des dates", choices=DATES.items, required=False)
    numero = forms.IntegerField(
        label="Numéro du document",
        required=False,
        min_value=0,
        max_value=NUMERO_MAX,
        localize=False,
        help_text="D’une décision modificative, si le fichier ne le dit pas.",
    )

    def __init__(self, *args, chargeur: Chargeur, utilisateur, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.chargeur = chargeur
        for nom in set(self.fields) - {"fichier", *chargeur.options}:
            del self.fields[nom]
        if "feuille" in self.fields:
            feuilles = [(f.feuille, f.titre) for f in permises(utilisateur, "add", "change")]
            self.fields["feuille"].choices = [("", "à choisir"), *feuilles]
        if "exercice" in self.fields:
            self.fields["exercice"].help_text = chargeur.aide_exercice
        self.limite = min(LIMITE_DEPOT, chargeur.limite_octets)
        self.fields["fichier"].widget.attrs |= {
            "accept": ",".join(chargeur.extensions),
            "data-octets": self.limite,
        }
        self.fields["fichier"].help_text = (
            f"{', '.join(e.removeprefix('.').upper() for e in chargeur.extensions)},"
            f" {_taille(self.limite)} au plus."
        )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > self.limite:
            raise forms.ValidationError(
                f"Le fichier pèse {_taille(fichier.size)}, la page en admet"
                f" {_taille(self.limite)}\u00a0: la commande «\u00a0charger\u00a0» lit les plus gros."
            )
        return fichier

    def options(self) -> Options:
        return Options(**{nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "fichier"})


def _taille(octets: int) -> str:
    return francais.avec_unite(
        francais.nombre(Decimal(octets) / MEGAOCTET, 0 if octets % MEGAOCTET == 0 else 1), "Mo"
    )


class AnnulationForm(forms.Form):
    motif = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Gardé dans l’historique des lignes.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
