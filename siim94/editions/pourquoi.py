"""Why what an edition printed is no longer so: the loads, the changes that gave a reason and the errors that
readers found. What none of them tells has the reason for which the year was opened again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from django.db.models import Q, QuerySet
from django.utils import timezone

from siim94.editions.differences import ChiffreChange
from siim94.editions.models import Edition, Signalement
from siim94.editions.releve import groupe, lignes_de
from siim94.socle.models import Chargement, Journal, LigneChargee

Action = Journal.Action


@dataclass(frozen=True)
class Ecriture:
    """A change of one row: why it was made, and the numbers that it took away or wrote."""

    raison: str
    nombres: frozenset[Decimal] = frozenset()


Ecritures = dict[tuple[str, str], list[Ecriture]]


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


def des_chiffres(chiffres: Sequence[ChiffreChange], avant: Edition, apres: Edition | None) -> dict[str, str]:
    """Of figures that changed, the reasons of the changes of the rows that they are computed from, by code.
    Of rows read together, those that hold the figure's own value come alone.
    """
    annee, fin = avant.exercice_id, apres.publiee if apres else timezone.now()
    entrees = (
        Journal.objects.filter(Q(annee=annee) | Q(annee=None), quand__gt=avant.publiee, quand__lte=fin)
        .filter(action__in=(Action.CREATION, Action.MODIFICATION))
        .exclude(motif="", chargement_id=None)
    )
    crees = LigneChargee.objects.filter(
        chargement__quand__gt=avant.publiee,
        chargement__quand__lte=fin,
        action=LigneChargee.Action.CREATION,
    )
    if not entrees.exists() and not crees.exists():
        return {}
    lues = cache(lambda famille, nom, de: lignes_de(annee, nom, de))
    premiers: dict[tuple, str] = {}
    lignes = {}
    for chiffre in chiffres:
        nom, _, de = chiffre.code.partition("@")
        famille = groupe(nom), int(de or annee)
        siennes = lues(famille[0], premiers.setdefault(famille, nom), famille[1])
        lignes[chiffre.code] = {(m._meta.db_table, str(cle)) for m, cles in siennes.items() for cle in cles}
    ecritures = _ecritures(entrees, crees, set().union(*lignes.values()))
    trouvees = {}
    for chiffre in chiffres:
        siennes = [e for ligne in sorted(lignes[chiffre.code]) for e in ecritures.get(ligne, ())]
        exactes = [ecriture for ecriture in siennes if ecriture.nombres & chiffre.valeurs]
        if raisons := dict.fromkeys(ecriture.raison for ecriture in exactes or siennes):
            trouvees[chiffre.code] = " ; ".join(raisons)
    return trouvees


def _ecritures(entrees: QuerySet, crees: QuerySet, lignes: set[tuple[str, str]]) -> Ecritures:
    """Of rows (table, key), what was written with a reason or by a load."""
    par_table: dict[str, list[str]] = {}
    for table, cle in lignes:
        par_table.setdefault(table, []).append(cle)
    lus: list[tuple] = []
    for table, cles in par_table.items():
        dites = entrees.filter(table_nom=table, cle__in=cles).order_by("pk")
        lus += dites.values_list("table_nom", "cle", "motif", "chargement_id", "avant", "apres")
        chargees = crees.filter(table_nom=table, cle__in=cles).order_by("pk")
        lus += [(table, cle, "", n, None, None) for cle, n in chargees.values_list("cle", "chargement_id")]
    chargements = Chargement.objects.in_bulk({numero for *_, numero, _, _ in lus if numero})
    ecritures: Ecritures = {}
    for table, cle, motif, numero, *cotes in lus:
        if raison := _chargement(chargements[numero]) if numero in chargements else motif:
            ecritures.setdefault((table, cle), []).append(Ecriture(raison, frozenset(_nombres(cotes))))
    return ecritures


def _chargement(chargement: Chargement) -> str:
    jour = timezone.localtime(chargement.quand)
    return f"chargement de «\u00a0{chargement.titre or chargement.fichier}\u00a0» du {jour:%d/%m/%Y}"


def _nombres(cotes: Iterable[dict | None]) -> Iterator[Decimal]:
    for cote in cotes:
        for valeur in (cote or {}).values():
            if isinstance(valeur, int | float | str) and not isinstance(valeur, bool):
                try:
                    yield Decimal(str(valeur))
                except InvalidOperation:
                    continue
