"""The kinds of question an event may ask: how an answer is read, shown and exported. A new kind is one entry here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from events_app.registration.engine.question_values import (
    ANSWERED,
    FILE_BYTES,
    FILE_TYPES,
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_DIGITS,
    N_,
    NO,
    YES,
    Cell,
    Mistake,
    Question,
    Upload,
    Value,
    Words,
)


@dataclass(frozen=True)
class Kind:
    """
    `parse` raises Mistake; `facts` are what a condition may look at in an answer, `possible` all that there may be;
    `bounds` says what least and most limit, `missing` what to tell whoever skips a required question.
    """

    name: str
    parse: Callable[[Question, Any], Value]
    show: Callable[[Question, Any, Words], str] = lambda question, value, words: str(value)
    export: Callable[[Question, Any, Words], Cell] | None = None
    facts: Callable[[Any], frozenset[str]] = lambda value: frozenset({ANSWERED})
    possible: Callable[[Question], frozenset[str]] = lambda question: frozenset({ANSWERED})
    bounds: str = ""
    missing: str = N_("Falta este dato.")
    has_options: bool = False
    takes_file: bool = False

    def cell(self, question: Question, value: Any, words: Words) -> Cell:
        """One cell of a spreadsheet: as it is shown, unless the kind has something better (a number, a day)."""
        return self.export(question, value, words) if self.export else self.show(question, value, words)


def parse_text(question: Question, typed: Any) -> Value:
    return _short_enough(" ".join(_text(typed).split()), _whole(question.most, LONGEST_LINE))


def parse_long_text(question: Question, typed: Any) -> Value:
    return _short_enough(_text(typed).strip(), _whole(question.most, LONGEST_TEXT))


def parse_number(question: Question, typed: Any) -> Value:
    """A number with at most 15 digits, thousands with commas; kept as plain text so that nothing is rounded."""
    if isinstance(typed, bool):
        raise Mistake(NOT_A_NUMBER)
    plain = str(typed).strip().replace(",", "").replace(" ", "") if isinstance(typed, (str, int, float)) else ""
    number = _decimal(plain)
    if number is None or len(number.as_tuple().digits) > MOST_DIGITS or not -9 <= _exponent(number) <= MOST_DIGITS:
        raise Mistake(NOT_A_NUMBER)
    least, most = _decimal(question.least), _decimal(question.most)
    if least is not None and number < least:
        raise Mistake(N_("El mínimo es %(least)s."), least=question.least)
    if most is not None and number > most:
        raise Mistake(N_("El máximo es %(most)s."), most=question.most)
    return f"{number.normalize() + Decimal(0):f}"


def parse_choice(question: Question, typed: Any) -> Value:
    if not isinstance(typed, str) or typed not in question.options_by_key:
        raise Mistake(NOT_AN_OPTION)
    return typed


def parse_many(question: Question, typed: Any) -> Value:
    """Each option once, in the order of the question."""
    asked = list(typed) if isinstance(typed, (list, tuple)) else [typed]
    if any(not isinstance(each, str) or each not in question.options_by_key for each in asked):
        raise Mistake(NOT_AN_OPTION)
    chosen = [each.key for each in question.options if each.key in asked]
    least, most = _whole(question.least, 0), _whole(question.most, len(question.options))
    if len(chosen) < least:
        raise Mistake(N_("Marca al menos %(least)s."), least=least)
    if len(chosen) > most:
        raise Mistake(N_("Marca %(most)s como máximo."), most=most)
    return chosen


def parse_date(question: Question, typed: Any) -> Value:
    day = _day(typed)
    if day is None or not 1900 <= day.year <= 2200:
        raise Mistake(N_("Escribe una fecha como 2026-11-20."))
    least, most = _day(question.least), _day(question.most)
    if least is not None and day < least:
        raise Mistake(N_("La primera fecha posible es el %(least)s."), least=least)
    if most is not None and day > most:
        raise Mistake(N_("La última fecha posible es el %(most)s."), most=most)
    return day.isoformat()


def parse_yes_no(question: Question, typed: Any) -> Value:
    if isinstance(typed, bool):
        return typed
    if typed not in (YES, NO):
        raise Mistake(NOT_YES_OR_NO)
    return bool(typed == YES)


def parse_consent(question: Question, typed: Any) -> Value:
    """Only an accepted consent is an answer: an empty box is no answer at all."""
    if typed is True or typed in (YES, "1", "on"):
        return True
    raise Mistake(NOT_ACCEPTED if question.required else NOT_AN_OPTION)


def parse_file(question: Question, typed: Any) -> Value:
    if not isinstance(typed, Upload):
        raise Mistake(NO_FILE)
    if typed.content_type not in FILE_TYPES:
        raise Mistake(N_("Sube un archivo PDF, JPG o PNG."))
    megabytes = min(_whole(question.most, FILE_BYTES // 1024**2), FILE_BYTES // 1024**2)
    if typed.size == 0:
        raise Mistake(N_("El archivo está vacío."))
    if typed.size > megabytes * 1024**2:
        raise Mistake(N_("El archivo pesa más de %(most)s MB."), most=megabytes)
    return {"name": typed.name, "size": typed.size}


def _shown_option(question: Question, value: Any, words: Words) -> str:
    found = question.options_by_key.get(str(value))
    return found.label(words.locale) if found else str(value)


def _shown_day(question: Question, value: Any, words: Words) -> str:
    return words.day(date.fromisoformat(value))


def _shown_many(question: Question, value: Any, words: Words) -> str:
    return ", ".join(_shown_option(question, each, words) for each in value)


def _shown_yes_no(question: Question, value: Any, words: Words) -> str:
    return words.yes if value else words.no


def _shown_file(question: Question, value: Any, words: Words) -> str:
    return str(value["name"])


def _options_or_answered(question: Question) -> frozenset[str]:
    return frozenset({ANSWERED, *question.options_by_key})


def _yes_no_or_answered(question: Question) -> frozenset[str]:
    return frozenset({ANSWERED, YES, NO})


def _answered_and(value: Any) -> frozenset[str]:
    return frozenset({ANSWERED, *([value] if isinstance(value, str) else value)})


def _yes_or_no(value: Any) -> frozenset[str]:
    return frozenset({ANSWERED, YES if value else NO})


NOT_A_NUMBER = N_("Escribe un número, por ejemplo 12 o 12.5.")
NOT_AN_OPTION = N_("Elige una de las opciones.")
NOT_YES_OR_NO = N_("Responde sí o no.")
NONE_MARKED = N_("Marca al menos una opción.")
NO_FILE = N_("Elige un archivo.")
NOT_ACCEPTED = N_("Para registrarte necesitas aceptar.")
TOO_LONG = N_("Es demasiado largo: caben %(most)s caracteres.")

KINDS: dict[str, Kind] = {
    "text": Kind(N_("Texto corto"), parse_text, bounds="length"),
    "long_text": Kind(N_("Texto largo"), parse_long_text, bounds="length"),
    "number": Kind(N_("Número"), parse_number, export=lambda question, value, words: Decimal(value), bounds="number"),
    "choice": Kind(
        N_("Una opción"), parse_choice, _shown_option,
        facts=_answered_and, possible=_options_or_answered, has_options=True, missing=NOT_AN_OPTION,
    ),
    "many": Kind(
        N_("Varias opciones"), parse_many, _shown_many,
        facts=_answered_and, possible=_options_or_answered, bounds="count", has_options=True, missing=NONE_MARKED,
    ),
    "date": Kind(
        N_("Fecha"), parse_date, _shown_day,
        export=lambda question, value, words: date.fromisoformat(value), bounds="day",
    ),
    "yes_no": Kind(
        N_("Sí o no"), parse_yes_no, _shown_yes_no,
        facts=_yes_or_no, possible=_yes_no_or_answered, missing=NOT_YES_OR_NO,
    ),
    "file": Kind(N_("Archivo"), parse_file, _shown_file, bounds="megabytes", takes_file=True, missing=NO_FILE),
    "consent": Kind(
        N_("Consentimiento"), parse_consent, _shown_yes_no,
        facts=_yes_or_no, possible=lambda question: frozenset({ANSWERED}), missing=NOT_ACCEPTED,
    ),
}  # fmt: skip


def _text(typed: Any) -> str:
    if not isinstance(typed, str):
        raise Mistake(N_("Escribe un texto."))
    return typed


def _short_enough(text: str, most: int) -> str:
    if len(text) > most:
        raise Mistake(TOO_LONG, most=most)
    return text


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _exponent(number: Decimal) -> int:
    return int(number.as_tuple().exponent)


def _day(typed: Any) -> date | None:
    try:
        return date.fromisoformat(typed) if isinstance(typed, str) and len(typed) == 10 else None
    except ValueError:
        return None
