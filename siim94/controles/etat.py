"""The findings of a year with what was done about each: what its page, the command and the badges show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import mark_safe

from siim94.controles.models import Suite
from siim94.controles.sommaire import CONTROLES
from siim94.formats.groupes import grouper
from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice
from siim94.ui.controles import Constat, Controle, Gravite, executer
from siim94.ui.graphiques.vignette import vignette

RANGS = {gravite: rang for rang, gravite in enumerate(Gravite.values)}


@dataclass(frozen=True)
class ConstatSuivi:
    """A finding, and what was done about it.

    Of a year that is ``clos``, it informs and asks for nothing: its report is out, whatever a check has
    learnt since.
    """

    annee: int
    constat: Constat
    suite: Suite | None
    clos: bool = False

    @property
    def gravite(self) -> Gravite:
        return Gravite.INFORMATION if self.clos else Gravite(self.constat.gravite)

    @property
    def justifie(self) -> bool:
        return self.suite is not None and self.suite.motif != ""

    @property
    def a_traiter(self) -> bool:
        """Neither repaired (it would be gone) nor justified; what only informs asks for nothing."""
        return not self.justifie and self.gravite != Gravite.INFORMATION

    def donnees(self) -> dict:
        """The finding for other tools; decimals are strings, so that none is rounded."""
        constat = self.constat
        return {
            "code": constat.code,
            "controle": constat.controle.code,
            "gravite": self.gravite,
            "phrase": constat.phrase,
            "valeurs": [
                {
                    "libelle": terme.libelle,
                    "valeur": terme.imprime if terme.valeur is None else str(terme.valeur),
                    "unite": terme.unite,
                }
                for terme in constat.termes
            ],
            "ecart": None if constat.ecart is None else str(constat.ecart),
            "lieux": [
                {"libelle": terme.libelle, "adresse": str(terme.adresse)}
                for terme in constat.termes
                if terme.adresse
            ],
            "justification": self.suite.motif if self.justifie else None,
        }


@dataclass(frozen=True)
class Etat:
    """All the findings of a year, the worst first, and the reasons that no longer match any."""

    annee: int
    constats: tuple[ConstatSuivi, ...]
    caduques: tuple[Suite, ...]

    @cached_property
    def a_traiter(self) -> tuple[ConstatSuivi, ...]:
        return tuple(suivi for suivi in self.constats if suivi.a_traiter)

    @cached_property
    def bloquants(self) -> tuple[ConstatSuivi, ...]:
        """Blocking findings that are neither repaired nor justified: the year cannot be published."""
        return tuple(s for s in self.a_traiter if s.gravite == Gravite.BLOQUANT)

    def par_adresse(self) -> dict[str, list[ConstatSuivi]]:
        """The findings to be dealt with, by the page of each of their terms."""
        paires = [
            (str(terme.adresse), s) for s in self.a_traiter for terme in s.constat.termes if terme.adresse
        ]
        return {
            adresse: [s for _, s in groupe] for adresse, groupe in grouper(paires, lambda p: p[0]).items()
        }

    def trouver(self, code: str) -> ConstatSuivi | None:
        return next((suivi for suivi in self.constats if suivi.constat.code == code), None)


def constats_de(annee: int) -> tuple[Constat, ...]:
    """The findings of a year, computed once for each state of its data."""
    versions = ",".join(f"{controle.code}:{controle.version}" for controle in CONTROLES)
    return memoriser(f"constats {versions}", lambda: tuple(executer(CONTROLES, annee)), annee)


def etat(annee: int) -> Etat:
    """The findings of a year as they are now."""
    suites = {suite.code: suite for suite in Suite.objects.de_l_annee(annee)}
    trouves = sorted(constats_de(annee), key=lambda c: (RANGS[c.gravite], c.controle.famille, c.code))
    codes = {constat.code for constat in trouves}
    clos = Exercice.objects.filter(annee=annee, statut=Exercice.Statut.CLOS).exists()
    return Etat(
        annee,
        tuple(ConstatSuivi(annee, constat, suites.get(constat.code), clos) for constat in trouves),
        tuple(suite for code, suite in suites.items() if code not in codes),
    )


@dataclass(frozen=True)
class Tendance:
    """A check and the number of its findings in each year that has a report."""

    controle: type[Controle]
    nombres: tuple[tuple[int, int], ...]

    @property
    def dessin(self) -> str:
        """The numbers as bars, with their text; nothing of a single year, which is no trend."""
        if len(self.nombres) < 2:
            return ""
        titre = f"Constats du contrôle « {self.controle.nom} »"
        valeurs = {str(annee): nombre for annee, nombre in self.nombres}
        cle = f"tendance-{self.controle.code.replace('.', '-')}"
        return mark_safe(vignette(titre, valeurs, cle))  # noqa: S308 - its texts are escaped


def tendances(annees: Iterable[int]) -> list[Tendance]:
    """How each check went over the years, in the order of the checks."""
    comptes = {annee: Counter(constat.controle.code for constat in constats_de(annee)) for annee in annees}
    return [
        Tendance(controle, tuple((annee, compte[controle.code]) for annee, compte in comptes.items()))
        for controle in CONTROLES
    ]
