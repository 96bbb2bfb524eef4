"""A picture as it comes (a photograph of a phone, a logo), decoded and written anew for a page.

What is written holds the points only: turned as the camera was held, in the colours of a screen, no larger
than a printed page needs, without its metadata, among them the place where it was taken.
"""

import hashlib
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.francais import compact
from siim94.formats.lecture import FORMATS_D_IMAGE, LIMITE_IMAGE, MEGAOCTET

# What is decoded takes four bytes a point; the largest phones give 50 millions.
LIMITE_POINTS = 50_000_000
# A page of A4 at 250 points an inch.
MAXIMUM = (2067, 2923)
VIGNETTE = (360, 270)
# A drawing kept without loss beyond this weighs on every report: it is a photograph.
PNG_MAXIMAL = 2 * MEGAOCTET
QUALITE = 86


@dataclass(frozen=True)
class ImageLue:
    """A picture ready to be kept: its bytes and those of a small one, its format, its size in points."""

    octets: bytes
    vignette: bytes
    genre: str
    largeur: int
    hauteur: int

    @property
    def empreinte(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()


def lire(octets: bytes) -> ImageLue:
    """The picture that a file holds; ErreurFormat, in French, when it holds none or is too large."""
    if len(octets) > LIMITE_IMAGE:
        raise ErreurFormat(
            f"L’image pèse {_mega(len(octets))}, le bilan en admet {_mega(LIMITE_IMAGE)}\u00a0: réduisez-la."
        )
    try:
        with warnings.catch_warnings(), _entiere():
            warnings.simplefilter("ignore")
            return _lire(octets)
    except UnidentifiedImageError:
        raise ErreurFormat(
            "Ce fichier n’est pas une image JPEG, PNG, WebP ou GIF\u00a0: enregistrez-la dans l’un de ces"
            " formats."
        ) from None
    except Image.DecompressionBombError:
        raise _trop_de_points("trop de") from None
    except (OSError, SyntaxError, ValueError):
        raise ErreurFormat(
            "Cette image ne peut pas être lue\u00a0: le fichier est incomplet ou abîmé."
        ) from None


@contextmanager
def _entiere():
    """A cut file is refused, though WeasyPrint asks of Pillow, for the whole process, to fill in the rest."""
    avant, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = avant


def _lire(octets: bytes) -> ImageLue:
    with Image.open(BytesIO(octets), formats=FORMATS_D_IMAGE) as image:
        points = image.width * image.height
        if points > LIMITE_POINTS:
            raise _trop_de_points(compact(points))
        sans_perte = image.format in ("PNG", "GIF")
        # A JPEG is decoded at the nearest size above the one that is kept, either way up.
        image.draft("RGB", (max(MAXIMUM), max(MAXIMUM)))
        droite = _en_couleurs_d_ecran(ImageOps.exif_transpose(image))
    droite.thumbnail(MAXIMUM, Image.Resampling.LANCZOS)
    # Written from its points alone: whatever else the file said is left behind.
    nue = Image.frombytes(droite.mode, droite.size, droite.tobytes())
    ecrit = _ecrire(nue, "png") if sans_perte or nue.mode == "RGBA" else b""
    genre = "png" if ecrit and (nue.mode == "RGBA" or len(ecrit) <= PNG_MAXIMAL) else "jpeg"
    petite = nue.copy()
    petite.thumbnail(VIGNETTE, Image.Resampling.LANCZOS)
    return ImageLue(
        ecrit if genre == "png" else _ecrire(nue, "jpeg"), _ecrire(petite, genre), genre, *nue.size
    )


def _en_couleurs_d_ecran(image: Image.Image) -> Image.Image:
    """The picture in RGB, with its transparency if some point of it is seen through."""
    profil = image.info.get("icc_profile")
    transparente = image.has_transparency_data
    if profil and image.mode in ("RGB", "CMYK", "L"):
        # A profile that cannot be read says nothing of the colours.
        with suppress(ImageCms.PyCMSError, OSError):
            lu, ecran = ImageCms.ImageCmsProfile(BytesIO(profil)), ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, lu, ecran, outputMode="RGB")
    if transparente:
        avec_voile = image.convert("RGBA")
        if avec_voile.getchannel("A").getextrema()[0] < 255:
            return avec_voile
        image = avec_voile
    return image.convert("RGB")


def _ecrire(image: Image.Image, genre: str) -> bytes:
    sortie = BytesIO()
    if genre == "png":
        image.save(sortie, "PNG", optimize=True)
    else:
        image.convert("RGB").save(sortie, "JPEG", quality=QUALITE, optimize=True)
    return sortie.getvalue()


def _trop_de_points(combien: str) -> ErreurFormat:
    return ErreurFormat(
        f"L’image compte {combien} points, le bilan en admet {compact(LIMITE_POINTS)}\u00a0: réduisez ses"
        " dimensions."
    )


def _mega(octets: int) -> str:
    return f"{-(-octets // MEGAOCTET)}\u00a0Mo"
