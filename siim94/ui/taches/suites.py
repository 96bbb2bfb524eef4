"""What was typed in advance under a name that is no more: it goes on under the new one."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import models

from siim94.formats import francais
from siim94.socle.droits import droit_sur
from siim94.socle.models import Exercice, FaitAnnuel
from siim94.socle.refus import Refus, ecriture
from siim94.ui.listes.tables import titre_de


def premiere_annee(date) -> int:
    """The first year that is whole from a day on."""
    return date.year if (date.month, date.day) == (1, 1) else date.year + 1


def _annuels(modele: type[models.Model]) -> Iterator[tuple[models.ForeignKey, str]]:
    """The relations to a model of what has a year, with the path to that year."""
    for relation in modele._meta.related_objects:
        if not relation.one_to_many:
            continue
        if issubclass(relation.related_model, FaitAnnuel):
            yield relation.field, "exercice"
            continue
        for champ in relation.related_model._meta.concrete_fields:
            if champ.many_to_one and issubclass(champ.related_model, FaitAnnuel):
                yield relation.field, f"{champ.name}__exercice"


def lignes_de(objet: models.Model, annee: int) -> Iterator[tuple[models.ForeignKey, models.QuerySet]]:
    """What names an object in the years from ``annee`` on that may still change."""
    for champ, chemin in _annuels(type(objet)):
        siennes = champ.model._base_manager.filter(**{champ.name: objet, f"{chemin}__gte": annee})
        yield champ, siennes.exclude(**{f"{chemin}__statut": Exercice.Statut.CLOS}).order_by("pk")


def reporter(ancien: models.Model, nouveau: models.Model, annee: int, utilisateur) -> list[str]:
    """Give the new one what the old one has from ``annee`` on; in sentences, what stays with the old one.

    A mere presence that both have becomes one: the new one's, unless the old one's says more.
    """
    restent: Counter[tuple[type[models.Model], str]] = Counter()
    for champ, lignes in lignes_de(ancien, annee):
        modele = champ.model
        permis = utilisateur.has_perm(droit_sur(modele, "change"))
        for ligne in lignes:
            try:
                if not permis:
                    raise Refus("votre compte ne peut pas les modifier")
                with ecriture(modele):
                    setattr(ligne, champ.name, nouveau)
                    ligne.validate_constraints()
                    ligne.save()
            except Refus as refus:
                if permis and getattr(modele, "presence", False):
                    _reunir(ligne)
                else:
                    restent[modele, refus.message] += 1
    return [
        f"{titre_de(modele, nombre > 1)}\u00a0: {francais.compact(nombre)} au nom de «\u00a0{ancien}\u00a0»"
        f" à partir de {annee}. {raison[:1].upper()}{raison[1:].rstrip('.')}."
        for (modele, raison), nombre in restent.items()
    ]


def _reunir(ligne: models.Model) -> None:
    """Of a row and the one whose place it would take, keep one."""
    autres = type(ligne)._base_manager.exclude(pk=ligne.pk)
    cles = [c.fields for c in ligne._meta.constraints if isinstance(c, models.UniqueConstraint)]
    jumelles = (autres.filter(**{nom: getattr(ligne, nom) for nom in noms}).first() for noms in cles if noms)
    autre = next(filter(None, jumelles))
    if ligne.dit_plus_que(autre):
        autre.delete()
        ligne.save()
    else:
        autres.model._base_manager.get(pk=ligne.pk).delete()


def restent(ancien: models.Model, annees: Iterable[int]) -> list[str]:
    """What keeps the name of an old one: the rows of the year in which it gives way."""
    annees = list(annees)
    comptes = Counter()
    for champ, chemin in _annuels(type(ancien)):
        siennes = champ.model._base_manager.filter(**{champ.name: ancien, f"{chemin}__in": annees})
        comptes[champ.model] += siennes.count()
    return [
        f"{titre_de(modele, nombre > 1)} de {francais.enumeration([str(annee) for annee in annees])}\u00a0:"
        f" {francais.compact(nombre)} au nom de «\u00a0{ancien}\u00a0», comme il s’appelait alors."
        for modele, nombre in comptes.items()
        if nombre
    ]
