"""The panels that every page of an indicator has."""

from collections.abc import Sequence
from typing import ClassVar

from siim94.ui.chiffres import quantite
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import INCONNU, lien
from siim94.ui.pages.evolution import EvolutionPanneau, MesureSuivie
from siim94.ui.pages.panneaux import FichePanneau
from siim94.ui.pages.tableau import Tableau, TableauxPanneau


class IndicateurFiche(FichePanneau):
    """The value in words, what it counts, where it belongs; ``suite`` names the fields of the app."""

    suite: ClassVar[Sequence[str | tuple[str, str]]] = ()

    @property
    def champs(self):
        return ("libelle", "ventilation", "texte", "definition", *self.suite, "exercice", "bilan_de")

    def contexte(self):
        lignes = super().contexte()["lignes"]
        valeur = quantite(self.objet) if self.objet.valeur is not None or not self.objet.texte else ""
        if valeur:
            ecrite = INCONNU if self.objet.valeur is None else valeur
            lignes.insert(1, ("Valeur", ecrite))
        return {"lignes": lignes}


class IndicateurEvolution(EvolutionPanneau):
    """The indicator year after year, each value in the words of its source."""

    def mesures_de(self):
        unite = "%" if self.objet.unite.startswith("%") else self.objet.unite
        return (MesureSuivie("valeur", "Valeur", unite, self.objet.decimales),)

    def titre_du_graphique(self, mesure):
        partie = self.objet.ventilation
        return f"{self.objet.libelle} ({partie})" if partie else self.objet.libelle

    def ecrire(self, ligne, mesure):
        if ligne.valeur is None:
            return ligne.texte or INCONNU
        return quantite(ligne, avec_unite=False)


class IndicateurPartiesPanneau(TableauxPanneau):
    """The parts of a figure, or for a part the whole and its other parts, in the same year and report."""

    titre = "Détail"

    def tableaux(self):
        lignes = [
            ligne
            for ligne in type(self.objet)._default_manager.parties_de(self.objet)
            if ligne.pk != self.objet.pk
        ]
        rangs = [
            [
                lien(ligne, ligne.libelle if ligne.ventilation else f"Ensemble : {ligne.libelle}"),
                quantite(ligne),
            ]
            for ligne in lignes
        ]
        return [Tableau(f"Détail de {self.objet.libelle}", ("Libellé", "Valeur"), rangs)]


class IndicateurCrud(Crud):
    """The pages of a family of figures; a subclass adds the page of its own fields to ``panneaux``."""

    colonnes = (
        "libelle",
        "ventilation",
        "qualificatif",
        "valeur",
        "valeur_max",
        "texte",
        "unite",
        "exercice",
    )
    recherche = ("libelle", "ventilation", "texte", "unite", "valeur", "definition")
    panneaux = (IndicateurEvolution, IndicateurPartiesPanneau)
    grille = ("qualificatif", "valeur", "valeur_max", "texte")
    grille_cles = ("libelle", "ventilation", "unite")
