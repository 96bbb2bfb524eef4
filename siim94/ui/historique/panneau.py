"""The panel that ends the page of every followed object: its latest changes."""

from siim94.ui.adresses import adresse_ou_rien
from siim94.ui.historique.liens import entrees_de, raconter
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

    def contexte(self):
        entrees = traces(entrees_de(type(self.objet), self.objet.pk))[: self.limite * ENTREES_PAR_CHANGEMENT]
        lus = raconter(type(self.objet), entrees)[: self.limite]
        return {"changements": lus, "origine": None if lus else origine(self.objet)}

    def lien(self):
        meta = self.objet._meta
        page = adresse_ou_rien(f"{meta.app_label}:{meta.model_name}_history", self.objet.pk)
        return (page, "Tout voir") if page else None
