"""Settings, address and WSGI entry of a bare Django page over the site's base: its session, its user, one
query, a small template. What the pages of the site are measured by (``tests.bench.charge``).
"""

from django.core.wsgi import get_wsgi_application  # noqa: F401 - what gunicorn calls
from django.shortcuts import render
from django.urls import path

from siim94.settings import *  # noqa: F403

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # The library refuses to start without it; it does next to nothing.
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "tests.bench.page_nue"
PAGE = (
    "<!DOCTYPE html><html lang='fr'><title>{{ user }}</title><ul>"
    "{% for exercice in exercices %}<li>{{ exercice.annee }} : {{ exercice.get_statut_display }}</li>"
    "{% endfor %}</ul></html>"
)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
            "loaders": [("django.template.loaders.locmem.Loader", {"page.html": PAGE})],
        },
    }
]


def page(request):
    from siim94.socle.models import Exercice

    return render(request, "page.html", {"exercices": Exercice.objects.order_by("-annee")})


urlpatterns = [path("", page)]
