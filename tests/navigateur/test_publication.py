"""The whole way of a report in a browser, from its draft to the mayors and to the public."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from adherents.models import Adherent, Adhesion
from siim94.editions import archives
from siim94.editions.models import Commentaire, Edition, Etape, Transmission
from siim94.socle import travaux
from siim94.socle.journal import acteur
from tests.adherents.factories import AdherentFactory
from tests.bilan.factories import RubriqueFactory
from tests.navigateur.conftest import POSEE, suivre

pytestmark = pytest.mark.django_db(transaction=True)

PAGE, RELECTURE = "/bilan/2035/publier/", "/bilan/2035/relecture/"
ENVOI = "/bilan/2035/editions/2/transmission/"


@pytest.fixture
def rubrique():
    """A text of a small report: it is drawn in a moment."""
    return RubriqueFactory(code="perspectives", titre="Les perspectives", corps="Une longue année.")


@pytest.fixture
def ville():
    """The only member of the year, who is written to by e-mail."""
    Adhesion.objects.all().delete()
    with acteur(motif="Essai"):
        ville = AdherentFactory(nom="Ville d’Essai", nom_court="Essai", genre=Adherent.Genre.VILLE)
        Adhesion.objects.create(adherent=ville)
    return ville


def aller(page, lien: str) -> None:
    """Open one of the pages that stand behind the menu of the report."""
    page.get_by_text("Autres pages").click()
    page.get_by_role("link", name=lien, exact=True).click()


def ecrire(page, rubrique, texte: str) -> None:
    page.goto(f"/bilan/rubriques/{rubrique.pk}/modifier/")
    page.get_by_role("textbox", name="Texte").first.fill(texte)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Modifications enregistrées")).to_be_visible()


def relire_et_valider(ouvrir, violations, page, rubrique) -> None:
    """Submitted, commented by an agent, repaired, submitted again, settled, validated."""
    page.goto(RELECTURE)
    page.get_by_role("link", name="Soumettre à la relecture").click()
    page.get_by_role("button", name="Soumettre à la relecture").click()
    expect(page.get_by_text("La copie à relire se prépare")).to_be_visible()
    # No worker runs in a test: it is done here, and the page finds out by itself.
    assert travaux.travailler()
    expect(page.get_by_role("link", name="Valider", exact=True)).to_be_visible()
    copie = page.frame_locator("iframe[name=copie]")
    expect(copie.get_by_role("heading", name="Les perspectives").first).to_be_visible()

    telephone = ouvrir("agent", largeur=390, theme="dark")
    telephone.goto(RELECTURE)
    assert telephone.evaluate("document.documentElement.scrollWidth") == 390
    telephone.get_by_label("Rubrique", exact=True).select_option(label="Les perspectives")
    telephone.get_by_label("Commentaire", exact=True).fill("Le premier paragraphe est à abréger.")
    telephone.get_by_role("button", name="Commenter").click()
    expect(telephone.get_by_text("Le commentaire est enregistré.")).to_be_visible()
    assert violations(telephone) == []

    # Validation is refused while the remark is open, by name.
    page.goto(f"{RELECTURE}valider/")
    page.get_by_label("Date de la délibération").fill("2022-06-30")
    page.get_by_label("Numéro de la délibération").fill("2022-14")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Le premier paragraphe est à abréger.")
    assert violations(page) == []

    ecrire(page, rubrique, "Une année de consolidation.")
    page.goto(RELECTURE)
    page.evaluate(POSEE)
    expect(page.locator("#modifications")).to_contain_text("Les perspectives")
    assert violations(page) == []
    page.get_by_role("link", name="Soumettre de nouveau").click()
    suivre(page.get_by_role("button", name="Soumettre à la relecture"))
    assert travaux.travailler()
    expect(page.get_by_text("Rien de ce que le bilan imprime n’a changé")).to_be_visible()
    expect(copie.get_by_text("Une année de consolidation.").first).to_be_visible()

    # By keyboard alone: the remark is answered and settled, the report validated.
    page.get_by_label("Réponse").focus()
    page.keyboard.type("C’est abrégé.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le commentaire est réglé.")).to_be_visible()
    page.get_by_role("link", name="Valider", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Numéro de la délibération").fill("2022-14")
    page.get_by_label("Date de la délibération").fill("2022-06-30")
    page.get_by_label("Numéro de la délibération").press("Enter")
    expect(page.get_by_text("Délibération n° 2022-14 du 30 juin 2022")).to_be_visible()
    assert [etape.etat for etape in Etape.objects.order_by("pk")] == ["relecture", "relecture", "valide"]
    assert Commentaire.objects.get().reponse == "C’est abrégé."


def publier(page) -> None:
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Tant qu’elle n’est pas finie, rien n’est publié.")).to_be_visible()
    assert travaux.travailler()
    expect(page.get_by_text("est publié en entier")).to_be_visible()


def rectifier(violations, page, rubrique) -> None:
    """The year is opened again, repaired, and has a second edition that says what changed."""
    page.goto("/exercices/2035/rouvrir/")
    page.get_by_label("Motif").fill("Une phrase est fausse")
    suivre(page.get_by_role("button", name="Rouvrir"))
    ecrire(page, rubrique, "Une année courte.")
    page.goto("/bilan/2035/")
    expect(page.get_by_text("L’exercice est rouvert")).to_be_visible()
    cadre = page.frame_locator("iframe[data-cadre]")
    expect(cadre.get_by_text("Une année de consolidation.").first).to_be_visible()
    page.goto(PAGE)
    page.get_by_label("Motif").fill("Une phrase fausse est corrigée")
    page.get_by_label("rectificatif").check()
    page.get_by_label("Portée de l’erreur").select_option(label="erreur matérielle")
    page.get_by_label("Ce qui change").fill("Les perspectives")
    page.get_by_role("button", name="Publier").click()
    # Not validated: it is refused, until that is taken on.
    expect(page.get_by_role("alert")).to_contain_text("n’est pas validé")
    assert violations(page) == []
    page.get_by_label("Publier sans relecture").check()
    publier(page)
    page.goto("/bilan/2035/")
    expect(cadre.get_by_text("Une année courte.").first).to_be_visible()
    expect(cadre.get_by_text("Ce qui a changé depuis l’édition 1").first).to_be_attached()
    page.goto("/bilan/2035/editions/1/")
    expect(page.get_by_text("remplacée par l’édition 2", exact=True)).to_be_visible()
    expect(cadre.get_by_text("Une année de consolidation.").first).to_be_visible()


def noter(page, fait: str) -> None:
    """Tell of the only recipient what happened today: nothing is written before the button is pressed."""
    page.get_by_label("Cocher tous les destinataires").check()
    page.get_by_label("Noter").select_option(label=fait)
    suivre(page.get_by_role("button", name="Noter pour les lignes cochées"))


def transmettre(violations, page) -> None:
    """Written to, and sent once."""
    page.goto("/bilan/2035/")
    aller(page, "Transmission")
    page.get_by_role("button", name="Inscrire 1 destinataire").click()
    page.get_by_role("link", name="Madame ou Monsieur le Maire", exact=True).click()
    page.locator("input[name=courriel]").fill("maire@exemple.fr")
    page.locator("select[name=moyen]").select_option(label="courriel")
    suivre(page.get_by_role("button", name="Enregistrer"))
    lettres = page.request.get(f"{ENVOI}lettres.pdf")
    assert lettres.ok and lettres.body().startswith(b"%PDF-")
    page.get_by_role("link", name="Préparer l’envoi").click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("1 courriel à envoyer, chacun une fois.")).to_be_visible()
    assert travaux.travailler()
    page.goto(ENVOI)
    expect(page.get_by_role("cell", name="envoyée", exact=True)).to_be_visible()
    # Nobody is sent it twice: nothing waits to be sent.
    page.goto(f"{ENVOI}envoyer/")
    expect(page.get_by_text("Aucun courriel n’attend d’être envoyé.")).to_be_visible()
    page.goto(ENVOI)
    noter(page, "envoyée")
    expect(page.get_by_text("déjà envoyé ou commencé")).to_be_visible()
    noter(page, "accusé de réception reçu")
    expect(page.get_by_text("1 accusé de réception").first).to_be_visible()
    noter(page, "présentée au conseil")
    expect(page.get_by_text("1 présenté au conseil").first).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".defile").evaluate("cadre => cadre.scrollWidth - cadre.clientWidth") == 0
    assert violations(page) == []
    (message,) = mail.outbox
    assert message.to == ["maire@exemple.fr"]
    transmission = Transmission.objects.get()
    assert (transmission.edition.numero, transmission.sort) == (2, Transmission.Sort.ENVOYEE)
    assert transmission.accusee and transmission.conseil


def ouvrir_a_tous(ouvrir, violations, page) -> None:
    """Read on a phone without an account, once management opened it."""
    visiteur = ouvrir(None, largeur=390, theme="dark")
    visiteur.refusee = True
    reponse = visiteur.goto("/publications/2035/")
    assert reponse.status == 404 and violations(visiteur) == []
    visiteur.refusee = False
    page.goto("/bilan/2035/editions/2/diffusion/")
    page.get_by_role("button", name="Ouvrir à tous").click()
    expect(page.get_by_text("ouverte à tous", exact=True)).to_be_visible()
    visiteur.goto("/publications/2035/")
    visiteur.evaluate(POSEE)
    expect(visiteur.get_by_text("Une phrase fausse est corrigée").first).to_be_visible()
    assert visiteur.evaluate("document.documentElement.scrollWidth") == 390
    assert violations(visiteur) == [] and visiteur.context.cookies() == []


def test_a_report_goes_from_draft_to_the_mayors_and_to_the_public(ouvrir, violations, rubrique, ville):
    page = ouvrir("direction")
    relire_et_valider(ouvrir, violations, page, rubrique)
    page.goto("/bilan/2035/")
    aller(page, "Publier")
    page.get_by_label("Motif").fill("Adoption par le comité syndical")
    publier(page)
    premiere = Edition.objects.get()
    assert not premiere.sans_relecture and premiere.deliberation_numero == "2022-14"

    # A member takes another name: what was published keeps its bytes.
    octets = page.request.get("/bilan/2035/bilan.pdf").body()
    gestionnaire = ouvrir("gestionnaire")
    gestionnaire.goto(f"/adherents/{ville.pk}/modifier/")
    gestionnaire.locator("input[name=nom]").fill("Ville Neuve")
    gestionnaire.get_by_role("button", name="Enregistrer").first.click()
    expect(gestionnaire.get_by_role("heading", name="Ville Neuve", level=1)).to_be_visible()
    assert page.request.get("/bilan/2035/bilan.pdf").body() == octets
    page.goto("/bilan/2035/#perspectives")
    cadre = page.frame_locator("iframe[data-cadre]")
    expect(cadre.get_by_text("Une année de consolidation.").first).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('iframe[data-cadre]').contentWindow.location.hash === '#perspectives'"
    )

    rectifier(violations, page, rubrique)
    assert archives.octets(premiere, "bilan.pdf") == octets
    transmettre(violations, page)
    ouvrir_a_tous(ouvrir, violations, page)
