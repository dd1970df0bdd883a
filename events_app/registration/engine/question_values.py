"""What an event asks and what is wrong with an answer, as values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


def N_(text: str) -> str:
    """Marks a sentence for the translators; whoever shows it translates it."""
    return text


LONGEST_LINE, LONGEST_TEXT = 200, 2_000
MOST_OPTIONS, MOST_DIGITS = 40, 15
FILE_BYTES = 5 * 1024 * 1024
FILE_TYPES = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}
ANSWERED, YES, NO = "answered", "yes", "no"

Value = str | bool | list[str] | dict[str, Any]
Cell = str | int | Decimal | date


class Mistake(ValueError):
    """What is wrong with an answer: a Spanish sentence for the person, with its parameters; a day is a date."""

    def __init__(self, sentence: str, **params: Any) -> None:
        super().__init__(sentence)
        self.sentence, self.params = sentence, params


class BadQuestion(ValueError):
    """A question that nobody could answer as it stands; the sentence is for the office."""

    def __init__(self, sentence: str, **params: Any) -> None:
        super().__init__(sentence)
        self.sentence, self.params = sentence, params


@dataclass(frozen=True)
class Option:
    key: str
    label_es: str
    label_en: str = ""

    def label(self, locale: str) -> str:
        return (self.label_en if locale == "en" else "") or self.label_es


@dataclass(frozen=True)
class Condition:
    """The question is asked only when the one named `question` was answered with one of these facts."""

    question: str
    any_of: frozenset[str]


@dataclass(frozen=True)
class Question:
    """`key` names it in its event through all its versions; `least` and `most` mean what the kind says they bound."""

    key: str
    kind: str
    label_es: str
    label_en: str = ""
    help_es: str = ""
    help_en: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    least: str = ""
    most: str = ""
    conditions: tuple[Condition, ...] = ()
    per_ticket: bool = True
    ticket_type_id: int | None = None

    def label(self, locale: str) -> str:
        return (self.label_en if locale == "en" else "") or self.label_es

    def help(self, locale: str) -> str:
        return (self.help_en if locale == "en" else "") or self.help_es

    def labelled(self, locale: str) -> list[tuple[str, str]]:
        """The options as a form lists them."""
        return [(each.key, each.label(locale)) for each in self.options]

    @property
    def options_by_key(self) -> dict[str, Option]:
        return {each.key: each for each in self.options}


@dataclass(frozen=True)
class Upload:
    """A file that somebody hands in: its type is what its first bytes say, never what its name says."""

    name: str
    size: int
    content_type: str


@dataclass(frozen=True)
class Words:
    """How the reader's language says yes, no and a day."""

    locale: str = "es-MX"
    yes: str = "Sí"
    no: str = "No"
    day: Callable[[date], str] = field(default=lambda day: day.isoformat())
