"""Official plans of accounts: chapters and accounts with their labels, loaded whole."""

from finances.chargements import tables_du_plan
from siim94.chargements.moteur import Chargeur, Options, Plan
from siim94.formats.lecture import Source
from siim94.formats.plan_de_comptes import lire_plan
from siim94.socle.ecriture import comparer
from siim94.socle.models import Chargement


class NomenclatureChargeur(Chargeur):
    genre = Chargement.Genre.NOMENCLATURE
    titre = "Nomenclature"
    aide = "Plan de comptes officiel (XML)\u00a0: chapitres et comptes d’une norme, pour une année."
    extensions = (".xml",)
    # Nomenclatures are the administration's, as is the syndicate's own record (docs/decisions/who-may.md).
    permission = "socle.change_organisme"

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> Plan:
        plan = lire_plan(fichier, nom=nom)
        return Plan(
            titre=f"Plan de comptes {plan.declinaison} {plan.exercice}",
            differences=[comparer(table) for table in tables_du_plan(plan)],
        )
