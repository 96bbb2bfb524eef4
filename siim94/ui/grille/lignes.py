"""The new rows of a grid: blank ones, those that a person filled in, last year's without their values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from django.db import models
from django.db.models.base import ModelState

from siim94.socle.models import Exercice, FaitAnnuel, Suites
from siim94.ui.saisie.formulaires import relations_du_nom

NOUVELLES_MAXIMALES = 500


@dataclass
class Nouvelle:
    """A row to add: its name in the form, its object, not saved, and the row that it copies, if any."""

    cle: str
    objet: models.Model
    source: int | None = None


@dataclass
class Reprise:
    """Last year's rows that the year has not: their year, the rows, and how many find no place."""

    annee: int
    lignes: list[Nouvelle]
    sans_place: int = 0


@dataclass(frozen=True)
class AnneeAvant:
    """The rows of the year just before, each by what makes it the same row this year."""

    annee: int
    lignes: Mapping[object, models.Model]

    def de(self, crud, objet: models.Model) -> models.Model | None:
        """Last year's row of this one, under the names of this year; None without one, or with several."""
        return self.lignes.get(_identite(crud, objet))


def blanches(crud, exercice: Exercice, nombre: int, depart: int = 1) -> list[Nouvelle]:
    """Rows without anything but their year."""
    return [Nouvelle(f"n{depart + rang}", _de_l_annee(crud, exercice)) for rang in range(nombre)]


def postees(crud, exercice: Exercice, donnees) -> list[Nouvelle]:
    """The new rows of a form: ``nouvelle`` names each, ``n3``, or ``n3:345`` for a copy of row 345."""
    noms = [nom.partition(":") for nom in donnees.getlist("nouvelle")]
    voulues = {cle: int(source) if source.isdecimal() else None for cle, _, source in noms}
    voulues = {cle: source for cle, source in voulues.items() if cle[:1] == "n" and cle[1:].isdecimal()}
    sources = [source for source in voulues.values() if source]
    lues = _lire(crud, crud.queryset().filter(pk__in=sources)) if sources else []
    copies, _ = _copier(crud, exercice, lues)
    return [
        Nouvelle(cle, copies[source], source)
        if source in copies
        else Nouvelle(cle, _de_l_annee(crud, exercice))
        for cle, source in voulues.items()
    ]


def annee_a_reprendre(crud, exercice: Exercice, annees: Sequence[Exercice]) -> Exercice | None:
    """The latest year before this one that has rows."""
    derniere = annees[0].annee if annees else exercice.annee
    for autre in annees:
        if autre.annee < exercice.annee and crud.lignes(autre, derniere).exists():
            return autre
    return None


def reprendre(crud, exercice: Exercice, annees: Sequence[Exercice], maximum: int) -> Reprise | None:
    """The rows of the latest earlier year that this one has not, values left empty; None without any."""
    precedent = annee_a_reprendre(crud, exercice, annees)
    if precedent is None:
        return None
    derniere = annees[0].annee
    copies, sans_place = _copier(crud, exercice, _lire(crud, crud.lignes(precedent, derniere)))
    presentes = {_identite(crud, objet) for objet in _lire(crud, crud.lignes(exercice, derniere))}
    uniques: dict[object, tuple] = {}
    for reprise in copies.items():
        uniques.setdefault(_identite(crud, reprise[1]), reprise)
    manquantes = [reprise for identite, reprise in uniques.items() if identite not in presentes]
    lignes = [Nouvelle(f"n{rang}", c, s) for rang, (s, c) in enumerate(manquantes[:maximum], start=1)]
    return Reprise(precedent.annee, lignes, sans_place)


def avant(crud, exercice: Exercice | None, annees: Sequence[Exercice]) -> AnneeAvant | None:
    """What a grid shows of the year before beside its figures; None when that year has no such row."""
    precedent = exercice and next((e for e in annees if e.annee == exercice.annee - 1), None)
    if precedent is None or not crud.grille_cles:
        return None
    sources = _lire(crud, crud.lignes(precedent, annees[0].annee))
    copies, _ = _copier(crud, exercice, sources)
    par_identite: dict[object, list[models.Model]] = {}
    for source in sources:
        if source.pk in copies:
            par_identite.setdefault(_identite(crud, copies[source.pk]), []).append(source)
    # Two rows that became one have no value of their own to compare with.
    seules = {identite: trouvees[0] for identite, trouvees in par_identite.items() if len(trouvees) == 1}
    return AnneeAvant(precedent.annee, seules) if seules else None


def _lire(crud, lignes: models.QuerySet) -> list[models.Model]:
    """Rows with what they name, read once for all those that name it: of thousands, a few dozen."""
    relations = {nom for nom in crud.grille_cles if crud.model._meta.get_field(nom).is_relation}
    if parent := _parent(crud):
        relations |= {parent, *(f"{parent}__{n}" for n in relations_du_nom(_modele(crud, parent), 1))}
    return list(lignes.select_related(None).prefetch_related(*sorted(relations)))


def _parent(crud) -> str:
    """The relation through which a row without a year of its own has one."""
    relation = crud.relation_annuelle()
    return "" if relation == "exercice" else relation


def _modele(crud, relation: str) -> type[models.Model]:
    return crud.model._meta.get_field(relation).related_model


def _de_l_annee(crud, exercice: Exercice) -> models.Model:
    return crud.model(exercice=exercice, bilan_de=exercice) if not _parent(crud) else crud.model()


def _copier(crud, exercice: Exercice, sources) -> tuple[dict[int, models.Model], int]:
    """Copies in the year by the key of their source, values empty; and how many have no parent there."""
    parent = _parent(crud)
    parents = {}
    if parent:
        faits = _modele(crud, parent)._default_manager.for_exercice(exercice.annee)
        parents = {_nature(fait): fait for fait in faits}
    copies: dict[int, models.Model] = {}
    suites = Suites(exercice.annee)
    champs = [crud.model._meta.get_field(nom) for nom in crud.grille]
    vides = [(c.attname, None if c.null or c.is_relation else c.get_default()) for c in champs]
    for source in sources:
        copie = _jumelle(source)
        copie.pk, copie.version = None, 1
        for nom, vide in vides:
            setattr(copie, nom, vide)
        avant = getattr(source, parent) if parent else source
        if parent:
            avant.prendre_la_suite(suites)
        if not copie.quitter_son_annee(avant.exercice_id, suites):
            continue
        if parent:
            fait = parents.get(_nature(getattr(source, parent)))
            if fait is None:
                continue
            setattr(copie, parent, fait)
        else:
            copie.exercice = copie.bilan_de = exercice
        copies[source.pk] = copie
    copies = crud.adapter_reprises(copies)
    return copies, len(list(sources)) - len(copies)


def _jumelle(source: models.Model) -> models.Model:
    """A copy that is not saved; ``copy.copy`` takes three times as long, and there may be thousands."""
    copie = type(source).__new__(type(source))
    copie.__dict__.update(source.__dict__)
    copie._state = ModelState()
    copie._state.db, copie._state.fields_cache = source._state.db, dict(source._state.fields_cache)
    return copie


def _nature(fait: FaitAnnuel) -> tuple:
    """What makes a yearly fact the same one the year after."""
    return tuple(getattr(fait, fait._meta.get_field(nom).attname) for nom in fait.grain if nom != "exercice")


def _identite(crud, objet: models.Model) -> object:
    return _cles(crud.model, crud.grille_cles)(objet)


@cache
def _cles(model: type[models.Model], noms: tuple[str, ...]) -> attrgetter:
    """What reads the keys of a row, worked out once: a grid reads those of thousands."""
    return attrgetter(*(model._meta.get_field(nom).attname for nom in noms))
