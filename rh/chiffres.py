"""Named figures of staff."""

from functools import partial

from rh.models import (
    AgeMoyen,
    EffectifContrat,
    EffectifPole,
    EmploiGrade,
    Etp,
    Filiere,
    Grade,
    IndicateurRh,
    Mouvement,
    PourvuGrade,
    PyramideAge,
)
from rh.tableau_effectifs import MESURES
from siim94.ui.chiffres import Chiffre, FamilleDeChiffres, Membre, Sommable, indicateur, indicateurs, sommes

_indicateur = partial(indicateur, IndicateurRh)


def _effectif(mesure):
    return lambda annee, bilan: getattr(Grade.objects.effectif(annee, bilan), mesure)


CHIFFRES = (
    Chiffre(
        "rh.effectif.total",
        "Emplois pourvus au 31 décembre",
        "agents",
        _effectif("pourvus"),
        synonymes=("Effectif", "Agents", "Personnel"),
    ),
    Chiffre(
        "rh.effectif.titulaires",
        "Emplois pourvus par un titulaire ou un stagiaire",
        "agents",
        _effectif("titulaires"),
    ),
    Chiffre(
        "rh.effectif.contractuels",
        "Emplois pourvus par un contractuel",
        "agents",
        _effectif("contractuels"),
    ),
    Chiffre(
        "rh.effectif.variation",
        "Évolution des emplois pourvus depuis l’exercice précédent",
        "agents",
        Grade.objects.variation,
    ),
    Chiffre("rh.effectif.agents", "Agents au 31 décembre (texte)", "agents", _indicateur("agents")),
    Chiffre(
        "rh.emplois.total",
        "Emplois ouverts au 31 décembre",
        "emplois",
        _effectif("emplois"),
        synonymes=("Postes ouverts au tableau des effectifs",),
    ),
    Chiffre("rh.emplois.vacants", "Emplois vacants au 31 décembre", "emplois", _effectif("vacants")),
    Chiffre(
        "rh.etp", "Équivalents temps plein au 31 décembre", "ETP", Etp.objects.valeur, synonymes=("ETP",)
    ),
    Chiffre(
        "rh.departs",
        "Départs de l’année",
        "agents",
        lambda annee, bilan: Mouvement.objects.total_of(annee, Mouvement.Sens.DEPART, bilan),
    ),
    Chiffre(
        "rh.arrivees",
        "Arrivées de l’année",
        "agents",
        lambda annee, bilan: Mouvement.objects.total_of(annee, Mouvement.Sens.ARRIVEE, bilan),
    ),
    Chiffre("rh.age_moyen", "Âge moyen des agents", "ans", _indicateur("age-moyen")),
    Chiffre("rh.part_cdi", "Contractuels en contrat à durée indéterminée", "%", _indicateur("part-cdi")),
    Chiffre("rh.absences", "Jours d’absence par agent", "jours", _indicateur("jours-absence"), 2),
    Chiffre(
        "rh.absences_strate",
        "Jours d’absence par agent, collectivités de même strate",
        "jours",
        _indicateur("jours-absence-strate"),
        2,
    ),
)


def _filieres(annee: int, bilan: int) -> dict[str, Membre]:
    """The totals of each branch in the staffing table."""
    noms = dict(Filiere.objects.values_list("code", "nom"))
    return {
        f"{filiere}/{mesure}": Membre(
            f"{noms[filiere]}, {titre.lower()}", getattr(effectif, mesure), "emplois"
        )
        for (_, filiere), effectif in Grade.objects.effectifs([annee], bilan, "grade__filiere__code").items()
        for mesure, titre in MESURES
    }


FAMILLES = (
    FamilleDeChiffres("rh.filiere", "Tableau des effectifs, totaux par filière", _filieres),
    FamilleDeChiffres(
        "rh.age",
        "Âges moyens",
        lambda annee, bilan: {
            age.groupe: Membre(f"Âge moyen : {age.groupe}", age.age, "ans", 2)
            for age in AgeMoyen.objects.for_exercice(annee, bilan)
        },
    ),
    FamilleDeChiffres(
        "rh.pole",
        "Effectifs des pôles",
        lambda annee, bilan: {
            f"{effectif.pole.code}/{effectif.rang}/{mesure}": Membre(
                f"{effectif.pole}, {effectif.moment}", getattr(effectif, mesure), unite
            )
            for effectif in EffectifPole.objects.for_exercice(annee, bilan).select_related("pole")
            for mesure, unite in (("agents", "agents"), ("etp", "ETP"))
        },
    ),
    indicateurs(IndicateurRh, "rh.indicateur"),
    sommes(
        "rh.somme",
        (
            Sommable("emplois_grades", EmploiGrade, ("emplois",)),
            Sommable("pourvus_grades", PourvuGrade, ("pourvus",)),
            Sommable("etp", Etp, ("etp",)),
            Sommable("ages_moyens", AgeMoyen, ("age", "age_min", "age_max")),
            Sommable("effectifs_poles", EffectifPole, ("agents", "femmes", "hommes", "etp")),
            Sommable("pyramide_ages", PyramideAge, ("agents",)),
            Sommable("effectifs_contrats", EffectifContrat, ("agents",)),
            Sommable("indicateurs_rh", IndicateurRh, ("valeur",)),
        ),
    ),
)
