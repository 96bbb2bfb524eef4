"""Load a file from the command line: the same preview, transaction and record as from a page."""

import sys
from pathlib import Path

from siim94.chargements import depot
from siim94.chargements.apercu import Apercu
from siim94.chargements.genres import GENRES, chargeur_de
from siim94.chargements.moteur import FichierRefuse, Options, charger, simuler
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.glpi import FormatDate
from siim94.socle.commandes import Commande, Erreur
from siim94.socle.refus import Refus

LARGEUR_BARRE = 30
LIGNES_MONTREES = 20
SIGNES = {"creation": "+", "modification": "~", "suppression": "-"}
# How the command line says the options that lift an error.
DRAPEAUX = {
    "numero": "--numero",
    "remplacer": "--remplacer",
    "autre_organisme": "--autre-organisme",
    "en_euros": "--en-euros",
    "nomenclature": "--nomenclature",
}


class Command(Commande):
    help = "Charge un fichier en une transaction. Code de sortie\u00a0: 0 fait, 1 refusé, 2 usage."

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
        parser.add_argument("--en-euros", action="store_true", help="confirme des montants inattendus")
        parser.add_argument("--nomenclature", default="", metavar="N", help="le plan de comptes (SCDL)")
        parser.add_argument("--feuille", default="", metavar="F", help="le tableau que le fichier remplit")
        parser.add_argument("--plateforme", default="", metavar="P", help="la plateforme GLPI d’origine")
        parser.add_argument(
            "--format-date",
            default="",
            choices=[str(genre) for genre in FormatDate],
            help="comment l’export GLPI écrit les dates, quand il ne le montre pas",
        )

    def handle(self, *args, genre, fichier, simulation, **options):
        if not fichier.is_file():
            raise Erreur(f"{fichier}\u00a0: ce fichier n’existe pas.", returncode=2)
        depot.reprendre()
        chargeur = chargeur_de(genre)
        demande = Options(
            exercice=options["exercice"],
            numero=options["numero"],
            remplacer=options["remplacer"],
            autre_organisme=options["autre_organisme"],
            en_euros=options["en_euros"],
            nomenclature=options["nomenclature"],
            plateforme=options["plateforme"],
            feuille=options["feuille"],
            format_date=options["format_date"],
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
            raise Erreur("\n".join(map(_avec_drapeau, refus.constats))) from refus
        except Refus as refus:
            raise Erreur(refus.message) from refus
        self.stdout.write(f"{chargement.titre}\u00a0: chargé (chargement nº {chargement.pk}).")
        self.stdout.write(
            f"{chargement.crees} lignes créées, {chargement.modifies} modifiées,"
            f" {chargement.supprimes} supprimées, {chargement.inchanges} inchangées."
        )
        for constat in (chargement.apercu or {}).get("avertissements", ()):
            self.stdout.write(f"Attention\u00a0: {constat['texte']}")

    def _simuler(self, apercu: Apercu) -> None:
        self.stdout.write(f"{apercu.titre}\u00a0: simulation, rien n’est écrit.")
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
        for constat in apercu.avertissements:
            self.stdout.write(f"Attention\u00a0: {constat}")
        if apercu.erreurs:
            raise Erreur("\n".join(_avec_drapeau(constat) for constat in apercu.erreurs))


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


def _avec_drapeau(constat) -> str:
    drapeau = DRAPEAUX.get(constat.option)
    return f"{constat} ({drapeau})" if drapeau else str(constat)
