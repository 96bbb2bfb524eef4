from django.apps import AppConfig


class ControlesConfig(AppConfig):
    name = "siim94.controles"
    label = "controles"
    verbose_name = "Contrôles de cohérence"
