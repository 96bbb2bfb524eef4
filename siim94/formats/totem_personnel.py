"""TotEM's staffing annex (DATA_PERSONNEL): its rows, and their sums per grade.

Some software writes a row a grade, some a row an agent; `agreger_personnel` makes both the same. Pay and
index are an agent's own in the second case: they are not read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from siim94.formats.totem_valeurs import Champs

# A row must have its grade, which the schema lets be empty.
SANS_GRADE = "Emploi non précisé"


@dataclass(frozen=True, slots=True)
class LignePersonnel:
    """One row of the annex. `type_agent` is I (titulaire), N (non titulaire), R (attached, in M4) or
    None; staff as written.
    """

    type_agent: str | None
    grade: str
    categorie: str | None
    secteur: str | None
    temps_complet: bool | None
    permanent: bool | None
    effectif_budgetaire: Decimal | None
    effectif_pourvu: Decimal | None
    ligne: int


@dataclass(frozen=True, slots=True)
class EffectifGrade:
    """The staff of one grade. A sum is None when no row gave the figure, else the sum of those that did;
    ``sans_budgetaire`` and ``sans_pourvu`` count those that did not.

    `titulaire` tells titulaires from non titulaires, None those of whom nobody says it; `secteur` is TotEM's
    code of the filière (ADM, TECH, CULT…).
    """

    titulaire: bool | None
    secteur: str | None
    categorie: str | None
    grade: str
    temps_complet: bool | None
    permanent: bool | None
    lignes: int
    effectif_budgetaire: Decimal | None
    effectif_pourvu: Decimal | None
    sans_budgetaire: int = 0
    sans_pourvu: int = 0


def lire_personnel(bloc: Champs) -> LignePersonnel:
    """One PERSONNEL element. ErreurFormat when its type, its grade or a number is unreadable."""
    if "EmploiGradeAgent" not in bloc.valeurs:
        bloc.exiger("EmploiGradeAgent")
    return LignePersonnel(
        type_agent=bloc.choix("CodTypAgent", ("I", "N", "R"), exige=False),
        grade=bloc.libelle("EmploiGradeAgent") or SANS_GRADE,
        categorie=bloc.texte("CodCatAgent"),
        # Until 2012 that of non titulaires had an element of its own.
        secteur=bloc.texte("CodSectAgentTitulaire") or bloc.texte("CodSectAgentNonTitulaire"),
        temps_complet=bloc.booleen("TempsComplet"),
        permanent=bloc.booleen("Permanent"),
        effectif_budgetaire=bloc.montant("EffectifBud"),
        effectif_pourvu=bloc.montant("EffectifPourvu"),
        ligne=bloc.ligne,
    )


def agreger_personnel(lignes: Iterable[LignePersonnel]) -> tuple[EffectifGrade, ...]:
    """The rows summed per type, sector, category, grade and kind of post, in the order they first come."""
    groupes: dict[tuple, list[LignePersonnel]] = {}
    for ligne in lignes:
        cle = (
            {"I": True, "N": False}.get(ligne.type_agent),
            ligne.secteur,
            ligne.categorie,
            ligne.grade,
            ligne.temps_complet,
            ligne.permanent,
        )
        groupes.setdefault(cle, []).append(ligne)
    return tuple(
        EffectifGrade(
            *cle,
            lignes=len(groupe),
            effectif_budgetaire=_somme(ligne.effectif_budgetaire for ligne in groupe),
            effectif_pourvu=_somme(ligne.effectif_pourvu for ligne in groupe),
            sans_budgetaire=sum(ligne.effectif_budgetaire is None for ligne in groupe),
            sans_pourvu=sum(ligne.effectif_pourvu is None for ligne in groupe),
        )
        for cle, groupe in groupes.items()
    )


def _somme(valeurs: Iterable[Decimal | None]) -> Decimal | None:
    connues = [valeur for valeur in valeurs if valeur is not None]
    return sum(connues, Decimal(0)) if connues else None
