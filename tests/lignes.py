"""Rows enough for any list: the first data, completed by the factories of each app."""

import sys

import factory

import tests.adherents.factories
import tests.applications.factories
import tests.bilan.factories
import tests.controles.factories
import tests.editions.factories
import tests.finances.factories
import tests.rh.factories
import tests.socle.factories
import tests.support.factories
from siim94.socle.models import ValeurImprimee

MODULES = (
    tests.adherents.factories,
    tests.applications.factories,
    tests.bilan.factories,
    tests.controles.factories,
    tests.editions.factories,
    tests.finances.factories,
    tests.rh.factories,
    tests.socle.factories,
    tests.support.factories,
)


class ValeurImprimeeFactory(tests.rh.factories.FaitFactory):
    chiffre = "finances.recettes.total"
    libelle = "Total des recettes"
    texte = "12"
    lieu = factory.Sequence("page {}".format)

    class Meta:
        model = ValeurImprimee


# What tells the rows of a model apart, where its factory makes the same one twice.
DISTINCTIONS = {
    "documentbudgetaire": {"numero": factory.Sequence(lambda n: n % 30000 + 1)},
    "budget": {"code": factory.Sequence("budget-{}".format)},
    "contribution": {"adherent": factory.SubFactory(tests.adherents.factories.AdherentFactory)},
    "subvention": {"libelle": factory.Sequence("Subvention {}".format)},
    "indicateurfinancier": {"code": factory.Sequence("indicateur-{}".format)},
    "suite": {"responsable": factory.SubFactory(tests.socle.factories.UtilisateurFactory)},
    "nomenclature": {"declinaison": factory.Sequence("M99_ESSAI_{}".format)},
    **{
        nom: {"exercice__annee": factory.Sequence(lambda n: 2040 + n % 60)}
        for nom in ("etp", "pyramideage", "effectifcontrat", "seuilevolution")
    },
}


def completer(model, nombre: int) -> None:
    """Add rows until the table of ``model`` holds ``nombre``."""
    manquent = nombre - model._default_manager.count()
    if manquent <= 0:
        return
    fabrique = next(
        classe
        for module in (*MODULES, sys.modules[__name__])
        for classe in vars(module).values()
        if isinstance(classe, type)
        and issubclass(classe, factory.django.DjangoModelFactory)
        and classe._meta.model is model
    )
    distinctes = type("Distinctes", (fabrique,), dict(DISTINCTIONS.get(model._meta.model_name, {})))
    distinctes.create_batch(manquent)
