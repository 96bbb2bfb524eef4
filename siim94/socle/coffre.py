"""Secrets that the base keeps and must read again: unreadable without the key of this installation.

AES-256-GCM, by ``cryptography``; the key of each use is derived from ``SECRET_KEY``. What former keys locked
(``SIIM94_SECRET_KEYS_ANCIENNES``) still opens; what is locked anew is by the present one.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac

MARQUE = "coffre1:"
NONCE = 12  # bytes


class CleChangee(ValidationError):
    """What was kept opens by no key of this installation; said as a form says it."""


def _cles(emploi: str) -> Iterator[AESGCM]:
    for cle in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield AESGCM(salted_hmac("siim94.socle.coffre", emploi, secret=cle, algorithm="sha256").digest())


def enfermer(texte: str, emploi: str) -> str:
    """A text as the base may keep it; nothing stays nothing."""
    if not texte:
        return ""
    nonce = os.urandom(NONCE)
    garde = nonce + next(_cles(emploi)).encrypt(nonce, texte.encode(), emploi.encode())
    return MARQUE + b64encode(garde).decode()


def rouvrir(garde: str, emploi: str) -> str:
    """The text that was locked for this use. Raises CleChangee: what is not locked is nobody's."""
    if not garde:
        return ""
    if garde.startswith(MARQUE):
        brut = b64decode(garde.removeprefix(MARQUE))
        for cle in _cles(emploi):
            try:
                return cle.decrypt(brut[:NONCE], brut[NONCE:], emploi.encode()).decode()
            except InvalidTag:
                continue
    raise CleChangee(
        "Ce secret a été gardé avec une autre clé que celle de cette installation\u00a0: demandez à"
        " l’administration de l’intranet de le retirer, puis recommencez.",
        code="cle_changee",
    )


class SecretField(models.TextField):
    """A text that stands locked in the base; migrations see one of Django's own."""

    def deconstruct(self):
        nom, _, args, kwargs = super().deconstruct()
        return nom, "django.db.models.TextField", args, kwargs

    def get_prep_value(self, value):
        return enfermer(super().get_prep_value(value) or "", self.attname)

    def from_db_value(self, value, expression, connection):
        return rouvrir(value, self.attname)
