"""Why a rule decided as it did: a Spanish sentence with its blanks, so that pages can say it in another language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """`key` is the sentence to translate; `params` fill its %(names)s."""

    key: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def N_(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


def spoken(reason: Reason) -> str:
    """The sentence in Spanish."""
    return reason.key % reason.params
