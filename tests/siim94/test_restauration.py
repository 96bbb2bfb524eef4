"""A dump of the data alone goes back into a base that migrations made, by the words of the README."""

import os
import re
import subprocess
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections

from finances.models import Contribution
from siim94.postgres_systeme import programmes_connus
from siim94.socle import effacement, surveillance
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal, Sceau
from siim94.socle.sceaux import sceller, verifier
from tests.bases import cloner, supprimer

pytestmark = pytest.mark.django_db(transaction=True)


def commandes() -> list[str]:
    """Those of the README that dump and restore the data alone."""
    lisez = (settings.RACINE / "README.md").read_text()
    bloc = next(b for b in re.findall(r"```sh\n(.*?)```", lisez, re.S) if "restaurer/avant.sql" in b)
    return [ligne for ligne in bloc.replace("\\\n", " ").splitlines() if ligne.strip()]


@pytest.fixture
def autre(_modele):
    """Name of a base elsewhere: migrations made it, and wrote there, as the first data did since."""
    nom = f"{connection.settings_dict['NAME']}_autre"
    cloner(_modele, nom)
    yield nom
    supprimer(nom)


def lancer(commande: str, base: str, dossier) -> None:
    p = connection.get_connection_params()
    qui = f"{quote(p['user'])}:{quote(p.get('password', ''))}"
    serveur = next(bin_ for bin_ in programmes_connus() if (bin_ / "psql").exists())
    hote = f"?host={quote(str(p['host']), safe='')}"
    fait = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commande.replace("donnees.sql", f"{dossier}/donnees.sql")],
        cwd=settings.RACINE,
        env={
            **os.environ,
            "PATH": f"{serveur}:{os.environ['PATH']}",
            "DATABASE_URL": f"postgres://{qui}@/{quote(base)}{hote}",
            "SIIM94_PRODUCTION": "false",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert fait.returncode == 0, fait.stdout + fait.stderr


def test_the_data_alone_go_back_and_the_chain_holds(autre, tmp_path):
    with acteur(motif="relu par Marie Durand"):
        Contribution.objects.filter(exercice=2021).update(montant=1)
    sceller()
    with acteur(motif="demande de la personne"):
        effacement.effacer_nom("Marie Durand")
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    sceller()
    garde = Sceau.objects.last().empreinte
    entrees = Journal.objects.count()
    sauver, _migrer, *remettre = commandes()
    base = connection.settings_dict["NAME"]
    connections.close_all()
    lancer(sauver, base, tmp_path)
    for commande in remettre:
        lancer(commande, autre, tmp_path)
    connection.settings_dict["NAME"] = autre
    try:
        lu = verifier(garde)
        assert lu.tient
        assert lu.entrees + lu.non_scellees == entrees
        assert surveillance.ecarts() == []
        assert Exercice.objects.get(annee=2021).statut == Exercice.Statut.CLOS
        # Numbers go on from where they were.
        Exercice.objects.create(annee=2023)
        assert Journal.objects.first().pk > max(Sceau.objects.values_list("dernier", flat=True))
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = base
