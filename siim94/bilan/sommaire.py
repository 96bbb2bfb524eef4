"""Everything that the apps give to the report, in one place that a person can read.

The order of ``SECTIONS`` is the one offered for a new year; the order of a given year's report is that of its
``Rubrique`` rows. A test proves that no section of an app is missing here.
"""

import adherents.bilan
import applications.bilan
import finances.bilan
import rh.bilan
import support.bilan
from siim94.ui.sections import Section

SECTIONS: tuple[type[Section], ...] = (
    *adherents.bilan.SECTIONS,
    *applications.bilan.SECTIONS,
    *finances.bilan.SECTIONS,
    *rh.bilan.SECTIONS,
    *support.bilan.SECTIONS,
)

SECTIONS_PAR_CODE: dict[str, type[Section]] = {section.code: section for section in SECTIONS}

# The six figures that the report opens on, and the section whose first chart says what each is made of.
OUVERTURE: tuple[tuple[str, str], ...] = (
    ("finances.recettes.total", "finances.recettes_fonctionnement"),
    ("finances.depenses.total", "finances.depenses_fonctionnement"),
    ("finances.contributions.total", "finances.contributions"),
    ("finances.investissement.depenses.total", "finances.depenses_investissement"),
    ("rh.effectif.total", "rh.effectif"),
    ("applications.catalogue.fonctions", "applications.catalogue_synthese"),
)
# Where one euro comes from, where it goes.
UN_EURO = ("finances.recettes_fonctionnement", "finances.depenses_fonctionnement")
# The chapter that tells what comes.
A_VENIR = "perspectives"

# The page "L’essentiel de l’année", in groups; a figure that is not known for the year leaves the page.
ESSENTIEL: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Finances",
        (
            "finances.recettes.total",
            "finances.depenses.total",
            "finances.contributions.total",
            "finances.investissement.depenses.total",
            "finances.investissement.recettes.total",
            "finances.reports.total",
        ),
    ),
    ("Ressources humaines", ("rh.effectif.total", "rh.emplois.total", "rh.departs", "rh.arrivees")),
    (
        "Systèmes d’information",
        (
            "adherents.membres.total",
            "applications.catalogue.fonctions",
            "applications.catalogue.applications",
            "applications.serveurs.total",
            "applications.pages.total",
            "support.jours.si",
        ),
    ),
    ("Support", ("support.assistance", "support.formations.agents", "support.formations.jours")),
)
