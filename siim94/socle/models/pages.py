"""The pages that each account saw lately or starred: no business data, and nobody else's to see."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

# Written out: every page of the site asks it, and composing it took longer than answering it.
_AVEC_LEUR_TRACE = """
    SELECT p.*, t.action AS derniere_action, t.quand AS changee_le
    FROM {pages} p
    LEFT JOIN LATERAL (
        SELECT j.action, j.quand FROM socle_journal j
        WHERE j.table_nom = p.table_nom AND j.cle = p.cle
        ORDER BY j.quand DESC, j.id DESC LIMIT 1
    ) t ON true
    WHERE p.utilisateur_id = %(utilisateur)s
    ORDER BY p.vue_le DESC
"""
LIRE = _AVEC_LEUR_TRACE.format(pages="socle_pageconnue")

# One statement a page: the row is written, what is too old goes, and the pages of the account come back as
# they are then. Rows that another window of the same account holds are left to it: two pages opened at once
# never wait for each other. Nor does a page wait for the disk: what a crash may lose is which was seen last.
NOTER = f"""
    WITH sans_attendre AS (
        SELECT set_config('synchronous_commit', 'off', true)
    ), anciennes AS (
        SELECT id FROM socle_pageconnue
        WHERE utilisateur_id = %(utilisateur)s AND NOT favorite AND adresse <> %(adresse)s
            AND split_part(adresse, '?', 1) <> %(chemin)s
        ORDER BY vue_le DESC OFFSET %(autres)s
        FOR UPDATE SKIP LOCKED
    ), variantes AS (
        SELECT id FROM socle_pageconnue
        WHERE utilisateur_id = %(utilisateur)s AND NOT favorite AND adresse <> %(adresse)s
            AND split_part(adresse, '?', 1) = %(chemin)s
        FOR UPDATE SKIP LOCKED
    ), oubliees AS (
        DELETE FROM socle_pageconnue
        WHERE id IN (SELECT id FROM anciennes UNION ALL SELECT id FROM variantes)
    ), vue AS (
        INSERT INTO socle_pageconnue (utilisateur_id, adresse, titre, genre, droit, table_nom, cle, nom,
            favorite, rang, vue_le, titre_le)
        SELECT %(utilisateur)s, %(adresse)s, %(titre)s, %(genre)s, %(droit)s, %(table_nom)s, %(cle)s, '',
            false, 0, clock_timestamp(), clock_timestamp() FROM sans_attendre
        ON CONFLICT (utilisateur_id, adresse) DO UPDATE SET
            titre = excluded.titre, genre = excluded.genre, droit = excluded.droit,
            table_nom = excluded.table_nom, cle = excluded.cle,
            vue_le = excluded.vue_le, titre_le = excluded.titre_le
        RETURNING *
    ), toutes AS (
        SELECT * FROM vue
        UNION ALL
        SELECT * FROM socle_pageconnue
        WHERE utilisateur_id = %(utilisateur)s AND adresse <> %(adresse)s
            AND id NOT IN (SELECT id FROM anciennes UNION ALL SELECT id FROM variantes)
    )
    {_AVEC_LEUR_TRACE.format(pages="toutes")}
"""  # noqa: S608 - no value in it


def ouvre(utilisateur, droit: str) -> bool:
    """Whether this person may open a page; ``droit``: a right, the name of an app (any right), or nothing."""
    if not droit:
        return True
    return utilisateur.has_perm(droit) if "." in droit else utilisateur.has_module_perms(droit)


class PageConnueQuerySet(models.QuerySet):
    def noter(
        self, utilisateur, adresse: str, titre: str, *, genre="", droit="", objet=None
    ) -> list["PageConnue"]:
        """Note that an account sees a page now, in one statement; gives it, starred or not, then the
        others of the account, as ``of_compte`` does.

        Of the pages of one path (a list under several criteria) only the last seen stays among the recent
        ones, and no more than ``GARDEES`` recent pages stay for an account; favourites all stay.
        """
        parametres = {
            "utilisateur": utilisateur.pk,
            "adresse": adresse,
            "chemin": adresse.partition("?")[0],
            "titre": titre[: PageConnue._meta.get_field("titre").max_length],
            "genre": genre[: PageConnue._meta.get_field("genre").max_length],
            "droit": droit,
            "table_nom": objet._meta.db_table if objet is not None else "",
            "cle": str(objet.pk) if objet is not None else "",
            "autres": PageConnue.GARDEES - 1,
        }
        return list(self.raw(NOTER, parametres))

    def of_compte(self, utilisateur):
        """The pages of an account, with the last change of the object: ``derniere_action``, ``changee_le``.

        Both are None for a page that shows no object, or one that has not changed since the first data.
        """
        return self.raw(LIRE, {"utilisateur": utilisateur.pk})

    def mettre_en_favori(self):
        """Star the pages, after the favourites that the account already has."""
        derniers = PageConnue.objects.filter(utilisateur=OuterRef("utilisateur"), favorite=True)
        rang = Subquery(derniers.order_by("-rang").values("rang")[:1])
        return self.filter(favorite=False).update(favorite=True, rang=Coalesce(rang, 0) + 1)

    def retirer_des_favoris(self):
        """Unstar the pages; they stay among the recent ones, under their own title."""
        return self.filter(favorite=True).update(favorite=False, nom="", rang=0)


class PageConnue(models.Model):
    """A page of the site that an account saw lately, or starred.

    ``droit`` is what one must hold to read it (``finances.view_contribution``, or ``finances`` for any right
    of the app), asked again each time its title is shown. ``table_nom`` and ``cle`` name the object that the
    page shows, as the journal does: a title follows its object, and a page goes with it.
    """

    GARDEES = 20  # recent pages kept for each account

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pages_connues", verbose_name="utilisateur"
    )
    adresse = models.CharField("adresse", max_length=600)
    titre = models.CharField("titre", max_length=200)
    genre = models.CharField("genre", max_length=80, blank=True)
    droit = models.CharField("droit", max_length=120, blank=True)
    table_nom = models.CharField("table", max_length=80, blank=True)
    cle = models.CharField("clé", max_length=40, blank=True)
    nom = models.CharField("nom", max_length=200, blank=True)
    favorite = models.BooleanField("favorite", default=False)
    rang = models.PositiveIntegerField("rang", default=0)
    vue_le = models.DateTimeField("vue le")
    titre_le = models.DateTimeField("titre lu le")

    objects = PageConnueQuerySet.as_manager()

    class Meta:
        ordering = ["-vue_le"]
        verbose_name = "page connue"
        verbose_name_plural = "pages connues"
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "adresse"],
                name="pageconnue_unique",
                violation_error_message="Cette page est déjà connue.",
            )
        ]

    def __str__(self):
        return self.nom or self.titre

    def lisible_par(self, utilisateur) -> bool:
        """Whether this person still holds the right that the page asks for."""
        return ouvre(utilisateur, self.droit)
