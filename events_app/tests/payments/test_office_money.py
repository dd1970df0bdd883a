"""Money through people's hands: written down with proof, agreed to by two, sent back by hand, used as a balance."""

import asyncio
import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from events_app.accounts.models import RoleGrant, User
from events_app.core import clock, files
from events_app.core.database import execute, row, rows
from events_app.core.doctor import examine
from events_app.core.errors import NotFound
from events_app.core.money import Money
from events_app.core.tables import OutboxMessage
from events_app.payments import credit, evidence, manual_refunds, office_payments, queries, refunds, services
from events_app.payments.engine.ledger import Account
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.errors import (
    AlreadyDecided,
    EvidenceNeeded,
    NotEnoughCredit,
    NotThroughStripe,
    OtherCurrency,
    RefundByTwo,
    TooMuchRefund,
    TwoPeopleNeeded,
)
from events_app.payments.invariants import INVARIANTS
from events_app.payments.models import Order
from events_app.payments.office_records import OfficeMethod
from events_app.payments.settlement import Booked, Receipt, book_money
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_card import paid_order
from events_app.tests.support.browser import TestClient
from events_app.tests.support.corruption import without_constraint

PROOF = b"%PDF-1.4\n%comprobante\n"


async def sign_in(client: TestClient, name: str, role: str = "office") -> User:
    user = await User.create(email=f"{name.lower()}@example.com", name=name)
    starts = clock.now().date() - timedelta(days=2)
    await RoleGrant.create(user=user, role=role, scope="", starts_on=starts, granted_by="system")
    await client.sign_in(user)
    return user


def today() -> str:
    return clock.local(clock.now()).date().isoformat()


async def proof() -> int:
    return int((await files.put("money-proof", "proof.pdf", PROOF, "application/pdf")).id)


async def paid(order: Order, pesos: str, *, method: PaymentMethod = PaymentMethod.SPEI, name: str = "pi_1") -> Booked:
    return await book_money(
        order.id, Receipt(name, method, order.folio, Money.of(pesos, order.currency), False), now=clock.now()
    )


async def told(order: Order) -> str:
    return str((await queries.order_by_folio(order.folio)).status.value)


async def healthy(db: str) -> list[str]:
    return [each.id for each in (await examine(db, INVARIANTS, now=clock.now())).violations]


def cash(
    pesos: str, evidence_id: int | None = None, method: OfficeMethod = OfficeMethod.CASH
) -> office_payments.Written:
    return office_payments.Written(method, Money.of(pesos), date(2026, 11, 20), evidence_id=evidence_id)


async def test_a_transfer_short_by_sixty_pesos_waits_for_the_rest_with_its_seat(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now())

    short = await paid(order, "1020.00", name="pi_1")
    between, seated = await told(order), list(seats.given)
    rest = await paid(order, "60.00", name="pi_2")

    assert (short.missing, between, seated) == (6_000, "partly_paid", [])
    assert (rest.missing, rest.excess, await told(order), seats.given) == (0, 0, "paid", [1])
    sums = {each["account"]: 0 for each in await queries.ledger_of(order.id)}
    for each in await queries.ledger_of(order.id):
        sums[each["account"]] += each["amount"]
    assert sums == {"stripe": 108_000, "customer_credit": 0, "income": -100_000, "tax_payable": -8_000}
    assert await healthy(db) == []


async def test_money_that_is_too_much_is_a_persons_task_and_a_companys_balance(db: str, seats: Seats) -> None:
    company = await make_company()
    of_person, of_company = await make_order(now=clock.now()), await make_order(now=clock.now(), reference="seat:2")
    await Order.filter(id=of_company.id).update(company_id=company.id)

    await paid(of_person, "1100.00", name="pi_1")
    await paid(of_company, "1100.00", name="pi_2")
    await paid(of_company, "1080.00", name="pi_3")

    assert [(task.kind, task.amount) for task in await queries.open_tasks()] == [("excess", 2_000)]
    assert await credit.available(company.id) == Money.of("1100.00")
    assert await healthy(db) == []


async def test_part_of_a_price_that_comes_after_all_finds_the_seat_or_a_task(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now())
    await paid(order, "1000.00", name="pi_1")

    await services.release_order(order.id, clock.now(), "hold expired")
    waiting = [task.kind for task in await queries.open_tasks()]
    late = await paid(order, "80.00", name="pi_2")

    assert (waiting, seats.released) == (["partial"], [(1, "hold expired")])
    assert (late.status, seats.given) == ("paid", [1])
    assert await healthy(db) == []


@pytest.mark.parametrize(
    ("method", "pesos", "because"),
    [
        (PaymentMethod.OXXO, "10000.01", "oxxo"),
        (PaymentMethod.OXXO, "9.99", "oxxo"),
    ],
)
async def test_a_voucher_that_cannot_exist_is_told_and_not_booked(
    db: str, seats: Seats, method: PaymentMethod, pesos: str, because: str
) -> None:
    order = await make_order(now=clock.now(), pesos="20000.00")

    booked = await paid(order, pesos, method=method)

    assert because in booked.because
    assert [task.kind for task in await queries.open_tasks()] == ["mismatch"]
    assert await rows("SELECT id FROM payments") == []


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


async def test_oxxo_goes_back_by_hand_with_proof_and_two_people_and_never_by_stripe(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="9000.00")
    booked = await paid(order, "9720.00", method=PaymentMethod.OXXO)
    now, whole = clock.now(), Money.of("9720.00")
    assert booked.payment_id is not None
    await rows("UPDATE payments SET received_at = now() RETURNING id")

    with pytest.raises(NotThroughStripe):
        await refunds.request_refund(booked.payment_id, whole, reason="x", key="k", actor="user:1", now=now)
    asked = await manual_refunds.request(booked.payment_id, whole, reason="x", key="k", actor="user:1", now=now)
    with pytest.raises(TooMuchRefund):
        await manual_refunds.request(booked.payment_id, Money(1), reason="x", key="z", actor="user:1", now=now)
    with pytest.raises(EvidenceNeeded):
        await manual_refunds.send(asked, manual_refunds.Proof(None, ""), actor="user:1", now=now)
    await manual_refunds.send(asked, manual_refunds.Proof(await proof(), "R-77"), actor="user:1", now=now)
    await manual_refunds.send(asked, manual_refunds.Proof(await proof(), "R-77"), actor="user:1", now=now)

    assert (await told(order), seats.refunded) == ("refunded", [1])
    assert [(each["account"], each["amount"]) for each in (await queries.ledger_of(order.id))[-1:]] == [
        ("bank", -972_000)
    ]
    assert await healthy(db) == []


async def test_a_large_refund_by_hand_is_not_sent_by_one_person(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    booked = await paid(order, "32400.00")
    now, sent = clock.now(), manual_refunds.Proof(await proof(), "R-1")
    assert booked.payment_id is not None
    asked = await manual_refunds.request(
        booked.payment_id, Money.of("32400.00"), reason="x", key="k", actor="user:1", now=now
    )

    with pytest.raises(TwoPeopleNeeded):
        await manual_refunds.send(asked, sent, actor="user:1", now=now)
    with pytest.raises(TwoPeopleNeeded):
        await manual_refunds.approve(asked, actor="user:1", now=now)
    with pytest.raises(Exception, match="refund_by_hand_has_two_people"):
        await rows("UPDATE refunds SET status = 'succeeded', evidence_id = $1 RETURNING id", sent.evidence_id)
    await manual_refunds.approve(asked, actor="user:2", now=now)
    await manual_refunds.send(asked, sent, actor="user:1", now=now)

    assert await told(order) == "refunded"
    assert await healthy(db) == []


async def test_one_person_alone_does_not_write_that_a_large_sum_went_back_elsewhere(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    booked = await paid(order, "32400.00")
    assert booked.payment_id is not None
    how: dict[str, Any] = {"source": Account.BANK, "folio": "", "reason": "x", "actor": "user:1", "now": clock.now()}

    with pytest.raises(RefundByTwo):
        await manual_refunds.mark_external(booked.payment_id, Money.of("20000.01"), key="large", **how)
    await manual_refunds.mark_external(booked.payment_id, Money.of("20000.00"), key="small", **how)

    assert await told(order) == "paid"
    assert [each["amount"] for each in await rows("SELECT amount FROM refunds")] == [2_000_000]
    assert await healthy(db) == []


async def test_a_companys_balance_pays_another_order_and_returns_when_that_is_refunded(db: str, seats: Seats) -> None:
    company = await make_company()
    first, second = await make_order(now=clock.now()), await make_order(now=clock.now(), reference="seat:2")
    await Order.all().update(company_id=company.id)
    await paid(first, "1080.00", name="pi_1")
    await paid(first, "1080.00", name="pi_2")

    used = await credit.use(second.id, None, key="k", actor="user:7", now=clock.now())
    again = await credit.use(second.id, None, key="k", actor="user:7", now=clock.now())
    spent = await credit.available(company.id)
    assert used.payment_id is not None
    back = Money.of("1080.00")
    await credit.give_back(used.payment_id, back, reason="x", key="r", actor="user:1", now=clock.now())

    assert (used.status, again.fresh, spent) == ("paid", False, Money(0))
    assert (await told(second), await credit.available(company.id)) == ("refunded", back)
    assert await healthy(db) == []


async def test_money_without_a_seat_can_stay_as_the_companys_balance(db: str, seats: Seats) -> None:
    company, order = await make_company(), await make_order(now=clock.now())
    await Order.all().update(company_id=company.id)
    seats.free = 0
    await paid(order, "1080.00")
    meant = await credit.available(company.id)

    await credit.keep(order.id, actor="user:1", now=clock.now())

    assert (meant, await credit.available(company.id)) == (Money(0), Money.of("1080.00"))
    assert await told(order) == "released"


async def test_somebody_who_cancels_leaves_that_part_of_the_sale_as_a_balance(db: str, seats: Seats) -> None:
    company, order = await make_company(), await make_order(now=clock.now(), quantity=2)
    await Order.all().update(company_id=company.id)
    await paid(order, "2160.00")
    half = Money.of("1080.00")

    await credit.from_sale(order.id, half, reason="ya no va", key="a", actor="user:1", now=clock.now())
    await credit.from_sale(order.id, half, reason="ya no va", key="a", actor="user:1", now=clock.now())
    one_left = (await told(order), await credit.available(company.id), list(seats.refunded))
    await credit.from_sale(order.id, half, reason="ya no va", key="b", actor="user:1", now=clock.now())

    assert one_left == ("paid", half, [])
    assert (await told(order), await credit.available(company.id), seats.refunded) == ("released", half * 2, [1])
    assert await healthy(db) == []


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


async def test_through_the_pages_spei_goes_back_with_its_proof(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now())
    await paid(order, "1080.00")
    await sign_in(client, "Rosa")
    told_by = {"amount": "1080.00", "reason": "no hubo evento", "idempotency_key": "k"}

    asked = await client.post(f"/oficina/dinero/pedidos/{order.folio}/devolucion", data=told_by)
    form = await client.get(asked.headers["location"])
    bare = await client.post(asked.headers["location"], data={"sent_as": "transfer"})
    papers = {"proof": ("x.pdf", PROOF, "application/pdf")}
    sent = await client.post(asked.headers["location"], data={"sent_as": "cheque", "folio": "R9"}, files=papers)
    [written] = await OutboxMessage.filter(message="refund_made")
    listed = await client.get("/oficina/dinero/por-aprobar")

    assert (asked.status_code, form.status_code, bare.status_code, sent.status_code) == (303, 200, 422, 303)
    assert "Nada por aprobar" in listed.text
    assert (await told(order), written.context["way"], written.context["reference"]) == ("refunded", "cheque", "R9")


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


async def test_a_task_is_settled_by_paying_another_order_with_its_money(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    first, second = await make_order(now=clock.now()), await make_order(now=clock.now(), reference="seat:2")
    await paid(first, "1080.00", name="pi_1")
    await paid(first, "1080.00", name="pi_2")
    await sign_in(client, "Rosa")
    path = f"/oficina/dinero/pendientes/{(await queries.open_tasks())[0].id}"
    asked = {"verb": "apply_credit", "note": "era para el otro", "idempotency_key": "k"}

    listed = await client.get("/oficina/dinero")
    unknown = await client.post(path, data=asked | {"folio": "P-9999"})
    still = len(await queries.open_tasks())
    done = await client.post(path, data=asked | {"folio": second.folio})

    assert "Pagar con ese dinero otro pedido" in listed.text
    assert (unknown.status_code, still, done.status_code) == (303, 1, 303)
    assert (await told(second), len(await queries.open_tasks())) == ("paid", 0)
    assert await healthy(db) == []


async def test_the_evidence_of_a_dispute_holds_the_order_and_what_happened(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await paid_order(twin)
    made = await row(
        "INSERT INTO disputes (created_at, payment_id, provider_id, amount, currency, reason, status, opened_at) "
        "SELECT now(), id, 'du_1', amount, currency, 'fraudulent', 'open', now() FROM payments RETURNING id"
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
    assert "receipt" in texts["9-mensajes.csv"]
    with pytest.raises(NotFound):
        await evidence.pack(999, now=clock.now())


async def test_many_who_use_a_balance_at_once_never_use_more_than_there_is(db: str, seats: Seats) -> None:
    company = await make_company()
    first = await make_order(now=clock.now())
    wanting = [await make_order(now=clock.now(), reference=f"seat:{each}") for each in range(2, 14)]
    await Order.all().update(company_id=company.id)
    for each in range(4):
        await paid(first, "1080.00", name=f"pi_{each}")

    tried = await asyncio.gather(
        *(credit.use(each.id, Money.of("1080.00"), key="k", actor="user:7", now=clock.now()) for each in wanting),
        return_exceptions=True,
    )

    assert len([each for each in tried if isinstance(each, Booked)]) == 3
    assert {type(each) for each in tried if isinstance(each, Exception)} == {NotEnoughCredit}
    assert await credit.available(company.id) == Money(0)
    assert await healthy(db) == []


async def test_a_refund_by_hand_that_lost_its_second_person_is_noticed(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    booked = await paid(order, "32400.00")
    now, whole = clock.now(), Money.of("32400.00")
    assert booked.payment_id is not None
    asked = await manual_refunds.request(booked.payment_id, whole, reason="x", key="k", actor="user:1", now=now)
    await manual_refunds.approve(asked, actor="user:2", now=now)
    await manual_refunds.send(asked, manual_refunds.Proof(await proof(), "R-1"), actor="user:1", now=now)
    before = await healthy(db)

    async with without_constraint("refunds", "refund_by_hand_has_two_people"):
        await execute("UPDATE refunds SET approved_by = requested_by")
        found = await healthy(db)
        await execute("UPDATE refunds SET approved_by = 'user:2'")

    assert (before, found) == ([], ["M11"])
