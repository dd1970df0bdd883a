"""What a registration asks for: who comes, with which ticket, and what proves the company."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events_app.core.money import Money


@dataclass(frozen=True)
class NewPerson:
    """Somebody the directory does not know yet."""

    given_name: str
    paternal_surname: str
    maternal_surname: str = ""
    phone: str | None = None
    email: str | None = None

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_name, self.paternal_surname, self.maternal_surname) if part)


@dataclass(frozen=True)
class Applicant:
    """A known person by id, or a new one; `verified_by` is empty when nothing proves the company."""

    name: str
    person_id: int | None = None
    new: NewPerson | None = None
    email: str | None = None
    company_id: int | None = None
    verified_by: str = ""
    audience: str = "public"


@dataclass(frozen=True)
class Given:
    """An answer to one version of a question; its file, if any, is stored already."""

    question_id: int
    value: str | bool | list[str] | dict[str, Any]
    file_id: int | None = None


@dataclass(frozen=True)
class Extras:
    companions: int = 0
    diet: str = ""
    accessibility: str = ""


@dataclass(frozen=True)
class FreeSeat:
    """A seat without cost of the company, from one of these benefits of the year, the most particular first."""

    benefits: tuple[int, ...]
    year: int


@dataclass(frozen=True)
class Wanted:
    """`total` is what is paid, after a discount `code`; `unit_net` is the price before it.

    `offer` is the secret of the waiting list's offer that gives the seat; empty takes a free one.
    """

    event_id: int
    event_title: str
    ticket_type_id: int
    ticket_name: str
    tax_code: str
    applicant: Applicant
    unit_net: int
    total: int
    audience: str
    currency: str
    source: str
    locale: str
    extras: Extras = field(default_factory=Extras)
    answers: tuple[Given, ...] = ()
    needs_approval: bool = False
    company_pays: bool = False
    answer_by: datetime | None = None
    code: str = ""
    offer: str = ""
    free_seat: FreeSeat | None = None

    @property
    def asks_first(self) -> bool:
        """The seat waits for somebody's answer (until `answer_by`) before anything is paid or confirmed."""
        return self.needs_approval or self.company_pays


@dataclass(frozen=True)
class Step:
    """One line of the price as a subtraction: what it is for (an audience) and how much it adds or takes off.

    `until`: the moment at which it ends, for a price that holds only before a date.
    """

    key: str
    amount: Money
    until: datetime | None = None


@dataclass(frozen=True)
class Early:
    """What somebody pays less until a moment; `lasting` is their price from then on, and `audience` whose that is."""

    lasting: Money
    audience: str
    until: datetime


def subtraction(
    public: Money, mine: Money, audience: str, *, early: Early | None = None, free: bool = False
) -> tuple[Step, ...]:  # fmt: skip
    """From the public price to mine, so that the reader can follow it; one line when nothing comes off.

    `early`: what comes off before a date is a line of its own, and `public` is then the price that lasts.
    `free`: the company's seat without cost takes off all that is left.
    """
    last = (Step("benefit", Money(-mine.amount, mine.currency)),) if free and mine else ()
    if early is not None:
        last = (Step("early", mine - early.lasting, early.until), *last)
        mine, audience = early.lasting, early.audience
    if public <= mine or audience == "public":
        return (Step("public", mine), *last)
    return (Step("public", public), Step(audience, mine - public), *last)
