"""Dates, search and order as a Mexican reader expects them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from events_app.core.database import rows
from events_app.core.errors import IllegalMove
from events_app.core.formats import format_date_words, format_moment, format_time
from events_app.core.i18n import _, use_locale
from events_app.core.search import like, name_sort_key, search_key

AFTERNOON = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def test_a_date_is_in_words_with_its_weekday() -> None:
    assert format_moment(AFTERNOON) == "viernes 20 de noviembre de 2026, 4:30\xa0p.m."
    with use_locale("en"):
        assert format_date_words(AFTERNOON) == "Friday, November 20, 2026"


def test_nogales_has_no_summer_time_and_tijuana_does() -> None:
    july = datetime(2026, 7, 1, 19, 0, tzinfo=UTC)

    assert format_time(july, "America/Hermosillo") == "12:00\xa0p.m."
    assert format_time(july, "America/Tijuana") == "12:00\xa0p.m."
    assert format_time(AFTERNOON, "America/Tijuana") == "3:30\xa0p.m."


def test_a_day_needs_no_zone() -> None:
    assert format_date_words(date(2027, 1, 21)) == "jueves 21 de enero de 2027"


def test_search_folds_accents_case_and_spaces() -> None:
    assert search_key("  GUADALUPE ", "Yáñez", None, "Peñúñuri") == "guadalupe yanez penunuri"
    assert search_key("C.V.") == search_key("c.v.")


def test_typed_wildcards_are_letters_like_any_other() -> None:
    typed = ("50%_a", "a_b", "a%b", r"a\b", "Núñez")

    patterns = [like(text) for text in typed]

    assert patterns == [r"%50 \_a%", r"%a\_b%", "%a b%", "%a b%", "%nunez%"]


async def test_postgresql_takes_typed_wildcards_for_letters(db: str) -> None:
    stored = ["a_b", "axb", "a%b", "a b", r"a\b"]
    sql = "SELECT key FROM unnest($1::text[]) AS stored(key) WHERE key LIKE $2"

    found = [
        [each["key"] for each in await rows(sql, [search_key(text) for text in stored], like(typed))]
        for typed in ("a_b", "a%b", "a%", "_")
    ]

    assert found == [["a_b"], ["a b", "a b", "a b"], ["a_b", "axb", "a b", "a b", "a b"], ["a_b"]]


@pytest.mark.parametrize("typed", ["%", "%%", "\\", " ", "", "¿?", "—"])
async def test_a_search_for_nothing_but_signs_finds_nothing(db: str, typed: str) -> None:
    stored = [search_key("Núñez"), search_key("nothing"), search_key("(nothing)"), ""]

    found = await rows("SELECT key FROM unnest($1::text[]) AS stored(key) WHERE key LIKE $2", stored, like(typed))

    assert found == []


def test_n_with_tilde_comes_after_n_and_before_o() -> None:
    names = ["Núñez", "Nuño", "Nuno", "Nunoz", "Oñate", "Navarro"]

    ordered = sorted(names, key=lambda name: name_sort_key(name, "", ""))

    assert ordered == ["Navarro", "Nuno", "Nunoz", "Núñez", "Nuño", "Oñate"]


def test_lists_sort_by_paternal_then_maternal_then_given_name() -> None:
    people = [("Peña", "Zazueta", "Ana"), ("Peña", "Ávila", "Zoé"), ("Pena", "Ávila", "Ana")]

    ordered = sorted(people, key=lambda person: name_sort_key(*person))

    assert ordered == [("Pena", "Ávila", "Ana"), ("Peña", "Ávila", "Zoé"), ("Peña", "Zazueta", "Ana")]


@given(st.text())
def test_a_search_key_is_plain_and_stays_as_it_is(text: str) -> None:
    key = search_key(text)

    assert key.isascii()
    assert search_key(key) == key


def test_a_sentence_that_ends_in_an_abbreviation_has_one_point() -> None:
    said = [
        _("Cierra %(moment)s.", moment="a las 11:59 p.m."),
        _("Es de %(who)s. Gracias.", who="Índex, A.C."),
        _("Espera %(what)s...", what="a las 9 a.m"),
        _("Son %(n)s..", n=3),
        str(_("Cierra %(moment)s.", moment=Markup("<b>5 p.m.</b>"))),
    ]

    assert said == [
        "Cierra a las 11:59 p.m.", "Es de Índex, A.C. Gracias.", "Espera a las 9 a.m...", "Son 3..",
        "Cierra <b>5 p.m.</b>.",
    ]  # fmt: skip


def test_a_move_that_is_refused_is_told_without_the_words_of_the_tables() -> None:
    refused = IllegalMove(old="partly_paid", new="released")

    with use_locale("en"):
        english = refused.text
    assert "mientras tanto pasó a otro estado" in refused.text
    assert "moved to another state" in english
    assert [word in told for told in (refused.text, english) for word in ("partly_paid", "released")] == [False] * 4
