"""What a screen reader meets: one table where the HTML has one, cells that know their heads, margins left
aside."""

from io import BytesIO

import pikepdf
import pytest

from siim94.bilan import structure
from tests.bilan.documents import DESSINS, DOCUMENT, imprimer


@pytest.fixture(scope="module")
def ouvert():
    octets = imprimer(DOCUMENT, dessins=DESSINS)
    with pikepdf.open(BytesIO(octets)) as document:
        yield document


def enfants(element, genre=None):
    noeuds = [e for e in element.get("/K", ()) if isinstance(e, pikepdf.Dictionary) and "/S" in e]
    return [n for n in noeuds if genre is None or "/" + genre == n.S]


def parcours(element):
    yield element
    for enfant in enfants(element):
        yield from parcours(enfant)


def tous(ouvert, genre):
    racine = ouvert.Root.StructTreeRoot.K[0]
    return [e for e in parcours(racine) if "/" + genre == e.S]


def rangees(table):
    return [e for e in parcours(table) if e.S == "/TR"]


def par_ident(table):
    return {str(e.ID): e for e in parcours(table) if "/ID" in e}


def pages_de(ouvert, element):
    rangs = {p.objgen: i for i, p in enumerate(ouvert.pages)}
    return {rangs[e.Pg.objgen] for e in parcours(element) if "/Pg" in e}


def test_each_table_and_list_of_the_html_is_one_element(ouvert):
    tables = tous(ouvert, "Table")
    assert len(tables) == 3
    assert len(pages_de(ouvert, tables[0])) > 1
    assert len(tous(ouvert, "L")) == 2
    assert len(tous(ouvert, "Sect")) == 2
    assert len(tous(ouvert, "P")) == 3


def test_long_table_has_its_rows_once_and_one_head(ouvert):
    longue = tous(ouvert, "Table")[0]
    assert [len(enfants(longue, genre)) for genre in ("Caption", "THead", "TBody")] == [1, 1, 1]
    assert len(rangees(longue)) == 2 + 60


def test_two_neighbouring_tables_stay_two(ouvert):
    assert len(rangees(tous(ouvert, "Table")[1])) == 2 + 2


def test_heads_have_the_scope_of_their_place(ouvert):
    premiere, seconde, article = rangees(tous(ouvert, "Table")[0])[:3]
    assert {str(c.A.Scope) for c in [*enfants(premiere), *enfants(seconde)]} == {"/Column"}
    assert [str(c.A.Scope) for c in enfants(article, "TH")] == ["/Row"]
    assert [(int(c.A.get("/RowSpan", 1)), int(c.A.get("/ColSpan", 1))) for c in enfants(premiere)] == [
        (2, 1),
        (2, 1),
        (1, 2),
    ]


def test_cells_name_the_heads_above_through_spans_and_beside(ouvert):
    table = tous(ouvert, "Table")[0]
    premiere, seconde, *articles = rangees(table)
    code, _, montants = enfants(premiere)
    an_2020, an_2021 = enfants(seconde)
    for article in articles:
        (ligne,) = enfants(article, "TH")
        attendues = [[code, ligne], [montants, an_2020, ligne], [montants, an_2021, ligne]]
        lues = [[str(i) for i in cellule.A.Headers] for cellule in enfants(article, "TD")]
        assert lues == [[str(tete.ID) for tete in tetes] for tetes in attendues]


def test_cells_of_a_group_name_the_head_of_their_group(ouvert):
    matrice = tous(ouvert, "Table")[2]
    idents = par_ident(matrice)
    corps = enfants(matrice, "TBody")
    for groupe in corps:
        tete, ligne = enfants(groupe, "TR")
        (domaine,) = enfants(tete)
        for cellule in enfants(ligne, "TD"):
            assert str(domaine.ID) in [str(i) for i in cellule.A.Headers]
            assert all(str(i) in idents for i in cellule.A.Headers)


def test_identifiers_are_unique(ouvert):
    idents = [str(e.ID) for e in parcours(ouvert.Root.StructTreeRoot.K[0]) if "/ID" in e]
    assert len(idents) == len(set(idents)) > 60


def test_term_and_definition_are_one_item(ouvert):
    definitions = tous(ouvert, "L")[1]
    (item,) = enfants(definitions)
    assert [str(e.S) for e in enfants(item)] == ["/Lbl", "/LBody"]


def test_every_parent_and_every_mark_lead_back(ouvert):
    """The tree and the parent tree agree both ways, and what has no owner is an artifact in its page."""
    racine = ouvert.Root.StructTreeRoot.K[0]
    rangs = {p.objgen: i for i, p in enumerate(ouvert.pages)}
    proprietaires = {}
    for element in parcours(racine):
        for enfant in element.get("/K", ()):
            if isinstance(enfant, int):
                proprietaires[rangs[element.Pg.objgen], enfant] = element.objgen
            elif enfant.get("/Type") == "/MCR":
                proprietaires[rangs[enfant.Pg.objgen], int(enfant.MCID)] = element.objgen
            elif "/S" in enfant:
                assert enfant.P.objgen == element.objgen
    nombres = ouvert.Root.StructTreeRoot.ParentTree.Nums
    couples = {int(nombres[i]): nombres[i + 1] for i in range(0, len(nombres), 2)}
    for rang, page in enumerate(ouvert.pages):
        marques = {int(m) for m in structure.MARQUE.findall(page.Contents.read_bytes())}
        assert {mcid for r, mcid in proprietaires if r == rang} == marques
        for mcid, proprietaire in enumerate(couples[int(page.StructParents)]):
            assert (proprietaire is not None) == (mcid in marques)
            if proprietaire is not None:
                assert proprietaires[rang, mcid] == proprietaire.objgen


def test_page_margins_are_artifacts(ouvert):
    for page in ouvert.pages:
        assert page.Contents.read_bytes().count(b"/Artifact BMC") >= 2


def test_figure_boxes_lie_in_their_page(ouvert):
    for figure in tous(ouvert, "Figure"):
        gauche, bas, droite, haut = (float(v) for v in figure.A.BBox)
        _, _, largeur, hauteur = (float(v) for v in figure.Pg.MediaBox)
        assert 0 < gauche < droite < largeur
        assert 0 < bas < haut < hauteur


def test_builder_of_weasyprint_is_put_back_after_a_failure():
    avant = structure.tags._build_box_tree
    with pytest.raises(RuntimeError), structure.relever_origines():
        assert structure.tags._build_box_tree is not avant
        raise RuntimeError
    assert structure.tags._build_box_tree is avant
