"""The GLPI platforms and their entities: where tickets and workstations come from, and whose they are."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from adherents.models import Adherent, Succession
from siim94.socle.champs import TextesField
from siim94.socle.memoire import une_fois
from siim94.socle.models import AvecPage, Suivi, SuiviQuerySet

SEPARATEUR = " > "


def annee_locale(colonne: str) -> str:
    """SQL of the calendar year of an instant, in the time zone where the syndicate lives."""
    return f"EXTRACT(YEAR FROM {{r}}.{colonne} AT TIME ZONE '{settings.TIME_ZONE}')::integer"


class PlateformeGlpi(AvecPage, Suivi):
    """One GLPI server. Ticket numbers are unique inside one platform only."""

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=120, unique=True)
    adherent_defaut = models.ForeignKey(
        Adherent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plateformes_glpi",
        verbose_name="adhérent par défaut",
        help_text="Adhérent des tickets et des postes dont l’export ne donne pas l’entité.",
    )
    statuts_hors_parc = TextesField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        verbose_name="statuts hors parc",
        help_text="Statuts, tels que GLPI les écrit, des machines à ne pas compter comme postes.",
    )

    class Meta(Suivi.Meta):
        ordering = ["nom"]
        verbose_name = "plateforme GLPI"
        verbose_name_plural = "plateformes GLPI"


class EntiteGlpi(AvecPage, Suivi):
    """An entity of a platform, by its whole tree ("A > B"), and whose it is.

    The member is told here only: correcting a mapping corrects all tickets and workstations at once. One that
    is succeeded stays: its successor's are those from the day of the succession on (``ParEntiteQuerySet``).
    """

    plateforme = models.ForeignKey(
        PlateformeGlpi, models.PROTECT, related_name="entites", verbose_name="plateforme"
    )
    libelle = models.CharField("entité", max_length=400)
    adherent = models.ForeignKey(
        Adherent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entites_glpi",
        verbose_name="adhérent",
    )
    interne = models.BooleanField(
        "propre au syndicat", default=False, help_text="Entité qui n’est celle d’aucun adhérent."
    )

    class Meta(Suivi.Meta):
        ordering = ["plateforme", "libelle"]
        verbose_name = "entité GLPI"
        verbose_name_plural = "entités GLPI"
        constraints = [
            models.UniqueConstraint(
                fields=["plateforme", "libelle"],
                name="entiteglpi_unique_par_plateforme",
                violation_error_message="Cette entité est déjà rattachée sur cette plateforme.",
            ),
            models.CheckConstraint(
                condition=Q(adherent__isnull=False, interne=False) | Q(adherent__isnull=True, interne=True),
                name="entiteglpi_adherent_ou_interne",
                violation_error_message="Indiquez l’adhérent de l’entité, ou qu’elle est propre au syndicat.",
            ),
        ]


class ParEntiteQuerySet(SuiviQuerySet):
    """Rows that belong to a member through their entity or, when they name none, through their platform.

    A mapping names the member of its day: rows from the day on which that one was succeeded are its
    successor's, those before stay.
    """

    chemin_plateforme = "plateforme"
    chemin_moment: str
    """What says when a row is of."""

    @staticmethod
    def moment(jour: date):
        """The beginning of a day, as ``chemin_moment`` writes it."""
        return jour

    def with_adherent(self):
        """Adds ``id_adherent``, which tells whose a row is (null: the syndicate's own)."""
        rattachement = Case(
            When(entite__isnull=True, then=F(f"{self.chemin_plateforme}__adherent_defaut")),
            default=F("entite__adherent"),
        )
        relais = [
            When(_depuis(self, jour) & Q(rattache=ancien), then=Value(nouveau))
            for ancien, etapes in Succession.objects.relais().items()
            for jour, nouveau in reversed(etapes)
        ]
        return self.alias(rattache=rattachement).annotate(
            id_adherent=Case(*relais, default=F("rattache"), output_field=models.BigIntegerField())
        )

    def for_adherent(self, adherent):
        """The rows whose ``id_adherent`` is a member's: by lists of keys, that indexes find among all."""
        siennes = Q(pk__in=[])
        for entites, plateformes, debut, fin in _cles_de(adherent):
            cles = Q(entite__in=entites) | Q(
                entite__isnull=True, **{f"{self.chemin_plateforme}__in": plateformes}
            )
            if debut:
                cles &= _depuis(self, debut)
            if fin:
                cles &= Q(**{f"{self.chemin_moment}__lt": self.moment(fin)})
            siennes |= cles
        return self.filter(siennes)


def _depuis(lignes: ParEntiteQuerySet, jour: date) -> Q:
    return Q(**{f"{lignes.chemin_moment}__gte": lignes.moment(jour)})


def _cles_de(adherent) -> list[tuple[list[int], list[int], date | None, date | None]]:
    """What is mapped to a member or to one whose place it takes: keys of entities, and of the platforms whose
    rows without entity are that one's; from which day on, and before which, it counts for ``adherent``.

    Read once for an object: a page asks several times.
    """
    return une_fois(adherent, "_cles_glpi", lambda: list(_lire_cles(adherent)))


def _lire_cles(adherent) -> Iterator[tuple[list[int], list[int], date | None, date | None]]:
    relais = Succession.objects.relais()
    periodes = []
    for ancien in {adherent.pk, *relais}:
        etapes = [(None, ancien), *relais.get(ancien, ())]
        for (debut, cle), (fin, _) in zip_longest(etapes, etapes[1:], fillvalue=(None, None)):
            if cle == adherent.pk:
                periodes.append((ancien, debut, fin))
    anciens = [ancien for ancien, *_ in periodes]
    entites, plateformes = defaultdict(list), defaultdict(list)
    for model, champ, cles in (
        (EntiteGlpi, "adherent", entites),
        (PlateformeGlpi, "adherent_defaut", plateformes),
    ):
        lignes = model.objects.filter(**{f"{champ}__in": anciens}).order_by()
        for ancien, cle in lignes.values_list(champ, "pk"):
            cles[ancien].append(cle)
    for ancien, debut, fin in periodes:
        if entites[ancien] or plateformes[ancien]:
            yield entites[ancien], plateformes[ancien], debut, fin


def ranger_par_adherent(lignes) -> list[dict]:
    """Groups by ``id_adherent`` as dicts with ``adherent``, in the order of the report.

    The syndicate's own (``adherent`` None) come last.
    """
    adherents = Adherent.objects.in_bulk()
    rangs = {pk: rang for rang, pk in enumerate(Adherent.objects.by_genre().values_list("pk", flat=True))}
    groupes = [{"adherent": adherents.get(ligne["id_adherent"]), **ligne} for ligne in lignes]
    return sorted(groupes, key=lambda groupe: rangs.get(groupe["id_adherent"], len(rangs)))
