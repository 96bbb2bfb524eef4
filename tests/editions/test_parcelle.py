"""The archive parcel of a year stands alone: its hashes, its data, its links hold without the site."""

import json
import re
import subprocess
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.urls import reverse
from jsonschema import Draft202012Validator

from siim94.bilan import exercices
from siim94.editions import archives, parcelle, publication
from siim94.editions.donnees import octets
from siim94.editions.models import Edition, Signalement
from siim94.editions.publication import Demande, publier
from siim94.socle.commandes import Erreur
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice
from tests.comptes import connecter
from tests.editions.publie import dessin_fait
from tests.editions.test_archives import par_derriere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]


def publiee(**options) -> Edition:
    return publier(2021, Demande("Adoption", sans_relecture=True, acceptes=None, **options))


@pytest.fixture
def deux(pret, edition, monkeypatch) -> list[Edition]:
    """Two editions of 2021 with the data of its report, the first of which a reader found wrong."""

    def dessin(exercice, suivi, **avec):
        fait = dessin_fait(exercice, suivi, **avec)
        return type(fait)(**{**vars(fait), "donnees": octets(edition)})

    monkeypatch.setattr(publication, "dessiner", dessin)
    premiere = publiee()
    with acteur(None, motif="Un total est faux"):
        exercices.rouvrir(Exercice.objects.get(annee=2021))
    Signalement.objects.create(
        edition=premiere,
        rubrique="",
        texte="Le total <est> faux",
        auteur=connecter("agent").compte,
        auteur_nom="Agnès Lectrice",
        sort=Signalement.Sort.RETENU,
        traite=premiere.publiee,
    )
    return [premiere, publiee(nature="revision")]


def depaqueter(contenu: bytes, dossier):
    with ZipFile(BytesIO(contenu)) as lu:
        lu.extractall(dossier)
    return dossier / "bilan-2021"


def test_the_parcel_stands_alone(deux, tmp_path, capsys):
    sortie = tmp_path / "parcelle.zip"
    call_command("exporter", "parcelle", "2021", "--sortie", sortie)
    assert "parcelle.zip" in capsys.readouterr().out
    contenu = sortie.read_bytes()
    # The same, byte for byte, as often as it is made.
    assert parcelle.parcelle(2021) == contenu
    dossier = depaqueter(contenu, tmp_path)
    fait = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=dossier, capture_output=True, text=True)
    assert (fait.returncode, fait.stderr) == (0, "")
    presents = {str(f.relative_to(dossier)) for f in dossier.rglob("*") if f.is_file()}
    assert {ligne.split("  ")[1] for ligne in (dossier / "SHA256SUMS").read_text().splitlines()} == (
        presents - {"SHA256SUMS"}
    )
    schema = json.loads((dossier / "donnees.schema.json").read_text())
    for lue in deux:
        edition = dossier / f"edition-{lue.numero}"
        Draft202012Validator(schema).validate(json.loads((edition / "donnees.json").read_text()))
        for nom in parcelle.FICHIERS:
            assert (edition / nom).read_bytes() == archives.octets(lue, nom)
        # What the manifest names is there, but who had read it.
        nommes = {f["nom"] for f in json.loads((edition / "manifeste.json").read_text())["fichiers"]}
        assert nommes - {f.name for f in edition.iterdir()} == {archives.RESERVE}
        assert lue.manifeste_id in (dossier / "LISEZ-MOI.txt").read_text()


def test_its_index_reads_without_the_site(deux, tmp_path):
    dossier = depaqueter(parcelle.parcelle(2021), tmp_path)
    page = (dossier / "index.html").read_text()
    liens = set(re.findall(r'(?:href|src)="([^"]*)"', page))
    assert len(liens) == 2 * len(parcelle.FICHIERS) + 4
    assert all((dossier / lien).is_file() for lien in liens)
    assert "url(" not in page and "<script" not in page
    assert "Le total &lt;est&gt; faux" in page and "remplacée par l’édition 2" in page
    constats = json.loads((dossier / "edition-2" / "constats.json").read_text())["constats"]
    assert constats and page.count("</td>") == 3 * len(constats)
    corrections = json.loads((dossier / "corrections.json").read_text())
    assert [lue["edition"] for lue in corrections["editions"]] == [2, 1]
    assert corrections["editions"][1]["erreurs_reconnues"][0]["texte"] == "Le total <est> faux"
    textes = "".join(f.read_text() for f in dossier.iterdir() if f.is_file())
    assert "Agnès Lectrice" not in textes


def test_management_downloads_it_from_the_page_of_editions(deux):
    pages = {
        role: connecter(role).get(reverse("editions:editions", args=[2021]))
        for role in ("direction", "agent")
    }
    adresse = reverse("editions:parcelle", args=[2021])
    assert adresse in pages["direction"].content.decode()
    assert adresse not in pages["agent"].content.decode()
    reponse = connecter("direction").get(adresse)
    assert reponse["Content-Disposition"] == 'attachment; filename="bilan-d-activites-2021-archive.zip"'
    assert reponse.content == parcelle.parcelle(2021)
    assert connecter("agent").get(adresse).status_code == 403


def test_what_changed_or_was_never_published_makes_no_parcel(pret, tmp_path):
    sortie = tmp_path / "parcelle.zip"
    with pytest.raises(Erreur, match="pas d’édition publiée"):
        call_command("exporter", "parcelle", "2021", "--sortie", sortie)
    direction, adresse = connecter("direction"), reverse("editions:parcelle", args=[2021])
    assert direction.get(adresse).status_code == 404
    edition = publiee()
    with par_derriere("editions_piece") as cursor:
        cursor.execute(
            "UPDATE editions_piece SET octets = octets || '!'::bytea WHERE empreinte = %s",
            [edition.constats_id],
        )
        with pytest.raises(Erreur, match="n’est plus celle qui a été publiée"):
            call_command("exporter", "parcelle", "2021", "--sortie", sortie)
        assert direction.get(adresse).status_code == 409
    assert not sortie.exists()
