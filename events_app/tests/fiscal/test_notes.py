"""Credit notes: every reason for which a stamped sale was taken back gives one, of what the ledger says it took."""

from datetime import datetime, timedelta

import pytest

from events_app.core import files
from events_app.core.database import transaction
from events_app.core.doctor import examine
from events_app.core.money import Money
from events_app.fiscal import follow
from events_app.fiscal.exports import export_ready
from events_app.fiscal.invariants import INVARIANTS
from events_app.fiscal.models import InvoiceRequest
from events_app.payments import credit, manual_refunds, refunds, returns, services
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.engine.states import RefundStatus
from events_app.payments.models import Order
from events_app.payments.movements import Payment, Refund
from events_app.tests.factories.fiscal import make_invoice, receive
from events_app.tests.factories.payments import make_order
from events_app.tests.fiscal.test_exports import UUID_1, company_order, sheet, stamp
from events_app.tests.payments.conftest import Seats

FORMS = ("TipoDeComprobante", "MetodoPago", "FormaPago", "UUIDRelacionado", "Total")


async def refund(order: Order, pesos: int, now: datetime, name: str = "a") -> None:
    from_payment = await Payment.get(order_id=order.id)
    made = await refunds.request_refund(
        from_payment.id, Money(pesos * 100, order.currency), reason="no vino", key=name, actor="user:1", now=now
    )
    await returns.note_refund(made, f"re_{made}", RefundStatus.SUCCEEDED, "", now=now)


async def sold(now: datetime, *, method: str = "card", funding: str = "") -> Order:
    """A sale of 1,080.00 of a company, paid, invoiced and stamped."""
    order = await receive(await company_order(now), "1080.00", now=now, method=method, funding=funding)
    asked = await make_invoice(order, now=now)
    await export_ready(actor="test", now=now)
    await stamp(asked, 1, "1080.00")
    return order


async def lose(order: Order, pesos: int, now: datetime) -> None:
    payment = await Payment.get(order_id=order.id)
    told = {"id": "du_1", "amount": pesos * 100}
    await transaction(returns.lose_dispute)({**payment.__dict__}, told, now=now)


async def notes() -> list[tuple[str, int, str]]:
    found = await InvoiceRequest.filter(kind="credit_note").order_by("id")
    return [(each.cause, each.total, str(each.status)) for each in found]


async def told(db: str, now: datetime) -> list[str]:
    """What the doctor says of the invoices when an hour has passed."""
    return [each.id for each in (await examine(db, INVARIANTS, now=now + timedelta(hours=2))).violations]


async def test_a_refund_becomes_a_credit_note_of_the_stamped_invoice(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    asked = await make_invoice(order, now=now)
    await export_ready(actor="test", now=now)
    await stamp(asked, 1, "1080.00")

    await refund(order, 540, now)
    [row] = await sheet(await export_ready(actor="test", now=now, file_type="csv"))
    note = await InvoiceRequest.get(kind="credit_note")
    twice = await follow.follow_up(now)

    expected = {
        "TipoDeComprobante": "E", "TipoRelacion": "01", "UUIDRelacionado": UUID_1, "UsoCFDI": "G02",
        "MetodoPago": "PUE", "FormaPago": "04", "ClaveProdServ": "84111506", "ClaveUnidad": "ACT", "SubTotal": "500.00",
        "TotalImpuestosTrasladados": "40.00", "Total": "540.00",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert (note.parent_id, twice) == (asked.id, 0)
    await stamp(note, 2, "540.00", letter="E", related=UUID_1)
    assert (await InvoiceRequest.get(id=note.id)).status == "stamped"


async def test_money_that_was_never_a_sale_goes_back_without_a_credit_note(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    asked = await make_invoice(order, now=now)
    await export_ready(actor="test", now=now)
    await stamp(asked, 1, "1080.00")
    await receive(order, "1080.00", now=now, name="twice")
    second = await Payment.filter(order_id=order.id).order_by("-id").first()
    assert second is not None

    made = await refunds.request_refund(
        second.id, order.total_money, reason="pagó dos veces", key="b", actor="user:1", now=now
    )
    await returns.note_refund(made, "re_b", RefundStatus.SUCCEEDED, "", now=now)

    assert await follow.follow_up(now) == 0


async def test_a_lost_dispute_takes_its_sale_back_once_and_what_had_gone_back_already_is_no_note_again(
    db: str, now: datetime
) -> None:
    order = await sold(now, funding="debit")
    await refund(order, 540, now)

    await lose(order, 1_080, now)
    unseen = await told(db, now)
    made = [await follow.follow_up(now) for _ in range(2)]
    rows = await sheet(await export_ready(actor="test", now=now, file_type="csv"))

    given = (await Refund.get(order_id=order.id)).id
    assert await notes() == [(f"refund:{given}", 54_000, "exported"), ("dispute:du_1", 54_000, "exported")]
    assert (made, unseen, await told(db, now)) == ([2, 0], ["F08"], [])
    assert [[row[name] for name in FORMS] for row in rows] == [["E", "PUE", "28", UUID_1, "540.00"]] * 2


async def test_a_part_of_a_sale_that_became_a_balance_has_its_note_and_the_balance_no_second_one(
    db: str, now: datetime
) -> None:
    order = await sold(now, method="spei")

    for _ in range(2):
        given = Money.of("270.00")
        await credit.from_sale(order.id, given, reason="canceló Luis", key="luis", actor="user:1", now=now)
    [row] = await sheet(await export_ready(actor="test", now=now, file_type="csv"))
    payment = await Payment.get(order_id=order.id)
    back = await manual_refunds.request(payment.id, given, reason="lo pidió", key="a", actor="user:1", now=now)
    await returns.note_refund(back, None, RefundStatus.CANCELLED, "", now=now)
    await follow.follow_up(now)

    assert [row[name] for name in FORMS] == ["E", "PUE", "17", UUID_1, "270.00"]
    assert await notes() == [(f"sale-credited:{order.id}:luis", 27_000, "exported")]
    assert await told(db, now) == []


async def test_an_invoice_before_payment_whose_order_is_let_go_gets_a_note_that_says_nobody_paid(
    db: str, now: datetime, seats: Seats
) -> None:
    order = await company_order(now)
    asked = await make_invoice(order, now=now, early=True)
    await export_ready(actor="test", now=now)
    await stamp(asked, 1, "1080.00")

    await services.release_order(order.id, now, "hold expired")
    [row] = await sheet(await export_ready(actor="test", now=now, file_type="csv"))
    wanted = await told(db, now)
    await receive(await Order.get(id=order.id), "1080.00", now=now + timedelta(hours=1), method="spei")
    contradicted = await told(db, now)

    assert [row[name] for name in FORMS] == ["E", "PUE", "15", UUID_1, "1080.00"]
    assert (await notes(), wanted) == ([(f"release:{order.id}", 108_000, "exported")], [])
    assert contradicted == ["F08"]


async def test_a_note_that_nobody_has_taken_goes_again_when_the_late_money_finds_its_seat(
    db: str, now: datetime, seats: Seats
) -> None:
    order = await company_order(now)
    asked = await make_invoice(order, now=now, early=True)
    await export_ready(actor="test", now=now)
    await stamp(asked, 1, "1080.00")
    await services.release_order(order.id, now, "hold expired")
    await follow.follow_up(now)

    later = now + timedelta(hours=1)
    await receive(await Order.get(id=order.id), "1080.00", now=later, method="spei")
    await follow.follow_up(later)

    complement = await InvoiceRequest.get(kind="payment")
    assert await notes() == [(f"release:{order.id}", 108_000, "cancelled")]
    assert (complement.total, complement.status, await told(db, later)) == (108_000, "requested", [])


@pytest.mark.parametrize(
    ("means", "form"), [("transfer", "03"), ("cheque", "02"), ("cash", "01")]
)  # fmt: skip
async def test_the_note_of_a_refund_by_hand_names_the_means_by_which_it_was_sent(
    db: str, now: datetime, means: str, form: str
) -> None:
    order = await sold(now, method="oxxo")
    payment = await Payment.get(order_id=order.id)
    paper = await files.put("proofs", "p.pdf", b"%PDF-1.4", "application/pdf", now=now)

    asked = await manual_refunds.request(
        payment.id, Money.of("540.00"), reason="no vino", key="a", actor="user:1", now=now
    )
    sent = manual_refunds.Proof(paper.id, "R-1", PaymentMethod(means))
    await manual_refunds.send(asked, sent, actor="user:1", now=now)
    [row] = await sheet(await export_ready(actor="test", now=now, file_type="csv"))

    assert [row[name] for name in FORMS] == ["E", "PUE", form, UUID_1, "540.00"]


async def test_a_refund_that_the_bank_sent_back_takes_its_note_with_it(db: str, now: datetime) -> None:
    order = await sold(now)
    await refund(order, 540, now)
    await follow.follow_up(now)

    [given] = await Refund.filter(order_id=order.id)
    await returns.note_refund(given.id, given.provider_id, RefundStatus.FAILED, "account closed", now=now)
    changed = await follow.follow_up(now)

    assert (changed, await notes()) == (1, [(f"refund:{given.id}", 54_000, "cancelled")])
    assert await told(db, now) == []
