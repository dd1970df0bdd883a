"""The words for what the tables name in English: statuses with their colour, facts, movements and tasks."""

from events_app.core.i18n import N_

STATUSES = {
    "pending": (N_("Por pagar"), "now"),
    "paid": (N_("Pagado"), "good"),
    "paid_no_seat": (N_("Pagado, sin lugar"), "bad"),
    "released": (N_("Liberado"), "plain"),
    "refunded": (N_("Devuelto"), "plain"),
    "dispute_lost": (N_("Contracargo perdido"), "bad"),
}
FACTS = {
    "opened": N_("Se abrió el pedido"),
    "checkout_opened": N_("Abrió la página de pago"),
    "checkout_expired": N_("Se cerró la página de pago"),
    "released": N_("Se liberó sin pago"),
    "paid": N_("Llegó el pago"),
    "seat_given": N_("Se confirmó el lugar"),
    "seat_missing": N_("Pagó cuando ya no había lugar"),
    "mismatch": N_("Llegó un cobro que no coincide y no se registró"),
    "refund_requested": N_("Se pidió una devolución"),
    "refunded": N_("Se devolvió dinero"),
    "refund_failed": N_("Stripe no pudo devolver"),
    "refund_bounced": N_("El banco regresó una devolución"),
    "disputed": N_("El titular reclamó el cargo a su banco"),
    "dispute_won": N_("Se ganó la reclamación"),
    "dispute_lost": N_("Se perdió la reclamación"),
}
REFUND_ERRORS = {
    "lost_or_stolen_card": N_("La tarjeta se reportó perdida o robada"),
    "expired_or_canceled_card": N_("La tarjeta venció o se canceló"),
    "declined": N_("El banco no aceptó la devolución"),
    "insufficient_funds": N_("No había saldo suficiente en Stripe"),
    "unknown": N_("Stripe no dijo por qué"),
}
MOVEMENTS = {
    "sale": N_("Venta"),
    "credit": N_("Saldo a favor"),
    "credit_applied": N_("Saldo aplicado"),
    "sale_refund": N_("Devolución"),
    "credit_refund": N_("Devolución de saldo"),
    "refund_bounced": N_("Devolución regresada"),
    "dispute_lost": N_("Contracargo"),
    "stripe": N_("Stripe"),
    "income": N_("Ingresos"),
    "tax_payable": N_("IVA por pagar"),
    "customer_credit": N_("Saldo de clientes"),
}
TASKS = {
    "paid_no_seat": N_("Pagó cuando ya no había lugar"),
    "mismatch": N_("Un cobro no coincide con su pedido"),
    "second_payment": N_("Pagó dos veces el mismo pedido"),
    "refund_failed": N_("Una devolución no llegó"),
    "dispute": N_("Un titular reclamó su cargo"),
}
