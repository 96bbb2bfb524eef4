"""The set-up: what it finds missing, what it says, and that it recovers; environments here are real ones."""

import itertools
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from siim94 import installation
from siim94.installation import Empechement

RACINE = Path(__file__).resolve().parents[2]
VERSION = sys.version_info[:2]


@pytest.fixture
def projet(tmp_path):
    """A project whose lock is empty, so that its environment is made in a moment."""
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    return tmp_path


def programme(dossier, nom, texte="#!/bin/sh\nexit 0\n"):
    dossier.mkdir(exist_ok=True)
    fichier = dossier / nom
    fichier.write_text(texte)
    fichier.chmod(0o755)
    return fichier


def test_half_made_environment_is_made_anew_and_again_when_the_lock_changes(projet):
    venv, verrou = projet / ".venv", projet / "requirements.lock"
    assert not installation.environnement_a_jour(venv, verrou)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    (venv / "reste").touch()
    assert not installation.environnement_a_jour(venv, verrou)
    installation.installer_environnement(sys.executable, venv, verrou)
    assert not (venv / "reste").exists()
    assert installation.environnement_a_jour(venv, verrou)
    assert installation.version_de(venv / "bin" / "python") == VERSION
    verrou.write_text("# something else\n")
    assert not installation.environnement_a_jour(venv, verrou)


def test_environment_of_a_vanished_python_is_out_of_date(projet):
    venv, verrou = projet / ".venv", projet / "requirements.lock"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(projet / "python-parti")
    (venv / "siim94-installe").write_text(installation.empreinte(verrou, VERSION))
    assert not installation.environnement_a_jour(venv, verrou)


def test_failed_pip_is_reported_and_leaves_the_environment_out_of_date(projet, monkeypatch):
    venv, verrou = projet / ".venv", projet / "requirements.lock"
    verrou.write_text("django==5.2\n")  # without a hash: pip refuses before any download
    with pytest.raises(Empechement, match="pip n’a pas pu"):
        installation.installer_environnement(sys.executable, venv, verrou)
    assert not installation.environnement_a_jour(venv, verrou)


def test_missing_packages_are_named_with_the_command_when_nobody_may_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Empechement) as refus:
        installation.installer_paquets(["chromium", "libpangoft2-1.0-0"])
    assert "sudo apt-get install -y --no-install-recommends chromium libpangoft2-1.0-0" in str(refus.value)


def test_failed_apt_shows_its_last_lines(tmp_path, monkeypatch):
    programme(tmp_path / "bin", "apt-get", "#!/bin/sh\necho 'E: Unable to locate package'; exit 100\n")
    programme(tmp_path / "bin", "sudo", '#!/bin/sh\nwhile [ "${1#-}" != "$1" ]; do shift; done; exec "$@"\n')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    with pytest.raises(Empechement, match="E: Unable to locate package"):
        installation.installer_paquets(["chromium"])


def test_programs_of_the_tests_are_wanted_for_the_tests_only(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()  # an environment is there: venv is not looked for
    manquants = installation.paquets_manquants(sys.executable, VERSION, tmp_path, avec_tests=False)
    avec = installation.paquets_manquants(sys.executable, VERSION, tmp_path, avec_tests=True)
    assert set(avec) - set(manquants) == {"poppler-utils"}


def test_the_python_of_the_system_comes_first_where_it_makes_environments(tmp_path, monkeypatch):
    ici = (sys.executable, VERSION)
    monkeypatch.setattr(installation, "PYTHON_DU_SYSTEME", str(tmp_path / "absent"))
    assert installation.choisir_python() == ici
    sans_venv = "#!/bin/sh\ncase $* in *ensurepip*) exit 1;; *) echo 3 12;; esac\n"
    monkeypatch.setattr(installation, "PYTHON_DU_SYSTEME", str(programme(tmp_path, "sans", sans_venv)))
    assert installation.choisir_python() == ici
    for version, choisi in (("3 10", False), ("3 12", True)):
        systeme = str(programme(tmp_path, "systeme", f"#!/bin/sh\necho {version}\n"))
        monkeypatch.setattr(installation, "PYTHON_DU_SYSTEME", systeme)
        assert installation.choisir_python() == ((systeme, (3, 12)) if choisi else ici)


def test_python_without_venv_asks_for_its_own_package(tmp_path):
    faux = programme(tmp_path / "bin", "python3", "#!/bin/sh\nexit 1\n")
    assert "python3.12-venv" in installation.paquets_manquants(str(faux), (3, 12), tmp_path / ".venv", False)


def test_stub_that_asks_for_a_snap_is_no_browser(tmp_path, monkeypatch):
    monkeypatch.delenv("SIIM94_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    souche = "#!/bin/sh\nif ! [ -x /snap/bin/chromium ]; then echo 'snap install chromium' >&2; exit 1; fi\n"
    programme(tmp_path / "bin", "chromium-browser", souche)
    if not Path("/snap/bin/chromium").exists():
        assert installation.navigateur(tmp_path / ".venv") is None
    chrome = programme(tmp_path / "bin", "google-chrome")
    assert installation.navigateur(tmp_path / ".venv") == str(chrome)


def test_browser_named_by_the_environment_comes_first(tmp_path, monkeypatch):
    autre = programme(tmp_path / "bin", "mon-chromium")
    monkeypatch.setenv("SIIM94_CHROMIUM", str(autre))
    assert installation.navigateur(tmp_path / ".venv") == str(autre)
    monkeypatch.setenv("SIIM94_CHROMIUM", str(tmp_path / "absent"))
    assert installation.navigateur(tmp_path / ".venv") is None


def test_two_setups_at_once_wait_for_each_other(tmp_path):
    dossier, sorti = tmp_path / "dossier", tmp_path / "sorti"
    dossier.mkdir()
    code = (
        "import sys, time; from pathlib import Path; from siim94.installation import un_seul\n"
        "with un_seul(Path(sys.argv[1])):\n"
        "    print('dedans', flush=True)\n    time.sleep(1)\n    Path(sys.argv[2]).touch()"
    )
    commande = [sys.executable, "-c", code, str(dossier), str(sorti)]
    with subprocess.Popen(commande, cwd=RACINE, stdout=subprocess.PIPE, text=True) as autre:
        assert autre.stdout.readline() == "dedans\n"
        with installation.un_seul(dossier):
            assert sorti.exists()
        autre.wait()
    assert list(dossier.iterdir()) == []


def test_second_setup_of_this_project_installs_nothing_and_is_silent(tmp_path):
    commande = [sys.executable, "siim94/installation.py"]
    subprocess.run(commande, cwd=RACINE, check=True, capture_output=True)
    # Whatever would install something fails here.
    for nom in ("apt-get", "sudo"):
        programme(tmp_path, nom, "#!/bin/sh\nexit 1\n")
    sans_paquets = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PIP_NO_INDEX": "1"}
    fait = subprocess.run(commande, cwd=RACINE, check=True, capture_output=True, text=True, env=sans_paquets)
    assert fait.stdout == fait.stderr == ""


def test_setup_needs_the_standard_library_only():
    """The system's Python runs it, before there is any environment."""
    sans = {**os.environ, "PYTHONPATH": ""}
    fait = subprocess.run([sys.executable, "-ISc", "import runpy; runpy.run_path('siim94/installation.py')"],
                          cwd=RACINE, env=sans, capture_output=True, text=True, check=False)  # fmt: skip
    assert fait.returncode == 0, fait.stderr


def verrouilles(nom: str) -> dict[str, str]:
    """What a lock says of each package, by its name."""
    blocs = re.split(r"\n(?=\w)", (RACINE / nom).read_text().partition("make lock\n")[2])
    return {re.split(r"==|\[", bloc)[0]: bloc.strip() for bloc in blocs}


@pytest.mark.parametrize("nom", ["requirements.lock", "requirements-tests.lock", "requirements-ldap.lock"])
def test_lock_holds_hashes_and_no_address(nom):
    lignes = (RACINE / nom).read_text().splitlines()
    paquets = [ligne for ligne in lignes if "==" in ligne]
    assert len(paquets) >= 50
    assert not [ligne for ligne in lignes if "://" in ligne or "file:" in ligne or " @ " in ligne]
    suivantes = [lignes[lignes.index(ligne) + 1] for ligne in paquets]
    assert all(suivante.startswith("    --hash=sha256:") for suivante in suivantes)


def test_every_declared_dependency_is_locked():
    declare = tomllib.loads((RACINE / "pyproject.toml").read_text())
    site = declare["project"]["dependencies"]
    tous = [*site, *itertools.chain(*declare["dependency-groups"].values())]
    ldap = [*site, *declare["project"]["optional-dependencies"]["ldap"]]
    verrous = ("requirements.lock", "requirements-tests.lock", "requirements-ldap.lock")
    for noms, verrou in zip((site, tous, ldap), verrous, strict=True):
        courts = {re.split(r"[\[><=]", nom.lower().replace("_", "-"))[0] for nom in noms}
        assert courts - set(verrouilles(verrou)) == set()


def test_the_site_has_what_the_tests_have_and_no_more_than_it_needs():
    site, tests = verrouilles("requirements.lock"), verrouilles("requirements-tests.lock")
    assert site.items() < tests.items()
    assert {"playwright", "pytest", "ruff", "page-validation"} & set(site) == set()


def test_an_environment_of_the_tests_serves_the_site(projet, monkeypatch):
    (projet / "requirements-tests.lock").write_text("# the same and more\n")
    faits = []
    monkeypatch.setattr(installation, "paquets_manquants", lambda *_: [])
    monkeypatch.setattr(installation, "navigateur", lambda _: "/usr/bin/chromium")
    monkeypatch.setattr(installation, "version_de", lambda _: VERSION)

    def installer(python, venv, verrou):
        faits.append(verrou.name)
        venv.mkdir(exist_ok=True)
        (venv / "siim94-installe").write_text(installation.empreinte(verrou, VERSION))

    monkeypatch.setattr(installation, "installer_environnement", installer)
    for avec_tests in (False, False, True, True, False):
        installation.installer(projet, avec_tests)
    assert faits == ["requirements.lock", "requirements-tests.lock"]


@pytest.mark.parametrize("avec_tests", [False, True])
def test_only_tests_want_a_browser(projet, monkeypatch, avec_tests):
    for nom in ("requirements.lock", "requirements-tests.lock"):
        (projet / nom).write_text("")
    demandes = []
    monkeypatch.delenv("SIIM94_CHROMIUM", raising=False)
    monkeypatch.setattr(installation, "paquets_manquants", lambda *_: [])
    monkeypatch.setattr(installation, "navigateur", lambda _: None)
    monkeypatch.setattr(installation, "debian", lambda: True)
    monkeypatch.setattr(installation, "installer_paquets", demandes.extend)
    monkeypatch.setattr(installation, "installer_environnement", lambda *_: None)
    installation.installer(projet, avec_tests)
    assert demandes == ["chromium-headless-shell"] * avec_tests
