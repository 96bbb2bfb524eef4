"""What a workbook leaves open is asked, in words that name sheet and column; the answer does what it says."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from adherents.models import Adherent
from finances.models import Contribution
from siim94.chargements.classeur_questions import plus_proche
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger, simuler
from siim94.socle.refus import Refus
from tests.chargements.test_classeur import plat
from tests.chargements.test_classeur_colonnes import CONTRIBUTIONS, classeur

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

LIGNES = (("Gentilly", "prestation", 12), ("Arcueil", "prestation", None))


def lire(flux, genre="classeur", **options):
    flux.seek(0)
    return simuler(chargeur_de(genre), flux, Options(exercice=2021, **options))


def montants(flux, genre="classeur", **options):
    """What a file stores of services, by member."""
    flux.seek(0)
    charger(chargeur_de(genre), flux, Options(exercice=2021, **options))
    return {c.adherent.nom: c.montant for c in Contribution.objects.filter(nature="prestation")}


def renomme():
    return classeur("Contributions", ("Adhérent", "Nature", "Montnat (€)"), LIGNES[0])


def fusionne():
    return classeur(
        "Contributions", CONTRIBUTIONS, *LIGNES, changer=lambda livre: livre.active.merge_cells("C2:C3")
    )


def masque(feuille="Contributions", entetes=CONTRIBUTIONS):
    def cacher(livre):
        livre.active.row_dimensions[3].hidden = True
        livre.active.column_dimensions["B"].hidden = True
        livre.create_sheet("Brouillon").sheet_state = "hidden"

    return classeur(feuille, entetes, LIGNES[0], ("Arcueil", "prestation", 999_999), changer=cacher)


@pytest.mark.parametrize(
    ("nom", "trouves", "proche"),
    [
        ("Montant", ["Date", "Montnat (€)"], "Montnat (€)"),
        ("Montant", ["Remarque", "Montant HT de l’année 2021"], "Montant HT de l’année 2021"),
        ("Nature", ["Date"], None),
        ("Subventions", ["Subvention", "Feuil1"], "Subvention"),
        ("Montant", [], None),
    ],
)
def test_nearest_name(nom, trouves, proche):
    assert plus_proche(nom, trouves) == proche


def test_a_renamed_column_of_values_is_absent_by_name_and_asked():
    (question,) = lire(renomme()).questions
    assert plat(str(question)) == (
        "feuille Contributions : la colonne « Montant » est absente ; peut-être nommée « Montnat (€) »."
    )
    assert (question.code, question.proposition) == ("colonne-contributions-montant", "C")
    assert question.choix["C"] == "Montnat (€)"
    with pytest.raises(Refus, match="est absente"):
        montants(renomme())


@pytest.mark.parametrize(
    ("options", "attendus"),
    [
        ({"propositions": True}, {"Ville de Gentilly": 12}),
        ({"colonne-contributions-montant": "montnat (€)"}, {"Ville de Gentilly": 12}),
        ({"colonne-contributions-montant": "aucune"}, {}),
    ],
)
def test_a_renamed_column_is_read_as_it_is_answered(options, attendus):
    assert montants(renomme(), **options) == attendus


def test_a_sheet_without_any_of_its_values_asks_for_them():
    (question,) = lire(classeur("Contributions", ("Adhérent", "Date"), ("Gentilly", "2021"))).questions
    assert question.proposition is None and set(question.choix) == {"B", "aucune"}


def test_a_compulsory_column_renamed_is_asked_and_one_that_lacks_is_an_error_beside_other_sheets():
    flux = classeur("Contributions", ("Adherents du SIIM", "Nature", "Montant"), LIGNES[0])
    (question,) = lire(flux).questions
    assert question.code == "colonne-contributions-adherent" and not lire(flux).erreurs
    assert montants(flux, propositions=True) == {"Ville de Gentilly": 12}

    def ajouter(livre):
        onglet = livre.create_sheet("Subventions")
        for ligne in (("Libellé", "Montant"), ("Plan", "beaucoup")):
            onglet.append(ligne)

    flux = classeur("Contributions", ("Nature", "Montant"), ("prestation", 12), changer=ajouter)
    dites = [plat(str(erreur)) for erreur in lire(flux).erreurs]
    assert "feuille Contributions, ligne 1 : Il manque la colonne Adhérent." in dites
    assert any(dite.startswith("feuille Subventions, ligne 2, colonne B") for dite in dites), dites


def test_a_renamed_sheet_is_absent_by_name_and_asked():
    flux = classeur("Contribution", CONTRIBUTIONS, LIGNES[0])
    (question,) = lire(flux).questions
    assert (
        plat(str(question)) == "La feuille « Contributions » est absente ; peut-être nommée « Contribution »."
    )
    assert montants(flux, propositions=True) == {"Ville de Gentilly": 12}
    with pytest.raises(Refus, match="aucune des feuilles attendues"):
        montants(flux, feuille_contributions="aucune")


def test_merged_amounts_are_asked_and_given_to_each_row_or_to_the_first():
    (question,) = lire(fusionne()).questions
    assert (question.code, question.proposition) == ("fusions-contributions", None)
    assert "C2:C3" in question.phrase
    with pytest.raises(Refus, match="fusionnées"):
        montants(fusionne(), propositions=True)
    assert montants(fusionne(), fusions_contributions="premiere") == {"Ville de Gentilly": 12}
    deux = {"Ville de Gentilly": 12, "Ville d’Arcueil": 12}
    assert montants(fusionne(), fusions_contributions="chacune") == deux


def test_a_merged_title_above_the_headings_asks_nothing():
    flux = classeur(
        "Contributions",
        ("Contributions de l’année",),
        CONTRIBUTIONS,
        LIGNES[0],
        changer=lambda livre: livre.active.merge_cells("A1:C1"),
    )
    assert lire(flux).questions == []


def test_hidden_rows_that_change_something_are_asked_and_the_rest_is_told():
    apercu = lire(masque())
    (question,) = apercu.questions
    assert question.code == "masquees" and "feuille Contributions, ligne 3" in question.phrase
    dits = [plat(str(remarque)) for remarque in apercu.avertissements]
    assert "feuille Contributions : lignes masquées : 3." in dits
    assert "feuille Contributions : colonnes masquées, lues comme les autres : « Nature »." in dits
    assert "Feuilles masquées : « Brouillon »." in dits
    with pytest.raises(Refus, match="masquées"):
        montants(masque(), propositions=True)
    assert montants(masque(), masquees="laisser") == {"Ville de Gentilly": 12}
    deux = {"Ville de Gentilly": Decimal(12), "Ville d’Arcueil": Decimal(999_999)}
    assert montants(masque(), masquees="lire") == deux
    assert lire(masque()).questions == [], "they change nothing any more"


def test_a_hidden_sheet_of_the_workbook_is_asked_whole():
    def cacher(livre):
        livre.active.sheet_state = "hidden"
        livre.create_sheet("Notes")

    flux = classeur("Contributions", CONTRIBUTIONS, LIGNES[0], changer=cacher)
    assert [question.code for question in lire(flux).questions] == ["masquees"]


ENTETES = ("exercice", "adherent", "nature", "montant")


def test_one_table_alone_asks_the_same():
    def changer(livre):
        livre.active.row_dimensions[3].hidden = True
        livre.active.merge_cells("D2:D3")

    arcueil, gentilly = (Adherent.objects.get(nom=f"Ville {nom}") for nom in ("d’Arcueil", "de Gentilly"))
    lignes = [(2021, a.code, "prestation", m) for a, m in ((gentilly, 12), (arcueil, None))]
    flux = classeur("Contributions", ENTETES, *lignes, changer=changer)
    vu = lire(flux, "feuille", feuille="contributions", fusions="chacune")
    assert [question.code for question in vu.questions] == ["masquees"]
    assert "fusions" in [q.code for q in lire(flux, "feuille", feuille="contributions").questions]
    reponses = {"fusions": "chacune", "masquees": "laisser"}
    assert montants(flux, "feuille", feuille="contributions", **reponses) == {"Ville de Gentilly": 12}


def test_wrong_amounts_and_unknown_names_of_one_row_are_told_together_in_the_order_of_the_workbook():
    def ajouter(livre):
        onglet = livre.create_sheet("Lignes du catalogue", 0)
        for ligne in (("Fonction", "Application", "Rang"), ("Inconnue", "Aucune", "beaucoup")):
            onglet.append(ligne)

    flux = classeur("Contributions", CONTRIBUTIONS, ("Atlantide", "don", "x"), changer=ajouter)
    lieux = [erreur.lieu for erreur in lire(flux).erreurs]
    assert {lieu for lieu in lieux if "Contributions" in lieu} == {
        f"feuille Contributions, ligne 2, colonne {lettre}" for lettre in "ABC"
    }
    assert lieux.index("feuille Lignes du catalogue, ligne 2, colonne C") < lieux.index(
        "feuille Contributions, ligne 2, colonne A"
    )


def test_the_command_asks_and_takes_the_letter(tmp_path, capsys):
    fichier = tmp_path / "classeur.xlsx"
    fichier.write_bytes(renomme().getvalue())
    arguments = ("charger", "classeur", str(fichier), "--exercice", "2021")
    with pytest.raises(CommandError) as refus:
        call_command(*arguments)
    assert refus.value.returncode == 3
    dit = plat(capsys.readouterr().out)
    assert "colonne-contributions-montant=C : Montnat (€)" in dit
    assert "proposition : colonne-contributions-montant=C" in dit
    call_command(*arguments, "--repondre", "colonne-contributions-montant=C")
    assert Contribution.objects.get(nature="prestation").montant == 12


def test_one_heading_is_proposed_for_one_column():
    """« Valeur haute » and « Texte » are not asked about when only « Valeur » was renamed."""
    entetes = ("Code", "Libellé", "Valeur (saisie)", "Unité")
    flux = classeur("Indicateurs RH", entetes, ("part-cdi", "Part", 46, "%"))
    assert [question.code for question in lire(flux).questions] == ["colonne-indicateurs-rh-valeur"]


@pytest.mark.parametrize(
    ("entete", "code"), [("montnat", "colonne-montant"), ("Adhérents", "colonne-adherent")]
)
def test_a_renamed_column_of_one_table_is_asked_too(entete, code):
    entetes = [entete if f"colonne-{nom}" == code else nom for nom in ENTETES]
    flux = classeur("Contributions", entetes, (2021, "gentilly", "prestation", 12))
    (question,) = lire(flux, "feuille", feuille="contributions").questions
    assert question.code == code and question.choix[question.proposition] == entete
    vus = montants(flux, "feuille", feuille="contributions", propositions=True)
    assert vus == {"Ville de Gentilly": 12}
