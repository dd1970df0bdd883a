"""How a sale is said to be paid: at once or later, and by which means.

Source: catalogues c_MetodoPago and c_FormaPago, filling guide of CFDI 4.0: PUE when all of it has been paid, else PPD
with form 99; with several means, the one of the largest amount.
"""

from collections.abc import Iterable
from dataclasses import dataclass

AT_ONCE, LATER, TO_BE_DEFINED = "PUE", "PPD", "99"

# OXXO takes notes and coins; a balance in favour settles a debt of ours against one of theirs.
FORMS = {"card": "04", "oxxo": "01", "spei": "03", "cash": "01", "transfer": "03", "cheque": "02", "credit": "17"}
# What the cardholder's bank says of the card; where it says nothing the card is taken for one of credit.
CARDS = {"debit": "28", "prepaid": "28"}
# A note that takes back what nobody had paid: nothing is returned, a debt is let go.
NEVER_PAID = "15"
FORM_NAMES = {
    "01": "Efectivo",
    "02": "Cheque nominativo",
    "03": "Transferencia electrónica de fondos",
    "04": "Tarjeta de crédito",
    "15": "Condonación",
    "17": "Compensación",
    "28": "Tarjeta de débito",
    "99": "Por definir",
}


@dataclass(frozen=True)
class Terms:
    method: str
    form: str


def form_of(method: str, funding: str = "") -> str:
    """The SAT's key of one of our means of payment, of a card by its kind; unknown ones are to be defined."""
    if method == "card":
        return CARDS.get(funding, FORMS["card"])
    return FORMS.get(method, TO_BE_DEFINED)


def terms(total: int, payments: Iterable[tuple[str, int]]) -> Terms:
    """`payments` are forms, as `form_of` gives them, and centavos received so far."""
    by_form: dict[str, int] = {}
    for form, amount in payments:
        by_form[form] = by_form.get(form, 0) + amount
    if sum(by_form.values()) < total:
        return Terms(LATER, TO_BE_DEFINED)
    return Terms(AT_ONCE, max(sorted(by_form), key=lambda form: by_form[form]))
