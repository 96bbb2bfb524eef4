"""What the budget of a year comes to, section by section, at the head of the report's finances."""

from django.utils.functional import cached_property

from finances.bilan_budget import ANNEES_COMPAREES, DE, SENS, FinancesSection, de_credits
from finances.models import LigneBudget, Section, Sens
from finances.models.execution import Balance
from siim94.formats import francais
from siim94.ui.graphiques import GroupedBarChart
from siim94.ui.tableaux import EN_EUROS, LigneAnnuelle, Rang, TableauRapport, tableau_annuel

# What the first table compares, section by section: a name, and what of a year's balance.
BALANCE = (
    *(
        ligne
        for section in Section
        for ligne in (
            (f"Recettes {DE[section]}", lambda b, s=section: b.total(s, Sens.RECETTE), ""),
            (f"Dépenses {DE[section]}", lambda b, s=section: b.total(s, Sens.DEPENSE), ""),
            (f"Résultat {DE[section]}", lambda b, s=section: b.solde(s), "sous-total"),
        )
    ),
    ("Dépenses reportées sur l’exercice suivant", lambda b: b.total(None, Sens.DEPENSE, "reports"), ""),
)


class EssentielSection(FinancesSection):
    """The year's main amounts, and what each section of the budget took in and spent."""

    code = "finances.essentiel"
    titre = "L’essentiel du bilan financier"

    @cached_property
    def balances(self) -> dict[int, Balance]:
        return LigneBudget.objects.balances_annuelles(self.annee, ANNEES_COMPAREES)

    @property
    def balance(self) -> Balance:
        return self.balances.get(self.annee) or Balance("realise", {}, {})

    def contexte(self):
        total = self.balance.total
        chiffres = [
            (total(Section.FONCTIONNEMENT, Sens.RECETTE), "recettes de fonctionnement"),
            (total(Section.FONCTIONNEMENT, Sens.DEPENSE), "dépenses de fonctionnement"),
            (total(Section.INVESTISSEMENT, Sens.DEPENSE), "dépenses d’investissement"),
            (total(None, Sens.DEPENSE, "reports"), f"reportés sur {self.annee + 1}"),
        ]
        return {
            "chiffres": [
                (francais.euros(valeur), libelle) for valeur, libelle in chiffres if valeur is not None
            ]
        }

    def tableaux(self):
        return [*self._comparaison(), *self._credits()]

    def _comparaison(self):
        """The amounts of the year beside those of the years before; nothing while the last is not known."""
        if not {self.annee, self.annee - 1} <= self.balances.keys():
            return
        lignes = [
            LigneAnnuelle(libelle, {annee: montant(b) for annee, b in self.balances.items()}, genre)
            for libelle, montant, genre in BALANCE
        ]
        connues = [ligne for ligne in lignes if ligne.valeurs[self.annee] is not None]
        yield tableau_annuel(
            f"Recettes et dépenses jusqu’en {self.annee}",
            "Budget",
            list(self.balances),
            connues,
            unite=EN_EUROS,
        )

    def _credits(self):
        """What was carried out of the credits opened, real operations only; nothing while none is voted."""
        suivis = LigneBudget.objects.credits_par_section(self.annee)
        if suivis:
            rangs = [
                Rang(
                    (
                        f"{SENS[sens]} {DE[section]}",
                        *de_credits(suivi.credits_ouverts, suivi.realise, suivi.taux),
                    )
                )
                for (section, sens), suivi in suivis.items()
            ]
            yield TableauRapport(
                "Crédits ouverts et réalisation, opérations réelles",
                ("Budget", "Crédits ouverts", "Réalisé", "Taux"),
                rangs,
                (0, 20, 20, 12),
                EN_EUROS,
            )

    def charts(self):
        par_sens = {
            "Recettes": [self.balance.total(section, Sens.RECETTE) for section in Section],
            "Dépenses": [self.balance.total(section, Sens.DEPENSE) for section in Section],
        }
        if all(valeur is None for valeurs in par_sens.values() for valeur in valeurs):
            return []
        return [
            GroupedBarChart(
                self._constat() or "Recettes et dépenses par section",
                unite="€",
                source=self.source,
                categories=[section.label.capitalize() for section in Section],
                series=par_sens,
                premiere_entete="Section",
            )
        ]

    def _constat(self) -> str:
        resultat = self.balance.solde(Section.FONCTIONNEMENT)
        if resultat is None:
            return ""
        if resultat == 0:
            return "Le fonctionnement de l’exercice est à l’équilibre"
        solde = "un excédent" if resultat > 0 else "un déficit"
        return f"Le fonctionnement de l’exercice dégage {solde} de {francais.euros(abs(resultat))}"
