from django.apps import AppConfig


class AdherentsConfig(AppConfig):
    name = "adherents"
    label = "adherents"
    verbose_name = "Adhérents"
