"""The life of a year: prepared without values, opened, closed against every path, opened with a reason."""

import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, TextField
from django.urls import reverse
from openpyxl import load_workbook

from adherents.models import Adherent
from applications.models import ColonneCatalogue, Deploiement, LigneCatalogue
from finances.models import Contribution
from siim94.bilan import exercices
from siim94.bilan.models import Rubrique
from siim94.bilan.ouverture import titre_sans_chiffre
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.formats.mots import annees_nommees
from siim94.socle.journal import acteur, nom_contrainte
from siim94.socle.models import Exercice, FaitAnnuel, Journal
from siim94.socle.refus import Refus, traduire
from tests.adherents.factories import AdherentFactory
from tests.chargements.test_classeur import classeur
from tests.comptes import compte, connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021", "memoire_partagee")]


@pytest.fixture
def clos():
    exercice = Exercice.objects.get(annee=2021)
    exercices.clore(exercice)
    return exercice


def entrer(client, role: str):
    connecter(role, client)


def test_a_prepared_year_has_the_catalogue_and_the_layout_and_no_figure():
    exercice = exercices.preparer(2022)
    assert exercice.statut == Exercice.Statut.PREPARATION
    assert LigneCatalogue.objects.for_exercice(2022).count() == 74
    # VALDEVY takes up what OPALY and two offices had in common once.
    avant = Deploiement.objects.for_exercice(2021).count()
    assert Deploiement.objects.for_exercice(2022).count() == avant - 2
    assert not Contribution.objects.filter(exercice=2022).exists()
    rubriques = Rubrique.objects.filter(exercice=2022)
    sections = set(
        Rubrique.objects.filter(exercice=2021).exclude(section="").values_list("section", flat=True)
    )
    assert set(rubriques.exclude(section="").values_list("section", flat=True)) == sections
    assert set(rubriques.values_list("corps", "signataire")) == {("", "")}
    assert not any("674" in titre for titre in rubriques.values_list("titre", flat=True))


def test_a_member_that_left_the_year_before_has_no_column_in_the_new_catalogue():
    partie = Adherent.objects.get(code="arcueil")
    # A body that never was a member keeps the column that it has.
    autre = ColonneCatalogue.objects.create(
        exercice_id=2021, bilan_de_id=2021, adherent=AdherentFactory(), rang=99
    )
    partie.adhesions.update(fin="2021-12-31")
    exercices.preparer(2022)
    colonnes = ColonneCatalogue.objects.for_exercice(2022)
    assert not colonnes.filter(adherent=partie).exists()
    assert colonnes.filter(adherent=autre.adherent).exists()
    assert not Deploiement.objects.for_exercice(2022).filter(adherent=partie).exists()
    assert Deploiement.objects.for_exercice(2021).filter(adherent=partie).exists()


def test_preparing_twice_changes_nothing():
    exercices.preparer(2022)
    avant = Journal.objects.count()
    exercices.preparer(2022)
    assert Journal.objects.count() == avant


def test_texts_without_any_figure_are_taken_over_when_asked():
    exercices.preparer(2022, textes=True)
    textes = Rubrique.objects.filter(exercice=2022).exclude(corps="")
    assert textes
    assert not [t.code for t in textes if re.search(r"\b\d", t.corps)]
    assert all(texte.a_relire for texte in textes)


def textes_de(annee: int, model, *noms: str) -> set[str]:
    """The free texts that the rows of a year hold, in these columns or in all."""
    champs = [
        champ.name
        for champ in model._meta.concrete_fields
        if isinstance(champ, CharField | TextField) and not champ.choices and (champ.name in noms or not noms)
    ]
    lues = model._base_manager.filter(exercice=annee).values_list(*champs) if champs else ()
    return {texte for ligne in lues for texte in ligne if texte}


def test_no_sentence_of_2021_comes_back_in_2022_unmarked():
    exercices.preparer(2022, textes=True)
    repris = Rubrique.objects.filter(exercice=2022).exclude(corps="")
    assert repris and all(rubrique.a_relire for rubrique in repris)
    faits = [model for model in apps.get_models() if issubclass(model, FaitAnnuel)]
    de_2021 = {texte for model in faits for texte in textes_de(2021, model) if annees_nommees(texte)}
    for model in faits:
        if model.de_son_annee:
            de_2021 |= textes_de(2021, model, *model.de_son_annee)
    assert {"en 2021", "démarrage en cours d’année"} <= de_2021
    restes = {texte for model in faits for texte in textes_de(2022, model)} | {
        valeur
        for onglet in load_workbook(classeur(2022), read_only=True)
        for ligne in onglet.iter_rows(min_row=2, values_only=True)
        for valeur in ligne
    }
    assert "au 31 décembre" in restes
    assert restes & de_2021 == set()


def test_texts_to_read_again_are_told_where_the_report_is_prepared_until_they_are(client):
    exercices.preparer(2022, textes=True)
    exercices.ouvrir(Exercice.objects.get(annee=2022))
    entrer(client, "gestionnaire")
    plan, bilan = reverse("bilan:rubriques", args=[2022]), reverse("bilan:html", args=[2022])
    nombre = Rubrique.objects.filter(exercice=2022, a_relire=True).count()
    for page in (plan, bilan):
        assert f"{nombre} textes à relire" in client.get(page).content.decode()
    assert "À relire" in client.get(bilan).content.decode()
    rubrique = Rubrique.objects.filter(exercice=2022, a_relire=True).first()
    adresse = reverse("bilan:rubrique_update", args=[rubrique.pk])
    formulaire = client.get(adresse).context["form"]
    valeurs = {nom: formulaire[nom].value() for nom in formulaire.fields}
    client.post(adresse, {nom: v for nom, v in valeurs.items() if v and nom != "a_relire"})
    rubrique.refresh_from_db()
    assert not rubrique.a_relire
    assert f"{nombre - 1} textes à relire" in client.get(plan).content.decode()


@pytest.mark.parametrize(
    ("titre", "attendu"),
    [
        ("Recettes [[annee]]", "Recettes [[annee]]"),
        ("Répartition par application : 674 jours", "Répartition par application"),
        ("Effectif (46 agents)", "Effectif"),
        ("Les 12 travaux", ""),
        ("Le SIIM94 au service de tous", "Le SIIM94 au service de tous"),
    ],
)
def test_a_heading_loses_the_figures_typed_in_it(titre, attendu):
    assert titre_sans_chiffre(titre) == attendu


def test_a_closed_year_refuses_the_shell_the_form_the_load_and_the_admin(clos, client):
    contribution = Contribution.objects.filter(exercice=2021).first()
    with pytest.raises(IntegrityError) as refus, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE finances_contribution SET montant = 1 WHERE id = %s", [contribution.pk])
    assert nom_contrainte(refus.value) == "exercice_clos"
    entrer(client, "admin")
    url = reverse("finances:contribution_update", args=[contribution.pk])
    formulaire = client.get(url).context["form"]
    donnees = {nom: formulaire[nom].value() for nom in formulaire.fields} | {"montant": "1,00"}
    reponse = client.post(url, {nom: valeur for nom, valeur in donnees.items() if valeur is not None})
    assert "Cet exercice est clos" in reponse.content.decode()
    donnees = {
        "exercice": 2021,
        "bilan_de": 2021,
        "adherent": contribution.adherent_id,
        "nature": "prestation",
    }
    url = reverse("admin:finances_contribution_change", args=[contribution.pk])
    reponse = client.post(url, donnees | {"montant": "1"}, follow=True)
    assert "Cet exercice est clos" in reponse.content.decode()
    with pytest.raises(Refus, match="Cet exercice est clos"):
        charger(chargeur_de("classeur"), classeur(2021), Options())
    contribution.refresh_from_db()
    assert contribution.montant > 1


def test_a_closed_year_is_opened_again_only_with_a_reason_that_the_journal_keeps(clos):
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        exercices.rouvrir(clos)
    assert (
        traduire(refus.value).message == "Rouvrir un exercice clos demande un motif, que l’historique garde."
    )
    with acteur(compte("direction"), motif="erreur sur les contributions"):
        exercices.rouvrir(clos)
    entree = Journal.objects.of_objet(clos).first()
    assert (entree.avant, entree.apres) == ({"statut": "clos"}, {"statut": "ouvert"})
    assert (entree.auteur, entree.motif) == (compte("direction"), "erreur sur les contributions")


def test_a_closed_year_itself_is_neither_changed_nor_deleted(clos):
    for refuse in (
        lambda: Exercice.objects.filter(annee=2021).update(fictif=True),
        lambda: Exercice.objects.filter(annee=2021)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError) as refus, transaction.atomic():
            refuse()
        assert nom_contrainte(refus.value) == "exercice_clos"


def test_direction_closes_and_opens_again_from_the_page(client):
    entrer(client, "direction")
    page = client.get(reverse("exercices")).content.decode()
    assert reverse("exercice_action", args=[2021, "clore"]) in page
    client.post(reverse("exercice_action", args=[2021, "clore"]), {"motif": ""})
    assert Exercice.objects.get(annee=2021).statut == "clos"
    rouvrir = reverse("exercice_action", args=[2021, "rouvrir"])
    sans_motif = client.post(rouvrir, {"motif": ""})
    assert sans_motif.status_code == 200
    assert Exercice.objects.get(annee=2021).statut == "clos"
    client.post(rouvrir, {"motif": "un montant à corriger"})
    exercice = Exercice.objects.get(annee=2021)
    assert exercice.statut == "ouvert"
    assert Journal.objects.of_objet(exercice).first().motif == "un montant à corriger"


def test_direction_prepares_the_next_year_from_the_page(client):
    entrer(client, "direction")
    client.post(reverse("exercice_preparer"), {"annee": 2022})
    exercice = Exercice.objects.get(annee=2022)
    assert exercice.statut == "preparation"
    assert Journal.objects.of_objet(exercice).first().motif == "Préparation de l’exercice 2022"
    recents = client.get("/").content.decode().partition("Modifié récemment")[2].partition("</main>")[0]
    assert "Préparation de l’exercice 2022" in recents
    assert "<dl>" not in recents
    client.post(reverse("exercice_action", args=[2022, "ouvrir"]), {"motif": ""})
    assert Exercice.objects.courant().annee == 2022


def test_the_page_tells_what_preparing_creates_before_it_creates_it(client):
    entrer(client, "direction")
    avant = Journal.objects.count()
    page = client.get(reverse("exercice_preparer"), {"annee": 2022})
    assert not Exercice.objects.filter(annee=2022).exists()
    assert Journal.objects.count() == avant
    annonce = dict(page.context["preparation"].comptes)
    assert annonce["lignes du catalogue"] == 74
    assert "Préparer l’exercice 2022" in page.content.decode()
    form = page.context["form"]
    client.post(reverse("exercice_preparer"), {"annee": form["annee"].value()})
    assert LigneCatalogue.objects.for_exercice(2022).count() == 74
    assert Rubrique.objects.filter(exercice=2022).count() == annonce["rubriques du bilan"]
    # Once prepared, nothing is left to create.
    assert exercices.prevoir(2022).comptes == []
    assert "Rien" in client.get(reverse("exercice_preparer"), {"annee": 2022}).content.decode()


def test_the_choice_about_texts_goes_through_the_confirmation(client):
    entrer(client, "direction")
    for annee, choix, attendu in ((2022, {"textes": "on"}, True), (2023, {}, False)):
        page = client.get(reverse("exercice_preparer"), {"annee": annee, **choix}).content.decode()
        assert ("à relire" in page) is attendu
        champ = re.search(r'<input type="hidden" name="textes" value="([^"]+)"', page)
        client.post(reverse("exercice_preparer"), {"annee": annee, "textes": champ[1]})
        assert Rubrique.objects.filter(exercice=annee).exclude(corps="").exists() is attendu


@pytest.mark.parametrize("annee", ["2021", "1900", "", "abc"])
def test_a_year_that_cannot_be_prepared_is_refused_before_the_confirmation(client, annee):
    entrer(client, "direction")
    reponse = client.get(reverse("exercice_preparer"), {"annee": annee}, follow=True)
    assert reponse.redirect_chain == [(reverse("exercices"), 302)]
    assert [message.level_tag for message in reponse.context["messages"]] == ["error"]


def test_the_workbook_of_a_prepared_year_is_offered_to_who_may_load_only(client):
    exercices.preparer(2022)
    adresse = reverse("chargements:classeur", args=[2022])
    for role, offert in (("gestionnaire", True), ("admin", True), ("agent", False), ("direction", False)):
        entrer(client, role)
        page = client.get(reverse("exercices")).content.decode()
        assert (adresse in page) is offert, role
        assert ("Classeur à remplir" in page) is offert, role
        assert ("Le classeur de l’année" in page) is (role == "admin"), role
    entrer(client, "gestionnaire")
    assert client.get(adresse)["Content-Disposition"] == 'attachment; filename="classeur-2022.xlsx"'


def test_a_closed_year_is_shown_first_until_the_next_one_is_opened(client, clos):
    exercices.preparer(2022)
    assert Exercice.objects.courant().annee == 2021
    entrer(client, "direction")
    assert client.get("/").context["titre"] == "Exercice 2021"
    exercices.ouvrir(Exercice.objects.get(annee=2022))
    assert Exercice.objects.courant().annee == 2022
    assert client.get("/").context["titre"] == "Exercice 2022"


def test_the_pages_of_a_row_of_a_closed_year_say_so_before_anything_is_typed(client, clos):
    entrer(client, "gestionnaire")
    contribution = Contribution.objects.filter(exercice=2021).first()
    fiche = client.get(contribution.get_absolute_url())
    assert "L’exercice 2021 est clos" in fiche.content.decode()
    assert set(fiche.context["ecrire"]) == {"dupliquer"}
    formulaire = client.get(reverse("finances:contribution_update", args=[contribution.pk]))
    assert "L’exercice 2021 est clos" in formulaire.content.decode()
    entrer(client, "direction")
    assert "est clos" not in client.get(contribution.get_absolute_url()).content.decode()


def test_only_those_entitled_act_on_a_year(client):
    for role in ("agent", "gestionnaire"):
        entrer(client, role)
        assert client.post(reverse("exercice_preparer"), {"annee": 2022}).status_code == 403
        assert client.post(reverse("exercice_action", args=[2021, "clore"])).status_code == 403
        page = client.get(reverse("exercices")).content.decode()
        assert "Clore" not in page
        assert "La direction et l’administration s’en chargent" in page


def test_the_command_does_the_same_and_says_what_it_cannot_do(capsys):
    call_command("exercice", "preparer", "2022")
    call_command("exercice", "ouvrir", "2022")
    assert capsys.readouterr().out.splitlines()[-1] == "L’exercice 2022 est ouvert."
    with pytest.raises(CommandError, match="ne se prépare plus"):
        call_command("exercice", "preparer", "2022")
    call_command("exercice", "clore", "2022")
    with pytest.raises(CommandError, match="motif"):
        call_command("exercice", "rouvrir", "2022")
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("exercice", "clore", "2040")
