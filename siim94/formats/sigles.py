"""What a screen reader would say badly: initials, and English words in a French text.

One declaration, for texts, tables and reports alike. A name of a product or of a person is not in it, nor
initials that mean two things.
"""

import re
from collections.abc import Iterator

SIGLES = {
    "ANSSI": "Agence nationale de la sécurité des systèmes d’information",
    "CCAS": "centre communal d’action sociale",
    "CET": "compte épargne-temps",
    "CIG": "centre interdépartemental de gestion",
    "CMS": "centre municipal de santé",
    "CNI": "carte nationale d’identité",
    "Cat.": "catégorie",
    "DG": "direction générale",
    "DGA": "direction générale adjointe",
    "DGS": "direction générale des services",
    "DPO": "délégué à la protection des données",
    "DSI": "direction des systèmes d’information",
    "DSN": "déclaration sociale nominative",
    "EPT": "établissement public territorial",
    "ERP": "progiciel de gestion intégré",
    "ETP": "équivalent temps plein",
    "F/H": "femmes et hommes",
    "FCTVA": "fonds de compensation pour la taxe sur la valeur ajoutée",
    "GF": "gestion financière",
    "GOSB": "Grand-Orly Seine Bièvre",
    "GPEC": "gestion prévisionnelle des emplois et des compétences",
    "HLM": "habitation à loyer modéré",
    "MCO": "maintien en conditions opérationnelles",
    "OPH": "office public de l’habitat",
    "PES": "protocole d’échange standard",
    "PPI": "plan pluriannuel d’investissement",
    "RAR": "restes à réaliser",
    "RGPD": "règlement général sur la protection des données",
    "RH": "ressources humaines",
    "RSSI": "responsable de la sécurité des systèmes d’information",
    "RTC": "réseau téléphonique commuté",
    "SI": "système d’information",
    "SIGB": "système intégré de gestion de bibliothèque",
    "SIRH": "système d’information des ressources humaines",
    "SMSI": "système de management de la sécurité de l’information",
    "THD": "très haut débit",
    "TLPE": "taxe locale sur la publicité extérieure",
    "TOIP": "téléphonie sur IP",
    "n.\u00a0r.": "non renseigné",
    "n°": "numéro",
    "N°": "numéro",
}
SIGLES_ANGLAIS = {
    "HTTPS": "HyperText Transfer Protocol Secure",
    "IP": "Internet Protocol",
    "ITIL": "Information Technology Infrastructure Library",
    "PMO": "Project Management Office",
    "POC": "Proof of Concept",
    "RDS": "Remote Desktop Services",
    "SIEM": "Security Information and Event Management",
    "SQL": "Structured Query Language",
}
MOTS_ANGLAIS = """
back office|benchmark|big data|business intelligence|cloud|cluster|data ?center|firewall|front office|hardware
|help ?desk|hotline|kick-?off|load balancing|mailing|malware|monitoring|open data|open source|phishing
|project management office|proof of concept|ransomware|reporting|roadmap|software|spam|switch|workflow
""".replace("\n", "")

# A sign of a product's name stands beside its letters: SEDIT.GF, WEB2-RH, BM/CM.
_DEBUT, _FIN = r"(?<![\w.&/-])", r"(?![\w&/-]|\.\w)"
_SIGLE = re.compile(f"{_DEBUT}(?:{'|'.join(map(re.escape, SIGLES | SIGLES_ANGLAIS))}){_FIN}")
_ANGLAIS = re.compile(f"{_DEBUT}(?:{MOTS_ANGLAIS}){_FIN}", re.IGNORECASE)


def reperes(texte: str) -> Iterator[tuple[int, int, str, str]]:
    """Where a plain text has one, in its order: from a place to another, what the initials stand for ("" for
    a word), the language ("" for the text's own).
    """
    trouves = [
        (m.start(), m.end(), SIGLES.get(m[0]) or SIGLES_ANGLAIS[m[0]], "en" * (m[0] in SIGLES_ANGLAIS))
        for m in _SIGLE.finditer(texte)
    ]
    trouves += [(m.start(), m.end(), "", "en") for m in _ANGLAIS.finditer(texte)]
    yield from sorted(trouves)
