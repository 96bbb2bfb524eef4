"""The history of an object, and the way back to an earlier state of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from siim94.socle.models import Journal
from siim94.socle.refus import Refus, ecriture, messages_de
from siim94.ui.historique.geste import gestes_de
from siim94.ui.historique.liens import entrees_de, lisibles, raconter
from siim94.ui.historique.purge import partie, purge_de
from siim94.ui.historique.recit import (
    ChampChange,
    Changement,
    Noms,
    champs_par_colonne,
    changements,
    en_mots,
    etat_avant,
    lire_json,
    origine,
    reconstruire,
    traces,
)
from siim94.ui.listes.tables import titre_de
from siim94.ui.saisie.edition import EditionView

LIGNES_PAR_PAGE = 25


class HistoriqueView(EditionView):
    """All the changes of one object, latest first; also of an object that was deleted."""

    http_method_names = ["get", "head", "options"]
    droit = "view"

    def get(self, request, pk):
        if not request.user.has_perm("socle.view_journal"):
            raise PermissionDenied
        objet = self.crud.queryset().filter(pk=pk).first()
        entrees = entrees_de(self.model, pk, lisibles(self.crud.autour, request.user))
        page = Paginator(traces(entrees), LIGNES_PAR_PAGE).get_page(request.GET.get("page"))
        if objet is None and not page.object_list:
            raise Http404
        lus = raconter(self.model, page.object_list)
        apporte = origine(objet) if objet is not None and not page.has_next() else None
        nom = (
            str(objet)
            if objet is not None
            else next((c.nom for c in lus if c.model is self.model), f"nº {pk}")
        )
        return self.page(
            "ui/historique.html",
            f"Historique : {nom}",
            objet,
            page=page,
            changements=lus,
            origine=apporte,
            purge=None if page.has_next() else purge_de(self.model, pk, objet),
            supprime=objet is None,
            gestes=gestes_de([changement.trace for changement in lus]),
            peut_modifier=request.user.has_perm(self.crud.permission("change")),
            peut_ajouter=request.user.has_perm(self.crud.permission("add")),
        )


@dataclass
class Retour:
    """One row to bring back: as it was, what that changes in words, and whether it is there now."""

    objet: models.Model
    present: bool
    differences: list[ChampChange]

    @property
    def model(self) -> type[models.Model]:
        return type(self.objet)

    @property
    def titre(self) -> str:
        return titre_de(self.model, pluriel=False)

    def ecrire(self) -> None:
        """Write the earlier state; the version is left to the database. Raises ``Refus``."""
        try:
            multiples = [champ.name for champ in self.model._meta.many_to_many]
            self.objet.full_clean(exclude=["version", *multiples])
        except ValidationError as erreur:
            raise Refus(" ".join(messages_de(erreur, self.model))) from erreur
        with ecriture(self.model):
            if not self.present:
                self.objet.save_base(force_insert=True)
                return
            valeurs = {
                champ.attname: getattr(self.objet, champ.attname)
                for champ in self.model._meta.concrete_fields
                if not champ.primary_key and champ.name not in ("version", *self.model.hors_journal)
            }
            self.model._base_manager.filter(pk=self.objet.pk).update(**valeurs)


def retour_avant(objet: models.Model, entrees: list[Journal]) -> Retour:
    """The way back of a row that is there, to before all of ``entrees`` (latest first)."""
    ancien = etat_avant(objet, entrees)
    return Retour(ancien, True, _differences(objet, ancien))


def _differences(objet, ancien) -> list[ChampChange]:
    changes = []
    for champ in champs_par_colonne(type(ancien)).values():
        valeurs = [getattr(o, champ.attname) if o is not None else None for o in (objet, ancien)]
        if champ.name != "version" and not champ.primary_key and valeurs[0] != valeurs[1]:
            changes.append((champ, valeurs))
    noms = Noms.de(changes)
    return [
        ChampChange(str(champ.verbose_name), *(en_mots(champ, contenu, noms) for contenu in valeurs))
        for champ, valeurs in changes
    ]


def retours_de_suppression(trace: Journal, model: type[models.Model]) -> list[Retour]:
    """A deleted row, first, and those tied to it that went in the same transaction, the last gone first:
    parents before their children.
    """
    parties = {trace.pk: (trace, model)}
    a_suivre = [(trace, model)]
    while a_suivre:
        parent, modele = a_suivre.pop()
        trouvees = {t.pk: (t, m) for t, m in _parties_avec(parent, modele) if t.pk not in parties}
        parties |= trouvees
        a_suivre += trouvees.values()
    retours = []
    for numero in sorted(parties, key=lambda n: (n != trace.pk, -n)):
        partie, modele = parties[numero]
        objet = reconstruire(modele, partie.cle, lire_json(partie.avant_texte))
        retours.append(Retour(objet, False, _differences(None, objet)))
    return retours


def _parties_avec(trace: Journal, model: type[models.Model]) -> Iterator[tuple[Journal, type[models.Model]]]:
    """The rows that pointed to a deleted one, went in the same transaction, and are not there again."""
    for relation in model._meta.related_objects:
        modele = relation.related_model
        if not hasattr(modele, "hors_journal"):
            continue
        entrees = traces(
            Journal.objects.of_transaction(trace).filter(
                table_nom=modele._meta.db_table,
                action=Journal.Action.SUPPRESSION,
                **{f"avant__{relation.field.column}": model._meta.pk.to_python(trace.cle)},
            )
        )
        cles = [entree.cle for entree in entrees]
        presents = set(map(str, modele._base_manager.filter(pk__in=cles).values_list("pk", flat=True)))
        yield from ((entree, modele) for entree in entrees if entree.cle not in presents)


class RestaurationView(EditionView):
    """Confirm with the differences and a reason, then bring back the state before one change."""

    droit = "view"

    def get(self, request, pk, trace):
        return self.repondre(pk, trace, self.crud.queryset().filter(pk=pk).first())

    def post(self, request, pk, trace):
        return self.repondre(pk, trace, self.verrouiller(pk), ecrire=True)

    def repondre(self, pk, numero, objet, ecrire: bool = False):
        siennes = Journal.objects.filter(table_nom=self.model._meta.db_table, cle=str(pk))
        if (entree := traces(siennes).filter(pk=numero).first()) is None:
            return partie(self.request, numero)
        (changement,) = changements([entree])
        if not self.request.user.has_perm(changement.droit_restauration):
            raise PermissionDenied
        if entree.action == Journal.Action.CREATION:
            raise Http404
        suppression = entree.action == Journal.Action.SUPPRESSION
        if suppression != (objet is None):
            return self.page_impossible(changement, objet)
        if suppression:
            retours = retours_de_suppression(entree, self.model)
        else:
            suivantes = traces(Journal.objects.of_objet(objet)).filter(
                action=Journal.Action.MODIFICATION, pk__gte=entree.pk
            )
            retours = [retour_avant(objet, list(suivantes))]
        if not ecrire:
            return self.page_confirmation(changement, objet, retours)
        if objet is not None and self.request.POST.get("version") != str(objet.version):
            return self.page_confirmation(
                changement,
                objet,
                retours,
                "Cette fiche a changé depuis que vous avez ouvert cette page : relisez les différences.",
            )
        try:
            with ecriture(self.model):
                for retour in retours:
                    retour.ecrire()
        except Refus as refus:
            return self.page_confirmation(changement, objet, retours, refus.message)
        retabli = retours[0].objet
        messages.success(self.request, f"Fiche rétablie : {retabli}.")
        return redirect(self.adresse_de(retabli))

    def page_confirmation(self, changement: Changement, objet, retours: list[Retour], erreur: str = ""):
        quand = timezone.localtime(changement.quand)
        return self.page(
            "ui/restauration.html",
            f"Rétablir : {objet if objet is not None else changement.nom}",
            objet,
            409 if erreur else 200,
            changement=changement,
            retour=retours[0],
            accompagnants=retours[1:],
            erreur=erreur,
            motif=self.request.POST.get("motif_journal")
            or f"Retour à l’état antérieur au {quand:%d/%m/%Y à %H:%M}",
            adresse_annuler=self.adresse_de(objet) if objet is not None else self.crud.adresse_liste(),
        )

    def page_impossible(self, changement: Changement, objet):
        if objet is None:
            return self.page_disparue(changement.trace.cle)
        messages.info(self.request, f"Fiche déjà rétablie : {objet}.")
        return redirect(self.adresse_de(objet))
