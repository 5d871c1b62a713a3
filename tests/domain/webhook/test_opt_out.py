"""A STOP is recognised in every spelling; ordinary conversation is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.webhook.opt_out_meaning import (
    DEFAULT,
    KEYWORDS,
    Keywords,
    Meaning,
    meaning,
    normalise,
    payload_meaning,
)

OUT = st.sampled_from(DEFAULT.out)
NOISE = st.text(alphabet=" .,!?*_~…\n\t¡¿\"'🛑🙏👍🏽\u200b\u200d\ufe0f", max_size=6)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "STOP",
            "stop",
            " Stop! ",
            "*STOP*",
            "S\u200bTOP",
            "ＳＴＯＰ",
            "stop 🛑",
            "STOP STOP stop",
        ),
        *("stop all", "StopAll", "opt-out", "Opt out.", "Unsubscribe"),
        *("¡BAJA!", "no mas", "NO MÁS", "Cancelar", "darme de baja"),
        *("Não quero mais receber", "nao quero mais receber", "sair"),
        *("Arret", "ARRÊT", "désabonner", "Stopp", "abmelden", "Berhenti"),
        *("बंद करो", "band karo", "रोकें"),
        *("إيقاف", "ايقاف", "إِيقَاف", "الغاء الاشتراك", "إلغاء الاشتراك", "توقف"),
    ],
)
def test_a_stop_in_any_language_and_spelling_is_an_opt_out(text):
    assert meaning(text) is Meaning.OPT_OUT


@pytest.mark.parametrize("text", ["START", "Unstop!", "alta", "Voltar", "शुरू", "ابدا", "اِبدأ"])
def test_a_start_is_an_opt_in(text):
    assert meaning(text) is Meaning.OPT_IN


@pytest.mark.parametrize(
    "text",
    [
        *("please stop sending", "stop it", "STOP PLEASE", "no more messages", "don't message me"),
        *("no quiero recibir más mensajes", "me quiero dar de baja", "please unsubscribe me"),
        *("ne m'écrivez plus", "pare de mandar mensagem"),
    ],
)
def test_what_is_perhaps_a_stop_is_for_a_person_to_look_at(text):
    assert meaning(text) is Meaning.NEAR_MISS


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "👍", "🛑", "yes", "sí", "हाँ", "Thanks!", "How much is it?"),
        *("I want to cancel my order", "the end of May is fine", "quiero cancelar mi pedido"),
        *("الغاء", "nonstop", "I stopped by", "unstoppable", "bajar", "stopover in Rome?"),
        "At which bus stop shall I wait for you tomorrow, and until when are you open?",
    ],
)
def test_shop_talk_means_nothing(text):
    assert meaning(text) is Meaning.NOTHING


@given(OUT, NOISE, NOISE, st.sampled_from([str.upper, str.title, str.casefold, str.swapcase]))
def test_case_punctuation_emoji_and_spaces_do_not_matter(word, before, after, case):
    assert meaning(before + case(word) + after) is Meaning.OPT_OUT


@given(OUT, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_how_accents_are_encoded_does_not_matter(word, form):
    assert meaning(unicodedata.normalize(form, word)) is Meaning.OPT_OUT


@given(OUT)
def test_accents_do_not_matter(word):
    bare = "".join(
        character
        for character in unicodedata.normalize("NFD", word)
        if not "\u0300" <= character <= "\u036f"
    )

    assert meaning(bare) is Meaning.OPT_OUT


@given(OUT, st.text(alphabet="abcxyz", min_size=1))
def test_a_keyword_within_a_word_is_none(word, letters):
    assert meaning(f"q{letters}{word}{letters}") in (Meaning.NOTHING, Meaning.NEAR_MISS)


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_any_text_has_a_meaning(text):
    assert meaning(text) in Meaning


def test_every_language_has_its_own_words_and_none_means_both():
    for keywords in KEYWORDS.values():
        assert meaning("Stop", keywords) is Meaning.OPT_OUT
        assert {meaning(word, keywords) for word in keywords.out} == {Meaning.OPT_OUT}
        assert {meaning(word) for word in keywords.back} == {Meaning.OPT_IN}


def test_staff_may_have_words_of_their_own():
    ours = Keywords(out=("¡Adiós!",), back=("Hola de nuevo",))

    assert meaning("adios", ours) is Meaning.OPT_OUT
    assert meaning("hola de nuevo", ours) is Meaning.OPT_IN
    assert meaning("stop", ours) is Meaning.NOTHING
    assert meaning("anything", Keywords((), ())) is Meaning.NOTHING


@pytest.mark.parametrize(
    ("payload", "means"),
    [
        ("optout:c42", Meaning.OPT_OUT),
        ("OPT_OUT", Meaning.OPT_OUT),
        ("opt-out", Meaning.OPT_OUT),
        ("Stop promotions", Meaning.OPT_OUT),
        ("START", Meaning.OPT_IN),
        ("please stop sending", Meaning.NOTHING),
        ("no_opt_out", Meaning.NOTHING),
        ("", Meaning.NOTHING),
        (None, Meaning.NOTHING),
    ],
)
def test_a_tapped_button_means_what_its_payload_says(payload, means):
    assert payload_meaning(payload) is means
