"""The same fact over the years: where a row stands in its series, and how its measures changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.apps import apps

from siim94.formats import francais
from siim94.socle.memoire import une_fois
from siim94.socle.models import FaitAnnuel
from siim94.ui.graphiques import BarChart
from siim94.ui.listes.colonnes import INCONNU, lien
from siim94.ui.pages.panneaux import TablePanneau
from siim94.ui.pages.tableau import Tableau, TableauxPanneau


@dataclass(frozen=True)
class MesureSuivie:
    """A field or annotation that changes over the years; ``decimales`` None keeps only the useful ones."""

    champ: str
    libelle: str
    unite: str = ""
    decimales: int | None = None

    def ecrite(self, valeur: Decimal | int | None) -> str:
        return INCONNU if valeur is None else francais.mesure(valeur, self.decimales)


def serie(fait: FaitAnnuel) -> list[FaitAnnuel]:
    """The latest statement of the fact in each year, in order of years; read once for an object."""
    lignes = type(fait)._default_manager.meme_fait(fait).derniers_connus()
    # Names of rows often tell their relations: one query however many years.
    return une_fois(fait, "_serie", lambda: list(lignes.select_related(*_relations(fait))))


def annees_voisines(fait: FaitAnnuel) -> tuple[FaitAnnuel | None, FaitAnnuel | None]:
    """The same fact in the year known before this one, and in the year known after."""
    avant = [ligne for ligne in serie(fait) if ligne.exercice_id < fait.exercice_id]
    apres = [ligne for ligne in serie(fait) if ligne.exercice_id > fait.exercice_id]
    return (avant[-1] if avant else None), (apres[0] if apres else None)


def constat(libelle: str, points: Sequence[tuple[int, Decimal | int]]) -> str:
    """The finding of a series of (year, value): what became of it between its first and last year."""
    (debut, avant), (fin, apres) = points[0], points[-1]
    periode = f"{libelle}, de {debut} à {fin}"
    taux = francais.variation(apres, avant)
    return f"{periode}{francais.INSECABLE}: {taux}" if taux else periode


def source_de(objet, debut: int, fin: int) -> str:
    """The line under a chart: the app that keeps the data, and the years shown."""
    app = apps.get_app_config(objet._meta.app_label).verbose_name
    return f"Source{francais.INSECABLE}: {app.lower() if not app.isupper() else app}, exercices {debut}-{fin}"


def graphique_annuel(
    libelle: str,
    points: Sequence[tuple[int, Decimal | int | None]],
    *,
    unite: str = "",
    source: str = "",
    annee: int | None = None,
    decimales: int = 0,
) -> list[BarChart]:
    """Bars of one measure by year, latest first, ``annee`` standing out; none below two years known."""
    connus = [(an, valeur) for an, valeur in points if valeur is not None]
    # A figure that never moved is said by its table.
    if len({valeur for _, valeur in connus}) < 2:
        return []
    return [
        BarChart(
            constat(libelle, connus),
            unite=unite,
            source=source,
            rows=[(str(an), valeur) for an, valeur in reversed(points)],
            ordre="donnees",
            highlight=(str(annee),) if annee in dict(points) else (),
            additif=False,
            decimales=decimales,
            premiere_entete="Exercice",
        )
    ]


class MemeAnneePanneau(TablePanneau):
    """The other rows of the model in the same year and report, alike by ``champs``."""

    champs: ClassVar[Sequence[str]] = ()
    exclut = ("exercice", "bilan_de")

    def queryset(self):
        pareils = {
            champ: getattr(self.objet, champ) for champ in ("exercice_id", "bilan_de_id", *self.champs)
        }
        return type(self.objet)._default_manager.filter(**pareils).exclude(pk=self.objet.pk)


class ParAnneePanneau(TablePanneau):
    """The rows of a yearly relation of the object, as the report of the year chosen knows them, latest
    first.
    """

    ordre = ("-exercice_id",)

    def queryset(self):
        lignes = super().queryset()
        return lignes.until_exercice(self.exercice.annee) if self.exercice else lignes.none()


class EvolutionPanneau(TableauxPanneau):
    """The same fact year after year, with bars for each measure; nothing while one year only is known.

    ``mesures`` names the fields. A year restated by a later report shows its latest statement.
    """

    titre = "Évolution"
    mesures: ClassVar[Sequence[MesureSuivie]] = ()

    def mesures_de(self) -> Sequence[MesureSuivie]:
        return self.mesures

    def titre_du_graphique(self, mesure: MesureSuivie) -> str:
        return mesure.libelle

    def ecrire(self, ligne: FaitAnnuel, mesure: MesureSuivie) -> str:
        return mesure.ecrite(getattr(ligne, mesure.champ))

    def tableaux(self):
        lignes = serie(self.objet)
        if len(lignes) < 2:
            return []
        mesures = self.mesures_de()
        entetes = ["Exercice"]
        for mesure in mesures:
            entetes += [_entete(mesure), "Sur un an"]
        par_annee = {ligne.exercice_id: ligne for ligne in lignes}
        rangs = []
        for ligne in reversed(lignes):
            rang = [_annee(ligne, self.objet)]
            precedente = par_annee.get(ligne.exercice_id - 1)
            for mesure in mesures:
                avant = getattr(precedente, mesure.champ) if precedente else None
                apres = getattr(ligne, mesure.champ)
                rang += [self.ecrire(ligne, mesure), francais.variation(apres, avant)]
            rangs.append(rang)
        courant = next(
            (
                rang
                for rang, ligne in enumerate(reversed(lignes))
                if ligne.exercice_id == self.objet.exercice_id
            ),
            None,
        )
        return [Tableau(f"Évolution de {self.objet}", entetes, rangs, courant=courant)]

    def charts(self):
        lignes = serie(self.objet)
        return [
            chart
            for mesure in self.mesures_de()
            for chart in graphique_annuel(
                self.titre_du_graphique(mesure),
                [(ligne.exercice_id, getattr(ligne, mesure.champ)) for ligne in lignes],
                unite=mesure.unite,
                source=source_de(self.objet, lignes[0].exercice_id, lignes[-1].exercice_id),
                annee=self.objet.exercice_id,
                decimales=mesure.decimales or 0,
            )
        ]


def _entete(mesure: MesureSuivie) -> str:
    unite = mesure.unite
    return (
        f"{mesure.libelle} ({unite})"
        if unite and unite.lower() not in mesure.libelle.lower()
        else mesure.libelle
    )


def _annee(ligne: FaitAnnuel, objet: FaitAnnuel) -> str:
    """The year as a link to its row; the page's own is plain, or leads to what a later report restates."""
    annee = str(ligne.exercice_id)
    if ligne.pk == objet.pk:
        return annee
    if ligne.exercice_id == objet.exercice_id:
        return lien(ligne, f"{annee}, redonné par le bilan {ligne.bilan_de_id}")
    return lien(ligne, annee)


def _relations(fait: FaitAnnuel) -> list[str]:
    return [
        champ.name
        for champ in fait._meta.concrete_fields
        if champ.many_to_one and champ.name not in ("exercice", "bilan_de")
    ]
