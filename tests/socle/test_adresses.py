import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse, set_script_prefix

from siim94.socle.adresses import adresse_de_page, adresse_fixe


def ecrite(mots: str, **contexte) -> str:
    return engines["django"].from_string(f"{{% url {mots} %}}").render(contexte)


def test_a_template_writes_the_addresses_that_django_writes():
    assert ecrite("'finances:contribution_detail' 7") == adresse_de_page("finances:contribution_detail", 7)
    assert ecrite("nom", nom="aide") == "/aide/"
    assert ecrite("'nulle_part' as adresse") == ""
    with pytest.raises(NoReverseMatch):
        ecrite("'nulle_part'")


def test_address_of_a_page_is_that_of_django():
    for cle in (0, 7, 1000):
        assert adresse_de_page("finances:contribution_detail", cle) == reverse(
            "finances:contribution_detail", args=[cle]
        )


def test_an_object_that_is_not_stored_has_no_page():
    with pytest.raises(NoReverseMatch):
        adresse_de_page("finances:contribution_detail", None)


def test_address_follows_where_the_site_is_mounted():
    a_la_racine = adresse_de_page("finances:contribution_detail", 7)
    assert (adresse_fixe("finances:accueil"), ecrite("'finances:accueil'")) == ("/finances/", "/finances/")
    set_script_prefix("/intranet/")
    try:
        assert adresse_de_page("finances:contribution_detail", 7) == f"/intranet{a_la_racine}"
        assert adresse_fixe("finances:accueil") == "/intranet/finances/"
        assert ecrite("'finances:accueil'") == "/intranet/finances/"
    finally:
        set_script_prefix("/")
