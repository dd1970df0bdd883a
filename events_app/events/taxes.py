"""The rates of tax that the payments room hands to this one, so that prices can be shown with IVA included."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal

RatesOn = Callable[[date], Awaitable[dict[str, Decimal]]]


class _Handed:
    rates_on: RatesOn | None = None


def register(rates_on: RatesOn) -> None:
    """Called once by wiring.py: the rate of every tax code on a day, in one statement."""
    _Handed.rates_on = staticmethod(rates_on)


async def rates_on(day: date) -> dict[str, Decimal]:
    """Raises RuntimeError when wiring.py forgot to hand the reader over."""
    if _Handed.rates_on is None:
        raise RuntimeError("wiring.py must call events.taxes.register(…)")
    return await _Handed.rates_on(day)
