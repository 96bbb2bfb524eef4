from django.apps import AppConfig


class AccueilConfig(AppConfig):
    name = "siim94.accueil"
    verbose_name = "Accueil"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from siim94.accueil import comptes, essais
        from siim94.accueil.annuaire import reglages, signaux  # noqa: F401 - reglages registers its check

        essais.brancher()
        signaux.brancher()
        user_logged_in.connect(comptes.prevenir, dispatch_uid="siim94.accueil.comptes")
