"""The ways into a closed year by the ORM and by SQL: what the database answers. See ``tests.portes``."""

from collections.abc import Callable

import pgtrigger
from django.db import connection, models, transaction

from tests.portes import SansObjet


def orm_save(cas):
    yield
    for nom, valeur in cas.change.items():
        setattr(cas.objet, nom, valeur)
    cas.objet.save()


def orm_update(cas):
    yield
    cas.lignes.update(**cas.change)


def orm_bulk_update(cas):
    for nom, valeur in cas.change.items():
        setattr(cas.objet, nom, valeur)
    yield
    cas.modele._base_manager.bulk_update([cas.objet], [cas.champ.name])


def orm_delete(cas):
    yield
    cas.objet.delete()


def orm_create(cas):
    copie = cas.liberer()
    yield
    copie.save(force_insert=True)


def bulk_create(cas):
    copie = cas.liberer()
    yield
    cas.modele._base_manager.bulk_create([copie])


def bulk_create_ignore(cas):
    copie = cas.liberer()
    yield
    cas.modele._base_manager.bulk_create([copie], ignore_conflicts=True)


def sql(ordre: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ordre)


def _valeur_sql(cas) -> str:
    ((_, valeur),) = cas.change.items()
    return connection.ops.compose_sql("%s", [cas.champ.get_db_prep_save(valeur, connection)])


def sql_update(cas):
    valeur = _valeur_sql(cas)
    yield
    sql(f'UPDATE {cas.table} SET "{cas.champ.column}" = {valeur} WHERE "{cas.cle}" = {cas.objet.pk}')


def sql_delete(cas):
    yield
    sql(f'DELETE FROM {cas.table} WHERE "{cas.cle}" = {cas.objet.pk}')


def sql_insert(cas):
    cas.liberer()
    yield
    sql(f"INSERT INTO {cas.table} ({', '.join(cas.colonnes)}) {cas.copie_sql()}")


def sql_upsert(cas):
    valeur = _valeur_sql(cas)
    yield
    colonnes = ", ".join([f'"{cas.cle}"', *cas.colonnes])
    sql(
        f"INSERT INTO {cas.table} ({colonnes}) SELECT {colonnes} FROM {cas.table}"
        f' WHERE "{cas.cle}" = {cas.objet.pk}'
        f' ON CONFLICT ("{cas.cle}") DO UPDATE SET "{cas.champ.column}" = {valeur}'
    )


def merge_update(cas):
    valeur = _valeur_sql(cas)
    yield
    sql(
        f'MERGE INTO {cas.table} t USING (SELECT {cas.objet.pk} AS k) s ON t."{cas.cle}" = s.k'
        f' WHEN MATCHED THEN UPDATE SET "{cas.champ.column}" = {valeur}'
    )


def merge_delete(cas):
    yield
    sql(
        f'MERGE INTO {cas.table} t USING (SELECT {cas.objet.pk} AS k) s ON t."{cas.cle}" = s.k'
        " WHEN MATCHED THEN DELETE"
    )


def merge_insert(cas):
    cas.liberer()
    yield
    colonnes = ", ".join(cas.colonnes)
    valeurs = ", ".join(f"s.{colonne}" for colonne in cas.colonnes)
    sql(
        f"MERGE INTO {cas.table} t USING ({cas.copie_sql()}) s ON false"
        f" WHEN NOT MATCHED THEN INSERT ({colonnes}) VALUES ({valeurs})"
    )


def copy_from(cas):
    cas.liberer()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({cas.copie_sql()}) TO STDOUT") as sortie:
        lignes = b"".join(sortie)
    yield
    ordre = f"COPY {cas.table} ({', '.join(cas.colonnes)}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(ordre) as entree:
        entree.write(lignes)


def truncate(cas):
    yield
    sql(f"TRUNCATE {cas.table} CASCADE")


def cascade(cas):
    """By the deletion of what the row hangs from."""
    parents = [
        champ
        for champ in cas.modele._meta.concrete_fields
        if champ.many_to_one and champ.remote_field.on_delete is models.CASCADE
    ]
    if not parents:
        raise SansObjet("nothing whose deletion would take it along")
    yield
    getattr(cas.objet, parents[0].name).delete()


def move_in(cas):
    cas.liberer()
    yield
    cas.lignes.update(**cas.ici)


def move_out(cas):
    valeurs = cas.la
    yield
    cas.lignes.update(**valeurs)


def pgtrigger_ignore(cas):
    yield
    with pgtrigger.ignore(), transaction.atomic():
        cas.lignes.update(**cas.change)


PAR_LA_BASE: list[Callable] = [
    orm_save,
    orm_update,
    orm_bulk_update,
    orm_delete,
    orm_create,
    bulk_create,
    bulk_create_ignore,
    sql_update,
    sql_delete,
    sql_insert,
    sql_upsert,
    merge_update,
    merge_delete,
    merge_insert,
    copy_from,
    truncate,
    cascade,
    move_in,
    move_out,
    pgtrigger_ignore,
]
