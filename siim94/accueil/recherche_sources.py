"""What the search box looks into: the rows of every list of the apps, the report's texts, the loads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse

import adherents.views
import applications.views
import finances.views
import rh.views
import siim94.accueil.accessibilite as accessibilite
import siim94.accueil.reglages as reglages
import siim94.bilan.explications
import siim94.bilan.images
import siim94.bilan.rubriques
import support.views
from siim94.formats.kinds import ENTIER
from siim94.socle.champs import kind_of, relations_de
from siim94.socle.droits import droit_sur
from siim94.socle.models import Chargement
from siim94.socle.recherche import JAMAIS, Champ, MotCherche, Partages, Sql, au_singulier, mots_cherches
from siim94.ui.crud import Crud
from siim94.ui.listes.tables import titre_de
from siim94.ui.views import TOUS

EXACT, DEBUT, SUITE, NOM, RELATION = 0.0, 1.0, 2.0, 3.0, 4.0


@dataclass(frozen=True)
class Source:
    """Rows to search by ``champs``. ``annuelle`` is the path to their year, for yearly ones.

    ``page``: the relation whose page shows a row that has none of its own. ``crud``: the list that shows the
    same rows.
    """

    modele: type[models.Model]
    champs: Sequence[Champ]
    annuelle: str = ""
    page: str = ""
    crud: type[Crud] | None = None

    @classmethod
    def de(cls, crud: type[Crud], page: str = "") -> "Source":
        """The rows of a list, found by its own text criterion: the two cannot disagree."""
        relation = crud.relation_annuelle()
        annuelle = relation if relation in ("", "exercice") else f"{relation}__exercice"
        champs = crud.filterset_class.base_filters["q"].champs
        return cls(modele=crud.model, champs=champs, annuelle=annuelle, page=page, crud=crud)

    @property
    def cle(self) -> str:
        return self.modele._meta.model_name

    @property
    def titre(self) -> str:
        return self.crud.titre_pluriel() if self.crud else titre_de(self.modele)

    @property
    def permission(self) -> str:
        return droit_sur(self.modele)

    def connues(self, derniere_annee: int) -> models.QuerySet | None:
        """The rows to look among; None: all."""
        if self.crud is None or not self.crud.relation_annuelle():
            return None
        return self.crud.du_bilan(self.modele._default_manager.all(), None, derniere_annee)

    def liste(self, texte: str) -> str:
        """The address of the list that shows the same rows; empty when there is none."""
        if self.crud is None:
            return ""
        annees = {"exercice": TOUS} if self.crud.relation_annuelle() else {}
        return f"{self.crud.adresse_liste()}?{urlencode({'q': texte} | annees)}"

    def adresse(self, objet, texte: str) -> str:
        if self.crud is None or self.crud.fiche:
            return objet.get_absolute_url()
        cible = getattr(objet, self.page) if self.page else None
        return self.liste(texte) if cible is None else cible.get_absolute_url()

    def nom(self, objet) -> str:
        return str(objet)

    def noms(self) -> list[str]:
        """The fields that name a row, as opposed to what it says or hangs from."""
        champs = self._champs_propres()
        return [c.name for c in champs if isinstance(c, models.CharField) and not c.choices]

    def numeros(self) -> list[str]:
        """The fields that number a row: one is right or wrong."""
        return [c.name for c in self._champs_propres() if isinstance(c, models.IntegerField)]

    def _champs_propres(self) -> list[models.Field]:
        propres = [champ for champ in self.champs if isinstance(champ, str) and "__" not in champ]
        return [self.modele._meta.get_field(nom) for nom in propres]

    def objets(self, cles: Sequence[int]) -> dict[int, models.Model]:
        """The rows by key, with all that their name and passages need."""
        lignes = self.modele._default_manager.filter(pk__in=cles).select_related(*self.relations())
        lignes = lignes.prefetch_related(*map(self._a_lire, self.relations(multiples=True)))
        return {objet.pk: objet for objet in lignes}

    def _a_lire(self, chemin: str) -> Prefetch:
        """What a path that begins with several rows reads, in one query."""
        relation, _, suite = chemin.partition("__")
        lignes = self.modele._meta.get_field(relation).related_model._default_manager.all()
        return Prefetch(relation, lignes.select_related(suite) if suite else lignes)

    def relations(self, multiples: bool = False) -> list[str]:
        """The relations that the paths of ``champs`` begin with: to one row, or to several."""
        trouvees = []
        for champ in self.champs:
            relations = relations_de(self.modele, champ) if isinstance(champ, str) else ()
            if relations and bool(relations[0].one_to_many or relations[0].many_to_many) == multiples:
                trouvees.append("__".join(relation.name for relation in relations))
        if self.crud and not multiples:
            trouvees += self.crud.table_class.relations()
        return list(dict.fromkeys(trouvees))

    def requete(self, rang: int, recherche: "Recherche", limite: int) -> Sql:
        """The rows found, as (source, ``limite``, key, folded names, its number is asked for, year, NULL): a
        part of the one query. ``JAMAIS`` when there can be none.
        """
        trouvees = self._trouvees(recherche)
        if trouvees is JAMAIS:
            return JAMAIS
        colonnes, parametres = self._colonnes(rang, recherche, limite)
        return f"(SELECT {colonnes}, NULL::bigint {trouvees[0]})", [*parametres, *trouvees[1]]

    def _trouvees(self, recherche: "Recherche") -> Sql:
        t = f'"{self.cle}"'
        conditions = [mot.condition(t, self.modele, self.champs) for mot in recherche.cherches]
        if JAMAIS in conditions:
            return JAMAIS
        if (connues := _sql_connues(self, recherche.derniere_annee)) is not None:
            conditions.append((f'{t}."{self.modele._meta.pk.column}" IN ({connues[0]})', list(connues[1])))
        sql = f'FROM "{self.modele._meta.db_table}" {t} WHERE {" AND ".join(sql for sql, _ in conditions)}'
        return sql, [parametre for _, liste in conditions for parametre in liste]

    def _colonnes(self, rang: int, recherche: "Recherche", limite: int) -> Sql:
        t, numero = f'"{self.cle}"', JAMAIS
        if len(recherche.mots) == 1 and (numeros := self.numeros()):
            numero = MotCherche(recherche.mots[0]).condition(t, self.modele, numeros)
        noms = ", ".join(f'socle_sans_accent({t}."{nom}"::text)' for nom in self.noms())
        cle = f'{t}."{self.modele._meta.pk.column}"'
        exact = f"({numero[0]}) IS TRUE AS exact"
        return f"{rang}, {limite}, {cle} AS cle, ARRAY[{noms}]::text[], {exact}, {self._annee(t)}", numero[1]

    def _annee(self, t: str) -> str:
        """The year of a row (SQL), or NULL."""
        if not self.annuelle:
            return "NULL::integer"
        relation, _, suite = self.annuelle.rpartition("__")
        if not relation:
            return f'{t}."{suite}_id"::integer'
        parent = self.modele._meta.get_field(relation)
        table = f'"{parent.related_model._meta.db_table}"'
        sql = f'(SELECT p."{suite}_id"::integer FROM {table} p WHERE p.id = {t}."{parent.column}")'  # noqa: S608
        return sql


@dataclass(frozen=True)
class SourceTickets(Source):
    """Tickets have no page: each leads to the list that shows it alone."""

    def requete(self, rang: int, recherche: "Recherche", limite: int) -> Sql:
        """The first of them and their number, counted apart from an index alone: a common category would have
        all its tickets read to show six.
        """
        trouvees = self._trouvees(recherche)
        if trouvees is JAMAIS:
            return JAMAIS
        colonnes, parametres = self._colonnes(rang, recherche, limite)
        premiers = f"{trouvees[0]} ORDER BY exact DESC, cle DESC LIMIT {limite}"
        sql = f"(SELECT {colonnes}, (SELECT count(*) {trouvees[0]}) {premiers})"
        return sql, [*parametres, *trouvees[1], *trouvees[1]]

    def adresse(self, objet, texte: str) -> str:
        criteres = {"q": objet.numero or "", "plateforme": objet.plateforme_id}
        return f"{self.crud.adresse_liste()}?{urlencode(criteres)}"


@dataclass(frozen=True)
class SourcePostes(Source):
    """Chapters and accounts of the plans that documents follow."""

    def connues(self, derniere_annee: int) -> models.QuerySet:
        return self.modele.objects.suivis()

    def liste(self, texte: str) -> str:
        return f"{super().liste(texte)}&suivis=oui"


@dataclass(frozen=True)
class SourceRubriques(Source):
    """The texts of the reports: each leads to its place in the report of its year, if it stands there."""

    def adresse(self, objet, texte: str) -> str:
        if not objet.incluse or not objet.titre:
            return objet.get_absolute_url()
        return f"{reverse('bilan:html', args=[objet.exercice_id])}#{objet.code}"


@dataclass(frozen=True)
class SourceChargements(Source):
    def nom(self, objet) -> str:
        return f"{objet} : {objet.titre or objet.fichier}"


@dataclass(frozen=True)
class Recherche:
    """Which words are asked for, nearly or not, from which year, and the latest year known."""

    mots: list[str]
    annee: int
    derniere_annee: int
    proche: bool = False

    @cached_property
    def partages(self) -> Partages:
        return Partages()

    @cached_property
    def cherches(self) -> list[MotCherche]:
        return mots_cherches(self.mots, self.proche, self.partages)

    def requete(self, requetes: Sequence[Sql]) -> Sql:
        """The best rows of each source, as (source, key, rank, year, number of rows found), among those that
        the sources give.
        """
        entete, partages = self.partages.entete()
        note, parametres = self._ressemblance() if self.proche else self._rang()
        trouvees = " UNION ALL ".join(sql for sql, _ in requetes)
        sql = f"""
            {entete} SELECT source, cle, note, annee, nombre FROM (
                SELECT *, row_number() OVER (
                    PARTITION BY source ORDER BY note, annee IS DISTINCT FROM %s, annee DESC NULLS LAST,
                    noms[1], CASE WHEN noms[1] IS NULL THEN -cle ELSE cle END
                ) AS place FROM (
                    SELECT source, limite, cle, noms, annee, {note}::float8 AS note,
                        coalesce(apart, count(*) OVER (PARTITION BY source)) AS nombre
                    FROM ({trouvees}) AS trouvees (source, limite, cle, noms, exact, annee, apart)
                ) AS notees
            ) AS rangees WHERE place <= limite ORDER BY source, place
        """  # noqa: S608 – our own names
        trouves = [parametre for _, liste in requetes for parametre in liste]
        return sql, [*partages, self.annee, *parametres, *trouves]

    def _rang(self) -> Sql:
        """Exact name or number, then beginning of a name, then the words as typed, then any, then others'."""
        texte, un = " ".join(self.mots), "EXISTS (SELECT FROM unnest(noms) AS n WHERE {})"
        place = "strpos(n, socle_sans_accent(%s))"
        tous = " AND ".join([un.format("n LIKE socle_motif(%s)")] * len(self.mots))
        sql = f"""
            CASE WHEN exact OR socle_sans_accent(%s) = ANY(noms) THEN {EXACT}
            WHEN {un.format(f"{place} = 1")} THEN {DEBUT} WHEN {un.format(f"{place} > 0")} THEN {SUITE}
            WHEN {tous} THEN {NOM} ELSE {RELATION} END
        """
        return sql, [texte, texte, texte, *map(au_singulier, self.mots)]

    def _ressemblance(self) -> Sql:
        note = "max(strict_word_similarity(socle_sans_accent(%s), n))"
        return f"1 - coalesce((SELECT {note} FROM unnest(noms) AS n), 0)", [" ".join(self.mots)]  # noqa: S608


@lru_cache(maxsize=200)
def _sql_connues(source: Source, derniere_annee: int) -> Sql | None:
    """The same as SQL: it changes with the year alone, and takes longer to compose than to run."""
    lignes = source.connues(derniere_annee)
    return None if lignes is None else lignes.order_by().values("pk").query.sql_with_params()


# In the order in which groups that answer equally well are shown.
SOURCES: tuple[Source, ...] = (
    Source.de(adherents.views.AdherentCrud),
    Source.de(applications.views.ApplicationCrud),
    Source.de(applications.views.FonctionnaliteCrud),
    Source.de(applications.views.DomaineCrud),
    Source.de(applications.views.EditeurCrud),
    Source.de(applications.views.ProjetCrud),
    SourcePostes.de(finances.views.ChapitreCrud),
    SourcePostes.de(finances.views.CompteCrud),
    Source.de(rh.views.GradeCrud),
    Source.de(rh.views.FiliereCrud),
    Source.de(adherents.views.ConventionCrud),
    Source.de(adherents.views.InstanceCrud),
    Source.de(adherents.views.SeanceCrud),
    Source.de(applications.views.FaitMarquantCrud),
    # Their list is of all years, yet each tells its own.
    replace(SourceRubriques.de(siim94.bilan.rubriques.RubriqueCrud), annuelle="exercice"),
    Source.de(siim94.bilan.explications.ExplicationCrud),
    Source.de(siim94.bilan.explications.SeuilEvolutionCrud),
    Source.de(siim94.bilan.images.IllustrationCrud),
    Source.de(applications.views.IndicateurMetierCrud),
    Source.de(applications.views.IndicateurActiviteCrud),
    Source.de(finances.views.IndicateurFinancierCrud),
    Source.de(rh.views.IndicateurRhCrud),
    Source.de(support.views.IndicateurSupportCrud),
    Source.de(finances.views.ContributionCrud),
    Source.de(finances.views.SubventionCrud),
    Source.de(finances.views.DocumentBudgetaireCrud),
    Source.de(finances.views.LigneBudgetCrud),
    Source.de(finances.views.NomenclatureCrud),
    Source.de(finances.views.CorrespondanceCrud),
    Source.de(finances.views.BudgetCrud),
    Source.de(applications.views.LigneCatalogueCrud),
    Source.de(applications.views.DeploiementCrud, page="adherent"),
    Source.de(applications.views.JalonCrud, page="projet"),
    Source.de(applications.views.PointProjetCrud, page="projet"),
    Source.de(applications.views.ColonneCatalogueCrud, page="adherent"),
    Source.de(rh.views.EmploiGradeCrud),
    Source.de(rh.views.PourvuGradeCrud),
    Source.de(rh.views.MouvementCrud),
    Source.de(rh.views.EffectifPoleCrud),
    Source.de(rh.views.EtpCrud),
    Source.de(rh.views.AgeMoyenCrud),
    Source.de(rh.views.PyramideAgeCrud),
    Source.de(rh.views.EffectifContratCrud),
    Source.de(adherents.views.AdhesionCrud, page="adherent"),
    Source.de(adherents.views.SuccessionCrud, page="ancien"),
    Source.de(reglages.ReorganisationPoleCrud, page="ancien"),
    Source.de(applications.views.ReorganisationDomaineCrud, page="ancien"),
    Source.de(applications.views.ReorganisationFonctionCrud, page="ancien"),
    Source.de(rh.views.ReorganisationGradeCrud, page="ancien"),
    Source.de(adherents.views.SituationAdherentCrud, page="adherent"),
    Source.de(support.views.FormationCrud),
    Source.de(support.views.FormationAdherentCrud),
    Source.de(support.views.TypeFormationCrud),
    Source.de(support.views.VentilationCrud),
    Source.de(support.views.LigneVentilationCrud),
    SourceTickets.de(support.views.TicketCrud),
    Source.de(support.views.EntiteGlpiCrud),
    Source.de(support.views.PlateformeGlpiCrud),
    Source.de(support.views.ReleveParcCrud),
    Source.de(reglages.PoleCrud),
    Source.de(reglages.OrganismeCrud),
    Source.de(reglages.ValeurImprimeeCrud),
    Source.de(accessibilite.VerificationAccessibiliteCrud),
    Source.de(accessibilite.ActionAccessibiliteCrud),
    Source.de(adherents.views.AliasCrud, page="adherent"),
    Source.de(applications.views.AliasDomaineCrud, page="domaine"),
    SourceChargements(Chargement, ("fichier", "titre", "genre")),
)


def valeurs(objet, chemin: str, libelle: str = "") -> list[tuple[str, str]]:
    """What a row says along a path of fields, as (label, text): several where the path leads to several.

    The label is that of the relation, if any: « éditeur » says more than « nom ». Prose needs none.
    """
    nom, _, suite = chemin.partition("__")
    champ = objet._meta.get_field(nom)
    if suite:
        suivant = getattr(objet, nom if champ.concrete else champ.get_accessor_name())
        liees = suivant.all() if hasattr(suivant, "all") else [suivant] if suivant is not None else []
        libelle = libelle or str((champ if champ.concrete else champ.related_model._meta).verbose_name)
        return [paire for liee in liees for paire in valeurs(liee, suite, libelle)]
    valeur = getattr(objet, champ.attname)
    if valeur in (None, ""):
        return []
    libelle = "" if isinstance(champ, models.TextField) else libelle or str(champ.verbose_name)
    return [(libelle, _en_texte(champ, valeur))]


def _en_texte(champ, valeur) -> str:
    kind = kind_of(champ)
    # A whole number as it is typed to be found.
    return kind.copier(valeur) if champ.choices or kind is ENTIER else kind.raconter(valeur)
