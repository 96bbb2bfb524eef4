"""A figure that is larger than what it is a part of: most often a unit taken for another."""

from decimal import Decimal

from siim94.controles.series import FACTEURS, UNITES_PROBABLES
from siim94.controles.textes import CHANGEMENTS, ChiffreConnu, Lecteur
from siim94.formats.groupes import grouper
from siim94.formats.intervalles import UNITES
from siim94.ui.controles import Constat, Controle, Famille, Terme

# A figure, and the one that it is a part of or cannot exceed.
ENSEMBLES = {
    "finances.contributions.total": "finances.recettes.total",
    "finances.subventions.total": "finances.recettes.total",
    "finances.recettes.progression": "finances.recettes.total",
    "finances.maintenance": "finances.depenses.total",
    "finances.investissement.depenses.dette": "finances.investissement.depenses.total",
    "rh.indicateur.conge-formation": "rh.effectif.agents",
    "rh.indicateur.apprentis": "rh.effectif.agents",
    "rh.indicateur.vacataires": "rh.effectif.agents",
    "rh.indicateur.departs-annonces": "rh.effectif.agents",
    "rh.indicateur.departs-detachement": "rh.departs",
    "applications.serveurs.physiques": "applications.serveurs.total",
    # Each has a budget at least.
    "applications.metier.budgets-collectivites": "applications.metier.budgets",
    "applications.metier.courrier-villes": "adherents.membres.villes",
}
CENT = Terme("un tout", Decimal(100), "%")


class PartiesEtEnsembles(Controle):
    code = "ordres.ensemble"
    nom = "Parties plus grandes que leur ensemble"
    definition = (
        "Un chiffre n’est pas plus grand que celui dont il est une partie, et une part ne fait pas plus de "
        "100 % : c’est le plus souvent une unité prise pour une autre."
    )
    famille = Famille.ORDRES

    def constats(self):
        lecteur = self.commun(Lecteur)
        paires = [
            (part.terme, tout.terme)
            for nom_de_la_part, nom in ENSEMBLES.items()
            if (part := lecteur.connu(nom_de_la_part, self.annee))
            and (tout := lecteur.connu(nom, self.annee))
        ]
        paires += [(chiffre.terme, CENT) for chiffre in lecteur.de(self.annee) if _est_une_part(chiffre)]
        depassants = [(part, tout) for part, tout in paires if _exces(part, tout) > 1]
        # What two names tell of one figure is told once; parts of one whole too, for it may be what errs.
        for tout, memes in grouper(depassants, lambda paire: paire[1]).items():
            yield self._constat(tout, list({part.valeur: part for part, _ in memes}.values()))

    def _constat(self, tout: Terme, parts: list[Terme]) -> Constat:
        dites = " ; ".join(f"{part.libelle} : {part.ecrit}" for part in parts)
        exces = max(_exces(part, tout) for part in parts)
        facteurs = [facteur for facteur in FACTEURS if exces <= facteur]
        en_euros = _genre(tout) == "€"
        unites = [
            UNITES_PROBABLES[facteur] for facteur in facteurs if en_euros and facteur in UNITES_PROBABLES
        ]
        probable = f" Divisé par {facteurs[0]}, il y tiendrait." if facteurs else ""
        probable += f" Peut-être {' ; ou '.join(unites)}." if unites else ""
        return self.constat(
            "|".join([tout.libelle, *(part.libelle for part in parts)]),
            f"{dites} ; c’est plus que {tout.libelle} : {tout.ecrit}.{probable}",
            *parts,
            tout,
            conseil="Vérifiez l’unité de l’un et de l’autre.",
        )


def _est_une_part(chiffre: ChiffreConnu) -> bool:
    """Whether a figure is a share of something: in per cent, and no change."""
    return chiffre.genre == "%" and not chiffre.mots & CHANGEMENTS


def _genre(terme: Terme) -> str:
    return UNITES.get(terme.unite.lower(), ("",))[0]


def _exces(part: Terme, tout: Terme) -> Decimal:
    """How many times its whole a part is; none where they measure two things."""
    mesures = [
        abs(Decimal(terme.valeur)) * UNITES.get(terme.unite.lower(), ("", Decimal(1)))[1]
        for terme in (part, tout)
    ]
    return mesures[0] / mesures[1] if mesures[1] and _genre(part) == _genre(tout) else Decimal(0)
