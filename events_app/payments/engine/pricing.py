"""What it costs: tax per seat rounded half up, times the seats, so that the charge and the invoice always agree."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from events_app.core.money import CURRENCIES, Money

MOST_LINES = 1_000
MOST_QUANTITY = 100_000
MOST_PESOS = Decimal("100000000")
FINEST = 40

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,9})?", re.ASCII)


class Impossible(ValueError):
    """The input cannot be priced; the message begins with the field's name."""


@dataclass(frozen=True)
class Rate:
    """A dated rate of tax; both days are included, and after the last one `fallback` is the code to use."""

    code: str
    rate: Decimal
    valid_from: date
    valid_to: date | None = None
    fallback: str = ""

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


STARTING_RATES = (
    Rate("EXENTO", Decimal(0), date(2010, 1, 1)),
    Rate("IVA16", Decimal("0.16"), date(2010, 1, 1)),
    Rate("IVA8", Decimal("0.08"), date(2019, 1, 1), date(2026, 12, 31), "IVA16"),
)

# A deposit that is given back is no sale: it is not subject to IVA, whatever rates the office registers.
NOT_TAXED = Rate("NO_OBJETO", Decimal(0), date(2010, 1, 1))


@dataclass(frozen=True)
class Item:
    unit_net: Money
    quantity: int
    tax_rate: Decimal


@dataclass(frozen=True)
class PricedLine:
    unit_net: Money
    unit_tax: Money
    quantity: int
    net: Money
    tax: Money
    total: Money


@dataclass(frozen=True)
class Quote:
    lines: tuple[PricedLine, ...]
    net: Money
    tax: Money
    total: Money


def rate_for(rates: Iterable[Rate], code: str, day: date) -> Rate:
    """The rate in force on this day; an ended stimulus gives way to its fallback. Raises Impossible."""
    known = list(rates)
    tried: list[str] = []
    while code and code not in tried:
        tried.append(code)
        same = [rate for rate in known if rate.code == code]
        holding = [rate for rate in same if rate.holds_on(day)]
        if holding:
            return max(holding, key=lambda rate: rate.valid_from)
        code = next((rate.fallback for rate in same if rate.fallback), "")
    raise Impossible(f"tax_code: no rate of {' or '.join(tried) or '(none)'} holds on {day.isoformat()}")


def price(items: Sequence[Item], discount_percent: Decimal = Decimal(0)) -> Quote:
    """Prices the items in one currency; the discount comes off each unit before its tax."""
    if not items:
        raise Impossible("lines: at least one is needed")
    lines = tuple(_line(item, discount_percent) for item in items)
    zero = Money(0, lines[0].net.currency)
    net = sum((line.net for line in lines), zero)
    tax = sum((line.tax for line in lines), zero)
    return Quote(lines, net, tax, net + tax)


def _line(item: Item, discount_percent: Decimal) -> PricedLine:
    unit_net = (
        item.unit_net - item.unit_net.share(Fraction(discount_percent) / 100) if discount_percent else item.unit_net
    )
    unit_tax = unit_net.share(item.tax_rate)
    net, tax = unit_net * item.quantity, unit_tax * item.quantity
    return PricedLine(unit_net, unit_tax, item.quantity, net, tax, net + tax)


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The engine's public window (`compute pricing`); raises Impossible with the name of the wrong field."""
    _only(asked, {"currency", "lines", "discount"}, "")
    currency = asked.get("currency", "MXN")
    if currency not in CURRENCIES:
        raise Impossible(f"currency: must be one of {', '.join(CURRENCIES)}")
    lines = asked.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        raise Impossible(f"lines: a list of 1 to {MOST_LINES} lines")
    items = [_item(line, currency, f"lines[{index}]") for index, line in enumerate(lines)]
    return _shown(price(items, _discount(asked.get("discount"))))


def _item(line: Any, currency: str, where: str) -> Item:
    if not isinstance(line, Mapping):
        raise Impossible(f"{where}: must be an object")
    _only(line, {"unit_net", "quantity", "tax_rate"}, f"{where}.")
    quantity = line.get("quantity")
    if not isinstance(quantity, int) or isinstance(quantity, bool) or not 1 <= quantity <= MOST_QUANTITY:
        raise Impossible(f"{where}.quantity: a whole number from 1 to {MOST_QUANTITY}")
    unit = _decimal(line.get("unit_net"), f"{where}.unit_net", most=MOST_PESOS)
    try:
        money = Money.of(unit, currency)
    except ValueError as error:
        raise Impossible(f"{where}.unit_net: at most two decimals") from error
    return Item(money, quantity, _decimal(line.get("tax_rate"), f"{where}.tax_rate", most=Decimal(1)))


def _discount(asked: Any) -> Decimal:
    if asked is None:
        return Decimal(0)
    if not isinstance(asked, Mapping):
        raise Impossible("discount: must be an object")
    _only(asked, {"percent"}, "discount.")
    return _decimal(asked.get("percent"), "discount.percent", most=Decimal(100))


def _decimal(value: Any, where: str, *, most: Decimal) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Impossible(f"{where}: a number is needed")
    if not _NUMBER.fullmatch(str(value)):
        raise Impossible(f"{where}: not a number")
    number = Decimal(str(value))
    if abs(number.adjusted()) > FINEST or len(number.as_tuple().digits) > FINEST:
        raise Impossible(f"{where}: too large or too fine")
    if not 0 <= number <= most:
        raise Impossible(f"{where}: must be between 0 and {most}")
    return number


def _only(asked: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in asked:
        if name not in known:
            raise Impossible(f"{where}{name}: unknown field")


def _shown(quote: Quote) -> dict[str, Any]:
    lines = [
        {
            "unit_net": str(line.unit_net),
            "unit_tax": str(line.unit_tax),
            "quantity": line.quantity,
            "net": str(line.net),
            "tax": str(line.tax),
            "total": str(line.total),
        }
        for line in quote.lines
    ]
    return {"net": str(quote.net), "tax": str(quote.tax), "total": str(quote.total), "lines": lines}
