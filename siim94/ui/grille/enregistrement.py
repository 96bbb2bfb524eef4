"""Editing the rows of a list as a grid: one field a cell, one save for all, all or nothing.

Rows are changed, added and deleted together; a cell that two people changed is left to the second to choose.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import CheckConstraint
from django.utils.module_loading import import_string

from siim94.formats.francais import INSECABLE
from siim94.formats.groupes import grouper
from siim94.socle.cles import jumeaux
from siim94.socle.declencheurs import EXERCICE_CLOS
from siim94.socle.journal import precisant
from siim94.socle.models import Exercice, Journal
from siim94.socle.refus import Refus, champ_de, champs_de, ecriture
from siim94.ui.grille.colonnes import ColonneGrille, colonnes_de
from siim94.ui.grille.lignes import Nouvelle
from siim94.ui.historique.recit import changements, en_mots, entrees_depuis, etat_avant, lire_json, traces


@dataclass
class EcartDeCellule:
    """A cell that someone else changed since the grid was opened, and that this person changed too."""

    qui: str
    quand: object
    valeur: str


@dataclass
class Cellule:
    """A field of the grid: what it shows, what is stored, what is wrong.

    ``collee``: the text was pasted, could not be read, and nobody has typed anything over it. ``formule``:
    the calculation that was typed, of which ``texte`` is the result.
    """

    ligne: "LigneGrille"
    colonne: ColonneGrille
    texte: str
    stocke: str
    erreurs: list[str] = field(default_factory=list)
    ecart: EcartDeCellule | None = None
    collee: bool = False
    formule: str = ""

    @property
    def nom(self) -> str:
        return nom_de(self.ligne.cle, self.colonne.nom)

    @property
    def modifiee(self) -> bool:
        return self.texte != self.stocke


@dataclass
class LigneGrille:
    """A row: its object, its editable cells, and the values that the person gives it.

    ``cle`` is the key of the object, or the name of a new row; ``source`` the row that a new one copies.
    ``vide``: a new row without any value, which is not saved. ``supprimee``: marked to be deleted.
    """

    objet: models.Model
    cle: str
    nouvelle: bool = False
    source: int | None = None
    vide: bool = False
    supprimee: bool = False
    cellules: dict[str, Cellule] = field(default_factory=dict)
    valeurs: dict[str, object] = field(default_factory=dict)

    @property
    def calculs(self) -> str:
        """The calculations by which its new values were made, for the history; empty without any."""
        notes = [(c.colonne.libelle, c.formule) for c in self.cellules.values() if c.formule]
        return f"{INSECABLE}; ".join(f"{libelle}{INSECABLE}: {formule}" for libelle, formule in notes)

    @property
    def nom(self) -> str:
        """How messages name the row."""
        if not self.nouvelle:
            return str(self.objet)
        cles = [c.texte for c in self.cellules.values() if c.colonne.cle and c.texte]
        return f"Nouvelle ligne ({', '.join(cles[:2])})" if cles else "Nouvelle ligne"


def nom_de(cle, champ: str) -> str:
    """The name of a cell's field in the form."""
    return f"c-{cle}-{champ}"


class Grille:
    """The editable cells of some rows, as stored or as posted; ``erreurs`` and ``resume_erreurs`` as a form.

    ``versions`` holds the version of each row that the person was shown. A row that changed since is merged
    cell by cell: only cells that both changed are left to the person (a row whose fixed columns changed asks
    for each of its cells). ``nouvelles`` are the rows to add; ``colonnes`` those that are edited here, by
    default those of the grid, and ``modifiables`` other fields whose change leaves a row what it is.
    """

    def __init__(
        self,
        crud,
        objets: Iterable[models.Model],
        donnees=None,
        versions=None,
        exercice=None,
        nouvelles: Iterable[Nouvelle] = (),
        colonnes: list[ColonneGrille] | None = None,
        modifiables: Iterable[str] = (),
    ):
        self.crud = crud
        self.toutes_colonnes = colonnes_de(crud, exercice) if colonnes is None else colonnes
        self.colonnes = [colonne for colonne in self.toutes_colonnes if not colonne.cle]
        self.modifiables = {*modifiables, *(colonne.nom for colonne in self.colonnes)}
        self.donnees = donnees
        self.versions = versions or {}
        self.generales: list[str] = []
        self.lignes = {objet.pk: LigneGrille(objet, str(objet.pk)) for objet in objets}
        self.nouvelles = [LigneGrille(n.objet, n.cle, nouvelle=True, source=n.source) for n in nouvelles]
        for ligne in self.lignes.values():
            self._remplir(ligne)
        for ligne in self.nouvelles:
            self._remplir_nouvelle(ligne)

    @property
    def toutes(self) -> list[LigneGrille]:
        return [*self.lignes.values(), *self.nouvelles]

    @property
    def cellules(self) -> list[Cellule]:
        return [cellule for ligne in self.toutes for cellule in ligne.cellules.values()]

    @property
    def modifiees(self) -> list[LigneGrille]:
        return [ligne for ligne in self.lignes.values() if ligne.valeurs and not ligne.supprimee]

    @property
    def ajoutees(self) -> list[LigneGrille]:
        return [ligne for ligne in self.nouvelles if not ligne.vide]

    @property
    def supprimees(self) -> list[LigneGrille]:
        return [ligne for ligne in self.lignes.values() if ligne.supprimee]

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
            if not (cellule.erreurs or cellule.ecart):
                continue
            libelle = f"{cellule.ligne.nom}, {cellule.colonne.libelle}"
            lignes += [(cellule.nom, libelle, texte) for texte in cellule.erreurs]
            if cellule.ecart:
                lignes.append((cellule.nom, libelle, "modifié par deux personnes, à choisir."))
        return lignes

    def _remplir(self, ligne: LigneGrille) -> None:
        objet = ligne.objet
        entrees: list[Journal] = []
        base, fixe_change = objet, False
        ligne.supprimee = self.donnees is not None and f"s-{ligne.cle}" in self.donnees
        if self.donnees is not None and (lue := self.versions.get(objet.pk, objet.version)) != objet.version:
            entrees = entrees_depuis(objet, lue)
            base = etat_avant(objet, entrees)
            noms = {champ.column for champ in objet._meta.concrete_fields if champ.name in self.modifiables}
            fixe_change = any(set(lire_json(trace.avant_texte)) - noms for trace in entrees)
        for colonne in self.colonnes:
            actuel = colonne.valeur_de(objet)
            stocke = colonne.ecrire(actuel)
            cellule = ligne.cellules[colonne.nom] = Cellule(ligne, colonne, stocke, stocke)
            brut = self.donnees.get(cellule.nom) if self.donnees is not None else None
            if brut is None or brut == stocke or ligne.supprimee:
                continue
            cellule.collee = f"colle-{cellule.nom}" in self.donnees
            try:
                valeur = colonne.lire(brut, self.crud.en_pourcent(objet), cellule.collee)
            except ValidationError as erreur:
                cellule.texte, cellule.erreurs = brut, list(erreur.messages)
                continue
            avant = colonne.valeur_de(base)
            if colonne.pareilles(valeur, avant) or colonne.pareilles(valeur, actuel):
                continue
            choix = None if entrees else self.donnees.get(f"choix-{cellule.nom}")
            a_choisir = f"conflit-{cellule.nom}" in self.donnees
            if choix == "autre":
                continue
            cellule.texte = colonne.ecrire(valeur)
            cellule.formule = brut.strip() if colonne.calcule(brut) else ""
            croise = bool(entrees) and (actuel != avant or fixe_change)
            if croise or (a_choisir and choix != "moi"):
                cellule.ecart = self._ecart(objet, colonne, actuel, entrees)
            else:
                ligne.valeurs[colonne.nom] = valeur
        if ligne.supprimee and entrees:
            qui = changements(entrees[:1])[0].qui
            self.generales.append(
                f"« {objet} », que vous supprimez, a été modifié entre-temps par {qui} : "
                "vérifiez cette ligne, puis enregistrez à nouveau."
            )

    def _remplir_nouvelle(self, ligne: LigneGrille) -> None:
        """A new row as it is proposed, or as it was posted; one without a value is left aside."""
        # Keys first: whether « 45 % » is a number depends on what the row is.
        for colonne in sorted(self.toutes_colonnes, key=lambda colonne: not colonne.cle):
            propose = ""
            if colonne.cle:
                copie = ligne.source is not None
                propose = colonne.ecrire(colonne.valeur_de(ligne.objet)) if copie else colonne.initiale()
            brut = self.donnees.get(nom_de(ligne.cle, colonne.nom)) if self.donnees is not None else None
            texte = propose if brut is None else brut.strip()
            ligne.cellules[colonne.nom] = Cellule(ligne, colonne, texte, propose)
        ligne.vide = not any(c.modifiee for c in ligne.cellules.values() if not c.colonne.cle)
        if self.donnees is None:
            return
        for cellule in ligne.cellules.values():
            colonne = cellule.colonne
            # A name typed without a value yet: told when it is wrong, or the person would never know.
            if ligne.vide and not (colonne.cle and cellule.texte and cellule.modifiee):
                continue
            try:
                if not cellule.texte and not colonne.champ.null and colonne.champ.has_default():
                    continue
                cellule.collee = f"colle-{cellule.nom}" in self.donnees
                valeur = colonne.lire(cellule.texte, self.crud.en_pourcent(ligne.objet), cellule.collee)
            except ValidationError as erreur:
                cellule.erreurs = list(erreur.messages)
                continue
            cellule.formule = cellule.texte if colonne.calcule(cellule.texte) else ""
            cellule.texte = colonne.ecrire(valeur)
            ligne.valeurs[colonne.nom] = valeur
            colonne.poser(ligne.objet, valeur)

    def _ecart(self, objet, colonne, actuel, entrees) -> EcartDeCellule:
        """Who last changed the cell; for want of such a change, who last changed the row."""
        if not entrees:
            entrees = list(traces(Journal.objects.of_objet(objet))[:20])
        touchent = [t for t in entrees if colonne.champ.column in lire_json(t.avant_texte)] or entrees[:1]
        derniers = changements(touchent[:1])
        qui, quand = (derniers[0].qui, derniers[0].quand) if derniers else ("une autre personne", None)
        return EcartDeCellule(qui, quand, en_mots(colonne.champ, actuel))

    def enregistrer(self) -> bool:
        """Write all that the person changed, or nothing: False when a row is refused; ``errors`` says why."""
        champs = [colonne.nom for colonne in self.colonnes]
        par_nom = {colonne.nom: colonne for colonne in self.toutes_colonnes}
        deduits: set[str] = set()
        for ligne in self.modifiees:
            for nom, valeur in ligne.valeurs.items():
                par_nom[nom].poser(ligne.objet, valeur)
            deduits |= self.crud.deduire(ligne.objet, ligne.valeurs)
            self._verifier(ligne)
        if self.ajoutees:
            self.crud.preparer_nouvelles([ligne.objet for ligne in self.ajoutees])
        for ligne in self.ajoutees:
            self.crud.deduire(ligne.objet, ligne.valeurs)
            self._verifier(ligne)
        self._refuser_jumeaux([*self.modifiees, *self.ajoutees])
        if self.errors:
            return False
        model = self.crud.model
        touches = [nom for nom in champs if any(nom in ligne.valeurs for ligne in self.modifiees)]
        touches += sorted(deduits)
        try:
            with ecriture(model, champs):
                self._ecrire([*self.supprimees, *self.modifiees, *self.ajoutees], touches)
        except Refus as refus:
            for ligne in self.ajoutees:
                ligne.objet.pk = None
            self._chercher(refus, touches)
            return False
        return True

    def verifier(self, exercice: Exercice | None) -> list[str]:
        """What the checks would say of the year once this is saved, and not before. Nothing is kept."""
        if exercice is None or not (self.modifiees or self.ajoutees or self.supprimees):
            return []

        def ecrire():
            if not self.enregistrer():
                raise Refus("une case est à corriger.")

        trouves = import_string(settings.CONTROLES_D_UNE_SAISIE)(ecrire, exercice.annee)
        for ligne in self.ajoutees:
            ligne.objet.pk = None
        return trouves

    def _ecrire(self, lignes: Iterable[LigneGrille], touches: list[str]) -> None:
        """Delete, change and add rows of the grid; ``touches`` are the fields that changes concern."""
        base = self.crud.model._base_manager
        if retirees := [ligne.objet.pk for ligne in lignes if ligne.supprimee]:
            base.filter(pk__in=retirees).delete()
        # What was calculated says how, row by row.
        for calculs, ecrites in grouper(lignes, lambda ligne: ligne.calculs).items():
            with precisant(calculs):
                if changees := [ligne.objet for ligne in ecrites if not (ligne.supprimee or ligne.nouvelle)]:
                    base.bulk_update(changees, touches, batch_size=200)
                base.bulk_create([ligne.objet for ligne in ecrites if ligne.nouvelle])

    def _verifier(self, ligne: LigneGrille) -> None:
        """What the model refuses before the database is asked."""
        objet, champs = ligne.objet, list(ligne.cellules)
        try:
            if ligne.nouvelle:
                # Relations were found in the database a moment ago; what no cell holds is the model's own.
                lus = {c.nom for c in self.toutes_colonnes if not c.champ.is_relation}
                objet.clean_fields(exclude={champ.name for champ in objet._meta.fields} - lus)
            objet.clean()
        except ValidationError as erreur:
            for nom, textes in getattr(erreur, "message_dict", {"": erreur.messages}).items():
                self._refuser(ligne, nom, " ".join(textes))
        for contrainte in objet._meta.constraints:
            # Each costs a query: those that the person's values cannot break are left alone.
            if not isinstance(contrainte, CheckConstraint) or not (
                ligne.nouvelle or champs_de(contrainte) & set(ligne.valeurs)
            ):
                continue
            try:
                contrainte.validate(type(objet), objet)
            except ValidationError as erreur:
                self._refuser(ligne, champ_de(contrainte, champs), " ".join(erreur.messages))

    def _refuser_jumeaux(self, lignes: Iterable[LigneGrille]) -> None:
        """Two rows of one name; what the person leaves as it is was not wrong before."""
        par_objet = {id(ligne.objet): ligne for ligne in lignes}
        for objet, cle in jumeaux([ligne.objet for ligne in par_objet.values()]):
            ligne = par_objet[id(objet)]
            if ligne.nouvelle or {*cle.portee, *cle.textes} & set(ligne.valeurs):
                self._refuser(ligne, cle.champ(ligne.cellules), " ".join(cle.erreur.messages))

    def _chercher(self, refus: Refus, touches: list[str]) -> None:
        """Which rows the database refuses: each is tried alone, then all is taken back."""
        model = self.crud.model
        if refus.contrainte == EXERCICE_CLOS:
            self.generales.append(refus.message)
            return
        with transaction.atomic():
            for ligne in [*self.supprimees, *self.modifiees, *self.ajoutees]:
                try:
                    with ecriture(model, ligne.cellules):
                        self._ecrire([ligne], touches)
                except Refus as erreur:
                    self._refuser(ligne, erreur.champ, erreur.message)
            transaction.set_rollback(True)
        for ligne in self.ajoutees:
            ligne.objet.pk = None
        if not self.errors:
            self.generales.append(refus.message)

    def _refuser(self, ligne: LigneGrille, champ: str | None, texte: str) -> None:
        if champ in ligne.cellules:
            ligne.cellules[champ].erreurs.append(texte)
        else:
            self.generales.append(f"{ligne.nom} : {texte}")
