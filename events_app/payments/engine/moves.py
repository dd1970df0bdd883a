"""Which status may follow which, of orders, payments, refunds and tries to pay."""

from collections.abc import Mapping

from events_app.payments.engine.states import (
    AttemptStatus,
    OfficePaymentStatus,
    OrderStatus,
    PaymentStatus,
    RefundStatus,
)

ORDER_MOVES: Mapping[OrderStatus, set[OrderStatus]] = {
    OrderStatus.PENDING: {
        OrderStatus.PARTLY_PAID,
        OrderStatus.PAID,
        OrderStatus.PAID_NO_SEAT,
        OrderStatus.RELEASED,
    },
    OrderStatus.PARTLY_PAID: {
        OrderStatus.PAID,
        OrderStatus.PAID_NO_SEAT,
        OrderStatus.RELEASED,
        OrderStatus.REFUNDED,
        OrderStatus.DISPUTE_LOST,
    },
    OrderStatus.RELEASED: {
        OrderStatus.PAID,
        OrderStatus.PAID_NO_SEAT,
        OrderStatus.REFUNDED,
        OrderStatus.DISPUTE_LOST,
    },
    OrderStatus.PAID_NO_SEAT: {
        OrderStatus.PAID,
        OrderStatus.RELEASED,
        OrderStatus.REFUNDED,
        OrderStatus.DISPUTE_LOST,
    },
    OrderStatus.PAID: {
        OrderStatus.PAID_NO_SEAT,
        OrderStatus.RELEASED,
        OrderStatus.REFUNDED,
        OrderStatus.DISPUTE_LOST,
    },
    OrderStatus.REFUNDED: {
        OrderStatus.PAID,
        OrderStatus.PAID_NO_SEAT,
        OrderStatus.RELEASED,
        OrderStatus.DISPUTE_LOST,
    },
    OrderStatus.DISPUTE_LOST: {
        OrderStatus.PAID,
        OrderStatus.PAID_NO_SEAT,
        OrderStatus.RELEASED,
        OrderStatus.REFUNDED,
    },
}
PAYMENT_MOVES: Mapping[PaymentStatus, set[PaymentStatus]] = {
    PaymentStatus.SUCCEEDED: {PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED, PaymentStatus.DISPUTE_LOST},
    PaymentStatus.PARTLY_REFUNDED: {PaymentStatus.SUCCEEDED, PaymentStatus.REFUNDED, PaymentStatus.DISPUTE_LOST},
    PaymentStatus.REFUNDED: {PaymentStatus.SUCCEEDED, PaymentStatus.PARTLY_REFUNDED},
}
REFUND_MOVES: Mapping[RefundStatus, set[RefundStatus]] = {
    RefundStatus.REQUESTED: {
        RefundStatus.PENDING,
        RefundStatus.SUCCEEDED,
        RefundStatus.FAILED,
        RefundStatus.CANCELLED,
    },
    RefundStatus.PENDING: {RefundStatus.SUCCEEDED, RefundStatus.FAILED},
    RefundStatus.SUCCEEDED: {RefundStatus.FAILED},
}
ATTEMPT_MOVES: Mapping[AttemptStatus, set[AttemptStatus]] = {
    AttemptStatus.CALLING: {
        AttemptStatus.OPEN,
        AttemptStatus.REFUSED,
        AttemptStatus.COMPLETE,
        AttemptStatus.EXPIRED,
    },
    AttemptStatus.OPEN: {AttemptStatus.COMPLETE, AttemptStatus.EXPIRED},
    AttemptStatus.EXPIRED: {AttemptStatus.COMPLETE},
}
OFFICE_MOVES: Mapping[OfficePaymentStatus, set[OfficePaymentStatus]] = {
    OfficePaymentStatus.WAITING: {OfficePaymentStatus.BOOKED, OfficePaymentStatus.REFUSED},
}
