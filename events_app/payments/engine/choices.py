"""Which ways of paying an order is offered: by its currency, what is missing, whose it is and how soon the event is."""

from dataclasses import dataclass
from datetime import datetime

from events_app.core.money import Money
from events_app.payments.engine.business_days import hold_after, hold_until, most_days, voucher_end
from events_app.payments.engine.methods import OXXO_LEAST, OXXO_MOST

CARD_LEAST = {"MXN": Money(1_000, "MXN"), "USD": Money(50, "USD")}


@dataclass(frozen=True)
class Days:
    """How many days each slow way may take, as the association set them."""

    oxxo: int
    spei: int
    office: int


@dataclass(frozen=True)
class Choice:
    """A way to pay: `until` when it may be paid, `held_until` when the seat is given away; `because` it is closed."""

    way: str
    until: datetime | None = None
    held_until: datetime | None = None
    because: str = ""


def choices(missing: Money, *, company: bool, now: datetime, latest: datetime | None, days: Days) -> tuple[Choice, ...]:
    """Every way that exists for this currency, the closed ones with their reason; cards first."""
    card = Choice("card", because="" if missing >= CARD_LEAST[missing.currency] else "too_little")
    office = _at_the_office(now, latest, days.office)
    if missing.currency != "MXN":
        return (card, office)
    oxxo = _slow("oxxo", now, latest, days.oxxo)
    if not OXXO_LEAST <= missing <= OXXO_MOST:
        oxxo = Choice("oxxo", because="amount")
    spei = (_slow("spei", now, latest, days.spei),) if company else ()
    return (card, oxxo, *spei, office)


def _slow(way: str, now: datetime, latest: datetime | None, wanted: int) -> Choice:
    days = most_days(now, latest, wanted=wanted)
    if not days:
        return Choice(way, because="too_late")
    end = voucher_end(now, days)
    return Choice(way, end, hold_after(end))


def _at_the_office(now: datetime, latest: datetime | None, wanted: int) -> Choice:
    for days in range(wanted, 0, -1):
        end = hold_until(now, days)
        if latest is None or end <= latest:
            return Choice("office", end, end)
    return Choice("office", because="too_late")
