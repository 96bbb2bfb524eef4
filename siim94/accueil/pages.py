"""Pages of objects that several apps know: the panels of the upper apps join those of the object's own."""

import adherents.views
import applications.panneaux
import finances.panneaux
import support.panneaux


class AdherentPage(adherents.views.AdherentCrud):
    """A member: what it is, pays and uses, its projects, its training and the time spent for it."""

    panneaux = (
        *adherents.views.AdherentCrud.panneaux[:1],
        *finances.panneaux.PANNEAUX_ADHERENT,
        *applications.panneaux.PANNEAUX_ADHERENT,
        *support.panneaux.PANNEAUX_ADHERENT,
        *adherents.views.AdherentCrud.panneaux[1:],
    )
