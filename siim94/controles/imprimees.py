"""Figures as a report printed them, held against what the data give now and against one another."""

from decimal import Decimal

from siim94.controles.textes import Lecteur
from siim94.formats import francais
from siim94.formats.groupes import grouper
from siim94.socle.models import ValeurImprimee
from siim94.ui.controles import Controle, Famille, Terme

# Prints of a thing that is gone, of which one finding tells the first.
MONTRES = 5


class ValeursImprimees(Controle):
    code = "imprimees"
    nom = "Valeurs imprimées"
    definition = (
        "Un chiffre imprimé en plusieurs places a partout la même valeur, et c’est celle que donnent les "
        "données. Un chiffre arrondi vaut pour tout ce que ses décimales admettent."
    )
    famille = Famille.MEME_FAIT

    def constats(self):
        releve = self.commun(Lecteur).releve
        imprimees = ValeurImprimee.objects.du_bilan(self.annee)
        disparus: dict[tuple[str, int], list[ValeurImprimee]] = {}
        for (nom, annee), memes in grouper(imprimees, lambda i: (i.chiffre, i.exercice_id)).items():
            calcule = releve.terme(nom, annee)
            if calcule is None:
                # What a table or a document gave is gone with it.
                disparus.setdefault((nom.split("/")[0], annee), []).extend(memes)
            elif constat := self._confronter(nom, annee, calcule, memes):
                yield constat
        for (nom, annee), memes in disparus.items():
            yield self._inconnu(nom, annee, memes)

    def _confronter(self, nom, annee, calcule: Terme, memes: list[ValeurImprimee]):
        # The same print in several places is one telling of the figure.
        dites = {imprimee.texte: _terme(imprimee, calcule.unite) for imprimee in reversed(memes)}
        imprimes = list(reversed(dites.values()))
        illisibles = [terme for terme in imprimes if terme.intervalle is None]
        connus = [terme for terme in (calcule, *imprimes) if terme.intervalle is not None]
        contraires = any(not un.intervalle.rencontre(autre.intervalle) for un in connus for autre in connus)
        if not contraires and not illisibles:
            return None
        quand = "" if annee == self.annee else f" ({annee})"
        dits = " ; ".join(f"imprimé « {terme.imprime} » ({terme.libelle})" for terme in imprimes)
        faute = " La valeur imprimée n’est pas un nombre." if illisibles else ""
        milieu = imprimes[0].intervalle
        ecart = None
        if milieu is not None and calcule.valeur is not None:
            ecart = Decimal(calcule.valeur) - (milieu.bas + milieu.haut) / 2
        return self.constat(
            f"{nom}@{annee}",
            f"{calcule.libelle}{quand} : {dits} ; d’après les données : {calcule.ecrit}.{faute}",
            *imprimes,
            calcule,
            ecart=ecart,
            conseil=(
                "Corrigez la donnée si elle est fausse ; si c’est le document repris qui se contredit, "
                "justifiez le constat."
            ),
        )

    def _inconnu(self, nom, annee, memes):
        return self.constat(
            f"{nom}@{annee}",
            f"« {memes[0]} » ({annee}){self._autres(memes)} : le chiffre « {nom} » n’existe plus, "
            "rien n’est comparé à ce qui est imprimé.",
            *(_terme(imprimee, "") for imprimee in memes[:MONTRES]),
        )

    @staticmethod
    def _autres(memes) -> str:
        autres = len(memes) - 1
        return f" et {autres} autre{francais.accorde(autres)}" if autres else ""


def _terme(imprimee: ValeurImprimee, unite: str) -> Terme:
    return Terme(
        imprimee.lieu,
        imprimee.valeur,
        unite,
        imprime=imprimee.texte,
        adresse=imprimee.adresse_differee,
    )
