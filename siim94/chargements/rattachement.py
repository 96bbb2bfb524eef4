"""The step of a GLPI load where the user says whose the unknown entities are."""

from django import forms

from adherents.models import Adherent
from siim94.chargements.apercu import Apercu
from siim94.chargements.glpi import plateforme_de
from siim94.chargements.moteur import Options, Plan
from siim94.socle.models import Chargement
from support.models import EntiteGlpi

INTERNE = "interne"


class RattachementForm(forms.Form):
    """One choice an entity: a member, the syndicate itself, or nothing yet."""

    def __init__(self, *args, entites: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.entites = entites
        adherents = [(str(adherent.pk), str(adherent)) for adherent in Adherent.objects.by_genre()]
        choix = [("", "à préciser"), (INTERNE, "propre au syndicat"), *adherents]
        for rang, entite in enumerate(entites):
            self.fields[f"entite-{rang}"] = forms.ChoiceField(label=entite, choices=choix, required=False)

    def rattachements(self) -> dict[str, str]:
        """The entities that were answered for, with the answer."""
        reponses = {entite: self.cleaned_data[f"entite-{rang}"] for rang, entite in enumerate(self.entites)}
        return {entite: reponse for entite, reponse in reponses.items() if reponse}


def entites_a_rattacher(chargement: Chargement) -> list[str]:
    """The entities that the preview of a load could not give to anybody."""
    if not chargement.apercu:
        return []
    erreurs = Apercu.from_json(chargement.apercu).erreurs
    return [erreur.sujet for erreur in erreurs if erreur.sujet]


def enregistrer_rattachements(chargement: Chargement, rattachements: dict[str, str]) -> None:
    """Map the answered entities on the platform of the load."""
    plateforme = plateforme_de(Options.from_json(chargement.options), Plan(""))
    for entite, reponse in rattachements.items():
        interne = reponse == INTERNE
        # Whoever mapped it meanwhile is not contradicted.
        EntiteGlpi.objects.get_or_create(
            plateforme=plateforme,
            libelle=entite,
            defaults={"interne": interne, "adherent_id": None if interne else int(reponse)},
        )
