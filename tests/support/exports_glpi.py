"""Made-up GLPI exports and rows: nothing in them is the syndicate's."""

from collections.abc import Iterable

import factory

from siim94.demonstration.glpi import TITRES, csv_de
from siim94.formats.glpi_tickets import lire_tickets
from support.models import EntiteGlpi, LigneParc, PlateformeGlpi, ReleveParc, Ticket
from tests.support.factories import AdherentFactory


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


def export(lignes: Iterable[dict], titres: Iterable[str] = TITRES):
    return lire_tickets(csv_de(lignes, titres), nom="export.csv")
