"""How a person wants one list: columns, rows a page, saved criteria. The address wins, then what is kept."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from siim94.socle.models import TAILLES, FiltreEnregistre, PreferenceListe
from siim94.ui.listes.criteres import parametres_de
from siim94.ui.listes.tables import ListeTable
from siim94.ui.pages.annee import exercices

TAILLE_USUELLE = 50
TOUS = "tous"
SANS_FILTRE = "aucun"
# What an address says beside the criteria, and what of it a saved filter does not keep.
ETAT = {"exercice", "tri", "colonnes"}
PASSAGERS = ("page", "par_page", "export", "filtre")


@dataclass(frozen=True)
class ColonneOfferte:
    """A column in the menu: ``fixe`` is the first, which always stands."""

    nom: str
    titre: str
    montree: bool
    fixe: bool


class PreferencesDeListe:
    """What one request says, and what its account keeps, of how the list of a ``Crud`` is shown."""

    def __init__(self, crud, request):
        self.crud = crud
        self.request = request
        self.liste = cle_de(crud)

    @cached_property
    def gardees(self) -> PreferenceListe | None:
        """What the account keeps, or None."""
        return PreferenceListe.objects.filter(utilisateur=self.request.user, liste=self.liste).first()

    @cached_property
    def filtres(self) -> list[FiltreEnregistre]:
        """The saved criteria that this person may apply."""
        return list(FiltreEnregistre.objects.visibles_par(self.request.user, self.liste))

    @cached_property
    def colonnes(self) -> list[str]:
        """The columns to show, the first included."""
        table = self.crud.table_class
        offertes = table.offertes()
        demandees = self.request.GET.get("colonnes", "").split(",")
        gardees = self.gardees.colonnes if self.gardees is not None else []
        for voulues in (demandees, gardees):
            if any(nom in offertes for nom in voulues):
                return table.montrees(voulues)
        return table.montrees(table.usuelles())

    def choix_colonnes(self, annee_fixe: bool) -> SafeString:
        """The menu of all columns; ``annee_fixe``: the list is of one year, and does not show it."""
        return _choix_colonnes(self.crud.table_class, tuple(self.colonnes), annee_fixe)

    def taille(self, tailles=TAILLES) -> int:
        """Rows a page: as the address says, else as the account keeps it, else fifty."""
        demande = self.request.GET.get("par_page", "")
        if demande in map(str, tailles):
            return int(demande)
        gardee = self.gardees.taille if self.gardees is not None else None
        return gardee or TAILLE_USUELLE

    @property
    def filtre_par_defaut(self) -> FiltreEnregistre | None:
        """The saved criteria that open the list, as long as they may be applied."""
        cle = self.gardees.filtre_id if self.gardees is not None else None
        return next((filtre for filtre in self.filtres if filtre.pk == cle), None)

    @property
    def filtre_applique(self) -> FiltreEnregistre | None:
        """The saved criteria that the address names."""
        numero = self.request.GET.get("filtre", "")
        return next((filtre for filtre in self.filtres if str(filtre.pk) == numero), None)

    @property
    def filtre_modifie(self) -> bool:
        """The list no longer shows what the saved criteria that the address names say."""
        filtre = self.filtre_applique
        if filtre is None:
            return False
        gardes = QueryDict(filtre.parametres)
        return QueryDict(self.parametres(avec_annee="exercice" in gardes)) != gardes

    @property
    def sans_criteres(self) -> str:
        """The query string of the list without any criterion, which a default filter would else fill."""
        return f"filtre={SANS_FILTRE}" if self.filtre_par_defaut is not None else ""

    def parametres(self, exercice=None, avec_annee: bool = True) -> str:
        """The present state as a query string: criteria, order, columns, and the year if wanted."""
        etat = self.request.GET.copy()
        for nom in [nom for nom in etat if nom in PASSAGERS or not any(etat.getlist(nom))]:
            del etat[nom]
        etat["colonnes"] = ",".join(self.colonnes)
        if not avec_annee and etat.get("exercice") != TOUS:
            etat.pop("exercice", None)
        elif exercice is not None:
            etat["exercice"] = str(exercice.annee)
        return etat.urlencode(safe=",")

    def keep(self, **valeurs) -> None:
        """Keep columns, size or default filter for this account and list."""
        PreferenceListe.objects.update_or_create(
            utilisateur=self.request.user, liste=self.liste, defaults=valeurs
        )


def cle_de(crud) -> str:
    """The name under which the preferences of a list are kept."""
    return crud.model._meta.label_lower


def lire(crud, request, parametres: str) -> tuple[list[dict], list[str]]:
    """Saved criteria as the list's own chips, then what of them can no longer be applied, as sentences."""
    etat = QueryDict(parametres)
    lignes: list[str] = []
    noms: list[str] = []
    filtre = crud.filterset_class(etat, queryset=crud.queryset(), request=request)
    for nom, champ in filtre.form.fields.items():
        noms += parametres_de(nom, champ)
    for nom, textes in filtre.form.errors.items():
        lignes.append(f"{filtre.form.fields[nom].label or capfirst(nom)} : {' '.join(textes)}")
    lignes += [f"Le critère « {nom} » n’existe plus." for nom in etat if nom not in {*noms, *ETAT}]
    annee = etat.get("exercice", TOUS)
    if annee != TOUS and annee not in [str(exercice.annee) for exercice in exercices(request)]:
        lignes.append(f"L’exercice {annee} n’existe plus.")
    offertes = crud.table_class.offertes()
    colonnes = [*filter(None, etat.get("colonnes", "").split(","))]
    colonnes += [nom.removeprefix("-") for nom in filter(None, etat.get("tri", "").split(","))]
    lignes += [
        f"La colonne « {nom} » n’existe plus." for nom in dict.fromkeys(colonnes) if nom not in offertes
    ]
    puces = filtre.criteres(etat)
    if "exercice" in etat:
        puces.insert(0, {"libelle": "Exercice", "valeur": etat["exercice"]})
    return puces, lignes


# What a process keeps: lists, times the choices of columns that people work with.
@lru_cache(maxsize=500)
def _choix_colonnes(table: type[ListeTable], montrees: tuple[str, ...], annee_fixe: bool) -> SafeString:
    """All columns as the items of a menu: those shown first, in their order."""
    autres = [nom for nom in table.offertes() if nom not in montrees]
    colonnes = [
        ColonneOfferte(nom, table.titre_colonne(nom), nom in montrees, rang == 0)
        for rang, nom in enumerate([*montrees, *autres])
    ]
    contexte = {"colonnes": colonnes, "annee_fixe": annee_fixe}
    return render_to_string("ui/liste_colonnes_choix.html", contexte)
