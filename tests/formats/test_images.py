"""A picture is decoded and written anew: turned, bounded, without metadata; what is none is told."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from siim94.formats import images
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.images import lire

ORIENTATION, GPS = 0x0112, 0x8825


def fichier(image: Image.Image, genre: str, **options) -> bytes:
    sortie = BytesIO()
    image.save(sortie, genre, **options)
    return sortie.getvalue()


def photographie(largeur=120, hauteur=80, orientation=6) -> bytes:
    """Red on the left as the sensor saw it, with the place where it was taken."""
    image = Image.new("RGB", (largeur, hauteur), "white")
    image.paste("red", (0, 0, largeur // 2, hauteur))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 47.0, 0.0), 3: "E", 4: (2.0, 23.0, 0.0)})
    return fichier(image, "JPEG", exif=exif, comment=b"prise a la mairie")


def relue(lue: images.ImageLue) -> Image.Image:
    return Image.open(BytesIO(lue.octets))


def test_a_photograph_is_turned_and_says_nothing_of_its_place():
    source = photographie()
    assert Image.open(BytesIO(source)).getexif().get_ifd(GPS)
    lue = lire(source)
    assert (lue.genre, lue.largeur, lue.hauteur) == ("jpeg", 80, 120)
    image = relue(lue)
    assert image.getpixel((40, 10))[1] < 60 < image.getpixel((40, 110))[1]
    for octets in (lue.octets, lue.vignette):
        relu = Image.open(BytesIO(octets))
        assert not relu.getexif() and "comment" not in relu.info and b"mairie" not in octets


def test_metadata_of_a_png_are_left_behind():
    from PIL.PngImagePlugin import PngInfo

    infos = PngInfo()
    infos.add_text("Author", "Dupont")
    infos.add_itxt("XML:com.adobe.xmp", "<x>Vitry</x>")
    lue = lire(fichier(Image.new("RGB", (9, 9)), "PNG", pnginfo=infos))
    assert lue.genre == "png" and relue(lue).info == {}


@pytest.mark.parametrize(("taille", "attendue"), [((6000, 3000), (2067, 1034)), ((30, 4000), (22, 2923))])
def test_what_is_kept_is_no_larger_than_a_page_needs(taille, attendue):
    lue = lire(fichier(Image.new("L", taille), "JPEG"))
    assert (lue.largeur, lue.hauteur) == attendue == relue(lue).size
    assert max(Image.open(BytesIO(lue.vignette)).size) <= 360


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode):
    lue = lire(fichier(Image.new(mode, (12, 8)), "PNG"))
    assert (lue.largeur, lue.hauteur) == (12, 8)


@pytest.mark.parametrize("genre", ["GIF", "WEBP", "JPEG"])
def test_other_formats_are_read(genre):
    assert (
        relue(lire(fichier(Image.new("RGB", (12, 8), "red"), genre))).convert("RGB").getpixel((5, 5))[0] > 240
    )


def test_transparency_stays_where_there_is_some_and_print_colours_become_those_of_a_screen():
    logo = Image.new("RGBA", (8, 8), (20, 80, 122, 255))
    assert relue(lire(fichier(logo, "PNG"))).mode == "RGB"
    logo.putpixel((0, 0), (0, 0, 0, 0))
    assert relue(lire(fichier(logo, "PNG"))).mode == "RGBA"
    assert relue(lire(fichier(Image.new("CMYK", (8, 8)), "JPEG"))).mode == "RGB"


def test_the_same_file_gives_the_same_bytes():
    assert lire(photographie()).empreinte == lire(photographie()).empreinte


def bombe(largeur: int, hauteur: int) -> bytes:
    """A PNG of a few bytes that says to be immense."""

    def bloc(nom: bytes, contenu: bytes) -> bytes:
        somme = zlib.crc32(nom + contenu)
        return struct.pack(">I", len(contenu)) + nom + contenu + struct.pack(">I", somme)

    tete = struct.pack(">IIBBBBB", largeur, hauteur, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + bloc(b"IHDR", tete) + bloc(b"IDAT", zlib.compress(b"\0")) + bloc(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", "n’est pas une image"),
        (b"%PDF-1.7", "n’est pas une image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "n’est pas une image"),
        (photographie()[:400], "incomplet ou abîmé"),
        (bombe(12, 8), "incomplet ou abîmé"),
        (bombe(9000, 9000), "points"),
        (bombe(60000, 60000), "trop de points"),
    ],
)
def test_what_is_no_picture_or_too_large_is_told(octets, dit, monkeypatch):
    # As WeasyPrint leaves it once it is imported.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(ErreurFormat, match=dit):
        lire(octets)


def test_a_heavy_file_is_told_with_what_is_admitted(monkeypatch):
    monkeypatch.setattr(images, "LIMITE_IMAGE", 1024 * 1024)
    with pytest.raises(ErreurFormat, match="2\u00a0Mo, le bilan en admet 1\u00a0Mo"):
        lire(bytes(1024 * 1024 + 1))
