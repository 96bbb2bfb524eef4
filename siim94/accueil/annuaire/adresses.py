"""Addresses of a directory to which a secret may go."""

from urllib.parse import urlsplit

MACHINE = ("localhost", "127.0.0.1", "::1")


def est_sure(adresse: str) -> bool:
    """TLS, or this very machine."""
    url = urlsplit(adresse)
    return url.scheme == "https" or (url.scheme == "http" and url.hostname in MACHINE)
