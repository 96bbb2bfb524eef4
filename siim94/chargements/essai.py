"""A file tried: loaded in a transaction that is given up, and what came of it in one sentence."""

import logging
import re
import warnings
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.db import transaction

from siim94.chargements.apercu import remarques
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import FichierRefuse, Options, charger
from siim94.chargements.reconnaissance import reconnaitre
from siim94.formats import francais
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import LIMITE_CSV, fichier_de
from siim94.socle.memoire import sans_memoire
from siim94.socle.refus import Refus

# Reasons that one line tells; beyond, they are counted.
MONTRES = 3


class Verdict(StrEnum):
    CHARGE = "chargé"
    DEMANDE = "demandé"
    REFUSE = "refusé"


@dataclass(frozen=True)
class Essai:
    verdict: Verdict
    phrase: str

    def __str__(self) -> str:
        return f"{self.verdict} : {self.phrase}"


def essayer(chemin: Path) -> Essai:
    """What loading a file would give, whatever the file. Nothing is stored."""
    with _en_silence(), sans_memoire(), transaction.atomic():
        try:
            # Of its own, so that an error of the database leaves nothing half undone.
            with transaction.atomic():
                return _charger(chemin)
        except FichierRefuse as refus:
            if refus.remarques:
                return Essai(Verdict.REFUSE, _dire(refus.remarques, chemin.name))
            return Essai(Verdict.DEMANDE, _dire([f"{q.code}, {q}" for q in refus.questions], chemin.name))
        except ErreurFormat as erreur:
            return Essai(Verdict.REFUSE, _dire(remarques(erreur), chemin.name))
        except Refus as refus:
            return Essai(Verdict.REFUSE, _dire([refus.message]))
        except Exception as erreur:
            # The values that it may quote are those of a file of anybody's.
            return Essai(Verdict.REFUSE, f"erreur inattendue ({type(erreur).__name__})")
        finally:
            transaction.set_rollback(True)


def _charger(chemin: Path) -> Essai:
    fichier = fichier_de(chemin, limite=LIMITE_CSV)
    genre, feuille = reconnaitre(fichier)
    chargement = charger(chargeur_de(genre), chemin, Options(feuille=feuille), nom=chemin.name)
    comptes = {
        "créée": chargement.crees,
        "modifiée": chargement.modifies,
        "supprimée": chargement.supprimes,
        "inchangée": chargement.inchanges,
    }
    dits = [f"{francais.nombre(n)} {mot}{francais.accorde(n)}" for mot, n in comptes.items() if n]
    phrases = [f"{chargement.titre}, {', '.join(dits) or 'aucune ligne'}"]
    if avertissements := (chargement.apercu or {}).get("avertissements"):
        phrases.append(f"attention\u00a0: {_dire([remarque['texte'] for remarque in avertissements])}")
    return Essai(Verdict.CHARGE, _ligne("\u00a0; ".join(phrases)))


def _dire(motifs: Sequence[object], nom: str = "") -> str:
    suite = f"\u00a0; et {len(motifs) - MONTRES} autres" if len(motifs) > MONTRES else ""
    # The line begins with the file's name already.
    deja = re.compile(rf"^([a-z0-9-]+, )?fichier {re.escape(nom)}(?:, |\u00a0: )")
    phrases = [deja.sub(r"\1", str(motif)) for motif in motifs[:MONTRES]]
    return _ligne("\u00a0; ".join(phrase.rstrip(".") for phrase in phrases) + suite)


def _ligne(phrase: str) -> str:
    """On one line, whatever a file had its readers quote."""
    return re.sub(" +", " ", "".join(s if s.isprintable() or s in "\u00a0\u202f" else " " for s in phrase))


@contextmanager
def _en_silence():
    """Neither logs nor warnings of libraries."""
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
