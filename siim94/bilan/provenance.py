"""Where a figure of the report comes from, and where the report prints it: one page for both ways."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from siim94.bilan import jetons
from siim94.bilan.acces import exercice_du_bilan, fil, lecture
from siim94.bilan.essentiel import ChiffresDeLAnnee, valeurs_imprimees
from siim94.bilan.instantane import instantane
from siim94.bilan.lignes_sources import sources
from siim94.bilan.models import Rubrique
from siim94.bilan.nombres import (
    CHIFFRES_SURS,
    est_ecrite,
    nombres_des_listes,
    nombres_des_tableaux,
    nombres_ecrits,
)
from siim94.bilan.sommaire import SECTIONS_PAR_CODE
from siim94.bilan.tirages import construction
from siim94.controles.chiffres import Releve
from siim94.controles.etat import ConstatSuivi, constats_de, etat
from siim94.controles.textes import RATTACHE, Lecteur
from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice
from siim94.socle.partage import partager
from siim94.socle.provenance import Lignes, Trace, lire_ensemble, suivre
from siim94.ui.controles import Constat
from siim94.ui.sections import Section, en_page
from siim94.ui.views import ListeView

TEXTE, TABLEAU, GRAPHIQUE, LISTE, CLES = "texte", "tableau", "graphique", "liste", "chiffres clés"


@dataclass(frozen=True)
class Place:
    """A text, the tables or a chart of a part of the report: the numbers and the named figures that it
    prints, and the rows (table, key) that they are computed from.
    """

    genre: str
    titre: str
    rubrique: str
    ancre: str
    section: str = ""
    nombres: frozenset[Decimal] = frozenset()
    chiffres: frozenset[str] = frozenset()
    lignes: frozenset[tuple[str, int]] = frozenset()


def places(annee: int) -> tuple[Place, ...]:
    """All that a year's report prints, in reading order; computed once for each state of the data."""
    return memoriser(f"places du bilan {construction()}", lambda: _places(annee), annee)


def _places(annee: int) -> tuple[Place, ...]:
    """The same, with the rows of all asked for at once; what several sections read is read once."""
    with instantane():
        imprimees = list(_imprimees(annee))
        traces = dict.fromkeys(trace for _, trace in imprimees if trace)
        lire_ensemble(traces)
    lignes = {
        trace: frozenset((m._meta.db_table, cle) for m, cles in trace.lignes().items() for cle in cles)
        for trace in traces
    }
    return tuple(replace(place, lignes=lignes[trace]) if trace else place for place, trace in imprimees)


def _imprimees(annee: int) -> Iterator[tuple[Place, Trace | None]]:
    """What is printed, with the statements by which a section reads it."""
    exercice = Exercice.objects.get(annee=annee)
    imprimees = valeurs_imprimees(annee)
    # That of the checks, where they were made in the same snapshot.
    lecteur = partager((Lecteur, annee), partial(Lecteur, annee))
    # The page that the report opens on stands under no part.
    cles = {cle.nom for _, groupe in ChiffresDeLAnnee(annee, imprimees).groupes() for cle in groupe}
    yield Place(CLES, "L’essentiel de l’année", "", "essentiel-de-l-annee", chiffres=frozenset(cles)), None
    for rubrique in Rubrique.objects.du_bilan(annee):
        titre, ancre = str(rubrique), rubrique.ancre
        if rubrique.corps:
            lus = lecteur.lire(rubrique.code, rubrique.corps)
            dits = {lu.chiffre.nom for lu in lus if lu.etat == RATTACHE and lu.chiffre.annee == annee}
            nommes = frozenset(dits | set(jetons.cites(rubrique.corps)))
            yield Place(TEXTE, f"Texte « {titre} »", rubrique.code, ancre, chiffres=nommes), None
        if classe := SECTIONS_PAR_CODE.get(rubrique.section):
            yield from _de_la_section(classe(exercice, imprimees), rubrique, ancre)


def _de_la_section(section: Section, rubrique: Rubrique, ancre: str) -> Iterator[tuple[Place, Trace]]:
    with suivre() as trace:
        if not section.est_disponible:
            return
        # Each chart is a place of its own: none is drawn here.
        graphiques, section.tous_les_graphiques = section.tous_les_graphiques, ()
        html = en_page(section)

    def place(genre, titre, nombres):
        dits = frozenset(Decimal(nombre) for nombre in nombres)
        return Place(genre, titre, rubrique.code, ancre, section.code, dits), trace

    yield place(TABLEAU, section.titre, nombres_des_tableaux(html))
    yield place(LISTE, section.titre, nombres_des_listes(html))
    reperes = section.donnees.get("chiffres", ())
    yield place(CLES, section.titre, (n for texte, *_ in reperes for n in nombres_ecrits(texte)))
    for chart in graphiques:
        yield place(GRAPHIQUE, chart.titre, chart.nombres())


def lignes_de_la_section(annee: int, code: str) -> Lignes:
    """The rows from which a section of a year's report is made; none of a section that is no more."""
    if (classe := SECTIONS_PAR_CODE.get(code)) is None:
        return {}
    section = classe(Exercice.objects.get(annee=annee), valeurs_imprimees(annee))
    with suivre() as trace:
        if section.est_disponible:
            en_page(section)
    return trace.lignes()


def places_de(annee: int, valeurs: Iterable[Decimal | int], lignes: Lignes, noms: Iterable[str] = ()):
    """Where the report prints one of these values, computed from one of these rows, or one of these names."""
    return qui_impriment(places(annee), valeurs, lignes, noms)


def qui_impriment(
    parmi: Iterable[Place], valeurs: Iterable[Decimal | int], lignes: Lignes, noms: Iterable[str] = ()
) -> list[Place]:
    """The same of places that were read: many figures ask for theirs."""
    valeurs = [Decimal(valeur) for valeur in valeurs]
    lues = {(modele._meta.db_table, cle) for modele, cles in lignes.items() for cle in cles}
    noms = set(noms)
    return [
        place
        for place in parmi
        if place.chiffres & noms
        or (
            not place.lignes.isdisjoint(lues)
            and any(
                est_ecrite(valeur, nombre) or est_ecrite(nombre, valeur)
                for valeur in valeurs
                for nombre in place.nombres
            )
        )
    ]


@dataclass
class Demande:
    """What the page is about: its title, the value as written, the numbers that print it, what it reads."""

    titre: str
    ecrit: str
    nombres: list[Decimal]
    lignes: Lignes
    noms: tuple[str, ...] = ()
    section: str = ""
    liste: str = ""


class Disparu(Exception):
    """What is asked for is not there any more: the sentence says so."""


def _du_chiffre(annee: int, request) -> Demande:
    nom, de = nom_et_annee(request.GET["chiffre"], annee)
    with suivre() as trace:
        terme = Releve(annee).terme(nom, de)
    if terme is None:
        raise Disparu(f"Le chiffre « {nom} » n’existe plus : les données ou le site ont changé depuis.")
    quand = "" if de == annee else f" ({de})"
    if terme.valeur is None:
        raise Disparu(f"{terme.libelle}{quand} : ce chiffre n’est plus renseigné.")
    return Demande(f"{terme.libelle}{quand}", terme.ecrit, [Decimal(terme.valeur)], trace.lignes(), (nom,))


def _de_section(annee: int, request) -> Demande:
    code = request.GET["section"]
    classe = SECTIONS_PAR_CODE.get(code)
    if classe is None:
        raise Disparu(f"La section « {code} » n’existe plus.")
    ecrit = request.GET.get("nombre", "").strip()
    lignes = lignes_de_la_section(annee, code)
    return Demande(classe.titre, ecrit, nombres_ecrits(ecrit), lignes, section=code)


def _du_constat(annee: int, request) -> Demande:
    if not request.user.has_perm("controles.view_suite"):
        raise PermissionDenied
    code = request.GET["constat"]
    constat = next((c for c in constats_de(annee) if c.code == code), None)
    if constat is None:
        raise Disparu("Ce constat n’est plus : ses chiffres ont changé, ou il est réparé.")
    with suivre() as trace:
        list(constat.controle(annee).constats())
    valeurs = [Decimal(terme.valeur) for terme in constat.termes if terme.valeur is not None]
    return Demande(constat.phrase, "", valeurs, trace.lignes())


def _du_total(annee: int, request) -> Demande:
    """The total at the foot of a column of a list, of the rows that its address keeps."""
    adresse, nom = request.GET["liste"], request.GET.get("total", "")
    try:
        vue = ListeView.a_l_adresse(adresse, request.user)
    except (Resolver404, ValueError):
        raise Disparu("Cette liste n’existe plus.") from None
    if not request.user.has_perm(vue.crud.permission("view")):
        raise PermissionDenied
    exercice, filtre, lignes = vue.lignes_filtrees()
    with suivre() as trace:
        table = vue.table(lignes, exercice, (nom,))
    if (valeur := table.totaux.get(nom)) is None:
        raise Disparu("Cette colonne n’a pas de total, ou ses lignes n’ont plus de valeur.")
    colonne = table.columns[nom]
    titre = vue.titre_garde(vue.crud.titre_pluriel(), vue.criteres(filtre, exercice))
    titre = f"{titre}, total de la colonne « {colonne.header} »"
    retour = vue.request.get_full_path()
    return Demande(titre, str(colonne.footer), [Decimal(valeur)], trace.lignes(), liste=retour)


DEMANDES: dict[str, Callable[[int, HttpRequest], Demande]] = {
    "chiffre": _du_chiffre,
    "section": _de_section,
    "constat": _du_constat,
    "liste": _du_total,
}


@require_safe
@lecture
def provenance(request, annee: int):
    """The rows, files and people behind a figure (``?chiffre=``), a number of a section (``?section=`` and
    ``nombre=``), a finding (``?constat=``) or the total of a column of a list (``?liste=`` and ``total=``),
    and where the report prints it; of a text (``?texte=``), the figures that it tells.
    """
    exercice_du_bilan(annee)
    if code := request.GET.get("texte"):
        return _du_texte(request, annee, code)
    genre = next((nom for nom in DEMANDES if request.GET.get(nom)), None)
    if genre is None:
        return redirect("bilan:chiffres", annee)
    try:
        demande = DEMANDES[genre](annee, request)
    except Disparu as disparu:
        messages.info(request, str(disparu))
        return redirect("bilan:html", annee)
    contexte = {
        "titre": "D’où vient ce chiffre",
        "annee": annee,
        "demande": demande,
        "tables": sources(
            demande.lignes, demande.nombres, request.user, request.GET.get("ligne", ""), demande.ecrit
        ),
        "places": places_de(annee, demande.nombres, demande.lignes, demande.noms),
        "fil": fil((f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("D’où vient ce chiffre", None)),
    }
    return render(request, "bilan/provenance.html", contexte)


def _du_texte(request, annee: int, code: str):
    """The figures that a text of the report tells, each with the page of where it comes from."""
    place = next((p for p in places(annee) if p.genre == TEXTE and p.rubrique == code), None)
    if place is None:
        messages.info(request, "Ce texte n’est plus au bilan.")
        return redirect("bilan:html", annee)
    releve = Releve(annee)
    termes = ((nom, releve.terme(*nom_et_annee(nom, annee))) for nom in sorted(place.chiffres))
    contexte = {
        "titre": "Les chiffres de ce texte",
        "annee": annee,
        "place": place,
        "dits": [(nom, terme) for nom, terme in termes if terme is not None],
        "fil": fil(
            (f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("Les chiffres de ce texte", None)
        ),
    }
    return render(request, "bilan/provenance_texte.html", contexte)


def nom_et_annee(nom: str, annee: int) -> tuple[str, int]:
    """A figure as texts name it, with the year of which it is told (``rh.etp@2020``, ``rh.etp@annee-1``)."""
    nom, _, de = nom.partition("@")
    if de.isdecimal():
        return nom, int(de)
    decalage = re.fullmatch(r"annee([+-]\d{1,2})", de)
    return nom, annee + int(decalage[1]) if decalage else annee


def constats_par_rubrique(annee: int) -> dict[str, list[ConstatSuivi]]:
    """The findings to be dealt with, by the parts of the report that print what they are about."""
    textes = {rubrique.get_absolute_url(): rubrique.code for rubrique in Rubrique.objects.du_bilan(annee)}
    trouves: dict[str, list[ConstatSuivi]] = {}
    for suivi in etat(annee).a_traiter:
        for code in dict.fromkeys(_rubriques(suivi.constat, textes, annee)):
            trouves.setdefault(code, []).append(suivi)
    return trouves


def _rubriques(constat: Constat, textes: dict[str, str], annee: int) -> Iterator[str]:
    """The text that a finding reads, else what prints one of its rows or of its long numbers."""
    ecrits = [textes[page] for terme in constat.termes if (page := str(terme.adresse)) in textes]
    if ecrits:
        yield from ecrits
        return
    lignes = {_ligne(terme.adresse) for terme in constat.termes if terme.adresse}
    valeurs = [Decimal(terme.valeur) for terme in constat.termes if terme.valeur is not None]
    nom, _, de = constat.cle.partition("@")
    if de.isdecimal():
        # Of a named figure, what prints it.
        with suivre() as trace:
            Releve(annee).terme(nom, int(de))
        trouvees = places_de(annee, valeurs, trace.lignes(), (nom,))
        yield from (place.rubrique for place in trouvees if place.rubrique)
        return
    for place in places(annee):
        longs = [n for n in place.nombres if len(n.as_tuple().digits) > CHIFFRES_SURS]
        if not place.lignes.isdisjoint(lignes) or any(est_ecrite(v, n) for v in valeurs for n in longs):
            yield place.rubrique


def _ligne(adresse: str) -> tuple[str, int] | None:
    """The row whose page has this address: its table and its key."""
    try:
        page = resolve(adresse)
        modele = apps.get_model(page.app_name, page.url_name.partition("_")[0])
    except (Resolver404, LookupError, ValueError):
        return None
    return modele._meta.db_table, page.kwargs.get("pk")


@require_safe
@lecture
@permission_required("controles.view_suite", raise_exception=True)
def constats(request, annee: int):
    """How many findings a report has, and those of each part of a draft: pieces of its page that come once it
    is there.
    """
    exercice_du_bilan(annee)
    contexte = {
        "annee": annee,
        "a_traiter": etat(annee).a_traiter,
        "par_rubrique": constats_par_rubrique(annee),
    }
    return render(request, "bilan/constats.html", contexte)
