"""Money by hand in tests: somebody of the office, a proof, a payment, and whether the books are whole."""

from datetime import date, timedelta

from events_app.accounts.models import RoleGrant, User
from events_app.core import clock, files
from events_app.core.doctor import examine
from events_app.core.money import Money
from events_app.payments import office_payments, queries
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.invariants import INVARIANTS
from events_app.payments.models import Order
from events_app.payments.office_records import OfficeMethod
from events_app.payments.settlement import Booked, Receipt, book_money
from events_app.tests.support.browser import TestClient

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
