"""What must hold between the figures of the catalogue, of operations and of the trades."""

from collections.abc import Iterator

from adherents.models import Adherent
from applications.models import (
    Deploiement,
    Editeur,
    Fonctionnalite,
    IndicateurActivite,
    IndicateurMetier,
    LigneCatalogue,
)
from siim94.formats.francais import enumeration
from siim94.formats.groupes import grouper
from siim94.formats.mots import mots
from siim94.socle.models import Indicateur, Pole
from siim94.ui.controles import Controle, Famille, Graphies, Gravite, Nom, Terme


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


class NomsDuCatalogue(Graphies):
    code = "applications.graphies"
    nom = "Noms qui ne diffèrent que par un signe"
    definition = (
        "Deux fonctionnalités, applications ou domaines du catalogue de l’exercice, deux adhérents ou deux "
        "pôles n’ont pas des noms qui ne diffèrent que par une majuscule, un accent ou un signe, à moins que "
        "le catalogue précédent n’ait eu déjà les deux fonctionnalités."
    )

    def noms(self) -> Iterator[Nom]:
        fonctions = list(_fonctions(self.annee))
        precedente = LigneCatalogue.objects.annee_precedente(self.annee)
        deja = set(_fonctions(precedente).values_list("pk", flat=True)) if precedente else set()
        for fonction in fonctions:
            adresse = fonction.adresse_differee
            yield Nom("fonctionnalités", "", fonction.libelle, adresse, deja=fonction.pk in deja)
        # Of two vendors, it is the vendors who may be one.
        for application in dict.fromkeys(fonction.application for fonction in fonctions):
            editeur = application.editeur.nom
            yield Nom("applications", editeur, application.nom, application.adresse_differee)
        nommes = {
            "domaines": dict.fromkeys(fonction.domaine for fonction in fonctions),
            "adhérents": Adherent.objects.membres_en(self.annee) if fonctions else (),
            "pôles": Pole.objects.all() if fonctions else (),
        }
        for quoi, objets in nommes.items():
            for objet in objets:
                yield Nom(quoi, "", objet.nom, objet.adresse_differee)


class EditeursSousDeuxNoms(Controle):
    code = "applications.editeurs"
    nom = "Éditeurs sous deux noms"
    definition = (
        "Deux éditeurs dont l’un au moins est au catalogue de l’exercice n’ont ni le même nom, ni un "
        "autre nom de l’autre, ni au catalogue une application de même nom."
    )
    famille = Famille.CATALOGUE
    gravite = Gravite.INFORMATION

    def constats(self):
        applications = {fonction.application for fonction in _fonctions(self.annee)}
        au_catalogue = {application.editeur for application in applications}
        if not au_catalogue:
            return
        noms = [(mots(nom), e) for e in Editeur.objects.all() for nom in e.noms]
        noms += [(("application", *mots(a.nom)), a.editeur) for a in applications]
        trouves: dict[tuple[Editeur, ...], None] = {}
        for memes in grouper(noms, lambda paire: paire[0]).values():
            editeurs = tuple(sorted({editeur for _, editeur in memes}, key=lambda editeur: editeur.nom))
            if len(editeurs) > 1 and au_catalogue & {*editeurs}:
                trouves[editeurs] = None
        for editeurs in trouves:
            termes = [Terme("éditeur", None, imprime=e.nom, adresse=e.adresse_differee) for e in editeurs]
            yield self.constat(
                "|".join(editeur.nom for editeur in editeurs),
                f"{enumeration([f'« {terme.imprime} »' for terme in termes])} semblent un seul éditeur.",
                *termes,
                conseil="Réunissez leurs applications sous un nom, et notez-y ses autres noms.",
            )


def _fonctions(annee: int):
    """The functions of a year's catalogue, in its order."""
    return (
        Fonctionnalite.objects.filter(lignes__in=LigneCatalogue.objects.for_exercice(annee))
        .select_related("domaine", "application__editeur")
        .order_by("lignes__rang", "pk")
    )


CONTROLES = (PartsDUnIndicateur, LignesSansAdherent, NomsDuCatalogue, EditeursSousDeuxNoms)
