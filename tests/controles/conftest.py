"""These tests look at findings."""

import pytest


@pytest.fixture(autouse=True)
def _controles_faits(avec_controles):
    """All of them are made."""
