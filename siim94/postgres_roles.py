"""Set up an external PostgreSQL: ``python -m siim94.postgres_roles postgres://admin:…@serveur/ [BASE]``.

Makes the owner's role, the application's and the base, as on the embedded server, and prints the two
addresses to put in ``DATABASE_URL``. Run again, or on a base that is there, it adds what is missing only.
"""

import sys
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from siim94.postgres_base import BASE, preparer_base
from siim94.postgres_systeme import ErreurPostgres

USAGE = "Usage\u00a0: python -m siim94.postgres_roles postgres://ADMINISTRATEUR:MOT_DE_PASSE@SERVEUR/ [BASE]"
INCONNU = "MOT_DE_PASSE_INCHANGE"


def main(arguments: list[str]) -> int:
    """Exit codes: 0 done, 1 refused by the server, 2 misuse."""
    adresse = urlsplit(arguments[0]) if len(arguments) in (1, 2) else None
    if adresse is None or adresse.scheme not in ("postgres", "postgresql") or not adresse.username:
        print(USAGE, file=sys.stderr)
        return 2
    base = arguments[1] if len(arguments) == 2 else BASE
    acces = {
        "host": adresse.hostname,
        "port": adresse.port,
        "user": unquote(adresse.username),
        "password": unquote(adresse.password or ""),
        **dict(parse_qsl(adresse.query)),
    }
    try:
        proprietaire, application = preparer_base({c: v for c, v in acces.items() if v}, base=base).items()
    except ErreurPostgres as erreur:
        print(erreur, file=sys.stderr)
        return 1
    print(f"Propriétaire (manage.py preparer, journal --effacer) :\n  {_url(adresse, *proprietaire, base)}")
    print(f"Application (serveur web, travailleur) :\n  {_url(adresse, *application, base)}")
    print("Lancez ensuite « manage.py preparer » avec la première : il donne ses droits à l’application.")
    return 0


def _url(adresse, role: str, mot_de_passe: str | None, base: str) -> str:
    ou = adresse.netloc.rpartition("@")[2]
    requete = f"?{adresse.query}" if adresse.query else ""
    return f"postgres://{quote(role, safe='')}:{mot_de_passe or INCONNU}@{ou}/{quote(base)}{requete}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
