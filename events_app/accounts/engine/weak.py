"""Which passwords an attacker would try first, and why each one is refused."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

SHORTEST = 10
WALKS = (
    "1234567890",
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9j0",
)
LONGEST_ENDING = 8
_ROUTES = tuple(route for walk in WALKS for route in (walk, walk[::-1]))
_LEET = str.maketrans("013457@$!|", "oieastasil")


class Weakness(StrEnum):
    SHORT = "short"
    COMMON = "common"
    PREDICTABLE = "predictable"
    PERSONAL = "personal"


def weakness(password: str, common: frozenset[str], personal: Iterable[str] = ()) -> Weakness | None:
    """The first reason to refuse a password, or None. There are no rules about capitals, digits or symbols.

    `common` holds lower-case words; `personal` is what is known of the person (name, address, association).
    """
    if len(password) < SHORTEST:
        return Weakness.SHORT
    plain = _plain(password)
    if _is_walk(plain) or _repeats(plain):
        return Weakness.PREDICTABLE
    bare = _without_ending(plain)
    forms = (plain, plain.translate(_LEET), bare, bare.translate(_LEET))
    if any(form in common for form in forms):
        return Weakness.COMMON
    if any(_is_mostly(form, word) for form in forms for word in _words(personal)):
        return Weakness.PERSONAL
    return None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter) and not letter.isspace())


def _without_ending(text: str) -> str:
    """The word inside "…word2026!": digits and symbols at both ends are the first thing an attacker adds."""
    kept = text
    while kept and not kept[-1].isalpha():
        kept = kept[:-1]
    while kept and not kept[0].isalpha():
        kept = kept[1:]
    return kept if len(text) - len(kept) <= LONGEST_ENDING else ""


def _is_walk(text: str) -> bool:
    """True when the text is at most three runs along the keyboard or the alphabet, and two stray characters."""
    at = runs = stray = 0
    while at < len(text):
        length = _run_length(text[at:])
        if length >= 3:
            at, runs = at + length, runs + 1
        else:
            at, stray = at + 1, stray + 1
    return runs <= 3 and stray <= 2


def _run_length(text: str) -> int:
    best = 0
    for route in _ROUTES:
        length = best + 1
        while length <= len(text) and text[:length] in route:
            best, length = length, length + 1
    return best


def _repeats(text: str) -> bool:
    """True for one short piece over and over ("abcabcabcabc", "holaholahola"), or three characters at most."""
    if len(set(text)) <= 3:
        return True
    pieces = (text[:size] for size in range(1, min(6, len(text) // 2) + 1))
    return any((piece * (len(text) // len(piece) + 1)).startswith(text) for piece in pieces)


def _words(personal: Iterable[str]) -> set[str]:
    """The known words and, for a full name, those that people run together."""
    found: set[str] = set()
    for text in personal:
        local = _plain_words(text.partition("@")[0])
        found |= {*local, "".join(local), *("".join(pair) for pair in zip(local, local[1:], strict=False))}
    return {word for word in found if len(word) >= 4}


def _plain_words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in _spaced(text)).split()


def _spaced(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _is_mostly(text: str, word: str) -> bool:
    return word in text and len(text) - len(word) <= 6
