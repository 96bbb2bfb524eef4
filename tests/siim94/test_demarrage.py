"""A command pays only for what it uses."""

import subprocess
import sys

from django.conf import settings

LOURDS = {
    "fontTools",
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
from django.core.management import call_command
call_command("check")
print(" ".join(sys.modules), file=sys.stderr)
"""


def lancer(programme):
    return subprocess.run(
        [sys.executable, "-c", programme], cwd=settings.RACINE, capture_output=True, text=True, check=True
    )


def test_a_command_without_files_or_help_imports_no_library_for_them():
    fait = lancer(PROGRAMME)
    assert LOURDS & {nom.partition(".")[0] for nom in fait.stderr.split()} == set()


REPORT = """
import sys
import django
django.setup()
import siim94.editions.management.commands.bilan
print(" ".join(sys.modules), file=sys.stderr)
from django.contrib import admin
from django.core import checks
assert checks.run_checks(tags=["admin"]) == []
print(len(admin.site._registry))
"""
PAGES = {"siim94.urls", "siim94.ui.crud", "siim94.accueil.admin"}


def test_the_report_is_drawn_without_the_pages_of_the_site_and_the_administration_is_checked_all_the_same():
    fait = lancer(REPORT)
    assert PAGES & {*fait.stderr.split()} == set()
    assert int(fait.stdout) > 50
