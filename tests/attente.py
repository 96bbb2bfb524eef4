"""What another process, thread or connection does comes in its time: it is looked for until it is there."""

import time
from collections.abc import Callable


def attendre(condition: Callable[[], object], secondes: float = 60):
    """What the condition gives, as soon as it is something."""
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if trouve := condition():
            return trouve
        time.sleep(0.05)
    raise AssertionError(f"nothing after {secondes} s")
