"""The values that other rooms hand to payments: who buys, and what."""

from dataclasses import dataclass

from events_app.core.money import Money


@dataclass(frozen=True)
class Buyer:
    """Who pays; `company_id` when the buyer belongs to one, `locale` the language of the receipt."""

    name: str
    email: str | None = None
    locale: str = "es-MX"
    company_id: int | None = None


@dataclass(frozen=True)
class LineRequest:
    description: str
    unit_net: Money
    quantity: int = 1
    tax_code: str = "IVA16"


def is_of_many(reference: str) -> bool:
    """Whether the thing bought is a company's list, whose seats are spoken of in the plural."""
    return reference.startswith("group:")
