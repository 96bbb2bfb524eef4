"""What every page needs: the year chosen, the years to choose from, the theme."""

from siim94.ui.pages.annee import exercice_choisi, exercices

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
    choisi = exercice_choisi(request)
    return contexte | {
        "exercice_choisi": choisi,
        "annee_choisie": choisi.annee if choisi else None,
        "exercices_avec_bilan": [exercice for exercice in exercices(request) if exercice.a_un_bilan],
    }
