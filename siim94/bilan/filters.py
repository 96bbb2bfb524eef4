"""The criteria of the list of texts."""

import django_filters

from siim94.bilan.models import Rubrique
from siim94.socle.models import Exercice
from siim94.ui.listes.filters import ListeFilter, RechercheFilter


class RubriqueFilter(ListeFilter):
    """``bilan`` and not ``exercice``, which would change the year chosen for the site."""

    q = RechercheFilter("titre", "corps")
    bilan = django_filters.ModelChoiceFilter(
        field_name="exercice", label="Bilan de", queryset=Exercice.objects.avec_bilan(), empty_label="tous"
    )

    class Meta:
        model = Rubrique
        fields = ("niveau", "incluse")
