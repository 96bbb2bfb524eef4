"""The journal in words: who changed what, when, before and after, with the labels and names of pages."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import capfirst

from siim94.socle.champs import kind_of
from siim94.socle.droits import droit_sur
from siim94.socle.models import Chargement, Journal, LigneChargee
from siim94.ui.adresses import adresse_ou_rien
from siim94.ui.historique.ecarts import Morceau, ecarts
from siim94.ui.listes.colonnes import adresse
from siim94.ui.saisie.formulaires import relations_du_nom

Action = Journal.Action
VIDE = "(vide)"


def modeles_suivis() -> dict[str, type[models.Model]]:
    """The models that the journal knows, by the name of their table."""
    return {model._meta.db_table: model for model in apps.get_models() if hasattr(model, "hors_journal")}


def traces(queryset=None):
    """Entries of the journal with their numbers exact (``etat_avant`` and ``etat_apres`` read them)."""
    queryset = Journal.objects.all() if queryset is None else queryset
    return queryset.select_related("auteur").annotate(
        avant_texte=Cast("avant", models.TextField()), apres_texte=Cast("apres", models.TextField())
    )


def lire_json(texte: str | None) -> dict:
    """Columns and values as the journal holds them; amounts are Decimal, never float."""
    return json.loads(texte, parse_float=Decimal) if texte else {}


def valeur(champ: models.Field, brut):
    """A value of the journal as the model holds it (Decimal, date, key of a related object)."""
    cible = champ.target_field if champ.is_relation else champ
    if brut is None or isinstance(cible, models.JSONField):
        return brut
    try:
        return cible.to_python(brut)
    except ValidationError:
        # What the column held under an older definition: shown as it stands.
        return str(brut)


def champs_par_colonne(model: type[models.Model]) -> dict[str, models.Field]:
    return {champ.column: champ for champ in model._meta.concrete_fields}


@dataclass(frozen=True)
class ChampChange:
    """One field that a change touched, in words."""

    libelle: str
    avant: str
    apres: str
    # Of a relation to several objects: those that left, those that came.
    relation: bool = False

    @property
    def morceaux(self) -> list[Morceau]:
        """What changed inside a long text; empty for what is better read whole."""
        return [] if self.relation else ecarts(self.avant, self.apres)


@dataclass
class Changement:
    """One entry of the journal as a page shows it."""

    trace: Journal
    model: type[models.Model] | None
    objet: models.Model | None
    nom: str
    differences: list[ChampChange] = field(default_factory=list)
    chargement: Chargement | None = None
    # In the history of an object: of a row around it.
    autre: bool = False

    @property
    def quand(self) -> datetime:
        return self.trace.quand

    @property
    def qui(self) -> str:
        """The author; without one, the system and the command that acted."""
        if self.trace.auteur_id:
            return str(self.trace.auteur) if self.trace.auteur else f"compte nº {self.trace.auteur_id}"
        return f"système ({self.trace.commande})" if self.trace.commande else "système"

    @property
    def titre_modele(self) -> str:
        return capfirst(str(self.model._meta.verbose_name)) if self.model else self.trace.table_nom

    @property
    def adresse(self) -> str | None:
        return adresse(self.objet) if self.objet is not None else None

    @property
    def adresse_restauration(self) -> str:
        """Where the state before this change can be restored; nothing for a creation, or without such a
        page.
        """
        if self.model is None or self.trace.action == Action.CREATION:
            return ""
        meta = self.model._meta
        return adresse_ou_rien(f"{meta.app_label}:{meta.model_name}_restore", self.trace.cle, self.trace.pk)

    @property
    def droit_restauration(self) -> str:
        """The right that restoring takes: to add for a deleted row, else to change."""
        return droit_sur(self.model, "add" if self.trace.action == Action.SUPPRESSION else "change")


class Noms:
    """Names of objects by model and key, read in one query a model, however many there are."""

    def __init__(self):
        self._voulus: dict[type[models.Model], set] = defaultdict(set)
        self._lus: dict[type[models.Model], dict] = {}

    @classmethod
    def de(cls, contenus: Iterable[tuple[models.Field, Iterable]]) -> "Noms":
        """The names of what relations hold, read: of each field, values that rows have."""
        noms = cls()
        for champ, valeurs in contenus:
            for contenu in valeurs if champ.is_relation else ():
                noms.vouloir(champ.related_model, contenu)
        noms.lire()
        return noms

    def vouloir(self, model: type[models.Model], cle) -> None:
        if cle is not None:
            self._voulus[model].add(model._meta.pk.to_python(cle))

    def lire(self) -> None:
        for model, cles in self._voulus.items():
            lignes = model._base_manager.select_related(*relations_du_nom(model))
            self._lus[model] = {objet.pk: objet for objet in lignes.filter(pk__in=cles)}

    def objet(self, model: type[models.Model], cle) -> models.Model | None:
        return self._lus.get(model, {}).get(model._meta.pk.to_python(cle)) if cle is not None else None


def en_mots(champ: models.Field, contenu, noms: Noms | None = None) -> str:
    """A value of a field as a person reads it; nothing is « (vide) »."""
    if contenu is None or contenu == "":
        return VIDE
    if champ.is_relation:
        objet = noms.objet(champ.related_model, contenu) if noms else None
        return str(objet) if objet is not None else f"{champ.related_model._meta.verbose_name} nº {contenu}"
    if isinstance(contenu, str) and not champ.choices:
        return contenu
    return kind_of(champ).raconter(contenu)


def changements(entrees: Iterable[Journal]) -> list[Changement]:
    """Entries given by ``traces()``, in words, in the same order; as many queries for one as for fifty."""
    entrees = list(entrees)
    modeles = {**modeles_suivis(), Journal._meta.db_table: Journal}
    noms = Noms()
    contenus = []
    for trace in entrees:
        model = modeles.get(trace.table_nom)
        # Of some only hashes are kept.
        muette = trace.action in (Action.EFFACEMENT, Action.EMPREINTE)
        textes = ("", "") if muette else (trace.avant_texte, trace.apres_texte)
        avant, apres = map(lire_json, textes)
        contenus.append((trace, model, avant, apres))
        if model is None:
            continue
        noms.vouloir(model, trace.cle)
        for colonne, champ in champs_par_colonne(model).items():
            if champ.is_relation:
                for etat in (avant, apres):
                    noms.vouloir(champ.related_model, valeur(champ, etat.get(colonne)))
    noms.lire()
    numeros = {trace.chargement_id for trace in entrees if trace.chargement_id}
    chargements = Chargement.objects.in_bulk(numeros) if numeros else {}
    return [
        Changement(
            trace,
            model,
            objet := noms.objet(model, trace.cle) if model else None,
            _nom(trace, model, objet, avant or apres, noms),
            _differences(model, avant, apres, noms),
            chargements.get(trace.chargement_id),
        )
        for trace, model, avant, apres in contenus
    ]


def _nom(trace, model, objet, etat: dict, noms: Noms) -> str:
    if isinstance(objet, Journal):
        touche = modeles_suivis().get(objet.table_nom)
        quoi = touche._meta.verbose_name if touche else objet.table_nom
        quand = timezone.localtime(objet.quand)
        return f"{objet.get_action_display()} du {quand:%d/%m/%Y à %H:%M}, {quoi} nº {objet.cle}"
    if objet is not None:
        return str(objet)
    if model is not None and trace.action != Action.MODIFICATION:
        disparu = reconstruire(model, trace.cle, etat)
        for champ in model._meta.fields:
            lie = (
                noms.objet(champ.related_model, getattr(disparu, champ.attname))
                if champ.is_relation
                else None
            )
            if lie is not None:
                setattr(disparu, champ.name, lie)
            elif champ.is_relation and getattr(disparu, champ.attname) is not None:
                return f"nº {trace.cle}"
        return str(disparu)
    return f"nº {trace.cle}"


def reconstruire(model: type[models.Model], cle, etat: dict) -> models.Model:
    """An unsaved object holding the columns of a journal entry."""
    objet = model(pk=model._meta.pk.to_python(cle))
    for colonne, champ in champs_par_colonne(model).items():
        if colonne in etat:
            setattr(objet, champ.attname, valeur(champ, etat[colonne]))
    return objet


def _differences(model, avant: dict, apres: dict, noms: Noms) -> list[ChampChange]:
    champs = champs_par_colonne(model) if model else {}
    resultat = []
    for colonne in [*[c for c in champs if c in avant or c in apres], *sorted({*avant, *apres} - {*champs})]:
        champ = champs.get(colonne)
        if champ is not None and champ.primary_key and champ.auto_created:
            continue
        libelle = capfirst(str(champ.verbose_name)) if champ is not None else colonne
        mots = [_mot(champ, etat[colonne], noms) if colonne in etat else "" for etat in (avant, apres)]
        if any(mot not in ("", VIDE) for mot in mots):
            resultat.append(ChampChange(libelle, *mots))
    return resultat


def _mot(champ, brut, noms: Noms) -> str:
    if champ is None:
        return VIDE if brut in (None, "") else str(brut)
    return en_mots(champ, valeur(champ, brut), noms)


def suppressions(model: type[models.Model], cles: Iterable) -> list[Changement]:
    """The deletions of rows, in words, latest first."""
    lignes = Journal.objects.filter(table_nom=model._meta.db_table, cle__in=[str(cle) for cle in cles])
    return changements(traces(lignes).filter(action=Action.SUPPRESSION))


def entrees_depuis(objet: models.Model, version: int) -> list[Journal]:
    """The changes of a row since it had that version, latest first: as many as the version counted."""
    lignes = Journal.objects.of_objet(objet).filter(action=Action.MODIFICATION)
    return list(traces(lignes)[: max(0, objet.version - version)])


def etat_avant(objet: models.Model, entrees: Sequence[Journal]) -> models.Model:
    """The object as it was before some of its changes (given by ``traces()``, latest first)."""
    etat = {}
    for trace in entrees:
        etat |= lire_json(trace.avant_texte)
    ancien = type(objet)._base_manager.get(pk=objet.pk)
    for colonne, champ in champs_par_colonne(type(objet)).items():
        if colonne in etat and not champ.primary_key:
            setattr(ancien, champ.attname, valeur(champ, etat[colonne]))
    return ancien


def origine(objet: models.Model) -> LigneChargee | None:
    """The load that brought the row in, and its place in the file: the record of loaded rows' creation."""
    return (
        LigneChargee.objects.filter(
            table_nom=objet._meta.db_table, cle=str(objet.pk), action=LigneChargee.Action.CREATION
        )
        .select_related("chargement__auteur")
        .order_by("pk")
        .first()
    )
