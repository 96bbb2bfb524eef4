"""The catalogue of a year as a matrix that is changed in place: cells one by one or together, rows added."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.views import View

from applications import ouverture
from applications.matrice_ecriture import ecrire_cases
from applications.matrice_page import LIBELLES, SIGNES, TOUCHES, VIDE, page_de
from applications.models import ColonneCatalogue, Fonctionnalite, LigneCatalogue
from siim94.socle.models import Exercice
from siim94.socle.refus import Refus, ecriture
from siim94.ui.grille.colonnes import ColonneRelation
from siim94.ui.pages.annee import annee_en_adresse, exercice_choisi
from siim94.ui.views import fil_ariane

# What taking up an edition writes.
# What reading the matrix takes.
DROITS = ("applications.view_lignecatalogue", "applications.view_deploiement")
REPRISE = ("add_lignecatalogue", "add_deploiement", "add_colonnecatalogue", "delete_colonnecatalogue")


class MatriceView(View):
    """The edition of a year for whoever reads the catalogue; cells answer to whoever may change it.

    Posting ``cases`` writes cells and answers in JSON; ``fonctionnalite`` adds a row; ``reprendre`` makes the
    first rows of the edition out of the one before.
    """

    http_method_names = ["get", "head", "post", "options"]

    @classmethod
    def urls(cls) -> list:
        return [path("catalogue/matrice/", cls.as_view(), name="matrice")]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perms(DROITS):
            raise PermissionDenied
        self.exercice = exercice_choisi(request)
        if self.exercice is None:
            raise Http404("Aucun exercice")
        return super().dispatch(request, *args, **kwargs)

    @property
    def adresse(self) -> str:
        """The whole matrix of the year."""
        return f"{reverse('applications:matrice')}{annee_en_adresse(self.request, self.exercice)}"

    def get(self, request, erreur: str = "", status: int = 200):
        annee = self.exercice.annee
        page = page_de(annee, request.GET)
        catalogue = reverse("applications:lignecatalogue_list")
        peut = not self.clos and request.user.has_perm("applications.change_deploiement")
        peut_ajouter = self.peut("add_lignecatalogue")
        libelles = [
            (etat or VIDE, etat, capfirst(mot), SIGNES[etat], TOUCHES[etat]) for etat, mot in LIBELLES.items()
        ]
        return render(
            request,
            "applications/matrice.html",
            {
                "titre": f"Catalogue {annee} en matrice",
                "fil": fil_ariane("applications", ("Lignes du catalogue", catalogue), ("Matrice", "")),
                "exercice": self.exercice,
                "adresse": self.adresse,
                "page": page,
                "largeur": len(page.colonnes) + 2,
                "libelles": libelles,
                "poseurs": [*libelles[1:], *libelles[:1]],
                "catalogue": catalogue,
                "clos": self.clos,
                "peut": peut,
                "peut_ajouter": peut_ajouter and not page.vide,
                "fonctionnalites": self.colonne().propositions if peut_ajouter else [],
                "a_reprendre": page.precedente if page.vide and self.peut(*REPRISE) else None,
                "saisie": request.POST.get("fonctionnalite", ""),
                "erreur": erreur,
            },
            status=status,
        )

    def post(self, request):
        if "cases" in request.POST:
            return ecrire_cases(request)
        return self.reprendre(request) if "reprendre" in request.POST else self.ajouter(request)

    @property
    def clos(self) -> bool:
        return self.exercice.statut == Exercice.Statut.CLOS

    def peut(self, *droits: str) -> bool:
        return not self.clos and self.request.user.has_perms([f"applications.{droit}" for droit in droits])

    def colonne(self) -> ColonneRelation:
        """The functions that the edition has not, by their names."""
        presentes = (
            LigneCatalogue.objects.for_exercice(self.exercice.annee).order_by().values("fonctionnalite")
        )
        choix = Fonctionnalite.objects.exclude(pk__in=presentes)
        return ColonneRelation(
            LigneCatalogue._meta.get_field("fonctionnalite"), "Fonctionnalité", choix=choix
        )

    def ajouter(self, request):
        """Add a function at the end of the edition."""
        if not self.peut("add_lignecatalogue"):
            raise PermissionDenied
        lignes = LigneCatalogue.objects.for_exercice(self.exercice.annee)
        try:
            fonctionnalite = self.colonne().lire(request.POST.get("fonctionnalite", ""))
            rang = (lignes.aggregate(dernier=Max("rang"))["dernier"] or 0) + 1
            with ecriture(LigneCatalogue, ["fonctionnalite"]):
                ligne = LigneCatalogue.objects.create(
                    exercice=self.exercice,
                    bilan_de=self.exercice,
                    fonctionnalite_id=fonctionnalite,
                    rang=rang,
                )
        except ValidationError as erreur:
            return self.get(request, " ".join(erreur.messages), 422)
        except Refus as refus:
            return self.get(request, refus.message, 422)
        messages.success(request, f"« {ligne.fonctionnalite} » est au catalogue de {self.exercice.annee}.")
        # Without the criteria, which may hide the new row.
        return redirect(f"{self.adresse}#l{ligne.pk}")

    def reprendre(self, request):
        """Take up the edition before in a year that has none: members, functions, what still runs."""
        if not self.peut(*REPRISE):
            raise PermissionDenied
        annee = LigneCatalogue.objects.annee_precedente(self.exercice.annee)
        if annee is None:
            raise Http404("Aucune édition à reprendre")
        tables = ouverture.tables(Exercice.objects.get(annee=annee), self.exercice)
        try:
            with ecriture(LigneCatalogue):
                # A year may have columns and no row yet.
                ColonneCatalogue.objects.filter(exercice=self.exercice, bilan_de=self.exercice).delete()
                for table in tables:
                    table.model._base_manager.bulk_create([voulue.objet for voulue in table.lignes])
        except Refus as refus:
            return self.get(request, refus.message, 422)
        if tables:
            messages.success(request, f"L’édition {annee} est reprise : corrigez ce qui a changé.")
        return redirect(self.adresse)
