"""Sheets of support: breakdowns of time, training, single figures."""

from import_export import fields

from applications.models import Application, Domaine
from siim94.socle.resources import IndicateurRessource, Ressource
from siim94.socle.widgets import Reference, ReferenceComposee
from support.models import (
    EntiteGlpi,
    Formation,
    FormationAdherent,
    IndicateurSupport,
    LigneVentilation,
    PlateformeGlpi,
    TypeFormation,
    Ventilation,
)


class VentilationRessource(Ressource):
    feuille = "ventilations"
    titre = "Ventilations du temps"

    class Meta(Ressource.Meta):
        model = Ventilation
        fields = ("exercice", "bilan_de", "pole", "mesure", "axe", "total", "qualificatif", "note")
        import_id_fields = ("exercice", "bilan_de", "pole", "mesure", "axe")


class LigneVentilationRessource(Ressource):
    feuille = "ventilations_lignes"
    titre = "Parts des ventilations du temps"

    ventilation = fields.Field(
        "ventilation",
        "exercice",
        ReferenceComposee(
            Ventilation,
            {
                "exercice__annee": "exercice",
                "bilan_de__annee": "bilan_de",
                "pole__code": "pole",
                "mesure": "mesure",
                "axe": "axe",
            },
        ),
    )
    bilan_de = fields.Field("ventilation__bilan_de_id", "bilan_de", readonly=True)
    pole = fields.Field("ventilation__pole__code", "pole", readonly=True)
    mesure = fields.Field("ventilation__mesure", "mesure", readonly=True)
    axe = fields.Field("ventilation__axe", "axe", readonly=True)
    domaine = fields.Field("domaine", "domaine", Reference(Domaine, "nom"))
    application = fields.Field(
        "application",
        "application",
        ReferenceComposee(Application, {"nom": "application", "editeur__nom": "editeur"}),
    )
    editeur = fields.Field("application__editeur__nom", "editeur", readonly=True)

    class Meta(Ressource.Meta):
        model = LigneVentilation
        fields = (
            "ventilation",
            "bilan_de",
            "pole",
            "mesure",
            "axe",
            "libelle",
            "domaine",
            "adherent",
            "application",
            "editeur",
            "valeur",
            "rang",
        )
        import_id_fields = ("ventilation", "libelle")


class TypeFormationRessource(Ressource):
    feuille = "types_formations"
    titre = "Types de formation"

    class Meta(Ressource.Meta):
        model = TypeFormation
        fields = ("code", "nom", "rang")
        import_id_fields = ("code",)


class FormationRessource(Ressource):
    feuille = "formations"
    titre = "Formations"

    class Meta(Ressource.Meta):
        model = Formation
        fields = ("exercice", "bilan_de", "type", "agents", "jours")
        import_id_fields = ("exercice", "bilan_de", "type")


class FormationAdherentRessource(Ressource):
    feuille = "formations_adherents"
    titre = "Formations par adhérent"

    class Meta(Ressource.Meta):
        model = FormationAdherent
        fields = ("exercice", "bilan_de", "adherent", "agents", "jours")
        import_id_fields = ("exercice", "bilan_de", "adherent")


class IndicateurSupportRessource(IndicateurRessource):
    feuille = "indicateurs_support"
    titre = "Indicateurs du support"

    class Meta(IndicateurRessource.Meta):
        model = IndicateurSupport


class PlateformeGlpiRessource(Ressource):
    feuille = "plateformes_glpi"
    titre = "Plateformes GLPI"

    class Meta(Ressource.Meta):
        model = PlateformeGlpi
        fields = ("code", "nom", "adherent_defaut", "statuts_hors_parc")
        import_id_fields = ("code",)


class EntiteGlpiRessource(Ressource):
    feuille = "entites_glpi"
    titre = "Entités GLPI"

    class Meta(Ressource.Meta):
        model = EntiteGlpi
        fields = ("plateforme", "libelle", "adherent", "interne")
        import_id_fields = ("plateforme", "libelle")


FEUILLES = (
    VentilationRessource,
    LigneVentilationRessource,
    TypeFormationRessource,
    FormationRessource,
    FormationAdherentRessource,
    IndicateurSupportRessource,
    PlateformeGlpiRessource,
    EntiteGlpiRessource,
)
