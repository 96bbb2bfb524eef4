"""The processes that draw: how they start."""

import subprocess
import sys

CHARGER = """
import sys
lances = []
sys.addaudithook(lambda quoi, mots: quoi == "subprocess.Popen" and lances.append(mots[0]))
from siim94.bilan.impression import _sans_recherche
with _sans_recherche():
    import siim94.bilan.pdf
print(lances)
"""


def test_a_press_finds_its_libraries_without_asking_a_compiler():
    """WeasyPrint tries the names of other systems first, each by three programs: 0.14 s at each start."""
    fait = subprocess.run([sys.executable, "-c", CHARGER], capture_output=True, text=True, check=True)
    assert fait.stdout.strip() == "[]"
