"""From a narrative in Markdown to safe HTML with French typography."""

import re
from functools import cache
from html import escape, unescape

from siim94.formats.typographie import typographie

BALISES = {"p", "br", "ul", "ol", "li", "strong", "em", "sup", "sub", "a", "blockquote", "hr"}
ATTRIBUTS = {"a": {"href", "title"}, "ol": {"start"}}
PROTOCOLES = {"http", "https", "mailto", "tel"}


def typographie_html(html: str) -> str:
    """The same on the texts of an HTML fragment; tags, attributes, scripts and drawings are left alone."""
    morceaux = re.split(
        r"(<script\b.*?</script>|<svg\b.*?</svg>|<style\b.*?</style>|<[^>]*>)", html, flags=re.S
    )
    return "".join(m if rang % 2 else titre_en_html(unescape(m)) for rang, m in enumerate(morceaux))


@cache
def _markdown():
    from markdown_it import MarkdownIt

    # Headings are rows of the outline, with a level, a number and an anchor; a "#" in a text is a character.
    sans = ["heading", "lheading", "image", "code", "fence"]
    return MarkdownIt("commonmark", {"html": True, "breaks": False}).disable(sans)


def en_html(markdown: str) -> str:
    """Safe HTML of a Markdown text: paragraphs, lists, emphasis and links, nothing else."""
    import nh3

    brut = _markdown().render(markdown)
    propre = nh3.clean(
        brut, tags=BALISES, attributes=ATTRIBUTS, url_schemes=PROTOCOLES, link_rel="noopener noreferrer"
    )
    return typographie_html(propre).strip()


def titre_en_html(titre: str) -> str:
    """A plain text, such as a heading, as HTML: with its typography, and escaped."""
    return escape(typographie(titre), quote=False)
