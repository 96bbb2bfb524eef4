"""What tests of the sheets share: a table exported as a file, and a file of one table loaded."""

from siim94.chargements.feuille import FeuilleChargeur, TableauDeFeuille
from siim94.chargements.moteur import Options, charger, simuler
from siim94.ui.listes.exports import exporter as ecrire


def exporter(ressource, extension: str = "csv", lignes=None) -> bytes:
    """The file of a whole table, or of some of its rows."""
    return ecrire(TableauDeFeuille(ressource(), lignes), extension, ressource.feuille, None).getvalue()


def importer(ressource, *lignes: str):
    """Load rows (CSV: headings, then cells, separated by semicolons). Gives the load; raises Refus."""
    return importer_fichier(ressource, "\n".join(lignes).encode())


def importer_fichier(ressource, contenu: bytes):
    return charger(FeuilleChargeur(), contenu, Options(feuille=ressource.feuille), nom="feuille.csv")


def apercu(ressource, contenu: bytes):
    """What a file would do, without a write."""
    return simuler(FeuilleChargeur(), contenu, Options(feuille=ressource.feuille))


def inchangees(ressource, contenu: bytes) -> int:
    """How many rows a file repeats; it must change none."""
    vu = apercu(ressource, contenu)
    assert not vu.erreurs and not vu.avertissements and not vu.change, (vu.erreurs, vu.tables)
    return vu.tables[0].inchanges
