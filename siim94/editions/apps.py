from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "siim94.editions"
    label = "editions"
    verbose_name = "Éditions du bilan"
