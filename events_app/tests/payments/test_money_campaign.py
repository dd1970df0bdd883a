"""Long random lives of a company's orders on the real database: after each the doctor finds nothing wrong."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

import pytest

from events_app.core import clock, files
from events_app.core.database import row, rows
from events_app.core.doctor import examine
from events_app.core.errors import ConvocaError, IllegalMove
from events_app.core.money import Money
from events_app.payments import credit, manual_refunds, office_payments, returns, services, tasks
from events_app.payments.engine.methods import OFFICE_METHODS, PaymentMethod
from events_app.payments.engine.states import RefundStatus
from events_app.payments.facts import lock_order, state_of
from events_app.payments.invariants import INVARIANTS
from events_app.payments.models import Order
from events_app.payments.office_records import OfficeMethod
from events_app.payments.settlement import Receipt, book_money
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.factories.directory import make_company
from events_app.tests.payments.conftest import Seats

STEPS = 50
_numbers = count(1)


class Life:
    """One company and one person with a few orders, and everything that may happen to them."""

    def __init__(self, seed: int, seats: Seats, company: int, proof: int, now: datetime) -> None:
        self.chance, self.seats, self.company, self.proof, self.now = Random(seed), seats, company, proof, now
        self.acts: list[Callable[[], Awaitable[None]]] = [
            self.pay, self.pay, self.pay, self.open, self.office, self.approve, self.use, self.use, self.give_back,
            self.refund, self.send, self.send, self.bounce, self.dispute, self.release, self.give_seat, self.keep,
            self.cancel, self.apply, self.external,
        ]  # fmt: skip

    async def step(self) -> None:
        self.now += timedelta(minutes=1)
        self.seats.free = self.chance.choice((0, 1, 5))
        try:
            await self.chance.choice(self.acts)()
        except IllegalMove:
            raise
        except ConvocaError:
            return

    async def order(self) -> Order:
        return self.chance.choice(await Order.all().order_by("id"))

    def amount(self, order: Order) -> Money:
        whole = order.total
        part = self.chance.choice((whole, whole - 6_000, 6_000, whole + 2_500, self.chance.randint(1, whole)))
        return Money(part, order.currency)

    async def open(self) -> None:
        number = next(_numbers)
        company = self.chance.choice((self.company, self.company, None))
        lines = [LineRequest("Foro", Money(self.chance.randint(500, 3_000_00)), self.chance.randint(1, 3), "IVA8")]
        await services.open_order(
            reference=f"seat:{number}",
            buyer=Buyer("Ana", company_id=company),
            lines=lines,
            hold_expires_at=self.now + timedelta(days=3),
            now=self.now,
        )

    async def pay(self) -> None:
        order = await self.order()
        method = self.chance.choice((PaymentMethod.CARD, PaymentMethod.OXXO, PaymentMethod.SPEI))
        name = f"pi_{self.chance.randint(1, 30)}_{order.id}"
        await book_money(order.id, Receipt(name, method, order.folio, self.amount(order), False), now=self.now)

    async def office(self) -> None:
        order = await self.order()
        method = self.chance.choice(tuple(OfficeMethod))
        written = office_payments.Written(
            method, self.amount(order) * self.chance.choice((1, 20)), date(2026, 11, 20), evidence_id=self.proof
        )
        await office_payments.record(order.id, written, key=str(next(_numbers)), actor="user:1", now=self.now)

    async def approve(self) -> None:
        for asked in await office_payments.waiting():
            await office_payments.approve(asked["id"], actor=f"user:{self.chance.randint(1, 2)}", now=self.now)

    async def use(self) -> None:
        order = await self.order()
        amount = self.chance.choice((None, self.amount(order)))
        await credit.use(order.id, amount, key=str(next(_numbers)), actor="user:3", now=self.now)

    async def apply(self) -> None:
        source, target = await self.order(), await self.order()
        await credit.apply(source.id, target.id, key=str(next(_numbers)), actor="user:1", now=self.now)

    async def keep(self) -> None:
        await credit.keep((await self.order()).id, actor="user:1", now=self.now)

    async def cancel(self) -> None:
        order = await self.order()
        key = str(next(_numbers))
        await credit.from_sale(order.id, self.amount(order), reason="ya no va", key=key, actor="user:1", now=self.now)

    async def payment(self) -> tuple[int, Money, str]:
        found = self.chance.choice(await rows("SELECT * FROM payments") or [{}])
        if not found:
            raise ConvocaError()
        part = self.chance.choice((found["amount"], self.chance.randint(1, found["amount"])))
        return found["id"], Money(part, found["currency"]), found["method"]

    async def give_back(self) -> None:
        payment, amount, _ = await self.payment()
        key = str(next(_numbers))
        await credit.give_back(payment, amount, reason="cambio", key=key, actor="user:1", now=self.now)

    async def refund(self) -> None:
        payment, amount, _ = await self.payment()
        key = str(next(_numbers))
        await manual_refunds.request(payment, amount, reason="cambio", key=key, actor="user:1", now=self.now)

    async def external(self) -> None:
        payment, amount, method = await self.payment()
        if method != PaymentMethod.CREDIT:
            source = self.chance.choice(manual_refunds.SOURCES)
            await manual_refunds.mark_external(
                payment, amount, source=source, folio="", reason="x", key=str(next(_numbers)), actor="u", now=self.now
            )

    async def send(self) -> None:
        for asked in await rows("SELECT id FROM refunds WHERE status = 'requested'"):
            await manual_refunds.approve(asked["id"], actor="user:2", now=self.now)
            proof = manual_refunds.Proof(self.proof, "R1", self.chance.choice(OFFICE_METHODS))
            if self.chance.random() < 0.2:
                await manual_refunds.cancel(asked["id"], reason="no", actor="user:2", now=self.now)
            else:
                await manual_refunds.send(asked["id"], proof, actor="user:1", now=self.now)

    async def bounce(self) -> None:
        sent = await rows("SELECT id FROM refunds WHERE status = 'succeeded' AND kind <> 'credit'")
        if sent:
            chosen = self.chance.choice(sent)["id"]
            await returns.note_refund(chosen, None, RefundStatus.FAILED, "account closed", now=self.now)

    async def dispute(self) -> None:
        payment, _, method = await self.payment()
        if method != PaymentMethod.CARD or self.chance.random() < 0.6:
            return
        found = await row("SELECT * FROM payments WHERE id = $1", payment) or {}
        made = await row(
            "INSERT INTO disputes (created_at, payment_id, provider_id, amount, currency, reason, status, opened_at) "
            "VALUES ($5, $1, $2, $3, $4, '', 'lost', $5) ON CONFLICT DO NOTHING RETURNING provider_id",
            payment,
            f"du_{payment}",
            found["amount"],
            found["currency"],
            self.now,
        )
        if made is not None:
            told = {"id": made["provider_id"], "amount": found["amount"]}
            await returns.lose_dispute(found, told, now=self.now)

    async def release(self) -> None:
        await services.release_order((await self.order()).id, self.now, "hold expired")

    async def give_seat(self) -> None:
        await tasks.give_seat((await self.order()).id, actor="user:1", now=self.now)


@pytest.mark.parametrize("seed", range(10))
async def test_no_life_of_a_companys_orders_leaves_anything_for_the_doctor(db: str, seats: Seats, seed: int) -> None:
    company = await make_company()
    proof = await files.put("evidence", "proof.pdf", b"%PDF-1.4", "application/pdf")
    life = Life(seed, seats, company.id, proof.id, clock.now())
    for _ in range(3):
        await life.open()

    for _ in range(STEPS):
        await life.step()

    report = await examine(db, INVARIANTS, now=clock.now())
    assert [(each.id, each.rows) for each in report.violations] == []
    for each in await Order.all():
        order = await lock_order(each.id)
        assert (await state_of(order)).status == order["status"]
    assert (await credit.available(company.id)).amount >= 0
    assert (await credit.balance(company.id)).amount >= (await credit.available(company.id)).amount
