"""The help: its pages, the screens that each explains, and the search in its texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from django.urls import reverse
from django.utils.functional import cached_property

import adherents.views
import applications.views
import finances.views
import rh.views
import support.views
from siim94.accueil import reglages
from siim94.accueil.aide_texte import RubriqueAide, rubriques, vocabulaire
from siim94.formats.mots import plier
from siim94.ui.crud import Crud

APPS = ("adherents", "applications", "finances", "rh", "support")
# Signs shown around the words found.
EXTRAIT = 160


def _par_app(*fins: str, apps: Sequence[str] = (*APPS, "bilan", "socle")) -> tuple[str, ...]:
    return tuple(f"{app}:*_{fin}" for app in apps for fin in fins)


@dataclass(frozen=True)
class PageAide:
    """A page of the help. ``ecrans`` are the names of addresses that it explains (``*`` for any part).

    ``nom_url`` is given by pages that are not text only; ``cruds`` are the lists of its domain.
    """

    code: str
    titre: str
    resume: str
    ecrans: Sequence[str] = ()
    nom_url: str = ""
    cruds: Sequence[type[Crud]] = ()

    @property
    def adresse(self) -> str:
        return reverse(self.nom_url) if self.nom_url else reverse("aide_page", args=[self.code])

    @cached_property
    def rubriques(self) -> tuple[RubriqueAide, ...]:
        return () if self.nom_url else rubriques(self.code)

    def explique(self, ecran: str) -> bool:
        return any(fnmatchcase(ecran, motif) for motif in self.ecrans)


# In the order of the summary. Of two pages that explain a screen, the first is the one it leads to.
GROUPES: tuple[tuple[str, tuple[PageAide, ...]], ...] = (
    (
        "Se repérer",
        (
            PageAide(
                "tableau-de-bord",
                "Le tableau de bord",
                "Les chiffres de l’exercice, ce qui manque au bilan, ce qui a changé.",
                ("accueil", "graphique"),
            ),
            PageAide(
                "recherche",
                "Rechercher, raccourcis clavier",
                "Un seul champ pour tout retrouver, et les touches qui font gagner du temps.",
                ("recherche*",),
            ),
            PageAide(
                "mes-pages",
                "Vos pages favorites et récentes",
                "L’étoile d’une page, le menu « Pages », et le rangement des favorites.",
                ("mes_pages", "favori"),
            ),
            PageAide(
                "exercices",
                "Les exercices",
                "L’exercice choisi pour tout le site, et la vie d’un exercice : préparé, ouvert, clos.",
                ("exercice*", "changer_exercice"),
            ),
            PageAide(
                "compte",
                "Votre compte",
                "Se connecter, second facteur, sessions, mot de passe, affichage clair ou sombre.",
                (
                    *(
                        "connexion",
                        "annuaire*",
                        "deconnexion",
                        "mot_de_passe*",
                        "changer_theme",
                        "sante",
                        "metriques",
                        "session",
                    ),
                    *("account_*", "mfa_*", "usersessions_list", "oubli*", "nouveau_mot_de_passe"),
                ),
            ),
        ),
    ),
    (
        "Lire et modifier",
        (
            PageAide(
                "listes",
                "Les listes",
                "Critères, colonnes, filtres enregistrés, totaux, exports.",
                (*_par_app("list", "preferences", "filters", "cell"), "travaux", "export"),
            ),
            PageAide(
                "fiches",
                "La fiche d’un objet",
                "Les panneaux d’un adhérent, d’une application, d’un chapitre, et leurs liens.",
                _par_app("detail"),
            ),
            PageAide(
                "modifier",
                "Ajouter, modifier, supprimer",
                "Les formulaires, les nombres à la française, et deux personnes sur la même fiche.",
                (
                    *_par_app("create", "update", apps=(*APPS, "socle")),
                    *_par_app("duplicate", "delete", "suggestions"),
                    *("saisies", "saisie_gardee"),
                ),
            ),
            PageAide(
                "lot",
                "Modifier plusieurs lignes à la fois",
                "Cocher, voir ce qui va changer, puis tout faire d’un coup.",
                _par_app("bulk"),
            ),
            PageAide(
                "grille",
                "Saisir en grille",
                "Remplir les lignes d’une année comme dans un tableur, y coller un bloc.",
                _par_app("grid"),
            ),
            PageAide(
                "matrice",
                "Le catalogue en matrice",
                "Une case par fonctionnalité et par adhérent, modifiée sur place.",
                ("applications:matrice",),
            ),
            PageAide(
                "historique",
                "Historique et journal",
                "Qui a changé quoi, quand et pourquoi ; rétablir un état antérieur.",
                (*_par_app("history", "restore"), "journal", "annuler_geste"),
            ),
        ),
    ),
    (
        "Les domaines",
        (
            PageAide(
                "adherents",
                "Les adhérents",
                "Genres, adhésions, successions, autres noms, conventions, instances.",
                ("adherents:*",),
                cruds=adherents.views.CRUDS,
            ),
            PageAide(
                "applications",
                "Les applications",
                "Le catalogue et ses éditions, les déploiements, les projets, les chiffres de l’activité.",
                ("applications:*",),
                cruds=applications.views.CRUDS,
            ),
            PageAide(
                "finances",
                "Les finances",
                "Documents et lignes budgétaires, nomenclature, contributions, subventions.",
                ("finances:*",),
                cruds=finances.views.CRUDS,
            ),
            PageAide(
                "rh",
                "Les ressources humaines",
                "Tableau des effectifs, emplois ouverts et pourvus, équivalents temps plein, mouvements.",
                ("rh:*",),
                cruds=rh.views.CRUDS,
            ),
            PageAide(
                "support",
                "Le support",
                "Ventilation des jours, formations, tickets, postes de travail, rattachements GLPI.",
                ("support:*",),
                cruds=support.views.CRUDS,
            ),
        ),
    ),
    (
        "Préparer le bilan",
        (
            PageAide(
                "chargements",
                "Charger un fichier",
                "Classeur de l’année, TotEM, SCDL, GLPI, plan de comptes : aperçu, confirmation, annulation.",
                ("chargements:*",),
            ),
            PageAide(
                "redaction",
                "Écrire le bilan",
                "L’ordre des rubriques, les textes, les chiffres appelés par leur nom.",
                ("bilan:rubrique*", "bilan:chiffres"),
            ),
            PageAide(
                "preparation",
                "Préparer le bilan",
                "Tout ce dont le bilan a besoin, ce qui manque, qui s’en charge, et l’échéance.",
                ("editions:preparation", "editions:obstacles", "editions:responsable"),
            ),
            PageAide(
                "relecture",
                "Relire et valider le bilan",
                "Les états d’un bilan, la copie à relire, les commentaires, la validation.",
                (
                    *("editions:relecture*", "editions:mouvement", "editions:modifications"),
                    *("editions:comm*", "editions:copie"),
                ),
            ),
            PageAide(
                "publication",
                "Publier le bilan",
                "Ce qui est scellé, ce qui refuse, les éditions, leur vérification, l’ouverture à tous.",
                (
                    *("editions:publier*", "editions:edition*", "editions:fichier", "editions:parcelle"),
                    *("editions:diffusion", "publication", "publication_fichier"),
                ),
            ),
            PageAide(
                "bilan",
                "Le bilan d’activités",
                "Le lire, en tirer le PDF, comprendre d’où viennent ses chiffres.",
                ("bilan:*",),
            ),
            PageAide(
                "corrections",
                "Signaler et corriger une erreur",
                "Une erreur dans un bilan publié, le rectificatif, les différences entre deux éditions.",
                ("editions:sign*", "editions:corrections", "editions:differences", "editions:lecteurs"),
            ),
            PageAide(
                "transmission",
                "Envoyer le bilan aux adhérents",
                "Les destinataires, la lettre, les courriels, les accusés de réception.",
                ("editions:transmission*",),
            ),
            PageAide(
                "controles",
                "Les contrôles de cohérence",
                "Les chiffres qui se contredisent : les réparer, ou dire pourquoi ils peuvent rester.",
                ("controles:*",),
            ),
        ),
    ),
    (
        "Références",
        (
            PageAide(
                "vocabulaire",
                "Le vocabulaire",
                "Les mots de la maison et des finances locales, par ordre alphabétique.",
                ("aide_vocabulaire",),
                "aide_vocabulaire",
            ),
            PageAide(
                "droits",
                "Qui peut faire quoi",
                "Les droits de chaque rôle et de chaque groupe, et les vôtres.",
                ("aide_droits",),
                "aide_droits",
            ),
            PageAide(
                "reglages",
                "Les réglages",
                "La fiche du syndicat, ses pôles, les valeurs imprimées, et le chemin des autres références.",
                ("socle:*",),
                cruds=reglages.CRUDS,
            ),
            PageAide(
                "administration",
                "L’administration",
                "Comptes et groupes ; importer et exporter un tableau.",
                ("admin:*", "socle:compte*", "socle:delegation_fin", "socle:securite"),
            ),
            PageAide(
                "donnees-personnelles",
                "Les données personnelles",
                "La fiche du registre : ce qui nomme quelqu’un, pourquoi, et combien de temps.",
            ),
            PageAide(
                "accessibilite",
                "L’accessibilité",
                "Se servir de l’intranet au clavier, avec un lecteur d’écran, en grands caractères.",
                ("accessibilite", "charte"),
            ),
            PageAide(
                "aide",
                "Se servir de l’aide",
                "Trouver la page d’aide de l’écran où vous êtes, et chercher dans l’aide.",
                ("aide", "aide_page"),
            ),
        ),
    ),
)
PAGES = tuple(page for _, pages in GROUPES for page in pages)
PAR_CODE = {page.code: page for page in PAGES}
# A page that several apps make together has the name of the object's own page, without its app.
_JOINTES = {
    crud.nom_url(nom): crud.nom_complet(nom)
    for page in PAGES
    for crud in page.cruds
    for nom in ("detail", "history")
    if crud.fiche
}


# A process meets as many screens as the site has addresses; what is none (a stranger's word) is let go.
@lru_cache(maxsize=1_000)
def pages_de(ecran: str) -> tuple[PageAide, ...]:
    """The pages that explain a screen, the closest first: how to use it, then what it is about."""
    nom = _JOINTES.get(ecran, ecran)
    return tuple(page for page in PAGES if page.explique(nom))


@dataclass(frozen=True)
class Trouvaille:
    """A part of the help that holds the words looked for: where, and the words around the first."""

    page: str
    titre: str
    adresse: str
    extrait: str

    @property
    def nom(self) -> str:
        return f"{self.page}\u00a0: {self.titre}" if self.titre else self.page


@dataclass(frozen=True)
class _Passage:
    """A part of the help as the search reads it: its own heading, all its headings and its text, folded."""

    page: str
    rubrique: RubriqueAide
    adresse: str
    titre: str
    titres: str
    contenu: str


def chercher(texte: str) -> list[Trouvaille]:
    """Parts of the help and words of the vocabulary that hold every word; those that name one come first."""
    mots = plier(texte).split()
    if not mots:
        return []
    notees = []
    for rang, passage in enumerate(_passages()):
        if all(mot in passage.titres or mot in passage.contenu for mot in mots):
            extrait = _extrait(passage.rubrique.texte, passage.contenu, mots)
            trouvaille = Trouvaille(passage.page, passage.rubrique.titre, passage.adresse, extrait)
            notees.append((-sum(mot in passage.titre for mot in mots), rang, trouvaille))
    return [trouvaille for *_, trouvaille in sorted(notees, key=lambda notee: notee[:2])]


@cache
def _passages() -> tuple[_Passage, ...]:
    """All the parts, folded once: the global search reads them at every key pressed."""
    return tuple(
        _Passage(
            page,
            rubrique,
            adresse,
            plier(rubrique.titre),
            plier(f"{page} {rubrique.titre}"),
            plier(rubrique.texte),
        )
        for page, rubrique, adresse in _toutes()
    )


def _toutes() -> Iterator[tuple[str, RubriqueAide, str]]:
    for page in PAGES:
        for rubrique in page.rubriques:
            yield page.titre, rubrique, page.adresse + (f"#{rubrique.ancre}" if rubrique.ancre else "")
    page = PAR_CODE["vocabulaire"]
    for terme in vocabulaire():
        yield page.titre, terme, f"{page.adresse}#{terme.ancre}"


def _extrait(texte: str, plie: str, mots: Sequence[str]) -> str:
    places = [place for mot in mots if (place := plie.find(mot)) >= 0]
    debut = max(0, min(places, default=0) - EXTRAIT // 3)
    if debut:
        debut = texte.find(" ", debut) + 1
    fin = len(texte) if len(texte) - debut <= EXTRAIT else texte.rfind(" ", debut, debut + EXTRAIT)
    return ("… " if debut else "") + texte[debut:fin] + (" …" if fin < len(texte) else "")
