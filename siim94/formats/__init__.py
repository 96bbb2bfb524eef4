"""Readers and writers of outside formats: bytes to plain rows with their place in the file, and back.

Nothing here knows a model, a setting or a request: a source is bytes, a path or a binary file, what comes
out are frozen dataclasses, and what goes wrong is an `ErreurFormat` whose French message a user can read as
it is.
"""
