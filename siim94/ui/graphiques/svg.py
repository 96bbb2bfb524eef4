"""Cleaning of the SVG that plotly.js writes: the same figure gives the same text, fit to stand inline in a
page.

Ids are random there, and a strict `style-src` refuses `style` attributes: both go. Colours become
hexadecimal, so that a style sheet may restyle them by name (see `charts.css`).
"""

import re

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML = "{http://www.w3.org/XML/1998/namespace}"

# What SVG knows as a presentation attribute among what plotly.js writes in `style`; the rest is for the
# mouse.
PRESENTATION = frozenset(
    [
        "clip-path",
        "display",
        "dominant-baseline",
        "fill",
        "fill-opacity",
        "fill-rule",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "opacity",
        "stroke",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "stroke-opacity",
        "stroke-width",
        "text-anchor",
        "visibility",
    ]
)
SANS_EFFET = {
    ("opacity", "1"),
    ("fill-opacity", "1"),
    ("stroke-opacity", "1"),
    ("font-style", "normal"),
    ("font-weight", "normal"),
    ("font-variant", "normal"),
    ("stroke-dasharray", "none"),
}
RGB = re.compile(r"rgb\((\d+), ?(\d+), ?(\d+)\)")
REFERENCE = re.compile(r"url\((['\"]?)[^)]*?#([^)'\"]+)\1\)")


def nettoyer(brut: str, empreinte: str, titre: str, alternative: str) -> str:
    """SVG text of `brut` with its own title and description, ids that begin with `empreinte`, no style nor
    class."""
    racine = etree.fromstring(brut.encode(), etree.XMLParser(remove_blank_text=False, resolve_entities=False))
    noms: dict[str, str] = {}
    for element in racine.iter(etree.Element):
        _attributs(element)
        if ancien := element.get("id"):
            noms[ancien] = f"g{empreinte[:10]}-{len(noms)}"
    cites = _renvois(racine, noms)
    _elaguer(racine, cites)
    racine.set("role", "img")
    racine.set("lang", "fr")
    racine.set(XML + "lang", "fr")
    cle = f"g{empreinte[:10]}"
    racine.set("aria-labelledby", f"{cle}-titre {cle}-texte")
    for rang, (nom, texte, ident) in enumerate((("title", titre, "titre"), ("desc", alternative, "texte"))):
        element = etree.Element(SVG + nom, id=f"{cle}-{ident}")
        element.text = texte
        racine.insert(rang, element)
    etree.cleanup_namespaces(racine)
    return etree.tostring(racine, encoding="unicode")


def _attributs(element) -> None:
    style = element.attrib.pop("style", "")
    for declaration in style.split(";"):
        nom, _, valeur = declaration.partition(":")
        nom, valeur = nom.strip(), valeur.strip().removesuffix("!important").strip()
        if nom in PRESENTATION and valeur:
            element.set(nom, valeur.removesuffix("px") if nom in ("font-size", "stroke-width") else valeur)
    for nom, valeur in list(element.attrib.items()):
        if (
            nom
            in (
                "class",
                "pointer-events",
                "vector-effect",
                "text-rendering",
                "main-svg",
            )
            or nom.startswith("data-")
            or (nom, valeur) in SANS_EFFET
        ):
            del element.attrib[nom]
        else:
            element.set(nom, RGB.sub(lambda m: "#{:02x}{:02x}{:02x}".format(*map(int, m.groups())), valeur))


def _renvois(racine, noms: dict[str, str]) -> set[str]:
    """Renames ids and what names them; returns the new ids that something names."""
    cites = set()

    def nouveau(m: re.Match) -> str:
        cites.add(noms.get(m[2], m[2]))
        return f"url(#{noms.get(m[2], m[2])})"

    for element in racine.iter(etree.Element):
        if ancien := element.get("id"):
            element.set("id", noms[ancien])
        for nom, valeur in element.attrib.items():
            if "url(" in valeur:
                element.set(nom, REFERENCE.sub(nouveau, valeur))
            elif nom in ("href", XLINK + "href") and valeur.startswith("#"):
                cites.add(noms.get(valeur[1:], valeur[1:]))
                element.set(nom, "#" + noms.get(valeur[1:], valeur[1:]))
    return cites


def _elaguer(element, cites: set[str]) -> None:
    """Takes out what draws nothing: empty groups, transparent rectangles, definitions that nothing names."""
    for enfant in list(element):
        if not isinstance(enfant.tag, str):
            element.remove(enfant)
            continue
        _elaguer(enfant, cites)
        nom = enfant.tag.removeprefix(SVG)
        vide = len(enfant) == 0 and not (enfant.text or "").strip()
        transparent = enfant.get("fill-opacity") == "0" or enfant.get("fill") in ("none", "transparent")
        sans_trait = (
            enfant.get("stroke-opacity") == "0"
            or enfant.get("stroke-width") == "0"
            or not enfant.get("stroke")
        )
        if (
            (vide and nom in ("g", "defs", "text", "style"))
            or (nom == "clipPath" and enfant.get("id") not in cites)
            or (nom == "rect" and transparent and sans_trait and element.tag != SVG + "clipPath")
            or enfant.get("opacity") == "0"
            or enfant.get("display") == "none"
        ):
            element.remove(enfant)
        elif enfant.get("id") and enfant.get("id") not in cites:
            del enfant.attrib["id"]
