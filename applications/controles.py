"""What must hold between the figures of the catalogue, of operations and of the trades."""

from applications.models import Deploiement, IndicateurActivite, IndicateurMetier, LigneCatalogue
from siim94.formats.groupes import grouper
from siim94.socle.models import Indicateur
from siim94.ui.controles import Controle, Famille, Gravite, Terme


class PartsDUnIndicateur(Controle):
    """The parts of each single figure, whose model a subclass names."""

    code = "applications.parts"
    nom = "Parts d’un chiffre d’activité"
    definition = (
        "Quand deux parts au moins d’un chiffre sont données dans son unité, leur somme est le chiffre ; "
        "une part seule ne le dépasse pas."
    )
    famille = Famille.TOTAUX
    modeles: tuple[type[Indicateur], ...] = (IndicateurActivite, IndicateurMetier)

    def constats(self):
        for modele in self.modeles:
            lignes = modele.objects.for_exercice(self.annee).exclude(valeur=None)
            for code, ensemble in grouper(lignes, lambda ligne: ligne.code).items():
                yield from self._parts(code, [ligne for ligne in ensemble if ligne.valeur_max is None])

    def _parts(self, code, lignes):
        total = next((ligne for ligne in lignes if not ligne.ventilation), None)
        if total is None:
            return
        parts = [ligne for ligne in lignes if ligne.ventilation and total.unite.startswith(ligne.unite)]
        termes = [_terme(ligne) for ligne in parts]
        if len(termes) > 1:
            yield from self.somme(code, _terme(total), termes, "parts")
        elif termes and parts[0].valeur > total.valeur:
            yield from self.egaux(code, _terme(total), termes[0])


def _terme(ligne: Indicateur) -> Terme:
    return Terme.de(ligne, ligne.valeur, ligne.unite, f"{ligne.libelle} {ligne.ventilation}".strip())


class LignesSansAdherent(Controle):
    code = "applications.sans-adherent"
    nom = "Lignes du catalogue sans adhérent"
    definition = "Chaque ligne du catalogue est mise à la disposition d’un adhérent au moins."
    famille = Famille.CATALOGUE
    gravite = Gravite.INFORMATION

    def constats(self):
        disponibles = Deploiement.objects.for_exercice(self.annee).disponibles()
        lignes = LigneCatalogue.objects.for_exercice(self.annee).exclude(pk__in=disponibles.values("ligne"))
        for ligne in lignes.select_related("fonctionnalite__application", "fonctionnalite__domaine"):
            yield self.constat(
                f"{ligne.domaine.code}-{ligne}",
                f"« {ligne} » figure au catalogue, à la disposition d’aucun adhérent.",
                Terme.de(ligne, 0, "adhérents"),
            )


CONTROLES = (PartsDUnIndicateur, LignesSansAdherent)
