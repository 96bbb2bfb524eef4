"""Named figures of the members."""

from adherents.models import Adherent, Seance, SituationAdherent
from siim94.ui.chiffres import Chiffre, FamilleDeChiffres, Membre, Sommable, sommes


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

FAMILLES = (
    FamilleDeChiffres(
        "adherents.population",
        "Population des adhérents",
        lambda annee, bilan: {
            adherent.code: Membre(
                f"Population, {adherent}", population, "habitants", 0, adherent.adresse_differee
            )
            for adherent, population in SituationAdherent.objects.population_of(annee, bilan).items()
        },
        sujet="Population",
    ),
    sommes(
        "adherents.somme",
        (
            Sommable("situations_adherents", SituationAdherent, ("population", "postes", "tickets")),
            Sommable("seances", Seance, ("deliberations",)),
        ),
    ),
)
