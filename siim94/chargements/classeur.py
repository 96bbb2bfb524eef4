"""The year's workbook, loaded: all its sheets compared with what the year holds, then written at once."""

from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches

from django.conf import settings
from django.utils.module_loading import import_string

from siim94.chargements.apercu import Constat, constats
from siim94.chargements.classeur_contraintes import constats_des_contraintes
from siim94.chargements.classeur_feuilles import EXERCICE, FEUILLES_ANNUELLES, RepriseAnnuelle
from siim94.chargements.classeur_lignes import FeuilleVoulue, LecteurLignes
from siim94.chargements.classeur_totaux import comparer_totaux
from siim94.chargements.moteur import Chargeur, Options, Plan
from siim94.chargements.questions import NOMBRE, NON, OUI, Question
from siim94.formats import francais
from siim94.formats.classeur import ClasseurLu, FeuilleLue
from siim94.formats.classeur_cellules import texte
from siim94.formats.classeur_conteneur import LIMITE_CLASSEUR
from siim94.formats.classeur_lecture import lire_classeur
from siim94.formats.erreurs import Collecteur, ErreurFormat, ErreursFormat
from siim94.formats.lecture import Source
from siim94.formats.mots import cle
from siim94.formats.nombres import entier
from siim94.socle.declencheurs import EXERCICE_CLOS
from siim94.socle.ecriture import LigneVoulue, TableVoulue, cle_de, comparer
from siim94.socle.models import Chargement, Exercice
from siim94.socle.models.annuel import ANNEE_MAX
from siim94.socle.refus import MESSAGES

ERREURS_MONTREES = 200
ABSENTES = (
    "Les lignes déjà enregistrées que ce classeur ne contient pas sont gardées telles quelles, sauf à les"
    " supprimer."
)
REMPLACEMENT = {NON: "Garder les lignes absentes du classeur.", OUI: "Les supprimer."}
# "Montnat (€)" is taken for "Montant", "Date" is not for "Nature".
RESSEMBLANCE = 0.65


class ClasseurChargeur(Chargeur):
    genre = Chargement.Genre.CLASSEUR
    titre = "Classeur de l’année"
    aide = "Le classeur que les services remplissent (XLSX ou ODS), une feuille par tableau."
    extensions = (".xlsx", ".ods")
    options = ("exercice", "remplacer")
    aide_exercice = "Choisir une autre année que celle du classeur y charge ses lignes."
    limite_octets = LIMITE_CLASSEUR

    def lire(self, fichier: Source, options: Options, nom: str | None = None) -> Plan:
        ressources = [(declaree, declaree.ressource()) for declaree in FEUILLES_ANNUELLES]
        ouvertes = [(declaree, ressource, declaree.colonnes(ressource)) for declaree, ressource in ressources]
        attendues = [declaree.description(colonnes) for declaree, _, colonnes in ouvertes]
        lu = lire_classeur(fichier, [EXERCICE, *attendues], nom=nom)
        annee = _annee_du_classeur(lu)
        plan = Plan(titre=self.titre)
        voulue = _annee_voulue(annee, options, plan)
        if voulue is None:
            return plan
        plan.titre, plan.exercice = f"Classeur {voulue}", voulue
        exercice, nouveau = _exercice(voulue, plan)
        if plan.erreurs:
            return plan
        voulues = _lire_feuilles(lu, ouvertes, exercice, annee or voulue, plan)
        remplacer = plan.demander(Question("remplacer", ABSENTES, REMPLACEMENT, defaut=NON), options)
        _comparer(voulues, exercice, remplacer == OUI, plan)
        if supprimees := sum(len(difference.suppressions) for difference in plan.differences):
            plan.avertissements.append(Constat(_dire_suppressions(voulue, supprimees)))
        if nouveau:
            _mettre_en_page(exercice, plan)
        if not plan.erreurs:
            plan.erreurs += constats_des_contraintes(plan.differences)
        plan.avertissements += _feuilles_a_part(lu)
        return plan


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
    """The year to fill: the one that the user names, else the workbook's own, which is asked when there is
    none yet, or when the workbook does not say.
    """
    existe = annee is not None and Exercice.objects.filter(annee=annee).exists()
    if existe and "exercice" not in options.reponses:
        return annee
    if annee is None:
        texte = "Le classeur ne dit pas son exercice (feuille «\u00a0Exercice\u00a0»)\u00a0: indiquez-le."
    elif existe:
        texte = f"Ce classeur est celui de {annee}\u00a0: une autre année y charge ses lignes."
    else:
        texte = (
            f"L’exercice {annee} n’existe pas encore. L’indiquer ici le crée, en préparation\u00a0; une autre"
            " année y charge les lignes de ce classeur."
        )
    question = Question("exercice", texte, proposition=annee and str(annee), saisie=NOMBRE, maximum=ANNEE_MAX)
    reponse = plan.demander(question, options)
    return reponse and int(reponse)


def _exercice(annee: int, plan: Plan) -> tuple[Exercice, bool]:
    """The year to fill, and whether this load makes it; an error in the plan when it takes no more data."""
    exercice = Exercice.objects.filter(annee=annee).first()
    if exercice is not None:
        if exercice.statut == Exercice.Statut.CLOS:
            plan.erreurs.append(Constat(f"Exercice {annee}\u00a0: {MESSAGES[EXERCICE_CLOS]}"))
        elif not exercice.a_un_bilan:
            plan.erreurs.append(
                Constat(
                    f"L’exercice {annee} n’est connu que par un bilan ultérieur\u00a0: il n’a pas"
                    " de classeur."
                )
            )
        return exercice, False
    exercice = Exercice(annee=annee, statut=Exercice.Statut.PREPARATION)
    table = TableVoulue(
        Exercice,
        ("annee",),
        ("statut",),
        [LigneVoulue(exercice, feuille=EXERCICE.nom)],
        Exercice.objects.none,
    )
    try:
        plan.differences.append(comparer(table))
    except ErreurFormat as erreur:
        plan.erreurs += constats(erreur)
    if not plan.erreurs:
        plan.erreurs += constats_des_contraintes(plan.differences)
    plan.avertissements.append(
        Constat(f"L’exercice {annee} n’existe pas encore\u00a0: ce chargement le crée, en préparation.")
    )
    return exercice, True


def _lire_feuilles(
    lu: ClasseurLu, ouvertes: list[tuple], exercice: Exercice, annee: int, plan: Plan
) -> list[FeuilleVoulue]:
    collecteur = Collecteur(ERREURS_MONTREES)
    lecteur = LecteurLignes(exercice, annee, collecteur.ajouter)
    voulues = []
    with suppress(ErreursFormat):
        # Beyond that many, the reading of the file ends there.
        for declaree, ressource, colonnes in ouvertes:
            if (feuille := lu.feuilles.get(declaree.nom)) is not None:
                voulues.append(lecteur.lire(declaree, ressource, colonnes, feuille))
                plan.avertissements += _avertissements(voulues[-1], feuille, annee)
    plan.erreurs += [Constat(e.message[:1].upper() + e.message[1:], e.lieu) for e in collecteur.erreurs]
    if len(collecteur.erreurs) >= ERREURS_MONTREES:
        plan.erreurs.append(Constat("… il peut y avoir d’autres erreurs\u00a0: la lecture s’est arrêtée là."))
    return voulues


def _avertissements(voulue: FeuilleVoulue, feuille: FeuilleLue, annee: int) -> list[Constat]:
    """What a sheet holds that is not loaded, or that its reader may not have seen."""
    masquees = [str(ligne.numero) for ligne in feuille.lignes if ligne.masquee]
    valeurs = {colonne.titre for colonne in voulue.colonnes if colonne.code in voulue.declaree.valeurs}
    absentes = {titre: _plus_proche(titre, feuille.colonnes_ignorees) for titre in feuille.colonnes_absentes}
    dits = (
        ("colonnes inconnues, laissées", _citer(feuille.colonnes_ignorees)),
        ("colonnes masquées, lues comme les autres", _citer(feuille.colonnes_masquees)),
        ("lignes masquées, lues comme les autres", ", ".join(masquees[:20]) + ", …" * (len(masquees) > 20)),
        ("cellules fusionnées, dont seule la première a une valeur", ", ".join(feuille.fusions[:20])),
        (f"lignes laissées, qui ne valent que pour le bilan de {annee}", str(voulue.ecartees or "")),
    )
    phrases = [f"{texte}\u00a0: {suite}." for texte, suite in dits if suite] + [
        f"la colonne «\u00a0{titre}\u00a0» est absente{proche}."
        for titre, proche in absentes.items()
        if proche or titre in valeurs
    ]
    return [Constat(phrase, f"feuille {feuille.nom}") for phrase in phrases] + comparer_totaux(
        voulue, feuille
    )


def _feuilles_a_part(lu: ClasseurLu) -> list[Constat]:
    """The sheets that are not loaded, and those that a reader of the workbook does not see."""
    attendues = {f.nom for f in FEUILLES_ANNUELLES if f.reprise is not RepriseAnnuelle.JAMAIS}
    proches = {n: _plus_proche(n, lu.feuilles_inconnues) for n in lu.feuilles_absentes if n in attendues}
    dits = (
        ("Feuilles qui ne sont pas du classeur, laissées", _citer(lu.feuilles_inconnues)),
        ("Feuilles masquées", _citer(lu.feuilles_masquees)),
        (
            "Feuilles absentes, dont les tableaux restent en l’état",
            _citer(nom for nom, proche in proches.items() if not proche),
        ),
    )
    return [Constat(f"{texte}\u00a0: {noms}.") for texte, noms in dits if noms] + [
        Constat(f"La feuille «\u00a0{nom}\u00a0» est absente{proche}.")
        for nom, proche in proches.items()
        if proche
    ]


def _plus_proche(nom: str, trouves: Iterable[str]) -> str:
    """The end of a sentence about what is absent: what may have been meant for it."""
    noms = {cle(trouve): trouve for trouve in trouves}
    proches = get_close_matches(cle(nom), noms, n=1, cutoff=RESSEMBLANCE)
    return f"\u00a0; peut-être nommée «\u00a0{noms[proches[0]]}\u00a0»" if proches else ""


def _citer(noms: Iterable[str]) -> str:
    return ", ".join(f"«\u00a0{nom}\u00a0»" for nom in noms)


def _comparer(voulues: list[FeuilleVoulue], exercice: Exercice, remplacer: bool, plan: Plan) -> None:
    """Compare the sheets in their order, each row without any value left out unless others need it."""
    utiles = {id(cible) for voulue in voulues for cible in _cibles(voulue.pleines)}
    fautives: set[type] = set()
    for voulue in voulues:
        declaree = voulue.declaree
        parents = {f.related_model for f in declaree.model._meta.fields if f.is_relation}
        if parents & fautives:
            fautives.add(declaree.model)
            continue
        existants = list(declaree.lignes_du_bilan(exercice.annee))
        connus = {cle_de(objet, voulue.cle): objet for objet in existants}
        gardees = []
        for vide in voulue.vides:
            # Saying nothing is no news of a stored row that says something; one as empty is held as it is.
            connu = connus.get(cle_de(vide.objet, voulue.cle))
            if id(vide.objet) in utiles or (connu is not None and not voulue.dit_quelque_chose(connu)):
                gardees.append(vide)
        table = TableVoulue(
            declaree.model,
            voulue.cle,
            voulue.champs,
            sorted((*voulue.pleines, *gardees), key=lambda place: place.ligne),
            lambda existants=existants: existants,
            remplace=remplacer,
        )
        try:
            plan.differences.append(comparer(table))
        except ErreurFormat as erreur:
            plan.erreurs += constats(erreur)
            fautives.add(declaree.model)
            continue
        if laissees := len(voulue.vides) - len(gardees):
            plan.avertissements.append(
                Constat(
                    f"lignes non renseignées, laissées\u00a0: {laissees}.", lieu=f"feuille {declaree.nom}"
                )
            )


def _dire_suppressions(annee: int, nombre: int) -> str:
    s = francais.accorde(nombre)
    return (
        f"Ce classeur remplace l’exercice {annee}\u00a0: {francais.nombre(nombre)} ligne{s} enregistrée{s}"
        f" qu’il ne contient pas {francais.accorde(nombre, 'sera,seront')} supprimée{s}. L’aperçu les montre."
    )


def _cibles(places: Iterable[LigneVoulue]):
    """The unsaved objects that rows refer to."""
    for place in places:
        for champ in place.objet._meta.concrete_fields:
            if champ.is_relation:
                yield champ.get_cached_value(place.objet, default=None)


def _mettre_en_page(exercice: Exercice, plan: Plan) -> None:
    """The layout of the new year's report, made from the year before by what the settings name."""
    precedent = Exercice.objects.avec_bilan().filter(annee__lt=exercice.annee).order_by("-annee").first()
    if precedent is not None:
        for table in import_string(settings.MISE_EN_PAGE_D_UN_EXERCICE)(precedent, exercice):
            plan.differences.append(comparer(table))
