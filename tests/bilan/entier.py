"""What must hold of a whole printed report, whatever its year."""

from tests.bilan import geometrie, normes
from tests.bilan.lecture_balises import lire
from tests.bilan.regles_balises import manquements


def defauts(pdf: bytes) -> list:
    """What leaves the margins, what covers something, what the tags or the two norms forbid, empty pages."""
    lues = geometrie.pages(pdf)
    return [
        *geometrie.fautes(lues),
        *manquements(lire(pdf)),
        *normes.manquements(pdf),
        *(f"page {page.numero} vide" for page in lues if not page.corps),
    ]


def au_dessous(pdf: bytes, seuil: float) -> list[tuple[int, float]]:
    """The pages filled to less, but for those that a part ends on."""
    lues = geometrie.pages(pdf)
    return [(page.numero, page.remplie) for page in lues if not page.finale and page.remplie < seuil]
