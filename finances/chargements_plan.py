"""Plans of accounts and their official print-outs as rows of our tables, and back."""

from collections.abc import Iterable, Mapping, Sequence

from finances.models import Chapitre, Compte, Correspondance, LignePresentation, MembreTotal, Nomenclature
from siim94.formats.plan_de_comptes import ChapitreDuPlan, CompteDuPlan, PlanDeComptes
from siim94.formats.plans_officiels import RangOfficiel
from siim94.socle.ecriture import LigneVoulue, TableVoulue


def tables_des_plans(
    plans: Sequence[PlanDeComptes], presentations: Mapping[str, Iterable[RangOfficiel]] | None = None
) -> list[TableVoulue]:
    """Whole official plans of accounts: nomenclatures, chapters in the order of each plan, accounts in their
    tree; and the print-outs of their standard for those plans that have none.

    What a body added under a plan's accounts and functions stays: nothing is deleted.
    """
    connues = {(n.norme, n.declinaison, n.annee): n.fonctions for n in Nomenclature.objects.all()}
    nomenclatures: list[Nomenclature] = []
    chapitres: list[dict[str, Chapitre]] = []
    comptes: list[LigneVoulue] = []
    for plan in plans:
        cle = (plan.norme, plan.declinaison, plan.exercice)
        nomenclature = Nomenclature(
            norme=plan.norme,
            declinaison=plan.declinaison,
            annee=plan.exercice,
            fonctions=connues.get(cle, {}) | plan.fonctions,
        )
        nomenclatures.append(nomenclature)
        chapitres.append(
            {
                chapitre.code: Chapitre(
                    nomenclature=nomenclature,
                    code=chapitre.code,
                    section=chapitre.section or "",
                    libelle=chapitre.libelle,
                    libelle_court=chapitre.libelle_court,
                    rang=rang,
                )
                for rang, chapitre in enumerate(plan.chapitres.values(), 1)
            }
        )
        par_code: dict[str, Compte] = {}
        for compte in plan.comptes.values():
            par_code[compte.code] = Compte(
                nomenclature=nomenclature,
                code=compte.code,
                libelle=compte.libelle,
                libelle_court=compte.libelle_court,
                parent=par_code.get(compte.parent),
                affectations=compte.affectations,
            )
        comptes += map(LigneVoulue, par_code.values())

    def des_plans(model):
        return lambda: model.objects.filter(nomenclature__in=[n.pk for n in nomenclatures if n.pk])

    tables = [
        TableVoulue(
            Nomenclature,
            ("norme", "declinaison", "annee"),
            ("fonctions",),
            list(map(LigneVoulue, nomenclatures)),
            Nomenclature.objects.all,
        ),
        TableVoulue(
            Chapitre,
            ("nomenclature", "code"),
            ("section", "libelle", "libelle_court", "rang"),
            [LigneVoulue(chapitre) for du_plan in chapitres for chapitre in du_plan.values()],
            des_plans(Chapitre),
        ),
        TableVoulue(
            Compte,
            ("nomenclature", "code"),
            ("libelle", "libelle_court", "parent", "affectations"),
            comptes,
            lambda: des_plans(Compte)().select_related("parent"),
        ),
    ]
    if presentations:
        tables += _presentations(list(zip(nomenclatures, chapitres, strict=True)), presentations)
    return tables


def _presentations(plans, presentations: Mapping[str, Iterable[RangOfficiel]]) -> list[TableVoulue]:
    """The rows of print-outs, with those of chapters that the plan has; totals after what they add up."""
    ont_la_leur = set(
        LignePresentation.objects.order_by()
        .values_list("nomenclature__declinaison", "nomenclature__annee")
        .distinct()
    )
    lignes: list[LigneVoulue] = []
    membres: list[LigneVoulue] = []
    for nomenclature, chapitres in plans:
        if (nomenclature.declinaison, nomenclature.annee) in ont_la_leur:
            continue
        par_rang: dict[tuple[str, str, int], LignePresentation] = {}
        for rang in presentations.get(nomenclature.norme, ()):
            chapitre = chapitres.get(rang.chapitre)
            if rang.chapitre and chapitre is None:
                continue
            ligne = LignePresentation(
                nomenclature=nomenclature,
                section=rang.section,
                sens=rang.sens,
                rang=rang.rang,
                genre=rang.genre,
                chapitre=chapitre,
                libelle=rang.libelle or chapitre.libelle_court,
                detaille=rang.detaille,
                si_montant=rang.si_montant,
                colonnes=rang.colonnes,
            )
            par_rang[rang.section, rang.sens, rang.rang] = ligne
            membres += (
                LigneVoulue(MembreTotal(total=ligne, membre=membre))
                for un in rang.membres
                if (membre := par_rang.get((rang.section, rang.sens, un)))
            )
        lignes += map(LigneVoulue, par_rang.values())
    return [
        TableVoulue(
            LignePresentation,
            ("nomenclature", "section", "sens", "rang"),
            ("genre", "chapitre", "libelle", "detaille", "si_montant", "colonnes"),
            lignes,
            LignePresentation.objects.none,
        ),
        TableVoulue(MembreTotal, ("total", "membre"), (), membres, MembreTotal.objects.none),
    ]


def table_des_correspondances(series: Mapping[tuple[str, str], str]) -> TableVoulue:
    """The series of the chapters of those standards that have none yet: a person may have changed the
    others.
    """
    connues = set(Correspondance.objects.order_by().values_list("norme", flat=True).distinct())
    return TableVoulue(
        Correspondance,
        ("norme", "chapitre"),
        ("serie",),
        [
            LigneVoulue(Correspondance(norme=norme, chapitre=chapitre, serie=serie))
            for (norme, chapitre), serie in series.items()
            if norme not in connues
        ],
        Correspondance.objects.none,
    )


def table_des_fonctions(fonctions: Mapping[Nomenclature, Mapping[str, str]]) -> TableVoulue:
    """Labels of functions that documents give, where their plans name neither them nor one that they detail
    so.
    """
    completees = {
        plan: {
            code: nom
            for code, nom in noms.items()
            if code not in plan.fonctions and plan.fonction(code) != nom
        }
        | plan.fonctions
        for plan, noms in fonctions.items()
    }
    return TableVoulue(
        Nomenclature,
        ("norme", "declinaison", "annee"),
        ("fonctions",),
        [
            LigneVoulue(
                Nomenclature(norme=plan.norme, declinaison=plan.declinaison, annee=plan.annee, fonctions=noms)
            )
            for plan, noms in completees.items()
            if noms != plan.fonctions
        ],
        lambda: list(fonctions),
    )


def plan_charge(nomenclature: Nomenclature) -> PlanDeComptes | None:
    """A nomenclature as the readers know a plan; None when it is known in part (no official file yet)."""
    comptes = {
        compte.code: CompteDuPlan(
            compte.code,
            compte.libelle,
            compte.libelle_court,
            compte.parent.code if compte.parent else None,
            compte.affectations,
        )
        for compte in nomenclature.comptes.select_related("parent")
    }
    if not any(compte.affectations for compte in comptes.values()):
        return None
    chapitres = {
        chapitre.code: ChapitreDuPlan(
            chapitre.code, chapitre.libelle, chapitre.libelle_court, chapitre.section
        )
        for chapitre in nomenclature.chapitres.order_by("rang")
    }
    return PlanDeComptes(
        nomenclature.norme,
        nomenclature.declinaison,
        nomenclature.annee,
        chapitres,
        comptes,
        nomenclature.fonctions,
    )
