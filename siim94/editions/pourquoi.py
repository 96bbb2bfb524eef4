"""Why what an edition printed is no longer so: the loads, the changes that gave a reason and the errors that
readers found. What none of them tells has the reason for which the year was opened again.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from django.db.models import Q
from django.utils import timezone

from siim94.bilan.nombres import CHIFFRES_SURS, est_ecrite
from siim94.bilan.provenance import lignes_de_la_section
from siim94.editions.differences import ChiffreChange, Differences
from siim94.editions.models import Edition, Signalement
from siim94.editions.releve import groupe, lignes_de
from siim94.editions.tableaux import CelluleChangee, LigneChangee
from siim94.socle.models import Chargement, Journal, LigneChargee
from siim94.socle.partage import lectures_partagees
from siim94.socle.provenance import Lignes

Action = Journal.Action


# More reasons than these are those of a whole table: none of them is that of one of its cells.
PEU_DE_RAISONS = 3
DITS = ("motif", "chargement_id", "avant", "apres")


@dataclass(frozen=True)
class Ecriture:
    """A change of one row: why it was made, if that was said, the numbers that it took away and those that it
    wrote. One that took the row away is told only where these are found: nothing reads that row any more.
    """

    raison: str
    avant: frozenset[Decimal] = frozenset()
    apres: frozenset[Decimal] = frozenset()
    efface: bool = False

    def fait(self, change: ChiffreChange | CelluleChangee | LigneChangee) -> bool:
        """Whether it alone explains a difference: what was printed is what it took away or wrote."""
        if isinstance(change, ChiffreChange):
            ecart = set() if change.difference is None else {abs(change.difference)}
            return not (self.avant | self.apres).isdisjoint(change.valeurs | ecart)
        if isinstance(change, LigneChangee):
            ecrits = self.avant if change.apres is None else self.apres
            return any(_imprime(ecrits, nombre) for nombre in change.nombres)
        cotes = [c for c in zip((self.avant, self.apres), change.nombres, strict=True) if c[0]]
        return bool(cotes) and all(_imprime(ecrits, nombre) for ecrits, nombre in cotes)


def _imprime(ecrits: Iterable[Decimal], nombre: Decimal | None) -> bool:
    return nombre is not None and any(est_ecrite(ecrit, nombre) for ecrit in ecrits)


def des_parties(avant: Edition, apres: Edition | None) -> tuple[tuple[str, str], ...]:
    """The errors that management recognised in an edition or in those after it, by the code of the part."""
    reconnues = Signalement.objects.retenus().filter(
        edition__exercice=avant.exercice_id, edition__numero__gte=avant.numero
    )
    if apres:
        reconnues = reconnues.filter(edition__numero__lt=apres.numero)
    dites: dict[str, list[str]] = {}
    for rubrique, texte in reconnues.order_by("pk").values_list("rubrique", "texte"):
        if rubrique:
            dites.setdefault(rubrique, []).append(f"erreur signalée\u00a0: {texte}")
    return tuple((rubrique, " ; ".join(siennes)) for rubrique, siennes in dites.items())


def purge(avant: Edition) -> str:
    """How far what was written since an edition was purged, with the reasons that it gave; else empty."""
    jour = Journal.objects.purge_jusqu_au()
    if jour is None or timezone.localdate(avant.publiee) > jour:
        return ""
    return f"l’historique des changements est purgé jusqu’au {jour:%d/%m/%Y}"


def des_differences(changes: Differences, avant: Edition, apres: Edition | None) -> dict[Hashable, str]:
    """Of what changed in figures and in tables, the reasons of the changes of the rows that each is computed
    from. Of rows read together, those that hold the value of a figure, or of a cell, come alone.
    """
    ecrites = Ecrites(avant, apres)
    if not ecrites:
        return {}
    with lectures_partagees():
        raisons = _des_chiffres(changes, ecrites, avant.exercice_id)
        return raisons | _des_tableaux(changes, ecrites, avant.exercice_id)


def _des_chiffres(changes: Differences, ecrites: "Ecrites", annee: int) -> dict[Hashable, str]:
    lues = cache(lambda famille, nom, de: lignes_de(annee, nom, de))
    premiers: dict[tuple, str] = {}
    lignes = {}
    for chiffre in changes.chiffres:
        nom, _, de = chiffre.code.partition("@")
        famille = groupe(nom), int(de or annee)
        lignes[chiffre] = lues(famille[0], premiers.setdefault(famille, nom), famille[1])
    return {
        chiffre: _raisons([e for e in siennes if e.fait(chiffre)] or _d_ensemble(siennes))
        for chiffre, siennes in ecrites.des_lignes(lignes).items()
    }


def _des_tableaux(changes: Differences, ecrites: "Ecrites", annee: int) -> dict[Hashable, str]:
    """Of a cell, else of its row, else of its table when there are few."""
    tous = [*changes.lignes, *changes.cellules]
    codes = {change.section for change in tous if change.section}
    par_section = ecrites.des_lignes({code: lignes_de_la_section(annee, code) for code in sorted(codes)})
    exactes: dict[Hashable, list[Ecriture]] = {}
    du_rang: dict[tuple[str, str], list[Ecriture]] = {}
    for change in tous:
        exactes[change] = [e for e in par_section.get(change.section, ()) if e.fait(change)]
        du_rang.setdefault((change.ou, change.libelle), []).extend(exactes[change])
    trouvees = {}
    for change in tous:
        siennes = _d_ensemble(par_section.get(change.section, ()))
        if len({e.raison for e in siennes} - {""}) > PEU_DE_RAISONS:
            siennes = []
        trouvees[change] = _raisons(exactes[change] or du_rang[change.ou, change.libelle] or siennes)
    return trouvees


def _d_ensemble(ecritures: Iterable[Ecriture]) -> list[Ecriture]:
    return [ecriture for ecriture in ecritures if not ecriture.efface]


def _raisons(ecritures: list[Ecriture]) -> str:
    return " ; ".join(dict.fromkeys(ecriture.raison for ecriture in ecritures if ecriture.raison))


class Ecrites:
    """What was written between two editions of a year (or since one), true when a reason or a load told of
    some of it.
    """

    def __init__(self, avant: Edition, apres: Edition | None):
        depuis, fin = avant.publiee, apres.publiee if apres else timezone.now()
        self.dites = Journal.objects.filter(quand__gt=depuis, quand__lte=fin)
        self.entrees = self.dites.filter(
            Q(annee=avant.exercice_id) | Q(annee=None), action__in=(Action.CREATION, Action.MODIFICATION)
        )
        self.effacees = self.dites.filter(annee=avant.exercice_id, action=Action.SUPPRESSION)
        self.creees = LigneChargee.objects.filter(
            chargement__quand__gt=depuis, chargement__quand__lte=fin, action=LigneChargee.Action.CREATION
        )

    def __bool__(self):
        return self.dites.exclude(motif="", chargement_id=None).exists() or self.creees.exists()

    def des_lignes(self, lignes: Mapping[Hashable, Lignes]) -> dict[Hashable, list[Ecriture]]:
        """Of each set of rows, what was written of them, and of others of their tables that are gone."""
        cles = {
            qui: sorted((m._meta.db_table, str(cle)) for m, siennes in lues.items() for cle in siennes)
            for qui, lues in lignes.items()
        }
        tables = {qui: [m._meta.db_table for m in lues] for qui, lues in lignes.items()}
        ecrites = self._par_ligne(set().union(*cles.values()))
        effacees = self._par_table(set().union(*tables.values()))
        return {
            qui: [
                *(e for cle in cles[qui] for e in ecrites.get(cle, ())),
                *(e for table in tables[qui] for e in effacees.get(table, ())),
            ]
            for qui in lignes
        }

    def _par_ligne(self, lignes: set[tuple[str, str]]) -> dict[Hashable, list[Ecriture]]:
        par_table: dict[str, list[str]] = {}
        for table, cle in lignes:
            par_table.setdefault(table, []).append(cle)
        lus: list[tuple] = []
        for table, cles in par_table.items():
            dites = self.entrees.filter(table_nom=table, cle__in=cles).order_by("pk")
            lus += (((d[0], d[1]), *d[2:]) for d in dites.values_list("table_nom", "cle", *DITS))
            creees = self.creees.filter(table_nom=table, cle__in=cles).order_by("pk")
            lus += (((table, c), "", n, None, None) for c, n in creees.values_list("cle", "chargement_id"))
        return _ecritures(lus)

    def _par_table(self, tables: set[str]) -> dict[Hashable, list[Ecriture]]:
        dites = self.effacees.filter(table_nom__in=tables).order_by("pk")
        return _ecritures(dites.values_list("table_nom", *DITS), efface=True)


def _ecritures(lus: Iterable[tuple], *, efface: bool = False) -> dict[Hashable, list[Ecriture]]:
    """By what each is of, what was written (its reason, its load, what was, what is)."""
    lus = list(lus)
    chargements = Chargement.objects.in_bulk({numero for _, _, numero, _, _ in lus if numero})
    ecritures: dict[Hashable, list[Ecriture]] = {}
    for qui, motif, numero, *cotes in lus:
        raison = _chargement(chargements[numero]) if numero in chargements else motif
        nombres = (frozenset(_nombres(cote, CHIFFRES_SURS if efface else 1)) for cote in cotes)
        ecritures.setdefault(qui, []).append(Ecriture(raison, *nombres, efface=efface))
    return ecritures


def _chargement(chargement: Chargement) -> str:
    jour = timezone.localtime(chargement.quand)
    return f"chargement de «\u00a0{chargement.titre or chargement.fichier}\u00a0» du {jour:%d/%m/%Y}"


def _nombres(cote: dict | None, chiffres: int) -> Iterator[Decimal]:
    for valeur in (cote or {}).values():
        if isinstance(valeur, int | float | str) and not isinstance(valeur, bool):
            try:
                nombre = Decimal(str(valeur))
            except InvalidOperation:
                continue
            if len(nombre.as_tuple().digits) >= chiffres:
                yield nombre
