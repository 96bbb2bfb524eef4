"""Named figures of the members."""

from adherents.models import Adherent
from siim94.ui.chiffres import Chiffre


def _membres(**filtres):
    return lambda annee, bilan: Adherent.objects.nombre_en(annee, **filtres)


CHIFFRES = (
    Chiffre("adherents.membres.total", "Adhérents", "adhérents", _membres()),
    Chiffre("adherents.membres.villes", "Villes adhérentes", "villes", _membres(genre=Adherent.Genre.VILLE)),
    Chiffre(
        "adherents.membres.oph",
        "Offices publics de l’habitat adhérents",
        "offices",
        _membres(genre=Adherent.Genre.OPH),
    ),
)
