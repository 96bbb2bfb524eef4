"""The design of the house on one page, for developers: read from the style sheets, so that it cannot age."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django import forms
from django.contrib.staticfiles import finders
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from siim94.ui.graphiques import BarChart
from siim94.ui.pages.bande import Case
from siim94.ui.saisie.champs import JourField, NombreField

THEMES = {"light": "Clair", "dark": "Sombre"}
# What each colour is for; a test holds that none is forgotten.
EMPLOIS = {
    "encre": "texte",
    "encre-2": "texte second : légendes, têtes de tableaux",
    "encre-3": "texte discret : sources, fil, pied",
    "papier": "panneaux, barre, champs",
    "fond": "fond de page",
    "creux": "étiquettes, cases en retrait",
    "filet": "filets entre les lignes",
    "filet-fort": "bord des champs et des boutons, filet des têtes et des totaux",
    "accent": "liens, bouton principal, élément actif, sujet d’un graphique",
    "accent-fond": "survol, choix en cours",
    "juste": "état juste",
    "alerte": "état à surveiller",
    "bloquant": "état bloquant, erreur",
    "juste-fond": "fond d’un état juste",
    "alerte-fond": "fond d’un état à surveiller",
    "bloquant-fond": "fond d’un état bloquant",
}
# Pairs that meet on the pages: in front, behind, and the contrast that WCAG 2.2 AA asks of them.
TEXTE, TRAIT = Decimal("4.5"), Decimal("3")
PAIRES = (
    *(
        (encre, fond, TEXTE)
        for encre in ("encre", "encre-2", "encre-3", "accent")
        for fond in ("papier", "fond")
    ),
    ("encre", "creux", TEXTE),
    ("encre-2", "creux", TEXTE),
    ("encre", "accent-fond", TEXTE),
    ("encre-2", "accent-fond", TEXTE),
    ("accent", "accent-fond", TEXTE),
    ("papier", "accent", TEXTE),
    *((etat, f"{etat}-fond", TEXTE) for etat in ("juste", "alerte", "bloquant")),
    ("bloquant", "papier", TEXTE),
    ("bloquant", "fond", TEXTE),
    ("filet-fort", "papier", TRAIT),
    ("filet-fort", "fond", TRAIT),
)
# Rules of the site's sheet that set the sizes of the text: selector, property, what is written so.
CARACTERES = (
    ("h1", "font", "Titre de page"),
    ("h2", "font", "Titre de panneau"),
    ("h3", "font", "Titre dans un panneau"),
    ("body", "font", "Texte et tableaux"),
    (".chiffres b", "font", "Chiffre d’une bande"),
    (".bouton", "font", "Bouton"),
    (".source", "font-size", "Source, légende"),
)


@dataclass(frozen=True)
class Paire:
    """Two colours that meet, in one theme, with their contrast and the one that is asked."""

    devant: str
    derriere: str
    couleurs: tuple[str, str]
    contraste: Decimal
    minimum: Decimal

    @property
    def suffit(self) -> bool:
        return self.contraste >= self.minimum


def feuille(nom: str) -> str:
    """The text of a style sheet, without its comments."""
    return re.sub(r"/\*.*?\*/", "", Path(finders.find(nom)).read_text(), flags=re.S)


@cache
def jetons() -> dict[str, dict[str, str]]:
    """The tokens of ``jetons.css`` by theme; the dark theme is told with all of the light one's."""
    css = feuille("ui/jetons.css")
    clair = _declarations(css, r':root,\s*\[data-theme="light"\]')
    return {"light": clair, "dark": clair | _declarations(css, r'^\s*\[data-theme="dark"\]')}


def _declarations(css: str, selecteur: str) -> dict[str, str]:
    bloc = re.search(selecteur + r"\s*\{([^}]*)\}", css, re.M)
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", bloc[1]))


@cache
def caracteres() -> list[tuple[str, str, str]]:
    """Selector, font as the sheet writes it, and use."""
    css = feuille("ui/base.css") + feuille("ui/site.css")
    lignes = []
    for selecteur, propriete, emploi in CARACTERES:
        # A selector may close a rule that it shares with others, which says nothing of its type.
        blocs = re.findall(rf"^{re.escape(selecteur)}\s*\{{([^}}]*)\}}", css, re.M)
        valeurs = re.findall(rf"(?<![\w-]){propriete}:\s*([^;]+);", "".join(blocs))
        lignes.append((selecteur, valeurs[0], emploi))
    return lignes


def contraste(une: str, autre: str) -> Decimal:
    """The contrast of two colours ``#rrggbb`` (WCAG 2.2), from 1 to 21, cut to a tenth: never rounded up."""
    claire, sombre = sorted((_luminance(une), _luminance(autre)), reverse=True)
    return Decimal(int((claire + 0.05) / (sombre + 0.05) * 10)) / 10


def _luminance(couleur: str) -> float:
    canaux = [int(couleur[rang : rang + 2], 16) / 255 for rang in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    return sum(part * canal for part, canal in zip((0.2126, 0.7152, 0.0722), lineaires, strict=True))


@cache
def paires() -> dict[str, list[Paire]]:
    """The pairs that meet, by theme."""
    return {
        theme: [
            Paire(devant, derriere, (c := (j[devant], j[derriere])), contraste(*c), minimum)
            for devant, derriere, minimum in PAIRES
        ]
        for theme, j in jetons().items()
    }


class ExempleForm(forms.Form):
    """A form in error, drawn by the templates of the real ones."""

    montant = NombreField(label="Montant", help_text="En euros.", max_digits=12, decimal_places=2)
    date = JourField(label="Date", required=False)
    nature = forms.ChoiceField(label="Nature", choices=[("a", "Première"), ("b", "Seconde")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    accord = forms.BooleanField(label="Case à cocher", required=False)


@require_safe
def charte(request):
    """Colours with their contrasts, type, spaces and every component, in both themes side by side."""
    couleurs = jetons()
    rangees = [
        (nom, emploi, [(theme, couleurs[theme][nom]) for theme in THEMES]) for nom, emploi in EMPLOIS.items()
    ]
    saisie = {"montant": "1.234", "date": "2025-12-31", "nature": "a"}
    return render(
        request,
        "accueil/charte/charte.html",
        {
            "titre": "Charte",
            "fil": [("Accueil", reverse("accueil")), ("Charte", "")],
            "themes_charte": list(THEMES.items()),
            "rangees": rangees,
            "contrastes": list(zip(*(paires()[theme] for theme in THEMES), strict=True)),
            "caracteres": caracteres(),
            "espaces": [
                (nom, valeur) for nom, valeur in couleurs["light"].items() if re.fullmatch(r"s\d", nom)
            ],
            "specimens": [
                (theme, titre, ExempleForm(saisie, auto_id=f"{theme}_%s", label_suffix=""))
                for theme, titre in THEMES.items()
            ],
            "cases": [
                Case(
                    "Libellé du chiffre", "1 234 €", detail="+2,5 % depuis l’année d’avant", adresse="#bande"
                ),
                Case("Sans liste", "42"),
            ],
            "chart": BarChart(
                "Exemple de diagramme : le sujet en couleur, le reste en gris",
                unite="€",
                rows=[("Premier", 120), ("Deuxième", 80), ("Troisième", 45), ("Quatrième", None)],
                highlight=["Premier"],
                source="Valeurs d’exemple.",
            ),
        },
    )
