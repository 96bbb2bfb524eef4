"""What each account likes: the columns and size of its lists, and the criteria that it keeps under a name.

These are no business data: neither the history nor the freshness of a report knows them, and nobody needs a
right for what is his own.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from siim94.socle.ordre import SansAccent

# Rows a page that a list offers.
TAILLES = (25, 50, 100, 250)


class FiltreEnregistreQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur, liste: str):
        """The saved criteria of a list that a person may apply: its own first, then those that others
        share; ``a_moi`` tells them apart.
        """
        return (
            self.filter(Q(utilisateur=utilisateur) | Q(partage=True), liste=liste)
            .annotate(a_moi=models.ExpressionWrapper(Q(utilisateur=utilisateur), models.BooleanField()))
            .select_related("utilisateur")
            .order_by("-a_moi", SansAccent("nom"), "pk")
        )


class FiltreEnregistre(models.Model):
    """The state of a list (criteria, year, order, columns) under a name; ``parametres`` is its query string.

    ``liste`` is the model that the list shows (``finances.contribution``).
    """

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="filtres", verbose_name="auteur"
    )
    liste = models.CharField("liste", max_length=120)
    nom = models.CharField("nom", max_length=80)
    parametres = models.TextField("critères", blank=True)
    partage = models.BooleanField("partagé", default=False)

    objects = FiltreEnregistreQuerySet.as_manager()

    class Meta:
        ordering = ["liste", "nom", "pk"]
        default_permissions = ()
        verbose_name = "filtre enregistré"
        verbose_name_plural = "filtres enregistrés"
        constraints = [
            models.UniqueConstraint(
                "utilisateur",
                "liste",
                Lower("nom"),
                name="filtreenregistre_unique",
                violation_error_message="Vous avez déjà un filtre de ce nom pour cette liste.",
            ),
            models.CheckConstraint(
                condition=Q(nom__regex=r"\S"),
                name="filtreenregistre_nomme",
                violation_error_message="Donnez un nom à ce filtre.",
            ),
        ]

    def __str__(self):
        return self.nom


class PreferenceListe(models.Model):
    """How one account shows one list.

    ``colonnes``: the columns after the first, in their order, empty for the usual ones; ``taille``: None for
    the usual one; ``filtre``: the saved criteria that apply when the list is opened without any.
    """

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="preferences_listes",
        verbose_name="utilisateur",
    )
    liste = models.CharField("liste", max_length=120)
    colonnes = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name="colonnes")
    taille = models.PositiveSmallIntegerField("lignes par page", null=True, blank=True)
    filtre = models.ForeignKey(
        FiltreEnregistre,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="filtre par défaut",
    )

    class Meta:
        default_permissions = ()
        verbose_name = "préférence de liste"
        verbose_name_plural = "préférences de listes"
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "liste"],
                name="preferenceliste_unique",
                violation_error_message="Les préférences de cette liste existent déjà.",
            ),
            models.CheckConstraint(
                condition=Q(taille__isnull=True) | Q(taille__in=TAILLES),
                name="preferenceliste_taille",
                violation_error_message="Une page compte 25, 50, 100 ou 250 lignes.",
            ),
        ]

    def __str__(self):
        return f"{self.liste} ({self.utilisateur})"
