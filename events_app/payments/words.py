"""The words for what the tables name in English: statuses with their colour, facts, movements and tasks."""

from datetime import date, datetime

from events_app.core.clock import local
from events_app.core.formats import format_date_words, format_moment
from events_app.core.i18n import N_

STATUSES = {
    "pending": (N_("Por pagar"), "now"),
    "partly_paid": (N_("Pago incompleto"), "now"),
    "paid": (N_("Pagado"), "good"),
    "paid_no_seat": (N_("Pagado, sin lugar"), "bad"),
    "released": (N_("Liberado"), "plain"),
    "refunded": (N_("Devuelto"), "plain"),
    "dispute_lost": (N_("Contracargo perdido"), "bad"),
}
FACTS = {
    "opened": N_("Se abrió el pedido"),
    "made_free": N_("Un código lo dejó sin costo"),
    "hold_extended": N_("Se alargó el apartado"),
    "voucher_issued": N_("Se generó la ficha de pago"),
    "voucher_ended": N_("La ficha de pago venció"),
    "checkout_opened": N_("Abrió la página de pago"),
    "checkout_expired": N_("Se cerró la página de pago"),
    "released": N_("Se liberó sin pago"),
    "paid": N_("Llegó el pago"),
    "seat_given": N_("Se confirmó el lugar"),
    "seat_missing": N_("Pagó cuando ya no había lugar"),
    "seat_returned": N_("El lugar volvió al cupo"),
    "credit_kept": N_("El dinero quedó como saldo a favor"),
    "credit_moved": N_("El saldo pagó otro pedido"),
    "credit_returned": N_("El saldo regresó de otro pedido"),
    "sale_credited": N_("Parte de la venta quedó como saldo a favor"),
    "office_recorded": N_("La oficina anotó un pago"),
    "office_refused": N_("La oficina no aceptó un pago"),
    "mismatch": N_("Llegó un cobro que no coincide y no se registró"),
    "refund_requested": N_("Se pidió una devolución"),
    "refund_approved": N_("Una segunda persona aprobó la devolución"),
    "refund_cancelled": N_("Se canceló la devolución"),
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
    "credit_moved": N_("Saldo que pasó a otro pedido"),
    "credit_returned": N_("Saldo que regresó"),
    "sale_credited": N_("Venta que quedó como saldo"),
    "sale_refund": N_("Devolución"),
    "credit_refund": N_("Devolución de saldo"),
    "refund_bounced": N_("Devolución regresada"),
    "dispute_lost": N_("Contracargo"),
    "stripe": N_("Stripe"),
    "cash": N_("Caja de la oficina"),
    "bank": N_("Banco"),
    "credit_transfer": N_("Saldo entre pedidos"),
    "losses": N_("Pérdidas"),
    "income": N_("Ingresos"),
    "tax_payable": N_("IVA por pagar"),
    "customer_credit": N_("Anticipos y saldos de clientes"),
}
TASKS = {
    "paid_no_seat": N_("Pagó cuando ya no había lugar"),
    "mismatch": N_("Un cobro no coincide con su pedido"),
    "second_payment": N_("Pagó dos veces el mismo pedido"),
    "excess": N_("Pagó de más"),
    "partial": N_("Pagó solo una parte y su apartado terminó"),
    "external_refund": N_("Alguien devolvió dinero fuera de Convoca"),
    "bank_line": N_("Un movimiento del banco no tiene pedido claro"),
    "refund_failed": N_("Una devolución no llegó"),
    "dispute": N_("Un titular reclamó su cargo"),
    "seat_cancelled": N_("Se canceló un lugar pagado: falta devolver lo prometido"),
}
METHODS = {
    "card": N_("Tarjeta"),
    "oxxo": N_("OXXO"),
    "spei": N_("SPEI"),
    "cash": N_("Efectivo"),
    "transfer": N_("Transferencia"),
    "cheque": N_("Cheque"),
    "credit": N_("Saldo a favor"),
}
VERBS = {
    "noted": N_("Solo cerrar el pendiente"),
    "give_seat": N_("Darle un lugar"),
    "keep_credit": N_("Dejarlo como saldo a favor de la empresa"),
    "apply_credit": N_("Pagar con ese dinero otro pedido"),
    "book_on": N_("Decir qué pedido paga"),
}
MAIL = {
    "queued": N_("Por enviar"),
    "sending": N_("Enviando"),
    "sent": N_("Enviado"),
    "failed": N_("Rechazado"),
    "unknown": N_("No sabemos"),
    "kept": N_("Guardado aquí"),
}
# Why a task was opened, where the reason is one of ours; Stripe's and the bank's stand as they came.
BECAUSE = {
    "no order of this company": N_("la empresa no tiene ningún pedido"),
    "several payers of this company": N_("sin concepto: varias personas de la empresa esperan pagar"),
}


def until_words(due: date | None, until: datetime) -> str:
    """The later of the day that a company was told and the end of a slip: its CLABE takes money until then."""
    return format_date_words(due) if due and due > local(until).date() else format_moment(until)
