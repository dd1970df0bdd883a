"""What every engine's JSON window shares: strict input that names the field at fault, and exact numbers in and out."""

import re
from collections.abc import Hashable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

Model = TypeVar("Model", bound=BaseModel)
LARGEST = 10**15
MILLIONTH = 10**6
MOST_DIGITS = 40

# Fraction and Decimal would also read "1_000", " 7" and the digits of other scripts; a misprint is no number here.
_NUMBER = re.compile(r"[+-]?(\d+/\d+|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)", re.ASCII)


class Impossible(ValueError):
    """Input that no engine can answer; the message is one line that names the field."""


class Input(BaseModel):
    """The base of every engine's input: nothing unknown, nothing converted silently, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def exact(value: object) -> Fraction:
    """A whole number, a Decimal, or text such as "7.5" or "15/108". Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str, Fraction)):
        raise ValueError("must be a number or text such as 7.5 or 15/108")
    if isinstance(value, str) and len(value) > MOST_DIGITS:
        raise ValueError("is too long for a number")
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError("must be a number or text such as 7.5 or 15/108")
    # The exponent is looked at first: 1e999999999 would be written out digit by digit.
    if abs(_exponent(value)) > MOST_DIGITS:
        raise ValueError("is too large or too fine")
    try:
        number = Fraction(value)
    except ArithmeticError as error:
        raise ValueError("must be a number or text such as 7.5 or 15/108") from error
    if abs(number) > LARGEST:
        raise ValueError("is too large")
    return number


def exact_decimal(value: object) -> Decimal:
    """Like `exact`, for what cannot be a ratio: "7.5" but not "15/108". Raises ValueError."""
    if isinstance(value, str) and "/" in value:
        raise ValueError("must be a number such as 7.5")
    exact(value)
    return Decimal(str(value))


Exact = Annotated[Fraction, BeforeValidator(exact)]
ExactDecimal = Annotated[Decimal, BeforeValidator(exact_decimal)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]


def read(model: type[Model], asked: Mapping[str, Any]) -> Model:
    """The checked input. Raises Impossible that names the first field at fault, as in `matches.3.score: …`."""
    try:
        return model.model_validate(_lists_as_tuples(asked))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "input"
        raise Impossible(f"{place}: {first['msg'].removeprefix('Value error, ')}") from error


def unique(values: Iterable[Hashable], field: str) -> None:
    """Raises Impossible when a value of the field is there twice."""
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            raise Impossible(f"{field}: {value} is there twice")
        seen.add(value)


def said(number: int | Fraction | Decimal) -> int | str:
    """A whole number as it is; anything else as text with at most six decimals, half up."""
    as_fraction = Fraction(number)
    return as_fraction.numerator if as_fraction.denominator == 1 else text(number)


def text(number: int | Fraction | Decimal) -> str:
    """At most six decimals, half up (away from zero), no trailing zeros: "7.5", "21000", "-0.333333"."""
    exact_value = Fraction(number)
    millionths = (abs(exact_value) * MILLIONTH * 2 + 1) // 2
    shown = (Decimal(int(millionths)) / MILLIONTH).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    plain = f"{shown:f}".rstrip("0").rstrip(".")
    return f"-{plain}" if exact_value < 0 and plain != "0" else plain


def _exponent(value: int | Decimal | str | Fraction) -> int:
    if isinstance(value, (int, Fraction)) or (isinstance(value, str) and "/" in value):
        return 0
    parsed = Decimal(value)
    if not parsed.is_finite():
        raise ValueError("must be a number or text such as 7.5 or 15/108")
    return parsed.adjusted()


def _lists_as_tuples(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _lists_as_tuples(inner) for key, inner in value.items()}
    return tuple(_lists_as_tuples(inner) for inner in value) if isinstance(value, list) else value
