"""The paste that a browser asks the server to read: its geometry, the rows of the list, and the answer."""

import json
from contextlib import suppress
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseBadRequest, JsonResponse

from siim94.formats.json_sur import DecodeurJson
from siim94.formats.mots import cle
from siim94.ui.grille.collage import CelluleCollee, ColonneCible, LigneCible, coller
from siim94.ui.grille.colonnes import ColonneRelation, colonnes_de
from siim94.ui.grille.enregistrement import nom_de
from siim94.ui.grille.page import table_de, texte_de

CELLULES_COLLEES_MAXIMALES = 20_000
# What a grid shows and adds is below: one that says more was not sent by its page.
LIGNES_MONTREES_MAXIMALES = 5_500
COLONNES_MAXIMALES = 100


def lire_collage(crud, exercice, liste: models.QuerySet, bornes, brut: str):
    """The text pasted, cut and placed: fields and their texts, lines without a place, a sentence; as JSON.

    Nothing is written. ``bornes`` are those of the rows that the browser has, as ``GrilleView`` counts them.
    """
    try:
        demande = json.loads(brut, cls=DecodeurJson)
        depart = int(demande["ligne"]), int(demande["colonne"])
        montrees = [(str(numero), dict(cles)) for numero, cles in demande["lignes"]]
        texte, champs = str(demande["texte"]), list(map(str, demande["champs"]))
        replies = list(map(str, demande.get("replies", ())))
    except (ValueError, KeyError, TypeError):
        return HttpResponseBadRequest("Collage illisible.")
    if len(montrees) > LIGNES_MONTREES_MAXIMALES or len(champs + replies) > COLONNES_MAXIMALES:
        return HttpResponseBadRequest(
            f"Une grille compte {LIGNES_MONTREES_MAXIMALES} lignes et {COLONNES_MAXIMALES} colonnes au plus."
        )
    par_nom = {colonne.nom: colonne for colonne in colonnes_de(crud, exercice)}
    colonnes = [
        ColonneCible(c.nom, c.libelle, c.kind, c.cle, repliee)
        for noms, repliee in ((champs, False), (replies, True))
        for nom in noms
        if (c := par_nom.get(nom))
    ]
    if not (0 <= depart[0] < len(montrees) and 0 <= depart[1] < len(champs) <= len(colonnes)):
        return HttpResponseBadRequest("Collage hors de la grille.")
    if texte.count("\t") + texte.count("\n") > CELLULES_COLLEES_MAXIMALES:
        trop = "Ce bloc est trop grand pour être collé ici."
        return JsonResponse({"cellules": [], "sans_place": [], "message": trop})
    lignes = _lignes(crud, liste, montrees, list(par_nom.values()), bornes)
    resultat = coller(texte, lignes, colonnes, depart)
    return JsonResponse(
        {
            "cellules": [_cellule(c) | {"nom": nom_de(c.ligne, c.champ)} for c in resultat.cellules],
            "sans_place": [
                {
                    "rang": place.rang,
                    "nom": place.nom,
                    "raison": place.raison,
                    "cellules": [_cellule(c) | {"champ": c.champ} for c in place.cellules],
                }
                for place in resultat.sans_place
            ],
            "message": resultat.resume,
        }
    )


def _cellule(cellule: CelluleCollee) -> dict[str, str]:
    return {"texte": cellule.texte, "erreur": cellule.erreur}


def _lignes(crud, liste, montrees, colonnes, bornes) -> list[LigneCible]:
    """The rows of the page as it shows them, new ones among them, then those that it does not show."""
    table = table_de(crud, liste, colonnes)
    valeurs = {colonne.nom for colonne in colonnes if not colonne.cle}
    premiere, *autres = [c.name for c in table.columns if c.name not in valeurs]
    relations = [colonne for colonne in colonnes if colonne.cle and isinstance(colonne, ColonneRelation)]
    _, _, debut, fin = bornes
    taille = fin - debut or 1
    lues: dict[str, LigneCible] = {}
    for rang, rangee in enumerate(table.rows):
        objet = rangee.record
        # The bare values, not the cells with their links: there may be thousands.
        noms = {cle(valeur) for nom in autres if (valeur := rangee.get_cell_value(nom)) is not None}
        for relation in relations:
            noms |= relation.kind.noms_de(relation.valeur_de(objet))
        page = None if debut <= rang < fin else rang // taille + 1
        lues[str(objet.pk)] = LigneCible(
            str(objet.pk),
            texte_de(rangee, premiere),
            crud.en_pourcent(objet),
            frozenset(noms - {""}),
            page,
        )
    ici = [lues.pop(numero, None) or _nouvelle(numero, cles, colonnes) for numero, cles in montrees]
    return ici + [replace(ligne, page=ligne.page or 0) for ligne in lues.values()]


def _nouvelle(numero: str, textes: dict, colonnes) -> LigneCible:
    """A row of the page that is not stored: known by the keys typed in it."""
    noms: set[str] = set()
    premier = ""
    for colonne in colonnes:
        texte = str(textes.get(colonne.nom, "")) if colonne.cle else ""
        premier = premier or texte
        noms.add(cle(texte))
        if isinstance(colonne, ColonneRelation) and texte:
            with suppress(ValidationError):
                noms |= colonne.kind.noms_de(colonne.lire(texte))
    # « 45 % » is read as a number: the save will say if it is none there.
    return LigneCible(numero, premier, True, frozenset(noms - {""}), nouvelle=numero[:1] == "n")
