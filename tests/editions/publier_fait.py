"""A program: ``manage.py publier`` of a report whose drawing is read from a file, for who would kill it."""

import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]


def main(fichier: str, *mots: str) -> None:
    sys.path.insert(0, str(RACINE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")
    import django

    django.setup()
    from django.core.management import execute_from_command_line

    from siim94.editions import publication
    from siim94.socle.models import Revision

    fait = pickle.loads(Path(fichier).read_bytes())  # noqa: S301 - the test's own

    def dessiner(exercice, suivi, avant):
        avant()
        return replace(fait, revisions=Revision.objects.numero(exercice.annee))

    publication.dessiner = dessiner
    execute_from_command_line(["manage.py", "publier", *mots])


if __name__ == "__main__":
    main(*sys.argv[1:])
