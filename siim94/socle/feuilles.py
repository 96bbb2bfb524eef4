"""Sheets of what all apps share."""

from siim94.socle.models import Exercice, Organisme, Pole, ValeurImprimee
from siim94.socle.resources import Ressource


class ExerciceRessource(Ressource):
    feuille = "exercices"
    titre = "Exercices"

    class Meta(Ressource.Meta):
        model = Exercice
        fields = ("annee", "statut", "fictif")
        import_id_fields = ("annee",)


class OrganismeRessource(Ressource):
    feuille = "organisme"
    titre = "Organisme"

    class Meta(Ressource.Meta):
        model = Organisme
        fields = ("id", "nom", "sigle", "adresse", "code_postal", "ville", "telephone", "courriel", "siret")
        import_id_fields = ("id",)


class PoleRessource(Ressource):
    feuille = "poles"
    titre = "Pôles"

    class Meta(Ressource.Meta):
        model = Pole
        fields = ("code", "nom", "parent", "rang")
        import_id_fields = ("code",)


class ValeurImprimeeRessource(Ressource):
    feuille = "valeurs_imprimees"
    titre = "Valeurs imprimées"

    class Meta(Ressource.Meta):
        model = ValeurImprimee
        fields = ("exercice", "bilan_de", "chiffre", "libelle", "texte", "valeur", "calcule", "lieu", "rang")
        import_id_fields = ("exercice", "bilan_de", "chiffre", "lieu")


FEUILLES = (ExerciceRessource, OrganismeRessource, PoleRessource)
FEUILLES_FINALES = (ValeurImprimeeRessource,)
