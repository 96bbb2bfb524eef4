"""One cell of a list, corrected where it is read: its field, its save, the row and the totals that follow.

What a cell takes, who changed it meanwhile and what is refused are the grid's own (a ``Grille`` of one row).
"""

from django.db import models
from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django_tables2.rows import BoundRow

from siim94.socle.champs import suivre
from siim94.socle.declencheurs import EXERCICE_CLOS, REPRIS_CLOS
from siim94.socle.refus import MESSAGES
from siim94.ui.grille.colonnes import ColonneGrille, colonne_du_crud
from siim94.ui.grille.enregistrement import Cellule, Grille
from siim94.ui.grille.html import case
from siim94.ui.historique.recit import Noms, changements, en_mots, entrees_depuis, suppressions
from siim94.ui.listes.lignes import lignes_html
from siim94.ui.listes.preferences import PreferencesDeListe
from siim94.ui.saisie.edition import EditionView
from siim94.ui.saisie.en_place import champs_en_place
from siim94.ui.views import ListeView


class CelluleView(EditionView):
    """The cell of a row and a column, for the script of lists; the address carries the list's own parameters.

    GET gives the field (``version``: the row as the page shows it), POST saves it. Both answer in JSON: a
    sentence (``message``), and where there is one the field (``champ``), the row (``ligne``, its ``version``)
    and the totals (``pied``).
    """

    def setup(self, request, *args, pk: int, champ: str, **kwargs):
        super().setup(request, *args, **kwargs)
        self.pk, self.champ = pk, champ

    def get(self, request, **kwargs):
        objet = self.lire()
        if objet is None:
            return self.disparue()
        if refus := self.refus(objet):
            return JsonResponse({"message": refus}, status=422)
        autre = self.ce_qui_a_change(objet)
        suite = self.ligne(objet) if autre else {"version": objet.version}
        [cellule] = self.grille(objet).cellules
        return JsonResponse({"message": autre, "champ": self.dessiner(cellule), **suite})

    def post(self, request, **kwargs):
        lignes = self.model._base_manager.select_for_update(of=("self",))
        courant = lignes.select_related(*self.crud.table_class.relations()).filter(pk=self.pk).first()
        if courant is None:
            return self.disparue()
        if refus := self.refus(courant):
            return JsonResponse({"message": refus}, status=422)
        avant = self.colonne(courant).valeur_de(courant)
        lue = request.POST.get("version", "")
        versions = {self.pk: int(lue)} if lue.isascii() and lue.isdigit() else {}
        if not versions:
            return JsonResponse({"message": "La page ne dit plus quelle ligne elle montrait."}, status=422)
        grille = self.grille(courant, request.POST, versions)
        [cellule] = grille.cellules
        if grille.errors or (grille.modifiees and not grille.enregistrer()):
            status = 409 if grille.ecarts else 422
            refus = " ".join(grille.generales) or ("" if grille.ecarts else " ".join(cellule.erreurs))
            champ = self.dessiner(cellule, grille.generales)
            return JsonResponse({"message": refus, "champ": champ, **self.ligne(self.lire())}, status=status)
        faite = bool(grille.modifiees)
        return JsonResponse(
            {
                "message": self.dire(cellule, avant) if faite else "Rien n’a changé.",
                "pas": [cellule.stocke, cellule.colonne.ecrire(cellule.colonne.valeur_de(courant))]
                if faite
                else None,
                **self.ligne(self.lire()),
            }
        )

    def lire(self) -> models.Model | None:
        """The row as the list reads it, whatever the criteria."""
        relations = self.crud.table_class.relations(self.preferences.colonnes)
        return self.crud.queryset().select_related(*relations).filter(pk=self.pk).first()

    def disparue(self):
        changement = next(iter(suppressions(self.model, [self.pk])), None)
        if changement is None:
            raise Http404
        parti = f"«\u00a0{changement.nom}\u00a0» a été supprimé par {changement.qui}"
        return JsonResponse({"message": f"{parti}\u00a0: cette ligne n’est plus dans la liste."}, status=410)

    def refus(self, objet) -> str:
        """Why the cell cannot be corrected here; nothing when it can."""
        if (annee := self.crud.annee_close(self.request, objet)) is not None:
            repris = annee != getattr(objet, "exercice_id", annee)
            return MESSAGES[REPRIS_CLOS if repris else EXERCICE_CLOS]
        valeur = self.colonne(objet).valeur_de(objet)
        if isinstance(valeur, str) and "\n" in valeur.strip():
            return "Ce texte a plusieurs lignes\u00a0: il se change dans la fiche."
        return ""

    def ce_qui_a_change(self, objet) -> str:
        """Who changed the row since the list was read, in a sentence; nothing when nobody did."""
        lue = self.request.GET.get("version", "")
        if not (lue.isascii() and lue.isdigit() and int(lue) < objet.version):
            return ""
        derniers = changements(entrees_depuis(objet, int(lue))[:1])
        qui = derniers[0].qui if derniers else "une autre personne"
        return f"Cette ligne a été modifiée entre-temps par {qui}\u00a0: la voici telle qu’elle est."

    def colonne(self, objet) -> ColonneGrille:
        if self.champ not in champs_en_place(self.crud):
            raise Http404
        relation = self.crud.relation_annuelle()
        annee = relation and suivre(objet, relation if relation == "exercice" else f"{relation}__exercice")
        return colonne_du_crud(self.crud, self.champ, annee or None)

    def grille(self, objet, donnees=None, versions=None) -> Grille:
        return Grille(
            self.crud,
            [objet],
            donnees,
            versions,
            colonnes=[self.colonne(objet)],
            modifiables=champs_en_place(self.crud),
        )

    def dessiner(self, cellule: Cellule, generales=()) -> str:
        return render_to_string(
            "ui/cellule.html",
            {
                "cellule": cellule,
                "objet": cellule.ligne.objet,
                # Every text in it was escaped where it entered.
                "case": mark_safe(f"<div {case(cellule, self.champ, lecture_seule=False)}</div>"),  # noqa: S308
                "generales": generales,
                "adresse_suggestions": reverse(self.crud.nom_complet("suggestions")),
            },
            self.request,
        )

    @cached_property
    def preferences(self) -> PreferencesDeListe:
        return PreferencesDeListe(self.crud, self.request)

    @cached_property
    def vue(self) -> ListeView:
        return ListeView.pour(self.crud, self.request)

    @cached_property
    def liste(self) -> tuple:
        """The year, the criteria and the rows of the list that the address asks for."""
        return self.vue.lignes_filtrees(self.preferences.colonnes)

    def ligne(self, objet) -> dict[str, object]:
        """The row and the totals of the list as they are now."""
        exercice, filtre, lignes = self.liste
        table = self.vue.table(lignes, exercice, self.preferences.colonnes)
        criteres = self.vue.criteres(filtre, exercice)
        contexte = self.vue.contexte_de_la_table(table, exercice, criteres, self.preferences)
        ecrire = contexte["ecrire"]
        rangee = lignes_html(table, "lot" in ecrire, ecrire.get("ligne", ""), [BoundRow(objet, table)])
        return {
            "ligne": rangee,
            "version": objet.version,
            "pied": render_to_string("ui/table_pied.html", contexte, self.request),
        }

    def dire(self, cellule: Cellule, avant) -> str:
        """What was saved, in a sentence; and that the row will leave the list, when it will."""
        colonne, objet = cellule.colonne, cellule.ligne.objet
        valeurs = [colonne.valeur_de(objet), avant]
        noms = Noms.de([(colonne.champ, valeurs)])
        apres, ancien = (en_mots(colonne.champ, valeur, noms) for valeur in valeurs)
        dit = f"Enregistré. {colonne.libelle}\u00a0: {apres} (avant\u00a0: {ancien})."
        if self.liste[2].filter(pk=self.pk).exists():
            return dit
        return f"{dit} Cette ligne ne répond plus aux critères de la liste."
