"""Made-up GLPI exports and rows: nothing in them is the syndicate's."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random

import factory

from siim94.formats.glpi_tickets import Statut, lire_tickets
from support.models import EntiteGlpi, LigneParc, PlateformeGlpi, ReleveParc, Ticket
from tests.support.factories import AdherentFactory

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


class PlateformeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlateformeGlpi

    code = factory.Sequence(lambda n: f"essai-{n}")
    nom = factory.Sequence(lambda n: f"Plateforme d’essai {n}")


class EntiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EntiteGlpi

    plateforme = factory.SubFactory(PlateformeFactory)
    libelle = factory.Sequence(lambda n: f"Racine > Entité {n}")
    adherent = factory.SubFactory(AdherentFactory)


class TicketFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ticket

    plateforme = factory.SelfAttribute("entite.plateforme")
    numero = factory.Sequence(lambda n: n + 1)
    entite = factory.SubFactory(EntiteFactory)
    type = Ticket.Type.INCIDENT
    statut = Ticket.Statut.NOUVEAU


class ReleveParcFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReleveParc

    plateforme = factory.SubFactory(PlateformeFactory)


class LigneParcFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LigneParc

    entite = factory.SubFactory(EntiteFactory)
    releve = factory.SubFactory(ReleveParcFactory, plateforme=factory.SelfAttribute("..entite.plateforme"))
    nombre = 1


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


def fictifs(nombre: int, annee: int = 2031, entites: Iterable[str] = (), graine: int = 94) -> Iterator[dict]:
    """``nombre`` invented tickets of a year, as rows of an export, always the same for a seed."""
    hasard = Random(graine)  # noqa: S311
    entites = tuple(entites)
    for numero in range(1, nombre + 1):
        ouverture = datetime(annee, 1, 1) + timedelta(minutes=hasard.randrange(525_000))
        resolution = ouverture + timedelta(minutes=hasard.randrange(1, 20_000))
        ouvert = hasard.random() < 0.1
        statut = Statut.EN_ATTENTE if ouvert else hasard.choice((Statut.RESOLU, Statut.CLOS))
        yield ticket(
            numero,
            entite=hasard.choice(entites) if entites else "",
            statut=MOTS_STATUT[statut],
            type=hasard.choice(("Incident", "Demande")),
            priorite=hasard.choice(("Basse", "Moyenne", "Haute")),
            categorie=f"Famille {hasard.randrange(8)} > Objet {hasard.randrange(40)}",
            ouverture=f"{ouverture:%Y-%m-%d %H:%M}",
            modification=f"{resolution:%Y-%m-%d %H:%M}",
            resolution="" if ouvert else f"{resolution:%Y-%m-%d %H:%M}",
            delai="" if ouvert else f"{hasard.randrange(9)} jours {hasard.randrange(24)} heures 5 minutes",
        )


def export(lignes: Iterable[dict], titres: Iterable[str] = TITRES):
    return lire_tickets(csv_de(lignes, titres), nom="export.csv")
