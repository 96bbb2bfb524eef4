"""A program: ``manage.py publier`` of a report whose drawing is read from a file, for who would kill it.

Its data say the amount of the year's first contribution, as its snapshot has it; its drawing stops at the
lock ``DESSIN`` as long as another holds it. Of the checks it makes those that take no time.
"""

import gc
import json
import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
# Number of an advisory lock.
DESSIN = 94_0100


def main(fichier: str, *mots: str) -> None:
    sys.path.insert(0, str(RACINE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")
    import django

    # Nothing of so short a program is worth looking for.
    gc.disable()
    django.setup()
    from django.core.management import execute_from_command_line
    from django.db import connection

    from finances.models import Contribution
    from siim94.controles import etat
    from siim94.editions import publication
    from siim94.socle.models import Revision
    from tests.rigueur import des_apps

    fait = pickle.loads(Path(fichier).read_bytes())  # noqa: S301 - the test's own

    def dessiner(exercice, suivi, *, avant, **_):
        avant()
        premiere = Contribution.objects.filter(exercice=exercice).order_by("pk").first()
        donnees = json.dumps({"montant": str(premiere.montant)}).encode()
        revisions = Revision.objects.numero(exercice.annee)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [DESSIN])
        return replace(fait, donnees=donnees, revisions=revisions)

    publication.dessiner = dessiner
    etat.CONTROLES = des_apps(etat.CONTROLES)
    execute_from_command_line(["manage.py", "publier", *mots])


if __name__ == "__main__":
    main(*sys.argv[1:])
