from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SocleConfig(AppConfig):
    name = "siim94.socle"
    label = "socle"
    verbose_name = "Réglages"

    def ready(self):
        from siim94.socle.droits import poser_droits

        post_migrate.connect(poser_droits, dispatch_uid="siim94.socle.droits")
