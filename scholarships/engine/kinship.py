"""Whether a relative whom a reader declared may be the guardian or the child of an application."""

import unicodedata
from dataclasses import dataclass

PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "e", "da", "do", "dos", "von", "van"})


@dataclass(frozen=True)
class Relative:
    """`company` is where the relative works; None when the reader did not say."""

    name: str
    company: str | None = None


@dataclass(frozen=True)
class Known:
    """A name by its telling words, and the company where this person works; made once and compared often."""

    words: frozenset[str]
    company: str | None = None


def known(name: str, company: str | None = None) -> Known:
    return Known(words(name), company)


def may_be(relative: Relative, name: str, company: str | None = None) -> bool:
    """True when this may be the relative: see `same`."""
    return same(known(relative.name, relative.company), known(name, company))


def same(relative: Known, found: Known) -> bool:
    """
    True when all words of the shorter name are in the longer one, and at least two of them.

    In the company where the relative works one word is enough, because people are known there by half of their name.
    Case, accents and particles do not count. To be too careful only costs another reader; to miss a relative costs
    the fairness of a decision.
    """
    common = relative.words & found.words
    if found.company is not None and found.company == relative.company:
        return bool(common)
    return len(common) >= 2 and common in (relative.words, found.words)


def words(name: str) -> frozenset[str]:
    """The words of a name that tell one person from another, without case, accents or particles."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return frozenset(each for each in letters.split() if each not in PARTICLES and len(each) > 1)
