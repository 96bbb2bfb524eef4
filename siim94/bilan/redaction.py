"""From a narrative in Markdown to safe HTML with French typography."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from html import escape, unescape

from siim94.bilan.formes import ENCADRE, EXERGUE, genre_de_bloc, redresser
from siim94.formats.sigles import reperes
from siim94.formats.typographie import typographie

# Of an ordinal, whose end is raised: one word all the same.
RANG = "rang"
BALISES = {
    *("p", "br", "ul", "ol", "li", "strong", "em", "b", "sup", "sub", "a", "code"),
    *("blockquote", "hr", "div", "span"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTS = {
    "a": {"href", "title", "id", "class", "role", "aria-label"},
    "ol": {"start", "class"},
    "li": {"id"},
    "div": {"class", "role", "aria-label", "tabindex"},
    "table": {"class"},
    "th": {"scope", "class"},
    "td": {"class"},
    **{balise: {"class"} for balise in ("p", "span", "sup")},
}
# What a text typed as HTML may say of these; the rest of what it says is left out.
VALEURS = {
    "class": re.compile(r"rapport|defile|encadre|encadre-titre|exergue|notes|appel|retour|numero|[nc]"),
    "id": re.compile(r"(note|appel)-[\w-]+"),
    "role": re.compile(r"note|region|doc-noteref|doc-backlink"),
    "scope": re.compile(r"row|col"),
    "tabindex": re.compile(r"0"),
}
PROTOCOLES = {"http", "https", "mailto", "tel"}
_TITRE_DE_TABLEAU = re.compile(r"Tableau\s*:\s*(?=\S)")
_ALIGNEMENTS = {"text-align:right": "n", "text-align:center": "c"}


_TITRE = re.compile(r"<h([4-6])\b")
# A code, and a name that is not of the language, are left as they are typed.
_BALISE = re.compile(
    r"(<(script|svg|style|abbr|code)\b.*?</\2>|<(\w+)[^>]*\btranslate=\"no\"[^>]*>.*?</\3>|<[^>]*>)", re.S
)
# 1er, 1re, 2nd, 2e, 5ème; Ier, XXIe, and a Ve before its word; with what follows the number raised.
_RANG = re.compile(
    r"(?<![\w.,/&+°-])(?:(1)(ers?|[eè]?res?)|(2)(nde?s?)|(\d{1,4})(es?|[eè]mes?)|(I)(er|re)"
    r"|(?=[IVX]{2})(X{0,3}(?:IX|IV|V?I{0,3}))(es?|[eè]mes?)|([VX])(es?|[eè]mes?)(?=[ \u00a0]\w))"
    r"(?![\w&+°]|[/.-]\w)"
)


def typographie_html(html: str) -> str:
    """The same on the texts of an HTML fragment; tags, attributes, scripts and drawings are left alone."""
    return _sur_les_textes(html, lambda texte: titre_en_html(unescape(texte)))


def _sur_les_textes(html: str, changer: Callable[[str], str]) -> str:
    """A fragment whose texts are changed, but for the blank ones between its tags."""
    sortie, place = [], 0
    for balise in _BALISE.finditer(html):
        texte = html[place : balise.start()]
        sortie += (changer(texte) if texte and not texte.isspace() else texte, balise[0])
        place = balise.end()
    fin = html[place:]
    return "".join([*sortie, changer(fin) if fin and not fin.isspace() else fin])


def titres_plus_bas(html: str) -> str:
    """A fragment whose headings stand one level under what their tags, and so their looks, say."""
    return _TITRE.sub(lambda titre: f'{titre[0]} aria-level="{int(titre[1]) + 1}"', html)


def enonce_html(html: str) -> str:
    """A fragment with what a screen reader needs to say it: English words have their language, and initials
    what they stand for, where they come first.
    """
    dits: set[str] = set()
    return _sur_les_textes(html, lambda texte: _enonce(texte, dits))


def _enonce(texte: str, dits: set[str]) -> str:
    """A text between tags; `dits` are the initials that have been said."""
    sortie, place = [], 0
    for debut, fin, sens, langue in reperes(texte):
        ecrit = texte[debut:fin]
        if ecrit in dits:
            continue
        attributs = (f' lang="{langue}"' if langue else "") + (f' title="{escape(sens)}"' if sens else "")
        balise = "abbr" if sens else "span"
        sortie += [texte[place:debut], f"<{balise}{attributs}>{ecrit}</{balise}>"]
        place = fin
        if sens:
            dits.add(ecrit)
    return "".join([*sortie, texte[place:]])


@cache
def _markdown():
    from markdown_it import MarkdownIt
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    # Headings are rows of the outline, with a level, a number and an anchor; a "#" in a text is a character.
    sans = ["heading", "lheading", "image", "code", "fence"]
    lecteur = MarkdownIt("commonmark", {"html": True, "breaks": False}).disable(sans).enable("table")
    footnote_plugin(lecteur, inline=False)
    for nom, genre, rendre in (("encadre", ENCADRE, _encadre), ("exergue", EXERGUE, _exergue)):
        container_plugin(
            lecteur,
            nom,
            validate=lambda suite, _, genre=genre: genre_de_bloc(suite)[0] == genre,
            render=rendre,
        )
    lecteur.core.ruler.push("tableaux", _preparer_tableaux)
    for regle, rendre in _RENDUS.items():
        lecteur.add_render_rule(regle, rendre)
    return lecteur


def en_html(markdown: str, code: str = "", numero: Callable[[], int] | None = None) -> str:
    """Safe HTML of a Markdown text: paragraphs, lists, emphasis, links, tables, notes, callouts, figures set
    apart, nothing else.

    ``code`` tells the notes of one text of a page from those of another; ``numero`` gives a table with a
    title its number.
    """
    import nh3

    brut = _markdown().render(redresser(markdown), {"docId": code, "numero": numero})
    propre = nh3.clean(
        brut,
        tags=BALISES,
        attributes=ATTRIBUTS,
        attribute_filter=_valeur_admise,
        url_schemes=PROTOCOLES,
        link_rel="noopener noreferrer",
    )
    return enonce_html(typographie_html(propre)).strip()


# The cells of tables, and the same part on paper and in the file, say the same again and again.
@lru_cache(8192)
def titre_en_html(titre: str) -> str:
    """A plain text, such as a heading, as HTML: with its typography, its ordinals raised, and escaped."""
    return _RANG.sub(_rang, escape(typographie(titre), quote=False))


def _rang(trouve: re.Match) -> str:
    nombre, suite = filter(None, trouve.groups())
    return f'<span class="{RANG}">{nombre}<sup>{suite}</sup></span>'


def _valeur_admise(_balise: str, attribut: str, valeur: str) -> str | None:
    motif = VALEURS.get(attribut)
    return valeur if motif is None or motif.fullmatch(valeur) else None


def _preparer_tableaux(state) -> None:
    """Heads of columns and rows, alignment as a class, and the title written on the line before."""
    gardes: list = []
    portee = balise = ""
    for jeton in state.tokens:
        if jeton.type == "table_open" and len(gardes) > 2 and gardes[-1].type == "paragraph_close":
            legende = gardes[-2].children
            if trouve := _TITRE_DE_TABLEAU.match(gardes[-2].content):
                legende[0].content = legende[0].content[trouve.end() :]
                jeton.meta = {"legende": legende}
                del gardes[-3:]
        elif jeton.type == "tr_open":
            portee = "col" if gardes[-1].type == "thead_open" else "row"
        elif jeton.type in ("th_open", "td_open"):
            classe = _ALIGNEMENTS.get(jeton.attrs.get("style", ""))
            jeton.attrs = {"class": classe} if classe else {}
            if portee:
                jeton.tag, jeton.attrs["scope"] = "th", portee
            balise = jeton.tag
            portee = "col" if portee == "col" else ""
        elif jeton.type == "td_close":
            jeton.tag = balise
        gardes.append(jeton)
    state.tokens = gardes


def _table_ouverte(self, tokens, rang, options, env) -> str:
    legende = tokens[rang].meta.get("legende")
    if not legende:
        return '<div class="defile"><table class="rapport">'
    numero = f'<span class="numero">Tableau {env["numero"]()}.</span> ' if env.get("numero") else ""
    titre = self.renderInline(legende, options, env)
    return f'<div class="defile"><table class="rapport"><caption>{numero}{titre}</caption>'


def _encadre(self, tokens, rang, options, env) -> str:
    if tokens[rang].nesting != 1:
        return "</div>"
    titre = genre_de_bloc(tokens[rang].info)[1]
    tete = f'<p class="encadre-titre">{escape(titre, quote=False)}</p>' if titre else ""
    nom = f' aria-label="{escape(titre)}"' if titre else ""
    return f'<div class="encadre" role="note"{nom}>{tete}'


def _exergue(self, tokens, rang, options, env) -> str:
    if tokens[rang].nesting != 1:
        return "</div>"
    chiffre = genre_de_bloc(tokens[rang].info)[1]
    return f'<div class="exergue"><p><b>{escape(chiffre, quote=False)}</b></p>'


def _ancre(tokens, rang, env) -> str:
    prefixe = f"{env['docId']}-" if env.get("docId") else ""
    return f"{prefixe}{tokens[rang].meta['id'] + 1}"


def _rang_d_appel(tokens, rang) -> str:
    suite = tokens[rang].meta.get("subId", 0)
    return f"-{suite + 1}" if suite > 0 else ""


def _appel(self, tokens, rang, options, env) -> str:
    ancre, numero = _ancre(tokens, rang, env), tokens[rang].meta["id"] + 1
    return (
        f'<sup class="appel"><a id="appel-{ancre}{_rang_d_appel(tokens, rang)}" href="#note-{ancre}"'
        f' role="doc-noteref" aria-label="note {numero}">{numero}</a></sup>'
    )


def _retour(self, tokens, rang, options, env) -> str:
    ancre = f"{_ancre(tokens, rang, env)}{_rang_d_appel(tokens, rang)}"
    return f' <a class="retour" href="#appel-{ancre}" role="doc-backlink" aria-label="retour au texte">↑</a>'


_RENDUS = {
    "table_open": _table_ouverte,
    "table_close": lambda *_: "</table></div>",
    "footnote_ref": _appel,
    "footnote_anchor": _retour,
    "footnote_block_open": lambda *_: '<ol class="notes">',
    "footnote_block_close": lambda *_: "</ol>",
    "footnote_open": lambda _, tokens, rang, __, env: f'<li id="note-{_ancre(tokens, rang, env)}">',
    "footnote_close": lambda *_: "</li>",
}
