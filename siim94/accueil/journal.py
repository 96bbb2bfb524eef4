"""The journal of the whole site: who changed what, when and why, for the tables that the reader may see."""

import django_filters
from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from siim94.accueil.changements import lisibles_par
from siim94.formats.mots import plier
from siim94.socle.models import Chargement, Exercice, Journal, Sceau, Utilisateur
from siim94.socle.ordre import SansAccent
from siim94.socle.recherche import TEXTE_MAXIMUM, mots
from siim94.ui.historique.recit import changements, traces
from siim94.ui.listes.filters import ListeFilter

LIGNES_PAR_PAGE = 50
TAILLES = (25, 50, 100, 200)
LIGNES_MAXIMALES = 10_000
# Lists to unroll hold the latest loads only; the address takes any number.
CHARGEMENTS_PROPOSES = 100


class JournalPaginator(Paginator):
    """Pages over the latest changes that the criteria keep: counting a decade of them would be the cost."""

    @cached_property
    def trouves(self) -> int:
        return self.object_list[: LIGNES_MAXIMALES + 1].count()

    @property
    def plafonne(self) -> bool:
        """There are more changes than the pages lead to."""
        return self.trouves > LIGNES_MAXIMALES

    @cached_property
    def count(self) -> int:
        return min(self.trouves, LIGNES_MAXIMALES)


class JournalFilter(ListeFilter):
    """Criteria of the journal; ``annee``, because ``exercice`` would change the year chosen for the site."""

    etendu = False

    table = django_filters.ChoiceFilter(field_name="table_nom", label="Objet", empty_label="tous")
    action = django_filters.ChoiceFilter(choices=Journal.Action, label="Action", empty_label="toutes")
    auteur = django_filters.ChoiceFilter(label="Auteur", method="par_auteur", empty_label="tous")
    du = django_filters.DateFilter(
        field_name="quand__date",
        lookup_expr="gte",
        label="Du",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    au = django_filters.DateFilter(
        field_name="quand__date",
        lookup_expr="lte",
        label="Au",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    annee = django_filters.ChoiceFilter(label="Bilan", empty_label="tous")
    chargement = django_filters.ChoiceFilter(
        field_name="chargement_id", label="Chargement", empty_label="tous"
    )

    # Last, so that it reads what the other criteria leave.
    q = django_filters.CharFilter(
        label="Texte",
        method="par_texte",
        max_length=TEXTE_MAXIMUM,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "title": "Motif, valeurs d’avant et d’après"}
        ),
    )

    class Meta:
        model = Journal
        fields = ()

    def __init__(self, *args, modeles, **kwargs):
        super().__init__(*args, **kwargs)
        comptes = Utilisateur.objects.order_by(SansAccent("username"))
        titres = {table: capfirst(str(m._meta.verbose_name_plural)) for table, m in modeles.items()}
        choix = {
            "table": sorted(titres.items(), key=lambda paire: plier(paire[1])),
            "auteur": [(0, "système"), *((compte.pk, str(compte)) for compte in comptes)],
            "annee": [(annee, annee) for annee in Exercice.objects.values_list("pk", flat=True)],
            "chargement": self._chargements(),
        }
        for nom, valeurs in choix.items():
            self.form.fields[nom].choices = valeurs

    def _chargements(self) -> list[tuple[int, str]]:
        choix = {c.pk: str(c) for c in Chargement.objects.all()[:CHARGEMENTS_PROPOSES]}
        demande = self.data.get("chargement", "")
        if demande.isascii() and demande.isdigit():
            choix.setdefault(int(demande), f"Chargement nº {demande}")
        return list(choix.items())

    def par_texte(self, queryset, name, value):
        """Words of the reason or of the values, among the latest changes only: reading all would be slow."""
        recents = queryset.order_by("-quand", "-pk").values("pk")[:LIGNES_MAXIMALES]
        lus = Journal.objects.filter(pk__in=recents).order_by("-quand", "-pk")
        lus = lus.annotate(
            texte=Concat(
                "motif",
                Value(" "),
                Cast("avant", TextField()),
                Value(" "),
                Cast("apres", TextField()),
                output_field=TextField(),
            )
        )
        for mot in mots(value):
            lus = lus.filter(texte__unaccent__icontains=mot)
        return lus

    def par_auteur(self, queryset, name, value):
        return queryset.filter(auteur_id=int(value) or None)


@require_safe
@permission_required("socle.view_journal", raise_exception=True)
def journal(request):
    """The changes, latest first, fifty a page; the number of queries does not follow that of the rows."""
    # The erasures and purges too, which touch the journal itself: what they leave says nothing of anybody.
    modeles = lisibles_par(request.user)
    tables = [*modeles, Journal._meta.db_table, Sceau._meta.db_table]
    filtre = JournalFilter(
        request.GET,
        modeles=modeles,
        request=request,
        queryset=Journal.objects.filter(table_nom__in=tables).order_by("-quand", "-pk"),
    )
    demande = request.GET.get("par_page", "")
    taille = int(demande) if demande in map(str, TAILLES) else LIGNES_PAR_PAGE
    page = JournalPaginator(filtre.qs, taille).get_page(request.GET.get("page"))
    numeros = [trace.pk for trace in page.object_list.only("pk")]
    lus = traces(Journal.objects.filter(pk__in=numeros).order_by("-quand", "-pk"))
    return render(
        request,
        "ui/journal.html",
        {
            "titre": "Journal des modifications",
            "fil": [("Accueil", reverse("accueil")), ("Journal", "")],
            "filtre": filtre,
            "criteres": filtre.criteres(request.GET),
            "page": page,
            "purge": Journal.objects.purge_jusqu_au(),
            "tailles": TAILLES,
            "taille": taille,
            "changements": changements(lus),
        },
    )
