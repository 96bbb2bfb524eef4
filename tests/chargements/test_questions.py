"""Questions of a load: asked once each, answered by page or command alike, nothing stored meanwhile."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from finances.models import DocumentBudgetaire
from siim94.chargements import depot
from siim94.chargements.apercu import Apercu
from siim94.chargements.moteur import Options, Plan
from siim94.chargements.questions import DATE, NOMBRE, Question
from siim94.socle.models import Chargement, Exercice, Journal
from tests.chargements.test_budget import charge, scdl
from tests.chargements.test_views import deposer, poster
from tests.comptes import connecter

CHOIX = {"oui": "Remplacer", "non": "Garder"}


def demander(question, **options):
    plan = Plan("")
    return plan.demander(question, Options(**options)), plan


def test_a_question_waits_until_it_is_answered():
    question = Question("perimees", "Que faire ?", CHOIX)
    reponse, plan = demander(question)
    assert reponse is None and plan.questions == [question] and plan.repondues == []
    reponse, plan = demander(question, perimees="non")
    assert reponse == "non" and plan.questions == [] and plan.repondues[0].reponse == "non"


@pytest.mark.parametrize("donnee", ["oui", "OUI", " Oui ", "remplacer"])
def test_an_answer_is_known_by_its_value_or_its_label(donnee):
    assert demander(Question("q", "?", CHOIX), q=donnee)[0] == "oui"


@pytest.mark.parametrize(
    ("question", "donnee", "dit"),
    [
        (Question("q", "?", CHOIX), "peut-être", "n’est pas une réponse possible (oui, non)"),
        (Question("q", "?", CHOIX, defaut="oui", proposition="oui"), "xx", "n’est pas une réponse possible"),
        (Question("q", "?", saisie=NOMBRE, maximum=99), "100", "n’est pas entre 0 et 99"),
        (Question("q", "?", saisie=NOMBRE, maximum=99), "-1", "n’est pas entre 0 et 99"),
        (Question("q", "?", saisie=NOMBRE, maximum=99), "deux", "n’est pas un nombre"),
        (Question("q", "?", saisie=DATE), "31/02/2021", "n’existe pas"),
    ],
)
def test_an_answer_that_is_not_admitted_stays_asked_with_a_word_why(question, donnee, dit):
    reponse, plan = demander(question, q=donnee, propositions=True)
    assert reponse is None
    assert dit in plan.questions[0].remarque and dit in str(plan.questions[0])


@pytest.mark.parametrize(
    ("question", "donnee", "reponse"),
    [
        (Question("q", "?", saisie=NOMBRE, maximum=99), " 7 ", "7"),
        (Question("q", "?", saisie=NOMBRE, maximum=99), "0", "0"),
        (Question("q", "?", saisie=DATE), "31/12/2021", "2021-12-31"),
        (Question("q", "?", saisie=DATE), "2021-12-31", "2021-12-31"),
        (Question("q", "?"), " Vitry ", "Vitry"),
    ],
)
def test_what_is_typed_is_read_as_everywhere(question, donnee, reponse):
    assert demander(question, q=donnee)[0] == reponse


def test_proposals_are_taken_on_demand_and_an_explicit_answer_beats_them():
    question = Question("q", "?", CHOIX, proposition="non")
    assert demander(question)[0] is None
    assert demander(question, propositions=True)[0] == "non"
    assert demander(question, propositions=True, q="oui")[0] == "oui"
    assert demander(Question("q", "?", CHOIX), propositions=True)[0] is None, "nothing is proposed"


def test_what_stands_by_default_keeps_nothing_back_and_can_be_changed():
    question = Question("q", "?", CHOIX, defaut="non")
    reponse, plan = demander(question)
    assert reponse == "non" and [q.retenue for q in plan.repondues] == ["non"]
    assert demander(question, q="oui")[0] == "oui"


def test_one_code_is_one_question():
    plan = Plan("")
    for phrase in ("Le document.", "Le tableau.", "Le document."):
        plan.demander(Question("remplacer", phrase, {"oui": "Remplacer"}), Options())
    assert [question.phrase for question in plan.questions] == ["Le document. Le tableau."]


def test_a_preview_keeps_its_questions_and_reads_those_of_before():
    apercu = Apercu(
        "Essai", questions=[Question("q", "?", CHOIX)], repondues=[Question("r", "?", reponse="2")]
    )
    donnees = json.loads(json.dumps(apercu.to_json()))
    assert Apercu.from_json(donnees) == apercu and not apercu.confirmable
    anciennes = {"texte": "Attention", "lieu": "", "option": "numero", "sujet": ""}
    donnees = {"titre": "", "exercice": None, "tables": [], "erreurs": [anciennes], "avertissements": []}
    assert Apercu.from_json(donnees).questions == []
    assert Options.from_json({"exercice": 2021, "remplacer": True, "motif": "x"}).reponses == {
        "exercice": "2021",
        "remplacer": "oui",
    }


@pytest.mark.django_db
def test_choices_keep_their_order_on_record():
    question = Question("q", "?", {"Montant HT": "x", "aucune": "y", "B": "z"})
    charge = Chargement.objects.create(
        genre="scdl", empreinte="0" * 64, apercu=Apercu(questions=[question]).to_json()
    )
    charge.refresh_from_db()
    assert list(Apercu.from_json(charge.apercu).questions[0].choix) == ["Montant HT", "aucune", "B"]


def votes():
    documents = DocumentBudgetaire.objects.filter(exercice=2030, etape="DM")
    return dict(documents.values_list("numero").annotate(Sum("lignes__vote")).order_by("numero"))


@pytest.fixture
def seconde(notre, tmp_path):
    """A second amending decision, whose file does not say its number."""
    charge(scdl(100))
    fichier = tmp_path / "dm.csv"
    fichier.write_bytes(scdl(50))
    return str(fichier)


def demande(capsys, *arguments):
    """What the command asks: its exit code, and what it printed. Nothing is stored."""
    avant = Chargement.objects.count(), Journal.objects.count()
    with pytest.raises(CommandError) as refus:
        call_command("charger", *arguments)
    assert (Chargement.objects.count(), Journal.objects.count()) == avant
    return refus.value.returncode, capsys.readouterr().out, str(refus.value)


@pytest.mark.django_db
class TestCommande:
    @pytest.mark.parametrize("simulation", [(), ("--simulation",)])
    def test_it_asks_prints_and_stores_nothing(self, seconde, capsys, simulation):
        code, dit, fin = demande(capsys, "scdl", seconde, *simulation)
        assert code == 3 and "numero : Le fichier ne dit pas quel document" in dit.replace("\xa0", " ")
        assert "numero (--numero N)" in fin

    @pytest.mark.parametrize("reponses", [("--numero", "2"), ("--repondre", "numero=2")])
    def test_a_flag_is_the_answer_to_its_question(self, seconde, reponses):
        call_command("charger", "scdl", seconde, *reponses)
        assert votes() == {0: Decimal(100), 2: Decimal(50)}

    def test_a_simulation_of_what_is_answered_exits_as_the_load_would(self, seconde, capsys):
        call_command("charger", "scdl", seconde, "--numero", "2", "--simulation")
        assert "simulation" in capsys.readouterr().out and votes() == {0: Decimal(100)}

    def test_a_question_without_a_proposal_stays_asked(self, seconde, capsys):
        assert demande(capsys, "scdl", seconde, "--repondre", "propositions")[0] == 3

    def test_an_answer_that_is_not_admitted_stays_asked(self, seconde, capsys):
        code, dit, _ = demande(capsys, "scdl", seconde, "--repondre", "numero=deux")
        assert code == 3 and "n’est pas un nombre" in dit

    def test_answers_that_nobody_asked_for_are_ignored(self, seconde):
        call_command(
            "charger", "scdl", seconde, "--numero", "2", "--repondre", "perimees=garder", "--en-euros"
        )
        assert votes() == {0: Decimal(100), 2: Decimal(50)}

    @pytest.mark.parametrize("faute", ["numero", "=2", ""])
    def test_an_answer_without_its_code_or_value_is_bad_usage(self, seconde, capsys, faute):
        assert demande(capsys, "scdl", seconde, "--repondre", faute)[0] == 2

    def test_a_proposal_is_printed_and_taken(self, notre, capsys, tmp_path):
        fichier = tmp_path / "autre.csv"
        fichier.write_bytes(scdl(70, siret="21560046100010"))
        code, dit, _ = demande(capsys, "scdl", str(fichier))
        assert code == 3 and "proposition : autre-organisme=oui" in dit.replace("\xa0", " ")
        call_command("charger", "scdl", str(fichier), "--repondre", "propositions")
        assert DocumentBudgetaire.objects.filter(autre_organisme=True).exists()

    def test_the_year_of_another_file_is_refused(self, notre, capsys, tmp_path):
        fichier = tmp_path / "autre.csv"
        fichier.write_bytes(scdl(70))
        assert demande(capsys, "scdl", str(fichier), "--exercice", "2021")[0] == 1


@pytest.mark.django_db
def test_a_workbook_of_a_year_that_does_not_exist_asks_for_it(donnees_2021, capsys, tmp_path):
    fichier = str(tmp_path / "classeur.xlsx")
    call_command("exporter", "classeur", "2022", "--sortie", fichier)
    capsys.readouterr()
    code, dit, _ = demande(capsys, "classeur", fichier)
    assert code == 3 and "proposition : exercice=2022" in dit.replace("\xa0", " ")
    call_command("charger", "classeur", fichier, "--exercice", "2022")
    assert Exercice.objects.get(annee=2022).statut == Exercice.Statut.PREPARATION


@pytest.mark.django_db
def test_the_page_asks_keeps_the_answer_and_takes_another(notre, client):
    connecter("gestionnaire", client)
    page = deposer(client, "scdl", scdl(70, siret="21560046100010"), "autre.csv")
    chargement = page.context["chargement"]
    assert "Charger</button>" not in page.text and "1 question avant de charger" in page.text
    assert 'value="oui" checked' in page.text, "what is proposed is chosen already"
    assert chargement.options == {}, "but not taken"
    assert not depot.confirmer(chargement)
    page = poster(client, "options", chargement, **{"autre-organisme": "oui"})
    assert "Charger</button>" in page.text and 'value="oui" checked' in page.text
    chargement.refresh_from_db()
    assert chargement.options == {"reponses": {"autre-organisme": "oui"}}
    page = poster(client, "options", chargement)
    assert "Charger</button>" not in page.text, "a tick taken away is an answer withdrawn"


@pytest.mark.django_db
def test_a_list_too_long_for_buttons_opens():
    assert Question("q", "?", {str(rang): str(rang) for rang in range(40)}).forme == "liste"
