"""What the treasurer's desk does about debts: remind, at most once a day."""

from datetime import datetime

from events_app.core import audit
from events_app.core.database import transaction
from events_app.finance import queries
from events_app.finance.emails import send_reminder
from events_app.finance.errors import NobodyToRemind
from events_app.payments.methods.customers import known_account


@transaction
async def remind(key: str, *, actor: str, now: datetime) -> int:
    """Writes to whoever pays for this debtor; gives how many letters are new today.

    Raises NotFound when nothing is owed any more, NobodyToRemind without an address.
    """
    found = await queries.debtor(key, now)
    if not found.recipients:
        raise NobodyToRemind()
    company_id = found.orders[0]["company_id"]
    account = await known_account(company_id) if company_id else None
    clabe = account.grouped if account else ""
    sent = [await send_reminder(found, to, clabe=clabe, now=now) for to in found.recipients]
    if any(sent):
        detail = {"owed": str(found.owed), "currency": found.owed.currency, "letters": sum(sent)}
        await audit.note("debt.reminded", actor=actor, subject=found.key, now=now, detail=detail)
    return sum(sent)
