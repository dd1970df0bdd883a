"""Two people at the office press at once, or press again: money leaves, stays or is settled one time."""

import asyncio

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.errors import ConvocaError
from events_app.core.money import Money
from events_app.payments import manual_refunds, queries, tasks
from events_app.payments.models import MoneyTask
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.by_hand import healthy, paid, proof
from events_app.tests.payments.conftest import Seats


async def test_a_refund_that_is_sent_and_called_off_at_once_ends_in_one_way(db: str, seats: Seats) -> None:
    paper, unexpected = await proof(), []
    for number in range(12):
        order = await make_order(now=clock.now(), reference=f"seat:{number}")
        booked = await paid(order, "1080.00", name=f"pi_{number}")
        asked = await manual_refunds.request(
            booked.payment_id or 0, Money.of("80.00"), reason="no vino", key="k", actor="user:1", now=clock.now()
        )
        sent = manual_refunds.Proof(paper, "BNET01")
        ended = await asyncio.gather(
            manual_refunds.send(asked, sent, actor="user:1", now=clock.now()),
            manual_refunds.cancel(asked, reason="sí vino", actor="user:2", now=clock.now()),
            manual_refunds.send(asked, sent, actor="user:3", now=clock.now()),
            return_exceptions=True,
        )
        unexpected += [each for each in ended if each is not None and not isinstance(each, ConvocaError)]

    assert unexpected == []
    assert await rows("SELECT 1 AS one FROM refunds WHERE (status = 'succeeded') <> (evidence_id IS NOT NULL)") == []
    assert await healthy(db) == []


async def test_a_task_that_was_settled_pays_no_second_order(db: str, seats: Seats) -> None:
    over, first, second = [await make_order(now=clock.now(), reference=f"seat:{n}") for n in range(3)]
    await paid(over, "1080.00", name="pi_1")
    await paid(over, "2160.00", name="pi_2")
    task = (await queries.open_tasks())[0]

    ended = await asyncio.gather(
        *(
            tasks.settle(
                task.id, tasks.Done("apply_credit", "lo pidió", each.folio, "k"), actor=f"user:{n}", now=clock.now()
            )
            for n, each in enumerate((first, second))
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in ended) == ["AlreadyDecided", "NoneType"]
    assert (await MoneyTask.get(id=task.id)).done_at is not None
    assert await healthy(db) == []
