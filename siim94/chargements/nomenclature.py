"""Official plans of accounts: those that come with the product, and any other in the State's own format."""

from pathlib import Path

from django.db import connection, transaction

from finances.chargements_plan import table_des_correspondances, tables_des_plans
from siim94.chargements.apercu import Apercu, Remarque
from siim94.chargements.moteur import VERROU_ECRITURE, Chargeur, Options, Plan, terminer
from siim94.chargements.premieres_donnees import PLANS, empreinte_de
from siim94.formats.lecture import Source
from siim94.formats.mots import cle, lisible
from siim94.formats.plan_de_comptes import lire_plan
from siim94.formats.plans_officiels import lire_correspondances, lire_plans, lire_presentations
from siim94.socle.ecriture import Difference, comparer, ecrire
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement

COMMANDE = "plans de comptes officiels"


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
            differences=[comparer(table) for table in tables_des_plans([plan])],
        )


def charger_plans_officiels(fixtures: Path) -> Chargement | None:
    """Complete the base with the plans that come with the product; None when that is done.

    It is done once for each state of their files, and not again when a person undid it. What the base says
    otherwise stays: a person may have corrected it.
    """
    dossier = fixtures / PLANS
    if not dossier.is_dir():
        return None
    empreinte = empreinte_de(dossier, sorted(dossier.iterdir()))
    faits = Chargement.objects.filter(genre=Chargement.Genre.NOMENCLATURE, empreinte=empreinte)
    if faits.filter(etat__in=(Chargement.Etat.FAIT, Chargement.Etat.ANNULE)).exists():
        return None
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU_ECRITURE])
        chargement = Chargement.objects.create(
            genre=Chargement.Genre.NOMENCLATURE, fichier=PLANS, empreinte=empreinte
        )
        with acteur(commande=COMMANDE, chargement=chargement):
            tables = tables_des_plans(lire_plans(dossier), lire_presentations(dossier))
            tables.append(table_des_correspondances(lire_correspondances(dossier)))
            differences = [comparer(table) for table in tables]
            libelles = sum(map(_garder, differences))
            gardes = [Remarque(_dire_gardes(libelles))] if libelles else []
            compte = ecrire(differences, chargement, lambda *_: None)
            terminer(chargement, compte, Apercu("Plans de comptes officiels", avertissements=gardes))
    chargement.refresh_from_db()
    return chargement


def _dire_gardes(libelles: int) -> str:
    return (
        f"{libelles} libellés de la base, différents de ceux des plans officiels, restent tels quels."
        if libelles > 1
        else "Un libellé de la base, différent de celui du plan officiel, reste tel quel."
    )


def _garder(difference: Difference) -> int:
    """Leave what a plan would change of the base, but for what is blank there or holds the control characters
    of an official file; how many labels stay that say something else.
    """
    gardes = 0
    for modification in difference.modifications:
        for nom, (ancien, nouveau) in list(modification.champs.items()):
            garde = ancien
            if isinstance(ancien, dict):
                garde = nouveau | ancien
            elif ancien is None or (isinstance(ancien, str) and lisible(ancien) != ancien):
                garde = nouveau
            setattr(modification.voulue.objet, nom, garde)
            if garde == ancien:
                del modification.champs[nom]
                gardes += nom.startswith("libelle") and cle(ancien) != cle(nouveau)
            else:
                modification.champs[nom] = (ancien, garde)
    restantes = [modification for modification in difference.modifications if modification.champs]
    difference.inchanges += len(difference.modifications) - len(restantes)
    difference.modifications = restantes
    return gardes
