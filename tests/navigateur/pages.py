"""Every type of page of the site: who opens it, and where; what a browser must be able to do with each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import resolve, reverse
from django.utils import timezone

from adherents.models import Adherent
from applications.models import Application, Domaine, Projet
from finances.models import Chapitre, Contribution, DocumentBudgetaire
from siim94.bilan.models import Rubrique
from siim94.controles.etat import constats_de
from siim94.editions.models import Edition, Etat, Transmission
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, Exercice, Journal
from tests.adherents.factories import AdherentFactory, AliasFactory
from tests.adresses import ANNEE
from tests.comptes import compte
from tests.editions.factories import (
    CommentaireFactory,
    DiffusionFactory,
    SignalementFactory,
    TransmissionFactory,
    donnees_figees,
    sceller,
)
from tests.editions.relecture import mettre
from tests.rigueur import tirer
from tests.socle.factories import SaisieGardeeFactory, TravailFactory


@dataclass(frozen=True)
class Page:
    """A page to open as ``role`` (None: a visitor); ``statut`` when it is not there to be read."""

    nom: str
    adresse: Callable[[], str]
    role: str | None = "gestionnaire"
    statut: int = 200


def de(objets: QuerySet, fin: str = "") -> Callable[[], str]:
    """The address of the first object, or of one of its pages."""
    return lambda: f"{objets.order_by('pk').first().get_absolute_url()}{fin}"


def vers(nom: str, *args) -> Callable[[], str]:
    return lambda: reverse(nom, args=args)


def saisie() -> str:
    SaisieGardeeFactory(utilisateur=compte("gestionnaire"))
    SaisieGardeeFactory(utilisateur=compte("gestionnaire"), champs={}, fin="delai")
    return reverse("saisies")


def travaux_prevus() -> str:
    """The page of work in the background, with a row that is as wide as they come."""
    TravailFactory(titre="Oubli du fichier déposé", echeance=timezone.now() + timedelta(days=1))
    return reverse("travaux")


def relecture() -> str:
    """The page of a review, with a frozen draft and remarks of all kinds."""
    etape = mettre(Exercice.objects.get(annee=ANNEE), Etat.RELECTURE)
    CommentaireFactory(copie=etape.copie, rubrique="perspectives", reponse="C’est vu.")
    CommentaireFactory(copie=etape.copie, regle=etape.quand)
    return reverse("editions:relecture", args=[ANNEE])


def provenance() -> str:
    return f"{reverse('bilan:provenance', args=[ANNEE])}?chiffre=finances.contributions.total"


def geste() -> str:
    """The page that takes back what was written at once."""
    with acteur(compte("gestionnaire"), motif="Essai"):
        adherent = AdherentFactory()
        AliasFactory(adherent=adherent)
    return reverse("annuler_geste", args=[Journal.objects.of_objet(adherent).get().pk])


def constat() -> str:
    """The address of the first finding of the year."""
    return reverse("controles:constat", args=[ANNEE, constats_de(ANNEE)[0].code])


def edition(fin: str) -> Callable[[], str]:
    """The address of a page of the second edition of a year, with something on each; of a year without a
    report, so that no other page shows it.
    """

    def adresse() -> str:
        if not Edition.objects.filter(exercice=ANNEE - 1).exists():
            annee = Exercice.objects.get(annee=ANNEE - 1)
            SignalementFactory(edition=sceller(exercice=annee, donnees=donnees_figees("12")))
            seconde = sceller(exercice=annee, numero=2, nature="revision", donnees=donnees_figees("-9"))
            SignalementFactory(edition=seconde)
            TransmissionFactory(edition=seconde)
            for sort in (Transmission.Sort.A_ENVOYER, Transmission.Sort.A_VERIFIER):
                TransmissionFactory(edition=seconde, moyen="courriel", courriel="maire@exemple.fr", sort=sort)
        return f"/bilan/{ANNEE - 1}/editions/2/{fin}"

    return adresse


def publication() -> str:
    """What anybody may read of an edition opened to all."""
    edition("")()
    DiffusionFactory(edition=Edition.objects.derniere(ANNEE - 1))
    return reverse("publication", args=[ANNEE - 1])


def a(adresse: str) -> Callable[[], str]:
    return lambda: adresse


CONTRIBUTIONS = Contribution.objects.filter(exercice=ANNEE)
VITRY = Adherent.objects.filter(nom_court="Vitry")

PAGES = (
    Page("tableau de bord", vers("accueil")),
    *(Page(f"aperçu {app}", vers(f"{app}:accueil")) for app in ("finances", "rh", "support", "applications")),
    Page("liste", vers("finances:contribution_list")),
    Page("liste avec critères", a("/finances/contributions/?q=oph&tri=-montant")),
    Page("liste vide", a("/finances/contributions/?q=zzzz")),
    Page("grande liste", a("/applications/deploiements/?exercice=tous")),
    Page("filtres d’une liste", vers("finances:contribution_filters")),
    Page("fiche", de(CONTRIBUTIONS)),
    Page("fiche d’adhérent", de(VITRY)),
    Page("fiche d’application", de(Application.objects.all())),
    Page("fiche de domaine", de(Domaine.objects.all())),
    Page("fiche de projet", de(Projet.objects.all())),
    Page("fiche de chapitre", de(Chapitre.objects.all())),
    Page("document budgétaire", de(DocumentBudgetaire.objects.all())),
    Page("ajout", vers("finances:contribution_create")),
    Page("modification", de(CONTRIBUTIONS, "modifier/")),
    Page("duplication", de(CONTRIBUTIONS, "dupliquer/")),
    Page("suppression", de(CONTRIBUTIONS, "supprimer/")),
    Page("suppression empêchée", de(VITRY, "supprimer/")),
    Page("historique", de(CONTRIBUTIONS, "historique/")),
    Page("journal", vers("journal")),
    Page("grille", vers("finances:contribution_grid")),
    Page("grille de lignes budgétaires", vers("finances:lignebudget_grid")),
    Page("matrice", vers("applications:matrice")),
    Page("application à ajouter", vers("applications:nouvelle_application")),
    Page("application à retirer", vers("applications:retirer_une_application")),
    Page("service à réorganiser", vers("socle:reorganiser_un_service"), "admin"),
    Page("agents à déplacer", vers("rh:deplacer_des_agents")),
    Page("adhérent à renommer", vers("adherents:renommer_un_adherent")),
    Page("succession d’un adhérent", vers("adherents:succession_d_un_adherent")),
    Page("geste à annuler", geste),
    Page("recherche", a("/recherche/?q=ivry")),
    Page("recherche sans résultat", a("/recherche/?q=zzzzqq")),
    Page("mes pages", vers("mes_pages")),
    Page("saisies non enregistrées", saisie),
    Page("exercices", vers("exercices")),
    Page("exercices, à la direction", vers("exercices"), "direction"),
    Page("étapes d’un exercice", vers("exercice", ANNEE), "direction"),
    Page("préparation d’un exercice", vers("exercice_preparer"), "direction"),
    Page("clôture d’un exercice", vers("exercice_action", ANNEE, "clore"), "direction"),
    Page("bilans", vers("bilan:liste")),
    Page("bilan", vers("bilan:html", ANNEE)),
    Page("tirage", vers("bilan:tirage", ANNEE)),
    Page("tirage du projet", vers("bilan:tirage_projet", ANNEE)),
    Page("rubriques", vers("bilan:rubriques", ANNEE), "direction"),
    Page("rubrique à modifier", de(Rubrique.objects.exclude(corps=""), "modifier/"), "direction"),
    Page(
        "pour écrire une rubrique", de(Rubrique.objects.filter(section="rh.effectif"), "aides/"), "direction"
    ),
    Page("chiffres à insérer", vers("bilan:chiffres", ANNEE), "direction"),
    Page("provenance d’un chiffre", provenance, "direction"),
    Page("relecture", relecture, "direction"),
    Page("ce qui est à relire de nouveau", vers("editions:modifications", ANNEE), "direction"),
    Page("brouillon du bilan", vers("bilan:brouillon", ANNEE)),
    Page("publication d’un bilan", vers("editions:publier", ANNEE), "direction"),
    Page("éditions d’un bilan", vers("editions:editions", ANNEE)),
    Page("édition d’un bilan", edition("")),
    Page("diffusion d’une édition", edition("diffusion/"), "direction"),
    Page("bilan ouvert à tous", publication, None),
    Page("validation d’un bilan", vers("editions:mouvement", ANNEE, "valider"), "direction"),
    Page("préparation du bilan", vers("editions:preparation", ANNEE), "direction"),
    Page("avant de publier", vers("editions:obstacles", ANNEE), "direction"),
    Page("rubrique à confier", vers("editions:responsable", ANNEE, "perspectives"), "direction"),
    Page("contrôles", vers("controles:liste", ANNEE)),
    Page("constat", constat),
    Page("erreur à signaler", edition("signaler/")),
    Page("erreurs signalées", edition("signalements/"), "direction"),
    Page("lectures avant publication", vers("editions:lecteurs", ANNEE), "direction"),
    Page("corrections", vers("editions:corrections", ANNEE)),
    Page("différences", edition("differences/")),
    Page("transmission", edition("transmission/"), "direction"),
    Page("destinataire à ajouter", edition("transmission/ajouter/"), "direction"),
    Page("lettre d’une édition", edition("transmission/courrier/"), "direction"),
    Page("envoi par courriel", edition("transmission/envoyer/"), "direction"),
    Page("chargements", vers("chargements:liste")),
    Page("chargement", de(Chargement.objects.all())),
    Page("nouveau chargement", vers("chargements:nouveau", "totem")),
    Page("travaux", travaux_prevus, "admin"),
    Page("mot de passe", vers("mot_de_passe")),
    Page("mot de passe changé", vers("mot_de_passe_change")),
    Page("sécurité du compte", vers("mfa_index")),
    Page("sessions", vers("usersessions_list")),
    Page("comptes", vers("socle:comptes"), "admin"),
    Page("compte", lambda: reverse("socle:compte", args=[compte("agent").pk]), "admin"),
    Page("inviter", vers("socle:compte_inviter"), "admin"),
    Page("journal de sécurité", vers("socle:securite"), "admin"),
    Page("confirmer que c’est soi", vers("account_reauthenticate")),
    Page("message envoyé", vers("oubli_envoye"), None),
    Page("lien périmé", vers("nouveau_mot_de_passe", "x", "y"), None),
    Page("aide", a("/aide/?q=tableur")),
    Page("page d’aide", a("/aide/finances/?de=finances:contribution_list")),
    Page("vocabulaire", vers("aide_vocabulaire")),
    Page("droits", vers("aide_droits")),
    Page("déclaration", vers("accessibilite")),
    Page("charte", vers("charte")),
    Page("administration", vers("admin:index"), "admin"),
    Page("connexion", vers("connexion"), None),
    Page("page introuvable", a("/nulle-part/"), statut=404),
    Page("fiche introuvable", a("/finances/contributions/999999/"), statut=404),
    Page("accès refusé", vers("finances:contribution_create"), "agent", statut=403),
)

# In the suite an eighth of the pages is examined at a desk and another on a phone, as the seed has it; all at
# both by `make bench BENCH=accessibilite`.
AU_BUREAU, AU_TELEPHONE = (tirer(PAGES, len(PAGES) // 8, place) for place in ("desk", "phone"))

# Addresses that nobody reads as a page: what they post or give leads elsewhere.
SANS_PAGE = {
    # Steps that come after others: tests/navigateur/test_connexion.py examines them.
    *("account_login", "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "oubli"),
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    *("socle:compte_acte", "socle:delegation_fin"),
    # Ways to a provider of identities: tests/accueil/annuaire/.
    *("annuaire", "annuaire_retour", "annuaire_relier"),
    "sante",
    "metriques",
    "session",
    "favori",
    "changer_exercice",
    "saisie_gardee",
    "exercice_suivant",
    "changer_theme",
    "deconnexion",
    "bilan:pdf",
    "editions:parcelle",
    "bilan:pdf_projet",
    "export",
    "bilan:image",
    "bilan:vignette",
    "bilan:rubrique_apercu",
    "bilan:rubrique_epreuve",
    "bilan:rubrique_placer",
    "bilan:section",
    "editions:relecture_avancement",
    "editions:commenter",
    "editions:commentaire_suivre",
    "editions:copie",
    "editions:fichier",
    "editions:publier_avancement",
    "editions:publier_annuler",
    "publication_fichier",
    # A piece of the draft, seen there.
    "bilan:constats",
    "controles:courant",
    "controles:ici",
    "controles:resume",
    "graphique",
    "controles:suite_retirer",
    "editions:signalement_repondre",
    "editions:transmission_inscrire",
    "editions:transmission_retirer",
    "editions:transmission_suivi",
    "editions:transmission_issue",
    "editions:transmission_lettre",
    "editions:transmission_lettres",
    "editions:transmission_compte",
    # The form of one that is added.
    "editions:transmission_destinataire",
    "chargements:classeur",
    "chargements:feuille",
    "chargements:scdl",
    "chargements:confirmer",
    "chargements:abandonner",
    "_preferences",
    "_suggestions",
    # A cell of a list, corrected there.
    "_cell",
}
# Pages that need a selection or a file first: other tests of this folder examine them.
AILLEURS = {"_bulk", "_restore", "chargements:annuler", "chargements:options"}

ACTIONS = (
    *("list", "detail", "create", "update", "duplicate", "delete", "history", "grid", "filters"),
    *("bulk", "restore", "preferences", "suggestions", "cell"),
)


def type_de(nom_url: str) -> str:
    """The type of a page by the name of its address: those of a ``Crud`` are the same for all models."""
    fin = nom_url.rpartition("_")[2]
    if "_" in nom_url and fin in ACTIONS:
        return f"_{fin}"
    return ":accueil" if nom_url.endswith(":accueil") else nom_url


def types_ouverts() -> set[str]:
    """The types of the pages of ``PAGES``."""
    lues = (resolve(page.adresse().partition("?")[0]) for page in PAGES if page.statut != 404)
    return {type_de(lue.view_name) for lue in lues}
