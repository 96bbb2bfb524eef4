"""Names sort as French does, wherever a list, a select or a page asks for an order."""

import pytest
from django.apps import apps
from django.db import models

from applications.models import Application, Editeur
from applications.views import ApplicationCrud, EditeurCrud
from finances.models import Compte
from siim94.accueil import comptes
from siim94.editions.models import Transmission
from siim94.formats.mots import plier
from siim94.socle.models import Organisme, Suivi, Utilisateur
from siim94.socle.ordre import CODES
from support.models import Ticket
from tests.comptes import connecter
from tests.ecritures import cruds
from tests.editions.factories import EditionFactory, TransmissionFactory
from tests.lignes import completer
from tests.support.factories import TicketFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

NOMS = ["Zénith", "ASWEB", "Éditeurs", "DOCTOLIB", "Œuvre", "adagio", "Décisionnel", "Odyssée", "Adagio bis"]
EN_ORDRE = [
    "adagio",
    "Adagio bis",
    "ASWEB",
    "Décisionnel",
    "DOCTOLIB",
    "Éditeurs",
    "Odyssée",
    "Œuvre",
    "Zénith",
]


def textes(model) -> list[str]:
    """The fields of a model that hold what people read."""
    return [
        champ.name
        for champ in model._meta.concrete_fields
        if isinstance(champ, models.CharField | models.TextField)
        and not isinstance(champ, models.SlugField)
        and not champ.choices
        and champ.name not in CODES
    ]


MODELES = [m for m in apps.get_models() if issubclass(m, Suivi) and m._meta.model_name != "utilisateur"]
CHAMPS = [(model, nom) for model in MODELES for nom in textes(model)]


def rang(texte: str) -> str:
    """Where a text stands; the database writes quotation marks as they can be typed."""
    return plier(texte).replace("«", "<<").replace("»", ">>")


@pytest.fixture
def editeurs():
    connus = set(Editeur.objects.filter(nom__in=NOMS).values_list("nom", flat=True))
    Editeur.objects.bulk_create(Editeur(nom=nom) for nom in NOMS if nom not in connus)


def test_the_names_of_the_house_stand_in_their_order(editeurs):
    connus = Editeur.objects.filter(nom__in=NOMS)
    assert [e.nom for e in connus] == EN_ORDRE
    assert [e.nom for e in connus.order_by("-nom")] == EN_ORDRE[::-1]
    assert [e.nom for e in connus.reverse()] == EN_ORDRE[::-1]


@pytest.mark.parametrize(("model", "nom"), CHAMPS, ids=lambda v: getattr(v, "__name__", v))
def test_every_text_of_every_model_sorts_in_french(model, nom):
    lus = list(model.objects.exclude(**{nom: ""}).order_by(nom).values_list(nom, flat=True)[:2000])
    assert lus == sorted(lus, key=rang)


@pytest.mark.parametrize("model", MODELES, ids=lambda m: m.__name__)
def test_no_usual_order_names_a_text_as_it_is(model):
    bruts = [c.removeprefix("-") for c in model._meta.ordering if isinstance(c, str)]
    assert not set(bruts) & set(textes(model))


def test_an_order_through_a_relation_is_french_too(editeurs):
    for nom in NOMS:
        Application.objects.create(nom=f"Logiciel {nom}", editeur=Editeur.objects.get(nom=nom))
    logiciels = Application.objects.filter(nom__startswith="Logiciel ").select_related("editeur")
    for critere in ("editeur", "editeur__nom"):
        assert [a.editeur.nom for a in logiciels.order_by(critere)] == EN_ORDRE


@pytest.mark.parametrize("crud", cruds(), ids=lambda crud: crud.model.__name__)
def test_every_column_of_texts_sorts_in_french(crud):
    completer(crud.model, 1 if crud.model is Organisme else 2)
    for nom, colonne in crud.table_class.base_columns.items():
        if colonne.orderable is False:
            continue
        lignes = crud.table_class(crud.queryset(), order_by=nom).rows
        lus = [colonne_lue(ligne, nom) for ligne in list(lignes)[:300]]
        if nom in textes(crud.model) and all(isinstance(v, str) for v in lus):
            assert lus == sorted(lus, key=rang), nom


def colonne_lue(ligne, nom: str):
    return ligne.table.columns[nom].accessor.resolve(ligne.record, quiet=True)


def test_selects_of_forms_and_criteria_stand_in_french_order(editeurs):
    client = connecter("admin")
    form = client.get(f"{ApplicationCrud.adresse_liste()}ajouter/").context["form"]
    filtre = client.get(ApplicationCrud.adresse_liste()).context["filtre"].form
    for champ in (form.fields["editeur"], filtre.fields["editeur"]):
        noms = [str(objet) for objet in champ.queryset]
        assert set(NOMS) <= set(noms)
        assert noms == sorted(noms, key=rang)
    page = client.get(EditeurCrud.adresse_liste(), {"tri": "nom", "par_page": 200})
    lus = [ligne.record.nom for ligne in page.context["table"].page.object_list]
    assert [nom for nom in lus if nom in NOMS] == EN_ORDRE


def test_tables_of_the_journal_are_offered_in_french_order():
    form = connecter("admin").get("/journal/").context["filtre"].form
    titres = [str(titre) for code, titre in form.fields["table"].choices if code]
    assert titres == sorted(titres, key=rang)
    assert titres.index("Éditeurs") < titres.index("Filières")


def test_codes_keep_the_order_of_their_index():
    assert 'ORDER BY "finances_compte"."code" ASC' in str(Compte.objects.order_by("code").query)


def test_tickets_sort_by_category_from_an_index():
    for categorie in NOMS:
        TicketFactory(categorie=categorie)
    tickets = Ticket.objects.filter(categorie__in=NOMS).order_by("categorie")
    assert [t.categorie for t in tickets] == EN_ORDRE
    assert any(index.name == "ticket_categorie_triee" for index in Ticket._meta.indexes)


def test_accounts_and_the_log_of_a_sending_have_the_same_order():
    for nom in NOMS:
        Utilisateur.objects.create(username=plier(nom).replace(" ", "-"), last_name=nom)
    assert [c.last_name for c in Utilisateur.actifs_par_nom() if c.last_name in NOMS] == EN_ORDRE
    assert [c.last_name for c in comptes.tous() if c.last_name in NOMS] == EN_ORDRE
    edition = EditionFactory()
    for nom in NOMS:
        TransmissionFactory(edition=edition, adherent__nom_court=nom)
    lignes = Transmission.objects.de_l_edition(edition)
    assert [ligne.adherent.nom_court for ligne in lignes] == EN_ORDRE
