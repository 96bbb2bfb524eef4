"""Sections, panels and the pages that join apps only show figures, which come from queryset methods."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
APPS = ("adherents", "applications", "finances", "rh", "support", "siim94/*")
# What a page that joins apps reads their figures through.
CHIFFRES = re.compile(
    r"^from (?:adherents|applications|finances|rh|support|siim94\.bilan\.sommaire"
    r"|siim94\.ui\.(?:chiffres|sections|pages\.(?:bande|panneaux)))\b",
    re.M,
)
MODULES = sorted(
    {
        fichier
        for app in APPS
        for motif in ("bilan.py", "bilan_*.py", "panneaux*.py", "autres_chiffres.py")
        for fichier in RACINE.glob(f"{app}/{motif}")
    }
    | {fichier for fichier in RACINE.glob("siim94/accueil/*.py") if CHIFFRES.search(fichier.read_text())}
)
OPERATIONS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
FONCTIONS = {"sum", "max", "min", "abs", "round", "divmod", "pow", "Decimal", "float", "int"}
AGREGATS = {"Sum", "Count", "Avg", "Max", "Min", "StdDev", "Variance"}
METHODES = {"aggregate", "annotate", "alias", "quantize", "scaleb"}
ANNEES = {"annee", "exercice_id", "an"}
TEXTES = (ast.JoinedStr, ast.List, ast.ListComp, ast.Tuple)

# What is arithmetic and no figure: (module, expression) → why. A module named alone holds none at all.
MISE_EN_PAGE = {
    "siim94/accueil/charte.py": "contrasts of the colours, on the page of the design",
    "siim94/accueil/recherche_chiffres.py": "how well a figure answers a question: ranks, shares of words",
    ("siim94/accueil/a_faire.py", "now() - ECHECS"): "how long a failure is told",
    ("siim94/accueil/a_faire.py", "aujourdhui + DATES"): "how far ahead dates are told",
    ("applications/autres_chiffres.py", "max((repere.indicateur.decimales for repere in groupe))"): (
        "how many decimals a chart writes: those that its figures have"
    ),
    ("applications/bilan.py", "EN_TETE + 1"): "from how many bars on a sentence names the first",
    ("applications/panneaux_suivi.py", "max(par_annee)"): "the latest of the years shown",
    ("support/panneaux.py", "max(par_annee)"): "the latest of the years shown",
    ("support/bilan_glpi.py", "mois.charge - 1"): "the place of a month in the list of their names",
    (
        "finances/bilan_essentiel.py",
        "abs(resultat)",
    ): "the sentence says surplus or deficit, not the sign",
    ("rh/panneaux.py", "annee - ANNEES + 1"): "the first of the years shown",
    ("rh/panneaux.py", "annee - ANNEES"): "the first of the years shown",
}


def calculs(source: str) -> Iterator[str]:
    """The expressions of a module that compute: operators, functions that add or compare, aggregates."""
    arbre = ast.parse(source)
    importes = {
        alias.asname or alias.name
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.ImportFrom) and (noeud.module or "").startswith("siim94.formats.calcul")
        for alias in noeud.names
    }
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.BinOp) and isinstance(noeud.op, OPERATIONS):
            if not (_voisine(noeud) or isinstance(noeud.left, TEXTES) or isinstance(noeud.right, TEXTES)):
                yield ast.unparse(noeud)
        elif isinstance(noeud, ast.AugAssign) and isinstance(noeud.op, OPERATIONS):
            if not isinstance(noeud.value, TEXTES):
                yield ast.unparse(noeud)
        elif isinstance(noeud, ast.Call):
            fonction = noeud.func
            nom = fonction.id if isinstance(fonction, ast.Name) else ""
            methode = fonction.attr if isinstance(fonction, ast.Attribute) else ""
            module = fonction.value.id if methode and isinstance(fonction.value, ast.Name) else ""
            if (
                nom in FONCTIONS | AGREGATS | importes
                or methode in METHODES
                or (module == "models" and methode in AGREGATS)
                or module == "calcul"
            ):
                yield ast.unparse(noeud)


def _voisine(noeud: ast.BinOp) -> bool:
    """A year and the next, or the one before: ``self.annee - 1``."""
    nom = getattr(noeud.left, "attr", getattr(noeud.left, "id", ""))
    un = isinstance(noeud.right, ast.Constant) and noeud.right.value == 1
    return nom in ANNEES and un and isinstance(noeud.op, ast.Add | ast.Sub)


def nom_de(fichier: Path) -> str:
    return fichier.relative_to(RACINE).as_posix()


@pytest.mark.parametrize("fichier", MODULES, ids=nom_de)
def test_no_figure_is_computed_where_it_is_shown(fichier):
    module = nom_de(fichier)
    if module not in MISE_EN_PAGE:
        trouves = [calcul for calcul in calculs(fichier.read_text()) if (module, calcul) not in MISE_EN_PAGE]
        assert trouves == [], f"{module}: a queryset method gives the figure, the page shows it"


def test_every_exception_still_has_its_place():
    trouves = {nom_de(f): set(calculs(f.read_text())) for f in MODULES}
    for exception in MISE_EN_PAGE:
        if isinstance(exception, tuple):
            module, calcul = exception
            assert calcul in trouves[module], exception
        else:
            assert trouves[exception], exception


def test_the_dashboard_and_the_page_of_a_member_are_walked():
    assert {"siim94/accueil/tableau_de_bord.py", "siim94/accueil/pages.py"} <= set(map(nom_de, MODULES))


def test_every_section_and_panel_is_walked():
    """A section or a panel stands in a module of the walk, unless it is a base of the pages of all apps."""
    ailleurs = {
        nom_de(fichier)
        for app in APPS
        for fichier in RACINE.glob(f"{app}/**/*.py")
        if fichier not in MODULES and not nom_de(fichier).startswith("siim94/ui/")
        for noeud in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(noeud, ast.ClassDef)
        for base in noeud.bases
        if ast.unparse(base).endswith(("Section", "Panneau", "Evolution", "Fiche"))
    }
    assert ailleurs == set()


@pytest.mark.parametrize(
    "fautif",
    [
        "part = nombre * 100 / total",
        "total = sum(ligne['montant'] for ligne in lignes)",
        "total += ligne.montant",
        "ecart = edition[nom] - avant[nom]",
        "solde = recettes - depenses",
        "charge = max(mois.values(), key=lambda ligne: ligne['nombre'])",
        "delai = Decimal(str(secondes)) / 3600",
        "lignes = queryset.annotate(postes=Sum('nombre'))",
        "total = queryset.aggregate(total=models.Sum('nombre'))",
        "ecart = self.annee - 2",
        "from siim94.formats.calcul import part as pourcentage\ntaux = pourcentage(nombre, total)",
        "from siim94.formats import calcul\ntaux = calcul.part(nombre, total)",
    ],
)
def test_the_walk_finds_what_computes(fautif):
    assert list(calculs(fautif))


@pytest.mark.parametrize(
    "permis",
    [
        "avant = self.annee - 1",
        "entetes += ['Variation']",
        "texte = f'{nom} %' + f'{suite}'",
        "type = int | None",
    ],
)
def test_the_walk_leaves_years_texts_and_lists(permis):
    assert not list(calculs(permis))
