"""Frozen files, moves, editions and sendings for tests."""

import hashlib
import json

import factory
from django.utils import timezone

from siim94.editions import archives, models
from tests.adherents.factories import AdherentFactory
from tests.bilan.factories import ExerciceFactory
from tests.socle.factories import UtilisateurFactory


class PieceFactory(factory.django.DjangoModelFactory):
    genre = models.Piece.Genre.PDF
    octets = factory.Sequence(lambda n: f"%PDF-1.7 {n}".encode())
    empreinte = factory.LazyAttribute(lambda o: hashlib.sha256(o.octets).hexdigest())
    taille = factory.LazyAttribute(lambda o: len(o.octets))

    class Meta:
        model = models.Piece


class CopieFactory(factory.django.DjangoModelFactory):
    exercice = factory.SubFactory(ExerciceFactory)
    revisions = 1
    pdf = factory.SubFactory(PieceFactory)
    html = factory.SubFactory(PieceFactory, genre=models.Piece.Genre.HTML)
    donnees = factory.SubFactory(PieceFactory, genre=models.Piece.Genre.JSON)

    class Meta:
        model = models.Copie


class EtapeFactory(factory.django.DjangoModelFactory):
    copie = factory.SubFactory(CopieFactory)
    exercice = factory.SelfAttribute("copie.exercice")
    etat = models.Etat.RELECTURE
    auteur_nom = "Camille Martin"

    class Meta:
        model = models.Etape


class CommentaireFactory(factory.django.DjangoModelFactory):
    copie = factory.SubFactory(CopieFactory)
    texte = "Le total du tableau 4 est à vérifier."
    auteur_nom = "Camille Martin"

    class Meta:
        model = models.Commentaire


class ResponsableFactory(factory.django.DjangoModelFactory):
    exercice = factory.SubFactory(ExerciceFactory)
    rubrique = factory.Sequence("rubrique-{}".format)
    qui = factory.SubFactory(UtilisateurFactory)

    class Meta:
        model = models.Responsable


class ConsultationFactory(factory.django.DjangoModelFactory):
    exercice = factory.SubFactory(ExerciceFactory)
    lecteur = factory.SubFactory(UtilisateurFactory)
    lecteur_nom = "Camille Martin"

    class Meta:
        model = models.Consultation


class EditionFactory(factory.django.DjangoModelFactory):
    exercice = factory.SubFactory(ExerciceFactory, annee=factory.Sequence(lambda n: 2040 + n % 60))
    numero = 1
    nature = models.Nature.PREMIERE
    motif = "Adoption par le comité syndical"
    pages = 31
    construction = "0" * 64
    pdf = factory.SubFactory(PieceFactory)
    html = factory.SubFactory(PieceFactory, genre=models.Piece.Genre.HTML)
    donnees = factory.SubFactory(PieceFactory, genre=models.Piece.Genre.JSON)
    constats = factory.SubFactory(PieceFactory, genre=models.Piece.Genre.JSON)
    lectures = None
    manifeste = factory.SubFactory(PieceFactory, genre=models.Piece.Genre.JSON)

    class Meta:
        model = models.Edition


def sceller(annee: int = 2041, *, sans: tuple[str, ...] = (), **valeurs) -> models.Edition:
    """An edition with its manifest, which the journal knows: one that is served and sent."""
    champs = {champ: nom.rpartition(".")[2] for nom, champ in archives.FICHIERS.items()}
    for champ in ("manifeste", *sans):
        del champs[champ]
    pieces = {champ: valeurs.pop(champ, None) or PieceFactory(genre=genre) for champ, genre in champs.items()}
    exercice = valeurs.pop("exercice", None) or ExerciceFactory(annee=annee)
    edition = EditionFactory.build(exercice=exercice, manifeste=None, **pieces, **valeurs)
    edition.manifeste = models.Piece.objects.garder(
        archives.manifeste(edition, pieces), models.Piece.Genre.JSON
    )
    edition.save(force_insert=True)
    archives.noter(edition, None, edition.motif, "")
    return edition


def donnees_figees(valeur: str) -> models.Piece:
    """The data of a report of one part and one figure, as ``siim94.editions.donnees`` writes them."""
    chiffre = {"code": "rh.effectif.variation", "annee": 2041, "libelle": "Solde de l’effectif", "unite": ""}
    places = [{"genre": "tableau", "titre": "Effectif", "rubrique": "effectif", "section": "", "ancre": ""}]
    chiffre |= {"valeur": valeur, "ecrit": f"{valeur} agents", "imprime": None, "precedent": None}
    signataire = {"nom": "", "qualite": ""}
    rubrique = {"code": "effectif", "numero": 1, "titre": "L’effectif", "signataire": signataire}
    rubrique |= {
        "texte": [f"Le solde est de {valeur} agents."],
        "mentions": [],
        "evolutions": [],
        "notes": [],
    }
    ouverture = {"chiffres": [], "groupes": [], "decisions": [], "a_venir": []}
    ligne = {"libelle": "Solde", "groupe": "", "ecrit": ["Solde", valeur], "valeurs": [None, valeur]}
    tableau = {"rubrique": "effectif", "section": "", "titre": "Effectif", "unite": "", "numero": 1}
    tableau |= {"colonnes": ["", "2041"], "lignes": [ligne]}
    contenu = {
        "couvertures": [None, None],
        "ouverture": ouverture,
        "chiffres": [chiffre | {"places": places}],
        "rubriques": [rubrique],
        "tableaux": [tableau],
        "graphiques": [],
        "images": [],
        "donnees": {},
    }
    return models.Piece.objects.garder(json.dumps(contenu).encode(), models.Piece.Genre.JSON)


class AvertissementAccepteFactory(factory.django.DjangoModelFactory):
    edition = factory.SubFactory(EditionFactory)
    code = factory.Sequence("essai.controle.{:010}".format)
    phrase = "Deux chiffres se contredisent."

    class Meta:
        model = models.AvertissementAccepte


class DiffusionFactory(factory.django.DjangoModelFactory):
    edition = factory.SubFactory(EditionFactory)
    ouverte = True

    class Meta:
        model = models.Diffusion


class ProgrammationFactory(factory.django.DjangoModelFactory):
    exercice = factory.SubFactory(ExerciceFactory, annee=factory.Sequence(lambda n: 2040 + n % 60))
    pour = factory.LazyFunction(timezone.now)

    class Meta:
        model = models.Programmation


class SignalementFactory(factory.django.DjangoModelFactory):
    edition = factory.SubFactory(EditionFactory)
    texte = "Le nombre d’agents de la page 12 n’est pas celui de la page 14."
    auteur_nom = "Camille Martin"

    class Meta:
        model = models.Signalement


class CourrierFactory(factory.django.DjangoModelFactory):
    edition = factory.SubFactory(EditionFactory)
    objet = "Bilan d’activités [[annee]]"
    texte = "Madame, Monsieur,"

    class Meta:
        model = models.Courrier


class TransmissionFactory(factory.django.DjangoModelFactory):
    edition = factory.SubFactory(EditionFactory)
    adherent = factory.SubFactory(AdherentFactory)
    destinataire = factory.Sequence("Le maire {}".format)
    moyen = models.Transmission.Moyen.POSTE

    class Meta:
        model = models.Transmission
