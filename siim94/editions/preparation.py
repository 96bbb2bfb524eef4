"""What a year's report needs: every text, table, chart, picture and figure, part by part, with its state.

One telling serves the page of the preparation and the dashboard. It is kept until a revision touches the
year; who is in charge, and what a person may open, are asked of each request.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator

from siim94.bilan import jetons, plan
from siim94.bilan.models import Illustration, Rubrique
from siim94.bilan.sommaire import ESSENTIEL, OUVERTURE, SECTIONS, SECTIONS_PAR_CODE
from siim94.bilan.tirages import construction
from siim94.controles.chiffres import CHIFFRES, CHIFFRES_PAR_NOM
from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice
from siim94.ui.sections import Section

# Words of a text shown, without the signs of Markdown.
MOTS = 16
_SIGNES = re.compile(r"[*_#|`>]+|^ *[-+] +|:?-{3,}:?", re.M)
L_ESSENTIEL, LES_AUTRES, LES_SECTIONS = "l-essentiel", "autres-chiffres", "sections"


class Etat(models.TextChoices):
    """The worst first."""

    MANQUE = "manque", "manque"
    A_RELIRE = "a-relire", "à relire"
    PRET = "pret", "prêt"


class Genre(models.TextChoices):
    TEXTE = "texte", "texte"
    TABLEAU = "tableau", "tableau"
    GRAPHIQUE = "graphique", "graphique"
    IMAGE = "image", "image"
    CHIFFRE = "chiffre", "chiffre"


@dataclass(frozen=True)
class Element:
    """One thing that the report needs. ``code`` is that of a section or of a figure; ``avant`` is what the
    report before said in its place.
    """

    genre: Genre
    titre: str
    etat: Etat
    code: str = ""
    avant: str = ""


@dataclass(frozen=True)
class Partie:
    """A part of the report with what it needs: ``au_dessus`` are the codes of those that contain it, the
    nearest first. ``pk`` is that of its ``Rubrique``; None of what stands under none.
    """

    code: str
    titre: str
    elements: tuple[Element, ...]
    pk: int | None = None
    au_dessus: tuple[str, ...] = ()

    @property
    def racine(self) -> str:
        return self.au_dessus[-1] if self.au_dessus else self.code

    @property
    def profondeur(self) -> int:
        return len(self.au_dessus)


@dataclass(frozen=True)
class Besoins:
    """All that a year's report needs, in reading order; ``avant`` is the year that it is set beside."""

    annee: int
    avant: int
    parties: tuple[Partie, ...]

    @cached_property
    def comptes(self) -> Counter:
        return Counter(element.etat for partie in self.parties for element in partie.elements)

    @property
    def manquent(self) -> int:
        return self.comptes[Etat.MANQUE]

    @property
    def a_relire(self) -> int:
        return self.comptes[Etat.A_RELIRE]

    @property
    def a_reprendre(self) -> int:
        """Elements that are not there, or that nobody read again."""
        return self.manquent + self.a_relire

    @property
    def prets(self) -> int:
        return self.comptes[Etat.PRET]


@dataclass(frozen=True)
class Echeance:
    """The last day to send a report to the mayors, and how far it is."""

    exercice: Exercice

    @property
    def jours(self) -> int:
        """Days left; below zero once it is over."""
        return (self.exercice.date_limite_transmission - timezone.localdate()).days

    @property
    def retard(self) -> int:
        return -self.jours


def besoins(exercice: Exercice) -> Besoins:
    """What the report of a year needs, computed once for each state of its data."""
    cle = f"préparation du bilan {exercice.annee} {construction()}"
    return memoriser(cle, lambda: _Lecture(exercice).besoins(), exercice.annee)


def chiffres_ecrits(annee: int) -> dict[str, tuple[str, str]]:
    """Every named figure, of the year and of the year before, as the report of the year knows them."""

    def ecrire():
        return {c.nom: (c.ecrit(annee), c.ecrit(annee - 1, annee)) for c in CHIFFRES}

    return memoriser(f"chiffres de la préparation {annee}", ecrire, annee)


class _Lecture:
    """One reading of a year, part by part."""

    def __init__(self, exercice: Exercice):
        self.exercice = exercice
        self.annee = exercice.annee
        precedent = Exercice.objects.avec_bilan().filter(annee__lt=self.annee).order_by("-annee").first()
        self.avant = precedent.annee if precedent else None
        self.textes = {
            r.code: r.corps for r in Rubrique.objects.de_l_annee(self.avant or 0).exclude(corps="")
        }
        self.images = Illustration.objects.par_rubrique(self.annee)
        anciennes = Illustration.objects.filter(rubrique__exercice=self.avant).select_related("rubrique")
        self.imagees = {image.rubrique.code: str(image) for image in anciennes}
        self.connus = {c.nom for c in CHIFFRES if c.valeur(self.annee) is not None}
        self.dits: set[str] = set()

    def besoins(self) -> Besoins:
        entrees = plan.entrees(Rubrique.objects.du_bilan(self.annee))
        parties = [self._partie(entree, au_dessus) for entree, au_dessus in _parcourir(entrees)]
        if not entrees:
            elements = tuple(e for classe in SECTIONS for e in self._section(classe(self.exercice)))
            parties = [Partie(LES_SECTIONS, "Sections calculées", elements)]
        noms = dict.fromkeys(
            [*(nom for nom, _ in OUVERTURE), *(n for _, groupe in ESSENTIEL for n in groupe)]
        )
        essentiel = Partie(L_ESSENTIEL, "L’essentiel de l’année", tuple(map(self._chiffre, noms)))
        restent = [c.nom for c in CHIFFRES if c.nom not in self.dits]
        autres = Partie(LES_AUTRES, "Autres chiffres", tuple(map(self._chiffre, restent)))
        return Besoins(
            self.annee,
            self.avant or self.annee - 1,
            tuple(p for p in (essentiel, *parties, autres) if p.elements or p.pk),
        )

    def _partie(self, entree: plan.Entree, au_dessus: tuple[str, ...]) -> Partie:
        rubrique = entree.rubrique
        elements = [*self._texte(entree), *self._images(rubrique)]
        if classe := SECTIONS_PAR_CODE.get(rubrique.section):
            elements += self._section(classe(self.exercice))
        elements += map(self._chiffre, self._cites(rubrique))
        titre = str(rubrique) if rubrique.titre or rubrique.corps or not classe else classe.titre
        return Partie(rubrique.code, titre, tuple(elements), rubrique.pk, au_dessus)

    def _texte(self, entree: plan.Entree) -> Iterator[Element]:
        rubrique = entree.rubrique
        avant = _debut(self.textes.get(rubrique.code, ""))
        seul = not (rubrique.section or entree.enfants or rubrique.niveau in plan.SEULS)
        if rubrique.corps:
            etat = Etat.A_RELIRE if rubrique.a_relire else Etat.PRET
            yield Element(Genre.TEXTE, _debut(rubrique.corps), etat, avant=avant)
        elif avant or (seul and rubrique.pk not in self.images):
            yield Element(Genre.TEXTE, "Pas encore écrit", Etat.MANQUE, avant=avant)

    def _images(self, rubrique: Rubrique) -> Iterator[Element]:
        avant = self.imagees.get(rubrique.code, "")
        etat = Etat.A_RELIRE if rubrique.a_relire else Etat.PRET
        for image in self.images.get(rubrique.pk, ()):
            nom = image.legende or image.alternative or image.get_place_display()
            yield Element(Genre.IMAGE, nom, etat, avant=avant)
        if avant and rubrique.pk not in self.images:
            yield Element(Genre.IMAGE, "Pas encore mise", Etat.MANQUE, avant=avant)

    def _section(self, section: Section) -> Iterator[Element]:
        if not section.est_disponible:
            if not section.facultative:
                yield Element(Genre.TABLEAU, section.titre, Etat.MANQUE, section.code)
            return
        titres = [(Genre.TABLEAU, tableau.titre) for tableau in section.tous_les_tableaux]
        titres += [(Genre.GRAPHIQUE, chart.titre) for chart in section.tous_les_graphiques]
        for genre, titre in titres or [(Genre.TABLEAU, section.titre)]:
            yield Element(genre, titre, Etat.PRET, section.code)

    def _cites(self, rubrique: Rubrique) -> list[str]:
        """The figures of the year that a text names."""
        return [nom for nom in jetons.cites(rubrique.corps) if nom in CHIFFRES_PAR_NOM]

    def _chiffre(self, nom: str) -> Element:
        self.dits.add(nom)
        etat = Etat.PRET if nom in self.connus else Etat.MANQUE
        return Element(Genre.CHIFFRE, CHIFFRES_PAR_NOM[nom].libelle, etat, nom)


def _parcourir(entrees: Iterable[plan.Entree]) -> Iterator[tuple[plan.Entree, tuple[str, ...]]]:
    """Each entry with the codes of those above it, the nearest first; in reading order."""
    au_dessus: dict[int, tuple[str, ...]] = {}
    for entree in entrees:
        chemin = au_dessus.get(entree.rubrique.pk, ())
        for enfant in entree.enfants:
            au_dessus[enfant.rubrique.pk] = (entree.rubrique.code, *chemin)
        yield entree, chemin


def _debut(texte: str) -> str:
    return Truncator(" ".join(_SIGNES.sub("", texte).split())).words(MOTS, truncate=" …")
