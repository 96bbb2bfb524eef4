"""Style sheets name files that are there: what collects the files of the site refuses any other."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from siim94.ui.statiques import Statiques


def feuilles():
    for chercheur in finders.get_finders():
        for chemin, depot in chercheur.list([]):
            if chemin.endswith(".css") and "siim94" in depot.location:
                yield pytest.param(Path(depot.location), Path(chemin), id=chemin)


@pytest.mark.parametrize(("racine", "chemin"), list(feuilles()))
def test_a_style_sheet_names_files_under_its_own_root(racine, chemin):
    for adresse in re.findall(r"url\(\s*[\"']?([^\"')]+)", (racine / chemin).read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|#", adresse):
            fichier = (racine / chemin.parent / adresse.partition("#")[0].partition("?")[0]).resolve()
            assert fichier.is_relative_to(racine.resolve()) and fichier.is_file(), adresse


def test_an_address_worked_out_once_is_the_one_that_the_file_has(tmp_path):
    site = Statiques(location=tmp_path, base_url="/fichiers/")
    site.manifest_strict = False
    site.hashed_files = {"ui/essai.css": "ui/essai.0123456789ab.css"}
    assert site.url("ui/essai.css") == "/fichiers/ui/essai.0123456789ab.css"
    assert site.url("ui/essai.css") == CompressedManifestStaticFilesStorage.url(site, "ui/essai.css")


def test_what_pages_name_is_compressed_and_not_its_original(tmp_path):
    feuille = b"p { color: black }\n" * 100
    (tmp_path / "essai.css").write_bytes(feuille)
    site = Statiques(location=tmp_path, base_url="/fichiers/")
    list(site.post_process({"essai.css": (StaticFilesStorage(location=tmp_path), "essai.css")}))
    nomme = site.hashed_files["essai.css"]
    assert {f.name for f in tmp_path.iterdir()} == {
        *("essai.css", nomme, f"{nomme}.br", f"{nomme}.gz"),
        site.manifest_name,
    }
    assert brotli.decompress((tmp_path / f"{nomme}.br").read_bytes()) == feuille
