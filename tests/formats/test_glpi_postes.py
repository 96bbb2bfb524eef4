from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.glpi_postes import PosteGlpi, lire_postes
from tests import exemples_glpi

POSTES = (
    '\ufeff"Nom";"Entité";"Statut";"Fabricant";"Numéro de série";"Type";"Modèle";'
    '"Système d\'exploitation - Nom";"Lieu";"Dernière modification";"Utilisateur";\r\n'
    '"PC-MARTIN";"Racine > Ville d&#039;Amont";"En service";"HP";"SN0001";"Portable";"ProBook";"Debian";'
    '"Mairie > Accueil";"2021-11-04 09:12";"Martin Anne";\r\n'
    '"PC-MARTIN";"Racine > Ville d&#039;Amont";"";"";"";"";"";"";"";"";"";\r\n'
).encode()


def test_workstation_is_read_without_name_number_or_user():
    postes = lire_postes(POSTES)
    complet, vide = postes
    assert complet == PosteGlpi(
        ligne=2,
        entite="Racine > Ville d'Amont",
        statut="En service",
        type="Portable",
        systeme="Debian",
        modification=datetime(2021, 11, 4, 9, 12),
    )
    assert vide == PosteGlpi(ligne=3, entite="Racine > Ville d'Amont")
    assert "MARTIN" not in repr([complet, vide]).upper()
    assert "SN0001" not in repr([complet, vide])
    ignorees = ("Fabricant", "Numéro de série", "Modèle", "Lieu", "Utilisateur")
    assert postes.colonnes_ignorees == ignorees


def test_english_headings_in_another_order():
    source = (
        b"Location,Operating System - Name,Name,Status,Last update\nHall,Debian,pc,In use,2021-01-02 03:04\n"
    )
    (poste,) = lire_postes(source)
    assert (poste.systeme, poste.statut) == ("Debian", "In use")


def test_values_of_columns_that_are_not_used_refuse_nothing():
    titres = "Nom;Modèle;Lieu;Fabricant;Statut"
    (poste,) = lire_postes(
        f"{titres}\nPC;A <br>B;Salle 1#LBBR#Salle 2;+33 6 00 00 00 00;En service\n".encode()
    )
    assert poste.statut == "En service"


def test_ticket_export_is_refused():
    with pytest.raises(ErreurFormat, match="export d'ordinateurs"):
        lire_postes(b'"ID";"Titre";"Date d\'ouverture"\n"1";"x";"2021-01-02 03:04"\n')


def test_impossible_date_is_told_with_its_place():
    source = POSTES.replace(b"2021-11-04", b"2021-11-31")
    with pytest.raises(ErreurFormat) as levee:
        list(lire_postes(source, nom="postes.csv"))
    assert levee.value.lieu == "fichier postes.csv, ligne 2, colonne Dernière modification"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_export_gives_workstations_or_a_french_error(data):
    debut = data.draw(st.integers(0, len(POSTES)))
    fin = data.draw(st.integers(debut, min(len(POSTES), debut + 40)))
    try:
        list(lire_postes(POSTES[:debut] + data.draw(st.binary(max_size=12)) + POSTES[fin:]))
    except ErreurFormat as erreur:
        assert erreur.message


def test_specimen_of_a_computer_export():
    postes = list(lire_postes(exemples_glpi.POSTES.encode()))
    assert [p.type for p in postes] == ["Portable", "Bureau", "Portable", "Bureau", "Serveur"]
    assert postes[2].entite == "SIIM94 > Ville d'Ivry"
    assert postes[2].systeme is None
    assert "NUMERO" not in repr(postes)
