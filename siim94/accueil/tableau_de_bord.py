"""The home page of a year: key figures, charts, what is missing, what changed lately, the members."""

from django.utils.functional import cached_property

from applications.models import Deploiement
from finances.models import Contribution
from siim94.accueil.changements import derniers
from siim94.bilan.sommaire import CHIFFRES_PAR_NOM, SECTIONS, SECTIONS_PAR_CODE
from siim94.socle.models import Exercice
from siim94.ui import formats
from siim94.ui.bande import Case, adresse_ou_rien, bande

# The strip: name of the figure, name of the address of its rows.
BANDE = (
    ("finances.recettes.total", "finances:accueil"),
    ("finances.depenses.total", "finances:accueil"),
    ("finances.investissement.depenses.total", "finances:accueil"),
    ("finances.contributions.total", "finances:contribution_list"),
    ("rh.effectif.total", "rh:accueil"),
    ("adherents.membres.total", "adherents:accueil"),
)
# The charts: section that draws them, name of the address of its table.
GRANDS = (("finances.contributions", "finances:contribution_list"),)
PETITS = (("support.jours_si", "support:accueil"), ("rh.effectif", "rh:accueil"))


class TableauDeBord:
    """What the dashboard of one year shows to one person."""

    def __init__(self, exercice: Exercice, utilisateur):
        self.exercice = exercice
        self.annee = exercice.annee
        self.utilisateur = utilisateur

    @property
    def etat(self) -> str:
        """One sentence: status of the year and what is expected next."""
        limite = formats.date_longue(self.exercice.date_limite_transmission)
        statut = str(self.exercice.get_statut_display()).capitalize()
        return f"Exercice {statut.lower()} · bilan à transmettre aux maires avant le {limite}"

    @cached_property
    def cases(self) -> list[Case]:
        connus = [(CHIFFRES_PAR_NOM[nom], url) for nom, url in BANDE if nom in CHIFFRES_PAR_NOM]
        return bande(connus, self.annee)

    @cached_property
    def grands(self) -> list[dict]:
        return self._panneaux(GRANDS)

    @cached_property
    def petits(self) -> list[dict]:
        return self._panneaux(PETITS)

    def _panneaux(self, declares) -> list[dict]:
        """The first chart of each section that has data, with the address of its table."""
        panneaux = []
        for code, nom_url in declares:
            app = code.partition(".")[0]
            if code in SECTIONS_PAR_CODE and self.utilisateur.has_module_perms(app):
                section = SECTIONS_PAR_CODE[code](self.exercice)
                for chart in section.tous_les_graphiques[:1]:
                    panneaux.append(
                        {"titre": section.titre, "chart": chart, "adresse": adresse_ou_rien(nom_url)}
                    )
        return panneaux

    @cached_property
    def sections_absentes(self) -> list[str]:
        """The parts of the report that have no data yet for the year."""
        sections = (classe(self.exercice) for classe in SECTIONS)
        return [section.titre for section in sections if not section.est_disponible]

    @cached_property
    def chiffres_absents(self) -> list[str]:
        """The named figures that were never given for the year."""
        return [c.libelle for c in CHIFFRES_PAR_NOM.values() if c.valeur(self.annee) is None]

    @cached_property
    def chiffres_connus(self) -> int:
        return len(CHIFFRES_PAR_NOM) - len(self.chiffres_absents)

    @cached_property
    def changements(self):
        return derniers(self.utilisateur)

    @cached_property
    def adherents(self) -> list[dict]:
        """Who paid or uses something in the year: contribution (None if unknown), functions, applications."""
        lignes = {
            ligne["adherent"]: {
                "pk": ligne["adherent"],
                "nom": ligne["adherent__nom"],
                "montant": ligne["montant"],
            }
            for ligne in Contribution.objects.by_adherent(self.annee)
        }
        for ligne in Deploiement.objects.for_exercice(self.annee).by_adherent():
            adherent = {"pk": ligne["adherent"], "nom": ligne["adherent__nom_court"], "montant": None}
            lignes.setdefault(ligne["adherent"], adherent).update(
                fonctions=ligne["fonctions"], applications=ligne["applications"]
            )
        for ligne in lignes.values():
            ligne["adresse"] = adresse_ou_rien("adherents:adherent_detail", ligne["pk"])
        return list(lignes.values())
