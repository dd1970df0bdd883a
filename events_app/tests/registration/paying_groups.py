"""Groups in tests: a confirmed list, money for it, and whether the books are whole."""

from datetime import datetime

from events_app import app
from events_app.core import doctor
from events_app.core.database import rows
from events_app.core.money import Money
from events_app.payments.models import Order
from events_app.payments.movements import PaymentMethod
from events_app.payments.settlement import Receipt, book_money
from events_app.registration import sheet_confirm, sheets
from events_app.registration.groups import Who
from events_app.tests.factories.desk import World, people

WHO = Who("user:1", "Ramón Valenzuela", "ramon@arneses.example")


async def confirmed(world: World, count: int, now: datetime) -> tuple[int, Order]:
    """A list of so many people, confirmed; its group and order."""
    upload = await sheets.receive(
        people(count), "lista.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip
    done = await sheet_confirm.confirm(upload, enter=count, wait=0, who=WHO, now=now)
    assert done.group_id is not None
    return done.group_id, await Order.get(reference=f"group:{done.group_id}")


async def pay(order: Order, amount: int, now: datetime, *, name: str = "1") -> None:
    receipt = Receipt(f"office:{order.id}-{name}", PaymentMethod.TRANSFER, order.folio, Money(amount), livemode=False)
    await book_money(order.id, receipt, now=now, actor="user:9")


async def broken(url: str, now: datetime) -> list[str]:
    report = await doctor.examine(url, app.invariants(), now=now)
    return [each.id for each in report.violations]


async def states(group_id: int) -> dict[str, int]:
    found = await rows("SELECT status, count(*)::int AS n FROM registrations WHERE group_id = $1 GROUP BY 1", group_id)
    return {each["status"]: each["n"] for each in found}
