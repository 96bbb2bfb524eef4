"""The year's workbook, loaded: all its sheets compared with what the year holds, then written at once."""

from collections.abc import Collection, Iterable
from contextlib import suppress

from siim94.chargements.apercu import Remarque
from siim94.chargements.classeur_contraintes import remarques_des_contraintes
from siim94.chargements.classeur_echelle import demander_pourcentages, demander_unites
from siim94.chargements.classeur_feuilles import (
    DONNEES_FICTIVES,
    EXERCICE,
    FEUILLES_ANNUELLES,
    RepriseAnnuelle,
)
from siim94.chargements.classeur_lignes import FeuilleVoulue, LecteurLignes
from siim94.chargements.classeur_questions import (
    QuestionsDeStructure,
    cibles,
    citer,
    code_de_colonne,
    demander_masquees,
)
from siim94.chargements.classeur_totaux import comparer_totaux, totaux_gardes
from siim94.chargements.exercices import absence, creer, demander_exercice, mettre_en_page
from siim94.chargements.moteur import Chargeur, Options, Plan
from siim94.chargements.peremption import demander_perimees
from siim94.chargements.questions import NON, OUI, Question
from siim94.formats import francais
from siim94.formats.classeur import ClasseurLu, FeuilleLue
from siim94.formats.classeur_cellules import texte
from siim94.formats.classeur_conteneur import LIMITE_CLASSEUR
from siim94.formats.classeur_lecture import lire_classeur
from siim94.formats.erreurs import Collecteur, ErreurFormat, ErreursFormat
from siim94.formats.lecture import Source
from siim94.formats.mots import cle
from siim94.formats.nombres import entier
from siim94.socle.cles import plie
from siim94.socle.declencheurs import EXERCICE_CLOS
from siim94.socle.ecriture import TableVoulue, cle_de, comparer
from siim94.socle.models import Chargement, Exercice
from siim94.socle.refus import MESSAGES

ERREURS_MONTREES = 200
# Rows without a value that are worth a word: they make a file slow, and more of them are refused.
VIDES_NOTABLES = 10_000
_RANGS = {feuille.nom: rang for rang, feuille in enumerate(FEUILLES_ANNUELLES)}
ABSENTES = (
    "Les lignes déjà enregistrées que ce classeur ne contient pas sont gardées telles quelles, sauf à les"
    " supprimer."
)
FICTIF = (
    "Ce classeur vient de la démonstration\u00a0: ses données sont fictives (feuille «\u00a0Exercice\u00a0»),"
    " et cette base tient des années réelles."
)
REMPLACEMENT = {NON: "Garder les lignes absentes du classeur.", OUI: "Les supprimer."}


class ClasseurChargeur(Chargeur):
    genre = Chargement.Genre.CLASSEUR
    titre = "Classeur de l’année"
    aide = "Le classeur que les services remplissent (XLSX ou ODS), une feuille par tableau."
    extensions = (".xlsx", ".ods")
    controle = True
    options = ("exercice", "remplacer")
    aide_exercice = "Choisir une autre année que celle du classeur y charge ses lignes."
    limite_octets = LIMITE_CLASSEUR

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> Plan:
        ressources = [(declaree, declaree.ressource()) for declaree in FEUILLES_ANNUELLES]
        ouvertes = [(declaree, ressource, declaree.colonnes(ressource)) for declaree, ressource in ressources]
        attendues = [declaree.description(colonnes) for declaree, _, colonnes in ouvertes]
        plan = Plan(titre=self.titre)
        arbitre = QuestionsDeStructure(plan, options)
        entetes: list[ErreurFormat] = []
        lu = lire_classeur(fichier, [EXERCICE, *attendues], nom=nom, arbitre=arbitre, signaler=entetes.append)
        for erreur in entetes:
            erreur.fichier = None
            plan.erreurs.append(Remarque(erreur.phrase, erreur.lieu))
        annee = _annee_du_classeur(lu)
        voulue = _annee_voulue(annee, options, plan)
        if voulue is None:
            return plan
        plan.titre, plan.exercice = f"Classeur {voulue}", voulue
        if _est_fictif(lu) and not Exercice.objects.base_fictive():
            plan.erreurs.append(Remarque(FICTIF))
        exercice = _exercice(voulue, plan)
        if exercice is None:
            return plan
        voulues = _lire_feuilles(lu, ouvertes, exercice, annee or voulue, plan)
        remplacer = plan.demander(Question("remplacer", ABSENTES, REMPLACEMENT, defaut=NON), options)
        _comparer(voulues, exercice, remplacer == OUI, plan)
        if supprimees := sum(len(difference.suppressions) for difference in plan.differences):
            plan.avertissements.append(Remarque(_dire_suppressions(voulue, supprimees)))
        mettre_en_page(plan)
        if lu.export is not None and annee == voulue:
            demander_perimees(lu.export, plan, options)
        demander_unites(voulue, plan, options)
        dits = {(v.declaree.nom, numero) for v in voulues for numero in v.pourcents}
        demander_pourcentages(plan, options, dits)
        demander_masquees(_masquees(lu), plan, options)
        plan.erreurs += remarques_des_contraintes(plan.differences)
        if (totaux := totaux_gardes(voulues, exercice)).lignes:
            plan.differences.append(
                comparer(totaux, lambda faute: plan.erreurs.append(Remarque(faute.phrase)))
            )
        plan.erreurs.sort(key=_place)
        if len(plan.erreurs) >= ERREURS_MONTREES:
            plan.erreurs.append(Remarque("… il peut y en avoir d’autres\u00a0: la lecture s’est arrêtée là."))
        plan.avertissements += _feuilles_a_part(lu)
        return plan


def _est_fictif(lu: ClasseurLu) -> bool:
    """Whether the workbook says that what it holds is made up."""
    feuille = lu.feuilles.get(EXERCICE.nom)
    contenus = [ligne.cellules.get("contenu") for ligne in feuille.lignes] if feuille else []
    return any(cle(texte(contenu)).startswith(cle(DONNEES_FICTIVES)) for contenu in contenus if contenu)


def _annee_du_classeur(lu: ClasseurLu) -> int | None:
    """The year that the workbook says it is of; None when it does not say."""
    feuille = lu.feuilles.get(EXERCICE.nom)
    if feuille is None or not feuille.lignes:
        return None
    if len(feuille.lignes) > 1:
        raise ErreurFormat(
            "une seule ligne est attendue", feuille=EXERCICE.nom, ligne=feuille.lignes[1].numero
        )
    (ligne,) = feuille.lignes
    try:
        return entier(texte(ligne.cellules["annee"]))
    except ErreurFormat as erreur:
        place = {"feuille": EXERCICE.nom, "ligne": ligne.numero, "colonne": feuille.lettres["annee"]}
        raise erreur.situer(**place) from None


def _annee_voulue(annee: int | None, options: Options, plan: Plan) -> int | None:
    """The year to fill: the one that the user names, else the workbook's own, which is asked when it does not
    exist yet; None while a workbook that does not say waits for it.
    """
    if annee is None:
        texte = "Le classeur ne dit pas son exercice (feuille «\u00a0Exercice\u00a0»)\u00a0: indiquez-le."
    elif absente := absence(annee):
        texte = f"{absente} Une autre année y charge les lignes de ce classeur."
    elif "exercice" not in options.reponses:
        return annee
    else:
        texte = f"Ce classeur est celui de {annee}\u00a0: une autre année y charge ses lignes."
    return demander_exercice(annee, texte, plan, options)


def _exercice(annee: int, plan: Plan) -> Exercice | None:
    """The year to fill, made when it does not exist; none, with an error, when it takes no more data."""
    if absence(annee):
        return creer(annee, plan, feuille=EXERCICE.nom)
    exercice = Exercice.objects.get(annee=annee)
    if exercice.statut == Exercice.Statut.CLOS:
        plan.erreurs.append(Remarque(f"Exercice {annee}\u00a0: {MESSAGES[EXERCICE_CLOS]}"))
        return None
    if not exercice.a_un_bilan:
        texte = f"L’exercice {annee} n’est connu que par un bilan ultérieur\u00a0: il n’a pas de classeur."
        plan.erreurs.append(Remarque(texte))
        return None
    return exercice


def _lire_feuilles(
    lu: ClasseurLu, ouvertes: list[tuple], exercice: Exercice, annee: int, plan: Plan
) -> list[FeuilleVoulue]:
    collecteur = Collecteur(ERREURS_MONTREES)
    lecteur = LecteurLignes(exercice, annee, collecteur.ajouter)
    voulues, illisibles = [], set()
    with suppress(ErreursFormat):
        # Beyond that many, the reading of the file ends there.
        for declaree, ressource, colonnes in ouvertes:
            feuille = lu.feuilles.get(declaree.nom)
            if feuille is not None and (feuille.illisible or illisibles & declaree.parents):
                illisibles.add(declaree.model)
            elif feuille is not None:
                voulues.append(lecteur.lire(declaree, ressource, colonnes, feuille))
                demandees = {question.code for question in plan.questions}
                plan.avertissements += _avertissements(voulues[-1], feuille, annee, demandees)
    plan.erreurs += [Remarque(e.message[:1].upper() + e.message[1:], e.lieu) for e in collecteur.erreurs]
    return voulues


def _avertissements(
    voulue: FeuilleVoulue, feuille: FeuilleLue, annee: int, demandees: Collection[str]
) -> list[Remarque]:
    """What a sheet holds that is not loaded, or that its reader may not have seen, if it is not asked."""
    masquees = [str(ligne.numero) for ligne in feuille.lignes if ligne.masquee]
    valeurs = {
        colonne.titre
        for colonne in voulue.colonnes
        if colonne.code in voulue.declaree.valeurs
        and code_de_colonne(feuille.nom, colonne.code) not in demandees
    }
    dits = (
        ("colonnes inconnues, laissées", citer(feuille.colonnes_ignorees)),
        ("colonnes masquées, lues comme les autres", citer(feuille.colonnes_masquees)),
        ("lignes masquées", ", ".join(masquees[:20]) + ", …" * (len(masquees) > 20)),
        (
            "lignes mises en forme sans aucune valeur, laissées",
            francais.nombre(feuille.rangees_vides) if feuille.rangees_vides > VIDES_NOTABLES else "",
        ),
        (f"lignes laissées, qui ne valent que pour le bilan de {annee}", str(voulue.ecartees or "")),
    )
    phrases = [f"{texte}\u00a0: {suite}." for texte, suite in dits if suite] + [
        f"la colonne «\u00a0{titre}\u00a0» est absente."
        for titre in feuille.colonnes_absentes
        if titre in valeurs
    ]
    return [Remarque(phrase, f"feuille {feuille.nom}") for phrase in phrases] + comparer_totaux(
        voulue, feuille
    )


def _feuilles_a_part(lu: ClasseurLu) -> list[Remarque]:
    """The sheets that are not loaded, and those that a reader of the workbook does not see."""
    attendues = {f.nom for f in FEUILLES_ANNUELLES if f.reprise is not RepriseAnnuelle.JAMAIS}
    dits = (
        ("Feuilles qui ne sont pas du classeur, laissées", citer(lu.feuilles_inconnues)),
        ("Feuilles masquées", citer(lu.feuilles_masquees)),
        (
            "Feuilles absentes, dont les tableaux restent en l’état",
            citer(nom for nom in lu.feuilles_absentes if nom in attendues),
        ),
    )
    return [Remarque(f"{texte}\u00a0: {noms}.") for texte, noms in dits if noms]


def _masquees(lu: ClasseurLu) -> set[tuple[str, int]]:
    """The rows that a person does not see, by sheet and line."""
    cachees = set(map(cle, lu.feuilles_masquees))
    return {
        (feuille.nom, ligne.numero)
        for feuille in lu.feuilles.values()
        for ligne in feuille.lignes
        if ligne.masquee or cle(feuille.nom) in cachees
    }


def _place(remarque: Remarque) -> tuple[int, int]:
    """Where an error stands in the order of the workbook: by sheet, then by line; first what is of none."""
    feuille, _, reste = remarque.lieu.removeprefix("feuille ").partition(", ligne ")
    ligne = reste.partition(",")[0]
    return _RANGS.get(feuille, -1), int(ligne) if ligne.isdecimal() else 0


def _comparer(voulues: list[FeuilleVoulue], exercice: Exercice, remplacer: bool, plan: Plan) -> None:
    """Compare the sheets in their order, each row without any value left out unless others need it."""
    utiles = {id(cible) for voulue in voulues for cible in cibles(voulue.pleines)}
    fautives: set[type] = set()
    for voulue in voulues:
        declaree = voulue.declaree
        if declaree.parents & fautives:
            fautives.add(declaree.model)
            continue
        existants = list(declaree.lignes_du_bilan(exercice.annee))
        connus = {plie(cle_de(objet, voulue.cle)): objet for objet in existants}
        gardees = []
        for vide in voulue.vides:
            # Saying nothing is no news of a stored row that says something; one as empty is held as it is.
            connu = connus.get(plie(cle_de(vide.objet, voulue.cle)))
            if id(vide.objet) in utiles or (connu is not None and not voulue.dit_quelque_chose(connu)):
                gardees.append(vide)
        table = TableVoulue(
            declaree.model,
            voulue.cle,
            voulue.champs,
            sorted((*voulue.pleines, *gardees), key=lambda place: place.ligne),
            lambda existants=existants: existants,
            remplace=remplacer and not declaree.durable,
            colonnes=voulue.colonnes_des_champs,
        )
        fautes: list[ErreurFormat] = []
        plan.differences.append(comparer(table, fautes.append))
        if fautes:
            plan.erreurs += [voulue.dire(erreur) for faute in fautes for erreur in _une_a_une(faute)]
            fautives.add(declaree.model)
        if laissees := len(voulue.vides) - len(gardees):
            plan.avertissements.append(
                Remarque(
                    f"lignes non renseignées, laissées\u00a0: {laissees}.", lieu=f"feuille {declaree.nom}"
                )
            )


def _une_a_une(erreur: ErreurFormat) -> Iterable[ErreurFormat]:
    return erreur if isinstance(erreur, ErreursFormat) else (erreur,)


def _dire_suppressions(annee: int, nombre: int) -> str:
    s = francais.accorde(nombre)
    return (
        f"Ce classeur remplace l’exercice {annee}\u00a0: {francais.nombre(nombre)} ligne{s} enregistrée{s}"
        f" qu’il ne contient pas {francais.accorde(nombre, 'sera,seront')} supprimée{s}. L’aperçu les montre."
    )
