"""The named figures of finances, each from one queryset method; in euros unless the unit says otherwise."""

from decimal import Decimal
from functools import partial
from itertools import product

from django.utils.text import slugify

from finances.models import (
    Contribution,
    DocumentBudgetaire,
    IndicateurFinancier,
    LigneBudget,
    Section,
    Sens,
    Subvention,
)
from finances.models.lignes import MONTANTS
from siim94.ui.chiffres import Chiffre, FamilleDeChiffres, Membre, Sommable, indicateur, indicateurs, sommes

EURO = "€"
SOMMES_DES_DOCUMENTS = "finances.document"


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


def _lignes_des_tableaux(annee: int, bilan: int) -> dict[str, Membre]:
    """What the official print-outs of the year give, by section, sense, row and amount."""
    document = DocumentBudgetaire.objects.execution(annee, bilan)
    noms = {montant: LigneBudget._meta.get_field(montant).verbose_name for montant in MONTANTS}
    return {
        "/".join((section.name, sens.name, ligne.code or slugify(ligne.libelle), montant)).lower(): Membre(
            f"{ligne.code} {ligne.intitule}, {section.label}, {sens.label}s, {noms[montant]}".strip(),
            ligne.montants[montant],
            EURO,
            2,
        )
        for section in Section
        for sens in Sens
        for ligne in LigneBudget.objects.presentation(document, section, sens)
        for montant in ligne.colonnes
    }


def _sommes_des_documents(annee: int, bilan: int) -> dict[str, Membre]:
    """What the chapters of our documents of a report add up to, by document, sense, chapter and amount."""
    documents = DocumentBudgetaire.objects.propres().filter(exercice=annee, bilan_de=annee)
    noms = {montant: LigneBudget._meta.get_field(montant).verbose_name for montant in MONTANTS}
    membres = {}
    for document in documents.select_related("budget", "nomenclature") if annee == bilan else ():
        sommes = {montant: document.lignes.par_chapitre(montant) for montant in MONTANTS}
        for code, sens, montant in product(
            document.nomenclature.chapitres.values_list("code", flat=True), Sens, MONTANTS
        ):
            # A chapter of which every line was taken away has nothing, which its total still controls.
            membres[f"{document.repere}/{sens}/{code}/{montant}"] = Membre(
                f"{document}, chapitre {code}, {sens.label}s, {noms[montant]}",
                sommes[montant].get((sens, code)) or Decimal(0),
                EURO,
                2,
            )
    return membres


FAMILLES = (
    FamilleDeChiffres(
        "finances.tableau", "Tableaux budgétaires", _lignes_des_tableaux, mots="chapitre article compte"
    ),
    FamilleDeChiffres(
        "finances.contribution",
        "Contributions par adhérent",
        lambda annee, bilan: {
            ligne["adherent__code"]: Membre(ligne["adherent__nom"], ligne["montant"], EURO, 2)
            for ligne in Contribution.objects.repartition(annee, bilan)
        },
        sujet="Contribution",
    ),
    indicateurs(IndicateurFinancier, "finances.indicateur"),
    sommes(
        "finances.somme",
        (
            Sommable("lignes_budget", LigneBudget, MONTANTS, "document__"),
            Sommable("contributions", Contribution, ("montant",)),
            Sommable("subventions", Subvention, ("montant",)),
            Sommable("indicateurs_financiers", IndicateurFinancier, ("valeur",)),
        ),
    ),
    FamilleDeChiffres(
        SOMMES_DES_DOCUMENTS, "Chapitres des documents budgétaires", _sommes_des_documents, muette=True
    ),
)
