from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "siim94.ui"
    verbose_name = "Interface"
