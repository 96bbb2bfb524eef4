"""The way of a year's report from draft to publication: who may move it, from where, what a move needs."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from siim94.bilan import exercices
from siim94.editions import changements
from siim94.editions.models import Commentaire, Copie, Etape, Etat
from siim94.editions.models.circuit import signature
from siim94.socle.models import Exercice

BROUILLON, RELECTURE, VALIDE, PUBLIE = Etat.BROUILLON, Etat.RELECTURE, Etat.VALIDE, Etat.PUBLIE
MOTIF, DELIBERATION = "motif", "deliberation"
DELIBERATION_A_VENIR = "La délibération ne peut pas être datée d’un jour à venir."


class MouvementRefuse(Exception):
    """Why the report stays where it is, in French; ``details`` are what stands in the way, one by one."""

    def __init__(self, message: str, details: tuple[str, ...] = ()):
        super().__init__(message)
        self.details = details


@dataclass(frozen=True)
class Mouvement:
    """A move: its states, the right that it takes, what it needs, the word of its button, what it does."""

    nom: str
    depuis: tuple[Etat, ...]
    vers: Etat
    droit: str
    demande: tuple[str, ...]
    bouton: str
    effet: str

    @property
    def dit(self) -> str:
        """Its button with what it needs, as the figure of the states writes it."""
        besoins = {MOTIF: "motif", DELIBERATION: "délibération"}
        return ", ".join([self.bouton, *(besoins[besoin] for besoin in self.demande)])


# The first draft goes to review; what changed since goes again. Pages submit, send back and validate; the
# publication and the re-opening of a year make the other moves.
MOUVEMENTS = (
    Mouvement(
        "soumettre",
        (BROUILLON, RELECTURE, VALIDE),
        RELECTURE,
        "editions.soumettre_etape",
        (),
        "Soumettre à la relecture",
        "Une copie du projet est figée, avec ses chiffres et ses textes du moment\u00a0: c’est elle que"
        " chacun relit.",
    ),
    Mouvement(
        "renvoyer",
        (RELECTURE, VALIDE),
        BROUILLON,
        "editions.valider_etape",
        (MOTIF,),
        "Renvoyer au brouillon",
        "Le bilan revient à ceux qui l’écrivent, avec le motif. La copie et ses commentaires restent"
        " lisibles.",
    ),
    Mouvement(
        "valider",
        (RELECTURE,),
        VALIDE,
        "editions.valider_etape",
        (DELIBERATION,),
        "Valider",
        "Le bilan relu est celui que le comité syndical a adopté. Il reste à le publier\u00a0; s’il change"
        " d’ici là, il est à relire de nouveau.",
    ),
    Mouvement(
        "publier",
        (VALIDE,),
        PUBLIE,
        "editions.add_edition",
        (MOTIF,),
        "Publier",
        "Le bilan est scellé dans une édition, et l’exercice est clos.",
    ),
    Mouvement(
        "publier_sans_relecture",
        (BROUILLON, RELECTURE, VALIDE),
        PUBLIE,
        "editions.add_edition",
        (MOTIF,),
        "Publier sans relecture",
        "Le bilan est publié sans avoir été validé\u00a0; l’édition le dit.",
    ),
    Mouvement(
        "rouvrir",
        (PUBLIE,),
        BROUILLON,
        "socle.change_exercice",
        (MOTIF,),
        "Rouvrir l’exercice",
        "Les chiffres et les textes acceptent de nouveau des changements, pour une nouvelle édition.",
    ),
)
PAR_NOM = {mouvement.nom: mouvement for mouvement in MOUVEMENTS}
# Those that the pages of the review offer.
DE_LA_RELECTURE = ("soumettre", "renvoyer", "valider")


@dataclass(frozen=True)
class Situation:
    """Where a year's report stands: its state, the move that brought it there, the draft under review."""

    exercice: Exercice
    etat: Etat
    etape: Etape | None

    @property
    def annee(self) -> int:
        return self.exercice.annee

    @property
    def copie(self) -> Copie | None:
        return self.etape.copie if self.etape and self.etat in (RELECTURE, VALIDE) else None

    @property
    def se_commente(self) -> bool:
        return self.copie is not None

    @property
    def intacte(self) -> bool:
        """Whether what is under review is surely still the report; else ``changements.depuis`` tells."""
        return self.copie is None or changements.est_intacte(self.copie)

    @property
    def a_verifier(self) -> bool:
        """Validated, and something was written since: what was validated may be the report no more."""
        return self.etat == VALIDE and not self.intacte

    def offerts(self, utilisateur) -> list[Mouvement]:
        """The moves of the review that this person may make now; some may still be refused, with why."""
        possibles = (PAR_NOM[nom] for nom in DE_LA_RELECTURE)
        return [m for m in possibles if self.etat in m.depuis and utilisateur.has_perm(m.droit)]


def etat_de(exercice: Exercice, etape: Etape | None) -> Etat:
    """The state after a move; a published year that was opened again is a draft, whoever opened it."""
    if etape is None or (etape.etat == PUBLIE and exercice.statut != Exercice.Statut.CLOS):
        return BROUILLON
    return Etat(etape.etat)


def situation(exercice: Exercice) -> Situation:
    """Where the report of a year stands now."""
    etape = Etape.objects.derniere(exercice.annee)
    return Situation(exercice, etat_de(exercice, etape), etape)


def valide(annee: int) -> Etape | None:
    """The validation that still stands: what was validated is what the report says now. Else None."""
    etape = Etape.objects.derniere(annee)
    if etape is None or etape.etat != VALIDE or changements.depuis(etape.copie):
        return None
    return etape


def passer(
    annee: int,
    nom: str,
    auteur=None,
    *,
    motif: str = "",
    deliberation: tuple[date, str] | None = None,
    copie: Copie | None = None,
) -> Etape:
    """Make a move, under a lock of the year: of two at once the second finds the state that the first left.

    ``auteur`` None is the system's, whose right is not asked. MouvementRefuse says why not.
    """
    mouvement = PAR_NOM[nom]
    if auteur is not None and not auteur.has_perm(mouvement.droit):
        raise MouvementRefuse("Votre compte n’a pas le droit de faire avancer ce bilan.")
    motif, (jour, numero) = motif.strip(), deliberation or (None, "")
    if MOTIF in mouvement.demande and not motif:
        raise MouvementRefuse("Donnez le motif.")
    if DELIBERATION in mouvement.demande and not (jour and numero):
        raise MouvementRefuse("Donnez la date et le numéro de la délibération.")
    if jour and jour > timezone.localdate():
        raise MouvementRefuse(DELIBERATION_A_VENIR)
    # What costs is computed before the others have to wait, and found again under the lock.
    _verifier(situation(Exercice.objects.get(annee=annee)), mouvement)
    with transaction.atomic():
        exercice = Exercice.objects.select_for_update().get(annee=annee)
        actuelle = situation(exercice)
        _verifier(actuelle, mouvement)
        return inscrire(
            actuelle,
            nom,
            auteur,
            motif=motif,
            copie=copie or (None if mouvement.vers == BROUILLON else actuelle.copie),
            deliberation_date=jour,
            deliberation_numero=numero,
        )


def inscrire(actuelle: Situation, nom: str, auteur, **dits) -> Etape:
    """Write a move down: the one place where a report goes from a state to another. The caller, who saw to
    all else that it needs, holds the year's row since before it read the situation.
    """
    _verifier_l_etat(actuelle, PAR_NOM[nom])
    return Etape.objects.create(
        exercice=actuelle.exercice,
        etat=PAR_NOM[nom].vers,
        auteur=auteur,
        auteur_nom=signature(auteur),
        **dits,
    )


def rouvrir(exercice: Exercice, auteur, motif: str) -> None:
    """Open a closed year again (``exercices.rouvrir``); its published report is a draft from then on, and the
    steps of the review say who did it and why.
    """
    with transaction.atomic():
        if situation(exercice).etat == PUBLIE:
            passer(exercice.annee, "rouvrir", auteur, motif=motif)
        exercices.rouvrir(exercice)


def verifier(exercice: Exercice, nom: str) -> None:
    """MouvementRefuse when the move cannot be made now, whoever asks."""
    _verifier(situation(exercice), PAR_NOM[nom])


def _verifier_l_etat(actuelle: Situation, mouvement: Mouvement) -> None:
    if actuelle.etat not in mouvement.depuis:
        precision = " Rouvrez d’abord l’exercice, avec un motif." if actuelle.etat == PUBLIE else ""
        raise MouvementRefuse(
            f"Le bilan {actuelle.annee} est {actuelle.etat.label}\u00a0: «\u00a0{mouvement.bouton}\u00a0»"
            f" n’est pas possible.{precision}"
        )


def _verifier(actuelle: Situation, mouvement: Mouvement) -> None:
    _verifier_l_etat(actuelle, mouvement)
    if mouvement.nom == "soumettre" and actuelle.copie and not changements.depuis(actuelle.copie):
        raise MouvementRefuse(
            f"Rien n’a changé depuis que le bilan {actuelle.annee} a été soumis\u00a0: la copie à relire est"
            " la bonne."
        )
    if mouvement.nom in ("valider", "publier"):
        _verifier_la_relecture(actuelle)


def _verifier_la_relecture(actuelle: Situation) -> None:
    """What was read is what the report says, and nobody waits for an answer."""
    if changees := changements.depuis(actuelle.copie):
        raise MouvementRefuse(
            "Le bilan a changé depuis la copie relue\u00a0: soumettez-le de nouveau. À relire\u00a0:",
            tuple(partie.titre for partie in changees),
        )
    ouverts = Commentaire.objects.du_bilan(actuelle.annee).ouverts()
    if ouverts:
        raise MouvementRefuse(
            "Des commentaires sont encore ouverts\u00a0: réglez-les d’abord.", tuple(map(str, ouverts))
        )


def figure() -> str:
    """The states and the moves between them, in Mermaid, as the docs show them."""
    fleches = [
        f"    {depuis.name} --> {mouvement.vers.name}: {mouvement.dit}"
        for mouvement in MOUVEMENTS
        for depuis in mouvement.depuis
    ]
    noms = [f'    state "{etat.label}" as {etat.name}' for etat in Etat]
    return "\n".join(["stateDiagram-v2", *noms, "    [*] --> BROUILLON", *fleches, ""])
