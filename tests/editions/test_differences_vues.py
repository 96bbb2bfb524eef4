"""What changed between two editions, or since one: page, file, and why the year was opened again."""

import copy
import csv
import io
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from finances.models import Contribution
from siim94.bilan import exercices
from siim94.bilan.models import Rubrique
from siim94.editions import archives, publication
from siim94.editions.comparaison import annexe, annexe_de, raisons_depuis
from siim94.editions.differences import ENTETES
from siim94.editions.donnees import octets
from siim94.editions.gel import geler
from siim94.editions.models import Nature, Portee
from siim94.editions.publication import PublicationRefusee
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal
from tests.bilan.lecture import espaces_simples, texte_du_pdf
from tests.bilan.normes import manquements
from tests.comptes import compte, connecter
from tests.editions.factories import PieceFactory, SignalementFactory, sceller
from tests.socle.factories import ChargementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]
TOTAL = "finances.contributions.total"


def adresse(numero: int = 1) -> str:
    return reverse("editions:differences", args=[2021, numero])


def piece(donnees: dict):
    return PieceFactory(genre="json", octets=octets(donnees))


@pytest.fixture
def premiere(edition, db):
    """The first edition of 2021, of the data of the day."""
    return sceller(exercice=Exercice.objects.get(annee=2021), donnees=piece(edition))


@pytest.fixture
def seconde(premiere, edition):
    """A second one, in which a figure is not what it was; its year was opened again for it."""
    annee = premiere.exercice
    with acteur(compte("direction"), motif="Total des contributions à corriger"):
        exercices.clore(annee)
        exercices.rouvrir(annee)
    donnees = copy.deepcopy(edition)
    (chiffre,) = [c for c in donnees["chiffres"] if c["code"] == TOTAL]
    chiffre["imprime"] = {"texte": "6 000 000 €", "valeur": "6000000"}
    rectifie = {"nature": Nature.RECTIFICATIF, "portee": Portee.FOND, "motif": "Total faux"}
    return sceller(exercice=annee, numero=2, donnees=piece(donnees), **rectifie)


def page(client, numero=1, **requete):
    return client.get(adresse(numero), requete)


def test_two_editions_are_compared_whichever_is_named_first(premiere, seconde):
    client = connecter("agent")
    for numero, avec in ((2, ""), (2, "1"), (1, "2")):
        reponse = page(client, numero, avec=avec)
        trouvee = reponse.context["comparaison"]
        assert (trouvee.avant.numero, trouvee.apres.numero) == (1, 2)
        assert [(c.code, c.apres) for c in trouvee.differences.chiffres] == [(TOTAL, "6 000 000 €")]
    texte = espaces_simples(reponse.content.decode())
    assert "6 000 000 €" in texte and "de l’édition 1 à l’édition 2" in texte
    assert "Total des contributions à corriger" in texte


def test_the_reason_of_the_reopening_stands_by_each_figure_in_the_file(premiere, seconde):
    assert raisons_depuis(premiere, seconde) == ("Total des contributions à corriger",)
    reponse = page(connecter("agent"), 2, export="csv")
    assert 'filename="differences-2021-edition-1-edition-2.csv"' in reponse["Content-Disposition"]
    contenu = b"".join(reponse.streaming_content).decode("utf-8-sig")
    lignes = list(csv.reader(io.StringIO(contenu), delimiter=";"))
    assert lignes[0] == list(ENTETES)
    (chiffre,) = [ligne for ligne in lignes if ligne[0].startswith("chiffre")]
    assert chiffre[-1] == "Total des contributions à corriger" and chiffre[4] == "6 000 000 €"


def test_an_edition_and_today_have_no_difference_until_a_figure_changes(premiere):
    client = connecter("agent")
    assert "Rien de ce que le bilan imprime" in page(client).content.decode()
    with acteur(compte("gestionnaire")):
        contribution = Contribution.objects.filter(exercice=2021).latest("montant")
        contribution.montant += Decimal("12.34")
        contribution.save()
    reponse = page(client, avec="jour")
    assert TOTAL in {c.code for c in reponse.context["differences"].chiffres}
    assert reponse.context["comparaison"].apres is None
    assert "+12,34" in espaces_simples(reponse.content.decode())


def test_a_difference_tells_its_own_reason_where_there_is_one(premiere):
    """The change of a row with its reason, the load of a file, the error of a part; else the re-opening."""
    annee = premiere.exercice
    with acteur(compte("direction"), motif="Réouverture"):
        exercices.clore(annee)
        exercices.rouvrir(annee)
    une, autre, sans = Contribution.objects.filter(exercice=annee).order_by("-montant")[:3]
    chargement = ChargementFactory(fichier="titres.csv")
    for contribution, de, dit in (
        (une, "12.34", {"motif": "Titre 42 annulé"}),
        (autre, "7.77", {"chargement": chargement}),
        (sans, "3.33", {}),
    ):
        with acteur(compte("gestionnaire"), **dit):
            contribution.montant += Decimal(de)
            contribution.save()
    rubrique = Rubrique.objects.filter(exercice=annee, incluse=True).exclude(corps="").first()
    rubrique.corps += "\n\nUne phrase de plus."
    rubrique.save()
    SignalementFactory(
        edition=premiere,
        rubrique=rubrique.code,
        texte="Il y manque une phrase.",
        sort="retenu",
        traite=timezone.now(),
    )
    reponse = page(connecter("agent"), avec="jour")
    lues = reponse.context["differences"]
    dites = {c.difference: c.pourquoi for c in lues.chiffres if c.code.startswith("finances.contribution.")}
    assert dites[Decimal("12.34")] == "Titre 42 annulé"
    assert dites[Decimal("7.77")].startswith("chargement de «\u00a0titres.csv\u00a0» du ")
    (total,) = [c for c in lues.chiffres if c.code == TOTAL]
    assert "Titre 42 annulé" in total.pourquoi and "titres.csv" in total.pourquoi
    (texte,) = [t for t in lues.textes if t.apres == "Une phrase de plus."]
    assert texte.pourquoi == "erreur signalée\u00a0: Il y manque une phrase."
    assert dites[Decimal("3.33")] == "Réouverture"
    # The rows of tables as well, each of its own.
    cellules = {c.difference: c.pourquoi for c in lues.cellules if c.section == "finances.contributions"}
    assert cellules[Decimal("12.34")] == "Titre 42 annulé"
    assert cellules[Decimal("7.77")].startswith("chargement de «\u00a0titres.csv\u00a0» du ")
    assert cellules[Decimal("3.33")] == "Réouverture"
    assert cellules[Decimal("23.44")] == total.pourquoi
    fichier = b"".join(page(connecter("agent"), avec="jour", export="csv").streaming_content).decode()
    assert {ligne.split(";")[0] for ligne in fichier.splitlines() if "Titre 42" in ligne} >= {"tableau"}
    contenu = reponse.content.decode()
    assert "Pourquoi : Titre 42 annulé</small>" in contenu and "Pourquoi : Réouverture" not in contenu
    # A difference without one has lost it where the journal of these days was purged: that is another thing.
    jour = timezone.localdate()
    Journal.objects.create(
        quand=timezone.now(), action="purge", table_nom="socle_sceau", cle="1", apres={"jour": str(jour)}
    )
    reponse = page(connecter("agent"), avec="jour")
    dites = {c.difference: c.pourquoi for c in reponse.context["differences"].chiffres}
    perdue = f"Réouverture ; l’historique des changements est purgé jusqu’au {jour:%d/%m/%Y}"
    assert (dites[Decimal("3.33")], dites[Decimal("12.34")]) == (perdue, "Titre 42 annulé")
    assert f"Pourquoi : {perdue}</small>" in reponse.content.decode()


def test_a_row_that_is_gone_has_the_reason_of_its_deletion(premiere):
    annee = premiere.exercice
    with acteur(compte("direction"), motif="Réouverture"):
        exercices.clore(annee)
        exercices.rouvrir(annee)
    une, autre = Contribution.objects.filter(exercice=annee).order_by("-montant")[:2]
    with acteur(compte("gestionnaire"), motif="Saisie deux fois"):
        une.delete()
    with acteur(compte("gestionnaire")):
        autre.delete()
    lues = page(connecter("agent"), avec="jour").context["differences"]
    parties = {
        ligne.libelle: ligne.pourquoi
        for ligne in lues.lignes
        if ligne.section == "finances.contributions" and ligne.genre == "ligne disparue"
    }
    assert parties[str(une.adherent)] == "Saisie deux fois" and parties[str(autre.adherent)] == "Réouverture"


def test_a_new_edition_says_at_its_end_what_changed_in_its_pdf_and_its_page(premiere, edition):
    # One chapter is enough of a report.
    Rubrique.objects.filter(exercice=2021).exclude(section="finances.contributions").update(incluse=False)
    apres = copy.deepcopy(edition)
    (chiffre,) = [c for c in apres["chiffres"] if c["code"] == TOTAL]
    chiffre["imprime"] = {"texte": "6 000 000 €", "valeur": "6000000"}
    gel = geler(premiere.exercice, annexe=lambda _: annexe(premiere, None, apres))
    texte = espaces_simples(texte_du_pdf(gel.pdf))
    titre = "Ce qui a changé depuis l’édition 1"
    assert texte.count(titre) == 2, "in the contents and as a heading"
    assert "6 000 000 €" in texte and titre in gel.html.decode() and titre not in gel.donnees.decode()
    assert manquements(gel.pdf) == []


def test_a_publication_compares_with_the_edition_before_a_first_one_with_nothing(
    monkeypatch, premiere, edition
):
    demandes = []

    def noter(exercice, suivi, *, annexe, **_):
        demandes.append(annexe)
        raise PublicationRefusee("essai")

    monkeypatch.setattr(publication, "geler", noter)
    for annee in (premiere.exercice, Exercice(annee=2030)):
        with pytest.raises(PublicationRefusee):
            publication.dessiner(annee, None)
    assert demandes[1] is None
    supplement = demandes[0](edition)
    assert "Rien de ce que le bilan imprime" in supplement.html


def test_the_next_year_says_which_figures_it_gives_otherwise_than_they_were_published(premiere, edition):
    suivante = Exercice(annee=2022)
    assert annexe_de(Exercice(annee=2030)) is None
    chiffres = [
        c | {"annee": 2022, "precedent": {"annee": 2021, "valeur": c["valeur"], "ecrit": c["ecrit"]}}
        for c in edition["chiffres"]
        if "@" not in c["code"] and not c["imprime"]
    ]
    apres = edition | {"chiffres": chiffres}
    assert annexe_de(suivante)(apres) is None
    (total,) = [c for c in chiffres if c["code"] == "support.jours.si"]
    total["precedent"] |= {"valeur": "1", "ecrit": "1 jour"}
    supplement = annexe_de(suivante)(apres)
    html = espaces_simples(supplement.html)
    assert supplement.titre == "Année précédente" and html.count("<tbody>") == 1
    assert total["libelle"] in html and "1 jour" in html and "l’édition 1 publiée le" in html


def test_an_altered_edition_is_compared_with_nothing_and_the_next_one_says_so(seconde, edition, monkeypatch):
    monkeypatch.setattr(archives, "premier_ecart", lambda _: "essai", raising=False)
    monkeypatch.setattr(archives, "_ecarts", lambda _: iter(["essai"]))
    assert "n’est plus celle qui a été publiée" in annexe(seconde, None, edition).html


def test_what_does_not_exist_is_not_found_and_what_was_altered_is_not_compared(premiere, seconde):
    client = connecter("agent")
    assert page(client, 3).status_code == 404
    assert page(client, 1, avec="7").status_code == 404
    assert page(client, 1, avec="1").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE editions_piece DISABLE TRIGGER USER")
        autre = json.dumps({"rubriques": []}).encode()
        cursor.execute(
            "UPDATE editions_piece SET octets = %s WHERE empreinte = %s", [autre, seconde.donnees_id]
        )
    reponse = client.get(adresse(2))
    assert reponse.status_code == 409
    assert "n’est plus celle qui a été publiée" in reponse.content.decode()


def test_only_readers_of_the_report_compare_its_editions(premiere):
    assert page(connecter("sans-droit")).status_code == 403


def test_two_editions_are_compared_in_few_statements(premiere, seconde, django_assert_max_num_queries):
    client = connecter("agent")
    with django_assert_max_num_queries(35):
        page(client, 2)
