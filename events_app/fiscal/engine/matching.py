"""Which request a stamped XML answers: the RFC, the total and the reference must all say the same one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_FOLIO = re.compile(r"\b([A-Z]{1,3})[-\s]?0*([1-9][0-9]{0,17})\b")


@dataclass(frozen=True)
class Wanted:
    """A document that we wait for; amounts in centavos, `related` the UUID of the invoice it belongs to."""

    id: int
    letter: str
    rfc: str
    total: int
    currency: str
    folio: str
    order_folio: str = ""
    related: str = ""


@dataclass(frozen=True)
class Stamped:
    """What a stamped XML says; `words` is every text in which its issuer may have put our folio."""

    letter: str
    rfc: str
    total: int
    currency: str
    words: str
    related: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """`id` when there is exactly one; else the candidates for a person, and why no machine may choose."""

    id: int | None
    candidates: tuple[int, ...]
    because: str


def folios_in(words: str) -> frozenset[str]:
    """The folios a text names, however their zeros and hyphens are written: "F-0007" and "F 7" are both "F7"."""
    return frozenset(f"{letters}{number}" for letters, number in _FOLIO.findall(words.upper()))


def match(stamped: Stamped, wanted: Iterable[Wanted]) -> Match:
    """Three of three: the same receiver, the same total and currency, and our reference (or the invoice it amends)."""
    open_ones = [each for each in wanted if each.letter == stamped.letter]
    named = [each for each in open_ones if _is_named(stamped, each)]
    same = [each for each in open_ones if _same_money(stamped, each)]
    both = [each for each in named if each in same]
    exact = [each for each in both if folios_in(each.folio) <= folios_in(stamped.words)]
    if len(exact) == 1:
        return Match(exact[0].id, (exact[0].id,), "exact")
    if len(both) == 1:
        return Match(both[0].id, (both[0].id,), "exact")
    if both:
        return Match(None, _ids(both), "several")
    if named:
        return Match(None, _ids(named), "differs")
    if same:
        return Match(None, _ids(same), "no_reference")
    return Match(None, (), "nobody")


def _same_money(stamped: Stamped, each: Wanted) -> bool:
    return (stamped.rfc, stamped.total, stamped.currency) == (each.rfc, each.total, each.currency)


def _is_named(stamped: Stamped, each: Wanted) -> bool:
    if each.related and each.related in stamped.related:
        return True
    ours = folios_in(each.folio) | folios_in(each.order_folio)
    return bool(ours & folios_in(stamped.words))


def _ids(found: list[Wanted]) -> tuple[int, ...]:
    return tuple(each.id for each in found)
