"""Named figures: one name, one label, one unit, one queryset method."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Model, Sum

from siim94.formats import francais
from siim94.socle.adresses import AdresseDifferee
from siim94.socle.models import Indicateur
from siim94.socle.partage import partager

Valeur = Decimal | int | None


@dataclass(frozen=True)
class Chiffre:
    """A figure that a text, a check, an export or a page may ask for by its name.

    ``calcul(annee, bilan)`` calls a queryset method and gives the value of year ``annee`` as known in the
    report of ``bilan``; None when it was never given. ``synonymes``: how else people ask for it.
    """

    nom: str
    libelle: str
    unite: str
    calcul: Callable[[int, int], Valeur]
    decimales: int | None = None
    synonymes: tuple[str, ...] = ()

    def valeur(self, annee: int, bilan: int | None = None) -> Valeur:
        bilan = bilan or annee
        return partager((self, annee, bilan), lambda: self.calcul(annee, bilan))

    def ecrit(self, annee: int, bilan: int | None = None) -> str:
        """The value as French prints it, with its unit."""
        return francais.mesure(self.valeur(annee, bilan), self.decimales, self.unite)


@dataclass(frozen=True)
class Membre:
    """A figure of a family: its label, its value in ``unite``, its digits after the comma, and the page of
    what it is told of, where that is no row of figures.
    """

    libelle: str
    valeur: Valeur
    unite: str
    decimales: int | None = None
    adresse: str | AdresseDifferee = ""


@dataclass(frozen=True)
class FamilleDeChiffres:
    """Figures of one kind that the year's data tell: a row of a table, a part of a breakdown.

    ``membres(annee, bilan)`` calls queryset methods and gives them by key; the name of each is that of the
    family, a dot, and its key.
    """

    nom: str
    libelle: str
    membres: Callable[[int, int], Mapping[str, Membre]]
    # Keys of the sums that a typed total controls.
    controlees: frozenset[str] = frozenset()
    # Sums that are there to be controlled: no text tells them.
    muette: bool = False
    # What the labels leave unsaid (« Contribution » of a member), without which nobody asks for these.
    sujet: str = ""
    # Other words by which people ask for them (« chapitre »).
    mots: str = ""

    def de(self, annee: int, bilan: int) -> Mapping[str, Membre]:
        """Its members of year ``annee``, as the report of ``bilan`` knows them, by key."""
        return partager((self, annee, bilan), lambda: self.membres(annee, bilan))


@dataclass(frozen=True)
class Sommable:
    """A sheet whose columns are added up: its name in files, its table, what leads to its year."""

    feuille: str
    model: type[Model]
    champs: tuple[str, ...]
    chemin: str = ""


def sommes(nom: str, sommables: Iterable[Sommable]) -> FamilleDeChiffres:
    """What the columns of a report's sheets add up to, over all their years: a control, that no text tells.

    The name of each is that of the family, the sheet, a bar and the column.
    """
    connus = tuple(sommables)

    def membres(annee: int, bilan: int) -> dict[str, Membre]:
        return {
            f"{s.feuille}/{champ}": Membre(
                f"Total de la feuille « {s.feuille} », {s.model._meta.get_field(champ).verbose_name}",
                total,
                "",
            )
            for s in (connus if annee == bilan else ())
            for champ, total in s.model._base_manager.filter(**{f"{s.chemin}bilan_de": bilan})
            .aggregate(**{champ: Sum(champ) for champ in s.champs})
            .items()
            if total is not None
        }

    cles = frozenset(f"{s.feuille}/{champ}" for s in connus for champ in s.champs)
    return FamilleDeChiffres(nom, "Totaux des feuilles", membres, cles, muette=True)


def indicateur(model: type[Indicateur], code: str) -> Callable[[int, int], Valeur]:
    """The ``calcul`` of a figure that is an indicator of its app."""
    return lambda annee, bilan: model.objects.valeur(annee, code, bilan)


def indicateurs(model: type[Indicateur], nom: str) -> FamilleDeChiffres:
    """All the indicators of an app as figures; a part is named after its figure (``pages/Facturation``)."""

    def membres(annee: int, bilan: int) -> dict[str, Membre]:
        return {
            "/".join(filter(None, (ligne.code, ligne.ventilation))): Membre(
                f"{ligne.libelle} ({ligne.ventilation})" if ligne.ventilation else ligne.libelle,
                ligne.valeur,
                ligne.unite,
                ligne.decimales,
            )
            for ligne in model.objects.for_exercice(annee, bilan)
        }

    return FamilleDeChiffres(nom, str(model._meta.verbose_name_plural), membres)


def quantite(indicateur: Indicateur, *, avec_unite: bool = True) -> str:
    """The number as the source gives it: ``environ 3 200 factures``, ``de 35 à 40 ans``, or "n. r."."""
    nombre = francais.nombre(indicateur.valeur, indicateur.decimales)
    if indicateur.valeur_max is not None:
        nombre = f"de {nombre} à {francais.nombre(indicateur.valeur_max, indicateur.decimales)}"
    if avec_unite:
        nombre = francais.avec_unite(nombre, indicateur.unite)
    if not indicateur.qualificatif:
        return nombre
    qualificatif = indicateur.get_qualificatif_display()
    # "plus de 11 à 12": what the qualifier ends with is not said twice.
    return f"{qualificatif} {nombre.removeprefix('de ') if qualificatif.endswith(' de') else nombre}"
