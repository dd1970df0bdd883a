"""Discount codes: what they take off, for whom, and exactly as often as they may be used."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.core import clock
from events_app.core.database import row, rows, transaction
from events_app.core.errors import ConvocaError
from events_app.core.money import Money
from events_app.payments import codes, free, queries, services
from events_app.payments.discounts import DiscountKind
from events_app.payments.engine.discounts import lowered
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.errors import CodeNotForThis, CodeUnknown, CodeUsedUp, NothingToCharge, NotOneSeatFree
from events_app.payments.models import Order
from events_app.payments.settlement import Receipt, book_money
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.by_hand import healthy
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.test_office import sign_in
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW


async def make_code(**over: Any) -> None:
    """Ten per cent off, once, for everybody."""
    usual: dict[str, Any] = {"code": "MAQUILA10"}
    usual |= {"label": "", "kind": DiscountKind.PERCENT, "percent": Decimal(10), "amount": None}
    usual |= {"event_id": None, "company_id": None, "most_uses": 1, "starts_at": None, "ends_at": None}
    new = codes.NewCode(**(usual | over))
    assert await codes.make(new, actor="user:1", now=clock.now())


@transaction
async def bought(number: int, code: str, company_id: int | None = None) -> Order:
    now = clock.now()
    return await services.open_order(
        reference=f"seat:{number}",
        buyer=Buyer("Ana", company_id=company_id),
        lines=[LineRequest("Foro", Money.of("1500.00"), 2, "IVA8")],
        hold_expires_at=now + timedelta(minutes=35),
        now=now,
        code=code,
    )


async def uses(code: str) -> int:
    found = await row("SELECT used FROM discount_codes WHERE code = $1", code)
    return int(found["used"]) if found else -1


@given(st.integers(0, 10**8), st.decimals(0, 100, places=2))
def test_a_share_never_takes_more_than_the_price(centavos: int, percent: Decimal) -> None:
    left = lowered(Money(centavos), percent=percent, amount=None)

    assert 0 <= left.amount <= centavos
    assert abs(left.amount - centavos * (1 - percent / 100)) <= Decimal("0.5")


async def test_a_code_lowers_each_place_before_its_tax(db: str, seats: Seats) -> None:
    await make_code()

    order = await bought(1, " maquila10 ")

    assert (order.net, order.tax, order.discount) == (270_000, 21_600, 30_000)
    assert await uses("MAQUILA10") == 1


async def test_of_two_hundred_who_use_the_last_code_at_once_one_gets_it(db: str, seats: Seats) -> None:
    await make_code()

    tried = await asyncio.gather(*(bought(each, "MAQUILA10") for each in range(200)), return_exceptions=True)

    assert len([each for each in tried if isinstance(each, Order)]) == 1
    assert {type(each) for each in tried if isinstance(each, BaseException)} == {CodeUsedUp}
    assert (await uses("MAQUILA10"), await Order.all().count()) == (1, 1)


async def test_a_code_of_an_order_that_was_let_go_can_be_used_again(db: str, seats: Seats) -> None:
    await make_code()
    first = await bought(1, "MAQUILA10")

    await services.release_order(first.id, clock.now(), "hold expired")
    await services.release_order(first.id, clock.now(), "hold expired")
    freed = await uses("MAQUILA10")
    await bought(2, "MAQUILA10")

    assert (freed, await uses("MAQUILA10")) == (0, 1)


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ({"ends_at": NOW - timedelta(days=1)}, CodeUnknown),
        ({"starts_at": NOW + timedelta(days=1)}, CodeUnknown),
        ({"kind": DiscountKind.AMOUNT, "percent": None, "amount": Money(100, "USD")}, CodeNotForThis),
    ],
)
async def test_a_code_that_does_not_hold_here_opens_no_order(
    db: str, seats: Seats, over: dict[str, object], wrong: type[ConvocaError]
) -> None:
    await make_code(**over)

    with pytest.raises(wrong):
        await bought(1, "MAQUILA10")

    assert (await uses("MAQUILA10"), await Order.all().count()) == (0, 0)


@transaction
async def bought_free(number: int, code: str) -> Order:
    order = await bought(number, code)
    await free.complete(order.id, actor="user:1", now=clock.now())
    return order


async def test_a_code_for_all_of_it_completes_the_order_without_a_payment(db: str, seats: Seats) -> None:
    await make_code(code="TODO", percent=Decimal(100))

    order = await bought_free(1, "todo")
    await free.complete(order.id, actor="user:1", now=clock.now())

    found = await Order.get(id=order.id)
    assert (found.status, found.total, found.discount, seats.given) == ("paid", 0, 300_000, [1])
    assert await rows("SELECT id FROM payments") == []
    assert await rows("SELECT kind, order_id FROM ledger_transactions") == [{"kind": "sale", "order_id": order.id}]
    assert await rows("SELECT id FROM ledger_entries") == []
    assert [each["kind"] for each in await queries.timeline(order.id)] == ["opened", "made_free", "seat_given"]
    assert (await uses("TODO"), await healthy(db)) == (1, [])


async def test_of_two_hundred_who_use_the_last_free_code_at_once_one_gets_it(db: str, seats: Seats) -> None:
    await make_code(code="TODO", percent=Decimal(100))

    tried = await asyncio.gather(*(bought_free(each, "TODO") for each in range(200)), return_exceptions=True)

    assert len([each for each in tried if isinstance(each, Order)]) == 1
    assert {type(each) for each in tried if isinstance(each, BaseException)} == {CodeUsedUp}
    assert (await uses("TODO"), len(seats.given)) == (1, 1)


async def test_a_free_order_that_finds_no_place_leaves_no_trace(db: str, seats: Seats) -> None:
    await make_code(code="TODO", percent=Decimal(100))
    seats.free = 0

    with pytest.raises(NotOneSeatFree):
        await bought_free(1, "TODO")

    assert (await uses("TODO"), await Order.all().count()) == (0, 0)


async def test_a_free_place_given_back_frees_its_code_once(db: str, seats: Seats) -> None:
    await make_code(code="TODO", percent=Decimal(100))
    order = await bought_free(1, "TODO")

    await free.let_go(order.id, actor="user:1", now=clock.now())
    await free.let_go(order.id, actor="user:1", now=clock.now())

    assert ((await Order.get(id=order.id)).status, await uses("TODO")) == ("released", 0)
    assert await healthy(db) == []


async def test_without_a_code_nothing_is_no_order(db: str, seats: Seats) -> None:
    with pytest.raises(NothingToCharge):
        await make_order(now=clock.now(), pesos="0.00")

    assert await Order.all().count() == 0


async def test_money_that_comes_late_uses_its_code_again_so_that_nobody_else_does(db: str, seats: Seats) -> None:
    await make_code()
    first = await bought(1, "MAQUILA10")
    await services.release_order(first.id, clock.now(), "hold expired")

    receipt = Receipt("pi_late", PaymentMethod.OXXO, first.folio, Money(first.total), False)
    late = await book_money(first.id, receipt, now=clock.now())
    with pytest.raises(CodeUsedUp):
        await bought(2, "MAQUILA10")

    assert (late.status, await uses("MAQUILA10")) == ("paid", 1)


async def test_a_companys_code_is_for_nobody_else(db: str, seats: Seats) -> None:
    mine, other = await make_company("Levis"), await make_company("Delphi")
    await make_code(company_id=mine.id, kind=DiscountKind.AMOUNT, percent=None, amount=Money.of("500.00"))

    with pytest.raises(CodeNotForThis):
        await bought(1, "MAQUILA10", other.id)
    order = await bought(2, "MAQUILA10", mine.id)

    assert (order.net, order.discount) == (200_000, 100_000)


async def test_the_office_makes_a_code_and_stops_it_and_finance_only_looks(
    db: str, seats: Seats, client: TestClient
) -> None:
    await sign_in(client, "office")
    told = {"code": "foro-26", "kind": "percent", "value": "15", "most_uses": "3", "idempotency_key": "k"}

    made = await client.post("/oficina/dinero/codigos", data=told)
    again = await client.post("/oficina/dinero/codigos", data=told)
    too_much = await client.post("/oficina/dinero/codigos", data=told | {"code": "otro", "value": "101"})
    used = await bought(1, "FORO-26")
    found = await row("SELECT id FROM discount_codes")
    stopped = await client.post(f"/oficina/dinero/codigos/{found['id'] if found else 0}/detener")
    with pytest.raises(CodeUnknown):
        await bought(2, "FORO-26")
    shown = await client.get("/oficina/dinero/codigos")
    await sign_in(client, "finance")
    looked = await client.get("/oficina/dinero/codigos")

    assert [each.status_code for each in (made, again, too_much, stopped, looked)] == [303, 422, 422, 303, 200]
    assert used.net == 255_000
    assert "1 de 3" in shown.text
    assert "Crear un código" not in looked.text
