"""The named figures of finances, each from one queryset method; in euros unless the unit says otherwise."""

from functools import partial

from finances.models import Contribution, IndicateurFinancier, LigneBudget, Section, Sens, Subvention
from siim94.ui.chiffres import Chiffre, indicateur

EURO = "€"


_indicateur = partial(indicateur, IndicateurFinancier)


def _execute(**criteres):
    return lambda annee, bilan: LigneBudget.objects.total_execute(annee, bilan, **criteres)


FONCTIONNEMENT, INVESTISSEMENT = Section.FONCTIONNEMENT, Section.INVESTISSEMENT
RECETTE, DEPENSE = Sens.RECETTE, Sens.DEPENSE

CHIFFRES = (
    Chiffre(
        "finances.recettes.total",
        "Recettes de fonctionnement",
        EURO,
        _execute(section=FONCTIONNEMENT, sens=RECETTE),
        2,
    ),
    Chiffre(
        "finances.depenses.total",
        "Dépenses de fonctionnement",
        EURO,
        _execute(section=FONCTIONNEMENT, sens=DEPENSE),
        2,
    ),
    Chiffre(
        "finances.depenses.charges_generales",
        "Charges à caractère général",
        EURO,
        _execute(section=FONCTIONNEMENT, sens=DEPENSE, chapitre__code="011"),
        2,
    ),
    Chiffre(
        "finances.depenses.personnel",
        "Charges de personnel",
        EURO,
        _execute(section=FONCTIONNEMENT, sens=DEPENSE, chapitre__code="012"),
        2,
    ),
    Chiffre(
        "finances.resultat_fonctionnement",
        "Résultat de fonctionnement de l’exercice",
        EURO,
        lambda annee, bilan: LigneBudget.objects.resultat(annee, bilan),
        2,
    ),
    Chiffre(
        "finances.investissement.recettes.total",
        "Recettes d’investissement",
        EURO,
        _execute(section=INVESTISSEMENT, sens=RECETTE),
        2,
    ),
    Chiffre(
        "finances.investissement.depenses.total",
        "Dépenses d’investissement",
        EURO,
        _execute(section=INVESTISSEMENT, sens=DEPENSE),
        2,
    ),
    Chiffre(
        "finances.investissement.depenses.dette",
        "Remboursement de la dette en capital",
        EURO,
        _execute(section=INVESTISSEMENT, sens=DEPENSE, chapitre__code="16", ordre=False),
        2,
    ),
    Chiffre(
        "finances.depenses.globales",
        "Dépenses de l’exercice, fonctionnement et investissement",
        EURO,
        _execute(sens=DEPENSE),
        2,
    ),
    Chiffre(
        "finances.reports.total",
        "Dépenses reportées sur l’exercice suivant",
        EURO,
        _execute(sens=DEPENSE, montant="reports"),
        2,
    ),
    Chiffre(
        "finances.reports.diviseur",
        "Division des reports par rapport à l’exercice précédent",
        "",
        _indicateur(IndicateurFinancier.REPORTS),
    ),
    Chiffre(
        "finances.taux_realisation",
        "Taux de réalisation des dépenses réelles",
        "%",
        lambda annee, bilan: LigneBudget.objects.taux_de_realisation(annee, bilan),
        2,
    ),
    Chiffre(
        "finances.investissement.taux_realisation",
        "Taux de réalisation des dépenses réelles d’investissement",
        "%",
        lambda annee, bilan: LigneBudget.objects.taux_de_realisation(annee, bilan, INVESTISSEMENT),
        2,
    ),
    Chiffre(
        "finances.contributions.total",
        "Contributions des adhérents",
        EURO,
        lambda annee, bilan: Contribution.objects.total_of(annee, bilan),
        2,
    ),
    Chiffre(
        "finances.subventions.total",
        "Subventions reçues",
        EURO,
        lambda annee, bilan: Subvention.objects.total_of(annee, bilan),
        2,
    ),
    Chiffre(
        "finances.recettes.progression",
        "Augmentation des produits et services",
        "k€",
        _indicateur(IndicateurFinancier.PROGRESSION),
    ),
    Chiffre(
        "finances.maintenance",
        "Frais de maintenance",
        "k€",
        _indicateur(IndicateurFinancier.MAINTENANCE),
    ),
    Chiffre(
        "finances.patrimoine_applicatif",
        "Patrimoine applicatif",
        "k€",
        _indicateur(IndicateurFinancier.PATRIMOINE),
    ),
    Chiffre(
        "finances.maintenance.part_patrimoine",
        "Frais de maintenance rapportés au patrimoine applicatif",
        "%",
        lambda annee, bilan: IndicateurFinancier.objects.part(
            annee, IndicateurFinancier.MAINTENANCE, IndicateurFinancier.PATRIMOINE, bilan
        ),
        1,
    ),
)
