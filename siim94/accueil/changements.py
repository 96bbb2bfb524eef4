"""What of the journal a person may read, and its latest entries in words."""

from django.db import models

from siim94.socle.droits import droit_sur
from siim94.socle.models import Journal
from siim94.ui.historique.recit import Changement, changements, modeles_suivis, traces

APPS = ("adherents", "applications", "finances", "rh", "support", "bilan", "controles", "editions", "socle")


def lisibles_par(utilisateur) -> dict[str, type[models.Model]]:
    """The followed models whose changes this person may read, by table (accounts: administration only)."""
    suivis = modeles_suivis().values()
    modeles = (modele for modele in suivis if modele._meta.app_label in APPS)
    return {modele._meta.db_table: modele for modele in modeles if utilisateur.has_perm(droit_sur(modele))}


def derniers(utilisateur, nombre: int = 8) -> list[Changement]:
    """The latest changes by hand that this person may read, latest first: a load is told by its record."""
    lisibles = Journal.objects.filter(
        table_nom__in=list(lisibles_par(utilisateur)), chargement_id__isnull=True
    )
    return changements(traces(lisibles).order_by("-quand", "-pk")[:nombre])
