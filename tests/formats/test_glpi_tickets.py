import csv
import tracemalloc
from datetime import datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siim94.formats.erreurs import ErreurFormat, ErreursFormat
from siim94.formats.glpi import FormatDate
from siim94.formats.glpi_tickets import Priorite, Statut, TicketGlpi, TypeTicket, lire_tickets
from tests import exemples_glpi

# As old versions write it: BOM, every line closed by a delimiter, CRLF.
MULTI_ENTITE = (
    "\ufeff"
    '"ID";"Titre";"Entité";"Statut";"Dernière modification";"Date d\'ouverture";"Date de clôture";"Priorité";'
    '"Demandeur - Demandeur";"Attribué à - Technicien";"Catégorie";"Type";"Date de résolution";'
    '"Statistiques - Délai de résolution";"Statistiques - Délai de prise en compte";\r\n'
    '"12\u00a0345";"Imprimante de Mme Martin (12345)";"Racine > R&amp;D &#039;Nord&#039;";"Clos";'
    '"18-07-2021 18:35";'
    '"16-07-2021 14:57";"19-07-2021 00:00";"Très haute";"Martin Anne (837)";"Durand B (4) <br>Petit C (5)";'
    '"Incident > Matériel";"Incident";"18-07-2021 18:35";"1 jours 3 heures 17 minutes";'
    '"2 minutes 5 secondes";\r\n'
    '"12 346";"Accès\r\nau ""VPN""";"Racine > Nord <br>";"En cours (Attribué)";"18-07-2021 08:00";'
    '"17-07-2021 09:05";"";"4";"";"";"";"Demande";"";"0 seconde";"0 seconde";\r\n'
)  # fmt: skip


def export(*lignes, titres=("ID", "Date d'ouverture"), delimiteur=";"):
    sortie = StringIO()
    ecrivain = csv.writer(sortie, delimiter=delimiteur, quoting=csv.QUOTE_ALL)
    ecrivain.writerows([titres, *lignes])
    return sortie.getvalue().encode()


def un(valeur, titre, ouverture="2021-07-16 14:57"):
    (ticket,) = lire_tickets(export(("1", ouverture, valeur), titres=("ID", "Date d'ouverture", titre)))
    return ticket


def erreurs_de(source, **options):
    with pytest.raises(ErreurFormat) as levee:
        list(lire_tickets(source, **options))
    return list(levee.value) if isinstance(levee.value, ErreursFormat) else [levee.value]


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


def test_no_name_of_a_person_comes_out():
    tickets = lire_tickets(MULTI_ENTITE.encode())
    assert "Martin" not in repr(list(tickets))
    assert "Durand" not in repr(list(tickets))
    assert tickets.colonnes_ignorees == ("Titre", "Demandeur - Demandeur", "Attribué à - Technicien")


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


@pytest.mark.parametrize("titre", ["TTR", "Temps de résolution", "Time to resolve"])
def test_promised_date_is_not_taken_for_a_delay(titre):
    ticket = un("2021-07-20 12:00", titre)
    assert ticket.delai_resolution is None
    assert ticket.resolution is None


@pytest.mark.parametrize(
    ("mots", "secondes"),
    [
        ("0 seconde", None),
        ("41 secondes", 41),
        ("2 heures 52 minutes", 10_320),
        ("1 jours 3 heures 17 minutes", 98_220),
        ("5 jours 0 heures 1 minutes", 432_060),
        ("5\u00a0jours 0 heures 1 minutes 7 secondes", 432_067),
        ("1 day 2 hours 3 minutes 4 seconds", 93_784),
        ("3600", 3_600),
        ("", None),
    ],
)
def test_duration_in_words_is_seconds(mots, secondes):
    assert un(mots, "Statistiques - Délai de prise en compte").delai_prise_en_compte == secondes


@pytest.mark.parametrize("mots", ["bientôt", "2 lustres", "-3 heures", "1 heure 2 jours", "12:30"])
def test_unreadable_duration_is_an_error_with_its_place(mots):
    (erreur,) = erreurs_de(
        export(("1", "2021-07-16 14:57", mots), titres=("ID", "Date d'ouverture", "Délai de résolution"))
    )
    assert (erreur.ligne, erreur.colonne) == (2, "Délai de résolution")
    assert "n'est pas une durée" in erreur.message


@pytest.mark.parametrize(
    ("dates", "format_date", "premiere"),
    [
        (["2021-02-03 04:05"], FormatDate.AAAA_MM_JJ, datetime(2021, 2, 3, 4, 5)),
        (["03-02-2021 04:05", "16-07-2021 00:00"], FormatDate.JJ_MM_AAAA, datetime(2021, 2, 3, 4, 5)),
        (["03-02-2021 04:05", "07-16-2021 00:00"], FormatDate.MM_JJ_AAAA, datetime(2021, 3, 2, 4, 5)),
        (["03/02/2021 04:05:06", "16/07/2021"], FormatDate.JJ_MM_AAAA, datetime(2021, 2, 3, 4, 5, 6)),
        (["03-03-2021 04:05"], FormatDate.JJ_MM_AAAA, datetime(2021, 3, 3, 4, 5)),
    ],
)
def test_date_preference_is_decided_from_the_whole_file(dates, format_date, premiere):
    tickets = lire_tickets(export(*((str(n), d) for n, d in enumerate(dates, 1))))
    assert tickets.format_date is format_date
    assert next(iter(tickets)).ouverture == premiere


def test_other_date_columns_help_to_decide():
    titres = ("ID", "Date d'ouverture", "Date de résolution")
    (ticket,) = lire_tickets(export(("1", "03-02-2021 04:05", "16-02-2021 00:00"), titres=titres))
    assert ticket.ouverture == datetime(2021, 2, 3, 4, 5)


def test_undecidable_dates_ask_for_the_format():
    source = export(("1", "03-02-2021 04:05"))
    (erreur,) = erreurs_de(source)
    assert "indiquez le format de date" in erreur.message
    assert (erreur.ligne, erreur.colonne) == (2, "Date d'ouverture")
    (ticket,) = lire_tickets(source, format_date="MM-JJ-AAAA")
    assert ticket.ouverture == datetime(2021, 3, 2, 4, 5)


@pytest.mark.parametrize(
    ("date", "message"),
    [
        ("31-02-2021 10:00", "n'existe pas"),
        ("16-07-2021 25:00", "n'existe pas"),
        ("07-16-2021 10:00", "n'existe pas"),
        ("2021-07-16 10:00", "n'est pas une date au format JJ-MM-AAAA"),
        ("hier", "n'est pas une date"),
        ("", "manque"),
        ("00-00-0000 00:00", "manque"),
    ],
)
def test_impossible_opening_date_is_an_error(date, message):
    (erreur,) = erreurs_de(export(("1", "16-07-2021 10:00"), ("2", date)))
    assert message in erreur.message
    assert (erreur.ligne, erreur.colonne) == (3, "Date d'ouverture")


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


dates = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(
    lambda instant: instant.replace(second=0, microsecond=0)
)
MOTIFS = {
    FormatDate.AAAA_MM_JJ: "%Y-%m-%d %H:%M",
    FormatDate.JJ_MM_AAAA: "%d-%m-%Y %H:%M",
    FormatDate.MM_JJ_AAAA: "%m-%d-%Y %H:%M",
}


@given(st.lists(dates, min_size=1, max_size=5), st.sampled_from(FormatDate))
def test_dates_in_a_known_format_come_back_and_a_guess_is_never_wrong(instants, format_date):
    source = export(*((str(n), f"{d:{MOTIFS[format_date]}}") for n, d in enumerate(instants, 1)))
    assert [t.ouverture for t in lire_tickets(source, format_date=format_date)] == instants
    try:
        devines = lire_tickets(source)
    except ErreurFormat:
        return
    assert [t.ouverture for t in devines] == instants


@given(st.integers(0, 400), st.integers(0, 23), st.integers(0, 59), st.integers(1, 59))
def test_any_duration_in_words_comes_back(jours, heures, minutes, secondes):
    mots = f"{jours} jours {heures} heures {minutes} minutes {secondes} secondes"
    attendu = jours * 86_400 + heures * 3_600 + minutes * 60 + secondes
    assert un(mots, "Délai de prise en compte").delai_prise_en_compte == attendu


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


# What versions of GLPI let out, and rows shifted by one cell

PERSONNE = "PERSONNE UN +33 6 00 00 00 00"
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


def test_a_percentage_under_dates_does_not_hide_their_format():
    source = export(("1", "03-02-2021 04:05\n\n 8%"), ("2", "16-02-2021 04:05\n\n 8%"))
    assert [t.ouverture.day for t in lire_tickets(source)] == [3, 16]


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
