"""The laid-out parts of a report joined into one PDF/UA-1 and PDF/A-3a file: pages, their numbers, tags,
links, bookmarks, fonts. The same parts give the same bytes, whether they were just laid out or kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from siim94.bilan.archive import archiver
from siim94.bilan.feuillets import Feuillet
from siim94.bilan.structure_parties import achever
from siim94.ui.graphiques.fonte import fonte, glyphes

# What stands in the style sheet for the number of a page.
NUMERO = "№"


def assembler(feuillets: Sequence[Feuillet]) -> bytes:
    """The file that ``feuillets`` make, in their order; the first gives its title and its author."""
    with pikepdf.open(BytesIO(feuillets[0].pdf)) as pdf:
        debuts = [0]
        racine = pdf.Root.StructTreeRoot
        document, nombres = racine.K[0], racine.ParentTree.Nums
        for feuillet in feuillets[1:]:
            debuts.append(len(pdf.pages))
            with pikepdf.open(BytesIO(feuillet.pdf)) as ajout:
                _ajouter(pdf, document, nombres, ajout)
        racine.ParentTreeNextKey = _suivant(nombres)
        achever(pdf)
        _lier(pdf, feuillets, debuts)
        _numeroter(pdf, feuillets)
        _poser_fontes(pdf, feuillets)
        archiver(pdf)
        sortie = BytesIO()
        pdf.save(sortie, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return sortie.getvalue()


def _suivant(nombres: Array) -> int:
    """The first free key of a parent tree, whose keys are sorted."""
    return int(nombres[len(nombres) - 2]) + 1 if len(nombres) else 0


def _ajouter(pdf: pikepdf.Pdf, document: pikepdf.Object, nombres: Array, ajout: pikepdf.Pdf) -> None:
    """The pages of ``ajout`` with their tags, after those of ``pdf``."""
    avant, decalage = len(pdf.pages), _suivant(nombres)
    for page in ajout.pages:
        pdf.pages.append(page)
    racine = pdf.copy_foreign(ajout.Root.StructTreeRoot)
    for element in racine.K[0].K:
        element.P = document
        document.K.append(element)
    arbre = racine.ParentTree.Nums
    for rang in range(0, len(arbre), 2):
        nombres.extend([int(arbre[rang]) + decalage, arbre[rang + 1]])
    for page in list(pdf.pages)[avant:]:
        for objet, champ in (
            (page.obj, "/StructParents"),
            *((a, "/StructParent") for a in page.obj.get("/Annots", ())),
        ):
            if champ in objet:
                objet[champ] = int(objet[champ]) + decalage


def _lier(pdf: pikepdf.Pdf, feuillets: Sequence[Feuillet], debuts: Sequence[int]) -> None:
    """Names of places and bookmarks, over all the pages."""
    pages = list(pdf.pages)

    def place(debut: int, lieu: Sequence) -> Array:
        return Array([pages[debut + int(lieu[0])].obj, Name.XYZ, lieu[1], lieu[2], 0])

    ancres = {
        nom: place(debut, lieu)
        for feuillet, debut in zip(feuillets, debuts, strict=True)
        for nom, lieu in feuillet.ancres.items()
    }
    noms = [valeur for nom in sorted(ancres) for valeur in (String(nom), ancres[nom])]
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array(noms)))

    with pdf.open_outline() as plan:
        plan.root.clear()
        ouverts: list[tuple[int, list[OutlineItem]]] = [(0, plan.root)]
        for feuillet, debut in zip(feuillets, debuts, strict=True):
            for niveau, titre, lieu in feuillet.signets:
                while ouverts[-1][0] >= niveau:
                    ouverts.pop()
                item = OutlineItem(titre, destination=place(debut, lieu))
                ouverts[-1][1].append(item)
                ouverts.append((niveau, item.children))


def _numeroter(pdf: pikepdf.Pdf, feuillets: Sequence[Feuillet]) -> None:
    """Writes the number of each page in the place that its part kept for it, whose right edge it shares."""
    fontes = [nom for feuillet in feuillets for nom in feuillet.numeros]
    for numero, (page, nom) in enumerate(zip(pdf.pages, fontes, strict=True), 1):
        if nom:
            ecrit = glyphes(nom, str(numero))
            recul = sum(avance for _, avance in ecrit) - glyphes(nom, NUMERO)[0][1]
            codes = "".join(f"{glyphe:04x}" for glyphe, _ in ecrit)
            page.obj.Contents[1] = pdf.make_stream(f" [{recul} <{codes}>] TJ ".encode())


def _poser_fontes(pdf: pikepdf.Pdf, feuillets: Sequence[Feuillet]) -> None:
    """Embeds each font of the house once, with the texts of all the parts."""
    textes: dict[str, dict[int, str]] = defaultdict(dict)
    for feuillet in feuillets:
        for nom, siens in feuillet.polices.items():
            textes[nom] |= {int(glyphe): texte for glyphe, texte in siens.items()}
        for nom in filter(None, feuillet.numeros):
            chiffres = "0123456789"
            textes[nom] |= {g: c for (g, _), c in zip(glyphes(nom, chiffres), chiffres, strict=True)}
    fontes = {nom: fonte(pdf, nom, siens) for nom, siens in sorted(textes.items())}
    for ressources in ressources_de(pdf):
        polices = ressources.get("/Font", Dictionary())
        for cle, objet in dict(polices).items():
            if "/Police" in objet:
                polices[cle] = fontes[str(objet.Police)]


def ressources_de(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The resources of the pages and of their forms, each once."""
    vues = set()
    for page in pdf.pages:
        a_voir = [page.obj.get("/Resources", Dictionary())]
        while a_voir:
            ressources = a_voir.pop()
            if ressources.is_indirect and ressources.objgen in vues:
                continue
            vues.add(ressources.objgen)
            yield ressources
            a_voir += [
                x.Resources for x in dict(ressources.get("/XObject", {})).values() if "/Resources" in x
            ]
