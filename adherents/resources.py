"""Sheets of the members: who they are, their other names, memberships, successions, conventions, bodies."""

from adherents.models import (
    Adherent,
    Adhesion,
    Alias,
    Convention,
    Instance,
    SituationAdherent,
    Succession,
)
from siim94.socle.resources import Ressource


class AdherentRessource(Ressource):
    feuille = "adherents"
    titre = "Adhérents"

    class Meta(Ressource.Meta):
        model = Adherent
        fields = ("code", "nom", "nom_court", "genre", "siret", "rang")
        import_id_fields = ("code",)


class AliasRessource(Ressource):
    feuille = "adherents_alias"
    titre = "Autres noms des adhérents"

    class Meta(Ressource.Meta):
        model = Alias
        fields = ("adherent", "libelle", "origine")
        import_id_fields = ("libelle",)


class AdhesionRessource(Ressource):
    feuille = "adhesions"
    titre = "Adhésions"

    class Meta(Ressource.Meta):
        model = Adhesion
        fields = ("adherent", "debut", "fin")
        import_id_fields = ("adherent", "debut")


class SuccessionRessource(Ressource):
    feuille = "successions"
    titre = "Successions"

    class Meta(Ressource.Meta):
        model = Succession
        fields = ("ancien", "nouveau", "date", "motif")
        import_id_fields = ("ancien", "nouveau")


class SituationAdherentRessource(Ressource):
    feuille = "situations_adherents"
    titre = "Situations des adhérents"

    class Meta(Ressource.Meta):
        model = SituationAdherent
        fields = ("exercice", "bilan_de", "adherent", "population", "postes")
        import_id_fields = ("exercice", "bilan_de", "adherent")


class ConventionRessource(Ressource):
    feuille = "conventions"
    titre = "Conventions"

    class Meta(Ressource.Meta):
        model = Convention
        fields = ("adherent", "nature", "objet", "debut", "fin", "prorogeable")
        import_id_fields = ("adherent", "objet")


class InstanceRessource(Ressource):
    feuille = "instances"
    titre = "Instances"

    class Meta(Ressource.Meta):
        model = Instance
        fields = ("code", "nom", "role", "rang")
        import_id_fields = ("code",)


FEUILLES = (
    AdherentRessource,
    AliasRessource,
    AdhesionRessource,
    SuccessionRessource,
    SituationAdherentRessource,
    ConventionRessource,
    InstanceRessource,
)
