"""The menu of the bar: the parts of the product, in the order of the work."""

from django.urls import NoReverseMatch, reverse

# Text, name of the address, and the part of the address that makes the entry the current one.
MENU = (
    ("Accueil", "accueil", "/"),
    ("Adhérents", "adherents:accueil", "/adherents/"),
    ("Applications", "applications:accueil", "/applications/"),
    ("Finances", "finances:accueil", "/finances/"),
    ("RH", "rh:accueil", "/rh/"),
    ("Support", "support:accueil", "/support/"),
    ("Bilan", "bilan:liste", "/bilan/"),
    ("Chargements", "chargements:liste", "/chargements/"),
)
ADMINISTRATION = ("Administration", "admin:index", "/admin/")


def menu(request):
    """The entries for the person signed in; the one of the page is marked."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    entrees = (*MENU, ADMINISTRATION) if request.user.is_staff else MENU
    return {"menu": [entree for declaree in entrees if (entree := _entree(request, *declaree))]}


def _entree(request, texte: str, nom: str, debut: str) -> dict | None:
    try:
        adresse = reverse(nom)
    except NoReverseMatch:
        return None
    actif = request.path == debut if debut == "/" else request.path.startswith(debut)
    return {"texte": texte, "adresse": adresse, "actif": actif, "exact": request.path == adresse}
