"""What an old export brings back: cells and rows as they were then, corrected or deleted since.

The workbook says when it was exported and from which version of each row; the journal has what the row was
then. A cell that holds just that, and no longer what the row holds, was not typed by anybody.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from siim94.chargements.apercu import lisible
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES
from siim94.chargements.classeur_questions import CITEES, lieu_de, retirer
from siim94.chargements.moteur import Options, Plan
from siim94.chargements.questions import Question
from siim94.formats import francais
from siim94.formats.classeur import ExportClasseur
from siim94.socle.ecriture import Difference, LigneVoulue, Modification, valeur
from siim94.socle.models import Journal
from siim94.ui.historique import recit

GARDER, REPRENDRE = "garder", "reprendre"
CHOIX = {GARDER: "Garder ce qui est enregistré aujourd’hui.", REPRENDRE: "Reprendre ce que dit le classeur."}


class Perimee(NamedTuple):
    """A cell of a row to change that holds what it held at the export."""

    modification: Modification
    champ: str


def demander_perimees(export: ExportClasseur, plan: Plan, options: Options) -> None:
    """Ask about what is only old in a workbook, and leave it out if so it is answered."""
    perimees = [p for difference in plan.differences for p in _perimees(difference, export)]
    supprimees = _supprimees(plan, export)
    if not perimees and not supprimees:
        return
    for perimee in perimees:
        perimee.modification.remarques[perimee.champ] = "périmée"
    phrases = [*map(_dire, perimees), *(f"{lieu_de(v)}, ligne supprimée depuis" for v in supprimees)]
    suite = "\u00a0; ".join([*phrases[:CITEES], *["…"] * (len(phrases) > CITEES)])
    quand = f"{francais.date_courte(export.quand)} à {export.quand:%H:%M}"
    texte = f"Ce classeur, exporté le {quand}, reprend des valeurs d’alors, corrigées depuis\u00a0: {suite}."
    if plan.demander(Question("perimees", texte, CHOIX, GARDER), options) == GARDER:
        _garder(perimees)
        retirer(plan, {id(p.modification.voulue) for p in perimees if not p.modification.champs})
        retirer(plan, {id(voulue) for voulue in supprimees})


def _perimees(difference: Difference, export: ExportClasseur) -> Iterator[Perimee]:
    versions = {(ligne.feuille, ligne.cle): ligne.version for ligne in export.lignes}
    changees = {}
    for modification in difference.modifications:
        objet = modification.voulue.objet
        exportee = versions.get((modification.voulue.feuille, str(objet.pk)))
        if exportee is not None and exportee < objet.version:
            changees[str(objet.pk)] = modification, objet.version - exportee
    if not changees:
        return
    model = difference.table.model
    for cle, avant in _a_l_export(
        model._meta.db_table, {c: nombre for c, (_, nombre) in changees.items()}
    ).items():
        modification, _ = changees[cle]
        for nom in modification.champs:
            champ = model._meta.get_field(nom)
            if champ.column in avant and recit.valeur(champ, avant[champ.column]) == valeur(
                modification.voulue.objet, nom
            ):
                yield Perimee(modification, nom)


def _a_l_export(table: str, corrections: dict[str, int]) -> dict[str, dict]:
    """By key, the columns changed by its latest corrections (so many), as they were before them."""
    entrees = Journal.objects.filter(
        table_nom=table, cle__in=corrections, action=Journal.Action.MODIFICATION
    ).order_by("-pk")
    avant: dict[str, dict] = defaultdict(dict)
    for entree in recit.traces(entrees):
        if corrections[entree.cle] > 0:
            corrections[entree.cle] -= 1
            avant[entree.cle] |= recit.lire_json(entree.avant_texte)
    return avant


def _supprimees(plan: Plan, export: ExportClasseur) -> list[LigneVoulue]:
    """The rows to make that the year had at the export, and has no more."""
    connues = {(ligne.feuille, ligne.designation) for ligne in export.lignes}
    declarees = {declaree.nom: declaree for declaree in FEUILLES_ANNUELLES}
    return [
        voulue
        for difference in plan.differences
        for voulue in difference.creations
        if (declaree := declarees.get(voulue.feuille))
        and (voulue.feuille, declaree.designation(voulue.objet)) in connues
    ]


def _garder(perimees: list[Perimee]) -> None:
    for modification, nom in perimees:
        ancien, _ = modification.champs.pop(nom)
        setattr(modification.voulue.objet, nom, ancien)


def _dire(perimee: Perimee) -> str:
    voulue = perimee.modification.voulue
    champ = voulue.objet._meta.get_field(perimee.champ)
    aujourdhui, alors = (lisible(champ, v) or "vide" for v in perimee.modification.champs[perimee.champ])
    return f"{lieu_de(voulue)}, {champ.verbose_name} {alors} (aujourd’hui {aujourdhui})"
