"""Which loader serves a file, by what it holds first and by its name where that leaves a doubt."""

from pathlib import Path

from siim94.chargements.feuilles import par_nom
from siim94.formats.classeur_conteneur import ouvrir_conteneur
from siim94.formats.classeur_lecture import lire_onglets
from siim94.formats.csv_texte import lire_csv
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.glpi import reconnaitre_colonnes
from siim94.formats.glpi_postes import TITRES as TITRES_POSTES
from siim94.formats.glpi_tickets import TITRES as TITRES_TICKETS
from siim94.formats.lecture import Fichier
from siim94.formats.mots import cle
from siim94.formats.scdl import COLONNES, MINIMUM
from siim94.formats.xml_sur import parcourir
from siim94.socle.models import Chargement

Genre = Chargement.Genre
RACINES = {
    "DocumentBudgetaire": Genre.TOTEM,
    "CompteFinancierUnique": Genre.TOTEM,
    "Nomenclature": Genre.NOMENCLATURE,
}
INCONNU = "ce fichier n’est d’aucun genre que l’on charge"
_ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_TABLES = (".csv", ".tsv", ".txt")
# Columns that a computer export has besides its name, which any table may have.
_PROPRES_AUX_POSTES = ("entite", "fabricant", "modele", "systeme", "modification")
# Headings are looked for under a title and a few lines.
_LIGNES = 30


def reconnaitre(fichier: Fichier) -> tuple[Genre, str]:
    """The kind of a file, and for a sheet alone which table it fills. ErreurFormat when it is of none."""
    debut = fichier.debut(1024)
    if debut.startswith(_ARCHIVES):
        return _classeur(fichier)
    if debut.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<"):
        racine = next(parcourir(fichier.source, nom=fichier.nom), None)
        if racine is None or racine.nom not in RACINES:
            raise ErreurFormat(INCONNU)
        return RACINES[racine.nom], ""
    return _csv(fichier)


def _classeur(fichier: Fichier) -> tuple[Genre, str]:
    with ouvrir_conteneur(fichier.source, nom=fichier.nom) as conteneur:
        seule = conteneur.feuilles == 1
    onglets = lire_onglets(fichier.source, nom=fichier.nom) if seule else []
    if len(onglets) == 1:
        # The year's workbook calls its columns otherwise, and says its year elsewhere.
        for rangee in onglets[0].rangees[:_LIGNES]:
            tetes = [brut for brut in rangee.cellules if isinstance(brut, str)]
            if feuille := _feuille(tetes, fichier.nom):
                return Genre.FEUILLE, feuille
    return Genre.CLASSEUR, ""


def _csv(fichier: Fichier) -> tuple[Genre, str]:
    try:
        entetes = lire_csv(fichier.source, nom=fichier.nom).entetes
    except ErreurFormat:
        # What its first line does not tell, its name may: the loader then says what is wrong.
        if genre := _par_le_nom(fichier.nom):
            return genre, ""
        if cle(fichier.nom or "").endswith(_TABLES):
            raise
        raise ErreurFormat(INCONNU) from None
    connues = {cle(entete) for entete in entetes}
    if len(connues & set(map(cle, COLONNES))) >= len(MINIMUM) - 1:
        return Genre.SCDL, ""
    if feuille := _feuille(entetes, fichier.nom):
        return Genre.FEUILLE, feuille
    if {"numero", "ouverture"} <= set(reconnaitre_colonnes(entetes, TITRES_TICKETS)[0]):
        return Genre.GLPI_TICKETS, ""
    postes = set(reconnaitre_colonnes(entetes, TITRES_POSTES)[0])
    if "nom" in postes and len(postes & set(_PROPRES_AUX_POSTES)) > 1:
        return Genre.GLPI_POSTES, ""
    if genre := _par_le_nom(fichier.nom):
        return genre, ""
    raise ErreurFormat(INCONNU)


def _feuille(entetes, nom: str | None) -> str:
    """The sheet whose compulsory columns are all there, and that knows most of these headings."""
    connues = {cle(entete) for entete in entetes if entete}
    notes = {}
    for code, classe in par_nom().items():
        champs = classe().fields
        colonnes = {cle(champ.column_name) for champ in champs.values()}
        modele = classe._meta.model
        cles = [champs[n] for n in classe._meta.import_id_fields]
        exigees = {cle(c.column_name) for c in cles if not modele._meta.get_field(c.attribute).blank}
        communes = connues & colonnes
        if exigees <= connues and len(communes) > 1 and 2 * len(communes) > len(connues):
            nommee = cle(code).rstrip("s") in cle(Path(nom or "").stem)
            notes[code] = (len(communes) - len(connues - colonnes), nommee, -len(colonnes))
    return max(notes, key=notes.get, default="")


def _par_le_nom(nom: str | None) -> Genre | None:
    mots = cle(nom or "")
    if not mots.endswith(".csv"):
        return None
    indices = {"scdl": Genre.SCDL, "ticket": Genre.GLPI_TICKETS}
    indices |= dict.fromkeys(("ordinateur", "poste", "computer"), Genre.GLPI_POSTES)
    return next((genre for indice, genre in indices.items() if indice in mots), None)
