"""What every page needs: the year chosen, the years to choose from, the theme."""

from siim94.ui.pages.annee import (
    annonce,
    exercice_choisi,
    exercice_courant,
    exercice_garde,
    exercices,
)

# Values of the attribute data-theme, which the style sheets read; empty follows the device.
THEMES = {"light": "Clair", "dark": "Sombre", "": "Comme l’appareil"}


def navigation(request):
    """The year selector and the theme; to a visitor who has not signed in, only whether it is all made up."""
    theme = request.COOKIES.get("theme", "")
    contexte = {
        "theme": theme if theme in THEMES else "",
        "themes": THEMES,
        "base_fictive": any(exercice.fictif for exercice in exercices(request)),
    }
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return contexte
    garde, courant, montre = (lire(request) for lire in (exercice_garde, exercice_courant, exercice_choisi))
    return contexte | {
        "exercice_choisi": garde,
        "annee_choisie": garde.annee if garde else None,
        "annee_de_la_page": montre.annee if montre else None,
        "exercice_annonce": annonce(request),
        # A year of before, while a later one is at work.
        "exercice_suivant": courant if garde and courant.annee > garde.annee else None,
        "exercices_avec_bilan": [exercice for exercice in exercices(request) if exercice.a_un_bilan],
    }
