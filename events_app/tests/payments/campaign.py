"""Many orders paid in every way while webhooks come five times, shuffled, forged, and before our own commit.

`CAMPAIGN_ORDERS=2000 pytest -k campaign` runs the full figure; the suite runs a small one.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from events_app.core import clock
from events_app.core.errors import Unavailable
from events_app.core.money import Money
from events_app.directory.models import Company
from events_app.payments.methods import card, oxxo, spei
from events_app.payments.models import Order
from events_app.payments.services import open_order
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.factories.directory import make_company
from events_app.tests.payments.peer import Twin

ORDERS = int(os.environ.get("CAMPAIGN_ORDERS", "40"))
COPIES, FORGED, AT_ONCE = 5, 0.05, 16
WAYS = ("card", "card", "card", "card", "card", "card", "oxxo", "oxxo", "oxxo", "spei")
ROUTES = {"card": "POST /v1/checkout/sessions", "oxxo": "POST /v1/payment_intents", "spei": "POST /v1/payment_intents"}


@dataclass
class Bought:
    order: Order
    way: str
    early: bool


async def open_orders(count: int) -> list[Bought]:
    """Orders of every way in turn; of each ten of a way one is told to us before we have written it down."""
    made, seen = [], Counter[str]()
    for number in range(1, count + 1):
        way = WAYS[number % len(WAYS)]
        order = await _order(number, await make_company(f"Empresa {number}") if way == "spei" else None)
        made.append(Bought(order, way, early=seen[way] % 10 == 0))
        seen[way] += 1
    return made


async def ask_all(bought: list[Bought], twin: Twin) -> None:
    """Every page, voucher and transfer is asked of Stripe; of the early ones the answer never reaches us."""
    cut = {"kind": "cut", "times": 3}
    twin.faults(*(cut | {"route": ROUTES[each.way], "about": f"{each.order.folio}&"} for each in bought if each.early))
    await together(_ask(each) for each in bought)


async def pay_all(bought: list[Bought], twin: Twin) -> None:
    """Everybody pays: on Stripe's page, at the till, or at the bank."""
    sessions = {each["client_reference_id"]: each["url"] for each in twin.things("session")}
    intents = {each["metadata"].get("order"): each for each in twin.things("payment_intent")}
    accounts = {each["id"]: each["twin"]["clabe"] for each in twin.things("customer")}
    async with httpx.AsyncClient(base_url=twin.http.base_url, timeout=60) as people:

        async def pay(each: Bought) -> None:
            folio = each.order.folio
            if each.way == "card":
                await people.post(sessions[folio], data={"card": "4242424242424242"})
            elif each.way == "oxxo":
                await people.post(f"/_twin/oxxo/{intents[folio]['id']}", json={"act": "pay"})
            else:
                clabe = accounts[intents[folio]["customer"]]
                await people.post("/_twin/spei", json={"clabe": clabe, "amount": each.order.total})

        await together(pay(each) for each in bought)


async def together(tasks: Iterable[Awaitable[None]]) -> None:
    line = asyncio.Semaphore(AT_ONCE)

    async def one(task: Awaitable[None]) -> None:
        async with line:
            await task

    await asyncio.gather(*(one(task) for task in tasks))


async def _ask(each: Bought) -> None:
    ways: dict[str, Callable[[], Awaitable[Any]]] = {
        "card": lambda: card.checkout_url(each.order.id, now=clock.now()),
        "oxxo": lambda: oxxo.voucher(each.order, email="", now=clock.now()),
        "spei": lambda: spei.transfer(each.order, now=clock.now()),
    }
    if not each.early:
        await ways[each.way]()
        return
    with pytest.raises(Unavailable):
        await ways[each.way]()


async def _order(number: int, company: Company | None) -> Order:
    now = clock.now()
    name = f"Persona {number}"
    return await open_order(
        reference=f"seat:{number}",
        buyer=Buyer(name=name, company_id=company.id if company else None),
        lines=[LineRequest("Foro de talento", Money.of("1000.00"), 1, "IVA8")],
        hold_expires_at=now + timedelta(hours=2),
        now=now,
    )
