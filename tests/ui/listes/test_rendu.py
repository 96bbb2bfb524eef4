import pytest
from django.forms.renderers import get_default_renderer

from tests.ecritures import cruds

pytestmark = pytest.mark.django_db


def ecrits(crud, donnees, renderer=None) -> list[str]:
    form = crud.filterset_class(donnees).form
    form.renderer = renderer or form.renderer
    morceaux = [f"{champ.label_tag()} {champ}" for champ in form]
    return [" ".join(morceau.replace("> <", "><").split()).replace("> <", "><") for morceau in morceaux]


@pytest.mark.parametrize("crud", cruds(), ids=lambda crud: crud.model._meta.label_lower)
def test_criteria_are_drawn_as_django_draws_them(crud):
    noms = crud.filterset_class.base_filters
    fautifs = {f"{nom}{suite}": '"<&' for nom in noms for suite in ("", "_de", "_a")}
    premiers = dict.fromkeys(noms, "1")
    for donnees in ({}, fautifs, premiers):
        assert ecrits(crud, donnees) == ecrits(crud, donnees, get_default_renderer())
