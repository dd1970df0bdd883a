"""The bank's list: what names its order is booked once, doubts wait for a person, large sums for a second one."""

import asyncio
from collections import Counter
from datetime import date, timedelta

import pytest

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.doctor import examine
from events_app.core.money import Money
from events_app.finance import bank, bank_moves
from events_app.finance.engine.bank_columns import centavos, day_of, is_heading, read
from events_app.finance.engine.bank_matching import Debt, Known, Verdict, match
from events_app.finance.errors import LineDecided, NoBankColumns, NothingFromBank, PaymentTaken
from events_app.payments import callbacks, office_payments, queries
from events_app.payments.invariants import INVARIANTS
from events_app.payments.office_records import OfficeMethod
from events_app.tests.finance.test_pages import company_order
from events_app.tests.payments.by_hand import proof, sign_in
from events_app.tests.payments.conftest import Seats
from events_app.tests.support.browser import TestClient

TODAY = date(2024, 11, 20)


def listed(*lines: str) -> bytes:
    """The shape in which a Mexican bank exports: a few lines about the account, then columns with deposits apart."""
    head = "Cuenta: 0123456789\nPeriodo: noviembre 2024\n\nFecha,Descripción,Referencia,Cargos,Abonos,Saldo\n"
    return (head + "\n".join(lines)).encode("cp1252")


async def take_in(data: bytes, actor: str = "user:1") -> bank.Imported:
    return await bank.take_in(data, "banco.csv", account="6789", currency="MXN", actor=actor, now=clock.now())


async def states() -> list[tuple[str, str]]:
    return [(each["status"], each["because"]) for each in await rows("SELECT * FROM bank_lines ORDER BY id")]


async def test_a_deposit_with_the_orders_number_and_amount_is_booked_and_the_same_file_again_books_nothing(
    db: str, seats: Seats
) -> None:
    order = await company_order("Arneses del Bravo")
    data = listed(
        f'20/11/2024,SPEI RECIBIDO PAGO {order.folio},0012345,,"1,080.00",5', "20/11/2024,COMISION,1,50.00,,5"
    )

    first, again = await take_in(data), await take_in(data)

    assert first == bank.Imported(1, 0, 1, 1, ())
    assert again == bank.Imported(0, 1, 0, 1, ())
    assert len(await rows("SELECT id FROM bank_statements")) == len(await rows("SELECT id FROM stored_files")) == 1
    assert (await queries.order_by_folio(order.folio)).status.value == "paid"
    assert await rows("SELECT method, amount FROM payments") == [{"method": "transfer", "amount": 108_000}]
    assert [each.id for each in (await examine(db, INVARIANTS, now=clock.now())).violations] == []


async def test_the_amount_alone_never_decides_and_a_person_says_whose_it_is(db: str, seats: Seats) -> None:
    order = await company_order("Arneses del Bravo")
    await take_in(listed("20/11/2024,DEPOSITO EN EFECTIVO,77,,1080.00,5", "20/11/2024,INTERESES,78,,3.10,5"))
    before = await states()
    [first, second] = [each["id"] for each in await rows("SELECT id FROM bank_lines ORDER BY id")]

    await bank_moves.give(first, order.folio, actor="user:2", now=clock.now())
    await bank_moves.ignore(second, "intereses de la cuenta", actor="user:2", now=clock.now())
    with pytest.raises(LineDecided):
        await bank_moves.give(first, order.folio, actor="user:2", now=clock.now())

    assert before == [("ambiguous", "only_amount"), ("unmatched", "nothing")]
    assert await states() == [("booked", "matched"), ("ignored", "intereses de la cuenta")]
    assert (await queries.order_by_folio(order.folio)).status.value == "paid"


async def test_a_deposit_above_the_limit_counts_only_after_a_second_person(db: str, seats: Seats) -> None:
    callbacks.register_decisions("finance", bank_moves.follow)
    order = await company_order("Arneses del Bravo", "30000.00")
    await take_in(listed(f"20/11/2024,PAGO {order.folio},1,,32400.00,5"))
    waiting = await office_payments.waiting()
    before = ((await states())[0][0], (await queries.order_by_folio(order.folio)).status.value)

    await office_payments.approve(waiting[0]["id"], actor="user:2", now=clock.now())

    assert (len(waiting), *before) == (1, "new", "pending")
    assert await states() == [("booked", "recorded")]
    assert (await queries.order_by_folio(order.folio)).status.value == "paid"


async def test_a_deposit_that_the_second_person_refused_may_be_given_to_the_same_order_again(
    db: str, seats: Seats
) -> None:
    callbacks.register_decisions("finance", bank_moves.follow)
    order = await company_order("Arneses del Bravo", "30000.00")
    await take_in(listed(f"20/11/2024,PAGO {order.folio},1,,32400.00,5"))
    [first] = await office_payments.waiting()
    await office_payments.refuse(first["id"], reason="no lo veo en el banco", actor="user:2", now=clock.now())
    [line] = await rows("SELECT id, status, because, order_id FROM bank_lines")

    await bank_moves.give(line["id"], order.folio, actor="user:1", now=clock.now())
    [second] = await office_payments.waiting()
    await office_payments.approve(second["id"], actor="user:2", now=clock.now())

    assert (line["status"], line["because"], line["order_id"]) == ("ambiguous", "refused", None)
    assert await states() == [("booked", "recorded")]
    assert (await queries.order_by_folio(order.folio)).status.value == "paid"


@pytest.mark.parametrize("pesos", ["1080.00", "32400.00"])
async def test_of_two_deposits_said_to_be_one_written_payment_the_second_is_refused(
    db: str, seats: Seats, pesos: str
) -> None:
    order = await company_order("Arneses del Bravo")
    written = office_payments.Written(OfficeMethod.TRANSFER, Money.of(pesos), TODAY, evidence_id=await proof())
    await office_payments.record(order.id, written, key="k", actor="user:1", now=clock.now())
    await take_in(listed(f"20/11/2024,DEPOSITO,1,,{pesos},5", f"20/11/2024,DEPOSITO,2,,{pesos},5"))
    [payment] = await rows("SELECT coalesce(payment_id, -id) AS id FROM office_payments")
    lines = [each["id"] for each in await rows("SELECT id FROM bank_lines ORDER BY id")]

    told = await asyncio.gather(
        *(bank_moves.link(each, payment["id"], actor="user:2", now=clock.now()) for each in lines),
        return_exceptions=True,
    )

    assert [type(each) for each in told if each is not None] == [PaymentTaken]
    assert sorted(because for _status, because in await states()) == sorted(
        ["written", "recorded" if payment["id"] > 0 else f"second:{-payment['id']}"]
    )


async def test_a_deposit_that_waits_for_a_second_person_is_not_counted_with_those_that_have_their_order(
    seats: Seats, client: TestClient
) -> None:
    small, large = await company_order("Levis", number=2), await company_order("Arneses del Bravo", "30000.00")
    data = listed(f"20/11/2024,PAGO {small.folio},1,,1080.00,5", f"20/11/2024,PAGO {large.folio},2,,32400.00,5")
    await sign_in(client, "Rosa")
    typed = {"account": "6789", "currency": "MXN"}

    sent = await client.post("/oficina/finanzas/banco/archivo", data=typed, files={"file": ("banco.csv", data)})
    shown = (await client.get(sent.headers["location"])).text

    assert "2 depósitos nuevos; 1 espera a otra persona; 1 con su pedido." in shown


async def test_a_long_file_is_settled_by_a_job_once_even_when_it_is_sent_twice_at_the_same_time(
    db: str, seats: Seats, client: TestClient
) -> None:
    order = await company_order("Arneses del Bravo")
    lines = [f"20/11/2024,INTERESES {number},{number},,3.10,5" for number in range(300)]
    lines.insert(150, f"20/11/2024,PAGO {order.folio},900,,1080.00,5")
    await sign_in(client, "Rosa")

    both = await asyncio.gather(take_in(listed(*lines)), take_in(listed(*reversed(lines))))
    before = {*await states()}
    shown = (await client.get("/oficina/finanzas/banco")).text
    [statement] = await rows("SELECT id FROM bank_statements")
    await asyncio.gather(*(bank.sort_statement(statement["id"], clock.now()) for _ in range(2)))
    again = await bank.sort_out(await rows(bank.UNSEEN, statement["id"]), "MXN", actor="user:1", now=clock.now())

    assert sorted((each.new, each.known, each.booked, each.later) for each in both) == [
        (0, 301, 0, False), (301, 0, 0, True)
    ]  # fmt: skip
    assert (before, "Revisados 0 de 301 depósitos" in shown) == ({("new", "")}, True)
    assert Counter(await states()) == {("unmatched", "nothing"): 300, ("booked", "matched"): 1}
    assert (again.total(), await rows("SELECT method, amount FROM payments")) == (
        0, [{"method": "transfer", "amount": 108_000}]
    )  # fmt: skip
    assert [each["kind"] for each in await rows("SELECT kind FROM jobs WHERE kind LIKE 'finance.%'")] == [
        "finance.sort_out"
    ]


async def test_a_transfer_that_the_office_wrote_down_is_not_booked_again_when_the_bank_tells_of_it(
    db: str, seats: Seats
) -> None:
    order = await company_order("Arneses del Bravo")
    written = office_payments.Written(OfficeMethod.TRANSFER, Money.of("1080.00"), TODAY, evidence_id=await proof())
    await office_payments.record(order.id, written, key="k", actor="user:1", now=clock.now())

    told = await take_in(listed(f"20/11/2024,PAGO {order.folio},1,,1080.00,5"))

    assert (told.new, told.booked) == (1, 1)
    assert await states() == [("booked", "recorded")]
    assert len(await rows("SELECT id FROM payments")) == 1


async def test_two_equal_deposits_in_one_file_are_two_and_in_two_files_the_same(db: str, seats: Seats) -> None:
    line = "20/11/2024,DEPOSITO EN EFECTIVO,77,,500.00,5"

    both = await take_in(listed(line, line))
    one = await take_in(listed(line))

    assert (both.new, one.new, one.known) == (2, 0, 1)


async def test_a_day_to_come_is_a_misread_date_and_its_row_is_named(db: str, seats: Seats) -> None:
    ahead = (clock.local(clock.now()) + timedelta(days=3)).strftime("%d/%m/%Y")

    told = await take_in(listed("20/11/2024,DEPOSITO,1,,500.00,5", f"{ahead},DEPOSITO,2,,600.00,5"))

    assert (told.new, told.unread) == (1, (6,))
    assert await rows("SELECT amount FROM bank_lines") == [{"amount": 50_000}]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"nombre,apellido\nAna,Ruiz\n", NoBankColumns),
        (listed("20/11/2024,COMISION,1,50.00,,5"), NothingFromBank),
    ],
)
async def test_a_file_that_is_no_list_of_a_bank_is_refused(db: str, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        await take_in(data)

    assert await rows("SELECT id FROM bank_statements") == []


async def test_the_page_says_that_a_large_deposit_waits_for_another_person(seats: Seats, client: TestClient) -> None:
    order = await company_order("Arneses del Bravo", "30000.00")
    await take_in(listed("20/11/2024,DEPOSITO EN EFECTIVO,77,,32400.00,5"))
    await sign_in(client, "Rosa")
    [line] = await rows("SELECT id FROM bank_lines")

    given = await client.post(
        f"/oficina/finanzas/banco/{line['id']}", data={"verb": "give", "folio": order.folio}, follow_redirects=True
    )

    assert "otra persona tiene que aprobarlo antes de que cuente" in given.text
    assert "quedó resuelto" not in given.text
    assert await states() == [("new", f"second:{(await office_payments.waiting())[0]['id']}")]


async def test_the_page_shows_each_doubt_with_its_candidates_and_takes_the_answer(
    seats: Seats, client: TestClient
) -> None:
    order = await company_order("Arneses del Bravo")
    await sign_in(client, "Rosa")
    file = {"file": ("banco.csv", listed("20/11/2024,DEPOSITO EN EFECTIVO,77,,1080.00,5"), "text/csv")}
    told = {"account": "6789", "currency": "MXN"}
    sent = await client.post("/oficina/finanzas/banco/archivo", data=told, files=file, follow_redirects=True)
    [line] = await rows("SELECT id FROM bank_lines")

    given = await client.post(
        f"/oficina/finanzas/banco/{line['id']}", data={"verb": "give", "folio": order.folio}, follow_redirects=True
    )
    empty = await client.post("/oficina/finanzas/banco/archivo", data={"account": "12"})
    again = await client.post("/oficina/finanzas/banco/archivo", data=told, files=file, follow_redirects=True)

    assert f"Es de {order.folio}" in sent.text
    assert "le faltan $1,080.00 de $1,080.00" in sent.text
    assert 'value="MXN" checked' in given.text
    assert "Nada nuevo: el depósito de este archivo ya estaba." in again.text
    assert "quedó resuelto" in given.text
    assert empty.status_code == 422
    assert (await queries.order_by_folio(order.folio)).status.value == "paid"


DEBTS = [Debt(1, "P-0012", 5_000, ("ABC010101AB1",)), Debt(2, "P-0013", 5_000), Debt(3, "P-0120", 7_000)]


@pytest.mark.parametrize(
    ("text", "amount", "verdict", "order"),
    [
        ("PAGO P-0012", 5_000, Verdict.MATCHED, 1),
        ("pago p0012 foro", 5_000, Verdict.MATCHED, 1),
        ("PAGO P 12", 5_000, Verdict.MATCHED, 1),
        ("PAGO P-0012 Y P-0013", 5_000, Verdict.AMBIGUOUS, None),
        ("PAGO P-0012", 4_940, Verdict.AMBIGUOUS, None),
        ("ORDENANTE RFC ABC010101AB1", 5_000, Verdict.MATCHED, 1),
        ("RFC ABC010101AB1 PAGO P-0120", 5_000, Verdict.AMBIGUOUS, None),
        ("0012 0013", 7_000, Verdict.AMBIGUOUS, None),
        ("INTERESES", 310, Verdict.UNMATCHED, None),
        ("STRIPE PAYMENTS MX", 310, Verdict.PAYOUT, None),
    ],
)
def test_words_and_amount_must_name_the_same_single_order(
    text: str, amount: int, verdict: Verdict, order: int | None
) -> None:
    found = match(text, amount, TODAY, DEBTS, [])

    assert (found.verdict, found.order_id) == (verdict, order)


def test_while_a_written_payment_may_be_the_same_money_nothing_is_booked_alone() -> None:
    known = [Known(9, 2, "P-0013", 5_000, TODAY - timedelta(days=2))]

    found = match("PAGO P-0012", 5_000, TODAY, DEBTS, known)

    assert (found.verdict, found.payments, found.orders[0]) == (Verdict.AMBIGUOUS, (9,), 1)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("$1,234.50", 123_450), ("1.234,50", 123_450), ("(300.00)", -30_000), ("-5", -500), ("", 0), ("abc", None)],
)
def test_amounts_are_read_as_banks_write_them(text: str, amount: int | None) -> None:
    assert centavos(text) == amount


@pytest.mark.parametrize("text", ["2024-11-20", "20/11/2024", "20-11-24", "20/nov/2024", "20 Nov 2024", "20112024"])
def test_days_are_read_as_banks_write_them(text: str) -> None:
    assert day_of(text) == TODAY


def test_one_column_with_a_sign_and_a_month_first_list_are_understood() -> None:
    signed = read(
        ["Fecha", "Cargo/Abono", "Importe", "Concepto"],
        [["20112024", "+", "10.00", "x"], ["20112024", "-", "9", "y"]],
        [2, 3],
    )
    american = read(
        ["Posting Date", "Description", "Amount"],
        [["11/20/2024", "WIRE", "10.00"], ["11/05/2024", "FEE", "-3"]],
        [2, 3],
    )

    assert [(each.day, each.amount) for each in (*signed.deposits, *american.deposits)] == [(TODAY, 1_000)] * 2
    assert (signed.withdrawals, american.withdrawals) == (1, 1)
    assert not is_heading(["Fecha", "Nombre"])
