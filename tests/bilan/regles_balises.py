"""Rules of a tag tree that a validator does not see: what stands in what, in which order."""

from collections.abc import Iterator

from tests.bilan.lecture_balises import Element

TITRES = ("H1", "H2", "H3", "H4", "H5", "H6")
# What may only stand there.
PARENTS = {
    "LI": {"L"},
    "LBody": {"LI"},
    "Lbl": {"LI", "TOCI"},
    "TOCI": {"TOC"},
    "Reference": {"TOCI"},
    "Caption": {"Table", "Div", "L"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TR": {"THead", "TBody", "TFoot", "Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "Part": {"Document"},
}
# What may stand nowhere else than in them.
ENFANTS = {
    "L": {"LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOCI", "Caption"},
    "TOCI": {"Lbl", "Reference", "TOC"},
    "Table": {"Caption", "THead", "TBody", "TFoot", "TR"},
    "TR": {"TH", "TD"},
}
# What holds no block: a paragraph has no paragraph, a heading no heading.
TEXTES = ("P", "Caption", "Lbl", "Reference", "Link", *TITRES)
EN_LIGNE = {"Span", "Link", "Quote", "Code", "Reference"}
GROUPES = {"Document", "Part", "Sect", "Div", "Art", "BlockQuote"}


def manquements(racine: Element) -> list[tuple[str, str]]:
    """Each breach: its rule, and where."""
    return [*_places(racine), *_titres(racine), *_liens(racine), *_tableaux(racine)]


def _places(racine: Element) -> Iterator[tuple[str, str]]:
    for element in racine.parcours():
        genre, parent = element.genre, element.parent.genre if element.parent else ""
        lieu = f"{genre} dans {parent} : {element.texte[:60]}"
        if genre == "NonStruct":
            yield "sans type", lieu
        if not element.enfants and not element.annotations and genre not in ("TH", "TD"):
            yield "vide", lieu
        if genre in PARENTS and parent not in PARENTS[genre]:
            yield "mauvais parent", lieu
        if parent in ENFANTS and genre not in ENFANTS[parent]:
            yield "mauvais enfant", lieu
        if parent in TEXTES and genre not in EN_LIGNE:
            yield "bloc dans un texte", lieu
        if parent in EN_LIGNE and genre == parent and genre != "Span":
            yield "répété en lui-même", lieu
        if genre in GROUPES and any(not isinstance(e, Element) for e in element.enfants):
            yield "texte sans paragraphe", lieu
        if genre == "LI" and [e.genre for e in element.elements].count("LBody") != 1:
            yield "point sans corps unique", lieu
        if genre == "L" and element.tous("Lbl") and "/ListNumbering" not in element.objet.get("/A", {}):
            yield "numérotation non dite", lieu


def _titres(racine: Element) -> Iterator[tuple[str, str]]:
    niveau = 0
    for titre in racine.tous(*TITRES):
        if int(titre.genre[1]) > niveau + 1:
            yield "niveau sauté", f"{titre.genre} après H{niveau} : {titre.texte}"
        niveau = int(titre.genre[1])
    if len(racine.tous("H1")) != 1:
        yield "un seul H1", ""
    for partie in racine.tous("Part"):
        premier, *suite = partie.tous(*TITRES)
        if premier.parent is not partie or any(t.genre <= premier.genre for t in suite):
            yield "partie sans titre au-dessus des siens", partie.texte[:60]
    for section in racine.tous("Sect"):
        premier, *suite = section.tous(*TITRES) or [None]
        if premier is None or any(t.genre <= premier.genre for t in suite):
            yield "section sans titre au-dessus des siens", section.texte[:60]


def _liens(racine: Element) -> Iterator[tuple[str, str]]:
    for lien in racine.tous("Link"):
        if not lien.annotations or not lien.texte:
            yield "lien sans cible ou sans texte", lien.texte


def _tableaux(racine: Element) -> Iterator[tuple[str, str]]:
    for table in racine.tous("Table"):
        nom = " ".join(caption.texte for caption in table.tous("Caption"))
        idents = {str(case.objet.ID): case for case in table.tous("TH") if "/ID" in case.objet}
        for case in table.tous("TH", "TD"):
            if case.genre == "TH" and case.attribut("/Scope") is None:
                yield "tête sans portée", f"{nom} : {case.texte}"
            for ident in map(str, case.attribut("/Headers") or ()):
                if ident not in idents:
                    yield "tête inconnue", f"{nom} : {case.texte}"
        largeurs = set()
        for rangee in table.tous("TR"):
            largeurs.add(sum(int(case.attribut("/ColSpan") or 1) for case in rangee.elements))
        if len(largeurs) > 1 and not any(case.attribut("/RowSpan") for case in table.tous("TH", "TD")):
            yield "rangées inégales", nom
