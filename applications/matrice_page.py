"""What the matrix of an edition shows: its cells, what changed since the edition before, and its criteria."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse

from adherents.models import Adherent
from applications.models import Deploiement, Domaine, LigneCatalogue
from siim94.formats.mots import cle

VIDE = "vide"
SIGNES = {"": "", Deploiement.Etat.DISPONIBLE: "●", Deploiement.Etat.SANS_OBJET: "–"}
LIBELLES = {"": "pas mis à disposition", **dict(Deploiement.Etat.choices)}
# The keys that set a state, the first of each being the one that the page names.
TOUCHES = {"": "V0", Deploiement.Etat.DISPONIBLE: "X+1", Deploiement.Etat.SANS_OBJET: "S-"}


@dataclass(frozen=True)
class CaseDeMatrice:
    """A cell: the member's column, what is stored (None: nothing), its address without scripts.

    ``avant`` is its state in the edition before; None where that edition cannot tell.
    """

    adherent: Adherent
    deploiement: Deploiement | None
    adresse: str
    avant: str | None

    @property
    def etat(self) -> str:
        return self.deploiement.etat if self.deploiement else ""

    @property
    def signe(self) -> str:
        return SIGNES[self.etat]

    @property
    def cle_etat(self) -> str:
        return self.etat or VIDE

    @property
    def dates(self) -> bool:
        return bool(self.deploiement and (self.deploiement.depuis or self.deploiement.jusque))

    @property
    def marque(self) -> str:
        """What happened since the edition before: ``ajout``, ``retrait``, ``autre``, or nothing."""
        if self.avant is None or self.avant == self.etat:
            return ""
        return "autre" if self.avant and self.etat else "ajout" if self.etat else "retrait"


@dataclass(frozen=True)
class Rangee:
    """A row: the function in this edition, its cells, its uses, and whether the edition before had it."""

    ligne: LigneCatalogue
    cases: list[CaseDeMatrice]
    usages: int
    nouvelle: bool


class CriteresForm(forms.Form):
    """Which part of the edition is shown; the counts stay those of the whole edition."""

    domaine = forms.ModelChoiceField(Domaine.objects.none(), required=False, empty_label="tous")
    adherent = forms.ModelChoiceField(
        Adherent.objects.none(), required=False, empty_label="tous", label="Adhérent"
    )
    q = forms.CharField(
        required=False,
        label="Fonctionnalité, application",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, donnees, groupes, colonnes: Sequence[Adherent]):
        super().__init__(donnees, label_suffix="")
        for nom, objets in (("domaine", [domaine for domaine, _ in groupes]), ("adherent", colonnes)):
            champ = self.fields[nom]
            champ.queryset = (
                type(objets[0])._default_manager.filter(pk__in=[o.pk for o in objets])
                if objets
                else champ.queryset
            )
            champ.choices = [("", "tous"), *((objet.pk, str(objet)) for objet in objets)]

    @property
    def demande(self) -> dict:
        """What was asked for; criteria that mean nothing in this edition ask for nothing."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}


@dataclass
class Page:
    """The edition of a year as the page needs it, in a constant number of queries."""

    annee: int
    criteres: CriteresForm
    groupes: list[tuple[Domaine, list[Rangee]]]
    colonnes: list[tuple[Adherent, int]]
    total: int
    precedente: int | None
    retirees: list[LigneCatalogue]
    vide: bool

    @property
    def differences(self) -> dict[str, int]:
        """Cells added, taken away or changed since the edition before, and rows added: those of the page."""
        comptes = {"ajout": 0, "retrait": 0, "autre": 0, "nouvelles": 0}
        for _, rangees in self.groupes:
            for rangee in rangees:
                comptes["nouvelles"] += rangee.nouvelle
                for case in rangee.cases:
                    if case.marque:
                        comptes[case.marque] += 1
        return comptes


def page_de(annee: int, donnees) -> Page:
    """The edition of a year under some criteria (a ``QueryDict``)."""
    matrice = LigneCatalogue.objects.matrice(annee)
    criteres = CriteresForm(donnees, matrice.groupes, matrice.colonnes)
    demande = criteres.demande
    precedente = LigneCatalogue.objects.annee_precedente(annee)
    avant, connues = {}, set()
    if precedente is not None:
        avant = Deploiement.objects.etats_par_fonction(precedente, annee)
        connues = LigneCatalogue.objects.fonctions_en(precedente, annee)
    stockes = {(d.ligne_id, d.adherent_id): d for d in Deploiement.objects.for_exercice(annee)}
    usages = dict(LigneCatalogue.objects.for_exercice(annee).avec_usages().values_list("pk", "usages"))
    colonnes = [a for a in matrice.colonnes if demande.get("adherent") in (None, a)]
    mots = cle(demande.get("q", "")).split()

    def rangee(ligne: LigneCatalogue) -> Rangee:
        fonction = ligne.fonctionnalite_id
        connue = precedente is not None and fonction in connues
        cases = [
            _case(ligne, a, stockes, avant.get((fonction, a.pk), "") if connue else None) for a in colonnes
        ]
        return Rangee(ligne, cases, usages[ligne.pk], precedente is not None and not connue)

    groupes = []
    for domaine, rangs in matrice.groupes:
        if demande.get("domaine") not in (None, domaine):
            continue
        rangees = [rangee(rang.ligne) for rang in rangs if _repond(rang.ligne, mots)]
        if rangees:
            groupes.append((domaine, rangees))
    fonctions = fonctions_par_adherent(annee)
    return Page(
        annee,
        criteres,
        groupes,
        [(adherent, fonctions.get(adherent.pk, 0)) for adherent in colonnes],
        LigneCatalogue.objects.totaux(annee)["usages"],
        precedente,
        list(LigneCatalogue.objects.retirees_depuis(precedente, annee)) if precedente is not None else [],
        not matrice.groupes,
    )


def fonctions_par_adherent(annee: int) -> dict[int, int]:
    """Functions made available, by member."""
    lignes = Deploiement.objects.for_exercice(annee).by_adherent()
    return {ligne["adherent"]: ligne["fonctions"] for ligne in lignes}


def _repond(ligne: LigneCatalogue, mots: list[str]) -> bool:
    fonction = ligne.fonctionnalite
    texte = cle(f"{fonction.libelle} {fonction.application} {fonction.application.editeur or ''}")
    return all(mot in texte for mot in mots)


def _case(ligne, adherent, stockes, avant) -> CaseDeMatrice:
    deploiement = stockes.get((ligne.pk, adherent.pk))
    if deploiement is not None:
        adresse = reverse("applications:deploiement_update", args=[deploiement.pk])
    else:
        adresse = f"{reverse('applications:deploiement_create')}?ligne={ligne.pk}&adherent={adherent.pk}"
    return CaseDeMatrice(adherent, deploiement, adresse, avant)
