"""Pages of staff: the overview of the year, and the lists."""

from rh import models, panneaux, tables
from rh.bilan import SECTIONS, EffectifSection, MouvementsSection, StatutSection, TableauEffectifsSection
from rh.bilan_agents import AgesSection, PariteSection, PyramideSection
from rh.chiffres import CHIFFRES
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import ChoixColumn, NombreColumn, TexteColumn
from siim94.ui.pages.apercu import ApercuView
from siim94.ui.pages.evolution import EvolutionPanneau, MemeAnneePanneau, MesureSuivie
from siim94.ui.pages.indicateurs import IndicateurCrud
from siim94.ui.pages.panneaux import FichePanneau
from siim94.ui.pages.passages import PassagesPanneau, ReorganisationCrud


class FiliereCrud(Crud):
    model = models.Filiere
    colonnes = ("nom", "code")
    panneaux = (
        panneaux.GradesDeFilierePanneau,
        panneaux.EffectifsDeFiliereParAnneePanneau,
        FichePanneau.avec(champs=("nom", "code"), section_bilan=TableauEffectifsSection.code),
    )
    recherche = ("nom", "code")


class GradeCrud(Crud):
    model = models.Grade
    colonnes = ("libelle", "categorie", "filiere")
    recherche = ("libelle", "categorie", "filiere__nom")
    criteres = ("filiere", "categorie")
    panneaux = (
        panneaux.EffectifsParAnneePanneau,
        panneaux.PourvusDeGradePanneau,
        panneaux.EmploisDeGradePanneau,
        PassagesPanneau,
        FichePanneau.avec(
            champs=("libelle", "categorie", "filiere"), section_bilan=TableauEffectifsSection.code
        ),
    )


class ReorganisationGradeCrud(ReorganisationCrud):
    model = models.ReorganisationGrade
    recherche = ("motif", "date", "ancien__libelle", "nouveau__libelle")


class EmploiGradeCrud(Crud):
    model = models.EmploiGrade
    colonnes = (
        ("libelle", TexteColumn(accessor="grade__libelle", verbose_name="Grade")),
        ("filiere", TexteColumn(accessor="grade__filiere__nom", verbose_name="Filière")),
        ("categorie", ChoixColumn(accessor="grade__categorie", verbose_name="Catégorie")),
        "permanent",
        "temps_complet",
        "budget_annexe",
        ("emplois", NombreColumn(total=True)),
        "note",
        "exercice",
    )
    recherche = ("note", "grade__libelle", "grade__filiere__nom")
    criteres = ("grade__filiere", "grade__categorie", "budget_annexe")
    panneaux = (
        EvolutionPanneau.avec(mesures=(MesureSuivie("emplois", "Emplois", "emplois"),)),
        FichePanneau.avec(
            champs=(
                "grade",
                "emplois",
                "permanent",
                "temps_complet",
                "budget_annexe",
                "note",
                "exercice",
                "bilan_de",
            ),
            section_bilan=TableauEffectifsSection.code,
        ),
    )
    introduction = "Emplois ouverts au tableau des effectifs, au 31 décembre."
    grille = ("emplois", "note")
    grille_cles = ("grade", "permanent", "temps_complet", "budget_annexe")


class PourvuGradeCrud(Crud):
    model = models.PourvuGrade
    colonnes = (
        ("libelle", TexteColumn(accessor="grade__libelle", verbose_name="Grade")),
        ("filiere", TexteColumn(accessor="grade__filiere__nom", verbose_name="Filière")),
        ("categorie", ChoixColumn(accessor="grade__categorie", verbose_name="Catégorie")),
        "statut",
        "permanent",
        "temps_complet",
        "budget_annexe",
        ("pourvus", NombreColumn(total=True)),
        "note",
        "exercice",
    )
    recherche = ("note", "statut", "grade__libelle", "grade__filiere__nom")
    criteres = ("statut", "grade__filiere", "grade__categorie", "budget_annexe")
    panneaux = (
        EvolutionPanneau.avec(mesures=(MesureSuivie("pourvus", "Emplois pourvus", "emplois"),)),
        FichePanneau.avec(
            champs=(
                "grade",
                "statut",
                "pourvus",
                "permanent",
                "temps_complet",
                "budget_annexe",
                "note",
                "exercice",
                "bilan_de",
            ),
            section_bilan=TableauEffectifsSection.code,
        ),
    )
    introduction = "Emplois pourvus au 31 décembre, par statut des agents."
    grille = ("pourvus", "note")
    grille_cles = ("grade", "statut", "permanent", "temps_complet", "budget_annexe")


class EtpCrud(Crud):
    model = models.Etp
    colonnes = ("exercice", "etp", "bilan_de")
    panneaux = (
        EvolutionPanneau.avec(mesures=(MesureSuivie("etp", "Équivalents temps plein", "ETP", 1),)),
        FichePanneau.avec(champs=("etp", "exercice", "bilan_de"), section_bilan=TableauEffectifsSection.code),
    )
    recherche = ("exercice", "etp")
    introduction = "Équivalents temps plein du syndicat au 31 décembre."
    grille = ("etp",)


class MouvementCrud(Crud):
    model = models.Mouvement
    table_class = tables.MouvementTable
    recherche = ("profil", "remplacement", "sens", "pole__nom")
    criteres = ("sens", "pole")
    panneaux = (
        panneaux.MouvementsDeLAnneePanneau,
        FichePanneau.avec(
            champs=(
                "sens",
                "profil",
                "pole",
                "nombre",
                "nombre_imprime",
                "remplacement",
                "exercice",
                "bilan_de",
            ),
            section_bilan=MouvementsSection.code,
        ),
    )
    introduction = "Départs et arrivées de l’année, par poste ; aucun nom n’est enregistré."
    grille = ("sens", "pole", "nombre", "remplacement")
    grille_cles = ("profil",)


class AgeMoyenCrud(Crud):
    model = models.AgeMoyen
    table_class = tables.AgeMoyenTable
    panneaux = (
        EvolutionPanneau.avec(mesures=(MesureSuivie("age", "Âge moyen", "ans", 1),)),
        MemeAnneePanneau.avec(titre="Autres groupes", table_class=tables.AgeMoyenTable),
        FichePanneau.avec(
            champs=("groupe", "age", "age_min", "age_max", "ensemble", "exercice", "bilan_de"),
            section_bilan=AgesSection.code,
        ),
    )
    recherche = ("groupe", "exercice")
    criteres = ("groupe",)
    grille = ("age", "age_min", "age_max")
    grille_cles = ("groupe", "ensemble")


class EffectifPoleCrud(Crud):
    model = models.EffectifPole
    table_class = tables.EffectifPoleTable
    panneaux = (
        EvolutionPanneau.avec(
            mesures=(MesureSuivie("agents", "Agents", "agents"), MesureSuivie("etp", "ETP", "ETP", 1))
        ),
        MemeAnneePanneau.avec(titre="Autres effectifs", table_class=tables.EffectifPoleTable),
        FichePanneau.avec(
            champs=("pole", "moment", "agents", "femmes", "hommes", "etp", "exercice", "bilan_de"),
            section_bilan=PariteSection.code,
        ),
    )
    recherche = ("moment", "exercice", "pole__nom")
    criteres = ("pole", "moment")
    grille = ("agents", "femmes", "hommes", "etp")
    grille_cles = ("pole", "moment")


class PyramideAgeCrud(Crud):
    model = models.PyramideAge
    colonnes = ("tranche", "sexe", ("agents", NombreColumn(total=True)), "exercice")
    recherche = ("tranche", "sexe", "exercice")
    criteres = ("tranche", "sexe")
    panneaux = (
        EvolutionPanneau.avec(mesures=(MesureSuivie("agents", "Agents", "agents"),)),
        FichePanneau.avec(
            champs=("tranche", "sexe", "agents", "exercice", "bilan_de"), section_bilan=PyramideSection.code
        ),
    )
    introduction = "Agents sur emploi permanent au 31 décembre, par tranche d’âge et par sexe."
    grille = ("agents",)
    grille_cles = ("tranche", "sexe")


class EffectifContratCrud(Crud):
    model = models.EffectifContrat
    colonnes = ("contrat", ("agents", NombreColumn(total=True)), "exercice")
    recherche = ("contrat", "exercice")
    criteres = ("contrat",)
    panneaux = (
        EvolutionPanneau.avec(mesures=(MesureSuivie("agents", "Agents", "agents"),)),
        FichePanneau.avec(
            champs=("contrat", "agents", "exercice", "bilan_de"), section_bilan=StatutSection.code
        ),
    )
    introduction = "Agents contractuels au 31 décembre, par type de contrat."
    grille = ("agents",)
    grille_cles = ("contrat",)


class IndicateurRhCrud(IndicateurCrud):
    model = models.IndicateurRh
    panneaux = (*IndicateurCrud.panneaux, panneaux.IndicateurRhFiche)


CRUDS = (
    EmploiGradeCrud,
    PourvuGradeCrud,
    EtpCrud,
    MouvementCrud,
    EffectifPoleCrud,
    AgeMoyenCrud,
    PyramideAgeCrud,
    EffectifContratCrud,
    IndicateurRhCrud,
    GradeCrud,
    FiliereCrud,
    ReorganisationGradeCrud,
)


class ApercuRhView(ApercuView):
    app_label = "rh"
    chiffres = CHIFFRES
    cases = (
        ("rh.effectif.total", "rh:pourvugrade_list"),
        ("rh.emplois.total", "rh:emploigrade_list"),
        # What two lists are apart: where it comes from shows both.
        ("rh.emplois.vacants", ""),
        ("rh.etp", "rh:etp_list"),
        ("rh.departs", "rh:mouvement_list?sens=depart"),
        # Told by the text alone.
        ("rh.arrivees", ""),
    )
    sections = SECTIONS
    en_tete = (EffectifSection, StatutSection)
    cruds = CRUDS
    references = (GradeCrud, FiliereCrud, ReorganisationGradeCrud)
