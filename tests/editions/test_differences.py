"""What changed from one edition to another: told once, the gravest first, a new name as a new name."""

import copy
import json
import time
from decimal import Decimal

import pytest

from adherents.models import Adherent
from finances.models import Contribution
from siim94.editions.differences import (
    ENTETES,
    Differences,
    Genre,
    annee_d_avant,
    comparer,
    en_lignes,
)
from siim94.editions.noms import NomChange
from siim94.formats.tableau_ecriture import blocs_csv
from siim94.ui.historique.ecarts import Genre as Mot
from tests.editions.conftest import lire


@pytest.fixture
def apres(edition) -> dict:
    return copy.deepcopy(edition)


def chiffre(donnees: dict, code: str) -> dict:
    (lu,) = [c for c in donnees["chiffres"] if c["code"] == code]
    return lu


def tableau(donnees: dict, section: str) -> dict:
    return next(t for t in donnees["tableaux"] if t["section"] == section)


def poser(donnees: dict, code: str, valeur: str, precedent: str | None = None) -> None:
    lu = chiffre(donnees, code)
    lu |= {"valeur": valeur, "ecrit": valeur}
    if precedent:
        lu["precedent"] = {"annee": 2020, "valeur": precedent, "ecrit": precedent}


def test_the_same_data_have_no_difference(edition, apres):
    assert comparer(edition, apres) == Differences()
    assert not comparer(edition, apres | {"quand": "2030-01-01T00:00:00+01:00"})


def test_directions_reversed_come_first_then_figures_gone_and_new_then_the_largest(edition, apres):
    poser(edition, "rh.emplois.total", "10", "8")
    poser(apres, "rh.emplois.total", "7", "8")
    poser(apres, "finances.recettes.total", "6717399.43")
    poser(apres, "support.jours.si", "1")
    edition["chiffres"].append(
        chiffre(edition, "rh.arrivees") | {"code": "rh.disparu", "libelle": "Disparu", "precedent": None}
    )
    apres["chiffres"].append(
        chiffre(apres, "rh.arrivees") | {"code": "rh.nouveau", "libelle": "Nouveau", "precedent": None}
    )
    trouvees = comparer(edition, apres, {"support.jours.si": "Erreur de saisie"})
    assert [(c.code, c.genre) for c in trouvees.chiffres] == [
        ("rh.emplois.total", Genre.INVERSE),
        ("rh.disparu", Genre.DISPARU),
        ("rh.nouveau", Genre.NOUVEAU),
        ("support.jours.si", Genre.CHANGE),
        ("finances.recettes.total", Genre.CHANGE),
    ]
    inverse, disparu, _, jours, recettes = trouvees.chiffres
    assert (inverse.avant, inverse.apres, inverse.difference) == ("10", "7", Decimal(-3))
    assert (inverse.pourcent, disparu.apres, disparu.difference) == (Decimal("-30.0"), None, None)
    assert (jours.pourquoi, recettes.pourquoi) == ("Erreur de saisie", "")
    assert recettes.difference == 1 and "Recettes de fonctionnement" in recettes.places


def test_a_surplus_that_becomes_a_deficit_is_reversed(edition, apres):
    poser(edition, "rh.effectif.variation", "4")
    poser(apres, "rh.effectif.variation", "-1")
    (change,) = comparer(edition, apres).chiffres
    assert (change.genre, change.pourcent) == (Genre.INVERSE, Decimal("-125.0"))


def test_the_year_before_has_its_own_differences(edition, apres):
    chiffre(apres, "rh.effectif.total")["precedent"] |= {"valeur": "51.00", "ecrit": "51 agents"}
    (change,) = comparer(edition, apres).chiffres
    assert (change.code, change.apres) == ("rh.effectif.total@2020", "51 agents")
    assert change.libelle.endswith("(2020)")


def test_the_year_before_is_told_against_what_that_year_published(edition, apres):
    for chiffre_lu in apres["chiffres"]:
        avant = {"annee": 2021, "valeur": chiffre_lu["valeur"], "ecrit": chiffre_lu["ecrit"]}
        chiffre_lu |= {"annee": 2022, "valeur": "0", "ecrit": "0", "precedent": avant}
    # The edition printed another value than the data give.
    assert [(c.code, c.avant) for c in annee_d_avant(edition, apres)] == [("rh.etp", "44,6 ETP")]
    chiffre(apres, "rh.etp")["precedent"]["valeur"] = "44.6"
    assert annee_d_avant(edition, apres) == []
    chiffre(apres, "rh.effectif.total")["precedent"] |= {"valeur": "47.00", "ecrit": "47 agents"}
    chiffre(apres, "rh.arrivees")["precedent"] = None
    (change,) = annee_d_avant(edition, apres)
    assert (change.code, change.apres, change.difference) == ("rh.effectif.total", "47 agents", Decimal("1"))
    assert change.avant == chiffre(edition, "rh.effectif.total")["ecrit"]


def test_a_printed_value_stands_for_the_figure(edition, apres):
    chiffre(apres, "rh.arrivees")["imprime"] = {"texte": "9 agents", "valeur": "9"}
    (change,) = comparer(edition, apres).chiffres
    assert (change.code, change.apres) == ("rh.arrivees", "9 agents")


def test_a_figure_called_otherwise_is_the_same_figure(edition, apres):
    ancien = chiffre(apres, "rh.arrivees")["libelle"]
    chiffre(apres, "rh.arrivees")["libelle"] = "Agents arrivés"
    trouvees = comparer(edition, apres)
    assert trouvees == Differences(noms=[NomChange("Chiffres", ancien, "Agents arrivés")])


def test_a_member_renamed_is_told_once_and_nothing_is_gone(edition, db):
    vitry = Adherent.objects.get(code="vitry")
    vitry.nom = "Commune nouvelle de Vitry"
    vitry.save()
    contribution = Contribution.objects.filter(exercice=2021, adherent=vitry).latest("montant")
    contribution.montant += 1000
    contribution.save()
    trouvees = comparer(edition, lire())
    assert trouvees.noms == [NomChange("Adhérents", "Ville de Vitry-sur-Seine", "Commune nouvelle de Vitry")]
    assert not [c for c in trouvees.chiffres if c.genre in (Genre.DISPARU, Genre.NOUVEAU)]
    assert trouvees.lignes == []
    des_contributions = [c for c in trouvees.cellules if "Contributions" in c.ou]
    assert ("Commune nouvelle de Vitry", Decimal("1000.00")) in {
        (c.ligne, c.difference) for c in des_contributions
    }
    assert "finances.contributions.total" in {c.code for c in trouvees.chiffres}


def test_tables_are_compared_cell_by_cell_rows_and_columns_by_their_names(edition, apres):
    de = tableau(apres, "rh.tableau_effectifs")
    de["lignes"][0]["ecrit"][2], de["lignes"][0]["valeurs"][2] = "3", "3"
    disparue = de["lignes"].pop(2)
    de["lignes"].reverse()
    autre = tableau(apres, "applications.catalogue_synthese")
    autre["colonnes"][1] = "Fonctions"
    apres["tableaux"].remove(tableau(apres, "rh.ages"))
    trouvees = comparer(edition, apres)
    (cellule,) = trouvees.cellules
    assert (cellule.colonne, cellule.avant, cellule.apres) == ("Emplois – 2020", "1", "3")
    assert cellule.ligne.startswith("Filière") and cellule.difference == 2
    genres = {ligne.genre: ligne for ligne in trouvees.lignes}
    assert set(genres) == {"ligne disparue", "colonne disparue", "colonne nouvelle", "tableau disparu"}
    assert genres["ligne disparue"].libelle.endswith(disparue["libelle"])
    assert genres["tableau disparu"].avant == "4 lignes"


def test_rows_called_alike_are_told_by_their_other_words(edition, apres):
    for donnees, dates in ((edition, ("3 mai", "7 juin")), (apres, ("1er avril", "3 mai", "7 juin"))):
        ligne = {"libelle": "Bureau", "groupe": "", "genre": "", "valeurs": [None, None]}
        lignes = [ligne | {"ecrit": ["Bureau", date]} for date in dates]
        donnees["tableaux"].append(
            tableau(donnees, "rh.ages")
            | {"titre": "Réunions", "colonnes": ["Instance", "Date"], "lignes": lignes}
        )
    trouvees = comparer(edition, apres)
    assert [ligne.apres for ligne in trouvees.lignes] == ["Bureau | 1er avril"] and not trouvees.cellules


def test_a_chart_is_compared_where_no_table_has_its_values(edition, apres):
    for donnees, valeur in ((edition, "7"), (apres, "8")):
        graphique = donnees["graphiques"][0]
        graphique |= {"en_annexe": True, "titre": f"Un titre qui dit {valeur}"}
        graphique["lignes"][0]["valeurs"][0] = graphique["ecrit"][0][1] = valeur
    trouvees = comparer(edition, apres)
    assert [(c.avant, c.apres) for c in trouvees.cellules] == [("7", "8")]
    assert [phrase.apres for phrase in trouvees.phrases] == ["Un titre qui dit 8"]


def test_sentences_of_which_only_figures_changed_are_apart_from_what_is_written_otherwise(edition, apres):
    for donnees, textes in (
        (edition, ["En 2021, 1\u202f200 postes. Le parc est ancien.", "Rien."]),
        (apres, ["En 2021, 950 postes. Le parc est neuf.", "Rien."]),
    ):
        next(r for r in donnees["rubriques"] if r["code"] == "gouvernance")["texte"] = textes
    trouvees = comparer(edition, apres)
    assert [(p.avant, p.apres) for p in trouvees.phrases] == [
        ("En 2021, 1\u202f200 postes.", "En 2021, 950 postes.")
    ]
    (texte,) = trouvees.textes
    assert (texte.ou, texte.avant, texte.apres) == (
        "Une gouvernance collective",
        "Le parc est ancien.",
        "Le parc est neuf.",
    )


def test_a_long_text_is_told_word_by_word(edition, apres):
    partie = next(r for r in apres["rubriques"] if r["code"] == "gouvernance")
    partie["texte"][0] = partie["texte"][0].replace("est piloté", "est conduit")
    (texte,) = comparer(edition, apres).textes
    changes = [m.texte.strip() for m in texte.morceaux if m.genre in (Mot.RETIRE, Mot.AJOUTE)]
    assert changes == ["piloté", "conduit"]


def test_pictures_are_known_by_their_place(edition, apres):
    image = {"rubrique": "gouvernance", "place": "fin", "rang": 1, "empreinte": "a" * 64, "genre": "png"}
    image |= {"alternative": "Le siège", "legende": "", "credit": ""}
    edition["images"] = [image]
    apres["images"] = [image | {"empreinte": "b" * 64}, image | {"rang": 2, "alternative": "Le parc"}]
    assert [(i.ou, i.avant, i.apres) for i in comparer(edition, apres).images] == [
        ("Une gouvernance collective", "Le siège", "Le siège"),
        ("Une gouvernance collective", None, "Le parc"),
    ]


def test_as_rows_of_a_file_each_difference_is_one_row(edition, apres):
    poser(apres, "rh.arrivees", "99")
    tableau(apres, "rh.ages")["lignes"][0]["ecrit"][1] = "12,00"
    lignes = list(en_lignes(comparer(edition, apres, {"rh.arrivees": "Recompté"})))
    assert lignes[0] == ENTETES and {len(ligne) for ligne in lignes} == {len(ENTETES)}
    assert [ligne[0] for ligne in lignes[1:]] == ["chiffre changé", "tableau"]
    texte = b"".join(blocs_csv(lignes)).decode()
    assert "Recompté" in texte and "12,00" in texte


def test_seen_from_the_other_side_each_difference_is_the_opposite(edition, apres):
    for rang, lu in enumerate(apres["chiffres"]):
        if rang % 3 == 0:
            poser(apres, lu["code"], str(Decimal(lu["valeur"]) * 2 + rang))
    for t in apres["tableaux"]:
        t["lignes"][0]["ecrit"][-1] += " *"
        t["lignes"].pop()
    la, retour = comparer(edition, apres), comparer(apres, edition)
    assert len(la.chiffres) > 80 and len(la.cellules) > 10 and len(la.lignes) > 10
    assert {(c.code, c.avant, c.apres) for c in la.chiffres} == {
        (c.code, c.apres, c.avant) for c in retour.chiffres
    }
    for genre in ("cellules", "lignes"):
        assert {(x.ou, x.avant, x.apres) for x in getattr(la, genre)} == {
            (x.ou, x.apres, x.avant) for x in getattr(retour, genre)
        }


def test_two_editions_wholly_apart_are_compared_within_a_second(edition, apres):
    apres = json.loads(json.dumps(apres, ensure_ascii=False).replace(" de ", " pour ").replace("4", "5"))
    debut = time.process_time()
    comparer(edition, apres)
    assert time.process_time() - debut < 1
