"""The report of one year as a tree of rendered parts, the same for screen, file and paper."""

from copy import copy
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import count, pairwise

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

from siim94.bilan import jetons, plan, redaction, sommaire
from siim94.bilan.absences import sans_absents
from siim94.bilan.essentiel import (
    ChiffreCle,
    ChiffresDeLAnnee,
    Ouverture,
    en_colonnes,
    ouverture,
    valeurs_imprimees,
)
from siim94.bilan.evolutions import mentions
from siim94.bilan.illustrations import Illustrations, Place
from siim94.bilan.instantane import instantane
from siim94.bilan.models import Explication, Rubrique, SeuilEvolution
from siim94.bilan.nombres import nombres_des_tableaux
from siim94.bilan.numerotation import Figure, Numerotation
from siim94.bilan.parties import VIDE, Niveau, Partie, Supplement, a_completer, elaguer, ouvre_une_page
from siim94.controles.suites import notes_de_la_redaction
from siim94.socle.models import Exercice, Organisme, Revision
from siim94.ui.sections import Section


class Support(Enum):
    """Where the report is shown: the site, a file that stands alone, or paper."""

    ECRAN = "ecran"
    FICHIER = "fichier"
    PAPIER = "papier"


class RubriqueErronee(ValueError):
    """A part of the report cannot be printed; the message, in French, names it and says why."""


class Bilan:
    """The report of a year, rendered for one support inside one snapshot of the database.

    ``chapitres`` is the tree; ``figures`` the charts in their order; ``revisions`` the number of changes the
    snapshot had seen, by which a stored file is known to be fresh. RubriqueErronee when a text names a figure
    that does not exist, except on the site, where the mistake is shown at its place. A draft (``projet``)
    shows what the year lacks (headings without anything under them, ``absents`` among the key figures); the
    final report leaves it out. On the site a year is a draft until it is closed.
    """

    # The whole of it; else without the page that it opens on.
    entier = True
    # What an edition adds after it.
    supplement: Supplement | None = None

    def __init__(self, exercice: Exercice, support: Support = Support.ECRAN, *, projet: bool | None = None):
        self.exercice = exercice
        self.annee = exercice.annee
        self.support = support
        self.sur_le_site = support is Support.ECRAN
        clos = exercice.statut == Exercice.Statut.CLOS
        self.projet = (support is Support.ECRAN and not clos) if projet is None else projet
        self.numerotation = Numerotation()
        with instantane():
            self.revisions = Revision.objects.numero(self.annee)
            self.organisme = Organisme.objects.first()
            self.fictif = Exercice.objects.base_fictive()
            self.imprimees = valeurs_imprimees(self.annee)
            chiffres = ChiffresDeLAnnee(self.annee, self.imprimees)
            self.essentiel = chiffres.groupes() if self.entier else []
            self.seuil = SeuilEvolution.objects.pour(self.annee)
            self.illustrations = Illustrations(self.annee)
            self.explications = Explication.objects.par_section(self.annee)
            self.chapitres = self._chapitres()
            self._annoter()
            self.absents = chiffres.absents if self.projet and self.entier else []
            self.ouverture = self._ouverture(chiffres)
            self.page_d_ouverture = self._page_d_ouverture()

    def _ouverture(self, chiffres: ChiffresDeLAnnee) -> Ouverture:
        parties = [partie for chapitre in self.chapitres for partie in chapitre.parcours()]
        sections = {p.section.code: p.section for p in parties if p.section and p.section.est_disponible}
        a_venir = [
            partie.corps
            for chapitre in self.chapitres
            if chapitre.ancre == sommaire.A_VENIR
            for partie in chapitre.parcours()
        ]
        return ouverture(chiffres, sections, a_venir, lambda texte: jetons.montrer(texte, self.annee))

    def _page_d_ouverture(self) -> SafeString:
        """The first page, after the others are numbered: its charts have no number."""
        html = render_to_string(
            "bilan/ouverture.html",
            {
                "bilan": self,
                "ouverture": self.ouverture,
                "annee": self.annee,
                "ancre": sommaire.A_VENIR,
                "papier": self.support is Support.PAPIER,
                "support": self.support.value,
                "compteur": self.numerotation,
            },
        )
        return mark_safe(redaction.typographie_html(html.strip()))  # noqa: S308

    @property
    def autres_chiffres(self) -> list[tuple[str, list[ChiffreCle]]]:
        """The groups of key figures without those that the page opens on."""
        dits = {cle.libelle for cle in self.ouverture.chiffres}
        restent = [(titre, [c for c in cles if c.libelle not in dits]) for titre, cles in self.essentiel]
        return [(titre, cles) for titre, cles in restent if cles]

    @property
    def colonnes_de_chiffres(self) -> list[list[tuple[str, list[ChiffreCle]]]]:
        """The same groups in two columns, one after the other; WeasyPrint takes a second to find them."""
        return en_colonnes(self.autres_chiffres)

    def sur(self, support: Support) -> "Bilan":
        """The same report, of the same instant, on the other of paper and file: nothing is read again."""
        autre = copy(self)
        vars(autre).pop("figures_en_annexe", None)
        autre.support, autre.numerotation = support, Numerotation()
        autre.chapitres = [autre._rendue(chapitre) for chapitre in self.chapitres]
        autre.page_d_ouverture = autre._page_d_ouverture()
        return autre

    def _rendue(self, partie: Partie) -> Partie:
        corps = self._corps(partie.rubrique)
        html = self._html(partie.section) if partie.html else VIDE
        fin = self._images(partie.rubrique, Place.FIN)
        enfants = [self._rendue(enfant) for enfant in partie.enfants]
        return replace(partie, corps=corps, html=html, fin=fin, enfants=enfants)

    @property
    def titre(self) -> str:
        sur_fichier = self.projet and self.support is not Support.ECRAN
        return f"Bilan d’activités {self.annee}{' (projet)' if sur_fichier else ''}"

    @property
    def a_relire(self) -> int:
        """How many printed texts were taken over from the year before and not read again yet."""
        return sum(p.rubrique.a_relire for chapitre in self.chapitres for p in chapitre.parcours())

    @property
    def a_expliquer(self) -> int:
        """How many changes beyond the threshold nobody explained."""
        return sum(len(p.a_expliquer) for chapitre in self.chapitres for p in chapitre.parcours())

    @property
    def est_vide(self) -> bool:
        return not self.chapitres

    @property
    def figures(self) -> list[Figure]:
        return self.numerotation.figures

    @cached_property
    def figures_en_annexe(self) -> list[Figure]:
        """Charts whose values no table of the same section prints, in the report's order."""
        return [figure for figure in self.figures if not figure.en_tableau]

    def _rubriques(self) -> list[Rubrique]:
        return list(Rubrique.objects.du_bilan(self.annee))

    def _chapitres(self) -> list[Partie]:
        rubriques = self._rubriques()
        self.ecrits = {r.pk: (self._resoudre(r, r.titre), self._resoudre(r, r.corps)) for r in rubriques}
        self.textes = "\n".join(texte for ecrits in self.ecrits.values() for texte in ecrits)
        self.textes_du_chapitre = plan.textes_des_chapitres(rubriques, self.ecrits)
        couvertures = {
            r.niveau: self.illustrations.couverture(self._partie(r), support=self.support.value)
            for r in rubriques
            if r.est_couverture
        }
        self.couverture, self.quatrieme = map(couvertures.get, plan.COUVERTURES)
        rubriques = [r for r in rubriques if not r.est_couverture]
        racine = plan.ranger(map(self._partie, rubriques))
        return self._numeroter(a_completer(racine) if self.projet else elaguer(racine))

    def _numeroter(self, parties: list[Partie]) -> list[Partie]:
        """Chapters get their numbers; a part's heading without a chapter after it goes."""
        gardees = [
            partie
            for rang, partie in enumerate(parties)
            if partie.niveau != Niveau.PARTIE or any(p.niveau != Niveau.PARTIE for p in parties[rang + 1 :])
        ]
        numero, ouverte = 0, False
        for partie in gardees:
            ouverte = ouverte or partie.niveau == Niveau.PARTIE
            if ouverte and partie.niveau != Niveau.PARTIE:
                for dessous in partie.parcours():
                    dessous.dans_une_partie = True
            if partie.rubrique.numerotee:
                numero += 1
                partie.numero = numero
        for partie in gardees:
            partie.coucher()
        for avant, partie in pairwise([None, *gardees]):
            partie.ouvre = not self.essentiel if avant is None else ouvre_une_page(avant, partie)
        return gardees

    def _annoter(self) -> None:
        """Numbered notes of the findings that the report itself tells, and of the figures of the year before
        that were published otherwise, each under its part or on the page that the report opens on.
        """
        notes = notes_de_la_redaction(self.annee)
        rectifies = import_string(settings.RECTIFIES_DU_BILAN)(self.annee)
        numeros = count(1)
        self.contredits = [(next(numeros), phrase) for phrase in rectifies.get("", ()) if self.entier]
        for chapitre in self.chapitres:
            for partie in chapitre.parcours():
                code = partie.rubrique.code
                siennes = (*notes.get(code, ()), *rectifies.get(code, ()))
                partie.contredits = [(next(numeros), phrase) for phrase in siennes]

    def _partie(self, rubrique: Rubrique) -> Partie:
        titre = redaction.titre_en_html(self.ecrits[rubrique.pk][0])
        partie = Partie(rubrique, mark_safe(titre), self._corps(rubrique))  # noqa: S308
        partie.fin = self._images(rubrique, Place.FIN)
        if rubrique.section:
            partie.section = self._section(rubrique)
            if partie.section.est_disponible:
                partie.chiffres = list(partie.section.donnees.get("chiffres", ()))
                partie.html = self._html(partie.section)
                partie.expliquees, restent = mentions(
                    partie.section, self.seuil, self.explications.get(rubrique.section, {})
                )
                partie.a_expliquer = restent if self.projet else []
        return partie

    def _corps(self, rubrique: Rubrique) -> SafeString:
        corps = self.ecrits[rubrique.pk][1]
        html = redaction.en_html(corps, rubrique.code, self.numerotation.tableau) if corps else ""
        avant, apres = (self._images(rubrique, place) for place in (Place.AVANT, Place.APRES))
        return avant + mark_safe(html) + apres  # noqa: S308

    def _images(self, rubrique: Rubrique, place: str) -> SafeString:
        return self.illustrations.html(rubrique, place, self.support.value)

    def _resoudre(self, rubrique: Rubrique, texte: str) -> str:
        if self.support is Support.ECRAN:
            return jetons.montrer(texte, self.annee)
        try:
            return jetons.remplacer(texte, self.annee)
        except jetons.JetonsInconnus as erreur:
            raise RubriqueErronee(f"Rubrique « {rubrique} » : {erreur}") from erreur

    def _section(self, rubrique: Rubrique) -> Section:
        try:
            classe = sommaire.SECTIONS_PAR_CODE[rubrique.section]
        except KeyError:
            raise RubriqueErronee(
                f"Rubrique « {rubrique} » : la section « {rubrique.section} » n’existe pas."
            ) from None
        return classe(self.exercice, self.imprimees, self.textes, self.textes_du_chapitre[rubrique.pk])

    def _html(self, section: Section) -> SafeString:
        debut = len(self.figures)
        html = render_to_string(section.template_name, self.contexte_de(section))
        if not self.projet:
            html = sans_absents(html)
        presents = nombres_des_tableaux(html)
        for figure in self.figures[debut:]:
            figure.en_tableau = all(Decimal(nombre) in presents for nombre in figure.chart.nombres())
            figure.section = section.code
        return mark_safe(redaction.enonce_html(redaction.typographie_html(html.strip())))  # noqa: S308

    def contexte_de(self, section: Section) -> dict:
        return {
            **section.donnees,
            "chiffres": (),
            "section": section,
            "exercice": self.exercice,
            "annee": self.annee,
            "papier": self.support is Support.PAPIER,
            "support": self.support.value,
            "compteur": self.numerotation,
            "projet": self.projet,
        }
