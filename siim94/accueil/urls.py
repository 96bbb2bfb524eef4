from django.contrib.auth import views as auth_views
from django.urls import include, path

from siim94.accueil import aide_vues, connexion_urls, etapes_exercice, exercices_vues, mes_pages, views
from siim94.accueil.accessibilite import declaration
from siim94.accueil.aide_droits import droits
from siim94.accueil.charte import charte
from siim94.accueil.connexion import ChangerMotDePasse
from siim94.accueil.journal import journal
from siim94.accueil.pages import AdherentPage, ApplicationPage, DomainePage
from siim94.ui import travaux
from siim94.ui.graphiques.fichiers import prendre
from siim94.ui.historique.annulation import annuler
from siim94.ui.saisie.gardees import saisie_gardee, saisies
from siim94.ui.views import changer_exercice, changer_theme

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("recherche/", views.recherche, name="recherche"),
    path("recherche/suggestions/", views.suggestions, name="recherche_suggestions"),
    path("journal/", journal, name="journal"),
    path("journal/<int:trace>/annuler/", annuler, name="annuler_geste"),
    # Before the app's own page of the object, at the same address.
    path("adherents/", include(AdherentPage.urls_jointes())),
    path("applications/", include([*DomainePage.urls_fiche(), *ApplicationPage.urls_jointes()])),
    path("mes-pages/", mes_pages.mes_pages, name="mes_pages"),
    path("mes-pages/<int:pk>/favori/", mes_pages.favori, name="favori"),
    path("saisies/", saisies, name="saisies"),
    path("saisies/page/", saisie_gardee, name="saisie_gardee"),
    path("travaux/", travaux.liste, name="travaux"),
    path("travaux/exports/<int:pk>/", travaux.telecharger, name="export"),
    path("exercice/", changer_exercice, name="changer_exercice"),
    path("affichage/", changer_theme, name="changer_theme"),
    path("exercices/", exercices_vues.liste, name="exercices"),
    path("exercices/preparer/", exercices_vues.preparer, name="exercice_preparer"),
    path("exercices/suivant/", etapes_exercice.suivant, name="exercice_suivant"),
    path("exercices/<int:annee>/", etapes_exercice.etapes, name="exercice"),
    path("exercices/<int:annee>/<slug:action>/", exercices_vues.action, name="exercice_action"),
    path("graphique/", prendre, name="graphique"),
    path("aide/", aide_vues.sommaire, name="aide"),
    path("aide/vocabulaire/", aide_vues.mots, name="aide_vocabulaire"),
    path("aide/droits/", droits, name="aide_droits"),
    path("aide/<slug:page>/", aide_vues.page, name="aide_page"),
    path("accessibilite/", declaration, name="accessibilite"),
    path("charte/", charte, name="charte"),
    path("session/", views.session, name="session"),
    path("", include(connexion_urls)),
    path("mot-de-passe/", ChangerMotDePasse.as_view(), name="mot_de_passe"),
    path(
        "mot-de-passe/change/",
        auth_views.PasswordChangeDoneView.as_view(
            template_name="ui/mot_de_passe_change.html", extra_context={"titre": "Mot de passe changé"}
        ),
        name="mot_de_passe_change",
    ),
]
