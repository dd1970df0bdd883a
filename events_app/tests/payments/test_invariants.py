"""Each invariant of money notices its own corruption, and no other but those implied."""

import asyncpg
import pytest

from events_app.core import clock
from events_app.core.database import orm_config
from events_app.core.doctor import CREDENTIALS, examine
from events_app.payments.invariants import INVARIANTS
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_card import paid_order
from events_app.tests.support.corruption import expected, noticed

CALL = """INSERT INTO stripe_calls (created_at, key, kind, body, body_hash, status, answer_id, error, started_at)
SELECT created_at, key, kind, body, body_hash, 'unknown', '', '', started_at FROM stripe_calls"""
EVENT = """INSERT INTO stripe_events (created_at, event_id, type, object_id, livemode, payload, received_at, status,
attempts, note) VALUES ('2026-01-01', 'evt_9', 'x', '', false, '{}', '2026-01-01', 'received', 0, '')"""
REFUND = """INSERT INTO refunds (created_at, order_id, payment_id, amount, currency, reason, requested_by, requested_at,
status, error, kind, method, alone_before, approved_by, sent_by, sent_from, folio, sent_as)
SELECT received_at, order_id, id, amount + 1, currency, '', 'x', received_at,
'pending', '', 'stripe', 'card', 0, '', '', '', '', '' FROM payments"""
DISPUTE = """INSERT INTO disputes (created_at, payment_id, provider_id, amount, currency, reason, status, opened_at)
SELECT received_at, id, 'du_9', 1, currency, '', 'lost', received_at FROM payments"""
AGAIN = """INSERT INTO payments (created_at, order_id, method, provider_id, charge_id, amount, refund_reserved,
currency, livemode, status, received_at, card_brand, card_last4, payer, folio, card_funding)
SELECT created_at, order_id, method, provider_id, charge_id,
amount, 0, currency, livemode, status, received_at, '', '', '', '', '' FROM payments"""
ALONE = """INSERT INTO office_payments (created_at, order_id, method, amount, currency, received_on, payer, folio, note,
two_people_over, alone_before, recorded_by, recorded_at, status, decided_by, reason, key, payment_id)
SELECT received_at, order_id, 'cash', amount, currency, '2026-11-20', '', '', '', amount - 1, 0, 'user:1', received_at,
'booked', 'user:1', '', 'k', id FROM payments"""
TAKEN_BACK = (
    ALONE.replace("amount - 1, 0", "amount, 0").replace("'booked'", "'refused'").replace("'', 'k'", "'no', 'k'")
)
CORRUPTIONS: dict[str, tuple[str, ...]] = {
    "M01": ("UPDATE ledger_entries SET amount = amount + 1 WHERE account = 'income'",),
    "M02": (
        "ALTER TABLE orders DROP CONSTRAINT order_total_is_net_and_tax",
        "UPDATE orders SET net = net - 1, total = total - 1",
    ),
    "M03": ("UPDATE payments SET amount = amount - 1",),
    "M04": ("UPDATE payments SET amount = amount + 1",),
    "M05": (REFUND,),
    "M06": ("DROP_UNIQUE payments provider_id", AGAIN),
    "M07": ("UPDATE payments SET currency = 'USD'",),
    "M08": (
        "ALTER TABLE payments DROP CONSTRAINT payment_oxxo_within_limits",
        "UPDATE payments SET method = 'oxxo'",
        REFUND.replace("amount + 1", "amount"),
    ),
    "M09": ("DELETE FROM ledger_entries", "DELETE FROM ledger_transactions"),
    "M10": ("UPDATE ledger_entries SET amount = amount * 2",),
    "M11": ("ALTER TABLE office_payments DROP CONSTRAINT office_payment_has_two_people", ALONE),
    "M12": (EVENT,),
    "M13": ("DROP_UNIQUE stripe_calls key", CALL),
    "M15": (DISPUTE,),
}
SLIP = """INSERT INTO vouchers (created_at, order_id, method, number, status, amount, currency, reference, clabe,
bank_name, url, intent_id, call_id) SELECT created_at, order_id, 'spei', 1, 'paid', amount, 'MXN', '', '', '', '',
provider_id, (SELECT min(id) FROM stripe_calls) FROM payments"""
# Further ways of breaking a rule; others may notice them as well.
MORE: tuple[tuple[str, str], ...] = (
    ("M02", "DELETE FROM order_lines"),
    ("M02", "ALTER TABLE order_lines DROP CONSTRAINT order_line_adds_up; UPDATE order_lines SET unit_net = 1"),
    ("M03", "ALTER TABLE orders DROP CONSTRAINT order_is_open_until_it_closes; UPDATE orders SET status = 'pending'"),
    ("M02", "UPDATE order_lines SET tax_rate = 0.16"),
    ("M03", "UPDATE orders SET status = 'refunded'"),
    ("M03", "UPDATE orders SET status = 'dispute_lost'"),
    ("M03", "UPDATE orders SET status = 'released'"),
    ("M10", "UPDATE order_facts SET amount = amount - 1 WHERE kind = 'paid'"),
    ("M10", "DELETE FROM order_facts WHERE kind = 'paid'"),
    ("M03", REFUND.replace("amount + 1", "amount").replace("'pending'", "'succeeded'")),
    ("M05", "UPDATE payments SET refund_reserved = 1"),
    ("M05", "UPDATE payments SET status = 'refunded'"),
    (
        "M05",
        REFUND.replace("amount + 1", "1").replace("received_at, order_id", "received_at, order_id + 1"),
    ),
    ("M06", AGAIN.replace("provider_id, charge_id,\n", "provider_id || 'x', charge_id,\n")),
    ("M06", SLIP),
    ("M07", "UPDATE ledger_entries SET currency = 'USD'"),
    ("M07", DISPUTE.replace("1, currency", "1, 'USD'")),
    ("M09", "UPDATE ledger_transactions SET order_id = order_id + 1"),
    ("M10", "UPDATE ledger_entries SET account = 'cash' WHERE account = 'stripe'"),
    ("M10", "UPDATE ledger_entries SET account = 'income' WHERE account = 'tax_payable'"),
    ("M10", "UPDATE ledger_entries SET account = 'pocket' WHERE account = 'income'"),
    ("M11", "UPDATE payments SET provider_id = 'office:1'"),
    ("M11", "UPDATE payments SET provider_id = 'bank:1'"),
    ("M11", f"{TAKEN_BACK}; UPDATE payments SET provider_id = 'office:' || (SELECT max(id) FROM office_payments)"),
    ("M12", EVENT.replace("'received', 0", "'failed', 0")),
    ("M13", "UPDATE stripe_calls SET status = 'unknown'"),
    ("M15", "UPDATE payments SET status = 'dispute_lost'"),
    ("M15", "UPDATE ledger_transactions SET kind = 'dispute_lost'"),
)
DROP_UNIQUE = """SELECT format('ALTER TABLE %I DROP CONSTRAINT %I CASCADE', c.conrelid::regclass, c.conname) AS sql
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
WHERE c.contype = 'u' AND c.conrelid = $1::regclass AND a.attname = $2"""


def test_every_invariant_has_a_corruption() -> None:
    assert set(CORRUPTIONS) == {each.id for each in INVARIANTS}


async def test_a_healthy_house_has_no_violations(db: str, twin: Twin, seats: Seats) -> None:
    await paid_order(twin)

    report = await examine(db, INVARIANTS, now=clock.now())

    assert [each.id for each in report.violations] == []


@pytest.mark.parametrize("wrong", sorted(CORRUPTIONS))
async def test_each_corruption_is_noticed_by_its_own_invariant(db: str, twin: Twin, seats: Seats, wrong: str) -> None:
    await paid_order(twin)
    connection = await asyncpg.connect(
        **{key: orm_config(db)["connections"]["default"]["credentials"][key] for key in CREDENTIALS}
    )
    undo = connection.transaction()
    await undo.start()

    await connection.execute("SET LOCAL session_replication_role = replica")
    for statement in CORRUPTIONS[wrong]:
        await _corrupt(connection, statement)
    found = await noticed(connection.fetch, clock.now())
    await undo.rollback()
    await connection.close()

    assert found == expected(wrong)


@pytest.mark.parametrize(("wrong", "damage"), MORE)
async def test_another_way_of_breaking_a_rule_is_noticed_too(
    db: str, twin: Twin, seats: Seats, wrong: str, damage: str
) -> None:
    await paid_order(twin)
    connection = await asyncpg.connect(
        **{key: orm_config(db)["connections"]["default"]["credentials"][key] for key in CREDENTIALS}
    )
    undo = connection.transaction()
    await undo.start()

    await connection.execute("SET LOCAL session_replication_role = replica")
    for statement in damage.split("; "):
        assert not (await connection.execute(statement)).endswith(" 0")
    found = await noticed(connection.fetch, clock.now())
    await undo.rollback()
    await connection.close()

    assert wrong in found


async def _corrupt(connection: "asyncpg.Connection[asyncpg.Record]", statement: str) -> None:
    if statement.startswith("DROP_UNIQUE"):
        _, table, column = statement.split()
        for each in await connection.fetch(DROP_UNIQUE, table, column):
            await connection.execute(each["sql"])
    else:
        await connection.execute(statement)
