"""Try a folder of any files, each in a transaction that is given up: one line a file, nothing stored."""

import os
from pathlib import Path

from siim94.chargements.essai import Essai, Verdict, essayer
from siim94.socle.commandes import Commande


class Command(Commande):
    help = (
        "Essaie tous les fichiers d’un dossier, sans rien enregistrer, et écrit une ligne par fichier\u00a0: "
        "chargé, demandé (une question attend sa réponse) ou refusé, avec la raison. Code de sortie\u00a0: 0."
    )

    def add_arguments(self, parser):
        parser.add_argument("dossier", type=Path)

    def handle(self, *args, dossier, **options):
        fichiers = [dossier] if dossier.is_file() else sorted(p for p in dossier.rglob("*") if p.is_file())
        if not dossier.exists():
            self._dire(dossier.name, Essai(Verdict.REFUSE, "ce dossier n’existe pas"))
        for fichier in fichiers:
            nom = fichier.name if fichier == dossier else str(fichier.relative_to(dossier))
            self._dire(nom, essayer(fichier))

    def _dire(self, nom: str, essai: Essai) -> None:
        # A name may hold a line break, or bytes that are no text.
        lettres = os.fsencode(nom).decode("utf-8", "replace")
        propre = "".join(lettre if lettre.isprintable() else "?" for lettre in lettres)
        self.stdout.write(f"{propre} : {essai}")
        self.stdout.flush()
