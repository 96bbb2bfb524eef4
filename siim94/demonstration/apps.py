from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "siim94.demonstration"
    verbose_name = "Démonstration"
