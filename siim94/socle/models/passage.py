"""What gives way to something else from a date on: a member, a service, a domain, a function, a grade.

A name never changes under the years that bore it: what is renamed, split or merged is a row of its own, tied
to the old one by a passage. One old and one new is a new name; several old, a merger; several new, a split.
"""

from collections import Counter
from collections.abc import Collection, Mapping

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import RawSQL

from siim94.formats import francais
from siim94.formats.calcul import somme
from siim94.formats.francais import INSECABLE
from siim94.socle.declencheurs import Declencheur, declencheurs
from siim94.socle.models.annuel import Suivi, SuiviQuerySet, passages_de
from siim94.socle.partage import partagee

EN_CERCLE = "passage_en_cercle"
NOMS_SUCCESSIFS = """
    WITH RECURSIVE renommes AS (
        SELECT ancien_id, nouveau_id FROM {passages} p
        WHERE p.raccordee AND NOT EXISTS (
            SELECT 1 FROM {passages} autre
            WHERE autre.nouveau_id = p.nouveau_id AND autre.raccordee AND autre.id <> p.id
        )
    ), noms(id) AS (
        SELECT id FROM {lignes} WHERE {champ} = %s
        UNION
        SELECT CASE WHEN r.ancien_id = n.id THEN r.nouveau_id ELSE r.ancien_id END
        FROM renommes r JOIN noms n ON n.id IN (r.ancien_id, r.nouveau_id)
    )
    SELECT id FROM noms"""


class PassageQuerySet(SuiviQuerySet):
    def rapportes_en(self, annee: int):
        """What the report of a year tells: each passage in one year only."""
        return self.filter(date__year=annee)

    def en_vigueur_en(self, annee: int):
        """The passages made by the end of a year."""
        return self.filter(date__year__lte=annee)

    @partagee
    def heritiers(self, annee: int, champ: str = "pk") -> dict:
        """Under which row the series of each old one goes on, at the end of a year: the ``champ`` of both, a
        key or a name that is unique. One query.

        An old row whose series breaks has none.
        """
        raccordes = self.en_vigueur_en(annee).filter(raccordee=True).order_by()
        suites = dict(raccordes.values_list(f"ancien__{champ}", f"nouveau__{champ}"))
        return {ancien: _au_bout(ancien, suites) for ancien in suites}

    def a_la_place_de(self, chemin: str, annee: int):
        """An expression of the row that stands at the end of a year for the one that ``chemin`` leads to."""
        suites = self.heritiers(annee)
        return Case(
            *(When(**{chemin: ancien}, then=Value(nouveau)) for ancien, nouveau in suites.items()),
            default=F(chemin),
            output_field=models.BigIntegerField(),
        )

    def remplaces(self, annee: int, presents: Collection, champ: str = "pk") -> dict:
        """Of the rows that a year has no more, under which of those that it has their series go on: one that
        is ``present`` keeps its line, whatever it became.
        """
        heritiers = self.heritiers(annee, champ)
        return {a: n for a, n in heritiers.items() if a not in presents and n in presents}

    def rattacher(self, annee: int, par_annee: Mapping[int, Mapping], champ: str = "pk") -> tuple[dict, list]:
        """Figures by year and row under the names of ``annee``, and in sentences what became of the rows that
        stand under another: figures of rows that were merged are summed.
        """
        suites = self.remplaces(annee, par_annee.get(annee, {}), champ)
        regroupes: dict[int, dict] = {}
        passes = set()
        for an, figures in par_annee.items():
            lignes: dict = {}
            for cle, valeur in figures.items():
                passes |= {cle} & suites.keys()
                lignes.setdefault(suites.get(cle, cle), []).append(valeur)
            regroupes[an] = {cle: somme(valeurs) for cle, valeurs in lignes.items()}
        return regroupes, self.filter(**{f"ancien__{champ}__in": passes}).phrases() if passes else []

    def premiers_noms(self, champ: str = "pk") -> dict:
        """The first name that each row had, of those that are one thing under one name after the other: the
        ``champ`` of both. One query.
        """
        suites = list(
            self.filter(raccordee=True).order_by().values_list(f"nouveau__{champ}", f"ancien__{champ}")
        )
        venues = Counter(nouveau for nouveau, _ in suites)
        avant = {nouveau: ancien for nouveau, ancien in suites if venues[nouveau] == 1}
        return {nouveau: _au_bout(nouveau, avant) for nouveau in avant}

    def noms_successifs(self, valeur: object, champ: str = "id") -> RawSQL:
        """The keys of the rows that are one and the same thing under one name after the other, never a
        merger's, among them that whose ``champ`` has this value: an expression to filter by.
        """
        passages, lignes = self.model._meta.db_table, self.model._meta.get_field("ancien").related_model
        return RawSQL(  # noqa: S611 - names of ours
            NOMS_SUCCESSIFS.format(passages=passages, lignes=lignes._meta.db_table, champ=champ),
            [valeur],
        )

    @partagee
    def cles_successives(self, valeur: object, champ: str = "id") -> frozenset:
        """The same keys, read."""
        lignes = self.model._meta.get_field("ancien").related_model.objects
        return frozenset(
            lignes.filter(pk__in=self.noms_successifs(valeur, champ)).values_list("pk", flat=True)
        )

    def nommes(self):
        """In the order of their dates, with all that their names need."""
        relations = [
            f"{bout}__{nom}"
            for bout in ("ancien", "nouveau")
            for nom in getattr(self.model._meta.get_field(bout).related_model, "nomme_par", ())
        ]
        return self.select_related("ancien", "nouveau", *relations).order_by(
            F("date").asc(nulls_last=True), "pk"
        )

    def phrases(self, *, serie: bool = True) -> list[str]:
        """These passages in sentences, one for each merger, split or new name, in their order.

        Whether the series goes on is said of each, but for ``serie``.
        """
        passages = list(self.nommes())
        suites = Counter((passage.ancien_id, passage.date) for passage in passages)
        faits: dict[tuple, list[Passage]] = {}
        for passage in passages:
            partage = suites[passage.ancien_id, passage.date] > 1
            meme = passage.ancien_id if partage else (passage.nouveau_id, passage.raccordee)
            faits.setdefault((partage, meme, passage.date), []).append(passage)
        return [_phrase(fait, partage=partage, serie=serie) for (partage, *_), fait in faits.items()]


def _au_bout(cle, suites: Mapping):
    """The last of a chain, which never is a circle."""
    while cle in suites:
        cle = suites[cle]
    return cle


def _phrase(passages: list["Passage"], *, partage: bool, serie: bool) -> str:
    anciens = francais.enumeration([str(p.ancien) for p in passages[: 1 if partage else None]])
    nouveaux = francais.enumeration([str(p.nouveau) for p in passages[: None if partage else 1]])
    verbe = "est partagé entre" if partage else "deviennent" if len(passages) > 1 else "devient"
    date = passages[0].date
    quand = f" le {francais.date_longue(date)}" if date else ""
    if not serie:
        return f"{anciens} {verbe} {nouveaux}{quand}."
    raccords = [str(p.nouveau) for p in passages if p.raccordee]
    if partage and raccords:
        suite = f"la série continue sous {raccords[0]}"
    else:
        suite = "la série continue" if raccords else "la série s’interrompt"
    return f"{anciens} {verbe} {nouveaux}{quand}{INSECABLE}: {suite}."


class PassagePossible(Declencheur):
    """A passage leads forward, never back to what its old row comes from; one of a closed year neither comes,
    changes nor goes.
    """

    name = "passage_possible"
    level = pgtrigger.Row
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    # The years whose reports tell a row, as SQL over ``{r}``.
    annees = "EXTRACT(YEAR FROM {r}.date)::integer"
    # What else must hold of a row that comes in.
    regles = ""

    def get_func(self, model):
        table = model._meta.db_table
        anciennes, nouvelles = (self.annees.format(r=r) for r in ("OLD", "NEW"))
        return f"""
    PERFORM public.socle_exiger_ouvert(
        CASE TG_OP
            WHEN 'INSERT' THEN ARRAY[{nouvelles}]
            WHEN 'DELETE' THEN ARRAY[{anciennes}]
            ELSE ARRAY[{anciennes}, {nouvelles}]
        END, TG_TABLE_NAME);
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    -- Two that would close a circle together wait for one another.
    PERFORM pg_advisory_xact_lock(hashtext(TG_TABLE_NAME));
    IF NEW.ancien_id <> NEW.nouveau_id AND EXISTS (
        WITH RECURSIVE suite(id) AS (
            SELECT NEW.nouveau_id
            UNION
            SELECT s.nouveau_id FROM public.{table} s JOIN suite ON s.ancien_id = suite.id
            WHERE s.id IS DISTINCT FROM NEW.id
        )
        SELECT 1 FROM suite WHERE suite.id = NEW.ancien_id
    ) THEN
        RAISE EXCEPTION 'cercle'
            USING ERRCODE = '23514', CONSTRAINT = '{EN_CERCLE}', TABLE = TG_TABLE_NAME;
    END IF;
    {self.regles}
    RETURN NEW;"""  # noqa: S608 - names of ours


class Passage(Suivi):
    """From a date on, ``nouveau`` stands where ``ancien`` stood; the concrete models name the two.

    ``raccordee``: the figures of the old one go on under the new one, where years stand side by side. What is
    split goes on under one of its parts at most, so that nothing counts twice.
    """

    regles = {EN_CERCLE: ("nouveau", "Ce passage revient à ce dont l’ancien est lui-même issu.")}

    date = models.DateField("date d’effet", help_text="Premier jour du nouveau nom.")
    motif = models.CharField("motif", max_length=255)
    raccordee = models.BooleanField(
        "série raccordée",
        default=True,
        help_text="Les chiffres de l’ancien continuent sous le nouveau, là où les années se comparent.",
    )

    objects = PassageQuerySet.as_manager()

    class Meta(Suivi.Meta):
        abstract = True
        ordering = ["date", "ancien"]
        triggers = [*declencheurs(), PassagePossible()]
        constraints = [
            models.UniqueConstraint(
                fields=["ancien", "nouveau"],
                name="%(class)s_unique",
                violation_error_message="Ce passage est déjà enregistré.",
            ),
            models.UniqueConstraint(
                fields=["ancien"],
                condition=Q(raccordee=True),
                name="%(class)s_une_suite",
                violation_error_message="La série de l’ancien continue déjà sous un autre nom.",
            ),
            models.CheckConstraint(
                condition=~Q(ancien=F("nouveau")),
                name="%(class)s_entre_deux",
                violation_error_message="Rien ne se succède à soi-même.",
            ),
        ]

    def __str__(self):
        return f"{self.ancien} → {self.nouveau}"


class Suites:
    """What stands for rows at the end of a year: themselves, or what they became. At most two queries a
    model.
    """

    def __init__(self, annee: int):
        self.annee = annee
        self._heritiers: dict[type[models.Model], dict[int, models.Model]] = {}

    def heritier(self, model: type[models.Model], cle: int | None) -> models.Model | None:
        """What the row of that key became; None while it is what it was."""
        if model not in self._heritiers:
            passages = passages_de(model)
            cles = passages.objects.heritiers(self.annee) if passages else {}
            par_cle = model._base_manager.in_bulk(set(cles.values())) if cles else {}
            self._heritiers[model] = {ancien: par_cle[nouveau] for ancien, nouveau in cles.items()}
        return self._heritiers[model].get(cle)

    def __call__(self, objet: models.Model) -> models.Model:
        return self.heritier(type(objet), objet.pk) or objet
