"""Related objects as the cells of a grid name them: by name, code, alias or number (``nº 12``)."""

from functools import cached_property

from django.db import models

from siim94.formats.annuaire import Annuaire
from siim94.formats.kinds import Kind
from siim94.formats.mots import cle
from siim94.socle.champs import suivre
from siim94.ui.saisie.champs import etiquette
from siim94.ui.saisie.formulaires import relations_du_nom

# Fields by which people name an object, beside the name that the site gives it.
_NOMS = ("code", "nom", "nom_court", "libelle", "libelle_court")
# Beyond this many names the browser asks for suggestions instead of holding them all.
SUGGESTIONS_MAXIMALES = 400


class RelationKind(Kind):
    """The key of one of the objects ``lignes``; ``groupe`` is the path to what tells a row's group apart."""

    longueur = 300

    def __init__(self, lignes: models.QuerySet, groupe: str = ""):
        self.lignes = lignes
        self.groupe = groupe

    @cached_property
    def objets(self) -> dict[int, models.Model]:
        # Many rows name the same few: these are read once, not with each.
        lignes = self.lignes.select_related(None).prefetch_related(*relations_du_nom(self.lignes.model))
        return {objet.pk: objet for objet in lignes}

    @cached_property
    def alias(self) -> dict[int, list[str]]:
        """Other names by key, for a model that has a table of them (``alias``); one query."""
        relation = next((r for r in self.lignes.model._meta.related_objects if _est_alias(r)), None)
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
    def annuaires(self) -> tuple[Annuaire, Annuaire]:
        """The objects by their names in full, then by all their names."""
        chose = str(self.lignes.model._meta.verbose_name)
        entiers, tous = (Annuaire(chose, lambda pk: etiquette(self.objets[pk])) for _ in range(2))
        for pk, objet in self.objets.items():
            entiers.ajouter(pk, [cle(objet)])
            tous.ajouter(pk, self.noms_de(pk))
        return entiers, tous

    def noms_de(self, pk: int) -> set[str]:
        """The reduced names under which an object is known."""
        objet = self.objets.get(pk)
        if objet is None:
            return set()
        noms = {self.textes[pk], etiquette(objet), *self.alias.get(pk, ())}
        noms |= {str(getattr(objet, nom)) for nom in _NOMS if getattr(objet, nom, "")}
        return {cle(nom) for nom in noms}

    @property
    def choix(self) -> list[tuple[str, str]]:
        if len(self.objets) > SUGGESTIONS_MAXIMALES:
            return []
        return [
            (texte, str(suivre(self.objets[pk], self.groupe)) if self.groupe else "")
            for pk, texte in self.textes.items()
        ]

    def _lire(self, brut, tape, pourcent):
        nom = cle(brut)
        entiers, tous = self.annuaires
        # A name in full wins over what is only another object's short name or alias.
        exact = len(entiers.par_nom.get(nom, ())) == 1
        return (entiers if exact else tous).trouver(nom, brut)

    def saisir(self, valeur):
        return "" if valeur is None else self.textes.get(valeur) or f"nº {valeur}"


def _est_alias(relation) -> bool:
    noms = {champ.name for champ in relation.related_model._meta.fields}
    return relation.get_accessor_name() == "alias" and "libelle" in noms
