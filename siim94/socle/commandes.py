"""What the commands of the house share: refusals and errors of usage in French."""

import errno
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser, SystemCheckError
from django.db import Error, InterfaceError, OperationalError

# argparse says it in English, whatever the language of the machine.
_PHRASES = (
    (r"the following arguments are required: (.*)", "il manque\u00a0: {}"),
    (r"unrecognized arguments: (.*)", "argument inconnu\u00a0: {}"),
    (r"expected one argument", "une valeur est attendue"),
    (r"expected at (?:most|least) one argument", "une valeur est attendue"),
    (r"expected (\d+) arguments?", "{} valeurs sont attendues"),
    (r"invalid choice: (.*?) \(choose from (.*)\)", "{} n’est pas un choix possible (choix\u00a0: {})"),
    (r"invalid int value: (.*)", "{} n’est pas un nombre entier"),
    (r"invalid \w+ value: (.*)", "{} n’a pas la forme attendue"),
    (r"not allowed with argument (.*)", "ne va pas avec {}"),
    (r"one of the arguments (.*) is required", "il faut l’un de\u00a0: {}"),
    (r"ambiguous option: (\S+) could match (.*)", "{} peut désigner {}"),
    (r"ignored explicit argument (.*)", "cette option ne prend pas de valeur\u00a0: {}"),
)
_PANNES = {
    errno.ENOSPC: "il n’y a plus de place",
    errno.EDQUOT: "la place accordée est épuisée",
    errno.EFBIG: "la taille permise à un fichier est dépassée",
    errno.EROFS: "il est en lecture seule",
    errno.EACCES: "l’accès est refusé",
    errno.EPERM: "l’accès est refusé",
    errno.ENOENT: "ce dossier n’existe pas",
    errno.ENOTDIR: "ce dossier n’existe pas",
    errno.EISDIR: "c’est un dossier",
}
# What PostgreSQL says in English, by its codes.
_PANNES_DE_LA_BASE = {
    "25006": "elle est en lecture seule",
    "53100": "son disque est plein",
    "53200": "elle n’a plus de mémoire",
    "53300": "trop de connexions sont ouvertes",
    "57P01": "elle s’arrête",
    "57P03": "elle démarre ou s’arrête",
}
DE_LA_MACHINE = (OSError, OperationalError, InterfaceError)
_ARGUMENT = re.compile(r"argument (\S+): (.*)", re.S)


def en_francais(message: str) -> str:
    """An error of argparse in French; one that is not known stays as it is."""
    if argument := _ARGUMENT.fullmatch(message):
        return f"{argument[1]}\u00a0: {en_francais(argument[2])}"
    for motif, phrase in _PHRASES:
        if lu := re.fullmatch(motif, message, re.S):
            return phrase.format(*lu.groups())
    return message


class Erreur(CommandError):
    """What a command refuses to do."""


class Analyseur(CommandParser):
    """The command line, whose errors are in French; exit code 2 for a wrong usage."""

    def error(self, message):
        message = en_francais(message)
        if not self.called_from_command_line:
            raise CommandError(f"Usage\u00a0: {message}", returncode=2)
        self.print_usage(sys.stderr)
        self.exit(2, f"Erreur\u00a0: {message}\n")

    def format_usage(self):
        formatter = self._get_formatter()
        formatter.add_usage(
            self.usage, self._actions, self._mutually_exclusive_groups, prefix="Usage\u00a0: "
        )
        return formatter.format_help()


def phrase(erreur: Exception) -> str:
    """What an error says to a person, whatever it is."""
    return panne(erreur) if isinstance(erreur, DE_LA_MACHINE) else str(erreur) or repr(erreur)


def panne(erreur: OSError | Error) -> str:
    """Why the machine or its base does not follow, in one French sentence."""
    if isinstance(erreur, Error):
        connue = _PANNES_DE_LA_BASE.get(getattr(erreur.__cause__, "sqlstate", None))
        pourquoi = f"{connue}." if connue else str(erreur).strip().splitlines()[0]
        return f"La base de données ne répond pas, ou refuse d’écrire\u00a0: {pourquoi}"
    ou = f" ({erreur.filename})" if erreur.filename else ""
    return (
        f"Le disque ne suit pas\u00a0: {_raison(erreur)}{ou}. Rien n’est resté à moitié écrit dans la base."
    )


def _raison(erreur: OSError) -> str:
    return _PANNES.get(erreur.errno, erreur.strerror or str(erreur))


@contextmanager
def fichier_entier(fichier: Path) -> Iterator[Path]:
    """Where to write a file: beside its place, where it goes once it is whole; else nothing is left of it.

    Two at once do not meet. What is there and is no file (a device, a pipe) is written, never replaced.
    """
    provisoire = fichier
    try:
        if not fichier.exists() or fichier.is_file():
            with tempfile.NamedTemporaryFile(
                dir=fichier.parent, prefix=".", suffix=fichier.suffix, delete=False
            ) as cree:
                provisoire = Path(cree.name)
            provisoire.chmod(0o644)
        yield provisoire
        if provisoire != fichier:
            provisoire.replace(fichier)
    except OSError as erreur:
        raise Erreur(f"{fichier}\u00a0: le fichier ne peut être écrit ({_raison(erreur)}).") from erreur
    finally:
        if provisoire != fichier:
            provisoire.unlink(missing_ok=True)


class Commande(BaseCommand):
    """Base of our commands: what they or the machine refuse ends in a French sentence, not in a traceback."""

    # They load every page of the site: what prepares or serves it asks for them.
    requires_system_checks = ()

    def execute(self, *args, **options):
        try:
            return self._executer(*args, **options)
        except SystemCheckError:
            raise
        except CommandError as erreur:
            # Django would write the name of the class before it, and an English colon.
            if not self._called_from_command_line or options.get("traceback"):
                raise
            self.stderr.write(f"Erreur\u00a0: {erreur}")
            sys.exit(erreur.returncode)

    def _executer(self, *args, **options):
        try:
            return super().execute(*args, **options)
        except ConnectionError:
            raise
        except DE_LA_MACHINE as erreur:
            raise Erreur(panne(erreur)) from erreur

    def add_base_argument(self, parser, *args, **kwargs):
        # Django makes the parser itself, gives no say in its class, and hands it here before anything else.
        parser.__class__ = Analyseur
        super().add_base_argument(parser, *args, **kwargs)
