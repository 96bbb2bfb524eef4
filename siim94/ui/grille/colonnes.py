"""The columns of a grid: how the text of a cell becomes a value and back, whatever the kind of field.

Every cell is a text, so that a block copied from a spreadsheet can be pasted anywhere: a choice is written by
its label, a related object by its name or its code, yes and no in words.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.formules import FORMULE_MAXIMALE, calculer, est_formule
from siim94.formats.kinds import TEXTE
from siim94.socle.champs import kind_of
from siim94.ui.grille.collage import lire
from siim94.ui.grille.relations import RelationKind
from siim94.ui.saisie.champs import champ_de_formulaire


class ColonneGrille:
    """A column of values of one kind; ``cle``: only a new row fills it in; ``liste``: it proposes texts."""

    def __init__(self, champ: models.Field, libelle: str, cle: bool = False):
        self.champ = champ
        self.libelle = libelle
        self.cle = cle
        self.kind = kind_of(champ)
        self.liste = bool(self.kind.choix)
        self.saisie = champ_de_formulaire(champ)

    @property
    def nom(self) -> str:
        return self.champ.name

    @property
    def numerique(self) -> bool:
        return self.kind.numerique

    @property
    def longueur(self) -> int:
        if self.numerique:
            return FORMULE_MAXIMALE
        return (self.kind is TEXTE and self.champ.max_length) or self.kind.longueur

    @property
    def propositions(self) -> list[tuple[str, str]]:
        """The texts that the cell takes, each with the code that groups know; none where any text will do."""
        return [(texte, str(code)) for texte, code in self.kind.choix]

    def lire(self, texte: str, pourcent: bool = False, colle: bool = False):
        """The value typed, if only as a formula, or pasted; raises ``ValidationError``."""
        try:
            if self.calcule(texte) and not colle:
                texte = self.kind.saisir(calculer(texte, self.kind.decimales))
            lu = lire(self.kind, texte, pourcent, colle)
        except ErreurFormat as erreur:
            raise ValidationError(erreur.phrase) from erreur
        if not self.liste:
            return self.saisie.clean(lu)
        return self.vide() if lu in (None, "") else lu

    def calcule(self, texte: str) -> bool:
        """The text is a calculation to make."""
        return self.numerique and est_formule(texte)

    def ecrire(self, valeur) -> str:
        """The value as the field shows it."""
        return self.kind.saisir(valeur)

    def pareilles(self, une, autre) -> bool:
        """The two values are one to the person: a field of one line cannot show a line break."""
        if self.kind is not TEXTE or une is None or autre is None:
            return une == autre
        return une.split() == autre.split()

    def valeur_de(self, objet: models.Model):
        """The value that an object holds, as ``lire`` gives it."""
        return getattr(objet, self.champ.attname)

    def poser(self, objet: models.Model, valeur) -> None:
        setattr(objet, self.champ.attname, valeur)

    def initiale(self) -> str:
        """What a new row shows: the default of the model."""
        return self.ecrire(self.champ.get_default()) if self.champ.has_default() else ""

    def vide(self):
        """The value of an empty cell; raises ``ValidationError`` where the model wants one."""
        if self.champ.null:
            return None
        if self.champ.blank and isinstance(self.champ, models.CharField):
            return ""
        raise ValidationError("Ce champ est obligatoire.")


class ColonneRelation(ColonneGrille):
    """A related object; values are keys."""

    def __init__(self, champ, libelle, cle=False, choix: models.QuerySet | None = None, groupe: str = ""):
        super().__init__(champ, libelle, cle)
        self.liste = True
        self.kind = RelationKind(
            champ.related_model._default_manager.all() if choix is None else choix, groupe
        )

    def poser(self, objet, valeur):
        if valeur in self.kind.objets:
            setattr(objet, self.champ.name, self.kind.objets[valeur])
        else:
            super().poser(objet, valeur)

    def initiale(self):
        """The only object there is to choose, if so."""
        if self.champ.null or len(self.kind.objets) != 1:
            return ""
        return next(iter(self.kind.textes.values()))


def colonne_de(champ: models.Field, libelle: str, cle: bool = False, **relation) -> ColonneGrille:
    """The column for a model field; ``relation`` goes to the column of a foreign key."""
    classe = ColonneRelation if isinstance(champ, models.ForeignKey) else ColonneGrille
    return classe(champ, libelle, cle, **relation)


def colonnes_de(crud, exercice=None) -> list[ColonneGrille]:
    """The columns that all rows fill in, then those of new rows only, with the heads of the list."""
    return [*_colonnes(crud, crud.grille, exercice), *_colonnes(crud, crud.grille_cles, exercice, cle=True)]


def _colonnes(crud, noms: Iterable[str], exercice, cle: bool = False) -> list[ColonneGrille]:
    return [colonne_du_crud(crud, nom, exercice, cle) for nom in noms]


def colonne_du_crud(crud, nom: str, exercice=None, cle: bool = False) -> ColonneGrille:
    """The column of a field of the model, under the head of its list."""
    champ = crud.model._meta.get_field(nom)
    titre = getattr(crud.table_class.base_columns.get(nom), "verbose_name", None) or champ.verbose_name
    relation = {}
    if isinstance(champ, models.ForeignKey):
        groupe = next((g for g in crud.grille_groupes if g.partition("__")[0] == nom), "")
        groupe = groupe.partition("__")[2] or ("pk" if groupe else "")
        relation = {"choix": crud.choix_de_grille(champ, exercice), "groupe": groupe}
    return colonne_de(champ, capfirst(str(titre)), cle, **relation)
