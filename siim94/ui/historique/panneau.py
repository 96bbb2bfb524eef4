"""The panel that ends the page of every followed object: its latest changes."""

from collections.abc import Sequence
from typing import ClassVar

from siim94.ui.adresses import adresse_ou_rien
from siim94.ui.historique.liens import Autour, entrees_de, lisibles, raconter
from siim94.ui.historique.recit import origine, traces
from siim94.ui.pages.panneaux import Panneau

# A change of a relation to several objects is several entries of the journal.
ENTREES_PAR_CHANGEMENT = 4


class HistoriquePanneau(Panneau):
    """The latest changes of the object, with a link to all of them."""

    titre = "Historique"
    template_name = "ui/panneaux/historique.html"
    permission = "socle.view_journal"
    lateral = True
    limite = 5
    autour: ClassVar[Sequence[Autour]] = ()

    def contexte(self):
        autour = lisibles(self.autour, self.request.user)
        entrees = traces(entrees_de(type(self.objet), self.objet.pk, autour))
        entrees = entrees[: self.limite * ENTREES_PAR_CHANGEMENT]
        lus = raconter(type(self.objet), entrees)[: self.limite]
        return {"changements": lus, "origine": origine(self.objet) if all(c.autre for c in lus) else None}

    def lien(self):
        meta = self.objet._meta
        page = adresse_ou_rien(f"{meta.app_label}:{meta.model_name}_history", self.objet.pk)
        return (page, "Tout voir") if page else None
