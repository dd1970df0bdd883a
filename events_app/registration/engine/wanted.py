"""What a registration asks for: who comes, with which ticket, and what proves the company."""

from dataclasses import dataclass, field

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
class Extras:
    companions: int = 0
    diet: str = ""
    accessibility: str = ""


@dataclass(frozen=True)
class Wanted:
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


@dataclass(frozen=True)
class Step:
    """One line of the price as a subtraction: what it is for (an audience) and how much it adds or takes off."""

    key: str
    amount: Money


def subtraction(public: Money, mine: Money, audience: str) -> tuple[Step, ...]:
    """From the public price to mine, so that the reader can follow it; one line when nothing comes off."""
    if public <= mine or audience == "public":
        return (Step("public", mine),)
    return (Step("public", public), Step(audience, mine - public))
