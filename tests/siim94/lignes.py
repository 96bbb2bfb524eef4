"""Rows enough for any list: the first data, completed by the factories of each app."""

import factory

import tests.adherents.factories
import tests.applications.factories
import tests.finances.factories
import tests.rh.factories
import tests.support.factories

MODULES = (
    tests.adherents.factories,
    tests.applications.factories,
    tests.finances.factories,
    tests.rh.factories,
    tests.support.factories,
)
# What tells the rows of a model apart, where its factory makes the same one twice.
DISTINCTIONS = {
    "documentbudgetaire": {"numero": factory.Sequence(lambda n: n % 30000 + 1)},
    "contribution": {"adherent": factory.SubFactory(tests.adherents.factories.AdherentFactory)},
    "subvention": {"libelle": factory.Sequence("Subvention {}".format)},
    "indicateurfinancier": {"code": factory.Sequence("indicateur-{}".format)},
    "nomenclature": {"declinaison": factory.Sequence("M99_ESSAI_{}".format)},
    "etp": {"exercice__annee": factory.Sequence(lambda n: 2040 + n % 60)},
}


def completer(model, nombre: int) -> None:
    """Add rows until the table of ``model`` holds ``nombre``."""
    manquent = nombre - model._default_manager.count()
    if manquent <= 0:
        return
    fabrique = next(
        classe
        for module in MODULES
        for classe in vars(module).values()
        if isinstance(classe, type)
        and issubclass(classe, factory.django.DjangoModelFactory)
        and classe._meta.model is model
    )
    distinctes = type("Distinctes", (fabrique,), dict(DISTINCTIONS.get(model._meta.model_name, {})))
    distinctes.create_batch(manquent)
