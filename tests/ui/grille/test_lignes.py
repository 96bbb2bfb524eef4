"""Rows added and deleted in a grid: one save, all or nothing."""

import json
from decimal import Decimal

import pytest
from django.utils.text import slugify

from adherents.models import Adherent
from finances.models import Contribution, DocumentBudgetaire, LigneBudget
from rh.models import IndicateurRh, Mouvement
from siim94.socle.models import Exercice, Journal
from siim94.ui.grille.enregistrement import nom_de
from tests.comptes import connecter
from tests.ui.grille.lignes import GRILLE, dits, erreurs, montants, nouvelle, poster, versions

pytestmark = pytest.mark.django_db


# Adding


@pytest.mark.parametrize("nom", ["nom", "nom_court", "code"])
def test_a_member_without_a_row_is_added_by_any_of_its_names(gestionnaire, contributions, adherents, nom):
    texte = getattr(adherents[2], nom).upper()
    reponse = poster(gestionnaire, contributions, nouvelle("n1", adherent=texte, montant="1 234,56"))
    assert reponse.status_code == 302, erreurs(reponse)
    ajoutee = Contribution.objects.get(exercice=2031, adherent=adherents[2])
    assert (ajoutee.montant, ajoutee.nature, ajoutee.bilan_de_id) == (
        Decimal("1234.56"),
        Contribution.Nature.NON_VENTILEE,
        2031,
    )
    trace = Journal.objects.get(table_nom="finances_contribution", cle=str(ajoutee.pk))
    assert (trace.action, trace.auteur) == (Journal.Action.CREATION, gestionnaire.compte)
    assert dits(gestionnaire) == ["1 ligne ajoutée."]


def test_an_alias_names_its_member(gestionnaire, contributions, adherents):
    adherents[2].alias.create(libelle="Ancien nom", origine="finances")
    poster(gestionnaire, contributions, nouvelle("n1", adherent="ancien  NOM", montant="1"))
    assert montants()[adherents[2].code] == 1


@pytest.mark.parametrize(
    ("textes", "dit"),
    [
        ({"adherent": "Trifouilly", "montant": "1"}, "n’est pas enregistré"),
        ({"adherent": "", "montant": "1"}, "obligatoire"),
        ({"montant": "douze"}, "n’est pas un nombre"),
        ({"nature": "cadeau", "montant": "1"}, "n’est pas une valeur possible"),
    ],
)
def test_a_wrong_new_row_keeps_everything_unsaved_and_shows_what_was_typed(
    gestionnaire, contributions, adherents, textes, dit
):
    textes = {"adherent": adherents[2].nom} | textes
    change = {nom_de(contributions[0].pk, "montant"): "5"}
    reponse = poster(gestionnaire, contributions, change | nouvelle("n1", **textes))
    assert reponse.status_code == 422
    assert dit in erreurs(reponse)
    assert len(montants()) == 2
    assert 100 in montants().values()
    page = reponse.content.decode()
    assert f'id="{nom_de("n1", "adherent")}"' in page
    assert 'name="nouvelle" value="n1"' in page


def test_a_row_that_is_there_already_is_refused_beside_its_cell(gestionnaire, contributions, adherents):
    textes = nouvelle("n1", adherent=adherents[2].nom, montant="1")
    double = nouvelle("n2", adherent=adherents[0].nom, montant="2")
    reponse = poster(gestionnaire, contributions, textes | double, ("n1", "n2"))
    assert reponse.status_code == 422
    assert "a déjà une contribution" in erreurs(reponse)
    [cellule] = [c for c in reponse.context["form"].cellules if c.erreurs]
    assert cellule.ligne.cle == "n2"
    assert len(montants()) == 2


def test_more_new_rows_than_a_grid_adds_are_refused_and_none_is_lost(
    gestionnaire, contributions, adherents, monkeypatch
):
    monkeypatch.setattr("siim94.ui.grille.vues.NOUVELLES_MAXIMALES", 1)
    textes = [
        nouvelle(f"n{rang}", adherent=adherent.nom, montant="5")
        for rang, adherent in enumerate(adherents[2:], start=1)
    ]
    reponse = poster(gestionnaire, contributions, textes[0] | textes[1], ("n1", "n2"))
    assert reponse.status_code == 422
    assert "Une grille ajoute 1 lignes à la fois, celle-ci 2" in erreurs(reponse)
    assert [ligne.cellules["montant"].texte for ligne in reponse.context["form"].nouvelles] == ["5", "5"]
    assert Contribution.objects.filter(exercice=2031).count() == len(contributions)


def test_new_rows_go_to_the_year_of_the_page_whatever_another_window_chose(
    gestionnaire, contributions, adherents
):
    gestionnaire.post("/exercice/", {"annee": 2031})
    page = gestionnaire.get(GRILLE)
    adresse = page.context["adresse_envoi"]
    assert f'action="{adresse}"' in page.content.decode()
    gestionnaire.post("/exercice/", {"annee": 2021})
    donnees = {"versions": versions(contributions), "nouvelle": ["n1"]}
    donnees |= nouvelle("n1", adherent=adherents[2].nom, montant="5")
    assert gestionnaire.post(f"{GRILLE}{adresse}", donnees).status_code == 302
    assert Contribution.objects.get(adherent=adherents[2], montant=5).exercice_id == 2031


def test_two_new_rows_for_one_member_are_refused(gestionnaire, contributions, adherents):
    meme = nouvelle("n1", adherent=adherents[2].nom, montant="1")
    meme |= nouvelle("n2", adherent=adherents[2].nom_court, montant="2")
    assert poster(gestionnaire, contributions, meme, ("n1", "n2")).status_code == 422
    assert len(montants()) == 2


def test_a_new_row_without_a_value_is_left_aside_and_told(gestionnaire, contributions, adherents):
    textes = nouvelle("n1", adherent=adherents[2].nom, montant="")
    assert poster(gestionnaire, contributions, textes).status_code == 302
    assert len(montants()) == 2
    assert dits(gestionnaire) == [
        "Rien n’a changé.",
        "1 nouvelle ligne sans aucune valeur, non enregistrée.",
    ]


def test_without_scripts_a_row_is_asked_for_and_what_was_typed_stays(gestionnaire, contributions):
    donnees = {nom_de(contributions[0].pk, "montant"): "5", "ajouter": "1"}
    reponse = poster(gestionnaire, contributions, donnees, ())
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert 'value="5,00"' in page or 'value="5"' in page
    assert 'name="nouvelle" value="n1"' in page
    assert montants()[contributions[0].adherent.code] == 100


def test_who_may_change_but_not_add_is_refused(gestionnaire, contributions, adherents):
    from django.contrib.auth.models import Permission

    client = connecter("agent")
    for action in ("view", "change"):
        client.compte.user_permissions.add(Permission.objects.get(codename=f"{action}_contribution"))
    textes = nouvelle("n1", adherent=adherents[2].nom, montant="1")
    assert poster(client, contributions, textes).status_code == 403
    page = client.get(f"{GRILLE}?exercice=2031").content.decode()
    assert "Ajouter une ligne" not in page
    assert "Supprimer" not in page
    assert poster(client, contributions, {f"s-{contributions[0].pk}": "on"}, ()).status_code == 403
    assert len(montants()) == 2


def test_a_movement_is_added_with_choice_relation_and_default(gestionnaire, exercice):
    from siim94.socle.models import Pole

    pole = Pole.objects.first()
    textes = {"profil": "Technicien", "sens": "ARRIVÉE", "pole": pole.code, "nombre": ""}
    reponse = poster(gestionnaire, [], nouvelle("n1", **textes), adresse="/rh/mouvements/grille/")
    assert reponse.status_code == 302, erreurs(reponse)
    mouvement = Mouvement.objects.get(exercice=2031)
    assert (mouvement.get_sens_display(), mouvement.pole, mouvement.nombre) == ("arrivée", pole, 1)
    assert mouvement.rang > 0


def test_a_budget_line_is_added_to_its_document(gestionnaire):
    document = DocumentBudgetaire.objects.get(exercice=2021, etape="CA")
    prise = LigneBudget.objects.filter(document=document, compte__isnull=False).first()
    textes = {
        "document": str(document),
        "chapitre": prise.chapitre.code,
        "compte": prise.compte.code,
        "sens": "Recette" if prise.sens == "D" else "Dépense",
        "ordre": "oui",
        "fonction": "020",
        "realise": "10,50",
    }
    reponse = poster(
        gestionnaire,
        [],
        nouvelle("n1", **textes),
        adresse="/finances/lignes-budgetaires/grille/",
        exercice=2021,
    )
    assert reponse.status_code == 302, erreurs(reponse)
    ajoutee = LigneBudget.objects.get(document=document, fonction="020", ordre=True)
    assert (ajoutee.compte, ajoutee.realise, ajoutee.vote) == (prise.compte, Decimal("10.50"), None)


def test_the_digits_of_a_figure_follow_what_was_typed(gestionnaire):
    """An indicator prints as many digits as were given: a figure must not be rounded by its old digits."""
    indicateur = IndicateurRh.objects.filter(exercice=2021, bilan_de=2021, valeur_max=None).exclude(
        valeur=None
    )[0]
    assert indicateur.decimales != 3
    donnees = {nom_de(indicateur.pk, "valeur"): "1 012,125"}
    adresse = f"/rh/{slugify(IndicateurRh._meta.verbose_name_plural)}/grille/"
    reponse = poster(gestionnaire, [indicateur], donnees, (), adresse=adresse, exercice=2021)
    assert reponse.status_code == 302, erreurs(reponse)
    indicateur.refresh_from_db()
    assert (indicateur.valeur, indicateur.decimales) == (Decimal("1012.125"), 3)


# Deleting


def test_marked_rows_go_with_the_same_save(gestionnaire, contributions, adherents):
    a, b = contributions
    donnees = {f"s-{a.pk}": "on", nom_de(b.pk, "montant"): "7", nom_de(a.pk, "montant"): "illisible"}
    donnees |= nouvelle("n1", adherent=a.adherent.nom, montant="9")
    assert poster(gestionnaire, contributions, donnees).status_code == 302
    assert montants() == {b.adherent.code: 7, a.adherent.code: 9}
    assert not Contribution.objects.filter(pk=a.pk).exists()
    assert dits(gestionnaire) == ["1 case enregistrée, 1 ligne ajoutée, 1 ligne supprimée."]


def test_a_row_changed_by_another_is_not_deleted_unseen(gestionnaire, contributions):
    a, b = contributions
    Contribution.objects.filter(pk=a.pk).update(montant=111)
    reponse = poster(gestionnaire, contributions, {f"s-{a.pk}": "on"}, ())
    assert reponse.status_code == 422
    assert "a été modifié entre-temps par système" in erreurs(reponse)
    assert montants()[a.adherent.code] == 111
    a.refresh_from_db()
    assert poster(gestionnaire, [a, b], {f"s-{a.pk}": "on"}, ()).status_code == 302
    assert len(montants()) == 1


def test_a_refused_change_keeps_the_row_marked_to_be_deleted(gestionnaire, contributions):
    a, b = contributions
    donnees = {f"s-{a.pk}": "on", nom_de(b.pk, "montant"): "douze"}
    reponse = poster(gestionnaire, contributions, donnees, ())
    assert reponse.status_code == 422
    assert len(montants()) == 2
    assert f'name="s-{a.pk}" aria-label="Supprimer {a.adherent}" checked' in reponse.content.decode()


def test_nothing_is_added_nor_deleted_in_a_closed_year(gestionnaire, contributions, adherents):
    Exercice.objects.filter(annee=2031).update(statut=Exercice.Statut.CLOS)
    page = gestionnaire.get(f"{GRILLE}?exercice=2031").content.decode()
    assert "Ajouter une ligne" not in page
    assert "Enregistrer" not in page
    textes = nouvelle("n1", adherent=adherents[2].nom, montant="1")
    assert poster(gestionnaire, contributions, textes).status_code == 422
    assert poster(gestionnaire, contributions, {f"s-{contributions[0].pk}": "on"}, ()).status_code == 422
    assert len(montants()) == 2


# Pasting rows that are not there


def test_a_member_without_a_row_can_be_added_by_a_paste(gestionnaire, contributions, adherents):
    demande = {
        "texte": f"{adherents[0].nom_court}\t1,5\n{adherents[2].nom_court}\t2,5\nTrifouilly\t3\n",
        "ligne": 0,
        "colonne": 2,
        "champs": ["adherent", "nature", "montant"],
        "lignes": [[str(c.pk), {}] for c in contributions],
    }
    reponse = gestionnaire.post(f"{GRILLE}?exercice=2031", {"collage": json.dumps(demande)}).json()
    assert [(c["nom"], c["texte"]) for c in reponse["cellules"]] == [
        (nom_de(contributions[0].pk, "montant"), "1,5")
    ]
    connu, inconnu = reponse["sans_place"]
    assert (connu["rang"], [(c["champ"], c["texte"]) for c in connu["cellules"]]) == (
        2,
        [("adherent", adherents[2].nom), ("montant", "2,5")],
    )
    assert (inconnu["nom"], inconnu["cellules"]) == ("Trifouilly", [])
    assert len(montants()) == 2


def test_what_a_new_row_names_is_created_on_the_way_and_chosen_in_it(gestionnaire, contributions):
    adresse = f"{GRILLE}?exercice=2031"
    page = gestionnaire.get(adresse).content.decode()
    assert 'value="c-__n__-adherent" formnovalidate' in page and 'value="c-__n__-nature"' not in page
    montant = nom_de(contributions[0].pk, "montant")
    saisi = nouvelle("n1", adherent=" Ville de Zibeline", montant="=1200+350") | {
        montant: "12,5",
        "motif_journal": "Nouvelle adhésion",
    }
    depart = poster(gestionnaire, contributions, saisi | {"creer_lie": nom_de("n1", "adherent")})
    assert depart.status_code == 302 and "detour=" in depart.url
    # Nobody types its name twice.
    assert gestionnaire.get(depart.url).context["form"].initial["nom"] == "Ville de Zibeline"
    # Back without it, the way to it stands beside the field, before what is wrong with that.
    garde = gestionnaire.get(adresse + "&retour=" + depart.url.partition("detour=")[2]).content.decode()
    assert garde.index('value="c-n1-adherent" formnovalidate') < garde.index('id="e-c-n1-adherent"')
    fiche = {
        "nom": "Ville de Zibeline",
        "nom_court": "ZIBELINE",
        "code": "zibeline",
        "genre": Adherent.Genre.VILLE,
        "rang": "99",
    }
    retour = gestionnaire.post(depart.url, fiche)
    adherent = Adherent.objects.get(nom_court="ZIBELINE")
    assert retour.status_code == 302 and retour.url.startswith(f"{adresse}&retour=")
    page = gestionnaire.get(retour.url)
    [ligne] = page.context["form"].nouvelles
    assert ligne.cellules["adherent"].texte == str(adherent)
    assert ligne.cellules["montant"].formule == "=1200+350"
    assert page.context["motif"] == "Nouvelle adhésion" and "retour=" not in page.context["adresse_envoi"]
    assert f'data-revenue="{nom_de("n1", "adherent")}"' in page.content.decode()
    assert Contribution.objects.for_exercice(2031).count() == 2
    poster(gestionnaire, contributions, saisi | {nom_de("n1", "adherent"): str(adherent)})
    assert Contribution.objects.for_exercice(2031).get(adherent=adherent).montant == Decimal("1550")
    assert Contribution.objects.get(pk=contributions[0].pk).montant == Decimal("12.5")


@pytest.mark.parametrize("champ", ["nature", "rien", ""])
def test_a_cell_that_names_nothing_leads_nowhere(gestionnaire, contributions, champ):
    assert poster(gestionnaire, contributions, {"creer_lie": f"c-n1-{champ}"}).status_code == 404
