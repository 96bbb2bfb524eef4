"""The base of the sections on time: a breakdown of the days of a service, beside that of the year before."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques import BarChart, GroupedBarChart, PartsChart
from siim94.ui.sections import Section
from siim94.ui.tableaux import noms_des_parts, tableau_des_parts
from support.models import LigneVentilation, Ventilation

Mesure, Axe = Ventilation.Mesure, Ventilation.Axe
# Of the measures that are no days.
UNITES = {Mesure.PART: "%"}
# What a bar cut in shares shows of a whole.
PARTS_LISIBLES = 6


def intitule(ventilation: Ventilation) -> str:
    """How a breakdown is called by itself."""
    mesure, axe = ventilation.get_mesure_display(), ventilation.get_axe_display()
    return f"{ventilation.pole}{INSECABLE}: {mesure} par {axe}"


class TempsSection(Section):
    """A section on the time of a service: totals in a strip, a chart of each breakdown with known parts.

    Both are declared: of a breakdown (service, measure, axis), after the title of its chart or before the
    label of its total. A total without any parts that a text of the year gives is left to it, unless
    ``totaux_seuls``. Of a breakdown known the year before too, a table tells the change, unless another
    section does (``compare``).
    """

    totaux: ClassVar[Sequence[tuple[str, Mesure, Axe, str]]] = ()
    totaux_seuls: ClassVar[bool] = False
    compare: ClassVar[bool] = True
    repartitions: ClassVar[Sequence[tuple[str, str, Mesure, Axe]]] = ()

    def contexte(self):
        toujours = self.totaux_seuls or self.tous_les_graphiques
        chiffres = [self.total(*total, toujours=toujours) for total in self.totaux]
        ventilations = [*(total[:3] for total in self.totaux), *(r[1:] for r in self.repartitions)]
        return {
            "chiffres": [chiffre for chiffre in chiffres if chiffre],
            "notes": [note for cle in dict.fromkeys(ventilations) for note in self.notes(*cle)],
        }

    def tableaux(self):
        if not self.compare:
            return []
        return [tableau for repartition in self.repartitions for tableau in self.comparaison(*repartition)]

    def comparaison(self, titre, *cle):
        """The parts of a breakdown and their total beside the year before, if known."""
        par_annee, passages = LigneVentilation.objects.comparees(self.annee, *cle)
        if len(par_annee) < 2:
            return []
        titre = self.titre_de(titre, self.lignes(*cle)[0].ventilation, cle[0])
        totaux = {an: self.total_connu(an, *cle) for an in par_annee}
        entete, unite = Axe(cle[2]).label.capitalize(), "en pour cent" if cle[1] in UNITES else "en jours"
        tableau = tableau_des_parts(titre, entete, par_annee, unite, ("Total", totaux))
        return [replace(tableau, notes=passages)]

    def parts(self, *cle) -> dict[int, dict[str, Decimal]]:
        """The parts of a breakdown by name, in the year before and in the year, of those that are known."""
        return LigneVentilation.objects.comparees(self.annee, *cle)[0]

    @staticmethod
    def titre_de(titre: str, ventilation: Ventilation, pole: str) -> str:
        """The title of a breakdown; of a service that has another name now, by that name."""
        return titre if ventilation.pole.code == pole else intitule(ventilation)

    def charts(self):
        return [chart for repartition in self.repartitions for chart in self.barres(*repartition)]

    @property
    def source(self) -> str:
        return f"Source{INSECABLE}: support, exercice {self.annee}"

    def lignes(self, pole, mesure, axe, annee=None):
        """The parts of a breakdown of the year (or of another that this report prints)."""
        return LigneVentilation.objects.of_ventilation(annee or self.annee, pole, mesure, axe, self.annee)

    def ventilation(self, *cle) -> Ventilation | None:
        return next(iter(Ventilation.objects.de_l_annee(self.annee, *cle)), None)

    def total_connu(self, annee, *cle):
        """The total of a breakdown in a year, as this report knows it."""
        return LigneVentilation.objects.total_of(annee, *cle, self.annee)

    def total(self, pole, mesure, axe, libelle, *, toujours=True):
        """The total of a breakdown as (text, label) for the strip of figures; None when it is not known, or
        when a text gives it and it is not to be said ``toujours``.
        """
        total = self.total_connu(self.annee, pole, mesure, axe)
        if total is None or not (toujours or not self.est_ecrit(francais.compact(total))):
            return None
        avant = self.total_connu(self.annee - 1, pole, mesure, axe)
        if avant is not None:
            change = francais.changement(total, avant)
            libelle = f"{libelle} ({francais.compact(avant)} en {self.annee - 1}, {change})"
        ventilation = self.ventilation(pole, mesure, axe)
        return f"{ventilation.qualificatif} {francais.compact(total)}".strip(), libelle

    def notes(self, pole, mesure, axe) -> list[str]:
        """The note of a breakdown; none where a text tells the breakdown itself."""
        ventilation = self.ventilation(pole, mesure, axe)
        if ventilation is None or not ventilation.note:
            return []
        total = self.total_connu(self.annee, pole, mesure, axe)
        return [] if total is not None and self.est_ecrit(francais.compact(total)) else [ventilation.note]

    def barres(self, titre, pole, mesure, axe):
        """Bars of the parts of a breakdown, sorted; no chart while the parts are not known."""
        lignes = self.lignes(pole, mesure, axe)
        if not lignes:
            return []
        titre = self.titre_de(titre, lignes[0].ventilation, pole)
        rows = [(ligne.libelle, francais.reduit(ligne.valeur)) for ligne in lignes]
        # Another section compares them with the year before: here they are shares.
        partagees = not self.compare and len(rows) <= PARTS_LISIBLES
        if partagees and all((valeur or 0) >= 0 for _, valeur in rows):
            return [
                PartsChart(
                    titre,
                    rows,
                    unite=UNITES.get(mesure, "jours"),
                    source=self.source,
                    premiere_entete=Axe(axe).label.capitalize(),
                )
            ]
        return [
            BarChart.des_parts(
                titre,
                rows,
                unite=UNITES.get(mesure, "jours"),
                source=self.source,
                premiere_entete=Axe(axe).label.capitalize(),
            )
        ]

    def barres_annuelles(self, titre, entete, par_annee) -> GroupedBarChart:
        """Days of each part, year by year."""
        noms = noms_des_parts(par_annee)
        return GroupedBarChart(
            titre,
            noms,
            {str(an): [francais.reduit(jours.get(nom)) for nom in noms] for an, jours in par_annee.items()},
            unite="jours",
            source=self.source,
            premiere_entete=entete,
        )
