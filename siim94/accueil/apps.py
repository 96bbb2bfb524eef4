from django.apps import AppConfig


class AccueilConfig(AppConfig):
    name = "siim94.accueil"
    verbose_name = "Accueil"

    def ready(self):
        from siim94.accueil.essais import brancher

        brancher()
