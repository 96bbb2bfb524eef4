"""Every named figure that a year's report prints: its value, that of the year before, where it stands."""

from collections.abc import Iterable, Mapping

from siim94.bilan.provenance import Place, nom_et_annee, places, qui_impriment
from siim94.controles.chiffres import CHIFFRES_PAR_NOM, Releve
from siim94.editions.lignes import en_json
from siim94.formats.calcul import Nombre
from siim94.socle.models import ValeurImprimee
from siim94.socle.provenance import Lignes, Trace, lire_ensemble, suivre


def chiffres(annee: int, imprimees: Mapping[tuple[str, int], ValeurImprimee]) -> list[dict]:
    """The figures by their codes, whose order owes nothing to that of the rows that they are read from.

    A figure without value, or that nothing prints, is not among them.
    """
    releve, imprimes = Releve(annee), places(annee)
    demandes = _demandes(annee, releve, imprimes)
    termes = {demande: releve.terme(*demande) for demande in demandes}
    connus = {demande: terme for demande, terme in termes.items() if terme and terme.valeur is not None}
    # What is read together: the figures of a family are.
    premiers = {groupe(nom): nom for nom, de in reversed(demandes) if de == annee}
    traces = {
        famille: _trace(annee, premiers[famille], annee)
        for famille in dict.fromkeys(groupe(nom) for nom, de in connus if de == annee)
    }
    lire_ensemble(traces.values())
    lignes = {famille: trace.lignes() for famille, trace in traces.items()}
    lus = []
    for (nom, de), terme in connus.items():
        siennes = lignes[groupe(nom)] if de == annee else {}
        ou = qui_impriment(imprimes, [terme.valeur], siennes, demandes[nom, de])
        if not ou:
            continue
        avant = releve.terme(nom, de - 1)
        lus.append(
            {
                "code": nom if de == annee else f"{nom}@{de}",
                "annee": de,
                "libelle": terme.libelle,
                "unite": terme.unite,
                "valeur": _ecrite(terme.valeur),
                "ecrit": terme.ecrit,
                "imprime": _imprimee(imprimees.get((nom, de))),
                "precedent": precedent(avant, imprimees.get((nom, de - 1)), de - 1),
                "places": _places(ou),
            }
        )
    return sorted(lus, key=lambda lu: lu["code"])


def _demandes(
    annee: int, releve: Releve, imprimes: Iterable[Place]
) -> dict[tuple[str, int], tuple[str, ...]]:
    """The figures that the report may print, each with the ways in which its texts name it."""
    demandes = {(nom, annee): (nom,) for nom in releve.noms(annee)}
    for cite in sorted(set().union(*(place.chiffres for place in imprimes))):
        demande = nom_et_annee(cite, annee)
        demandes[demande] = (*demandes.get(demande, ()), cite)
    return demandes


def groupe(nom: str) -> str:
    """The name of what is read at once: a figure, or the family of one."""
    return nom if nom in CHIFFRES_PAR_NOM else ".".join(nom.split(".")[:2])


def lignes_de(annee: int, nom: str, de: int) -> Lignes:
    """The rows from which the report of a year reads a figure of the year ``de``."""
    return _trace(annee, nom, de).lignes()


def _trace(annee: int, nom: str, de: int) -> Trace:
    with suivre() as trace:
        Releve(annee).terme(nom, de)
    return trace


def _ecrite(valeur: Nombre) -> str:
    return str(en_json(valeur))


def _imprimee(imprimee: ValeurImprimee | None) -> dict | None:
    """What the report prints in place of a figure, as a report taken over did."""
    if imprimee is None:
        return None
    valeur = None if imprimee.valeur is None else _ecrite(imprimee.valeur)
    return {"texte": imprimee.texte, "valeur": valeur}


def precedent(terme, imprimee: ValeurImprimee | None, annee: int) -> dict | None:
    """The figure of the year before, as the report prints it or would."""
    if imprimee is not None and imprimee.valeur is not None:
        return {"annee": annee, "valeur": _ecrite(imprimee.valeur), "ecrit": imprimee.texte}
    if terme is None or terme.valeur is None:
        return None
    return {"annee": annee, "valeur": _ecrite(terme.valeur), "ecrit": terme.ecrit}


def _places(trouvees: Iterable[Place]) -> list[dict]:
    return [
        {
            "genre": place.genre,
            "titre": place.titre,
            "rubrique": place.rubrique,
            "section": place.section,
            "ancre": place.ancre,
        }
        for place in trouvees
    ]
