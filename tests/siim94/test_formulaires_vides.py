"""Any address that takes a form answers one that lacks everything: refused or shown again, never an error.

Some of the demands at each address, as the seed has it; all in ``make bench BENCH=marches``.
"""

import pytest

from siim94.socle.models import FiltreEnregistre
from siim94.ui.listes.preferences_vues import ACTIONS
from tests.adresses import MOTIFS, adresses, crud_de
from tests.comptes import connecter
from tests.lignes import completer
from tests.rigueur import tirer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]

DEMANDES = (
    {},
    *({"action": action} for action in (*ACTIONS, "modifier", "appliquer", "")),
    *({nom: ""} for nom in ("taille", "selection", "lot", "tous", "versions", "collage", "cases", "suivant")),
)


# One address a view: those of all lists are the same.
VUES = {
    getattr(motif.callback, "view_class", motif.callback): nom
    for nom, motif in sorted(MOTIFS.items())
    if motif
}


@pytest.mark.parametrize("nom", sorted(set(VUES.values()) - {"deconnexion"}))
def test_a_form_that_lacks_everything_is_no_error(nom):
    client = connecter("admin")
    client.raise_request_exception = False
    crud = crud_de(nom)
    if crud is not None:
        completer(crud.model, 1)
        liste = crud.model._meta.label_lower
        FiltreEnregistre.objects.create(utilisateur=client.compte, liste=liste, nom="Un filtre")
    for url in adresses(nom):
        for donnees in ({}, *tirer(DEMANDES[1:], 2, f"{nom} {url}")):
            assert client.post(url, donnees).status_code < 500, donnees
