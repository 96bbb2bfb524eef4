"""Tickets of GLPI, without a title or a name, and what is counted of them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear
from django.utils import timezone

from adherents.models import Succession
from siim94.formats.calcul import part
from siim94.socle.champs import NumeroField
from siim94.socle.conservation import premier_jour
from siim94.socle.models import Exercice, Suivi, SuiviQuerySet
from siim94.socle.ordre import SansAccent
from support.models.agregats import CentileEnHeures, Niveaux
from support.models.glpi import (
    EntiteGlpi,
    ParEntiteQuerySet,
    PlateformeGlpi,
    annee_locale,
    ranger_par_adherent,
)

# Years of tickets that a report sets side by side, its own included.
ANNEES_COMPAREES = 3


@dataclass(frozen=True)
class TicketsParMois:
    """The twelve months of a year: what they count, 0 without ticket, and the busiest (1 to 12)."""

    nombres: dict[str, list[int]]
    charge: int
    maximum: int
    """The tickets of the busiest month."""


@dataclass(frozen=True)
class TicketsParCategorie:
    """Numbers by category, the most frequent first, those of the others together, and those without any."""

    nommees: list[tuple[str, int]]
    autres: int
    sans: int
    part: Decimal
    """The share of the first of them in all tickets, in per cent."""


class TicketQuerySet(ParEntiteQuerySet):
    chemin_moment = "ouverture"

    @staticmethod
    def moment(jour):
        return timezone.make_aware(datetime.combine(jour, time.min))

    @staticmethod
    def debut_des_numeros() -> date | None:
        """The first day whose tickets keep their number: of so many years (``TICKETS_ANNEES``), and of all
        that a report still shows that is not closed; None while all are kept.
        """
        if not settings.TICKETS_ANNEES:
            return None
        restent = Exercice.objects.avec_bilan().exclude(statut=Exercice.Statut.CLOS)
        if (premier := restent.aggregate(annee=Min("annee"))["annee"]) is None:
            return premier_jour(settings.TICKETS_ANNEES)
        return min(premier_jour(settings.TICKETS_ANNEES), date(premier - ANNEES_COMPAREES + 1, 1, 1))

    def ouverts_avant(self, jour: date):
        return self.filter(ouverture__lt=self.moment(jour))

    def for_annee(self, annee: int):
        """Tickets opened in the calendar year, whenever they were resolved."""
        return self.filter(ouverture__year=annee)

    def total_of(self, annee: int) -> int | None:
        """How many tickets were opened in the year; None when no export told of any."""
        return self.totaux([annee]).get(annee)

    def totaux(self, annees: Sequence[int]) -> dict[int, int]:
        """How many tickets were opened in each of these years; one of which no export told any is absent."""
        lignes = self.filter(ouverture__year__gte=min(annees), ouverture__year__lte=max(annees)).order_by()
        return dict(lignes.values_list(ExtractYear("ouverture")).annotate(nombre=Count("pk")))

    def with_mesures(self):
        """After ``values(…)``: the counts of a group, and its resolution delays in hours.

        ``delai_median`` and ``delai_p90`` are of GLPI's own delay, which leaves out waiting time and closed
        hours, over the ``mesures`` tickets that have one; null when there is none. Elapsed time is another
        measure and never stands in for it.
        """
        return self.annotate(**_mesures())

    def ensemble(self, annee: int) -> dict | None:
        """``with_mesures`` of all the tickets of the year; None when there is none.

        With the share of those resolved, in per cent (``part_resolus``).
        """
        mesures = self.for_annee(annee).aggregate(**_mesures())
        part_resolus = part(mesures["resolus"], mesures["nombre"])
        return None if part_resolus is None else {**mesures, "part_resolus": part_resolus}

    def by_adherent(self, annee: int) -> list[dict]:
        """``with_mesures`` per ``adherent`` (None: the syndicate's own), in the order of the report."""
        groupes = self.for_annee(annee).order_by().with_adherent().values("id_adherent").with_mesures()
        return ranger_par_adherent(groupes)

    def periodes(self, annee: int) -> dict[int, tuple[int, date, date]]:
        """By member's key, its tickets opened in the year: how many, the first day and the last."""
        groupes = self.for_annee(annee).order_by().with_adherent().values("id_adherent")
        bornes = groupes.annotate(nombre=Count("pk"), premier=Min("ouverture"), dernier=Max("ouverture"))
        return {
            ligne["id_adherent"]: (
                ligne["nombre"],
                *(timezone.localdate(ligne[borne]) for borne in ("premier", "dernier")),
            )
            for ligne in bornes
            if ligne["id_adherent"] is not None
        }

    def by_adherent_et_annee(self, annee: int) -> list[tuple]:
        """(``adherent`` or None, {year: number}) over the years up to ``annee`` that a report compares.

        What a member that has none in ``annee`` was succeeded by takes its tickets up.
        A member without ticket has 0 in a year that the exports of its platforms know, None in another.
        """
        annees = range(annee - ANNEES_COMPAREES + 1, annee + 1)
        groupes = (
            self.filter(ouverture__year__gte=annees[0], ouverture__year__lte=annee)
            .order_by()
            .with_adherent()
            .values("id_adherent", "plateforme", an=ExtractYear("ouverture"))
            .annotate(nombre=Count("pk"))
        )
        presents = {ligne["id_adherent"] for ligne in groupes if ligne["an"] == annee}
        suites = Succession.objects.remplaces(annee, presents)
        connues, plateformes, nombres = defaultdict(set), defaultdict(set), Counter()
        for ligne in groupes:
            adherent = suites.get(ligne["id_adherent"], ligne["id_adherent"])
            connues[ligne["plateforme"]].add(ligne["an"])
            plateformes[adherent].add(ligne["plateforme"])
            nombres[adherent, ligne["an"]] += ligne["nombre"]
        lignes = ranger_par_adherent({"id_adherent": cle} for cle in plateformes)
        return [
            (
                ligne["adherent"],
                {
                    an: nombres[cle, an] if any(an in connues[p] for p in plateformes[cle]) else None
                    for an in annees
                },
            )
            for ligne in lignes
            for cle in [ligne["id_adherent"]]
        ]

    def by_annee(self) -> list[dict]:
        """``with_mesures`` per ``annee`` of opening, latest first; a year without ticket is absent."""
        groupes = self.order_by().values(annee=ExtractYear("ouverture"))
        return list(groupes.with_mesures().order_by("-annee"))

    def by_mois(self, annee: int) -> list[dict]:
        """``with_mesures`` per ``mois`` of opening (1 to 12), in order; a month without ticket is absent."""
        groupes = self.for_annee(annee).order_by().values(mois=ExtractMonth("ouverture"))
        return list(groupes.with_mesures().order_by("mois"))

    def douze_mois(self, annee: int) -> TicketsParMois | None:
        """The numbers of tickets, incidents and requests month by month; None for a year without ticket."""
        mois = {ligne["mois"]: ligne for ligne in self.by_mois(annee)}
        if not mois:
            return None
        nombres = {
            cle: [mois[numero][cle] if numero in mois else 0 for numero in range(1, 13)]
            for cle in ("nombre", "incidents", "demandes")
        }
        charge = max(mois.values(), key=lambda ligne: ligne["nombre"])
        return TicketsParMois(nombres, charge["mois"], charge["nombre"])

    def by_categorie(self, annee: int, niveau: int = 1) -> list[dict]:
        """``with_mesures`` per ``groupe``, the category cut to its first levels, the most frequent first.

        ``groupe`` is empty for tickets without category.
        """
        groupes = self.for_annee(annee).order_by().values(groupe=Niveaux("categorie", niveau=niveau))
        return list(groupes.with_mesures().order_by("-nombre", "groupe"))

    def categories_principales(self, annee: int, nombre: int) -> TicketsParCategorie | None:
        """The ``nombre`` most frequent categories; None when no ticket of the year has any."""
        groupes = {ligne["groupe"]: ligne["nombre"] for ligne in self.by_categorie(annee)}
        total, sans = sum(groupes.values()), groupes.pop("", 0)
        nommees = list(groupes.items())
        if not nommees:
            return None
        autres = sum(combien for _, combien in nommees[nombre:])
        return TicketsParCategorie(nommees[:nombre], autres, sans, part(nommees[0][1], total))

    def avec_noms(self):
        """With what names the platform, the entity and the member of each ticket: few queries for all."""
        suites = Succession.objects.select_related("nouveau")
        return self.select_related("entite__adherent", "plateforme__adherent_defaut").prefetch_related(
            *(
                models.Prefetch(chemin, suites)
                for rattache in ("entite__adherent", "plateforme__adherent_defaut")
                for chemin in (f"{rattache}__passages", f"{rattache}__passages__nouveau__passages")
            )
        )

    def suivis(self):
        """Tickets within the period of at least two exports: only of these can a reopening be seen."""
        exports = (
            ReleveTickets.objects.filter(
                plateforme=OuterRef("plateforme"),
                debut__lte=OuterRef("ouverture"),
                fin__gte=OuterRef("ouverture"),
            )
            .order_by()
            .values("plateforme")
            .annotate(nombre=Count("pk"))
            .values("nombre")
        )
        return self.alias(exports=Coalesce(Subquery(exports), 0)).filter(exports__gte=2)

    def taux_reouverture(self, annee: int) -> Decimal | None:
        """Share, in per cent, of tickets opened in the year that were reopened after they had been resolved.

        Seen by comparing exports, so counted among tickets that two exports know; None when there is none.
        """
        comptes = (
            self.for_annee(annee)
            .suivis()
            .aggregate(
                resolus=Count("pk", filter=Ticket.RESOLU | Q(reouvertures__gt=0)),
                rouverts=Count("pk", filter=Q(reouvertures__gt=0)),
            )
        )
        return part(comptes["rouverts"], comptes["resolus"])

    def delai_of(self, annee: int, fraction: float = 0.5) -> Decimal | None:
        """A percentile of GLPI's resolution delay over the tickets opened in the year, in hours."""
        centile = CentileEnHeures("delai_resolution", fraction=fraction)
        return self.for_annee(annee).aggregate(delai=centile)["delai"]


def _mesures() -> dict:
    """What is measured of tickets, whole or by group."""
    return {
        "nombre": Count("pk"),
        "incidents": Count("pk", filter=Q(type=Ticket.Type.INCIDENT)),
        "demandes": Count("pk", filter=Q(type=Ticket.Type.DEMANDE)),
        "resolus": Count("pk", filter=Ticket.RESOLU),
        "rouverts": Count("pk", filter=Q(reouvertures__gt=0)),
        "mesures": Count("delai_resolution"),
        "delai_median": CentileEnHeures("delai_resolution", fraction=0.5),
        "delai_p90": CentileEnHeures("delai_resolution", fraction=0.9),
    }


class Ticket(Suivi):
    """One ticket as the latest export describes it: dates and delays, no title, no requester, no technician.

    ``delai_resolution`` and ``delai_prise_en_compte`` are GLPI's own statistics, in seconds.
    ``reouvertures`` counts what comparing one export with the next shows: resolved or closed, then open
    again, or resolved again later. What an export does not tell is null, or empty for a text.
    """

    class Statut(models.TextChoices):
        NOUVEAU = "nouveau", "nouveau"
        ATTRIBUE = "attribue", "en cours (attribué)"
        PLANIFIE = "planifie", "en cours (planifié)"
        EN_ATTENTE = "en_attente", "en attente"
        RESOLU = "resolu", "résolu"
        CLOS = "clos", "clos"

    class Type(models.TextChoices):
        INCIDENT = "incident", "incident"
        DEMANDE = "demande", "demande"

    class Priorite(models.IntegerChoices):
        TRES_BASSE = 1, "très basse"
        BASSE = 2, "basse"
        MOYENNE = 3, "moyenne"
        HAUTE = 4, "haute"
        TRES_HAUTE = 5, "très haute"
        MAJEURE = 6, "majeure"

    RESOLU = Q(statut__in=[Statut.RESOLU, Statut.CLOS]) | Q(statut="", resolution__isnull=False)

    annee_sql = annee_locale("ouverture")
    # A report shows the tickets of its year and of those before it.
    bilans_sql = f"generate_series({annee_sql}, {annee_sql} + {ANNEES_COMPAREES - 1})"
    verrou_annuel = False
    # By it GLPI tells who asked for what (``support.purges``).
    oubliables = ("numero",)

    # The unique constraint, which begins with it, serves as its index.
    plateforme = models.ForeignKey(
        PlateformeGlpi, models.PROTECT, related_name="tickets", verbose_name="plateforme", db_index=False
    )
    numero = NumeroField("numéro", null=True)
    entite = models.ForeignKey(
        EntiteGlpi, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name="entité"
    )
    type = models.CharField("type", max_length=10, choices=Type, blank=True)
    categorie = models.CharField("catégorie", max_length=400, blank=True)
    priorite = models.PositiveSmallIntegerField("priorité", choices=Priorite, null=True, blank=True)
    statut = models.CharField("statut", max_length=10, choices=Statut, blank=True)
    ouverture = models.DateTimeField("ouverture")
    modification = models.DateTimeField("dernière modification", null=True, blank=True)
    resolution = models.DateTimeField("résolution", null=True, blank=True)
    cloture = models.DateTimeField("clôture", null=True, blank=True)
    delai_resolution = models.PositiveBigIntegerField("délai de résolution (s)", null=True, blank=True)
    delai_prise_en_compte = models.PositiveBigIntegerField(
        "délai de prise en compte (s)", null=True, blank=True
    )
    reouvertures = models.PositiveSmallIntegerField("réouvertures constatées", default=0)

    objects = TicketQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["-ouverture", "-id"]
        verbose_name = "ticket"
        # What the list sorts by, each with the key that settles its ties: a page costs the same whatever the
        # number of tickets. Text search reads the categories one by one from theirs.
        indexes = [
            models.Index(fields=[champ, "id"], name=f"ticket_{champ}")
            for champ in (
                "ouverture",
                "categorie",
                "numero",
                "type",
                "priorite",
                "statut",
                "resolution",
                "reouvertures",
            )
        ] + [models.Index(SansAccent("categorie"), "id", name="ticket_categorie_triee")]
        constraints = [
            models.UniqueConstraint(
                fields=["plateforme", "numero"],
                name="ticket_unique_par_plateforme",
                violation_error_message="Ce numéro de ticket existe déjà sur cette plateforme.",
            )
        ]

    def __str__(self):
        return f"Ticket {self.numero or 'sans numéro'} ({self.plateforme})"

    @property
    def adherent(self):
        """The member that the ticket is for; None when it is the syndicate's own."""
        rattache = self.entite.adherent if self.entite else self.plateforme.adherent_defaut
        return rattache and rattache.au(timezone.localdate(self.ouverture))


class ReleveTicketsQuerySet(SuiviQuerySet):
    def dernier_sur(self, annee: int):
        """The instant of the last export that knows tickets of the year, or None."""
        connaissent = self.filter(debut__year__lte=annee, fin__year__gte=annee)
        return connaissent.aggregate(date=Max("date"))["date"]


class ReleveTickets(Suivi):
    """One export of tickets that was loaded: its date, and the period of opening that it covers.

    An export does not say when it was made: ``date`` is the latest instant that it holds.
    """

    plateforme = models.ForeignKey(
        PlateformeGlpi, models.PROTECT, related_name="releves_tickets", verbose_name="plateforme"
    )
    date = models.DateTimeField("date")
    debut = models.DateTimeField("première ouverture")
    fin = models.DateTimeField("dernière ouverture")
    tickets = models.PositiveIntegerField("tickets")

    objects = ReleveTicketsQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["-date", "plateforme"]
        verbose_name = "relevé de tickets"
        verbose_name_plural = "relevés de tickets"
        constraints = [
            models.UniqueConstraint(
                fields=["plateforme", "date", "debut", "fin"],
                name="relevetickets_unique",
                violation_error_message="Cet export de tickets est déjà chargé.",
            ),
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut"), date__gte=F("fin")),
                name="relevetickets_dates_en_ordre",
                violation_error_message="Les dates du relevé ne se suivent pas.",
            ),
        ]

    def __str__(self):
        return f"{self.plateforme}, {self.date:%d/%m/%Y}"
