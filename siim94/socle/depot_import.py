"""Where the administration's import keeps its file between preview and confirmation: the database."""

import datetime
import secrets

from django.utils import timezone
from import_export.tmp_storages import BaseStorage

from siim94.socle.models import FichierImporte

DUREE = datetime.timedelta(days=1)


class DepotImport(BaseStorage):
    """A storage of django-import-export; what was never confirmed leaves with the next file."""

    def save(self, data):
        self.name = self.name or secrets.token_hex(16)
        FichierImporte.objects.filter(quand__lt=timezone.now() - DUREE).delete()
        contenu = data if isinstance(data, bytes) else data.encode()
        FichierImporte.objects.update_or_create(nom=self.name, defaults={"contenu": contenu})

    def read(self):
        contenu = bytes(FichierImporte.objects.values_list("contenu", flat=True).get(nom=self.name))
        return contenu if "b" in self.read_mode else contenu.decode()

    def remove(self):
        FichierImporte.objects.filter(nom=self.name).delete()
