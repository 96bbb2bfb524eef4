"""What a server holds from its first start: two roles, their base; of the embedded one, data and passwords.

The owner makes and changes the tables (``manage.py preparer``). The application reads and writes rows, and
has no right on triggers nor TRUNCATE; of the history it only reads and adds (``siim94.socle.roles``).
"""

import json
import secrets
import shutil
from pathlib import Path

from siim94.postgres_systeme import CompteSysteme, ErreurPostgres, majeure

BASE = ROLE = "siim94"
ADMINISTRATEUR = "postgres"


def application_de(proprietaire: str) -> str:
    """The role of the application beside that of the owner."""
    return f"{proprietaire}_application"


APPLICATION = application_de(ROLE)
COMPTES = (ADMINISTRATEUR, ROLE, APPLICATION)


def ecrire_mots_de_passe(fichier: Path) -> None:
    """Draw the passwords that are not there yet and keep them in a file that only its maker can read."""
    mots = lire_mots_de_passe(fichier) if fichier.exists() else {}
    partiel = fichier.with_suffix(".partiel")
    partiel.unlink(missing_ok=True)
    partiel.touch(mode=0o600)
    partiel.write_text(json.dumps({compte: secrets.token_hex(24) for compte in COMPTES} | mots))
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


def creer_donnees(compte: CompteSysteme, bin_: Path, donnees: Path, mots: dict[str, str]) -> None:
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


def preparer_base(acces: dict, mots: dict[str, str] | None = None, base: str = BASE) -> dict[str, str | None]:
    """Make the two roles and the base, or what an interrupted first start left out of them.

    ``acces`` is how an administrator of the server connects. A base that is there keeps its owner. The owner
    may create other bases (tests clone theirs); it is no superuser, since every extension that the project
    uses is trusted. Without ``mots`` passwords are drawn for the roles that are made; gives those of the two
    roles (None: as it was). Raises ErreurPostgres.
    """
    import psycopg  # here, since stopping the server does without it
    from psycopg import sql

    try:
        with psycopg.connect(dbname="postgres", autocommit=True, connect_timeout=10, **acces) as cn:
            trouve = cn.execute(
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [base]
            ).fetchone()
            proprietaire = trouve[0] if trouve else ROLE
            droits = {proprietaire: "CREATEDB", application_de(proprietaire): "NOCREATEDB"}
            faits: dict[str, str | None] = {}
            for nom, droit in droits.items():
                existe = cn.execute("SELECT FROM pg_roles WHERE rolname = %s", [nom]).rowcount
                faits[nom] = mots[nom] if mots else None if existe else secrets.token_hex(24)
                if faits[nom] is not None:
                    verbe = sql.SQL("ALTER" if existe else "CREATE")
                    ordre = sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}")
                    cn.execute(
                        ordre.format(verbe, sql.Identifier(nom), sql.SQL(droit), sql.Literal(faits[nom]))
                    )
            if not trouve:
                ordre = sql.SQL("CREATE DATABASE {} OWNER {}")
                cn.execute(ordre.format(sql.Identifier(base), sql.Identifier(proprietaire)))
            return faits
    except psycopg.Error as erreur:
        raise ErreurPostgres(f"La base « {base} » n’a pas pu être préparée : {erreur}") from erreur
