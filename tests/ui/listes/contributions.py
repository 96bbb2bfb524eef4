"""The list of contributions as accounts see it, and what they keep of it."""

from siim94.socle.models import FiltreEnregistre, PreferenceListe
from tests.comptes import compte

LISTE = "/finances/contributions/"
FILTRES = "/finances/contributions/filtres/"
CLE = "finances.contribution"


def gardee(role="agent"):
    return PreferenceListe.objects.get(utilisateur=compte(role), liste=CLE)


def filtre(role="agent", **valeurs):
    defauts = {"nom": "Les OPH", "liste": CLE, "parametres": "q=oph&colonnes=adherent,montant"}
    return FiltreEnregistre.objects.create(utilisateur=compte(role), **defauts | valeurs)
