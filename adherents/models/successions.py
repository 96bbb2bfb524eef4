"""What became of members that others took the place of, and what that does to memberships."""

import datetime
from collections.abc import Iterable

import pgtrigger
from django.db import models
from django.db.models import Q

from siim94.socle.declencheurs import Declencheur, declencheurs
from siim94.socle.models import Exercice, Passage, PassagePossible, PassageQuerySet


class SuccessionQuerySet(PassageQuerySet):
    def rapportes_en(self, annee: int):
        """What the report of a year tells: its own, or that of the date."""
        return self.filter(Q(bilan=annee) | Q(bilan__isnull=True, date__year=annee))

    def en_vigueur_en(self, annee: int):
        """Those made by the end of a year; without a date, from the year after the one that tells them."""
        return self.filter(Q(date__year__lte=annee) | Q(date__isnull=True, bilan__lt=annee))

    def relais(self) -> dict[int, list[tuple[datetime.date, int]]]:
        """By member that was succeeded, who stands in its place, each from which day on. One query."""
        passages: dict[int, list[Succession]] = {}
        for passage in self.order_by():
            passages.setdefault(passage.ancien_id, []).append(passage)
        suites = {ancien: qui_reprend(siens) for ancien, siens in passages.items()}
        relais = {}
        for ancien in suites:
            etapes, cle, jour = [], ancien, datetime.date.min
            while (suite := suites.get(cle)) and suite.debut:
                cle, jour = suite.nouveau_id, max(jour, suite.debut)
                etapes.append((jour, cle))
            relais[ancien] = etapes
        return relais


def qui_reprend(passages: "Iterable[Succession]") -> "Succession | None":
    """Of what one member became, what takes its place: whose series goes on, else the only one."""
    passages = list(passages)
    suites = [passage for passage in passages if passage.raccordee] or passages
    return suites[0] if len(suites) == 1 else None


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

    ancien = models.ForeignKey(
        "adherents.Adherent", models.PROTECT, related_name="passages", verbose_name="ancien"
    )
    nouveau = models.ForeignKey(
        "adherents.Adherent", models.PROTECT, related_name="venues", verbose_name="nouveau"
    )
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

    @property
    def debut(self) -> datetime.date | None:
        """The first day on which the new one counts; None while nobody said in which year it was."""
        return self.date or (datetime.date(self.bilan_id + 1, 1, 1) if self.bilan_id else None)
