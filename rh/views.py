"""Pages of staff: the overview of the year, and the lists."""

from rh import filters, models, panneaux, tables
from rh.bilan import SECTIONS
from rh.chiffres import CHIFFRES
from siim94.ui.crud import VALEURS_INDICATEUR, Crud
from siim94.ui.pages.apercu import ApercuView
from siim94.ui.pages.indicateurs import IndicateurEvolution, IndicateurPartiesPanneau

PAR_NOM = {chiffre.nom: chiffre for chiffre in CHIFFRES}


class FiliereCrud(Crud):
    model = models.Filiere
    table_class = tables.FiliereTable
    panneaux = (
        panneaux.GradesDeFilierePanneau,
        panneaux.EffectifsDeFiliereParAnneePanneau,
        panneaux.FiliereFiche,
    )
    filterset_class = filters.FiliereFilter


class GradeCrud(Crud):
    model = models.Grade
    table_class = tables.GradeTable
    filterset_class = filters.GradeFilter
    panneaux = (
        panneaux.EffectifsParAnneePanneau,
        panneaux.PourvusDeGradePanneau,
        panneaux.EmploisDeGradePanneau,
        panneaux.GradeFiche,
    )


class EmploiGradeCrud(Crud):
    model = models.EmploiGrade
    table_class = tables.EmploiGradeTable
    filterset_class = filters.EmploiGradeFilter
    panneaux = (panneaux.EmploiGradeEvolution, panneaux.EmploiGradeFiche)
    introduction = "Emplois ouverts au tableau des effectifs, au 31 décembre."
    grille = ("emplois", "note")
    grille_cles = ("grade", "permanent", "temps_complet")


class PourvuGradeCrud(Crud):
    model = models.PourvuGrade
    table_class = tables.PourvuGradeTable
    filterset_class = filters.PourvuGradeFilter
    panneaux = (panneaux.PourvuGradeEvolution, panneaux.PourvuGradeFiche)
    introduction = "Emplois pourvus au 31 décembre, par statut des agents."
    grille = ("pourvus", "note")
    grille_cles = ("grade", "statut", "permanent", "temps_complet")


class EtpCrud(Crud):
    model = models.Etp
    table_class = tables.EtpTable
    panneaux = (panneaux.EtpEvolution, panneaux.EtpFiche)
    filterset_class = filters.EtpFilter
    introduction = "Équivalents temps plein du syndicat au 31 décembre."
    grille = ("etp",)


class MouvementCrud(Crud):
    model = models.Mouvement
    table_class = tables.MouvementTable
    filterset_class = filters.MouvementFilter
    panneaux = (panneaux.MouvementsDeLAnneePanneau, panneaux.MouvementFiche)
    introduction = "Départs et arrivées de l’année, par poste ; aucun nom n’est enregistré."
    grille = ("sens", "pole", "nombre", "remplacement")
    grille_cles = ("profil",)


class AgeMoyenCrud(Crud):
    model = models.AgeMoyen
    table_class = tables.AgeMoyenTable
    panneaux = (panneaux.AgeMoyenEvolution, panneaux.AgesDeLAnneePanneau, panneaux.AgeMoyenFiche)
    filterset_class = filters.AgeMoyenFilter
    grille = ("age", "age_min", "age_max")
    grille_cles = ("groupe", "ensemble")


class EffectifPoleCrud(Crud):
    model = models.EffectifPole
    table_class = tables.EffectifPoleTable
    panneaux = (panneaux.EffectifPoleEvolution, panneaux.EffectifsDeLAnneePanneau, panneaux.EffectifPoleFiche)
    filterset_class = filters.EffectifPoleFilter
    grille = ("agents", "etp")
    grille_cles = ("pole", "moment")


class IndicateurRhCrud(Crud):
    model = models.IndicateurRh
    table_class = tables.IndicateurRhTable
    filterset_class = filters.IndicateurRhFilter
    panneaux = (IndicateurEvolution, IndicateurPartiesPanneau, panneaux.IndicateurRhFiche)
    grille = VALEURS_INDICATEUR
    grille_cles = ("libelle", "ventilation", "unite")


CRUDS = (
    EmploiGradeCrud,
    PourvuGradeCrud,
    EtpCrud,
    MouvementCrud,
    EffectifPoleCrud,
    AgeMoyenCrud,
    IndicateurRhCrud,
    GradeCrud,
    FiliereCrud,
)


class ApercuRhView(ApercuView):
    app_label = "rh"
    tous_les_chiffres = CHIFFRES
    chiffres = (
        (PAR_NOM["rh.effectif.total"], "rh:pourvugrade_list"),
        (PAR_NOM["rh.emplois.total"], "rh:emploigrade_list"),
        (PAR_NOM["rh.emplois.vacants"], "rh:emploigrade_list"),
        (PAR_NOM["rh.etp"], "rh:etp_list"),
        (PAR_NOM["rh.departs"], "rh:mouvement_list"),
        (PAR_NOM["rh.arrivees"], "rh:mouvement_list"),
    )
    sections = SECTIONS
    cruds = CRUDS
