"""From a form to the page that creates what it needs, and back: what was typed is kept, the new row chosen.

What was typed waits in the session of the account, five forms at most, until it is taken up.
"""

import secrets
from collections.abc import Container
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.http import Http404, QueryDict
from django.shortcuts import redirect

from siim94.socle.droits import droit_sur
from siim94.ui.adresses import adresse_ou_rien
from siim94.ui.listes.tables import titre_de
from siim94.ui.saisie.champs import etiquette
from siim94.ui.saisie.gardees import en_attente

# The button of a field, and the parameters of the addresses there and back.
BOUTON, ALLER, RETOUR = "creer_lie", "detour", "retour"
CLE_SESSION = "detours"
GARDES = 5


def proposer(form: forms.BaseForm, utilisateur: AbstractBaseUser) -> None:
    """Each field that names a row leads to the page that creates one, for whoever may; but those that the
    form names as ``sans_creation``, where only what is there already makes sense.
    """
    for nom, champ in form.fields.items():
        modele = None if nom in getattr(form, "sans_creation", ()) else _modele(champ)
        if modele is not None and (mot := creation(modele, utilisateur)):
            champ.creation = mot


def creation(modele: type[models.Model], utilisateur: AbstractBaseUser) -> str:
    """What the button says that leads to the page which creates such a row; nothing for who may not."""
    permis = utilisateur.has_perm(droit_sur(modele, "add")) and _page(modele)
    return f"Créer\u00a0: {modele._meta.verbose_name}" if permis else ""


def _modele(champ: forms.Field) -> type[models.Model] | None:
    objets = getattr(champ, "queryset", None)
    return None if objets is None or champ.disabled else objets.model


def _page(modele: type[models.Model]) -> str:
    return adresse_ou_rien(f"{modele._meta.app_label}:{modele._meta.model_name}_create")


def demande(request) -> bool:
    return BOUTON in request.POST


def partir(request, form: forms.BaseForm):
    """Keep what was typed, and go and create the row of the field whose button was pressed."""
    nom = request.POST[BOUTON]
    champ = form.fields.get(nom)
    proposer(form, request.user)
    if not getattr(champ, "creation", ""):
        raise Http404
    # A choice in a list is a key; what is typed is a name.
    texte = "" if isinstance(champ, forms.ModelChoiceField) else request.POST.get(nom, "")
    return creer(request, nom, _modele(champ), texte)


def creer(request, nom: str, modele: type[models.Model], texte: str):
    """Keep what was typed, and go and create the row that the field ``nom`` needs, and calls ``texte``."""
    jeton = secrets.token_urlsafe(9)
    donnees = request.POST.copy()
    for hors in ("csrfmiddlewaretoken", BOUTON):
        donnees.pop(hors, None)
    gardes = dict(list(request.session.get(CLE_SESSION, {}).items())[1 - GARDES :])
    gardes[jeton] = {
        "page": _avec(request.get_full_path(), RETOUR, jeton),
        "champ": nom,
        "saisi": donnees.urlencode(),
        "titre": titre_de(modele, pluriel=False),
        "texte": "" if "\n" in texte else texte.strip(),
    }
    request.session[CLE_SESSION] = gardes
    return en_attente(redirect(_avec(_page(modele), ALLER, jeton)))


def en_cours(request) -> dict | None:
    """The form that waits for the row which this page creates."""
    return request.session.get(CLE_SESSION, {}).get(request.GET.get(ALLER, ""))


def nomme(request, champs: Container[str]) -> dict[str, str]:
    """The name of the row that this page creates, as it was typed where it is needed."""
    texte = (en_cours(request) or {}).get("texte")
    nom = next((nom for nom in ("nom", "libelle") if nom in champs), "")
    return {nom: texte} if nom and texte else {}


def revenir(request, objet: models.Model):
    """Back to the form that waits, with the new row; None when none waits."""
    garde = en_cours(request)
    if garde is None:
        return None
    gardes = request.session[CLE_SESSION]
    gardes[request.GET[ALLER]] = garde | {"cree": objet.pk}
    request.session[CLE_SESSION] = gardes
    return redirect(garde["page"])


def attendu(request) -> dict | None:
    """What was typed before the detour that leads back here, and the key of what was created (``cree``)."""
    garde = request.session.get(CLE_SESSION, {}).get(request.GET.get(RETOUR, ""))
    return garde if garde and urlsplit(garde["page"]).path == request.path else None


def est_reprise(request) -> bool:
    """The page shows again what was typed before a detour: leaving it would lose that."""
    return attendu(request) is not None


def reprendre(request, form: forms.BaseForm) -> forms.BaseForm:
    """The form as it was left, with the new row chosen; as it is, when no detour leads here."""
    garde = attendu(request)
    if garde is None:
        return form
    saisi = QueryDict(garde["saisi"])
    for nom, champ in form.fields.items():
        if not isinstance(champ, forms.FileField):
            form.initial[nom] = champ.widget.value_from_datadict(saisi, {}, form.add_prefix(nom))
    champ = form.fields.get(garde["champ"])
    cree = _modele(champ)._default_manager.filter(pk=garde.get("cree")).first() if champ else None
    if cree is not None:
        form.initial[garde["champ"]] = _choisi(champ, form.initial[garde["champ"]], cree)
    return form


def _choisi(champ: forms.Field, deja, cree: models.Model):
    if isinstance(champ, forms.ModelMultipleChoiceField):
        return [*(deja or []), str(cree.pk)]
    return cree.pk if isinstance(champ, forms.ModelChoiceField) else etiquette(cree)


def _avec(adresse: str, nom: str, valeur: str) -> str:
    """An address with this parameter, in place of what it had."""
    parties = urlsplit(adresse)
    autres = [(n, v) for n, v in parse_qsl(parties.query, keep_blank_values=True) if n != nom]
    return urlunsplit(parties._replace(query=urlencode([*autres, (nom, valeur)])))
