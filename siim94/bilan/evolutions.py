"""What changed since the year before beyond the threshold of management: explained, or to be explained."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from siim94.bilan.models import Explication, Rubrique, SeuilEvolution
from siim94.bilan.sommaire import SECTIONS_PAR_CODE
from siim94.controles.evolutions import Changement, EvolutionsAExpliquer
from siim94.formats import francais
from siim94.formats.calcul import Evolution
from siim94.socle.models import Exercice
from siim94.ui.sections import Section
from siim94.ui.tableaux import Comparaison


@dataclass(frozen=True)
class Mention:
    """A change as the report tells it: of what, how much, and why (empty: nobody said)."""

    poste: str
    evolution: Evolution | None
    texte: str = ""

    @property
    def change(self) -> str:
        """Its per cent, or the word in its place; empty of what is no longer compared."""
        return francais.evolution(self.evolution) if self.evolution else ""


def est_a_expliquer(comparaison: Comparaison, seuil: SeuilEvolution | None) -> bool:
    """Whether the check on changes wants a change explained."""
    return seuil is not None and EvolutionsAExpliquer.depasse(
        comparaison.evolution,
        en_euros=comparaison.en_euros,
        pourcentage=seuil.pourcentage,
        montant=seuil.montant,
    )


def inexpliquees(annee: int) -> Iterator[Changement]:
    """The changes that the sections of a year's report show, beyond the threshold and without a sentence."""
    seuil = SeuilEvolution.objects.pour(annee)
    if seuil is None:
        return
    exercice, explications = Exercice.objects.get(annee=annee), Explication.objects.par_section(annee)
    for code in Rubrique.objects.du_bilan(annee).exclude(section="").values_list("section", flat=True):
        if classe := SECTIONS_PAR_CODE.get(code):
            section = classe(exercice)
            _, restent = mentions(section, seuil, explications.get(code, {}))
            postes = {mention.poste for mention in restent}
            adresse = reverse("bilan:section", args=[annee, code])
            for comparaison in section.comparaisons:
                if comparaison.nom in postes:
                    yield Changement(code, section.titre, comparaison, adresse)


def mentions(
    section: Section, seuil: SeuilEvolution | None, explications: Mapping[str, Explication]
) -> tuple[list[Mention], list[Mention]]:
    """What a section's changes are explained by, then those that are beyond the threshold without a word.

    A sentence whose figure the section no longer compares is told all the same.
    """
    comparees = {comparaison.nom: comparaison for comparaison in section.comparaisons}
    expliquees = [
        Mention(poste, comparees[poste].evolution if poste in comparees else None, explication.texte)
        for poste, explication in explications.items()
    ]
    restent = [
        Mention(nom, comparaison.evolution)
        for nom, comparaison in comparees.items()
        if nom not in explications and est_a_expliquer(comparaison, seuil)
    ]
    return expliquees, restent
