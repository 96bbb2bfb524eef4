"""Whom an edition goes to, with what, and by when (CGCT, art. L5211-39): the log that a new edition begins.

The law wants the president to send each member town's mayor, before 30 September, the report with the
accounts that the committee settled; the mayor tells the town's council in public session. The other members
are sent it as well.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from adherents.models import Adherent
from finances.models import DocumentBudgetaire
from siim94.bilan.models import Rubrique
from siim94.editions.models import Courrier, Edition, Transmission
from siim94.editions.transmission_lettre import LETTRES
from siim94.socle.effacement import EFFACE

# What a recipient is called while nobody has said who it is: the office, which names no person.
FONCTIONS = {
    Adherent.Genre.VILLE: ("Madame ou Monsieur le Maire", "maire"),
    Adherent.Genre.OPH: ("Madame ou Monsieur le Président", "président du conseil d’administration"),
    Adherent.Genre.TERRITOIRE: ("Madame ou Monsieur le Président", "président du conseil de territoire"),
}
AUTRE_FONCTION = ("Madame ou Monsieur le Directeur", "directeur")
REPRIS = ("destinataire", "qualite", "adresse", "courriel", "moyen")


def proposes(edition: Edition) -> list[Transmission]:
    """Recipients that the log of an edition lacks, not saved: those of the latest earlier edition of the same
    report, each with that sending; of members that it leaves out, those of the last log that has them, else
    the office.
    """
    inscrits = Transmission.objects.filter(edition=edition).values_list("adherent", "destinataire")
    deja, servis = set(inscrits), {adherent for adherent, _ in inscrits}
    connus = _derniers(edition)
    precedents = {
        t.adherent_id
        for transmissions in connus.values()
        for t in transmissions
        if t.edition.exercice_id == edition.exercice_id
    }
    adherents = Adherent.objects.filter(
        pk__in={*Adherent.objects.membres_en(edition.exercice_id).values_list("pk", flat=True), *precedents}
    )
    trouves = []
    for adherent in adherents.order_by("genre", "rang", "nom"):
        for ancienne in connus.get(adherent.pk, ()):
            if (adherent.pk, ancienne.destinataire) not in deja:
                repris = {nom: getattr(ancienne, nom) for nom in REPRIS}
                suite = ancienne if ancienne.edition.exercice_id == edition.exercice_id else None
                trouves.append(Transmission(edition=edition, adherent=adherent, precedente=suite, **repris))
        if adherent.pk not in connus and adherent.pk not in servis:
            nom, qualite = FONCTIONS.get(adherent.genre, AUTRE_FONCTION)
            poste = Transmission.Moyen.POSTE
            trouves.append(
                Transmission(
                    edition=edition, adherent=adherent, destinataire=nom, qualite=qualite, moyen=poste
                )
            )
    return trouves


def _derniers(edition: Edition) -> dict[int, list[Transmission]]:
    """By member, its recipients in the log of the last edition that has some, of the same report first."""
    effaces = Q(destinataire__contains=EFFACE[:-1]) | Q(courriel__contains=EFFACE[:-1])
    autres = Transmission.objects.exclude(Q(edition=edition) | effaces)
    par_adherent: dict[int, dict[tuple, list[Transmission]]] = defaultdict(lambda: defaultdict(list))
    for transmission in autres.select_related("edition").order_by("pk"):
        sienne = transmission.edition
        if sienne.exercice_id == edition.exercice_id and sienne.numero > edition.numero:
            continue
        rang = (sienne.exercice_id == edition.exercice_id, sienne.exercice_id, sienne.numero)
        par_adherent[transmission.adherent_id][rang].append(transmission)
    return {adherent: groupes[max(groupes)] for adherent, groupes in par_adherent.items()}


def courrier_de(edition: Edition) -> Courrier:
    """The letter of an edition; while nobody wrote one, that which is proposed, not saved."""
    courrier = Courrier.objects.filter(edition=edition).first()
    if courrier:
        return courrier
    annee = edition.exercice_id
    objet, texte = LETTRES[edition.nature]
    signe = Rubrique.objects.du_bilan(annee).exclude(signataire="").first()
    compte = DocumentBudgetaire.objects.execution(annee)
    return Courrier(
        edition=edition,
        objet=objet,
        texte=texte,
        signataire=signe.signataire if signe else "",
        qualite=signe.qualite if signe else "",
        compte_nom=compte.get_etape_display() if compte else Courrier._meta.get_field("compte_nom").default,
    )


def remplacante(edition: Edition) -> Edition | None:
    """The latest edition of the same report, when it is not this one: that is the one to send."""
    derniere = Edition.objects.derniere(edition.exercice_id)
    return derniere if derniere and derniere.pk != edition.pk else None


def est_parti(edition: Edition) -> bool:
    """Whether a letter of the edition has left, or may have: then it stays what it is."""
    restent = (Transmission.Sort.A_ENVOYER, Transmission.Sort.ECHEC)
    return Transmission.objects.filter(edition=edition).exclude(sort__in=restent).exists()


@dataclass(frozen=True)
class Rappel:
    """What the dashboard says of the sending of a year's report."""

    edition: Edition
    limite: datetime.date
    comptes: dict[str, int]

    @property
    def reste(self) -> int:
        """Recipients to whom it has not gone, or nobody knows."""
        return self.comptes["total"] - self.comptes["envoyees"]

    @property
    def sans_accuse(self) -> int:
        return self.comptes["envoyees"] - self.comptes["accusees"]

    @property
    def jours(self) -> int:
        """Days left; less than none once the deadline is over."""
        return (self.limite - timezone.localdate()).days

    @property
    def fini(self) -> bool:
        return bool(self.comptes["total"]) and not self.reste and not self.sans_accuse


def rappel(annee: int) -> Rappel | None:
    """Where the sending of a year's latest edition stands; None before a publication."""
    edition = Edition.objects.du_bilan(annee).select_related("exercice").first()
    if edition is None:
        return None
    comptes = Transmission.objects.filter(edition=edition).bilan()
    return Rappel(edition, edition.exercice.date_limite_transmission, comptes)
