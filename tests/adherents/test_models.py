"""What the tables of the members refuse, and what their querysets find."""

import datetime

import pytest

from adherents.models import Adherent, AdherentQuerySet, Convention, Succession
from siim94.socle.models import Exercice
from siim94.socle.recherche import trouver
from siim94.socle.refus import Refus, ecriture
from tests.adherents.factories import (
    AdherentFactory,
    AdhesionFactory,
    AliasFactory,
    ConventionFactory,
    ExerciceFactory,
    InstanceFactory,
    SituationAdherentFactory,
    SuccessionFactory,
)
from tests.contraintes import refuse, refuse_en_base

pytestmark = pytest.mark.django_db
JOUR = datetime.date


def test_siret_has_fourteen_digits():
    refuse(AdherentFactory.build(siret="1234567890123A"), "adherent_siret_quatorze_chiffres")
    AdherentFactory.build(siret="12345678901234").full_clean()


@pytest.mark.parametrize(
    ("debut", "fin", "dates"),
    [
        (None, None, "dates non renseignées"),
        (JOUR(2031, 2, 1), None, "depuis le 01/02/2031"),
        (None, JOUR(2032, 1, 31), "jusqu’au 31/01/2032"),
        (JOUR(2031, 2, 1), JOUR(2032, 1, 31), "du 01/02/2031 au 31/01/2032"),
    ],
)
def test_a_membership_tells_its_dates_in_words(debut, fin, dates):
    adhesion = AdhesionFactory.build(adherent__nom="OPH de Lune", debut=debut, fin=fin)
    assert str(adhesion) == f"OPH de Lune, {dates}"


@pytest.mark.parametrize("champ", ["code", "nom", "nom_court"])
def test_two_members_never_share_a_name(champ):
    existant = AdherentFactory()
    refuse_en_base(AdherentFactory.build(**{champ: getattr(existant, champ)}), champ)


def test_alias_names_one_member_whatever_the_case():
    AliasFactory(libelle="Commune de l’Essai")
    autre = AdherentFactory()
    refuse(AliasFactory.build(adherent=autre, libelle="COMMUNE DE L’ESSAI"), "alias_designe_un_seul_adherent")


def test_membership_ends_after_it_begins():
    refuse(
        AdhesionFactory.build(adherent=AdherentFactory(), debut=JOUR(2031, 2, 1), fin=JOUR(2031, 1, 31)),
        "adhesion_fin_apres_debut",
    )


@pytest.mark.parametrize(
    ("debut", "fin"),
    [
        (JOUR(2031, 12, 31), JOUR(2033, 1, 1)),
        (None, JOUR(2030, 1, 1)),
        (JOUR(2031, 6, 1), None),
        (None, None),
    ],
)
def test_memberships_of_a_member_do_not_overlap(debut, fin):
    adhesion = AdhesionFactory()
    chevauchante = AdhesionFactory.build(adherent=adhesion.adherent, debut=debut, fin=fin)
    refuse(chevauchante, "adhesion_sans_chevauchement")


def test_member_may_come_back_the_day_after():
    adhesion = AdhesionFactory()
    retour = AdhesionFactory.build(adherent=adhesion.adherent, debut=JOUR(2032, 1, 1), fin=None)
    retour.full_clean()
    retour.save()
    assert adhesion.adherent.adhesions.count() == 2


def test_member_does_not_succeed_itself():
    adherent = AdherentFactory()
    refuse(SuccessionFactory.build(ancien=adherent, nouveau=adherent), "succession_entre_deux")


def test_succession_is_recorded_once():
    succession = SuccessionFactory()
    refuse(SuccessionFactory.build(ancien=succession.ancien, nouveau=succession.nouveau), "succession_unique")


def refus_de(ecrire) -> Refus:
    with pytest.raises(Refus) as refus, ecriture(Succession, ("ancien", "nouveau", "date")):
        ecrire()
    return refus.value


def test_successions_never_make_a_circle_at_any_depth():
    premiere = SuccessionFactory()
    seconde = SuccessionFactory(ancien=premiere.nouveau)
    refus = refus_de(lambda: SuccessionFactory(ancien=seconde.nouveau, nouveau=premiere.ancien))
    assert (refus.contrainte, refus.champ) == ("passage_en_cercle", "nouveau")
    assert "issu" in refus.message
    autre = SuccessionFactory()
    refus = refus_de(
        lambda: Succession.objects.filter(pk=autre.pk).update(ancien=seconde.nouveau, nouveau=premiere.ancien)
    )
    assert refus.contrainte == "passage_en_cercle"
    SuccessionFactory(ancien=premiere.ancien, nouveau=seconde.nouveau, raccordee=False)


def test_a_member_is_not_succeeded_before_it_came_in():
    adhesion = AdhesionFactory(debut=JOUR(2030, 1, 1))
    refus = refus_de(lambda: SuccessionFactory(ancien=adhesion.adherent, date=JOUR(2029, 12, 31)))
    assert (refus.contrainte, refus.champ) == ("succession_avant_adhesion", "date")
    SuccessionFactory(ancien=adhesion.adherent, date=JOUR(2030, 1, 1))
    sans_debut = AdhesionFactory(debut=None).adherent
    SuccessionFactory(ancien=sans_debut, date=JOUR(1990, 1, 1))
    SuccessionFactory(date=JOUR(1990, 1, 1))


def test_a_succession_of_a_closed_year_neither_comes_changes_nor_goes():
    succession = SuccessionFactory(date=JOUR(2031, 5, 1))
    ExerciceFactory(annee=2031)
    Exercice.objects.filter(annee=2031).update(statut=Exercice.Statut.CLOS)
    une = Succession.objects.filter(pk=succession.pk)
    for ecrire in (
        lambda: SuccessionFactory(date=JOUR(2031, 12, 31)),
        lambda: une.update(motif="autre"),
        lambda: une.update(date=None),
        une.delete,
    ):
        assert refus_de(ecrire).contrainte == "exercice_clos"
    SuccessionFactory(date=JOUR(2032, 1, 1))


def test_situation_is_unique_in_a_year():
    situation = SituationAdherentFactory(population=12000)
    refuse(
        SituationAdherentFactory.build(exercice=situation.exercice, adherent=situation.adherent),
        "situationadherent_unique_par_exercice",
    )


def test_convention_is_unique_by_purpose():
    convention = ConventionFactory()
    refuse(
        ConventionFactory.build(adherent=convention.adherent, objet=convention.objet),
        "convention_unique_par_objet",
    )


def test_convention_ends_after_it_begins():
    refuse(
        ConventionFactory.build(adherent=AdherentFactory(), debut=JOUR(2031, 5, 2), fin=JOUR(2031, 5, 1)),
        "convention_fin_apres_debut",
    )


@pytest.mark.parametrize("champ", ["code", "nom"])
def test_two_bodies_never_share_a_name(champ):
    existante = InstanceFactory()
    refuse_en_base(InstanceFactory.build(**{champ: getattr(existante, champ)}), champ)


@pytest.mark.parametrize(
    ("debut", "fin", "annees"),
    [
        (JOUR(2030, 12, 31), JOUR(2031, 1, 1), {2030, 2031}),
        (None, JOUR(2030, 1, 1), {2029, 2030}),
        (JOUR(2031, 1, 1), None, {2031, 2032}),
        (None, None, {2029, 2030, 2031, 2032}),
    ],
)
def test_members_of_a_year_are_those_of_at_least_one_day(debut, fin, annees):
    adherent = AdhesionFactory(debut=debut, fin=fin).adherent
    trouvees = {annee for annee in range(2029, 2033) if adherent in Adherent.objects.membres_en(annee)}
    assert trouvees == annees


def test_body_without_membership_is_never_a_member():
    assert AdherentFactory() not in Adherent.objects.membres_en(2031)


def test_member_with_two_periods_counts_once():
    adhesion = AdhesionFactory(debut=JOUR(2031, 1, 1), fin=JOUR(2031, 3, 31))
    AdhesionFactory(adherent=adhesion.adherent, debut=JOUR(2031, 6, 1), fin=None)
    assert Adherent.objects.membres_en(2031).filter(pk=adhesion.adherent.pk).count() == 1


def test_search_ignores_accents_and_case_and_reads_aliases():
    adherent = AdherentFactory(nom="Régie de l’Étang", nom_court="Étang")
    AliasFactory(adherent=adherent, libelle="REGIE AQUATIQUE")
    tous, champs = Adherent.objects.all(), AdherentQuerySet.CHAMPS_DE_RECHERCHE
    for texte in ("etang", "ÉTANG", "regie", "aquatique"):
        assert adherent in trouver(tous, champs, texte)
    assert adherent not in trouver(tous, champs, "montagne")


def test_convention_in_force_has_a_day_in_the_year():
    convention = ConventionFactory(debut=JOUR(2030, 12, 31), fin=JOUR(2031, 1, 1))
    sans_bornes = ConventionFactory()
    for annee, attendu in ((2029, False), (2030, True), (2031, True), (2032, False)):
        en_vigueur = set(Convention.objects.en_vigueur_en(annee))
        assert (convention in en_vigueur) is attendu
        assert sans_bornes in en_vigueur


def test_each_succession_is_told_by_one_report():
    ExerciceFactory(annee=2031)
    ExerciceFactory(annee=2032)
    de_l_annee = SuccessionFactory(date=JOUR(2031, 5, 1))
    annoncee = SuccessionFactory(date=JOUR(2032, 1, 1), bilan_id=2031)
    sans_date = SuccessionFactory(date=None, bilan_id=2031)
    l_annee_suivante = SuccessionFactory(date=JOUR(2032, 1, 1))
    assert list(Succession.objects.rapportes_en(2031)) == [de_l_annee, annoncee, sans_date]
    assert list(Succession.objects.rapportes_en(2032)) == [l_annee_suivante]


def test_an_undated_succession_is_told_by_the_open_year_of_its_entry():
    ExerciceFactory(annee=2031)
    ExerciceFactory(annee=2032, statut=Exercice.Statut.PREPARATION)
    succession = SuccessionFactory()
    succession.refresh_from_db()
    assert succession.bilan_id == 2031


def test_memberships_follow_a_succession_and_its_changes():
    ancien = AdhesionFactory(debut=None, fin=None).adherent
    second = AdhesionFactory(fin=None).adherent
    succession = SuccessionFactory(ancien=ancien, date=JOUR(2032, 1, 1))
    nouveau = succession.nouveau

    def dates(adherent):
        return list(adherent.adhesions.order_by("debut").values_list("debut", "fin"))

    assert dates(ancien) == [(None, JOUR(2031, 12, 31))]
    assert dates(nouveau) == [(JOUR(2032, 1, 1), None)]
    autre = SuccessionFactory(ancien=second, nouveau=nouveau, date=JOUR(2033, 7, 1))
    assert dates(second) == [(JOUR(2030, 1, 1), JOUR(2033, 6, 30))]
    assert dates(nouveau) == [(JOUR(2032, 1, 1), None)]

    Succession.objects.filter(pk=succession.pk).update(date=JOUR(2032, 4, 1))
    assert dates(ancien) == [(None, JOUR(2032, 3, 31))]
    assert dates(nouveau) == [(JOUR(2032, 4, 1), None)]
    autre.delete()
    Succession.objects.filter(pk=succession.pk).update(adhesion=False)
    assert dates(ancien) == [(None, None)]
    assert dates(second) == [(JOUR(2030, 1, 1), None)]
    assert dates(nouveau) == []


def test_a_body_that_was_no_member_leaves_no_membership():
    succession = SuccessionFactory(date=JOUR(2032, 1, 1))
    assert not succession.nouveau.adhesions.exists()
    libre = SuccessionFactory(
        ancien=AdhesionFactory(fin=None).adherent, date=JOUR(2031, 5, 1), adhesion=False
    )
    assert libre.ancien.adhesions.get().fin is None
    assert not libre.nouveau.adhesions.exists()


def test_a_member_succeeded_on_a_day_not_known_is_none_after_the_year_that_tells_it():
    ExerciceFactory(annee=2031)
    ancien = AdhesionFactory(fin=None).adherent
    SuccessionFactory(ancien=ancien, bilan_id=2031)
    assert ancien in Adherent.objects.membres_en(2031)
    assert ancien not in Adherent.objects.membres_en(2032)


def test_the_successor_is_found_by_the_old_name():
    succession = SuccessionFactory(ancien__nom="Office de la Butte")
    trouves = trouver(Adherent.objects.all(), AdherentQuerySet.CHAMPS_DE_RECHERCHE, "butte")
    assert set(trouves) == {succession.ancien, succession.nouveau}


def test_members_come_in_the_order_of_the_report(donnees_2021):
    genres = [adherent.genre for adherent in Adherent.objects.by_genre()]
    assert genres == sorted(genres)


def test_situation_takes_the_year_for_its_report():
    exercice = ExerciceFactory(annee=2033)
    situation = SituationAdherentFactory.build(exercice=exercice, bilan_de=None, adherent=AdherentFactory())
    situation.full_clean()
    situation.save()
    assert situation.bilan_de == Exercice.objects.get(annee=2033)
