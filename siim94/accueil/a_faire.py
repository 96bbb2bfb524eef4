"""What one account has to do next, by its rights, and the dates that come: what the dashboard opens with."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

from adherents.models import Convention
from siim94.editions import preparation
from siim94.editions.circuit import Situation
from siim94.editions.models import Commentaire, Etat, Programmation, Responsable
from siim94.formats.francais import INSECABLE, accorde
from siim94.socle.models import Chargement, Exercice, Travail

# How long a failure is told, and how far ahead dates are.
ECHECS = datetime.timedelta(days=7)
DATES = datetime.timedelta(days=180)


@dataclass(frozen=True)
class AFaire:
    """One thing to do: its state in a word, what leads to it, and the rest of the sentence."""

    etat: str
    titre: str
    adresse: str
    suite: str
    ton: str = "attention"


@dataclass(frozen=True)
class Date:
    """A day that comes, or that is over."""

    jour: datetime.date
    titre: str
    adresse: str

    @property
    def retard(self) -> bool:
        return self.jour < localdate()


def a_faire(utilisateur, situation: Situation, besoins: preparation.Besoins) -> list[AFaire]:
    """What waits for this person: its own loads and work first, then the report and the years."""
    return [
        *_chargements(utilisateur),
        *_echecs(utilisateur),
        *_parties(utilisateur, besoins),
        *_bilan(utilisateur, situation, besoins),
        *_annees(utilisateur),
    ]


def _chargements(utilisateur) -> Iterator[AFaire]:
    if not utilisateur.has_perm("socle.add_chargement"):
        return
    attendent = Chargement.objects.filter(auteur=utilisateur, etat=Chargement.Etat.APERCU).defer("apercu")
    for chargement in attendent[:3]:
        quoi = chargement.titre or chargement.fichier
        yield AFaire(
            "à confirmer", quoi, chargement.get_absolute_url(), "le fichier est lu, rien n’est encore chargé."
        )


def _echecs(utilisateur) -> Iterator[AFaire]:
    rates = Travail.objects.filter(auteur=utilisateur, etat=Travail.Etat.ECHEC, fin__gte=now() - ECHECS)
    if nombre := rates.count():
        titre = f"{nombre} travaux ont échoué" if nombre > 1 else "Un travail a échoué"
        yield AFaire(
            "échec", titre, reverse("travaux"), "voyez pourquoi, et demandez-le de nouveau.", "bloque"
        )


def _parties(utilisateur, besoins: preparation.Besoins) -> Iterator[AFaire]:
    """The parts of the report that this person is in charge of, those that need something."""
    if not utilisateur.has_perm("bilan.view_rubrique"):
        return
    confiees = set(
        Responsable.objects.filter(exercice=besoins.annee, qui=utilisateur).values_list("rubrique", flat=True)
    )
    elements = [e for p in besoins.parties if confiees & {p.code, *p.au_dessus} for e in p.elements]
    restent = [e for e in elements if e.etat != preparation.Etat.PRET]
    if restent:
        yield AFaire(
            "à vous",
            f"Vos parties du bilan {besoins.annee}",
            reverse("editions:preparation", args=[besoins.annee]),
            f"{len(restent)} élément{accorde(len(restent))} à écrire ou à relire.",
        )


def _bilan(utilisateur, situation: Situation, besoins: preparation.Besoins) -> Iterator[AFaire]:
    """The next move of the year's report, for those who make it."""
    annee = situation.annee
    page, preparer = (reverse(f"editions:{nom}", args=[annee]) for nom in ("relecture", "preparation"))
    reste = besoins.a_reprendre
    if situation.etat == Etat.BROUILLON:
        if reste and utilisateur.has_perm("bilan.change_rubrique"):
            suite = f"{reste} élément{accorde(reste)} à donner, à écrire ou à relire."
            yield AFaire("à écrire", f"Bilan {annee}", preparer, suite)
        elif utilisateur.has_perm("editions.soumettre_etape"):
            suite = "soumettez-le à la relecture quand il est prêt."
            yield AFaire("à soumettre", f"Bilan {annee}", page, suite)
    elif situation.etat == Etat.RELECTURE:
        ouverts = Commentaire.objects.du_bilan(annee).ouverts().count()
        remarques = (
            f"{ouverts} commentaire{accorde(ouverts)} à régler" if ouverts else "aucun commentaire à régler"
        )
        if utilisateur.has_perm("editions.valider_etape"):
            yield AFaire("à valider", f"Bilan {annee}", page, f"il est en relecture, {remarques}.")
        elif utilisateur.has_perm("editions.add_commentaire"):
            yield AFaire("à relire", f"Bilan {annee}", page, f"il est en relecture, {remarques}.")
    elif situation.etat == Etat.VALIDE and utilisateur.has_perm("editions.add_edition"):
        publier = reverse("editions:publier", args=[annee])
        yield AFaire("à publier", f"Bilan {annee}", publier, "il est validé, il reste à le publier.")


def _annees(utilisateur) -> Iterator[AFaire]:
    if not utilisateur.has_perm("socle.change_exercice"):
        return
    for exercice in Exercice.objects.filter(statut=Exercice.Statut.PREPARATION).order_by("annee"):
        suite = f"il est en préparation{INSECABLE}; ouvrez-le quand ses données sont là."
        yield AFaire("à ouvrir", f"Exercice {exercice.annee}", reverse("exercices"), suite)


def dates(
    utilisateur, situation: Situation, echeance: preparation.Echeance, publication: Programmation | None
) -> list[Date]:
    """The dates that come, the nearest first: the sending of the report, its publication, agreements."""
    trouvees = []
    if utilisateur.has_perm("bilan.view_rubrique") and situation.etat != Etat.PUBLIE:
        page = reverse("editions:preparation", args=[situation.annee])
        titre = f"Le bilan {situation.annee} est à transmettre aux maires"
        trouvees.append(Date(echeance.exercice.date_limite_transmission, titre, page))
    if publication is not None and publication.pour > now():
        heure = localtime(publication.pour)
        titre = f"Publication du bilan {situation.annee} à {heure:%H:%M}"
        trouvees.append(Date(heure.date(), titre, reverse("editions:publier", args=[situation.annee])))
    if utilisateur.has_perm("adherents.view_convention"):
        aujourdhui = localdate()
        prochaines = Convention.objects.filter(fin__range=(aujourdhui, aujourdhui + DATES))
        for convention in prochaines.select_related("adherent").order_by("fin")[:5]:
            titre = f"Fin de la convention {convention}"
            trouvees.append(Date(convention.fin, titre, convention.get_absolute_url()))
    return sorted(trouvees, key=lambda date: date.jour)
