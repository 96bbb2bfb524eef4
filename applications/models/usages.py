"""What is made of an edition of the catalogue: a member's uses, how counts change from one to the next."""

from dataclasses import dataclass

from applications.models.referentiel import Application, Domaine

# What an edition counts of its rows.
COMPTES = ("fonctions", "applications", "adherents")


@dataclass(frozen=True)
class UsageDomaine:
    """What a member uses in one domain of an edition: its deployments, and their distinct software."""

    domaine: Domaine
    deploiements: tuple

    @property
    def fonctions(self) -> int:
        return len(self.deploiements)

    @property
    def applications(self) -> list[Application]:
        """Each piece of software once, in the order of the catalogue."""
        return list(dict.fromkeys(d.ligne.fonctionnalite.application for d in self.deploiements))


@dataclass(frozen=True)
class UsagesDAdherent:
    """What a member uses in an edition, domain by domain."""

    domaines: tuple[UsageDomaine, ...]

    @property
    def fonctions(self) -> int:
        return sum(usage.fonctions for usage in self.domaines)


def avec_ecarts(editions) -> list[dict]:
    """Counts by edition (dicts with ``annee``), each with its ``ecarts``: the change since the year before.

    By count, where the edition of the year before is known.
    """
    par_annee = {edition["annee"]: edition for edition in editions}
    for annee, edition in par_annee.items():
        avant = par_annee.get(annee - 1)
        edition["ecarts"] = (
            {nom: edition[nom] - avant[nom] for nom in edition if nom in COMPTES} if avant else {}
        )
    return list(par_annee.values())
