"""What the commands of the house share."""

from django.core.management import CommandError


class Erreur(CommandError):
    """What a command refuses to do. Django prints the name of the class before the message: a French word."""
