"""The rows of a workbook's sheets turned into unsaved objects, each with its place in the file.

Names are looked up among the rows of the earlier sheets of the same workbook first, then in the database: a
new year's rows refer to one another before any of them is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import models
from import_export.widgets import Widget

from siim94.chargements.apercu import Remarque
from siim94.chargements.classeur_colonnes import ColonneAnnuelle
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES, FeuilleAnnuelle, RepriseAnnuelle
from siim94.chargements.tableau import DuFichier
from siim94.formats.classeur import FeuilleLue, LigneDeFeuille
from siim94.formats.classeur_cellules import en_pourcent, est_vide
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.ecriture import LigneVoulue, nommer_a_jour, taire
from siim94.socle.models import Exercice
from siim94.socle.resources import Ressource
from siim94.socle.widgets import Reference

# Tables whose rows others of the workbook name, as the file does.
DESIGNES = {model for declaree in FEUILLES_ANNUELLES if declaree.parent for model in declaree.parents}
TOTAL = models.DecimalField(decimal_places=4)


@dataclass
class TotalSaisi:
    """A total that a person typed, to be compared with the sum of the parts: its numbers by column code."""

    numero: int
    libelle: str
    valeurs: dict[str, Decimal] = field(default_factory=dict)


@dataclass
class FeuilleVoulue:
    """What a sheet asks for: ``vides`` are the rows that say nothing, ``ecartees`` counts rows left aside.

    ``nombres`` keeps, for the typed ``totaux``, the values of each row by its number; ``pourcents`` are the
    rows with a value typed as a percentage.
    """

    declaree: FeuilleAnnuelle
    colonnes: list[ColonneAnnuelle]
    cle: tuple[str, ...]
    champs: tuple[str, ...]
    lettres: dict[str, str]
    pleines: list[LigneVoulue] = field(default_factory=list)
    vides: list[LigneVoulue] = field(default_factory=list)
    ecartees: int = 0
    nombres: dict[int, dict] = field(default_factory=dict)
    pourcents: set[int] = field(default_factory=set)
    totaux: list[TotalSaisi] = field(default_factory=list)

    @property
    def objets(self) -> list[models.Model]:
        return [voulue.objet for voulue in (*self.pleines, *self.vides)]

    @property
    def colonnes_des_champs(self) -> dict[str, str]:
        """In which column of the sheet the value of each field stands."""
        propres = [colonne for colonne in self.colonnes if colonne.propre and colonne.code in self.lettres]
        return {colonne.final.name: self.lettres[colonne.code] for colonne in propres}

    def dire(self, erreur: ErreurFormat) -> Remarque:
        """What a field refuses, by the cell and the heading instead of the field's own name."""
        for colonne in self.colonnes:
            if colonne.propre and str(colonne.final.verbose_name) == erreur.colonne:
                erreur.colonne = self.lettres.get(colonne.code)
                return Remarque(f"{colonne.titre}\u00a0: {erreur.message}", erreur.lieu)
        return Remarque(erreur.message, erreur.lieu)

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

    def lire(
        self,
        declaree: FeuilleAnnuelle,
        ressource: Ressource,
        colonnes: list[ColonneAnnuelle],
        lue: FeuilleLue,
    ) -> FeuilleVoulue:
        """The objects of a sheet. What is wrong goes to ``signaler``, and its row is left out."""
        self.model = declaree.model
        for champ in ressource.fields.values():
            self._completer(champ)
        champs = {nom: ressource.fields[nom] for nom in ressource._meta.fields}
        cles = tuple(champs[nom].attribute for nom in ressource._meta.import_id_fields)
        # A cell of a column that the file lacks reads as an empty one, where it helps to name a row.
        lisibles = [
            champ
            for champ in champs.values()
            if not champ.readonly and (champ.column_name in lue.lettres or champ.attribute in cles)
        ]
        voulue = FeuilleVoulue(
            declaree,
            colonnes,
            cles,
            tuple(c.attribute for c in lisibles if c.attribute not in cles),
            lue.lettres,
        )
        for ligne in lue.lignes:
            valeurs, fautives = self._valeurs(voulue, lue, ligne)
            if not fautives and self._ecarter(declaree, valeurs):
                voulue.ecartees += 1
                continue
            objet = self._objet(voulue, lisibles, lue, ligne, valeurs, fautives)
            if objet is None:
                continue
            place = LigneVoulue(objet, ligne.numero, declaree.nom)
            vide = (declaree.valeurs or declaree.porteuse) and all(
                est_vide(ligne.cellules.get(code)) for code in declaree.valeurs
            )
            (voulue.vides if vide else voulue.pleines).append(place)
        if declaree.model not in DESIGNES:
            nommer_a_jour([*voulue.pleines, *voulue.vides], voulue.cle)
        for libelle, ligne in lue.totaux:
            voulue.totaux.append(self._total(voulue, lue, libelle, ligne))
        self.lues[declaree.model] = voulue
        return voulue

    def _completer(self, champ) -> None:
        """Let a field find years not yet stored, and rows of earlier sheets."""
        widget = champ.widget
        if isinstance(widget, Reference) and widget.model is Exercice:
            champ.widget = _Annees(self.connus)
        elif isinstance(widget, Reference) and widget.model in self.lues:
            du_classeur = DuFichier(champ)
            for objet in self.lues[widget.model].objets:
                du_classeur.ajouter(objet)

    def _valeurs(
        self, voulue: FeuilleVoulue, lue: FeuilleLue, ligne: LigneDeFeuille
    ) -> tuple[dict, set[str]]:
        """What the cells of a row say, by column, and the columns of those that say nothing right."""
        repere, pour_cent = voulue.declaree.pourcent or ("", "")
        valeurs, fautives = {}, set()
        for colonne in sorted(voulue.colonnes, key=lambda colonne: colonne.code != repere):
            try:
                valeurs[colonne.code] = colonne.lire(
                    ligne.cellules.get(colonne.code), valeurs.get(repere) == pour_cent if repere else None
                )
            except (ErreurFormat, ValueError) as erreur:
                self._erreur(lue, ligne, colonne, erreur)
                fautives.add(colonne.code)
        if any(en_pourcent(ligne.cellules.get(code)) for code in voulue.declaree.valeurs):
            voulue.pourcents.add(ligne.numero)
        if not fautives:
            voulue.nombres[ligne.numero] = {code: valeurs.get(code) for code in voulue.declaree.valeurs}
        annee = valeurs.get("exercice") or str(self.annee)
        if annee.isdecimal():
            annee = int(annee)
        valeurs["exercice"] = self.exercice.annee if annee == self.annee else annee
        return valeurs, fautives

    def _ecarter(self, declaree: FeuilleAnnuelle, valeurs: dict) -> bool:
        """Whether a row of a workbook loaded as another year is of no use for that year."""
        if self.exercice.annee == self.annee:
            return False
        return declaree.reprise is RepriseAnnuelle.JAMAIS or valeurs["exercice"] != self.exercice.annee

    def _objet(
        self,
        voulue: FeuilleVoulue,
        champs,
        lue: FeuilleLue,
        ligne: LigneDeFeuille,
        valeurs: dict,
        fautives: set[str],
    ) -> models.Model | None:
        """The object of a row; None, what else is wrong being told, when a cell is."""
        colonnes = {colonne.code: colonne for colonne in voulue.colonnes}
        valeurs = (
            dict.fromkeys((c.column_name for c in voulue.declaree.ressource.fields.values()), "") | valeurs
        )
        valeurs["bilan_de"] = self.exercice.annee
        objet = voulue.declaree.model()
        juste = not fautives
        if isinstance(valeurs["exercice"], int) and valeurs["exercice"] > self.exercice.annee:
            posterieur = ErreurFormat(f"{valeurs['exercice']} est postérieur au bilan")
            juste = self._erreur(lue, ligne, colonnes.get("exercice"), posterieur)
        for champ in champs:
            colonne = colonnes.get(champ.column_name)
            if fautives & {champ.column_name, *getattr(champ.widget, "colonnes", ())}:
                continue
            try:
                valeur = valeurs[colonne.code] if colonne and colonne.propre else champ.clean(valeurs)
            except ValueError as erreur:
                juste = self._erreur(lue, ligne, colonne, erreur)
                continue
            if (
                valeur is not None
                or objet._meta.get_field(champ.attribute).null
                or champ.column_name in voulue.declaree.valeurs
            ):
                setattr(objet, champ.attribute, valeur)
        return objet if juste else None

    def _total(
        self, voulue: FeuilleVoulue, lue: FeuilleLue, libelle: str, ligne: LigneDeFeuille
    ) -> TotalSaisi:
        """The sums of the columns that the year fills: a sum of ranks means nothing."""
        total = TotalSaisi(ligne.numero, libelle)
        en_pourcents = voulue.declaree.pourcent is not None or None
        for colonne in voulue.colonnes:
            brut = ligne.cellules.get(colonne.code)
            if colonne.code not in voulue.declaree.valeurs or not colonne.kind.numerique or est_vide(brut):
                continue
            try:
                # A plain number, with decimals even where the column counts whole things.
                total.valeurs[colonne.code] = replace(colonne, final=TOTAL).nombre(brut, en_pourcents)
            except ErreurFormat as erreur:
                self._erreur(lue, ligne, colonne, erreur)
        return total

    def _erreur(
        self, lue: FeuilleLue, ligne: LigneDeFeuille, colonne: ColonneAnnuelle | None, erreur: Exception
    ) -> bool:
        """Tell of a cell that is wrong; the row is not right."""
        message = getattr(erreur, "message", str(erreur)).replace("'", "’")
        message = taire(self.model, message, ligne.cellules.values())
        self.signaler(
            ErreurFormat(
                f"{colonne.titre}\u00a0: {message}" if colonne else message,
                feuille=lue.nom,
                ligne=ligne.numero,
                colonne=lue.lettres.get(colonne.code) if colonne else None,
            )
        )
        return False


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
