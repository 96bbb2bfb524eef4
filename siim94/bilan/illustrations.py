"""Pictures as the report shows them: on the site by their address, in a file and on paper inside it."""

import base64
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from siim94.bilan import redaction
from siim94.bilan.models import FichierImage, Illustration, Rubrique

Place, Taille = Illustration.Place, Illustration.Taille
# Per cent of the width of the text that a picture takes on paper, and how high it may be, in widths of text.
PARTS = {Taille.PLEINE: 100, Taille.MOYENNE: 66, Taille.PETITE: 33}
HAUTEUR_MAXIMALE = 1.2


@dataclass(frozen=True)
class Couverture:
    """What a year says of its covers: heading, text, logo and picture, each empty when it says nothing."""

    titre: SafeString
    corps: SafeString
    logo: SafeString
    image: SafeString


class Illustrations:
    """The pictures of a year's report; ``support`` is where they are shown: "ecran", "fichier", "papier"."""

    def __init__(self, annee: int):
        self.par_rubrique = Illustration.objects.par_rubrique(annee)

    def html(self, rubrique: Rubrique, place: str, support: str) -> SafeString:
        """The pictures of a part that stand at a place; those of a cover are not in the body."""
        images = [] if rubrique.est_couverture else self._de(rubrique, place)
        figures = [self._figure(image, support) for image in images]
        return mark_safe("".join(figures))  # noqa: S308 - by a template

    def couverture(self, partie, support: str) -> Couverture:
        """A cover, from its part: the first picture of each place, without caption."""
        logo, image = (
            self._seule(self._de(partie.rubrique, *places), support)
            for places in ((Place.LOGO,), (Place.AVANT, Place.APRES, Place.FIN))
        )
        return Couverture(partie.titre, partie.corps, logo, image)

    def _de(self, rubrique: Rubrique, *places: str) -> list[Illustration]:
        return [image for image in self.par_rubrique.get(rubrique.pk, ()) if image.place in places]

    def _seule(self, images: list[Illustration], support: str) -> SafeString:
        if not images:
            return SafeString("")
        contexte = {"image": images[0], "source": _source(images[0], support)}
        return render_to_string("bilan/image_seule.html", contexte)

    def _figure(self, image: Illustration, support: str) -> str:
        haut = 100 * HAUTEUR_MAXIMALE * image.fichier.largeur / image.fichier.hauteur
        contexte = {
            "image": image,
            "source": _source(image, support),
            "papier": support == "papier",
            "part": int(min(PARTS[image.taille], haut)) or 1,
        }
        return redaction.typographie_html(render_to_string("bilan/illustration.html", contexte))


def _source(image: Illustration, support: str) -> str:
    """Where the picture is read: at its address on the site, in the document itself elsewhere."""
    fichier = image.fichier
    if support == "ecran":
        return reverse("bilan:image", args=[fichier.pk])
    return f"data:image/{fichier.genre};base64,{base64.b64encode(fichier.octets).decode()}"


def purger(cle: int, avancer) -> None:
    """The work of each day: pictures that a form read and that nothing ever used leave the base."""
    FichierImage.objects.sans_emploi().delete()
