from django.apps import AppConfig


class RhConfig(AppConfig):
    name = "rh"
    verbose_name = "Ressources humaines"
