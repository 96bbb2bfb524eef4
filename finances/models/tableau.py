"""A budget print-out filled with the amounts of one document: what tables, charts and checks share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from siim94.formats import calcul
from siim94.formats.calcul import Evolution
from siim94.formats.groupes import grouper

Montants = dict[str, Decimal | None]

MONTANTS = (
    "budget_precedent",
    "reports_precedents",
    "propositions",
    "vote",
    "credits_ouverts",
    "realise",
    "reports",
)
# What was carried out the year before, beside the seven amounts.
PRECEDENT = "precedent"
# Shown of every row that shows what was carried out.
COMPLEMENTS = (PRECEDENT, "vote", "credits_ouverts")


@dataclass(frozen=True)
class LigneTableau:
    """A row of a filled print-out. ``montants``: each of the seven amounts in euros, None when never given.

    ``libelle`` is the label as printed, ``intitule`` the official one in full, for sentences and charts.
    ``niveau`` is 1 for a chapter and the totals, 2 for an account under its chapter. ``colonnes`` names the
    amounts that the row prints: one that is not there, or is None, prints blank. ``feuille`` marks the rows
    that hold the lines themselves: their amounts add up to the document's, each line once. ``rompue``: the
    year before, its code or its plan named something else.
    """

    code: str
    libelle: str
    intitule: str
    genre: str
    niveau: int
    montants: Montants
    colonnes: tuple[str, ...]
    feuille: bool = field(default=False)
    rompue: bool = field(default=False)

    def cellules(self, colonnes: Iterable[str]) -> list[Decimal | None]:
        """The amounts under the heads ``colonnes``; None where the row prints nothing."""
        avec_le_realise = COMPLEMENTS if "realise" in self.colonnes else ()
        imprimes = (*self.colonnes, *avec_le_realise)
        return [self.montants.get(nom) if nom in imprimes else None for nom in colonnes]

    @property
    def evolution(self) -> Evolution:
        """What was carried out, from the year before."""
        return Evolution(
            self.montants.get(PRECEDENT), self.montants["realise"], tout=True, rupture=self.rompue
        )

    @property
    def taux(self) -> Decimal | None:
        """What was carried out, in per cent of the open credits."""
        return calcul.part(self.montants["realise"], self.montants["credits_ouverts"])


def principale(lignes: Iterable[LigneTableau], nom: str = "realise") -> tuple[LigneTableau, Decimal] | None:
    """The row of the largest amount and its share of all these rows in per cent; None when they add up to 0.

    ``lignes`` count nothing twice: chapters only, or the rows that hold the lines (``feuille``).
    """
    lignes = list(lignes)
    premiere = calcul.principale(dict(enumerate(ligne.montants[nom] for ligne in lignes)))
    return premiere and (lignes[premiere[0]], premiere[1])


def parts_principales(lignes: Iterable[LigneTableau], nombre: int = 5) -> list[tuple[str, Decimal]]:
    """The rows of the largest amounts, then the sum of the others as one, by their labels: those that are
    under one per cent, and what exceeds ``nombre``. ``lignes`` count nothing twice.
    """
    tri = sorted(lignes, key=lambda ligne: ligne.montants["realise"], reverse=True)
    total = calcul.somme(ligne.montants["realise"] for ligne in tri)
    visibles = [ligne for ligne in tri if 100 * ligne.montants["realise"] >= total]
    premieres, autres = tri[: len(visibles[:nombre])], tri[len(visibles[:nombre]) :]
    if len(autres) == 1:
        premieres, autres = tri, []  # its name says more than "Autres"
    parts = [(ligne.intitule, ligne.montants["realise"]) for ligne in premieres]
    return [*parts, *([("Autres", calcul.somme(a.montants["realise"] for a in autres))] if autres else [])]


def somme(groupe: Iterable[Montants], noms: Iterable[str]) -> Montants:
    """Sums of each amount, None when no one gives it."""
    groupe = list(groupe)
    return {nom: calcul.somme(montants[nom] for montants in groupe) for nom in noms}


def remplir(
    presentation, lignes: Iterable[Mapping], donnes: Iterable[str], noms: tuple[str, ...]
) -> list[LigneTableau]:
    """The rows of ``presentation`` (LignePresentation with their members) filled with ``lignes``.

    ``lignes``: sums by chapter and account (the dicts of ``LigneBudgetQuerySet.by_compte``, with the amounts
    ``noms``) in the order of the plan. A total is 0, not blank, for an amount
    that the document gives elsewhere (``donnes``). Chapters in use that the print-out does not know follow it
    under their own name, with a last total that counts them: no amount is ever hidden.
    """
    donnes = set(donnes)
    par_chapitre = grouper(lignes, lambda ligne: ligne["code_chapitre"])

    presentation = list(presentation)
    prevus = {ligne.chapitre.code for ligne in presentation if ligne.chapitre_id}
    imprevus = [code for code in par_chapitre if code not in prevus]
    totaux = _totaux(presentation, par_chapitre, donnes, noms)
    colonnes_defaut = _colonnes(presentation[0]) if presentation else tuple(n for n in noms if n in donnes)

    resultat: list[LigneTableau] = []
    for ligne in presentation:
        if ligne.chapitre_id:
            resultat += _chapitre(
                (ligne.chapitre.code, ligne.libelle, ligne.chapitre.libelle),
                par_chapitre.get(ligne.chapitre.code, []),
                _colonnes(ligne),
                noms,
                detaille=ligne.detaille,
                si_montant=ligne.si_montant,
            )
        elif not ligne.si_montant or any(totaux[ligne.pk].values()):
            montants = totaux[ligne.pk]
            resultat.append(
                LigneTableau("", ligne.libelle, ligne.libelle, ligne.genre, 1, montants, _colonnes(ligne))
            )
    for code in imprevus:
        groupe = par_chapitre[code]
        nom = (code, groupe[0]["nom_chapitre"], groupe[0]["intitule_chapitre"])
        resultat += _chapitre(nom, groupe, colonnes_defaut, noms)
    if imprevus:
        montants = somme((ligne.montants for ligne in resultat if ligne.feuille), noms)
        libelle = "Total avec les chapitres hors tableau" if presentation else "Total"
        resultat.append(LigneTableau("", libelle, libelle, "total", 1, montants, colonnes_defaut))
    return resultat


def _colonnes(ligne) -> tuple[str, ...]:
    return tuple(ligne.colonnes.split(","))


def _chapitre(nom, groupe, colonnes, noms, *, detaille=False, si_montant=False):
    """The row of a chapter (``nom``: code and both labels), and of its accounts when it is detailed."""
    if si_montant and not any(ligne[montant] for ligne in groupe for montant in noms):
        return []
    comptes = [ligne for ligne in groupe if ligne["code_compte"]] if detaille else []
    rompu = any(ligne.get("chapitre_rompu") for ligne in groupe)
    rangs = [
        LigneTableau(*nom, "chapitre", 1, somme(groupe, noms), colonnes, feuille=not comptes, rompue=rompu)
    ]
    for ligne in comptes:
        montants = {montant: ligne[montant] for montant in noms}
        compte = (ligne["code_compte"], ligne["nom_compte"], ligne["intitule_compte"])
        rompue = rompu or bool(ligne.get("compte_rompu"))
        rangs.append(LigneTableau(*compte, "compte", 2, montants, colonnes, feuille=True, rompue=rompue))
    return rangs


def _totaux(presentation, par_chapitre, donnes, noms) -> dict[int, Montants]:
    """Amounts of each row by its key, totals computed from their members at any depth."""
    lignes = {ligne.pk: ligne for ligne in presentation}
    calcules: dict[int, Montants] = {}

    def montants(pk: int) -> Montants:
        if pk not in calcules:
            ligne = lignes[pk]
            if ligne.chapitre_id:
                calcules[pk] = somme(par_chapitre.get(ligne.chapitre.code, []), noms)
            else:
                sommes = somme((montants(membre.membre_id) for membre in ligne.membres.all()), noms)
                calcules[pk] = {
                    nom: Decimal("0.00") if valeur is None and nom in donnes else valeur
                    for nom, valeur in sommes.items()
                }
        return calcules[pk]

    for pk in lignes:
        montants(pk)
    return calcules
