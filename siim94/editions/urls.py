"""Addresses of the review and of the published editions, under those of the report."""

from django.urls import path

from siim94.editions import (
    consultations,
    corrections_vues,
    differences_vues,
    preparation_vues,
    publication_vues,
    relecture,
    transmission_vues,
    vues,
)

app_name = "editions"
urlpatterns = [
    *vues.CHEMINS,
    *publication_vues.CHEMINS,
    path("<int:annee>/relecture/", relecture.relecture, name="relecture"),
    path("<int:annee>/relecture/avancement/", relecture.avancement, name="relecture_avancement"),
    path("<int:annee>/relecture/modifications/", relecture.modifications, name="modifications"),
    path("<int:annee>/relecture/commenter/", relecture.commenter, name="commenter"),
    path("<int:annee>/relecture/<slug:mouvement>/", relecture.mouvement, name="mouvement"),
    path("<int:annee>/preparation/", preparation_vues.page, name="preparation"),
    path("<int:annee>/preparation/obstacles/", preparation_vues.obstacles, name="obstacles"),
    path(
        "<int:annee>/preparation/<slug:rubrique>/responsable/",
        preparation_vues.responsable,
        name="responsable",
    ),
    path("commentaires/<int:pk>/", relecture.suivre, name="commentaire_suivre"),
    path("copies/<int:pk>/<str:fichier>", relecture.copie, name="copie"),
    *consultations.CHEMINS,
    *corrections_vues.CHEMINS,
    *differences_vues.CHEMINS,
    *transmission_vues.CHEMINS,
]
