"""A fiscal document as values: what every issuer writes down, whatever its file looks like."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from events_app.fiscal.engine import tax as taxing
from events_app.fiscal.engine.receiver import Receiver

NOT_SUBJECT, SUBJECT = "01", "02"
RATE, EXEMPT = "Tasa", "Exento"
SERVICE_UNIT, ACTIVITY_UNIT = "E48", "ACT"
BILLING_KEY, GLOBAL_KEY = "84111506", "01010101"
CREDIT_NOTE_RELATION, MONTHLY = "01", "04"


@dataclass(frozen=True)
class Issuer:
    rfc: str
    legal_name: str
    regime: str
    postal_code: str


@dataclass(frozen=True)
class Keys:
    """Under which keys a product is invoiced; without a factor it is not subject to tax."""

    product_key: str
    unit_key: str = SERVICE_UNIT
    object_of_tax: str = SUBJECT
    factor: str = RATE


@dataclass(frozen=True)
class Concept:
    """One line; amounts in centavos, `net` is quantity × unit value and the base of its tax."""

    keys: Keys
    identification: str
    description: str
    quantity: int
    unit_value: int
    net: int
    rate: Decimal
    tax: int


@dataclass(frozen=True)
class Instalment:
    """A payment of an invoice that was issued before the money came."""

    uuid: str
    serie: str
    folio: str
    number: int
    balance_before: int
    paid: int
    paid_at: datetime
    form: str
    bases: tuple[tuple[Keys, Decimal, int, int], ...]

    @property
    def balance_after(self) -> int:
        return self.balance_before - self.paid


@dataclass(frozen=True)
class Document:
    """`letter` is I (income), E (credit note) or P (payment); moments are in the association's own time."""

    letter: str
    serie: str
    folio: str
    reference: str
    issued_at: datetime
    issuer: Issuer
    receiver: Receiver
    currency: str
    exchange_rate: Decimal | None
    method: str
    form: str
    concepts: tuple[Concept, ...]
    net: int
    tax: int
    total: int
    related_uuid: str = ""
    global_month: str = ""
    instalment: Instalment | None = None
    email: str = ""
    purchase_order: str = ""
    paid_at: datetime | None = None

    @property
    def postal_code(self) -> str:
        """The receiver's; the generic RFCs live where the invoice is issued (rule of DomicilioFiscalReceptor)."""
        generic = self.receiver.rfc in ("XAXX010101000", "XEXX010101000")
        return self.issuer.postal_code if generic else self.receiver.postal_code


def concepts_of(
    keys: Keys, *, identification: str, description: str, quantity: int, unit_net: int, unit_tax: int, rate: Decimal
) -> list[Concept]:
    """A sold line as one concept, or as several when the rounding of its seats would not pass as one."""
    portions = taxing.portions(quantity, unit_net=unit_net, unit_tax=unit_tax, rate=rate)
    return [
        Concept(keys, identification, description, each, unit_net, unit_net * each, rate, unit_tax * each)
        for each in portions
    ]


def returned(concepts: tuple[Concept, ...], net: int, tax: int, *, folio: str) -> tuple[Concept, ...]:
    """What a credit note of `net` and `tax` takes back: all the concepts, or a share of each kind of tax."""
    kinds: dict[tuple[Keys, Decimal], int] = {}
    for each in concepts:
        kind = (Keys(BILLING_KEY, ACTIVITY_UNIT, each.keys.object_of_tax, each.keys.factor), each.rate)
        kinds[kind] = kinds.get(kind, 0) + each.net + each.tax
    if net + tax == sum(kinds.values()):
        return concepts
    words = f"Devolución del pedido {folio}"
    found = []
    for (keys, rate), part in zip(kinds, taxing.shares(net + tax, list(kinds.values())), strict=True):
        base, taxed = taxing.split_total(part, rate)
        if len(kinds) == 1 and taxing.fits(net, tax, rate):
            base, taxed = net, tax
        if part:
            found.append(Concept(keys, folio, words, 1, base, base, rate, taxed))
    return tuple(found)


def bases(concepts: tuple[Concept, ...], paid: int) -> tuple[tuple[Keys, Decimal, int, int], ...]:
    """The base and tax that a payment of `paid` covers, by kind of tax (ImpuestosDR of the payment complement)."""
    whole = sum(each.net + each.tax for each in concepts)
    kinds: dict[tuple[str, str, Decimal], tuple[Keys, int, int]] = {}
    for each in concepts:
        kind = (each.keys.object_of_tax, each.keys.factor, each.rate)
        _keys, net, tax = kinds.get(kind, (each.keys, 0, 0))
        kinds[kind] = (each.keys, net + each.net, tax + each.tax)
    parts = taxing.shares(paid, [net + tax for _keys, net, tax in kinds.values()])
    found = []
    for ((_object, _factor, rate), (keys, net, tax)), part in zip(kinds.items(), parts, strict=True):
        exact = (net, tax) if paid == whole else taxing.split_total(part, rate)
        found.append((keys, rate, *exact))
    return tuple(found)
