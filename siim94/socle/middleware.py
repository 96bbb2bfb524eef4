"""Sign-in required everywhere, and the author of each change told to the database."""

from django.contrib.auth.views import redirect_to_login
from django.urls import reverse

from siim94.socle.journal import acteur

METHODES_DE_LECTURE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class ConnexionObligatoireMiddleware:
    """Any address, known or not, leads an anonymous visitor to the sign-in page; few are open.

    It acts before URL resolution, so that an unknown address does not tell a stranger what exists. The
    statement of accessibility is open because the law wants it within reach of every page, the sign-in page
    among them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        ouvertes = {reverse("connexion"), reverse("sante"), reverse("accessibilite")}
        if request.user.is_authenticated or request.path in ouvertes:
            return self.get_response(request)
        return redirect_to_login(request.get_full_path(), reverse("connexion"))


class AuteurMiddleware:
    """Runs each writing request inside one transaction that names its author (see ``siim94.socle.journal``).

    The view is called here, inside the transaction, because ``ATOMIC_REQUESTS`` opens its own around the
    view: settings made before it would be lost. An exception of the view rolls everything back.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in METHODES_DE_LECTURE or getattr(view, "hors_transaction", False):
            return None
        auteur = request.user if request.user.is_authenticated else None
        # A form may have a field of its own called "motif": its page then sends the reason apart.
        motif = request.POST.get("motif_journal", request.POST.get("motif", ""))
        with acteur(auteur, motif=motif[:500]):
            return view(request, *args, **kwargs)
