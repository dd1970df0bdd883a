"""Orders for tests, priced by the room's own services."""

from datetime import datetime, timedelta

from events_app.core.money import Money
from events_app.payments import services
from events_app.payments.models import Order
from events_app.payments.values import Buyer, LineRequest


async def make_order(
    *,
    now: datetime,
    pesos: str = "1000.00",
    currency: str = "MXN",
    tax_code: str = "IVA8",
    quantity: int = 1,
    reference: str = "seat:1",
    email: str | None = "ana@example.com",
    locale: str = "es-MX",
    hold: timedelta = timedelta(minutes=35),
    name: str = "Ana Núñez Yáñez",
) -> Order:
    """A pending order of one line; "seat:1" is a reference that the tests' own callbacks answer for."""
    return await services.open_order(
        reference=reference,
        buyer=Buyer(name=name, email=email, locale=locale),
        lines=[LineRequest("Foro de talento", Money.of(pesos, currency), quantity, tax_code)],
        hold_expires_at=now + hold,
        now=now,
    )
