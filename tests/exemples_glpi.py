"""Exports of GLPI like those that come in, with rows made here: no person and no machine exists."""

TICKETS = """\ufeff"ID";"Titre";"Entité";"Statut";"Dernière modification";"Date d'ouverture";"Date de clôture";"Priorité";"Demandeur - Demandeur";"Attribué à - Technicien";"Catégorie";"Date de résolution";"Statistiques - Délai de résolution";
"1 001";"Essai 1 (1001)";"SIIM94 > Arcueil";"Résolu";"20-03-2026 09:00";"18-03-2026 10:30";"";"Haute";"Personne Une (1)";"Tech A (2)";"Incident > Essai";"20-03-2026 09:00";"3 heures 5 minutes";
"1 002";"Essai 2 (1002)";"SIIM94 > Gentilly";"Clos";"20-03-2026 09:00";"17-03-2026 08:00";"20-03-2026 09:00";"Basse";"Personne Deux (3)";"Tech A (2) <br>Tech B (4)";"demande > Essai > Détail";"19-03-2026 12:00";"1 jours 2 heures 3 minutes";
"1 003";"Essai 3 (1003)";"SIIM94 > OPH Vitry";"En attente";"20-03-2026 09:00";"19-03-2026 14:15";"";"Moyenne";"Personne Une (1) <br>Personne Trois (5)";"";"";"";"0 seconde";
"1 004";"Essai 4 (1004)";"SIIM94 > Villejuif";"En cours (Attribué)";"20-03-2026 09:00";"20-03-2026 08:59";"";"Très haute";"accueil (6)";"Tech B (4)";"Incident > Poste";"";"";
"""
TICKETS_PAR_DEFAUT = {
    "fr": """"ID";"Titre";"Statut";"Dernière modification";"Date d'ouverture";"Priorité";"Demandeur - Demandeur";"Attribué à - Technicien";"Catégorie";"TTR"
"1";"Essai";"En cours (Attribué)";"2026-03-10 11:21";"2026-03-10 09:00";"Basse";"personne1";"tech";"";""
"2";"Essai";"En attente";"2026-03-10 11:22";"2026-03-10 09:30";"Haute";"personne2";"";"";""
""",
    "en": """"ID";"Title";"Status";"Last update";"Opening date";"Priority";"Requester - Requester";"Assigned to - Technician";"Category";"Time to resolve"
"3";"Essai";"Pending";"2026-03-10 11:21";"2026-03-10 09:00";"Medium";"personne1";"";"";""
"4";"Essai";"Processing (assigned)";"2026-03-10 11:22";"2026-03-10 09:30";"Low";"personne2";"tech";"";""
"5";"Essai";"Pending";"2026-03-10 11:23";"2026-03-10 09:45";"Low";"personne2";"";"";""
""",
}
POSTES = """\ufeff"Nom";"Entité";"Statut";"Fabricant";"Numéro de série";"Type";"Modèle";"Système d'exploitation - Nom";"Dernière modification";
"ESSAI-1";"SIIM94 > Arcueil";"En service";"Marque";"NUMERO1";"Portable";"Modèle";"Système 10";"2026-03-04 09:12";
"ESSAI-2";"SIIM94 > Gentilly";"En service";"Marque";"NUMERO2";"Bureau";"Modèle";"Système 10";"2026-03-05 17:40";
"ESSAI-3";"SIIM94 > Ville d&#039;Ivry";"En stock";"Marque";"NUMERO3";"Portable";"Modèle";"";"2026-02-28 08:00";
"ESSAI-4";"SIIM94 > Ville d&#039;Ivry > Écoles";"En service";"Marque";"NUMERO4";"Bureau";"Modèle";"Système 10";"2026-03-01 10:05";
"ESSAI-5";"SIIM94 > OPH Vitry";"Réformé";"Marque";"NUMERO5";"Serveur";"Modèle";"Système 9";"2025-06-30 23:59";
"""
