"""Codes of single figures that name another thing than the year before, without a word."""

import re

from django.apps import apps
from django.utils.text import capfirst

from siim94.formats.mots import memes_mots
from siim94.socle.models import Indicateur
from siim94.ui.controles import Controle, Famille, Gravite, Terme

_ANNEE = re.compile(r"\b(?:19|20)\d\d\b")


class CodesQuiChangentDeSens(Controle):
    code = "series.sens-des-codes"
    nom = "Codes qui changent de sens"
    definition = (
        "D’une année à l’autre, un même code d’indicateur a le même libellé et la même unité ; ce qui change "
        "de sens ou de méthode se dit dans la définition de l’indicateur, ou prend un autre code."
    )
    famille = Famille.SERIES
    gravite = Gravite.INFORMATION

    def constats(self):
        for modele in apps.get_models():
            if issubclass(modele, Indicateur):
                yield from self._du_modele(modele)

    def _du_modele(self, modele):
        precedents, indicateurs = (
            {
                (ligne.code, ligne.ventilation): ligne
                for ligne in modele._default_manager.for_exercice(annee, self.annee)
            }
            for annee in (self.annee - 1, self.annee)
        )
        for cle, apres in indicateurs.items():
            avant = precedents.get(cle)
            # A definition is of its year: what says nothing new explains nothing.
            sans_un_mot = avant and apres.definition in ("", avant.definition)
            if sans_un_mot and not _memes(avant, apres):
                dits = [
                    Terme(str(li.exercice_id), None, imprime=_dit(li), adresse=li.adresse_differee)
                    for li in (avant, apres)
                ]
                yield self.constat(
                    "-".join((modele._meta.label_lower, *filter(None, cle))),
                    f"{capfirst(modele._meta.verbose_name)} de code « {apres.code} » : "
                    + " ; ".join(f"{terme.imprime} en {terme.libelle}" for terme in dits)
                    + ", sans un mot dans sa définition.",
                    *dits,
                    conseil="Dites le changement dans la définition, ou donnez un autre code à l’indicateur.",
                )


def _memes(un: Indicateur, autre: Indicateur) -> bool:
    libelles = (_ANNEE.sub("", ligne.libelle) for ligne in (un, autre))
    return un.unite == autre.unite and memes_mots(*libelles)


def _dit(indicateur: Indicateur) -> str:
    unite = f" ({indicateur.unite})" if indicateur.unite else ""
    return f"« {indicateur.libelle} »{unite}"
