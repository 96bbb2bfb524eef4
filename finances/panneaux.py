"""Panels of the pages of finances, and those that finances add to the page of a member."""

from django.urls import reverse
from django.utils.html import format_html

from finances.bilan import MaintenanceSection
from finances.models import Contribution, IndicateurFinancier
from finances.versements import Versement, versements, versements_des_predecesseurs
from siim94.formats import francais
from siim94.socle.memoire import une_fois
from siim94.ui.graphiques import BarChart
from siim94.ui.listes.colonnes import lien
from siim94.ui.pages.bande import Case
from siim94.ui.pages.evolution import EvolutionPanneau, MesureSuivie, graphique_annuel
from siim94.ui.pages.indicateurs import IndicateurFiche
from siim94.ui.pages.panneaux import (
    BandePanneau,
    GraphiquePanneau,
    adresse_liste,
)
from siim94.ui.pages.tableau import Tableau, TableauxPanneau


def versement_de(contribution: Contribution) -> Versement | None:
    """What the member of a contribution paid in its year."""
    tous = versements_de(contribution.adherent)
    return next((versement for versement in tous if versement.annee == contribution.exercice_id), None)


class ContributionBande(BandePanneau):
    """The payment among those of its year."""

    def cases(self):
        versement = versement_de(self.objet)
        if versement is None:
            return
        yield from _cases(versement, "Montant de l’année", self.objet.adherent.get_absolute_url())
        for libelle, valeur in (
            ("Par habitant", versement.par_habitant),
            ("Par poste de travail", versement.par_poste),
        ):
            if valeur is not None:
                yield Case(libelle, francais.euros(valeur, 2))


class ContributionEvolution(EvolutionPanneau):
    """What the member paid for the same reason over the years."""

    mesures = (MesureSuivie("montant", "Montant", "€", 2),)

    def titre_du_graphique(self, mesure):
        return f"Contribution de {self.objet.adherent.nom_court}"


class ContributionPlacePanneau(GraphiquePanneau):
    """The payers of the year, the member standing out."""

    titre = "Parmi les adhérents"
    liste = "finances:contribution_list"
    criteres = {"exercice": "exercice_id"}

    def charts(self):
        versement = versement_de(self.objet)
        return place_parmi_les_payeurs(self.objet.adherent, versement) if versement else []


class IndicateurFinancierFiche(IndicateurFiche):
    def section_du_bilan(self):
        imprimes = (IndicateurFinancier.MAINTENANCE, IndicateurFinancier.PATRIMOINE)
        return MaintenanceSection.code if self.objet.code in imprimes else ""


def versements_de(adherent) -> list[Versement]:
    """What a member paid, read once for a page."""
    return une_fois(adherent, "_versements", lambda: versements(adherent))


def cases_adherent(adherent, exercice) -> list[Case]:
    """The figures of finances at the head of a member's page."""
    versement = next((v for v in versements_de(adherent) if v.annee == exercice.annee), None)
    if versement is None:
        return []
    liste = adresse_liste("finances:contribution_list", adherent=adherent.pk, exercice=exercice.annee)
    return _cases(versement, f"Contribution {versement.annee}", liste)


def _cases(versement: Versement, libelle: str, adresse: str) -> list[Case]:
    """What was paid, under that name and leading there, then its share of all that was."""
    change = francais.variation(versement.montant, versement.precedent)
    change = f"{change} sur un an" if change else ""
    place = f"{_rang(versement.rang)} sur {versement.payeurs}"
    annee = adresse_liste("finances:contribution_list", exercice=versement.annee, tri="-montant")
    return [
        Case(libelle, francais.euros(versement.montant), change, adresse),
        Case("Part des contributions", francais.pourcent(versement.part, 1), place, annee),
    ]


def _rang(rang: int) -> str:
    return "1er" if rang == 1 else f"{rang}e"


def place_parmi_les_payeurs(adherent, versement: Versement) -> list[BarChart]:
    """The payers of the year, the member standing out."""
    annee, nom = versement.annee, adherent.nom_court
    lignes = Contribution.objects.derniers_connus().filter(exercice=annee).repartitions()[annee]
    return [
        BarChart(
            f"{nom} verse {francais.pourcent(versement.part, 1)} des contributions de {annee}",
            unite="€",
            source=f"Source{francais.INSECABLE}: finances, exercice {annee}",
            rows=[(ligne["adherent__nom_court"], ligne["montant"]) for ligne in lignes],
            highlight=[nom],
            premiere_entete="Adhérent",
        )
    ]


class ContributionsAdherentPanneau(TableauxPanneau):
    """On the page of a member: what it paid year by year, its share, its rank, and that per head."""

    titre = "Contributions"
    permission = "finances.view_contribution"
    liste = "finances:contribution_list"
    criteres = {"adherent": "pk"}
    toutes_annees = True

    @property
    def versements(self):
        return versements_de(self.objet)

    def tableaux(self):
        # (head, text of a payment, whether the column stands even where nothing is known)
        colonnes = [
            ("Montant (€)", lambda v: francais.montant(v.montant), True),
            ("Sur un an", lambda v: francais.variation(v.montant, v.precedent), False),
            ("Part du total", lambda v: francais.pourcent(v.part, 1), True),
            ("Place", lambda v: f"{_rang(v.rang)} sur {v.payeurs}", True),
            ("€ par habitant", lambda v: ou_rien(v.par_habitant), False),
            ("€ par poste", lambda v: ou_rien(v.par_poste), False),
        ]
        montrees = [
            (tete, ecrire)
            for tete, ecrire, toujours in colonnes
            if toujours or any(ecrire(versement) for versement in self.versements)
        ]
        rangs = [
            [self._annee(versement), *(ecrire(versement) for _, ecrire in montrees)]
            for versement in self.versements
        ]
        annees = [versement.annee for versement in self.versements]
        return [
            Tableau(
                f"Contributions{francais.INSECABLE}: {self.objet}",
                ("Exercice", *(tete for tete, _ in montrees)),
                rangs,
                courant=annees.index(self.exercice.annee)
                if len(annees) > 1 and self.exercice and self.exercice.annee in annees
                else None,
            )
        ]

    def _annee(self, versement) -> str:
        if versement.contribution is not None:
            adresse = reverse("finances:contribution_detail", args=[versement.contribution])
        else:
            adresse = adresse_liste(
                "finances:contribution_list", adherent=self.objet.pk, exercice=versement.annee
            )
        return format_html('<a href="{}">{}</a>', adresse, versement.annee)

    def charts(self):
        """Bars by year; while one year alone is known, the member among all payers of that year."""
        points = [(versement.annee, versement.montant) for versement in reversed(self.versements)]
        annee = self.exercice.annee if self.exercice else None
        if len(points) > 1:
            return graphique_annuel(
                f"Contributions ({self.objet.nom_court})",
                points,
                unite="€",
                source=f"Source{francais.INSECABLE}: finances, exercices {points[0][0]}-{points[-1][0]}",
                annee=annee,
            )
        return place_parmi_les_payeurs(self.objet, self.versements[0]) if points else []


def ou_rien(valeur) -> str:
    return "" if valeur is None else francais.montant(valeur)


class PredecesseursPanneau(TableauxPanneau):
    """On the page of a member: what the bodies that it comes from paid."""

    titre = "Contributions des prédécesseurs"
    permission = "finances.view_contribution"

    def tableaux(self):
        anciens, annees = versements_des_predecesseurs(self.objet)
        rangs = [
            [
                str(verses.annee),
                *(
                    francais.montant(verses.montants[ancien]) if ancien in verses.montants else ""
                    for ancien in anciens
                ),
                francais.montant(verses.total),
            ]
            for verses in annees
        ]
        entetes = ("Exercice", *(lien(ancien, ancien.nom_court) for ancien in anciens), "Total (€)")
        return [Tableau(f"Contributions des prédécesseurs de {self.objet}", entetes, rangs)]


PANNEAUX_ADHERENT = (ContributionsAdherentPanneau, PredecesseursPanneau)
