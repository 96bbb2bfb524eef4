"""A block copied from a spreadsheet: cut into cells, read in French, placed by position or by names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.formats.kinds import JOUR, MONTANT, TEXTE, ChoixKind, EntierKind, NombreKind
from siim94.ui.grille.collage import ColonneCible, LigneCible, coller, decouper, normaliser

LIGNES = [LigneCible("1", "Arcueil"), LigneCible("2", "Ivry"), LigneCible("3", "Vitry")]
COLONNES = [ColonneCible("agents", "Agents formés"), ColonneCible("jours", "Jours")]


def copier(bloc) -> str:
    """What a spreadsheet puts on the clipboard for a block of cells."""

    def cellule(texte):
        if texte.startswith('"') or {"\t", "\n", "\r"} & set(texte):
            return '"' + texte.replace('"', '""') + '"'
        return texte

    return "".join("\t".join(map(cellule, ligne)) + "\r\n" for ligne in bloc)


BLOCS = st.integers(1, 4).flatmap(
    lambda largeur: st.lists(
        st.lists(
            st.text(st.sampled_from('a1 ,"\t\n\r€é') | st.characters(exclude_categories=["Cs"])),
            min_size=largeur,
            max_size=largeur,
        ),
        min_size=1,
        max_size=5,
    )
)


@given(BLOCS)
def test_any_block_copied_is_cut_into_the_same_cells(bloc):
    assert decouper(copier(bloc)) == bloc


@given(BLOCS)
def test_the_line_break_that_ends_a_block_is_not_a_row(bloc):
    assert len(decouper(copier(bloc))) == len(bloc)
    assert decouper("") == []


@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("1 234,56 €", "1\u202f234,56"),
        ("1,234.56", "1\u202f234,56"),
        ("(12,00)", "-12,00"),
        ("-", ""),
        ("", ""),
        ("0", "0"),
    ],
)
def test_a_cell_of_a_spreadsheet_becomes_the_text_of_a_field(tape, lu):
    assert normaliser(MONTANT, tape) == (lu, "")


def test_per_cent_is_a_number_only_where_the_row_is_in_per_cent():
    assert normaliser(MONTANT, "45 %", pourcent=True) == ("45", "")
    lu, erreur = normaliser(MONTANT, "45 %")
    assert lu == "45 %"
    assert "n’est pas un nombre" in erreur


def places(texte, depart=(0, 0)):
    resultat = coller(texte, LIGNES, COLONNES, depart)
    return [(c.ligne, c.champ, c.texte) for c in resultat.cellules], resultat


def test_a_block_goes_from_the_active_cell_on_and_what_is_outside_is_told():
    cellules, resultat = places("1\t2\n3\t4\n", depart=(2, 1))
    assert cellules == [("3", "jours", "1")]
    assert resultat.hors_grille == 3
    assert "3 cases hors de la grille n’y tenaient pas." in resultat.resume


def test_heads_that_come_with_the_block_are_left_out_and_name_the_columns():
    cellules, resultat = places("Jours\tAgents formés\n1,5\t4\n")
    assert cellules == [("1", "jours", "1,5"), ("1", "agents", "4")]
    assert "La ligne de titres (« Jours, Agents formés ») n’a pas été prise." in resultat.resume


def test_names_that_come_with_the_block_choose_the_rows():
    cellules, resultat = places("VITRY\t7\nTrifouilly\t8\nivry\t9\n", depart=(0, 1))
    assert cellules == [("3", "jours", "7"), ("2", "jours", "9")]
    assert [(perdue.rang, perdue.nom) for perdue in resultat.sans_place] == [(2, "Trifouilly")]


def test_an_unreadable_amount_stays_as_it_is_and_is_told():
    resultat = coller("Arcueil\tn. c.\nIvry\t12\n", LIGNES, COLONNES, (0, 0))
    assert [(c.ligne, c.texte, bool(c.erreur)) for c in resultat.cellules] == [
        ("1", "n. c.", True),
        ("2", "12", False),
    ]


@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("1\u00a0234,56", "1\u202f234,56"),
        ("1\u202f234,56", "1\u202f234,56"),
        ("1.234,56", "1\u202f234,56"),
        ("−3,5", "-3,5"),
        ("–", ""),
    ],
)
def test_separators_and_signs_of_every_spreadsheet_are_read(tape, lu):
    assert normaliser(MONTANT, tape) == (lu, "")


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.sampled_from([" ", "\u00a0", "\u202f", "."]),
)
def test_an_amount_written_in_french_is_read_as_itself(montant, separateur):
    texte = f"{montant:,.2f}".replace(",", "\0").replace(".", ",").replace("\0", separateur)
    lu, erreur = normaliser(MONTANT, texte)
    assert not erreur
    assert normaliser(MONTANT, lu) == (lu, "")
    sans_espaces = lu.replace("\u202f", "").replace(",", ".")
    assert sans_espaces == f"{montant:.2f}" or montant == 0


@given(st.text())
def test_reading_a_cell_twice_says_the_same_as_once(texte):
    lu, erreur = normaliser(MONTANT, texte)
    assert normaliser(MONTANT, lu) == (lu, erreur)


# Names and codes that come with the block

BUDGET = [
    LigneCible("1", "011", noms=frozenset({"60611", "depense"})),
    LigneCible("2", "011", noms=frozenset({"60612", "depense"})),
    LigneCible("3", "70", noms=frozenset({"recette", "produits des services"})),
    LigneCible("4", "042", noms=frozenset({"depense"})),
    LigneCible("5", "042", noms=frozenset({"recette"})),
]
MONTANTS = [
    ColonneCible("chapitre", "Chapitre", ChoixKind((c, c) for c in ("011", "012", "042", "70")), cle=True),
    ColonneCible("vote", "Voté"),
    ColonneCible("realise", "Réalisé"),
]


def budget(texte, colonne=1, lignes=BUDGET):
    resultat = coller(texte, lignes, MONTANTS, (0, colonne))
    return [(c.ligne, c.champ, c.texte) for c in resultat.cellules], resultat


def test_several_first_columns_name_a_row_together():
    cellules, resultat = budget("011\t60612\t1,00\t2,00\n042\trecette\t3,00\t4,00\n")
    assert cellules == [
        ("2", "vote", "1,00"),
        ("2", "realise", "2,00"),
        ("5", "vote", "3,00"),
        ("5", "realise", "4,00"),
    ]
    assert resultat.sans_place == []
    assert "2 lignes reconnues par leur nom." in resultat.resume


def test_a_name_that_several_rows_have_is_told_and_pasted_nowhere():
    cellules, resultat = budget("042\t3,00\n70\t5,00\n")
    assert cellules == [("3", "vote", "5,00")]
    assert [(p.rang, p.raison) for p in resultat.sans_place] == [(1, "2 lignes portent ce nom")]


def test_under_heads_repeated_codes_name_rows_together():
    cellules, _ = budget("Chapitre\tCompte\tRéalisé\n011\t60612\t1,00\n011\t60611\t2,00\n")
    assert cellules == [("2", "realise", "1,00"), ("1", "realise", "2,00")]


def test_amounts_alone_are_not_taken_for_codes():
    cellules, resultat = budget("70\t5,00\n6000\t7,00\n")
    assert cellules == [
        ("1", "vote", "70"),
        ("1", "realise", "5,00"),
        ("2", "vote", "6\u202f000"),
        ("2", "realise", "7,00"),
    ]
    assert resultat.par_nom == 0


def test_a_row_given_twice_by_the_block_is_told():
    _, resultat = places("Vitry\t7\nArcueil\t8\nVitry\t9\n")
    assert [(p.rang, p.raison) for p in resultat.sans_place] == [(3, "déjà donnée par la ligne 1 du bloc")]


def test_totals_of_the_block_are_left_out_and_told():
    cellules, resultat = places("Vitry\t7\nArcueil\t8\nTotal général\t15\n", depart=(0, 1))
    assert cellules == [("3", "jours", "7"), ("1", "jours", "8")]
    assert "« Total général »" in resultat.resume


def test_a_row_of_another_page_is_told_with_its_page():
    lignes = [*LIGNES, LigneCible("9", "Villejuif", page=2)]
    resultat = coller("Villejuif\t7\nVitry\t1\n", lignes, COLONNES, (0, 0))
    assert [(p.nom, p.raison) for p in resultat.sans_place] == [
        ("Villejuif", "elle est à la page 2 de la grille")
    ]


def test_an_unknown_name_that_a_key_knows_can_be_a_new_row():
    adherent = ColonneCible("adherent", "Adhérent", ChoixKind([("gentilly", "Ville de Gentilly")]), cle=True)
    resultat = coller("Arcueil\t1\nGENTILLY\t2\nTrifouilly\t3\n", LIGNES, [adherent, *COLONNES], (0, 1))
    assert [(c.ligne, c.texte) for c in resultat.cellules] == [("1", "1")]
    gentilly, trifouilly = resultat.sans_place
    assert [(c.champ, c.texte) for c in gentilly.cellules] == [
        ("adherent", "Ville de Gentilly"),
        ("agents", "2"),
    ]
    assert trifouilly.cellules == ()


def test_what_names_a_stored_row_is_not_pasted_over():
    resultat = coller("70\t5,00\n", [LigneCible("1", "011")], MONTANTS, (0, 0))
    assert [(c.champ, c.texte) for c in resultat.cellules] == [("vote", "5,00")]
    assert "ne se modifient pas ici" in resultat.resume


@given(st.permutations([ligne.nom for ligne in LIGNES]))
def test_the_order_of_named_lines_does_not_matter(noms):
    bloc = "".join(f"{nom}\t{rang},5\n" for rang, nom in enumerate(noms, start=1))
    cellules, _ = places(bloc, depart=(1, 1))
    par_nom = {ligne.cle: ligne.nom for ligne in LIGNES}
    assert {par_nom[c]: t for c, _, t in cellules} == {nom: f"{r},5" for r, nom in enumerate(noms, start=1)}


@given(BLOCS, st.integers(0, 2), st.integers(0, 1))
def test_no_cell_of_a_block_is_lost_without_a_word(bloc, ligne, colonne):
    """Every cell that says something is placed, counted outside, or in a line that is told."""
    resultat = coller(copier(bloc), LIGNES, COLONNES, (ligne, colonne))
    lues = [[cellule.strip() for cellule in rangee] for rangee in bloc]
    dites = sum(bool(cellule) for rangee in lues for cellule in rangee)
    titres = len([t for t in resultat.titres.split(", ") if t]) if resultat.titres else 0
    placees = len(resultat.cellules)
    perdues = sum(max(map(len, lues)) for _ in [*resultat.sans_place, *resultat.totaux])
    noms = resultat.par_nom * (max(map(len, lues)) - 1)
    assert dites <= placees + resultat.hors_grille + perdues + noms + titres + resultat.fixes


# What a spreadsheet gives that must not go in as if a hand had typed it


@pytest.mark.parametrize("texte", ["1,234", "1.234", "-1,234", "(1,234)", "12,345 €"])
@pytest.mark.parametrize("kind", [MONTANT, NombreKind(), EntierKind()])
def test_thousands_that_may_be_decimals_are_asked_for(kind, texte):
    lu, erreur = normaliser(kind, texte)
    assert lu == texte and "deux façons" in erreur


@pytest.mark.parametrize(
    ("texte", "lu"), [("0,125", "0,125"), ("1,2340", "1,2340"), ("1234,5", "1\u202f234,5")]
)
def test_what_reads_one_way_only_is_read(texte, lu):
    assert normaliser(NombreKind(), texte) == (lu, "")


CALCULS = ["=SOMME(A1:A3)", "#N/A", "#REF!", "#DIV/0!", "#NOM?", "#VALEUR!", "#EPARS!", "Err:502"]


@pytest.mark.parametrize("texte", CALCULS)
@pytest.mark.parametrize("kind", [TEXTE, MONTANT, JOUR])
def test_formulas_and_failed_calculations_are_refused_whatever_the_column(kind, texte):
    lu, erreur = normaliser(kind, texte)
    assert lu == texte and ("formule" in erreur or "erreur de calcul" in erreur)


@pytest.mark.parametrize("texte", ["46 %", "Projet #1", "#numérique", "a = b", "N/A", "-"])
def test_other_texts_are_texts(texte):
    assert normaliser(TEXTE, texte) == (texte, "")


def test_an_empty_first_cell_of_a_column_empties_its_place():
    cellules, resultat = places("\n10,00\n20,00\n")
    assert cellules == [("1", "agents", ""), ("2", "agents", "10,00"), ("3", "agents", "20,00")]
    assert resultat.resume == "3 cases collées, à enregistrer."


def test_empty_cells_inside_and_at_the_end_of_a_column_empty_their_places():
    assert places("10\n\n20\n")[0] == [("1", "agents", "10"), ("2", "agents", ""), ("3", "agents", "20")]
    assert places("10\n\n\n")[0] == [("1", "agents", "10"), ("2", "agents", ""), ("3", "agents", "")]
    cellules, resultat = places("10\n\n\n\n\n", depart=(1, 0))
    assert cellules == [("2", "agents", "10"), ("3", "agents", "")] and not resultat.hors_grille


def test_empty_lines_of_a_block_that_names_its_rows_are_nothing():
    assert places("Vitry\t7\n\t\nIvry\t9\n", depart=(0, 1))[0] == [("3", "jours", "7"), ("2", "jours", "9")]


@pytest.mark.parametrize(
    ("texte", "places", "dehors"),
    [
        ("1\t2\t3\r\n", {"agents": "1", "jours": "2"}, 1),
        ("Agents formés\tCoût\r\n1\t3\r\n", {"agents": "1", "cout": "3"}, 0),
    ],
    ids=["by position", "under heads"],
)
def test_a_folded_column_is_reached_by_its_head_only(texte, places, dehors):
    colonnes = [*COLONNES, ColonneCible("cout", "Coût", repliee=True)]
    collage = coller(texte, LIGNES, colonnes, (0, 0))
    assert {cellule.champ: cellule.texte for cellule in collage.cellules} == places
    assert collage.hors_grille == dehors


def test_two_lines_in_a_cell_are_no_number():
    """Joined, « 1 200 » over « 350 » would read as more than a million."""
    collage = coller('"1 200\n350"\t"12\n"\r\n', LIGNES, COLONNES, (0, 0))
    assert [cellule.texte for cellule in collage.cellules] == ["1 200\n350", "12"]
    assert "plusieurs lignes" in collage.cellules[0].erreur
    assert collage.cellules[1].erreur == ""


def test_a_block_that_would_fill_a_folded_column_is_told_where_it_stopped():
    colonnes = [*COLONNES, ColonneCible("reste", "Reste", repliee=True)]
    largeur = len([c for c in COLONNES if not c.repliee])
    resultat = coller("\t".join("1" * (largeur + 1)), LIGNES, colonnes, (0, 0))
    assert len(resultat.cellules) == largeur
    assert "1 case hors de la grille n’y tenait pas. Une colonne repliée" in resultat.resume
