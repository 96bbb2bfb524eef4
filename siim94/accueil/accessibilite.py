"""The statement of accessibility that the law asks of every online service of a public body.

The law of 11 February 2005 (article 47) and the decree nº 2019-768 ask for the statement, for a multi-year
plan and, on every page, for the state of conformity. The statement says what ``siim94.accueil.rgaa`` knows of
each criterion; management adds what people looked at, and what is planned.
"""

from django import forms
from django.core.cache import cache
from django.db import DatabaseError
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from siim94.accueil import rgaa
from siim94.socle.models import ActionAccessibilite, Organisme, VerificationAccessibilite
from siim94.ui.crud import Crud
from siim94.ui.saisie.formulaires import FicheForm

# Seconds for which the foot of every page repeats what it said.
PIED = 600


def etat_annonce() -> str:
    """What the foot of every page says, that of a failure too: no more than was found, when it was asked."""
    try:
        return cache.get_or_set("etat_accessibilite", lambda: rgaa.bilan().etat, PIED)
    except DatabaseError:
        return rgaa.etablir(()).etat


@require_safe
def declaration(request):
    """The statement, open to visitors: whoever cannot pass the sign-in page must find how to say so."""
    fil = [("Accueil", reverse("accueil")), ("Accessibilité", "")] if request.user.is_authenticated else []
    return render(
        request,
        "accueil/accessibilite.html",
        {
            "titre": "Déclaration d’accessibilité",
            "fil": fil,
            "organisme": Organisme.objects.first(),
            "bilan": rgaa.bilan(),
            "nombres": {etat.name.lower(): rgaa.bilan().nombres[etat] for etat in rgaa.Etat},
            "referentiel": rgaa.REFERENTIEL,
            "actions": ActionAccessibilite.objects.all(),
        },
    )


class VerificationForm(FicheForm):
    critere = forms.ChoiceField(label="Critère", choices=rgaa.choix)

    class Meta:
        model = VerificationAccessibilite
        fields = ("critere", "date", "resultat", "constat")


class VerificationAccessibiliteCrud(Crud):
    model = VerificationAccessibilite
    colonnes = ("critere", "resultat", "date", "constat")
    recherche = ("critere", "constat")
    criteres = ("resultat",)
    form_class = VerificationForm
    chemin = "accessibilite-verifications"
    introduction = (
        "Les critères du RGAA qu’une personne a regardés, un jour : la déclaration d’accessibilité les donne"
        " avec ce que disent les essais. Le dernier regard vaut."
    )


class ActionAccessibiliteCrud(Crud):
    model = ActionAccessibilite
    colonnes = ("intitule", "annee", "etat", "suite")
    recherche = ("intitule", "suite")
    criteres = ("etat",)
    chemin = "accessibilite-actions"
    introduction = "Le schéma pluriannuel de mise en accessibilité, publié avec la déclaration."


CRUDS = (VerificationAccessibiliteCrud, ActionAccessibiliteCrud)
