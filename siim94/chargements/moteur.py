"""The engine of all loads, for command, page and worker: read, show, apply in one transaction, on record.

A kind of file is a ``Chargeur``; ``siim94.chargements.genres`` lists them.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import ClassVar

from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.db.models.functions import Now
from django.urls import reverse

from siim94.chargements.apercu import (
    Apercu,
    Remarque,
    TotalApercu,
    noms_corriges,
    remarques,
    table_apercu,
)
from siim94.chargements.questions import OUI, Question
from siim94.controles.portes import essayer
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import LIMITE_XML, Source, fichier_de, nom_de
from siim94.formats.typographie import typographie
from siim94.socle import travaux
from siim94.socle.ecriture import CHANGEES, Decompte, Difference, Progression, ecrire, oublier_les_plans
from siim94.socle.journal import acteur
from siim94.socle.models import EN_SUSPENS, Chargement, Exercice, FichierDepose
from siim94.socle.models.annuel import annee_du_bilan
from siim94.socle.partage import lectures_partagees
from siim94.socle.refus import Refus, ecriture, traduire

# One load writes at a time: what a preview compared cannot move under another load.
VERROU_ECRITURE = 94_000
ARRETE = "Le chargement s’est arrêté sur une erreur inattendue\u00a0; rien n’a été enregistré."
# The two steps of a load that may leave the request (``siim94.socle.travaux``).
LIRE, CHARGER = "siim94.chargements.tasks.lire", "siim94.chargements.tasks.charger"
OUBLIER = "siim94.chargements.tasks.oublier"


class FichierRefuse(Refus):
    """A file or its plan is refused before any write; ``remarques`` are the reasons, each with its place, and
    ``questions`` those that wait for an answer: without a reason, they alone keep the file out.
    """

    def __init__(self, motifs: Sequence[Remarque], questions: Sequence[Question] = ()):
        super().__init__("\n".join(map(str, (*motifs, *questions))))
        self.remarques = motifs
        self.questions = questions


class Options:
    """What the user says besides the file: ``reponses`` to questions, by their code.

    Keywords are answers too: ``Options(exercice=2021, autre_organisme=True)``. ``propositions`` takes what is
    proposed for the others. ``motif`` is the reason kept in the history.
    """

    def __init__(
        self,
        *,
        reponses: Mapping[str, str] | None = None,
        propositions: bool = False,
        motif: str = "",
        **autres: object,
    ):
        self.reponses = dict(reponses or {})
        for nom, valeur in autres.items():
            if valeur is not None and valeur is not False and valeur != "":
                self.reponses[nom.replace("_", "-")] = OUI if valeur is True else str(valeur)
        self.propositions = propositions
        self.motif = motif

    @property
    def exercice(self) -> int | None:
        """The year that the user expects the file to be of."""
        annee = self.reponses.get("exercice", "")
        return int(annee) if annee.isdecimal() else None

    def to_json(self) -> dict:
        return {nom: valeur for nom, valeur in vars(self).items() if valeur}

    @classmethod
    def from_json(cls, donnees: dict) -> "Options":
        return cls(**donnees)


@dataclass
class Plan:
    """What a file asks for, compared with the database: nothing is written yet, and nothing will be while
    ``questions`` has one without an answer. ``repondues`` are the others.
    """

    titre: str
    exercice: int | None = None
    differences: list[Difference] = field(default_factory=list)
    erreurs: list[Remarque] = field(default_factory=list)
    avertissements: list[Remarque] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    repondues: list[Question] = field(default_factory=list)
    totaux: list[TotalApercu] = field(default_factory=list)

    def situer(self, modele: type[Model], colonnes: Mapping[str, str]) -> None:
        """Say in which columns of the file the values of a table stand."""
        for difference in self.differences:
            if difference.table.model is modele:
                difference.table.colonnes = colonnes

    def demander(self, question: Question, options: Options) -> str | None:
        """The answer to a question, None while there is none. Asked again, it is the same question."""
        for posees in (self.questions, self.repondues):
            for deja in [q for q in posees if q.code == question.code]:
                posees.remove(deja)
                question = deja.avec(question)
        donnee = options.reponses.get(question.code) or options.reponses.get(question.famille)
        posee = question.avec_reponse(donnee, options.propositions)
        (self.questions if posee.reponse is None else self.repondues).append(posee)
        return posee.reponse


class Chargeur:
    """One kind of file. A subclass gives ``lire``; the rest serves any plan made of differences.

    ``options`` names what the form of the file may say beforehand (a table, answers), ``extensions`` what its
    files are called, ``permission`` who may load them from the pages.
    """

    genre: ClassVar[Chargement.Genre]
    titre: ClassVar[str]
    aide: ClassVar[str] = ""
    extensions: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[tuple[str, ...]] = ()
    aide_exercice: ClassVar[str] = "Un fichier d’une autre année est refusé."
    limite_octets: ClassVar[int] = LIMITE_XML
    # Whether its preview tells what it would do to the checks.
    controle: ClassVar[bool] = False
    permission: ClassVar[str] = "socle.add_chargement"

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> Plan:
        """The plan of a file, without a write. Raises ErreurFormat when the file itself is wrong."""
        raise NotImplementedError

    def apercu(self, plan: Plan) -> Apercu:
        """The plan for a person to read."""
        tables = [table_apercu(difference) for difference in plan.differences]
        return Apercu(
            plan.titre,
            plan.exercice,
            tables,
            plan.erreurs,
            [*plan.avertissements, *noms_corriges(plan.differences)],
            plan.questions,
            plan.repondues,
            plan.totaux,
        )

    def appliquer(self, plan: Plan, chargement: Chargement, progression: Progression) -> Decompte:
        """Write the plan, inside the transaction that the engine opened."""
        return ecrire(plan.differences, chargement, progression)


def simuler(chargeur: Chargeur, fichier: Source, options: Options, nom: str | None = None) -> Apercu:
    """What a file would do, to the data and to the checks. Nothing is kept; ErreurFormat when it cannot be
    read.
    """
    plan = _lire(chargeur, fichier, options, nom)
    apercu = chargeur.apercu(plan)
    if chargeur.controle and apercu.confirmable and apercu.change:
        _controler(chargeur, plan, apercu)
    return apercu


def _lire(chargeur: Chargeur, fichier: Source, options: Options, nom: str | None) -> Plan:
    """The plan of a file, for which what several of its columns name is read once."""
    with lectures_partagees():
        return chargeur.lire(fichier, options, nom)


def _controler(chargeur: Chargeur, plan: Plan, apercu: Apercu) -> None:
    """Tell a preview what the load would do to the findings of its years: it is done, and taken back."""

    def charger():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [VERROU_ECRITURE])
            if not cursor.fetchone()[0]:
                raise Refus("un autre chargement est en cours.")
        chargement = Chargement.objects.create(genre=chargeur.genre, empreinte="0" * 64)
        with acteur(chargement=chargement):
            chargeur.appliquer(plan, chargement, lambda *_: None)

    mouvement = essayer(charger, set(_annees(plan)))
    apercu.empechement = mouvement.empechement
    # What the load itself warned of, the checks say with its weight; they do not know where the file has it.
    totaux = {a.chiffre: a for a in apercu.avertissements if a.chiffre}
    apercu.apportes = []
    for annee, c in mouvement.apportes:
        total = totaux.get(c.cle.rpartition("@")[0])
        lieu = f"{annee}, {total.lieu}" if total else str(annee)
        apercu.apportes.append(Remarque(typographie(c.phrase), lieu, gravite=c.gravite))
        if total:
            apercu.avertissements.remove(total)
    dits = " ".join(constat.texte for constat in apercu.apportes)
    apercu.avertissements = [a for a in apercu.avertissements if a.texte not in dits]
    apercu.leves = [
        Remarque(
            typographie(c.phrase), str(annee), reverse("controles:constat", args=[annee, c.code]), c.gravite
        )
        for annee, c in mouvement.leves
    ]


def _annees(plan: Plan) -> Iterator[int]:
    """The years whose report the load touches."""
    if plan.exercice:
        yield plan.exercice
        return
    for difference in plan.differences:
        changees = (*difference.creations, *(m.voulue for m in difference.modifications))
        for objet in (*(voulue.objet for voulue in changees), *difference.suppressions):
            if annee := annee_du_bilan(objet):
                yield annee


def charger(
    chargeur: Chargeur,
    fichier: Source,
    options: Options,
    *,
    auteur=None,
    commande: str = "",
    nom: str | None = None,
    progression: Progression | None = None,
) -> Chargement:
    """Load a file at once and return its record.

    Raises Refus: nothing is stored when the file or its plan has an error; when the database refuses the
    writes, the load stays on record as failed.
    """
    with transaction.atomic():
        chargement = enregistrer(chargeur, fichier, options, auteur=auteur, nom=nom)
        suivi = travaux.commencer(
            CHARGER,
            chargement.pk,
            titre=str(chargement),
            adresse=chargement.get_absolute_url(),
            auteur=auteur,
            progression=progression,
        )
    try:
        with suivi as avancer:
            executer(chargeur, chargement, fichier, avancer, commande=commande)
    except FichierRefuse:
        chargement.delete()
        raise
    return chargement


def enregistrer(chargeur: Chargeur, fichier: Source, options: Options, *, auteur, nom=None) -> Chargement:
    """The record of a load that is about to start: file and options, no data yet."""
    return Chargement.objects.create(
        genre=chargeur.genre,
        etat=Chargement.Etat.ATTENTE,
        fichier=(nom_de(fichier, nom) or "")[:255],
        empreinte=empreinte(fichier, chargeur.limite_octets),
        auteur=auteur,
        options=options.to_json(),
    )


def resume(apercu: Apercu) -> dict:
    """What the record of a load keeps of a preview."""
    return {
        "titre": apercu.titre[:255],
        "exercice": Exercice.objects.filter(annee=apercu.exercice).first(),
        "apercu": apercu.to_json(),
    }


def montrer(cle: int, apercu: Apercu, **autres) -> None:
    """Keep a preview for the user to confirm; a file that is refused goes at once."""
    Chargement.objects.filter(pk=cle).update(etat=Chargement.Etat.APERCU, **resume(apercu), **autres)
    if apercu.refuse:
        FichierDepose.objects.filter(chargement=cle).delete()


def executer(
    chargeur: Chargeur,
    chargement: Chargement,
    fichier: Source | None,
    avancer: Progression,
    *,
    commande: str = "",
) -> None:
    """Do the load of a record, all or nothing; the record is marked done or failed. Raises Refus.

    The file is read and compared again inside the transaction: what is written is what was shown, or nothing.
    """
    Chargement.objects.filter(pk=chargement.pk, etat__in=EN_SUSPENS).update(etat=Chargement.Etat.EN_COURS)
    with (
        _echec_sur_refus(chargement),
        acteur(
            chargement.auteur,
            motif=chargement.options.get("motif", ""),
            commande=commande,
            chargement=chargement,
        ),
    ):
        _lire_et_appliquer(chargeur, chargement, fichier, avancer)
    chargement.refresh_from_db()


def _lire_et_appliquer(chargeur: Chargeur, chargement: Chargement, fichier, avancer: Progression) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU_ECRITURE])
    if not Chargement.objects.filter(pk=chargement.pk, etat__in=EN_SUSPENS).exists():
        # A process that was thought dead did it meanwhile.
        return
    avancer(0, 0, "lecture du fichier")
    try:
        plan = _lire(chargeur, fichier, Options.from_json(chargement.options), chargement.fichier)
    except ErreurFormat as erreur:
        raise FichierRefuse(remarques(erreur)) from erreur
    apercu = chargeur.apercu(plan)
    if not apercu.confirmable:
        raise FichierRefuse(apercu.erreurs, apercu.questions)
    if chargement.apercu and Apercu.from_json(chargement.apercu).empreinte() != apercu.empreinte():
        raise Refus(CHANGEES)
    terminer(chargement, chargeur.appliquer(plan, chargement, avancer), apercu)


def terminer(chargement: Chargement, compte: Decompte, apercu: Apercu) -> None:
    """The last writes of a load's transaction: its counts, its end, and its file given up."""
    # A reference that does not hold is refused here, in words, and not at the commit.
    oublier_les_plans()
    connection.check_constraints()
    with connection.cursor() as cursor:
        # The clock of the journal's own triggers, not that of the transaction's start.
        cursor.execute("UPDATE socle_chargement SET fin = clock_timestamp() WHERE id = %s", [chargement.pk])
    Chargement.objects.filter(pk=chargement.pk).update(
        etat=Chargement.Etat.FAIT,
        **resume(apercu),
        **asdict(compte),
    )
    FichierDepose.objects.filter(chargement=chargement).delete()


def echouer(texte: str, *cles: int) -> None:
    """Mark loads failed and give up their files; nothing of them is in the data."""
    Chargement.objects.filter(pk__in=cles).update(
        etat=Chargement.Etat.ECHEC, erreur=texte, fin=Now(), annule=None
    )
    FichierDepose.objects.filter(chargement__in=cles).delete()


def empreinte(fichier: Source, limite: int) -> str:
    """SHA-256 of a file, read by pieces."""
    with fichier_de(fichier, limite=limite).ouvrir() as flux:
        somme = hashlib.sha256()
        while bloc := flux.read(1 << 20):
            somme.update(bloc)
    return somme.hexdigest()


@contextmanager
def _echec_sur_refus(chargement: Chargement) -> Iterator[None]:
    """What goes wrong inside leaves the record marked failed, with the reason, and comes out as Refus."""
    try:
        with ecriture():
            yield
    except (Refus, DatabaseError) as erreur:
        refus = erreur if isinstance(erreur, Refus) else traduire(erreur)
        echouer(refus.message, chargement.pk)
        raise refus from erreur.__cause__
    except BaseException:
        echouer(ARRETE, chargement.pk)
        raise
