"""The page of a grid: the rows of a list, edited together; what a spreadsheet copied is pasted into it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponseBadRequest, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from siim94.socle.models import Exercice
from siim94.ui.grille.colonnes import colonnes_de
from siim94.ui.grille.enregistrement import Grille
from siim94.ui.grille.html import Mise
from siim94.ui.grille.lecture import lire_collage
from siim94.ui.grille.lignes import (
    NOUVELLES_MAXIMALES,
    AnneeAvant,
    Nouvelle,
    annee_a_reprendre,
    avant,
    blanches,
    postees,
    reprendre,
)
from siim94.ui.grille.page import comparees, rangs_de, rangs_nouveaux, repliees, table_de, totaux_de, vides
from siim94.ui.historique.recit import suppressions
from siim94.ui.listes.pagination import ordonner
from siim94.ui.pages.annee import exercices
from siim94.ui.saisie import detour
from siim94.ui.saisie.edition import EditionView
from siim94.ui.views import ListeView

LIGNES_PAR_PAGE = 50
# Sent with the page up to here: a second page of a few rows would be a nuisance.
LIGNES_D_UNE_PAGE = 250
# Up to here a script asks for the rows of the other pages: it has no pages.
LIGNES_MAXIMALES = 5_000


class GrilleView(EditionView):
    """The rows of the list (same criteria in the address) as a grid; posting ``collage`` reads a paste.

    ``?reprise=oui`` proposes the rows of the year before that this one has not. Posting ``suite`` gives the
    rows that a long grid did not send with its page. What a new row names and is not there yet is created on
    the way (``detour``).
    """

    droit = "change"

    def get(self, request):
        if (garde := detour.attendu(request)) is not None:
            return self.de_retour(garde)
        # Read once, by the cells and by the table.
        lignes = self.lignes_de_la_page
        if not (self.peut_ajouter and request.GET.get("reprise")):
            return self.page_grille(self.grille(lignes), lignes)
        reprise = reprendre(self.crud, self.exercice, exercices(request), NOUVELLES_MAXIMALES)
        nouvelles = reprise.lignes if reprise is not None else []
        return self.page_grille(self.grille(lignes, nouvelles=nouvelles), lignes, reprise=reprise)

    def post(self, request):
        if "collage" in request.POST:
            bornes = self.bornes if self.par_pages else (1, 1, 0, self.nombre)
            return lire_collage(self.crud, self.exercice, self.liste, bornes, request.POST["collage"])
        if "suite" in request.POST:
            return self.suite(request.POST["suite"])
        if "versions" not in request.POST:
            return HttpResponseBadRequest("La page ne dit plus quelles lignes elle montrait : rechargez-la.")
        if len(versions_lues(request.POST)) > LIGNES_MAXIMALES:
            return HttpResponseBadRequest(f"Une grille compte {LIGNES_MAXIMALES} lignes au plus.")
        if detour.demande(request):
            return self.creer(request.POST[detour.BOUTON])
        # Held until the end of the request, in the order of keys: two grids never wait for each other.
        grille = self.lue(request.POST, self.model._base_manager.select_for_update(of=("self",)))
        if grille.supprimees and not self.peut_supprimer:
            raise PermissionDenied
        if "ajouter" in request.POST:
            return self.page_grille(grille, self.relues(grille), gardee=True)
        if "verifier" in request.POST and self.verifiable:
            return self.page_verifiee(grille)
        a_ecrire = grille.modifiees or grille.ajoutees or grille.supprimees
        if grille.errors or (a_ecrire and not grille.enregistrer()):
            return self.page_grille(grille, self.relues(grille), 409 if grille.ecarts else 422)
        dire_enregistrees(request, grille)
        parametres = self.parametres
        parametres.pop("reprise", None)
        return redirect(f"{request.path}?{parametres.urlencode()}" if parametres else request.path)

    def lue(self, donnees: QueryDict, lignes: models.QuerySet) -> Grille:
        """The grid as a person filled it in; rows that are no longer there, or too many, are told."""
        versions, nouvelles = versions_lues(donnees), self.nouvelles(donnees)
        relations = self.crud.table_class.relations()
        lignes = lignes.select_related(*relations).filter(pk__in=list(versions)).order_by("pk")
        courantes = {objet.pk: objet for objet in lignes}
        if "ajouter" in donnees:
            numeros = [int(nouvelle.cle[1:]) for nouvelle in nouvelles]
            nouvelles += blanches(self.crud, self.exercice, 1, max(numeros, default=0) + 1)
        presentes = [courantes[pk] for pk in versions if pk in courantes]
        grille = self.grille(presentes, donnees, versions, nouvelles)
        self.dire_disparues(grille, [pk for pk in versions if pk not in courantes])
        if len(nouvelles) > NOUVELLES_MAXIMALES:
            grille.generales.append(
                f"Une grille ajoute {NOUVELLES_MAXIMALES} lignes à la fois, celle-ci {len(nouvelles)} : "
                "retirez-en, enregistrez, puis ajoutez les autres."
            )
        return grille

    @cached_property
    def creations(self) -> dict[str, str]:
        """What the cells of new rows say that name what this account may create, by column."""
        noms = [*self.crud.grille, *self.crud.grille_cles]
        modeles = {nom: self.model._meta.get_field(nom).related_model for nom in noms}
        mots = {n: detour.creation(modele, self.request.user) for n, modele in modeles.items() if modele}
        return {nom: mot for nom, mot in mots.items() if mot}

    def creer(self, nom: str):
        """From the cell of a new row to the page that creates what it names."""
        champ = nom.rpartition("-")[2]
        if champ not in self.creations or not self.peut_ajouter:
            raise Http404
        modele = self.model._meta.get_field(champ).related_model
        return detour.creer(self.request, nom, modele, self.request.POST.get(nom, ""))

    def de_retour(self, garde: dict):
        """The grid as it was left, with what was created chosen in its cell."""
        donnees = QueryDict(garde["saisi"], mutable=True)
        nom = garde["champ"]
        if "cree" in garde:
            colonnes = {colonne.nom: colonne for colonne in colonnes_de(self.crud, self.exercice)}
            donnees[nom] = colonnes[nom.rpartition("-")[2]].ecrire(garde["cree"])
        grille = self.lue(donnees, self.model._base_manager)
        return self.page_grille(grille, self.relues(grille), gardee=True, revenue=nom)

    def page_verifiee(self, grille: Grille):
        """The grid as it was posted, with the relations between figures that saving it would break or mend.

        For a script, these sentences alone. None of them refuses anything: what contradicts may be true.
        """
        phrases = [] if grille.errors else grille.verifier(self.exercice or Exercice.objects.courant())
        contexte = {"verifiee": True, "phrases": phrases, "en_erreur": grille.errors}
        if self.request.headers.get("X-Requested-With") == "fetch":
            return render(self.request, "ui/grille_controles.html", contexte)
        return self.page_grille(grille, self.relues(grille), gardee=True, **contexte)

    @property
    def verifiable(self) -> bool:
        """Who reads findings is told of those that a change would bring."""
        return self.request.user.has_perm("controles.view_suite")

    @cached_property
    def _liste(self) -> tuple:
        return ListeView.pour(self.crud, self.request).lignes_filtrees()

    @cached_property
    def liste(self) -> models.QuerySet:
        """The rows that the address asks for, whatever the page of the list; no two of the same rank."""
        return ordonner(self._liste[2])

    @property
    def exercice(self) -> Exercice | None:
        return self._liste[0]

    @property
    def clos(self) -> bool:
        return self.exercice is not None and self.exercice.statut == Exercice.Statut.CLOS

    @cached_property
    def precedente(self) -> AnneeAvant | None:
        return avant(self.crud, self.exercice, exercices(self.request))

    @cached_property
    def nombre(self) -> int:
        return self.liste.count()

    @cached_property
    def bornes(self) -> tuple[int, int, int, int]:
        """The page asked for, how many there are, and the ranks of its first row and of the next page's."""
        if self.nombre <= LIGNES_D_UNE_PAGE:
            return 1, 1, 0, self.nombre
        pages = -(-self.nombre // LIGNES_PAR_PAGE)
        demande = self.request.GET.get("page", "1")
        page = min(max(1, int(demande)), pages) if demande.isascii() and demande.isdigit() else 1
        return page, pages, (page - 1) * LIGNES_PAR_PAGE, min(page * LIGNES_PAR_PAGE, self.nombre)

    @property
    def par_pages(self) -> bool:
        """The rows are more than one page holds even with a script, or a page of them is asked for."""
        return self.nombre > LIGNES_MAXIMALES or "page" in self.request.GET

    @property
    def longue(self) -> bool:
        """The page comes without all the rows of the list."""
        return self.nombre > LIGNES_D_UNE_PAGE

    @property
    def lignes_de_la_page(self) -> models.QuerySet:
        _, _, premiere, fin = self.bornes
        return self.liste[premiere:fin]

    @property
    def peut_ajouter(self) -> bool:
        """Rows are added to a year that has its own report and is not closed, by who may."""
        exercice = self.exercice
        ouvert = exercice is not None and exercice.a_un_bilan and exercice.statut != Exercice.Statut.CLOS
        return bool(self.crud.grille_cles) and ouvert and self.crud.peut(self.request, "add")

    @property
    def peut_supprimer(self) -> bool:
        return self.crud.peut(self.request, "delete")

    def grille(self, lignes, donnees=None, versions=None, nouvelles=()) -> Grille:
        return Grille(self.crud, lignes, donnees, versions, self.exercice, nouvelles)

    def nouvelles(self, donnees: QueryDict) -> list[Nouvelle]:
        if not ("nouvelle" in donnees or "ajouter" in donnees):
            return []
        if not self.crud.peut(self.request, "add") or self.exercice is None:
            raise PermissionDenied
        return postees(self.crud, self.exercice, donnees)

    def dire_disparues(self, grille: Grille, disparues: list[int]) -> None:
        """Rows deleted meanwhile are named once; the page shown again is without them."""
        for changement in suppressions(self.model, disparues):
            grille.generales.append(
                f"« {changement.nom} » a été supprimé par {changement.qui} : "
                "cette ligne n’est plus dans la grille."
            )

    def page_grille(self, grille: Grille, lignes, status=200, reprise=None, gardee=False, **contexte):
        exercice = self.exercice
        titre = self.crud.titre_pluriel()
        table, rangs, mise = self.dessin(grille, lignes)
        nouveaux = rangs_nouveaux(table, grille, grille.nouvelles, self.precedente)
        montres = [*rangs, *nouveaux]
        if not self.longue:
            mise.comparees = comparees([rang.avant for rang in montres if rang.avant], grille.colonnes)
        page, pages, premiere, fin = self.bornes
        pareilles: dict[str, str] = {}
        if not self.request.GET.get("colonnes"):
            if self.longue:
                changees = {c.colonne.nom for c in grille.cellules if c.modifiee or c.erreurs or c.ecart}
                gardees = {*mise.comparees, *changees}
                mise.repliees = [nom for nom in vides(self.liste, grille.colonnes) if nom not in gardees]
            else:
                mise.repliees, pareilles = repliees(montres, mise.comparees)
        modele = ""
        if self.peut_ajouter:
            # Under the columns of the others: what their cells may name is read once.
            une, colonnes = blanches(self.crud, exercice, 1), grille.toutes_colonnes
            [blanche] = Grille(self.crud, (), nouvelles=une, colonnes=colonnes).nouvelles
            blanche.cle = "__n__"
            modele = mise.lignes(rangs_nouveaux(table, grille, [blanche]))
        return self.page(
            "ui/grille.html",
            f"{titre} en grille",
            status=status,
            form=grille,
            table=table,
            lignes=mise.lignes(rangs),
            lignes_nouvelles=mise.lignes(nouveaux),
            mise=mise,
            pareilles=pareilles,
            annee_avant=self.precedente.annee if self.precedente else None,
            suite=self.longue and not self.par_pages,
            modele=modele,
            totaux=totaux_de(self.crud, self.liste, table),
            racines=",".join(chemin.partition("__")[0] for chemin in self.crud.grille_groupes),
            listes=[
                (colonne.nom, colonne.propositions)
                for colonne in grille.toutes_colonnes
                if colonne.liste and not self.clos and (modele or not colonne.cle)
            ],
            adresse_suggestions=reverse(self.crud.nom_complet("suggestions")),
            versions=versions_de(grille),
            clos=self.clos,
            annee=exercice.annee if exercice is not None else None,
            annuel=bool(self.crud.relation_annuelle() and self.crud.grille_cles),
            peut_supprimer=mise.peut_supprimer,
            reprise=reprise,
            a_reprendre=self.a_reprendre(grille),
            a_completer=bool(self.nombre),
            gardee=gardee or bool(reprise and reprise.lignes),
            pages={
                "page": page,
                "pages": pages,
                "avant": page - 1,
                "apres": page + 1,
                "premiere": premiere + 1,
                "fin": fin,
                "nombre": self.nombre,
            },
            adresse_envoi=self.adresse_envoi(),
            adresse_saisie=f"{self.request.path}{self.adresse_envoi().removeprefix(self.request.path)}",
            adresse_liste=f"{self.crud.adresse_liste()}?{self.parametres.urlencode()}",
            motif=grille.donnees.get("motif_journal", "") if grille.donnees is not None else "",
            verifiable=self.verifiable,
            **{"verifiee": False, "phrases": (), "en_erreur": False, "revenue": ""} | contexte,
        )

    def dessin(self, grille: Grille, lignes) -> tuple:
        """The table of the grid, its stored rows, how they are drawn; all columns of a long one compare."""
        table = table_de(self.crud, lignes, grille.toutes_colonnes)
        table.masquer("exercice")
        sources = self.precedente.lignes.values() if self.longue and self.precedente else ()
        mise = Mise(
            self.clos,
            self.peut_supprimer and not self.clos,
            comparees(list(sources), grille.colonnes),
            creations=self.creations,
        )
        return table, rangs_de(table, grille, self.precedente), mise

    def suite(self, montrees: str):
        """The rows of the list but those that the page shows already, drawn by blocks, and their versions."""
        deja = [pk for pk in montrees.split(",") if pk.isascii() and pk.isdigit()]
        lignes = self.liste.exclude(pk__in=deja)[: LIGNES_MAXIMALES - len(deja)]
        grille = self.grille(lignes)
        _, rangs, mise = self.dessin(grille, lignes)
        return JsonResponse({"blocs": mise.blocs(rangs), "versions": versions_de(grille)})

    @property
    def parametres(self) -> QueryDict:
        """Those of the address, without the way back from a detour."""
        parametres = self.request.GET.copy()
        parametres.pop(detour.RETOUR, None)
        return parametres

    def adresse_envoi(self) -> str:
        """Where the form goes: the address of the page with its year, which may be changed in another window
        before this one is saved.
        """
        parametres = self.parametres
        if self.exercice is not None:
            parametres["exercice"] = str(self.exercice.annee)
        return f"?{parametres.urlencode()}" if parametres else self.request.path

    def a_reprendre(self, grille: Grille) -> Exercice | None:
        """The year whose rows this one may take up: all of them, or those left out of an earlier save."""
        if grille.nouvelles or not self.peut_ajouter:
            return None
        return annee_a_reprendre(self.crud, self.exercice, exercices(self.request))

    def relues(self, grille: Grille) -> models.QuerySet:
        """The rows of the grid as lists read them (annotations, order)."""
        lignes = self.crud.queryset().select_related(*self.crud.table_class.relations())
        return lignes.filter(pk__in=list(grille.lignes))


def versions_lues(donnees: QueryDict) -> dict[int, int]:
    """The version of each row that a form says it showed."""
    couples = [couple.partition(":") for couple in donnees.get("versions", "").split(",")]
    lus = {pk: version for pk, _, version in couples if pk.isdecimal() and version.isdecimal()}
    return {int(pk): int(version) for pk, version in lus.items()}


def versions_de(grille: Grille) -> str:
    """The version of each row that a person is shown."""
    return ",".join(f"{pk}:{ligne.objet.version}" for pk, ligne in grille.lignes.items())


def dire_enregistrees(request, grille: Grille) -> None:
    """One sentence: what was written, and the new rows that were left aside for want of a value."""
    cellules = sum(len(ligne.valeurs) for ligne in grille.modifiees)
    comptes = [
        (cellules, "case enregistrée"),
        (len(grille.ajoutees), "ligne ajoutée"),
        (len(grille.supprimees), "ligne supprimée"),
    ]
    faits = [_accorder(nombre, texte) for nombre, texte in comptes if nombre]
    if faits:
        messages.success(request, f"{', '.join(faits)}.")
    else:
        messages.info(request, "Rien n’a changé.")
    # A copy without a value was only proposed; a row that a person named was meant.
    vides = [
        ligne
        for ligne in grille.nouvelles
        if ligne.vide and any(c.modifiee for c in ligne.cellules.values() if c.colonne.cle)
    ]
    if vides:
        accord = "s" if len(vides) > 1 else ""
        sans = _accorder(len(vides), "nouvelle ligne")
        messages.warning(request, f"{sans} sans aucune valeur, non enregistrée{accord}.")


def _accorder(nombre: int, texte: str) -> str:
    return f"{nombre} {texte}" if nombre == 1 else f"{nombre} {' '.join(f'{mot}s' for mot in texte.split())}"
