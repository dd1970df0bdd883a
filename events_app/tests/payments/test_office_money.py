"""Money that the office writes down: with its proof, by one person or two, on its pages."""

import io
import zipfile
from datetime import date

import pytest

from events_app.core import clock
from events_app.core.database import row, rows
from events_app.core.errors import NotFound
from events_app.core.money import Money
from events_app.payments import evidence, office_payments, queries
from events_app.payments.errors import (
    AlreadyDecided,
    EvidenceNeeded,
    OtherCurrency,
    TwoPeopleNeeded,
)
from events_app.payments.office_records import OfficeMethod
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.by_hand import PROOF, cash, healthy, proof, sign_in, today, told
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_card import paid_order
from events_app.tests.support.browser import TestClient


async def test_cash_up_to_the_limit_counts_at_once_and_above_it_after_a_second_person(db: str, seats: Seats) -> None:
    small, large = (
        await make_order(now=clock.now()),
        await make_order(now=clock.now(), pesos="30000.00", reference="seat:2"),
    )

    await office_payments.record(small.id, cash("1080.00"), key="k", actor="user:1", now=clock.now())
    asked = await office_payments.record(large.id, cash("32400.00"), key="k", actor="user:1", now=clock.now())
    waiting = await told(large)
    with pytest.raises(TwoPeopleNeeded):
        await office_payments.approve(asked, actor="user:1", now=clock.now())
    await office_payments.approve(asked, actor="user:2", now=clock.now())
    with pytest.raises(AlreadyDecided):
        await office_payments.refuse(asked, reason="tarde", actor="user:2", now=clock.now())

    assert (await told(small), waiting, await told(large)) == ("paid", "pending", "paid")
    accounts = {each["account"] for each in await queries.ledger_of(large.id)}
    assert accounts == {"cash", "income", "tax_payable"}
    assert await healthy(db) == []


async def test_what_the_office_writes_down_needs_proof_and_the_orders_currency(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now())
    transfer = cash("1080.00", method=OfficeMethod.TRANSFER)
    dollars = office_payments.Written(OfficeMethod.CASH, Money.of("60.00", "USD"), date(2026, 11, 20))

    with pytest.raises(EvidenceNeeded):
        await office_payments.record(order.id, transfer, key="a", actor="user:1", now=clock.now())
    with pytest.raises(OtherCurrency):
        await office_payments.record(order.id, dollars, key="b", actor="user:1", now=clock.now())
    asked = cash("500.00", await proof(), OfficeMethod.CHEQUE)
    first = await office_payments.record(order.id, asked, key="c", actor="user:1", now=clock.now())
    again = await office_payments.record(order.id, asked, key="c", actor="user:1", now=clock.now())

    assert first == again
    assert len(await rows("SELECT id FROM payments")) == 1


async def test_through_the_pages_a_cheque_waits_for_another_person(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    await sign_in(client, "Rosa")
    path = f"/oficina/dinero/pedidos/{order.folio}/pago"
    told_by = {"method": "cheque", "amount": "32400.00", "received_on": today(), "idempotency_key": "k"}

    offered = await client.get(path)
    bare = await client.post(path, data=told_by)
    wrong = await client.post(path, data=told_by, files={"proof": ("x.exe", b"MZ", "application/pdf")})
    sent = await client.post(path, data=told_by, files={"proof": ("x.pdf", PROOF, "application/pdf")})
    asked = (await office_payments.waiting())[0]["id"]
    own = await client.post(f"/oficina/dinero/pagos/{asked}", data={"verb": "yes"})
    still = await told(order)
    await sign_in(client, "Luis")
    listed = await client.get("/oficina/dinero/por-aprobar")
    paper = await client.get(f"/oficina/dinero/pagos/{asked}/comprobante")
    silent = await client.post(f"/oficina/dinero/pagos/{asked}", data={"verb": "no"})
    agreed = await client.post(f"/oficina/dinero/pagos/{asked}", data={"verb": "yes"})

    assert (offered.status_code, bare.status_code, wrong.status_code, sent.status_code) == (200, 422, 422, 303)
    assert "20,000" in offered.text
    assert (own.status_code, still, silent.status_code, agreed.status_code) == (303, "pending", 303, 303)
    assert "Rosa" in listed.text
    assert paper.content == PROOF
    assert await told(order) == "paid"
    assert "Cheque" in (await client.get(f"/oficina/dinero/pedidos/{order.folio}")).text


@pytest.mark.parametrize(
    ("pesos", "said"),
    [
        ("1,080.00", "Pago anotado: el pedido quedó pagado."),
        ("1000", "Pago anotado: faltan $80.00."),
        ("2,000.50", "Pago anotado: sobran $920.50; quedó entre los pendientes."),
    ],
)
async def test_the_page_says_what_a_payment_left_and_takes_no_day_to_come(
    db: str, seats: Seats, client: TestClient, pesos: str, said: str
) -> None:
    order = await make_order(now=clock.now())
    await sign_in(client, "Rosa")
    path = f"/oficina/dinero/pedidos/{order.folio}/pago"
    cash_of = {"method": "cash", "amount": pesos, "received_on": today(), "idempotency_key": "k"}

    early = await client.post(path, data=cash_of | {"received_on": "2199-01-01"})
    sent = await client.post(path, data=cash_of, follow_redirects=True)

    assert (early.status_code, "Ese día todavía no llega." in early.text) == (422, True)
    assert said in sent.text
    is_more = pesos == "2,000.50"
    assert ("De este pedido quedan $920.50 a favor de quien pagó." in sent.text) is is_more
    assert ('value="920.50"' in sent.text) is is_more


async def test_finance_looks_at_money_by_hand_and_others_find_nothing(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now())
    await sign_in(client, "Nora", "finance")

    seen = await client.get("/oficina/dinero/por-aprobar")
    refused = [
        await client.get(f"/oficina/dinero/pedidos/{order.folio}/pago"),
        await client.get("/oficina/dinero/devoluciones/1"),
        await client.post("/oficina/dinero/pagos/1", data={"verb": "yes"}),
    ]

    assert (seen.status_code, [each.status_code for each in refused]) == (200, [404, 404, 404])


async def test_the_evidence_of_a_dispute_holds_the_order_and_what_happened(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await paid_order(twin)
    made = await row(
        "INSERT INTO disputes (created_at, payment_id, provider_id, amount, currency, reason, status, opened_at) "
        "SELECT $1, id, 'du_1', amount, currency, 'fraudulent', 'open', $1 FROM payments RETURNING id",
        clock.now(),
    )
    await sign_in(client, "Rosa")
    assert made is not None

    answer = await client.get(f"/oficina/dinero/contracargos/{made['id']}")

    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    texts = {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}
    assert packed.testzip() is None
    assert "du_1" in texts["1-contracargo.txt"]
    assert order.buyer_name in texts["2-pedido.txt"]
    assert "Llegó el pago" in texts["3-que-paso.csv"]
    assert "Recibo" in texts["9-mensajes.csv"]
    with pytest.raises(NotFound):
        await evidence.pack(999, now=clock.now())
