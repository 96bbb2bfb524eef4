"""What one page wrote at once is taken back at once, as long as nobody went on from it."""

from django.db import models

from siim94.socle.models import Journal
from siim94.socle.refus import Refus, ecriture
from siim94.ui.historique.recit import modeles_suivis

CHANGEE = "ne peut plus être annulé : « {} » a changé depuis. Supprimez ce qui doit l’être, ligne à ligne."


def creees_avec(objet: models.Model) -> list[models.Model]:
    """The rows that were added in one transaction with this one, itself included, in their order."""
    ajouts = Journal.objects.filter(action=Journal.Action.CREATION)
    trace = ajouts.of_objet(objet).first()
    if trace is None:
        return []
    suivis = modeles_suivis()
    traces = ajouts.of_transaction(trace).order_by("pk").values_list("table_nom", "cle")
    trouvees = (
        suivis[table]._base_manager.filter(pk=cle).first() for table, cle in traces if table in suivis
    )
    return [ligne for ligne in trouvees if ligne is not None]


def defaire(objet: models.Model) -> None:
    """Take back all that was added with this row; raises ``Refus``, and nothing is done, when one of them
    changed since, or serves elsewhere.
    """
    lignes = creees_avec(objet)
    if not lignes:
        raise Refus(f"« {objet} » n’a pas été ajouté par une page : il n’y a rien à annuler.")
    with ecriture(type(objet)):
        for ligne in reversed(lignes):
            if ligne.version > 1:
                raise Refus(f"Cet ajout {CHANGEE.format(ligne)}")
            ligne.delete()
