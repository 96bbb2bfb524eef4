"""Every model of the business has pages on the site, or a reason not to."""

from django.apps import apps

from siim94.accueil.changements import APPS
from tests.ecritures import cruds

# Models without pages of their own, and where they are read and written instead.
SANS_PAGE = {
    "applications.ProjetAdherent": "the members of a project are a field of its form",
    "applications.ProjetApplication": "the applications of a project are a field of its form",
    "applications.FaitMarquantAdherent": "the members of a highlight are a field of its form",
    "finances.LignePresentation": "read on the page of its plan; a print-out of law, loaded with it",
    "finances.MembreTotal": "read on the page of its plan, beside the total",
    "support.LigneParc": "rows of a snapshot: read on its page, written by the load that brought it",
    "support.ReleveTickets": "one row a load of tickets: the load's page says the same",
    "controles.Suite": "written and read on the page of its finding, and on that of the year's findings",
    "editions.AvertissementAccepte": "accepted at the publication, read on the page of its edition",
    "editions.Commentaire": "written and read on the page of the report's review",
    "editions.Consultation": "noted by the site; listed for management, edition by edition (siim94.editions)",
    "editions.Copie": "frozen for the review, on whose page it is read",
    "editions.Courrier": "the letter of an edition, written on the page that sends it",
    "editions.Diffusion": "an edition opened to all or closed, from its page",
    "editions.Edition": "made by a publication alone; pages of its own (siim94.editions)",
    "editions.Etape": "a move of the report's state, made and read on the page of its review",
    "editions.Piece": "bytes of frozen files: served by the pages of editions and copies",
    "editions.Programmation": "set and read on the page that publishes",
    "editions.Responsable": "set and read on the page of the report's preparation",
    "editions.Signalement": "reported from the page of an edition, listed and answered there",
    "editions.Transmission": "written and read on the page that sends an edition",
    "bilan.FichierImage": "bytes of a picture: put in and shown on the pages of its places",
    "controles.Lettre": "what a digest told, so that the next one tells what is new",
    "bilan.Tirage": "a drawing: asked for and followed on the pages of the report",
    "socle.Chargement": "pages of its own (siim94.chargements)",
    "socle.FichierDepose": "bytes of a load between preview and confirmation",
    "socle.Export": "a file made in the background, fetched from the page of one's work (siim94.ui.travaux)",
    "socle.MorceauExport": "bytes of such a file, for a day",
    "socle.Travail": "work in the background: page of its own (siim94.ui.travaux)",
    "socle.LigneChargee": "rows of a load, shown on its page",
    "socle.Exercice": "pages of its own (siim94.accueil.exercices_vues)",
    "socle.Journal": "page of its own (siim94.accueil.journal)",
    "socle.Sceau": "hashes over the journal: checked by a command, nothing to read in them",
    "socle.Revision": "a counter of changes; nothing to read in it",
    "socle.EvenementSecurite": "page of its own (siim94.accueil.securite)",
    "socle.Delegation": "on the page of the account (siim94.accueil.comptes_vues)",
    "socle.SessionAnnuaire": "tokens of a session; nothing to read in them",
    "socle.Utilisateur": "pages of its own (siim94.accueil.comptes_vues)",
    "socle.FiltreEnregistre": "saved from the list that it belongs to",
    "socle.PageConnue": "recent and favourite pages: kept from the page itself",
    "socle.SaisieGardee": "page of its own (siim94.ui.saisie.gardees)",
    "socle.PreferenceListe": "set on the list that it belongs to",
}


def modeles() -> dict[str, type]:
    return {m._meta.label: m for app in APPS for m in apps.get_app_config(app).get_models()}


def test_every_model_has_pages_or_a_reason():
    avec_pages = {crud.model._meta.label for crud in cruds()}
    assert set(modeles()) - avec_pages - set(SANS_PAGE) == set()


def test_no_reason_stands_for_a_model_that_has_pages_or_is_gone():
    avec_pages = {crud.model._meta.label for crud in cruds()}
    assert set(SANS_PAGE) & avec_pages == set()
    assert set(SANS_PAGE) - set(modeles()) == set()
