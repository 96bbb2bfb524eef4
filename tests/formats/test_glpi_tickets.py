""""""

import tracemalloc
from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siim94.formats.erreurs import ErreurFormat, ErreursFormat
from siim94.formats.glpi_tickets import Priorite, Statut, TicketGlpi, TypeTicket, lire_tickets
from tests import exemples_glpi
from tests.formats.tickets import MULTI_ENTITE, erreurs_de, export, un


def test_multi_entity_export_is_read_whole():
    premier, second = lire_tickets(MULTI_ENTITE.encode())
    assert premier == TicketGlpi(
        numero=12345,
        ouverture=datetime(2021, 7, 16, 14, 57),
        ligne=2,
        entite="Racine > R&D 'Nord'",
        statut=Statut.CLOS,
        type=TypeTicket.INCIDENT,
        priorite=Priorite.TRES_HAUTE,
        categorie="Incident > Matériel",
        modification=datetime(2021, 7, 18, 18, 35),
        resolution=datetime(2021, 7, 18, 18, 35),
        cloture=datetime(2021, 7, 19),
        delai_resolution=((24 + 3) * 60 + 17) * 60,
        delai_prise_en_compte=125,
    )
    assert (second.numero, second.entite, second.priorite) == (12346, "Racine > Nord", Priorite.HAUTE)
    assert second.statut is Statut.ATTRIBUE
    assert second.type is TypeTicket.DEMANDE


def test_delay_that_has_not_begun_is_unknown_and_not_zero():
    _, ouvert = lire_tickets(MULTI_ENTITE.encode())
    assert ouvert.resolution is None
    assert ouvert.delai_resolution is None
    assert ouvert.delai_prise_en_compte is None
    titres = ("ID", "Date d'ouverture", "Statut", "Délai de résolution")
    clos, en_attente = lire_tickets(
        export(
            ("1", "2021-07-16 14:57", "Clos", "0 seconde"),
            ("2", "2021-07-16 14:57", "En attente", "0 seconde"),
            titres=titres,
        )
    )
    assert clos.delai_resolution == 0
    assert en_attente.delai_resolution is None


@pytest.mark.parametrize("delimiteur", [";", ",", "\t"])
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_found(delimiteur, encodage):
    texte = export(
        ("7", "2021-12-31 23:59", "Réseau > Accès distant", "Résolu"),
        titres=("ID", "Date d'ouverture", "Catégorie", "Statut"),
        delimiteur=delimiteur,
    ).decode()
    (ticket,) = lire_tickets(texte.encode(encodage))
    assert (ticket.categorie, ticket.statut) == ("Réseau > Accès distant", Statut.RESOLU)


def test_columns_are_found_by_name_in_any_order_and_in_english():
    titres = ("Category", "Priority", "Opening date", "Status", "Tasks - Category", "ID", "Time to resolve")
    (ticket,) = lire_tickets(
        export(
            ("Network", "Very low", "2021-01-02 03:04", "Processing (planned)", "x", "9", ""), titres=titres
        )
    )
    assert (ticket.numero, ticket.categorie, ticket.priorite) == (9, "Network", Priorite.TRES_BASSE)
    assert ticket.statut is Statut.PLANIFIE


def test_column_of_another_group_is_not_taken_for_the_ticket_s_own():
    titres = (
        "ID", "Date d'ouverture", "Tâches - Catégorie", "Problèmes - Statut", "Caractéristiques - Statut"
    )  # fmt: skip
    tickets = lire_tickets(export(("1", "2021-01-13 00:00", "privé", "Clos", "Nouveau"), titres=titres))
    assert tickets.colonnes_ignorees == ("Tâches - Catégorie", "Problèmes - Statut")
    (ticket,) = tickets
    assert (ticket.categorie, ticket.statut) == (None, Statut.NOUVEAU)


@pytest.mark.parametrize("numero", ["", "0", "douze", "-4", "1,5", "12345678901"])
def test_ticket_without_a_readable_number_is_an_error(numero):
    (erreur,) = erreurs_de(export((numero, "2021-07-16 10:00")))
    assert (erreur.ligne, erreur.colonne) == (2, "ID")


def test_number_that_comes_twice_is_an_error_that_names_both_rows():
    (erreur,) = erreurs_de(export(("49 541", "2021-07-16 10:00"), ("49541", "2021-07-17 10:00")))
    assert erreur.message == "le ticket 49541 figure déjà à la ligne 2"
    assert erreur.ligne == 3


@pytest.mark.parametrize(
    ("titre", "valeur"), [("Statut", "Perdu"), ("Priorité", "7"), ("Type", "Plainte"), ("Entité", "A <br>B")]
)
def test_unknown_word_is_an_error(titre, valeur):
    (erreur,) = erreurs_de(
        export(("1", "2021-07-16 10:00", valeur), titres=("ID", "Date d'ouverture", titre))
    )
    assert (erreur.ligne, erreur.colonne) == (2, titre)


def test_every_error_of_the_file_is_told_and_good_rows_come_first():
    source = export(("1", "2021-07-16 10:00"), ("deux", "2021-07-16 10:00"), ("3", "demain"))
    lus = []
    with pytest.raises(ErreursFormat) as levee:
        lus.extend(lire_tickets(source, nom="tickets.csv"))
    assert [(e.fichier, e.ligne, e.colonne) for e in levee.value] == [
        ("tickets.csv", 3, "ID"),
        ("tickets.csv", 4, "Date d'ouverture"),
    ]


def test_reading_stops_at_a_hundred_errors():
    erreurs = erreurs_de(export(("0", "2021-07-16 10:00"), *(("x", "2021-07-16 10:00") for _ in range(500))))
    assert len(erreurs) == 100


def test_file_that_is_not_a_ticket_export_is_refused_by_what_it_lacks():
    (erreur,) = erreurs_de(b"Nom;Lieu\nA;B\n", nom="postes.csv")
    assert str(erreur).startswith("fichier postes.csv, ligne 1")
    assert "ID, Date d'ouverture" in erreur.message


@pytest.mark.parametrize("contenu", [b"", b"%PDF-1.7 ...", b"PK\x03\x04" + bytes(40), b"\x00\x01\x02"])
def test_file_that_is_not_text_is_refused(contenu):
    assert len(erreurs_de(contenu)) == 1


def test_path_and_open_file_read_like_bytes(tmp_path):
    chemin = tmp_path / "tickets.csv"
    chemin.write_bytes(MULTI_ENTITE.encode())
    attendus = list(lire_tickets(MULTI_ENTITE.encode()))
    assert list(lire_tickets(chemin)) == attendus
    assert list(lire_tickets(BytesIO(MULTI_ENTITE.encode()))) == attendus


def test_long_export_is_read_without_being_kept(tmp_path):
    chemin = tmp_path / "tickets.csv"
    lignes = [(str(n), "2021-07-16 14:57", "Titre " * 30) for n in range(1, 20_001)]
    chemin.write_bytes(export(*lignes, titres=("ID", "Date d'ouverture", "Titre")))
    del lignes
    tracemalloc.start()
    try:
        assert sum(1 for _ in lire_tickets(chemin)) == 20_000
        _, pic = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert pic < chemin.stat().st_size


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_export_gives_tickets_or_a_french_error(data):
    octets = bytearray(MULTI_ENTITE.encode())
    for _ in range(data.draw(st.integers(1, 8))):
        debut = data.draw(st.integers(0, len(octets)))
        fin = min(len(octets), debut + data.draw(st.integers(0, 30)))
        octets[debut:fin] = data.draw(st.binary(max_size=12))
    try:
        list(lire_tickets(bytes(octets)))
    except ErreurFormat as erreur:
        assert erreur.message


def test_specimen_of_a_multi_entity_export():
    tickets = {t.numero: t for t in lire_tickets(exemples_glpi.TICKETS.encode())}
    assert len(tickets) == 4
    assert tickets[1001].ouverture == datetime(2026, 3, 18, 10, 30)
    assert tickets[1001].delai_resolution == 3 * 3600 + 5 * 60
    assert tickets[1003].entite == "SIIM94 > OPH Vitry"
    assert tickets[1004].delai_resolution is None
    assert "Personne" not in repr(tickets) and "Tech" not in repr(tickets)


@pytest.mark.parametrize(
    ("langue", "statuts"),
    [
        ("en", {Statut.EN_ATTENTE: 2, Statut.ATTRIBUE: 1}),
        ("fr", {Statut.EN_ATTENTE: 1, Statut.ATTRIBUE: 1}),
    ],
)
def test_default_exports_of_glpi_11(langue, statuts):
    tickets = list(lire_tickets(exemples_glpi.TICKETS_PAR_DEFAUT[langue].encode()))
    assert len(tickets) == sum(statuts.values())
    assert {s: sum(t.statut is s for t in tickets) for s in statuts} == statuts
    assert all(t.ouverture.date().isoformat() == "2026-03-10" for t in tickets)


SIMPLE = '"ID";"Entité";"Statut";"Date d\'ouverture"\r\n"1";"Racine > Ville";"Clos";"2021-03-14 09:00"\r\n'


@pytest.mark.parametrize(
    "debut",
    [
        "",
        "\ufeff",
        "\ufeff\ufeff",
        "\r\n\ufeff",
        "\n\n\ufeff",
        "\ufeff\r\n",
        " \r\n\ufeff\ufeff",
        "ï»¿",
        "\ufeffsep=;\r\n",
    ],
)
def test_marks_of_byte_order_and_blank_lines_before_the_headings_are_nothing(debut):
    (ticket,) = lire_tickets((debut + SIMPLE).encode())
    assert (ticket.numero, ticket.entite, ticket.statut) == (1, "Racine > Ville", Statut.CLOS)
    assert ticket.ligne == 2 + debut.count("\n")


@pytest.mark.parametrize("tete", ['"\ufeffID"', '"\ufeff""ID"""', '"\ufeff\ufeffID"', '\ufeff"\ufeffID"'])
def test_a_mark_of_byte_order_inside_the_first_heading_is_nothing(tete):
    (ticket,) = lire_tickets(SIMPLE.replace('"ID"', tete).encode())
    assert ticket.numero == 1


@pytest.mark.parametrize("apostrophe", "’‘ʼ´′＇")
def test_any_apostrophe_of_a_heading_is_one(apostrophe):
    (ticket,) = lire_tickets(SIMPLE.replace("d'o", f"d{apostrophe}o").encode())
    assert ticket.ouverture == datetime(2021, 3, 14, 9)


@pytest.mark.parametrize(
    ("titre", "cellule", "champ", "valeur"),
    [
        ("Statut", "_ En cours (Planifié)", "statut", Statut.PLANIFIE),
        ("Statut", "__ Nouveau", "statut", Statut.NOUVEAU),
        ("Catégorie", "Matériel$#$Écran", "categorie", "Matériel > Écran"),
        ("Catégorie", "Matériel$#$12", "categorie", "Matériel"),
        ("Catégorie", "Matériel#LBBR#", "categorie", "Matériel"),
        ("Catégorie", "__NULL__", "categorie", None),
        ("Catégorie", "Poste_fixe", "categorie", "Poste_fixe"),
        ("Entité", "Racine > Ville$$##$$", "entite", "Racine > Ville"),
        ("Date de résolution", "2021-07-18 18:35\n\n 8%", "resolution", datetime(2021, 7, 18, 18, 35)),
        ("Date de résolution", "2021-07-18 18:35#LBBR#100%", "resolution", datetime(2021, 7, 18, 18, 35)),
        ("Délai de prise en compte", "#LBBR#41 secondes", "delai_prise_en_compte", 41),
    ],
)
def test_marks_that_glpi_keeps_for_itself_are_not_read(titre, cellule, champ, valeur):
    assert getattr(un(cellule, titre), champ) == valeur


ENTIER = (
    '"ID";"Entité";"Statut";"Date d\'ouverture";"Délai de résolution"\r\n'
    '"1";"Racine > Ville";"Clos";"2021-03-14 09:00";"3 jours 4 heures 5 minutes"\r\n'
    '"2";"Racine > Ville";"Clos";"2021-03-14 09:00";"2 heures"\r\n'
)


@pytest.mark.parametrize("guillemets", [True, False])
def test_a_file_cut_anywhere_gives_whole_rows_or_is_refused_whole(guillemets):
    source = (ENTIER if guillemets else ENTIER.replace('"', "")).encode()
    entiers = list(lire_tickets(source))
    for fin in range(len(source)):
        try:
            lus = list(lire_tickets(source[:fin]))
        except ErreurFormat:
            continue
        assert lus == entiers[: len(lus)], source[:fin]


def test_a_last_line_without_its_line_break_is_whole_where_its_last_cell_shows_it():
    for titres in (
        ("ID", "Date d'ouverture", "Statut"),
        ("ID", "Statut", "Date d'ouverture"),
        ("ID", "Date d'ouverture", "Titre"),
    ):
        cellules = {"ID": "1", "Date d'ouverture": "2021-07-16 10:00", "Statut": "Clos", "Titre": "a"}
        source = f"{';'.join(titres)}\n{';'.join(cellules[t] for t in titres)}".encode()
        assert len(list(lire_tickets(source))) == 1
    (erreur,) = erreurs_de(b"ID;Date d'ouverture;Entit\xc3\xa9\n1;2021-07-16 10:00;Racine")
    assert "s'arrête au milieu" in erreur.message and erreur.ligne == 2
