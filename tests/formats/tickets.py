"""Exports of tickets, whole or with one cell wrong."""

import csv
from io import StringIO

import pytest

from siim94.formats.erreurs import ErreurFormat, ErreursFormat
from siim94.formats.glpi_tickets import lire_tickets

# As old versions write it: BOM, every line closed by a delimiter, CRLF.
MULTI_ENTITE = (
    "\ufeff"
    '"ID";"Titre";"Entité";"Statut";"Dernière modification";"Date d\'ouverture";"Date de clôture";"Priorité";'
    '"Demandeur - Demandeur";"Attribué à - Technicien";"Catégorie";"Type";"Date de résolution";'
    '"Statistiques - Délai de résolution";"Statistiques - Délai de prise en compte";\r\n'
    '"12\u00a0345";"Imprimante de Mme Martin (12345)";"Racine > R&amp;D &#039;Nord&#039;";"Clos";'
    '"18-07-2021 18:35";'
    '"16-07-2021 14:57";"19-07-2021 00:00";"Très haute";"Martin Anne (837)";"Durand B (4) <br>Petit C (5)";'
    '"Incident > Matériel";"Incident";"18-07-2021 18:35";"1 jours 3 heures 17 minutes";'
    '"2 minutes 5 secondes";\r\n'
    '"12 346";"Accès\r\nau ""VPN""";"Racine > Nord <br>";"En cours (Attribué)";"18-07-2021 08:00";'
    '"17-07-2021 09:05";"";"4";"";"";"";"Demande";"";"0 seconde";"0 seconde";\r\n'
)  # fmt: skip


def export(*lignes, titres=("ID", "Date d'ouverture"), delimiteur=";"):
    sortie = StringIO()
    ecrivain = csv.writer(sortie, delimiter=delimiteur, quoting=csv.QUOTE_ALL)
    ecrivain.writerows([titres, *lignes])
    return sortie.getvalue().encode()


def erreurs_de(source, **options):
    with pytest.raises(ErreurFormat) as levee:
        list(lire_tickets(source, **options))
    return list(levee.value) if isinstance(levee.value, ErreursFormat) else [levee.value]


def un(valeur, titre, ouverture="2021-07-16 14:57"):
    (ticket,) = lire_tickets(export(("1", ouverture, valeur), titres=("ID", "Date d'ouverture", titre)))
    return ticket
