"""No request, however wrong, ends in an error 500; the whole walk is ``make bench BENCH=fuzz``."""

import pytest

from tests.hasard import Hasard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


@pytest.mark.parametrize("graine", [94, 2021])
def test_requests_that_nobody_wrote_get_an_answer(graine):
    hasard = Hasard(graine)
    hasard.envoyer(100)
    assert not hasard.erreurs, "\n\n".join(f"{requete}\n{trace}" for requete, trace in hasard.erreurs)
    # It would prove nothing to knock at doors that are all shut.
    assert hasard.reponses[200] + hasard.reponses[422] + hasard.reponses[302] > 36
