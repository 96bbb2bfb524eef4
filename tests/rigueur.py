"""What the tests forbid and the site allows: a template that names what nobody gives it, and a reader of rows
who counts on an order that nobody asked for.
"""

import os
import random
import sys
from pathlib import Path

from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql import compiler
from django.template.base import FilterExpression, Node

# A change is judged on the same draws as the one before it; others are sought with SIIM94_GRAINE=hasard.
GRAINE_FIXE = "94"
GRAINE = os.environ.get("SIIM94_GRAINE") or GRAINE_FIXE
if GRAINE == "hasard":
    GRAINE = str(random.randrange(10**6))  # noqa: S311

# Set, walks that the suite samples are whole (`make accessibilite`, `make bench BENCH=marches`).
MARCHES_ENTIERES = "SIIM94_MARCHES_ENTIERES"

TESTS = Path(__file__).resolve().parent
CONTROLES = TESTS.parent / "siim94" / "controles"


class VariableInconnue(str):
    """Given to Django as ``string_if_invalid``: the one who prints it, in a template of ours, fails.

    Templates of others rely on the silence. ``{% if %}``, ``{% for %}`` and the filter ``default`` may ask
    whether a name is there. Empty otherwise, so that filters are applied as they are in production.
    """

    __slots__ = ()

    def __bool__(self):
        cadre = sys._getframe(1)
        if cadre.f_code is not FilterExpression.resolve.__code__:
            return False
        expression = cadre.f_locals["self"]
        if [filtre.__name__ for filtre, _ in expression.filters][:1] == ["default"]:
            return False
        while cadre and cadre.f_code is not Node.render_annotated.__code__:
            cadre = cadre.f_back
        origine = cadre.f_locals["self"].origin if cadre else None
        gabarit = Path(getattr(origine, "name", ""))
        if gabarit.is_relative_to(settings.RACINE) and "site-packages" not in gabarit.parts:
            raise AssertionError(f"{gabarit.relative_to(settings.RACINE)}: unknown variable {expression.var}")
        return False


class SansControles(tuple):
    """In the place of the checks, for tests that do not look at findings: those of a page find nothing.

    A test that asks for findings by itself fails, rather than be told that there are none.
    """

    __slots__ = ()

    def __iter__(self):
        cadre = sys._getframe(1)
        while Path(cadre.f_code.co_filename).is_relative_to(CONTROLES):
            cadre = cadre.f_back
        if Path(cadre.f_code.co_filename).is_relative_to(TESTS):
            raise AssertionError("a test that looks at findings asks for avec_controles")
        return super().__iter__()


def des_apps(controles) -> tuple:
    """Those of the checks that take no time."""
    return tuple(c for c in controles if not c.__module__.startswith("siim94."))


def tirer(valeurs, combien: int, marche: str) -> list:
    """So many of the values as the seed has it for that walk, in their order; all where walks are whole."""
    valeurs = list(valeurs)
    if os.environ.get(MARCHES_ENTIERES) or combien >= len(valeurs):
        return valeurs
    rangs = random.Random(f"{GRAINE} {marche}").sample(range(len(valeurs)), combien)  # noqa: S311
    return [valeurs[rang] for rang in sorted(rangs)]


def melanger() -> None:
    """Give rows in any order wherever a query asks for none, the same for the same seed and queries."""
    get_order_by = compiler.SQLCompiler.get_order_by
    autres = (compiler.SQLAggregateCompiler, compiler.SQLDeleteCompiler, compiler.SQLUpdateCompiler)

    def au_hasard(compilateur):
        ordre = get_order_by(compilateur)
        requete = compilateur.query
        # Of DISTINCT rows only what is selected can be ordered; an existence has no order.
        indifferent = requete.subquery or requete.distinct or requete.combinator or "a" in requete.annotations
        if ordre or indifferent or isinstance(compilateur, autres):
            return ordre
        return [(OrderBy(Random()), ("RANDOM()", (), True))]

    compiler.SQLCompiler.get_order_by = au_hasard
    connection_created.connect(_semer, dispatch_uid="tests.rigueur")


def _semer(connection, **signal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [int(GRAINE) / 10**6])
