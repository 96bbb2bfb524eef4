"""Panels of the pages of the members."""

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from adherents.models import Alias, Convention, SituationAdherent
from adherents.tables import ConventionTable, SeanceTable
from siim94.formats import francais
from siim94.formats.groupes import grouper
from siim94.ui.listes.colonnes import NombreColumn
from siim94.ui.listes.tables import table_de
from siim94.ui.pages.evolution import ParAnneePanneau
from siim94.ui.pages.panneaux import FichePanneau, TablePanneau


class AdherentFiche(FichePanneau):
    champs = ("nom", "nom_court", "genre", "siret")

    def contexte(self):
        return {"lignes": [*super().contexte()["lignes"], *self._population(), *self._adhesions()]}

    def _population(self):
        """The inhabitants of a town in the year chosen, which nobody may have given."""
        if self.exercice and self.request.user.has_perm("adherents.view_situationadherent"):
            annee = self.exercice.annee
            connues = SituationAdherent.objects.population_of(annee, annee)
            if self.objet in connues:
                yield f"Population en {annee}", francais.compact(connues[self.objet])

    def _adhesions(self):
        """The periods of membership; a bound that nobody knows says so."""
        for adhesion in self.objet.adhesions.order_by("debut"):
            debut = f"du {francais.date_longue(adhesion.debut)}" if adhesion.debut else "début non renseigné"
            fin = f"jusqu’au {francais.date_longue(adhesion.fin)}" if adhesion.fin else "en cours"
            yield "Adhésion", f"{debut}, {fin}"


class NomsPanneau(FichePanneau):
    """The other names of a member, by the source that writes them, and those of the bodies it comes from."""

    titre = "Autres noms"
    permission = "adherents.view_alias"

    def contexte(self):
        alias = self.objet.alias.order_by("origine", "libelle")
        groupes = {
            origine: [nom.libelle for nom in noms]
            for origine, noms in grouper(alias, Alias.get_origine_display).items()
        }
        anciens = self.objet.venues.filter(raccordee=True).order_by("ancien__nom")
        groupes["anciens noms"] = list(anciens.values_list("ancien__nom", flat=True))
        return {
            "lignes": [
                (capfirst(origine), format_html_join(mark_safe("<br>"), "{}", zip(noms, strict=True)))
                for origine, noms in groupes.items()
                if noms
            ]
        }


ConventionsPanneau = TablePanneau.avec(
    titre="Conventions", table_class=ConventionTable, relation="conventions"
)

SituationsPanneau = ParAnneePanneau.avec(
    titre="Population, postes, tickets",
    table_class=table_de(
        SituationAdherent,
        (
            "exercice",
            ("population", NombreColumn()),
            ("postes", NombreColumn(verbose_name="Postes")),
            ("tickets", NombreColumn(verbose_name="Tickets")),
        ),
    ),
    lateral=True,
    relation="situations",
)


# The meetings of a body, latest first.
SeancesPanneau = ParAnneePanneau.avec(
    titre="Réunions", table_class=SeanceTable, relation="seances", ordre=("-date",)
)


class AutresConventionsPanneau(TablePanneau):
    """The other agreements with the same member."""

    titre = "Autres conventions du même adhérent"
    table_class = ConventionTable
    exclut = ("adherent",)

    def queryset(self):
        return Convention.objects.filter(adherent=self.objet.adherent_id).exclude(pk=self.objet.pk)
