from django.apps import AppConfig


class ChargementsConfig(AppConfig):
    name = "siim94.chargements"
    verbose_name = "Chargements"
