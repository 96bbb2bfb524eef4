from django.apps import AppConfig


class FinancesConfig(AppConfig):
    name = "finances"
    label = "finances"
    verbose_name = "Finances"
