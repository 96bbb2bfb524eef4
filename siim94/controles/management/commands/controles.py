"""``manage.py controles ANNEE [--textes] [--json] [--justifier CODE --motif M] [--envoyer]``: its findings.

Exit 0 when nothing blocks, 1 while a blocking finding is neither repaired nor justified, 2 for a wrong use.
"""

import json

from django.core.exceptions import ValidationError

from siim94.controles import lettre
from siim94.controles.etat import etat
from siim94.controles.suites import SuiteRefusee, constat_de, enregistrer
from siim94.controles.textes import lire
from siim94.formats.francais import accorde
from siim94.socle.commandes import Commande
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice


class Command(Commande):
    help = "Contrôle la cohérence des chiffres d’une année."

    def add_arguments(self, parser):
        parser.add_argument("annee", metavar="ANNEE", type=int)
        parser.add_argument("--json", action="store_true", help="les constats en JSON, et rien d’autre")
        parser.add_argument(
            "--textes", action="store_true", help="les nombres des textes, et les chiffres qu’ils disent"
        )
        parser.add_argument("--justifier", metavar="CODE", help="justifier le constat de ce code")
        parser.add_argument(
            "--envoyer",
            action="store_true",
            help="envoyer par courriel à chacun ce qui est nouveau depuis le dernier envoi",
        )
        parser.add_argument("--motif", metavar="MOTIF", help="pourquoi le constat peut rester")

    def handle(self, *args, annee, json, textes, justifier, motif, envoyer, **options):
        exercice = Exercice.objects.filter(annee=annee).first()
        if exercice is None or not exercice.a_un_bilan:
            self._arreter(f"L’année {annee} n’a pas de bilan : il n’y a rien à contrôler.", 2)
        if justifier:
            self._justifier(annee, justifier, motif)
            return
        if motif:
            self._arreter("--motif va avec --justifier CODE.", 2)
        if envoyer:
            nombre = lettre.envoyer(annee)
            self.stdout.write(f"{nombre} message{accorde(nombre)} envoyé{accorde(nombre)}.")
            return
        if textes:
            self._dire_nombres(lire(annee), json)
            return
        trouve = etat(annee)
        if json:
            self.stdout.write(en_json(trouve))
        else:
            self._dire(trouve)
        if trouve.bloquants:
            raise SystemExit(1)

    def _justifier(self, annee, code, motif):
        if not (motif or "").strip():
            self._arreter("Une justification a un motif : --motif.", 2)
        try:
            with acteur(None, motif=f"Justification du constat {code}"):
                suite = constat_de(annee, code).suite
                enregistrer(annee, code, motif.strip(), suite.responsable if suite else None)
        except SuiteRefusee as refus:
            self._arreter(str(refus), 2)
        except ValidationError as refus:
            self._arreter(" ".join(refus.messages), 2)
        self.stdout.write(f"Le constat {code} est justifié.")

    def _dire(self, trouve):
        for suivi in trouve.constats:
            constat = suivi.constat
            etat_du_constat = f" — justifié : {suivi.suite.motif}" if suivi.justifie else ""
            self.stdout.write(f"{suivi.gravite:13} {constat.code}\n    {constat.phrase}{etat_du_constat}")
        for suite in trouve.caduques:
            self.stdout.write(f"caduque       {suite.code}\n    {suite.phrase}")
        nombre = len(trouve.constats)
        self.stdout.write(
            f"{nombre} constat{accorde(nombre)}, dont {len(trouve.a_traiter)} à traiter, "
            f"{len(trouve.bloquants)} bloquant{accorde(len(trouve.bloquants))}."
        )

    def _dire_nombres(self, nombres, en_json):
        if en_json:
            self.stdout.write(_en_json({"nombres": [_nombre(lu) for lu in nombres]}))
            return
        for lu in nombres:
            self.stdout.write(f"{lu.etat:10} {lu.texte} : {lu.nombre.lu}{_dit(lu.chiffre)}")

    def _arreter(self, message: str, code: int) -> None:
        self.stderr.write(message)
        raise SystemExit(code)


def _dit(chiffre) -> str:
    return f" — {chiffre.terme.libelle} ({chiffre.annee}) : {chiffre.terme.ecrit}" if chiffre else ""


def en_json(trouve) -> str:
    """The findings for other tools; decimals are strings, so that none is rounded."""
    return _en_json({"annee": trouve.annee, "constats": [suivi.donnees() for suivi in trouve.constats]})


def _en_json(objet: dict) -> str:
    return json.dumps(objet, ensure_ascii=False, indent=2)


def _nombre(lu) -> dict:
    """One number of a text: values are strings, in the unit of the figure that it tells."""
    return {
        "texte": lu.texte,
        "extrait": lu.extrait,
        "debut": lu.nombre.debut,
        "lu": lu.nombre.lu,
        "valeur": str(lu.nombre.imprime.valeur) if lu.nombre.imprime else None,
        "etat": lu.etat,
        "chiffre": lu.chiffre and lu.chiffre.nom,
        "valeur_du_chiffre": str(lu.chiffre.terme.valeur) if lu.chiffre else None,
    }
