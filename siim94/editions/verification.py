"""A drawn report read back before it is sealed: what its data say that it prints is found in its text, and
its fonts are those of the house.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2

from siim94.bilan import jetons
from siim94.bilan.assemblage import ressources_de
from siim94.bilan.epreuve import PDFIUM
from siim94.bilan.nombres import est_ecrite
from siim94.bilan.provenance import TEXTE
from siim94.ui.graphiques.fonte import nom_dans_un_pdf
from siim94.ui.graphiques.texte import POLICES

# What a reader of PDF adds where a line ends, and every kind of space.
_BLANC = r"[\s\-\u2010\u2011\u00ad\u0002\ufffe\uffff]+"
_ENTRE_LES_LIGNES = re.compile(_BLANC)
# The thousands of one number: groups of three, whose spaces do not break; a cell beside it has another space.
_FINE = r"[\u202f\u00a0\u2009]"
_MILLIERS = re.compile(rf"(?<!\d)(?<!\d{_FINE})\d{{1,3}}(?:{_FINE}\s*\d{{3}})+(?!{_FINE}?\d)")
# What parts two numbers stays, as this sign.
_ENTRE_DEUX_NOMBRES = re.compile(rf"(?:(?<=\d)|(?<=\d,)){_BLANC}(?=,?\d)")
_ET = "\ue000"
_NOMBRE = re.compile(r"[+−]?\d+(?:,\d+)?")
# An amount is written divided where its unit says so.
ECHELLES = {"k€": 1_000, "milliers": 1_000, "M€": 1_000_000, "millions": 1_000_000}
_ABREGE = re.compile(rf"(\d+(?:,\d+)?)({'|'.join(ECHELLES)})")
# Beyond, no figure is printed with so many digits after the comma.
DECIMALES = 4
# Signs before or after a number that tell where it stands, when a page cuts its sentence: at most, at least.
CONTEXTE, CONTEXTE_SUR = 12, 6
_PREFIXE = re.compile(r"^[A-Z]{6}\+")


def relire(pdf: bytes, donnees: dict) -> list[str]:
    """What is wrong with a PDF of these data, a sentence each; nothing when all that they print is there."""
    try:
        texte = texte_du_pdf(pdf)
        polices = list(_polices(pdf))
    except (pypdfium2.PdfiumError, pikepdf.PdfError) as erreur:
        return [f"Le PDF ne se lit pas : {erreur}."]
    serre = _serre(texte)
    manques = [*_cles(donnees, serre), *_phrases(donnees, serre), *_tableaux(donnees, serre)]
    return [*polices, *manques, *_graphiques(donnees, serre), *_chiffres(donnees, serre)]


def texte_du_pdf(pdf: bytes) -> str:
    """The text of all pages, as a reader that is not ours finds it."""
    with PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _serre(texte: str) -> str:
    """A text without what lines and pages put between its signs; two numbers never become one."""
    texte = _MILLIERS.sub(lambda trouve: re.sub(r"\s", "", trouve[0]), texte)
    return _ENTRE_LES_LIGNES.sub("", _ENTRE_DEUX_NOMBRES.sub(_ET, texte))


def _lu(dit: str, serre: str, *, debut: bool = True, fin: bool = True) -> bool:
    """Whether a text stands in another, and is not a piece of a longer number at its start or its end."""
    place = serre.find(dit)
    while place >= 0:
        avant, apres = serre[max(place - 2, 0) : place], serre[place + len(dit) :][:2]
        commence = debut and dit[:1].isdecimal() and re.search(r"[\d−]$|\d,$", avant)
        continue_ = fin and dit[-1:].isdecimal() and re.match(r",?\d", apres)
        if not (commence or continue_):
            return True
        place = serre.find(dit, place + 1)
    return False


def _cles(donnees: dict, serre: str) -> Iterator[str]:
    """The key figures: those that the report opens on, then those of its chapters."""
    ouverture = donnees["ouverture"]
    cles = [*ouverture["chiffres"], *(cle for g in ouverture["groupes"] for cle in g["chiffres"])]
    dits = [(cle, [[cle[nom] for nom in ("ecrit", "libelle", "precedent", "phrase")]]) for cle in cles]
    # A strip gives the number first, the list that stands under a heading last.
    dits += [
        (cle, [[cle["ecrit"], cle["libelle"]], [f"{cle['libelle']} :", cle["ecrit"]]])
        for rubrique in donnees["rubriques"]
        for cle in rubrique["chiffres"]
    ]
    for cle, formes in dits:
        if not any(_lu(_rang(forme), serre) for forme in formes):
            yield f"Chiffre clé « {cle['libelle']} » : « {cle['ecrit']} » ne se lit pas dans le PDF."


def _phrases(donnees: dict, serre: str) -> Iterator[str]:
    """The numbers of the texts, of what sections say and of the titles of charts."""
    for rubrique in donnees["rubriques"]:
        graphiques = [g["titre"] for g in donnees["graphiques"] if g["rubrique"] == rubrique["code"]]
        evolutions = [f"{e['poste']}{e['change']}{e['texte']}" for e in rubrique["evolutions"]]
        notes = [note["phrase"] for note in rubrique["notes"]]
        for texte in (*rubrique["texte"], *rubrique["mentions"], *graphiques, *evolutions, *notes):
            for nombre in _absents(texte, serre):
                ou = rubrique["titre"] or rubrique["code"]
                yield f"Rubrique « {ou} » : « {nombre} » ne se lit pas dans le PDF, dans « {texte[:80]} »."


def _absents(texte: str, serre: str) -> list[str]:
    """The numbers of a text that the report does not print where it says them. A page may cut the text: the
    signs on one side of the number are then enough.
    """
    dit = _serre(texte)
    if _lu(dit, serre):
        return []
    absents = []
    for trouve in _NOMBRE.finditer(dit):
        avant, apres = dit[: trouve.start()][-CONTEXTE:], dit[trouve.end() :][:CONTEXTE]
        la = len(avant) >= CONTEXTE_SUR and _lu(avant + trouve[0], serre, debut=False)
        ici = len(apres) >= CONTEXTE_SUR and _lu(trouve[0] + apres, serre, fin=False)
        if not (la or ici):
            absents.append(trouve[0])
    return absents


def _tableaux(donnees: dict, serre: str) -> Iterator[str]:
    for tableau in donnees["tableaux"]:
        for ligne in tableau["lignes"]:
            if manque := _manque(ligne, serre):
                numero = f"Tableau {tableau['numero']}, " if tableau["numero"] else "Tableau "
                yield (
                    f"{numero}« {tableau['titre']} », ligne « {ligne['libelle']} » :"
                    f" « {manque} » ne se lit pas dans le PDF."
                )


def _manque(ligne: dict, serre: str) -> str:
    """What of a row is not printed. A table too wide for the page stands in pieces, each after the words of
    its rows.
    """
    if _lu(_rang(ligne["ecrit"]), serre):
        return ""
    if not any(ligne["valeurs"]):
        return next(iter(_absents("\n".join(ligne["ecrit"]), serre)), "")
    debut = next((place for place, valeur in enumerate(ligne["valeurs"]) if valeur), len(ligne["ecrit"]))
    mots, reste = ligne["ecrit"][:debut], [ecrit for ecrit in ligne["ecrit"][debut:] if ecrit]
    if not _rang(mots) or not _lu(_rang(mots), serre):
        return ligne["libelle"]
    while reste:
        pris = next((n for n in range(len(reste), 0, -1) if _lu(_rang([*mots, *reste[:n]]), serre)), 0)
        if not pris:
            return reste[0]
        reste = reste[pris:]
    return ""


def _rang(cellules: Iterable[str]) -> str:
    """What cells beside one another print."""
    return _serre("\n".join(cellules))


def _graphiques(donnees: dict, serre: str) -> Iterator[str]:
    """The charts whose values the annex prints, by rows or by columns."""
    for graphique in donnees["graphiques"]:
        if not graphique["en_annexe"]:
            continue
        colonnes = [
            [tete, *suite] for tete, *suite in zip(graphique["colonnes"], *graphique["ecrit"], strict=True)
        ]
        for lignes in (graphique["ecrit"], colonnes[1:]):
            if all(_lu(_rang(ligne), serre) for ligne in lignes):
                break
        else:
            yield f"Figure {graphique['numero']} : ses valeurs ne se lisent pas dans l’annexe du PDF."


def _chiffres(donnees: dict, serre: str) -> Iterator[str]:
    """The named figures: each number by which its parts write it stands there, digit for digit; where they
    are not known to write it, one that it rounds to. What a text says in words of its own is read with it.
    """
    lus = {trouve[0].lstrip("+−") for trouve in _NOMBRE.finditer(serre)}
    lus |= {trouve[0] for trouve in _ABREGE.finditer(serre)}
    ecrits = _nombres_des_parties(donnees)
    nommes = {cite.split("@")[0] for r in donnees["rubriques"] for cite in jetons.cites(r["markdown"])}
    for chiffre in donnees["chiffres"]:
        imprime = chiffre["imprime"]
        if imprime and not imprime["valeur"]:
            continue
        valeur = abs(Decimal(imprime["valeur"] if imprime else chiffre["valeur"]))
        ici = {n: d for p in chiffre["places"] for n, d in ecrits.get(p["rubrique"], {}).items()}
        voulus = {nombre for nombre, dit in ici.items() if est_ecrite(valeur, dit) or est_ecrite(dit, valeur)}
        dans_un_texte = all(place["genre"] == TEXTE for place in chiffre["places"])
        en_mots = dans_un_texte and chiffre["code"].split("@")[0] not in nommes
        lu = voulus <= lus if voulus else en_mots or not lus.isdisjoint(_formes(valeur, chiffre["ecrit"]))
        if not lu:
            yield f"Chiffre « {chiffre['libelle']} » : « {chiffre['ecrit']} » ne se lit pas dans le PDF."


def _formes(valeur: Decimal, ecrit: str) -> Iterator[str]:
    """The ways to write a figure without losing a digit before the comma, unless the unit tells how many."""
    yield from (trouve[0] for trouve in _NOMBRE.finditer(_serre(ecrit.lstrip("+−"))))
    for unite, echelle in {"": 1, **ECHELLES}.items():
        for decimales in range(DECIMALES + 1):
            arrondi = (valeur / echelle).quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)
            if arrondi or not valeur:
                yield f"{arrondi:f}{unite}".replace(".", ",")


def _nombres_des_parties(donnees: dict) -> dict[str, dict[str, Decimal]]:
    """The numbers that each part prints, without their signs, as written and as they are."""
    dits: dict[str, list[str]] = {"": []}
    ouverture = donnees["ouverture"]
    for cle in [*ouverture["chiffres"], *(cle for g in ouverture["groupes"] for cle in g["chiffres"])]:
        dits[""] += [cle["ecrit"], cle["precedent"], cle["phrase"]]
    for rubrique in donnees["rubriques"]:
        cles = (cle["ecrit"] for cle in rubrique["chiffres"])
        dits[rubrique["code"]] = [*rubrique["texte"], *rubrique["mentions"], *cles]
    grilles = [(t["rubrique"], [ligne["ecrit"] for ligne in t["lignes"]]) for t in donnees["tableaux"]]
    grilles += [(g["rubrique"], g["ecrit"]) for g in donnees["graphiques"] if g["en_annexe"]]
    for code, rangs in grilles:
        dits[code] += [ecrit for rang in rangs for ecrit in rang]
    return {
        code: {
            (ecrit := trouve[0].lstrip("+−")): Decimal(ecrit.replace(",", "."))
            for dit in siens
            for trouve in _NOMBRE.finditer(_serre(dit))
        }
        for code, siens in dits.items()
    }


@cache
def polices_declarees() -> frozenset[str]:
    """The names of the fonts that the report's style sheet declares, as a PDF knows them."""
    return frozenset(nom_dans_un_pdf(fichier.stem) for fichier in POLICES.glob("*.ttf"))


def _polices(pdf: bytes) -> Iterator[str]:
    """The fonts that are not embedded, and those that no style sheet declares: a sign that ours lack would
    be drawn with whatever font the machine has.
    """
    with pikepdf.open(BytesIO(pdf)) as ouvert:
        vues: dict[str, bool] = {}
        for ressources in ressources_de(ouvert):
            for police in dict(ressources.get("/Font", {})).values():
                for descendante in police.get("/DescendantFonts", [police]):
                    descripteur = descendante.get("/FontDescriptor", {})
                    incluse = any(f"/FontFile{suite}" in descripteur for suite in ("", "2", "3"))
                    nom = _PREFIXE.sub("", str(descendante.get("/BaseFont", "/sans nom"))[1:])
                    vues[nom] = vues.get(nom, True) and incluse
    for nom, incluse in sorted(vues.items()):
        if not incluse:
            yield f"La police « {nom} » n’est pas incluse dans le PDF."
        elif nom not in polices_declarees():
            yield f"La police « {nom} » n’est pas de celles que le bilan déclare."
