"""The letter that goes with an edition: its text with merge fields, and its pages as PDF/UA."""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from adherents.models import Adherent
from siim94.bilan.feuillets import Partie
from siim94.bilan.impression import Presse
from siim94.bilan.jetons import JETON
from siim94.bilan.redaction import en_html, titre_en_html
from siim94.editions.models import Courrier, Nature, Transmission
from siim94.formats import francais
from siim94.socle.models import Organisme

FEUILLE = Path(__file__).with_name("lettre.css")
# What a letter may name, with what each is, for who writes it.
CHAMPS = {
    "destinataire": "le nom du destinataire",
    "qualite": "sa qualité",
    "adherent": "l’adhérent",
    "annee": "l’année du bilan",
    "edition": "le numéro de l’édition",
    "publiee": "la date de sa publication",
    "deliberation": "la délibération qui l’a approuvé",
    "compte": "le compte qui l’accompagne",
    "loi": "ce que la loi demande au conseil d’une commune : écrit aux maires seulement",
    "motif": "le motif de l’édition",
    "affecte": "ce qu’elle change",
    "n_affecte_pas": "ce qu’elle ne change pas",
    "envoi_precedent": "la date de l’envoi de l’édition précédente",
}
# Not all editions have these: a paragraph that names one that is empty is left out.
FACULTATIFS = frozenset({"deliberation", "loi", "affecte", "n_affecte_pas", "envoi_precedent"})
_PARAGRAPHES = re.compile(r"\n[ \t]*\n")
_SIGNES_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")

_LOI = (
    "L’article L5211-39 du code général des collectivités territoriales prévoit qu’il fait l’objet d’une"
    " communication au conseil municipal en séance publique, au cours de laquelle vos représentants au comité"
    " syndical sont entendus. Je me tiens à la disposition de votre conseil."
)
_RETOUR = (
    "Je vous remercie de bien vouloir accuser réception de cet envoi et de nous indiquer la date à laquelle"
    " votre conseil en aura pris connaissance."
)
_POLITESSE = "Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée."
LETTRES = {
    Nature.PREMIERE: (
        "Bilan d’activités [[annee]]",
        "Madame, Monsieur,\n\n"
        "J’ai l’honneur de vous adresser le bilan d’activités [[annee]] du syndicat, accompagné du"
        " [[compte]].\n\n" + "\n\n".join(("[[loi]]", _RETOUR, _POLITESSE)),
    ),
    Nature.RECTIFICATIF: (
        "Bilan d’activités [[annee]] : rectificatif",
        "Madame, Monsieur,\n\n"
        # Left out of the letter to who was not sent the edition before.
        "Le bilan d’activités [[annee]] qui vous a été adressé le [[envoi_precedent]] contenait une erreur."
        "\n\n"
        "J’ai l’honneur de vous adresser l’édition [[edition]] du bilan d’activités [[annee]] du syndicat,"
        " qui corrige et remplace la précédente.\n\n"
        "Motif : [[motif]]\n\n"
        "Ce qui change : [[affecte]]\n\n"
        "Ce qui ne change pas : [[n_affecte_pas]]\n\n"
        "Les différences, chiffre par chiffre, sont en annexe de cette édition.\n\n"
        + "\n\n".join((_RETOUR, _POLITESSE)),
    ),
}
LETTRES[Nature.REVISION] = (
    "Bilan d’activités [[annee]] : révision",
    LETTRES[Nature.RECTIFICATIF][1]
    .replace("contenait une erreur", "a été révisé")
    .replace("qui corrige et remplace", "qui remplace"),
)


def valider(texte: str) -> None:
    """Validator of a letter: a name between brackets that is no field is an error, with those near it."""
    erreurs = []
    for trouve in JETON.finditer(texte):
        if (nom := trouve[1].strip()) not in CHAMPS:
            proches = difflib.get_close_matches(nom, CHAMPS, n=3)
            aide = f" Vouliez-vous dire « {' » ou « '.join(proches)} » ?" if proches else ""
            erreurs.append(ValidationError(f"Le champ « {trouve[0]} » n’existe pas.{aide}"))
    if erreurs:
        raise ValidationError(erreurs)


def valeurs(transmission: Transmission, courrier: Courrier) -> dict[str, str]:
    """What each field is for one recipient."""
    edition = transmission.edition
    deliberation = ""
    if edition.deliberation_date:
        jour = francais.date_longue(edition.deliberation_date)
        deliberation = f"délibération n° {edition.deliberation_numero} du {jour}"
    precedente = transmission.precedente
    envoi = precedente.envoyee if precedente else None
    return {
        "destinataire": transmission.destinataire,
        "qualite": transmission.qualite,
        "adherent": transmission.adherent.nom,
        "annee": str(edition.exercice_id),
        "edition": str(edition.numero),
        "publiee": francais.date_longue(timezone.localtime(edition.publiee).date()),
        "deliberation": deliberation,
        "compte": courrier.compte_nom,
        "loi": _LOI if transmission.adherent.genre == Adherent.Genre.VILLE else "",
        "motif": edition.motif,
        "affecte": edition.affecte,
        "n_affecte_pas": edition.n_affecte_pas,
        "envoi_precedent": francais.date_longue(timezone.localtime(envoi).date()) if envoi else "",
    }


def remplir(texte: str, champs: dict[str, str], *, markdown: bool = True) -> str:
    """A text with its fields; what they hold is no Markdown."""

    def ecrire(trouve: re.Match) -> str:
        valeur = champs[trouve[1].strip()]
        return _SIGNES_MARKDOWN.sub(r"\\\1", valeur) if markdown else valeur

    vides = {nom for nom in FACULTATIFS if not champs[nom]}
    paragraphes = _PARAGRAPHES.split(texte.replace("\r\n", "\n"))
    dits = (p for p in paragraphes if vides.isdisjoint(trouve[1].strip() for trouve in JETON.finditer(p)))
    return JETON.sub(ecrire, "\n\n".join(dits))


def objet(transmission: Transmission, courrier: Courrier) -> str:
    """What the letter to a recipient is about."""
    return remplir(courrier.objet, valeurs(transmission, courrier), markdown=False)


def corps_du_courriel(transmission: Transmission, courrier: Courrier) -> str:
    """The letter as the plain text of a message."""
    texte = remplir(courrier.texte, valeurs(transmission, courrier), markdown=False)
    return "\n\n".join(filter(None, (texte, courrier.signataire, courrier.qualite))) + "\n"


def pdf(transmissions: Sequence[Transmission], courrier: Courrier) -> bytes:
    """The letters of these recipients as one PDF/UA-1 file, a page or more each."""
    with Presse(1) as presse:
        return presse.assembler(_pages(presse, transmissions, courrier))


def pdf_de_chacun(transmissions: Sequence[Transmission], courrier: Courrier) -> dict[int, bytes]:
    """The letter of each recipient as a file of its own, by number."""
    with Presse(1) as presse:
        pages = _pages(presse, transmissions, courrier)
        return {t.pk: presse.assembler([octets]) for t, octets in zip(transmissions, pages, strict=True)}


def _pages(presse: Presse, transmissions: Sequence[Transmission], courrier: Courrier) -> list[bytes]:
    organisme = Organisme.objects.first()
    feuille = FEUILLE.read_text(encoding="utf-8")
    return presse.mettre_en_page([_partie(t, courrier, organisme, feuille) for t in transmissions])


def _partie(t: Transmission, courrier: Courrier, organisme: Organisme | None, feuille: str) -> Partie:
    champs = valeurs(t, courrier)
    titre = remplir(courrier.objet, champs, markdown=False)
    jour = timezone.localtime(t.envoyee).date() if t.envoyee else timezone.localdate()
    contexte = {
        "transmission": t,
        "courrier": courrier,
        "organisme": organisme,
        "titre": mark_safe(titre_en_html(titre)),  # noqa: S308 - escaped there
        "corps": mark_safe(en_html(remplir(courrier.texte, champs))),  # noqa: S308 - cleaned there
        "date": francais.date_longue(jour),
        "annee": t.edition.exercice_id,
        "numero": t.edition.numero,
    }
    return Partie(
        nom=f"lettre-{t.pk}",
        html=render_to_string("editions/lettre.html", contexte),
        feuille=feuille,
        dessins={},
        titre=titre,
        auteur=organisme.nom if organisme else "",
    )
