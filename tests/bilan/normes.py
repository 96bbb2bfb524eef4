"""The two norms that a report keeps, by a validator that knows nothing of how it was made."""

import re

import page as validateur

NORMES = (validateur.ValidationProfile.PDF_UA_1, validateur.ValidationProfile.PDF_A_3A)
# Told of a stream whose own last byte is a carriage return: the line feed after it ends the line, and the
# byte is counted all the same. What the rule asks is read on the bytes.
FAUSSE_ALARME = "PDFA3A-STREAM-LENGTH-001"


def manquements(pdf: bytes) -> list[tuple[str, str]]:
    """The rules of PDF/UA-1 and PDF/A-3a that a file breaks, and how."""
    rapports = [validateur.validate_pdf_bytes(pdf, profile=norme) for norme in NORMES]
    assert all(rapport.rules.total > 100 for rapport in rapports)
    trouves = [(f.rule_id, f.message) for rapport in rapports for f in rapport.failures]
    return [trouve for trouve in trouves if trouve[0] != FAUSSE_ALARME or not longueurs_justes(pdf)]


def longueurs_justes(pdf: bytes) -> bool:
    """Whether each stream ends where its length says (ISO 19005-3, 6.1.7.1)."""
    debuts = list(re.finditer(rb"/Length (\d+)[^\n]*>>\nstream\n", pdf))
    assert len(debuts) == pdf.count(b"\nendstream\n") > 0
    fins = (debut.end() + int(debut[1]) for debut in debuts)
    return all(pdf[fin : fin + 11] == b"\nendstream\n" for fin in fins)
