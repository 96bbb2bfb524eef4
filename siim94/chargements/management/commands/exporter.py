"""Write a year's data as a file in an outside format."""

from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from finances.models import DocumentBudgetaire
from siim94.chargements import publication
from siim94.chargements.classeur_export import ClasseurImpossible, exporter_classeur
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.scdl import ecrire_scdl
from siim94.socle.commandes import Commande, Erreur, fichier_entier


class Command(Commande):
    help = "Écrit les données d’un exercice dans un fichier. Code de sortie\u00a0: 0 fait, 1 refusé, 2 usage."

    def add_arguments(self, parser):
        genres = parser.add_subparsers(dest="genre", required=True, metavar="GENRE")
        scdl = genres.add_parser(
            "scdl", help="un document budgétaire au schéma SCDL «\u00a0budget\u00a0» 0.8.3"
        )
        scdl.add_argument("annee", type=int, metavar="ANNEE")
        scdl.add_argument("--sortie", type=Path, required=True, metavar="F", help="le fichier CSV à écrire")
        scdl.add_argument(
            "--etape",
            choices=DocumentBudgetaire.Etape.values,
            default="",
            help="l’étape\u00a0; par défaut les comptes de l’exercice, sinon le dernier budget voté",
        )
        scdl.add_argument(
            "--budget", default="", metavar="B", help="le code du budget\u00a0; principal par défaut"
        )
        scdl.add_argument(
            "--numero", type=int, metavar="N", help="le numéro, quand l’étape a plusieurs documents"
        )
        scdl.add_argument("--siret", default="", metavar="N", help="le SIRET, s’il n’est pas renseigné")

        classeur = genres.add_parser("classeur", help="le classeur de l’année, que les services remplissent")
        classeur.add_argument("annee", type=int, metavar="ANNEE")
        classeur.add_argument(
            "--sortie", type=Path, required=True, metavar="F", help="le fichier XLSX à écrire"
        )

        tout = genres.add_parser("tout", help="tout le site, en formats ouverts, que « reprendre » relit")
        tout.add_argument(
            "--sortie", type=Path, required=True, metavar="DOSSIER", help="un dossier à créer, ou vide"
        )

        parcelle = genres.add_parser(
            "parcelle", help="ce qui a été publié d’une année, en un fichier qui se lit et se vérifie seul"
        )
        parcelle.add_argument("annee", type=int, metavar="ANNEE")
        parcelle.add_argument(
            "--sortie", type=Path, required=True, metavar="F", help="le fichier ZIP à écrire"
        )

    def handle(self, *args, genre, **options):
        getattr(self, genre)(**options)

    def tout(self, *, sortie: Path, **options):
        if sortie.exists() and any(sortie.iterdir()):
            raise Erreur(f"{sortie} n’est pas vide\u00a0: donnez un autre dossier.", returncode=2)
        sortie.mkdir(mode=0o700, parents=True, exist_ok=True)
        manifeste = import_string(settings.EXPORT_ENTIER)(sortie)
        self.stdout.write(f"{sortie}\u00a0: {len(manifeste['fichiers'])} fichiers.")

    def parcelle(self, *, annee, sortie: Path, **options):
        with fichier_entier(sortie) as provisoire:
            taille = import_string(settings.EXPORT_PARCELLE)(annee, provisoire)
        self.stdout.write(f"Bilan {annee}\u00a0: {taille // 1024 + 1} Ko écrits dans {sortie.name}.")

    def classeur(self, *, annee, sortie: Path, **options):
        try:
            with fichier_entier(sortie) as provisoire:
                nombre = exporter_classeur(annee, provisoire)
        except ClasseurImpossible as erreur:
            raise Erreur(str(erreur)) from erreur
        self.stdout.write(f"Classeur {annee}\u00a0: {nombre} lignes écrites dans {sortie.name}.")

    def scdl(self, *, annee, sortie: Path, etape, budget, numero, siret, **options):
        try:
            document = publication.document_a_publier(annee, etape, budget, numero)
            siret = publication.siret_de_publication(document, siret)
            with fichier_entier(sortie) as provisoire, provisoire.open("wb") as flux:
                nombre = ecrire_scdl(publication.lignes_publiees(document, siret), flux)
        except (publication.PublicationImpossible, ErreurFormat) as erreur:
            raise Erreur(str(erreur)) from erreur
        self.stdout.write(f"{document}\u00a0: {nombre} lignes écrites dans {sortie.name}.")
        if par_chapitre := publication.lignes_par_chapitre(document):
            self.stdout.write(
                f"Attention\u00a0: {par_chapitre} lignes ne sont connues que par leur chapitre,"
                " écrit comme article."
            )
