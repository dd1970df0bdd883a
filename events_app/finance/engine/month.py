"""A month of the books in one currency: sales by product, money by method, balances; all add up to the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from events_app.finance.engine.shares import shares

CHARGES = ("sale", "credit")
DISPUTES = ("dispute_lost",)
PASSING = ("credit_moved", "credit_returned")


@dataclass(frozen=True)
class Sold:
    """A line of an order: what was sold, with which tax, for how much in centavos."""

    product: str
    tax_code: str
    rate: Decimal
    net: int
    tax: int


@dataclass(frozen=True)
class Moved:
    """A movement of the ledger, in centavos as the entries have them (debits positive)."""

    order_id: int
    kind: str
    method: str
    account: str
    money: int
    income: int
    tax: int
    credit: int
    losses: int


@dataclass(frozen=True)
class ProductRow:
    """What a product brought in: sold less returned (or turned into a balance), net and tax apart."""

    product: str
    tax_code: str
    rate: Decimal
    sold: int = 0
    sold_tax: int = 0
    returned: int = 0
    returned_tax: int = 0

    @property
    def net(self) -> int:
        return self.sold - self.returned

    @property
    def tax(self) -> int:
        return self.sold_tax - self.returned_tax


@dataclass(frozen=True)
class MethodRow:
    """Money of one method in one account: payments and how many, refunds, lost disputes, balances that passed on."""

    method: str
    account: str
    payments: int = 0
    count: int = 0
    refunds: int = 0
    disputes: int = 0
    passed: int = 0

    @property
    def net(self) -> int:
        return self.payments - self.refunds - self.disputes + self.passed


@dataclass(frozen=True)
class Credits:
    """Balances of customers: what came to them, what became a sale, what went back or on, and lost ones."""

    arrived: int = 0
    from_sales: int = 0
    applied: int = 0
    returned: int = 0
    passed: int = 0

    @property
    def net(self) -> int:
        return self.arrived + self.from_sales - self.applied - self.returned + self.passed


def products(moved: Iterable[Moved], lines: Mapping[int, Sequence[Sold]]) -> list[ProductRow]:
    """The sales of the movements shared over the lines of their orders; the sums are the ledger's to the centavo."""
    sums: dict[tuple[str, str, Decimal], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for each in moved:
        mine = lines.get(each.order_id, ())
        if not mine or not (each.income or each.tax):
            continue
        nets = shares(-each.income, [line.net for line in mine])
        taxes = shares(-each.tax, [line.tax for line in mine])
        for line, net, tax in zip(mine, nets, taxes, strict=True):
            found = sums[line.product, line.tax_code, line.rate]
            place = 0 if net + tax >= 0 else 2
            sign = 1 if place == 0 else -1
            found[place] += sign * net
            found[place + 1] += sign * tax
    return [ProductRow(*key, *found) for key, found in sorted(sums.items())]


def methods(moved: Iterable[Moved]) -> list[MethodRow]:
    """Every movement of money by its method and its account, whatever became of it."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for each in moved:
        if not each.money:
            continue
        found = sums[each.method or "credit", each.account]
        if each.kind in CHARGES:
            found[0] += each.money
            found[1] += 1
        elif each.kind in DISPUTES:
            found[3] -= each.money
        elif each.kind in PASSING:
            found[4] += each.money
        else:
            found[2] -= each.money
    return [MethodRow(*key, *found) for key, found in sorted(sums.items())]


def balances(moved: Iterable[Moved]) -> Credits:
    """What raised and lowered the balances of customers."""
    sums = {"arrived": 0, "from_sales": 0, "applied": 0, "returned": 0, "passed": 0}
    for each in moved:
        name, sign = _credit_kind(each.kind)
        sums[name] += sign * -each.credit
    return Credits(**sums)


def _credit_kind(kind: str) -> tuple[str, int]:
    return {
        "credit": ("arrived", 1),
        "sale_credited": ("from_sales", 1),
        "credit_applied": ("applied", -1),
        "credit_moved": ("passed", 1),
        "credit_returned": ("passed", 1),
    }.get(kind, ("returned", -1))
