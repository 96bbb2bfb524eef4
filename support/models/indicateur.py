"""Figures of the support service that stand by themselves."""

from django.urls import reverse

from siim94.socle.models import Indicateur, IndicateurQuerySet


class IndicateurSupport(Indicateur):
    """A figure of the support service that stands by itself."""

    objects = IndicateurQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "indicateur du support"
        verbose_name_plural = "indicateurs du support"

    def get_absolute_url(self):
        return reverse("support:indicateursupport_detail", args=[self.pk])
