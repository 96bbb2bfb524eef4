"""Nobody's name stays: what may be a person's is in no message, no preview and no record of a load."""

import json

import pytest

from rh.models import Mouvement
from siim94.chargements.apercu import remarques
from siim94.chargements.feuilles import par_nom
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import FichierRefuse, Options, charger, simuler
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.models import Chargement, FichierDepose
from tests.chargements.test_classeur import classeur
from tests.chargements.test_views import connecter, deposer
from tests.classeur_modifie import colonne, modifier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]
NOM, TELEPHONE = "Jeanne MARTIN", "01 46 80 12 34"
CONTRIBUTIONS = "exercice;adherent;nature;montant\n"
MOUVEMENTS = "exercice;bilan_de;sens;rang;pole;profil;nombre\n"


def feuille(tableau, contenu):
    return "feuille", contenu.encode(), Options(feuille=tableau)


def dans_le_classeur(onglet, **cellules):
    """The workbook of 2021 with other cells in the second row of a sheet."""

    def changer(vu):
        for titre, valeur in cellules.items():
            vu.cell(2, colonne(vu, titre)).value = valeur

    return "classeur", modifier(classeur(2021), onglet, changer), Options()


def dits(porte) -> str:
    """All that a load says of a file: its errors, or its preview as it is kept."""
    genre, contenu, options = porte
    try:
        apercu = simuler(chargeur_de(genre), contenu, options)
    except ErreurFormat as erreur:
        return " ".join(map(str, remarques(erreur)))
    return json.dumps(apercu.to_json(), ensure_ascii=False)


def un_pole():
    return Mouvement.objects.filter(exercice=2021).first().pole.code


def nommee(nombre="1"):
    return feuille("mouvements", f"{MOUVEMENTS}2021;2021;départ;90;{un_pole()};{NOM}, {TELEPHONE};{nombre}\n")


def doublee():
    lignes = f"2021;2021;départ;90;{un_pole()};{NOM}, {TELEPHONE};1\n" * 2
    return feuille("mouvements", MOUVEMENTS + lignes)


@pytest.mark.parametrize(
    ("porte", "dit"),
    [
        (nommee, "29 signes"),
        (doublee, "figure deux fois"),
        (lambda: nommee("0"), "au moins 1"),
        (
            lambda: dans_le_classeur(
                par_nom()["mouvements"].titre, **{"Poste ou profil": f"{NOM}, {TELEPHONE}"}
            ),
            "29 signes",
        ),
        (lambda: dans_le_classeur(par_nom()["mouvements"].titre, Nombre=NOM), "n’est pas un nombre"),
        (lambda: dans_le_classeur("Contributions", Montant=TELEPHONE), "n’est pas un nombre"),
        (
            lambda: feuille("contributions", f"exercice;adherent;nature;montant\n2021;vitry;;{NOM}\n"),
            "nombre",
        ),
        # A row shifted by one cell: the service, a choice.
        (
            lambda: feuille("mouvements", f"{MOUVEMENTS}2021;2021;départ;90;{NOM};Technicien;1\n"),
            "« … » n’est pas enregistré",
        ),
        (
            lambda: feuille("mouvements", f"{MOUVEMENTS}2021;2021;{NOM};90;{un_pole()};x;1\n"),
            "« … » n’est pas",
        ),
        (lambda: dans_le_classeur(par_nom()["mouvements"].titre, Pôle=NOM), "…"),
        (lambda: dans_le_classeur(par_nom()["mouvements"].titre, Sens=NOM), "…"),
        (lambda: feuille("contributions", f"{NOM};{TELEPHONE}\n2021;vitry\n"), "aucun en-tête reconnu"),
    ],
)
def test_what_may_be_a_person_is_told_by_its_place(porte, dit):
    tout = dits(porte())
    assert dit in tout.replace("'", "’").replace("\xa0", " ")
    assert "MARTIN" not in tout and "46 80" not in tout


def test_the_record_of_a_load_that_is_done_or_refused_names_nobody(client):
    genre, contenu, options = nommee()
    fait = charger(chargeur_de(genre), contenu, options)
    assert Mouvement.objects.get(rang=90, exercice=2021).profil.startswith(NOM)
    connecter("admin", client)
    deposer(client, genre, nommee("x")[1], nom="f.csv", feuille="mouvements")
    with pytest.raises(FichierRefuse):
        charger(chargeur_de(genre), nommee("0")[1], options)
    assert not FichierDepose.objects.exists()
    restes = json.dumps(list(Chargement.objects.values("titre", "apercu", "erreur", "options")), default=str)
    assert str(fait.pk) and "MARTIN" not in restes and "46 80" not in restes
