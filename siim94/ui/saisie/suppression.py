"""Deleting: what goes with a row and what prevents it are shown first, each with a link."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import models
from django.shortcuts import redirect
from django.utils.text import capfirst

from siim94.socle.refus import Refus, ecriture
from siim94.ui.adresses import adresse_ou_rien
from siim94.ui.listes.colonnes import adresse, ancre
from siim94.ui.saisie.edition import EditionView
from siim94.ui.saisie.formulaires import relations_du_nom

EXEMPLES = 10
EMPECHE = (models.PROTECT, models.RESTRICT)
DETACHE = (models.SET_NULL, models.SET_DEFAULT)


@dataclass(frozen=True)
class Consequence:
    """Rows of one table that a deletion meets: how many, and the first of them as links."""

    titre: str
    nombre: int
    exemples: list[str]

    @property
    def autres(self) -> int:
        return self.nombre - len(self.exemples)


@dataclass(frozen=True)
class Consequences:
    """What a deletion does: rows that prevent it, rows that go too, rows that lose their link."""

    empechent: list[Consequence]
    suivent: list[Consequence]
    detaches: list[Consequence]

    @property
    def possible(self) -> bool:
        return not self.empechent


def consequences(lignes: models.QuerySet) -> Consequences:
    """What the deletion of ``lignes`` would do, at any depth; the rows themselves are not counted."""
    resultat = Consequences([], [], [])
    _parcourir(lignes, resultat, set())
    return resultat


def _parcourir(lignes, resultat: Consequences, vues: set) -> None:
    for relation in lignes.model._meta.related_objects:
        if relation.many_to_many or relation.field in vues:
            continue
        proches = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": lignes})
        if relation.on_delete in EMPECHE:
            liste = resultat.empechent
        elif relation.on_delete is models.CASCADE:
            liste = resultat.suivent
        elif relation.on_delete in DETACHE:
            liste = resultat.detaches
        else:
            continue
        if consequence := _consequence(proches):
            liste.append(consequence)
            if relation.on_delete is models.CASCADE:
                _parcourir(proches, resultat, vues | {relation.field})


def _consequence(lignes: models.QuerySet) -> Consequence | None:
    nombre = lignes.count()
    if not nombre:
        return None
    model = lignes.model
    titre = model._meta.verbose_name if nombre == 1 else model._meta.verbose_name_plural
    premieres = lignes.select_related(*relations_du_nom(model)).order_by("pk")[:EXEMPLES]
    return Consequence(capfirst(str(titre)), nombre, [_lien(objet) for objet in premieres])


def _lien(objet: models.Model) -> str:
    """The object's name, leading to its page or, when it has none, to its form."""
    formulaire = f"{objet._meta.app_label}:{objet._meta.model_name}_update"
    return ancre(adresse(objet) or adresse_ou_rien(formulaire, objet.pk), str(objet))


def supprimer(lignes: models.QuerySet) -> None:
    """Delete all the rows, or none; raises ``Refus`` when the model or the database does not let it be."""
    with ecriture(lignes.model):
        lignes.delete()


class SuppressionView(EditionView):
    """Confirm, then delete; the row can be brought back from its history."""

    droit = "delete"

    def get(self, request, pk):
        objet = self.crud.queryset().filter(pk=pk).first()
        return self.page_disparue(pk) if objet is None else self.page_confirmation(objet)

    def post(self, request, pk):
        objet = self.verrouiller(pk)
        if objet is None:
            return self.page_disparue(pk)
        if request.POST.get("version") != str(objet.version):
            return self.page_confirmation(
                objet,
                "Cette fiche a changé depuis que vous l’avez ouverte : relisez-la avant de la supprimer.",
            )
        nom = str(objet)
        try:
            supprimer(self.model._base_manager.filter(pk=pk))
        except Refus as refus:
            return self.page_confirmation(objet, refus.message)
        messages.success(request, f"Fiche supprimée : {nom}. Son historique permet de la rétablir.")
        return redirect(self.crud.adresse_retour(objet))

    def page_confirmation(self, objet, erreur: str = ""):
        return self.page(
            "ui/suppression.html",
            f"Supprimer : {objet}",
            objet,
            409 if erreur else 200,
            consequences=consequences(self.model._base_manager.filter(pk=objet.pk)),
            erreur=erreur,
            adresse_annuler=self.adresse_de(objet),
        )
