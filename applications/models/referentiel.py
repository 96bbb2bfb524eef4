"""Reference lists of the catalogue: domains, vendors, software, functions."""

from django.db import models
from django.db.models.functions import Lower

from siim94.socle.champs import OrdreField, TextesJsonField
from siim94.socle.conditions import LISTE_DE_TEXTES, JsonConforme
from siim94.socle.models import AvecPage, Passage, Suivi, SuiviQuerySet


class DomaineQuerySet(SuiviQuerySet):
    def avec_comptes(self):
        """Each domain with its functions and distinct software, whatever the year."""
        return self.annotate(
            nombre_fonctions=models.Count("fonctionnalites", distinct=True),
            nombre_applications=models.Count("fonctionnalites__application", distinct=True),
        )


class Domaine(AvecPage, Suivi):
    """A business domain of the members (finance, families, housing…)."""

    code = models.SlugField("code", max_length=60, unique=True)
    nom = models.CharField("nom", max_length=120)
    rang = OrdreField(default=0)

    objects = DomaineQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["rang", "nom"]
        verbose_name = "domaine métier"
        verbose_name_plural = "domaines métiers"
        constraints = [
            models.UniqueConstraint(
                Lower("nom"), name="domaine_nom_unique", violation_error_message="Ce domaine existe déjà."
            )
        ]


class AliasDomaine(Suivi):
    """Another wording of a domain in a source ("Ressources Humaines" for RH, "OPHS" for Offices HLM)."""

    noms_plies = False

    domaine = models.ForeignKey(Domaine, models.PROTECT, related_name="alias", verbose_name="domaine")
    libelle = models.CharField("libellé", max_length=160)

    class Meta(Suivi.Meta):
        ordering = ["domaine", "libelle"]
        verbose_name = "autre nom d’un domaine"
        verbose_name_plural = "autres noms de domaines"
        constraints = [
            models.UniqueConstraint(
                Lower("libelle"),
                name="aliasdomaine_designe_un_seul_domaine",
                violation_error_message="Ce nom désigne déjà un domaine.",
            )
        ]


class AvecAutresNoms(Suivi):
    """What sources name in more than one way: its own name, and the others that they give it."""

    nom = models.CharField("nom", max_length=120)
    autres_noms = TextesJsonField(
        "autres noms",
        default=list,
        blank=True,
        help_text="Tels que les textes, les statistiques ou les tickets l’écrivent.",
    )

    class Meta(Suivi.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=JsonConforme("autres_noms", forme=LISTE_DE_TEXTES),
                name="%(class)s_autres_noms_liste",
                violation_error_message="Les autres noms sont des textes\u00a0: un par ligne.",
            )
        ]

    @property
    def noms(self) -> tuple[str, ...]:
        """All the names that it is known by, its own first."""
        return (self.nom, *self.autres_noms)


class EditeurQuerySet(SuiviQuerySet):
    def avec_applications(self):
        """Each vendor with the number of its software."""
        return self.annotate(nombre_applications=models.Count("applications"))


class Editeur(AvecPage, AvecAutresNoms):
    """A software vendor; the syndicate itself is one."""

    objects = EditeurQuerySet.as_manager()

    class Meta(AvecAutresNoms.Meta):
        ordering = ["nom"]
        verbose_name = "éditeur"
        constraints = [
            *AvecAutresNoms.Meta.constraints,
            models.UniqueConstraint(
                Lower("nom"), name="editeur_nom_unique", violation_error_message="Cet éditeur existe déjà."
            ),
        ]


class ApplicationQuerySet(SuiviQuerySet):
    CHAMPS_DE_RECHERCHE = ("nom", "autres_noms", "editeur__nom", "editeur__autres_noms")

    def avec_fonctions(self):
        """Each piece of software with the number of its functions, whatever the year."""
        return self.annotate(nombre_fonctions=models.Count("fonctionnalites"))


class Application(AvecPage, AvecAutresNoms):
    """A piece of software by one vendor; it serves one or several functions."""

    editeur = models.ForeignKey(Editeur, models.PROTECT, related_name="applications", verbose_name="éditeur")

    objects = ApplicationQuerySet.as_manager()

    class Meta(AvecAutresNoms.Meta):
        ordering = ["nom"]
        verbose_name = "application"
        constraints = [
            *AvecAutresNoms.Meta.constraints,
            models.UniqueConstraint(
                Lower("nom"),
                "editeur",
                name="application_unique_par_editeur",
                violation_error_message="Cet éditeur a déjà une application de ce nom.",
            ),
        ]


class Fonctionnalite(AvecPage, Suivi):
    """What a piece of software does in a domain: the row of the catalogue, whatever the year."""

    nomme_par = ("application",)

    domaine = models.ForeignKey(
        Domaine, models.PROTECT, related_name="fonctionnalites", verbose_name="domaine"
    )
    libelle = models.CharField("libellé", max_length=160)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="fonctionnalites", verbose_name="application"
    )

    class Meta(Suivi.Meta):
        ordering = ["domaine", "libelle", "application"]
        verbose_name = "fonctionnalité"
        constraints = [
            models.UniqueConstraint(
                fields=["domaine", "libelle", "application"],
                name="fonctionnalite_unique",
                violation_error_message=(
                    "Cette fonctionnalité existe déjà dans ce domaine pour cette application."
                ),
            )
        ]

    def __str__(self):
        return f"{self.libelle} ({self.application})"


class ReorganisationDomaine(Passage):
    """A domain that is renamed, split or merged from a date on.

    The functions of one that goes on under another name stand under that name from then on.
    """

    ancien = models.ForeignKey(
        Domaine, models.PROTECT, related_name="passages", verbose_name="ancien domaine"
    )
    nouveau = models.ForeignKey(
        Domaine, models.PROTECT, related_name="venues", verbose_name="nouveau domaine"
    )

    class Meta(Passage.Meta):
        verbose_name = "réorganisation d’un domaine"
        verbose_name_plural = "réorganisations des domaines"


class ReorganisationFonction(Passage):
    """A function of the catalogue that is renamed, split or merged from a date on."""

    ancien = models.ForeignKey(
        Fonctionnalite, models.PROTECT, related_name="passages", verbose_name="ancienne fonctionnalité"
    )
    nouveau = models.ForeignKey(
        Fonctionnalite, models.PROTECT, related_name="venues", verbose_name="nouvelle fonctionnalité"
    )

    class Meta(Passage.Meta):
        verbose_name = "réorganisation d’une fonctionnalité"
        verbose_name_plural = "réorganisations des fonctionnalités"
