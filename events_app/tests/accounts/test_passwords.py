"""Passwords: what is refused and why, and how the good ones are kept."""

import asyncio
import threading

import pytest
from argon2 import PasswordHasher

from events_app.accounts import passwords
from events_app.accounts.engine.weak import Weakness, weakness
from events_app.core.errors import Unavailable

COMMON = passwords.common_words()


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("corta 123", Weakness.SHORT),
        ("password123", Weakness.COMMON),
        ("P@ssw0rd123!", Weakness.COMMON),
        ("Contraseña2026", Weakness.COMMON),
        ("iloveyou1234", Weakness.COMMON),
        ("administrator", Weakness.COMMON),
        ("¡Hermosillo2026!", Weakness.COMMON),
        ("1234567890", Weakness.PREDICTABLE),
        ("qwerty12345", Weakness.PREDICTABLE),
        ("1qaz2wsx3edc", Weakness.PREDICTABLE),
        ("123456789a", Weakness.PREDICTABLE),
        ("holaholahola", Weakness.PREDICTABLE),
        ("marianaborquez", Weakness.PERSONAL),
        ("Borquez-2026", Weakness.PERSONAL),
        ("index nogales", Weakness.PERSONAL),
    ],
)
def test_a_password_that_attackers_try_first_is_refused_with_its_reason(password: str, reason: Weakness) -> None:
    known = ("mariana.borquez@maquila.example", "Mariana Bórquez", "index Nogales")

    found = weakness(password, COMMON, known)

    assert found is reason


@pytest.mark.parametrize(
    "password",
    ["tres nopales azules", "xK9mq2LpQw", "lluvia en la mesa", "correo tortuga lámpara", "👍 lunes sin prisa"],
)
def test_an_ordinary_phrase_is_good_without_capitals_digits_or_symbols(password: str) -> None:
    assert weakness(password, COMMON, ("Mariana Bórquez",)) is None


def test_the_bundled_list_has_more_than_a_thousand_words_and_each_of_ten_letters_is_refused() -> None:
    long_ones = [word for word in COMMON if len(word) >= 10]

    accepted = [word for word in long_ones if weakness(word, COMMON) is None]

    assert len(COMMON) > 1_000
    assert len(long_ones) > 1_000
    assert accepted == []


async def test_a_stored_password_opens_with_itself_and_with_nothing_else() -> None:
    stored = await passwords.hashed("tres nopales azules")

    found = [await passwords.matches(stored, each) for each in ("tres nopales azules", "Tres nopales azules", "")]

    assert stored.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert found == [True, False, False]


async def test_a_letter_written_in_two_ways_is_the_same_password() -> None:
    stored = await passwords.hashed("el ni\u00f1o canta")

    assert await passwords.matches(stored, "el nin\u0303o canta")


async def test_nobody_has_a_password_and_the_check_costs_the_same_work() -> None:
    found = await passwords.matches(None, "tres nopales azules")

    assert found is False
    assert not passwords.is_outdated(passwords.NOBODY)


def test_a_hash_made_with_older_parameters_is_outdated() -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("tres nopales azules")

    assert passwords.is_outdated(older)


async def test_the_pool_turns_people_away_instead_of_letting_the_line_grow() -> None:
    gate = threading.Event()
    pool = passwords.Pool(threads=1, most_waiting=2)
    waiting = [asyncio.create_task(pool.run(gate.wait)) for _each in range(3)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable):
        await pool.run(gate.wait)
    gate.set()
    await asyncio.gather(*waiting)

    assert await pool.run(lambda: "de vuelta") == "de vuelta"
