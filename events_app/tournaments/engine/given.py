"""Reads what was stored or sent as JSON, strictly, and names the place of what cannot be read."""

from collections.abc import Mapping, Sequence
from typing import Any


class Malformed(ValueError):
    """A stored value that is not what was agreed; the message is one line that names the place."""


def fields(data: object, names: frozenset[str] | set[str], place: str) -> Mapping[str, Any]:
    """The object, which must have exactly these fields. Raises Malformed."""
    if not isinstance(data, Mapping):
        raise Malformed(f"{place}: must be an object")
    for name in sorted(names - set(data)):
        raise Malformed(f"{place}.{name}: is missing")
    for name in sorted(str(each) for each in set(data) - names):
        raise Malformed(f"{place}.{name}: unknown field")
    return data


def listed(data: object, place: str) -> Sequence[Any]:
    if not isinstance(data, (list, tuple)):
        raise Malformed(f"{place}: must be a list")
    return data


def whole(data: object, place: str, least: int = 1) -> int:
    """A whole number of at least `least`. Raises Malformed."""
    if isinstance(data, bool) or not isinstance(data, int):
        raise Malformed(f"{place}: must be a whole number")
    if data < least:
        raise Malformed(f"{place}: must be at least {least}")
    return data


def text(data: object, place: str) -> str:
    if not isinstance(data, str):
        raise Malformed(f"{place}: must be text")
    return data


def one_of(data: object, allowed: Sequence[str], place: str) -> str:
    if data not in allowed or not isinstance(data, str):
        raise Malformed(f"{place}: must be one of {', '.join(allowed)}")
    return data
