"""Signing in by the directory of the syndicate, or by ProConnect: OpenID Connect, on allauth's steps."""
