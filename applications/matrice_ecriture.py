"""Writing cells of the matrix: as many as wanted in one request, all or nothing, with who wrote meanwhile."""

import datetime
import json
from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse

from adherents.models import Adherent
from applications.matrice_page import fonctions_par_adherent
from applications.models import ColonneCatalogue, Deploiement, LigneCatalogue
from siim94.formats.json_sur import DecodeurJson
from siim94.socle.models import Journal
from siim94.socle.refus import Refus, ecriture
from siim94.ui.historique.recit import changements, traces
from siim94.ui.saisie.champs import JourField

CASES_MAXIMALES = 2_000
CHAMPS = ("etat", "depuis", "jusque")


class CaseForm(forms.Form):
    """What the browser sends for one cell; ``version`` 0 says that nothing stood there."""

    ligne = forms.IntegerField()
    adherent = forms.IntegerField()
    cle = forms.IntegerField(required=False)
    version = forms.IntegerField(min_value=0)
    etat = forms.ChoiceField(choices=[("", ""), *Deploiement.Etat.choices], required=False)
    depuis = JourField(required=False, label="depuis")
    jusque = JourField(required=False, label="jusqu’au")


@dataclass
class Demande:
    """A cell to write: the row and member, what stands there, and the state that the person wants."""

    ligne: LigneCatalogue
    adherent: Adherent
    courant: Deploiement | None
    voulu: dict

    @property
    def action(self) -> str:
        """The right that the write takes: add, change, delete; nothing when there is nothing to write."""
        if self.courant is None:
            return "add" if self.voulu["etat"] else ""
        return "change" if self.voulu["etat"] else "delete"

    @property
    def perimee(self) -> bool:
        return (self.courant.version if self.courant else 0) != self.voulu["version"]


def ecrire_cases(request) -> JsonResponse:
    """Write the cells of ``cases`` (JSON), or none of them; 409 with who changed one of them meanwhile.

    The answer holds what all these cells contain now and the counts that follow, whatever became of them.
    """
    try:
        brutes = json.loads(request.POST["cases"], cls=DecodeurJson)
        # Cut short, the request would no longer be all or nothing.
        if len(brutes) > CASES_MAXIMALES:
            return _reponse(
                422, f"Plus de {CASES_MAXIMALES} cases à la fois : choisissez un bloc plus petit."
            )
        formulaires = [CaseForm(dict(brute)) for brute in brutes]
    except (KeyError, TypeError, ValueError):
        return _reponse(422, "Demande illisible : rechargez la page.")
    for form in formulaires:
        if not form.is_valid():
            mots = " ".join(f"{form.fields[n].label or n} : {t[0]}" for n, t in form.errors.items())
            return _reponse(422, mots)
    demandes = _demandes([form.cleaned_data for form in formulaires])
    actions = {demande.action for demande in demandes} - {""}
    if not request.user.has_perms([f"applications.{action}_deploiement" for action in actions]):
        raise PermissionDenied
    perimees = [demande for demande in demandes if demande.perimee]
    if perimees:
        return _reponse(409, _qui_a_change(perimees), demandes)
    try:
        with ecriture(Deploiement, CHAMPS):
            _ecrire(demandes)
    except Refus as refus:
        return _reponse(422, refus.message, demandes)
    nombre = len(demandes)
    return _reponse(200, "Enregistré." if nombre == 1 else f"{nombre} cases enregistrées.", demandes)


def _demandes(voulus: list[dict]) -> list[Demande]:
    """The cells of one edition, locked in the order of their keys; Http404 for one that is not in it."""
    lignes = LigneCatalogue.objects.in_bulk({voulu["ligne"] for voulu in voulus})
    editions = {(ligne.exercice_id, ligne.bilan_de_id) for ligne in lignes.values()}
    if len(editions) != 1:
        raise Http404("Case hors du catalogue")
    ((exercice, bilan),) = editions
    colonnes = ColonneCatalogue.objects.filter(exercice=exercice, bilan_de=bilan).values("adherent")
    adherents = Adherent.objects.filter(pk__in=colonnes).in_bulk({voulu["adherent"] for voulu in voulus})
    courants = {
        (deploiement.ligne_id, deploiement.adherent_id): deploiement
        for deploiement in Deploiement.objects.select_for_update(of=("self",))
        .filter(ligne__in=lignes, adherent__in=adherents)
        .order_by("pk")
    }
    try:
        return [
            Demande(
                lignes[voulu["ligne"]],
                adherents[voulu["adherent"]],
                courants.get((voulu["ligne"], voulu["adherent"])),
                voulu,
            )
            for voulu in voulus
        ]
    except KeyError:
        raise Http404("Case hors du catalogue") from None


def _ecrire(demandes: list[Demande]) -> None:
    """Write; what the database refuses comes out of ``ecriture``. Constraints are left to it: asked of the
    model, each would cost a query a cell.
    """
    retires = [demande.courant.pk for demande in demandes if demande.action == "delete"]
    crees = []
    changes = []
    for demande in demandes:
        if demande.action not in ("add", "change"):
            continue
        objet = demande.courant or Deploiement(ligne=demande.ligne, adherent=demande.adherent)
        for nom in CHAMPS:
            setattr(objet, nom, demande.voulu[nom])
        (changes if demande.courant else crees).append(objet)
    if retires:
        Deploiement.objects.filter(pk__in=retires).delete()
    if changes:
        Deploiement.objects.bulk_update(changes, CHAMPS, batch_size=200)
    Deploiement.objects.bulk_create(crees)


def _qui_a_change(perimees: list[Demande]) -> str:
    """Who changed these cells since the page was drawn, and when."""
    cles = [str(d.courant.pk if d.courant else d.voulu["cle"]) for d in perimees]
    lignes = traces(Journal.objects.filter(table_nom=Deploiement._meta.db_table, cle__in=cles))
    derniers = changements(lignes.order_by("-quand", "-pk")[:1])
    combien = "Cette case a" if len(perimees) == 1 else f"{len(perimees)} de ces cases ont"
    suite = "voici ce qu’elle contient" if len(perimees) == 1 else "la page montre ce qu’elles contiennent"
    if not derniers:
        return f"{combien} changé depuis l’ouverture de la page : {suite}. Rien n’a été enregistré."
    quand = derniers[0].quand.astimezone()
    modifiee = "été modifiée" if len(perimees) == 1 else "été modifiées"
    return (
        f"{combien} {modifiee} par {derniers[0].qui} le {quand:%d/%m/%Y à %H:%M} : {suite}. "
        "Rien n’a été enregistré."
    )


def _jour(jour: datetime.date | None) -> str:
    return jour.isoformat() if jour else ""


def _reponse(status: int, message: str, demandes: list[Demande] | None = None) -> JsonResponse:
    """A sentence and, with cells, what they hold now and the counts that follow."""
    donnees: dict = {"message": message}
    if demandes:
        ligne = demandes[0].ligne
        lignes = {demande.ligne.pk for demande in demandes}
        adherents = {demande.adherent.pk for demande in demandes}
        stockes = {
            (d.ligne_id, d.adherent_id): d
            for d in Deploiement.objects.filter(ligne__in=lignes, adherent__in=adherents)
        }
        fonctions = fonctions_par_adherent(ligne.exercice_id)
        usages = LigneCatalogue.objects.filter(pk__in=lignes).avec_usages().values_list("pk", "usages")
        donnees |= {
            "cases": [
                _contenu(d.ligne.pk, d.adherent.pk, stockes.get((d.ligne.pk, d.adherent.pk)))
                for d in demandes
            ],
            "usages": dict(usages),
            "fonctions": {pk: fonctions.get(pk, 0) for pk in adherents},
            "total": LigneCatalogue.objects.totaux(ligne.exercice_id, ligne.bilan_de_id)["usages"],
        }
    return JsonResponse(donnees, status=status)


def _contenu(ligne: int, adherent: int, deploiement: Deploiement | None) -> dict:
    return {
        "ligne": ligne,
        "adherent": adherent,
        "etat": deploiement.etat if deploiement else "",
        "cle": deploiement.pk if deploiement else "",
        "version": deploiement.version if deploiement else 0,
        "depuis": _jour(deploiement.depuis if deploiement else None),
        "jusque": _jour(deploiement.jusque if deploiement else None),
    }
