"""How a slip stands (a voucher of OXXO, a transfer awaited), read from what Stripe says of its PaymentIntent."""

from collections.abc import Iterable, Mapping

from events_app.payments.engine.states import VoucherStatus

LIVE = (VoucherStatus.CALLING, VoucherStatus.OPEN)
OF_INTENT: Mapping[str, VoucherStatus] = {
    "requires_confirmation": VoucherStatus.CALLING,
    "requires_action": VoucherStatus.OPEN,
    "processing": VoucherStatus.OPEN,
    "requires_payment_method": VoucherStatus.EXPIRED,
    "canceled": VoucherStatus.CANCELLED,
    "succeeded": VoucherStatus.PAID,
}
SLIP_MOVES: Mapping[VoucherStatus, set[VoucherStatus]] = {
    VoucherStatus.CALLING: {
        VoucherStatus.OPEN,
        VoucherStatus.PAID,
        VoucherStatus.EXPIRED,
        VoucherStatus.CANCELLED,
    },
    VoucherStatus.OPEN: {VoucherStatus.PAID, VoucherStatus.EXPIRED, VoucherStatus.CANCELLED},
    VoucherStatus.CANCELLED: {VoucherStatus.EXPIRED, VoucherStatus.PAID},
    VoucherStatus.EXPIRED: {VoucherStatus.PAID},
}
_RANK = (
    VoucherStatus.CALLING,
    VoucherStatus.OPEN,
    VoucherStatus.CANCELLED,
    VoucherStatus.EXPIRED,
    VoucherStatus.PAID,
)


def of_intent(status: str) -> VoucherStatus:
    """A status that we do not know leaves a slip open: the poller asks again."""
    return OF_INTENT.get(status, VoucherStatus.OPEN)


def slip_state(seen: Iterable[VoucherStatus]) -> VoucherStatus:
    """The furthest state seen: what was paid is paid, even when its end is told later."""
    return max(seen, key=_RANK.index)
