"""The single figures of a year that no other section prints, as sentences."""

from collections.abc import Collection
from typing import ClassVar

from applications.models.activite import Repere, RepereQuerySet
from applications.phrases import phrase, ponctuer
from siim94.formats import francais
from siim94.ui.sections import Section


class AutresChiffresSection(Section):
    """Figures of one kind that neither another section nor a text of the year gives.

    ``chiffres`` are the rows, ``sauf`` the codes of those that other sections print.
    """

    template_name = "applications/bilan/liste.html"
    facultative = True
    chiffres: ClassVar[RepereQuerySet]
    sauf: ClassVar[Collection[str]] = ()

    def contexte(self):
        reperes = self.chiffres.all().reperes(self.annee)
        return {"lignes": ponctuer([phrase(repere) for repere in reperes if self.reste_a_dire(repere)])}

    def reste_a_dire(self, repere: Repere) -> bool:
        indicateur = repere.indicateur
        if indicateur.valeur is None:
            return indicateur.texte not in self.textes
        return indicateur.code not in self.sauf and not self.est_ecrit(
            francais.nombre(indicateur.valeur, indicateur.decimales)
        )
