"""What holds the undoing of a load back, each time with the way out: the load to undo first, the row to mend.

A row that was changed since and has got back what the load left there holds nothing back: whoever restores
it by hand is done.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.db import connection, models

from siim94.chargements.apercu import Remarque
from siim94.formats import francais
from siim94.socle.ecriture import lots
from siim94.socle.models import Chargement, Exercice, Journal, LigneChargee, Suivi
from siim94.ui.historique import recit

MONTRES = 20

# Rows of the load that were written after it, with their last entry and the last load that wrote them; loads
# undone since, and their undoing, cancel out. A row of the load that someone deleted needs no undoing.
_CHANGEES = """
    SELECT l.table_nom, l.cle, max(j.id), max(c.id)
    FROM socle_lignechargee l
    JOIN socle_journal j ON j.table_nom = l.table_nom AND j.cle = l.cle
    LEFT JOIN socle_chargement c ON c.id = j.chargement_id
    WHERE l.chargement_id = %s AND j.quand > %s
      AND NOT (l.action = 'creation' AND j.action = 'suppression')
      AND (c.etat = 'annule' OR (c.genre = 'annulation' AND c.etat = 'fait')) IS NOT TRUE
    GROUP BY l.table_nom, l.cle ORDER BY l.table_nom, l.cle
"""


def changements(cible: Chargement) -> list[Remarque]:
    """Rows that the load made or changed and that are no longer what it left."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGEES, [cible.pk, cible.fin])
        trouvees = cursor.fetchall()
    par_chargement = Counter(numero for *_, numero in trouvees if numero)
    remarques = _a_annuler({numero: f"a changé {_lignes(n)}" for numero, n in par_chargement.items()})
    modeles = recit.modeles_suivis()
    a_la_main = [ligne[:3] for ligne in trouvees if not ligne[3]]
    autres = 0
    for table, groupe in groupby(a_la_main, key=lambda ligne: ligne[0]):
        for lot in lots(list(groupe)):
            dernieres = {cle: numero for _, cle, numero in lot}
            for cle, objet in _differentes(modeles[table], cible, dernieres):
                if autres < MONTRES:
                    remarques.append(_a_remettre(modeles[table], cle, objet, dernieres[cle]))
                autres += 1
    if autres > MONTRES:
        remarques.append(Remarque(f"Et {_lignes(autres - MONTRES)} de plus, changées à la main."))
    return remarques


def appuis(a_supprimer: Mapping[type[models.Model], Iterable[str]], laissees: Mapping) -> list[Remarque]:
    """Rows that refer to rows which undoing deletes, and that stay; ``laissees`` gives, by model and key, the
    columns that undoing changes itself.
    """
    parties = {model: set(cles) for model, cles in a_supprimer.items()}
    # A year is named twice by its facts: each row counts once.
    restent: dict[type[models.Model], set[str]] = defaultdict(set)
    for model, cles in parties.items():
        for lien in liens_vers(model):
            restent[lien.related_model] |= set(_qui_restent(lien, cles, parties, laissees))
    par_chargement: dict[int, Counter] = defaultdict(Counter)
    a_la_main: Counter = Counter()
    for model, cles in restent.items():
        auteurs = _chargements_de(model, list(cles))
        for cle in cles:
            compte = par_chargement[auteurs[cle]] if cle in auteurs else a_la_main
            compte[str(model._meta.verbose_name_plural)] += 1
    remarques = _a_annuler(
        {numero: f"s’appuie sur ce qui est à supprimer ({_dire(n)})" for numero, n in par_chargement.items()}
    )
    if a_la_main:
        quoi = _dire(a_la_main)
        texte = f"Des données s’appuient sur ce qui est à supprimer\u00a0: {quoi}. Supprimez-les d’abord."
        remarques.append(Remarque(texte))
    return remarques


def liens_vers(model: type[models.Model], suivi: bool = True) -> Iterator[models.ForeignObjectRel]:
    """The relations of other tables that point to a model's rows: of business rows, or of all the others."""
    for lien in model._meta.get_fields(include_hidden=True):
        pointe = lien.auto_created and not lien.concrete and not lien.many_to_many
        if pointe and issubclass(lien.related_model, Suivi) is suivi:
            yield lien


def _differentes(
    model: type[models.Model], cible: Chargement, cles: Iterable[str]
) -> Iterator[tuple[str, models.Model | None]]:
    """Those of these rows, with what they are now, that are not what the load left."""
    actuels = {str(objet.pk): objet for objet in model._base_manager.filter(pk__in=cles)}
    etats: dict[str, dict | None] = {cle: {} for cle in cles}
    table = model._meta.db_table
    lignes = LigneChargee.objects.filter(chargement=cible, table_nom=table, cle__in=cles)
    faites = set(lignes.filter(action=LigneChargee.Action.CREATION).values_list("cle", flat=True))
    entrees = Journal.objects.filter(table_nom=table, cle__in=cles, quand__gt=cible.fin)
    # Back from the last entry to the first: what each row was before them all; None: there was none.
    for entree in recit.traces(entrees).order_by("-pk"):
        if entree.action == Journal.Action.CREATION:
            etats[entree.cle] = None
        else:
            etats[entree.cle] = (etats[entree.cle] or {}) | recit.lire_json(entree.avant_texte)
    champs = recit.champs_par_colonne(model)
    for cle, etat in etats.items():
        objet = actuels.get(cle)
        if objet is None:
            pareille = cle in faites or etat is None
        else:
            pareille = etat is not None and not any(
                _change(champs[colonne], objet, brut) for colonne, brut in etat.items() if colonne in champs
            )
        if not pareille:
            yield cle, objet


def _change(champ: models.Field, objet: models.Model, brut: Any) -> bool:
    # Opening a year is a step of its life, which nobody can take back: it holds nothing back.
    if champ.name == "version" or (champ.model is Exercice and champ.name == "statut"):
        return False
    return recit.valeur(champ, brut) != getattr(objet, champ.attname)


def _qui_restent(lien, cles: set[str], parties: Mapping, laissees: Mapping) -> list[str]:
    model, champ = lien.related_model, lien.field
    changees = laissees.get(model, {})
    pk = lien.model._meta.pk
    restent = []
    for lot in lots([pk.to_python(cle) for cle in cles]):
        lignes = model._base_manager.filter(**{f"{champ.name}__in": lot}).values_list("pk", flat=True)
        restent += [
            cle
            for cle in map(str, lignes.order_by().iterator())
            if cle not in parties.get(model, ()) and champ.column not in changees.get(cle, ())
        ]
    return restent


def _chargements_de(model: type[models.Model], cles: list[str]) -> dict[str, int]:
    """The load that made each of these rows, where one did."""
    faites = {}
    for lot in lots(cles):
        lignes = LigneChargee.objects.filter(
            table_nom=model._meta.db_table,
            cle__in=lot,
            action=LigneChargee.Action.CREATION,
            chargement__etat=Chargement.Etat.FAIT,
        ).exclude(chargement__genre=Chargement.Genre.PREMIERES_DONNEES)
        faites |= dict(lignes.order_by("pk").values_list("cle", "chargement_id"))
    return faites


def _a_annuler(raisons: Mapping[int, str]) -> list[Remarque]:
    """Loads to undo first, the latest first, since each may need those after it."""
    chargements = Chargement.objects.in_bulk(raisons)
    remarques = []
    for numero in sorted(raisons, reverse=True):
        chargement = chargements[numero]
        nom = f"nº {numero} ({chargement.titre or chargement.get_genre_display()})"
        quand = francais.date_courte(chargement.quand)
        remarques.append(
            Remarque(
                f"Le chargement {nom}, du {quand}, {raisons[numero]}\u00a0: annulez-le d’abord.",
                adresse=chargement.get_absolute_url(),
            )
        )
    return remarques


def _a_remettre(model: type[models.Model], cle: str, objet: models.Model | None, numero: int) -> Remarque:
    entree = Journal.objects.select_related("auteur").get(pk=numero)
    qui = f"par {entree.auteur}" if entree.auteur else f"par «\u00a0{entree.commande or 'système'}\u00a0»"
    return Remarque(
        f"{model._meta.verbose_name} «\u00a0{objet or cle}\u00a0»\u00a0: {entree.get_action_display()} {qui}"
        f" le {entree.quand:%d/%m/%Y}, après ce chargement. Restaurez d’abord ce qu’il avait enregistré"
        " (Historique).",
        adresse=recit.adresse(objet) or "" if objet is not None else "",
    )


def _lignes(nombre: int) -> str:
    return f"{francais.nombre(nombre)} ligne{francais.accorde(nombre)}"


def _dire(nombres: Counter) -> str:
    return ", ".join(f"{francais.nombre(n)} {nom}" for nom, n in sorted(nombres.items()))
