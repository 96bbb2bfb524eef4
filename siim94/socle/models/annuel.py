"""The two abstract bases of every business table: followed by the database, and, for most, tied to a year."""

from functools import cache
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Expression, F, OuterRef, Q, Subquery

from siim94.formats.mots import memes_mots, passer_a
from siim94.socle.adresses import AdresseDifferee, adresse_de_page
from siim94.socle.cles import jumeaux
from siim94.socle.declencheurs import declencheurs
from siim94.socle.ordre import en_francais
from siim94.socle.partage import LuPourTous, partagee

if TYPE_CHECKING:
    from siim94.socle.models.passage import Passage, Suites


@cache
def passages_de(model: type[models.Model]) -> "type[Passage] | None":
    """The passages between the rows of a model, from one that was renamed, split or merged to another; None
    where they never give way.
    """
    relation = next((r for r in model._meta.related_objects if r.get_accessor_name() == "passages"), None)
    return relation and relation.related_model


@cache
def _de_l_annee(model: type[models.Model]) -> list[models.Field]:
    """The fields that may say something of their year: texts, and those that a row declares."""
    return [
        champ
        for champ in model._meta.concrete_fields
        if champ.name in model.de_son_annee or type(champ) in (models.CharField, models.TextField)
    ]


class SuiviQuerySet(LuPourTous):
    """Base of the project's querysets: names sort as French does, in ``Meta.ordering`` too."""

    def order_by(self, *criteres):
        return super().order_by(*en_francais(self.model, criteres, self.query.annotations))


class Suivi(models.Model):
    """A business row: its history is written, its version kept and the reports it touches noted by triggers.

    ``annee_sql`` is SQL giving the report year of a row known under the alias ``{r}``. None: the row has the
    year of its parent (a line that of its document), else it belongs to no year, and touches every report.
    ``verrou_annuel`` False keeps dated things (tickets, snapshots) and their parts alive after their year is
    closed: what was printed of them is protected by the frozen edition.
    ``bilans_sql`` gives the report years that a row touches where they are not its own only (a set-returning
    expression will do). ``hors_journal`` names columns that history must not hold. ``noms_plies``: two names
    that only accents, capitals or spaces tell apart name the same row (``siim94.socle.cles``).
    ``regles`` are rules that a trigger of the model alone holds: by the name it raises, field and sentence.
    ``nominatifs`` names columns that may hold a person: loads keep them out of messages and previews.
    ``presence``: the row says that something is there, no more: two that become the same are one.
    ``oubliables`` names columns that may be emptied for good: the journal tells it, and not what they held.
    ``de_son_annee`` names columns besides the values (comments, dates) that a new year never takes over.
    A subclass with its own ``Meta`` inherits ``Suivi.Meta`` (or ``FaitAnnuel.Meta``), else it has no trigger:
    a test walks all models.
    """

    annee_sql: str | None = None
    bilans_sql: str | None = None
    verrou_annuel: bool = True
    hors_journal: tuple[str, ...] = ()
    oubliables: tuple[str, ...] = ()
    noms_plies: bool = True
    de_son_annee: tuple[str, ...] = ()
    presence: bool = False
    nominatifs: tuple[str, ...] = ()
    regles: dict[str, tuple[str, str]] = {}

    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SuiviQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers = declencheurs()

    def __str__(self):
        """Its name; a model without ``nom`` or ``libelle`` says how its rows are called."""
        return self.nom if hasattr(self, "nom") else self.libelle

    def save(self, *args, **kwargs):
        modification = not self._state.adding
        super().save(*args, **kwargs)
        if modification:
            # The trigger counted up: without this, a second save of the same object would be refused as
            # stale.
            self.refresh_from_db(fields=["version"])

    def dit_plus_que(self, autre) -> bool:
        """Of two presences that become the same (``presence``), whether this one is kept, not the other."""
        return False

    def validate_constraints(self, exclude=None):
        super().validate_constraints(exclude=exclude)
        for _, cle in jumeaux([self], tuple(exclude or ())):
            raise ValidationError(cle.erreur)

    def prendre_la_suite(self, suites: "Suites") -> None:
        """Name what the row refers to as it is at the end of a year: what was renamed or merged by then under
        its new name, a text that is the old name too.
        """
        for champ in self._meta.concrete_fields:
            if not champ.many_to_one or passages_de(champ.related_model) is None:
                continue
            if (nouveau := suites.heritier(champ.related_model, getattr(self, champ.attname))) is None:
                continue
            ancien = str(getattr(self, champ.name))
            setattr(self, champ.name, nouveau)
            for texte in self._meta.concrete_fields:
                if type(texte) is models.CharField and memes_mots(getattr(self, texte.attname) or "", ancien):
                    setattr(self, texte.attname, str(nouveau))

    def quitter_son_annee(self, avant: int, suites: "Suites") -> bool:
        """Take from a row of ``avant``, about to serve for the year of ``suites``, what it says of its year:
        its texts, and the names that are no more.

        False when a text that it cannot do without is gone: such a row was of its year only.
        """
        self.prendre_la_suite(suites)
        for champ in _de_l_annee(type(self)):
            if champ.name in self.de_son_annee:
                setattr(self, champ.attname, champ.get_default())
            elif ecrit := getattr(self, champ.attname):
                suivi = passer_a(ecrit, avant, suites.annee)
                if not suivi and not champ.blank:
                    return False
                setattr(self, champ.attname, suivi)
        return True


class AvecPage:
    """A row that has a page of its own: that of its ``Crud``, under the address of its app."""

    def get_absolute_url(self):
        return adresse_de_page(*self._page())

    @property
    def adresse_differee(self):
        """The same as a text that is worked out once it is read."""
        return AdresseDifferee(*self._page())

    def _page(self) -> tuple[str, int]:
        return f"{self._meta.app_label}:{self._meta.model_name}_detail", self.pk


# Above any year that an ``Exercice`` may have.
ANNEE_MAX = 9999


class FaitAnnuelQuerySet(SuiviQuerySet):
    """Rows of a year, as a given report knows them."""

    def derniers_connus(self):
        """The latest statement of each fact, whatever report made it."""
        return self.connus_en(ANNEE_MAX)

    def meme_fait(self, fait):
        """The statements of one fact over all years and reports, in order of both.

        Two rows tell the same fact when they differ by year and report alone, as the model's unique
        constraint says (the same member and nature, the same code of indicator). What was renamed in between
        is the same; a merger or a split is not.
        """
        cle = {}
        for champ in map(self.model._meta.get_field, self.model.cle_de_serie()):
            valeur = getattr(fait, champ.attname)
            if valeur is None:
                cle[f"{champ.name}__isnull"] = True
            elif champ.many_to_one and (passages := passages_de(champ.related_model)):
                cle[f"{champ.name}__in"] = passages.objects.noms_successifs(valeur)
            else:
                cle[champ.name] = valeur
        # By number: ordered by the relation, the years would come in the order of their own model.
        return self.filter(**cle).order_by("exercice_id", "bilan_de_id", "pk")

    @partagee
    def connus_en(self, bilan):
        """The rows that the report of year ``bilan`` (an int) knows: of each restated fact, the latest
        statement.

        A later report may restate a year (``bilan_de`` after ``exercice``): the report of year N takes the
        last statement made in N or before, at the grain that the model declares.
        """
        grain = {champ: OuterRef(champ) for champ in self.model.grain}
        dernier = self.model._base_manager.filter(bilan_de__lte=bilan, **grain).order_by("-bilan_de")
        return self.filter(bilan_de=Subquery(dernier.values("bilan_de")[:1]))

    @partagee
    def for_exercice(self, annee, bilan=None):
        """Rows of one year as known in the report ``bilan`` (default: the year's own report)."""
        return self.filter(exercice=annee).connus_en(bilan or annee)

    @partagee
    def until_exercice(self, annee, nombre=None):
        """Rows of the years up to ``annee`` as its report knows them (the last ``nombre`` years only, if
        given).
        """
        lignes = self.filter(exercice__lte=annee).connus_en(annee)
        return lignes.filter(exercice__gt=annee - nombre) if nombre else lignes


class BilanJamaisAvant(models.CheckConstraint):
    """No report prints a figure before its year; asked of an object without asking the database."""

    def validate(self, model, instance, exclude=None, using=None):
        annees = instance.exercice_id, instance.bilan_de_id
        if (
            {"exercice", "bilan_de"}.isdisjoint(exclude or ())
            and None not in annees
            and annees[1] < annees[0]
        ):
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self):
        return "django.db.models.CheckConstraint", *super().deconstruct()[1:]


class PremierBilan(Expression):
    """In SQL, ``premiers_bilans`` of one year."""

    SQL = (
        "COALESCE((SELECT min(annee) FROM public.socle_exercice"
        " WHERE annee >= %s AND statut <> 'repris'), %s)"
    )

    def __init__(self, annee: int):
        super().__init__(output_field=models.IntegerField())
        self.annee = annee

    def as_sql(self, compiler, connection):
        return self.SQL, [self.annee, self.annee]


class BilanField(models.ForeignKey):
    """The year whose report tells a fact. Of a new row that names none, the statement that writes it finds
    the first, and gives it back: it costs no question of its own, and no other transaction comes between.
    """

    db_returning = True

    def pre_save(self, model_instance, add):
        bilan, annee = super().pre_save(model_instance, add), model_instance.exercice_id
        if bilan is not None or annee is None or not add:
            return bilan
        return PremierBilan(annee)

    def deconstruct(self):
        nom, _, args, kwargs = super().deconstruct()
        # Migrations keep its first name.
        return nom, "django.db.models.ForeignKey", args, kwargs | {"verbose_name": "bilan de"}


class FaitAnnuel(Suivi):
    """A fact of one year. ``bilan_de`` names the year whose report printed it: its own, or a later one that
    restates it; of a year known only through later reports, by default the first of those. What such a year
    says of itself (an old budget document) is locked with the reports that come after it. No row comes in
    whose ``bilan_de`` precedes its year; those that an older version let in are locked by their own year's
    report, which prints them.

    ``grain`` lists the fields that identify the fact apart from ``bilan_de``; they are never null.
    """

    annee_sql = "GREATEST({r}.bilan_de_id, {r}.exercice_id)"
    grain: tuple[str, ...] = ("exercice",)

    exercice = models.ForeignKey("socle.Exercice", models.PROTECT, related_name="+", verbose_name="exercice")
    bilan_de = BilanField(
        "socle.Exercice",
        models.PROTECT,
        related_name="+",
        blank=True,
        verbose_name="donné par le bilan",
        help_text="Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.",
    )

    objects = FaitAnnuelQuerySet.as_manager()

    class Meta(Suivi.Meta):
        abstract = True
        constraints = [
            BilanJamaisAvant(
                condition=Q(bilan_de__gte=F("exercice")),
                name="%(app_label)s_%(class)s_bilan_apres",
                violation_error_message="Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.",
            )
        ]

    def save(self, *args, **kwargs):
        if not self._state.adding:
            self._completer_bilan()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        self._completer_bilan()

    def _completer_bilan(self):
        """By default the report of the year itself, else the first that restates it."""
        if self.bilan_de_id is not None or self.exercice_id is None:
            return
        champ = self._meta.get_field("exercice")
        exercice = champ.get_cached_value(self, default=None)
        if exercice is not None and exercice.a_un_bilan:
            self.bilan_de_id = exercice.pk
        else:
            premiers = champ.related_model.objects.premiers_bilans()
            self.bilan_de_id = premiers.get(self.exercice_id, self.exercice_id)

    @property
    def annee_du_bilan(self) -> int | None:
        """The year whose report prints the row first, and whose closing locks it: ``annee_sql``."""
        return max(filter(None, (self.bilan_de_id, self.exercice_id)), default=None)

    @classmethod
    def cle_de_serie(cls) -> list[str]:
        """The fields that tell one fact from another in a year: its unique constraint but for the year."""
        champs = next(
            contrainte.fields
            for contrainte in cls._meta.constraints
            if isinstance(contrainte, models.UniqueConstraint) and "bilan_de" in contrainte.fields
        )
        return [champ for champ in champs if champ not in ("exercice", "bilan_de")]


def annee_du_bilan(objet: models.Model) -> int | None:
    """The year whose report holds a row, its own or that of the row on which it hangs; None without any."""
    if isinstance(objet, FaitAnnuel):
        return objet.annee_du_bilan
    if hasattr(objet, "exercice_id"):
        return objet.exercice_id
    for champ in objet._meta.concrete_fields:
        if champ.is_relation and issubclass(champ.related_model, FaitAnnuel):
            return getattr(objet, champ.name).annee_du_bilan
    return None
