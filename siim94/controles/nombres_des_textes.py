"""The check of the numbers that narratives write, against the figures that their words name."""

from siim94.controles.textes import CONTREDIT, Lecteur, Narratif, Rattachement, chiffres_seuls, narratifs
from siim94.socle.models import ValeurImprimee
from siim94.ui.controles import Controle, Famille, Terme


class NombresDesTextes(Controle):
    code = "textes"
    nom = "Nombres des textes"
    definition = (
        "Un nombre écrit dans un texte, que ses mots rapprochent d’un chiffre de l’exercice ou du précédent, "
        "a la valeur de ce chiffre. Un nombre qu’aucun chiffre ne nomme n’est pas contrôlé."
    )
    famille = Famille.TEXTES

    def constats(self):
        lecteur = self.commun(Lecteur)
        # A number held as a print is compared with its figure by name: one contradiction, one finding.
        imprimes = {
            (chiffres_seuls(imprimee.texte), "" if imprimee.valeur is None else imprimee.chiffre)
            for imprimee in ValeurImprimee.objects.du_bilan(self.annee)
        }
        for narratif in narratifs(self.annee):
            for lu in lecteur.lire(narratif.nom, narratif.texte):
                nom = lu.chiffre.nom if lu.chiffre and lu.nombre.imprime else ""
                if lu.etat == CONTREDIT and (chiffres_seuls(lu.nombre.lu), nom) not in imprimes:
                    yield self._constat(narratif, lu)

    def _constat(self, narratif: Narratif, lu: Rattachement):
        chiffre, nombre = lu.chiffre, lu.nombre
        ecrit = Terme(
            f"texte « {narratif.titre} »",
            nombre.imprime and nombre.imprime.valeur,
            chiffre.terme.unite,
            imprime=nombre.lu,
            adresse=narratif.adresse,
        )
        quand = "" if chiffre.annee == self.annee else f" ({chiffre.annee})"
        return self.constat(
            f"{narratif.nom}-{chiffre.nom}@{chiffre.annee}-{nombre.lu}",
            f"Le texte « {narratif.titre} » écrit « {nombre.lu} » (« … {lu.extrait} … ») ; "
            f"{chiffre.terme.libelle}{quand} : {chiffre.terme.ecrit}.",
            ecrit,
            chiffre.terme,
            conseil="Corrigez le texte, ou insérez le chiffre par son nom : il suivra les données.",
        )
