"""A made-up 2022 for the texts of tests: the rows of 2021 a year later, with values that are set here."""

from decimal import Decimal

from django.db.models import F, Func, Model, Value

from applications.models import IndicateurActivite, IndicateurMetier
from finances.models import Contribution, IndicateurFinancier, LigneBudget, Subvention
from rh.models import AgeMoyen, EffectifPole, Etp, IndicateurRh, Mouvement, PourvuGrade
from siim94.socle.models import ValeurImprimee
from support.models import Formation, IndicateurSupport, LigneVentilation
from tests.annees import copier

ANNEE = 2022
CENTIMES, ENTIERS = 2, 0
# What grows in one proportion: model, field, factor, decimals kept.
EVOLUTIONS: tuple[tuple[type[Model], str, str, int], ...] = (
    (Contribution, "montant", "1.03", CENTIMES),
    (Subvention, "montant", "1.5", CENTIMES),
    (LigneBudget, "realise", "0.96", CENTIMES),
    (LigneBudget, "reports", "2.5", CENTIMES),
    (Formation, "agents", "1.31", ENTIERS),
    (Formation, "jours", "1.2", ENTIERS),
    (LigneVentilation, "valeur", "1.09", ENTIERS),
    (IndicateurMetier, "valeur", "1.08", ENTIERS),
)
# What is set: model, what names its row, field, value.
VALEURS: tuple[tuple[type[Model], dict, str, str], ...] = (
    (IndicateurRh, {"code": "agents"}, "valeur", "49"),
    (IndicateurRh, {"code": "etp"}, "valeur", "48.2"),
    (IndicateurRh, {"code": "part-cdi"}, "valeur", "52"),
    (IndicateurRh, {"code": "age-moyen"}, "valeur", "45"),
    (IndicateurRh, {"code": "jours-absence"}, "valeur", "7.13"),
    (IndicateurRh, {"code": "jours-absence-strate"}, "valeur", "12.06"),
    (IndicateurRh, {"code": "arrivees"}, "valeur", "9"),
    (IndicateurRh, {"code": "departs-annonces"}, "valeur", "3"),
    (Etp, {}, "etp", "48.2"),
    (PourvuGrade, {"grade__libelle": "Ingénieur", "statut": "contractuel"}, "pourvus", "16"),
    (AgeMoyen, {"groupe": "Fonctionnaires"}, "age", "47.90"),
    (Mouvement, {"sens": "depart", "rang": 5}, "nombre", "3"),
    (EffectifPole, {"pole__code": "systemes-information", "rang": 1}, "agents", "17"),
    (EffectifPole, {"pole__code": "systemes-information", "rang": 1}, "etp", "16.40"),
    (EffectifPole, {"pole__code": "support-technique"}, "agents", "9"),
    (IndicateurFinancier, {"code": "maintenance"}, "valeur", "712"),
    (IndicateurFinancier, {"code": "patrimoine-applicatif"}, "valeur", "2480"),
    (IndicateurFinancier, {"code": "progression-produits-services"}, "valeur", "215"),
    (IndicateurFinancier, {"code": "reports-diviseur"}, "valeur", "3"),
    (IndicateurSupport, {"code": "part-projets-infrastructures"}, "valeur", "25"),
    (IndicateurActivite, {"code": "serveurs-applicatifs", "ventilation": ""}, "valeur", "358"),
    (IndicateurActivite, {"code": "serveurs-applicatifs", "ventilation": "test"}, "valeur", "104"),
    (IndicateurActivite, {"code": "serveurs-physiques"}, "valeur", "24"),
    (IndicateurActivite, {"code": "bases-de-donnees"}, "valeur", "2.8"),
    (IndicateurActivite, {"code": "serveurs-adherents"}, "valeur", "30"),
    (IndicateurActivite, {"code": "batchs"}, "valeur", "917"),
    (IndicateurActivite, {"code": "pages", "ventilation": ""}, "valeur", "58200"),
    (IndicateurActivite, {"code": "pages", "ventilation": "Facturation"}, "valeur", "19700"),
    (IndicateurActivite, {"code": "sauvegardes-donnees"}, "valeur", "13.6"),
    (IndicateurActivite, {"code": "sauvegardes-systeme"}, "valeur", "5.1"),
    (IndicateurActivite, {"code": "violations-de-donnees"}, "valeur", "5"),
)


def faire_2022() -> None:
    """Make it, of the 2021 data."""
    copier(ANNEE - 1, [ANNEE], varier=False)
    # What the source of 2021 printed is not told of another year.
    ValeurImprimee.objects.filter(bilan_de=ANNEE).delete()
    for modele, champ, facteur, decimales in EVOLUTIONS:
        _de(modele).update(
            **{champ: Func(F(champ) * Value(Decimal(facteur)), Value(decimales), function="ROUND")}
        )
    for modele, cles, champ, valeur in VALEURS:
        assert _de(modele).filter(**cles).update(**{champ: Decimal(valeur)}) == 1, cles


def _de(modele: type[Model]):
    chemin = "ventilation__exercice" if modele is LigneVentilation else None
    if modele is LigneBudget:
        chemin = "document__exercice"
    return modele._base_manager.filter(**{chemin or "exercice": ANNEE})
