"""What a report says, at their place, of the figures of the year before that were published otherwise."""

import json
from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from siim94.bilan.essentiel import valeurs_imprimees
from siim94.bilan.provenance import places, qui_impriment
from siim94.bilan.tirages import construction
from siim94.controles.chiffres import Releve
from siim94.editions import archives
from siim94.editions.models import Edition
from siim94.editions.releve import lignes_de, precedent
from siim94.formats.typographie import typographie
from siim94.socle.memoire import memoriser


def notes(annee: int) -> dict[str, list[str]]:
    """What the report of ``annee`` says of them, by the code of the part that prints them; without code, on
    the page that it opens on. Nothing while the year before is not published, nor of an altered edition.
    """
    publiee = Edition.objects.derniere(annee - 1)
    if publiee is None:
        return {}
    cle = f"publié autrement {publiee.pk} {publiee.donnees_id} {construction()}"
    try:
        return memoriser(cle, lambda: _notes(publiee, annee), annee)
    except archives.EditionAlteree:
        return {}


def autrement(publie: dict, avant: dict) -> str:
    """What an edition printed of a figure, if it is not what is given of it since."""
    imprime = publie["imprime"] if publie["imprime"] and publie["imprime"]["valeur"] else publie
    if Decimal(imprime["valeur"]) == Decimal(avant["valeur"]):
        return ""
    return imprime.get("texte") or imprime["ecrit"]


def _notes(publiee: Edition, annee: int) -> dict[str, list[str]]:
    releve, imprimees, de = Releve(annee), valeurs_imprimees(annee), annee - 1
    dits: dict[str, list[str]] = {}
    for publie in json.loads(archives.octets(publiee, "donnees.json"))["chiffres"]:
        nom = publie["code"]
        if publie["annee"] == de:
            avant = precedent(releve.terme(nom, de), imprimees.get((nom, de)), de)
            if avant and (ecrit := autrement(publie, avant)):
                for rubrique in _rubriques(annee, nom, Decimal(avant["valeur"])):
                    dits.setdefault(rubrique, []).append(f"{publie['libelle']}, {ecrit}")
    return {rubrique: [_phrase(publiee, siens)] for rubrique, siens in dits.items()}


def _rubriques(annee: int, nom: str, valeur: Decimal) -> Iterable[str]:
    """The parts of a year's report that print a figure of the year before."""
    de = annee - 1
    imprimes = places(annee)
    cites = (f"{nom}@{de}", f"{nom}@annee-1")
    trouvees = qui_impriment(imprimes, [valeur], lignes_de(annee, nom, de), cites)
    # The page that it opens on has the year before beside each of its figures.
    trouvees += [place for place in imprimes if not place.rubrique and nom in place.chiffres]
    return dict.fromkeys(place.rubrique for place in trouvees)


def _phrase(publiee: Edition, dits: list[str]) -> str:
    suite = "la valeur a été rectifiée" if len(dits) == 1 else "ces valeurs ont été rectifiées"
    quand = timezone.localtime(publiee.publiee).year
    return typographie(
        f"Publié en {quand} dans le bilan {publiee.exercice_id} : {' ; '.join(dits)} ; {suite} depuis."
    )
