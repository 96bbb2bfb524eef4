"""A TotEM document as SCDL lines: what must be published, from what the finance software makes."""

from collections.abc import Iterator

from siim94.formats.plan_de_comptes import PlanDeComptes
from siim94.formats.scdl import LigneScdl
from siim94.formats.totem import DocumentTotem
from siim94.formats.totem_chapitres import affecter


def lignes_scdl(document: DocumentTotem, plan: PlanDeComptes) -> Iterator[LigneScdl]:
    """One SCDL line for each detail line, in order, each with chapter, section and real or order.

    Labels are the plan's (of the nearest account above when the article is a subdivision of the body's
    own). The name is the body's for a main budget, the establishment's for an annex. ErreurFormat as
    `affecter` raises it.
    """
    entete = document.entete
    annexe = entete.type_budget == "A"
    nom = (
        entete.libelle_etablissement
        if annexe
        else entete.libelle_collectivite or entete.libelle_etablissement
    )
    for ligne, affectation in affecter(document, plan):
        nature = ligne.nature or affectation.chapitre
        fonction = plan.fonctions.get(ligne.fonction)
        yield LigneScdl(
            etape=entete.etape,
            annee=entete.exercice,
            siret=entete.siret_etablissement,
            nom=nom,
            chapitre=affectation.chapitre,
            chapitre_libelle=plan.chapitres[affectation.chapitre].libelle,
            nature=nature,
            nature_libelle=plan.libelle_compte(nature) or ligne.libelle or nature,
            fonction=ligne.fonction,
            fonction_libelle=fonction.libelle if fonction else None,
            operation=ligne.operation,
            section=affectation.section,
            ordre=ligne.ordre,
            sens=ligne.sens,
            montants=ligne.montants,
            article_specialise=ligne.article_specialise,
        )
