"""Undo of a load: a load of its own, which deletes what the first made and restores what it changed.

What was there before comes from the journal. It is refused, with the reason, where anything written since
depends on the rows of the load.
"""

import json
from dataclasses import dataclass, field
from itertools import groupby

from django.db import connection, models, transaction
from django.db.models.functions import Cast
from django.utils import timezone

from siim94.chargements import obstacles
from siim94.chargements.apercu import MONTREES, Apercu, LigneApercu, Remarque, TableApercu, lisible
from siim94.chargements.moteur import CHARGER, Chargeur, FichierRefuse, Options, Plan, executer
from siim94.formats.lecture import Source
from siim94.socle import travaux
from siim94.socle.ecriture import Decompte, Progression, designer, lots
from siim94.socle.models import Chargement, Journal, LigneChargee
from siim94.socle.refus import Refus
from siim94.ui.historique import recit


@dataclass
class TableAnnulee:
    """What undoing does to one table: keys to delete, whole rows to put back, former values by key."""

    model: type[models.Model]
    a_supprimer: list[str] = field(default_factory=list)
    a_remettre: list[dict] = field(default_factory=list)
    a_restaurer: dict[str, dict] = field(default_factory=dict)

    @property
    def taille(self) -> int:
        return len(self.a_supprimer) + len(self.a_remettre) + len(self.a_restaurer)


@dataclass
class PlanAnnulation(Plan):
    tables: list[TableAnnulee] = field(default_factory=list)


class AnnulationChargeur(Chargeur):
    """Undoes one load, whatever its kind."""

    genre = Chargement.Genre.ANNULATION
    titre = "Annulation"

    def __init__(self, cible: Chargement):
        self.cible = cible

    def lire(self, fichier: Source | None, options: Options, nom: str | None = None) -> PlanAnnulation:
        cible = Chargement.objects.get(pk=self.cible.pk)
        annee = cible.exercice_id
        plan = PlanAnnulation(titre=f"Annulation du chargement nº {cible.pk} ({cible.titre})", exercice=annee)
        if raison := refus(cible):
            plan.erreurs.append(Remarque(raison))
            return plan
        plan.tables = _tables(cible)
        plan.erreurs += _obstacles(cible, plan.tables)
        return plan

    def apercu(self, plan: PlanAnnulation) -> Apercu:
        tables = [_table_apercu(table) for table in plan.tables]
        return Apercu(plan.titre, plan.exercice, tables, plan.erreurs, plan.avertissements)

    def appliquer(self, plan: PlanAnnulation, chargement: Chargement, progression: Progression) -> Decompte:
        for table in plan.tables:
            _verrouiller(table)
        # Nobody can write these rows any more: what was written since the plan was made shows now.
        if trouves := _obstacles(self.cible, plan.tables):
            raise Refus("\n".join(map(str, trouves)))
        compte = Decompte()
        total = sum(table.taille for table in plan.tables)
        fait = 0

        def avancer(table: TableAnnulee, action, cles) -> None:
            nonlocal fait
            fait += len(cles)
            nom = table.model._meta.db_table
            LigneChargee.objects.bulk_create(
                LigneChargee(chargement=chargement, table_nom=nom, cle=cle, action=action) for cle in cles
            )
            progression(fait, total, str(table.model._meta.verbose_name_plural))

        # Rows refer to rows of earlier tables: deleted from the last, put back from the first.
        for table in reversed(plan.tables):
            for lot in lots(table.a_supprimer):
                compte.supprimes += _supprimer(table.model, lot)
                avancer(table, LigneChargee.Action.SUPPRESSION, lot)
        for table in plan.tables:
            for lot in lots(table.a_remettre):
                _remettre(table.model, lot)
                compte.crees += len(lot)
                pk = table.model._meta.pk.column
                avancer(table, LigneChargee.Action.CREATION, [str(ligne[pk]) for ligne in lot])
        for table in plan.tables:
            for lot in lots(list(table.a_restaurer.items())):
                _restaurer(table.model, lot)
                compte.modifies += len(lot)
                avancer(table, LigneChargee.Action.MODIFICATION, [cle for cle, _ in lot])
        Chargement.objects.filter(pk=self.cible.pk).update(etat=Chargement.Etat.ANNULE)
        return compte


def refus(chargement: Chargement) -> str:
    """Why a load can never be undone, in French; empty when it may be tried."""
    if chargement.genre == Chargement.Genre.ANNULATION:
        return "Une annulation ne s’annule pas\u00a0: chargez de nouveau le fichier."
    if chargement.genre == Chargement.Genre.PREMIERES_DONNEES:
        return "Les premières données ne s’annulent pas\u00a0: tout le reste s’appuie sur elles."
    if chargement.etat != Chargement.Etat.FAIT or chargement.fin is None:
        return f"Ce chargement est {chargement.get_etat_display()}\u00a0: il n’y a rien à annuler."
    return trop_ancien(chargement)


def trop_ancien(chargement: Chargement) -> str:
    """Why a load is undone no more, when what it changed was purged; empty when it is all there."""
    purge = Journal.objects.purge_jusqu_au()
    if purge is None or timezone.localtime(chargement.quand).date() > purge:
        return ""
    return (
        f"L’historique jusqu’au {purge:%d/%m/%Y} a été purgé, et avec lui ce qui était là avant ce"
        " chargement\u00a0: il ne s’annule plus."
    )


def preparer(cible: Chargement, *, auteur, motif: str = "") -> Chargement:
    """The record of an undoing about to start."""
    return Chargement.objects.create(
        genre=Chargement.Genre.ANNULATION,
        etat=Chargement.Etat.ATTENTE,
        fichier=cible.fichier,
        empreinte=cible.empreinte,
        titre=f"Annulation du chargement nº {cible.pk} ({cible.titre})"[:255],
        exercice=cible.exercice,
        auteur=auteur,
        annule=cible,
        options=Options(motif=motif).to_json(),
    )


def annuler(
    cible: Chargement, *, auteur=None, commande: str = "", progression: Progression | None = None
) -> Chargement:
    """Undo a load at once; return the record of the undoing. Raises Refus, nothing being undone."""
    if raison := refus(cible):
        raise FichierRefuse([Remarque(raison)])
    with transaction.atomic():
        chargement = preparer(cible, auteur=auteur)
        suivi = travaux.commencer(
            CHARGER,
            chargement.pk,
            titre=str(chargement),
            adresse=chargement.get_absolute_url(),
            auteur=auteur,
            progression=progression,
        )
    with suivi as avancer:
        executer(AnnulationChargeur(cible), chargement, None, avancer, commande=commande)
    return chargement


def _obstacles(cible: Chargement, tables: list[TableAnnulee]) -> list[Remarque]:
    """What holds the undoing back, with the way out."""
    return obstacles.changements(cible) or obstacles.appuis(
        {table.model: table.a_supprimer for table in tables},
        {table.model: table.a_restaurer for table in tables},
    )


def _tables(cible: Chargement) -> list[TableAnnulee]:
    """The tables of a load in the order in which it wrote them."""
    modeles = recit.modeles_suivis()
    tables: dict[str, TableAnnulee] = {}

    def table(nom: str) -> TableAnnulee:
        return tables.setdefault(nom, TableAnnulee(modeles[nom]))

    creees: set[tuple[str, str]] = set()
    lignes = LigneChargee.objects.filter(chargement=cible).order_by("pk")
    for nom, cle, action in lignes.values_list("table_nom", "cle", "action").iterator():
        if action == LigneChargee.Action.CREATION:
            creees.add((nom, cle))
            table(nom).a_supprimer.append(cle)
        else:
            table(nom)
    # Latest first: of a row written twice, the values before its first change remain.
    entrees = (
        Journal.objects.filter(chargement_id=cible.pk, quand__lte=cible.fin, avant__isnull=False)
        .order_by("-pk")
        .values_list("table_nom", "cle", "action", Cast("avant", models.TextField()))
    )
    for nom, cle, action, texte in entrees.iterator():
        if (nom, cle) in creees or nom not in tables:
            continue
        avant = recit.lire_json(texte)
        if action == Journal.Action.SUPPRESSION:
            table(nom).a_remettre.append(avant)
        elif action == Journal.Action.MODIFICATION:
            table(nom).a_restaurer.setdefault(cle, {}).update(avant)
    return [t for t in tables.values() if t.taille]


def _table_apercu(table: TableAnnulee) -> TableApercu:
    meta = table.model._meta
    apercu = TableApercu(
        str(meta.verbose_name_plural),
        crees=len(table.a_remettre),
        modifies=len(table.a_restaurer),
        supprimes=len(table.a_supprimer),
    )
    restaurees = dict(list(table.a_restaurer.items())[:MONTREES])
    supprimees = table.a_supprimer[: MONTREES - len(restaurees)]
    # With what they refer to, by which many of them are called.
    lignes = table.model._base_manager.select_related().filter(pk__in=[*restaurees, *supprimees])
    objets = {str(objet.pk): objet for objet in lignes}
    noms = recit.champs_par_colonne(table.model)
    for cle, avant in restaurees.items():
        objet = objets.get(cle)
        champs = [
            (
                str(noms[colonne].verbose_name),
                lisible(noms[colonne], getattr(objet, noms[colonne].attname, None)),
                lisible(noms[colonne], recit.valeur(noms[colonne], brut)),
            )
            for colonne, brut in avant.items()
            if colonne in noms
        ]
        apercu.lignes.append(LigneApercu(designer(objet) if objet else cle, "modification", "", champs))
    for cle in supprimees:
        apercu.lignes.append(LigneApercu(designer(objets[cle]) if cle in objets else cle, "suppression"))
    return apercu


def _verrouiller(table: TableAnnulee) -> None:
    pk = table.model._meta.pk
    for lot in lots([*table.a_supprimer, *table.a_restaurer]):
        cles = [pk.to_python(cle) for cle in lot]
        # The rows themselves are of no use here: evaluating the query is what locks them.
        lignes = table.model._base_manager.select_for_update().filter(pk__in=cles).order_by("pk")
        list(lignes.values_list("pk"))


def _supprimer(model, cles: list[str]) -> int:
    """Delete by key, without Django's own cascade: a row that others need is refused by the database.

    What history does not follow goes along (drawn files), or stays without them (records of loads).
    """
    pk = model._meta.pk
    lignes = model._base_manager.filter(pk__in=[pk.to_python(cle) for cle in cles])
    for lien in obstacles.liens_vers(model, suivi=False):
        siennes = lien.related_model._base_manager.filter(**{f"{lien.field.name}__in": lignes})
        if lien.on_delete is models.CASCADE:
            siennes.delete()
        elif lien.field.null:
            siennes.update(**{lien.field.name: None})
    return lignes._raw_delete(lignes.db)


def _remettre(model, lignes: list[dict]) -> None:
    """Insert whole rows as the journal kept them, their keys included."""
    meta = model._meta
    for colonnes, groupe in _par_colonnes(lignes):
        communes = [c.column for c in meta.concrete_fields if c.column in colonnes]
        noms = ", ".join(_nom(c) for c in communes)
        table = _nom(meta.db_table)
        _executer(
            f"INSERT INTO {table} ({noms}, version) SELECT {noms}, 1"  # noqa: S608 – our own names, quoted
            f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
            groupe,
        )


def _restaurer(model, lignes: list[tuple[str, dict]]) -> None:
    """Give rows their former values, those of columns that still exist."""
    meta = model._meta
    table, pk = _nom(meta.db_table), meta.pk
    connues = recit.champs_par_colonne(model)
    valeurs = [
        {c: v for c, v in avant.items() if c in connues} | {pk.column: pk.to_python(cle)}
        for cle, avant in lignes
    ]
    for colonnes, groupe in _par_colonnes(valeurs):
        poses = ", ".join(f"{_nom(c)} = r.{_nom(c)}" for c in colonnes if c != pk.column)
        if not poses:
            continue
        _executer(
            f"UPDATE {table} t SET {poses}"  # noqa: S608 – our own names, quoted
            f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) r"
            f" WHERE t.{_nom(pk.column)} = r.{_nom(pk.column)}",
            groupe,
        )


def _executer(requete: str, lignes: list[dict]) -> None:
    with connection.cursor() as cursor:
        # Decimals go as text, which a numeric column reads to the digit.
        cursor.execute(requete, [json.dumps(lignes, default=str)])


def _par_colonnes(lignes: list[dict]):
    """Rows grouped by the columns that they give."""
    tries = sorted(lignes, key=lambda ligne: sorted(ligne))
    return [(colonnes, list(groupe)) for colonnes, groupe in groupby(tries, key=lambda ligne: sorted(ligne))]


def _nom(nom: str) -> str:
    return connection.ops.quote_name(nom)
