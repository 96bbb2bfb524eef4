"""A change inside a long text is told word by word, and tells both texts."""

from hypothesis import given
from hypothesis import strategies as st

from siim94.ui.historique.ecarts import Genre, ecarts

LONG = (
    "Le syndicat assure l’hébergement des applications de ses adhérents, leur maintenance et leur évolution, "
)


def ecrit(morceaux):
    signes = {Genre.EGAL: "{}", Genre.RETIRE: "[-{}]", Genre.AJOUTE: "[+{}]", Genre.COUPE: "…"}
    return "".join(signes[m.genre].format(m.texte) for m in morceaux)


def test_only_the_changed_words_are_marked_with_some_around():
    avant = f"{LONG}depuis 1970, et {LONG}"
    apres = f"{LONG}depuis 1972, et {LONG}"
    assert ecrit(ecarts(avant, apres)) == (
        "…leur maintenance et leur évolution, depuis [-1970, ][+1972, ]"
        "et Le syndicat assure l’hébergement des …"
    )


def test_a_word_added_or_removed_is_told_alone():
    assert ecrit(ecarts(LONG, f"Hier, {LONG}")).startswith("[+Hier, ]Le syndicat")
    assert ecrit(ecarts(f"{LONG}enfin.", LONG)).endswith("[-enfin.]")


def test_short_equal_or_unrelated_texts_are_left_to_be_read_whole():
    assert ecarts("12,50", "13,50") == []
    assert ecarts(LONG, LONG) == []
    assert ecarts(LONG, "x " * 60) == []


def test_a_text_of_thousands_of_words_is_not_compared():
    assert ecarts("mot " * 3000, "mot " * 3001) == []


MOTS = st.lists(st.sampled_from(["un", "deux", "trois", "quatre"]), min_size=40, max_size=60).map(" ".join)


@given(MOTS, MOTS)
def test_what_left_and_what_came_are_words_of_each_text(avant, apres):
    for morceau in ecarts(avant, apres):
        if morceau.genre is Genre.RETIRE:
            assert morceau.texte in avant
        elif morceau.genre in (Genre.AJOUTE, Genre.EGAL):
            assert morceau.texte in apres
