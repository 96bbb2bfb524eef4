"""Settings of the tests: the site's, on a server of their own under ``var/tests``.

That server may lose everything when the machine fails, and no test comes near the data of the one in use.
With ``DATABASE_URL`` the tests use that server, as it is set.
"""

import json
import os
from pathlib import Path

import psycopg

RACINE = Path(__file__).resolve().parent.parent
# What pytest starts (xdist's workers, commands) inherits the folder, and must not go one deeper.
if "SIIM94_VAR_DES_TESTS" not in os.environ:
    var = Path(os.environ.get("SIIM94_VAR") or RACINE / "var")
    os.environ["SIIM94_VAR_DES_TESTS"] = os.environ["SIIM94_VAR"] = str(var / "tests")

from siim94.settings import *  # noqa: E402, F403
from siim94.settings import BASE_EMBARQUEE, DATABASES, VAR  # noqa: E402

# Databases are made and dropped hundreds of times; their statistics are the template's.
SANS_FILET = ("fsync", "full_page_writes", "autovacuum")


# Who may suspend triggers on the server of the tests: nobody that we know, if it is not ours.
ADMINISTRATEUR = BASE_EMBARQUEE and {
    "host": DATABASES["default"]["HOST"],
    "user": "postgres",
    "password": json.loads((VAR / "postgres-secrets.json").read_text())["postgres"],
}


def _sans_filet() -> None:
    with psycopg.connect(dbname="postgres", autocommit=True, **ADMINISTRATEUR) as cn:
        for reglage in SANS_FILET:
            if cn.execute("SELECT current_setting(%s)", [reglage]).fetchone() == ("on",):
                cn.execute(f"ALTER SYSTEM SET {reglage} = off")
        cn.execute("SELECT pg_reload_conf()")


if BASE_EMBARQUEE and "PYTEST_XDIST_WORKER" not in os.environ:
    _sans_filet()
