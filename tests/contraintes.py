"""How tests prove that a rule holds twice: as a sentence for the user, and in the database itself."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from siim94.socle.journal import nom_contrainte


def refuse(objet, nom: str) -> None:
    """``objet``, not saved yet, breaks the constraint ``nom``: its form says why, its table refuses it."""
    contrainte = next(c for c in objet._meta.constraints if c.name == nom)
    with pytest.raises(ValidationError) as erreur:
        objet.full_clean()
    assert contrainte.violation_error_message in erreur.value.messages
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        objet.save()
    assert nom_contrainte(refus.value) == nom


def refuse_en_base(objet, nom: str) -> None:
    """A rule that Django itself words (``unique=True``, a null): only the table's refusal is looked at."""
    with pytest.raises(ValidationError):
        objet.full_clean()
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        objet.save()
    assert nom in nom_contrainte(refus.value)
