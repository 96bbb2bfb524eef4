"""Figures of the support service that stand by themselves."""

from applications.models.activite import RepereQuerySet
from siim94.socle.models import Indicateur


class IndicateurSupport(Indicateur):
    """A figure of the support service that stands by itself."""

    objects = RepereQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "indicateur du support"
        verbose_name_plural = "indicateurs du support"
