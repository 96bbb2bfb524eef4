from django.apps import AppConfig


class BilanConfig(AppConfig):
    name = "siim94.bilan"
    label = "bilan"
    verbose_name = "Bilan"
