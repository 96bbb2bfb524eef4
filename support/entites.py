"""Whose a GLPI entity is: as people mapped it, else by the names of members, else as who loads it says."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from adherents.models import Adherent, Alias
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import cle, noyau
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from siim94.socle.models import Organisme
from support.models import EntiteGlpi, PlateformeGlpi
from support.models.glpi import SEPARATEUR

# The answer for an entity that is no member's.
INTERNE = "interne"


@dataclass(frozen=True)
class Attribution:
    """An entity that its platform does not know yet: its rank among those of the file (from 1), its first
    line there, and the members that its tree names, its own name first; true where it is by their full name.

    ``interne``: it is the syndicate's own, by its name. ``connue``: others of the file stand below it.
    """

    rang: int
    libelle: str
    ligne: int
    nommes: Mapping[Adherent, bool] = field(default_factory=dict)
    interne: bool = False
    connue: bool = False

    @property
    def certaine(self) -> str | None:
        """The answer that the names give by themselves: the code of the only member named, or ``INTERNE``."""
        if len(self.nommes) == 1:
            return next(iter(self.nommes)).code
        return INTERNE if self.interne and not self.nommes else None

    @property
    def proposee(self) -> str | None:
        """Of several members, the only one that is named in full: « Théâtre » may be that of its town."""
        entiers = [adherent.code for adherent, entier in self.nommes.items() if entier]
        return entiers[0] if len(entiers) == 1 else None

    @property
    def montrable(self) -> bool:
        """Whether a tree or a known name shows it to be an entity; else it may be a person's name, in a row
        shifted by one cell, and its place stands for it.
        """
        return SEPARATEUR in self.libelle or self.certaine is not None or self.connue

    def __str__(self) -> str:
        return f"l’entité «\u00a0{self.libelle}\u00a0»" if self.montrable else "l’entité de cette cellule"


# Who decides: gives a member's code or ``INTERNE``, or None while that is not known.
Decideur = Callable[[Attribution], str | None]


class EntitesInconnues(ErreurFormat):
    """Entities of which nobody told the member: ``entites`` maps each to its first line in the file."""

    def __init__(self, plateforme: PlateformeGlpi, entites: Mapping[str, int], *, fichier: str | None = None):
        self.entites = dict(entites)
        lignes = ", ".join(map(str, self.entites.values()))
        quoi = f"des entités ne sont à aucun adhérent sur la plateforme {plateforme}"
        super().__init__(f"{quoi}\u00a0: lignes {lignes}", fichier=fichier)


def rattacher(
    plateforme: PlateformeGlpi,
    entites: Mapping[str, int],
    decider: Decideur = lambda attribution: attribution.certaine,
    *,
    fichier: str | None = None,
) -> dict[str, EntiteGlpi]:
    """Each entity (given with its first line in the file) as its row, unsaved while the platform has none.

    A new one is attributed by ``decider``. The members that its tree names are, from the whole tree up to its
    root, those of an entity mapped on this platform, or of the last name of the tree as a name or an alias of
    a single member. What is the syndicate's own is not inherited: under its root stand the entities of all
    members. Raises ``EntitesInconnues``.
    """
    connues = {entite.libelle: entite for entite in plateforme.entites.select_related("adherent")}
    noms = _noms_des_adherents()
    codes = {adherent.code: adherent for adherents in noms.values() for adherent in adherents}
    propres = {cle(nom) for champs in Organisme.objects.values_list("nom", "sigle") for nom in champs}
    racines = {libelle.partition(SEPARATEUR)[0] for libelle in (*entites, *connues) if SEPARATEUR in libelle}
    trouvees, inconnues = {}, {}
    for rang, (libelle, ligne) in enumerate(entites.items(), start=1):
        if libelle in connues:
            trouvees[libelle] = connues[libelle]
            continue
        nommes = _adherents_de(libelle, connues, noms)
        connue = libelle in racines or noyau(libelle) in noms
        reponse = decider(Attribution(rang, libelle, ligne, nommes, cle(libelle) in propres, connue))
        if reponse is None:
            inconnues[libelle] = ligne
            continue
        adherent = codes.get(reponse)
        trouvees[libelle] = EntiteGlpi(
            plateforme=plateforme, libelle=libelle, adherent=adherent, interne=adherent is None
        )
    if inconnues:
        raise EntitesInconnues(plateforme, inconnues, fichier=fichier)
    return trouvees


class Graphies(dict):
    """One spelling for each name, whatever spaces, accents and capitals: that which is known, else the first
    met.
    """

    def __init__(self, connues: Iterable[str] = ()):
        super().__init__({nom: nom for nom in connues})
        self._par_cle = {cle(nom): nom for nom in self}

    def __missing__(self, nom: str) -> str:
        self[nom] = self._par_cle.setdefault(cle(nom), nom)
        return self[nom]

    @classmethod
    def de(cls, plateforme: PlateformeGlpi) -> "Graphies":
        """Those of the entities of a platform."""
        return cls(plateforme.entites.values_list("libelle", flat=True))


def exiger_adherent_par_defaut(plateforme: PlateformeGlpi, ligne: int | None, fichier: str | None) -> None:
    """ErreurFormat when a row (its line; None: there is none) names no entity and the platform no member."""
    if ligne is not None and plateforme.adherent_defaut_id is None:
        raise ErreurFormat(
            f"cette ligne n’a pas d’entité et la plateforme {plateforme} n’a pas d’adhérent par "
            "défaut\u00a0: indiquez-le dans Support, Plateformes GLPI, ou ajoutez l’entité à l’export",
            fichier=fichier,
            ligne=ligne,
        )


def table_entites(
    plateforme: PlateformeGlpi, rattachees: Iterable[EntiteGlpi], lignes: Mapping[str, int]
) -> TableVoulue:
    """The mapping that a load needs, as rows to be shown and written."""
    return TableVoulue(
        model=EntiteGlpi,
        cle=("plateforme", "libelle"),
        champs=("adherent", "interne"),
        lignes=[LigneVoulue(entite, lignes[entite.libelle]) for entite in rattachees],
        existants=lambda: EntiteGlpi.objects.filter(plateforme=plateforme),
    )


def _adherents_de(
    libelle: str, connues: Mapping[str, EntiteGlpi], noms: Mapping[str, set[Adherent]]
) -> dict[Adherent, bool]:
    """The members that the levels of a tree name, from the last to the root, and which are named in full."""
    trouves: dict[Adherent, bool] = {}
    niveaux = libelle.split(SEPARATEUR)
    while niveaux:
        nom = noyau(niveaux[-1])
        entite = connues.get(SEPARATEUR.join(niveaux))
        if entite and entite.adherent:
            trouves[entite.adherent] = True
        elif len(homonymes := noms.get(nom, set())) == 1:
            (adherent,) = homonymes
            trouves[adherent] = trouves.get(adherent, False) or nom == noyau(adherent.nom)
        niveaux.pop()
    return trouves


def _noms_des_adherents() -> dict[str, set[Adherent]]:
    noms = defaultdict(set)
    for adherent in Adherent.objects.all():
        noms[noyau(adherent.nom)].add(adherent)
        noms[noyau(adherent.nom_court)].add(adherent)
    for alias in Alias.objects.select_related("adherent"):
        noms[noyau(alias.libelle)].add(alias.adherent)
    return noms
