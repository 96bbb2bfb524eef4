"""Editing the rows of a list as a grid: one field a cell, one save for all, all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import CheckConstraint
from django.utils.text import capfirst

from siim94.formats.nombres import ecrire_nombre
from siim94.socle.declencheurs import EXERCICE_CLOS
from siim94.socle.models import Journal
from siim94.ui.champs import champ_de_formulaire
from siim94.ui.grille_collage import normaliser
from siim94.ui.historique import changements, en_mots, etat_avant, lire_json, traces
from siim94.ui.refus import Refus, champ_de, ecriture


@dataclass(frozen=True)
class ColonneGrille:
    """An editable column: the model's field, and how its text is read and written."""

    champ: models.Field
    saisie: object
    libelle: str

    @property
    def nom(self) -> str:
        return self.champ.name

    @property
    def numerique(self) -> bool:
        return isinstance(self.champ, models.DecimalField | models.IntegerField)

    @property
    def longueur(self) -> int:
        return 60 if self.numerique else self.champ.max_length or 2000

    def lire(self, texte: str, pourcent: bool):
        """The value typed; raises ``ValidationError``."""
        lu, erreur = normaliser(texte, numerique=self.numerique, pourcent=pourcent)
        if erreur:
            raise ValidationError(erreur)
        return self.saisie.clean(lu)

    def pareilles(self, une, autre) -> bool:
        """The two values are one to the person: a field of one line cannot show a line break."""
        if self.numerique or une is None or autre is None:
            return une == autre
        return une.split() == autre.split()

    def ecrire(self, valeur) -> str:
        """The value as the field shows it."""
        if valeur is None:
            return ""
        if isinstance(self.champ, models.IntegerField):
            return ecrire_nombre(valeur, "francais")
        return str(self.saisie.prepare_value(valeur))


@dataclass
class Ecart:
    """A cell that someone else changed since the grid was opened, and that this person changed too."""

    qui: str
    quand: object
    valeur: str


@dataclass
class Cellule:
    """A field of the grid: what it shows, what is stored, what is wrong."""

    ligne: "LigneGrille"
    colonne: ColonneGrille
    texte: str
    stocke: str
    erreurs: list[str] = field(default_factory=list)
    ecart: Ecart | None = None

    @property
    def nom(self) -> str:
        return nom_de(self.ligne.objet.pk, self.colonne.nom)

    @property
    def modifiee(self) -> bool:
        return self.texte != self.stocke


@dataclass
class LigneGrille:
    """A row: the object as it is stored, its editable cells, and the values that the person gives it."""

    objet: models.Model
    cellules: dict[str, Cellule] = field(default_factory=dict)
    valeurs: dict[str, object] = field(default_factory=dict)


def nom_de(pk, champ: str) -> str:
    """The name of a cell's field in the form."""
    return f"c-{pk}-{champ}"


class Grille:
    """The editable cells of some rows, as stored or as posted; ``erreurs`` and ``resume_erreurs`` as a form.

    ``versions`` holds the version of each row that the person was shown. A row that changed since is merged
    cell by cell: only cells that both changed are left to the person (a row whose fixed columns changed asks
    for each of its cells).
    """

    def __init__(self, crud, objets: Iterable[models.Model], donnees=None, versions=None):
        self.crud = crud
        self.colonnes = colonnes_de(crud)
        self.donnees = donnees
        self.versions = versions or {}
        self.generales: list[str] = []
        self.lignes = {objet.pk: LigneGrille(objet) for objet in objets}
        for ligne in self.lignes.values():
            self._remplir(ligne)

    @property
    def cellules(self) -> list[Cellule]:
        return [cellule for ligne in self.lignes.values() for cellule in ligne.cellules.values()]

    @property
    def modifiees(self) -> list[LigneGrille]:
        return [ligne for ligne in self.lignes.values() if ligne.valeurs]

    @property
    def ecarts(self) -> list[Cellule]:
        return [cellule for cellule in self.cellules if cellule.ecart]

    @property
    def errors(self) -> bool:
        return bool(self.resume_erreurs)

    @property
    def resume_erreurs(self) -> list[tuple[str, str, str]]:
        lignes = [("", "", texte) for texte in self.generales]
        for cellule in self.cellules:
            libelle = f"{cellule.ligne.objet}, {cellule.colonne.libelle}"
            lignes += [(cellule.nom, libelle, texte) for texte in cellule.erreurs]
            if cellule.ecart:
                lignes.append((cellule.nom, libelle, "modifié par deux personnes, à choisir."))
        return lignes

    def _remplir(self, ligne: LigneGrille) -> None:
        objet = ligne.objet
        entrees: list[Journal] = []
        base, fixe_change = objet, False
        if self.donnees is not None and (lue := self.versions.get(objet.pk, objet.version)) != objet.version:
            modifications = traces(Journal.objects.of_objet(objet)).filter(action=Journal.Action.MODIFICATION)
            entrees = list(modifications[: max(0, objet.version - lue)])
            base = etat_avant(objet, entrees)
            noms = {colonne.champ.column for colonne in self.colonnes}
            fixe_change = any(set(lire_json(trace.avant_texte)) - noms for trace in entrees)
        for colonne in self.colonnes:
            actuel = getattr(objet, colonne.champ.attname)
            stocke = colonne.ecrire(actuel)
            cellule = ligne.cellules[colonne.nom] = Cellule(ligne, colonne, stocke, stocke)
            brut = self.donnees.get(cellule.nom) if self.donnees is not None else None
            if brut is None:
                continue
            try:
                valeur = colonne.lire(brut, self.crud.en_pourcent(objet))
            except ValidationError as erreur:
                cellule.texte, cellule.erreurs = brut, list(erreur.messages)
                continue
            avant = getattr(base, colonne.champ.attname)
            if colonne.pareilles(valeur, avant) or colonne.pareilles(valeur, actuel):
                continue
            choix = None if entrees else self.donnees.get(f"choix-{cellule.nom}")
            a_choisir = f"conflit-{cellule.nom}" in self.donnees
            if choix == "autre":
                continue
            cellule.texte = colonne.ecrire(valeur)
            croise = bool(entrees) and (actuel != avant or fixe_change)
            if croise or (a_choisir and choix != "moi"):
                cellule.ecart = self._ecart(objet, colonne, actuel, entrees)
            else:
                ligne.valeurs[colonne.nom] = valeur

    def _ecart(self, objet, colonne, actuel, entrees) -> Ecart:
        """Who last changed the cell; for want of such a change, who last changed the row."""
        if not entrees:
            entrees = list(traces(Journal.objects.of_objet(objet))[:20])
        touchent = [t for t in entrees if colonne.champ.column in lire_json(t.avant_texte)] or entrees[:1]
        derniers = changements(touchent[:1])
        qui, quand = (derniers[0].qui, derniers[0].quand) if derniers else ("une autre personne", None)
        return Ecart(qui, quand, en_mots(colonne.champ, actuel))

    def enregistrer(self) -> bool:
        """Write all that the person changed, or nothing: False when a row is refused; ``errors`` says why."""
        champs = [colonne.nom for colonne in self.colonnes]
        for ligne in self.modifiees:
            for nom, valeur in ligne.valeurs.items():
                setattr(ligne.objet, nom, valeur)
            self._verifier(ligne)
        if self.errors:
            return False
        model = self.crud.model
        objets = [ligne.objet for ligne in self.modifiees]
        touches = [nom for nom in champs if any(nom in ligne.valeurs for ligne in self.modifiees)]
        try:
            with ecriture(model, champs):
                model._base_manager.bulk_update(objets, touches, batch_size=200)
        except Refus as refus:
            self._chercher(refus, touches)
            return False
        return True

    def _verifier(self, ligne: LigneGrille) -> None:
        """What the model refuses before the database is asked."""
        objet, champs = ligne.objet, list(ligne.cellules)
        try:
            objet.clean()
        except ValidationError as erreur:
            for nom, textes in getattr(erreur, "message_dict", {"": erreur.messages}).items():
                self._refuser(ligne, nom, " ".join(textes))
        for contrainte in objet._meta.constraints:
            if not isinstance(contrainte, CheckConstraint):
                continue
            try:
                contrainte.validate(type(objet), objet)
            except ValidationError as erreur:
                self._refuser(ligne, champ_de(contrainte, champs), " ".join(erreur.messages))

    def _chercher(self, refus: Refus, touches: list[str]) -> None:
        """Which rows the database refuses: each is tried alone, then all is taken back."""
        model = self.crud.model
        if refus.contrainte == EXERCICE_CLOS:
            self.generales.append(refus.message)
            return
        with transaction.atomic():
            for ligne in self.modifiees:
                try:
                    with ecriture(model, ligne.cellules):
                        model._base_manager.bulk_update([ligne.objet], touches)
                except Refus as erreur:
                    self._refuser(ligne, erreur.champ, erreur.message)
            transaction.set_rollback(True)
        if not self.errors:
            self.generales.append(refus.message)

    def _refuser(self, ligne: LigneGrille, champ: str | None, texte: str) -> None:
        if champ in ligne.cellules:
            ligne.cellules[champ].erreurs.append(texte)
        else:
            self.generales.append(f"{ligne.objet} : {texte}")


def colonnes_de(crud) -> list[ColonneGrille]:
    """The editable columns of a ``Crud``, with the heads of its list where it has them."""
    colonnes = []
    for nom in crud.grille:
        champ = crud.model._meta.get_field(nom)
        titre = getattr(crud.table_class.base_columns.get(nom), "verbose_name", None) or champ.verbose_name
        colonnes.append(ColonneGrille(champ, champ_de_formulaire(champ), capfirst(str(titre))))
    return colonnes
