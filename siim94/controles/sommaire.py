"""The checks of a year's report, in one place that a person can read, and what they found of it.

A test proves that no check of an app is missing here.
"""

import applications.controles
import finances.controles
import rh.controles
import support.controles
from siim94.controles import (
    adhesions,
    catalogue,
    codes,
    ensembles,
    evolutions,
    imprimees,
    nombres_des_textes,
    sens,
    series,
)
from siim94.ui.controles import Controle

CONTROLES: tuple[type[Controle], ...] = (
    *finances.controles.CONTROLES,
    *rh.controles.CONTROLES,
    *applications.controles.CONTROLES,
    *support.controles.CONTROLES,
    adhesions.ActiviteHorsAdhesion,
    catalogue.ApplicationsHorsCatalogue,
    imprimees.ValeursImprimees,
    nombres_des_textes.NombresDesTextes,
    sens.SensDesTextes,
    series.OrdresDeGrandeur,
    ensembles.PartiesEtEnsembles,
    series.SautsDesSeries,
    series.AnneePrecedente,
    codes.CodesQuiChangentDeSens,
    series.ChiffresManquants,
    evolutions.EvolutionsAExpliquer,
)
