#!/usr/bin/env python3
"""Django's command line for the project; it needs the environment that `make run` sets up."""

import gc
import os
import sys


def main():
    # Start-up makes objects that stay: looking for garbage among them every 700 costs a tenth of its time.
    gc.set_threshold(100_000, 20, 20)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django est introuvable : l’environnement n’est pas installé ou n’est pas utilisé.\n"
            "Lancez « make run » (il installe tout), puis « .venv/bin/python manage.py … »."
        )
    from siim94.postgres import ErreurPostgres

    try:
        execute_from_command_line(sys.argv)
    except ErreurPostgres as erreur:
        sys.exit(str(erreur))
    except OSError as erreur:
        # The settings themselves may be what cannot be written (the secret key under ``var/``).
        from siim94.socle.commandes import panne

        sys.exit(f"Erreur\u00a0: {panne(erreur)}")
    finally:
        # Nor does the interpreter need to look for it, several times over, in what is thrown away with it.
        gc.freeze()


if __name__ == "__main__":
    main()
