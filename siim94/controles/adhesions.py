"""What a body pays or is given in a year, against the time during which it is a member."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from adherents.models import Adherent, Convention
from adherents.models.successions import qui_reprend
from applications.models import Deploiement
from finances.models import Contribution
from siim94.formats import francais
from siim94.ui.controles import Controle, Famille, Terme
from support.models import Ticket

Periode = tuple[date, date]
# Agreements under which a body is served without being a member.
DE_SERVICE = (Convention.Nature.SERVICES, Convention.Nature.TRANSITOIRE)


@dataclass(frozen=True)
class Trace:
    """What a body has in a year, in the words of a sentence, and the days that it tells."""

    dit: str
    terme: Terme
    jours: tuple[date, ...] = ()


class ActiviteHorsAdhesion(Controle):
    code = "adherents.hors-adhesion"
    nom = "Organismes qui versent ou sont servis hors de leur adhésion"
    definition = (
        "Qui verse une contribution, dispose de fonctions au catalogue ou a des tickets est dans l’exercice "
        "adhérent, ou lié par une convention de service, les jours de ses tickets et de ses déploiements "
        "compris, et personne ne lui a succédé avant l’exercice."
    )
    famille = Famille.CATALOGUE

    def constats(self):
        if not Adherent.objects.membres_en(self.annee).exists():
            return
        adherents = Adherent.objects.by_genre().prefetch_related(
            "adhesions", "conventions", "passages__nouveau"
        )
        adherents = {adherent.pk: adherent for adherent in adherents}
        for adherent, traces in self._traces(adherents).items():
            dits, pourquoi = self._pourquoi(adherent, traces)
            if dits:
                yield self.constat(
                    adherent.code,
                    f"{adherent} {francais.enumeration([dit for _, dit in dits])}{pourquoi}.",
                    *(terme for terme, _ in dits),
                    conseil="Corrigez l’adhésion, la succession ou la ligne qui nomme cet organisme.",
                )

    def _traces(self, adherents: dict[int, Adherent]) -> dict[Adherent, list[Trace]]:
        """What each body has in the year, in the order of the report."""
        trouvees: dict[Adherent, list[Trace]] = {adherent: [] for adherent in adherents.values()}
        for ligne in Contribution.objects.repartition(self.annee):
            adherent = adherents[ligne["adherent"]]
            terme = Terme.de(adherent, ligne["montant"], "€", f"{adherent}, contribution")
            trouvees[adherent].append(Trace(f"verse {terme.ecrit}", terme))
        for ligne in Deploiement.objects.for_exercice(self.annee).by_adherent():
            adherent = adherents[ligne["adherent"]]
            terme = Terme.de(adherent, ligne["fonctions"], "fonctions", f"{adherent}, catalogue")
            jours = tuple(filter(None, (ligne["premier"], ligne["dernier"])))
            trouvees[adherent].append(Trace(f"dispose au catalogue de {terme.ecrit}", terme, jours))
        for cle, (nombre, *jours) in Ticket.objects.periodes(self.annee).items():
            adherent = adherents[cle]
            terme = Terme.de(adherent, nombre, "tickets", f"{adherent}, tickets")
            trouvees[adherent].append(Trace(f"a {terme.ecrit}", terme, tuple(jours)))
        return {adherent: traces for adherent, traces in trouvees.items() if traces}

    def _pourquoi(self, adherent: Adherent, traces: list[Trace]) -> tuple[list[tuple[Terme, str]], str]:
        """What of a body's is out of its time, in words, and why; nothing when all is within."""
        debut, fin = date(self.annee, 1, 1), date(self.annee, 12, 31)
        tout = [(trace.terme, trace.dit) for trace in traces]
        periodes = list(_periodes(adherent))
        if not any(de <= fin and a >= debut for de, a in periodes):
            return tout, f" sans être adhérent en {self.annee}"
        suite = qui_reprend(adherent.passages.all())
        if suite and suite.debut and suite.debut <= debut:
            depuis = f" depuis le {francais.date_longue(suite.date)}" if suite.date else ""
            return tout, f", alors que {suite.nouveau} lui succède{depuis}"
        if any(_dehors(trace.jours, periodes) for trace in traces):
            # What a body takes over began before it did.
            anciens = Adherent.objects.predecesseurs_de(adherent)
            periodes += (periode for ancien in anciens for periode in _periodes(ancien))
        dehors = [
            (trace.terme, f"{trace.dit} (le {francais.date_longue(jour)})")
            for trace in traces
            if (jour := _dehors(trace.jours, periodes))
        ]
        return dehors, " hors de son adhésion"


def _periodes(adherent: Adherent) -> Iterator[Periode]:
    """The times during which a body is a member or served under an agreement: open where nothing bounds."""
    for adhesion in adherent.adhesions.all():
        yield adhesion.debut or date.min, adhesion.fin or date.max
    for convention in adherent.conventions.all():
        if convention.nature in DE_SERVICE:
            fin = None if convention.prorogeable else convention.fin
            yield convention.debut or date.min, fin or date.max


def _dehors(jours: tuple[date, ...], periodes: list[Periode]) -> date | None:
    return next((jour for jour in jours if not any(de <= jour <= a for de, a in periodes)), None)
