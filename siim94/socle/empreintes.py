"""What a closed year holds, as hashes that its closing leaves in the journal, under the seal of the journal.

Triggers that an owner puts to sleep, and wakes again, tell nothing of what was written meanwhile: the rows of
the year are compared with what they were when it was closed, column by column of then.
"""

import datetime
from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from siim94.socle.declencheurs import annee_en_sql, est_verrouille
from siim94.socle.models import Exercice, Journal, Suivi


def noter(annee: int) -> None:
    """Leave the hashes of a closed year in the journal."""
    tables = {}
    for model in apps.get_models():
        if issubclass(model, Suivi) and est_verrouille(model):
            colonnes = [c.column for c in model._meta.concrete_fields if c.column != "version"]
            tables[model._meta.db_table] = {
                "colonnes": colonnes,
                "empreinte": _empreinte(model, colonnes, annee),
            }
    Journal.objects.create(
        quand=timezone.now(),
        action=Journal.Action.EMPREINTE,
        table_nom=Exercice._meta.db_table,
        cle=str(annee),
        apres=tables,
    )


def manquantes() -> list[int]:
    """Closed years whose closing left no hash: closed by SQL, or by an older version."""
    return [annee for annee, entree in _closes() if entree is None]


def entre(apres: int, jusqu_a: int) -> bool:
    """Whether a closing has left hashes among these entries: until they are sealed, who takes them out of the
    journal leaves no trace.
    """
    return Journal.objects.filter(pk__gt=apres, pk__lte=jusqu_a, action=Journal.Action.EMPREINTE).exists()


def changees(jusqu_a: int | None = None) -> Iterator[tuple[datetime.date, str]]:
    """The closed years that are no more what they were, with the day of their closing; as told by the entries
    up to a number, if given.
    """
    modeles = {model._meta.db_table: model for model in apps.get_models()}
    for annee, entree in _closes():
        if entree is None or (jusqu_a is not None and entree.pk > jusqu_a):
            continue
        autres = [
            str(modeles[table]._meta.verbose_name_plural)
            for table, note in entree.apres.items()
            if table in modeles
            and _empreinte(modeles[table], note["colonnes"], annee) not in (None, note["empreinte"])
        ]
        if autres:
            jour = timezone.localtime(entree.quand).date()
            yield jour, f"l’exercice {annee} n’est plus celui qui a été clos ({', '.join(autres)})"


def _closes() -> Iterator[tuple[int, Journal | None]]:
    """Each closed year with the entry that holds its hashes since it was last closed."""
    for annee in (
        Exercice.objects.filter(statut=Exercice.Statut.CLOS).order_by("annee").values_list("pk", flat=True)
    ):
        entrees = Journal.objects.filter(table_nom=Exercice._meta.db_table, cle=str(annee))
        cloture = entrees.filter(apres__statut=Exercice.Statut.CLOS).aggregate(pk=Max("pk"))["pk"]
        notees = entrees.filter(Q(pk__gt=cloture) if cloture else Q(), action=Journal.Action.EMPREINTE)
        yield annee, notees.order_by("-pk").first()


def _empreinte(model, colonnes: list[str], annee: int) -> str | None:
    """Hash of the rows of a year; None where one of the columns is no more, since a migration."""
    if not {*colonnes} <= {champ.column for champ in model._meta.concrete_fields}:
        return None
    valeurs = ", ".join(f'r."{colonne}"' for colonne in colonnes)
    cle, table = model._meta.pk.column, model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(COALESCE("  # noqa: S608 - names of ours
            f"string_agg(jsonb_build_array({valeurs})::text, ' ' ORDER BY r.{cle}), ''), 'UTF8')), 'hex')"
            f" FROM public.{table} r WHERE {annee_en_sql(model, 'r')} = %s",
            [annee],
        )
        return cursor.fetchone()[0]
