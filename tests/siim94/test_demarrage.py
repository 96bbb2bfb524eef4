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


def test_a_command_without_files_or_help_imports_no_library_for_them():
    fait = subprocess.run(
        [sys.executable, "-c", PROGRAMME], cwd=settings.RACINE, capture_output=True, text=True, check=True
    )
    assert LOURDS & {nom.partition(".")[0] for nom in fait.stderr.split()} == set()
