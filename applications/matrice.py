"""The catalogue of a year as a matrix that is changed in place: one cell, one write, at once."""

import datetime
from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.views import View

from adherents.models import Adherent
from applications.models import ColonneCatalogue, Deploiement, LigneCatalogue
from siim94.socle.models import Exercice, Journal
from siim94.ui.annee import exercice_choisi
from siim94.ui.champs import JourField
from siim94.ui.historique import changements, traces
from siim94.ui.pages import noter
from siim94.ui.refus import Refus, ecriture, messages_de
from siim94.ui.views import fil_ariane

VIDE = "vide"
SIGNES = {"": "", Deploiement.Etat.DISPONIBLE: "●", Deploiement.Etat.SANS_OBJET: "–"}
LIBELLES = {"": "pas mis à disposition", **dict(Deploiement.Etat.choices)}


@dataclass(frozen=True)
class Case:
    """A cell: the member's column, what is stored (None: nothing), and its address without scripts."""

    adherent: Adherent
    deploiement: Deploiement | None
    adresse: str

    @property
    def etat(self) -> str:
        return self.deploiement.etat if self.deploiement else ""

    @property
    def signe(self) -> str:
        return SIGNES[self.etat]

    @property
    def cle_etat(self) -> str:
        return self.etat or VIDE

    @property
    def dates(self) -> bool:
        return bool(self.deploiement and (self.deploiement.depuis or self.deploiement.jusque))


class CaseForm(forms.Form):
    """What the browser sends for one cell; ``version`` 0 says that nothing stood there."""

    ligne = forms.IntegerField()
    adherent = forms.IntegerField()
    cle = forms.IntegerField(required=False)
    version = forms.IntegerField(min_value=0)
    etat = forms.ChoiceField(choices=[("", ""), *Deploiement.Etat.choices], required=False)
    depuis = JourField(required=False, label="depuis")
    jusque = JourField(required=False, label="jusqu’au")


class MatriceView(View):
    """The edition of a year for whoever reads the catalogue; cells answer to whoever may change it."""

    http_method_names = ["get", "head", "post", "options"]

    @classmethod
    def urls(cls) -> list:
        return [path("catalogue/matrice/", cls.as_view(), name="matrice")]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perms(["applications.view_lignecatalogue", "applications.view_deploiement"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        exercice = exercice_choisi(request)
        if exercice is None:
            raise Http404("Aucun exercice")
        annee = exercice.annee
        clos = exercice.statut == Exercice.Statut.CLOS
        peut = not clos and request.user.has_perm("applications.change_deploiement")
        matrice = LigneCatalogue.objects.matrice(annee)
        stockes = {(d.ligne_id, d.adherent_id): d for d in Deploiement.objects.for_exercice(annee)}
        usages = dict(LigneCatalogue.objects.for_exercice(annee).avec_usages().values_list("pk", "usages"))
        fonctions = _fonctions_par_adherent(annee)
        groupes = [
            (
                domaine,
                [
                    (
                        rang.ligne,
                        [_case(rang.ligne, a, stockes) for a in matrice.colonnes],
                        usages[rang.ligne.pk],
                    )
                    for rang in rangs
                ],
            )
            for domaine, rangs in matrice.groupes
        ]
        catalogue = reverse("applications:lignecatalogue_list")
        noter(request, "Catalogue en matrice", droit="applications.view_lignecatalogue")
        return render(
            request,
            "applications/matrice.html",
            {
                "titre": f"Catalogue {annee} en matrice",
                "fil": fil_ariane("applications", ("Lignes du catalogue", catalogue), ("Matrice", "")),
                "exercice": exercice,
                "groupes": groupes,
                "colonnes": [(adherent, fonctions.get(adherent.pk, 0)) for adherent in matrice.colonnes],
                "largeur": len(matrice.colonnes) + 2,
                "total": LigneCatalogue.objects.totaux(annee)["usages"],
                "libelles": [
                    (etat or VIDE, etat, capfirst(mot), SIGNES[etat]) for etat, mot in LIBELLES.items()
                ],
                "catalogue": catalogue,
                "clos": clos,
                "peut": peut,
            },
        )

    def post(self, request):
        form = CaseForm(request.POST)
        if not form.is_valid():
            return _reponse(
                422, " ".join(f"{form.fields[n].label or n} : {t[0]}" for n, t in form.errors.items())
            )
        demande = form.cleaned_data
        ligne = get_object_or_404(LigneCatalogue, pk=demande["ligne"])
        colonnes = ColonneCatalogue.objects.filter(exercice=ligne.exercice_id, bilan_de=ligne.bilan_de_id)
        adherent = get_object_or_404(Adherent, pk=demande["adherent"], colonnes__in=colonnes)
        courant = (
            Deploiement.objects.select_for_update(of=("self",)).filter(ligne=ligne, adherent=adherent).first()
        )
        action = _action(courant, demande["etat"])
        if action and not request.user.has_perm(f"applications.{action}_deploiement"):
            raise PermissionDenied
        if (courant.version if courant else 0) != demande["version"]:
            return _reponse(409, _qui_a_change(courant, demande["cle"]), ligne, adherent, courant)
        try:
            ecrit = _ecrire(action, courant, ligne, adherent, demande)
        except Refus as refus:
            return _reponse(422, refus.message, ligne, adherent, _relire(ligne, adherent))
        except ValidationError as erreur:
            mots = " ".join(messages_de(erreur, Deploiement))
            return _reponse(422, mots, ligne, adherent, _relire(ligne, adherent))
        return _reponse(200, "Enregistré.", ligne, adherent, ecrit)


def _case(ligne, adherent, stockes) -> Case:
    deploiement = stockes.get((ligne.pk, adherent.pk))
    if deploiement is not None:
        adresse = reverse("applications:deploiement_update", args=[deploiement.pk])
    else:
        adresse = f"{reverse('applications:deploiement_create')}?ligne={ligne.pk}&adherent={adherent.pk}"
    return Case(adherent, deploiement, adresse)


def _fonctions_par_adherent(annee: int) -> dict[int, int]:
    lignes = Deploiement.objects.for_exercice(annee).by_adherent()
    return {ligne["adherent"]: ligne["fonctions"] for ligne in lignes}


def _relire(ligne, adherent) -> Deploiement | None:
    return Deploiement.objects.filter(ligne=ligne, adherent=adherent).first()


def _action(courant, etat: str) -> str:
    """The right that the write takes: add, change, delete; nothing when there is nothing to write."""
    if courant is None:
        return "add" if etat else ""
    return "change" if etat else "delete"


def _ecrire(action: str, courant, ligne, adherent, demande) -> Deploiement | None:
    """Write the cell; gives what is stored now. Raises ``Refus`` or ``ValidationError``, nothing written."""
    if not action:
        return None
    valeurs = {nom: demande[nom] for nom in ("etat", "depuis", "jusque")}
    with ecriture(Deploiement, valeurs):
        if action == "delete":
            courant.delete()
            return None
        ecrit = courant or Deploiement(ligne=ligne, adherent=adherent)
        for nom, valeur in valeurs.items():
            setattr(ecrit, nom, valeur)
        ecrit.full_clean()
        ecrit.save()
    return ecrit


def _qui_a_change(courant, cle: int | None) -> str:
    """Who changed the cell since the page was drawn, and when."""
    pk = courant.pk if courant else cle
    lignes = traces(Journal.objects.filter(table_nom=Deploiement._meta.db_table, cle=str(pk)))
    derniers = changements(lignes.order_by("-quand", "-pk")[:1])
    if not derniers:
        return "Cette case a changé depuis l’ouverture de la page : voici ce qu’elle contient."
    quand = derniers[0].quand.astimezone()
    return (
        f"Cette case a été modifiée par {derniers[0].qui} le {quand:%d/%m/%Y à %H:%M} : "
        "voici ce qu’elle contient. Rien n’a été enregistré."
    )


def _jour(jour: datetime.date | None) -> str:
    return jour.isoformat() if jour else ""


def _reponse(status: int, message: str, ligne=None, adherent=None, deploiement=None) -> JsonResponse:
    """A sentence and, with a row, what its cell holds now and the counts that follow."""
    donnees: dict = {"message": message}
    if ligne is not None:
        annee, bilan = ligne.exercice_id, ligne.bilan_de_id
        lignes = LigneCatalogue.objects.filter(pk=ligne.pk).avec_usages()
        donnees |= {
            "etat": deploiement.etat if deploiement else "",
            "cle": deploiement.pk if deploiement else "",
            "version": deploiement.version if deploiement else 0,
            "depuis": _jour(deploiement.depuis if deploiement else None),
            "jusque": _jour(deploiement.jusque if deploiement else None),
            "usages": lignes.values_list("usages", flat=True).get(),
            "fonctions": _fonctions_par_adherent(annee).get(adherent.pk, 0),
            "total": LigneCatalogue.objects.totaux(annee, bilan)["usages"],
        }
    return JsonResponse(donnees, status=status)
