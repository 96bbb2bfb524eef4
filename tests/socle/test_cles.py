"""Names that differ by a no-break space, an accent or a capital name one row, at every door."""

import copy
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from finances.models import Subvention
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.formats.mots import plier
from siim94.socle.cles import cles_de_texte, jumeaux
from siim94.socle.ecriture import LigneVoulue, TableVoulue, comparer
from siim94.socle.models import Exercice, Suivi
from siim94.ui.grille.enregistrement import nom_de
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]
MODELES = [m for m in apps.get_models() if issubclass(m, Suivi) and cles_de_texte(m)]
NOM = "Plan\u00a0France Relance"


def autrement(texte: str) -> str:
    """The name as another keyboard writes it."""
    return plier(texte).upper().replace(" ", "\u00a0")


@pytest.mark.parametrize("model", MODELES, ids=lambda model: model.__name__)
def test_a_copy_with_its_names_written_otherwise_is_refused_by_the_model(model):
    for cle in cles_de_texte(model):
        pleines = {f"{nom}__isnull": False for nom in cle.portee} if cle.nuls_distincts else {}
        ligne = model._base_manager.filter(**pleines).exclude(**dict.fromkeys(cle.textes, "")).first()
        if ligne is None:
            continue
        copie = copy.copy(ligne)
        copie._state = copy.copy(ligne._state)
        copie.pk, copie._state.adding = None, True
        for nom in cle.textes:
            setattr(copie, nom, autrement(getattr(ligne, nom)))
        assert [trouvee.textes for _, trouvee in jumeaux([copie])].count(cle.textes) == 1
        assert not list(jumeaux([ligne]))
        with pytest.raises(ValidationError):
            copie.validate_constraints()


@pytest.fixture
def subvention():
    Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    return Subvention.objects.create(exercice_id=2031, libelle=NOM, financeur="État", montant=1)


DEJA = "Cette subvention est déjà enregistrée pour cet exercice."


@pytest.mark.parametrize(
    "libelle", [NOM, "Plan France Relance", "plan  france\u202fRELANCE", "PLAN FRANCE RELANCÉ"]
)
def test_a_grid_refuses_a_second_row_of_the_name(subvention, libelle):
    client = connecter("gestionnaire")
    textes = {"libelle": libelle, "financeur": "État", "montant": "2"}
    donnees = {"versions": f"{subvention.pk}:{subvention.version}", "nouvelle": ["n1"]}
    donnees |= {nom_de("n1", champ): texte for champ, texte in textes.items()}
    reponse = client.post("/finances/subventions/grille/?exercice=2031", donnees)
    assert DEJA in reponse.text
    assert Subvention.objects.filter(exercice=2031).count() == 1


def test_a_grid_refuses_two_new_rows_of_one_name(subvention):
    client = connecter("gestionnaire")
    donnees = {"versions": "", "nouvelle": ["n1", "n2"]}
    for cle, libelle in (("n1", "Aide"), ("n2", "AIDE")):
        textes = {"libelle": libelle, "financeur": "État", "montant": "2"}
        donnees |= {nom_de(cle, champ): texte for champ, texte in textes.items()}
    assert DEJA in client.post("/finances/subventions/grille/?exercice=2031", donnees).text
    assert Subvention.objects.filter(exercice=2031).count() == 1


@pytest.mark.parametrize("adresse", ["finances:subvention_create", "admin:finances_subvention_add"])
def test_forms_refuse_a_second_row_of_the_name(subvention, adresse):
    client = connecter("admin")
    donnees = {
        "exercice": 2031,
        "bilan_de": 2031,
        "libelle": "plan France relance",
        "financeur": "x",
        "montant": "2",
    }
    assert DEJA in client.post(reverse(adresse), donnees).text
    assert Subvention.objects.filter(exercice=2031).count() == 1


def test_a_sheet_finds_the_row_whose_name_it_writes_otherwise(subvention):
    fichier = "exercice;libelle;financeur;montant\n2031;PLAN FRANCE RELANCE;État;5\n".encode()
    charger(chargeur_de("feuille"), fichier, Options(feuille="subventions"), nom="subventions.csv")
    (gardee,) = Subvention.objects.filter(exercice=2031)
    assert (gardee.pk, gardee.libelle, gardee.montant) == (subvention.pk, NOM, Decimal(5))


def test_loads_compare_names_letter_by_letter_first(subvention):
    proche = Subvention.objects.create(exercice_id=2031, libelle=autrement(NOM), financeur="État", montant=2)
    voulues = [
        LigneVoulue(
            Subvention(exercice_id=2031, bilan_de_id=2031, libelle=libelle, financeur="État", montant=9)
        )
        for libelle in (proche.libelle, NOM)
    ]
    lignes = Subvention.objects.filter(exercice=2031)
    cle = ("exercice", "bilan_de", "libelle")
    difference = comparer(TableVoulue(Subvention, cle, ("montant",), voulues, lignes.all, remplace=True))
    assert [m.voulue.objet.pk for m in difference.modifications] == [proche.pk, subvention.pk]
    assert not difference.suppressions and not difference.creations
