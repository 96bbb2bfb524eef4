"""Two people who read lists at the same time."""

import pytest

from tests.comptes import connecter


@pytest.fixture
def agent(client):
    return connecter("agent", client)


@pytest.fixture
def direction():
    """A second person, at the same time."""
    return connecter("direction")
