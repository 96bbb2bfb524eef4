"""What changed between two tellings of a year's report: the parts to be read again, and nothing else."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from siim94.bilan.tirages import construction
from siim94.editions.gel import donnees_du_projet
from siim94.editions.models import Copie
from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice, Revision

ENTETE = "Ouverture, couverture et ordre du bilan"
# What a part is made of, by the list of the data that holds it.
ASPECTS = {
    "rubriques": "texte",
    "tableaux": "tableaux",
    "graphiques": "graphiques",
    "images": "images",
    "chiffres": "chiffres",
}
# What says where a thing stands and not what it says: a part put in elsewhere changes no other.
_MUETS = frozenset({"markdown", "numero", "places", "rang"})


@dataclass(frozen=True)
class PartieChangee:
    """A part of the report that is no longer what it was: what of it changed, or how it came or went."""

    code: str
    titre: str
    quoi: tuple[str, ...] = ()


Empreintes = dict[str, tuple[str, dict[str, str]]]


def empreintes(contenu: Mapping) -> Empreintes:
    """Of each part of the data of a report, by its code in reading order: its title, and a hash of each of
    its aspects; those of what stands under no part first.

    Rows that nothing prints are left aside: nobody read them.
    """
    parties: dict[str, tuple[str, dict[str, list]]] = {"": (ENTETE, {})}
    for rubrique in contenu["rubriques"]:
        parties[rubrique["code"]] = (rubrique["titre"] or rubrique["code"], {})
    tete = {nom: contenu[nom] for nom in ("titre", "fictif", "organisme", "couvertures", "ouverture")}
    parties[""][1]["texte"] = [tete, list(parties)]
    for nom, aspect in ASPECTS.items():
        for objet in contenu[nom]:
            dit = {cle: valeur for cle, valeur in objet.items() if cle not in _MUETS}
            for code in _places(nom, objet):
                if code in parties:
                    parties[code][1].setdefault(aspect, []).append(dit)
    return {
        code: (titre, {aspect: _empreinte(dits) for aspect, dits in aspects.items()})
        for code, (titre, aspects) in parties.items()
    }


def _places(nom: str, objet: Mapping) -> Iterable[str]:
    if nom == "rubriques":
        return (objet["code"],)
    if nom == "chiffres":
        return {place["rubrique"] for place in objet["places"]}
    return (objet["rubrique"],)


def _empreinte(dits: list) -> str:
    ecrit = json.dumps(dits, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(ecrit).hexdigest()


def comparer(avant: Empreintes, apres: Empreintes) -> list[PartieChangee]:
    """The parts that differ, in the reading order of the later telling; those that are gone last."""
    changees = []
    for code, (titre, aspects) in apres.items():
        if code not in avant:
            changees.append(PartieChangee(code, titre, ("ajoutée",)))
            continue
        anciens = avant[code][1]
        quoi = [nom for nom in ASPECTS.values() if anciens.get(nom) != aspects.get(nom)]
        if quoi:
            changees.append(PartieChangee(code, titre, tuple(quoi)))
    parties = [
        PartieChangee(code, titre, ("retirée",)) for code, (titre, _) in avant.items() if code not in apres
    ]
    return changees + parties


def est_intacte(copie: Copie) -> bool:
    """Whether nothing at all was written since a draft was frozen, nor its program changed: told at once."""
    return copie.construction == construction() and copie.revisions == Revision.objects.numero(
        copie.exercice_id
    )


def depuis(copie: Copie) -> list[PartieChangee]:
    """The parts that changed since a draft was frozen; computed once for each state of the data."""
    if est_intacte(copie):
        return []
    cle = f"changements depuis la copie {copie.pk} {construction()}"
    return memoriser(cle, lambda: _depuis(copie), copie.exercice_id)


def _depuis(copie: Copie) -> list[PartieChangee]:
    figee = json.loads(bytes(copie.donnees.octets))
    du_jour = donnees_du_projet(Exercice.objects.get(annee=copie.exercice_id))
    return comparer(empreintes(figee), empreintes(json.loads(du_jour)))
