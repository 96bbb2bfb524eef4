"""Panels of the page of a part of the report, and of that of a picture."""

from django.urls import reverse
from django.utils.safestring import mark_safe

from siim94.bilan import jetons, redaction
from siim94.bilan.acces import ecriture_permise
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


class ImagePanneau(Panneau):
    """The picture itself."""

    titre = "Image"
    template_name = "bilan/panneaux/image.html"

    def contexte(self):
        return {"illustrations": [self.objet], "grande": True}


class ImagesPanneau(Panneau):
    """The pictures of a part, each leading to what is said of it."""

    titre = "Images"
    template_name = "bilan/panneaux/image.html"
    permission = "bilan.view_illustration"

    def contexte(self):
        return {"illustrations": list(self.objet.illustrations.avec_fichier().order_by("rang", "pk"))}

    @property
    def est_visible(self):
        return super().est_visible or self._ajoutable

    @property
    def vide(self):
        return "Aucune image." if self._ajoutable else ""

    @property
    def _ajoutable(self) -> bool:
        permis = self.request.user.has_perm("bilan.add_illustration")
        return permis and ecriture_permise(self.request, self.objet.exercice)

    def lien(self):
        if not self._ajoutable:
            return None
        return f"{reverse('bilan:illustration_create')}?rubrique={self.objet.pk}", "Ajouter une image"
