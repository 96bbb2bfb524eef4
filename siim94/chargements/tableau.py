"""A sheet of data as a file holds it: its cells as texts under their headings, then the rows it asks for.

Any table goes out and comes back this way: CSV of any encoding, or the first sheet of a workbook (bounded
memory, no formula run). Rows are named by natural keys; a file read back is what was written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models
from import_export.fields import Field
from import_export.widgets import Widget

from siim94.formats.classeur_cellules import Brut, Plage, est_vide, lettre, texte
from siim94.formats.classeur_conteneur import LIMITE_CLASSEUR
from siim94.formats.classeur_lecture import lire_onglets
from siim94.formats.csv_texte import lire_csv
from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.formats.lecture import Source, fichier_de
from siim94.formats.mots import cle, dit_un_total
from siim94.formats.nombres import est_nombre, retablir
from siim94.socle.ecriture import LigneVoulue, TableVoulue, nommer_a_jour, taire
from siim94.socle.models import Exercice
from siim94.socle.resources import Ressource
from siim94.socle.widgets import Reference, ReferenceComposee, nom_de


@dataclass
class TableauLu:
    """The headings of a file, and its rows: line from 1, one text a heading; the lines that it hides."""

    entetes: list[str]
    lignes: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    masquees: list[int] = field(default_factory=list)

    def ajouter(self, entete: str, cellule: Callable[[dict[str, str]], str]) -> None:
        """One more column, made from each row."""
        avant = self.entetes
        self.lignes = [(n, [*mots, cellule(dict(zip(avant, mots, strict=True)))]) for n, mots in self.lignes]
        self.entetes = [*avant, entete]


def lire_tableau(
    fichier: Source, nom: str | None = None, etendre: Callable[[list[Plage]], bool | None] = lambda _: False
) -> TableauLu:
    """The table of a CSV file, or of the first sheet of a workbook. ErreurFormat if it cannot be read.

    ``etendre`` says of merged cells whether what they hold is meant for each of them.
    """
    source = fichier_de(fichier, limite=LIMITE_CLASSEUR, nom=nom)
    if not source.debut(4).startswith(b"PK\x03\x04"):
        table = lire_csv(fichier, nom=nom, limite_octets=LIMITE_CLASSEUR)
        lignes = [(ligne.numero, [retablir(cellule) for cellule in ligne.cellules]) for ligne in table]
        return TableauLu(list(table.entetes), lignes)
    onglet = lire_onglets(fichier, nom=nom)[0]
    if onglet.fusions and etendre(onglet.fusions):
        for plage in onglet.fusions:
            onglet.etendre(plage)
    rangees = [rangee for rangee in onglet.rangees if not all(map(est_vide, rangee.cellules))]
    if not rangees:
        raise ErreurFormat("la feuille est vide", fichier=nom)
    entetes, *lignes = [
        (rangee.numero, [_texte(b, rangee.numero) for b in rangee.cellules]) for rangee in rangees
    ]
    largeur = len(entetes[1])
    completes = [(numero, [*textes, *[""] * largeur][:largeur]) for numero, textes in lignes]
    return TableauLu(entetes[1], completes, [rangee.numero for rangee in rangees if rangee.masquee])


def _texte(brut: Brut, ligne: int) -> str:
    try:
        return texte(brut)
    except ErreurFormat as erreur:
        raise erreur.situer(ligne=ligne) from None


def ecarter_totaux(classe: type[Ressource], lu: TableauLu) -> list[tuple[int, str]]:
    """Take the rows that add up others out of a table, as an export of a list ends with one: their lines and
    what they say.

    Beside its name, such a row holds numbers only. One that names a row of data (a supplier called "Total")
    is data; where any text will do, "Total" is one on the last line only, as the export writes it.
    """
    champs = {cle(champ.column_name): champ for champ in classe().fields.values()}
    colonnes = [champs.get(cle(entete)) for entete in lu.entetes]
    totaux = []
    for numero, mots in lu.lignes:
        remplies = [(champ, mot) for champ, mot in zip(colonnes, mots, strict=True) if mot.strip()]
        champ, mot = remplies[0] if remplies else (None, "")
        if not dit_un_total(mot) or not all(est_nombre(autre) for _, autre in remplies[1:]):
            continue
        dernier = numero == lu.lignes[-1][0] and cle(mot) == "total"
        row = {c.column_name: m for c, m in zip(colonnes, mots, strict=True) if c}
        if not _est_une_donnee(classe, champ, row, dernier):
            totaux.append((numero, mot))
    ecartees = {numero for numero, _ in totaux}
    lu.lignes = [ligne for ligne in lu.lignes if ligne[0] not in ecartees]
    return totaux


def _est_une_donnee(classe: type[Ressource], champ: Field | None, row: dict[str, str], dernier: bool) -> bool:
    """Whether the column by which a row says that it is a total may hold that word."""
    if champ is None:
        return False
    if not isinstance(champ.widget, Reference):
        du_modele = classe._meta.model._meta.get_field(champ.attribute)
        if isinstance(du_modele, models.CharField | models.TextField) and not du_modele.choices:
            return not dernier
    try:
        return champ.clean(row) is not None
    except ValueError:
        return False


def demander(
    classe: type[Ressource], lu: TableauLu, feuille: str = "", annees: Sequence[Exercice] = ()
) -> tuple[TableVoulue, list[str]]:
    """The rows of a file as unsaved objects of a table, and the headings that are none of its columns.

    ``annees`` are those that the load makes. Columns that the file lacks are left as they are, but for the
    natural key: the report is by default the year's own, and what the key may leave empty is empty. Raises
    ErreurFormat (several as ErreursFormat) with the place of what cannot be read.
    """
    ressource = classe()
    modele = ressource._meta.model
    champs = {champ.column_name: champ for nom, champ in ressource.fields.items()}
    connus = {cle(colonne): colonne for colonne in champs}
    colonnes = [connus.get(cle(entete)) for entete in lu.entetes]
    cles = [ressource.fields[nom] for nom in ressource._meta.import_id_fields]
    # A key that may be empty may be left out: the year's own report, no breakdown, no split.
    if absentes := [
        c.column_name
        for c in cles
        if c.column_name not in colonnes and not modele._meta.get_field(c.attribute).blank
    ]:
        mots = "la colonne" if len(absentes) == 1 else "les colonnes"
        raise ErreurFormat(f"il manque {mots} {', '.join(absentes)}", feuille=feuille or None)
    du_fichier = [
        DuFichier(champ)
        for champ in champs.values()
        if isinstance(champ.widget, Reference) and champ.widget.model is modele
    ]
    for champ in champs.values():
        if annees and isinstance(champ.widget, Reference) and champ.widget.model is Exercice:
            connues = DuFichier(champ)
            for exercice in annees:
                connues.ajouter(exercice)
    lisibles = [c for c in champs.values() if not c.readonly and (c.column_name in colonnes or c in cles)]
    premiers = {str(annee): str(bilan) for annee, bilan in Exercice.objects.premiers_bilans().items()}
    premiers |= {str(exercice): str(exercice) for exercice in annees}
    collecteur = Collecteur()
    lignes = []
    for numero, cellules in lu.lignes:
        row = dict.fromkeys(champs, "") | {c: v for c, v in zip(colonnes, cellules, strict=True) if c}
        if "bilan_de" in row and not row["bilan_de"]:
            annee = row.get("exercice", "")
            row["bilan_de"] = premiers.get(str(annee).strip(), annee)
        try:
            objet = _objet(modele, lisibles, row)
        except ErreurFormat as erreur:
            collecteur.ajouter(erreur.situer(ligne=numero, feuille=feuille or None))
            continue
        for widget in du_fichier:
            widget.ajouter(objet)
        lignes.append(LigneVoulue(objet, numero, feuille))
    collecteur.lever()
    noms_cles = tuple(champ.attribute for champ in cles)
    nommer_a_jour(lignes, noms_cles)
    table = TableVoulue(
        modele,
        noms_cles,
        tuple(champ.attribute for champ in lisibles if champ.attribute not in noms_cles),
        lignes,
        modele._base_manager.all,
        colonnes={
            champs[colonne].attribute: lettre(rang)
            for rang, colonne in enumerate(colonnes)
            if colonne in champs
        },
    )
    return table, [e for e, colonne in zip(lu.entetes, colonnes, strict=True) if colonne is None]


def _objet(modele, champs: Iterable[Field], row: dict[str, str]) -> models.Model:
    """The object of a row; ErreurFormat with the column of the first cell that cannot be read."""
    objet = modele()
    erreurs = Collecteur()
    for champ in champs:
        du_modele = modele._meta.get_field(champ.attribute)
        try:
            valeur = champ.clean(row)
        except ValueError as erreur:
            message = taire(modele, str(erreur), row.values())
            erreurs.ajouter(ErreurFormat(message, colonne=champ.column_name))
            continue
        if valeur is not None or du_modele.null:
            setattr(objet, champ.attribute, valeur)
        elif not du_modele.has_default():
            erreurs.ajouter(ErreurFormat("cette cellule est à remplir", colonne=champ.column_name))
    erreurs.lever()
    return objet


class DuFichier(Widget):
    """A row of the same file, read before; else one of the database."""

    def __init__(self, champ: Field):
        super().__init__()
        self.reference = champ.widget
        self.par_nom: dict[str, models.Model] = {}
        champ.widget = self

    def ajouter(self, objet: models.Model) -> None:
        noms = [cle(nom_de(objet, lookup)) for lookup in self.reference.lookups]
        noms = ["\x1f".join(noms)] if isinstance(self.reference, ReferenceComposee) else noms
        self.par_nom |= {nom: objet for nom in noms if nom}

    def clean(self, value, row=None, **kwargs):
        cellules = [value]
        if isinstance(self.reference, ReferenceComposee):
            cellules = [row.get(colonne, "") for colonne in self.reference.colonnes]
        trouve = self.par_nom.get("\x1f".join(map(cle, cellules))) if value else None
        return trouve or self.reference.clean(value, row, **kwargs)

    def render(self, value, obj=None, **kwargs):
        return self.reference.render(value, obj, **kwargs)
