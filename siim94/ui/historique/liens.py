"""What belongs to the history of an object besides its own row: its relations to several objects, told as
« + X, − Y », and the rows that hang from it.
"""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.text import capfirst

from siim94.formats.groupes import grouper
from siim94.socle.droits import droit_sur
from siim94.socle.models import Journal
from siim94.ui.historique.recit import ChampChange, Changement, changements, modeles_suivis


@dataclass(frozen=True)
class Lien:
    """A relation of a model to several objects, through a table that the journal knows."""

    relation: models.ManyToManyField
    source: models.ForeignKey
    cible: models.ForeignKey


@dataclass(frozen=True)
class Autour:
    """Rows whose changes are looked for on the page of an object: those whose path ``chemin`` leads to it.

    A row that is gone, or that went to another object, is known by what the journal says it held.
    """

    model: type[models.Model]
    chemin: str

    def entrees(self, cle) -> models.QuerySet:
        meta = self.model._meta
        presentes = self.model._base_manager.filter(**{self.chemin: cle})
        premier, _, suite = self.chemin.partition("__")
        champ = meta.get_field(premier)
        cibles = (
            champ.related_model._base_manager.filter(**{suite: cle}).values_list("pk", flat=True)
            if suite
            else [cle]
        )
        parties = Q(**{f"avant__{champ.column}__in": list(cibles)})
        presentes = presentes.order_by().annotate(cle_du_journal=Cast("pk", CharField()))
        return Journal.objects.filter(
            Q(cle__in=presentes.values("cle_du_journal")) | parties, table_nom=meta.db_table
        )


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


def lisibles(autour: Sequence[Autour], utilisateur) -> list[Autour]:
    """Those whose rows this person may read."""
    return [a for a in autour if utilisateur.has_perm(droit_sur(a.model))]


def entrees_de(model: type[models.Model], cle, autour: Sequence[Autour] = ()) -> models.QuerySet:
    """The journal of an object, latest first, with that of its relations to several objects, and of the rows
    around it.
    """
    condition = Q(table_nom=model._meta.db_table, cle=str(cle))
    for table, lien in liens(model).items():
        colonne = lien.source.column
        condition |= Q(table_nom=table) & (
            Q(**{f"avant__{colonne}": int(cle)}) | Q(**{f"apres__{colonne}": int(cle)})
        )
    propres = Journal.objects.filter(condition)
    if autour:
        # Each found by its own index: one condition over all of them would read the whole journal.
        numeros = [lignes.order_by().values("pk") for lignes in (propres, *(a.entrees(cle) for a in autour))]
        propres = Journal.objects.filter(pk__in=numeros[0].union(*numeros[1:]))
    return propres.order_by("-quand", "-pk")


def raconter(model: type[models.Model], entrees: Iterable[Journal]) -> list[Changement]:
    """Entries of ``entrees_de`` (given by ``traces()``) in words.

    A form writes the row and those in between in one transaction: one change, for whoever reads it.
    """
    par_table = liens(model)
    resultat: list[Changement] = []
    for changement in changements(entrees):
        lien = par_table.get(changement.trace.table_nom)
        changement.autre = lien is None and changement.model is not model
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
