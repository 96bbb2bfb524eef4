"""Loading a workbook for good: a new year made and unmade, replaced rows, refusals."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.apps import apps
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from applications.models import Deploiement
from finances.models import Contribution, LigneBudget, Subvention
from rh.models import Etp
from siim94.bilan import exercices
from siim94.chargements.annulation import annuler
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger, simuler
from siim94.controles.imprimees import ValeursImprimees
from siim94.socle.models import Chargement, Exercice, Journal, Suivi, ValeurImprimee
from siim94.socle.refus import Refus
from tests.chargements.test_classeur import classeur, plat
from tests.chargements.test_views import deposer, travailler
from tests.classeur_modifie import colonne, modifier
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def photographie() -> dict:
    """Every business row, without its version."""
    return {
        model._meta.label: [
            {nom: valeur for nom, valeur in ligne.items() if nom != "version"}
            for ligne in model._base_manager.order_by("pk").values()
        ]
        for model in apps.get_models()
        if issubclass(model, Suivi)
    }


def loaded(flux, **options):
    return charger(chargeur_de("classeur"), flux, Options(**options))


def test_a_year_loaded_as_another_makes_that_year_and_undoing_it_unmakes_it(django_assert_max_num_queries):
    avant = photographie()
    chargement = loaded(classeur(2021), exercice=2022)
    assert Exercice.objects.get(annee=2022).statut == Exercice.Statut.PREPARATION
    assert Contribution.objects.for_exercice(2022).total_of(2022) == Contribution.objects.total_of(2021)
    assert Deploiement.objects.for_exercice(2022).count() == Deploiement.objects.for_exercice(2021).count()
    assert chargement.crees == chargement.lignes.count() > 600
    # None for each row.
    with django_assert_max_num_queries(400):
        annuler(chargement)
    assert photographie() == avant


def test_a_changed_amount_is_shown_old_and_new_and_journalled_as_of_the_load():
    def augmenter(onglet):
        onglet.cell(2, colonne(onglet, "Montant")).value += 100

    flux = modifier(classeur(2021), "Contributions", augmenter)
    (table,) = [t for t in simuler(chargeur_de("classeur"), flux, Options()).tables if t.modifies]
    ((objet, lieu, champs),) = [(ligne.objet, ligne.lieu, ligne.champs) for ligne in table.lignes]
    assert (objet, lieu) == ("Ville de Vitry-sur-Seine 2021", "feuille Contributions, ligne 2")
    assert [tuple(map(plat, champ)) for champ in champs] == [("montant", "1 828 377,37", "1 828 477,37")]
    flux.seek(0)
    chargement = loaded(flux)
    assert (chargement.crees, chargement.modifies, chargement.supprimes) == (0, 1, 0)
    ligne = chargement.lignes.get()
    assert (ligne.feuille, ligne.ligne) == ("Contributions", 2)
    contribution = Contribution.objects.get(pk=ligne.cle)
    assert contribution.montant == Decimal("1828477.37")
    assert Journal.objects.of_objet(contribution).first().chargement_id == chargement.pk
    annuler(chargement)
    contribution.refresh_from_db()
    assert contribution.montant == Decimal("1828377.37")


def test_rows_without_values_are_left_and_deleted_only_when_asked():
    def vider(onglet):
        onglet.cell(2, colonne(onglet, "Montant")).value = None

    nombre = Contribution.objects.count()
    flux = modifier(classeur(2021), "Contributions", vider)
    assert loaded(flux).supprimes == 0
    flux.seek(0)
    chargement = loaded(flux, remplacer=True)
    assert (chargement.crees, chargement.modifies, chargement.supprimes) == (0, 0, 1)
    assert Contribution.objects.count() == nombre - 1


def test_a_typed_total_is_no_data_and_a_difference_is_reported():
    def totaliser(onglet):
        derniere = onglet.max_row
        onglet.cell(derniere + 1, 2).value = "Total"
        onglet.cell(derniere + 1, colonne(onglet, "Montant")).value = 1000

    apercu = simuler(chargeur_de("classeur"), modifier(classeur(2021), "Contributions", totaliser), Options())
    # Nothing but the total itself, which is kept as what the document states.
    assert [table.titre for table in apercu.tables if table.change] == ["valeurs imprimées"]
    (remarque,) = apercu.avertissements
    assert "« Total », Montant : le total saisi est 1 000, les lignes donnent " in plat(remarque.texte)
    assert remarque.lieu.startswith("feuille Contributions, cellule D")


def test_a_total_is_kept_and_the_data_are_held_against_it_from_then_on():
    total = Contribution.objects.total_of(2021)

    def totaliser(onglet):
        onglet.cell(onglet.max_row + 1, 2).value = "Total"
        onglet.cell(onglet.max_row, colonne(onglet, "Montant")).value = float(total)

    loaded(modifier(classeur(2021), "Contributions", totaliser), propositions=True)
    gardee = ValeurImprimee.objects.get(chiffre="finances.somme.contributions/montant")
    assert (gardee.valeur, gardee.calcule, gardee.bilan_de_id) == (total, total, 2021)
    assert gardee.lieu == "classeur, feuille « Contributions »"

    def constats():
        return {c.cle for c in ValeursImprimees(2021).constats() if "somme" in c.cle}

    assert constats() == set()
    Contribution.objects.filter(adherent__code="arcueil").update(montant=1)
    assert constats() == {"finances.somme.contributions/montant@2021"}


def test_the_right_total_says_nothing():
    def totaliser(onglet):
        derniere = onglet.max_row
        rang = colonne(onglet, "Montant")
        onglet.cell(derniere + 1, 2).value = "TOTAL"
        onglet.cell(derniere + 1, rang).value = sum(
            onglet.cell(n, rang).value for n in range(2, derniere + 1)
        )

    apercu = simuler(chargeur_de("classeur"), modifier(classeur(2021), "Contributions", totaliser), Options())
    assert apercu.avertissements == []


@pytest.mark.usefixtures("avec_controles")
def test_the_preview_says_which_findings_the_load_brings():
    def fausser(onglet):
        onglet.cell(2, colonne(onglet, "Montant")).value = 1

    gestionnaire = connecter("gestionnaire")
    avant = photographie()
    flux = modifier(classeur(2021), "Contributions", fausser)
    reponse = deposer(gestionnaire, "classeur", flux.read(), "classeur.xlsx")
    chargement = Chargement.objects.latest("pk")
    (constat,) = chargement.apercu["apportes"]
    assert (constat["gravite"], constat["lieu"]) == ("avertissement", "2021")
    assert "Ce que diraient les contrôles" in reponse.text and "1 constat de plus" in plat(reponse.text)
    assert photographie() == avant
    # What was shown is what is loaded: findings are no part of what is confirmed.
    gestionnaire.post(reverse("chargements:confirmer", args=[chargement.pk]))
    travailler()
    chargement.refresh_from_db()
    assert chargement.etat == Chargement.Etat.FAIT


@pytest.mark.parametrize(
    ("feuille", "titre", "valeur", "attendu"),
    [
        (
            "Contributions",
            "Adhérent",
            "Atlantide",
            "« Atlantide » n’est pas enregistré (adhérent).",
        ),
        ("Contributions", "Nature", "cadeau", "« cadeau » n’est pas une valeur possible"),
        ("Lignes budgétaires", "Chapitre", "999", "« 999 » : chapitre inconnu dans la nomenclature"),
        ("Emplois par grade", "Grade", "Amiral", "n’est pas enregistré (grade)"),
        ("Déploiements", "Fonction", "Voyages", "n’est pas enregistré (ligne du catalogue)"),
        ("Contributions", "Exercice", 1999, "l’exercice 1999 n’existe pas"),
        ("Contributions", "Exercice", 2031, "2031 est postérieur"),
        ("Subventions", "Montant", -5, "Le montant d’une subvention est positif."),
        ("Parts des ventilations du temps", "Valeur", -1, "Un temps passé n’est pas négatif."),
    ],
)
def test_what_cannot_be_is_said_with_its_place_and_nothing_is_stored(feuille, titre, valeur, attendu):
    def fausser(onglet):
        onglet.cell(2, colonne(onglet, titre)).value = valeur

    avant = photographie()
    flux = modifier(classeur(2021), feuille, fausser)
    apercu = simuler(chargeur_de("classeur"), flux, Options())
    assert any(
        attendu in plat(e.texte) and f"feuille {feuille}, ligne 2" in e.lieu for e in apercu.erreurs
    ), [str(e) for e in apercu.erreurs]
    flux.seek(0)
    with pytest.raises(Refus):
        loaded(flux)
    assert photographie() == avant


def test_a_member_is_found_by_any_of_its_names():
    def nommer(onglet):
        assert onglet.cell(2, colonne(onglet, "Adhérent")).value == "Ville de Vitry-sur-Seine"
        onglet.cell(2, colonne(onglet, "Adhérent")).value = "mairie de VITRY"

    apercu = simuler(chargeur_de("classeur"), modifier(classeur(2021), "Contributions", nommer), Options())
    assert (apercu.erreurs, apercu.change) == ([], False)


def test_the_workbook_of_a_new_year_has_the_structure_and_no_value():
    livre = load_workbook(classeur(2022))
    contributions = livre["Contributions"]
    # Of the 16 payers of 2021, OPALY and two offices are VALDEVY, the office of Thiais is LOGIREP.
    assert contributions.max_row == 14
    assert {contributions.cell(n, colonne(contributions, "Montant")).value for n in range(2, 15)} == {None}
    assert {contributions.cell(n, 1).value for n in range(2, 15)} == {2022}
    # The catalogue goes on from one edition to the next; what happened in a year does not.
    assert livre["Déploiements"].max_row == 245
    assert livre["Faits marquants"].max_row == 1
    assert "Valeurs imprimées" not in livre.sheetnames


def test_the_workbook_of_a_new_year_shows_what_the_year_before_had_and_does_not_read_it():
    onglet = load_workbook(classeur(2022))["Contributions"]
    montant = colonne(onglet, "Montant")
    assert onglet.cell(1, montant + 1).value == "Montant 2021 (rappel)"
    rappels = {onglet.cell(n, colonne(onglet, "Adhérent")).value: n for n in range(2, 15)}
    vitry = onglet.cell(rappels["Ville de Vitry-sur-Seine"], montant + 1).value
    assert Decimal(str(vitry)) == Contribution.objects.get(adherent__nom_court="Vitry", exercice=2021).montant
    # Several of 2021 stand on this one line: no one amount was its own.
    assert onglet.cell(rappels["VALDEVY"], montant + 1).value is None
    apercu = simuler(chargeur_de("classeur"), classeur(2022), Options(reponses={"exercice": "2022"}))
    assert not [r for r in (*apercu.avertissements, *apercu.erreurs) if "rappel" in str(r)]
    assert not [q for q in apercu.questions if "rappel" in str(q)]


def test_a_half_filled_workbook_makes_the_rows_that_have_values():
    def remplir(onglet):
        onglet.cell(3, colonne(onglet, "Réalisé")).value = 12.5

    flux = modifier(classeur(2022), "Lignes budgétaires", remplir)
    loaded(flux, exercice=2022)
    ligne = LigneBudget.objects.get(document__exercice=2022)
    assert (ligne.realise, ligne.document.etape, ligne.document.bilan_de_id) == (Decimal("12.5"), "CA", 2022)
    assert not Contribution.objects.filter(exercice=2022).exists()


def test_a_closed_year_and_a_year_of_a_later_report_take_no_workbook():
    flux = classeur(2021)
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    for annee, motif in ((2021, "clos"), (2020, "bilan ultérieur")):
        flux.seek(0)
        with pytest.raises(Refus, match=motif):
            loaded(flux, exercice=annee)


def test_errors_seen_on_the_page_are_corrected_confirmed_and_undone(client):
    connecter("gestionnaire", client)

    def ecrire(valeur):
        def changement(onglet):
            onglet.cell(2, colonne(onglet, "Montant")).value = valeur

        return modifier(classeur(2021), "Subventions", changement).getvalue()

    page = deposer(client, "classeur", ecrire("beaucoup"), "classeur.xlsx")
    assert "feuille Subventions, ligne 2, colonne D" in plat(page.text)
    page = deposer(client, "classeur", ecrire(-1), "classeur.xlsx")
    assert "Le montant d’une subvention est positif." in plat(page.text)
    assert "Charger</button>" not in page.text
    page = deposer(client, "classeur", ecrire(41000), "classeur.xlsx")
    assert "Charger</button>" in page.text
    chargement = Chargement.objects.filter(genre="classeur", etat="apercu").latest("pk")
    client.post(reverse("chargements:confirmer", args=[chargement.pk]))
    travailler()
    assert Subvention.objects.get().montant == 41000
    client.post(reverse("chargements:annuler", args=[chargement.pk]), {"motif": "essai"})
    travailler()
    assert Subvention.objects.get().montant == 40000


def test_a_workbook_of_another_hand_with_few_sheets_and_columns_says_only_what_it_says():
    livre = Workbook()
    onglet = livre.active
    onglet.title = "contributions"
    for ligne in (("Recettes des adhérents",), (), ("ADHERENT", "montant"), ("Gentilly", "12,50 €")):
        onglet.append(ligne)
    flux = BytesIO()
    livre.save(flux)
    flux.seek(0)
    (question,) = simuler(chargeur_de("classeur"), flux, Options()).questions
    assert question.code == "exercice" and "ne dit pas son exercice" in question.phrase
    assert question.proposition is None
    flux.seek(0)
    (table,) = simuler(chargeur_de("classeur"), flux, Options(exercice=2021)).tables
    assert (table.crees, table.modifies, table.supprimes) == (0, 1, 0)
    assert table.lignes[0].champs[0][2] == "12,50"


def test_a_row_of_an_earlier_year_is_restated_by_the_report_of_the_workbook():
    def redire(onglet):
        onglet.append([2021, 46.1])
        onglet.append([2022, 47])

    loaded(modifier(classeur(2022), "Équivalents temps plein", redire), exercice=2022)
    assert Etp.objects.valeur(2021) == Decimal("45.6")
    assert Etp.objects.valeur(2021, bilan=2022) == Decimal("46.1")
    assert Etp.objects.valeur(2022) == 47


def test_the_same_row_twice_is_an_error_with_its_place():
    def doubler(onglet):
        onglet.append([cellule.value for cellule in onglet[2]])

    flux = modifier(classeur(2021), "Contributions", doubler)
    (erreur,) = simuler(chargeur_de("classeur"), flux, Options()).erreurs
    assert "figure deux fois (déjà ligne 2)" in plat(erreur.texte)
    assert erreur.lieu == "feuille Contributions, ligne 18"


def test_a_year_in_preparation_is_filled_by_its_own_workbook():
    exercices.preparer(2022)
    flux = classeur(2022)
    chargement = loaded(flux)
    assert (chargement.crees, chargement.modifies, chargement.supprimes) == (0, 0, 0)


def test_the_page_shows_what_replacing_would_delete_before_it_is_confirmed(client):
    connecter("gestionnaire", client)

    def vider(onglet):
        onglet.cell(2, colonne(onglet, "Montant")).value = None

    nombre = Contribution.objects.count()
    fichier = modifier(classeur(2021), "Contributions", vider).getvalue()
    page = plat(deposer(client, "classeur", fichier, "classeur.xlsx").text)
    assert "sont gardées telles quelles" in page
    chargement = Chargement.objects.filter(genre="classeur", etat="apercu").latest("pk")
    adresse = reverse("chargements:options", args=[chargement.pk])
    page = plat(client.post(adresse, {"remplacer": "oui"}, follow=True).text)
    assert "1 ligne enregistrée qu’il ne contient pas sera supprimée" in page
    page = plat(client.post(adresse, {"remplacer": "non"}, follow=True).text)
    assert "sont gardées telles quelles" in page
    client.post(adresse, {"remplacer": "oui"})
    assert Contribution.objects.count() == nombre
    client.post(reverse("chargements:confirmer", args=[chargement.pk]))
    travailler()
    assert Contribution.objects.count() == nombre - 1


def test_a_workbook_loaded_twice_then_abandoned_once_is_undone_whole(client):
    connecter("gestionnaire", client)
    avant = photographie()
    premier = loaded(classeur(2021), exercice=2022)
    second = loaded(classeur(2021), exercice=2022)
    deposer(client, "classeur", classeur(2021).getvalue(), "classeur.xlsx", exercice=2022)
    annuler(second)
    annuler(premier)
    assert photographie() == avant
