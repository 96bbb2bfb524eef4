"""Rows taken up from the year before in a grid: one save, all or nothing."""

from decimal import Decimal

import pytest

from finances.models import Contribution, LigneBudget
from siim94.socle.models import Suites
from siim94.ui.grille.enregistrement import nom_de
from tests.comptes import connecter
from tests.ecritures import cruds
from tests.ui.grille.lignes import GRILLE, dits, montants, poster

pytestmark = pytest.mark.django_db
REPRENABLES = [crud for crud in cruds() if crud.grille_cles]


def test_an_empty_year_offers_the_rows_of_the_last_one_without_their_values(gestionnaire, exercice):
    page = gestionnaire.get(f"{GRILLE}?exercice=2031")
    assert "Reprendre les lignes de 2021" in page.content.decode()
    page = gestionnaire.get(f"{GRILLE}?exercice=2031&reprise=oui")
    proposees = page.context["form"].nouvelles
    suites = Suites(2031)
    attendus = Contribution.objects.for_exercice(2021).select_related("adherent")
    # What was succeeded since stands under its successor, once.
    noms = list(dict.fromkeys(suites(contribution.adherent).nom for contribution in attendus))
    assert [ligne.cellules["adherent"].texte for ligne in proposees] == noms
    assert {"VALDEVY", "LOGIREP"} < set(noms)
    assert len(noms) == len(attendus) - 3
    assert {ligne.cellules["montant"].texte for ligne in proposees} == {""}
    assert not Contribution.objects.filter(exercice=2031).exists()

    donnees = {c.nom: c.texte for ligne in proposees for c in ligne.cellules.values()}
    donnees[proposees[1].cellules["montant"].nom] = "12,50"
    noms = [f"{ligne.cle}:{ligne.source}" for ligne in proposees]
    assert poster(gestionnaire, [], donnees, noms).status_code == 302
    assert montants() == {proposees[1].objet.adherent.code: Decimal("12.50")}
    # the rows left empty were proposals: nothing to say of them
    assert dits(gestionnaire) == ["1 ligne ajoutée."]


def test_a_wrong_name_without_an_amount_is_told_on_its_cell_and_the_proposal_stays(gestionnaire, exercice):
    proposees = gestionnaire.get(f"{GRILLE}?exercice=2031&reprise=oui").context["form"].nouvelles
    donnees = {c.nom: c.texte for ligne in proposees for c in ligne.cellules.values()}
    fautive = proposees[1].cellules["adherent"].nom
    donnees[fautive] = "Trifouilly"
    noms = [f"{ligne.cle}:{ligne.source}" for ligne in proposees]
    reponse = poster(gestionnaire, [], donnees, noms)
    assert reponse.status_code == 422
    grille = reponse.context["form"]
    assert [(c.nom, c.texte) for c in grille.cellules if c.erreurs] == [(fautive, "Trifouilly")]
    assert [ligne.cle for ligne in grille.nouvelles] == [ligne.cle for ligne in proposees]
    assert not Contribution.objects.filter(exercice=2031).exists()


def test_only_rows_that_the_year_has_not_are_proposed(gestionnaire, exercice):
    premiere = Contribution.objects.for_exercice(2021).first()
    Contribution.objects.create(exercice=exercice, adherent=premiere.adherent, montant=1)
    page = gestionnaire.get(f"{GRILLE}?exercice=2031&reprise=oui")
    noms = [ligne.cellules["adherent"].texte for ligne in page.context["form"].nouvelles]
    assert premiere.adherent.nom not in noms
    assert len(noms) == 12


def test_a_year_filled_in_part_is_offered_the_rows_that_it_still_misses(gestionnaire, contributions):
    offre = "Reprendre les lignes de 2021 qui manquent"
    assert offre in gestionnaire.get(f"{GRILLE}?exercice=2031").content.decode()
    assert offre not in gestionnaire.get(f"{GRILLE}?exercice=2031&reprise=oui").content.decode()


@pytest.mark.parametrize("crud", REPRENABLES, ids=lambda crud: crud.model._meta.label)
def test_every_grid_takes_up_last_year_and_saves_what_is_filled_in(crud, exercice):
    """Each proposed row is saved once its values are those of the year before."""
    client = connecter("admin")
    adresse = crud.adresses_liste(type("R", (), {"user": client.compte}))["grille"]
    annuelle = crud.relation_annuelle()
    if annuelle != "exercice":
        parent = crud.model._meta.get_field(annuelle).related_model
        for fait in parent._default_manager.for_exercice(2021):
            fait.pk, fait._state.adding = None, True
            fait.exercice = fait.bilan_de = exercice
            fait.save()
    page = client.get(f"{adresse}?exercice=2031&reprise=oui")
    assert page.status_code == 200
    lignes = page.context["form"].nouvelles
    if not lignes:
        pytest.skip("no row in the year before")
    donnees = {c.nom: c.texte for ligne in lignes for c in ligne.cellules.values()}
    for ligne in lignes:
        source = crud.model._base_manager.get(pk=ligne.source)
        for nom in crud.grille:
            colonne = ligne.cellules[nom].colonne
            donnees[ligne.cellules[nom].nom] = colonne.ecrire(colonne.valeur_de(source))
    noms = [f"{ligne.cle}:{ligne.source}" for ligne in lignes]
    reponse = poster(client, [], donnees, noms, adresse=adresse)
    assert reponse.status_code == 302, reponse.context["form"].resume_erreurs
    liste = crud.lignes(exercice, 2031)
    assert liste.count() == len(
        [ligne for ligne in lignes if any(donnees[nom_de(ligne.cle, n)] for n in crud.grille)]
    )
    for ligne in liste:
        assert getattr(ligne, "bilan_de_id", 2031) == 2031


def test_lines_without_their_document_are_counted_as_left_out(gestionnaire, exercice):
    page = gestionnaire.get("/finances/lignes-budgetaires/grille/?exercice=2031&reprise=oui")
    reprise = page.context["reprise"]
    assert (reprise.annee, reprise.lignes) == (2021, [])
    assert reprise.sans_place == LigneBudget.objects.filter(document__exercice=2021).count()
    assert "n’ont pas de place" in page.content.decode()
