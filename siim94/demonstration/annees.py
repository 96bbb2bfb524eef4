"""The made-up years, one after the other: each whole or not at all, and only in a base that is marked."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

from django.db import connection, transaction

from siim94.bilan import exercices
from siim94.bilan.models import Rubrique
from siim94.chargements import moteur
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES
from siim94.chargements.feuilles import par_nom
from siim94.chargements.genres import chargeur_de
from siim94.demonstration import budget, glpi
from siim94.demonstration.livre import Livre, exercice_precedent
from siim94.demonstration.plan import PlanAnnuel
from siim94.demonstration.relations import accorder
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, Exercice
from support.models import PlateformeGlpi

ANNEES = (2022, 2023, 2024)
COMMANDE = "demonstration"
TICKETS_PAR_POSTE = 0.6
FEUILLES_DU_CLASSEUR = {d.ressource.feuille for d in FEUILLES_ANNUELLES if not d.durable}
SIGNATURE = {"signataire": "Prénom NOM", "qualite": "Personnage fictif"}


class BaseReelle(Exception):
    """The base holds years that are not made up; the message, in French, refuses to touch it."""


def marquer() -> None:
    """Mark a base that has no year yet, before the first of its data; refuse one that holds real years."""
    with transaction.atomic(), acteur(commande=COMMANDE):
        if not Exercice.objects.exists():
            Exercice.objects.create(annee=ANNEES[0], fictif=True)
    exiger_la_marque()


def exiger_la_marque() -> None:
    if not Exercice.objects.base_fictive():
        raise BaseReelle("Cette base tient des années réelles\u00a0: aucune année fictive n’y entre.")


def construire(annee: int) -> bool:
    """Make a year from the one before it; False, and nothing done, when it is there."""
    with transaction.atomic(), acteur(commande=COMMANDE):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('siim94 demonstration'))")
        exiger_la_marque()
        if Exercice.objects.filter(annee=annee).exclude(statut=Exercice.Statut.PREPARATION).exists():
            return False
        deriver(PlanAnnuel(annee))
        exercices.ouvrir(Exercice.objects.get(annee=annee))
        Exercice.objects.update(fictif=True)
    return True


def deriver(plan: PlanAnnuel) -> None:
    """Make the year of a plan from the year before, by the doors of the product."""
    for feuille in par_nom():
        if (chemin := plan.fichier(feuille)) and feuille not in FEUILLES_DU_CLASSEUR:
            _charger(Chargement.Genre.FEUILLE, chemin.read_bytes(), chemin.name, feuille=feuille)
    exercices.preparer(plan.annee)
    livre = Livre(plan, exercice_precedent(plan.annee))
    accorder(livre)
    livre.semer()
    document = budget.totem(livre) if plan.annee >= budget.PREMIERE_M57 else None
    classeur = BytesIO()
    livre.ecrire(classeur)
    _charger(Chargement.Genre.CLASSEUR, classeur.getvalue(), f"classeur-{plan.annee}.xlsx")
    if document:
        _charger(Chargement.Genre.TOTEM, document, f"ca-{plan.annee}.xml")
    for genre, contenu, nom, plateforme in _glpi(livre):
        _charger(genre, contenu, nom, plateforme=plateforme)
    _ecrire_les_textes(plan)


def _charger(genre: str, contenu: bytes, nom: str, **options) -> None:
    demande = moteur.Options(propositions=True, **options)
    moteur.charger(chargeur_de(genre), contenu, demande, commande=COMMANDE, nom=nom)


def _glpi(livre: Livre) -> Iterator[tuple[str, bytes, str, str]]:
    """What each platform would export of the year: its tickets, and its workstations in December."""
    situations = livre["situations_adherents"].avec(exercice=livre.annee)
    parcs = {ligne["adherent"]: ligne["postes"] or 0 for ligne in situations}
    propres = {p.adherent_defaut.code: p for p in PlateformeGlpi.objects.exclude(adherent_defaut=None)}
    commune = PlateformeGlpi.objects.get(adherent_defaut=None)
    for plateforme in PlateformeGlpi.objects.order_by("code"):
        servis = {
            adherent.nom: parcs[code]
            for code, adherent in livre.membres.items()
            if propres.get(code, commune) == plateforme and parcs.get(code)
        }
        graine = livre.plan.hasard("glpi", plateforme.code).randrange(1_000_000)
        entites = [nom for nom, nombre in servis.items() for _ in range(nombre)]
        nombre = int(len(entites) * TICKETS_PAR_POSTE)
        tickets = glpi.fictifs(nombre, livre.annee, entites, graine, premier=livre.annee * 10_000)
        nom = f"{plateforme.code}-{livre.annee}.csv"
        tickets = list(tickets)
        ete = glpi.csv_de(glpi.a_mi_annee(tickets, livre.annee))
        yield Chargement.Genre.GLPI_TICKETS, ete, f"tickets-juin-{nom}", plateforme.code
        yield Chargement.Genre.GLPI_TICKETS, glpi.csv_de(tickets), f"tickets-{nom}", plateforme.code
        postes = glpi.csv_de(glpi.postes(livre.annee, servis, graine), glpi.TITRES_POSTES)
        yield Chargement.Genre.GLPI_POSTES, postes, f"postes-{nom}", plateforme.code


def _ecrire_les_textes(plan: PlanAnnuel) -> None:
    """The texts of the report, each in the part of that name."""
    parties = {r.code: r for r in Rubrique.objects.de_l_annee(plan.annee)}
    signes = Rubrique.objects.exclude(signataire="").values_list("code", flat=True)
    texte = StringIO()
    ecriture = csv.DictWriter(texte, ("exercice", "code", "corps", *SIGNATURE), delimiter=";")
    ecriture.writeheader()
    for code, corps in plan.textes():
        if code in parties:
            ligne = {"exercice": plan.annee, "code": code, "corps": corps}
            ecriture.writerow(ligne | (SIGNATURE if code in signes else {}))
    nom = f"textes-{plan.annee}.csv"
    _charger(Chargement.Genre.FEUILLE, texte.getvalue().encode(), nom, feuille="rubriques")
