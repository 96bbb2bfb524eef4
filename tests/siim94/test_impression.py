"""Each value entered in a year's workbook stands in the report of that year, on screen and on paper."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import lxml.html
import pytest

from siim94.bilan import fichiers
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.formats import francais
from siim94.socle.models import Exercice
from tests.bilan.lecture import espaces_simples, lettres, texte_du_pdf
from tests.classeur_rempli import Remplissage, Saisie

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

ANNEE = 2022

PREPARATION = "colonne de la préparation d’un document budgétaire : le bilan imprime l’exécution"

# Columns of which some value is not printed, by sheet and code, and why. A code alone: in every sheet.
NON_IMPRIMEES: dict[tuple[str, ...], str] = {
    ("rang",): "ordre des lignes",
    ("Déploiements", "depuis"): "le catalogue dit qui dispose de quoi ; depuis quand se lit sur le site",
    ("Déploiements", "jusque"): "le catalogue dit qui dispose de quoi ; jusqu’à quand se lit sur le site",
    ("Jalons", "date"): "une date connue au mois ou à l’année s’imprime sans son jour",
    ("Faits marquants", "intitule"): "les faits des autres thèmes se suivent sans tête, sous leur rubrique",
    ("unite",): "un chiffre qui n’a pas de nombre, mais un texte, n’a pas d’unité",
    ("Points de repère", "intitule"): "deux repères de même tête : celle du premier",
    ("Lignes budgétaires", "budget_precedent"): PREPARATION,
    ("Lignes budgétaires", "reports_precedents"): PREPARATION,
    ("Lignes budgétaires", "propositions"): PREPARATION,
    (
        "Lignes budgétaires",
        "reports",
    ): "les tableaux officiels n’ont de reports qu’en dépense d’investissement",
    ("Contributions", "montant"): "un adhérent a une ligne : la somme de ses contributions",
    ("Mouvements de personnel", "nombre"): "« nombre imprimé » à non",
}


class Lu:
    """What a document says: its numbers between plain spaces, its words without cuts nor spaces."""

    def __init__(self, texte: str):
        self.texte = espaces_simples(texte)
        self.lettres = lettres(texte)

    def dit(self, saisie: Saisie) -> bool:
        if isinstance(saisie.valeur, date):
            return espaces_simples(francais.date_longue(saisie.valeur)) in self.texte
        if not isinstance(saisie.valeur, Decimal):
            return lettres(str(saisie.valeur)) in self.lettres
        ecrit = espaces_simples(francais.compact(saisie.valeur)).replace(" ", " ?")
        zeros = "(?:,0+)?" if saisie.valeur == int(saisie.valeur) else "0*"
        return re.search(rf"(?<!\d){ecrit}{zeros}(?![\d,])", self.texte) is not None


def raison(colonne: tuple[str, str]) -> str | None:
    """Why a column is not printed, if it is one of those that are not."""
    return NON_IMPRIMEES.get(colonne) or NON_IMPRIMEES.get(colonne[1:])


def test_each_value_entered_in_the_workbook_is_printed_on_screen_and_on_paper():
    rempli = Remplissage(2021, ANNEE)
    charger(chargeur_de("classeur"), rempli.fichier(), Options(exercice=ANNEE))
    exercice = Exercice.objects.get(annee=ANNEE)
    ecran = Lu(" ".join(lxml.html.document_fromstring(fichiers.html(exercice)).itertext()))
    papier = Lu(texte_du_pdf(fichiers.pdf(exercice).contenu))

    absentes = Counter(
        saisie.colonne for saisie in rempli.saisies if not (ecran.dit(saisie) and papier.dit(saisie))
    )
    motivees = sum(nombre for colonne, nombre in absentes.items() if raison(colonne))
    print(
        f"\n{len(rempli.saisies)} valeurs saisies, {len(rempli.saisies) - absentes.total()} imprimées, "
        f"{motivees} laissées de côté avec leur raison, {absentes.total() - motivees} à imprimer"
    )
    assert {colonne for colonne in absentes if raison(colonne) is None} == set()
    assert {cle for cle in NON_IMPRIMEES if not any(c[-len(cle) :] == cle for c in absentes)} == set()
