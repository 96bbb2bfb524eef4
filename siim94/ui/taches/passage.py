"""Tasks by which a row gives way to another from a day on: a new name, a merger, a split."""

import datetime
from typing import ClassVar

from django import forms
from django.db import models

from siim94.formats import francais
from siim94.socle.models import passages_de
from siim94.socle.refus import Refus
from siim94.ui.saisie.champs import JourField
from siim94.ui.taches.page import TacheForm
from siim94.ui.taches.suites import premiere_annee, reporter, restent


class PassageForm(TacheForm):
    """Base of these forms: a day, a reason, and what follows from them."""

    modele: ClassVar[type[models.Model]]

    date = JourField(
        label="À partir du", help_text="Premier jour du nouveau nom ; les années d’avant gardent l’ancien."
    )
    motif = forms.CharField(label="Motif", max_length=255, required=False)

    def passer(
        self,
        ancien: models.Model,
        nouveau: models.Model,
        *,
        raccordee: bool = True,
        motif: str = "",
        **valeurs,
    ) -> models.Model:
        """Write that ``nouveau`` stands where ``ancien`` stood, and give it what was typed in advance."""
        date = self.cleaned_data["date"]
        self.apres_sa_venue(ancien, date)
        passage = passages_de(type(ancien))(
            ancien=ancien,
            nouveau=nouveau,
            date=date,
            raccordee=raccordee,
            motif=self.cleaned_data["motif"] or motif,
            **valeurs,
        )
        passage.full_clean()
        passage.save()
        annee = premiere_annee(date)
        if raccordee:
            self.restes += reporter(ancien, nouveau, annee, self.utilisateur)
        if annee > date.year:
            self.restes += restent(ancien, [date.year])
        return passage

    @staticmethod
    def apres_sa_venue(ancien: models.Model, date: datetime.date) -> None:
        """Nothing gives way before it came."""
        venue = ancien.venues.exclude(date=None).order_by("-date").first()
        if venue is not None and date <= venue.date:
            raise Refus(
                f"«\u00a0{ancien}\u00a0» n’existe que depuis le {francais.date_longue(venue.date)}.", "date"
            )


def encore_la(modele: type[models.Model]) -> models.QuerySet:
    """The rows that nothing took the place of: those that may still be renamed, merged or split."""
    return modele._default_manager.exclude(pk__in=passages_de(modele).objects.values("ancien"))
