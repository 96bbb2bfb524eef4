"""Where what the report lacks is filled in: the list of the rows that a section or a figure is made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from siim94.ui.adresses import adresse_ou_rien

# Beyond this, the names are folded: a year that begins lacks nearly everything.
MONTRES = 6

# Beginning of a code (section or figure), name of the address of its rows. The longest beginning counts;
# without any, the overview of the app.
LISTES = {
    "adherents.membres": "adherents:adhesion_list",
    "adherents.instances": "adherents:seance_list",
    "adherents.conventions": "adherents:convention_list",
    "applications.projets": "applications:projet_list",
    "applications.projets_strategiques": "applications:pointprojet_list",
    "applications.faits_": "applications:faitmarquant_list",
    "applications.points_de_repere": "applications:indicateurmetier_list",
    "applications.reperes.": "applications:indicateurmetier_list",
    "applications.catalogue": "applications:lignecatalogue_list",
    "applications.": "applications:indicateuractivite_list",
    "finances.contributions": "finances:contribution_list",
    "finances.subventions": "finances:subvention_list",
    "finances.maintenance": "finances:indicateurfinancier_list",
    "finances.patrimoine_applicatif": "finances:indicateurfinancier_list",
    "finances.recettes.progression": "finances:indicateurfinancier_list",
    "finances.reports.diviseur": "finances:indicateurfinancier_list",
    "finances.": "finances:lignebudget_list",
    "rh.effectif": "rh:pourvugrade_list",
    "rh.effectif.agents": "rh:indicateurrh_list",
    "rh.tableau_effectifs": "rh:emploigrade_list",
    "rh.emplois": "rh:emploigrade_list",
    "rh.structure": "rh:pourvugrade_list",
    "rh.statut": "rh:pourvugrade_list",
    "rh.mouvements": "rh:mouvement_list",
    "rh.departs": "rh:mouvement_list",
    "rh.arrivees": "rh:mouvement_list",
    "rh.etp": "rh:etp_list",
    "rh.ages": "rh:agemoyen_list",
    "rh.pyramide": "rh:pyramideage_list",
    "rh.parite": "rh:effectifpole_list",
    "rh.reorganisations": "socle:reorganisationpole_list",
    "rh.": "rh:indicateurrh_list",
    "support.formations": "support:formation_list",
    "support.formations_adherents": "support:formationadherent_list",
    "support.tickets": "support:ticket_list",
    "support.postes": "support:releveparc_list",
    "support.infrastructures.part_projets": "support:indicateursupport_list",
    "support.": "support:ligneventilation_list",
}


@dataclass(frozen=True)
class Manque:
    """A section or a figure without data; ``adresse`` is empty for who may not read its rows."""

    libelle: str
    adresse: str


@dataclass(frozen=True)
class Manques:
    """What is lacking: the first ones in view, the others folded."""

    premiers: tuple[Manque, ...]
    autres: tuple[Manque, ...]

    @property
    def nombre(self) -> int:
        return len(self.premiers) + len(self.autres)


def manques(absents: Iterable[tuple[str, str]], utilisateur) -> Manques:
    """The (code, label) of what is lacking, with the address of its rows for those who may read the app."""
    tous = tuple(
        Manque(libelle, adresse_de(code) if utilisateur.has_module_perms(code.partition(".")[0]) else "")
        for code, libelle in absents
    )
    # A fold that hides a single name costs the line that it spares.
    visibles = len(tous) if len(tous) <= MONTRES + 1 else MONTRES
    return Manques(tous[:visibles], tous[visibles:])


def adresse_de(code: str) -> str:
    """The list where a section or a figure is filled in."""
    debuts = [debut for debut in LISTES if code.startswith(debut)]
    return adresse_ou_rien(LISTES[max(debuts, key=len)] if debuts else f"{code.partition('.')[0]}:accueil")
