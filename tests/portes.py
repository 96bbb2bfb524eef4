"""All the ways into a closed year, tried on every model that a closing locks.

The models are read from the apps, and what changes a row is looked for among its own fields: a model added
later is walked by itself. A way is a generator: what it does before ``yield`` happens while the year is open;
then the year is closed (or, the first time, left open: the way must then lead in, or it proves nothing).
"""

import copy
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from siim94.socle.declencheurs import est_verrouille, parent_annuel
from siim94.socle.journal import nom_contrainte
from siim94.socle.models import Exercice, Suivi
from siim94.socle.refus import Refus
from tests.lignes import completer

ANNEE, OUVERTE = 2021, 2022
REFUS = {"exercice_clos", "table_videe"}
VERROUILLES = sorted(
    (m for m in apps.get_models() if issubclass(m, Suivi) and est_verrouille(m)), key=lambda m: m._meta.label
)
# Of each model, what may change in its row: looked for once, since each trial is rolled back.
CHANGES: dict[type[Suivi], list] = {}


class SansObjet(Exception):
    """The way does not lead to this model: why."""


@dataclass(frozen=True)
class Reponse:
    """What a way answered on a model; ``texte`` is empty when it does not lead there."""

    porte: str
    modele: str
    texte: str
    raison: str = ""

    def __str__(self):
        return f"{self.modele:<38} {self.porte:<24} {self.texte or f'sans objet : {self.raison}'}"


class Cas:
    """One row of the year, what may change in it, and its place in the year that stays open."""

    def __init__(self, modele: type[Suivi]):
        self.modele = modele
        self.table = modele._meta.db_table
        self.cle = modele._meta.pk.column
        self.objet = self._objet()
        if modele not in CHANGES:
            CHANGES[modele] = self._changements()
        self.changes = CHANGES[modele]
        self.champ, valeur = self.changes[0]
        self.change = {self.champ.attname: valeur}

    def _objet(self) -> Suivi:
        """A row of the year that nothing keeps from being deleted."""
        lignes = self.modele._base_manager.order_by("pk")
        for objet in lignes:
            if annee_de(objet) == ANNEE and not est_retenu(objet):
                return objet
        completer(self.modele, lignes.count() + 1)
        objet = lignes.last()
        lignes.filter(pk=objet.pk).update(**ailleurs(objet, ANNEE))
        return lignes.get(pk=objet.pk)

    def _changements(self) -> list[tuple[models.Field, object]]:
        """The fields that may change, each with another value that the model and its table take."""
        bons = []
        annees = {"exercice", "bilan_de", getattr(parent_annuel(self.modele), "name", "")}
        for champ in self.modele._meta.concrete_fields:
            if champ.primary_key or champ.name == "version" or champ.name in annees:
                continue
            for valeur in autres_valeurs(champ, getattr(self.objet, champ.attname)):
                essai = copy.copy(self.objet)
                setattr(essai, champ.attname, valeur)
                try:
                    essai.full_clean()
                    with transaction.atomic():
                        self.lignes.update(**{champ.attname: valeur})
                        connection.check_constraints()
                        raise SansObjet
                except SansObjet:
                    bons.append((champ, valeur))
                    break
                except (ValidationError, DatabaseError):
                    continue
        assert bons, f"nothing of {self.modele} can change: complete autres_valeurs"
        return bons

    @property
    def lignes(self) -> models.QuerySet:
        return self.modele._base_manager.filter(pk=self.objet.pk)

    @cached_property
    def la(self) -> dict:
        """The values that put the row into the open year."""
        return ailleurs(self.objet, OUVERTE)

    @cached_property
    def ici(self) -> dict:
        """Those that it has."""
        return {nom: getattr(self.objet, nom) for nom in self.la}

    def liberer(self) -> Suivi:
        """Move the row to the open year, which leaves its place free; gives a copy to put there."""
        self.lignes.update(**self.la)
        copie = copy.copy(self.objet)
        copie.pk, copie.version, copie._state = None, 1, copy.copy(self.objet._state)
        copie._state.adding = True
        return copie

    @property
    def colonnes(self) -> list[str]:
        return [f'"{c.column}"' for c in self.modele._meta.concrete_fields if not c.primary_key]

    def copie_sql(self) -> str:
        """SELECT of the moved row as it would be in its old place."""
        valeurs = {
            f'"{self.modele._meta.get_field(nom.removesuffix("_id")).column}"': v
            for nom, v in self.ici.items()
        }
        colonnes = ", ".join(f"{valeurs[c]} AS {c}" if c in valeurs else c for c in self.colonnes)
        return f'SELECT {colonnes} FROM {self.table} WHERE "{self.cle}" = {self.objet.pk}'


def annee_de(objet: Suivi) -> int | None:
    """The year whose closing locks the row."""
    if parent := parent_annuel(type(objet)):
        return annee_de(getattr(objet, parent.name))
    return getattr(objet, "bilan_de_id", None) or objet.exercice_id


def est_retenu(objet: Suivi) -> bool:
    """Whether rows of other tables stand on it."""
    return any(
        lien.related_model._base_manager.filter(**{lien.field.name: objet}).exists()
        for lien in objet._meta.related_objects
    )


def ailleurs(objet: Suivi, annee: int) -> dict:
    """The values that take a row to another year, its parent copied there if it has its year from one."""
    if parent := parent_annuel(type(objet)):
        origine = getattr(objet, parent.name)
        copie = copy.copy(origine)
        copie.pk, copie._state = None, copy.copy(origine._state)
        copie._state.adding = True
        for nom, valeur in ailleurs(origine, annee).items():
            setattr(copie, nom, valeur)
        copie.save(force_insert=True)
        return {parent.attname: copie.pk}
    Exercice.objects.get_or_create(annee=annee, defaults={"statut": Exercice.Statut.OUVERT})
    noms = [nom for nom in ("exercice_id", "bilan_de_id") if hasattr(objet, nom)]
    # The days of a row that lie in its year go along.
    jours = {
        champ.name: jour.replace(year=annee)
        for champ in objet._meta.concrete_fields
        if isinstance(jour := getattr(objet, champ.attname), datetime.date)
        and jour.year == getattr(objet, "exercice_id", None)
    }
    return dict.fromkeys(noms, annee) | jours


def autres_valeurs(champ: models.Field, valeur) -> list:
    if champ.is_relation:
        autres = champ.related_model._base_manager.exclude(pk=valeur).order_by("pk")
        return list(autres.values_list("pk", flat=True)[:20])
    if champ.choices:
        return [code for code, _ in champ.flatchoices if code not in (valeur, "")]
    if isinstance(champ, models.BooleanField):
        return [not valeur]
    if isinstance(champ, models.DecimalField | models.IntegerField):
        return [(valeur or 0) + pas for pas in (1, 2, 1000)]
    if isinstance(champ, models.DateField):
        return [datetime.date(ANNEE, 3, 14)]
    if isinstance(champ, models.JSONField):
        return []
    return ["autre", f"{valeur} (autre)"]


def etat(modele: type[Suivi]) -> list:
    """The rows of the table, versions included."""
    return list(modele._base_manager.order_by("pk").values_list())


def essayer(modele: type[Suivi], porte: Callable) -> Reponse:
    """Try a way on a model: open, it must lead in; closed, it is refused by its name and changes nothing."""
    nom, label = porte.__name__, modele._meta.label
    try:
        if porte.__name__ != "truncate":
            _ouverte(modele, porte)
        return Reponse(nom, label, _close(modele, porte))
    except SansObjet as raison:
        return Reponse(nom, label, "", str(raison))


def _ouverte(modele, porte) -> None:
    with transaction.atomic():
        cas = Cas(modele)
        suite = porte(cas)
        next(suite)
        avant = etat(modele)
        try:
            with transaction.atomic():
                next(suite, None)
                connection.check_constraints()
        except (ProtectedError, DatabaseError, Refus) as erreur:
            raise SansObjet(f"refused while open too: {str(erreur).splitlines()[0]}") from erreur
        assert etat(modele) != avant, "changes nothing, even while the year is open: it proves nothing"
        transaction.set_rollback(True)


def _close(modele, porte) -> str:
    with transaction.atomic():
        cas = Cas(modele)
        suite = porte(cas)
        next(suite)
        connection.check_constraints()
        Exercice.objects.filter(annee=ANNEE).update(statut=Exercice.Statut.CLOS)
        avant = etat(modele)
        texte = ""
        try:
            with transaction.atomic():
                texte = next(suite, "")
        except IntegrityError as erreur:
            texte = nom_contrainte(erreur)
            assert texte in REFUS, f"refused by {texte or erreur}, not by the closing"
        except Refus as refus:
            texte = refus.message
            assert "clos" in texte, texte
        assert etat(modele) == avant, "the closed year has changed"
        assert texte, "nothing changed, and nothing was said"
        transaction.set_rollback(True)
    return texte
