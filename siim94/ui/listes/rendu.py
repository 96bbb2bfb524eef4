"""The fields of criteria as HTML, by plain Python: Django draws a template for each option of each select.

Same HTML as the templates of ``django/forms``, which serve whatever is not named here.
"""

from collections.abc import Callable
from html import escape

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString, mark_safe


class RenduDirect(TemplatesSetting):
    """Draws labels, selects and text fields without a template."""

    def render(self, template_name, context, request=None):
        dessiner = DESSINS.get(template_name)
        if dessiner is None:
            return super().render(template_name, context, request)
        return mark_safe(dessiner(context.get("widget", context)))  # noqa: S308 - every text is escaped below


def echapper(texte: object) -> str:
    """A text as HTML, escaped unless it is HTML already."""
    return texte if isinstance(texte, SafeString) else escape(str(texte))


def _attributs(attrs: dict | None) -> str:
    return "".join(
        f" {nom}" if valeur is True else f' {nom}="{echapper(valeur)}"'
        for nom, valeur in (attrs or {}).items()
        if valeur is not False
    )


def _etiquette(contexte: dict) -> str:
    texte, balise = echapper(contexte["label"]), contexte["tag"]
    return f"<{balise}{_attributs(contexte['attrs'])}>{texte}</{balise}>" if contexte["use_tag"] else texte


def _saisie(widget: dict) -> str:
    valeur = "" if widget["value"] is None else f' value="{echapper(widget["value"])}"'
    attributs = _attributs(widget["attrs"])
    return f'<input type="{widget["type"]}" name="{echapper(widget["name"])}"{valeur}{attributs}>'


def _choix(widget: dict) -> str:
    morceaux = [f'<select name="{echapper(widget["name"])}"{_attributs(widget["attrs"])}>']
    for groupe, options, _ in widget["optgroups"]:
        lignes = [
            f'<option value="{echapper(option["value"])}"{_attributs(option["attrs"])}>'
            f"{echapper(option['label'])}</option>"
            for option in options
        ]
        morceaux += [f'<optgroup label="{echapper(groupe)}">', *lignes, "</optgroup>"] if groupe else lignes
    return "\n".join([*morceaux, "</select>"])


def _intervalle(widget: dict) -> str:
    return f'<span class="intervalle"> {" ".join(map(_saisie, widget["subwidgets"]))} </span>'


DESSINS: dict[str, Callable[[dict], str]] = {
    "django/forms/label.html": _etiquette,
    "django/forms/widgets/date.html": _saisie,
    "django/forms/widgets/number.html": _saisie,
    "django/forms/widgets/select.html": _choix,
    "django/forms/widgets/text.html": _saisie,
    "ui/champs/intervalle.html": _intervalle,
}
RENDU = RenduDirect()
