from django.contrib.auth import views as auth_views
from django.urls import path

from siim94.accueil import views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("sante/", views.sante, name="sante"),
    path("connexion/", auth_views.LoginView.as_view(template_name="ui/connexion.html"), name="connexion"),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="deconnexion"),
]
