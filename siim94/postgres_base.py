"""What the embedded PostgreSQL holds from its first start: its data, a role, its base, and the passwords."""

import json
import secrets
import shutil
from pathlib import Path

from siim94.postgres_systeme import Compte, ErreurPostgres, majeure

BASE = ROLE = "siim94"
ADMINISTRATEUR = "postgres"


def ecrire_mots_de_passe(fichier: Path) -> None:
    """Draw the two passwords and keep them in a file that only its maker can read."""
    partiel = fichier.with_suffix(".partiel")
    partiel.unlink(missing_ok=True)
    partiel.touch(mode=0o600)
    partiel.write_text(json.dumps({compte: secrets.token_hex(24) for compte in (ADMINISTRATEUR, ROLE)}))
    partiel.replace(fichier)


def lire_mots_de_passe(fichier: Path) -> dict[str, str]:
    """Password of each role. Raises ErreurPostgres when the file was lost."""
    try:
        return json.loads(fichier.read_text())
    except FileNotFoundError:
        raise ErreurPostgres(
            f"Le fichier {fichier}, qui porte les mots de passe de la base, a disparu alors que les données "
            "existent encore. Remettez-le depuis une sauvegarde."
        ) from None


def creer_donnees(compte: Compte, bin_: Path, donnees: Path, mots: dict[str, str]) -> None:
    """``initdb`` beside, then a rename: an interrupted one leaves nothing that looks like data.

    Data are UTF-8, sorted by code point whatever the machine: French order is the application's (unaccent).
    Raises ErreurPostgres.
    """
    partiel = donnees.with_name("donnees.partiel")
    shutil.rmtree(partiel, ignore_errors=True)
    fichier = donnees.with_name("mot-de-passe")
    fichier.touch(mode=0o600)
    fichier.write_text(mots[ADMINISTRATEUR])
    compte.prendre(fichier)
    # The built-in locale came with version 17; it does not move with the system's C library.
    builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    locale = builtin if majeure(bin_) >= 17 else ["--locale=C.UTF-8"]
    commande = [bin_ / "initdb", "-D", partiel, "-U", ADMINISTRATEUR, "-A", "scram-sha-256", "-E", "UTF8"]
    try:
        fait = compte.lancer(*commande, *locale, f"--pwfile={fichier}", capture_output=True)
    finally:
        fichier.unlink()
    if fait.returncode:
        raise ErreurPostgres(
            f"PostgreSQL n’a pas pu créer ses données dans {partiel} :\n{fait.stderr.strip()}"
        )
    with (partiel / "postgresql.conf").open("a") as configuration:
        configuration.write("\ninclude = 'siim94.conf'\n")
    partiel.rename(donnees)


def preparer_base(dossier_socket: Path, mots: dict[str, str]) -> None:
    """Make the role and the base, or what an interrupted first start left out of them.

    The role owns its base and may create others (tests clone theirs); it is no superuser, since every
    extension that the project uses is trusted. Raises ErreurPostgres.
    """
    import psycopg  # here, since stopping the server does without it
    from psycopg import sql

    acces = {"host": str(dossier_socket), "user": ADMINISTRATEUR, "password": mots[ADMINISTRATEUR]}
    try:
        with psycopg.connect(dbname="postgres", autocommit=True, connect_timeout=10, **acces) as cn:
            existe = cn.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE]).rowcount
            verbe, role = sql.SQL("ALTER" if existe else "CREATE"), sql.Identifier(ROLE)
            ordre = sql.SQL("{} ROLE {} LOGIN CREATEDB PASSWORD {}")
            cn.execute(ordre.format(verbe, role, sql.Literal(mots[ROLE])))
            if not cn.execute("SELECT FROM pg_database WHERE datname = %s", [BASE]).rowcount:
                cn.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(BASE), role))
    except psycopg.Error as erreur:
        raise ErreurPostgres(f"La base « {BASE} » n’a pas pu être préparée : {erreur}") from erreur
