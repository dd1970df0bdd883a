"""Codes that nobody can guess, rebuild or alter without the key."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from events_app.core import tokens
from events_app.core.settings import Settings
from events_app.tests.support.day import NOW

HOUR = timedelta(hours=1)


def test_a_ticket_code_is_26_letters_and_can_be_rebuilt(app_settings: Settings) -> None:
    code = tokens.ticket_code(412, 0)

    assert len(code) == 26
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert tokens.ticket_code(412, 0) == code


def test_rotation_and_registration_give_other_codes(app_settings: Settings) -> None:
    codes = {tokens.ticket_code(number, rotation) for number in range(1, 200) for rotation in range(3)}

    assert len(codes) == 199 * 3


def test_the_ticket_key_is_kept_apart_and_readable_only_by_us(app_settings: Settings) -> None:
    tokens.ticket_code(1, 0)
    path = app_settings.data_dir / "keys" / "ticket-1.key"

    assert path.stat().st_mode & 0o077 == 0
    assert app_settings.secret_key.encode() not in path.read_bytes()


def test_a_code_is_the_same_in_lower_case(app_settings: Settings) -> None:
    code = tokens.ticket_code(7, 1)

    assert tokens.ticket_hash(code.lower()) == tokens.ticket_hash(code)


@given(st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8), max_size=4))
def test_a_signed_value_comes_back_whole_until_it_is_too_old(payload: dict[str, int | str]) -> None:
    text = tokens.sign(payload, "test", now=NOW)

    assert tokens.unsign(text, "test", now=NOW + HOUR, max_age=HOUR) == payload
    assert tokens.unsign(text, "test", now=NOW + 2 * HOUR, max_age=HOUR) is None
    assert tokens.unsign(text, "other", now=NOW, max_age=HOUR) is None


def test_an_altered_value_is_refused() -> None:
    text = tokens.sign({"id": 1}, "test", now=NOW)
    forged = tokens.sign({"id": 2}, "test", now=NOW).split(".")[0] + "." + text.split(".")[1]

    for wrong in (forged, text + "x", "", ".", "é.ñ", text[:-1]):
        assert tokens.unsign(wrong, "test", now=NOW, max_age=HOUR) is None
