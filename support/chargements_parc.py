"""Workstations of a GLPI export as a dated snapshot: rows that cannot be told apart are counted."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.formats.glpi_postes import ExportPostes
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from support.entites import Decideur, Graphies, exiger_adherent_par_defaut, rattacher, table_entites
from support.models import EntiteGlpi, LigneParc, PlateformeGlpi, ReleveParc

_TEXTES = ("type", "systeme", "statut")


@dataclass
class LotParc:
    """An export of workstations, counted: ``postes`` by entity (or None), type, system and status."""

    plateforme: PlateformeGlpi
    date: date
    postes: Counter
    lignes: dict[tuple, int]
    lignes_entites: dict[str, int]
    entites: dict[str, EntiteGlpi]

    @property
    def total(self) -> int:
        return self.postes.total()

    def tables(self) -> list[TableVoulue]:
        """The entities, the snapshot and its lines; a snapshot of the same day gives way to this one."""
        releve = ReleveParc(plateforme=self.plateforme, date=self.date)
        lignes = [
            LigneVoulue(
                LigneParc(
                    releve=releve,
                    entite=self.entites.get(libelle),
                    nombre=nombre,
                    **dict(zip(_TEXTES, textes, strict=True)),
                ),
                self.lignes[libelle, *textes],
            )
            for (libelle, *textes), nombre in self.postes.items()
        ]
        return [
            table_entites(self.plateforme, self.entites.values(), self.lignes_entites),
            TableVoulue(
                model=ReleveParc,
                cle=("plateforme", "date"),
                champs=(),
                lignes=[LigneVoulue(releve)],
                existants=lambda: ReleveParc.objects.filter(plateforme=self.plateforme),
            ),
            TableVoulue(
                model=LigneParc,
                cle=("releve", "entite", *_TEXTES),
                champs=("nombre",),
                lignes=lignes,
                existants=lambda: LigneParc.objects.filter(
                    releve__plateforme=self.plateforme, releve__date=self.date
                ).select_related("entite", "releve__plateforme"),
                remplace=True,
            ),
        ]

    def entites_disparues(self) -> list[EntiteGlpi]:
        """Entities of the platform's previous snapshot of which this export holds no workstation.

        An export filtered to a part of the machines would pass for the whole: the user is to be told.
        """
        precedent = self.plateforme.releves_parc.filter(date__lt=self.date).order_by("-date").first()
        if precedent is None:
            return []
        presentes = [entite.pk for entite in self.entites.values() if entite.pk]
        return list(EntiteGlpi.objects.filter(postes__releve=precedent).exclude(pk__in=presentes).distinct())


def lire_lot_parc(
    plateforme: PlateformeGlpi,
    export: ExportPostes,
    *decider: Decideur,
    jour: Callable[[], date | None] = lambda: None,
) -> LotParc:
    """An export counted. Raises ``ErreurFormat`` with every fault of the file, or ``EntitesInconnues``.

    An export does not say when it was made: the snapshot is of the day of its latest modification; for an
    export without any, ``jour`` is asked.
    """
    postes, lignes, lignes_entites = Counter(), {}, {}
    dernier, sans_entite = None, None
    collecteur = Collecteur()
    entites_dites, mots = Graphies.de(plateforme), {nom: Graphies() for nom in _TEXTES}
    for poste in export:
        textes = tuple(mots[nom][getattr(poste, nom) or ""] for nom in _TEXTES)
        entite = poste.entite and entites_dites[poste.entite]
        _controler(poste, textes, export.nom, collecteur)
        cle = (entite, *textes)
        postes[cle] += 1
        lignes.setdefault(cle, poste.ligne)
        if entite is None:
            sans_entite = sans_entite or poste.ligne
        else:
            lignes_entites.setdefault(entite, poste.ligne)
        if poste.modification:
            dernier = max(dernier or datetime.min, poste.modification)
    collecteur.lever()
    if not postes:
        raise ErreurFormat("cet export ne contient aucun poste", fichier=export.nom)
    exiger_adherent_par_defaut(plateforme, sans_entite, export.nom)
    releve = dernier.date() if dernier else jour()
    entites = rattacher(plateforme, lignes_entites, *decider, fichier=export.nom)
    if releve is None:
        raise ErreurFormat(
            "aucune date dans cet export\u00a0: ajoutez-y la colonne Dernière modification, dont la plus "
            "récente date le relevé du parc",
            fichier=export.nom,
        )
    return LotParc(plateforme, releve, postes, lignes, lignes_entites, entites)


def _controler(poste, textes: tuple[str, ...], fichier: str | None, collecteur: Collecteur) -> None:
    champs = [EntiteGlpi._meta.get_field("libelle"), *(LigneParc._meta.get_field(nom) for nom in _TEXTES)]
    for champ, valeur in zip(champs, (poste.entite or "", *textes), strict=True):
        if len(valeur) > champ.max_length:
            collecteur.ajouter(
                ErreurFormat(
                    f"la cellule dépasse {champ.max_length} caractères",
                    fichier=fichier,
                    ligne=poste.ligne,
                    colonne=champ.verbose_name,
                )
            )
