"""A service of the syndicate is renamed, merged with others or split, from a day on."""

from django import forms
from django.db import models
from django.db.models import Max
from django.utils.text import slugify

from siim94.formats import francais
from siim94.formats.mots import cle
from siim94.socle.models import Pole, ReorganisationPole
from siim94.socle.refus import Refus
from siim94.ui.taches.page import TacheView
from siim94.ui.taches.passage import PassageForm, encore_la
from siim94.ui.taches.suites import lignes_de, premiere_annee

NOM = Pole._meta.get_field("nom")


class ServiceForm(PassageForm):
    """Which services give way, and to what: one to one is a new name, several to one a merger, one to several
    a split. A name that is not known yet is that of a new service.
    """

    anciens = forms.ModelMultipleChoiceField(
        Pole.objects.none(), label="Services qui changent", widget=forms.CheckboxSelectMultiple
    )
    nouveaux = forms.CharField(
        label="Deviennent",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un service par ligne\u00a0: son nom, nouveau ou déjà connu.",
    )
    suite = forms.CharField(
        label="Les chiffres continuent sous",
        max_length=NOM.max_length,
        required=False,
        help_text="Pour un partage\u00a0: l’un des nouveaux noms\u00a0; sans lui, la série s’interrompt.",
    )
    sans_creation = ("anciens",)
    field_order = ("anciens", "nouveaux", "date", "suite", "motif")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["anciens"].queryset = encore_la(Pole)
        self.fields["date"].help_text = "Premier jour de la nouvelle organisation."
        self.fields["motif"].required = True

    def clean_nouveaux(self) -> list[str]:
        lus = (" ".join(ligne.split()) for ligne in self.cleaned_data["nouveaux"].splitlines())
        noms: dict[str, str] = {}
        for nom in filter(None, lus):
            noms.setdefault(cle(nom), nom)
        if trop := next((nom for nom in noms.values() if len(nom) > NOM.max_length), None):
            raise forms.ValidationError(f"« {trop[:40]}… » dépasse {NOM.max_length} signes.")
        return list(noms.values())

    def clean(self):
        donnees = super().clean()
        if self.errors:
            return donnees
        noms = {cle(nom) for nom in donnees["nouveaux"]}
        # One that takes the others in goes on as it is.
        self.partants = [pole for pole in donnees["anciens"] if cle(pole.nom) not in noms]
        if not self.partants:
            self.add_error("nouveaux", "Rien ne se succède à soi-même\u00a0: donnez un autre nom.")
        elif len(self.partants) < len(donnees["anciens"]) and len(noms) > 1:
            phrase = "Un service qui se partage ne garde pas son nom\u00a0: donnez-en un autre."
            self.add_error("nouveaux", phrase)
        elif len(self.partants) > 1 and len(noms) > 1:
            self.add_error("nouveaux", "Réunissez d’abord ces services, puis partagez le nouveau.")
        elif donnees["suite"] and cle(donnees["suite"]) not in noms:
            self.add_error("suite", "Ce n’est pas l’un des nouveaux noms.")
        return donnees

    @property
    def resume(self):
        donnees = self.cleaned_data
        anciens = francais.enumeration([f"« {pole} »" for pole in donnees["anciens"]])
        nouveaux = francais.enumeration([f"« {nom} »" for nom in donnees["nouveaux"]])
        if len(donnees["nouveaux"]) > 1:
            verbe = "se partage en"
        else:
            verbe = "se réunissent en" if len(donnees["anciens"]) > 1 else "devient"
        return [f"{anciens} {verbe} {nouveaux} le {francais.date_longue(donnees['date'])}."]

    def enregistrer(self):
        donnees = self.cleaned_data
        connus = {cle(pole.nom): pole for pole in Pole.objects.all()}
        nouveaux = [connus.get(cle(nom)) or self._creer(nom) for nom in donnees["nouveaux"]]
        partage = len(nouveaux) > 1
        suite = next((p for p in nouveaux if not partage or cle(p.nom) == cle(donnees["suite"])), None)
        for ancien in self.partants:
            if suite is None:
                self._sans_suite(ancien)
            for nouveau in nouveaux:
                self.passer(ancien, nouveau, raccordee=nouveau == suite)
            self._rien_de_laisse(ancien)
            for service in Pole.objects.filter(parent=ancien):
                service.parent = suite if suite != service else None
                service.save()
        return suite or nouveaux[0]

    def _creer(self, nom: str) -> Pole:
        premier = self.partants[0]
        rang = premier.rang or (Pole.objects.aggregate(dernier=Max("rang"))["dernier"] or 0) + 1
        pole = Pole(nom=nom, code=self._code(nom), parent=self._parent(), rang=rang)
        pole.full_clean()
        pole.save()
        return pole

    @staticmethod
    def _code(nom: str) -> str:
        racine, pris = slugify(nom)[:36], set(Pole.objects.values_list("code", flat=True))
        return next(c for c in (racine, *(f"{racine}-{n}" for n in range(2, 99))) if c not in pris)

    def _parent(self) -> Pole | None:
        """That of the services which give way, where it is one and stays."""
        parents = {pole.parent_id: pole.parent for pole in self.partants}
        parent = next(iter(parents.values()))
        return parent if len(parents) == 1 and parent not in self.partants else None

    def _sans_suite(self, ancien: Pole) -> None:
        if services := list(ancien.services.order_by("rang")):
            noms = francais.enumeration([str(service) for service in services])
            ou = "dites sous quel nouveau service ils vont"
            raise Refus(f"« {ancien} » a des services ({noms})\u00a0: {ou}.", "suite")

    def _rien_de_laisse(self, ancien: Pole) -> None:
        """No figure of a year to come stays with a service that is no more by then."""
        annee = premiere_annee(self.cleaned_data["date"])
        for champ, lignes in lignes_de(ancien, annee):
            if nombre := lignes.count():
                raise Refus(_reste(champ.model, nombre, ancien, annee), "suite")


def _reste(modele: type[models.Model], nombre: int, ancien: Pole, annee: int) -> str:
    nom = modele._meta.verbose_name_plural if nombre > 1 else modele._meta.verbose_name
    return (
        f"« {ancien} » a encore {francais.compact(nombre)} {nom} à partir de {annee}\u00a0: dites sous quel"
        " service les chiffres continuent\u00a0; si plusieurs en ont déjà, réunissez-les d’abord sur une"
        " ligne."
    )


class ReorganiserService(TacheView):
    titre = "Réorganiser un service"
    nom_url = "socle:reorganiser_un_service"
    droits = ("socle.add_pole", "socle.change_pole", "socle.add_reorganisationpole")
    modele = ReorganisationPole
    form_class = ServiceForm
    pages = ("pole_detail", "pole_list", "reorganisationpole_list", "rh_accueil")
    parametre = "anciens"
    retour = "socle:pole_list"
    introduction = (
        "Un service qui change de nom, plusieurs qui se réunissent, un qui se partage\u00a0: les années"
        " d’avant gardent les anciens noms. Ce qui est déjà saisi pour les années suivantes passe au nouveau."
    )
