"""Open-data budgets (SCDL) in and out: what a body publishes, and what the syndicate must publish."""

from dataclasses import replace
from itertools import groupby

from django.db.models import Max

from finances.chargements import MONTANTS, Entete, LigneLue, Nouveaux, annexe_nommee, appartient_au_siim
from finances.chargements_plan import plan_charge, table_des_fonctions
from finances.models import DocumentBudgetaire, LigneBudget, Nomenclature
from siim94.chargements import budget
from siim94.chargements.apercu import Remarque
from siim94.chargements.exercices import mettre_en_page
from siim94.chargements.moteur import Chargeur, Options, Plan
from siim94.chargements.questions import Question
from siim94.chargements.totaux import totaux_du_document
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import LIMITE_CSV, Source
from siim94.formats.plan_de_comptes import PlanDeComptes, plus_long_prefixe
from siim94.formats.scdl import MONTANTS_SCDL, LigneScdl, colonnes_en_trop, lire_scdl
from siim94.formats.totem import LigneTotem
from siim94.formats.totem_chapitres import chapitre_de, dire_proche
from siim94.socle.ecriture import comparer
from siim94.socle.models import Chargement, Organisme

# Chapters of transfers between and within sections, in M14, M57 and M4: what an absent BGT_OPBUDG means.
CHAPITRES_D_ORDRE = ("021", "023", "040", "041", "042", "043")


class ScdlChargeur(Chargeur):
    genre = Chargement.Genre.SCDL
    titre = "Budget SCDL"
    aide = (
        "Budget en données ouvertes (CSV au schéma SCDL «\u00a0budget\u00a0»), même s’il n’a qu’une partie"
        " des colonnes. Un fichier peut tenir plusieurs documents."
    )
    extensions = (".csv",)
    controle = True
    options = ("exercice", "numero", "remplacer", "autre_organisme", "en_euros", "nomenclature")
    limite_octets = LIMITE_CSV

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> Plan:
        lignes = [ligne for ligne in lire_scdl(fichier, nom=nom) if options.exercice in (None, ligne.annee)]
        if not lignes:
            pour = f" pour {options.exercice}" if options.exercice else ""
            raise ErreurFormat(f"le fichier ne contient aucune ligne budgétaire{pour}", fichier=nom)
        plan = Plan(titre="")
        if autres := colonnes_en_trop(fichier, nom=nom):
            plan.avertissements.append(
                Remarque(f"Colonnes que le schéma n’a pas, laissées de côté\u00a0: {', '.join(autres)}.")
            )
        groupes = [list(groupe) for _, groupe in groupby(sorted(lignes, key=_document), key=_document)]
        nouveaux, fonctions = Nouveaux() if len(groupes) > 1 else None, {}
        entetes = [self._document(plan, groupe, options, nouveaux, fonctions) for groupe in groupes]
        plan.situer(LigneBudget, {MONTANTS[leur]: colonne for colonne, leur in MONTANTS_SCDL.items()})
        nommees = comparer(table_des_fonctions(fonctions))
        plan.differences += [nommees] if nommees.taille else []
        mettre_en_page(plan)
        plan.titre = "\u00a0; ".join(map(budget.titre, entetes))
        annees = {entete.exercice for entete in entetes}
        plan.exercice = annees.pop() if len(annees) == 1 else None
        return plan

    def _document(
        self,
        plan: Plan,
        lignes: list[LigneScdl],
        options: Options,
        nouveaux: Nouveaux | None,
        fonctions: dict[Nomenclature, dict[str, str]],
    ) -> Entete:
        premiere = lignes[0]
        siret = premiere.siret or ""
        autre = budget.organisme(siret, premiere.nom or "", options, plan)
        entete = Entete(
            exercice=premiere.annee,
            etape=premiere.etape,
            numero=None,
            date=None,
            siret=siret,
            annexe=_annexe(siret, premiere.nom or ""),
            libelle=premiere.nom or "",
            autre_organisme=autre,
        )
        exercice = budget.exercice_de(premiere.annee, autre, options, plan)
        if exercice is None:
            return entete
        choix = _nomenclature(lignes, entete, options, plan)
        if choix is not None:
            nomenclature, officiel = choix
            # "65" is a chapter, and an account above others: a line of the second kind holds no amount.
            regroupes = {compte.parent for compte in officiel.comptes.values()}
            lignes = _sans_zeros_perdus(lignes, officiel)
            lues = [_ligne(ligne, officiel, regroupes) for ligne in lignes]
            entete, lues = budget.ajouter_document(
                plan, entete, exercice, nomenclature, lues, options, nouveaux
            )
            nommees = {ligne.fonction: ligne.fonction_libelle for ligne in lignes if ligne.fonction_libelle}
            fonctions.setdefault(nomenclature, {}).update(nommees)
            plan.totaux += totaux_du_document(budget.titre(entete), lues, lignes, officiel)
        return entete


def _document(ligne: LigneScdl) -> tuple:
    """What tells the documents of one file apart."""
    return ligne.annee, ligne.etape, ligne.siret or "", ligne.nom or ""


def _annexe(siret: str, nom: str) -> bool:
    """An annexed budget has an establishment of its own under our SIREN, or the name of one that we know."""
    notre = Organisme.objects.values_list("siret", flat=True).first()
    if appartient_au_siim(siret):
        return siret != notre
    return annexe_nommee(nom) is not None


def _nomenclature(
    lignes: list[LigneScdl], entete: Entete, options: Options, plan: Plan
) -> tuple[Nomenclature, PlanDeComptes] | None:
    """The plan of accounts that the codes follow: SCDL does not say. An error when none does; asked when
    nothing tells several apart, neither the codes nor the documents of the body, nor ours.
    """
    annee = entete.exercice
    candidats, manques = [], []
    for norme, declinaison in Nomenclature.objects.order_by().values_list("norme", "declinaison").distinct():
        nomenclature = Nomenclature.objects.for_plan(norme, declinaison, annee)
        officiel = plan_charge(nomenclature) if nomenclature else None
        if officiel is None:
            continue
        chapitres = {ligne.chapitre: ligne for ligne in reversed(lignes) if ligne.chapitre}
        perdus = {code: ligne for code, ligne in chapitres.items() if not _reconnu(code, officiel)}
        if perdus:
            manques.append((len(perdus), nomenclature, perdus))
        else:
            inconnus = sum(ligne.nature not in officiel.comptes for ligne in lignes)
            ecarts = _annees_sans(declinaison, entete)
            candidats.append((inconnus, ecarts, -nomenclature.annee, declinaison, nomenclature, officiel))
    if not candidats:
        texte = (
            f"Aucun plan de comptes chargé pour {annee} ne connaît tous les chapitres du fichier\u00a0:"
            f" {budget.PLAN_A_CHARGER}."
        )
        if manques:
            _, proche, perdus = min(manques, key=lambda manque: manque[0])
            officiel = plan_charge(proche)
            codes = ", ".join(
                f"{code} (ligne\u00a0{ligne.ligne}){dire_proche(code, officiel)}"
                for code, ligne in sorted(perdus.items())
            )
            texte += f" Inconnus du plus proche, {proche}\u00a0: {codes}."
        plan.erreurs.append(Remarque(texte))
        return None
    candidats.sort(key=lambda candidat: candidat[:4])
    choix = {candidat[3]: f"{candidat[4].norme}-{candidat[3]}" for candidat in candidats}
    retenu = candidats[0][3]
    if len(candidats) > 1 or "nomenclature" in options.reponses:
        texte = "Plan de comptes que suivent les codes du fichier\u00a0: plusieurs les connaissent."
        evident = len(candidats) == 1 or candidats[0][:2] < candidats[1][:2]
        question = Question("nomenclature", texte, choix, retenu, defaut=retenu if evident else None)
        retenu = plan.demander(question, options)
    return next(((c[4], c[5]) for c in candidats if c[3] == retenu), None)


def _annees_sans(declinaison: str, entete: Entete) -> tuple[int, int]:
    """For how many years a plan has not been followed: by the body of a document, and by us."""
    suivis = DocumentBudgetaire.objects.filter(
        nomenclature__declinaison=declinaison, exercice__lte=entete.exercice
    )
    du_corps = suivis.filter(autre_organisme=entete.autre_organisme)
    if entete.autre_organisme:
        du_corps = du_corps.filter(siret=entete.siret)
    dernieres = (
        documents.aggregate(annee=Max("exercice"))["annee"] for documents in (du_corps, suivis.propres())
    )
    return tuple(entete.exercice - (annee or 0) for annee in dernieres)


def _reconnu(code: str, plan: PlanDeComptes) -> bool:
    """Whether a plan has the chapter, with the zeros that a spreadsheet took, or one that it subdivides."""
    return code.zfill(3) in plan.chapitres or plus_long_prefixe(code, plan.chapitres) is not None


def _sans_zeros_perdus(lignes: list[LigneScdl], plan: PlanDeComptes) -> list[LigneScdl]:
    """The lines with the zeros before their chapters: saved by a spreadsheet, 011 becomes 11.

    A file lost them when it has a chapter that only exists with its zeros. There, a code that is a chapter
    both ways (21, 021) is the one that its account goes to, and that of transfers when it is its own account.
    """

    def plein(code):
        return (
            code.zfill(3) if code and code not in plan.chapitres and code.zfill(3) in plan.chapitres else code
        )

    if all(plein(ligne.chapitre) == ligne.chapitre for ligne in lignes):
        return lignes
    rendues = []
    for ligne in lignes:
        chapitre, code = plein(ligne.chapitre), (ligne.chapitre or "").zfill(3)
        if chapitre == ligne.chapitre and code in plan.chapitres:
            compte = plan.comptes.get(ligne.nature)
            vise = compte.affectations.values() if compte else ()
            if ligne.nature == ligne.chapitre or (code in vise and chapitre not in vise):
                chapitre = code
        nature = chapitre if ligne.nature == ligne.chapitre else ligne.nature
        rendues.append(replace(ligne, chapitre=chapitre, nature=nature))
    return rendues


def _ligne(ligne: LigneScdl, plan: PlanDeComptes, regroupes: set) -> LigneLue:
    """A published line; known by its chapter only when its article is the chapter's own code."""
    ordre = ligne.chapitre in CHAPITRES_D_ORDRE if ligne.ordre is None else ligne.ordre
    affectation = chapitre_de(_comme_totem(ligne, ordre), plan)
    seul = ligne.nature not in plan.comptes or ligne.nature in regroupes
    par_chapitre = ligne.nature == affectation.chapitre and seul
    return LigneLue(
        chapitre=affectation.chapitre,
        nature=None if par_chapitre else ligne.nature,
        libelle=ligne.nature_libelle or "",
        fonction=ligne.fonction or "",
        operation=ligne.operation or "",
        sens=ligne.sens,
        ordre=ordre,
        article_specialise=ligne.article_specialise,
        montants=ligne.montants,
        ligne=ligne.ligne,
    )


def _comme_totem(ligne: LigneScdl, ordre: bool) -> LigneTotem:
    """The line as the rule of chapters reads it."""
    return LigneTotem(
        nature=ligne.nature,
        libelle=ligne.nature_libelle,
        fonction=ligne.fonction,
        operation=ligne.operation,
        contnat=ligne.chapitre,
        contfon=None,
        article_specialise=ligne.article_specialise,
        sens=ligne.sens,
        ordre=ordre,
        type_operation=None,
        section=ligne.section,
        montants=ligne.montants,
        ligne=ligne.ligne,
    )
