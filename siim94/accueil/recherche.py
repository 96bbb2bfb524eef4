"""One search box over everything: what answers, grouped by kind, the best first, of what one may read."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from siim94.accueil import aide, recherche_chiffres
from siim94.accueil.navigation import MENU
from siim94.accueil.recherche_sources import RELATION, SOURCES, Recherche, Source, valeurs
from siim94.accueil.recherche_texte import absents, corrige, extrait, marquer
from siim94.accueil.taches import permises_a
from siim94.formats.mots import plier
from siim94.socle.models import Exercice
from siim94.socle.models.pages import ouvre
from siim94.socle.recherche import (
    JAMAIS,
    MOTS_MAXIMUM,
    ValeursDistinctes,
    est_approchable,
    mots,
    trop_de_mots,
)
from siim94.ui.adresses import adresse_ou_rien

LIMITE = 6
LIMITE_D_UN_GENRE = 50
SUGGESTIONS = 9
LONGUEUR_MINIMALE = 2
PAGES, AIDE, CHIFFRES = "pages", "aide", "chiffres"

# Pages of the site that are no list, with the right that each asks for.
AUTRES_PAGES = (
    ("Bilans d’activités", "bilan:liste", "bilan.view_rubrique"),
    ("Chargements", "chargements:liste", "socle.view_chargement"),
    ("Exercices : préparer, ouvrir, clore", "exercices", "socle.view_exercice"),
    ("Journal des modifications", "journal", "socle.view_journal"),
    ("Matrice du catalogue", "applications:matrice", "applications.view_deploiement"),
    ("Changer de mot de passe", "mot_de_passe", ""),
)


@dataclass(frozen=True)
class Resultat:
    """One thing found: its name with the words marked, where it is, the passage that answers.

    ``annee``: its year, when its name does not tell it. ``valeur``: that of a figure, as it is written.
    """

    titre: SafeString
    adresse: str
    genre: str
    rang: float = RELATION
    annee: int | None = None
    extrait: str = ""
    valeur: str = ""


@dataclass(frozen=True)
class Groupe:
    """The results of one kind: the first ones, how many in all, and the list that shows them all."""

    cle: str
    titre: str
    resultats: list[Resultat]
    nombre: int
    adresse: str = ""

    @property
    def reste(self) -> int:
        return self.nombre - len(self.resultats)


@dataclass(frozen=True)
class Reponse:
    """The groups that answer a text; ``choisi``: the one that is asked for at length.

    ``proche``: nothing holds the words, these are spelt nearly so; ``correction``: what was perhaps meant.
    """

    texte: str
    groupes: list[Groupe] = field(default_factory=list)
    choisi: Groupe | None = None
    proche: bool = False
    correction: str = ""
    mots: list[str] = field(default_factory=list)

    @property
    def nombre(self) -> int:
        return sum(groupe.nombre for groupe in self.groupes)

    @property
    def trop_court(self) -> bool:
        return not self.mots

    @property
    def abrege(self) -> int:
        """How many words were looked for, when there were more."""
        return MOTS_MAXIMUM if trop_de_mots(self.texte) else 0

    @property
    def montres(self) -> list[Groupe]:
        """The groups whose results are shown: the one chosen, else all."""
        return [self.choisi] if self.choisi else self.groupes

    def suggestions(self) -> list[Groupe]:
        """The best few results, still grouped, each group by its best; a page is proposed once."""
        tous = [resultat for groupe in self.groupes for resultat in groupe.resultats]
        # Sorted by rank alone: among equals the order of the groups stands.
        par_adresse: dict[str, Resultat] = {}
        for resultat in sorted(tous, key=lambda resultat: resultat.rang):
            par_adresse.setdefault(resultat.adresse, resultat)
        meilleurs = {id(r) for r in list(par_adresse.values())[:SUGGESTIONS]}
        groupes = (
            replace(groupe, resultats=[r for r in groupe.resultats if id(r) in meilleurs])
            for groupe in self.groupes
        )
        return [groupe for groupe in groupes if groupe.resultats]


def chercher(
    texte: str,
    utilisateur,
    exercice: Exercice | None = None,
    annees: Iterable[Exercice] | None = None,
    genre: str = "",
) -> Reponse:
    """What this person may read and that holds every word, else what is spelt nearly so.

    ``exercice``: its rows come first. ``annees``: all years, latest first, when the caller knows them.
    ``genre``: the key of the one kind to give at length.
    """
    demandes = mots(texte)
    if len("".join(demandes)) < LONGUEUR_MINIMALE:
        return Reponse(texte)
    annees = list(Exercice.objects.order_by("-annee") if annees is None else annees)
    derniere = annees[0].annee if annees else 0
    recherche = Recherche(demandes, exercice.annee if exercice else derniere, derniere)
    lisibles = [source for source in SOURCES if utilisateur.has_perm(source.permission)]
    pages = _pages(demandes, utilisateur, annees)
    groupes = _groupes(lisibles, recherche, genre)
    chiffres = _chiffres(demandes, utilisateur, exercice, annees, genre)
    proche = False
    if not (groupes or pages or chiffres) and any(est_approchable(mot) for mot in demandes):
        groupes = _groupes(lisibles, replace(recherche, proche=True), genre)
        proche = bool(groupes)
    groupes = [*pages, *groupes]
    # What bears the name or the code that is asked for comes before figures that speak of it.
    premiers = not groupes or (chiffres and _rang(chiffres) <= _rang(groupes))
    groupes = [*chiffres, *groupes] if premiers else [*groupes, *chiffres]
    groupes += _aide(texte, demandes, genre)
    choisi = next((groupe for groupe in groupes if groupe.cle == genre), None)
    correction = ""
    if proche:
        correction = corrige(demandes, [strip_tags(r.titre) for g in groupes for r in g.resultats])
    return Reponse(texte, groupes, choisi, proche, correction, demandes)


def _groupes(sources: list[Source], recherche: Recherche, genre: str) -> list[Groupe]:
    """One query finds the keys of all kinds; then one for each kind found reads its rows."""
    requetes = [
        requete
        for rang, source in enumerate(sources)
        if (requete := source.requete(rang, recherche, _limite(source.cle, genre))) is not JAMAIS
    ]
    if not requetes:
        return []
    mots = recherche.mots
    trouves: dict[int, list[tuple]] = {}
    with connection.cursor() as cursor:
        cursor.execute(*recherche.requete(requetes))
        for rang_source, *reste in cursor:
            trouves.setdefault(rang_source, []).append(reste)
    texte = " ".join(f'"{mot}"' if " " in mot else mot for mot in mots)
    groupes = []
    for rang_source, lignes in trouves.items():
        source = sources[rang_source]
        objets = source.objets([cle for cle, *_ in lignes])
        resultats = [
            _resultat(source, objets[cle], mots, texte, rang, annee)
            for cle, rang, annee, _ in lignes
            if cle in objets
        ]
        groupe = Groupe(source.cle, source.titre, resultats, lignes[0][-1], source.liste(texte))
        groupes.append((lignes[0][1], rang_source, groupe))
    return [groupe for *_, groupe in sorted(groupes, key=lambda trio: trio[:2])]


def _limite(cle: str, genre: str) -> int:
    """How many rows of a kind are shown; of those that are not asked for, only their number is."""
    if not genre:
        return LIMITE
    return LIMITE_D_UN_GENRE if cle == genre else 1


def _resultat(source: Source, objet, mots: list[str], texte: str, rang: float, annee: int | None) -> Resultat:
    nom = source.nom(objet)
    return Resultat(
        titre=marquer(nom, mots),
        adresse=source.adresse(objet, texte),
        genre=source.cle,
        rang=rang,
        annee=None if str(annee) in nom else annee,
        extrait=_passage(source, objet, absents(nom, mots)),
    )


def _passage(source: Source, objet, manquants: list[str]) -> SafeString:
    """Where the words stand that the name of the row does not hold."""
    for champ in source.champs if manquants else ():
        chemin = champ.champ if isinstance(champ, ValeursDistinctes) else champ
        for libelle, valeur in valeurs(objet, chemin):
            if passage := extrait(valeur, manquants):
                return format_html("{}\u00a0: {}", libelle, passage) if libelle else passage
    return SafeString("")


def _pages(mots: list[str], utilisateur, annees: list[Exercice]) -> list[Groupe]:
    """The pages whose title holds every word: lists, and the dashboard and report of each year."""
    declarees = [
        (source.titre, source.crud.nom_complet("list"), source.permission)
        for source in SOURCES
        if source.crud
    ]
    menu = [(titre, nom, droit) for titre, nom, _, droit in MENU if not nom.endswith(":liste")]
    candidates = []
    for titre, nom, permission in (*menu, *declarees, *AUTRES_PAGES):
        if ouvre(utilisateur, permission):
            candidates.append((titre, nom, None))
    candidates += [(tache.titre, tache.nom_url, None) for tache in permises_a(utilisateur)]
    for exercice in annees:
        if exercice.a_un_bilan:
            candidates.append((f"Tableau de bord {exercice.annee}", "accueil", exercice.annee))
            if utilisateur.has_perm("bilan.view_rubrique"):
                candidates.append((f"Bilan d’activités {exercice.annee}", "bilan:html", exercice.annee))
    resultats = []
    for titre, nom, annee in candidates:
        plat = plier(titre)
        if all(plier(mot) in plat for mot in mots):
            rang = 0.0 if plat == plier(" ".join(mots)) else 1.5
            resultats.append(Resultat(marquer(titre, mots), _adresse(nom, annee), PAGES, rang, annee))
    resultats = [resultat for resultat in resultats if resultat.adresse]
    return [Groupe(PAGES, "Pages", resultats, len(resultats))] if resultats else []


def _chiffres(
    mots: list[str], utilisateur, exercice: Exercice | None, annees: list[Exercice], genre: str
) -> list[Groupe]:
    """The figures that answer, with their value, their year and their page."""
    trouves = recherche_chiffres.repondre(mots, utilisateur, exercice, annees)
    resultats = []
    for trouve in trouves[: _limite(CHIFFRES, genre)]:
        valeur, adresse = trouve.montrer(utilisateur)
        titre = marquer(trouve.connu.titre, mots)
        resultats.append(Resultat(titre, adresse, CHIFFRES, trouve.rang, trouve.annee, valeur=valeur))
    return [Groupe(CHIFFRES, "Chiffres", resultats, len(trouves))] if resultats else []


def _rang(groupes: list[Groupe]) -> float:
    return min(resultat.rang for groupe in groupes for resultat in groupe.resultats)


def _aide(texte: str, mots: list[str], genre: str) -> list[Groupe]:
    trouvailles = aide.chercher(texte.replace("\x00", ""))
    resultats = [
        Resultat(
            marquer(trouvaille.nom, mots),
            trouvaille.adresse,
            AIDE,
            RELATION,
            extrait=marquer(trouvaille.extrait, mots),
        )
        for trouvaille in trouvailles[: _limite(AIDE, genre)]
    ]
    adresse = f"{reverse('aide')}?{urlencode({'q': texte})}"
    return [Groupe(AIDE, "Aide", resultats, len(trouvailles), adresse)] if resultats else []


def _adresse(nom: str, annee: int | None) -> str:
    if annee is not None and nom == "accueil":
        return f"{reverse(nom)}?exercice={annee}"
    return adresse_ou_rien(nom, *(() if annee is None else (annee,)))
