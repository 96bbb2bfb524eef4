"""``manage.py bilan [ANNEE] [--projet] [--pdf FILE] [--html FILE]``: the report of a year as files.

Once it is published, those of its latest edition, byte for byte; ``--projet`` always draws the draft.
"""

import time
from pathlib import Path

from django.conf import settings

from siim94.bilan import fichiers, tirages
from siim94.bilan.impression import ImpressionImpossible
from siim94.bilan.rendu import RubriqueErronee
from siim94.editions import archives
from siim94.editions.models import Edition
from siim94.formats.francais import nombre
from siim94.socle.commandes import Commande, fichier_entier
from siim94.socle.models import Exercice

ERREURS = (fichiers.BilanVide, RubriqueErronee, ImpressionImpossible)


class Command(Commande):
    help = "Écrit le bilan d’activités d’une année en PDF et en HTML."

    def add_arguments(self, parser):
        parser.add_argument("annee", nargs="?", metavar="ANNEE", help="par défaut, l’exercice courant")
        parser.add_argument("--pdf", metavar="FICHIER", type=Path, help="écrire le PDF dans ce fichier")
        parser.add_argument(
            "--html", metavar="FICHIER", type=Path, help="écrire la page HTML dans ce fichier"
        )
        parser.add_argument(
            "--projet", action="store_true", help="montrer ce qui manque, et marquer chaque page « PROJET »"
        )

    def handle(self, *args, annee, pdf, html, projet, **options):
        exercice = self._exercice(annee)
        if not pdf and not html:
            nom = f"bilan-{exercice.annee}" + ("-projet" if projet else "")
            pdf, html = (settings.VAR / f"{nom}.{ext}" for ext in ("pdf", "html"))
        edition = None if projet else Edition.objects.derniere(exercice.annee)
        pages: list[str] = []
        try:
            if edition:
                self._ecrire_edition(edition, {"pdf": pdf, "html": html})
                return
            if pdf:
                garder = (lambda bilan: pages.append(fichiers.page(bilan))) if html else None
                self._ecrire_pdf(exercice, pdf, projet=projet, pendant=garder)
            if html:
                debut = time.perf_counter()
                page = pages[0] if pages else fichiers.html(exercice, projet=projet)
                _ecrire(html, page.encode())
                self._dire(html, time.perf_counter() - debut)
        except (*ERREURS, archives.EditionAlteree) as erreur:
            self._arreter(str(erreur), 1)

    def _exercice(self, annee: str | None) -> Exercice:
        if annee is None:
            exercice = Exercice.objects.courant()
            if exercice is None:
                self._arreter("Aucun exercice n’a de bilan : chargez d’abord des données.", 2)
            return exercice
        exercice = (
            Exercice.objects.filter(annee=annee).first() if annee.isascii() and annee.isdigit() else None
        )
        if exercice is None or not exercice.a_un_bilan:
            annees = ", ".join(str(a) for a in Exercice.objects.avec_bilan().values_list("annee", flat=True))
            connues = f"Années qui ont un bilan : {annees}." if annees else "Aucune année n’a de bilan."
            pourquoi = (
                f"L’année {annee} n’est connue que par un bilan ultérieur : elle n’a pas de bilan."
                if exercice
                else f"L’année « {annee} » n’existe pas dans la base."
            )
            self._arreter(f"{pourquoi} {connues}", 2)
        return exercice

    def _ecrire_edition(self, edition: Edition, voulus: dict[str, Path | None]) -> None:
        """The very bytes that were published, whatever the data, the code and the fonts are now."""
        for genre, fichier in voulus.items():
            if fichier:
                _ecrire(fichier, archives.octets(edition, f"bilan.{genre}"))
                taille = nombre(fichier.stat().st_size // 1024)
                self.stdout.write(f"{fichier} : {taille} Ko, édition {edition.numero}")

    def _ecrire_pdf(self, exercice: Exercice, fichier: Path, *, projet: bool, pendant) -> None:
        debut = time.perf_counter()
        if projet:
            # A draft is for the day: only the final report is kept.
            fait = fichiers.pdf(
                exercice,
                projet=True,
                gardes=tirages.feuillets(exercice.annee, projet=True),
                pendant=pendant,
            )
            _ecrire(fichier, fait.contenu)
            self._dire(fichier, time.perf_counter() - debut, f", {fait.pages} pages, projet")
            return
        tirage = tirages.frais(exercice)
        contenu = tirages.contenu(tirage) if tirage else None
        deja = contenu is not None
        if not deja:
            tirage = tirages.tirer(exercice, pendant=pendant)
            contenu = tirages.contenu(tirage)
        _ecrire(fichier, contenu)
        pages = f", {tirage.pages} pages" + (", inchangé depuis le dernier tirage" if deja else "")
        self._dire(fichier, time.perf_counter() - debut, pages)

    def _dire(self, fichier: Path, secondes: float, precisions: str = "") -> None:
        taille = nombre(fichier.stat().st_size // 1024)
        duree = f"{secondes:.1f}".replace(".", ",")
        self.stdout.write(f"{fichier} : {taille} Ko{precisions} ({duree} s)")

    def _arreter(self, message: str, code: int) -> None:
        self.stderr.write(message)
        raise SystemExit(code)


def _ecrire(fichier: Path, contenu: bytes) -> None:
    fichier.parent.mkdir(parents=True, exist_ok=True)
    with fichier_entier(fichier) as provisoire:
        provisoire.write_bytes(contenu)
