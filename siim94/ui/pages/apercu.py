"""The home of an app for the year chosen: its key figures, what charts find, what it gives to the report, its
lists.
"""

from collections.abc import Sequence
from typing import ClassVar

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views import View

from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice
from siim94.ui.adresses import adresse_d_origine
from siim94.ui.chiffres import Chiffre
from siim94.ui.crud import Crud
from siim94.ui.graphiques import Chart
from siim94.ui.pages.annee import annee_en_adresse, exercice_choisi, exercices
from siim94.ui.pages.bande import bande
from siim94.ui.pages.imprimees import confrontations
from siim94.ui.pages.recentes import noter
from siim94.ui.sections import Section, en_page


class ApercuView(View):
    """The overview of an app. Subclasses say what it shows::

        class ApercuFinancesView(ApercuView):
            app_label = "finances"
            chiffres = CHIFFRES
            cases = (("finances.recettes.total", "finances:lignebudget_list"), ("finances.taux", ""))
            sections = (EssentielSection, ContributionsSection)
            en_tete = (ContributionsSection,)
            cruds = (ContributionCrud, SubventionCrud, ChapitreCrud)
            references = (ChapitreCrud,)

        urlpatterns = [*ApercuFinancesView.urls(), *ContributionCrud.urls(), ...]

    ``chiffres`` are all the figures of the app: those that a report taken over printed otherwise are
    confronted; ``cases`` names those of the strip, each with the address of its rows. Sections without data
    for the year are left out; those of ``en_tete`` give their first chart to the head of the page. The lists
    are those that the person may read, each with the rows that it opens on; those of ``references`` change
    little from year to year and stand apart.
    """

    http_method_names = ["get", "head", "options"]
    app_label: ClassVar[str]
    chiffres: ClassVar[Sequence[Chiffre]]
    cases: ClassVar[Sequence[tuple[str, str]]] = ()
    sections: ClassVar[Sequence[type[Section]]] = ()
    en_tete: ClassVar[Sequence[type[Section]]] = ()
    cruds: ClassVar[Sequence[type[Crud]]] = ()
    references: ClassVar[Sequence[type[Crud]]] = ()
    # Other pages to open beside the lists: words, name of the address, rights that it takes.
    autres: ClassVar[Sequence[tuple[str, str, Sequence[str]]]] = ()

    @classmethod
    def urls(cls) -> list:
        return [path("", cls.as_view(), name="accueil")]

    def get(self, request):
        if not request.user.has_module_perms(self.app_label):
            raise PermissionDenied
        exercice = exercice_choisi(request)
        titre = str(apps.get_app_config(self.app_label).verbose_name)
        noter(request, titre, genre="Aperçu", droit=self.app_label)
        return render(
            request,
            "ui/apercu.html",
            {
                "titre": titre,
                "fil": [("Accueil", reverse("accueil")), (titre, "")],
                "exercice": exercice,
                "annee": exercice.annee if exercice else None,
                **(self.etat(exercice) if exercice else {}),
                "autres_listes": [
                    (texte, reverse(nom))
                    for texte, nom, droits in self.autres
                    if request.user.has_perms(droits)
                ],
                "listes": self.listes(request, exercice),
            },
        )

    @classmethod
    def listes(cls, request, exercice: Exercice | None) -> list[tuple[str, list[tuple[str, str, int]]]]:
        """The lists that this person may read in two groups, each with its address and number of rows."""
        annees = exercices(request)
        nombres = cls.nombres(exercice, annees[0].annee if annees else 0)
        autre_annee = annee_en_adresse(request, exercice)
        groupes = {"Listes": [], "Références": []}
        for crud in cls.cruds:
            if request.user.has_perm(crud.permission()):
                groupe = groupes["Références" if crud in cls.references else "Listes"]
                adresse = crud.adresse_liste() + (autre_annee if crud.relation_annuelle() else "")
                groupe.append((crud.titre_pluriel(), adresse, nombres[crud.nom_complet("list")]))
        return [(titre, groupe) for titre, groupe in groupes.items() if groupe]

    @classmethod
    def nombres(cls, exercice: Exercice | None, derniere_annee: int) -> dict[str, int]:
        """How many rows each list opens on, counted once for each state of the data."""
        annee = exercice.annee if exercice else None
        return memoriser(
            f"listes {cls.__module__}.{cls.__qualname__} {annee} {derniere_annee}",
            lambda: {
                crud.nom_complet("list"): crud.lignes(exercice, derniere_annee).order_by().count()
                for crud in cls.cruds
            },
        )

    @classmethod
    def etat(cls, exercice: Exercice) -> dict:
        """What the data of the year give, whoever reads: computed and drawn once for each of their states."""
        return memoriser(
            f"aperçu {cls.__module__}.{cls.__qualname__} {exercice.annee}",
            lambda: cls._calculer(exercice),
            exercice.annee,
        )

    @classmethod
    def _calculer(cls, exercice: Exercice) -> dict:
        annee = exercice.annee
        sections = [section for classe in cls.sections if (section := classe(exercice)).est_disponible]
        par_nom = {chiffre.nom: chiffre for chiffre in cls.chiffres}
        charts = [
            (section.titre, en_tete(chart))
            for section in sections
            if type(section) in cls.en_tete and (chart := section.prendre_un_graphique())
        ]
        return {
            "en_tete": charts,
            "cases": bande([(par_nom[nom], adresse) for nom, adresse in cls.cases], annee),
            "confrontations": render_to_string(
                "ui/confrontations.html",
                {"confrontations": confrontations(cls.chiffres, annee), "annee": annee},
            ),
            "sections": [
                {
                    "titre": section.titre,
                    "constat": next((chart.titre for chart in section.tous_les_graphiques), ""),
                    "html": en_page(section),
                    "origine": adresse_d_origine(annee, section=section.code),
                }
                for section in sections
            ],
        }


def en_tete(chart: Chart) -> str:
    """A chart of the head of a page, drawn."""
    return render_to_string("ui/apercu_graphique.html", {"chart": chart})
