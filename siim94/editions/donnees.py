"""A year's report as data: all that it prints, and the rows that it is made of. Same data, same bytes.

The form is that of ``donnees.schema.json`` and has a version; numbers with decimals are texts, so that none
is rounded by who reads them.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from html import unescape

from django.utils import timezone

from siim94.bilan.essentiel import ChiffreCle
from siim94.bilan.illustrations import Couverture
from siim94.bilan.parties import Partie
from siim94.bilan.rendu import Bilan, Support
from siim94.editions import imprime
from siim94.editions.lignes import en_json, lignes
from siim94.editions.releve import chiffres
from siim94.socle.models import Organisme
from siim94.ui.graphiques import Chart

FORMAT, VERSION = "siim94.bilan", 1
# What the cover prints of the syndicate, and the number that it is known by.
ORGANISME = ("nom", "sigle", "adresse", "code_postal", "ville", "telephone", "courriel", "siret")


def donnees(bilan: Bilan, quand: datetime) -> dict:
    """The report as one tree of texts, numbers and lists; ``quand`` is when its data were read.

    To be called in the snapshot (``siim94.bilan.instantane``) in which ``bilan`` was made, which gives its
    own part; rendered for paper, it is rendered again as the file shows it, where no table is cut.
    """
    if bilan.support is not Support.FICHIER:
        bilan = bilan.sur(Support.FICHIER)
    parties = [partie for chapitre in bilan.chapitres for partie in chapitre.parcours()]
    tableaux: list[dict] = []
    rubriques = [_rubrique(bilan, partie, tableaux) for partie in parties]
    return {
        "format": {"nom": FORMAT, "version": VERSION},
        "annee": bilan.annee,
        "titre": bilan.titre,
        "quand": timezone.localtime(quand).isoformat(timespec="seconds"),
        "fictif": bilan.fictif,
        "organisme": _organisme(bilan.organisme),
        "couvertures": [_couverture(couverture) for couverture in (bilan.couverture, bilan.quatrieme)],
        "ouverture": _ouverture(bilan),
        "chiffres": chiffres(bilan.annee, bilan.imprimees),
        "rubriques": rubriques,
        "tableaux": tableaux,
        "graphiques": _graphiques(bilan, parties),
        "images": list(_images(bilan, {partie.rubrique.pk for partie in parties})),
        "donnees": lignes(bilan.annee),
    }


def octets(contenu: dict) -> bytes:
    """The one way in which these data are written: keys in order, UTF-8, nothing between two values."""
    ecrit = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return ecrit.encode()


def _organisme(organisme: Organisme | None) -> dict | None:
    return organisme and {nom: getattr(organisme, nom) for nom in ORGANISME}


def _couverture(couverture: Couverture | None) -> dict | None:
    """What a cover says of its own, the first then the last; None of one that the year leaves as it is."""
    return couverture and {"titre": unescape(couverture.titre), "texte": imprime.lire(couverture.corps)[1]}


def _ouverture(bilan: Bilan) -> dict:
    """The page that the report opens on."""
    return {
        "chiffres": list(map(_cle, bilan.ouverture.chiffres)),
        "groupes": [
            {"titre": titre, "chiffres": list(map(_cle, cles))} for titre, cles in bilan.autres_chiffres
        ],
        "decisions": list(bilan.ouverture.decisions),
        "a_venir": list(bilan.ouverture.a_venir),
    }


def _cle(cle: ChiffreCle) -> dict:
    dits = {"code": cle.nom, "libelle": cle.libelle, "ecrit": cle.texte}
    return dits | {"precedent": cle.precedent, "phrase": cle.phrase}


def _rubrique(bilan: Bilan, partie: Partie, tableaux: list[dict]) -> dict:
    """A part as printed; its tables join ``tableaux``."""
    rubrique = partie.rubrique
    du_texte, texte = imprime.lire(partie.corps)
    de_la_section, autres = imprime.lire(partie.html)
    _, legendes = imprime.lire(partie.fin)
    section = rubrique.section if partie.html else ""
    for code, siens in (("", du_texte), (section, de_la_section)):
        tableaux += [{"rubrique": rubrique.code, "section": code} | tableau for tableau in siens]
    return {
        "code": rubrique.code,
        "niveau": rubrique.niveau,
        "numero": partie.numero,
        "titre": unescape(partie.titre),
        "section": section,
        "markdown": rubrique.corps,
        "texte": texte + legendes,
        "chiffres": [{"ecrit": ecrit, "libelle": libelle} for ecrit, libelle in partie.chiffres],
        "mentions": autres,
        "evolutions": [
            {"poste": mention.poste, "change": mention.change, "texte": mention.texte}
            for mention in partie.expliquees
        ],
        "notes": [{"numero": numero, "phrase": phrase} for numero, phrase in partie.contredits],
        "signataire": {"nom": rubrique.signataire, "qualite": rubrique.qualite},
    }


def _graphiques(bilan: Bilan, parties: list[Partie]) -> list[dict]:
    """The charts with all their values, those of the page that the report opens on last, without a part."""
    rubriques = {partie.rubrique.section: partie.rubrique.code for partie in parties if partie.html}
    return [
        {
            "rubrique": rubriques.get(figure.section, ""),
            "section": figure.section,
            "numero": figure.numero,
            "en_annexe": not figure.en_tableau,
        }
        | graphique(figure.chart)
        for figure in bilan.figures
    ]


def graphique(chart: Chart) -> dict:
    """What a chart is made of, whatever its kind."""
    valeurs = chart.valeurs()
    return {
        "titre": chart.titre,
        "genre": chart.genre,
        "unite": chart.unite,
        "source": chart.source,
        "alternative": chart.alternative,
        "colonnes": list(valeurs.entetes),
        "ecrit": valeurs.textes(chart.inconnu),
        "lignes": [
            {"libelle": str(nom), "valeurs": [_nombre(valeur) for valeur in suite]}
            for nom, *suite in valeurs.lignes
        ],
    }


def _nombre(valeur: object) -> str | None:
    """A number of a chart; None of an unknown one, and of the days that a calendar has in words."""
    return None if valeur is None or isinstance(valeur, str) else str(en_json(valeur))


def _images(bilan: Bilan, imprimees: set[int]) -> Iterator[dict]:
    """The pictures of the parts that are printed, covers included, known by their bytes."""
    for rubrique, images in bilan.illustrations.par_rubrique.items():
        for image in images:
            if rubrique in imprimees or (image.rubrique.est_couverture and image.rubrique.incluse):
                yield {
                    "rubrique": image.rubrique.code,
                    "place": image.place,
                    "rang": image.rang,
                    "empreinte": image.fichier_id,
                    "genre": image.fichier.genre,
                    "alternative": image.alternative,
                    "legende": image.legende,
                    "credit": image.credit,
                }
