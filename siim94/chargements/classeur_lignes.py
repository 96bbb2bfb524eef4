"""The rows of a workbook's sheets turned into unsaved objects, each with its place in the file.

Names are looked up among the rows of the earlier sheets of the same workbook first, then in the database: a
new year's rows refer to one another before any of them is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce

from django.db import models
from import_export.widgets import Widget

from siim94.chargements.classeur_feuilles import FeuilleAnnuelle, Reprise
from siim94.formats.classeur import FeuilleLue, LigneLue
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import cle
from siim94.socle.ecriture import LigneVoulue
from siim94.socle.models import Exercice
from siim94.socle.widgets import Reference, ReferenceComposee

SEPARATEUR = "\x1f"


@dataclass
class FeuilleVoulue:
    """What a sheet asks for: ``vides`` are the rows that say nothing, ``ecartees`` counts rows left aside."""

    declaree: FeuilleAnnuelle
    cle: tuple[str, ...]
    champs: tuple[str, ...]
    pleines: list[LigneVoulue] = field(default_factory=list)
    vides: list[LigneVoulue] = field(default_factory=list)
    ecartees: int = 0

    @property
    def objets(self) -> list[models.Model]:
        return [voulue.objet for voulue in (*self.pleines, *self.vides)]

    def dit_quelque_chose(self, objet: models.Model) -> bool:
        """Whether an object has one of the values that the year fills."""
        return any(getattr(objet, nom) not in (None, "") for nom in self.declaree.valeurs)


class LecteurLignes:
    """Reads the sheets of one workbook in their order, for the year ``exercice`` (maybe not yet stored).

    ``annee`` is the year that the workbook says it is of: its rows of that year, or without one, become rows
    of ``exercice``. Loaded as another year, its rows of earlier years are left aside: the report that they
    come from has them already.
    """

    def __init__(self, exercice: Exercice, annee: int, signaler: Callable[[ErreurFormat], None]):
        self.exercice = exercice
        self.annee = annee
        self.signaler = signaler
        self.connus = {e.annee: e for e in Exercice.objects.all()} | {exercice.annee: exercice}
        self.lues: dict[type[models.Model], FeuilleVoulue] = {}

    def lire(self, declaree: FeuilleAnnuelle, lue: FeuilleLue) -> FeuilleVoulue:
        """The objects of a sheet. What is wrong goes to ``signaler``, and its row is left out."""
        ressource = declaree.ressource()
        for champ in ressource.fields.values():
            self._completer(champ)
        # A cell of a column that the file lacks reads as an empty one, where it helps to name a row.
        colonnes = declaree.colonnes()
        # The widgets of one resource share the index of names: a lookup a sheet, not a lookup a row.
        champs = {nom: ressource.fields[nom] for nom in ressource._meta.fields}
        presentes = {c.code for c in colonnes if c.titre not in lue.colonnes_absentes}
        cles = tuple(champs[nom].attribute for nom in ressource._meta.import_id_fields)
        ecrits = [champ for champ in champs.values() if not champ.readonly]
        voulue = FeuilleVoulue(
            declaree,
            cles,
            tuple(
                champ.attribute
                for champ in ecrits
                if champ.attribute not in cles and champ.column_name in presentes
            ),
        )
        lisibles = [c for c in ecrits if c.column_name in presentes or c.attribute in cles]
        titres = {colonne.code: colonne.titre for colonne in colonnes}
        for ligne in lue.lignes:
            if self._ecarter(declaree, ligne):
                voulue.ecartees += 1
                continue
            objet = self._objet(declaree, colonnes, lisibles, titres, ligne)
            if objet is None:
                continue
            place = LigneVoulue(objet, ligne.numero, declaree.nom)
            vide = (declaree.valeurs or declaree.porteuse) and all(
                ligne.valeurs.get(code) is None for code in declaree.valeurs
            )
            (voulue.vides if vide else voulue.pleines).append(place)
        self.lues[declaree.model] = voulue
        return voulue

    def _completer(self, champ) -> None:
        """Let a field find years not yet stored, and rows of earlier sheets."""
        widget = champ.widget
        if isinstance(widget, Reference) and widget.model is Exercice:
            champ.widget = _Annees(self.connus)
        elif isinstance(widget, ReferenceComposee) and widget.model in self.lues:
            champ.widget = _DuClasseur(widget, self.lues[widget.model].objets)

    def _ecarter(self, declaree: FeuilleAnnuelle, ligne: LigneLue) -> bool:
        if self.exercice.annee == self.annee:
            return False
        return declaree.reprise is Reprise.JAMAIS or ligne.valeurs.get("exercice") not in (None, self.annee)

    def _objet(self, declaree, colonnes, champs, titres, ligne: LigneLue) -> models.Model | None:
        row = {colonne.code: colonne.cellule(ligne.valeurs.get(colonne.code)) for colonne in colonnes}
        lu = row.get("exercice")
        row["exercice"] = self.exercice.annee if lu in (None, "", self.annee) else lu
        row["bilan_de"] = self.exercice.annee
        for champ in declaree.ressource.fields.values():
            row.setdefault(champ.column_name, "")
        objet = declaree.model()
        juste = True
        if row["exercice"] > self.exercice.annee:
            self._erreur(
                declaree, ligne, "exercice", f"Exercice\u00a0: {row['exercice']} est postérieur au bilan"
            )
            juste = False
        for champ in champs:
            try:
                valeur = champ.clean(row)
            except ValueError as erreur:
                code = champ.column_name
                self._erreur(declaree, ligne, code, f"{titres.get(code, code)}\u00a0: {erreur}")
                juste = False
                continue
            if valeur is not None or objet._meta.get_field(champ.attribute).null:
                setattr(objet, champ.attribute, valeur)
            elif champ.column_name in declaree.valeurs:
                setattr(objet, champ.attribute, None)
        return objet if juste else None

    def _erreur(self, declaree, ligne: LigneLue, code: str, message: str) -> None:
        colonne = (ligne.cellules.get(code) or "").rstrip("0123456789") or None
        self.signaler(ErreurFormat(message, feuille=declaree.nom, ligne=ligne.numero, colonne=colonne))


class _Annees(Widget):
    """A year among those stored and the one that the load makes."""

    def __init__(self, connus: dict[int, Exercice]):
        super().__init__()
        self.connus = connus

    def clean(self, value, row=None, **kwargs):
        try:
            return self.connus[int(value)]
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"l’exercice {value} n’existe pas.") from None


class _DuClasseur(Widget):
    """A row of an earlier sheet, named by several cells; else one of the database."""

    def __init__(self, reference: ReferenceComposee, objets: list[models.Model]):
        super().__init__()
        self.reference = reference
        self.par_nom = {
            SEPARATEUR.join(cle(_lu(objet, lookup)) for lookup in reference.lookups): objet
            for objet in objets
        }

    def clean(self, value, row=None, **kwargs):
        nom = SEPARATEUR.join(cle(row.get(colonne, "")) for colonne in self.reference.colonnes)
        trouve = self.par_nom.get(nom)
        return self.reference.clean(value, row, **kwargs) if trouve is None else trouve


def _lu(objet: models.Model, lookup: str) -> str:
    valeur = reduce(
        lambda source, nom: None if source is None else getattr(source, nom), lookup.split("__"), objet
    )
    return "" if valeur is None else str(valeur)
