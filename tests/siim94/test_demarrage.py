"""A command pays only for what it uses."""

import subprocess
import sys

from django.conf import settings

# What a command without pages does not load; the directory's libraries are theirs.
PAGES = {"siim94.urls", "siim94.ui.crud", "siim94.accueil.admin", "jwt", "requests"}
LOURDS = {
    "fontTools",
    "jinja2",
    "lxml",
    "markdown_it",
    "nh3",
    "odf",
    "openpyxl",
    "PIL",
    "pikepdf",
    "playwright",
    "plotly",
    "weasyprint",
    "yaml",
}
PROGRAMME = """
import sys
import django
django.setup()
import siim94.editions.management.commands.bilan
print(*sys.modules)
from django.contrib import admin
from django.core import checks
print(*(fault.id for fault in checks.run_checks()))
print(*sys.modules)
print(len(admin.site._registry))
"""


def test_a_command_imports_no_library_for_files_or_help_nor_pages_unless_all_is_checked():
    fait = subprocess.run(
        [sys.executable, "-c", PROGRAMME], cwd=settings.RACINE, capture_output=True, text=True, check=True
    )
    du_bilan, fautes, de_tout, administres = fait.stdout.splitlines()
    assert PAGES & {*du_bilan.split()} == set()
    assert fautes == ""
    assert {*de_tout.split()} >= PAGES
    assert LOURDS & {nom.partition(".")[0] for nom in de_tout.split()} == set()
    assert int(administres) > 50
