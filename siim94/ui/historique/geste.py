"""What one transaction writes, as one thing: told before it is kept, told after, taken back at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Max
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.functional import cached_property

from siim94.formats import francais
from siim94.formats.groupes import grouper
from siim94.socle.droits import droit_sur
from siim94.socle.models import Journal
from siim94.socle.refus import Refus, ecriture
from siim94.ui.adresses import adresse_ou_rien
from siim94.ui.historique.recit import (
    Action,
    Changement,
    changements,
    lire_json,
    modeles_suivis,
    reconstruire,
    traces,
)

# Rows that one page shows, and that are taken back at once.
LIGNES_MAXIMALES = 2000
MONTREES = 8
# What taking back an entry takes.
DROITS = {Action.CREATION: "delete", Action.MODIFICATION: "change", Action.SUPPRESSION: "add"}
SORTES = {
    Action.CREATION: ("Ajout", "Ajouts"),
    Action.MODIFICATION: ("Changement", "Changements"),
    Action.SUPPRESSION: ("Suppression", "Suppressions"),
}


@dataclass(frozen=True)
class Groupe:
    """The changes of one kind to rows of one model, in their order."""

    action: str
    changements: tuple[Changement, ...]

    @property
    def est_modification(self) -> bool:
        return self.action == Action.MODIFICATION

    @property
    def montres(self) -> tuple[Changement, ...]:
        return self.changements[:MONTREES]

    @property
    def autres(self) -> tuple[Changement, ...]:
        return self.changements[MONTREES:]

    @property
    def titre(self) -> str:
        nombre = len(self.changements)
        meta = self.changements[0].model._meta
        nom = meta.verbose_name_plural if nombre > 1 else meta.verbose_name
        return f"{SORTES[self.action][nombre > 1]}\u00a0: {francais.compact(nombre)} {nom}"


def groupes(lus: Iterable[Changement]) -> list[Groupe]:
    """Changes by model and kind: what comes, what changes, what goes."""
    ordre = list(SORTES)
    par_sorte = grouper(
        (c for c in lus if c.model and c.trace.action in SORTES),
        lambda c: (c.trace.action, c.trace.table_nom),
    )
    return [
        Groupe(action, tuple(siens))
        for (action, _), siens in sorted(par_sorte.items(), key=lambda paire: ordre.index(paire[0][0]))
    ]


def ecrire_et_lire(ecrire: Callable[[], object]) -> list[Journal]:
    """Write, and give what the journal says was written by that, in its order."""
    dernier = Journal.objects.aggregate(dernier=Max("pk"))["dernier"] or 0
    ecrire()
    courante = RawSQL("pg_current_xact_id()::text::bigint", [])
    return list(traces(Journal.objects.filter(pk__gt=dernier, transaction=courante)).order_by("pk"))


def essayer(ecrire: Callable[[], object]) -> tuple[list[Groupe], str]:
    """What ``ecrire`` would change, in words, and a text that is another if it would change something else:
    it is done and undone, so that triggers have their say. Raises what it raises.
    """
    with transaction.atomic():
        entrees = ecrire_et_lire(ecrire)
        lus = groupes(changements(entrees))
        transaction.set_rollback(True)
    return lus, empreinte(entrees)


def empreinte(entrees: Iterable[Journal]) -> str:
    """What the entries change; of rows that come, their number only: their keys differ each time."""
    lignes = sorted(
        f"{e.action} {e.table_nom} {'' if e.action == Action.CREATION else e.cle} {e.avant_texte}"
        for e in entrees
    )
    return sha256("\n".join(lignes).encode()).hexdigest()[:32]


class Geste:
    """All that was written in the transaction of an entry of the journal."""

    def __init__(self, trace: Journal):
        self.trace = trace
        lignes = Journal.objects.of_transaction(trace) if trace.transaction else Journal.objects.none()
        self.entrees = list(traces(lignes).order_by("pk")[: LIGNES_MAXIMALES + 1])

    @cached_property
    def changements(self) -> list[Changement]:
        return changements(self.entrees)

    @cached_property
    def groupes(self) -> list[Groupe]:
        return groupes(self.changements)

    def permis_a(self, utilisateur: AbstractBaseUser) -> bool:
        """This person may do the contrary of each of these changes."""
        suivis = modeles_suivis()
        voulus = {
            droit_sur(_proprietaire(suivis[e.table_nom]), DROITS[e.action])
            for e in self.entrees
            if e.table_nom in suivis and e.action in DROITS
        }
        return bool(voulus) and utilisateur.has_perms(voulus)

    @property
    def obstacle(self) -> str:
        """Why it cannot be taken back, as a sentence; empty when it can."""
        if not self.entrees:
            return "Il n’en reste aucune trace à reprendre."
        purge = Journal.objects.purge_jusqu_au()
        if purge and timezone.localtime(self.trace.debut).date() <= purge:
            return f"Une part en a été purgée avec l’historique jusqu’au {purge:%d/%m/%Y}."
        if len(self.entrees) > LIGNES_MAXIMALES:
            return "Trop de lignes ont changé ensemble pour être reprises d’un coup."
        if any(e.chargement_id for e in self.entrees):
            return "C’est un chargement\u00a0: il s’annule depuis sa page."
        suivis = modeles_suivis()
        for entree in self.entrees:
            modele = suivis.get(entree.table_nom)
            if modele is None or entree.action not in DROITS or not _retablissable(modele, entree):
                nom = modele._meta.verbose_name if modele else entree.table_nom
                return f"Ce qui touche «\u00a0{nom}\u00a0» ne s’annule pas d’ici."
        if suivante := self._suivante():
            (changement,) = changements([suivante])
            nom = changement.nom
            return f"«\u00a0{nom}\u00a0» a changé depuis\u00a0: reprenez ligne à ligne ce qui doit l’être."
        return ""

    def _suivante(self) -> Journal | None:
        """A later change of one of these rows."""
        derniers = {(e.table_nom, e.cle): e.pk for e in self.entrees}
        plus_tard = traces(Journal.objects.filter(pk__gt=min(derniers.values()))).filter(
            table_nom__in={table for table, _ in derniers}, cle__in={cle for _, cle in derniers}
        )
        return next((e for e in plus_tard if e.pk > derniers.get((e.table_nom, e.cle), e.pk)), None)

    def defaire(self) -> None:
        """Bring each row back to what it was before; raises ``Refus``, and nothing is done, when one changed
        since, serves elsewhere, or is of a closed year.
        """
        suivis = modeles_suivis()
        with ecriture():
            for table, siennes in grouper(self.entrees, lambda e: e.table_nom).items():
                if table in suivis:
                    lignes = suivis[table]._base_manager.select_for_update(of=("self",))
                    list(lignes.filter(pk__in=[e.cle for e in siennes]))
            if obstacle := self.obstacle:
                raise Refus(obstacle)
            for entree in reversed(self.entrees):
                _reprendre(suivis[entree.table_nom], entree)


def _proprietaire(modele: type[models.Model]) -> type[models.Model]:
    """The model itself; of the rows between two, the one whose relation they are."""
    return modele._meta.auto_created or modele


def _retablissable(modele: type[models.Model], entree: Journal) -> bool:
    meta = _proprietaire(modele)._meta
    return bool(adresse_ou_rien(f"{meta.app_label}:{meta.model_name}_restore", entree.cle, entree.pk))


def _reprendre(modele: type[models.Model], entree: Journal) -> None:
    """The contrary of one entry; what a trigger took back meanwhile is left as it is."""
    ligne = modele._base_manager.filter(pk=entree.cle)
    if entree.action == Action.CREATION:
        for objet in ligne:
            objet.delete()
        return
    avant = lire_json(entree.avant_texte)
    ancien = reconstruire(modele, entree.cle, avant)
    if entree.action == Action.MODIFICATION:
        champs = [
            champ
            for champ in modele._meta.concrete_fields
            if champ.column in avant and champ.name != "version" and not champ.primary_key
        ]
        if champs:
            ligne.update(**{champ.attname: getattr(ancien, champ.attname) for champ in champs})
    elif not ligne.exists():
        ancien.save_base(force_insert=True)


def gestes_de(entrees: Sequence[Journal]) -> set[int]:
    """Among entries, those that were written with others, by a page, the first of each: one thing to take
    back. One query.
    """
    siennes = {e.transaction for e in entrees if e.transaction and not e.chargement_id}
    if not siennes:
        return set()
    comptes = (
        Journal.objects.filter(transaction__in=siennes)
        .order_by()
        .values_list("transaction", "debut")
        .annotate(nombre=models.Count("pk"))
    )
    plusieurs = {(numero, debut) for numero, debut, nombre in comptes if nombre > 1}
    premieres = {(e.transaction, e.debut): e.pk for e in reversed(entrees)}
    return {numero for geste, numero in premieres.items() if geste in plusieurs}
