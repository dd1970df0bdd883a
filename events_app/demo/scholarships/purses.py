"""The fund of the demonstration: golf of two years, donors in pesos and in dollars, thanked in public or not."""

from datetime import date, datetime, timedelta

from events_app.core.clock import local
from events_app.core.money import Money
from events_app.events.models import Event
from scholarships.fund import services
from scholarships.fund.models import Donor, FundSource, SourceKind

DONORS = (
    ("Fundación Sahuaro, A.C.", "Fundación Sahuaro", True, "60000", "MXN", 300),
    ("Transportes Ocotillo, S.A. de C.V.", "", True, "45000", "MXN", 120),
    ("Familia Quiñónez Páez", "", False, "18000", "MXN", 40),
    ("Desert Freight Partners LLC", "Desert Freight Partners", True, "5200", "USD", 90),
    ("Rio Rico Rotary Friends", "", True, "2750", "USD", 35),
)


async def fill(golf: Event, *, actor: str, now: datetime) -> None:
    """Opens the purses long ago and brings in what this year's golf has raised so far."""
    year = local(now).year
    before = now - timedelta(days=330)
    last = await _purse("Golf por las becas", SourceKind.GOLF, year - 1, "MXN", actor, before)
    await _give(last, Money.of("212500"), None, local(before).date(), actor, before)
    for currency, words in (("MXN", "Donativos en pesos"), ("USD", "Donations in dollars")):
        purse = await _purse(words, SourceKind.DONOR, year, currency, actor, before)
        for donor in (each for each in DONORS if each[4] == currency):
            await _donate(purse, donor, actor, now)
    this = await services.open_purse(
        golf.title_es, kind=SourceKind.GOLF, year=golf.starts_at.year, currency="MXN", actor=actor, now=now,
        reference=f"event:{golf.id}",
    )  # fmt: skip
    await services.bring_income(this, actor=actor, now=now)


async def _donate(purse: FundSource, told: tuple[str, str, bool, str, str, int], actor: str, now: datetime) -> None:
    name, shown, is_public, amount, currency, days = told
    moment = now - timedelta(days=days)
    donor = await services.add_donor(
        name, public_name=shown, is_public=is_public, email="", locale="en" if currency == "USD" else "es-MX",
        actor=actor, now=moment,
    )  # fmt: skip
    await _give(purse, Money.of(amount, currency), donor, local(moment).date(), actor, moment)


async def _purse(
    name: str, kind: SourceKind, year: int, currency: str, actor: str, now: datetime
) -> FundSource:  # fmt: skip
    return await services.open_purse(name, kind=kind, year=year, currency=currency, actor=actor, now=now)


async def _give(
    purse: FundSource, amount: Money, donor: Donor | None, day: date, actor: str, now: datetime
) -> None:  # fmt: skip
    await services.record(
        purse, amount, donor=donor, received_on=day, reference="", note="", actor=actor, now=now
    )  # fmt: skip
