"""Pictures of the report on the site: put in, described, shown with the rights of the report, taken out."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from siim94.bilan.acces import lecture
from siim94.bilan.forms import place_ecrite
from siim94.bilan.models import FichierImage, Illustration, Rubrique
from siim94.bilan.panneaux import ImagePanneau
from siim94.bilan.plan import entrees
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import FORMATS_D_IMAGE, LIMITE_IMAGE, MEGAOCTET
from siim94.socle.models import Exercice
from siim94.ui.crud import Crud
from siim94.ui.pages.panneaux import FichePanneau
from siim94.ui.saisie.formulaires import FicheForm

GARDEE = "_gardee"


def ranger(octets: bytes) -> FichierImage:
    """The picture that a file holds, kept once whatever the number of its places; ErreurFormat in French."""
    # Only who puts one in pays for the library that reads it.
    from siim94.formats.images import lire

    lue = lire(octets)
    valeurs = {nom: getattr(lue, nom) for nom in ("octets", "vignette", "genre", "largeur", "hauteur")}
    valeurs["depose"] = timezone.now()
    # Put in anew, it waits anew for the row that uses it.
    return FichierImage.objects.update_or_create(
        empreinte=lue.empreinte, defaults={"depose": valeurs["depose"]}, create_defaults=valeurs
    )[0]


class DepotImageInput(forms.FileInput):
    """A file to choose, beside the picture that is there; what was sent once need not be sent again."""

    template_name = "bilan/champ_image.html"

    def value_from_datadict(self, data, files, name):
        return files.get(name) or data.get(name) or data.get(f"{name}{GARDEE}")

    def value_omitted_from_data(self, data, files, name):
        return not self.value_from_datadict(data, files, name)

    def format_value(self, value):
        return value

    def get_context(self, name, value, attrs):
        contexte = super().get_context(name, value, attrs)
        contexte["gardee"] = f"{name}{GARDEE}"
        contexte["fichier"] = FichierImage.objects.filter(pk=value).first() if value else None
        if contexte["fichier"]:
            contexte["widget"]["attrs"].pop("required", None)
            contexte["widget"]["attrs"]["data-vide"] = "L’image ci-dessus est gardée"
        return contexte


class FichierImageField(forms.Field):
    """A picture: a file that is read and kept at once, or the hash of one that is."""

    widget = DepotImageInput

    def __init__(self, **kwargs):
        aide = (
            f"{', '.join(FORMATS_D_IMAGE)} ; {LIMITE_IMAGE // MEGAOCTET} Mo au plus. Le lieu et la date de la"
            " prise de vue sont retirés."
        )
        super().__init__(help_text=aide, **kwargs)
        self.widget.attrs |= {
            "accept": ",".join(f"image/{nom.lower()}" for nom in FORMATS_D_IMAGE),
            "data-octets": LIMITE_IMAGE,
        }

    def to_python(self, value):
        if not value:
            return None
        if isinstance(value, str):
            if (fichier := FichierImage.objects.filter(pk=value).first()) is None:
                raise ValidationError("Cette image n’est plus là : déposez-la de nouveau.")
            return fichier
        try:
            # Noted on the file itself: a form refused for another field shows the picture that it has.
            value.fichier = ranger(value.read(LIMITE_IMAGE + 1))
        except ErreurFormat as erreur:
            raise ValidationError(erreur.message) from None
        return value.fichier

    def prepare_value(self, value):
        fichier = getattr(value, "fichier", value)
        return getattr(fichier, "pk", fichier if isinstance(fichier, str) else None)

    def has_changed(self, initial, data):
        return not isinstance(data, str) or data != initial


class IllustrationForm(FicheForm):
    """A picture of a part: the parts offered are those of the year of the one it is for."""

    fichier = FichierImageField(label="Image")

    class Meta:
        model = Illustration
        fields = (
            "rubrique",
            "fichier",
            "alternative",
            "decorative",
            "legende",
            "credit",
            "place",
            "taille",
            "rang",
        )
        help_texts = {"place": "D’une couverture\u00a0: le logo, ou sa photographie à toute autre place."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        champ = forms.ModelChoiceField(Rubrique.objects.none(), label="Rubrique")
        rubriques = list(Rubrique.objects.de_l_annee(self._annee()))
        champ.queryset = Rubrique.objects.filter(pk__in=[rubrique.pk for rubrique in rubriques])
        champ.choices = [("", "à choisir"), *((e.rubrique.pk, place_ecrite(e)) for e in entrees(rubriques))]
        self.fields["rubrique"] = champ
        # Asked for unless the picture says nothing; the box beside it may be ticked in the page.
        texte = self.fields["alternative"]
        texte.required = not self["decorative"].value()
        texte.widget.use_required_attribute = lambda initial: False
        texte.error_messages["required"] = "Décrivez l’image en une phrase, ou cochez « décorative »."

    def _annee(self) -> int:
        """The year of the part that the picture is for; the latest report's when no part is told."""
        cle = self["rubrique"].value()
        if cle and str(cle).isdecimal() and (rubrique := Rubrique.objects.filter(pk=cle).first()):
            return rubrique.exercice_id
        return Exercice.objects.avec_bilan().order_by("-annee").values_list("annee", flat=True).first() or 0

    def clean(self):
        donnees = super().clean()
        rubrique, place = donnees.get("rubrique"), donnees.get("place")
        sur_couverture = rubrique and rubrique.niveau == Rubrique.Niveau.COUVERTURE
        if rubrique and place == Illustration.Place.LOGO and not sur_couverture:
            self.add_error(
                "place", "Le logo se place sur la couverture : choisissez la rubrique de ce niveau."
            )
        return donnees


class IllustrationCrud(Crud):
    model = Illustration
    colonnes = ("rubrique", "place", "legende", "alternative", "credit")
    recherche = ("legende", "alternative", "credit")
    criteres = (
        "place",
        "decorative",
        (
            "bilan",
            django_filters.ModelChoiceFilter(
                field_name="rubrique__exercice",
                label="Bilan",
                queryset=Exercice.objects.avec_bilan(),
                empty_label="tous",
            ),
        ),
    )
    form_class = IllustrationForm
    panneaux = (
        ImagePanneau,
        FichePanneau.avec(
            champs=(
                "rubrique",
                "place",
                "rang",
                "taille",
                "alternative",
                "decorative",
                "legende",
                "credit",
                "fichier",
            )
        ),
    )
    chemin = "images"
    introduction = "Les images des bilans : elles s’ajoutent depuis la page d’une rubrique."
    corps_maximal = LIMITE_IMAGE + MEGAOCTET

    @classmethod
    def queryset(cls):
        return Illustration.objects.avec_fichier()

    @classmethod
    def annee_de(cls, objet):
        return objet.rubrique.exercice_id

    @classmethod
    def etapes(cls, objet=None):
        if objet is None:
            return [("Bilan", reverse("bilan:liste")), *super().etapes()]
        annee = objet.rubrique.exercice_id
        return [
            ("Bilan", reverse("bilan:liste")),
            (f"Bilan {annee}", reverse("bilan:html", args=[annee])),
            ("Rubriques", reverse("bilan:rubriques", args=[annee])),
            (str(objet.rubrique), objet.rubrique.get_absolute_url()),
        ]


@require_safe
@lecture
def image(request, empreinte: str, vignette: bool = False):
    """The bytes of a picture, large or small: always the same under this address."""
    fichier = get_object_or_404(FichierImage, pk=empreinte)
    etag = quote_etag(f"{empreinte}{'-v' if vignette else ''}")
    reponse = get_conditional_response(request, etag=etag)
    if reponse is None:
        octets = fichier.vignette if vignette else fichier.octets
        reponse = HttpResponse(bytes(octets), content_type=f"image/{fichier.genre}")
        reponse["Content-Disposition"] = f'inline; filename="image-{slugify(empreinte[:12])}.{fichier.genre}"'
    reponse["ETag"] = etag
    reponse["Cache-Control"] = "private, max-age=31536000, immutable"
    return reponse
