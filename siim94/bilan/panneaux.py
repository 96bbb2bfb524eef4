"""Panels of the page of a part of the report."""

from django.urls import reverse
from django.utils.safestring import mark_safe

from siim94.bilan import jetons, redaction
from siim94.bilan.tables import titre_de_section
from siim94.ui.pages.panneaux import FichePanneau, Panneau


def texte_en_html(texte: str, annee: int, code: str = "") -> str:
    """A narrative as the report prints it; a wrong token is shown at its place."""
    return mark_safe(redaction.en_html(jetons.montrer(texte, annee), code))  # noqa: S308 - sanitised


class TextePanneau(Panneau):
    """The text, with the figures that it names."""

    titre = "Texte"
    template_name = "bilan/panneaux/texte.html"
    vide = "Cette rubrique n’a pas de texte."

    def contexte(self):
        rubrique = self.objet
        if not rubrique.corps:
            return {}
        return {"texte": texte_en_html(rubrique.corps, rubrique.exercice_id)}

    def lien(self):
        if not self.objet.incluse:
            return None
        page = reverse("bilan:html", args=[self.objet.exercice_id])
        return f"{page}#{self.objet.ancre}", "Voir dans le bilan"


class ChiffresCitesPanneau(Panneau):
    """The figures that heading and text name, with their value in this report."""

    titre = "Chiffres cités"
    template_name = "bilan/panneaux/chiffres.html"

    def contexte(self):
        texte = f"{self.objet.titre}\n{self.objet.corps}"
        annee = self.objet.exercice_id
        return {
            "chiffres": [(nom, jetons.montrer(f"[[{nom}]]", annee)) for nom in jetons.cites(texte)],
        }


class RubriqueFiche(FichePanneau):
    champs = (
        "exercice",
        "niveau",
        ("Section calculée", "titre_section"),
        "numerotee",
        "incluse",
        "saut_de_page",
        "meme_page",
        "paysage",
        "signataire",
        "qualite",
    )

    def contexte(self):
        self.objet.titre_section = titre_de_section(self.objet.section)
        return super().contexte()
