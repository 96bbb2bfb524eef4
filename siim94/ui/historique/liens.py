"""Relations to several objects in the history of an object: the rows in between, told as « + X, − Y »."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst

from siim94.formats.groupes import grouper
from siim94.socle.models import Journal
from siim94.ui.historique.recit import ChampChange, Changement, changements, modeles_suivis


@dataclass(frozen=True)
class Lien:
    """A relation of a model to several objects, through a table that the journal knows."""

    relation: models.ManyToManyField
    source: models.ForeignKey
    cible: models.ForeignKey


def liens(model: type[models.Model]) -> dict[str, Lien]:
    """The followed relations of a model to several objects, by the table in between."""
    suivis = modeles_suivis()
    trouves = {}
    for relation in model._meta.many_to_many:
        table = relation.remote_field.through._meta
        if table.db_table in suivis:
            trouves[table.db_table] = Lien(
                relation,
                table.get_field(relation.m2m_field_name()),
                table.get_field(relation.m2m_reverse_field_name()),
            )
    return trouves


def entrees_de(model: type[models.Model], cle) -> models.QuerySet:
    """The journal of an object, latest first, with that of its relations to several objects."""
    condition = Q(table_nom=model._meta.db_table, cle=str(cle))
    for table, lien in liens(model).items():
        colonne = lien.source.column
        condition |= Q(table_nom=table) & (
            Q(**{f"avant__{colonne}": int(cle)}) | Q(**{f"apres__{colonne}": int(cle)})
        )
    return Journal.objects.filter(condition).order_by("-quand", "-pk")


def raconter(model: type[models.Model], entrees: Iterable[Journal]) -> list[Changement]:
    """Entries of ``entrees_de`` (given by ``traces()``) in words.

    A form writes the row and those in between in one transaction: one change, for whoever reads it.
    """
    par_table = liens(model)
    resultat: list[Changement] = []
    for changement in changements(entrees):
        lien = par_table.get(changement.trace.table_nom)
        if lien is not None:
            changement = _en_relation(changement, lien)
        if resultat and _meme_geste(resultat[-1], changement, par_table):
            resultat[-1] = _reunir(resultat[-1], changement)
        else:
            resultat.append(changement)
    return resultat


def _en_relation(changement: Changement, lien: Lien) -> Changement:
    """The row in between as a change of the relation."""
    trace = copy.copy(changement.trace)
    libelle = capfirst(str(lien.cible.verbose_name))
    noms = next(((d.avant, d.apres) for d in changement.differences if d.libelle == libelle), ("", ""))
    difference = ChampChange(capfirst(str(lien.relation.verbose_name)), *noms, relation=True)
    trace.action = Journal.Action.MODIFICATION
    return Changement(
        trace, changement.model, changement.objet, changement.nom, [difference], changement.chargement
    )


def _meme_geste(dernier: Changement, suivant: Changement, par_table: dict[str, Lien]) -> bool:
    traces = (dernier.trace, suivant.trace)
    geste, autre = ((t.transaction, t.debut, t.action) for t in traces)
    en_relation = any(trace.table_nom in par_table for trace in traces)
    return en_relation and geste == autre


def _reunir(un: Changement, autre: Changement) -> Changement:
    """Both as one change, under the entry of the row itself if one of them is."""
    principal = un if all(not d.relation for d in un.differences) else autre
    propres = [d for c in (autre, un) for d in c.differences if not d.relation]
    relations = grouper(
        (d for c in (autre, un) for d in c.differences if d.relation), lambda difference: difference.libelle
    )
    reunies = [
        ChampChange(
            libelle,
            ", ".join(d.avant for d in differences if d.avant),
            ", ".join(d.apres for d in differences if d.apres),
            relation=True,
        )
        for libelle, differences in relations.items()
    ]
    return Changement(
        principal.trace,
        principal.model,
        principal.objet,
        principal.nom,
        propres + reunies,
        principal.chargement,
    )
