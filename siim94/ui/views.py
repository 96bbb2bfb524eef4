"""The generic pages: a list with criteria, totals and exports; an object with its panels; year and theme."""

from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_vary_headers
from django.views import View
from django.views.decorators.http import require_POST

from siim94.socle.declencheurs import EXERCICE_CLOS
from siim94.socle.models import TAILLES, Exercice
from siim94.socle.refus import MESSAGES
from siim94.ui.adresses import adresse_d_origine, adresse_ou_rien, page_d_origine
from siim94.ui.listes.exports import EXPORTS, LIMITE_DIRECTE, demander, exporter, nom_de_fichier
from siim94.ui.listes.filters import sans
from siim94.ui.listes.pagination import ListePaginator, compter
from siim94.ui.listes.preferences import TOUS, PreferencesDeListe
from siim94.ui.listes.tables import titre_de
from siim94.ui.pages.annee import annee_en_adresse, choisir, exercice_choisi, exercices
from siim94.ui.pages.contexte import THEMES
from siim94.ui.pages.evolution import annees_voisines
from siim94.ui.pages.recentes import noter
from siim94.ui.saisie.en_place import attributs

# What the form of criteria keeps of the address beside them.
GARDES = ("tri", "par_page", "colonnes", "filtre")


def fil_ariane(app_label: str, *suite: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs as (text, address): home page, home of the app, then ``suite``; the last has no address."""
    adresse = adresse_ou_rien(f"{app_label}:accueil")
    app = [(apps.get_app_config(app_label).verbose_name, adresse)] if adresse else []
    return [("Accueil", reverse("accueil")), *app, *suite]


class CrudView(View):
    """Base of the pages of a ``Crud``: whoever may not read the model is refused."""

    http_method_names = ["get", "head", "options"]
    crud = None

    @classmethod
    def pour(cls, crud, request):
        """The page of a ``Crud`` for a request that another page answers."""
        vue = cls(crud=crud)
        vue.setup(request)
        return vue

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.crud.permission("view")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def fil(self, *suite: tuple[str, str]) -> list[tuple[str, str]]:
        """Breadcrumbs; the list that is the home of its app stands there once."""
        if self.crud.chemin == "":
            return [("Accueil", reverse("accueil")), *suite]
        return fil_ariane(self.crud.model._meta.app_label, *suite)


class ListeView(CrudView):
    """A model's list: the address holds year, criteria, order, columns, page and size; ``?export=`` gives a
    file.

    What the address leaves out is taken from what the account keeps. For htmx, only the list is drawn.
    """

    @classmethod
    def a_l_adresse(cls, adresse: str, utilisateur) -> Self:
        """The list of an address as this person would see it; Resolver404 when no list is there."""
        url = urlsplit(adresse)
        page = resolve(url.path)
        if getattr(page.func, "view_class", None) is not cls:
            raise Resolver404(adresse)
        requete = HttpRequest()
        requete.method, requete.path, requete.path_info = "GET", url.path, url.path
        requete.META["QUERY_STRING"], requete.GET = url.query, QueryDict(url.query)
        requete.user, requete.session = utilisateur, {}
        return cls.pour(page.func.view_initkwargs["crud"], requete)

    def get(self, request):
        crud = self.crud
        preferences = PreferencesDeListe(crud, request)
        if not request.GET and (defaut := preferences.filtre_par_defaut) is not None:
            return redirect(f"{request.path}?{defaut.parametres}&filtre={defaut.pk}")
        annees = exercices(request)
        exercice, filtre, lignes = self.lignes_filtrees(preferences.colonnes)
        titre = crud.titre_pluriel()
        criteres = self.criteres(filtre, exercice)
        table = self.table(lignes, exercice, preferences.colonnes)
        if not filtre.est_refuse and (format_export := request.GET.get("export")) in EXPORTS:
            annee = exercice.annee if exercice is not None else None
            if compter(lignes) <= LIMITE_DIRECTE:
                return exporter(table, format_export, titre, annee)
            adresse = f"{request.path}?{preferences.parametres(exercice)}"
            fichier = nom_de_fichier(titre, annee, format_export)
            demander(request.user, adresse, crud.permission("view"), fichier)
            return redirect("travaux")
        taille = preferences.taille(TAILLES)
        table.paginate(ListePaginator, page=request.GET.get("page"), per_page=taille)
        noter(
            request,
            self.titre_garde(titre, criteres),
            genre="Liste",
            droit=crud.permission(),
            liste=True,
        )
        partie = request.htmx and not request.htmx.history_restore_request
        # A saved filter, and a part of a page, say it without breaking off.
        refuse = filtre.est_refuse and not partie and preferences.filtre_applique is None
        reponse = render(
            request,
            "ui/liste_corps.html" if partie else "ui/liste.html",
            {
                "crud": crud,
                "titre": titre,
                "fil": self.fil((titre, "")),
                "partie": partie,
                "preferences": preferences,
                "choix_colonnes": preferences.choix_colonnes(exercice is not None),
                "nombre": table.paginator.count,
                "filtre": filtre,
                "criteres": criteres,
                "a_garder": [(nom, request.GET[nom]) for nom in GARDES if request.GET.get(nom)],
                "adresses": crud.adresses_preferences(),
                "adresse_vue": preferences.parametres(exercice),
                "tri": {"texte": table.tri_en_mots(), "sans": sans(request.GET, "tri")},
                "annuel": bool(crud.relation_annuelle()),
                "exercice_liste": exercice,
                "annee_en_adresse": annee_en_adresse(request, exercice),
                "annees": annees,
                "pages": table.paginator.get_elided_page_range(table.page.number, on_each_side=2, on_ends=1),
                "tailles": TAILLES,
                "taille": taille,
                "exports": EXPORTS,
                **self.contexte_de_la_table(table, exercice, criteres, preferences),
            },
            status=400 if refuse else 200,
        )
        patch_vary_headers(reponse, ("HX-Request",))
        return reponse

    def contexte_de_la_table(self, table, exercice, criteres, preferences) -> dict[str, object]:
        """What the rows and the totals of the list are drawn from."""
        return {
            "table": table,
            "filtree": len(criteres) > (exercice is not None),
            "origine_des_totaux": self.origine_des_totaux(exercice, preferences.parametres(exercice)),
            "ecrire": self.crud.adresses_liste(self.request),
        }

    def en_place(self, exercice) -> tuple[dict[str, str], str]:
        """What heads say of how their cells are corrected, or why none of the list is."""
        if not self.crud.modifiable:
            return {}, "Ces lignes ne se modifient pas ici."
        if not self.crud.peut(self.request, "change"):
            return {}, "Votre compte ne permet pas de modifier ces lignes."
        if exercice is not None and exercice.statut == Exercice.Statut.CLOS:
            return {}, MESSAGES[EXERCICE_CLOS]
        return attributs(self.crud), ""

    def table(self, lignes, exercice, colonnes):
        """The list of these rows, with its totals."""
        table = self.crud.table_class(
            lignes,
            order_by=self.request.GET.get("tri"),
            legende=self.crud.titre_pluriel(),
            colonnes=colonnes,
        )
        table.en_place, table.fixe = self.en_place(exercice)
        if exercice is not None:
            table.masquer("exercice")
        table.totaliser(lignes)
        return table

    def origine_des_totaux(self, exercice, parametres: str) -> str:
        """The page that says which rows the total of a column (to be added) counts, and where they are of."""
        annee = exercice or exercice_choisi(self.request)
        if annee is None or not annee.a_un_bilan or not self.request.user.has_perm("bilan.view_rubrique"):
            return ""
        return adresse_d_origine(annee.annee, liste=f"{self.request.path}?{parametres}")

    def table_entiere(self):
        """The list that the address asks for, all its pages together."""
        colonnes = PreferencesDeListe(self.crud, self.request).colonnes
        exercice, _, lignes = self.lignes_filtrees(colonnes)
        return self.table(lignes, exercice, colonnes)

    def lignes_filtrees(self, colonnes=None):
        """The year, the criteria and the rows that the address asks for, ready for ``colonnes``."""
        exercice = self.exercice_liste()
        annees = exercices(self.request)
        lignes = self.crud.lignes(exercice, annees[0].annee if annees else 0, colonnes)
        filtre = self.crud.filterset_class(self.request.GET, queryset=lignes, request=self.request)
        return exercice, filtre, filtre.qs

    def exercice_liste(self):
        """The year asked for in the address, else the one chosen; None for all years, or a yearless model."""
        if not self.crud.relation_annuelle():
            return None
        demande = self.request.GET.get("exercice", "")
        if demande == TOUS:
            return None
        if demande:
            trouve = next((e for e in exercices(self.request) if str(e.annee) == demande), None)
            if trouve is None:
                raise Http404("Exercice inconnu")
            return trouve
        return exercice_choisi(self.request)

    def criteres(self, filtre, exercice):
        parametres = self.request.GET
        puces = filtre.criteres(parametres)
        if exercice is not None:
            reste = parametres.copy()
            reste["exercice"] = TOUS
            puces.insert(0, {"libelle": "Exercice", "valeur": str(exercice.annee), "sans": sans(reste)})
        return puces

    def titre_garde(self, titre: str, criteres) -> str:
        """The title with the criteria of the address, as recent and favourite pages call this list."""
        tue = "" if "exercice" in self.request.GET else "Exercice"
        valeurs = [critere["valeur"] for critere in criteres if critere["libelle"] != tue]
        return f"{titre} : {', '.join(valeurs)}" if valeurs else titre


class FicheView(CrudView):
    """The page of one object, made of panels."""

    def get(self, request, pk):
        crud = self.crud
        objet = crud.queryset().filter(pk=pk).first()
        if objet is None:
            return crud.page_disparue(request, pk)
        noter(
            request,
            str(objet),
            genre=titre_de(crud.model, pluriel=False),
            droit=crud.permission(),
            objet=objet,
        )
        panneaux = crud.panneaux_de(objet, request, exercice_choisi(request))
        ecrire = crud.adresses_fiche(request, objet)
        close = crud.annee_close(request, objet) if ecrire else None
        if close is not None:
            # A copy may go to another year.
            ecrire = {nom: adresse for nom, adresse in ecrire.items() if nom == "dupliquer"}
        return render(
            request,
            "ui/fiche.html",
            {
                "crud": crud,
                "objet": objet,
                "titre": str(objet),
                "sous_titre": titre_de(crud.model, pluriel=False),
                "fil": self.fil(*crud.etapes(objet), (str(objet), "")),
                "voisines": annees_voisines(objet) if crud.a_des_voisines() else (),
                "bandeaux": [p for p in panneaux if p.bandeau],
                "panneaux": [p for p in panneaux if not (p.lateral or p.bandeau)],
                "panneaux_lateraux": [p for p in panneaux if p.lateral],
                "ecrire": ecrire,
                "close": close,
            },
        )


@require_POST
def changer_exercice(request):
    """Keep the year chosen and go back to the page, without the year that its address may hold."""
    if not choisir(request, request.POST.get("annee", "")):
        raise Http404("Exercice inconnu")
    return HttpResponseRedirect(_retour(request, "exercice", "page"))


@require_POST
def changer_theme(request):
    """Keep the theme chosen for a year on this device."""
    theme = request.POST.get("theme", "")
    reponse = HttpResponseRedirect(_retour(request))
    if theme in THEMES:
        reponse.set_cookie(
            "theme",
            theme,
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return reponse


def _retour(request, *sans_parametres: str) -> str:
    """The page to go back to, if it is one of ours, without some parameters of its address."""
    parties = urlsplit(page_d_origine(request, "accueil"))
    parametres = [(nom, valeur) for nom, valeur in parse_qsl(parties.query) if nom not in sans_parametres]
    return urlunsplit(parties._replace(query=urlencode(parametres)))
