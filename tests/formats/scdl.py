"""The table schema of SCDL's budget (version 0.8.3) in our own terms, a validator, an incomplete file."""

import csv
import io
import warnings
from pathlib import Path

from siim94.formats.scdl import ecrire_scdl

CODE = {"minLength": 1, "maxLength": 9}
REQUIS = {"required": True}
CHAMPS = {
    "BGT_NATDEC": (
        "string",
        REQUIS
        | {
            "enum": [
                "budget primitif",
                "budget supplémentaire",
                "décision modificative",
                "compte administratif",
            ]
        },
    ),
    "BGT_ANNEE": ("year", REQUIS),
    "BGT_SIRET": ("string", REQUIS | {"pattern": r"^\d{14}$"}),
    "BGT_NOM": ("string", REQUIS),
    "BGT_CONTNAT": ("string", REQUIS | CODE),
    "BGT_CONTNAT_LABEL": ("string", REQUIS),
    "BGT_NATURE": ("string", REQUIS | CODE),
    "BGT_NATURE_LABEL": ("string", REQUIS),
    "BGT_FONCTION": ("string", CODE),
    "BGT_FONCTION_LABEL": ("string", {}),
    "BGT_OPERATION": ("string", {}),
    "BGT_SECTION": ("string", REQUIS | {"enum": ["investissement", "fonctionnement"]}),
    "BGT_OPBUDG": ("string", REQUIS | {"enum": ["réel", "ordre"]}),
    "BGT_CODRD": ("string", REQUIS | {"enum": ["recette", "dépense"]}),
    "BGT_MTREAL": ("number", {}),
    "BGT_MTBUDGPREC": ("number", {}),
    "BGT_MTRARPREC": ("number", {}),
    "BGT_MTPROPNOUV": ("number", {}),
    "BGT_MTPREV": ("number", {}),
    "BGT_CREDOUV": ("number", {}),
    "BGT_MTRAR3112": ("number", {}),
    "BGT_ARTSPE": ("string", {"enum": ["non spécialisé", "spécialisé"]}),
}


def valider(chemin: Path) -> list:
    """What frictionless finds wrong in a CSV file by the schema: row, column, message."""
    with warnings.catch_warnings():
        # Warnings of the validator and of its imports are not ours.
        warnings.simplefilter("ignore")
        from frictionless import Resource, Schema, system

        champs = [{"name": nom, "type": t, "constraints": regles} for nom, (t, regles) in CHAMPS.items()]
        with system.use_context(trusted=True):
            schema = Schema.from_descriptor({"fields": champs, "missingValues": [""]})
            bilan = Resource(path=str(chemin), schema=schema).validate()
    assert bilan.tasks[0].stats["rows"] > 0
    return bilan.flatten(["rowNumber", "fieldName", "message"])


def partiel(lignes) -> bytes:
    """The file of a converter that writes the stage its own way and leaves every other chapter empty."""
    sortie = io.BytesIO()
    ecrire_scdl(lignes, sortie)
    rangs = list(csv.DictReader(io.StringIO(sortie.getvalue().decode("utf-8-sig"))))
    for rang in rangs:
        rang["BGT_NATDEC"] = rang["BGT_NATDEC"].capitalize()
    for rang in rangs[::2]:
        rang["BGT_CONTNAT"] = ""
    texte = io.StringIO()
    auteur = csv.DictWriter(texte, list(rangs[0]))
    auteur.writeheader()
    auteur.writerows(rangs)
    return texte.getvalue().encode()
