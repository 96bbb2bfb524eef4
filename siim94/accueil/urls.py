from django.contrib.auth import views as auth_views
from django.urls import include, path

from siim94.accueil import views
from siim94.accueil.journal import journal
from siim94.accueil.pages import AdherentPage
from siim94.ui.views import changer_exercice, changer_theme

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("recherche/", views.recherche, name="recherche"),
    path("journal/", journal, name="journal"),
    # Before the app's own page of a member, at the same address.
    path("adherents/", include(AdherentPage.urls_fiche())),
    path("exercice/", changer_exercice, name="changer_exercice"),
    path("affichage/", changer_theme, name="changer_theme"),
    path("sante/", views.sante, name="sante"),
    path(
        "connexion/",
        auth_views.LoginView.as_view(template_name="ui/connexion.html", redirect_authenticated_user=True),
        name="connexion",
    ),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="deconnexion"),
]
