"""The files that pages name: style sheets, scripts, pictures, each under an address that changes with it."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statiques(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, which a page asks fifteen times: no file changes as long as the site is served."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.url = cache(self.url)

    def compress_files(self, paths):
        """Those that pages name: only a page of breakdown reads the originals beside them."""
        return super().compress_files(paths & set(self.hashed_files.values()))
