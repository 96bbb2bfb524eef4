import time
import tracemalloc

import pytest
from hypothesis import given, settings

from siim94.formats import xml_sur
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import MEGAOCTET
from siim94.formats.xml_sur import PROFONDEUR_MAXIMALE, parcourir
from tests.formats.echantillons import PLAN, abimes


def test_elements_come_in_order_with_namespace_and_line():
    balises = list(parcourir(b'<a xmlns="urn:x" xmlns:y="urn:y">\n <y:b y:V="1"/>\n</a>'))
    assert [(b.ouvre, b.espace, b.nom, b.attributs, b.ligne) for b in balises] == [
        (True, "urn:x", "a", {}, 1),
        (True, "urn:y", "b", {"V": "1"}, 2),
        (False, "", "", {}, 0),
        (False, "", "", {}, 0),
    ]


@pytest.mark.parametrize("encodage", ["UTF-8", "ISO-8859-1", "UTF-16", "windows-1252"])
def test_declared_encodings_are_read(encodage):
    octets = f'<?xml version="1.0" encoding="{encodage}"?><a V="été"/>'.encode(encodage)
    assert next(parcourir(octets)).attributs == {"V": "été"}


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://exemple.invalid/a.dtd">',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://exemple.invalid/p"> %p;]>',
        '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;"><!ENTITY n "&m;&m;&m;&m;">]>',
        "<!DOCTYPE a>",
    ],
)
def test_doctype_is_refused_before_anything_it_declares(doctype):
    with pytest.raises(ErreurFormat, match="DOCTYPE") as attrapee:
        list(parcourir(f'<?xml version="1.0"?>\n{doctype}<a V="&x;"/>'.encode()))
    assert attrapee.value.ligne == 2


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"", "le fichier est vide"),
        (b"   \n", "incomplet"),
        (b"<a>\n<b/>", "incomplet"),
        (b'<a>\n<b V="', "incomplet"),
        (b"<a></b>", "bien form"),
        (b"bonjour", "bien form"),
        (b'<a V="&x;"/>', "refus"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "encodage"),
        (b"%PDF-1.7", "un PDF, pas un document XML"),
        (b"PK\x03\x04", "un classeur"),
        (b"<a>" * (PROFONDEUR_MAXIMALE + 1), "imbriqu"),
        (b"<a " + b" ".join(b'x%d="1"' % n for n in range(101)) + b"/>", "attributs"),
    ],
)
def test_file_that_is_no_sound_xml_is_refused_in_words(octets, message):
    with pytest.raises(ErreurFormat, match=message) as attrapee:
        list(parcourir(octets, nom="budget.xml"))
    assert attrapee.value.fichier == "budget.xml"


def test_size_is_bounded():
    with pytest.raises(ErreurFormat, match="dépasse la taille"):
        list(parcourir(b"<a>" + b"<b/>" * 100 + b"</a>", limite_octets=100))


def test_memory_does_not_grow_with_the_document(tmp_path):
    chemin = tmp_path / "long.xml"
    with chemin.open("wb") as flux:
        flux.write(b"<a>")
        flux.writelines(b'<b V="1234567890"><c V="1234567890"/></b>\n' for _ in range(100_000))
        flux.write(b"</a>")
    tracemalloc.start()
    try:
        assert sum(balise.ouvre for balise in parcourir(chemin)) == 200_001
        assert tracemalloc.get_traced_memory()[1] < 4 * MEGAOCTET
    finally:
        tracemalloc.stop()


@settings(deadline=2000)
@given(abimes(PLAN.encode()))
def test_damaged_bytes_give_elements_or_a_format_error(octets):
    try:
        assert sum(1 if balise.ouvre else -1 for balise in parcourir(octets)) == 0
    except ErreurFormat as erreur:
        assert erreur.message


def test_elements_are_counted(monkeypatch):
    monkeypatch.setattr(xml_sur, "LIMITE_ELEMENTS", 1_000)
    with pytest.raises(ErreurFormat, match="ligne 1001\u00a0: plus de 1000 éléments"):
        list(xml_sur.parcourir(b"<a>\n" + b"<b/>\n" * 1_000 + b"</a>"))


@pytest.mark.parametrize("debut", [b"", b"<!-- <b/> -->", "<?xml version='1.0' encoding='UTF-16'?>"])
@pytest.mark.parametrize("taille", [5, 64, 1024 * 1024])
def test_elements_are_counted_wherever_blocks_are_cut_and_whatever_the_encoding(monkeypatch, debut, taille):
    monkeypatch.setattr(xml_sur, "LIMITE_ELEMENTS", 100)
    monkeypatch.setattr(xml_sur, "_GRAND_BLOC", taille)
    for nombre in (99, 100):
        corps = "<a>\n" + "<b x='1'></b>\n" * nombre + "</a>"
        octets = (debut + corps).encode("utf-16") if isinstance(debut, str) else debut + corps.encode()
        if nombre < 100:
            assert sum(balise.ouvre for balise in xml_sur.parcourir(octets)) == 100
        else:
            with pytest.raises(ErreurFormat, match="ligne 101\u00a0: plus de 100 éléments"):
                list(xml_sur.parcourir(octets))


def test_five_million_lines_are_refused_at_once():
    octets = b"<a>\n" + b"<b/>\n" * 5_000_000 + b"</a>"
    debut = time.process_time()
    with pytest.raises(ErreurFormat, match="ligne 2000001\u00a0: plus de 2000000 éléments"):
        list(xml_sur.parcourir(octets))
    assert time.process_time() - debut < 2


def test_many_names_of_elements_are_not_kept():
    octets = "<a>" + "".join(f"<b{rang}/>" for rang in range(3_000)) + "</a>"
    noms = [balise.nom for balise in xml_sur.parcourir(octets.encode()) if balise.ouvre]
    assert noms == ["a", *(f"b{rang}" for rang in range(3_000))]
