"""The members of the syndicate: who they are, under which names, since when, and what became of them."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Greatest, Lower

from siim94.socle.declencheurs import Declencheur, declencheurs
from siim94.socle.models import (
    AvecPage,
    Exercice,
    FaitAnnuel,
    FaitAnnuelQuerySet,
    Passage,
    PassagePossible,
    PassageQuerySet,
    Suivi,
    SuiviQuerySet,
)


class AdherentQuerySet(SuiviQuerySet):
    CHAMPS_DE_RECHERCHE = (
        "nom",
        "nom_court",
        "alias__libelle",
        "venues__ancien__nom",
        "code",
        "siret",
        "genre",
    )

    def membres_en(self, annee: int):
        """Members during at least one day of the year (bounds that are not known do not exclude).

        One that was succeeded on a day not known is no member any more after the year that tells it.
        """
        periodes = Adhesion.objects.filter(
            Q(debut__isnull=True) | Q(debut__year__lte=annee),
            Q(fin__isnull=True) | Q(fin__year__gte=annee),
            adherent=OuterRef("pk"),
        )
        succedes = Succession.objects.filter(
            ancien=OuterRef("pk"), date__isnull=True, adhesion=True, bilan__lt=annee
        )
        return self.filter(Exists(periodes), ~Exists(succedes))

    def nombre_en(self, annee: int, **filtres) -> int | None:
        """How many members in a year that has a report of its own; of others nobody says who they were.

        None rather than 0: a year without any membership was not filled in.
        """
        if not Exercice.objects.avec_bilan().filter(pk=annee).exists():
            return None
        return self.membres_en(annee).filter(**filtres).count() or None

    def by_genre(self):
        """Members in the order of the report: kind, then rank, then name."""
        return self.order_by("genre", "rang", "nom")

    def predecesseurs_de(self, adherent) -> list["Adherent"]:
        """The bodies that a member comes from, at any depth, in the order of the report."""
        anciens: dict[int, set[int]] = {}
        for ancien, nouveau in Succession.objects.values_list("ancien", "nouveau"):
            anciens.setdefault(nouveau, set()).add(ancien)
        trouves: set[int] = set()
        a_voir = [adherent.pk]
        while a_voir:
            nouveaux = anciens.get(a_voir.pop(), set()) - trouves - {adherent.pk}
            trouves |= nouveaux
            a_voir += nouveaux
        return list(self.filter(pk__in=trouves).by_genre())


class Adherent(AvecPage, Suivi):
    """A body that the syndicate works for: town, housing office, territory, establishment."""

    class Genre(models.TextChoices):
        VILLE = "1-ville", "ville"
        OPH = "2-oph", "office public de l’habitat"
        TERRITOIRE = "3-territoire", "établissement public territorial"
        ETABLISSEMENT = "4-etablissement", "établissement"
        BAILLEUR = "5-bailleur", "autre bailleur social"

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom officiel", max_length=200, unique=True)
    nom_court = models.CharField(
        "nom court", max_length=40, unique=True, help_text="Têtes de colonnes, graphiques."
    )
    genre = models.CharField("genre", max_length=20, choices=Genre)
    siret = models.CharField(
        "SIRET",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\d{14}$", "Le SIRET compte 14 chiffres.")],
    )
    rang = models.PositiveSmallIntegerField("rang", default=0, help_text="Ordre dans les tableaux du bilan.")

    objects = AdherentQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["genre", "rang", "nom"]
        verbose_name = "adhérent"
        constraints = [
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"),
                name="adherent_siret_quatorze_chiffres",
                violation_error_message="Le SIRET compte 14 chiffres.",
            )
        ]


class Alias(Suivi):
    """Another name under which a source writes a member: finance, catalogue, texts, GLPI."""

    noms_plies = False

    class Origine(models.TextChoices):
        FINANCES = "finances", "finances"
        CATALOGUE = "catalogue", "catalogue"
        TEXTE = "texte", "textes"
        GLPI = "glpi", "GLPI"

    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="alias", verbose_name="adhérent")
    libelle = models.CharField("libellé", max_length=200)
    origine = models.CharField("origine", max_length=20, choices=Origine)

    class Meta(Suivi.Meta):
        ordering = ["adherent", "origine", "libelle"]
        verbose_name = "autre nom"
        verbose_name_plural = "autres noms"
        constraints = [
            models.UniqueConstraint(
                Lower("libelle"),
                name="alias_designe_un_seul_adherent",
                violation_error_message="Ce nom désigne déjà un adhérent.",
            )
        ]


FIN_AVANT_DEBUT = "La fin de l’adhésion précède son début."


class Adhesion(Suivi):
    """A period of membership; a bound that the sources do not give stays empty."""

    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="adhesions", verbose_name="adhérent")
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True, help_text="Dernier jour.")

    class Meta(Suivi.Meta):
        ordering = ["adherent", F("debut").asc(nulls_first=True)]
        verbose_name = "adhésion"
        constraints = [
            models.CheckConstraint(
                condition=Q(debut__isnull=True) | Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                name="adhesion_fin_apres_debut",
                violation_error_message=FIN_AVANT_DEBUT,
            ),
            ExclusionConstraint(
                name="adhesion_sans_chevauchement",
                expressions=[
                    ("adherent", RangeOperators.EQUAL),
                    (
                        # Dates in the wrong order make no range: the rule above has words for them.
                        Func(
                            "debut",
                            Case(When(fin__isnull=False, then=Greatest("debut", "fin"))),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Cet adhérent a déjà une adhésion sur cette période.",
            ),
        ]

    def clean(self):
        super().clean()
        # Said here as well, on a field: the range of the exclusion cannot even be built from reversed bounds.
        if self.debut and self.fin and self.fin < self.debut:
            raise ValidationError({"fin": FIN_AVANT_DEBUT})

    def __str__(self):
        debut, fin = (f"{jour:%d/%m/%Y}" if jour else "" for jour in (self.debut, self.fin))
        if debut and fin:
            dates = f"du {debut} au {fin}"
        elif debut or fin:
            dates = f"depuis le {debut}" if debut else f"jusqu’au {fin}"
        else:
            dates = "dates non renseignées"
        return f"adhésion\u00a0: {self.adherent}, {dates}"


class SuccessionQuerySet(PassageQuerySet):
    def rapportes_en(self, annee: int):
        """What the report of a year tells: its own, or that of the date."""
        return self.filter(Q(bilan=annee) | Q(bilan__isnull=True, date__year=annee))

    def en_vigueur_en(self, annee: int):
        """Those made by the end of a year; without a date, from the year after the one that tells them."""
        return self.filter(Q(date__year__lte=annee) | Q(date__isnull=True, bilan__lt=annee))


AVANT_ADHESION = "succession_avant_adhesion"


class SuccessionPossible(PassagePossible):
    """A succession leads forward, and not before its member came in; without a date nor a year that tells
    it, it is told by the latest open year.
    """

    annees = "EXTRACT(YEAR FROM {r}.date)::integer, {r}.bilan_id"
    regles = f"""
    IF NEW.date IS NULL AND NEW.bilan_id IS NULL THEN
        NEW.bilan_id := (SELECT max(e.annee) FROM public.socle_exercice e WHERE e.statut = 'ouvert');
    END IF;
    IF NEW.date < (
        SELECT min(COALESCE(a.debut, '-infinity'::date)) FROM public.adherents_adhesion a
        WHERE a.adherent_id = NEW.ancien_id
    ) THEN
        RAISE EXCEPTION 'avant adhésion'
            USING ERRCODE = '23514', CONSTRAINT = '{AVANT_ADHESION}', TABLE = TG_TABLE_NAME;
    END IF;"""  # noqa: S608 - a name of ours


class SuccessionAdhesions(Declencheur):
    """Memberships follow a dated succession: the old one's ends on the day before, the new one's goes on or
    begins; a succession that changes or goes takes that back.
    """

    name = "succession_adhesions"
    level = pgtrigger.Row
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    declare = [("charge", "text")]
    func = """
    IF TG_OP = 'UPDATE' AND (OLD.ancien_id, OLD.nouveau_id, OLD.date, OLD.adhesion)
        IS NOT DISTINCT FROM (NEW.ancien_id, NEW.nouveau_id, NEW.date, NEW.adhesion)
    THEN
        RETURN NULL;
    END IF;
    -- A load is the record of its own rows only: of these, the journal is.
    charge := current_setting('siim94.chargement', true);
    PERFORM set_config('siim94.chargement', '', true);
    IF TG_OP <> 'INSERT' AND OLD.adhesion THEN
        DELETE FROM public.adherents_adhesion a
        WHERE a.adherent_id = OLD.nouveau_id AND a.debut = OLD.date AND NOT EXISTS (
            SELECT 1 FROM public.adherents_succession s
            WHERE s.nouveau_id = OLD.nouveau_id AND s.date = OLD.date AND s.adhesion
        );
        UPDATE public.adherents_adhesion a SET fin = NULL
        WHERE a.adherent_id = OLD.ancien_id AND a.fin = OLD.date - 1 AND NOT EXISTS (
            SELECT 1 FROM public.adherents_succession s
            WHERE s.ancien_id = OLD.ancien_id AND s.date = OLD.date AND s.adhesion
        ) AND NOT EXISTS (
            SELECT 1 FROM public.adherents_adhesion b WHERE b.adherent_id = a.adherent_id AND b.debut > a.fin
        );
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.adhesion THEN
        UPDATE public.adherents_adhesion a SET fin = NEW.date - 1
        WHERE a.adherent_id = NEW.ancien_id
            AND COALESCE(a.debut < NEW.date, true) AND COALESCE(a.fin >= NEW.date, true);
        INSERT INTO public.adherents_adhesion (adherent_id, debut, version)
        SELECT NEW.nouveau_id, NEW.date, 1
        WHERE EXISTS (
            SELECT 1 FROM public.adherents_adhesion a
            WHERE a.adherent_id = NEW.ancien_id AND a.fin = NEW.date - 1
        ) AND NOT EXISTS (
            SELECT 1 FROM public.adherents_adhesion a
            WHERE a.adherent_id = NEW.nouveau_id AND COALESCE(a.fin >= NEW.date, true)
        );
    END IF;
    PERFORM set_config('siim94.chargement', COALESCE(charge, ''), true);
    RETURN NULL;"""


class Succession(Passage):
    """A body takes the place of another: merger, change of name or of status.

    ``bilan`` is the year whose report tells it, where that is not the year of its date.
    """

    regles = {
        **Passage.regles,
        AVANT_ADHESION: ("date", "Cette date précède l’entrée de l’adhérent qui disparaît."),
    }

    ancien = models.ForeignKey(Adherent, models.PROTECT, related_name="passages", verbose_name="ancien")
    nouveau = models.ForeignKey(Adherent, models.PROTECT, related_name="venues", verbose_name="nouveau")
    date = models.DateField(
        "date d’effet",
        null=True,
        blank=True,
        help_text="Premier jour du nouvel organisme. Sans date, il compte à partir de l’année suivante.",
    )
    adhesion = models.BooleanField(
        "adhésions mises à jour",
        default=True,
        help_text="L’adhésion de l’ancien s’arrête la veille, celle du nouveau se poursuit ou s’ouvre.",
    )
    bilan = models.ForeignKey(
        Exercice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bilan qui la rapporte",
        help_text="Vide : celui de l’année de la date ; sans date, le dernier exercice ouvert.",
    )

    objects = SuccessionQuerySet.as_manager()

    class Meta(Passage.Meta):
        verbose_name = "succession"
        triggers = [*declencheurs(), SuccessionPossible(), SuccessionAdhesions()]


class SituationAdherentQuerySet(FaitAnnuelQuerySet):
    def populations(self, annee: int):
        """The members whose inhabitants are known in the year, in the order of the report."""
        connues = self.for_exercice(annee).filter(population__isnull=False)
        return connues.select_related("adherent").order_by("adherent__rang", "adherent__nom")

    def saisis(self, annee: int, mesure: str):
        """The members of whom a measure (``postes``, ``tickets``) was typed, in the order of the report."""
        connues = self.for_exercice(annee).exclude(**{mesure: None})
        return connues.select_related("adherent").order_by("adherent__rang", "adherent__nom")

    def total_saisi(self, annee: int, mesure: str) -> int | None:
        """The sum of a measure typed for the year; None when none was."""
        return self.for_exercice(annee).aggregate(total=models.Sum(mesure))["total"]

    def by_annee(self, annees, bilan: int, mesure: str) -> dict[int, dict[Adherent, int]]:
        """A measure typed of years that the report ``bilan`` knows: by year, then member."""
        connues = self.filter(exercice__in=list(annees)).connus_en(bilan).exclude(**{mesure: None})
        par_annee: dict[int, dict[Adherent, int]] = {}
        for situation in connues.select_related("adherent").order_by("exercice_id", "adherent__rang"):
            par_annee.setdefault(situation.exercice_id, {})[situation.adherent] = getattr(situation, mesure)
        return par_annee


class SituationAdherent(FaitAnnuel):
    """What a member is in one year: inhabitants, workstations and tickets, the bases of comparison between
    members. GLPI knows the last two better where it has them.
    """

    grain = ("exercice", "adherent")

    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="situations", verbose_name="adhérent")
    population = models.PositiveIntegerField("population", null=True, blank=True)
    postes = models.PositiveIntegerField("postes de travail", null=True, blank=True)
    tickets = models.PositiveIntegerField(
        "tickets traités", null=True, blank=True, help_text="D’une année que GLPI ne connaît pas."
    )

    objects = SituationAdherentQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "adherent"]
        verbose_name = "situation d’un adhérent"
        verbose_name_plural = "situations des adhérents"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "adherent"],
                name="situationadherent_unique_par_exercice",
                violation_error_message="La situation de cet adhérent est déjà renseignée pour cet exercice.",
            ),
        ]

    def __str__(self):
        return f"{self.adherent} en {self.exercice_id}"
