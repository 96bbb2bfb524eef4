"""The report says, at their place, which figures of the year before were published otherwise."""

import json
from datetime import UTC, datetime

import pytest

from siim94.bilan import fichiers
from siim94.bilan import page as page_du_bilan
from siim94.bilan.models import Rubrique
from siim94.bilan.rendu import Bilan, Support
from siim94.bilan.tirages import construction, frais
from siim94.controles.chiffres import Releve
from siim94.editions import archives, publication
from siim94.editions.donnees import octets
from siim94.editions.gel import geler
from siim94.editions.models import Edition
from siim94.editions.rectifications import notes
from siim94.socle.models import Exercice, Revision
from tests.bilan.factories import ExerciceFactory, TirageFactory
from tests.bilan.lecture import espaces_simples, texte_du_pdf
from tests.editions.factories import PieceFactory, sceller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]
EFFECTIF = "rh.effectif.total"
PHRASE = (
    "Publié en 2021 dans le bilan 2020 : Emplois pourvus au 31 décembre, 51 agents ; la valeur a été"
    " rectifiée depuis."
)


@pytest.fixture
def exercice(donnees_2021) -> Exercice:
    return Exercice.objects.get(annee=2021)


def publiee_2020(**autrement) -> Edition:
    """An edition of 2020 that printed what 2021 gives of that year, but for some figures."""
    releve, chiffres = Releve(2021), []
    for code in (EFFECTIF, "rh.effectif.titulaires", "finances.contributions.total"):
        if (terme := releve.terme(code, 2020)) and terme.valeur is not None:
            lu = {"code": code, "annee": 2020, "libelle": terme.libelle, "imprime": None}
            chiffres.append(
                lu | {"valeur": str(terme.valeur), "ecrit": terme.ecrit} | autrement.get(code, {})
            )
    assert EFFECTIF in {chiffre["code"] for chiffre in chiffres}
    piece = PieceFactory(genre="json", octets=octets({"chiffres": chiffres}))
    annee = Exercice.objects.filter(annee=2020).first() or ExerciceFactory(annee=2020)
    return sceller(exercice=annee, donnees=piece, publiee=datetime(2021, 6, 14, 9, 30, tzinfo=UTC))


def corrigee() -> Edition:
    return publiee_2020(**{EFFECTIF: {"valeur": "51", "ecrit": "51 agents"}})


def dites(bilan: Bilan) -> dict[str, list[str]]:
    """The notes of a report by the code of their section; of its first page, without code."""
    trouvees = {"": bilan.contredits} if bilan.contredits else {}
    for chapitre in bilan.chapitres:
        trouvees |= {p.rubrique.section: p.contredits for p in chapitre.parcours() if p.contredits}
    return {code: [espaces_simples(phrase) for _, phrase in siennes] for code, siennes in trouvees.items()}


def test_a_report_says_nothing_and_has_the_same_bytes_while_all_is_as_published(exercice):
    assert notes(2021) == {}
    avant = fichiers.html(exercice)
    publiee_2020()
    assert notes(2021) == {}
    assert fichiers.html(exercice) == avant


@pytest.mark.parametrize("support", Support)
def test_a_figure_published_otherwise_is_told_where_it_is_printed(exercice, support):
    corrigee()
    trouvees = dites(Bilan(exercice, support))
    assert trouvees[""] == trouvees["rh.effectif"] == [PHRASE]
    assert "finances.contributions" not in trouvees


def test_the_pdf_the_file_and_the_data_tell_it(exercice):
    Rubrique.objects.filter(exercice=2021).exclude(section="rh.effectif").update(incluse=False)
    corrigee()
    gel = geler(exercice)
    assert PHRASE in espaces_simples(texte_du_pdf(gel.pdf).replace("\n", " "))
    assert espaces_simples(gel.html.decode()).count(PHRASE) == 2, "on the first page and under the table"
    rubriques = json.loads(gel.donnees)["rubriques"]
    assert PHRASE in [espaces_simples(note["phrase"]) for r in rubriques for note in r["notes"]]


def test_several_figures_are_told_in_one_note(exercice):
    autre = {"valeur": "1", "ecrit": "1 agent"}
    publiee_2020(**{EFFECTIF: autre, "rh.effectif.titulaires": autre})
    (note,) = dites(Bilan(exercice))["rh.effectif"]
    assert note.count("1 agent ;") == 2 and note.endswith("ces valeurs ont été rectifiées depuis.")


def test_an_altered_edition_is_compared_with_nothing(exercice, monkeypatch):
    corrigee()
    monkeypatch.setattr(archives, "_ecarts", lambda _: iter(["essai"]))
    assert notes(2021) == {}


def test_what_is_kept_of_the_next_year_is_stale_once_a_closed_year_is_published(
    pret, memoire_gardee, monkeypatch
):
    suivante = ExerciceFactory(annee=2022)
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    rendues, rendre = [], page_du_bilan._rendre
    monkeypatch.setattr(page_du_bilan, "_rendre", lambda *a: rendues.append(a) or rendre(*a))

    def lire():
        page_du_bilan.lire(suivante, modifiable=False, explicable=False)
        return len(rendues)

    TirageFactory(exercice=suivante, revisions=Revision.objects.numero(2022), construction=construction())
    assert frais(suivante) and (lire(), lire()) == (1, 1)
    avant = Revision.objects.numero(2021)
    publication.publier(2021, publication.Demande("Adoption", sans_relecture=True, acceptes=None))
    assert frais(suivante) is None and lire() == 2
    assert Revision.objects.numero(2021) == avant, "its own report is what was published"
