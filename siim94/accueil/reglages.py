"""Reference data that every part relies on: the syndicate, its services, printed values; where the rest is.

The pages of the socle's own models stand here, at the top: the socle knows no page.
"""

from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from adherents.views import AliasCrud
from applications.views import AliasDomaineCrud
from finances.views import BudgetCrud, CorrespondanceCrud, NomenclatureCrud
from siim94.accueil import accessibilite
from siim94.bilan.explications import ExplicationCrud, SeuilEvolutionCrud
from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.socle.models import Organisme, Pole, ReorganisationPole, ValeurImprimee
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import LienColumn, TexteColumn
from siim94.ui.listes.tables import table_de
from siim94.ui.pages.imprimees import Confrontation
from siim94.ui.pages.panneaux import FichePanneau, Panneau, TablePanneau
from siim94.ui.pages.passages import PassagesPanneau, ReorganisationCrud
from siim94.ui.saisie.formulaires import FicheForm
from support.views import EntiteGlpiCrud, PlateformeGlpiCrud


class SiretField(forms.CharField):
    """A SIRET typed as it is printed, in groups; the model says what it must be."""

    def to_python(self, value):
        return "".join(super().to_python(value).split())


class OrganismeForm(FicheForm):
    siret = SiretField(label="SIRET", required=False, help_text=Organisme._meta.get_field("siret").help_text)

    class Meta:
        model = Organisme
        fields = ("nom", "sigle", "siret", "adresse", "code_postal", "ville", "telephone", "courriel")


class OrganismeFiche(FichePanneau):
    """What the cover prints and the budget exports ask for; an unknown SIRET is said to be missing."""

    lateral = False
    champs = (
        "nom",
        "sigle",
        ("SIRET", "siret_connu"),
        "adresse",
        "code_postal",
        "ville",
        "telephone",
        "courriel",
    )

    def contexte(self):
        self.objet.siret_connu = self.objet.siret or "inconnu : les exports budgétaires le demandent"
        return super().contexte()


class OrganismeCrud(Crud):
    model = Organisme
    colonnes = ("sigle", "nom", "ville", "siret")
    recherche = ("nom", "sigle", "adresse", "ville", "siret")
    form_class = OrganismeForm
    panneaux = (OrganismeFiche,)
    chemin = "organisme"
    introduction = "Le syndicat, tel que la couverture du bilan et les exports budgétaires le nomment."


PoleTable = table_de(Pole, ("nom", "code", ("parent", LienColumn()), "rang"))


class PoleCrud(Crud):
    model = Pole
    table_class = PoleTable
    recherche = ("nom", "code")
    criteres = ("parent",)
    panneaux = (
        TablePanneau.avec(titre="Services", table_class=PoleTable, relation="services"),
        PassagesPanneau,
        FichePanneau.avec(champs=("nom", "code", "parent")),
    )
    introduction = "Les pôles et services du syndicat, dans l’ordre où les tableaux les donnent."


class ReorganisationPoleCrud(ReorganisationCrud):
    model = ReorganisationPole
    recherche = ("motif", "date", "ancien__nom", "nouveau__nom")


class ConfrontationPanneau(Panneau):
    """The print beside what the data give now: whether it still stands in the report."""

    titre = "Imprimé et calculé"
    template_name = "accueil/panneaux/confrontation.html"

    def contexte(self):
        chiffre = CHIFFRES_PAR_NOM.get(self.objet.chiffre)
        lecteur = self.request.user
        # Who reads printed values may not read the app whose figure this is.
        if chiffre is None or not (
            lecteur.has_module_perms(chiffre.nom.partition(".")[0]) or lecteur.has_perm("bilan.view_rubrique")
        ):
            return {}
        calcule = chiffre.valeur(self.objet.exercice_id, self.objet.bilan_de_id)
        return {"confrontation": Confrontation(self.objet, chiffre, calcule)}


class ValeurImprimeeCrud(Crud):
    model = ValeurImprimee
    colonnes = ("libelle", "texte", "valeur", "calcule", "exercice", "bilan_de", ("lieu", TexteColumn()))
    recherche = ("libelle", "chiffre", "texte", "lieu")
    panneaux = (
        ConfrontationPanneau,
        FichePanneau.avec(champs=("chiffre", "exercice", "bilan_de", "texte", "valeur", "calcule", "lieu")),
    )
    introduction = (
        "Les totaux, les parts et les comptes qu’un bilan repris imprime : les contrôles les comparent aux "
        "données, et le bilan les imprime là où elles donnent autre chose."
    )


CRUDS = (OrganismeCrud, PoleCrud, ReorganisationPoleCrud, ValeurImprimeeCrud, *accessibilite.CRUDS)


@dataclass(frozen=True)
class Reglage:
    """One entry of the page: where it leads, what stands there."""

    titre: str
    adresse: str
    texte: str
    nombre: int | None = None


def _de(crud: type[Crud], request, texte: str = "") -> Reglage | None:
    if not request.user.has_perm(crud.permission()):
        return None
    return Reglage(
        crud.titre_pluriel(),
        crud.adresse_liste(),
        texte or crud.introduction,
        crud.model._default_manager.count(),
    )


@require_safe
@permission_required("socle.view_organisme", raise_exception=True)
def accueil(request):
    """The reference data, part by part, for whoever may read each."""
    organisme = Organisme.objects.first()
    syndicat = (
        Reglage(str(organisme), organisme.get_absolute_url(), OrganismeCrud.introduction)
        if organisme
        else _de(OrganismeCrud, request)
    )
    parties = (
        (
            "Le syndicat",
            (
                syndicat,
                _de(PoleCrud, request),
                _de(ReorganisationPoleCrud, request),
                Reglage("Exercices", reverse("exercices"), "Préparer, ouvrir, clore et rouvrir une année."),
            ),
        ),
        (
            "Le bilan",
            tuple(_de(crud, request) for crud in (ValeurImprimeeCrud, SeuilEvolutionCrud, ExplicationCrud)),
        ),
        (
            "Finances",
            (
                _de(
                    NomenclatureCrud,
                    request,
                    "Les plans de comptes, leurs chapitres et la présentation des tableaux.",
                ),
                _de(CorrespondanceCrud, request),
                _de(BudgetCrud, request),
            ),
        ),
        ("Noms à reconnaître", (_de(AliasCrud, request), _de(AliasDomaineCrud, request))),
        (
            "GLPI",
            (
                _de(PlateformeGlpiCrud, request, "Les plateformes d’où viennent les exports."),
                _de(EntiteGlpiCrud, request),
            ),
        ),
        ("Accessibilité", tuple(_de(crud, request) for crud in accessibilite.CRUDS)),
        ("Comptes", _comptes(request)),
    )
    gardees = [(titre, [e for e in entrees if e]) for titre, entrees in parties]
    return render(
        request,
        "accueil/reglages.html",
        {
            "titre": "Réglages",
            "fil": [("Accueil", reverse("accueil")), ("Réglages", "")],
            "parties": [(titre, entrees) for titre, entrees in gardees if entrees],
            "modifiables": request.user.has_perm("socle.change_organisme"),
        },
    )


def _comptes(request) -> list[Reglage]:
    entrees = []
    if request.user.has_perm("socle.change_utilisateur"):
        liste = reverse("socle:comptes")
        entrees.append(Reglage("Comptes", liste, "Qui se connecte, et avec quels droits."))
    if request.user.has_perm("socle.view_journal"):
        entrees.append(Reglage("Journal", reverse("journal"), "Qui a changé quoi, quand et pourquoi."))
    if request.user.has_perm("socle.view_evenementsecurite"):
        texte = "Qui est entré, qui a essayé, d’où."
        entrees.append(Reglage("Journal de sécurité", reverse("socle:securite"), texte))
    return entrees
