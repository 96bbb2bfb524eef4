"""Each chart can be taken as SVG, PNG and CSV, with its title and source, from any page that shows it."""

import re
from io import BytesIO

import pytest
from django.core.signing import BadSignature
from django.urls import reverse
from lxml import etree
from PIL import Image

from siim94.ui.graphiques import BarChart, fichiers
from tests.comptes import connecter
from tests.ui.graphiques.test_graphiques import EXEMPLES

SOURCE = "Source : finances, exercice 2021"
CHART = BarChart("Contributions", [("=Nord", 1234567), ("Sud", None)], unite="€", source=SOURCE)


@pytest.mark.parametrize("nom", EXEMPLES)
def test_a_sealed_chart_opens_as_it_was(nom):
    scelle = fichiers.sceller(EXEMPLES[nom])
    assert fichiers.ouvrir(scelle) == EXEMPLES[nom]
    assert fichiers.sceller(EXEMPLES[nom]) == scelle
    with pytest.raises(BadSignature):
        fichiers.ouvrir(scelle[:-1])


def test_picture_has_the_title_and_the_source_of_the_chart():
    racine = etree.fromstring(fichiers.ecrire(CHART, "svg"))
    textes = [element.text for element in racine.iter("{*}text")]
    assert (textes[0], textes[-1]) == ("Contributions (en euros)", SOURCE)
    image = Image.open(BytesIO(fichiers.ecrire(CHART, "png")))
    assert image.size == tuple(2 * int(racine.get(cote)) for cote in ("width", "height"))


def test_values_are_a_french_table_that_ends_with_the_source():
    lignes = fichiers.ecrire(CHART, "csv").decode("utf-8-sig").splitlines()
    assert lignes == [";€", "'=Nord;1234567", "Sud;", "", "Contributions (en euros)", SOURCE]


@pytest.mark.django_db
def test_a_reader_takes_the_chart_of_a_page(client):
    connecter("agent", client)
    page = client.get(reverse("bilan:html", args=[2021])).content.decode()
    scelle = re.search(r'name="graphique" value="([^"]+)"', page)[1]
    for extension, debut in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", "\ufeff".encode())):
        reponse = client.post(reverse("graphique"), {"graphique": scelle, "format": extension})
        assert reponse.content.startswith(debut)
        assert reponse["Content-Type"] == fichiers.TYPES[extension]
        assert re.fullmatch(
            rf'attachment; filename="[a-z0-9-]+\.{extension}"', reponse["Content-Disposition"]
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "envoi", [{}, {"graphique": "faux"}, {"graphique": fichiers.sceller(CHART), "format": "pdf"}]
)
def test_what_no_page_gave_is_not_drawn(client, envoi):
    connecter("agent", client)
    assert client.post(reverse("graphique"), envoi).status_code == 404
