"""Made-up GLPI exports of tickets and workstations: nothing in them is the syndicate's."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from siim94.formats.glpi_tickets import Statut

MOTS_STATUT = {
    Statut.NOUVEAU: "Nouveau",
    Statut.ATTRIBUE: "En cours (Attribué)",
    Statut.EN_ATTENTE: "En attente",
    Statut.RESOLU: "Résolu",
    Statut.CLOS: "Clos",
}
TITRES = (
    "ID", "Titre", "Entité", "Statut", "Dernière modification", "Date d'ouverture", "Date de clôture",
    "Priorité", "Type", "Demandeur - Demandeur", "Attribué à - Technicien", "Catégorie",
    "Date de résolution", "Statistiques - Délai de résolution",
)  # fmt: skip
TITRES_POSTES = ("Nom", "Entité", "Statut", "Type", "Système d'exploitation - Nom", "Dernière modification")
# What is asked for, most often first.
CATEGORIES = (
    "Logiciels > Finances", "Logiciels > RH", "Comptes > Mot de passe", "Matériel > Poste",
    "Matériel > Imprimante", "Logiciels > Familles", "Messagerie", "Réseau > Accès distant",
    "Téléphonie", "Logiciels > État civil", "Fichiers > Droits", "Matériel > Écran", "Formation",
)  # fmt: skip
SYSTEMES = ("Windows 10", "Windows 11", "Ubuntu", "macOS")
TYPES = ("Ordinateur fixe", "Ordinateur portable", "Client léger")
MINUTES_D_UNE_ANNEE = 525_000


def csv_de(lignes: Iterable[dict], titres: Iterable[str] = TITRES) -> bytes:
    """An export as GLPI 9 writes it: BOM, all quoted, semicolons, one more at the end of each line."""
    texte = io.StringIO()
    ecriture = csv.writer(texte, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator=";\r\n")
    ecriture.writerow(titres)
    ecriture.writerows([ligne.get(titre, "") for titre in titres] for ligne in lignes)
    return texte.getvalue().encode("utf-8-sig")


def ticket(numero: int, **champs) -> dict:
    """A row of a ticket export; ``champs`` are headings in short: statut, entite, modification…"""
    noms = {
        "statut": "Statut", "entite": "Entité", "modification": "Dernière modification",
        "ouverture": "Date d'ouverture", "cloture": "Date de clôture", "priorite": "Priorité",
        "type": "Type", "categorie": "Catégorie", "resolution": "Date de résolution",
        "delai": "Statistiques - Délai de résolution",
    }  # fmt: skip
    defauts = {"statut": "Nouveau", "ouverture": "2031-03-14 09:00", "modification": "2031-03-14 09:00"}
    return {
        "ID": str(numero),
        "Titre": f"Écran de Mme Untel ({numero})",
        "Demandeur - Demandeur": "Untel Camille (837)",
        "Attribué à - Technicien": "Technicien Dominique (12)",
    } | {noms[nom]: valeur for nom, valeur in (defauts | champs).items()}


def fictifs(
    nombre: int, annee: int = 2031, entites: Iterable[str] = (), graine: int = 94, premier: int = 1
) -> Iterator[dict]:
    """``nombre`` invented tickets of a year, as rows of an export, always the same for a seed.

    They are numbered from ``premier``; an entity given twice has twice as many.
    """
    hasard = Random(graine)  # noqa: S311
    entites = tuple(entites)
    poids = [len(CATEGORIES) - rang for rang in range(len(CATEGORIES))]
    for numero in range(premier, premier + nombre):
        ouverture = datetime(annee, 1, 1) + timedelta(minutes=hasard.randrange(MINUTES_D_UNE_ANNEE))
        minutes = min(int(hasard.expovariate(1 / 2_500)) + 1, 40_000)
        resolution = ouverture + timedelta(minutes=minutes)
        ouvert = hasard.random() < 0.04
        statut = Statut.EN_ATTENTE if ouvert else hasard.choice((Statut.RESOLU, Statut.CLOS))
        yield ticket(
            numero,
            entite=hasard.choice(entites) if entites else "",
            statut=MOTS_STATUT[statut],
            type=hasard.choice(("Incident", "Demande")),
            priorite=hasard.choice(("Basse", "Moyenne", "Haute")),
            categorie=hasard.choices(CATEGORIES, poids)[0],
            ouverture=f"{ouverture:%Y-%m-%d %H:%M}",
            modification=f"{resolution:%Y-%m-%d %H:%M}",
            resolution="" if ouvert else f"{resolution:%Y-%m-%d %H:%M}",
            delai=""
            if ouvert
            else f"{minutes // 1440} jours {minutes // 60 % 24} heures {minutes % 60} minutes",
        )


def a_mi_annee(tickets: Iterable[dict], annee: int) -> Iterator[dict]:
    """The same export in July: those of the first months, all resolved; what waits in December came back."""
    for ligne in tickets:
        if ligne["Date d'ouverture"] < f"{annee}-06":
            jour = {"Dernière modification": ligne["Date d'ouverture"]}
            yield ligne | jour | {"Statut": MOTS_STATUT[Statut.RESOLU]}


def postes(annee: int, parcs: Mapping[str, int], graine: int = 94) -> Iterator[dict]:
    """The workstations of entities at the end of a year, as rows of an export."""
    hasard = Random(graine)  # noqa: S311
    for entite, nombre in parcs.items():
        for rang in range(nombre):
            yield {
                "Nom": f"POSTE-{rang}",
                "Entité": entite,
                "Statut": "En service",
                "Type": hasard.choices(TYPES, (5, 4, 1))[0],
                "Système d'exploitation - Nom": hasard.choices(SYSTEMES, (6, 5, 1, 1))[0],
                "Dernière modification": f"{annee}-12-{hasard.randint(1, 15):02} 10:00",
            }
