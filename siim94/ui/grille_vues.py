"""The page of a grid: the rows of a list, edited together; what a spreadsheet copied is pasted into it."""

import json
from html import unescape

from django.contrib import messages
from django.db import models
from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.html import strip_tags

from siim94.socle.models import Exercice, Journal
from siim94.ui.colonnes import Colonne, MontantColumn, NombreColumn, TexteColumn
from siim94.ui.edition import EditionView
from siim94.ui.grille import ColonneGrille, Grille, colonnes_de, nom_de
from siim94.ui.grille_collage import ColonneCible, LigneCible, coller
from siim94.ui.historique import changements, traces
from siim94.ui.views import ListeView

LIGNES_MAXIMALES = 500
CELLULES_COLLEES_MAXIMALES = 20_000


def table_de(crud, lignes: models.QuerySet):
    """The list's own table over some rows, with the editable columns that the list does not show."""
    base = crud.table_class.base_columns
    a_des_totaux = any(getattr(colonne, "total", False) for colonne in base.values())
    ajoutees = [
        (colonne.nom, _colonne(colonne, a_des_totaux))
        for colonne in colonnes_de(crud)
        if colonne.nom not in base
    ]
    return crud.table_class(lignes, legende=crud.titre_pluriel(), extra_columns=ajoutees)


def _colonne(colonne: ColonneGrille, a_des_totaux: bool) -> Colonne:
    if not colonne.numerique:
        return TexteColumn(verbose_name=colonne.libelle)
    euros = isinstance(colonne.champ, models.DecimalField) and colonne.champ.max_digits > 10
    classe = MontantColumn if euros and colonne.champ.decimal_places == 2 else NombreColumn
    return classe(verbose_name=colonne.libelle, total=a_des_totaux)


class GrilleView(EditionView):
    """The rows of the list (same criteria in the address) as a grid; posting ``collage`` reads a paste."""

    droit = "change"

    def get(self, request):
        # Read once, by the cells and by the table.
        lignes = self.liste[: LIGNES_MAXIMALES + 1]
        trop = len(lignes) > LIGNES_MAXIMALES
        return self.page_grille(Grille(self.crud, () if trop else lignes), lignes, trop=trop)

    def post(self, request):
        if "collage" in request.POST:
            return self.collage()
        versions = self.versions()
        if not versions:
            return HttpResponseBadRequest("La page ne dit plus quelles lignes elle montrait : rechargez-la.")
        # Held until the end of the request, in the order of keys: two grids never wait for each other.
        relations = self.crud.table_class.relations()
        verrouillees = self.model._base_manager.select_for_update(of=("self",)).select_related(*relations)
        courantes = {objet.pk: objet for objet in verrouillees.filter(pk__in=list(versions)).order_by("pk")}
        presentes = [courantes[pk] for pk in versions if pk in courantes]
        grille = Grille(self.crud, presentes, request.POST, versions)
        self.dire_disparues(grille, [pk for pk in versions if pk not in courantes])
        if grille.errors or (grille.modifiees and not grille.enregistrer()):
            return self.page_grille(grille, self.relues(grille), 409 if grille.ecarts else 422)
        nombre = sum(len(ligne.valeurs) for ligne in grille.modifiees)
        if nombre:
            s = "s" if nombre > 1 else ""
            messages.success(request, f"{nombre} cellule{s} enregistrée{s}.")
        else:
            messages.info(request, "Rien n’a changé.")
        return redirect(request.get_full_path())

    @cached_property
    def _liste(self) -> tuple:
        liste = ListeView(crud=self.crud)
        liste.setup(self.request)
        return liste.lignes_filtrees()

    @property
    def liste(self) -> models.QuerySet:
        """The rows that the address asks for, whatever the page of the list."""
        return self._liste[2]

    def versions(self) -> dict[int, int]:
        couples = [couple.partition(":") for couple in self.request.POST.get("versions", "").split(",")]
        lus = {pk: version for pk, _, version in couples if pk.isdecimal() and version.isdecimal()}
        return {int(pk): int(version) for pk, version in list(lus.items())[:LIGNES_MAXIMALES]}

    def dire_disparues(self, grille: Grille, disparues: list[int]) -> None:
        """Rows deleted meanwhile are named once; the page shown again is without them."""
        if not disparues:
            return
        suppressions = Journal.objects.filter(
            table_nom=self.model._meta.db_table,
            cle__in=[str(pk) for pk in disparues],
            action=Journal.Action.SUPPRESSION,
        )
        for changement in changements(traces(suppressions)):
            grille.generales.append(
                f"« {changement.nom} » a été supprimé par {changement.qui} : "
                "cette ligne n’est plus dans la grille."
            )

    def page_grille(self, grille: Grille, lignes: models.QuerySet, status: int = 200, trop: bool = False):
        exercice = self._liste[0]
        titre = self.crud.titre_pluriel()
        clos = exercice is not None and exercice.statut == Exercice.Statut.CLOS
        table = table_de(self.crud, lignes)
        table.totaliser(self.liste)
        if exercice is not None:
            table.masquer("exercice")
        adresse_liste = f"{self.crud.adresse_liste()}?{self.request.GET.urlencode()}"
        return self.page(
            "ui/grille.html",
            f"{titre} en grille",
            status=status,
            form=grille,
            table=table,
            rangs=_rangs(table, grille),
            editables={colonne.nom: colonne for colonne in grille.colonnes},
            versions=",".join(f"{pk}:{ligne.objet.version}" for pk, ligne in grille.lignes.items()),
            clos=clos,
            annee=exercice.annee if exercice is not None else None,
            trop=trop,
            maximum=LIGNES_MAXIMALES,
            adresse_liste=adresse_liste,
            motif=self.request.POST.get("motif_journal", ""),
        )

    def relues(self, grille: Grille) -> models.QuerySet:
        """The rows of the grid as lists read them (annotations, order)."""
        lignes = self.crud.queryset().select_related(*self.crud.table_class.relations())
        return lignes.filter(pk__in=list(grille.lignes))

    def collage(self):
        """The text pasted, cut and placed: fields and their texts, and a sentence, as JSON."""
        try:
            demande = json.loads(self.request.POST["collage"])
            depart = int(demande["ligne"]), int(demande["colonne"])
            lignes = [LigneCible(str(pk), str(nom), bool(p)) for pk, nom, p in demande["lignes"]]
            texte, champs = str(demande["texte"]), list(demande["champs"])
        except (ValueError, KeyError, TypeError):
            return HttpResponseBadRequest("Collage illisible.")
        # In the order of the page, which is that of the list.
        par_nom = {colonne.nom: colonne for colonne in colonnes_de(self.crud)}
        montrees = [par_nom[nom] for nom in champs if nom in par_nom]
        colonnes = [ColonneCible(c.nom, c.libelle, c.numerique) for c in montrees]
        if not (0 <= depart[0] < len(lignes) and 0 <= depart[1] < len(colonnes)):
            return HttpResponseBadRequest("Collage hors de la grille.")
        if texte.count("\t") + texte.count("\n") > CELLULES_COLLEES_MAXIMALES:
            return JsonResponse({"cellules": [], "message": "Ce bloc est trop grand pour être collé ici."})
        resultat = coller(texte, lignes, colonnes, depart)
        cellules = [
            {"nom": nom_de(cellule.ligne, cellule.champ), "texte": cellule.texte, "erreur": cellule.erreur}
            for cellule in resultat.cellules
        ]
        return JsonResponse({"cellules": cellules, "message": resultat.resume})


def _rangs(table, grille: Grille):
    """The rows of the page: key, name in the first column, per cent or not, and its (column, cell, HTML)."""
    premiere = table.columns.names()[0]
    rangs = []
    for rangee in table.rows:
        ligne = grille.lignes.get(rangee.record.pk)
        if ligne is None:
            continue
        nom = unescape(strip_tags(str(rangee.get_cell(premiere)))).strip()
        cellules = [
            (colonne, ligne.cellules.get(colonne.name), "" if colonne.name in ligne.cellules else contenu)
            for colonne, contenu in rangee.items()
        ]
        rangs.append((ligne.objet.pk, nom, grille.crud.en_pourcent(ligne.objet), cellules))
    return rangs
