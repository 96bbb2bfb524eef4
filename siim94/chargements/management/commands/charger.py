"""Load a file from the command line: the same preview, transaction and record as from a page."""

import sys
from collections.abc import Sequence
from pathlib import Path

from siim94.chargements import depot
from siim94.chargements.apercu import Apercu, Remarque
from siim94.chargements.genres import GENRES, chargeur_de
from siim94.chargements.moteur import FichierRefuse, Options, charger, simuler
from siim94.chargements.questions import Question
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.glpi import FormatDate
from siim94.socle.commandes import Commande, Erreur
from siim94.socle.refus import Refus

LARGEUR_BARRE = 30
LIGNES_MONTREES = 20
SIGNES = {"creation": "+", "modification": "~", "suppression": "-"}
# The answers that have an option of their own, and how it is written; to the others, --repondre.
DRAPEAUX = {
    "feuille": "--feuille F",
    "exercice": "--exercice A",
    "numero": "--numero N",
    "remplacer": "--remplacer",
    "autre-organisme": "--autre-organisme",
    "unites": "--en-euros",
    "nomenclature": "--nomenclature N",
    "plateforme": "--plateforme P",
    "format-date": "--format-date F",
}
PROPOSITIONS = "propositions"
# Exit code of a load that waits for answers.
DEMANDE = 3


class Command(Commande):
    help = (
        "Charge un fichier en une transaction. Code de sortie\u00a0: 0 fait, 1 refusé, 2 usage, 3 demandé"
        " (une question attend sa réponse, rien n’est enregistré)."
    )

    def add_arguments(self, parser):
        parser.add_argument("genre", choices=[str(chargeur.genre) for chargeur in GENRES])
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--exercice", type=int, metavar="A", help="l’exercice attendu")
        parser.add_argument(
            "--numero", type=int, metavar="N", help="le numéro du document, s’il ne le dit pas"
        )
        parser.add_argument(
            "--simulation", action="store_true", help="montre ce qui serait fait, n’écrit rien"
        )
        parser.add_argument("--remplacer", action="store_true", help="remplace ce qui est déjà enregistré")
        parser.add_argument("--autre-organisme", action="store_true", help="accepte le document d’un autre")
        parser.add_argument(
            "--en-euros",
            action="store_const",
            const="euros",
            dest="unites",
            help="confirme des montants inattendus",
        )
        parser.add_argument("--nomenclature", default="", metavar="N", help="le plan de comptes (SCDL)")
        parser.add_argument("--feuille", default="", metavar="F", help="le tableau que le fichier remplit")
        parser.add_argument("--plateforme", default="", metavar="P", help="la plateforme GLPI d’origine")
        parser.add_argument(
            "--format-date",
            default="",
            choices=[str(genre) for genre in FormatDate],
            help="comment l’export GLPI écrit les dates, quand il ne le montre pas",
        )

        parser.add_argument(
            "--repondre",
            action="append",
            default=[],
            metavar="CODE=VALEUR",
            help="répond à une question (répétable), «\u00a0propositions\u00a0» prend ce qui est proposé",
        )

    def handle(self, *args, genre, fichier, simulation, repondre, **options):
        if not fichier.is_file():
            raise Erreur(f"{fichier}\u00a0: ce fichier n’existe pas.", returncode=2)
        depot.reprendre()
        chargeur = chargeur_de(genre)
        demande = Options(
            reponses=reponses(repondre),
            propositions=PROPOSITIONS in repondre,
            **{nom: options[nom] for nom in (code.replace("-", "_") for code in DRAPEAUX)},
        )
        try:
            if simulation:
                self._simuler(simuler(chargeur, fichier, demande, fichier.name))
                return
            barre = Barre(self.stderr) if sys.stderr.isatty() else None
            chargement = charger(
                chargeur, fichier, demande, commande=f"charger {genre}", nom=fichier.name, progression=barre
            )
        except ErreurFormat as erreur:
            raise Erreur(str(erreur)) from erreur
        except FichierRefuse as refus:
            raise self._refus(refus.remarques, refus.questions) from refus
        except Refus as refus:
            raise Erreur(refus.message) from refus
        self.stdout.write(f"{chargement.titre}\u00a0: chargé (chargement nº {chargement.pk}).")
        self.stdout.write(
            f"{chargement.crees} lignes créées, {chargement.modifies} modifiées,"
            f" {chargement.supprimes} supprimées, {chargement.inchanges} inchangées."
        )
        for remarque in Apercu.from_json(chargement.apercu).avertissements:
            self.stdout.write(f"Attention\u00a0: {remarque}")

    def _simuler(self, apercu: Apercu) -> None:
        self.stdout.write(f"{apercu.titre}\u00a0: simulation, rien n’est écrit.")
        for total in apercu.totaux:
            self.stdout.write(
                f"{total.libelle}, {total.montant}\u00a0: {total.charge or '–'} (document\u00a0:"
                f" {total.document or '–'})"
            )
        for table in apercu.tables:
            self.stdout.write(
                f"{table.titre}\u00a0: {table.crees} à créer, {table.modifies} à modifier,"
                f" {table.supprimes} à supprimer, {table.inchanges} inchangées"
            )
            for ligne in table.lignes[:LIGNES_MONTREES]:
                champs = "\u00a0; ".join(
                    f"{nom}\u00a0: {ancien or '(vide)'} → {nouveau or '(vide)'}"
                    if ligne.action == "modification"
                    else f"{nom} {nouveau}"
                    for nom, ancien, nouveau in ligne.champs
                )
                self.stdout.write(
                    f"  {SIGNES[ligne.action]} {ligne.objet}" + (f" — {champs}" if champs else "")
                )
            autres = table.restantes + max(0, len(table.lignes) - LIGNES_MONTREES)
            if autres:
                self.stdout.write(f"  … et {autres} autres")
        for remarque in apercu.avertissements:
            self.stdout.write(f"Attention\u00a0: {remarque}")
        for remarque in apercu.apportes:
            self.stdout.write(f"Constat apporté\u00a0: {remarque}")
        for remarque in apercu.leves:
            self.stdout.write(f"Constat levé\u00a0: {remarque}")
        if apercu.empechement:
            self.stdout.write(apercu.empechement)
        if not apercu.confirmable:
            raise self._refus(apercu.erreurs, apercu.questions)

    def _refus(self, remarques: Sequence[Remarque], questions: Sequence[Question]) -> Erreur:
        """The error that ends the command: what is wrong, else what is asked, said in full before it."""
        choix = {}
        for question in questions:
            self.stdout.write(f"{question.code}\u00a0: {question}")
            if question.choix and question.choix == choix:
                self.stdout.write("  réponses\u00a0: les mêmes")
            for valeur, nom in question.choix.items() if question.choix != choix else ():
                self.stdout.write(f"  {question.code}={valeur}\u00a0: {nom}")
            if question.proposition is not None:
                self.stdout.write(f"  proposition\u00a0: {question.code}={question.proposition}")
            choix = question.choix
        if remarques:
            return Erreur("\n".join(map(str, remarques)))
        codes = ", ".join(f"{q.code} ({_maniere(q)})" for q in questions)
        return Erreur(f"rien n’est enregistré, il manque une réponse à\u00a0: {codes}.", returncode=DEMANDE)


class Barre:
    """A progress bar on a terminal."""

    def __init__(self, sortie):
        self.sortie = sortie

    def __call__(self, fait: int, total: int, etape: str) -> None:
        part = fait / total if total else 0
        plein = round(part * LARGEUR_BARRE)
        dessin = "█" * plein + "░" * (LARGEUR_BARRE - plein)
        fin = "\n" if total and fait >= total else ""
        self.sortie.write(f"\r{dessin} {part:4.0%} {etape[:40]:40}", ending=fin)
        self.sortie.flush()


def reponses(arguments: Sequence[str]) -> dict[str, str]:
    """The answers of ``--repondre CODE=VALEUR``; the last of a code counts."""
    paires = [argument.partition("=") for argument in arguments if argument != PROPOSITIONS]
    if fautifs := [code + signe for code, signe, _ in paires if not code.strip() or not signe]:
        raise Erreur(
            f"--repondre {fautifs[0]}\u00a0: CODE=VALEUR est attendu, ou «\u00a0{PROPOSITIONS}\u00a0».",
            returncode=2,
        )
    return {code.strip(): valeur.strip() for code, _, valeur in paires}


def _maniere(question: Question) -> str:
    return DRAPEAUX.get(question.code) or f"--repondre {question.code}=…"
