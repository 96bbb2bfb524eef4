"""At which step a year stands, from its preparation to its opening, and the one next act of who reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from siim94.editions import preparation
from siim94.formats.francais import INSECABLE, accorde, compact
from siim94.socle.models import Chargement, Exercice
from siim94.ui.adresses import fil
from siim94.ui.taches.page import Tache

Statut = Exercice.Statut
GERER, CHARGER, LIRE = "socle.change_exercice", "socle.add_chargement", "bilan.view_rubrique"
# Who does what a reader may not do.
QUI = {GERER: "La direction ou l’administration s’en charge.", CHARGER: "Les gestionnaires s’en chargent."}


@dataclass(frozen=True)
class Etape:
    """One step: what it is, whether it is done, what it has so far, and where it is done, by whom."""

    titre: str
    faite: bool
    constat: str
    geste: str = ""
    adresse: str = ""
    droit: str = LIRE
    fichier: bool = False


class Suivi:
    """The steps of a year, for one person."""

    def __init__(self, annee: int, utilisateur):
        self.annee, self.utilisateur = annee, utilisateur
        self.exercice = Exercice.objects.filter(annee=annee).first()
        chargements = Chargement.objects.filter(exercice=annee).defer("apercu")
        self.faits = chargements.filter(etat=Chargement.Etat.FAIT).count()
        self.attend = chargements.filter(etat=Chargement.Etat.APERCU).order_by("-pk").first()
        self.etapes = list(self._etapes())

    def _etapes(self) -> Iterator[Etape]:
        yield self._preparer()
        if self.exercice is None:
            return
        yield self._classeur()
        yield self._charger()
        yield self._manque()
        yield self._ouvrir()

    def _preparer(self) -> Etape:
        adresse = f"{reverse('exercice_preparer')}?annee={self.annee}"
        if self.exercice is None:
            constat = "Le catalogue et la mise en page du bilan seront repris du dernier exercice."
            return Etape("Préparer", False, constat, f"Préparer l’exercice {self.annee}", adresse, GERER)
        return Etape("Préparer", True, "Le catalogue et la mise en page du bilan sont là.")

    def _classeur(self) -> Etape:
        return Etape(
            "Remplir le classeur",
            self.faits > 0 or self.exercice.statut != Statut.PREPARATION,
            "Un tableau par feuille, avec les lignes de l’année d’avant et leurs valeurs à côté. On peut"
            " aussi saisir en grille, dans chaque liste.",
            f"Télécharger le classeur {self.annee}",
            reverse("chargements:classeur", args=[self.annee]),
            CHARGER,
            fichier=True,
        )

    def _charger(self) -> Etape:
        if self.attend is not None:
            constat = f"Un fichier est lu, rien n’en est encore enregistré{INSECABLE}: {self.attend.fichier}."
            adresse = self.attend.get_absolute_url()
            return Etape("Charger", False, constat, "Relire et confirmer ce chargement", adresse, CHARGER)
        faits = f"{compact(self.faits)} chargement{accorde(self.faits)} de l’année"
        ouvert = self.exercice.statut != Statut.PREPARATION
        sans = (
            "L’exercice est ouvert sans fichier de l’année."
            if ouvert
            else "Aucun fichier n’est encore chargé."
        )
        constat = f"{faits}." if self.faits else sans
        adresse = reverse("chargements:liste")
        return Etape("Charger", self.faits > 0 or ouvert, constat, "Charger un fichier", adresse, CHARGER)

    def _manque(self) -> Etape:
        besoins = preparation.besoins(self.exercice)
        manquent = besoins.manquent
        constat = (
            f"{compact(manquent)} élément{accorde(manquent)} du bilan {accorde(manquent, 'manque,manquent')}."
        )
        adresse = reverse("editions:preparation", args=[self.annee])
        return Etape(
            "Voir ce qui manque",
            not manquent,
            constat if manquent else "Rien ne manque.",
            "Voir ce qui manque",
            adresse,
        )

    def _ouvrir(self) -> Etape:
        if self.exercice.statut != Statut.PREPARATION:
            return Etape("Ouvrir", True, f"L’exercice est {self.exercice.get_statut_display()}.")
        constat = "Le site le montrera d’abord à tous. Rien n’empêche de l’ouvrir avant que tout soit là."
        adresse = reverse("exercice_action", args=[self.annee, "ouvrir"])
        return Etape("Ouvrir", False, constat, f"Ouvrir l’exercice {self.annee}", adresse, GERER)

    def permise(self, etape: Etape) -> bool:
        return bool(etape.adresse) and self.utilisateur.has_perm(etape.droit)

    @property
    def lignes(self) -> list[tuple[Etape, bool, str]]:
        """Each step, whether this person may do it, and else who does."""
        return [
            (
                etape,
                permise := self.permise(etape),
                "" if permise or etape.faite else QUI.get(etape.droit, ""),
            )
            for etape in self.etapes
        ]

    @property
    def suivante(self) -> Etape | None:
        """The first step that is not done and that this person may do."""
        return next((e for e in self.etapes if not e.faite and self.permise(e)), None)

    @property
    def ici(self) -> Etape | None:
        """The step at which the year stands, whoever does it."""
        return next((e for e in self.etapes if not e.faite), None)


class PreparerExercice(Tache):
    titre = "Préparer l’exercice"
    nom_url = "exercice_suivant"

    @classmethod
    def permise_a(cls, utilisateur) -> bool:
        return utilisateur.has_perm(GERER) or utilisateur.has_perm(CHARGER)


def _avec_droit(vue: Callable) -> Callable:
    return require_safe(permission_required("socle.view_exercice", raise_exception=True)(vue))


@_avec_droit
def suivant(request):
    """The page of the year in preparation, else of the one after the last."""
    return redirect("exercice", annee=annee_suivante())


def annee_suivante() -> int:
    annees = Exercice.objects.avec_bilan().order_by("-annee")
    preparee = annees.filter(statut=Statut.PREPARATION).last()
    if preparee is not None:
        return preparee.annee
    derniere = annees.first()
    if derniere is None:
        raise Http404("Aucun exercice")
    return derniere.annee + 1


@_avec_droit
def etapes(request, annee: int):
    """The steps of a year that has a report, or of the one that comes next."""
    suivi = Suivi(annee, request.user)
    if suivi.exercice is None and annee != annee_suivante():
        raise Http404("Exercice inconnu")
    if suivi.exercice is not None and not suivi.exercice.a_un_bilan:
        raise Http404("Cet exercice n’a pas de bilan")
    contexte = {
        "titre": f"Où en est l’exercice {annee}",
        "fil": fil("Exercices", "exercices", (f"Étapes {annee}", "")),
        "annee": annee,
        "suivi": suivi,
    }
    return render(request, "accueil/exercice_etapes.html", contexte)
