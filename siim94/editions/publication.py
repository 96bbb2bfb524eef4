"""Publishing a year's report, wholly or not at all: the one way, for command, page and worker."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from importlib import import_module

from django.db import transaction
from django.utils import timezone

from siim94.bilan import exercices, fichiers
from siim94.bilan.instantane import instantane
from siim94.bilan.models import Rubrique
from siim94.bilan.tirages import construction
from siim94.controles.etat import ConstatSuivi, etat
from siim94.editions import archives, circuit, comparaison, consultations
from siim94.editions.gel import Gel, geler
from siim94.editions.models import (
    AvertissementAccepte,
    Edition,
    Etape,
    Etat,
    Nature,
    Piece,
    Portee,
    Programmation,
)
from siim94.editions.models.circuit import signature
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Revision, Sceau, Utilisateur
from siim94.socle.sceaux import sceller
from siim94.ui.controles import Gravite

# A publication that finds other data at its end than at its start begins anew this often.
ESSAIS = 2
CHANGEES = (
    "Les données ont changé deux fois pendant la publication : rien n’est publié. Recommencez quand personne"
    " n’enregistre."
)
NON_VALIDE = "Le bilan n’est pas validé : faites-le relire et valider, ou publiez-le sans relecture."


MAL_TIRE = "Le PDF tiré n’est pas celui des données : rien n’est publié."


class PublicationRefusee(Exception):
    """Nothing is published; ``raisons`` says why, a sentence each."""

    def __init__(self, *raisons: str):
        super().__init__("\n".join(raisons))
        self.raisons = raisons


class _Changees(Exception):
    """Data, state or editions are no longer what was drawn."""


@dataclass(frozen=True)
class Demande:
    """What a publication is told. ``acceptes`` are the codes of the accepted warnings; None: all of them."""

    motif: str
    auteur: Utilisateur | None = None
    nature: str = ""
    portee: str = ""
    affecte: str = ""
    n_affecte_pas: str = ""
    deliberation_date: date | None = None
    deliberation_numero: str = ""
    sans_relecture: bool = False
    acceptes: frozenset[str] | None = frozenset()
    commande: str = ""


class Examen:
    """What stands for and against the publication of a year, at the instant of the caller's snapshot."""

    def __init__(self, exercice: Exercice):
        self.exercice = exercice
        self.annee = exercice.annee
        self.derniere = Edition.objects.derniere(self.annee)
        self.etape = Etape.objects.derniere(self.annee)

    @property
    def numero(self) -> int:
        """The number of the edition that would be."""
        return self.derniere.numero + 1 if self.derniere else 1

    @property
    def clos(self) -> bool:
        return self.exercice.statut == Exercice.Statut.CLOS

    @property
    def deja_publie(self) -> bool:
        return self.derniere is not None and self.clos

    @property
    def validation(self) -> Etape | None:
        """The move by which the report was validated, if it still is."""
        return self.etape if self.etape and self.etape.etat == Etat.VALIDE else None

    @cached_property
    def constats(self) -> tuple[ConstatSuivi, ...]:
        return etat(self.annee).constats

    @property
    def bloquants(self) -> list[ConstatSuivi]:
        """Of a closed year too, whose findings ask for nothing otherwise."""
        return self._a_traiter(Gravite.BLOQUANT)

    @property
    def avertissements(self) -> list[ConstatSuivi]:
        return self._a_traiter(Gravite.AVERTISSEMENT)

    def _a_traiter(self, gravite: Gravite) -> list[ConstatSuivi]:
        return [s for s in self.constats if s.constat.gravite == gravite and not s.justifie]

    @cached_property
    def releve(self) -> bytes:
        """The findings with their justifications, for the archive; of a publication, the warnings that nobody
        justified were accepted.
        """
        acceptes = {s.constat.code for s in self.avertissements}
        lus = [
            suivi.donnees() | {"gravite": suivi.constat.gravite, "accepte": suivi.constat.code in acceptes}
            for suivi in self.constats
        ]
        return json.dumps({"annee": self.annee, "constats": lus}, ensure_ascii=False, indent=1).encode()

    @cached_property
    def a_relire(self) -> list[Rubrique]:
        return Rubrique.objects.a_relire(self.annee)

    @cached_property
    def defauts_de_relecture(self) -> list[str]:
        """Why what would be published is not what was read and validated; nothing when it is."""
        if self.validation is None:
            return [NON_VALIDE]
        try:
            circuit.verifier(self.exercice, "publier")
        except circuit.MouvementRefuse as refus:
            return [str(refus), *refus.details]
        return []

    @cached_property
    def obstacles(self) -> list[str]:
        """What must be repaired before, whatever the request."""
        if self.deja_publie:
            return [
                f"Le bilan {self.annee} est publié (édition {self.derniere.numero}) et son exercice est"
                " clos : rouvrez l’exercice, avec un motif, avant d’en publier une autre édition."
            ]
        if self.exercice.statut == Exercice.Statut.PREPARATION:
            return [f"L’exercice {self.annee} est en préparation : ouvrez-le avant de publier son bilan."]
        return [
            *(f"Constat bloquant, ni réparé ni justifié : {_nomme(s)}" for s in self.bloquants),
            *(f"Texte repris de l’exercice précédent, à relire : {rubrique}" for rubrique in self.a_relire),
        ]

    def depuis(self, connus: Iterable[str], raisons: Iterable[str]) -> list[str]:
        """These reasons, with what the checks say that they did not, or no longer, when the publication was
        asked for: a finding is named once.
        """
        connus, trouves = set(connus), {s.constat.code: s for s in self.constats}
        apparus = {_nomme(s) for code, s in trouves.items() if code not in connus}
        deja = {raison: next(filter(raison.endswith, apparus), None) for raison in raisons}
        dits = [f"{raison}, apparu depuis la demande" if dit else raison for raison, dit in deja.items()]
        dits += [
            f"Constat apparu depuis la demande : {nomme}" for nomme in sorted(apparus - {*deja.values()})
        ]
        return dits + [
            f"Constat qui n’est plus ce qu’il était à la demande : {code}"
            for code in sorted(connus - set(trouves))
        ]

    def refus(self, demande: Demande) -> list[str]:
        """Why the report cannot be published so; nothing when it can."""
        if self.deja_publie or self.exercice.statut == Exercice.Statut.PREPARATION:
            return self.obstacles
        raisons = [*self.obstacles, *self._refus_de_forme(demande)]
        if not demande.sans_relecture:
            raisons += self.defauts_de_relecture
        if demande.acceptes is not None:
            raisons += [
                f"Avertissement à accepter : {_nomme(s)}"
                for s in self.avertissements
                if s.constat.code not in demande.acceptes
            ]
        return raisons

    def _refus_de_forme(self, demande: Demande) -> list[str]:
        raisons = []
        if not demande.motif.strip():
            raisons.append("Donnez le motif de la publication.")
        if (demande.deliberation_date is None) != (demande.deliberation_numero == ""):
            raisons.append("Une délibération a une date et un numéro.")
        if demande.deliberation_date and demande.deliberation_date > timezone.localdate():
            raisons.append(circuit.DELIBERATION_A_VENIR)
        if self.derniere is None:
            if demande.nature or demande.portee:
                raisons.append("La première édition d’un bilan n’est ni un rectificatif ni une révision.")
            return raisons
        if demande.nature not in (Nature.RECTIFICATIF, Nature.REVISION):
            raisons.append(
                "À partir de la deuxième édition, dites si c’est un rectificatif (une erreur corrigée) ou une"
                " révision (données ou méthode nouvelles)."
            )
        elif (demande.nature == Nature.RECTIFICATIF) != (demande.portee in Portee.values):
            raisons.append(
                "Un rectificatif, et lui seul, dit la portée de l’erreur : présentation, matérielle ou fond."
            )
        return raisons


def _nomme(suivi: ConstatSuivi) -> str:
    return f"{suivi.constat.phrase} ({suivi.constat.code})"


@fichiers.sans_ramassage()
def publier(
    annee: int,
    demande: Demande,
    suivi: fichiers.Suivi | None = None,
    programmation: Programmation | None = None,
) -> Edition:
    """Publish the report of a year: draw, read back, seal, close. Not inside a transaction.

    ``programmation`` is the request that this fulfils, marked as done with it. PublicationRefusee with the
    reasons, and nothing is published; so is anything else that it raises (``fichiers.pdf``).
    """
    for _ in range(ESSAIS):
        with instantane():
            examen = Examen(Exercice.objects.get(annee=annee))
            gel = dessiner(
                examen.exercice,
                suivi,
                avant=partial(_exiger, examen, demande, programmation),
                # The addresses of what is found are those of the whole site, which takes its time to load.
                encore=partial(getattr, examen, "releve"),
            )
        try:
            return _sceller(examen, demande, gel, programmation)
        except _Changees:
            continue
    raise PublicationRefusee(CHANGEES)


def _exiger(examen: Examen, demande: Demande, programmation: Programmation | None) -> None:
    """PublicationRefusee when the report cannot be published so."""
    raisons = examen.refus(demande)
    if programmation:
        raisons = examen.depuis(programmation.constats, raisons)
    if raisons:
        raise PublicationRefusee(*raisons)


def dessiner(
    exercice: Exercice,
    suivi: fichiers.Suivi | None,
    avant: Callable[[], None] | None = None,
    encore: Callable[[], object] | None = None,
) -> Gel:
    """The report drawn and read back, with what changed since the edition before it, if there is one;
    PublicationRefusee when its PDF lacks what its data say. ``avant`` and ``encore`` as of ``geler``.
    """

    def pendant() -> None:
        if encore:
            encore()
        # It reads PDFs with a library that no other page of the site takes, and that takes its time to load.
        import_module("siim94.editions.verification")

    gel = geler(exercice, suivi, avant=avant, encore=pendant, annexe=comparaison.annexe_de(exercice))
    from siim94.editions.verification import relire

    if manques := relire(gel.pdf, json.loads(gel.donnees)):
        raise PublicationRefusee(MAL_TIRE, *manques)
    return gel


def _sceller(examen: Examen, demande: Demande, gel: Gel, programmation: Programmation | None) -> Edition:
    """The one transaction in which an edition comes to be; _Changees when it would not be today's."""
    motif, auteur = demande.motif.strip(), demande.auteur
    with acteur(auteur, motif=motif[:500], commande=demande.commande):
        # Whoever writes in the year holds its row until the end: they are counted, or wait and are refused.
        exercice = Exercice.objects.select_for_update().get(pk=examen.annee)
        _exiger_inchanges(examen, gel)
        if programmation:
            _exiger_prevue(programmation)
        dernier = Sceau.objects.last()
        validation = examen.validation
        deliberation = demande if demande.deliberation_date or not validation else validation
        edition = Edition(
            exercice=exercice,
            numero=examen.numero,
            nature=demande.nature or Nature.PREMIERE,
            portee=demande.portee,
            motif=motif,
            affecte=demande.affecte.strip(),
            n_affecte_pas=demande.n_affecte_pas.strip(),
            auteur=auteur,
            auteur_nom=signature(auteur),
            sans_relecture=bool(examen.defauts_de_relecture),
            deliberation_date=deliberation.deliberation_date,
            deliberation_numero=deliberation.deliberation_numero,
            publiee=timezone.now(),
            pages=gel.pages,
            sceau=dernier.empreinte if dernier else "",
            construction=construction(),
        )
        lectures = consultations.scellees(examen.annee, examen.numero)
        pieces = gel.pieces() | {
            "constats": Piece.objects.garder(examen.releve, Piece.Genre.JSON),
            "lectures": Piece.objects.garder(lectures, Piece.Genre.JSON),
        }
        pieces["manifeste"] = Piece.objects.garder(archives.manifeste(edition, pieces), Piece.Genre.JSON)
        for champ, piece in pieces.items():
            setattr(edition, champ, piece)
        edition.save(force_insert=True)
        # The next year's report compares with what is published of this one: what is kept of it is stale.
        Revision.objects.create(quand=edition.publiee, annee=examen.annee + 1)
        AvertissementAccepte.objects.bulk_create(
            AvertissementAccepte(edition=edition, code=s.constat.code, phrase=s.constat.phrase)
            for s in examen.avertissements
        )
        archives.noter(edition, auteur, motif, demande.commande)
        try:
            circuit.inscrire(
                circuit.situation(exercice),
                "publier_sans_relecture" if edition.sans_relecture else "publier",
                auteur,
                quand=edition.publiee,
                motif=motif,
                copie=validation.copie if validation else None,
                deliberation_date=edition.deliberation_date,
                deliberation_numero=edition.deliberation_numero,
            )
        except circuit.MouvementRefuse as refus:
            raise PublicationRefusee(str(refus)) from refus
        if programmation:
            programmation.finir(Programmation.Sort.FAITE)
        if examen.clos:
            transaction.on_commit(partial(sceller, exercices.ATTENTE_DU_SCEAU), robust=True)
        else:
            exercices.clore(exercice)
    return edition


def _exiger_inchanges(examen: Examen, gel: Gel) -> None:
    derniere = Edition.objects.derniere(examen.annee)
    etape = Etape.objects.derniere(examen.annee)
    if (
        Revision.objects.numero(examen.annee) != gel.revisions
        or (derniere and derniere.pk) != (examen.derniere and examen.derniere.pk)
        or (etape and etape.pk) != (examen.etape and examen.etape.pk)
    ):
        raise _Changees


def _exiger_prevue(programmation: Programmation) -> None:
    """A cancellation that came meanwhile holds."""
    lue = Programmation.objects.select_for_update().get(pk=programmation.pk)
    if lue.sort != Programmation.Sort.PREVUE:
        raise PublicationRefusee("La publication a été annulée pendant qu’elle se préparait.")
