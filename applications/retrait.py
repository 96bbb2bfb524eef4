"""A piece of software is withdrawn: from whom, and on which last day; it leaves the catalogues after that."""

from django import forms

from adherents.models import Adherent
from applications.models import Application, Deploiement, LigneCatalogue
from siim94.formats import francais
from siim94.socle.models import Exercice
from siim94.socle.refus import Refus
from siim94.ui.saisie.champs import JourField
from siim94.ui.taches.page import TacheForm, TacheView


class RetraitForm(TacheForm):
    """Which software, the last day of its use, for whom; everybody, when nobody is ticked."""

    sans_creation = ("application", "adherents")

    application = forms.ModelChoiceField(
        Application.objects.none(), label="Application", empty_label="Choisissez"
    )
    date = JourField(label="Dernier jour", help_text="Dernier jour où l’application est mise à disposition.")
    adherents = forms.ModelMultipleChoiceField(
        Adherent.objects.none(),
        label="Retirée à",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans aucune case cochée, elle est retirée à tous.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["application"].queryset = Application.objects.select_related("editeur").order_by("nom")
        self.fields["adherents"].queryset = Adherent.objects.filter(
            pk__in=Deploiement.objects.disponibles().values("adherent")
        ).by_genre()

    @property
    def resume(self):
        donnees = self.cleaned_data
        qui = [str(adherent) for adherent in donnees["adherents"]]
        a_qui = f"à {francais.enumeration(qui)}" if qui else "à tous les adhérents"
        date = francais.date_longue(donnees["date"])
        return [f"«\u00a0{donnees['application']}\u00a0» est retirée {a_qui}. Dernier jour\u00a0: {date}."]

    def enregistrer(self):
        donnees = self.cleaned_data
        application, date = donnees["application"], donnees["date"]
        lignes = LigneCatalogue.objects.filter(
            fonctionnalite__application=application, exercice__gte=date.year
        ).exclude(exercice__gt=date.year, exercice__statut=Exercice.Statut.CLOS)
        if not lignes.filter(exercice=date.year).exists():
            raise Refus(f"Cette application ne figure pas au catalogue {date.year}.", "date")
        retires = Deploiement.objects.filter(ligne__in=lignes)
        if donnees["adherents"]:
            retires = retires.filter(adherent__in=donnees["adherents"])
            self._connus(retires)
        self._finir(retires.filter(ligne__exercice=date.year))
        apres = list(retires.filter(ligne__exercice__gt=date.year).order_by("pk"))
        for deploiement in apres:
            deploiement.delete()
        vides = lignes.filter(exercice__gt=date.year, deploiements=None)
        if donnees["adherents"]:
            vides = vides.filter(pk__in={deploiement.ligne_id for deploiement in apres})
        for ligne in vides.order_by("pk"):
            ligne.delete()
        return application

    def _connus(self, retires) -> None:
        sans = set(self.cleaned_data["adherents"]) - {d.adherent for d in retires.select_related("adherent")}
        if sans:
            noms = francais.enumeration(sorted(map(str, sans)))
            raise Refus(f"Cette application n’est pas mise à disposition de {noms}.", "adherents")

    def _finir(self, retires) -> None:
        """Those of the year end on the day; one that ended before stays as it is."""
        date = self.cleaned_data["date"]
        en_cours = retires.disponibles().exclude(jusque__lt=date).order_by("pk")
        if tardif := en_cours.filter(depuis__gt=date).select_related("adherent").first():
            depuis = francais.date_longue(tardif.depuis)
            raise Refus(f"{tardif.adherent} en dispose depuis le {depuis}, après cette date.", "date")
        if not en_cours:
            raise Refus(f"Au catalogue {date.year}, elle n’est plus mise à disposition à cette date.", "date")
        for deploiement in en_cours:
            deploiement.jusque = date
            deploiement.save()


class RetirerApplication(TacheView):
    titre = "Retirer une application"
    nom_url = "applications:retirer_une_application"
    droits = tuple(
        f"applications.{droit}"
        for droit in ("change_deploiement", "delete_deploiement", "delete_lignecatalogue")
    )
    modele = Deploiement
    form_class = RetraitForm
    pages = ("application_detail", "application_list", "lignecatalogue_list", "applications_accueil")
    parametre = "application"
    retour = "applications:application_list"
    introduction = (
        "Le catalogue de l’année garde l’application, avec son dernier jour. Elle ne passe pas au catalogue"
        " de l’année suivante ; elle quitte celui qui est déjà préparé."
    )
