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
    """One line of the price as a subtraction: what it is for (an audience) and how much it adds or takes off."""

    key: str
    amount: Money


def subtraction(public: Money, mine: Money, audience: str, *, free: bool = False) -> tuple[Step, ...]:
    """From the public price to mine, so that the reader can follow it; one line when nothing comes off.

    `free`: the company's seat without cost takes off all that is left.
    """
    last = (Step("benefit", Money(-mine.amount, mine.currency)),) if free and mine else ()
    if public <= mine or audience == "public":
        return (Step("public", mine), *last)
    return (Step("public", public), Step(audience, mine - public), *last)
