"""The layout of a new year's report, taken from the year before: headings, sections, order, page breaks."""

import re

from siim94.bilan.jetons import JETON
from siim94.bilan.models import Illustration, Rubrique
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from siim94.socle.models import Exercice

# What a year's report takes over of a part as it is; heading and text are looked at.
REPRIS = ("rang", "niveau", "section", "numerotee", "incluse", "saut_de_page", "meme_page", "paysage")
IMAGE_REPRISE = ("fichier", "taille", "alternative", "decorative", "legende", "credit")
# What follows the last colon or dash of a heading, where a figure typed in it usually stands.
_PRECISION = re.compile(r"\s*(?:[:(]|\s[–-]\s)[^:(]*$")


def tables(precedent: Exercice, exercice: Exercice, textes: bool = False) -> list[TableVoulue]:
    """The parts that ``exercice`` is to have, for a load or an opening to write; none where it has some.

    Figures typed in a heading are left out, since they are of the year before. A text is not taken over: it
    tells what happened in its year. With ``textes`` those without any typed figure are, marked ``a_relire``
    for the writer to go over, as a cover is whose picture is taken over; signatures stay with the text that
    was signed.
    """
    if Rubrique.objects.filter(exercice=exercice.annee).exists():
        return []
    illustrations = Illustration.objects.par_rubrique(precedent.annee)
    rubriques, images = [], []
    for rubrique in Rubrique.objects.filter(exercice=precedent).order_by("rang"):
        # Logo and pictures of the covers are those of the house; the others tell of their year.
        reprises = illustrations.get(rubrique.pk, []) if rubrique.est_couverture else []
        if (reprise := _reprise(rubrique, exercice, textes)) is not None:
            reprise.a_relire |= any(image.place != Illustration.Place.LOGO for image in reprises)
            rubriques.append(LigneVoulue(reprise))
            images += [
                LigneVoulue(_image(image, reprise, rang)) for rang, image in enumerate(reprises, start=1)
            ]
    champs = (*REPRIS, "titre", "corps", "a_relire")
    return [
        TableVoulue(Rubrique, ("exercice", "code"), champs, rubriques, Rubrique.objects.none),
        TableVoulue(
            Illustration, ("rubrique", "place", "rang"), IMAGE_REPRISE, images, Illustration.objects.none
        ),
    ]


def _image(image: Illustration, rubrique: Rubrique, rang: int) -> Illustration:
    valeurs = {nom: getattr(image, nom) for nom in IMAGE_REPRISE}
    return Illustration(rubrique=rubrique, place=image.place, rang=rang, **valeurs)


def _reprise(rubrique: Rubrique, exercice: Exercice, textes: bool) -> Rubrique | None:
    titre = titre_sans_chiffre(rubrique.titre)
    corps = rubrique.corps if textes and not rubrique.signataire and not _chiffres(rubrique.corps) else ""
    if not (titre or corps or rubrique.section or rubrique.est_couverture):
        return None
    valeurs = {nom: getattr(rubrique, nom) for nom in REPRIS}
    return Rubrique(
        exercice=exercice,
        code=rubrique.code,
        titre=titre,
        corps=corps,
        a_relire=bool(corps),
        **valeurs,
    )


def titre_sans_chiffre(titre: str) -> str:
    """A heading without the figures typed in it (tokens are not): its precisions cut off, or nothing left.

    >>> titre_sans_chiffre("Répartition par application : 674 jours")
    'Répartition par application'
    """
    while titre and _chiffres(titre):
        court = _PRECISION.sub("", titre)
        titre = court if court != titre else ""
    return titre


def _chiffres(texte: str) -> bool:
    """Whether figures are typed in a text; digits glued to letters (SIIM94, M57) are part of a name."""
    return bool(re.search(r"(?<!\w)\d", JETON.sub("", texte)))
