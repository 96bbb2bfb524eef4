"""What pages of the history say of what was purged."""

import datetime
from collections import Counter

from django.db import models
from django.http import Http404
from django.shortcuts import render

from siim94.socle.models import Journal
from siim94.socle.provenance import CHANGENT
from siim94.ui.historique.recit import origine

Action = Journal.Action


def purge_de(model: type[models.Model], cle, objet: models.Model | None) -> datetime.date | None:
    """The last day whose changes were purged, if an object may have had some: an object counts its changes,
    and someone or a load made it.
    """
    if (purge := Journal.objects.purge_jusqu_au()) is None:
        return None
    entrees = Journal.objects.filter(table_nom=model._meta.db_table, cle=str(cle))
    connues = Counter(entrees.order_by().values_list("action", flat=True))
    faite = connues[Action.CREATION] or (objet is not None and origine(objet))
    comptees = objet.version - 1 if objet is not None else 0
    return None if faite and sum(connues[action] for action in CHANGENT) >= comptees else purge


def partie(request, numero: int):
    """The page of an entry of the journal that was purged; 404 for one that never was."""
    derniere = Journal.objects.purges().last()
    if derniere is None or numero > derniere.apres["dernier"]:
        raise Http404
    contexte = {"titre": "Ce changement n’est plus gardé", "purge": Journal.objects.purge_jusqu_au()}
    return render(request, "ui/historique_purge.html", contexte, status=410)
