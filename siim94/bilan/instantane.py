"""One view of the database for the whole of a report, whatever is written meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from siim94.socle.memoire import lectures_de_l_etat


@contextmanager
def instantane() -> Iterator[None]:
    """A REPEATABLE READ, READ ONLY transaction: every query inside sees the same instant.

    Inside a transaction that is already open (a test), it is that transaction's view that counts.
    """
    if connection.in_atomic_block:
        with lectures_de_l_etat():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with lectures_de_l_etat():
            yield
