"""Whose a GLPI entity is: what people mapped, else the names by which members are known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from adherents.models import Adherent, Alias
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import cle
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from siim94.socle.models import Organisme
from support.models import EntiteGlpi, PlateformeGlpi
from support.models.glpi import SEPARATEUR


class EntitesInconnues(ErreurFormat):
    """Entities of which nobody told the member: ``entites`` maps each to its first line in the file."""

    def __init__(self, plateforme: PlateformeGlpi, entites: Mapping[str, int], *, fichier: str | None = None):
        self.plateforme = plateforme
        self.entites = dict(entites)
        liste = "\u00a0; ".join(f"«\u00a0{nom}\u00a0» (ligne {ligne})" for nom, ligne in self.entites.items())
        sujet = "cette entité n’est rattachée" if len(self.entites) == 1 else "ces entités ne sont rattachées"
        super().__init__(
            f"{sujet} à aucun adhérent sur la plateforme {plateforme}\u00a0: {liste}. Indiquez pour chacune "
            "l’adhérent, ou qu’elle est propre au syndicat, dans Support, Entités GLPI, puis recommencez",
            fichier=fichier,
        )


def rattacher(
    plateforme: PlateformeGlpi, entites: Mapping[str, int], *, fichier: str | None = None
) -> dict[str, EntiteGlpi]:
    """Each entity (given with its first line in the file) as its row, unsaved while the platform has none.

    From the whole tree up to its root, the first that answers: an entity mapped on this platform, then the
    last name of the tree as a name or an alias of a single member. What is the syndicate's own is not
    inherited: under its root stand the entities of all members. Raises ``EntitesInconnues``.
    """
    connues = {entite.libelle: entite for entite in plateforme.entites.select_related("adherent")}
    noms = _noms_des_adherents()
    propres = {cle(nom) for champs in Organisme.objects.values_list("nom", "sigle") for nom in champs}
    trouvees = {}
    for libelle in entites:
        adherent = _adherent_de(libelle, connues, noms)
        if libelle in connues:
            trouvees[libelle] = connues[libelle]
        elif adherent or cle(libelle) in propres:
            trouvees[libelle] = EntiteGlpi(
                plateforme=plateforme, libelle=libelle, adherent=adherent, interne=adherent is None
            )
    inconnues = {libelle: ligne for libelle, ligne in entites.items() if libelle not in trouvees}
    if inconnues:
        raise EntitesInconnues(plateforme, inconnues, fichier=fichier)
    return trouvees


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


def _adherent_de(libelle: str, connues: Mapping[str, EntiteGlpi], noms: Mapping[str, set[Adherent]]):
    niveaux = libelle.split(SEPARATEUR)
    while niveaux:
        entite = connues.get(SEPARATEUR.join(niveaux))
        if entite and entite.adherent:
            return entite.adherent
        homonymes = noms.get(cle(niveaux[-1]), set())
        if len(homonymes) == 1:
            return next(iter(homonymes))
        niveaux.pop()
    return None


def _noms_des_adherents() -> dict[str, set[Adherent]]:
    noms = defaultdict(set)
    for adherent in Adherent.objects.all():
        noms[cle(adherent.nom)].add(adherent)
        noms[cle(adherent.nom_court)].add(adherent)
    for alias in Alias.objects.select_related("adherent"):
        noms[cle(alias.libelle)].add(alias.adherent)
    return noms
