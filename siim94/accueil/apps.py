from django.apps import AppConfig


class AccueilConfig(AppConfig):
    name = "siim94.accueil"
    verbose_name = "Accueil"

    def ready(self):
        from allauth.socialaccount.signals import social_account_added
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from siim94.accueil import comptes as gestion
        from siim94.accueil.annuaire import comptes, reglages, session  # noqa: F401 - reglages registers its check
        from siim94.accueil.essais import brancher

        brancher()
        social_account_added.connect(comptes.relier, dispatch_uid="siim94.accueil.annuaire.comptes")
        user_logged_in.connect(gestion.prevenir, dispatch_uid="siim94.accueil.comptes")
        user_logged_out.connect(session.oublier, dispatch_uid="siim94.accueil.annuaire.session")
