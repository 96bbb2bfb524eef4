"""Commands of the project run as processes of their own on the test's database."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from urllib.parse import quote

from django.conf import settings
from django.db import connection

# The words of a worker that hardly rests between two rounds.
TRAVAILLEUR = ("travailleur", "--interval", "0.2")


@contextmanager
def commandes():
    """Starts a command of the project (or another program) on this test's database, with more variables if
    there are; all are ended with the test.
    """
    p = connection.get_connection_params()
    qui = f"{quote(p['user'])}:{quote(p.get('password', ''))}"
    hote, port = str(p.get("host", "")), f":{p['port']}" if p.get("port") else ""
    # A folder of sockets is written as the beginning of the path.
    ou = f"/{hote}/" if hote.startswith("/") else f"{hote}{port}/"
    environnement = os.environ | {
        "DATABASE_URL": f"postgres://{qui}@{ou}{quote(p['dbname'])}",
        "SIIM94_PRODUCTION": "false",
    }
    lances = []

    def lancer(*arguments, programme="manage.py", **variables):
        lances.append(
            subprocess.Popen(
                [sys.executable, programme, *map(str, arguments)],
                cwd=settings.RACINE,
                env=environnement | variables,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        )
        return lances[-1]

    try:
        yield lancer
    finally:
        for lance in lances:
            # With what it started, which holds its pipes open.
            with suppress(ProcessLookupError):
                os.killpg(lance.pid, signal.SIGKILL)
            lance.communicate()
