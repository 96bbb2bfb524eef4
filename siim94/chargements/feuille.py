"""One sheet, of any table: loaded as it is exported, shown before, on record, and undone as any load."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404
from django.views.decorators.http import require_safe

from siim94.chargements.apercu import Constat
from siim94.chargements.classeur_echelle import demander_unites
from siim94.chargements.classeur_questions import demander_fusions, demander_masquees, reconnaitre_entetes
from siim94.chargements.feuilles import par_nom
from siim94.chargements.moteur import Chargeur, Options, Plan
from siim94.chargements.tableau import demander, lire_tableau
from siim94.formats.classeur_conteneur import LIMITE_CLASSEUR
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import Source
from siim94.socle.declencheurs import EXERCICE_CLOS
from siim94.socle.ecriture import LigneVoulue, comparer
from siim94.socle.models import Chargement, Exercice, FaitAnnuel
from siim94.socle.refus import MESSAGES
from siim94.socle.resources import Ressource
from siim94.ui.listes.exports import EXPORTS, exporter


def permises(utilisateur, *actions: str) -> list[type[Ressource]]:
    """The sheets of the tables on which a person holds these rights (``view``, ``add``, ``change``)."""
    return [
        feuille
        for feuille in par_nom().values()
        for meta in (feuille._meta.model._meta,)
        if utilisateur.has_perms(f"{meta.app_label}.{action}_{meta.model_name}" for action in actions)
    ]


class FeuilleChargeur(Chargeur):
    genre = Chargement.Genre.FEUILLE
    titre = "Feuille d’un tableau"
    aide = "Les lignes d’un seul tableau (CSV, XLSX ou ODS), telles que cette page les exporte."
    extensions = (".csv", ".xlsx", ".ods")
    options = ("feuille",)
    limite_octets = LIMITE_CLASSEUR

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> Plan:
        if options.feuille not in par_nom():
            raise ErreurFormat("indiquez de quel tableau est ce fichier", fichier=nom)
        classe = par_nom()[options.feuille]
        plan = Plan(titre=classe.titre)
        lu = lire_tableau(fichier, nom, lambda plages: demander_fusions(plages, plan, options))
        colonnes = [champ.column_name for champ in classe().fields.values()]
        reconnaitre_entetes(lu.entetes, colonnes, plan, options)
        if plan.questions:
            return plan
        table, inconnues = demander(classe, lu)
        difference = comparer(table)
        plan.differences.append(difference)
        demander_masquees({("", numero) for numero in lu.masquees}, plan, options)
        changees = [*difference.creations, *(m.voulue for m in difference.modifications)]
        closes = set(Exercice.objects.filter(statut=Exercice.Statut.CLOS).values_list("pk", flat=True))
        annees = {annee_du_bilan(voulue.objet) for voulue in table.lignes}
        plan.exercice = annees.pop() if len(annees) == 1 else None
        demander_unites(plan.exercice, plan, options)
        for voulue in changees:
            plan.erreurs += [Constat(texte, f"ligne {voulue.ligne}") for texte in _refus(voulue, closes)]
        if inconnues:
            noms = ", ".join(f"«\u00a0{n}\u00a0»" for n in inconnues)
            plan.avertissements.append(Constat(f"Colonnes inconnues, laissées\u00a0: {noms}."))
        if lu.masquees:
            numeros = ", ".join(map(str, lu.masquees[:20]))
            plan.avertissements.append(Constat(f"Lignes masquées\u00a0: {numeros}."))
        return plan


def annee_du_bilan(objet: models.Model) -> int | None:
    """The year whose report holds a row, its own or that of the row on which it hangs."""
    if isinstance(objet, FaitAnnuel):
        return objet.annee_du_bilan
    if hasattr(objet, "exercice_id"):
        return objet.exercice_id
    for champ in objet._meta.concrete_fields:
        if champ.is_relation and issubclass(champ.related_model, FaitAnnuel):
            return getattr(objet, champ.name).annee_du_bilan
    return None


def _refus(voulue: LigneVoulue, closes: set[int]) -> list[str]:
    """What the row's model and the database would say of it, in French."""
    objet = voulue.objet
    if annee_du_bilan(objet) in closes:
        return [MESSAGES[EXERCICE_CLOS]]
    relations = [champ.name for champ in objet._meta.concrete_fields if champ.is_relation]
    # A parent that the same file brings is not stored yet: constraints on it are the database's to say.
    a_venir = [nom for nom in relations if (cible := getattr(objet, nom)) is not None and cible.pk is None]
    phrases = []
    for verifier, laisses in (
        (objet.clean_fields, relations),
        (objet.clean, None),
        (objet.validate_unique, a_venir),
        (objet.validate_constraints, a_venir),
    ):
        try:
            verifier() if laisses is None else verifier(exclude=laisses)
        except ValidationError as erreur:
            phrases += [f"{objet}\u00a0: {texte}" for texte in erreur.messages]
    return phrases


class _Export:
    """The rows of a sheet, as exports of lists write theirs: texts that are read back as they were."""

    a_des_totaux = False

    def __init__(self, ressource: Ressource, lignes: models.QuerySet | None = None):
        self.donnees = ressource.export(lignes)

    def entetes(self):
        return self.donnees.headers

    def formes(self):
        return [""] * len(self.donnees.headers)

    def lignes_exportees(self):
        return self.donnees


@require_safe
def export(request, feuille: str, extension: str):
    """A whole table as a file that a load reads back."""
    autorisees = {f.feuille: f for f in permises(request.user, "view")}
    if extension not in EXPORTS or feuille not in par_nom():
        raise Http404("Feuille inconnue")
    if feuille not in autorisees:
        raise PermissionDenied
    return exporter(_Export(autorisees[feuille]()), extension, feuille, None)
