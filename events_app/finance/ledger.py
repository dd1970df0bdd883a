"""The ledger read with filters: by days, account, currency, customer and order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tortoise.expressions import Q
from tortoise.functions import Sum
from tortoise.queryset import QuerySet

from events_app.core.clock import local
from events_app.core.i18n import _
from events_app.core.money import CURRENCIES, Money
from events_app.core.search import search_key
from events_app.core.sheets import Value
from events_app.finance.errors import TooManyEntries
from events_app.finance.papers import Part, pesos
from events_app.payments.engine.ledger import Account
from events_app.payments.movements import LedgerEntry
from events_app.payments.statements import midnight
from events_app.payments.words import MOVEMENTS

MOST = 50_000


@dataclass(frozen=True)
class Wanted:
    """What of the ledger is asked for; "" is everything. Both days are included."""

    first: date
    last: date
    account: str = ""
    currency: str = ""
    company: str = ""
    folio: str = ""


def wanted(asked: Mapping[str, str], today: date) -> Wanted:
    """The filters of an address; what cannot be read counts as not asked, and the month so far is the beginning."""
    first = _day(asked.get("desde", "")) or today.replace(day=1)
    last = _day(asked.get("hasta", "")) or max(first, today)
    account, currency = asked.get("cuenta", ""), asked.get("moneda", "")
    return Wanted(
        first=first,
        last=last,
        account=account if account in set(Account) else "",
        currency=currency if currency in CURRENCIES else "",
        company=asked.get("empresa", "")[:120].strip(),
        folio=asked.get("pedido", "")[:24].strip().upper(),
    )


def entries(asked: Wanted) -> QuerySet[LedgerEntry]:
    """The entries, oldest first, with their movement and its order."""
    found = _matching(asked).order_by("transaction__booked_at", "transaction_id", "id")
    return found.select_related("transaction__order")


async def sums(asked: Wanted) -> list[tuple[str, Money, Money]]:
    """What each account moved: (account, debits, credits) for each currency."""
    found = []
    for name, sign in (("debits", 1), ("credits", -1)):
        side = _matching(asked).filter(amount__gt=0) if sign > 0 else _matching(asked).filter(amount__lt=0)
        grouped = side.annotate(moved=Sum("amount")).group_by("account", "currency")
        for each in await grouped.values("account", "currency", "moved"):
            found.append((each["account"], each["currency"], name, sign * int(each["moved"])))
    keys = sorted({(currency, account) for account, currency, _name, _moved in found})
    amounts = {(account, currency, name): moved for account, currency, name, moved in found}
    return [
        (
            account,
            Money(amounts.get((account, currency, "debits"), 0), currency),
            Money(amounts.get((account, currency, "credits"), 0), currency),
        )
        for currency, account in keys
    ]


def totals(found: Sequence[tuple[str, Money, Money]]) -> list[tuple[Money, Money]]:
    """What all those accounts moved in each currency: debits and credits, which are equal unless some are left out."""
    sums: dict[str, tuple[Money, Money]] = {}
    for _account, debits, credits in found:
        currency = debits.currency
        before = sums.get(currency, (Money(0, currency), Money(0, currency)))
        sums[currency] = (before[0] + debits, before[1] + credits)
    return list(sums.values())


async def ledger_part(asked: Wanted) -> Part:
    """All of it as a list for a file; raises TooManyEntries instead of leaving any out."""
    found = await entries(asked).limit(MOST + 1)
    if len(found) > MOST:
        raise TooManyEntries(most=f"{MOST:,}")
    texts = [_("Fecha"), _("Pedido"), _("A nombre de"), _("Movimiento"), _("Cuenta"), _("Moneda"), _("Referencia")]
    lines: list[list[Value]] = [
        [
            local(each.transaction.booked_at).replace(tzinfo=None, microsecond=0), each.transaction.order.folio,
            each.transaction.order.buyer_name, _(MOVEMENTS[each.transaction.kind]), _(MOVEMENTS[each.account]),
            each.currency, each.transaction.key, pesos(max(0, each.amount)), pesos(max(0, -each.amount)),
        ]
        for each in found
    ]  # fmt: skip
    return Part(_("Libro mayor"), texts, [_("Cargo"), _("Abono")], lines)


def _matching(asked: Wanted) -> QuerySet[LedgerEntry]:
    start, end = midnight(asked.first), midnight(asked.last + timedelta(days=1))
    found = LedgerEntry.filter(transaction__booked_at__gte=start, transaction__booked_at__lt=end)
    if asked.account:
        found = found.filter(account=asked.account)
    if asked.currency:
        found = found.filter(currency=asked.currency)
    if asked.folio:
        found = found.filter(transaction__order__folio=asked.folio)
    if asked.company:
        key = search_key(asked.company)
        found = found.filter(
            Q(transaction__order__company__search_key__contains=key)
            | Q(transaction__order__company_id__isnull=True, transaction__order__search_key__contains=key)
        )
    return found


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None
