"""The catalogue, edition by edition: which functions, for which members, in which state."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery, Value

from adherents.models import Adherent, Succession
from applications.models.colonnes import ColonneCatalogue
from applications.models.referentiel import (
    Application,
    Domaine,
    Fonctionnalite,
    ReorganisationDomaine,
    ReorganisationFonction,
)
from applications.models.usages import UsageDomaine, UsagesDAdherent, avec_ecarts
from siim94.formats import francais
from siim94.formats.calcul import part
from siim94.formats.groupes import grouper
from siim94.socle.champs import OrdreField
from siim94.socle.models import AvecPage, FaitAnnuel, FaitAnnuelQuerySet, Suites, Suivi, SuiviQuerySet
from siim94.socle.partage import partagee

# A deployment that is made available, seen from its row.
CROIX = Q(deploiements__etat="disponible")


@dataclass(frozen=True)
class RangMatrice:
    """A row of the catalogue with its cells: one state a column, empty where nothing is said."""

    ligne: "LigneCatalogue"
    etats: tuple[str, ...]


@dataclass(frozen=True)
class UsageAdherent:
    """What a member has of some rows of an edition, whatever the state of each."""

    adherent: Adherent
    deploiements: tuple["Deploiement", ...]

    @property
    def disponibles(self) -> int:
        """How many of these functions are made available to the member."""
        return sum(d.etat == Deploiement.Etat.DISPONIBLE for d in self.deploiements)

    @property
    def applications(self) -> list[Application]:
        """Each piece of software made available, once, in the order of the catalogue."""
        croix = (d for d in self.deploiements if d.etat == Deploiement.Etat.DISPONIBLE)
        return list(dict.fromkeys(d.ligne.fonctionnalite.application for d in croix))

    @property
    def autres_etats(self) -> list[tuple[Application, str]]:
        """The software that has no cross here, with the word that stands instead of it."""
        disponibles = self.applications
        return list(
            dict.fromkeys(
                (d.ligne.fonctionnalite.application, d.get_etat_display())
                for d in self.deploiements
                if d.ligne.fonctionnalite.application not in disponibles
            )
        )


@dataclass(frozen=True)
class Matrice:
    """An edition of the catalogue as it prints: members in columns, functions in rows grouped by domain."""

    colonnes: tuple[Adherent, ...]
    groupes: tuple[tuple[Domaine, tuple[RangMatrice, ...]], ...]

    @property
    def totaux(self) -> tuple[int, ...]:
        """For each member how many functions are made available to it."""
        etats = [rang.etats for _, rangs in self.groupes for rang in rangs]
        return tuple(
            sum(etats_du_rang[place] == Deploiement.Etat.DISPONIBLE for etats_du_rang in etats)
            for place in range(len(self.colonnes))
        )


class LigneCatalogueQuerySet(FaitAnnuelQuerySet):
    def avec_usages(self):
        """Each row with the number of members that it is made available to."""
        return self.annotate(usages=Count("deploiements", filter=CROIX))

    def presents_en(self, annee: int, quoi: str):
        """The keys of what the edition of a year has: of its software (``application``), or of its domains,
        each as it is called by the end of the year.
        """
        du_jour = {"domaine": ReorganisationDomaine.objects.a_la_place_de("fonctionnalite__domaine", annee)}
        cles = du_jour.get(quoi, F(f"fonctionnalite__{quoi}"))
        return self.for_exercice(annee).order_by().annotate(cle=cles).values("cle")

    def disponibles_a(self, adherent):
        """The rows that are made available to a member."""
        croix = Deploiement.objects.disponibles().filter(adherent=adherent)
        return self.filter(pk__in=croix.values("ligne"))

    def matrice(self, annee: int, bilan: int | None = None) -> Matrice:
        """The edition of a year in four queries; a domain that comes back later in it stays one group."""
        colonnes = tuple(ColonneCatalogue.objects.adherents_de(annee, bilan))
        lignes = (
            self.for_exercice(annee, bilan)
            .select_related("fonctionnalite__domaine", "fonctionnalite__application__editeur")
            .order_by("rang", "pk")
        )
        etats = {
            (ligne, adherent): etat
            for ligne, adherent, etat in Deploiement.objects.for_exercice(annee, bilan).values_list(
                "ligne", "adherent", "etat"
            )
        }
        rangs = (
            RangMatrice(ligne, tuple(etats.get((ligne.pk, colonne.pk), "") for colonne in colonnes))
            for ligne in lignes
        )
        suites = Suites(annee)
        groupes = grouper(rangs, lambda rang: suites(rang.ligne.fonctionnalite.domaine))
        return Matrice(colonnes, tuple((domaine, tuple(rangs)) for domaine, rangs in groupes.items()))

    def annee_precedente(self, annee: int) -> int | None:
        """The year of the last edition before this one; None for the first."""
        return self.filter(exercice__lt=annee).aggregate(annee=Max("exercice"))["annee"]

    def fonctions_en(self, precedente: int, annee: int) -> set[int]:
        """The functions of an earlier edition, by what they became at the end of ``annee``."""
        suites = ReorganisationFonction.objects.heritiers(annee)
        fonctions = self.for_exercice(precedente).values_list("fonctionnalite", flat=True)
        return {suites.get(fonction, fonction) for fonction in fonctions}

    def retirees_depuis(self, precedente: int, annee: int):
        """The rows of an earlier edition whose function the edition of ``annee`` no longer has, under no
        name.
        """
        gardees = set(self.for_exercice(annee).values_list("fonctionnalite", flat=True))
        suites = ReorganisationFonction.objects.heritiers(annee)
        gardees |= {ancienne for ancienne, nouvelle in suites.items() if nouvelle in gardees}
        return (
            self.for_exercice(precedente)
            .exclude(fonctionnalite__in=gardees)
            .select_related("fonctionnalite__application")
            .order_by("rang", "pk")
        )

    def by_domaine(self, annee: int):
        """Functions, distinct software and uses (crosses) per domain, in the order of the catalogue."""
        du_jour = ReorganisationDomaine.objects.a_la_place_de("fonctionnalite__domaine", annee)
        domaine = Domaine.objects.filter(pk=OuterRef("domaine"))
        return (
            self.for_exercice(annee)
            .alias(domaine=du_jour)
            .values(nom=Subquery(domaine.values("nom")), rang_du_domaine=Subquery(domaine.values("rang")))
            .annotate(
                fonctions=Count("pk", distinct=True),
                applications=Count("fonctionnalite__application", distinct=True),
                usages=Count("deploiements", filter=CROIX),
            )
            .order_by("rang_du_domaine", "nom")
        )

    def premier_en_applications(self) -> dict | None:
        """After ``by_domaine``: the domain of most pieces of software; None when several have as many."""
        lignes = sorted(self, key=lambda ligne: ligne["applications"], reverse=True)
        ex_aequo = len(lignes) > 1 and lignes[0]["applications"] == lignes[1]["applications"]
        return None if ex_aequo else next(iter(lignes), None)

    @partagee
    def totaux(self, annee: int, bilan: int | None = None, domaines: int | None = None) -> dict[str, int]:
        """What an edition counts as a whole; software and vendors once, however many rows they stand in.

        ``domaines``: how many domains, where that is known.
        """
        comptes = {"domaines": Max(Value(domaines))}
        if domaines is None:
            domaine = ReorganisationDomaine.objects.a_la_place_de("fonctionnalite__domaine", annee)
            comptes = {"domaines": Count(domaine, distinct=True)}
        return self.for_exercice(annee, bilan).aggregate(
            **comptes,
            fonctions=Count("pk", distinct=True),
            applications=Count("fonctionnalite__application", distinct=True),
            editeurs=Count("fonctionnalite__application__editeur", distinct=True),
            usages=Count("deploiements", filter=CROIX),
        )

    def by_edition(self) -> list[dict]:
        """What these rows count in each edition, latest first, as ``avec_ecarts`` gives it."""
        return avec_ecarts(
            self.derniers_connus()
            .values(annee=F("exercice_id"))
            .annotate(
                fonctions=Count("pk", distinct=True),
                applications=Count("fonctionnalite__application", distinct=True),
                adherents=Count("deploiements__adherent", filter=CROIX, distinct=True),
            )
            .order_by("-annee")
        )

    def by_application(self, annee: int) -> dict[int, dict]:
        """Functions and members of each piece of software in the edition, by the key of the software."""
        lignes = (
            self.for_exercice(annee)
            .order_by()
            .values("fonctionnalite__application")
            .annotate(
                fonctions=Count("pk", distinct=True),
                adherents=Count("deploiements__adherent", filter=CROIX, distinct=True),
            )
        )
        return {ligne["fonctionnalite__application"]: ligne for ligne in lignes}

    def total_de(self, quoi: str, annee: int, bilan: int | None = None) -> int | None:
        """One of the ``totaux``; None for a year without an edition."""
        return self.totaux(annee, bilan)[quoi] or None


class LigneCatalogue(AvecPage, FaitAnnuel):
    """A function listed in a year's catalogue; it may have no deployment at all."""

    grain = ("exercice",)

    fonctionnalite = models.ForeignKey(
        Fonctionnalite, models.PROTECT, related_name="lignes", verbose_name="fonctionnalité"
    )
    rang = OrdreField(default=0)

    objects = LigneCatalogueQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "rang"]
        verbose_name = "ligne du catalogue"
        verbose_name_plural = "lignes du catalogue"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "fonctionnalite"],
                name="lignecatalogue_unique_par_edition",
                violation_error_message="Cette fonctionnalité figure déjà dans cette édition du catalogue.",
            ),
        ]

    def __str__(self):
        return f"{self.fonctionnalite} ({self.exercice_id})"

    @property
    def domaine(self):
        return self.fonctionnalite.domaine

    @property
    def application(self):
        return self.fonctionnalite.application

    @property
    def editeur(self):
        return self.fonctionnalite.application.editeur


class DeploiementQuerySet(SuiviQuerySet):
    def disponibles(self):
        """Deployments that are made available (a cross in the catalogue)."""
        return self.filter(etat=Deploiement.Etat.DISPONIBLE)

    def for_exercice(self, annee, bilan=None):
        """Deployments of the edition of the year, as the report ``bilan`` knows it."""
        return self.filter(ligne__in=LigneCatalogue.objects.for_exercice(annee, bilan))

    def usages_de(self, adherent, annee: int) -> UsagesDAdherent:
        """What the year's edition makes available to a member, domain by domain (one query)."""
        croix = (
            self.for_exercice(annee)
            .disponibles()
            .filter(adherent=adherent)
            .select_related("ligne__fonctionnalite__domaine", "ligne__fonctionnalite__application")
            .order_by("ligne__fonctionnalite__domaine__rang", "ligne__rang", "pk")
        )
        groupes = grouper(croix, lambda deploiement: deploiement.ligne.fonctionnalite.domaine)
        return UsagesDAdherent(
            tuple(UsageDomaine(domaine, tuple(lignes)) for domaine, lignes in groupes.items())
        )

    def par_adherent(self) -> list[UsageAdherent]:
        """These deployments member by member, in the order of the report (one query)."""
        lignes = self.select_related("adherent", "ligne__fonctionnalite__application").order_by(
            "adherent__genre", "adherent__rang", "adherent__nom", "ligne__rang", "pk"
        )
        groupes = grouper(lignes, lambda deploiement: deploiement.adherent)
        return [UsageAdherent(adherent, tuple(deploiements)) for adherent, deploiements in groupes.items()]

    def by_edition(self) -> list[dict]:
        """Functions, distinct software and members of these crosses, latest first: see ``avec_ecarts``."""
        return avec_ecarts(
            self.disponibles()
            .filter(ligne__in=LigneCatalogue.objects.derniers_connus())
            .values(annee=F("ligne__exercice_id"))
            .annotate(
                fonctions=Count("ligne", distinct=True),
                applications=Count("ligne__fonctionnalite__application", distinct=True),
                adherents=Count("adherent", distinct=True),
            )
            .order_by("-annee")
        )

    def etats_par_fonction(self, precedente: int, annee: int) -> dict[tuple[int, int], str]:
        """The states of an earlier edition by function and member, by what these became at the end of
        ``annee``: of those that were merged, the cross.
        """
        fonctions = ReorganisationFonction.objects.heritiers(annee)
        adherents = Succession.objects.heritiers(annee)
        lignes = self.for_exercice(precedente).order_by("-etat", "pk")
        return {
            (fonctions.get(fonction, fonction), adherents.get(adherent, adherent)): etat
            for fonction, adherent, etat in lignes.values_list("ligne__fonctionnalite", "adherent", "etat")
        }

    def part_des_premiers(self, nombre: int) -> Decimal | None:
        """After ``by_adherent``: what the first members have of all that is made available, in per cent."""
        fonctions = [ligne["fonctions"] for ligne in self]
        return part(sum(fonctions[:nombre]), sum(fonctions))

    def by_adherent(self):
        """Functions and distinct applications made available per member: one dict a member, most first.

        With the first and the last day that these deployments tell, where they tell any.
        """
        return (
            self.disponibles()
            .values("adherent", "adherent__nom", "adherent__nom_court", "adherent__code")
            .annotate(
                fonctions=Count("pk"),
                applications=Count("ligne__fonctionnalite__application", distinct=True),
                premier=Min("depuis"),
                dernier=Max("jusque"),
            )
            .order_by("-fonctions", "adherent__nom_court")
        )


class Deploiement(Suivi):
    """A function at a member, in a year's catalogue. A cross means "mis à disposition"; "-" is a state."""

    class Etat(models.TextChoices):
        DISPONIBLE = "disponible", "mis à disposition"
        SANS_OBJET = "sans-objet", "sans objet"

    presence = True

    ligne = models.ForeignKey(
        LigneCatalogue, models.PROTECT, related_name="deploiements", verbose_name="ligne"
    )
    adherent = models.ForeignKey(
        Adherent, models.PROTECT, related_name="deploiements", verbose_name="adhérent"
    )
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.DISPONIBLE)
    depuis = models.DateField("depuis", null=True, blank=True)
    jusque = models.DateField("jusqu’au", null=True, blank=True)

    objects = DeploiementQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["ligne", "adherent"]
        verbose_name = "déploiement"
        constraints = [
            models.UniqueConstraint(
                fields=["ligne", "adherent"],
                name="deploiement_unique",
                violation_error_message="Cet adhérent a déjà un état pour cette ligne du catalogue.",
            ),
            models.CheckConstraint(
                condition=Q(depuis__isnull=True) | Q(jusque__isnull=True) | Q(jusque__gte=F("depuis")),
                name="deploiement_fin_apres_debut",
                violation_error_message="La fin du déploiement précède son début.",
            ),
        ]

    def __str__(self):
        return f"{self.ligne} – {self.adherent}"

    def dit_plus_que(self, autre) -> bool:
        """A cross wins over "sans objet"."""
        return self.etat == self.Etat.DISPONIBLE != autre.etat

    @property
    def precision(self) -> str:
        """What is said beside the name: a state that is no cross, dates; empty for a plain cross."""
        mots = [] if self.etat == self.Etat.DISPONIBLE else [self.get_etat_display()]
        if self.depuis:
            mots.append(f"depuis le {francais.date_longue(self.depuis)}")
        if self.jusque:
            mots.append(f"jusqu’au {francais.date_longue(self.jusque)}")
        return ", ".join(mots)
