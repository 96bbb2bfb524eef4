"""Set-up of a fresh Debian or Ubuntu machine: system packages, ``.venv``, and the locked Python packages.

Run by the system's Python (``python3 siim94/installation.py [tests]``), hence only the standard library, and
no syntax that would keep an older version from saying what is missing. A second run changes nothing and takes
a fraction of a second; an interrupted one is taken up again. Only apt's packages are set outside the project.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
VERSION_MINIMALE = (3, 11)
PYTHON_DU_SYSTEME = "/usr/bin/python3"
PYTHONS = ("python3", "python3.13", "python3.12", "python3.11", PYTHON_DU_SYSTEME)
# Chromium without windows of its own: the same engine, for half of the processor time.
PAQUET_DU_NAVIGATEUR = "chromium-headless-shell"
NAVIGATEURS = (PAQUET_DU_NAVIGATEUR, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BIBLIOTHEQUES = {  # what WeasyPrint loads, and Debian's package of it
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
PROGRAMMES_DES_TESTS = {"pdftotext": "poppler-utils", "pdftoppm": "poppler-utils"}


class Empechement(Exception):
    """The set-up cannot go on by itself; the message, in French, says what the user should do."""


def annoncer(texte):
    print(texte, flush=True)


def reussit(*commande):
    return subprocess.run([str(mot) for mot in commande], capture_output=True, check=False).returncode == 0


# The browser


def navigateur(venv):
    """Path of a Chromium that works: ``$SIIM94_CHROMIUM``, else the system's, else the environment's own."""
    if os.environ.get("SIIM94_CHROMIUM"):
        return shutil.which(os.environ["SIIM94_CHROMIUM"])
    for nom in (*NAVIGATEURS, str(venv / "bin" / "chromium")):
        trouve = shutil.which(nom)
        if trouve and not renvoie_au_snap(Path(trouve)):
            return trouve
    return None


def renvoie_au_snap(chemin):
    """Whether this is Ubuntu's ``chromium-browser``, a script that asks for a snap, without the snap."""
    with chemin.open("rb") as fichier:
        debut = fichier.read(4096)
    return (
        debut.startswith(b"#!") and b"/snap/bin/chromium" in debut and not Path("/snap/bin/chromium").exists()
    )


def chromium_dans_apt():
    """Whether apt has a real Chromium: of those that follow Debian, some have none, or a stub for a snap."""
    vu = subprocess.run(
        ["apt-cache", "policy", PAQUET_DU_NAVIGATEUR],
        capture_output=True,
        text=True,
        env=sobre(),
        check=False,
    )
    candidat = [ligne.split(":", 1)[1].strip() for ligne in vu.stdout.splitlines() if "Candidate:" in ligne]
    return bool(candidat) and candidat[0] != "(none)" and "snap" not in candidat[0]


def telecharger_navigateur(venv):
    """Playwright's own Chromium, kept inside ``.venv``: for Ubuntu, whose archive has none."""
    annoncer("Chromium n’est pas dans les dépôts de ce système : téléchargement de celui de Playwright…")
    dossier = venv / "navigateurs"
    environnement = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(dossier)}
    options = ["--with-deps"] if prefixe_root() is not None else []
    fait = subprocess.run(
        [str(venv / "bin" / "python"), "-m", "playwright", "install", "chromium", *options],
        env=environnement,
        check=False,
    )
    trouves = [*dossier.glob("chromium-*/chrome-linux*/chrome")]
    if fait.returncode or not trouves:
        raise Empechement(
            "Aucun navigateur Chromium, et son téléchargement a échoué. Installez Google Chrome ou Chromium, "
            "puis relancez ; s’il porte un autre nom, indiquez son chemin par la variable SIIM94_CHROMIUM."
        )
    lien = venv / "bin" / "chromium"
    lien.unlink(missing_ok=True)
    lien.symlink_to(trouves[0])


# System packages


def sobre():
    return {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}


def prefixe_root():
    """Words before a command that needs root: none for root, sudo if it asks no password, else None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and reussit("sudo", "-n", "true"):
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None


def charge(bibliotheque):
    try:
        ctypes.CDLL(bibliotheque)
    except OSError:
        return False
    return True


def paquets_manquants(python, version, venv, avec_tests):
    """Debian packages still to install, Chromium excepted, in alphabetical order."""
    manquants = {paquet for bibliotheque, paquet in BIBLIOTHEQUES.items() if not charge(bibliotheque)}
    if avec_tests:
        manquants |= {paquet for nom, paquet in PROGRAMMES_DES_TESTS.items() if not shutil.which(nom)}
    if not (venv / "bin" / "python").exists() and not fait_des_environnements(python):
        manquants.add(f"python{version[0]}.{version[1]}-venv")
    return sorted(manquants)


def installer_paquets(paquets):
    """Install with apt, or raise Empechement with the command that the user should run."""
    liste = " ".join(paquets)
    root = prefixe_root() if shutil.which("apt-get") else None
    if root is None:
        raise Empechement(
            f"Il manque des paquets système : {liste}\nInstallez-les, puis relancez :\n"
            f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {liste}"
        )
    annoncer(f"Installation des paquets système : {liste}")
    apt = [*root, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    # A failed update is not the end: the lists at hand may do, or one foreign source be out of order.
    reussit(*apt, "update")
    suite = [*apt, "install", "-y", "--no-install-recommends", *paquets]
    fait = subprocess.run(suite, env=sobre(), capture_output=True, text=True, check=False)
    if fait.returncode:
        fin = "\n".join((fait.stdout + fait.stderr).splitlines()[-15:])
        raise Empechement(f"apt-get n’a pas pu installer {liste} :\n{fin}")


# Python


def choisir_python():
    """An interpreter recent enough (its command, its version): the system's, else the one that runs this.

    Debian and Ubuntu optimize theirs by profile; one that pyenv or asdf made takes a fifth more time.
    """
    version = version_de(PYTHON_DU_SYSTEME)
    if version and version >= VERSION_MINIMALE and fait_des_environnements(PYTHON_DU_SYSTEME):
        return PYTHON_DU_SYSTEME, version
    if sys.version_info >= VERSION_MINIMALE:
        return sys.executable, sys.version_info[:2]
    for nom in PYTHONS:
        trouve = shutil.which(nom)
        version = trouve and version_de(trouve)
        if version and version >= VERSION_MINIMALE:
            return trouve, version
    raise Empechement(
        f"Il faut Python 3.11 ou plus récent ; version présente : {sys.version.split()[0]}. Par exemple :\n"
        "    sudo apt-get install -y python3.11 python3.11-venv"
    )


def fait_des_environnements(python):
    """Debian splits off what makes environments; without it `python -m venv` fails halfway."""
    return reussit(python, "-c", "import ensurepip, venv")


def version_de(python):
    """(major, minor) of an interpreter, None when it does not run."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        vu = subprocess.run([str(python), "-Ic", code], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(nombre) for nombre in vu.stdout.split())


def empreinte(verrou, version):
    """What the environment was made from; it is made again when the lock or the interpreter changes."""
    return f"{version[0]}.{version[1]} {hashlib.sha256(verrou.read_bytes()).hexdigest()}"


def environnement_a_jour(venv, verrou):
    marque = venv / "siim94-installe"
    if not marque.exists() or not verrou.exists():
        return False
    version = version_de(venv / "bin" / "python")
    return bool(version) and marque.read_text() == empreinte(verrou, version)


def installer_environnement(python, venv, verrou):
    """Make ``.venv``, again if it is half made or another Python's, and install the lock into it."""
    dedans = venv / "bin" / "python"
    if (version_de(dedans) or (0,)) < VERSION_MINIMALE or not reussit(dedans, "-m", "pip", "--version"):
        annoncer(f"Création de l’environnement Python dans {venv.name}")
        commande = [python, "-m", "venv", "--clear", str(venv)]
        fait = subprocess.run(commande, capture_output=True, text=True, check=False)
        if fait.returncode:
            raise Empechement(f"L’environnement Python n’a pas pu être créé :\n{fait.stdout + fait.stderr}")
    annoncer("Installation des paquets Python (une minute environ la première fois)…")
    options = ["--disable-pip-version-check", "--require-hashes", "-qq", "-r", str(verrou)]
    environnement = {n: v for n, v in os.environ.items() if n not in ("PYTHONPATH", "PIP_USER")}
    pip = [str(dedans), "-m", "pip", "install", *options]
    if subprocess.run(pip, env=environnement, check=False).returncode:
        raise Empechement(
            "pip n’a pas pu installer les paquets Python (voir ci-dessus). Vérifiez le réseau et relancez."
        )
    (venv / "siim94-installe").write_text(empreinte(verrou, version_de(dedans)))


@contextlib.contextmanager
def un_seul(dossier):
    """One set-up at a time in a folder; the lock is the folder's own and leaves no file."""
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        fcntl.flock(descripteur, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descripteur)


def installer(racine, avec_tests=False):
    """Bring the machine and ``racine/.venv`` up to what the project needs. Raises Empechement."""
    venv = racine / ".venv"
    # The lock of the tests holds that of the site: an environment made from it does for both.
    verrous = [racine / nom for nom in ("requirements.lock", "requirements-tests.lock")][avec_tests:]
    with un_seul(racine):
        python, version = choisir_python()
        paquets = paquets_manquants(python, version, venv, avec_tests)
        # Only tests open a browser.
        sans_navigateur = avec_tests and navigateur(venv) is None
        if sans_navigateur and os.environ.get("SIIM94_CHROMIUM"):
            raise Empechement(
                "SIIM94_CHROMIUM désigne un programme introuvable : " + os.environ["SIIM94_CHROMIUM"]
            )
        if sans_navigateur and (not shutil.which("apt-get") or debian() or chromium_dans_apt()):
            paquets = sorted([*paquets, PAQUET_DU_NAVIGATEUR])
            sans_navigateur = False
        if paquets:
            installer_paquets(paquets)
        if not any(environnement_a_jour(venv, verrou) for verrou in verrous):
            installer_environnement(python, venv, verrous[0])
        if sans_navigateur:
            telecharger_navigateur(venv)


def debian():
    """Debian itself, whose archive has Chromium even when apt's lists are still empty."""
    with contextlib.suppress(FileNotFoundError):
        return "\nID=debian\n" in "\n" + Path("/etc/os-release").read_text()
    return False


def main(arguments):
    try:
        installer(RACINE, avec_tests="tests" in arguments)
    except Empechement as manque:
        print(manque, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
