"""The list of loads, and the rows of one load."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.text import capfirst

from siim94.socle.models import Chargement, LigneChargee
from siim94.ui.historique.recit import modeles_suivis
from siim94.ui.listes.colonnes import ChoixColumn, DateColumn, NombreColumn, TexteColumn, lien
from siim94.ui.listes.tables import ListeTable, titre_de

CLASSES = {
    Chargement.Etat.FAIT: "ok",
    Chargement.Etat.ECHEC: "bloque",
    Chargement.Etat.APERCU: "attention",
    Chargement.Etat.ATTENTE: "attention",
    Chargement.Etat.EN_COURS: "attention",
}


class EtatColumn(tables.Column):
    """The state as a coloured word."""

    def render(self, record):
        return format_html(
            '<span class="puce {}">{}</span>', CLASSES.get(record.etat, ""), record.get_etat_display()
        )


class ChargementTable(ListeTable):
    titre = TexteColumn(verbose_name="Contenu", empty_values=())
    genre = ChoixColumn(verbose_name="Genre")
    quand = DateColumn(verbose_name="Date")
    etat = EtatColumn(verbose_name="État")
    crees = NombreColumn(verbose_name="Créées")
    modifies = NombreColumn(verbose_name="Modifiées")
    supprimes = NombreColumn(verbose_name="Supprimées")

    class Meta(ListeTable.Meta):
        model = Chargement
        fields = ("titre", "genre", "fichier", "quand", "auteur", "etat", "crees", "modifies", "supprimes")

    def render_titre(self, record):
        return record.titre or capfirst(record.get_genre_display())


class LigneChargeeTable(ListeTable):
    """Rows that a load touched, by name where they still exist; give the page's rows with ``objets_de``."""

    cle = tables.Column(verbose_name="Ligne", orderable=False)
    table_nom = tables.Column(verbose_name="Table", orderable=False)
    action = ChoixColumn(verbose_name="Action", orderable=False)
    place = tables.Column(verbose_name="Place dans le fichier", empty_values=(), orderable=False)

    class Meta(ListeTable.Meta):
        model = LigneChargee
        fields = ("cle", "table_nom", "action", "place")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.modeles = modeles_suivis()
        self.objets: dict[tuple[str, str], object] = {}

    def charger_objets(self) -> None:
        """Read the objects of the page's rows, a query a table."""
        cles: dict[str, list[str]] = {}
        for row in self.paginated_rows:
            cles.setdefault(row.record.table_nom, []).append(row.record.cle)
        for nom, valeurs in cles.items():
            if (model := self.modeles.get(nom)) is None:
                continue
            relations = [champ.name for champ in model._meta.fields if champ.many_to_one]
            for objet in model._default_manager.select_related(*relations).filter(pk__in=valeurs):
                self.objets[nom, str(objet.pk)] = objet

    def render_cle(self, record):
        objet = self.objets.get((record.table_nom, record.cle))
        return lien(objet) if objet is not None else f"nº {record.cle}"

    def render_table_nom(self, value):
        return titre_de(self.modeles[value]) if value in self.modeles else value

    def render_place(self, record):
        ligne = f"ligne {record.ligne}" if record.ligne else ""
        return ", ".join(morceau for morceau in (record.feuille, ligne) if morceau) or "—"
