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


def keeps_balance(company_id: int | None, reference: str) -> bool:
    """Whether what is left over of an order is its company's; of one person's seat it is that person's."""
    return company_id is not None and not reference.startswith("registration:")


def is_of_many(reference: str) -> bool:
    """Whether the thing bought is a company's list, whose seats are spoken of in the plural."""
    return reference.startswith("group:")
