"""What a load asks before it writes anything: one mechanism for the preview and for the command.

A loader asks while it reads (``Plan.demander``). The answers travel in ``Options``: fields of the preview
page, ``--repondre`` and the other options of the command are all answers, each to the question of its code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import JOUR, NUMERO, TEXTE
from siim94.formats.mots import cle

OUI, NON = "oui", "non"
REMPLACER = {OUI: "Remplacer ce qui est déjà enregistré."}
# How an answer is typed that is not chosen: who reads it, and the field that takes it.
TEXTE_LIBRE, NOMBRE, DATE = "texte", "nombre", "date"
# How the page asks what is chosen: a box to tick, buttons, a list that opens.
CASE, BOUTONS, LISTE = "case", "boutons", "liste"
_KINDS = {TEXTE_LIBRE: TEXTE, NOMBRE: NUMERO, DATE: JOUR}
# Up to here the choices are all shown on the page; beyond, in a list that opens. A sentence names no more.
CHOIX_MONTRES = 6


@dataclass(frozen=True)
class Question:
    """One thing that the file does not say, or that only a person may decide.

    ``code`` is short, lower case ASCII, the same each time the file is read, and the question's only one in
    its load. ``choix`` are the admitted answers with their labels; without them a value is typed (``saisie``,
    a number from 0 to ``maximum``). ``proposition`` is what ``--repondre propositions`` takes; what would
    change an amount has none. ``defaut`` stands while nobody answers: such a question is shown and can be
    answered, but keeps nothing back. ``famille`` is the code whose answer holds for all of its kind.
    """

    code: str
    phrase: str
    choix: Mapping[str, str] = field(default_factory=dict)
    proposition: str | None = None
    lieu: str = ""
    defaut: str | None = None
    saisie: str = TEXTE_LIBRE
    maximum: int | None = None
    reponse: str | None = None
    remarque: str = ""
    famille: str = ""

    def __str__(self) -> str:
        phrase = " ".join(filter(None, (self.phrase, self.remarque)))
        return f"{self.lieu}\u00a0: {phrase}" if self.lieu else phrase

    @property
    def forme(self) -> str:
        """How the page asks it: a box to tick, buttons, a list, or a field of its kind."""
        if not self.choix:
            return self.saisie
        if len(self.choix) == 1:
            return CASE
        return BOUTONS if len(self.choix) <= CHOIX_MONTRES else LISTE

    @property
    def retenue(self) -> str:
        """What the page shows as chosen: the answer, else what is proposed."""
        return next((v for v in (self.reponse, self.defaut, self.proposition) if v is not None), "")

    @property
    def dite(self) -> str:
        """What is proposed, in words."""
        return self.choix.get(self.proposition, self.proposition or "")

    def avec_reponse(self, donnee: str | None, propositions: bool = False) -> "Question":
        """The question answered, if the answer is admitted; else with a word that says why it is not."""
        if not (donnee or "").strip():
            proposee = self.proposition if propositions else None
            return replace(self, reponse=self.defaut if proposee is None else proposee)
        try:
            return replace(self, reponse=self._admettre(donnee))
        except ErreurFormat as erreur:
            return replace(self, remarque=erreur.phrase)

    def avec(self, autre: "Question") -> "Question":
        """Both as one: two parts of a file ask for the same thing."""
        phrase = self.phrase if autre.phrase in self.phrase else f"{self.phrase} {autre.phrase}"
        return replace(autre, phrase=phrase, choix=dict(self.choix) | dict(autre.choix))

    def _admettre(self, donnee: str) -> str:
        if self.choix:
            admises = {cle(mot): v for v, nom in self.choix.items() for mot in (nom, v)}
            if cle(donnee) in admises:
                return admises[cle(donnee)]
            noms = list(self.choix)[: 2 * CHOIX_MONTRES]
            suite = ", …" * (len(self.choix) > len(noms))
            raise ErreurFormat(
                f"«\u00a0{donnee[:40]}\u00a0» n’est pas une réponse possible ({', '.join(noms)}{suite})"
            )
        kind = _KINDS[self.saisie]
        lu = kind.lire(donnee, tape=True)
        if self.saisie == NOMBRE and not 0 <= lu <= (self.maximum or lu):
            raise ErreurFormat(f"«\u00a0{donnee[:40]}\u00a0» n’est pas entre 0 et {self.maximum}")
        return kind.copier(lu)
