from django.contrib.auth import views as auth_views
from django.urls import path

from siim94.accueil import views
from siim94.ui.views import changer_exercice, changer_theme

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("recherche/", views.recherche, name="recherche"),
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
