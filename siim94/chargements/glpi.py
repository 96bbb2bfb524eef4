"""Loads of GLPI exports: tickets, merged with those known, and workstations, counted on a day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from adherents.models import Adherent
from siim94.chargements.apercu import Apercu, LigneApercu, Remarque, TableApercu, lisible
from siim94.chargements.moteur import Chargeur, Options, Plan
from siim94.chargements.questions import DATE, REMPLACER, Question
from siim94.formats import francais
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.glpi import DatesAmbigues, FormatDate
from siim94.formats.glpi_postes import lire_postes
from siim94.formats.glpi_tickets import lire_tickets
from siim94.formats.lecture import LIMITE_CSV, Source
from siim94.socle.ecriture import Decompte, Progression, comparer, ecrire
from siim94.socle.models import Chargement
from support.chargements import Comparaison, LotTickets, comparer_lot, fusionner, lire_lot
from support.chargements_parc import lire_lot_parc
from support.entites import INTERNE, Attribution, Decideur
from support.models import PlateformeGlpi, Ticket

EXTENSIONS = (".csv",)


@dataclass
class PlanGlpi(Plan):
    """``sans_nom`` are the entities that a preview calls by their place: they may be somebody's name."""

    sans_nom: dict[str, str] = field(default_factory=dict)

    def decideur(self, options: Options) -> Decideur:
        """Who says whose a new entity is: its names where they are sure, else the person who loads."""
        choix = {adherent.code: str(adherent) for adherent in Adherent.objects.by_genre()}
        choix[INTERNE] = "propre au syndicat"

        def decider(attribution: Attribution) -> str | None:
            if not attribution.montrable:
                self.sans_nom[attribution.libelle] = f"entité de la ligne {attribution.ligne}"
            nommes = " et ".join(f"«\u00a0{adherent}\u00a0»" for adherent in attribution.nommes)
            if len(attribution.nommes) > 1:
                phrase = f"À qui est {attribution}\u00a0? Elle nomme {nommes}."
            elif attribution.certaine:
                phrase = f"{capfirst(str(attribution))} est reconnue par son nom."
            else:
                phrase = f"À qui est {attribution}\u00a0? Aucun adhérent connu n’y est nommé."
            code, lieu = f"entite-{attribution.rang}", f"ligne {attribution.ligne}, colonne Entité"
            question = Question(code, phrase, choix, attribution.proposee, lieu, attribution.certaine)
            return self.demander(question, options)

        return decider

    def taire(self, apercu: Apercu) -> Apercu:
        """The preview without the names that may be a person's."""

        def nommer(texte: str) -> str:
            return self.sans_nom.get(texte, texte)

        for ligne in (ligne for table in apercu.tables for ligne in table.lignes):
            for libelle, place in self.sans_nom.items():
                ligne.objet = ligne.objet.replace(libelle, place)
            ligne.champs = [(nom, nommer(avant), nommer(apres)) for nom, avant, apres in ligne.champs]
        return apercu


def plateforme_de(options: Options, plan: Plan) -> PlateformeGlpi | None:
    """The platform of an export: the only one, or the one that the user names; None while it is asked."""
    plateformes = {plateforme.code: plateforme for plateforme in PlateformeGlpi.objects.order_by("code")}
    if not plateformes:
        raise ErreurFormat(
            "aucune plateforme GLPI n’est connue\u00a0: créez-la dans Support, Plateformes GLPI"
        )
    if len(plateformes) == 1 and "plateforme" not in options.reponses:
        return next(iter(plateformes.values()))
    choix = {code: str(plateforme) for code, plateforme in plateformes.items()}
    texte = "Indiquez la plateforme GLPI d’où vient cet export."
    return plateformes.get(plan.demander(Question("plateforme", texte, choix), options))


def lire_export(lecteur: Callable, fichier: Source, nom: str | None, options: Options, plan: Plan):
    """What a reader makes of an export; None while the order of day and month is asked."""
    try:
        return lecteur(fichier, nom=nom)
    except DatesAmbigues as erreur:
        choix = {str(ordre): str(ordre) for ordre in erreur.choix}
        # Whoever exports in French sees the day first, unless told otherwise.
        question = Question("format-date", erreur.phrase, choix, str(FormatDate.JJ_MM_AAAA), erreur.lieu)
        format_date = plan.demander(question, options)
        return format_date and lecteur(fichier, nom=nom, format_date=format_date)


def jour_de_l_export(plan: Plan, options: Options, dernier: datetime | None = None) -> date | None:
    """The day of an export without last modifications; None while it is asked. ``dernier`` is that of one
    which is loaded, and seems later.
    """
    texte = "Cet export n’a pas de dernière modification, qui le daterait"
    if dernier is not None:
        texte += f", et toutes ses dates précèdent l’export du {_jour(dernier)} déjà chargé"
    reponse = plan.demander(Question("date", f"{texte}. De quel jour est-il\u00a0?", saisie=DATE), options)
    return date.fromisoformat(reponse) if reponse else None


@dataclass
class PlanTickets(PlanGlpi):
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
        plan = PlanTickets(titre=self.titre)
        plateforme = plateforme_de(options, plan)
        export = lire_export(lire_tickets, fichier, nom, options, plan)
        if plan.questions:
            return plan
        try:
            with transaction.atomic():
                jour = partial(jour_de_l_export, plan, options)
                plan.lot = lot = lire_lot(plateforme, export, plan.decideur(options), jour=jour)
                plan.differences = [comparer(table) for table in lot.tables()]
                plan.comparaison = comparer_lot(lot)
        except ErreurFormat:
            # The answers are awaited: nothing else is wrong with the file.
            if plan.questions:
                return plan
            raise
        if not plan.comparaison.crees:
            texte = "0 nouveau ticket\u00a0: ceux de ce fichier sont tous déjà chargés."
            plan.avertissements.append(Remarque(texte))
        plan.titre = f"Tickets de {plateforme}, ouverts du {_jour(lot.debut)} au {_jour(lot.fin)}"
        if plan.comparaison.anciens:
            plan.avertissements.append(
                Remarque(
                    f"{francais.nombre(plan.comparaison.anciens)} tickets sont laissés tels quels\u00a0: "
                    "un export plus récent en est déjà chargé."
                )
            )
        if lot.oublies:
            depuis = Ticket.objects.debut_des_numeros()
            plan.avertissements.append(
                Remarque(
                    f"Tickets laissés de côté\u00a0: {francais.nombre(lot.oublies)}, ouverts avant le"
                    f" {depuis:%d/%m/%Y}. Leurs numéros ne sont plus gardés, ceux qui sont connus restent."
                )
            )
        if "entite" not in lot.colonnes:
            plan.avertissements.append(
                Remarque(
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
        return plan.taire(apercu)

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

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> PlanGlpi:
        plan = PlanGlpi(titre=self.titre)
        plateforme = plateforme_de(options, plan)
        export = lire_export(lire_postes, fichier, nom, options, plan)
        if plan.questions:
            return plan
        try:
            jour = partial(jour_de_l_export, plan, options)
            lot = lire_lot_parc(plateforme, export, plan.decideur(options), jour=jour)
        except ErreurFormat:
            # The answers are awaited: nothing else is wrong with the file.
            if plan.questions:
                return plan
            raise
        plan.titre = f"{francais.nombre(lot.total)} postes de {plateforme} au {lot.date:%d/%m/%Y}"
        plan.differences = [comparer(table) for table in lot.tables()]
        lignes = plan.differences[-1]
        if lignes.modifications or lignes.suppressions:
            texte = (
                f"Un autre relevé du parc de {plateforme} au {lot.date:%d/%m/%Y} est déjà chargé\u00a0: "
                "confirmez qu’il est à remplacer."
            )
            plan.demander(Question("remplacer", texte, REMPLACER), options)
        if disparues := lot.entites_disparues():
            plan.avertissements.append(
                Remarque(
                    "Cet export n’a aucun poste d’entités présentes au relevé précédent\u00a0: "
                    f"{', '.join(str(entite) for entite in disparues)}."
                )
            )
        return plan

    def apercu(self, plan: PlanGlpi) -> Apercu:
        return plan.taire(super().apercu(plan))


def _jour(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%d/%m/%Y}"
