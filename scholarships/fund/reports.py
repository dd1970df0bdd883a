"""What a donor is told: what was given, which part of it is in awards, of which call and level, never whose."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events_app.core import tokens
from events_app.core.errors import NotFound
from events_app.core.money import Money
from scholarships.engine.suppression import LEAST
from scholarships.fund import queries
from scholarships.fund.models import Donation, Donor


@dataclass(frozen=True)
class Part:
    """A call and level that the purse paid for; `awards` is None for few, `mine` the donor's share of the money."""

    call: str
    level: str
    awards: int | None
    mine: Money


@dataclass(frozen=True)
class PurseShare:
    """`given` by the donor of all that the purse received; `working` is the donor's share of what is in awards."""

    name: str
    year: int
    given: Money
    working: Money
    parts: tuple[Part, ...]

    @property
    def share(self) -> float:
        """How much of the gift is at work, from 0 to 100."""
        return round(100 * self.working.amount / self.given.amount, 1) if self.given.amount > 0 else 0.0


@dataclass(frozen=True)
class Report:
    donor: Donor
    donations: tuple[Donation, ...]
    purses: tuple[PurseShare, ...]


def path_of(donor: Donor) -> str:
    """The donor's own secret link."""
    return f"/fondo-de-becas/informe/{donor.id}/{_code(donor.id)}"


async def donor_of(donor_id: int, code: str) -> Donor:
    """Raises NotFound for a wrong code as for nobody."""
    found = await Donor.get_or_none(id=donor_id)
    if found is None or not hmac.compare_digest(_code(donor_id), code.upper()):
        raise NotFound()
    return found


async def report_of(donor: Donor) -> Report:
    grouped: dict[int, list[dict[str, Any]]] = {}
    for each in await queries.became(donor):
        grouped.setdefault(each["id"], []).append(each)
    donations = await Donation.filter(donor_id=donor.id).order_by("received_on", "id").select_related("source")
    return Report(donor, tuple(donations), tuple(_share(lines) for lines in grouped.values()))


def _share(lines: Sequence[Mapping[str, Any]]) -> PurseShare:
    first = lines[0]
    currency = first["currency"]

    def mine(amount: int) -> Money:
        return Money(amount * max(0, first["given"]) // first["purse"] if first["purse"] > 0 else 0, currency)

    parts = tuple(
        Part(each["call"], each["level"], each["awards"] if each["awards"] >= LEAST else None, mine(each["amount"]))
        for each in lines
        if each["awards"]
    )
    working = mine(sum(each["amount"] for each in lines))
    return PurseShare(first["name"], first["year"], Money(first["given"], currency), working, parts)


def _code(donor_id: int) -> str:
    return tokens.credential_code("fund_donor", donor_id, 0)
