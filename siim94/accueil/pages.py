"""Pages of objects that several apps know: the panels of the upper apps join those of the object's own."""

import adherents.views
import applications.panneaux
import applications.views
import finances.panneaux
import support.panneaux
from applications.models import Deploiement, Fonctionnalite, LigneCatalogue
from finances.models import Contribution
from siim94.ui.historique.liens import Autour
from siim94.ui.pages.panneaux import BandePanneau

# The strip of a member's page: the right that each group of figures takes, and who gives it.
CASES_ADHERENT = (
    ("finances.view_contribution", finances.panneaux.cases_adherent),
    ("applications.view_deploiement", applications.panneaux.cases_adherent),
    ("support.view_ticket", support.panneaux.cases_adherent),
)


class AdherentBande(BandePanneau):
    """The figures of the year that each app knows of a member."""

    def cases(self):
        if self.exercice is None:
            return
        for permission, cases in CASES_ADHERENT:
            if self.request.user.has_perm(permission):
                yield from cases(self.objet, self.exercice)


class AdherentPage(adherents.views.AdherentCrud):
    """A member: what it is, pays and uses, its projects, its training and the time spent for it."""

    panneaux = (
        AdherentBande,
        *finances.panneaux.PANNEAUX_ADHERENT,
        *applications.panneaux.PANNEAUX_ADHERENT,
        *support.panneaux.PANNEAUX_ADHERENT,
        *adherents.views.AdherentCrud.panneaux,
    )
    autour = (Autour(Contribution, "adherent"), Autour(Deploiement, "adherent"))


class DomainePage(applications.views.DomaineCrud):
    """A domain, with the time spent for it."""

    panneaux = (*applications.views.DomaineCrud.panneaux, *support.panneaux.PANNEAUX_DOMAINE)


class ApplicationPage(applications.views.ApplicationCrud):
    """A piece of software, with the time spent on it."""

    panneaux = (*applications.views.ApplicationCrud.panneaux, *support.panneaux.PANNEAUX_APPLICATION)
    autour = (
        Autour(Fonctionnalite, "application"),
        Autour(LigneCatalogue, "fonctionnalite__application"),
        Autour(Deploiement, "ligne__fonctionnalite__application"),
    )
