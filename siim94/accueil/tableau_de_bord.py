"""The home page of a year: key figures, charts, what is missing, what changed lately, the members."""

from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from adherents.models import Adherent
from adherents.views import MEMBRES
from applications.models import Deploiement
from finances.models import Contribution
from siim94.accueil.a_faire import AFaire, Date, a_faire, dates
from siim94.accueil.changements import derniers
from siim94.bilan.sommaire import SECTIONS_PAR_CODE
from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.editions import circuit, preparation
from siim94.editions.models import Programmation, Signalement
from siim94.editions.programmation import en_suspens
from siim94.editions.transmission import Rappel, rappel
from siim94.formats import francais
from siim94.socle.memoire import memoriser
from siim94.socle.models import Chargement, Exercice, Journal
from siim94.ui.adresses import adresse_ou_rien
from siim94.ui.listes.colonnes import INCONNU
from siim94.ui.pages.apercu import en_tete
from siim94.ui.pages.bande import Case, bande

# The strip: name of the figure, name of the address of its rows.
BANDE = (
    ("finances.recettes.total", "finances:lignebudget_list?section=F&sens=R"),
    ("finances.depenses.total", "finances:lignebudget_list?section=F&sens=D"),
    ("finances.investissement.depenses.total", "finances:lignebudget_list?section=I&sens=D"),
    ("finances.contributions.total", "finances:contribution_list"),
    ("rh.effectif.total", "rh:pourvugrade_list"),
    ("adherents.membres.total", MEMBRES),
)
# The charts: section that draws them, name of the address of its table.
GRANDS = (("finances.contributions", "finances:contribution_list"),)
PETITS = (("support.jours_si", "support:accueil"), ("rh.effectif", "rh:accueil"))


@dataclass(frozen=True)
class EtatDeLAnnee:
    """What the data of a year say, whoever reads: kept as long as no revision touches the year's report."""

    cases: tuple[tuple[str, Case], ...]  # with the app of each
    charts: dict[str, tuple[str, str]]  # by section: its title, its first chart, drawn
    adherents: str  # their table, drawn


def etat(exercice: Exercice) -> EtatDeLAnnee:
    """The state of the year, computed once for each revision of its data."""
    return memoriser(
        f"tableau de bord, dessiné {exercice.annee}", lambda: _calculer(exercice), exercice.annee
    )


def _calculer(exercice: Exercice) -> EtatDeLAnnee:
    annee = exercice.annee
    montrees = {code: SECTIONS_PAR_CODE[code](exercice) for code, _ in (*GRANDS, *PETITS)}
    return EtatDeLAnnee(
        cases=tuple(
            (nom.partition(".")[0], case)
            for nom, url in BANDE
            for case in bande([(CHIFFRES_PAR_NOM[nom], url)], annee)
        ),
        charts={
            code: (section.titre, en_tete(section.tous_les_graphiques[0]))
            for code, section in montrees.items()
            if section.tous_les_graphiques
        },
        adherents=_table_des_adherents(annee),
    )


def adherents_de(annee: int) -> list[dict]:
    """Who paid or uses something in the year: contribution (None if unknown), functions, applications."""
    lignes = {
        ligne["adherent"]: {
            "pk": ligne["adherent"],
            "nom": ligne["adherent__nom"],
            "montant": ligne["montant"],
        }
        for ligne in Contribution.objects.repartition(annee)
    }
    for ligne in Deploiement.objects.for_exercice(annee).by_adherent():
        adherent = {"pk": ligne["adherent"], "nom": ligne["adherent__nom"], "montant": None}
        lignes.setdefault(ligne["adherent"], adherent).update(
            fonctions=ligne["fonctions"], applications=ligne["applications"]
        )
    membres = set(Adherent.objects.membres_en(annee).values_list("pk", flat=True))
    for cle, ligne in lignes.items():
        ligne["non_adherent"] = cle not in membres
    return list(lignes.values())


def _table_des_adherents(annee: int) -> str:
    lignes = [
        {**ligne, "adresse": adresse_ou_rien("adherents:adherent_detail", ligne["pk"])}
        for ligne in adherents_de(annee)
    ]
    contexte = {"annee": annee, "adherents": lignes, "inconnu": INCONNU}
    return render_to_string("accueil/adherents.html", contexte) if lignes else ""


class TableauDeBord:
    """What the dashboard of one year shows to one person."""

    def __init__(self, exercice: Exercice, utilisateur):
        self.exercice = exercice
        self.annee = exercice.annee
        self.utilisateur = utilisateur

    @cached_property
    def etat(self) -> EtatDeLAnnee:
        return etat(self.exercice)

    @property
    def phrase(self) -> str:
        """One sentence: the status of the year, and since when; of a first load nobody says it."""
        depuis = Journal.objects.of_objet(self.exercice).filter(apres__statut=self.exercice.statut).first()
        quand = f" depuis le {francais.date_longue(localdate(depuis.quand))}" if depuis else ""
        return f"Exercice {self.exercice.get_statut_display()}{quand}"

    @property
    def cases(self) -> tuple[Case, ...]:
        """The figures of the apps that this person may read.

        A year in preparation holds a part of its rows only: compared with a whole year, it would tell a fall
        that did not happen.
        """
        cases = [case for app, case in self.etat.cases if self.utilisateur.has_module_perms(app)]
        if self.exercice.statut == Exercice.Statut.PREPARATION:
            cases = [replace(case, detail="") for case in cases]
        return tuple(cases)

    @property
    def grands(self) -> list[dict]:
        return self._panneaux(GRANDS)

    @property
    def petits(self) -> list[dict]:
        return self._panneaux(PETITS)

    def _panneaux(self, declares) -> list[dict]:
        """Title, chart and address of the table, for the sections of the apps that this person may read."""
        return [
            dict(
                zip(("titre", "chart"), self.etat.charts[code], strict=True), adresse=adresse_ou_rien(nom_url)
            )
            for code, nom_url in declares
            if code in self.etat.charts and self.utilisateur.has_module_perms(code.partition(".")[0])
        ]

    @cached_property
    def besoins(self) -> preparation.Besoins:
        """What the report of the year needs: the dashboard says how much of it is there."""
        return preparation.besoins(self.exercice)

    @cached_property
    def situation(self) -> circuit.Situation:
        return circuit.situation(self.exercice)

    @property
    def echeance(self) -> preparation.Echeance:
        return preparation.Echeance(self.exercice)

    @property
    def a_faire(self) -> list[AFaire]:
        return a_faire(self.utilisateur, self.situation, self.besoins)

    @cached_property
    def dates(self) -> list[Date]:
        return dates(self.utilisateur, self.situation, self.echeance, self.publication)

    @cached_property
    def changements(self):
        return derniers(self.utilisateur)

    @cached_property
    def chargements(self) -> list[Chargement]:
        """The latest loads, for those who may read them."""
        if not self.utilisateur.has_perm("socle.view_chargement"):
            return []
        return list(Chargement.objects.faits().select_related("auteur").defer("apercu")[:3])

    @cached_property
    def transmission(self) -> Rappel | None:
        """Where the sending of the year's report stands, for those who send it."""
        return rappel(self.annee) if self.utilisateur.has_perm("editions.view_transmission") else None

    @cached_property
    def publication(self) -> Programmation | None:
        """The publication that waits for its hour, or that stopped, for those who may publish."""
        return en_suspens(self.annee) if self.utilisateur.has_perm("editions.add_edition") else None

    @cached_property
    def signalements(self) -> list[dict]:
        """Errors that readers reported on an edition of any year, for those who answer them."""
        repond = self.utilisateur.has_perm("editions.change_signalement")
        return Signalement.objects.a_examiner() if repond else []

    @property
    def adherents(self) -> str:
        """The members of the year with what they pay and use, for those who may read both."""
        lus = self.utilisateur.has_perms(["finances.view_contribution", "applications.view_deploiement"])
        return self.etat.adherents if lus else ""
