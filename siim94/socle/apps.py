from django.apps import AppConfig


class SocleConfig(AppConfig):
    name = "siim94.socle"
    label = "socle"
    verbose_name = "Socle"
