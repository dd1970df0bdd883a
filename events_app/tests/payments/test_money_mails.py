"""The mails about money on its way: slips, what is missing, and what went back; each once for its reason."""

from datetime import datetime

import pytest

from events_app.core import clock, mail_letter
from events_app.core.money import Money
from events_app.core.tables import OutboxMessage
from events_app.payments import arrivals, money_emails, returns
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.engine.states import RefundStatus
from events_app.payments.models import Order
from events_app.payments.movements import Payment, Refund
from events_app.payments.settlement import Receipt, book_money
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_oxxo import with_voucher
from events_app.tests.payments.test_spei import asked, order_of, send


async def mails(message: str) -> list[OutboxMessage]:
    return await OutboxMessage.filter(message=message).order_by("id")


async def pay(order: Order, pesos: str, name: str) -> None:
    receipt = Receipt(name, PaymentMethod.CASH, order.folio, Money.of(pesos), False)
    await book_money(order.id, receipt, now=clock.now(), actor="user:1")


async def test_a_voucher_is_explained_once_however_often_stripe_tells_of_it(db: str, twin: Twin, seats: Seats) -> None:
    order, slip = await with_voucher()

    for _ in range(2):
        await arrivals.settle_intent(slip["intent_id"], now=clock.now())
    await money_emails.send_voucher(slip["id"], now=clock.now())

    [told] = await mails("voucher_oxxo")
    assert told.address == order.buyer_email
    assert told.context["reference"].replace(" ", "") == slip["reference"]  # type: ignore[attr-defined]
    assert told.context["amount"] == "$1,080.00"


async def test_a_transfer_is_explained_with_its_clabe(db: str, twin: Twin, seats: Seats) -> None:
    _order, slip = await asked()

    [told] = await mails("voucher_spei")
    assert str(told.context["clabe"]).replace(" ", "") == slip["clabe"]
    assert told.context["reference"] == slip["reference"]
    assert told.context["company"] is True


async def test_sixty_pesos_short_are_asked_for_once_and_the_rest_is_a_receipt(
    db: str, twin: Twin, seats: Seats
) -> None:
    order, slip = await asked()

    await send(twin, slip, order.total - 6_000)
    short = await mails("payment_short")
    await send(twin, slip, 6_000)

    assert [each.context["missing"] for each in short] == ["$60.00"]
    assert len(await mails("payment_short")) == 1
    assert len(await mails("receipt")) == 1


async def test_money_for_an_order_without_an_address_writes_to_nobody(db: str, now: datetime, seats: Seats) -> None:
    order = await make_order(now=clock.now(), email=None)

    await pay(order, "10.00", "office:1")

    assert await OutboxMessage.all().count() == 0


async def test_a_refund_is_told_when_it_is_done_and_says_where_the_money_is(db: str, twin: Twin, seats: Seats) -> None:
    order = await order_of(None)
    await pay(order, f"{order.total / 100:.2f}", "office:2")
    payment = await Payment.get(order_id=order.id)
    refund = await Refund.create(
        order_id=order.id, payment_id=payment.id, kind="external", method="cash", amount=order.total, currency="MXN",
        requested_by="user:1", requested_at=clock.now(), status="requested", sent_from="cash",
    )  # fmt: skip

    asked_for = len(await mails("refund_made"))
    for _ in range(2):
        await returns.note_refund(refund.id, None, RefundStatus.SUCCEEDED, "", now=clock.now())

    assert asked_for == 0
    [told] = await mails("refund_made")
    assert told.context["way"] == "other"


def test_the_receipt_speaks_of_all_seats_and_its_links_end_where_they_should() -> None:
    names = ("free_with", "description", "paid_at", "net", "tax", "total", "folio")
    context = dict.fromkeys(names, "") | {
        "name": "Copper State",
        "seat": True,
        "many": True,
        "lines": [],
        "office_email": "a@x.example",
    }
    links = {"ticket_url": "https://x/empresa/c/grupos/4", "receipt_url": "https://x/recibo/a"}

    text = mail_letter.write("receipt", "en", context | links).text

    assert "We received your payment and the places are confirmed." in text
    assert "https://x/recibo/a/factura\n" in text


@pytest.mark.parametrize(("pesos", "ways"), [(True, "card, by SPEI bank transfer or at"), (False, "by card or at")])
def test_only_an_order_in_pesos_is_offered_a_transfer(pesos: bool, ways: str) -> None:
    names = (
        "name",
        "event",
        "day",
        "folio",
        "total",
        "pay_by",
        "pay_link",
        "link",
        "office_email",
        "waiting",
        "to_mend",
    )
    context = dict.fromkeys(names, "") | {"called_off": False, "people": 1, "pending": True, "pesos": pesos}

    text = mail_letter.write("company_order", "en", context).text

    assert f"{ways} the office" in text
