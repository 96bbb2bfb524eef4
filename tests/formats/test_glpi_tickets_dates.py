"""Dates and durations of an export of tickets: the order of day and month is decided from the whole file."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.glpi import FormatDate
from siim94.formats.glpi_tickets import lire_tickets
from tests.formats.tickets import erreurs_de, export, un


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


def test_a_percentage_under_dates_does_not_hide_their_format():
    source = export(("1", "03-02-2021 04:05\n\n 8%"), ("2", "16-02-2021 04:05\n\n 8%"))
    assert [t.ouverture.day for t in lire_tickets(source)] == [3, 16]
