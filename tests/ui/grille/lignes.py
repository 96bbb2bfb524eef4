"""What a browser posts of the rows of a grid, and what is answered."""

from finances.models import Contribution
from siim94.ui.grille.enregistrement import nom_de

GRILLE = "/finances/contributions/grille/"


def versions(lignes):
    return ",".join(f"{ligne.pk}:{ligne.version}" for ligne in lignes)


def nouvelle(cle, **textes):
    return {nom_de(cle, champ): texte for champ, texte in textes.items()}


def poster(client, lignes, donnees, nouvelles=("n1",), adresse=GRILLE, exercice=2031):
    donnees = {"versions": versions(lignes), "nouvelle": list(nouvelles)} | donnees
    return client.post(f"{adresse}?exercice={exercice}", donnees)


def erreurs(reponse):
    return " ".join(texte for _, _, texte in reponse.context["form"].resume_erreurs)


def dits(client, adresse=f"{GRILLE}?exercice=2031"):
    return [str(message) for message in client.get(adresse).context["messages"]]


def montants():
    return dict(Contribution.objects.filter(exercice=2031).values_list("adherent__code", "montant"))
