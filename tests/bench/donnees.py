"""The data of the benchmarks: ten years and 200 000 tickets, invented, in a database made for that only.

Run as a program it makes the database ``bench_siim94`` beside the one in use, and serves the site over it::

    python -m tests.bench.donnees --servir --port 8001
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")
    django.setup()

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction

from adherents.models import Adherent
from siim94 import postgres
from siim94.socle import demonstration
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement, Exercice
from support.models import EntiteGlpi, LigneParc, PlateformeGlpi, ReleveParc, ReleveTickets
from tests.annees import copier
from tests.bases import cloner, empreinte_du_modele, modele, supprimer, supprimer_abandonnees, verrou

PREFIXE = "bench_"
NOM = f"{PREFIXE}siim94"
ANNEES = 10
TICKETS = 200_000
PLATEFORMES = 4

# Spread over the years without any of chance, so that each run measures the same rows.
_TICKETS = """
    INSERT INTO support_ticket (version, plateforme_id, numero, entite_id, type, categorie, priorite, statut,
        ouverture, modification, resolution, cloture, delai_resolution, reouvertures)
    SELECT 1, e.plateforme_id, %(premier)s + n, e.id, (ARRAY['incident', 'demande'])[1 + n %% 2],
        'Famille ' || n %% 8 || ' > Objet ' || n %% 41 || CASE n %% 97 WHEN 0 THEN ' > Écran' ELSE '' END,
        1 + n %% 5, CASE WHEN n %% 10 = 0 THEN 'en_attente' WHEN n %% 3 = 0 THEN 'resolu' ELSE 'clos' END,
        t.ouverture, t.resolution, CASE n %% 10 WHEN 0 THEN NULL ELSE t.resolution END,
        CASE WHEN n %% 10 = 0 OR n %% 3 = 0 THEN NULL ELSE t.resolution END,
        CASE n %% 10 WHEN 0 THEN NULL ELSE 3600 * (1 + n %% 200) END, CASE n %% 50 WHEN 0 THEN 1 ELSE 0 END
    FROM generate_series(1, %(nombre)s) n
    CROSS JOIN LATERAL (
        SELECT make_timestamptz(%(annee)s, 1, 1, 0, 0, 0)
            + (n::bigint * 7919 %% (%(annees)s * 365 * 1440)) * interval '1 minute' AS debut
    ) d
    CROSS JOIN LATERAL (
        SELECT d.debut AS ouverture, d.debut + (1 + n %% 300) * interval '1 hour' AS resolution
    ) t
    JOIN (
        SELECT id, plateforme_id, row_number() OVER (ORDER BY id) - 1 AS rang, count(*) OVER () AS combien
        FROM support_entiteglpi
    ) e ON e.rang = n %% e.combien
"""


@contextmanager
def base_de_banc() -> Iterator[str]:
    """Work in a database of this process, built from the first data; dropped at the end."""
    origine = connection.settings_dict["NAME"]
    supprimer_abandonnees(NOM)
    nom = f"{NOM}_{os.getpid()}"
    try:
        construire_base(nom)
        yield nom
    finally:
        connection.close()
        connection.settings_dict["NAME"] = origine
        supprimer(nom)


def construire_base(nom: str) -> None:
    if not nom.startswith(PREFIXE):
        raise ValueError(f"The name of a database of benchmarks begins with {PREFIXE}: {nom}")
    connection.close()
    with verrou():
        cloner(modele(empreinte_du_modele()), nom)
    connection.settings_dict["NAME"] = nom
    demonstration.ouvrir()
    cache.clear()


def dix_annees() -> int:
    """The current year of the first data copied to the nine that follow it; gives the number of rows."""
    _refuser_une_vraie_base()
    annee = Exercice.objects.courant().annee
    with transaction.atomic():
        nombre = copier(annee, range(annee + 1, annee + ANNEES))
        _plateformes()
        _releves_du_parc(annee)
    _analyser()
    return nombre


def tickets(nombre: int) -> None:
    """``nombre`` more tickets over the ten years, as a load would leave them, its record included."""
    _refuser_une_vraie_base()
    annee = Exercice.objects.courant().annee - ANNEES + 1
    with transaction.atomic(), connection.cursor() as cursor:
        chargement = Chargement.objects.create(
            genre=Chargement.Genre.GLPI_TICKETS,
            etat=Chargement.Etat.FAIT,
            fichier="tickets-fictifs.csv",
            titre="Données fictives",
            empreinte="0" * 64,
            crees=nombre,
        )
        cursor.execute("SELECT coalesce(max(numero), 0), coalesce(max(id), 0) FROM support_ticket")
        premier, dernier = cursor.fetchone()
        with acteur(commande="banc d’essai", chargement=chargement):
            cursor.execute(_TICKETS, {"nombre": nombre, "annee": annee, "annees": ANNEES, "premier": premier})
        cursor.execute(
            "INSERT INTO socle_lignechargee (chargement_id, table_nom, cle, action, feuille, ligne)"
            " SELECT %s, 'support_ticket', id::text, 'creation', '', row_number() OVER (ORDER BY id)"
            " FROM support_ticket WHERE id > %s",
            [chargement.pk, dernier],
        )
        if not ReleveTickets.objects.exists():
            cursor.execute(
                "INSERT INTO support_relevetickets (version, plateforme_id, date, debut, fin, tickets)"
                " SELECT 1, plateforme_id, max(ouverture), min(ouverture), max(ouverture), count(*)"
                " FROM support_ticket GROUP BY plateforme_id"
            )
    _analyser()


def _plateformes() -> None:
    """Platforms with one entity a member each, and one of the syndicate's own."""
    adherents = list(Adherent.objects.order_by("pk"))
    for numero in range(PLATEFORMES):
        plateforme = PlateformeGlpi.objects.create(code=f"banc-{numero}", nom=f"Banc d’essai {numero}")
        EntiteGlpi.objects.bulk_create(
            [
                *(
                    EntiteGlpi(plateforme=plateforme, libelle=f"Racine > {a.nom}", adherent=a)
                    for a in adherents
                ),
                EntiteGlpi(plateforme=plateforme, libelle="Racine > Interne", interne=True),
            ]
        )


def _releves_du_parc(annee: int) -> None:
    """A snapshot of workstations a month and a platform over the ten years."""
    for plateforme in PlateformeGlpi.objects.filter(code__startswith="banc-"):
        entites = list(plateforme.entites.order_by("pk"))
        for mois in range(ANNEES * 12):
            releve = ReleveParc.objects.create(
                plateforme=plateforme, date=f"{annee + mois // 12}-{mois % 12 + 1:02}-01"
            )
            LigneParc.objects.bulk_create(
                LigneParc(
                    releve=releve, entite=entite, nombre=10 + n, type="Ordinateur", systeme=f"Système {n % 5}"
                )
                for n, entite in enumerate(entites)
            )


def _refuser_une_vraie_base() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (nom,) = cursor.fetchone()
    if not nom.startswith(PREFIXE):
        raise SystemExit(f"Données fictives refusées : la base « {nom} » n’est pas une base de banc d’essai.")


def _analyser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def servir(nom: str) -> None:
    """Serve the site over that database instead of the one in use; does not come back."""
    if not settings.BASE_EMBARQUEE:
        raise SystemExit(f"To browse them: DATABASE_URL with the name {nom}, then manage.py servir.")
    adresse = postgres.serveur().url().replace(f"/{postgres.BASE}?", f"/{nom}?")
    mots = [sys.executable, "manage.py", "servir", *sys.argv[2:]]
    os.execve(sys.executable, mots, os.environ | {"DATABASE_URL": adresse, "SIIM94_PRODUCTION": "false"})  # noqa: S606


if __name__ == "__main__":
    construire_base(NOM)
    lignes = dix_annees()
    tickets(TICKETS)
    print(
        f"{lignes} rows of ten years and {TICKETS} tickets, all invented, in the database {NOM}.", flush=True
    )
    if sys.argv[1:2] == ["--servir"]:
        servir(NOM)
