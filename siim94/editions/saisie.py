"""Where what the report lacks is filled in: the list of the rows that a section or a figure is made of."""

from siim94.ui.adresses import adresse_ou_rien

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


def adresse_de(code: str) -> str:
    """The list where a section or a figure is filled in."""
    debuts = [debut for debut in LISTES if code.startswith(debut)]
    return adresse_ou_rien(LISTES[max(debuts, key=len)] if debuts else f"{code.partition('.')[0]}:accueil")
