import pytest

from siim94.formats.erreurs import Collecteur, ErreurFormat, ErreursFormat


def test_message_names_the_place_in_words():
    erreur = ErreurFormat("n'est pas un montant", fichier="a.xlsx", feuille="Budget", ligne=12, colonne="C")
    assert str(erreur) == "fichier a.xlsx, feuille Budget, ligne 12, colonne C\u00a0: n'est pas un montant"


def test_message_without_place_stands_alone():
    assert str(ErreurFormat("le fichier est vide")) == "le fichier est vide"


def test_situer_fills_in_only_what_was_unknown():
    erreur = ErreurFormat("faux", ligne=3).situer(ligne=9, fichier="b.csv", colonne="ID")
    assert (erreur.fichier, erreur.ligne, erreur.colonne) == ("b.csv", 3, "ID")


def test_several_errors_are_caught_as_one_and_keep_their_order():
    with pytest.raises(ErreurFormat) as attrapee:
        raise ErreursFormat([ErreurFormat("un", ligne=1), ErreurFormat("deux", ligne=2)]).situer(
            fichier="c.csv"
        )
    assert [erreur.message for erreur in attrapee.value] == ["un", "deux"]
    assert "fichier c.csv, ligne 2\u00a0: deux" in str(attrapee.value)


def test_collector_raises_one_error_alone_and_nothing_when_empty():
    collecteur = Collecteur()
    collecteur.lever()
    seule = ErreurFormat("un")
    collecteur.ajouter(seule)
    with pytest.raises(ErreurFormat) as attrapee:
        collecteur.lever()
    assert attrapee.value is seule


def test_collector_stops_the_reading_at_its_maximum():
    collecteur = Collecteur(maximum=3)
    with pytest.raises(ErreursFormat) as attrapee:
        for rang in range(10):
            collecteur.ajouter(ErreurFormat(str(rang)))
    assert len(attrapee.value) == 3
    assert attrapee.value.interrompue
