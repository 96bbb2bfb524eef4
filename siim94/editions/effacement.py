"""A person's name leaves what is kept around the reports; what was sealed and published stays as it is.

Recipients whose name is taken out lose their addresses too, and no later log proposes them.
"""

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from siim94.editions.models import Commentaire, Consultation, Edition, Etape, Signalement, Transmission
from siim94.socle.effacement import EFFACE, dire, permis
from siim94.socle.models import Utilisateur
from siim94.socle.roles import ajoutes_seulement

# What an account did, by the column of the account; its name stands beside.
SIGNES = {
    Etape: "auteur",
    Edition: "auteur",
    Commentaire: "auteur",
    Signalement: "auteur",
    Consultation: "lecteur",
}
# Texts that are of no manifest and that nobody was sent.
TEXTES = {
    Etape: ("motif",),
    Commentaire: ("texte", "reponse"),
    Signalement: ("texte", "reponse"),
    Transmission: ("remarque",),
}


def effacer(qui: Utilisateur | str) -> int:
    """Take the name of an account, or a name wherever it is written, out; how many rows changed.

    Inside ``acteur``.
    """
    with permis():
        return _compte(qui) if isinstance(qui, Utilisateur) else _nom(qui)


def _compte(compte: Utilisateur) -> int:
    """By its number: it may have borne other names."""
    nouveau = str(compte)
    return sum(
        _ecrire(
            modele.objects.filter(**{champ: compte}).exclude(**{f"{champ}_nom": nouveau}),
            **{f"{champ}_nom": nouveau},
        )
        for modele, champ in SIGNES.items()
    )


def _nom(nom: str) -> int:
    noms = sum(_remplacer(modele, f"{champ}_nom", nom, distinct=True) for modele, champ in SIGNES.items())
    textes = sum(_remplacer(modele, champ, nom) for modele, champs in TEXTES.items() for champ in champs)
    return noms + textes + _destinataire(nom)


def _destinataire(nom: str) -> int:
    vise = Q(destinataire__contains=nom) | Q(adresse__contains=nom) | Q(courriel__iexact=nom)
    lignes = Transmission.objects.filter(vise)
    if not lignes:
        return 0
    mot = _mot(lignes)
    courriel = Case(When(courriel="", then=Value("")), default=Value(mot))
    destinataire = Replace(F("destinataire"), Value(nom), Value(mot))
    return _ecrire(lignes, destinataire=destinataire, adresse="", courriel=courriel)


def _remplacer(modele, champ: str, nom: str, *, distinct: bool = False) -> int:
    lignes = modele.objects.filter(**{f"{champ}__contains": nom})
    mot = _mot(lignes) if distinct else EFFACE
    return _ecrire(lignes, **{champ: Replace(F(champ), Value(nom), Value(mot))})


def _mot(lignes: QuerySet) -> str:
    """What stands in place of a name so that two people remain two."""
    premiere = lignes.order_by("pk").values_list("pk", flat=True).first()
    return f"{EFFACE[:-1]} {premiere}]"


def _ecrire(lignes: QuerySet, **valeurs) -> int:
    modele = lignes.model
    cles = list(lignes.values_list("pk", flat=True))
    modele.objects.filter(pk__in=cles).update(**valeurs)
    # Of the others, the database tells it itself.
    if cles and modele not in ajoutes_seulement():
        dire(modele._meta.db_table, cles)
    return len(cles)
