"""Loads of GLPI exports: tickets, merged with those known, and workstations, counted on a day."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from siim94.chargements.apercu import Apercu, Constat, LigneApercu, TableApercu, lisible
from siim94.chargements.moteur import Chargeur, Options, Plan
from siim94.formats import francais
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.glpi_postes import lire_postes
from siim94.formats.glpi_tickets import lire_tickets
from siim94.formats.lecture import LIMITE_CSV, Source
from siim94.socle.ecriture import Decompte, Progression, comparer, ecrire
from siim94.socle.models import Chargement
from support.chargements import Comparaison, LotTickets, comparer_lot, fusionner, lire_lot
from support.chargements_parc import lire_lot_parc
from support.entites import EntitesInconnues
from support.models import PlateformeGlpi, Ticket

EXTENSIONS = (".csv",)
# What lifts the error of an unknown entity: a page of its own, not an option of the command.
RATTACHER = "rattacher"


def entites_inconnues(plan: Plan, erreur: EntitesInconnues) -> Plan:
    """The plan of a file that waits for entities to be mapped: one error each."""
    plan.titre = f"{erreur.fichier or 'Export GLPI'} : entités à rattacher"
    plan.erreurs += [
        Constat(
            f"l’entité « {entite} » n’est rattachée à aucun adhérent sur la plateforme "
            f"{erreur.plateforme} : rattachez-la (Support, Entités GLPI).",
            lieu=f"ligne {ligne}",
            option=RATTACHER,
            sujet=entite,
        )
        for entite, ligne in erreur.entites.items()
    ]
    return plan


def plateforme_de(options: Options) -> PlateformeGlpi:
    """The platform that the user names; ErreurFormat that lists the choice when there is one to make."""
    plateformes = {plateforme.code: plateforme for plateforme in PlateformeGlpi.objects.order_by("code")}
    if not plateformes:
        raise ErreurFormat(
            "aucune plateforme GLPI n’est connue\u00a0: créez-la dans Support, Plateformes GLPI"
        )
    if not options.plateforme and len(plateformes) == 1:
        return next(iter(plateformes.values()))
    if options.plateforme not in plateformes:
        debut = (
            f"la plateforme «\u00a0{options.plateforme}\u00a0» n’est pas connue"
            if options.plateforme
            else "indiquez la plateforme GLPI d’où vient cet export"
        )
        raise ErreurFormat(f"{debut} (plateformes connues\u00a0: {', '.join(plateformes)})")
    return plateformes[options.plateforme]


@dataclass
class PlanTickets(Plan):
    """Tickets staged in the transaction that reads them, and what merging them would do."""

    lot: LotTickets | None = None
    comparaison: Comparaison | None = None


class TicketsGlpiChargeur(Chargeur):
    genre = Chargement.Genre.GLPI_TICKETS
    titre = "Tickets GLPI"
    aide = (
        "Export CSV de la liste des tickets, avec au moins les colonnes ID et Date d’ouverture\u00a0; "
        "l’entité, la dernière modification et le délai de résolution sont utiles. Titres, demandeurs et "
        "techniciens ne sont pas lus."
    )
    extensions = EXTENSIONS
    options = ("plateforme", "format_date")
    limite_octets = LIMITE_CSV

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> PlanTickets:
        plateforme = plateforme_de(options)
        export = lire_tickets(fichier, nom=nom, format_date=options.format_date or None)
        plan = PlanTickets(titre="")
        try:
            with transaction.atomic():
                plan.lot = lot = lire_lot(plateforme, export)
                plan.differences = [comparer(table) for table in lot.tables()]
                plan.comparaison = comparer_lot(lot)
        except EntitesInconnues as erreur:
            return entites_inconnues(plan, erreur)
        plan.titre = f"Tickets de {plateforme}, ouverts du {_jour(lot.debut)} au {_jour(lot.fin)}"
        if plan.comparaison.anciens:
            plan.avertissements.append(
                Constat(
                    f"{francais.nombre(plan.comparaison.anciens)} tickets sont laissés tels quels\u00a0: "
                    "un export plus récent en est déjà chargé."
                )
            )
        if "entite" not in lot.colonnes:
            plan.avertissements.append(
                Constat(
                    f"Export sans entité\u00a0: tous les tickets sont ceux de {plateforme.adherent_defaut}."
                )
            )
        return plan

    def apercu(self, plan: PlanTickets) -> Apercu:
        apercu = super().apercu(plan)
        fait = plan.comparaison
        if fait is None:
            return apercu
        lignes = [
            LigneApercu(
                f"Ticket {changement.numero}",
                "modification",
                f"ligne {changement.ligne}",
                [
                    (str(champ.verbose_name), lisible(champ, avant), lisible(champ, apres))
                    for nom, (avant, apres) in changement.champs.items()
                    for champ in (Ticket._meta.get_field(nom),)
                ],
            )
            for changement in fait.changements
        ]
        titre = "tickets" if not fait.rouverts else f"tickets, dont {francais.nombre(fait.rouverts)} rouverts"
        apercu.tables.append(TableApercu(titre, fait.crees, fait.modifies, 0, fait.inchanges, lignes))
        return apercu

    def appliquer(self, plan: PlanTickets, chargement: Chargement, progression: Progression) -> Decompte:
        compte = ecrire(plan.differences, chargement, progression)
        tickets = fusionner(plan.lot, chargement, progression)
        return Decompte(
            compte.crees + tickets.crees,
            compte.modifies + tickets.modifies,
            compte.supprimes,
            compte.inchanges + tickets.inchanges,
        )


class PostesGlpiChargeur(Chargeur):
    genre = Chargement.Genre.GLPI_POSTES
    titre = "Postes de travail GLPI"
    aide = (
        "Export CSV de la liste des ordinateurs, avec au moins les colonnes Nom, Entité et Dernière "
        "modification\u00a0: la plus récente date le relevé. Noms, utilisateurs et numéros de série ne sont "
        "pas gardés, les postes sont comptés."
    )
    extensions = EXTENSIONS
    options = ("plateforme", "format_date", "remplacer")
    limite_octets = LIMITE_CSV

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> Plan:
        plateforme = plateforme_de(options)
        export = lire_postes(fichier, nom=nom, format_date=options.format_date or None)
        try:
            lot = lire_lot_parc(plateforme, export)
        except EntitesInconnues as erreur:
            return entites_inconnues(Plan(titre=""), erreur)
        plan = Plan(
            titre=f"{francais.nombre(lot.total)} postes de {plateforme} au {lot.date:%d/%m/%Y}",
            differences=[comparer(table) for table in lot.tables()],
        )
        lignes = plan.differences[-1]
        if (lignes.modifications or lignes.suppressions) and not options.remplacer:
            plan.erreurs.append(
                Constat(
                    f"Un autre relevé du parc de {plateforme} au {lot.date:%d/%m/%Y} est déjà chargé\u00a0: "
                    "confirmez qu’il est à remplacer.",
                    option="remplacer",
                )
            )
        if disparues := lot.entites_disparues():
            plan.avertissements.append(
                Constat(
                    "Cet export n’a aucun poste d’entités présentes au relevé précédent\u00a0: "
                    f"{', '.join(str(entite) for entite in disparues)}."
                )
            )
        return plan


def _jour(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%d/%m/%Y}"
