"""What payer and office are told while money of the office waits, when it came late, and when a charge is disputed."""

import io
import zipfile
from datetime import date

import pytest

from events_app.core import clock
from events_app.core.database import row
from events_app.core.money import Money
from events_app.payments import evidence, office_payments, queries, refunds, services
from events_app.payments.models import Order
from events_app.payments.office_records import OfficeMethod
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.by_hand import paid, sign_in, today
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_card import paid_order
from events_app.tests.payments.test_webhooks import deliver, handle_all
from events_app.tests.support.browser import TestClient


async def test_a_payer_whose_money_waits_for_a_second_person_is_not_asked_for_it_again(
    db: str, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    written = office_payments.Written(OfficeMethod.CASH, Money.of("32400.00"), date(2026, 11, 20))
    made = await office_payments.record(order.id, written, key="k", actor="user:1", now=clock.now())

    waiting = (await client.get(f"/pagar/{order.token}")).text
    office = await client.get(f"/pagar/{order.token}/oficina")
    english = (await client.get(f"/pagar/{order.token}?lang=en")).text
    await office_payments.refuse(made, reason="falta un billete", actor="user:2", now=clock.now())
    refused = (await client.get(f"/pagar/{order.token}?lang=es-MX")).text

    assert ("La oficina ya anotó $32,400.00 de tu pago." in waiting, "Pagaré en la oficina" in waiting) == (True, False)
    assert ("con tarjeta" in waiting, "La oficina revisa tu pago" in waiting) == (False, True)
    assert office.headers["location"].endswith(f"/pagar/{order.token}")
    assert "The office has written down $32,400.00 of your payment." in english
    assert ("La oficina ya anotó" in refused, "Pagaré en la oficina" in refused) == (False, True)


@pytest.mark.parametrize(
    ("free", "said"),
    [(1, "Pago anotado: el pedido quedó pagado."), (0, "Pago anotado, pero ya no había lugar: quedó entre los")],
)
async def test_cash_that_comes_after_the_order_was_let_go_is_told_as_what_it_became(
    db: str, twin: Twin, seats: Seats, client: TestClient, free: int, said: str
) -> None:
    order = await make_order(now=clock.now())
    await services.release_order(order.id, clock.now(), "hold expired")
    seats.free = free
    await sign_in(client, "Rosa")
    form = {"method": "cash", "amount": "1,080.00", "received_on": today(), "idempotency_key": "k"}

    done = await client.post(f"/oficina/dinero/pedidos/{order.folio}/pago", data=form)
    shown = await client.get(done.headers["location"])

    assert said in shown.text


async def test_a_receipt_says_how_much_came_when_it_was_not_the_price(
    db: str, seats: Seats, client: TestClient
) -> None:
    exact, over = await make_order(now=clock.now()), await make_order(now=clock.now(), reference="seat:2")
    await paid(exact, "1080.00", name="pi_1")
    await paid(over, "1500.00", name="pi_2")

    shown = [(await client.get(f"/recibo/{order.token}")).text for order in (exact, over)]
    page = (await client.get(f"/pagar/{over.token}")).text
    await Order.filter(id=over.id).update(company_id=(await make_company()).id)
    english = (await client.get(f"/pagar/{over.token}/regreso?lang=en")).text

    assert ["Quedan $420.00 a tu favor." in text for text in (*shown, page)] == [False, True, True]
    assert "$420.00 remain in the company&#39;s favour." in english
    assert [text.count("$1,080.00") for text in shown] == [1, 1]
    assert "$1,500.00" in shown[1]


async def test_the_evidence_tells_of_every_mail_about_the_money_as_people_do(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await paid_order(twin)
    await paid(order, "1080.00", name="pi_2")
    first = await row("SELECT id FROM payments ORDER BY id LIMIT 1") or {}
    back = Money.of("80.00")
    asked = await refunds.request_refund(first["id"], back, reason="x", key="k", actor="user:1", now=clock.now())
    await refunds.send_refund(asked, now=clock.now())
    made = await row(
        "INSERT INTO disputes (created_at, payment_id, provider_id, amount, currency, reason, status, opened_at) "
        "SELECT $1, id, 'du_1', 1, currency, '', 'open', $1 FROM payments ORDER BY id LIMIT 1 RETURNING id",
        clock.now(),
    )

    _name, content = await evidence.pack((made or {})["id"], now=clock.now())

    packed = zipfile.ZipFile(io.BytesIO(content))
    mails, facts = (packed.read(each).decode("utf-8-sig") for each in ("9-mensajes.csv", "3-que-paso.csv"))
    assert [each in mails for each in (",Recibo,", ",Devolución hecha,", ",Por enviar")] == [True] * 3
    assert (",1080.00,Stripe" in facts, "a.m." in facts or "p.m." in facts, "+00:00" in facts) == (True, True, False)


@pytest.mark.parametrize(("outcome", "left"), [("won", []), ("lost", ["dispute"])])
async def test_a_dispute_that_was_won_needs_nobody_any_more_and_a_lost_one_says_so(
    db: str, twin: Twin, seats: Seats, client: TestClient, outcome: str, left: list[str]
) -> None:
    await paid_order(twin)
    charge = twin.things("charge")[0]["id"]
    await sign_in(client, "Rosa")

    for told in ({}, {"status": outcome}):
        twin.dispute(charge, **told)
        await deliver(client, twin.things("event")[-1])
        await handle_all()
    listed = (await client.get("/oficina/dinero")).text

    assert [task.kind for task in await queries.open_tasks()] == left
    assert (">Perdido</" in listed) == (outcome == "lost")


async def test_a_photo_that_cannot_be_opened_is_told_beside_the_proof(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now())
    await sign_in(client, "Rosa")
    form = {"method": "transfer", "amount": "1,080.00", "received_on": today(), "idempotency_key": "k"}
    broken = {"proof": ("foto.jpg", b"\xff\xd8\xff\xe0 half a photo", "image/jpeg")}

    answer = await client.post(f"/oficina/dinero/pedidos/{order.folio}/pago", data=form, files=broken)

    assert answer.status_code == 422
    assert ('href="#proof"' in answer.text, 'href="#amount"' in answer.text) == (True, False)
    assert "No pudimos abrir la imagen." in answer.text


@pytest.mark.parametrize("kind", ["stuck", "500"])
async def test_a_payer_reads_of_a_broken_stripe_in_their_own_language(
    db: str, twin: Twin, seats: Seats, client: TestClient, kind: str
) -> None:
    order = await make_order(now=clock.now())
    twin.faults({"kind": kind, "route": "POST /v1/checkout/sessions", "times": 5})

    answer = await client.post(f"/pagar/{order.token}")

    assert (answer.status_code, "no se cobró nada" in answer.text) == (503, True)
    assert "went wrong" not in answer.text
