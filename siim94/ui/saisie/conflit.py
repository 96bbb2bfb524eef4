"""Two people changed the same row: what each did, field by field, and the choice between them."""

from dataclasses import dataclass

from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst

from siim94.formats.mots import plier
from siim94.socle.models import Journal
from siim94.ui.historique.recit import (
    Changement,
    Noms,
    changements,
    en_mots,
    entrees_depuis,
    etat_avant,
)
from siim94.ui.saisie.formulaires import ETAT, FicheForm, empreinte

RESERVES = ("csrfmiddlewaretoken", "version", "version_lue", "resolution")


@dataclass(frozen=True)
class EcartDeChamp:
    """A field on which the row and the form differ: its value when the page was opened, theirs and mine."""

    nom: str
    libelle: str
    base: str
    autre: str
    moi: str
    # "moi" or "autre" when one side alone changed the field; None when both did: the person must choose.
    propose: str | None


class Conflit:
    """What stands between a valid ``form`` and the row as it is now (``courant``, locked).

    A person who has seen the other's changes posts ``resolution`` ("moi": keep all of mine; "choix": as the
    ``choix_<field>`` say) with the version that the page showed; a newer change asks again.
    """

    def __init__(self, form: FicheForm, courant: models.Model, donnees: QueryDict):
        self.form = form
        self.courant = courant
        self.donnees = donnees
        self.version_montree = form.cleaned_data["version"]
        lue = donnees.get("version_lue", "")
        self.version_lue = int(lue) if lue.isascii() and lue.isdigit() else self.version_montree

    @property
    def perime(self) -> bool:
        """The row is no longer what the page showed."""
        return self.version_montree != self.courant.version or any(
            self.donnees.get(f"{ETAT}{relation.name}", "") != self._actuel(relation)
            for relation in self.form.relations_multiples
        )

    @property
    def a_choisir(self) -> list[str]:
        """Labels of the fields that both changed and on which the person has not decided yet."""
        if self.donnees.get("resolution") != "choix":
            return []
        return [e.libelle for e in self.ecarts if e.propose is None and f"choix_{e.nom}" not in self.donnees]

    @cached_property
    def existe(self) -> bool:
        return bool(self.ecarts if self.perime else self.a_choisir)

    @cached_property
    def entrees(self) -> list[Journal]:
        """The changes made by others since the page was opened: as many as the version counted, at most."""
        return entrees_depuis(self.courant, self.version_lue)

    @cached_property
    def changements(self) -> list[Changement]:
        return changements(self.entrees)

    @cached_property
    def ecarts(self) -> list[EcartDeChamp]:
        base = etat_avant(self.courant, self.entrees)
        bruts = [
            (champ, [getattr(objet, champ.attname) for objet in (base, self.courant, self.form.instance)])
            for champ in self.courant._meta.concrete_fields
            if champ.name in self.form.champs_metier
        ]
        noms = Noms.de(bruts)
        simples = [
            _ecart(champ.name, champ, valeurs, [en_mots(champ, v, noms) for v in valeurs])
            for champ, valeurs in bruts
            if valeurs[1] != valeurs[2]
        ]
        return simples + [
            ecart for ecart in map(self._ecart_multiple, self.form.relations_multiples) if ecart
        ]

    def champs_caches(self) -> list[tuple[str, str]]:
        """What the form held, for the page to send again."""
        etats = [f"{ETAT}{relation.name}" for relation in self.form.relations_multiples]
        gardes = [
            (nom, contenu)
            for nom, contenus in self.donnees.lists()
            if nom not in (*RESERVES, *etats) and not nom.startswith("choix_")
            for contenu in contenus
        ]
        gardes += [
            (etat, self._actuel(relation))
            for etat, relation in zip(etats, self.form.relations_multiples, strict=True)
        ]
        return [*gardes, ("version", self.courant.version), ("version_lue", self.version_lue)]

    def _actuel(self, relation) -> str:
        return empreinte(getattr(self.courant, relation.name).all())

    def _ecart_multiple(self, relation) -> EcartDeChamp | None:
        cles = [
            {
                int(cle)
                for cle in self.donnees.get(f"{ETAT}{relation.name}", "").split(",")
                if cle.isdecimal()
            },
            {objet.pk for objet in getattr(self.courant, relation.name).all()},
            {objet.pk for objet in self.form.cleaned_data[relation.name]},
        ]
        if cles[1] == cles[2]:
            return None
        objets = relation.related_model._base_manager.in_bulk(set().union(*cles))
        nommes = [[str(objets[pk]) for pk in presents if pk in objets] for presents in cles]
        mots = [", ".join(sorted(noms, key=plier)) or "(aucun)" for noms in nommes]
        return _ecart(relation.name, relation, cles, mots)


def _ecart(nom, champ, valeurs, mots) -> EcartDeChamp:
    base, autre, moi = valeurs
    propose = "autre" if moi == base else "moi" if autre == base else None
    return EcartDeChamp(nom, capfirst(str(champ.verbose_name)), *mots, propose)


def donnees_choisies(
    donnees: QueryDict, classe: type[FicheForm], courant: models.Model, autres: list[str]
) -> QueryDict:
    """The posted data where the fields of ``autres`` hold what the row holds now, as the form writes it."""
    choisies = donnees.copy()
    actuel = classe(instance=courant)
    for nom in autres:
        if nom not in actuel.champs_metier:
            continue
        contenu = actuel[nom].value()
        if isinstance(contenu, list | tuple):
            choisies.setlist(nom, [str(getattr(element, "pk", element)) for element in contenu])
        else:
            choisies[nom] = "" if contenu is None else str(contenu)
    return choisies
