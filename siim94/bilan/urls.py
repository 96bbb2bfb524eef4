"""Addresses of the report, but for those that give an edition once there is one (siim94.editions.vues)."""

from django.urls import path

from siim94.bilan import epreuve, explications, images, provenance, rubriques, views

app_name = "bilan"
urlpatterns = [
    path("<int:annee>/rubriques/", rubriques.rubriques, name="rubriques"),
    path("<int:annee>/rubriques/apercu/", rubriques.apercu, name="rubrique_apercu"),
    path("<int:annee>/rubriques/epreuve/", epreuve.epreuve, name="rubrique_epreuve"),
    path("<int:annee>/chiffres/", rubriques.chiffres, name="chiffres"),
    path("rubriques/<int:pk>/aides/", rubriques.aides, name="rubrique_aides"),
    path("rubriques/<int:pk>/deplacer/", rubriques.placer, name="rubrique_placer"),
    *rubriques.RubriqueCrud.urls(),
    path("images/fichier/<slug:empreinte>/", images.image, name="image"),
    path("images/vignette/<slug:empreinte>/", images.image, {"vignette": True}, name="vignette"),
    *images.IllustrationCrud.urls(),
    *(chemin for crud in explications.CRUDS for chemin in crud.urls()),
    path("<int:annee>/section/<str:code>/", views.section, name="section"),
    path("<int:annee>/provenance/", provenance.provenance, name="provenance"),
    path("<int:annee>/constats/", provenance.constats, name="constats"),
    path("<int:annee>/tirage/", views.tirage, name="tirage"),
    path("<int:annee>/projet.pdf", views.pdf, {"projet": True}, name="pdf_projet"),
    path("<int:annee>/projet/", views.tirage, {"projet": True}, name="tirage_projet"),
]
