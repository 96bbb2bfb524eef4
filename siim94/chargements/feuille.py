"""One sheet, of any table: loaded as it is exported, shown before, on record, and undone as any load."""

from contextlib import suppress

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from siim94.chargements.apercu import Remarque
from siim94.chargements.classeur_echelle import demander_pourcentages, demander_unites
from siim94.chargements.classeur_questions import (
    citer,
    demander_fusions,
    demander_masquees,
    plus_proche,
    reconnaitre_entetes,
)
from siim94.chargements.exercices import absence, creer, demander_exercice, mettre_en_page
from siim94.chargements.feuilles import par_nom
from siim94.chargements.moteur import Chargeur, Options, Plan
from siim94.chargements.questions import Question
from siim94.chargements.tableau import TableauLu, demander, ecarter_totaux, lire_tableau
from siim94.formats.classeur_conteneur import LIMITE_CLASSEUR
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import NUMERO
from siim94.formats.lecture import Source
from siim94.formats.mots import cle
from siim94.socle.declencheurs import EXERCICE_CLOS
from siim94.socle.droits import droit_sur
from siim94.socle.ecriture import LigneVoulue, comparer, designer
from siim94.socle.models import Chargement, Exercice
from siim94.socle.models.annuel import annee_du_bilan
from siim94.socle.refus import MESSAGES
from siim94.socle.resources import Ressource
from siim94.ui.listes.exports import EXPORTS, LIMITE_DIRECTE, exporter, nom_de_fichier
from siim94.ui.listes.exports import demander as demander_export
from siim94.ui.listes.pagination import compter
from siim94.ui.listes.tables import LIGNES_PAR_LECTURE


def permises(utilisateur, *actions: str) -> list[type[Ressource]]:
    """The sheets of the tables on which a person holds these rights (``view``, ``add``, ``change``)."""
    return [
        feuille
        for feuille in par_nom().values()
        if utilisateur.has_perms(droit_sur(feuille._meta.model, action) for action in actions)
    ]


class FeuilleChargeur(Chargeur):
    genre = Chargement.Genre.FEUILLE
    titre = "Feuille d’un tableau"
    aide = "Les lignes d’un seul tableau (CSV, XLSX ou ODS), telles que cette page les exporte."
    extensions = (".csv", ".xlsx", ".ods")
    controle = True
    options = ("feuille", "exercice")
    aide_exercice = "Choisir une autre année que celle du fichier y charge ses lignes."
    limite_octets = LIMITE_CLASSEUR

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> Plan:
        plan = Plan(titre=self.titre)
        if (feuille := _quelle_feuille(plan, options)) is None:
            return plan
        classe = par_nom()[feuille]
        plan.titre = classe.titre
        lu = lire_tableau(fichier, nom, lambda plages: demander_fusions(plages, plan, options))
        colonnes = [champ.column_name for champ in classe().fields.values()]
        if not set(map(cle, lu.entetes)) & set(map(cle, colonnes)):
            # Without headings, the first row is data: nothing of it is quoted.
            raise ErreurFormat(f"aucun en-tête reconnu (colonnes attendues\u00a0: {', '.join(colonnes)})")
        reconnaitre_entetes(lu.entetes, colonnes, plan, options)
        if plan.questions:
            return plan
        for numero, libelle in ecarter_totaux(classe, lu):
            phrase = f"«\u00a0{libelle}\u00a0» est un total, pas une ligne du tableau\u00a0: laissé de côté."
            plan.avertissements.append(Remarque(phrase, f"ligne {numero}"))
        annees = _annees(classe, lu, plan, options)
        if annees is None or plan.erreurs:
            return plan
        table, inconnues = demander(classe, lu, annees=annees)
        difference = comparer(table)
        plan.differences.append(difference)
        mettre_en_page(plan)
        demander_masquees({("", numero) for numero in lu.masquees}, plan, options)
        changees = [*difference.creations, *(m.voulue for m in difference.modifications)]
        closes = set(Exercice.objects.filter(statut=Exercice.Statut.CLOS).values_list("pk", flat=True))
        bilans = {annee_du_bilan(voulue.objet) for voulue in table.lignes}
        plan.exercice = bilans.pop() if len(bilans) == 1 else None
        demander_unites(plan.exercice, plan, options)
        demander_pourcentages(plan, options)
        for voulue in changees:
            plan.erreurs += [Remarque(texte, f"ligne {voulue.ligne}") for texte in _refus(voulue, closes)]
        if inconnues:
            noms = ", ".join(f"«\u00a0{n}\u00a0»" for n in inconnues)
            plan.avertissements.append(Remarque(f"Colonnes inconnues, laissées\u00a0: {noms}."))
        if lu.masquees:
            numeros = ", ".join(map(str, lu.masquees[:20]))
            plan.avertissements.append(Remarque(f"Lignes masquées\u00a0: {numeros}."))
        return plan


def _quelle_feuille(plan: Plan, options: Options) -> str | None:
    """The table that the file fills; None while nobody has said it, or said another than those there are."""
    choix = {nom: feuille.titre for nom, feuille in par_nom().items()}
    dite = options.reponses.get("feuille", "")
    if dite in choix:
        return dite
    texte = "De quel tableau est ce fichier\u00a0?"
    if dite and (proche := plus_proche(dite, choix) or plus_proche(dite, choix.values())):
        texte += f" Peut-être {citer([proche])}."
    return plan.demander(Question("feuille", texte, choix), options)


def _annee_dite(lu: TableauLu, plan: Plan, options: Options) -> list[Exercice] | None:
    """The year that a person says the file is of, if the load makes it; each row then says it."""
    texte = "Ce fichier ne dit pas de quel exercice il est."
    if (annee := demander_exercice(None, texte, plan, options)) is None:
        return None
    lu.ajouter("exercice", lambda _: str(annee))
    creee = creer(annee, plan) if absence(annee) else None
    return [creee] if creee is not None else []


def _annees(classe: type[Ressource], lu: TableauLu, plan: Plan, options: Options) -> list[Exercice] | None:
    """The years that the load makes, each asked for; rows of a year that is answered otherwise become rows of
    that one. None while nobody has said of which year a file is that does not say it, as that of a list.
    """
    colonnes = {champ.column_name: champ for champ in classe().fields.values()}
    rangs = {cle(entete): rang for rang, entete in enumerate(lu.entetes)}
    champ, rang = colonnes.get("exercice"), rangs.get("exercice")
    # Of a row that hangs on another one, the year only helps to name that one.
    if champ is None or getattr(champ.widget, "model", None) is not Exercice:
        return []
    if rang is None:
        return _annee_dite(lu, plan, options) if "exercice" in classe._meta.import_id_fields else []
    dites = {annee for _, mots in lu.lignes if (annee := _annee(mots[rang])) is not None}
    absentes = [annee for annee in sorted(dites) if absence(annee)]
    annees = sorted(dites) if "exercice" in options.reponses and len(dites) == 1 else absentes
    voulues = {}
    for annee in annees:
        code = "exercice" if len(annees) == 1 else f"exercice-{annee}"
        debut = absence(annee) or f"Ce fichier est de {annee}."
        texte = f"{debut} Une autre année y charge les lignes de celle-ci."
        voulues[annee] = demander_exercice(annee, texte, plan, options, code)
    autres = {rang for nom in ("exercice", "bilan_de") if (rang := rangs.get(nom)) is not None}
    for _, mots in lu.lignes:
        for rang in autres:
            if (annee := voulues.get(_annee(mots[rang]))) is not None:
                mots[rang] = str(annee)
    creees = (creer(annee, plan) for annee in sorted(set(voulues.values())) if absence(annee))
    return [exercice for exercice in creees if exercice is not None]


def _annee(texte: str) -> int | None:
    """The year that a cell says; what says none is told with the rest of its row."""
    with suppress(ErreurFormat):
        return NUMERO.lire(texte)
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
            phrases += [f"{designer(objet)}\u00a0: {texte}" for texte in erreur.messages]
    return phrases


class TableauDeFeuille:
    """The rows of a sheet, as exports of lists write theirs: texts that are read back as they were."""

    a_des_totaux = False

    def __init__(self, ressource: Ressource, lignes: models.QuerySet | None = None):
        self.ressource = ressource
        self.legende = ressource.titre
        self.lignes = ressource.get_queryset() if lignes is None else lignes

    def entetes(self):
        return self.ressource.get_export_headers()

    def formes(self):
        return [""] * len(self.entetes())

    def lignes_exportees(self):
        for objet in self.lignes.iterator(LIGNES_PAR_LECTURE):
            yield self.ressource.export_resource(objet)

    def nombre(self) -> int:
        return compter(self.lignes)


@require_safe
def export(request, feuille: str, extension: str):
    """A whole table as a file that a load reads back; made by the worker if it is long."""
    autorisees = {f.feuille: f for f in permises(request.user, "view")}
    if extension not in EXPORTS or feuille not in par_nom():
        raise Http404("Feuille inconnue")
    if feuille not in autorisees:
        raise PermissionDenied
    tableau = TableauDeFeuille(autorisees[feuille]())
    if tableau.nombre() <= LIMITE_DIRECTE:
        return exporter(tableau, extension, feuille, None)
    lecture = droit_sur(tableau.lignes.model)
    demander_export(request.user, request.path, lecture, nom_de_fichier(feuille, None, extension))
    return redirect("travaux")


# What the worker makes the file of.
export.table_entiere = lambda feuille, extension: TableauDeFeuille(par_nom()[feuille]())
