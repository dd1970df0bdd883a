"""Hides who wrote an essay: names, companies, CURP, RFC, phones and e-mails become one fixed mask."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from scholarships.engine.redaction_words import GENERIC, LEGAL_FORMS, PARTICLES, SPELT_BY_LETTERS

MASK = "▮▮▮"
BLOCK = MASK[0]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LETTER, _ALNUM = r"[^\W\d_]", r"[^\W_]"
_DATE = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_SEPARATORS = r"[ \t\u00a0.\-‐‑–/]"
_SEPARATOR = rf"{_SEPARATORS}{{0,3}}"
_PREFIX = rf"(?:(?:\+|00)?52{_SEPARATOR}(?:1{_SEPARATOR})?|\+1{_SEPARATOR}|1-?|0(?:1|44|45){_SEPARATOR})?"
# How ten digits are grouped on paper, apart from not at all: 631 123 4567, 55 1234 5678, 55 12 34 56 78…
_GROUPINGS = ("334", "3322", "244", "37", "28", "22222", "3223", "55", "433", "343", "46", "64")


def _phone(grouping: str) -> str:
    first, *rest = (rf"\d{{{size}}}" for size in grouping)
    area = rf"(?:\({first}\){_SEPARATOR}|{first}{_SEPARATORS}{{1,3}})"
    return area + rf"{_SEPARATORS}{{1,3}}".join(rest)


_PHONES = "|".join([r"\d{10}", r"\(\d{2,3}\)[ -]?\d{7,8}", *map(_phone, _GROUPINGS)])
_CONTACTS = tuple(
    re.compile(pattern)
    for pattern in (
        # CURP: four letters, birth, sex, five letters, two more.
        rf"(?<!{_ALNUM})[a-z]{{4}}[ -]?\d{{6}}[ -]?[hmx][ -]?[a-z]{{5}}[ -]?[a-z0-9]\d(?!{_ALNUM})",
        # RFC in one piece or with hyphens, in three pieces, and a person's without its last three.
        rf"(?<!{_ALNUM})[a-z&]{{3,4}}-?\d{{6}}-?[a-z0-9]{{3}}(?!{_ALNUM})",
        rf"(?<!{_ALNUM})[a-z&]{{3,4}}[ -]{_DATE}[ -](?=[a-z]*\d)[a-z0-9]{{3}}(?!{_ALNUM})",
        rf"(?<!{_ALNUM})[a-z]{{4}}-?{_DATE}(?!{_ALNUM})",
        r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+",
        r"\+ ?\d(?:[ \t\u00a0.\-‐‑–/()]{0,3}\d){7,14}(?!\d)",
        rf"(?<!\d){_PREFIX}(?:{_PHONES})(?!\d)",
    )
)


@dataclass(frozen=True)
class Redacted:
    """`masked` counts the runs that were hidden now, not the masks that were already there."""

    text: str
    masked: int


def redact(text: str, *, names: Sequence[str] = (), companies: Sequence[str] = ()) -> Redacted:
    """
    The text with every name, company, CURP, RFC, phone and e-mail hidden, whatever their accents and case.

    Hidden words with nothing but blanks between them become one mask. Redacting the answer again changes nothing.
    """
    # A word that is nowhere in the text, however it is read, needs no search: lists of names may be long.
    readings = "\n".join(_fold(text, invisible)[0] for invisible in ("", " "))
    patterns = [*_CONTACTS, *_of_names(names, readings), *_of_companies(companies, readings)]
    hidden = bytearray(len(text))
    # What is hidden may free a neighbour from what it was stuck to, so it is looked at until nothing more is found.
    while _hide(patterns, text, hidden):
        pass
    return _masked(text, hidden)


def _hide(patterns: Sequence[re.Pattern[str]], text: str, hidden: bytearray) -> bool:
    """Marks what the patterns find outside the hidden places; whether there was anything."""
    shown = "".join(BLOCK if hidden[place] else letter for place, letter in enumerate(text))
    found = False
    # An invisible character may stand inside a word or between two.
    for invisible in ("", " ") if any(map(_is_invisible, set(shown))) else ("",):
        folded, places = _fold(shown, invisible)
        for match in (match for pattern in patterns for match in pattern.finditer(folded)):
            start, end = places[match.start()], places[match.end() - 1] + 1
            while end < len(text) and _is_mark(text[end]):
                end += 1
            hidden[start:end] = b"\1" * (end - start)
            found = True
    return found


def _fold(text: str, invisible: str = "") -> tuple[str, list[int]]:
    """Without accents and case, and for each letter its place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = letter.lower() if letter.isascii() else _plain(letter, invisible)
        letters.append(plain)
        places.extend([place] * len(plain))
    return "".join(letters), places


@cache
def _plain(letter: str, invisible: str) -> str:
    if _is_invisible(letter):
        return invisible
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(each for each in decomposed if not _is_mark(each))


def _is_mark(letter: str) -> bool:
    return not letter.isascii() and unicodedata.category(letter) in ("Mn", "Me")


def _is_invisible(letter: str) -> bool:
    return not letter.isascii() and unicodedata.category(letter) == "Cf"


def _of_names(names: Iterable[str], readings: str) -> Iterator[re.Pattern[str]]:
    alone: set[str] = set()
    for name in names:
        folded, _ = _fold(name)
        words = [match.group() for match in _WORD.finditer(folded)]
        significant = [word for word in words if word not in PARTICLES]
        alone.update(word for word in significant if _can_stand_alone(word) and _occur([word], readings))
        if len(words) > 1 and significant and _occur(words, readings):
            yield _phrase(folded)
    if alone:
        yield _any_of(alone)


def _of_companies(companies: Iterable[str], readings: str) -> Iterator[re.Pattern[str]]:
    alone: set[str] = set()
    for company in companies:
        folded, _ = _fold(company)
        core = _without_legal_form(folded)
        words = [match.group() for match in _WORD.finditer(core)]
        if not any(_occur([word], readings) for word in words):
            continue
        telling = (word for word in words if word not in GENERIC | LEGAL_FORMS | PARTICLES and _is_telling(word))
        alone.update(word for word in telling if _occur([word], readings))
        if _occur(words, readings) and any(word not in LEGAL_FORMS | PARTICLES for word in words):
            yield _phrase(folded)
            if len(words) > 1:
                yield _phrase(core)
    if alone:
        yield _any_of(alone)


def _occur(words: Iterable[str], readings: str) -> bool:
    """Whether each word could be found; a word with an apostrophe, or spelt by letters, is not looked for."""
    return all(word in readings or word in SPELT_BY_LETTERS or "'" in word or "’" in word for word in words)


def _can_stand_alone(word: str) -> bool:
    """An initial does not: it would hide every "a" and every "o"."""
    return len(word) > 1 or not word.isascii()


def _is_telling(word: str) -> bool:
    return _can_stand_alone(word) and not word.isdigit()


def _without_legal_form(folded: str) -> str:
    words = list(_WORD.finditer(folded))
    while words and words[-1].group() in LEGAL_FORMS:
        words.pop()
    return folded[: words[-1].end()] if words else ""


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(_opening(word) + _closing(word) for word in longest_first))


def _phrase(folded: str) -> re.Pattern[str]:
    """All the words of it in a row, with blanks, hyphens or its own punctuation between them."""
    words = list(_WORD.finditer(folded))
    pattern = _opening(words[0].group())
    for before, word in zip(words, words[1:], strict=False):
        pattern += _gap(folded[before.end() : word.start()], before.group(), word.group()) + _spelt(word.group())
    return re.compile(pattern + _closing(words[-1].group()))


def _gap(written: str, before: str, after: str) -> str:
    if len(before) == len(after) == 1:
        return r"[\s.]{0,3}"
    punctuation = "".join(
        re.escape(letter) for letter in sorted(set(written)) if not letter.isspace() and letter != BLOCK
    )
    legal = ".,"[: 2 if after in LEGAL_FORMS else 0]
    least = 1 if any(letter.isspace() for letter in written) else 0
    return rf"[\s\-‐‑–_{punctuation}{legal}]{{{least},4}}"


def _spelt(word: str) -> str:
    if word in SPELT_BY_LETTERS:
        return r"[\s.]{0,2}".join(word)
    return re.escape(word).replace("'", "['’]?").replace("’", "['’]?")


def _opening(word: str) -> str:
    """The word where it begins one; a digit beside a letter does not make the word longer."""
    before, spelt = _ALNUM if word[0].isdigit() else _LETTER, _spelt(word)
    # Plain letters are found quickly, so what stands before them is looked at afterwards.
    return rf"{spelt}(?<!{before}{spelt})" if spelt == re.escape(word) else rf"(?<!{before}){spelt}"


def _closing(word: str) -> str:
    return rf"(?!{_ALNUM if word[-1].isdigit() else _LETTER})"


def _masked(text: str, hidden: bytearray) -> Redacted:
    covered = bytearray(hidden)
    for match in re.finditer(MASK, text):
        covered[match.start() : match.end()] = b"\1" * len(MASK)
    parts: list[str] = []
    masked = done = 0
    for start, end in _runs(text, covered):
        if any(hidden[start:end]):
            parts += text[done:start], MASK
            done = end
            masked += 1
    return Redacted("".join(parts) + text[done:], masked)


def _runs(text: str, covered: bytearray) -> Iterator[tuple[int, int]]:
    """Where covered stretches begin and end; blanks between two of them belong to the run."""
    start = end = -1
    for match in re.finditer(b"\1+", covered):
        between = text[end : match.start()]
        if start >= 0 and all(letter.isspace() or _is_invisible(letter) for letter in between):
            end = match.end()
            continue
        if start >= 0:
            yield start, end
        start, end = match.span()
    if start >= 0:
        yield start, end
