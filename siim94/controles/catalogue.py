"""The year's catalogue against what the report says of applications elsewhere."""

import re
from collections.abc import Iterable, Iterator, Sequence

from applications.models import Application, FaitMarquant, LigneCatalogue, PointProjet
from siim94.controles.textes import narratifs
from siim94.formats.francais import enumeration
from siim94.formats.groupes import grouper
from siim94.formats.mots import plier
from siim94.ui.controles import Controle, Famille, Gravite, Terme
from support.models import LigneVentilation, Ventilation

_MOTS = re.compile(r"\w+")


class ApplicationsHorsCatalogue(Controle):
    code = "catalogue.applications-absentes"
    version = 2
    nom = "Applications dont parle le bilan et que le catalogue n’a pas"
    definition = (
        "Une application connue que nomme, par son nom ou par un autre de ses noms, un texte, un fait "
        "marquant, un projet ou le temps passé de l’exercice est au catalogue de l’exercice."
    )
    famille = Famille.CATALOGUE
    gravite = Gravite.INFORMATION

    def constats(self):
        lignes = LigneCatalogue.objects.for_exercice(self.annee)
        presentes = {*lignes.values_list("fonctionnalite__application", flat=True)}
        absentes = Application.objects.exclude(pk__in=presentes).select_related("editeur")
        if not presentes or not absentes:
            return
        connus = [nom for a in Application.objects.filter(pk__in=presentes) for nom in a.noms]
        lieux = grouper(self._citations(absentes, connus), lambda citation: citation[0])
        for application, citations in lieux.items():
            termes = [terme for _, terme in citations]
            yield self.constat(
                f"{application.editeur.nom}-{application.nom}",
                f"« {application} » n’est pas au catalogue de {self.annee}, et le bilan en parle : "
                f"{enumeration([terme.libelle for terme in termes])}.",
                *termes,
                conseil="Ajoutez ses lignes au catalogue, ou corrigez ce qui la nomme.",
            )

    def _citations(
        self, applications: Iterable[Application], connus: Sequence[str]
    ) -> Iterator[tuple[Application, Terme]]:
        """What speaks of each; the names of those of the catalogue, ``connus``, may hold a shorter one."""
        for titre, texte, adresse in self._textes():
            dits = [(plier(mot), mot) for mot in _MOTS.findall(texte)]
            for application in applications:
                nom = next((nom for nom in application.noms if nomme(dits, nom, connus)), None)
                if nom is not None:
                    libelle = titre if nom == application.nom else f"{titre}, sous le nom de « {nom} »"
                    yield application, Terme(libelle, None, imprime=nom, adresse=adresse)
        ventilations = Ventilation.objects.for_exercice(self.annee)
        parts = LigneVentilation.objects.filter(ventilation__in=ventilations, application__in=applications)
        for part in parts.select_related("application__editeur", "ventilation__pole").order_by("pk"):
            yield part.application, Terme.de(part, part.valeur, "jours", f"{part.ventilation}")

    def _textes(self) -> Iterator[tuple[str, str, str]]:
        """What the report says in words: title, text and page of each."""
        for narratif in narratifs(self.annee):
            yield f"texte « {narratif.titre} »", narratif.texte, narratif.adresse
        for fait in FaitMarquant.objects.for_exercice(self.annee).order_by("theme", "rang"):
            yield f"fait marquant « {fait} »", fait.texte, fait.adresse_differee
        for point in PointProjet.objects.for_exercice(self.annee).annuels():
            yield f"projet « {point.projet} »", point.texte, point.projet.adresse_differee


Dits = list[tuple[str, str]]


def nomme(dits: Dits, nom: str, autres: Sequence[str] = ()) -> bool:
    """Whether a text, of which these are the words, folded and as they stand, says a name, and not only
    within one of ``autres`` ("CONCERTO" in "CONCERTO Opus").
    """
    for lieu in _lieux(dits, nom):
        pris = (autre for meme in autres for autre in _lieux(dits, meme))
        if not any(autre.start <= lieu.start and lieu.stop <= autre.stop for autre in pris):
            return True
    return False


def _lieux(dits: Dits, nom: str) -> Iterator[range]:
    """The words that say a name; one of a single word may be a common one: it is said as it is written, or in
    capitals.
    """
    mots = _MOTS.findall(nom)
    plies = [plier(mot) for mot in mots]
    for rang, (premier, ecrit) in enumerate(dits):
        if plies[:1] != [premier] or [mot for mot, _ in dits[rang : rang + len(plies)]] != plies:
            continue
        if ecrit == mots[0] or ecrit.isupper() or (len(mots) > 1 and ecrit[0].isupper()):
            yield range(rang, rang + len(plies))
