"""What PostgreSQL computes over tickets and Django has no name for."""

from django.db import models
from django.db.models import Aggregate, Func

from support.models.glpi import SEPARATEUR


class CentileEnHeures(Aggregate):
    """A percentile of seconds, interpolated, in hours; 0.5 gives the median. Nulls do not count."""

    function = "PERCENTILE_CONT"
    template = "(%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s))::numeric / 3600"
    arity = 1

    def __init__(self, expression, *, fraction: float, **extra):
        super().__init__(expression, fraction=float(fraction), output_field=models.DecimalField(), **extra)


class Niveaux(Func):
    """The first levels of a tree written "A > B > C"."""

    template = (
        f"array_to_string((string_to_array(%(expressions)s, '{SEPARATEUR}'))[1:%(niveau)s], '{SEPARATEUR}')"
    )
    arity = 1

    def __init__(self, expression, *, niveau: int):
        super().__init__(expression, niveau=int(niveau), output_field=models.TextField())
