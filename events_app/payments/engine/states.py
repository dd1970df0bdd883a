"""How orders, payments, refunds and Stripe's objects stand: statuses, time limits, and folds over facts.

Every fold takes its facts in any order and any number of times: the same set of facts is the same state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar


class OrderStatus(StrEnum):
    PENDING = "pending"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    PAID_NO_SEAT = "paid_no_seat"
    RELEASED = "released"
    REFUNDED = "refunded"
    DISPUTE_LOST = "dispute_lost"


class Ending(StrEnum):
    """Why an order was let go, as its buyer is told: late, the event is off, made anew for other people, cancelled."""

    LAPSED = "lapsed"
    MADE_ANEW = "made_anew"
    EVENT_OFF = "event_off"
    CANCELLED = "cancelled"


# The reasons that our own services give; whatever else is written there is why somebody cancelled it.
HOLD_EXPIRED, EVENT_OFF, NAMES_CHANGED = "hold expired", "event cancelled", "names changed"


class AttemptStatus(StrEnum):
    CALLING = "calling"
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"
    REFUSED = "refused"


class PaymentStatus(StrEnum):
    SUCCEEDED = "succeeded"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    DISPUTE_LOST = "dispute_lost"


class RefundStatus(StrEnum):
    REQUESTED = "requested"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class VoucherStatus(StrEnum):
    CALLING = "calling"
    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class OfficePaymentStatus(StrEnum):
    WAITING = "waiting"
    BOOKED = "booked"
    REFUSED = "refused"


class FactKind(StrEnum):
    OPENED = "opened"
    MADE_FREE = "made_free"
    HOLD_EXTENDED = "hold_extended"
    VOUCHER_ISSUED = "voucher_issued"
    VOUCHER_ENDED = "voucher_ended"
    CHECKOUT_OPENED = "checkout_opened"
    CHECKOUT_EXPIRED = "checkout_expired"
    RELEASED = "released"
    PAID = "paid"
    SEAT_GIVEN = "seat_given"
    SEAT_MISSING = "seat_missing"
    SEAT_RETURNED = "seat_returned"
    CREDIT_KEPT = "credit_kept"
    CREDIT_MOVED = "credit_moved"
    CREDIT_RETURNED = "credit_returned"
    SALE_CREDITED = "sale_credited"
    OFFICE_RECORDED = "office_recorded"
    OFFICE_REFUSED = "office_refused"
    MISMATCH = "mismatch"
    REFUND_REQUESTED = "refund_requested"
    REFUND_APPROVED = "refund_approved"
    REFUND_CANCELLED = "refund_cancelled"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    REFUND_BOUNCED = "refund_bounced"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"


_ENDINGS = {HOLD_EXPIRED: Ending.LAPSED, EVENT_OFF: Ending.EVENT_OFF, NAMES_CHANGED: Ending.MADE_ANEW}
CARD_HOLD = timedelta(minutes=35)
CHECKOUT_LIFE = timedelta(minutes=30)


@dataclass(frozen=True)
class Fact:
    """One thing that happened to an order; `key` makes it happen once, `amount` is in centavos."""

    key: str
    kind: FactKind
    amount: int = 0


@dataclass(frozen=True)
class OrderState:
    """In centavos: `moved` pays other orders by now, less what came back; `credited` was sold and is balance again."""

    status: OrderStatus
    received: int
    returned: int
    moved: int = 0
    credited: int = 0
    seated: bool = False

    @property
    def kept(self) -> int:
        return self.received - self.returned - self.moved

    @property
    def meant(self) -> int:
        """What is kept for the thing that was ordered: without what was turned into a balance and still lies here."""
        return self.kept - max(0, self.credited - self.moved - self.returned)


def order_state(facts: Iterable[Fact], total: int) -> OrderState:
    """Where an order of `total` centavos stands, whatever the order in which its facts reached us."""
    by_kind: dict[FactKind, dict[str, int]] = {}
    for fact in facts:
        by_kind.setdefault(fact.kind, {})[fact.key] = fact.amount
    received = _sum(by_kind, FactKind.PAID)
    lost = _sum(by_kind, FactKind.DISPUTE_LOST)
    returned = _sum(by_kind, FactKind.REFUNDED) - _sum(by_kind, FactKind.REFUND_BOUNCED) + lost
    moved = _sum(by_kind, FactKind.CREDIT_MOVED) - _sum(by_kind, FactKind.CREDIT_RETURNED)
    credited = _sum(by_kind, FactKind.SALE_CREDITED)
    seated = _times(by_kind, FactKind.SEAT_GIVEN) > _times(by_kind, FactKind.SEAT_RETURNED)
    standing = OrderState(OrderStatus.PENDING, received, returned, moved, credited, seated)
    return replace(standing, status=_status(by_kind, standing, total))


def ending(reason: str) -> Ending:
    """What the reason of a released order means to its buyer."""
    return _ENDINGS.get(reason, Ending.CANCELLED)


def seat_facts(standing: OrderState, *, seated: bool) -> tuple[FactKind, ...]:
    """What to note when an order is complete: they have a seat (again), or there is none (any more)."""
    if seated:
        return () if standing.seated else (FactKind.SEAT_GIVEN,)
    return (FactKind.SEAT_MISSING, FactKind.SEAT_RETURNED) if standing.seated else (FactKind.SEAT_MISSING,)


def payment_state(amount: int, refunded: int, disputed_away: bool) -> PaymentStatus:
    if disputed_away:
        return PaymentStatus.DISPUTE_LOST
    if refunded <= 0:
        return PaymentStatus.SUCCEEDED
    return PaymentStatus.REFUNDED if refunded >= amount else PaymentStatus.PARTLY_REFUNDED


S = TypeVar("S", RefundStatus, AttemptStatus)
_REFUND_RANK = (
    RefundStatus.REQUESTED,
    RefundStatus.CANCELLED,
    RefundStatus.PENDING,
    RefundStatus.SUCCEEDED,
    RefundStatus.FAILED,
)
_ATTEMPT_RANK = (
    AttemptStatus.CALLING,
    AttemptStatus.REFUSED,
    AttemptStatus.OPEN,
    AttemptStatus.EXPIRED,
    AttemptStatus.COMPLETE,
)


def refund_state(seen: Iterable[RefundStatus]) -> RefundStatus:
    """The furthest state seen: a refund may fail after it succeeded (the card is closed), never the reverse."""
    return max(seen, key=_REFUND_RANK.index)


def attempt_state(seen: Iterable[AttemptStatus]) -> AttemptStatus:
    """The furthest state seen: a session that was paid is paid, even when its expiry is told later."""
    return max(seen, key=_ATTEMPT_RANK.index)


def _status(by_kind: Mapping[FactKind, dict[str, int]], standing: OrderState, total: int) -> OrderStatus:
    taken = FactKind.SEAT_RETURNED in by_kind
    released = FactKind.RELEASED in by_kind
    if total <= 0 and standing.received <= 0 and standing.seated:
        return OrderStatus.PAID
    if standing.received <= 0:
        return OrderStatus.RELEASED if released or taken else OrderStatus.PENDING
    if standing.kept <= 0:
        if FactKind.DISPUTE_LOST in by_kind:
            return OrderStatus.DISPUTE_LOST
        return OrderStatus.RELEASED if standing.moved >= standing.received else OrderStatus.REFUNDED
    if standing.seated:
        gone = _sum(by_kind, FactKind.DISPUTE_LOST) >= total > standing.kept
        return OrderStatus.DISPUTE_LOST if gone else OrderStatus.PAID
    if _times(by_kind, FactKind.CREDIT_KEPT) >= max(1, _times(by_kind, FactKind.SEAT_MISSING)):
        return OrderStatus.RELEASED
    if standing.meant >= total or (FactKind.SEAT_MISSING in by_kind and not taken):
        return OrderStatus.PAID_NO_SEAT
    return OrderStatus.RELEASED if released or taken else OrderStatus.PARTLY_PAID


def _times(by_kind: Mapping[FactKind, dict[str, int]], kind: FactKind) -> int:
    return len(by_kind.get(kind, {}))


def _sum(by_kind: Mapping[FactKind, dict[str, int]], kind: FactKind) -> int:
    return sum(by_kind.get(kind, {}).values())
