"""A drawn report read back before it is sealed: what its data say that it prints is found in its text, and
its fonts are those of the house.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2

from siim94.bilan.assemblage import ressources_de
from siim94.bilan.epreuve import PDFIUM
from siim94.bilan.nombres import ECHELLES, nombres_ecrits
from siim94.ui.graphiques.fonte import nom_dans_un_pdf
from siim94.ui.graphiques.texte import POLICES

# What a reader of PDF adds where a line ends, and every kind of space.
_ENTRE_LES_LIGNES = re.compile(r"[\s\-\u2010\u2011\u00ad\u0002\ufffe\uffff]+")
_NOMBRE = re.compile(r"[+−]?\d+(?:,\d+)?")
# Signs before or after a number that tell where it stands, when a page cuts its sentence: at most, at least.
CONTEXTE, CONTEXTE_SUR = 12, 6
# Beyond, no figure is printed with so many digits after the comma.
DECIMALES = 4
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
    return [*polices, *manques, *_graphiques(donnees, serre), *_chiffres(donnees, texte)]


def texte_du_pdf(pdf: bytes) -> str:
    """The text of all pages, as a reader that is not ours finds it."""
    with PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _serre(texte: str) -> str:
    """A text without what lines and pages put between its signs."""
    return _ENTRE_LES_LIGNES.sub("", texte)


def _cles(donnees: dict, serre: str) -> Iterator[str]:
    """The key figures: those that the report opens on, then those of its chapters."""
    ouverture = donnees["ouverture"]
    cles = [*ouverture["chiffres"], *(cle for g in ouverture["groupes"] for cle in g["chiffres"])]
    dits = [(cle, cle["ecrit"] + cle["libelle"] + cle["precedent"] + cle["phrase"]) for cle in cles]
    for rubrique in donnees["rubriques"]:
        dits += [(cle, cle["ecrit"] + cle["libelle"]) for cle in rubrique["chiffres"]]
    for cle, dit in dits:
        if _serre(dit) not in serre:
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
    if dit in serre:
        return []
    absents = []
    for trouve in _NOMBRE.finditer(dit):
        avant, apres = dit[: trouve.start()][-CONTEXTE:], dit[trouve.end() :][:CONTEXTE]
        la = len(avant) >= CONTEXTE_SUR and avant + trouve[0] in serre
        ici = len(apres) >= CONTEXTE_SUR and trouve[0] + apres in serre
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
    ecrits = [_serre(ecrit) for ecrit in ligne["ecrit"]]
    if "".join(ecrits) in serre:
        return ""
    if not any(ligne["valeurs"]):
        return next(iter(_absents("".join(ligne["ecrit"]), serre)), "")
    debut = next((place for place, valeur in enumerate(ligne["valeurs"]) if valeur), len(ecrits))
    mots, reste = "".join(ecrits[:debut]), [ecrit for ecrit in ligne["ecrit"][debut:] if ecrit]
    if not mots or mots not in serre:
        return ligne["libelle"]
    while reste:
        pris = next((n for n in range(len(reste), 0, -1) if mots + _serre("".join(reste[:n])) in serre), 0)
        if not pris:
            return reste[0]
        reste = reste[pris:]
    return ""


def _graphiques(donnees: dict, serre: str) -> Iterator[str]:
    """The charts whose values the annex prints, by rows or by columns."""
    for graphique in donnees["graphiques"]:
        if not graphique["en_annexe"]:
            continue
        colonnes = [
            [tete, *suite] for tete, *suite in zip(graphique["colonnes"], *graphique["ecrit"], strict=True)
        ]
        for lignes in (graphique["ecrit"], colonnes[1:]):
            if all(_serre("".join(ligne)) in serre for ligne in lignes):
                break
        else:
            yield f"Figure {graphique['numero']} : ses valeurs ne se lisent pas dans l’annexe du PDF."


def _chiffres(donnees: dict, texte: str) -> Iterator[str]:
    """The named figures: each is written somewhere, rounded or not, in units, thousands or millions."""
    ecrits = {abs(nombre) for nombre in nombres_ecrits(texte)}
    for chiffre in donnees["chiffres"]:
        imprime = chiffre["imprime"]
        if imprime and not imprime["valeur"]:
            continue
        valeur = abs(Decimal(imprime["valeur"] if imprime else chiffre["valeur"]))
        arrondis = {
            round(valeur / echelle, places) for echelle in ECHELLES for places in range(DECIMALES + 1)
        }
        if ecrits.isdisjoint(arrondis):
            yield f"Chiffre « {chiffre['libelle']} » : « {chiffre['ecrit']} » ne se lit pas dans le PDF."


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
