"""The printed catalogue holds any number of members, and names the domains that pages cut."""

from collections import Counter
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from adherents.models import Adherent
from applications import catalogue_imprime
from applications.bilan import _signe
from applications.models import Application, Deploiement, Domaine, Editeur, Fonctionnalite, LigneCatalogue
from applications.models.catalogue import Matrice, RangMatrice
from siim94.bilan.impression import BASE
from tests.bilan import geometrie
from tests.bilan.documents import imprimer

GENRES = list(Adherent.Genre)
ETATS = (Deploiement.Etat.DISPONIBLE, "", Deploiement.Etat.SANS_OBJET)
NOMBRES = (3, 14, 24, 40)


def matrice(nombre: int, lignes: int = 90) -> Matrice:
    """So many members, the first with a long name, and rows of which each tenth has long names."""
    adherents = tuple(
        Adherent(
            nom_court=f"M{nombre}-{k}" if k else f"L{nombre}-" + "o" * 20,
            genre=GENRES[k * len(GENRES) // nombre],
        )
        for k in range(nombre)
    )
    groupes = []
    for debut, fin in ((0, 40), (40, 41), (41, lignes)):
        rangs = []
        for k in range(debut, fin):
            suite = " et de ce qui va avec elle dans les services" * 3 if k % 10 == 0 else ""
            logiciel = Application(nom=f"P{nombre}-{k}{suite}", editeur=Editeur(nom=f"E{nombre}-{k}"))
            fonction = Fonctionnalite(libelle=f"F{nombre}-{k}{suite}", application=logiciel)
            etats = tuple(ETATS[(k + rang) % 3] for rang in range(nombre))
            rangs.append(RangMatrice(LigneCatalogue(fonctionnalite=fonction), etats))
        groupes.append((Domaine(nom=f"D{nombre}-{debut}"), tuple(rangs)))
    return Matrice(adherents, tuple(groupes))


@pytest.fixture(scope="module")
def pages():
    """One drawing of the four catalogues."""
    feuille = (BASE / "bilan-papier.css").read_text(encoding="utf-8")
    corps = "".join(
        '<section class="chapitre ouvre"><h2>Catalogue</h2><div class="paysage">'
        + render_to_string(
            "applications/bilan/catalogue.html",
            {"papier": True, "blocs": catalogue_imprime.blocs(matrice(nombre), _signe), "entier": None},
        )
        + "</div></section>"
        for nombre in NOMBRES
    )
    html = f'<!doctype html><html lang="fr"><head><title>Essai</title><style>{feuille}</style></head><body>'
    pdf = imprimer(
        f'{html}<section class="couverture"><h1>Essai</h1></section>{corps}</body></html>',
        base_url=BASE.as_uri() + "/",
        dessins={},
        titre="Essai",
        auteur="Essai",
    )
    return [page for page in geometrie.pages(pdf) if page.format == "paysage"]


def test_nothing_leaves_the_page_nor_covers_something_else(pages):
    assert geometrie.fautes(pages) == []


@pytest.mark.parametrize("nombre", NOMBRES)
def test_every_member_and_every_row_is_there(pages, nombre):
    mots = Counter(mot.texte for page in pages for mot in page.mots)
    noms = [a.nom_court for a in matrice(nombre).colonnes]
    assert [nom for nom in noms if not mots[nom]] == []
    blocs = -(-nombre // catalogue_imprime.PAR_BLOC)
    assert {mots[f"F{nombre}-{k}"] for k in range(90)} == {blocs}
    assert {mots[f"E{nombre}-{k}"] for k in range(90)} == {blocs}


def test_a_domain_that_goes_on_overleaf_is_named_there(pages):
    for page in pages:
        domaines = sorted(
            (mot.y0, mot.texte) for mot in page.mots if mot.texte[0] == "D" and "-" in mot.texte
        )
        fonctions = sorted(mot.y0 for mot in page.mots if mot.texte[0] == "F" and "-" in mot.texte)
        if fonctions:
            assert domaines[0][0] < fonctions[0]
    suites = Counter(mot.texte for page in pages for mot in page.mots)["(suite)"]
    assert suites >= len(NOMBRES)


def test_totals_count_what_is_made_available():
    voulue = matrice(3)
    rangs = [rang for _, rangs in voulue.groupes for rang in rangs]
    for place in range(3):
        assert voulue.totaux[place] == sum(rang.etats[place] == Deploiement.Etat.DISPONIBLE for rang in rangs)


def test_members_of_one_kind_stand_under_its_name():
    (bloc,) = catalogue_imprime.blocs(matrice(24), _signe)
    assert sum(nombre for _, nombre in bloc.groupes) == 24
    assert bloc.groupes[0][0] == "Villes"
    assert [genre for genre, _ in bloc.groupes] == list(dict.fromkeys(genre for genre, _ in bloc.groupes))


def test_members_of_one_kind_stand_side_by_side_with_their_marks():
    rangee = matrice(6)
    melee = Matrice(
        tuple(rangee.colonnes[place] for place in (0, 4, 1, 5, 2, 3)),
        tuple(
            (
                domaine,
                tuple(
                    replace(rang, etats=tuple(rang.etats[place] for place in (0, 4, 1, 5, 2, 3)))
                    for rang in rangs
                ),
            )
            for domaine, rangs in rangee.groupes
        ),
    )
    (bloc,) = catalogue_imprime.blocs(melee, _signe)
    genres = [genre for genre, _ in bloc.groupes]
    assert len(genres) == len(set(genres))
    cote = dict(zip((a.nom_court for a in melee.colonnes), melee.totaux, strict=True))
    assert {a.nom_court: total for a, total in zip(bloc.adherents, bloc.totaux, strict=True)} == cote
    signes = {
        a.nom_court: signe for a, signe in zip(bloc.adherents, bloc.morceaux[0].rangs[0].signes, strict=True)
    }
    voulus = zip(melee.colonnes, melee.groupes[0][1][0].etats, strict=True)
    assert signes == {a.nom_court: _signe(etat) for a, etat in voulus}


def par_page(bloc: catalogue_imprime.Bloc) -> list[int]:
    """How many rows each page of a block holds."""
    pages = [0]
    for morceau in bloc.morceaux:
        if morceau.saut:
            pages.append(0)
        pages[-1] += len(morceau.rangs)
    return pages


@pytest.mark.parametrize("lignes", range(60, 120, 3))
def test_no_page_of_a_block_holds_a_few_rows_alone(lignes):
    for bloc in catalogue_imprime.blocs(matrice(40, lignes), _signe):
        pages = par_page(bloc)
        assert sum(pages) == lignes and min(pages) > 0.55 * max(pages)
