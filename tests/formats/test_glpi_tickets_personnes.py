"""A name of a person, a telephone, an address: no part of an export that holds one is repeated."""

import pytest

from siim94.formats.glpi_tickets import lire_tickets
from tests.formats.tickets import MULTI_ENTITE, erreurs_de, export


def test_no_name_of_a_person_comes_out():
    tickets = lire_tickets(MULTI_ENTITE.encode())
    assert "Martin" not in repr(list(tickets))
    assert "Durand" not in repr(list(tickets))
    assert tickets.colonnes_ignorees == ("Titre", "Demandeur - Demandeur", "Attribué à - Technicien")


PERSONNE = "PERSONNE UN +33 6 00 00 00 00"


@pytest.mark.parametrize(
    "titre", ["Statut", "Priorité", "Type", "Entité", "Catégorie", "Délai de résolution", "Date de clôture"]
)
def test_a_name_in_the_wrong_column_is_refused_by_its_cell_and_never_repeated(titre):
    titres = ("ID", "Date d'ouverture", titre)
    (erreur,) = erreurs_de(export(("1", "2021-07-16 10:00", PERSONNE), titres=titres))
    assert (erreur.ligne, erreur.colonne) == (2, titre)
    assert "PERSONNE" not in str(erreur) and "33" not in str(erreur)


@pytest.mark.parametrize("ligne", [(PERSONNE, "2021-07-16 10:00"), ("1", PERSONNE), (PERSONNE, PERSONNE)])
def test_a_name_for_a_number_or_a_date_is_never_repeated(ligne):
    assert not any("PERSONNE" in str(e) for e in erreurs_de(export(ligne)))


def test_a_file_without_its_headings_repeats_no_name():
    (erreur,) = erreurs_de(export(titres=("98", "PERSONNE UN", "Statut")))
    assert "PERSONNE" not in str(erreur) and "«\u00a0Statut\u00a0»" in str(erreur)


@pytest.mark.parametrize(
    ("texte", "coordonnees"),
    [
        ("Réseau > 06 00 00 00 00", True),
        ("Réseau > +33 (0)6 00 00 00 00", True),
        ("personne.une@example.org", True),
        ("Windows 10.0.19045.3570", False),
        ("Racine > Ville 94000 > Site 0123", False),
        ("Incident @ distance", False),
    ],
)
def test_telephones_and_addresses_are_told_from_versions_and_postal_codes(texte, coordonnees):
    titres = ("ID", "Date d'ouverture", "Catégorie")
    source = export(("1", "2021-07-16 10:00", texte), titres=titres)
    if coordonnees:
        (erreur,) = erreurs_de(source)
        assert "décalée" in erreur.message
    else:
        assert next(iter(lire_tickets(source))).categorie == texte
