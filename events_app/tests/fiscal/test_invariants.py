"""Each invariant of invoices notices its own corruption, and no other but those implied."""

from datetime import datetime, timedelta

import asyncpg
import pytest

from events_app.core.database import orm_config
from events_app.core.doctor import CREDENTIALS, examine
from events_app.fiscal import follow
from events_app.fiscal.exports import export_month, export_ready
from events_app.fiscal.invariants import INVARIANTS
from events_app.payments.models import Order
from events_app.tests.factories.fiscal import make_invoice, receive
from events_app.tests.factories.payments import make_order
from events_app.tests.fiscal.test_exports import company_order, stamp
from events_app.tests.fiscal.test_notes import refund
from events_app.tests.support.corruption import expected, noticed

CORRUPTIONS = {
    "F01": "UPDATE invoice_requests SET uuid = 'X' WHERE kind = 'income' AND uuid LIKE '%1'",
    "F02": """UPDATE invoice_requests SET order_id = (SELECT order_id FROM global_sales)
        WHERE kind = 'income' AND uuid LIKE '%2'""",
    "F03": "UPDATE invoice_requests SET net = net - 1, tax = tax + 1 WHERE kind = 'income'",
    "F04": "UPDATE invoice_requests SET net = net + 200000, total = total + 200000 WHERE kind = 'credit_note'",
    "F05": "UPDATE invoice_requests SET balance_before = balance_before + 1 WHERE kind = 'payment' AND instalment = 2",
    "F06": "UPDATE invoice_requests SET net = net + 1, total = total + 1 WHERE kind = 'global'",
    "F08": "UPDATE invoice_requests SET cause = 'refund:999' WHERE kind = 'credit_note'",
    "F07": "UPDATE stamped_xmls SET total = total + 1 WHERE uuid LIKE '%1'",
}


# Further ways of breaking a rule; others may notice them as well.
MORE = (
    ("F01", "UPDATE invoice_requests SET xml_id = xml_id + 1 WHERE kind = 'income' AND uuid LIKE '%1'"),
    ("F02", """DROP INDEX one_live_invoice_per_order; UPDATE invoice_requests SET order_id = (SELECT min(order_id)
        FROM invoice_requests) WHERE kind = 'income'"""),
    ("F04", "UPDATE invoice_requests SET net = net - 4100, tax = tax + 4100 WHERE kind = 'credit_note'"),
    ("F04", """UPDATE invoice_requests n SET parent_id = i.id FROM invoice_requests i
        WHERE n.kind = 'credit_note' AND i.kind = 'income' AND i.id <> n.parent_id"""),
    ("F04", "UPDATE invoice_requests SET rfc = 'XAXX010101000' WHERE kind = 'credit_note'"),
    ("F04", "UPDATE invoice_requests SET currency = 'USD' WHERE kind = 'credit_note'"),
    ("F05", "UPDATE invoice_requests SET instalment = 3 WHERE kind = 'payment' AND instalment = 2"),
    ("F05", "UPDATE invoice_requests SET rfc = 'XAXX010101000' WHERE kind = 'payment' AND instalment = 1"),
    ("F05", "DELETE FROM payments WHERE id = (SELECT max(payment_id) FROM invoice_requests)"),
    ("F06", "UPDATE invoice_requests SET net = net - 1, tax = tax + 1 WHERE kind = 'global'"),
    ("F06", "UPDATE invoice_requests SET status = 'cancelled' WHERE kind = 'global'"),
    ("F06", "UPDATE invoice_requests SET month = '2026-09' WHERE kind = 'global'"),
    ("F07", "UPDATE stamped_xmls SET letter = 'E' WHERE uuid LIKE '%1'"),
    ("F07", "UPDATE stamped_xmls SET total = total + 1, settled_by = 'user:7' WHERE uuid LIKE '%1'"),
    ("F07", "UPDATE stamped_xmls SET rfc = 'XAXX010101000', settled_by = 'user:7' WHERE uuid LIKE '%1'"),
    ("F08", "UPDATE invoice_requests SET net = net - 1, tax = tax + 1, status = 'exported' WHERE kind = 'credit_note'"),
    ("F05", "UPDATE payments SET amount = amount - 1 WHERE id IN (SELECT payment_id FROM invoice_requests)"),
)  # fmt: skip


async def world(now: datetime) -> None:
    """A deferred invoice paid in two parts, one with money given back, and a month's global invoice."""
    company = await company_order(now)
    deferred = await make_invoice(company, now=now, early=True)
    sold = await receive(await make_order(now=now, reference="seat:2"), "1080.00", now=now)
    asked = await make_invoice(sold, now=now)
    await receive(await make_order(now=now, reference="seat:3"), "1080.00", now=now, method="oxxo")
    await export_ready(actor="test", now=now)
    await stamp(deferred, 1, "1080.00")
    await stamp(asked, 2, "1080.00")
    for pesos in ("1020.00", "60.00"):
        await receive(await Order.get(id=company.id), pesos, now=now, method="spei")
    await refund(sold, 540, now)
    await follow.follow_up(now)
    await export_month("2026-11", actor="test", now=now + timedelta(days=15))


def test_every_invariant_has_a_corruption() -> None:
    assert set(CORRUPTIONS) == {each.id for each in INVARIANTS}


async def test_a_healthy_house_has_no_violations(db: str, now: datetime) -> None:
    await world(now)

    report = await examine(db, INVARIANTS, now=now)

    assert [each.id for each in report.violations] == []


@pytest.mark.parametrize("wrong", sorted(CORRUPTIONS))
async def test_each_corruption_is_noticed_by_its_own_invariant(db: str, now: datetime, wrong: str) -> None:
    await world(now)
    credentials = orm_config(db)["connections"]["default"]["credentials"]
    connection = await asyncpg.connect(**{key: credentials[key] for key in CREDENTIALS})
    undo = connection.transaction()
    await undo.start()

    await connection.execute("SET LOCAL session_replication_role = replica")
    await connection.execute(CORRUPTIONS[wrong])
    found = await noticed(connection.fetch, now)
    await undo.rollback()
    await connection.close()

    assert found == expected(wrong)


@pytest.mark.parametrize(("wrong", "damage"), MORE)
async def test_another_way_of_breaking_a_rule_is_noticed_too(db: str, now: datetime, wrong: str, damage: str) -> None:
    await world(now)
    credentials = orm_config(db)["connections"]["default"]["credentials"]
    connection = await asyncpg.connect(**{key: credentials[key] for key in CREDENTIALS})
    undo = connection.transaction()
    await undo.start()

    await connection.execute("SET LOCAL session_replication_role = replica")
    for statement in damage.split("; "):
        assert not (await connection.execute(statement)).endswith(" 0")
    found = await noticed(connection.fetch, now)
    await undo.rollback()
    await connection.close()

    assert wrong in found
