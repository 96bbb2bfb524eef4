from django.apps import AppConfig


class RhConfig(AppConfig):
    name = "rh"
    label = "rh"
    verbose_name = "Ressources humaines"
