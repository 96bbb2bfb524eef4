"""The columns of a grid: how the text of a cell becomes a value and back, whatever the kind of field.

Every cell is a text, so that a block copied from a spreadsheet can be pasted anywhere: a choice is written by
its label, a related object by its name or its code, yes and no in words.
"""

from collections.abc import Iterable
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from siim94.formats.mots import cle, plier
from siim94.formats.nombres import ecrire_nombre
from siim94.ui.grille.collage import normaliser
from siim94.ui.saisie.champs import champ_de_formulaire, etiquette
from siim94.ui.saisie.formulaires import relations_du_nom

# Fields by which people name an object, beside the name that the site gives it.
_NOMS = ("code", "nom", "nom_court", "libelle", "libelle_court")
# Beyond this many names the browser asks for suggestions instead of holding them all.
SUGGESTIONS_MAXIMALES = 400
_OUI_NON = {"oui": True, "o": True, "x": True, "vrai": True, "1": True}
_OUI_NON |= {"non": False, "n": False, "faux": False, "0": False}


class ColonneGrille:
    """A column of numbers or of texts; ``cle``: only a new row fills it in; ``liste``: it proposes texts."""

    liste = False

    def __init__(self, champ: models.Field, libelle: str, cle: bool = False):
        self.champ = champ
        self.libelle = libelle
        self.cle = cle
        self.saisie = champ_de_formulaire(champ)

    @property
    def nom(self) -> str:
        return self.champ.name

    @property
    def numerique(self) -> bool:
        return isinstance(self.champ, models.DecimalField | models.IntegerField)

    @property
    def longueur(self) -> int:
        return 60 if self.numerique else self.champ.max_length or 2000

    @property
    def propositions(self) -> list[tuple[str, str]]:
        """The texts that the cell takes, each with the code that groups know; none where any text will do."""
        return []

    def lire(self, texte: str, pourcent: bool = False):
        """The value typed; raises ``ValidationError``."""
        lu, erreur = normaliser(texte, numerique=self.numerique, pourcent=pourcent)
        if erreur:
            raise ValidationError(erreur)
        return self.saisie.clean(lu)

    def ecrire(self, valeur) -> str:
        """The value as the field shows it."""
        if valeur is None:
            return ""
        if isinstance(self.champ, models.IntegerField):
            return ecrire_nombre(valeur, "francais")
        return str(self.saisie.prepare_value(valeur))

    def pareilles(self, une, autre) -> bool:
        """The two values are one to the person: a field of one line cannot show a line break."""
        if self.numerique or une is None or autre is None:
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

    def normaliser(self, texte: str, pourcent: bool = False) -> tuple[str, str]:
        """The text as the cell holds it, and what is wrong with it; unreadable text stays as it is."""
        if type(self) is ColonneGrille:
            return normaliser(texte, numerique=self.numerique, pourcent=pourcent)
        texte = " ".join(texte.split())
        if not texte:
            return "", ""
        try:
            return self.ecrire(self.lire(texte, pourcent)), ""
        except ValidationError as erreur:
            return texte, " ".join(erreur.messages)

    def vide(self):
        """The value of an empty cell; raises ``ValidationError`` where the model wants one."""
        if self.champ.null:
            return None
        if self.champ.blank and isinstance(self.champ, models.CharField):
            return ""
        raise ValidationError("Ce champ est obligatoire.")


class ColonneExacte(ColonneGrille):
    """A column whose value is one thing, not a text: equal or not."""

    numerique = False

    def pareilles(self, une, autre) -> bool:
        return une == autre


class ColonneJour(ColonneExacte):
    """A day, ``31/12/2021``."""

    longueur = 20

    def lire(self, texte, pourcent=False):
        return self.saisie.clean(texte.strip())

    def ecrire(self, valeur):
        return f"{valeur:%d/%m/%Y}" if valeur else ""


class ColonneChoix(ColonneExacte):
    """One of a few values, by its label or its code; yes and no too."""

    liste = True
    longueur = 200

    @cached_property
    def libelles(self) -> dict:
        if isinstance(self.champ, models.BooleanField):
            return {True: "oui", False: "non"}
        return {code: capfirst(str(libelle)) for code, libelle in self.champ.flatchoices if code != ""}

    @cached_property
    def _par_cle(self) -> dict[str, object]:
        if isinstance(self.champ, models.BooleanField):
            return dict(_OUI_NON)
        return {cle(str(code)): code for code in self.libelles} | {
            cle(libelle): code for code, libelle in self.libelles.items()
        }

    @property
    def propositions(self):
        return [(libelle, str(code)) for code, libelle in self.libelles.items()]

    def lire(self, texte, pourcent=False):
        if not texte.strip():
            return self.vide()
        try:
            return self._par_cle[cle(texte)]
        except KeyError:
            possibles = ", ".join(f"« {libelle} »" for libelle in self.libelles.values())
            message = f"« {texte.strip()} » n’est pas une valeur possible : {possibles}."
            raise ValidationError(message) from None

    def ecrire(self, valeur):
        return "" if valeur in (None, "") else self.libelles.get(valeur, str(valeur))


class ColonneRelation(ColonneExacte):
    """A related object by its name, its code, an alias, or its number (``nº 12``); values are keys."""

    liste = True
    longueur = 300

    def __init__(self, champ, libelle, cle=False, choix: models.QuerySet | None = None, groupe: str = ""):
        super().__init__(champ, libelle, cle)
        self.choix = choix if choix is not None else champ.related_model._default_manager.all()
        # The path, from the related object, of what tells the group of a row apart.
        self.groupe = groupe

    @cached_property
    def objets(self) -> dict[int, models.Model]:
        model = self.champ.related_model
        lignes = self.choix.select_related(*relations_du_nom(model))
        return {objet.pk: objet for objet in lignes}

    @cached_property
    def alias(self) -> dict[int, list[str]]:
        """Other names by key, for a model that has a table of them (``alias``); one query."""
        relation = next((r for r in self.champ.related_model._meta.related_objects if _est_alias(r)), None)
        noms: dict[int, list[str]] = {}
        if relation is not None:
            couples = relation.related_model._base_manager.values_list(relation.field.attname, "libelle")
            for pk, libelle in couples:
                noms.setdefault(pk, []).append(libelle)
        return noms

    @cached_property
    def textes(self) -> dict[int, str]:
        """What a cell shows for each object: its name, with its number where another has the same name."""
        vus: dict[str, int] = {}
        for objet in self.objets.values():
            vus[cle(objet)] = vus.get(cle(objet), 0) + 1
        return {
            pk: str(objet) if vus[cle(objet)] == 1 else etiquette(objet) for pk, objet in self.objets.items()
        }

    @cached_property
    def _par_nom(self) -> dict[str, set[int]]:
        par_nom: dict[str, set[int]] = {}
        for pk in self.objets:
            for nom in self.noms_de(pk):
                par_nom.setdefault(nom, set()).add(pk)
        return par_nom

    def noms_de(self, pk: int) -> set[str]:
        """The reduced names under which an object is known."""
        objet = self.objets.get(pk)
        if objet is None:
            return set()
        noms = {self.textes[pk], etiquette(objet), *self.alias.get(pk, ())}
        noms |= {str(getattr(objet, nom)) for nom in _NOMS if getattr(objet, nom, "")}
        return {cle(nom) for nom in noms}

    @property
    def propositions(self):
        if len(self.objets) > SUGGESTIONS_MAXIMALES:
            return []
        return [(texte, self._groupe_de(self.objets[pk])) for pk, texte in self.textes.items()]

    def _groupe_de(self, objet) -> str:
        for partie in filter(None, self.groupe.split("__")):
            objet = getattr(objet, partie)
        return str(objet) if self.groupe else ""

    def lire(self, texte, pourcent=False):
        if not texte.strip():
            return self.vide()
        trouves = self._par_nom.get(cle(texte), set())
        # A name in full wins over what is only another object's short name or alias.
        exacts = {pk for pk in trouves if cle(self.objets[pk]) == cle(texte)}
        if len(trouves) > 1 and len(exacts) == 1:
            trouves = exacts
        nom = self.champ.related_model._meta.verbose_name
        if not trouves:
            raise ValidationError(f"« {texte.strip()} » ne désigne aucune fiche ({nom}).")
        if len(trouves) > 1:
            noms = " ; ".join(sorted((etiquette(self.objets[pk]) for pk in trouves), key=plier)[:6])
            raise ValidationError(f"« {texte.strip()} » désigne plusieurs fiches : {noms}.")
        return next(iter(trouves))

    def ecrire(self, valeur):
        if valeur is None:
            return ""
        return self.textes.get(valeur) or f"nº {valeur}"

    def poser(self, objet, valeur):
        if valeur in self.objets:
            setattr(objet, self.champ.name, self.objets[valeur])
        else:
            super().poser(objet, valeur)

    def initiale(self):
        """The only object there is to choose, if so."""
        if self.champ.null or len(self.objets) != 1:
            return ""
        return next(iter(self.textes.values()))


def _est_alias(relation) -> bool:
    noms = {champ.name for champ in relation.related_model._meta.fields}
    return relation.get_accessor_name() == "alias" and "libelle" in noms


def colonne_de(champ: models.Field, libelle: str, cle: bool = False, **relation) -> ColonneGrille:
    """The column for a model field; ``relation`` goes to the column of a foreign key."""
    if isinstance(champ, models.ForeignKey):
        return ColonneRelation(champ, libelle, cle, **relation)
    if champ.choices or isinstance(champ, models.BooleanField):
        return ColonneChoix(champ, libelle, cle)
    if isinstance(champ, models.DateField) and not isinstance(champ, models.DateTimeField):
        return ColonneJour(champ, libelle, cle)
    return ColonneGrille(champ, libelle, cle)


def colonnes_de(crud, exercice=None) -> list[ColonneGrille]:
    """The columns that all rows fill in, then those of new rows only, with the heads of the list."""
    return [*_colonnes(crud, crud.grille, exercice), *_colonnes(crud, crud.grille_cles, exercice, cle=True)]


def _colonnes(crud, noms: Iterable[str], exercice, cle: bool = False) -> list[ColonneGrille]:
    colonnes = []
    for nom in noms:
        champ = crud.model._meta.get_field(nom)
        titre = getattr(crud.table_class.base_columns.get(nom), "verbose_name", None) or champ.verbose_name
        relation = {}
        if isinstance(champ, models.ForeignKey):
            groupe = next((g for g in crud.grille_groupes if g.partition("__")[0] == nom), "")
            groupe = groupe.partition("__")[2] or ("pk" if groupe else "")
            relation = {"choix": crud.choix_de_grille(champ, exercice), "groupe": groupe}
        colonnes.append(colonne_de(champ, capfirst(str(titre)), cle, **relation))
    return colonnes
