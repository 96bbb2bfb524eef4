"""A closed year by every way on every model that its closing locks: each pair, and what it answers."""

import logging
import traceback
from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.test.utils import setup_test_environment, teardown_test_environment

from tests.bench.donnees import base_de_banc
from tests.bench.pages import Constat
from tests.portes import PAR_LA_BASE, VERROUILLES, essayer
from tests.portes_pages import PAR_LES_PAGES


def mesurer() -> Iterator[Constat]:
    logging.getLogger("django").setLevel(logging.CRITICAL + 1)
    menees: Counter = Counter()
    # The pages give their forms to whoever asks, as in the tests.
    setup_test_environment(debug=False)
    with base_de_banc():
        for modele in VERROUILLES:
            for porte in (*PAR_LA_BASE, *PAR_LES_PAGES):
                nom = f"{modele._meta.label} by {porte.__name__}"
                try:
                    with transaction.atomic():
                        reponse = essayer(modele, porte)
                        transaction.set_rollback(True)
                except Exception as erreur:
                    yield Constat(f"{nom}: {erreur}\n{traceback.format_exc(limit=-3)}", depasse=True)
                    continue
                menees[porte.__name__ if reponse.texte else ""] += 1
                yield Constat(str(reponse), depasse=False)
    teardown_test_environment()
    sans_objet = menees.pop("", 0)
    for nom, nombre in menees.items():
        yield Constat(f"{nom}: refused on {nombre} of {len(VERROUILLES)} models", depasse=False)
    jamais = {porte.__name__ for porte in (*PAR_LA_BASE, *PAR_LES_PAGES)} - {*menees}
    yield Constat(
        f"{sum(menees.values())} pairs of model and way refused, {sans_objet} where no way leads;"
        f" ways that lead nowhere: {', '.join(sorted(jamais)) or 'none'}",
        depasse=bool(jamais),
    )
