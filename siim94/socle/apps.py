from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class SocleConfig(AppConfig):
    name = "siim94.socle"
    verbose_name = "Réglages"

    def ready(self):
        from siim94.socle.demonstration import verifier
        from siim94.socle.droits import poser_droits
        from siim94.socle.models import Suivi
        from siim94.socle.ordre import en_francais
        from siim94.socle.securite import brancher
        from siim94.socle.surveillance import poser_declencheurs

        # All models are known here; migrations see the order as it is written, and need not know of this.
        for model in filter(lambda model: issubclass(model, Suivi), self.apps.get_models()):
            model._meta.ordering = en_francais(model, model._meta.ordering)
        checks.register(verifier, checks.Tags.database)
        brancher()
        post_migrate.connect(poser_droits, dispatch_uid="siim94.socle.droits")
        post_migrate.connect(poser_declencheurs, sender=self, dispatch_uid="siim94.socle.declencheurs")
