"""One page adds a piece of software to the catalogue: vendor, domain, functions, members, dates at once."""

from difflib import get_close_matches

from django import forms
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.text import slugify

from adherents.models import Adherent
from applications.models import (
    Application,
    ColonneCatalogue,
    Deploiement,
    Domaine,
    Editeur,
    Fonctionnalite,
    LigneCatalogue,
)
from siim94.formats.mots import cle
from siim94.socle.models import Exercice
from siim94.ui.pages.annee import annee_en_adresse, exercice_choisi
from siim94.ui.saisie.champs import JourField
from siim94.ui.taches.page import TacheForm, TacheView

TITRE = "Ajouter une application"
# What the forms of each row ask for; vendor, domain and column ask for theirs when one is created.
DROITS = tuple(
    f"applications.add_{nom}" for nom in ("application", "fonctionnalite", "lignecatalogue", "deploiement")
)
A_CREER = {"editeur": (Editeur, "l’éditeur"), "domaine": (Domaine, "le domaine")}


def _connus(modele: type[Editeur | Domaine]) -> dict[str, Editeur | Domaine]:
    """The vendors, or the domains, by each of their names."""
    if modele is Editeur:
        return {cle(nom): editeur for editeur in Editeur.objects.all() for nom in reversed(editeur.noms)}
    domaines = Domaine.objects.prefetch_related("alias")
    return {cle(nom): d for d in domaines for nom in (*(alias.libelle for alias in d.alias.all()), d.nom)}


class NouvelleApplicationForm(TacheForm):
    """What the page asks for. A vendor or a domain that is not known is created once its box is ticked.

    ``application``: one that is known already, of which only the functions are asked for.
    """

    nom = forms.CharField(label="Nom de l’application", max_length=120)
    editeur = forms.CharField(label="Éditeur", max_length=120)
    domaine = forms.CharField(label="Domaine métier", max_length=120)
    fonctions = forms.CharField(
        label="Fonctionnalités",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce que l’application fait dans ce domaine, une fonctionnalité par ligne.",
    )
    adherents = forms.ModelMultipleChoiceField(
        Adherent.objects.none(),
        label="Mise à disposition de",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    depuis = JourField(label="Depuis le", required=False)

    def __init__(self, *args, exercice: Exercice, application: Application | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.exercice, self.application = exercice, application
        if application is not None:
            del self.fields["nom"], self.fields["editeur"]
        self.colonnes = list(ColonneCatalogue.objects.adherents_de(exercice.annee))
        presents = Adherent.objects.membres_en(exercice.annee).values_list("pk", flat=True)
        offerts = {*presents, *(adherent.pk for adherent in self.colonnes)}
        self.fields["adherents"].queryset = Adherent.objects.filter(pk__in=offerts).by_genre()
        self.connus = {nom: _connus(modele) for nom, (modele, _) in A_CREER.items()}
        for nom in A_CREER & self.fields.keys():
            self.fields[nom].widget.attrs |= {"list": f"connus_{nom}", "autocomplete": "off"}
        # Those that are asked about: not known, as typed.
        self.a_creer: dict[str, bool] = {}

    @property
    def listes(self) -> list[tuple[str, list[str]]]:
        """The names to choose from, by the identifier of their list."""
        return [
            (f"connus_{nom}", sorted({str(objet) for objet in connus.values()}))
            for nom, connus in self.connus.items()
        ]

    def clean_fonctions(self) -> list[str]:
        lignes = (" ".join(ligne.split()) for ligne in self.cleaned_data["fonctions"].splitlines())
        distinctes: dict[str, str] = {}
        for ligne in filter(None, lignes):
            distinctes.setdefault(cle(ligne), ligne)
        fonctions = list(distinctes.values())
        longueur = Fonctionnalite._meta.get_field("libelle").max_length
        if longue := next((fonction for fonction in fonctions if len(fonction) > longueur), None):
            raise forms.ValidationError(f"« {longue[:40]}… » dépasse {longueur} signes.")
        return fonctions

    def clean(self):
        donnees = super().clean()
        for nom, (modele, article) in A_CREER.items():
            tape = " ".join(donnees.get(nom, "").split())
            if not tape:
                continue
            if objet := self.connus[nom].get(cle(tape)):
                donnees[nom] = objet
                continue
            self.a_creer[nom] = self.data.get(f"creer_{nom}") == "oui"
            droit = f"applications.add_{modele._meta.model_name}"
            if not self.utilisateur.has_perm(droit):
                del self.a_creer[nom]
                self.add_error(nom, f"« {tape} » n’est pas connu, et votre compte ne peut pas le créer.")
            elif self.a_creer[nom]:
                donnees[nom] = modele(nom=tape)
            else:
                proches = get_close_matches(cle(tape), self.connus[nom], 1, 0.75)
                ressemble = f" Est-ce « {self.connus[nom][proches[0]]} » ?" if proches else ""
                self.add_error(
                    nom,
                    f"« {tape} » n’est pas connu.{ressemble} Choisissez dans la liste, ou créez {article}.",
                )
        return donnees

    def enregistrer(self) -> Application:
        """Write all of it, or nothing: raises ``Refus``."""
        donnees, annee = self.cleaned_data, {"exercice": self.exercice, "bilan_de": self.exercice}
        domaine = donnees["domaine"]
        if domaine.pk is None:
            domaine.code = slugify(domaine.nom)[:60]
            domaine.rang = _suivant(Domaine.objects.all())
            _ajouter(domaine)
        application = self.application or self._application(donnees["nom"], donnees["editeur"])
        rang = _suivant(LigneCatalogue.objects.for_exercice(self.exercice.annee))
        lignes = []
        for place, libelle in enumerate(donnees["fonctions"], start=rang):
            fonction = _ajouter(Fonctionnalite(domaine=domaine, libelle=libelle, application=application))
            lignes.append(_ajouter(LigneCatalogue(fonctionnalite=fonction, rang=place, **annee)))
        colonne = _suivant(ColonneCatalogue.objects.for_exercice(self.exercice.annee))
        nouvelles = [adherent for adherent in donnees["adherents"] if adherent not in self.colonnes]
        for place, adherent in enumerate(nouvelles, start=colonne):
            _ajouter(ColonneCatalogue(adherent=adherent, rang=place, **annee))
        for ligne in lignes:
            for adherent in donnees["adherents"]:
                _ajouter(Deploiement(ligne=ligne, adherent=adherent, depuis=donnees["depuis"]))
        return application

    @staticmethod
    def _application(nom: str, editeur: Editeur) -> Application:
        if editeur.pk is None:
            _ajouter(editeur)
        return _ajouter(Application(nom=nom, editeur=editeur))


def _ajouter(objet):
    objet.full_clean()
    objet.save()
    return objet


def _suivant(lignes) -> int:
    return (lignes.aggregate(dernier=Max("rang"))["dernier"] or 0) + 1


class NouvelleApplicationView(TacheView):
    """The page; with ``?application=`` it gives functions to a piece of software that has none this year."""

    titre = TITRE
    nom_url = "applications:nouvelle_application"
    droits = DROITS
    modele = Application
    form_class = NouvelleApplicationForm
    pages = ("application_list", "lignecatalogue_list", "applications_accueil")
    gabarit = "applications/nouvelle_application.html"
    gabarit_fait = "applications/application_ajoutee.html"
    retour = "applications:application_list"
    # The form shows all that it adds.
    apercu = False

    @classmethod
    def urls(cls) -> list:
        return [path("ajouter-une-application/", cls.as_view(), name="nouvelle_application")]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.exercice = exercice_choisi(request)
        if self.exercice is None:
            raise Http404("Aucun exercice")
        connue = request.GET.get("application", "")
        self.application = _application(connue) if connue else None

    @property
    def adresse_courante(self) -> str:
        return f"{self.request.path}{annee_en_adresse(self.request, self.exercice)}"

    def formulaire(self, *donnees, **options):
        return super().formulaire(*donnees, exercice=self.exercice, application=self.application, **options)

    def titre_de_page(self) -> str:
        return f"Ajouter au catalogue\u00a0: {self.application}" if self.application else TITRE

    def succes(self, form) -> str:
        return f"«\u00a0{self.objet}\u00a0» est au catalogue {self.exercice}."

    def contexte(self):
        clos = self.exercice.statut == Exercice.Statut.CLOS
        return {"exercice": self.exercice, "close": self.exercice.annee if clos else None}

    def page_faite(self, fait):
        """What it has in the catalogue now: for one that was known already, of its own rows too."""
        ecrites = {c.trace.cle for c in fait.changements if c.model is LigneCatalogue}
        lignes = LigneCatalogue.objects.for_exercice(self.exercice.annee).avec_usages().order_by("rang")
        ajoutees = list(lignes.filter(pk__in=ecrites).select_related("fonctionnalite__domaine"))
        if not ajoutees:
            raise Http404
        application = ajoutees[0].application
        return super().page_faite(
            fait, titre=str(application), application=application, exercice=self.exercice, lignes=ajoutees
        )


def _application(numero: str) -> Application:
    if not numero.isascii() or not numero.isdigit() or len(numero) > 9:
        raise Http404
    return get_object_or_404(Application, pk=int(numero))
