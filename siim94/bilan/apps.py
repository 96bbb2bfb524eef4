from django.apps import AppConfig


class BilanConfig(AppConfig):
    name = "siim94.bilan"
    verbose_name = "Bilan"
